// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Amounts of money: whole minor units (cents) of an ISO 4217 currency. Exact; an amount that would
// not fit is an error, never a wrap, and two currencies never mix.
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

// A currency of ISO 4217 together with its number of decimal digits. Four bytes, compared by code.
// A default-constructed currency is absent.
class Currency {
 public:
  constexpr Currency() noexcept = default;

  // Reads three upper-case letters, "EUR". Errors: malformed; not_found (a code that is not in
  // active use, or that has no minor unit, such as gold).
  FIRSTLOG_API static Result<Currency> parse(std::string_view code) noexcept;

  // "EUR"; empty where absent.
  FIRSTLOG_API std::string code() const;
  // Decimal digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD, 4 for UYW.
  constexpr int exponent() const noexcept { return static_cast<int>(packed_ & 0xFFU); }
  // The code's three bytes and, lowest, the exponent. 0 where absent. Stable for ever.
  constexpr std::uint32_t packed() const noexcept { return packed_; }
  // The inverse of packed(). Errors: not_found (no currency of this library packs so).
  FIRSTLOG_API static Result<Currency> from_packed(std::uint32_t packed) noexcept;

  constexpr bool present() const noexcept { return packed_ != 0; }
  friend constexpr bool operator==(Currency, Currency) noexcept = default;
  friend constexpr auto operator<=>(Currency a, Currency b) noexcept { return a.packed_ <=> b.packed_; }

 private:
  constexpr explicit Currency(std::uint32_t packed) noexcept : packed_(packed) {}
  std::uint32_t packed_ = 0;
};

// An amount in minor units of one currency; may be negative. A default-constructed amount is zero of
// an absent currency, which mixes with no other.
class Money {
 public:
  constexpr Money() noexcept = default;
  static constexpr Money minor(std::int64_t units, Currency currency) noexcept {
    return Money(units, currency);
  }
  static constexpr Money zero(Currency currency) noexcept { return Money(0, currency); }

  // Binary floating point cannot say 0.10.
  template <class T>
    requires std::is_floating_point_v<T>
  static Money minor(T money_is_exact_use_parse_or_an_integer, Currency) = delete;

  // Reads "1800.00", "-0.05", "1800" in the given currency: an optional minus, digits without
  // grouping, at most the currency's fractional digits. Errors: malformed; out_of_range (more
  // fractional digits than the currency has: inexact); overflow; invalid_argument (absent currency).
  FIRSTLOG_API static Result<Money> parse(std::string_view amount, Currency currency) noexcept;
  // The same with the code behind one space: "1800.00 GBP". Errors: those of both parses.
  FIRSTLOG_API static Result<Money> parse(std::string_view amount_and_code) noexcept;
  // All fractional digits of the currency, without its code: "1800.00", "-0.05"; JPY "1800".
  FIRSTLOG_API std::string to_string() const;

  constexpr std::int64_t minor_units() const noexcept { return units_; }
  constexpr Currency currency() const noexcept { return currency_; }
  constexpr bool is_zero() const noexcept { return units_ == 0; }
  constexpr bool is_negative() const noexcept { return units_ < 0; }

  // Same currency and same amount. For order see compare().
  friend constexpr bool operator==(Money, Money) noexcept = default;

 private:
  constexpr Money(std::int64_t units, Currency currency) noexcept : units_(units), currency_(currency) {}
  std::int64_t units_ = 0;
  Currency currency_;
};

// For hot paths: absent on overflow and where the currencies differ.
constexpr std::optional<Money> checked_add(Money a, Money b) noexcept {
  std::int64_t sum = 0;
  if (a.currency() != b.currency() || __builtin_add_overflow(a.minor_units(), b.minor_units(), &sum))
    return std::nullopt;
  return Money::minor(sum, a.currency());
}
constexpr std::optional<Money> checked_subtract(Money a, Money b) noexcept {
  std::int64_t difference = 0;
  if (a.currency() != b.currency() || __builtin_sub_overflow(a.minor_units(), b.minor_units(), &difference))
    return std::nullopt;
  return Money::minor(difference, a.currency());
}
constexpr std::optional<Money> checked_negate(Money a) noexcept {
  if (a.minor_units() == INT64_MIN) return std::nullopt;
  return Money::minor(-a.minor_units(), a.currency());
}

// The same with the reason. Errors: overflow; invalid_argument (currencies differ).
FIRSTLOG_API Result<Money> add(Money a, Money b) noexcept;
FIRSTLOG_API Result<Money> subtract(Money a, Money b) noexcept;
FIRSTLOG_API Result<Money> negate(Money a) noexcept;
FIRSTLOG_API Result<std::strong_ordering> compare(Money a, Money b) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/money-inl.hpp"  // IWYU pragma: export
#endif
