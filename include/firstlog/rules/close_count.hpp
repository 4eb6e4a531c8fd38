// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How many closes, where several reps may share one (DOMAIN 7, splits).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "firstlog/base/config.hpp"
#include "firstlog/base/rate.hpp"

namespace firstlog::inline v1 {

// A sum of closes and of parts of closes, exact; may be negative. A close divides into parts_per_close,
// a number that every percent, every hundredth of a percent and every n-th up to 22 divides: sums stay
// whole numbers, are compared as such, and three thirds are one. The range is 26 million closes.
class CloseCount {
 public:
  static constexpr std::int64_t parts_per_close = 349'188'840'000;  // 2^6·3^3·5^4·7·11·13·17·19

  constexpr CloseCount() noexcept = default;
  // Absent beyond the range.
  static constexpr std::optional<CloseCount> whole(std::int64_t closes) noexcept {
    std::int64_t parts = 0;
    if (__builtin_mul_overflow(closes, parts_per_close, &parts)) return std::nullopt;
    return CloseCount(parts);
  }
  static constexpr CloseCount one() noexcept { return CloseCount(parts_per_close); }
  static constexpr CloseCount of_parts(std::int64_t parts) noexcept { return CloseCount(parts); }
  // A share of one close. Absent where it is no whole number of parts, or beyond the range.
  static constexpr std::optional<CloseCount> of(Rate share) noexcept {
    if (parts_per_close % share.denominator() != 0) return std::nullopt;
    std::int64_t parts = 0;
    if (__builtin_mul_overflow(share.numerator(), parts_per_close / share.denominator(), &parts))
      return std::nullopt;
    return CloseCount(parts);
  }

  constexpr std::int64_t parts() const noexcept { return parts_; }
  constexpr bool is_zero() const noexcept { return parts_ == 0; }
  constexpr bool is_whole() const noexcept { return parts_ % parts_per_close == 0; }
  // Whole closes, rounded down: 2 1/2 is 2, −1/3 is −1.
  constexpr std::int64_t closes() const noexcept {
    const std::int64_t quotient = parts_ / parts_per_close;
    return parts_ % parts_per_close < 0 ? quotient - 1 : quotient;
  }
  // What closes() leaves: 0 to parts_per_close − 1.
  constexpr std::int64_t rest() const noexcept {
    const std::int64_t rest = parts_ % parts_per_close;
    return rest < 0 ? rest + parts_per_close : rest;
  }
  // As an exact fraction.
  Rate rate() const noexcept { return Rate::from_fraction({parts_, parts_per_close}).value(); }

  // Absent beyond the range.
  friend constexpr std::optional<CloseCount> checked_add(CloseCount a, CloseCount b) noexcept {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.parts_, b.parts_, &sum)) return std::nullopt;
    return CloseCount(sum);
  }
  friend constexpr std::optional<CloseCount> checked_subtract(CloseCount a, CloseCount b) noexcept {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.parts_, b.parts_, &difference)) return std::nullopt;
    return CloseCount(difference);
  }
  friend constexpr bool operator==(CloseCount, CloseCount) noexcept = default;
  friend constexpr auto operator<=>(CloseCount a, CloseCount b) noexcept { return a.parts_ <=> b.parts_; }

 private:
  constexpr explicit CloseCount(std::int64_t parts) noexcept : parts_(parts) {}
  std::int64_t parts_ = 0;
};

}  // namespace firstlog::inline v1
