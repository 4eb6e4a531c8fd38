// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// 128-bit integers and exact rounding division. Private: bodies only, so that no public signature
// carries a type that C and other compilers lack.
#pragma once

#include <cstdint>
#include <limits>

#include "firstlog/base/config.hpp"
#include "firstlog/base/rounding.hpp"

namespace firstlog::inline v1::detail {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

inline constexpr Int128 int128_max = static_cast<Int128>(~Uint128{0} >> 1);
inline constexpr Int128 int128_min = -int128_max - 1;

constexpr bool fits_int64(Int128 value) noexcept {
  return value >= std::numeric_limits<std::int64_t>::min() &&
         value <= std::numeric_limits<std::int64_t>::max();
}

constexpr Uint128 magnitude(Int128 value) noexcept {
  return value < 0 ? Uint128{0} - static_cast<Uint128>(value) : static_cast<Uint128>(value);
}

constexpr Uint128 greatest_common_divisor(Uint128 a, Uint128 b) noexcept {
  while (b != 0) {
    if ((a >> 64) == 0 && (b >> 64) == 0) {  // the machine's own division from here on
      auto x = static_cast<std::uint64_t>(a);
      auto y = static_cast<std::uint64_t>(b);
      while (y != 0) {
        std::uint64_t rest = x % y;
        x = y;
        y = rest;
      }
      return x;
    }
    Uint128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

// Whether a quotient truncated toward zero must move one away from zero. `rest` is the magnitude of
// the remainder, 0 < rest < divisor.
template <class T>
constexpr bool rounds_away(const T& rest, const T& divisor, bool negative, bool quotient_odd,
                           RoundingMode mode) noexcept {
  switch (mode) {
    case RoundingMode::down: return false;
    case RoundingMode::up: return true;
    case RoundingMode::ceil: return !negative;
    case RoundingMode::floor: return negative;
    case RoundingMode::half_up: return rest >= T(divisor - rest);
    case RoundingMode::half_even: {
      T other = divisor - rest;
      return rest > other || (rest == other && quotient_odd);
    }
  }
  return false;
}

// numerator / divisor, rounded once. `divisor` > 0; every numerator is allowed: the result is never
// larger in magnitude.
template <class T>
constexpr T divide_rounded(T numerator, T divisor, RoundingMode mode) noexcept {
  T quotient = numerator / divisor;
  T rest = numerator % divisor;
  if (rest == 0) return quotient;
  bool negative = rest < 0;
  T distance = negative ? -rest : rest;
  if (!rounds_away(distance, divisor, negative, quotient % 2 != 0, mode)) return quotient;
  return negative ? quotient - 1 : quotient + 1;
}

}  // namespace firstlog::inline v1::detail
