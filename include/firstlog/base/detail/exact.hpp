// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Exact products and sums behind base/round.hpp. Private: bodies and their tests only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "firstlog/base/detail/int128.hpp"
#include "firstlog/base/detail/wide.hpp"
#include "firstlog/base/round.hpp"

namespace firstlog::inline v1::detail {

// Three paths to one result; tests hold them against each other. The first two answer nothing
// where an intermediate value does not fit, and the next one is taken.

inline std::optional<std::int64_t> multiply_64(std::int64_t units, Rate rate, RoundingMode mode) noexcept {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(units, rate.numerator(), &product)) return std::nullopt;
  return divide_rounded(product, rate.denominator(), mode);
}

inline std::optional<std::int64_t> fitting(Int128 value) noexcept {
  if (!fits_int64(value)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

// The product of two 64-bit integers always fits: absent means that the result itself does not.
inline std::optional<std::int64_t> multiply_128(std::int64_t units, Rate rate, RoundingMode mode) noexcept {
  Int128 product = static_cast<Int128>(units) * rate.numerator();
  return fitting(divide_rounded(product, static_cast<Int128>(rate.denominator()), mode));
}

inline std::optional<std::int64_t> multiply_wide(std::int64_t units, std::span<const Rate> rates,
                                                 RoundingMode mode) {
  Wide numerator = units;
  Wide denominator = 1;
  for (Rate rate : rates) {
    numerator *= rate.numerator();
    denominator *= rate.denominator();
  }
  return divide_rounded_wide(numerator, denominator, mode);
}

// An exact fraction in 128 bits, denominator positive, kept small as it grows.
struct Fraction128 {
  Int128 numerator = 0;
  Int128 denominator = 1;

  bool multiply_by(Rate rate) noexcept {
    return !__builtin_mul_overflow(numerator, static_cast<Int128>(rate.numerator()), &numerator) &&
           !__builtin_mul_overflow(denominator, static_cast<Int128>(rate.denominator()), &denominator);
  }

  bool add_product(std::int64_t units, Rate rate) noexcept {
    Int128 product = static_cast<Int128>(units) * rate.numerator();
    Int128 divisor = rate.denominator();
    if (divisor != denominator) {
      Int128 common = static_cast<Int128>(
          greatest_common_divisor(static_cast<Uint128>(denominator), static_cast<Uint128>(divisor)));
      Int128 own_factor = divisor / common;
      Int128 other_factor = denominator / common;
      if (__builtin_mul_overflow(numerator, own_factor, &numerator) ||
          __builtin_mul_overflow(denominator, own_factor, &denominator) ||
          __builtin_mul_overflow(product, other_factor, &product))
        return false;
    }
    return !__builtin_add_overflow(numerator, product, &numerator);
  }
};

inline std::optional<std::int64_t> sum_wide(std::span<const Slice> slices, RoundingMode mode) {
  Wide numerator = 0;
  Wide denominator = 1;
  for (const Slice& slice : slices) {
    numerator = numerator * slice.rate.denominator() +
                Wide(slice.amount.minor_units()) * slice.rate.numerator() * denominator;
    denominator *= slice.rate.denominator();
    Wide common = boost::multiprecision::gcd(numerator, denominator);
    numerator /= common;
    denominator /= common;
  }
  return divide_rounded_wide(numerator, denominator, mode);
}

}  // namespace firstlog::inline v1::detail
