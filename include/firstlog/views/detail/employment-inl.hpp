// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/views/employment.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE bool Employment::concerns(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::actor_registered:
    case EventKind::actor_changed:
    case EventKind::departed:
    case EventKind::absence_set:
    case EventKind::team_set: return true;
    default: return false;
  }
}

FIRSTLOG_INLINE void Employment::apply(const Event& event, Date day) {
  const bool sells = event.roles.has(Role::rep) && !has(event.flags, EventFlag::inactive);
  const Date from = event.from == Date() ? day : event.from;
  switch (event.kind) {
    case EventKind::actor_registered:
      reps_.emplace_back();
      keys_.emplace_back(event.key);
      change(ActorId::at_index(reps_.size() - 1), sells, day, from);
      break;
    case EventKind::actor_changed: {
      change(event.rep, sells, day, from);
      RepRow& row = reps_[event.rep.index()];
      if (row.gone != 0 && gone_[row.gone - 1].end == Date::max() && !has(event.flags, EventFlag::inactive))
        gone_[row.gone - 1].end = from;
      break;
    }
    case EventKind::departed: {
      RepRow& row = reps_[event.rep.index()];
      if (row.sells) end(row, event.until);
      row.sells = false;
      row.departed = true;
      for (std::uint32_t at = row.absence; at != 0; at = absences_[at - 1].before)
        absences_[at - 1].until = std::min(absences_[at - 1].until, event.until);
      for (std::uint32_t at = row.membership; at != 0; at = memberships_[at - 1].before)
        if (memberships_[at - 1].from >= event.from) memberships_[at - 1].dropped = true;
      if (row.membership != 0) add_membership(event.rep, {}, ActorId(), event.from);
      gone_.push_back({event.from, Date::max(), row.gone});
      row.gone = static_cast<std::uint32_t>(gone_.size());
      break;
    }
    case EventKind::absence_set: {
      RepRow& row = reps_[event.rep.index()];
      if (has(event.flags, EventFlag::inactive)) {
        for (std::uint32_t at = row.absence; at != 0; at = absences_[at - 1].before)
          if (absences_[at - 1].from == event.from) {
            absences_[at - 1].until = std::min(absences_[at - 1].until, event.until);
            break;
          }
        break;
      }
      AbsenceRow absence;
      absence.rep = event.rep;
      absence.from = event.from;
      absence.until = event.until;
      absence.before = row.absence;
      absences_.push_back(absence);
      row.absence = static_cast<std::uint32_t>(absences_.size());
      break;
    }
    case EventKind::team_set: add_membership(event.rep, event.team, event.cover, event.from); break;
    default: break;
  }
}

FIRSTLOG_INLINE void Employment::change(ActorId rep, bool sells, Date day, Date from) {
  RepRow& row = reps_[rep.index()];
  if (sells == row.sells) return;
  row.sells = sells;
  if (sells)
    begin(row, from);
  else
    end(row, day);
}

// No day belongs to two spans: who comes back on the day on which he went is counted once.
FIRSTLOG_INLINE void Employment::begin(RepRow& row, Date from) {
  Span span;
  span.from = from;
  span.until = Date::max();
  span.before = row.span;
  if (row.span != 0)
    span.from = std::max(from, spans_[row.span - 1].until.plus_days(1).value_or(Date::max()));
  span.hired = row.span != 0 && !row.departed ? spans_[row.span - 1].hired : span.from;
  row.departed = false;
  spans_.push_back(span);
  row.span = static_cast<std::uint32_t>(spans_.size());
}

FIRSTLOG_INLINE void Employment::end(RepRow& row, Date last) noexcept {
  spans_[row.span - 1].until = last;
}

FIRSTLOG_INLINE void Employment::add_membership(ActorId rep, std::string_view team, ActorId lead, Date from) {
  MembershipRow row;
  row.rep = rep;
  row.lead = lead;
  row.from = from;
  if (!team.empty()) {
    const auto known = std::find(teams_.begin(), teams_.end(), team);
    row.team = static_cast<std::uint32_t>(known - teams_.begin() + 1);
    if (known == teams_.end()) teams_.emplace_back(team);
  }
  row.before = reps_[rep.index()].membership;
  memberships_.push_back(row);
  reps_[rep.index()].membership = static_cast<std::uint32_t>(memberships_.size());
}

FIRSTLOG_INLINE const Employment::Span* Employment::span_on(const RepRow& row, Date day) const noexcept {
  for (std::uint32_t at = row.span; at != 0; at = spans_[at - 1].before)
    if (spans_[at - 1].from <= day && day <= spans_[at - 1].until) return &spans_[at - 1];
  return nullptr;
}

FIRSTLOG_INLINE bool Employment::is_absent(const RepRow& row, Date day) const noexcept {
  for (std::uint32_t at = row.absence; at != 0; at = absences_[at - 1].before)
    if (absences_[at - 1].from <= day && day <= absences_[at - 1].until) return true;
  return false;
}

FIRSTLOG_INLINE const MembershipRow* Employment::membership_on(ActorId rep, Date day) const noexcept {
  if (!rep.present() || rep.index() >= reps_.size()) return nullptr;
  const MembershipRow* found = nullptr;
  for (std::uint32_t at = reps_[rep.index()].membership; at != 0; at = memberships_[at - 1].before) {
    const MembershipRow& row = memberships_[at - 1];
    if (!row.dropped && row.from <= day && (found == nullptr || row.from > found->from)) found = &row;
  }
  return found;
}

FIRSTLOG_INLINE std::string_view Employment::team_of(ActorId rep, Date day) const noexcept {
  const MembershipRow* found = membership_on(rep, day);
  return found == nullptr || found->team == 0 ? std::string_view()
                                              : std::string_view(teams_[found->team - 1]);
}

FIRSTLOG_INLINE bool Employment::is_gone(const RepRow& row, Date day) const noexcept {
  for (std::uint32_t at = row.gone; at != 0; at = gone_[at - 1].before)
    if (gone_[at - 1].from <= day && day < gone_[at - 1].end) return true;
  return false;
}

FIRSTLOG_INLINE std::vector<ActorId> Employment::line_above(ActorId rep, Date day) const {
  std::vector<ActorId> above;
  std::vector<ActorId> seen = {rep};
  for (const MembershipRow* row = membership_on(rep, day); row != nullptr && row->lead.present();
       row = membership_on(row->lead, day)) {
    if (std::find(seen.begin(), seen.end(), row->lead) != seen.end()) break;
    seen.push_back(row->lead);
    above.push_back(is_gone(reps_[row->lead.index()], day) ? ActorId() : row->lead);
  }
  return above;
}

FIRSTLOG_INLINE DaysEmployed Employment::count_days(ActorId rep, DateRange days,
                                                    const WorkingCalendar* calendar) const noexcept {
  DaysEmployed count;
  for (std::int32_t i = 0; i < days.days(); ++i) {
    const Date day = days.first.plus_days(i).value_or(days.first);
    if (calendar != nullptr && !is_working_day(day, *calendar)) continue;
    ++count.days;
    if (!rep.present() || rep.index() >= reps_.size()) continue;
    const RepRow& row = reps_[rep.index()];
    if (span_on(row, day) == nullptr) continue;
    ++count.employed;
    if (!is_absent(row, day)) ++count.at_work;
  }
  return count;
}

namespace detail {

// Of the month in which `hired` lies it is 1.
inline std::int32_t employment_month(Date hired, YearMonth period) noexcept {
  const CivilDate first = hired.civil();
  return (period.year() - first.year) * 12 + period.month() - first.month + 1;
}

}  // namespace detail

FIRSTLOG_INLINE void Employment::days_of(ActorId rep, YearMonth period, const CompiledPolicy& policy,
                                         std::vector<QuotaDay>& days) const {
  days.clear();
  if (!rep.present() || rep.index() >= reps_.size()) return;
  const RepRow& row = reps_[rep.index()];
  const DateRange month = period.days();
  for (std::int32_t i = 0; i < month.days(); ++i) {
    const Date date = month.first.plus_days(i).value_or(month.first);
    QuotaDay& day = days.emplace_back();
    const Span* span = span_on(row, date);
    if (span == nullptr) continue;
    day.employed = true;
    day.on_leave = is_absent(row, date);
    day.employment_month = detail::employment_month(span->hired, period);
    day.target = policy.quota_target(keys_[rep.index()], team_of(rep, date), date);
  }
}

FIRSTLOG_INLINE bool Employment::is_plain(ActorId rep, YearMonth period,
                                          const CompiledPolicy& policy) const noexcept {
  if (!rep.present() || rep.index() >= reps_.size()) return false;
  const RepRow& row = reps_[rep.index()];
  if (row.span == 0 || row.absence != 0 || !policy.policy().quota.rows.empty()) return false;
  const Span& span = spans_[row.span - 1];
  const DateRange month = period.days();
  return span.from <= month.first && span.until >= period.last_day() &&
         detail::employment_month(span.hired, period) >
             static_cast<std::int32_t>(policy.policy().quota.ramp.size());
}

}  // namespace firstlog::inline v1
