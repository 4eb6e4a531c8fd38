// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a quota comes to for one rep in one month, day by day and with its reasons, and where the rep
// stands against it (DOMAIN 8). Nothing here is rounded: 3 closes over 12 of 22 working days are 18/11.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/rules/quota.hpp"

namespace firstlog::inline v1 {

// Whose quota holds. Numbers are fixed for ever.
enum class QuotaSource : std::uint8_t { policy = 0, team = 1, rep = 2 };

constexpr std::string_view name_of(QuotaSource source) noexcept {
  constexpr std::string_view names[] = {"policy", "team", "rep"};
  return names[static_cast<int>(source)];
}

// A whole month's quota as it holds on one day.
struct QuotaTarget {
  Rate target;
  QuotaSource source = QuotaSource::policy;

  friend bool operator==(const QuotaTarget&, const QuotaTarget&) = default;
};

namespace detail {
// A month of employment that no ramp reaches.
inline constexpr std::int32_t past_every_ramp = 1'000'000;
}  // namespace detail

// What is known of the rep on one day of the month.
struct QuotaDay {
  bool employed = false;
  bool on_leave = false;
  QuotaTarget target;
  std::int32_t employment_month = 1;  // 1: the calendar month of hire
};

// Days of the month in a row on which the same holds.
struct QuotaPart {
  DateRange days;
  QuotaTarget target;
  std::int32_t employment_month = 1;
  Rate ramp = Rate::one();        // the factor of that month of employment
  std::int32_t working_days = 0;  // that count: without leave, where leave prorates
  std::int32_t leave_days = 0;    // working days of absence
  Exact quota;                    // target × ramp × working_days / the month's working days
  Exact expected;                 // of it, by the day that was asked for, itself not
};

struct PeriodQuota {
  YearMonth period;
  QuotaMeasure measure = QuotaMeasure::closes;
  Exact quota;                     // the sum of the parts'; 0 is exempt
  Exact expected;                  // by the day that was asked for, itself not
  std::int32_t working_days = 0;   // of the month; its days where none is worked
  std::int32_t employed_days = 0;  // working days employed
  std::int32_t leave_days = 0;     // of these, absent
  std::int32_t days_left = 0;      // days that count from the day asked for on, in the days of the pace
  bool ramped = false;             // some factor is below 1
  bool of_leave = false;           // leave_days reach leave_month_days
  std::vector<QuotaPart> parts;    // of the days employed, in order

  bool part() const noexcept { return employed_days < working_days; }
  // Whether the month counts for a review: ramp, part and leave months do not, nor those of no quota.
  bool counts() const noexcept { return !part() && !ramped && !of_leave && quota.sign() > 0; }
};

// `days` has one entry for each day of the period, else nothing is owed. What is expected counts the days
// before `today`. A month without a working day is counted by its days. The quota's rows are not looked at:
// the days say which target holds.
FIRSTLOG_API PeriodQuota period_quota(const Quota& quota, YearMonth period, std::span<const QuotaDay> days,
                                      Date today, const WorkingCalendar& calendar);

// Where a rep stands against a period's quota.
struct QuotaStanding {
  PeriodQuota quota;
  Exact achieved;                         // in units of the measure, verified and net
  std::optional<Exact> attainment;        // achieved / quota; absent where exempt
  std::optional<Exact> pace;              // achieved / expected; absent while nothing is expected
  std::optional<Exact> projected;         // at the period's end, going on as so far; as pace
  std::optional<Exact> required_per_day;  // on each day left, today inside; absent where none is left
  bool over = false;                      // the period is: the zone is against the quota itself
  QuotaZone zone = QuotaZone::too_early;
  std::string zone_name;  // the policy's own, else that of the zone
};

// The zone alone: once the period is over against the quota itself, before that against what is expected,
// and too_early until that is `pace_from`.
FIRSTLOG_API QuotaZone zone_in(const Quota& quota, const PeriodQuota& period, const Exact& achieved,
                               bool over);
FIRSTLOG_API QuotaStanding standing_of(const Quota& quota, PeriodQuota period, Exact achieved, bool over);

// How many months running a rep was under quota.
class QuotaStreak {
 public:
  std::int32_t months() const noexcept { return months_; }
  // The next month that was over, in order. Months that do not count neither add nor break. Answers whether
  // a review is raised by it: once a streak, by the month that makes it `review_after_months` long.
  bool add(const QuotaStanding& month, const Quota& quota) {
    if (!month.quota.counts()) return false;
    return add_counted(month.achieved < month.quota.quota, quota.review_after_months);
  }
  bool add_counted(bool under, std::int32_t review_after_months) noexcept {
    months_ = under ? months_ + 1 : 0;
    return under && months_ == review_after_months;
  }
  void restart() noexcept { months_ = 0; }

 private:
  std::int32_t months_ = 0;
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/period_quota-inl.hpp"  // IWYU pragma: export
#endif
