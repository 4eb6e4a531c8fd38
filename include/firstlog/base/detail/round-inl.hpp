// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

#include "firstlog/base/detail/int128.hpp"
#include "firstlog/base/detail/wide.hpp"
#include "firstlog/base/round.hpp"

namespace firstlog::inline v1 {
namespace detail {

// Three paths to one result; tests hold them against each other. The first two answer nothing
// where an intermediate value does not fit, and the next one is taken.

inline std::optional<std::int64_t> multiply_64(std::int64_t units, Rate rate, RoundingMode mode) noexcept {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(units, rate.numerator(), &product)) return std::nullopt;
  return divide_rounded(product, rate.denominator(), mode);
}

// The product of two 64-bit integers always fits: absent means that the result itself does not.
inline std::optional<std::int64_t> multiply_128(std::int64_t units, Rate rate, RoundingMode mode) noexcept {
  Int128 product = static_cast<Int128>(units) * rate.numerator();
  Int128 quotient = divide_rounded(product, static_cast<Int128>(rate.denominator()), mode);
  if (!fits_int64(quotient)) return std::nullopt;
  return static_cast<std::int64_t>(quotient);
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

// Boost throws where memory ends; nothing is thrown out of the library.
template <class Work>
auto guarded(Work work) noexcept -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception&) {
    return Error(Status::out_of_memory, "money", "no memory for an exact intermediate value",
                 "free memory and try again");
  }
}

inline Result<Money> money_or_overflow(std::optional<std::int64_t> units, Currency currency) noexcept {
  if (units) return Money::minor(*units, currency);
  return Error(Status::overflow, "money", "the rounded result does not fit 64 bits of minor units",
               "split the amount");
}

// `weight_of(i)` answers a Wide numerator over one common denominator.
template <class Weight>
Result<std::vector<Money>> allocate_wide(Money amount, std::size_t count, AllocationRule rule,
                                         Weight weight_of) {
  Wide total = 0;
  for (std::size_t i = 0; i < count; ++i) total += weight_of(i);
  std::vector<Money> shares(count);
  Wide left = amount.minor_units();
  for (std::size_t i = 0; i < count; ++i) {
    if (i == rule.residual_to) continue;
    std::optional<std::int64_t> units =
        divide_rounded_wide(Wide(amount.minor_units()) * weight_of(i), total, rule.mode);
    // A share is never larger than the amount.
    shares[i] = Money::minor(*units, amount.currency());
    left -= *units;
  }
  Result<Money> residual =
      money_or_overflow(divide_rounded_wide(left, Wide(1), rule.mode), amount.currency());
  if (!residual) return residual.error();
  shares[rule.residual_to] = *residual;
  return shares;
}

template <class Weight>
Result<void> check_weights(std::span<const Weight> weights, AllocationRule rule) noexcept {
  auto refuse = [](std::string_view reason, std::string_view remedy) {
    return Error(Status::invalid_argument, "allocation", reason, remedy);
  };
  if (weights.empty()) return refuse("there are no weights", "name at least one share");
  if (rule.residual_to >= weights.size())
    return refuse("residual_to names no share", "name the share that takes the residual");
  bool some = false;
  for (const Weight& weight : weights) {
    if (weight < Weight{}) return refuse("a weight is negative", "give weights of 0 and up");
    some = some || weight != Weight{};
  }
  if (!some) return refuse("all weights are 0", "give at least one share a weight");
  return {};
}

}  // namespace detail

FIRSTLOG_INLINE Result<std::int64_t> round_to_whole(Fraction fraction, RoundingMode mode) noexcept {
  if (fraction.denominator == 0)
    return Error(Status::invalid_argument, "fraction", "the denominator is 0", "give another denominator");
  detail::Int128 n = fraction.numerator;
  detail::Int128 d = fraction.denominator;
  detail::Int128 quotient = d < 0 ? detail::divide_rounded(-n, -d, mode) : detail::divide_rounded(n, d, mode);
  if (detail::fits_int64(quotient)) return static_cast<std::int64_t>(quotient);
  return Error(Status::overflow, "fraction", "the rounded result does not fit 64 bits",
               "use smaller numbers");
}

FIRSTLOG_INLINE Result<Money> multiply(Money amount, Rate rate, RoundingMode mode) noexcept {
  if (std::optional<std::int64_t> units = detail::multiply_64(amount.minor_units(), rate, mode))
    return Money::minor(*units, amount.currency());
  return detail::money_or_overflow(detail::multiply_128(amount.minor_units(), rate, mode), amount.currency());
}

FIRSTLOG_INLINE Result<Money> multiply(Money amount, std::span<const Rate> rates,
                                       RoundingMode mode) noexcept {
  detail::Fraction128 exact{amount.minor_units(), 1};
  bool fits = true;
  for (Rate rate : rates) fits = fits && exact.multiply_by(rate);
  if (fits) {
    detail::Int128 quotient = detail::divide_rounded(exact.numerator, exact.denominator, mode);
    std::optional<std::int64_t> units;
    if (detail::fits_int64(quotient)) units = static_cast<std::int64_t>(quotient);
    return detail::money_or_overflow(units, amount.currency());
  }
  return detail::guarded([&]() -> Result<Money> {
    return detail::money_or_overflow(detail::multiply_wide(amount.minor_units(), rates, mode),
                                     amount.currency());
  });
}

FIRSTLOG_INLINE Result<Money> sum_of_slices(std::span<const Slice> slices, Currency currency,
                                            RoundingMode mode) noexcept {
  detail::Fraction128 exact;
  bool fits = true;
  for (const Slice& slice : slices) {
    if (slice.amount.currency() != currency)
      return Error(Status::invalid_argument, "money", "a slice is in another currency than the sum",
                   "convert it at a dated rate first");
    fits = fits && exact.add_product(slice.amount.minor_units(), slice.rate);
  }
  if (fits) {
    detail::Int128 quotient = detail::divide_rounded(exact.numerator, exact.denominator, mode);
    std::optional<std::int64_t> units;
    if (detail::fits_int64(quotient)) units = static_cast<std::int64_t>(quotient);
    return detail::money_or_overflow(units, currency);
  }
  return detail::guarded(
      [&]() -> Result<Money> { return detail::money_or_overflow(detail::sum_wide(slices, mode), currency); });
}

FIRSTLOG_INLINE Result<std::vector<Money>> allocate(Money amount, std::span<const Rate> weights,
                                                    AllocationRule rule) noexcept {
  if (Result<void> checked = detail::check_weights(weights, rule); !checked) return checked.error();
  return detail::guarded([&]() -> Result<std::vector<Money>> {
    detail::Wide common = 1;
    for (Rate weight : weights)
      common = boost::multiprecision::lcm(common, detail::Wide(weight.denominator()));
    return detail::allocate_wide(amount, weights.size(), rule, [&](std::size_t i) {
      return detail::Wide(common / weights[i].denominator() * weights[i].numerator());
    });
  });
}

FIRSTLOG_INLINE Result<std::vector<Money>> allocate(Money amount, std::span<const std::int64_t> weights,
                                                    AllocationRule rule) noexcept {
  if (Result<void> checked = detail::check_weights(weights, rule); !checked) return checked.error();
  return detail::guarded([&]() -> Result<std::vector<Money>> {
    return detail::allocate_wide(amount, weights.size(), rule,
                                 [&](std::size_t i) { return detail::Wide(weights[i]); });
  });
}

}  // namespace firstlog::inline v1
