// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The six ways in which a plan may round (DOMAIN 7).
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever. Names are those of the policy document.
enum class RoundingMode : std::uint8_t {
  half_up = 0,    // to nearest, a half away from zero
  half_even = 1,  // to nearest, a half to the even neighbour
  down = 2,       // toward zero
  up = 3,         // away from zero
  ceil = 4,       // toward plus infinity
  floor = 5,      // toward minus infinity
};

constexpr std::string_view name_of(RoundingMode mode) noexcept {
  switch (mode) {
    case RoundingMode::half_up: return "half_up";
    case RoundingMode::half_even: return "half_even";
    case RoundingMode::down: return "down";
    case RoundingMode::up: return "up";
    case RoundingMode::ceil: return "ceil";
    case RoundingMode::floor: return "floor";
  }
  return "half_up";
}

}  // namespace firstlog::inline v1
