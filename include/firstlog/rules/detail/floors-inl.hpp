// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/rules/detail/check_range.hpp"
#include "firstlog/rules/floors.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Result<void> check_floors(const ActivityFloors& floors) {
  const detail::Bounded numbers[] = {
      {"policy.floors.dials_per_session", floors.dials_per_session, 0, 10'000},
      {"policy.floors.enough_dials_per_session", floors.enough_dials_per_session, 0, 10'000},
      {"policy.floors.enough_dials", floors.enough_dials, 0, 1'000'000},
  };
  for (const detail::Bounded& number : numbers)
    if (Result<void> r = detail::check_range(number); !r) return r;
  if (floors.connects < Rate() || Rate::whole(1) < floors.connects)
    return Error(Status::malformed, "policy.floors.connects",
                 "a share of the dials is a fraction from 0 to 1", "write 20 % as \"0.2\"");
  return {};
}

}  // namespace firstlog::inline v1
