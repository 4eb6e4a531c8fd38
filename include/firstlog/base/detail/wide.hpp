// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The only place that sees Boost.Multiprecision: integers of any size, for what 128 bits cannot
// hold. Private: included by bodies, never by a public header.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <limits>
#include <optional>

#include "firstlog/base/detail/int128.hpp"

namespace firstlog::inline v1::detail {

using Wide = boost::multiprecision::cpp_int;

// numerator / divisor, rounded once; `divisor` > 0. Absent where the result leaves 64 bits.
inline std::optional<std::int64_t> divide_rounded_wide(const Wide& numerator, const Wide& divisor,
                                                       RoundingMode mode) {
  Wide quotient;
  Wide rest;
  boost::multiprecision::divide_qr(numerator, divisor, quotient, rest);
  if (rest != 0) {
    bool negative = rest < 0;
    if (negative) rest = -rest;
    if (rounds_away(rest, divisor, negative, quotient % 2 != 0, mode)) quotient += negative ? -1 : 1;
  }
  if (quotient < std::numeric_limits<std::int64_t>::min() ||
      quotient > std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  return static_cast<std::int64_t>(quotient);
}

}  // namespace firstlog::inline v1::detail
