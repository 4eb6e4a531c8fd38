// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/base/detail/currencies.hpp"
#include "firstlog/base/detail/scan.hpp"
#include "firstlog/base/money.hpp"

namespace firstlog::inline v1 {
namespace detail {

inline void append_code(FixedText<198>& text, Currency currency) noexcept {
  if (!currency.present()) {
    text.append("no currency");
    return;
  }
  for (int shift : {24, 16, 8}) {
    char letter = static_cast<char>(currency.packed() >> shift & 0xFFU);
    text.append({&letter, 1});
  }
}

inline Error mixed_currencies(Money a, Money b) noexcept {
  Error error(Status::invalid_argument, "money", {}, "convert one of them at a dated rate first");
  append_code(error.reason, a.currency());
  error.reason.append(" and ");
  append_code(error.reason, b.currency());
  error.reason.append(" do not mix");
  return error;
}

inline Error money_overflow() noexcept {
  return Error(Status::overflow, "money", "the exact result does not fit 64 bits of minor units",
               "split the amount");
}

}  // namespace detail

FIRSTLOG_INLINE Result<Currency> Currency::parse(std::string_view code) noexcept {
  bool letters = code.size() == 3;
  for (char c : code) letters = letters && c >= 'A' && c <= 'Z';
  if (!letters)
    return Error(Status::malformed, detail::place_of("currency", code).view(),
                 "a currency is three upper-case letters", "write it like EUR");
  std::uint32_t packed = detail::packed_currency(code);
  if (packed == 0)
    return Error(Status::not_found, detail::place_of("currency", code).view(),
                 "not a currency in use that has a minor unit in ISO 4217", "use a code of its current list");
  return Currency(packed);
}

FIRSTLOG_INLINE Result<Currency> Currency::from_packed(std::uint32_t packed) noexcept {
  if (detail::is_packed_currency(packed)) return Currency(packed);
  const char letters[3] = {static_cast<char>(packed >> 24 & 0xFFU), static_cast<char>(packed >> 16 & 0xFFU),
                           static_cast<char>(packed >> 8 & 0xFFU)};
  return Error(Status::not_found, detail::place_of("packed currency", {letters, 3}).view(),
               "no currency with these letters and this exponent is known",
               "read it with the version that wrote it, or a newer one");
}

FIRSTLOG_INLINE std::string Currency::code() const {
  std::string out;
  if (!present()) return out;
  for (int shift : {24, 16, 8}) out.push_back(static_cast<char>(packed_ >> shift & 0xFFU));
  return out;
}

FIRSTLOG_INLINE Result<Money> Money::parse(std::string_view amount, Currency currency) noexcept {
  if (!currency.present())
    return Error(Status::invalid_argument, detail::place_of("amount", amount).view(),
                 "an amount without a currency means nothing", "name the currency");
  detail::Cursor at(amount);
  bool negative = at.take('-');
  std::string_view whole = at.take_digit_run();
  bool pointed = at.take('.');
  std::string_view fraction = at.take_digit_run();
  if (whole.empty() || (pointed && fraction.empty()) || !at.at_end())
    return Error(Status::malformed, detail::place_of("amount", amount).view(), "not a decimal amount",
                 "write digits with a point and no grouping, like 1800.00");
  std::size_t digits = static_cast<std::size_t>(currency.exponent());
  if (fraction.size() > digits) {
    Error error(Status::out_of_range, detail::place_of("amount", amount).view(), {},
                "round it to the currency's digits before passing it on");
    detail::append_code(error.reason, currency);
    error.reason.append(" has ").append_number(currency.exponent()).append(" fractional digits: inexact");
    return error;
  }
  // Gathered below zero, where the range is larger by one.
  std::int64_t units = 0;
  bool fits = true;
  auto gather = [&](int digit) {
    fits = fits && !__builtin_mul_overflow(units, std::int64_t{10}, &units) &&
           !__builtin_sub_overflow(units, std::int64_t{digit}, &units);
  };
  for (char c : whole) gather(c - '0');
  for (std::size_t i = 0; i < digits; ++i) gather(i < fraction.size() ? fraction[i] - '0' : 0);
  if (!negative) fits = fits && !__builtin_sub_overflow(std::int64_t{0}, units, &units);
  if (!fits)
    return Error(Status::overflow, detail::place_of("amount", amount).view(),
                 "does not fit 64 bits of minor units", "split the amount");
  return Money(units, currency);
}

FIRSTLOG_INLINE Result<Money> Money::parse(std::string_view amount_and_code) noexcept {
  const std::size_t space = amount_and_code.find(' ');
  if (space == std::string_view::npos)
    return Error(Status::malformed, amount_and_code, "not an amount and a currency", "write \"1800.00 GBP\"");
  Result<Currency> currency = Currency::parse(amount_and_code.substr(space + 1));
  if (!currency) return currency.error();
  return parse(amount_and_code.substr(0, space), *currency);
}

FIRSTLOG_INLINE std::string Money::to_string() const {
  std::uint64_t units =
      units_ < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(units_) : static_cast<std::uint64_t>(units_);
  std::uint64_t scale = 1;
  for (int i = 0; i < currency_.exponent(); ++i) scale *= 10;
  std::string out;
  if (units_ < 0) out.push_back('-');
  detail::append_padded(out, units / scale, 1);
  if (scale == 1) return out;
  out.push_back('.');
  detail::append_padded(out, units % scale, static_cast<std::size_t>(currency_.exponent()));
  return out;
}

FIRSTLOG_INLINE Result<Money> add(Money a, Money b) noexcept {
  if (std::optional<Money> sum = checked_add(a, b)) return *sum;
  return a.currency() != b.currency() ? detail::mixed_currencies(a, b) : detail::money_overflow();
}

FIRSTLOG_INLINE Result<Money> subtract(Money a, Money b) noexcept {
  if (std::optional<Money> difference = checked_subtract(a, b)) return *difference;
  return a.currency() != b.currency() ? detail::mixed_currencies(a, b) : detail::money_overflow();
}

FIRSTLOG_INLINE Result<Money> negate(Money a) noexcept {
  if (std::optional<Money> negated = checked_negate(a)) return *negated;
  return detail::money_overflow();
}

FIRSTLOG_INLINE Result<std::strong_ordering> compare(Money a, Money b) noexcept {
  if (a.currency() == b.currency()) return a.minor_units() <=> b.minor_units();
  return detail::mixed_currencies(a, b);
}

}  // namespace firstlog::inline v1
