// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Where reps stand against quota, and the reviews that months under it raise.
#pragma once

#include <algorithm>

#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE const CompiledPolicy& Performance::policy_of(YearMonth period, Instant now) const noexcept {
  const PeriodRows* rows = find_period(period);
  if (rows != nullptr && rows->frozen_position.present()) return *policies_[rows->frozen_policy];
  const Instant end = newest().zone().start_of_day(period.days().end);
  return *policies_[policy_at(std::min(now, end - Duration::microseconds(1)))];
}

FIRSTLOG_INLINE bool Performance::is_over(YearMonth period, Date today) const noexcept {
  const PeriodRows* rows = find_period(period);
  return today > period.last_day() || (rows != nullptr && rows->frozen_position.present());
}

FIRSTLOG_INLINE PeriodQuota Performance::quota_of(ActorId rep, YearMonth period, Instant now) const {
  const CompiledPolicy& policy = policy_of(period, now);
  std::vector<QuotaDay> days;
  employment_.days_of(rep, period, policy, days);
  return period_quota(policy.policy().quota, period, days, policy.date_of(now), policy.working_calendar());
}

FIRSTLOG_INLINE Exact Performance::achieved(ActorId rep, YearMonth period, const Quota& quota) const {
  if (quota.measure == QuotaMeasure::closes) return quota_closes(rep, period).rate();
  Exact revenue = Exact::of_money(Money::minor(totals(rep, period).revenue_minor, currency()));
  if (quota.measure == QuotaMeasure::revenue) return revenue;
  return Exact(quota_closes(rep, period).rate()) * Exact(quota.points_per_close) +
         revenue * Exact(quota.points_per_unit);
}

FIRSTLOG_INLINE QuotaStanding Performance::standing(ActorId rep, YearMonth period, Instant now) const {
  const CompiledPolicy& policy = policy_of(period, now);
  const Quota& quota = policy.policy().quota;
  return standing_of(quota, quota_of(rep, period, now), achieved(rep, period, quota),
                     is_over(period, policy.date_of(now)));
}

FIRSTLOG_INLINE QuotaZone Performance::zone(ActorId rep, YearMonth period, Instant now) const {
  return Zones(*this, period, now).zone_of(rep);
}

FIRSTLOG_INLINE Performance::Zones::Zones(const Performance& performance, YearMonth period, Instant now)
    : performance_(performance),
      policy_(performance.policy_of(period, now)),
      period_(period),
      today_(policy_.date_of(now)),
      over_(performance.is_over(period, today_)) {
  const QuotaDay day{.employed = true,
                     .on_leave = false,
                     .target = {policy_.policy().quota.base(), QuotaSource::policy},
                     .employment_month = detail::past_every_ramp};
  const std::vector<QuotaDay> days(static_cast<std::size_t>(period.days().days()), day);
  plain_ = period_quota(policy_.policy().quota, period, days, today_, policy_.working_calendar());
}

FIRSTLOG_INLINE QuotaZone Performance::Zones::zone_of(ActorId rep) {
  const Quota& quota = policy_.policy().quota;
  const Exact achieved = performance_.achieved(rep, period_, quota);
  if (performance_.employment_.is_plain(rep, period_, policy_))
    return zone_in(quota, plain_, achieved, over_);
  performance_.employment_.days_of(rep, period_, policy_, days_);
  return zone_in(quota, period_quota(quota, period_, days_, today_, policy_.working_calendar()), achieved,
                 over_);
}

// Once a month is frozen, its figures are what they are: reviews rest on nothing that could change.
FIRSTLOG_INLINE void Performance::review(const Event& frozen) {
  const Quota& quota = policy_of(frozen.period, frozen.at()).policy().quota;
  for (std::size_t i = 0; i < reps_.size(); ++i) {
    const ActorId rep = ActorId::at_index(i);
    RepRow& row = reps_[i];
    if (!row.roles.has(Role::rep) || !row.streak.add(standing(rep, frozen.period, frozen.at()), quota))
      continue;
    reviews_.push_back({rep, frozen.period, row.streak.months(), frozen.position, frozen.at()});
  }
}

}  // namespace firstlog::inline v1
