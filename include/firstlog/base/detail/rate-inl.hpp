// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/base/detail/int128.hpp"
#include "firstlog/base/detail/scan.hpp"
#include "firstlog/base/rate.hpp"

namespace firstlog::inline v1 {
namespace detail {

// In lowest terms with a positive denominator, or absent where a half leaves 64 bits. `d` != 0.
inline std::optional<Rate> reduced(Int128 n, Int128 d) noexcept {
  Uint128 top = magnitude(n);
  Uint128 bottom = magnitude(d);
  Uint128 common = greatest_common_divisor(top, bottom);
  top /= common;
  bottom /= common;
  bool negative = top != 0 && (n < 0) != (d < 0);
  constexpr Uint128 limit = Uint128{1} << 63;
  if (bottom >= limit || top > limit || (top == limit && !negative)) return std::nullopt;
  Int128 signed_top = negative ? -static_cast<Int128>(top) : static_cast<Int128>(top);
  // Already in lowest terms: from_fraction's own checks pass and its division is by one.
  Fraction fraction{static_cast<std::int64_t>(signed_top), static_cast<std::int64_t>(bottom)};
  Result<Rate> rate = Rate::from_fraction(fraction);
  return rate ? std::optional<Rate>(*rate) : std::nullopt;
}

inline Error rate_overflow(std::string_view place) noexcept {
  return Error(Status::overflow, place, "the exact value is no fraction of two 64-bit integers",
               "use fewer digits or a smaller denominator");
}

// value * 10 + digit while it stays below 2^120, where no later product overflows.
inline bool gather_digit(Uint128& value, char digit) noexcept {
  if (value >= (Uint128{1} << 120) / 10) return false;
  value = value * 10 + static_cast<Uint128>(digit - '0');
  return true;
}

}  // namespace detail

FIRSTLOG_INLINE Result<Rate> Rate::from_fraction(Fraction fraction) noexcept {
  if (fraction.denominator == 0)
    return Error(Status::invalid_argument, "rate", "the denominator is 0", "give another denominator");
  detail::Uint128 top = detail::magnitude(fraction.numerator);
  detail::Uint128 bottom = detail::magnitude(fraction.denominator);
  detail::Uint128 common = detail::greatest_common_divisor(top, bottom);
  top /= common;
  bottom /= common;
  bool negative = top != 0 && (fraction.numerator < 0) != (fraction.denominator < 0);
  constexpr detail::Uint128 limit = detail::Uint128{1} << 63;
  if (bottom >= limit || top > limit || (top == limit && !negative)) return detail::rate_overflow("rate");
  detail::Int128 whole_top = static_cast<detail::Int128>(top);
  return Rate(static_cast<std::int64_t>(negative ? -whole_top : whole_top),
              static_cast<std::int64_t>(bottom));
}

FIRSTLOG_INLINE Result<Rate> Rate::parse(std::string_view text) noexcept {
  detail::Cursor at(text);
  bool negative = at.take('-');
  std::string_view whole = at.take_digit_run();
  std::string_view fraction;
  std::string_view divisor;
  bool well_formed = !whole.empty();
  bool percent = false;
  bool divided = at.take('/');
  if (divided) {
    divisor = at.take_digit_run();
    well_formed = well_formed && !divisor.empty();
  } else {
    if (at.take('.')) {
      fraction = at.take_digit_run();
      well_formed = well_formed && !fraction.empty();
    }
    percent = at.take('%');
  }
  if (!well_formed || !at.at_end())
    return Error(Status::malformed, detail::place_of("rate", text).view(),
                 "not a decimal, percentage or fraction", "write it like 0.15, 15% or 2/3");
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  detail::Uint128 top = 0;
  detail::Uint128 bottom = divided ? 0 : percent ? 100 : 1;
  bool fits = true;
  for (char c : whole) fits = fits && detail::gather_digit(top, c);
  for (char c : fraction) fits = fits && detail::gather_digit(top, c) && detail::gather_digit(bottom, '0');
  for (char c : divisor) fits = fits && detail::gather_digit(bottom, c);
  if (fits && bottom == 0)
    return Error(Status::invalid_argument, detail::place_of("rate", text).view(), "the denominator is 0",
                 "give another denominator");
  if (fits) {
    detail::Int128 n = static_cast<detail::Int128>(top);
    if (std::optional<Rate> rate = detail::reduced(negative ? -n : n, static_cast<detail::Int128>(bottom)))
      return *rate;
  }
  return detail::rate_overflow(detail::place_of("rate", text).view());
}

FIRSTLOG_INLINE std::string Rate::to_string() const {
  std::int64_t rest = denominator_;
  int twos = 0;
  int fives = 0;
  for (; rest % 2 == 0; rest /= 2) ++twos;
  for (; rest % 5 == 0; rest /= 5) ++fives;
  detail::Uint128 top = detail::magnitude(numerator_);
  detail::Uint128 bottom = static_cast<detail::Uint128>(denominator_);
  std::string out;
  if (numerator_ < 0) out.push_back('-');
  if (rest != 1) {
    detail::append_padded(out, static_cast<std::uint64_t>(top), 1);
    out.push_back('/');
    detail::append_padded(out, static_cast<std::uint64_t>(bottom), 1);
    return out;
  }
  detail::append_padded(out, static_cast<std::uint64_t>(top / bottom), 1);
  int digits = twos > fives ? twos : fives;
  if (digits > 0) out.push_back('.');
  top %= bottom;
  for (int i = 0; i < digits; ++i) {
    top *= 10;
    out.push_back(static_cast<char>('0' + static_cast<int>(top / bottom)));
    top %= bottom;
  }
  return out;
}

FIRSTLOG_INLINE std::strong_ordering Rate::compare_crosswise(Rate a, Rate b) noexcept {
  detail::Int128 left = static_cast<detail::Int128>(a.numerator_) * b.denominator_;
  detail::Int128 right = static_cast<detail::Int128>(b.numerator_) * a.denominator_;
  return left < right   ? std::strong_ordering::less
         : left > right ? std::strong_ordering::greater
                        : std::strong_ordering::equal;
}

FIRSTLOG_INLINE std::optional<Rate> checked_add(Rate a, Rate b) noexcept {
  // Each product stays below 2^126, so that the sum cannot leave 128 bits.
  detail::Int128 left = static_cast<detail::Int128>(a.numerator()) * b.denominator();
  detail::Int128 right = static_cast<detail::Int128>(b.numerator()) * a.denominator();
  return detail::reduced(left + right, static_cast<detail::Int128>(a.denominator()) * b.denominator());
}

FIRSTLOG_INLINE std::optional<Rate> checked_subtract(Rate a, Rate b) noexcept {
  detail::Int128 left = static_cast<detail::Int128>(a.numerator()) * b.denominator();
  detail::Int128 right = static_cast<detail::Int128>(b.numerator()) * a.denominator();
  return detail::reduced(left - right, static_cast<detail::Int128>(a.denominator()) * b.denominator());
}

FIRSTLOG_INLINE std::optional<Rate> checked_multiply(Rate a, Rate b) noexcept {
  return detail::reduced(static_cast<detail::Int128>(a.numerator()) * b.numerator(),
                         static_cast<detail::Int128>(a.denominator()) * b.denominator());
}

FIRSTLOG_INLINE std::optional<Rate> checked_divide(Rate a, Rate b) noexcept {
  if (b.is_zero()) return std::nullopt;
  return detail::reduced(static_cast<detail::Int128>(a.numerator()) * b.denominator(),
                         static_cast<detail::Int128>(a.denominator()) * b.numerator());
}

FIRSTLOG_INLINE Result<Rate> add(Rate a, Rate b) noexcept {
  if (std::optional<Rate> sum = checked_add(a, b)) return *sum;
  return detail::rate_overflow("rate");
}

FIRSTLOG_INLINE Result<Rate> subtract(Rate a, Rate b) noexcept {
  if (std::optional<Rate> difference = checked_subtract(a, b)) return *difference;
  return detail::rate_overflow("rate");
}

FIRSTLOG_INLINE Result<Rate> multiply(Rate a, Rate b) noexcept {
  if (std::optional<Rate> product = checked_multiply(a, b)) return *product;
  return detail::rate_overflow("rate");
}

FIRSTLOG_INLINE Result<Rate> divide(Rate a, Rate b) noexcept {
  if (b.is_zero())
    return Error(Status::invalid_argument, "rate", "division by 0", "check the divisor before");
  if (std::optional<Rate> quotient = checked_divide(a, b)) return *quotient;
  return detail::rate_overflow("rate");
}

}  // namespace firstlog::inline v1
