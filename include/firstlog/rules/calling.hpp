// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What whoever serves contacts to reps keeps to (DOMAIN 4): how long one stays on a rep's screen, how
// often and when people are called.
#pragma once

#include <cstdint>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/time_of_day.hpp"

namespace firstlog::inline v1 {

struct CallingRules {
  std::int32_t lease_minutes = 15;        // of a checkout: 1 to 1440
  std::int32_t heartbeat_minutes = 5;     // renews the lease: 1 to lease_minutes
  std::int32_t attempts_per_contact = 8;  // in its life: 1 to 1000
  std::int32_t attempts_per_day = 2;      // on one contact: 1 to 100
  std::int32_t retry_hours = 4;           // after no answer: 0 to 8784
  // In the contact's own zone, where it says nothing else; `until` itself is outside.
  TimeOfDay from = TimeOfDay::from_microseconds(std::int64_t{9} * 3'600'000'000).value_or(TimeOfDay());
  TimeOfDay until = TimeOfDay::from_microseconds(std::int64_t{18} * 3'600'000'000).value_or(TimeOfDay());
  WorkingWeek week;  // Monday to Friday

  friend bool operator==(const CallingRules&, const CallingRules&) = default;
};

// Refuses numbers outside those ranges, a week without a day, and hours that do not begin before they
// end. Errors name the path below "policy.calling".
FIRSTLOG_API Result<void> check_calling(const CallingRules& calling);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/calling-inl.hpp"  // IWYU pragma: export
#endif
