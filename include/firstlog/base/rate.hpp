// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Rates, shares and thresholds: exact fractions of two 64-bit integers.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// The two halves of a fraction, as given. Named, so that they cannot be swapped by mistake.
struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
};

// An exact rational number in lowest terms, its denominator positive. A default-constructed rate is 0.
class Rate {
 public:
  constexpr Rate() noexcept = default;
  static constexpr Rate whole(std::int64_t n) noexcept { return Rate(n, 1); }
  static constexpr Rate one() noexcept { return Rate(1, 1); }

  // A binary fraction is not the decimal it was written as: 0.15 would become 0.1499999999999999944.
  template <class T>
    requires std::is_floating_point_v<T>
  Rate(T rates_are_exact_use_parse_or_from_fraction) = delete;
  template <class T>
    requires std::is_floating_point_v<T>
  static Rate whole(T rates_are_exact_use_parse_or_from_fraction) = delete;

  // A fraction known when the program is written: Rate::of(2, 3). One that has no lowest terms in
  // 64 bits does not compile.
  static consteval Rate of(std::int64_t numerator, std::int64_t denominator) {
    if (denominator <= 0 || numerator == INT64_MIN) throw "not a rate";
    std::int64_t a = numerator < 0 ? -numerator : numerator;
    std::int64_t b = denominator;
    while (b != 0) {
      const std::int64_t rest = a % b;
      a = b;
      b = rest;
    }
    return Rate(numerator / a, denominator / a);
  }

  // Reduces to lowest terms. Errors: invalid_argument (denominator 0); overflow (only where a half
  // is the smallest 64-bit integer).
  FIRSTLOG_API static Result<Rate> from_fraction(Fraction fraction) noexcept;

  // Reads "0.15", "-0.5", "15%", "12.5%", "2/3". Digits on both sides of a point, no spaces, no
  // exponent, no plus. Errors: malformed; invalid_argument ("1/0"); overflow (does not fit a fraction
  // of 64-bit integers).
  FIRSTLOG_API static Result<Rate> parse(std::string_view text) noexcept;
  // The shortest exact decimal, "0.15", "2", "-0.5"; where no decimal ends, "2/3". parse() reads it back.
  FIRSTLOG_API std::string to_string() const;

  constexpr std::int64_t numerator() const noexcept { return numerator_; }
  constexpr std::int64_t denominator() const noexcept { return denominator_; }  // 1 and up
  constexpr bool is_zero() const noexcept { return numerator_ == 0; }
  constexpr bool is_negative() const noexcept { return numerator_ < 0; }

  friend constexpr bool operator==(Rate, Rate) noexcept = default;
  // Exact.
  friend std::strong_ordering operator<=>(Rate a, Rate b) noexcept {
    if (a.denominator_ == b.denominator_) return a.numerator_ <=> b.numerator_;
    return compare_crosswise(a, b);
  }

 private:
  constexpr Rate(std::int64_t n, std::int64_t d) noexcept : numerator_(n), denominator_(d) {}
  FIRSTLOG_API static std::strong_ordering compare_crosswise(Rate a, Rate b) noexcept;
  std::int64_t numerator_ = 0;
  std::int64_t denominator_ = 1;
};

// Absent where the exact result, in lowest terms, does not fit; divide also where `b` is 0.
FIRSTLOG_API std::optional<Rate> checked_add(Rate a, Rate b) noexcept;
FIRSTLOG_API std::optional<Rate> checked_subtract(Rate a, Rate b) noexcept;
FIRSTLOG_API std::optional<Rate> checked_multiply(Rate a, Rate b) noexcept;
FIRSTLOG_API std::optional<Rate> checked_divide(Rate a, Rate b) noexcept;

// The same with the reason. Errors: overflow; divide also invalid_argument (by 0).
FIRSTLOG_API Result<Rate> add(Rate a, Rate b) noexcept;
FIRSTLOG_API Result<Rate> subtract(Rate a, Rate b) noexcept;
FIRSTLOG_API Result<Rate> multiply(Rate a, Rate b) noexcept;
FIRSTLOG_API Result<Rate> divide(Rate a, Rate b) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/rate-inl.hpp"  // IWYU pragma: export
#endif
