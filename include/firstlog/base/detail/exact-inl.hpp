// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>

#include "firstlog/base/detail/scan.hpp"
#include "firstlog/base/detail/wide_fraction.hpp"
#include "firstlog/base/exact.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline Wide power_of_ten(std::int64_t exponent) {
  return boost::multiprecision::pow(Wide(10), static_cast<unsigned>(exponent));
}

inline std::int64_t small_power_of_ten(std::int32_t exponent) noexcept {
  std::int64_t power = 1;
  for (std::int32_t i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// Digits only; a decimal prefix 0 would make Boost read octal.
inline Wide wide_of_digits(std::string_view digits) {
  Wide value = 0;
  for (char c : digits) value = value * 10 + (c - '0');
  return value;
}

inline Wide rounded_quotient(const Wide& numerator, const Wide& divisor, RoundingMode mode) {
  Wide quotient;
  Wide rest;
  boost::multiprecision::divide_qr(numerator, divisor, quotient, rest);
  if (rest == 0) return quotient;
  const bool negative = rest < 0;
  if (negative) rest = -rest;
  if (rounds_away(rest, divisor, negative, quotient % 2 != 0, mode)) quotient += negative ? -1 : 1;
  return quotient;
}

}  // namespace detail

FIRSTLOG_INLINE detail::WideFraction* Exact::copy(const detail::WideFraction* wide) {
  return new detail::WideFraction(*wide);
}

FIRSTLOG_INLINE void Exact::destroy(detail::WideFraction* wide) noexcept {
  delete wide;
}

FIRSTLOG_INLINE int Exact::wide_sign() const noexcept {
  return wide_->numerator.sign();
}

FIRSTLOG_INLINE std::size_t Exact::bits() const noexcept {
  if (wide_ == nullptr) return 64;
  const auto of = [](const detail::Wide& value) {
    return value.backend().size() * sizeof(boost::multiprecision::limb_type) * 8;
  };
  return std::max(of(wide_->numerator), of(wide_->denominator));
}

FIRSTLOG_INLINE Exact Exact::added(const Exact& a, const Exact& b, bool subtract) {
  if (a.wide_ == nullptr && b.wide_ == nullptr) {
    // Each product stays below 2^126, so that the sum cannot leave 128 bits.
    const detail::Int128 left = static_cast<detail::Int128>(a.numerator_) * b.denominator_;
    const detail::Int128 right = static_cast<detail::Int128>(b.numerator_) * a.denominator_;
    return detail::WideFraction::from(subtract ? left - right : left + right,
                                      static_cast<detail::Int128>(a.denominator_) * b.denominator_);
  }
  using F = detail::WideFraction;
  detail::Wide sum = F::numerator_of(a) * F::denominator_of(b);
  const detail::Wide right = F::numerator_of(b) * F::denominator_of(a);
  if (subtract)
    sum -= right;
  else
    sum += right;
  return F::from(std::move(sum), detail::Wide(F::denominator_of(a) * F::denominator_of(b)));
}

FIRSTLOG_INLINE Exact Exact::multiplied(const Exact& a, const Exact& b) {
  if (a.wide_ == nullptr && b.wide_ == nullptr)
    return detail::WideFraction::from(static_cast<detail::Int128>(a.numerator_) * b.numerator_,
                                      static_cast<detail::Int128>(a.denominator_) * b.denominator_);
  using F = detail::WideFraction;
  return F::from(detail::Wide(F::numerator_of(a) * F::numerator_of(b)),
                 detail::Wide(F::denominator_of(a) * F::denominator_of(b)));
}

FIRSTLOG_INLINE std::optional<Exact> Exact::divide(const Exact& a, const Exact& b) {
  if (b.is_zero()) return std::nullopt;
  if (a.wide_ == nullptr && b.wide_ == nullptr) {
    detail::Int128 n = static_cast<detail::Int128>(a.numerator_) * b.denominator_;
    detail::Int128 d = static_cast<detail::Int128>(a.denominator_) * b.numerator_;
    return d < 0 ? detail::WideFraction::from(-n, -d) : detail::WideFraction::from(n, d);
  }
  using F = detail::WideFraction;
  detail::Wide n = F::numerator_of(a) * F::denominator_of(b);
  detail::Wide d = F::denominator_of(a) * F::numerator_of(b);
  if (d < 0) {
    n = -n;
    d = -d;
  }
  return F::from(std::move(n), std::move(d));
}

FIRSTLOG_INLINE int Exact::compare(const Exact& a, const Exact& b) noexcept {
  if (a.wide_ == nullptr && b.wide_ == nullptr) {
    const detail::Int128 left = static_cast<detail::Int128>(a.numerator_) * b.denominator_;
    const detail::Int128 right = static_cast<detail::Int128>(b.numerator_) * a.denominator_;
    return left < right ? -1 : left > right ? 1 : 0;
  }
  using F = detail::WideFraction;
  if (a.sign() != b.sign()) return a.sign() < b.sign() ? -1 : 1;
  return detail::Wide(F::numerator_of(a) * F::denominator_of(b))
      .compare(detail::Wide(F::numerator_of(b) * F::denominator_of(a)));
}

FIRSTLOG_INLINE Exact Exact::rounded(Rounding rounding) const {
  if (wide_ == nullptr) {
    if (denominator_ == 1 && rounding.places >= 0) return *this;
    const std::int64_t scale = detail::small_power_of_ten(std::abs(rounding.places));
    const detail::Int128 n = static_cast<detail::Int128>(numerator_) * (rounding.places > 0 ? scale : 1);
    const detail::Int128 d = static_cast<detail::Int128>(denominator_) * (rounding.places > 0 ? 1 : scale);
    const detail::Int128 whole_number = detail::divide_rounded(n, d, rounding.mode);
    if (rounding.places > 0) return detail::WideFraction::from(whole_number, detail::Int128{scale});
    if (detail::fits_int64(whole_number))
      return detail::WideFraction::from(whole_number * scale, detail::Int128{1});
  }
  const detail::Wide scale = detail::power_of_ten(std::abs(rounding.places));
  detail::Wide n = detail::WideFraction::numerator_of(*this);
  detail::Wide d = detail::WideFraction::denominator_of(*this);
  if (rounding.places > 0)
    n *= scale;
  else
    d *= scale;
  detail::Wide whole_number = detail::rounded_quotient(n, d, rounding.mode);
  if (rounding.places > 0) return detail::WideFraction::from(std::move(whole_number), scale);
  return detail::WideFraction::from(detail::Wide(whole_number * scale), detail::Wide(1));
}

FIRSTLOG_INLINE Exact Exact::of_money(Money money) {
  return detail::WideFraction::from(detail::Int128{money.minor_units()},
                                    detail::Int128{detail::small_power_of_ten(money.currency().exponent())});
}

FIRSTLOG_INLINE Result<Money> Exact::as_money(Currency currency, RoundingMode mode) const {
  if (!currency.present())
    return Error(Status::invalid_argument, "currency", "an amount has a currency", "name one");
  const Exact minor = (*this * whole(detail::small_power_of_ten(currency.exponent()))).rounded({mode, 0});
  if (minor.wide_ != nullptr)
    return Error(Status::overflow, "amount", "the amount does not fit 64 bits of minor units",
                 "split it, or use a currency with fewer digits");
  return Money::minor(minor.numerator_, currency);
}

FIRSTLOG_INLINE Result<Exact> Exact::parse(std::string_view text) {
  const auto place = [&] { return detail::place_of("number", text); };
  if (text.size() > exact_digits_max)
    return Error(Status::out_of_range, place().view(), "the number is too long", "write fewer digits");
  detail::Cursor at(text);
  const bool negative = at.take('-');
  const std::string_view whole_digits = at.take_digit_run();
  std::string_view fraction;
  std::string_view divisor;
  bool good = !whole_digits.empty();
  bool percent = false;
  bool divided = false;
  if (good && at.take('/')) {
    divided = true;
    divisor = at.take_digit_run();
    good = !divisor.empty();
  } else if (good) {
    if (at.take('.')) {
      fraction = at.take_digit_run();
      good = !fraction.empty();
    }
    percent = at.take('%');
  }
  if (!good || !at.at_end())
    return Error(Status::malformed, place().view(), "not a decimal number or a fraction",
                 "write it like 0.15, 15% or 2/3");
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  detail::Wide n = detail::wide_of_digits(whole_digits);
  detail::Wide d = divided ? detail::wide_of_digits(divisor) : detail::Wide(percent ? 100 : 1);
  if (!fraction.empty()) {
    const detail::Wide scale = detail::power_of_ten(static_cast<std::int64_t>(fraction.size()));
    n = n * scale + detail::wide_of_digits(fraction);
    d *= scale;
  }
  if (d == 0)
    return Error(Status::invalid_argument, place().view(), "the denominator is 0",
                 "give another denominator");
  if (negative) n = -n;
  return detail::WideFraction::from(std::move(n), std::move(d));
}

FIRSTLOG_INLINE std::string Exact::to_string() const {
  const detail::Wide n = detail::WideFraction::numerator_of(*this);
  const detail::Wide d = detail::WideFraction::denominator_of(*this);
  std::string out = n < 0 ? "-" : "";
  const detail::Wide size = n < 0 ? detail::Wide(-n) : n;
  detail::Wide rest = d;
  std::int64_t twos = 0;
  std::int64_t fives = 0;
  for (; rest % 2 == 0; rest /= 2) ++twos;
  for (; rest % 5 == 0; rest /= 5) ++fives;
  if (rest != 1) return out + size.str() + "/" + d.str();
  const std::int64_t places = std::max(twos, fives);
  std::string digits = detail::Wide(size * detail::power_of_ten(places) / d).str();
  const auto width = static_cast<std::size_t>(places);
  if (digits.size() <= width) digits.insert(0, width + 1 - digits.size(), '0');
  if (width > 0) digits.insert(digits.size() - width, ".");
  return out + digits;
}

}  // namespace firstlog::inline v1
