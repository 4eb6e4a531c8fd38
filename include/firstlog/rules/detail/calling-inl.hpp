// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/rules/calling.hpp"
#include "firstlog/rules/detail/check_range.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Result<void> check_calling(const CallingRules& calling) {
  const detail::Bounded numbers[] = {
      {"policy.calling.lease_minutes", calling.lease_minutes, 1, 1440},
      {"policy.calling.heartbeat_minutes", calling.heartbeat_minutes, 1, 1440},
      {"policy.calling.attempts_per_contact", calling.attempts_per_contact, 1, 1000},
      {"policy.calling.attempts_per_day", calling.attempts_per_day, 1, 100},
      {"policy.calling.retry_hours", calling.retry_hours, 0, 24 * 366},
  };
  for (const detail::Bounded& number : numbers)
    if (Result<void> r = detail::check_range(number); !r) return r;
  if (calling.heartbeat_minutes > calling.lease_minutes)
    return Error(Status::malformed, "policy.calling.heartbeat_minutes",
                 "the lease lapses before its first heartbeat", "give at most lease_minutes");
  if (calling.week.empty())
    return Error(Status::malformed, "policy.calling.week", "nobody may be called on any day",
                 "name at least one weekday");
  if (calling.until <= calling.from)
    return Error(Status::malformed, "policy.calling.until", "the calling hours end before they begin",
                 "give a time behind `from`");
  return {};
}

}  // namespace firstlog::inline v1
