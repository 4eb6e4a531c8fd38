// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

#include "firstlog/base/detail/exact.hpp"
#include "firstlog/base/round.hpp"

namespace firstlog::inline v1 {
namespace detail {

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
    return detail::money_or_overflow(detail::fitting(quotient), amount.currency());
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
    return detail::money_or_overflow(detail::fitting(quotient), currency);
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
