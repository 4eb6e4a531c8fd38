// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Slow and obvious: unbounded rationals, rounded as DOMAIN's words say. Shares nothing with the library.
#pragma once

#include <rapidcheck.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <limits>
#include <optional>

#include "firstlog/base/rate.hpp"
#include "firstlog/base/rounding.hpp"

namespace firstlog::oracle {

using Rational = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;

inline Rational rational(Rate rate) {
  return Rational(rate.numerator()) / Rational(rate.denominator());
}

inline Integer floor_of(const Rational& value) {
  Integer n = boost::multiprecision::numerator(value);
  Integer d = boost::multiprecision::denominator(value);
  Integer quotient = n / d;
  return n < 0 && quotient * d != n ? quotient - 1 : quotient;
}

inline Integer rounded(const Rational& value, RoundingMode mode) {
  Integer below = floor_of(value);
  if (Rational(below) == value) return below;
  Integer above = below + 1;
  bool negative = value < 0;
  Integer toward_zero = negative ? above : below;
  Integer away = negative ? below : above;
  Rational half = Rational(below) + Rational(1, 2);
  switch (mode) {
    case RoundingMode::down: return toward_zero;
    case RoundingMode::up: return away;
    case RoundingMode::ceil: return above;
    case RoundingMode::floor: return below;
    case RoundingMode::half_up: return value == half ? away : value < half ? below : above;
    case RoundingMode::half_even:
      return value == half ? (below % 2 == 0 ? below : above) : value < half ? below : above;
  }
  return below;
}

inline std::optional<std::int64_t> in_64_bits(const Integer& value) {
  if (value < std::numeric_limits<std::int64_t>::min() || value > std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  return static_cast<std::int64_t>(value);
}

inline constexpr RoundingMode all_modes[] = {RoundingMode::half_up, RoundingMode::half_even,
                                             RoundingMode::down,    RoundingMode::up,
                                             RoundingMode::ceil,    RoundingMode::floor};

// Every size of number is as likely as every other, and the ends of the range come often.
inline rc::Gen<std::int64_t> any_int64() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange<int>(0, 70), rc::gen::resize(1000, rc::gen::arbitrary<std::int64_t>()),
                     rc::gen::inRange<std::int64_t>(INT64_MIN, INT64_MAX)),
      [](const std::tuple<int, std::int64_t, std::int64_t>& parts) {
        auto [shift, small, wide] = parts;
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        if (shift == 64) return most;
        if (shift == 65) return -most - 1;
        if (shift == 66) return most - (small & 3);
        if (shift > 66) return small;
        return shift == 0 ? wide : wide >> (shift - 1);
      });
}

inline rc::Gen<Rate> any_rate() {
  return rc::gen::map(rc::gen::suchThat(rc::gen::tuple(any_int64(), any_int64()),
                                        [](const std::tuple<std::int64_t, std::int64_t>& parts) {
                                          auto [n, d] = parts;
                                          return d != 0 && n != INT64_MIN && d != INT64_MIN;
                                        }),
                      [](const std::tuple<std::int64_t, std::int64_t>& parts) {
                        auto [n, d] = parts;
                        return *Rate::from_fraction({n, d});
                      });
}

}  // namespace firstlog::oracle
