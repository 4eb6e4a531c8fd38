// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who was employed as a rep on which days, since when, away when and in which team, folded from the
// journal's events (DOMAIN 8, 10): what a month's quota is prorated by. Days are calendar dates of the
// organisation's zone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/team.hpp"
#include "firstlog/rules/period_quota.hpp"
#include "firstlog/rules/policy.hpp"

namespace firstlog::inline v1 {

// How many days of some are of which kind.
struct DaysEmployed {
  std::int32_t days = 0;
  std::int32_t employed = 0;
  std::int32_t at_work = 0;  // employed, and not absent
};

// An employment begins on the day that registering the rep (or making somebody a rep) names, else on the
// day of it, and ends with the last day of `departed`. Whoever comes back after that begins anew; being
// inactive for a while, or no rep, leaves days out and begins nothing.
// Threads: one writer or any number of readers.
class Employment {
 public:
  // Whether apply() looks at the event at all.
  static bool concerns(EventKind kind) noexcept;
  // `day` is that of event.at() in the organisation's zone.
  FIRSTLOG_API void apply(const Event& event, Date day);

  // A day for each of the period's. Empty for whoever is unknown.
  FIRSTLOG_API void days_of(ActorId rep, YearMonth period, const CompiledPolicy& policy,
                            std::vector<QuotaDay>& days) const;
  // Whether all of those days are alike: employed, never away, past the ramp, by the policy's own quota.
  FIRSTLOG_API bool is_plain(ActorId rep, YearMonth period, const CompiledPolicy& policy) const noexcept;
  // The team's code; empty: none.
  FIRSTLOG_API std::string_view team_of(ActorId rep, Date day) const noexcept;
  // Who is above him on that day, the nearest first: his lead, that one's lead, and so on, until nobody
  // follows or somebody would stand there twice. Absent where that one had departed by then.
  FIRSTLOG_API std::vector<ActorId> line_above(ActorId rep, Date day) const;
  // Of the days that `calendar` works; null: of all. Linear in the days.
  FIRSTLOG_API DaysEmployed count_days(ActorId rep, DateRange days,
                                       const WorkingCalendar* calendar) const noexcept;

 private:
  friend class PerformanceImage;

  struct RepRow {
    std::uint32_t span = 0;        // newest, plus one; 0: never employed
    std::uint32_t absence = 0;     // newest, plus one
    std::uint32_t membership = 0;  // newest, plus one
    std::uint32_t gone = 0;        // newest, plus one; whether or not he sells
    bool sells = false;
    bool departed = false;  // since the newest span ended
  };
  // Days in a row of one employment.
  struct Span {
    Date from;
    Date until;  // inside; Date::max(): not known yet
    Date hired;  // the first day of the employment
    std::uint32_t before = 0;
  };

  // Days in a row on which an actor had departed.
  struct Gone {
    Date from;
    Date end;  // the first day on which he is back; Date::max(): not known yet
    std::uint32_t before = 0;
  };

  void change(ActorId rep, bool sells, Date day, Date from);
  void begin(RepRow& row, Date from);
  void end(RepRow& row, Date last) noexcept;
  void add_membership(ActorId rep, std::string_view team, ActorId lead, Date from);
  const MembershipRow* membership_on(ActorId rep, Date day) const noexcept;
  bool is_gone(const RepRow& row, Date day) const noexcept;
  const Span* span_on(const RepRow& row, Date day) const noexcept;
  bool is_absent(const RepRow& row, Date day) const noexcept;

  std::vector<RepRow> reps_;  // by ActorId::index
  std::vector<std::string> keys_;
  std::vector<Span> spans_;
  std::vector<AbsenceRow> absences_;
  std::vector<MembershipRow> memberships_;
  std::vector<Gone> gone_;
  std::vector<std::string> teams_;  // each once; their places plus one
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/views/detail/employment-inl.hpp"  // IWYU pragma: export
#endif
