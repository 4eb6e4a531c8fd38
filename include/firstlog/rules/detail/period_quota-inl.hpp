// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>

#include "firstlog/rules/period_quota.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline Exact ratio(const Exact& a, const Exact& b) {
  return Exact::divide(a, b).value_or(Exact());
}

// Counts the days of one part as they come.
struct PartCount {
  std::int32_t all = 0;      // days that count for the pace
  std::int32_t elapsed = 0;  // of these, before today
};

class MonthOfQuota {
 public:
  MonthOfQuota(const Quota& quota, YearMonth period, Date today, const WorkingCalendar& calendar)
      : quota_(quota),
        first_(period.first_day()),
        today_(today),
        calendar_(calendar),
        by_days_(count_working_days(period.days(), calendar) == 0) {
    made_.period = period;
    made_.measure = quota.measure;
    made_.working_days = by_days_ ? period.days().days() : count_working_days(period.days(), calendar);
  }

  void add(std::int32_t offset, const QuotaDay& day) {
    const Date date = first_.plus_days(offset).value_or(first_);
    if (!day.employed) return close();
    if (!open_ || made_.parts.back().target != day.target ||
        made_.parts.back().employment_month != day.employment_month)
      begin(date, day);
    QuotaPart& part = made_.parts.back();
    part.days.end = date.plus_days(1).value_or(date);
    const bool works = by_days_ || is_working_day(date, calendar_);
    const bool counts = !(day.on_leave && quota_.leave_prorates && quota_.prorate);
    if (works) {
      ++made_.employed_days;
      if (day.on_leave) ++part.leave_days;
      if (counts) ++part.working_days;
    }
    if (!counts || (quota_.pace == QuotaPace::working_days && !works)) return;
    ++count_.all;
    if (date < today_)
      ++count_.elapsed;
    else
      ++made_.days_left;
  }

  PeriodQuota done() {
    close();
    for (const QuotaPart& part : made_.parts) {
      made_.quota += part.quota;
      made_.expected += part.expected;
      made_.leave_days += part.leave_days;
      made_.ramped = made_.ramped || part.ramp != Rate::one();
    }
    made_.of_leave = made_.leave_days >= quota_.leave_month_days;
    return std::move(made_);
  }

 private:
  void begin(Date date, const QuotaDay& day) {
    close();
    QuotaPart part;
    part.days = {date, date};
    part.target = day.target;
    part.employment_month = day.employment_month;
    const auto month = static_cast<std::size_t>(std::max(day.employment_month, 1)) - 1U;
    if (month < quota_.ramp.size()) part.ramp = quota_.ramp[month];
    made_.parts.push_back(part);
    count_ = PartCount();
    open_ = true;
  }
  void close() {
    if (!open_) return;
    open_ = false;
    QuotaPart& part = made_.parts.back();
    const Exact whole = Exact(part.target.target) * Exact(part.ramp);
    part.quota = ratio(whole * Exact::whole(part.working_days), Exact::whole(made_.working_days));
    part.expected = ratio(part.quota * Exact::whole(count_.elapsed), Exact::whole(count_.all));
  }

  const Quota& quota_;
  const Date first_;
  const Date today_;
  const WorkingCalendar& calendar_;
  const bool by_days_;
  PeriodQuota made_;
  PartCount count_;
  bool open_ = false;
};

}  // namespace detail

FIRSTLOG_INLINE PeriodQuota period_quota(const Quota& quota, YearMonth period, std::span<const QuotaDay> days,
                                         Date today, const WorkingCalendar& calendar) {
  detail::MonthOfQuota month(quota, period, today, calendar);
  const auto count = static_cast<std::int32_t>(days.size());
  if (count != period.days().days()) return month.done();
  if (quota.prorate) {
    for (std::int32_t i = 0; i < count; ++i) month.add(i, days[static_cast<std::size_t>(i)]);
    return month.done();
  }
  // Whoever is employed on any day owes the whole month, by what held on the last such day.
  const auto last =
      std::find_if(days.rbegin(), days.rend(), [](const QuotaDay& day) { return day.employed; });
  if (last == days.rend()) return month.done();
  std::int32_t employed = 0;
  const bool by_days = count_working_days(period.days(), calendar) == 0;
  for (std::int32_t i = 0; i < count; ++i) {
    QuotaDay day = *last;
    day.on_leave = days[static_cast<std::size_t>(i)].employed && days[static_cast<std::size_t>(i)].on_leave;
    month.add(i, day);
    const Date date = period.first_day().plus_days(i).value_or(period.first_day());
    if (days[static_cast<std::size_t>(i)].employed && (by_days || is_working_day(date, calendar))) ++employed;
  }
  PeriodQuota made = month.done();
  made.employed_days = employed;
  return made;
}

FIRSTLOG_INLINE QuotaZone zone_in(const Quota& quota, const PeriodQuota& period, const Exact& achieved,
                                  bool over) {
  if (period.quota.sign() <= 0) return QuotaZone::exempt;
  if (over) return zone_of(quota, achieved, period.quota);
  if (period.expected < Exact(quota.pace_from) || period.expected.is_zero()) return QuotaZone::too_early;
  return zone_of(quota, achieved, period.expected);
}

FIRSTLOG_INLINE QuotaStanding standing_of(const Quota& quota, PeriodQuota period, Exact achieved, bool over) {
  QuotaStanding standing;
  standing.over = over;
  const Exact& owed = period.quota;
  const Exact& expected = period.expected;
  if (owed.sign() > 0) {
    standing.attainment = Exact::divide(achieved, owed);
    standing.pace = Exact::divide(achieved, expected);
    if (standing.pace) standing.projected = *standing.pace * owed;
    if (!over && period.days_left > 0)
      standing.required_per_day =
          detail::ratio(greatest_of(owed - achieved, Exact()), Exact::whole(period.days_left));
  }
  standing.zone = zone_in(quota, period, achieved, over);
  const bool named = standing.zone >= QuotaZone::red;
  standing.zone_name = named ? zone_name_of(quota, achieved, over ? owed : expected) : name_of(standing.zone);
  standing.quota = std::move(period);
  standing.achieved = std::move(achieved);
  return standing;
}

}  // namespace firstlog::inline v1
