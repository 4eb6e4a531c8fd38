// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What entries about people change in what plans pay.
#pragma once

#include <algorithm>

#include "firstlog/views/detail/plan_people.hpp"
#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

// Who is above whom pays those above for closes from that day on; days of employment and absence pay
// guarantees and draws. Differences post as those of any entry.
FIRSTLOG_INLINE Result<void> Performance::people_changed(const Event& event) {
  if (!plans_.any || !Employment::concerns(event.kind) || event.kind == EventKind::actor_registered)
    return {};
  const Date day = newest().date_of(event.at());
  const Date from = event.from == Date() ? day : event.from;
  detail::PlanSettlement settlement(*this);
  if (event.kind != EventKind::absence_set) settlement.retell_lines(from);
  if (event.kind != EventKind::team_set) settlement.retell_days(event.rep, std::min(from, day));
  if (event.kind == EventKind::departed) settlement.settle_last(event.rep, event.until, event.at());
  settlement.run();
  return post_changes(event, oldest_open_, settlement);
}

// What a month's quota comes to on some days of it, where spans are no months.
FIRSTLOG_INLINE Exact Performance::quota_of_days(ActorId rep, std::uint32_t policy, DateRange days) const {
  const CompiledPolicy& by = *policies_[policy];
  Quota quota = by.policy().quota;
  Exact sum;
  std::vector<QuotaDay> known;
  for (std::optional<YearMonth> month = YearMonth::of(days.first); month && month->first_day() < days.end;
       month = month->plus_months(1)) {
    employment_.days_of(rep, *month, by, known);
    if (!by.policy().quota.prorate) {
      // Whoever is employed on any day owes the whole month, by what held on the last such day.
      const auto last =
          std::find_if(known.rbegin(), known.rend(), [](const QuotaDay& one) { return one.employed; });
      if (last != known.rend()) std::fill(known.begin(), known.end(), QuotaDay(*last));
      quota.prorate = true;
      quota.leave_prorates = false;
    }
    for (std::size_t i = 0; i < known.size(); ++i)
      if (!days.contains(month->first_day().plus_days(static_cast<std::int64_t>(i)).value_or(days.end)))
        known[i].employed = false;
    sum += period_quota(quota, *month, known, month->last_day(), by.working_calendar()).quota;
  }
  return sum;
}

}  // namespace firstlog::inline v1
