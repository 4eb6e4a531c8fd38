// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a rep's activity is measured by when the reason for missing pace is asked (DOMAIN 9).
#pragma once

#include <cstdint>

#include "firstlog/base/config.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

struct ActivityFloors {
  std::int32_t dials_per_session = 35;         // below: volume. 0 to 10,000
  Rate connects = Rate::of(20, 100);           // of dials; below: list quality. 0 to 1
  std::int32_t enough_dials_per_session = 10;  // with fewer nothing is said. 0 to 10,000
  std::int32_t enough_dials = 100;             // in all; with fewer nothing is said. 0 to 1,000,000

  friend bool operator==(const ActivityFloors&, const ActivityFloors&) = default;
};

// Refuses numbers outside those ranges. Errors name the path below "policy.floors".
FIRSTLOG_API Result<void> check_floors(const ActivityFloors& floors);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/floors-inl.hpp"  // IWYU pragma: export
#endif
