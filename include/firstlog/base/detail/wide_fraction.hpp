// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Where an Exact goes when it leaves 64 bits. Private: included by its bodies and their tests.
#pragma once

#include <cstdint>
#include <limits>
#include <utility>

#include "firstlog/base/detail/int128.hpp"
#include "firstlog/base/detail/wide.hpp"
#include "firstlog/base/exact.hpp"

namespace firstlog::inline v1::detail {

// In lowest terms, denominator above 0, and at least one of the two beyond 64 bits.
struct WideFraction {
  Wide numerator;
  Wide denominator;

  static Wide wide(Int128 value) {
    const Uint128 size = magnitude(value);
    Wide result = static_cast<std::uint64_t>(size >> 64);
    result <<= 64;
    result += static_cast<std::uint64_t>(size);
    if (value < 0) result = -result;
    return result;
  }
  static Wide numerator_of(const Exact& value) {
    return value.wide_ == nullptr ? Wide(value.numerator_) : value.wide_->numerator;
  }
  static Wide denominator_of(const Exact& value) {
    return value.wide_ == nullptr ? Wide(value.denominator_) : value.wide_->denominator;
  }

  // The fraction in lowest terms; `d` above 0.
  static Exact from(Wide n, Wide d) {
    const Wide common = boost::multiprecision::gcd(n, d);
    if (common > 1) {
      n /= common;
      d /= common;
    }
    if (n >= std::numeric_limits<std::int64_t>::min() && n <= std::numeric_limits<std::int64_t>::max() &&
        d <= std::numeric_limits<std::int64_t>::max())
      return Exact(static_cast<std::int64_t>(n), static_cast<std::int64_t>(d));
    Exact result;
    result.wide_ = new WideFraction{std::move(n), std::move(d)};
    return result;
  }
  static Exact from(Int128 n, Int128 d) {
    const auto common = static_cast<Int128>(greatest_common_divisor(magnitude(n), static_cast<Uint128>(d)));
    if (common > 1) {
      n /= common;
      d /= common;
    }
    if (fits_int64(n) && fits_int64(d))
      return Exact(static_cast<std::int64_t>(n), static_cast<std::int64_t>(d));
    Exact result;
    result.wide_ = new WideFraction{wide(n), wide(d)};
    return result;
  }
};

}  // namespace firstlog::inline v1::detail
