// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Where money meets rates: exact products and sums, rounded once, in the mode that the plan names,
// and shares that sum exactly. Intermediate values are exact however large they get; only a final
// result that does not fit is an overflow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/rounding.hpp"

namespace firstlog::inline v1 {

// The fraction, rounded to a whole number. Errors: invalid_argument (denominator 0); overflow.
FIRSTLOG_API Result<std::int64_t> round_to_whole(Fraction fraction, RoundingMode mode) noexcept;

// amount × rate, rounded once to minor units. Errors: overflow.
FIRSTLOG_API Result<Money> multiply(Money amount, Rate rate, RoundingMode mode) noexcept;
// amount × every rate, rounded once at the end. Errors: overflow; out_of_memory.
FIRSTLOG_API Result<Money> multiply(Money amount, std::span<const Rate> rates, RoundingMode mode) noexcept;

// One slice: an amount and the rate that it earns.
struct Slice {
  Money amount;
  Rate rate;
};
// Σ amount × rate over all slices, rounded once at the end; zero of `currency` where there are none.
// Errors: invalid_argument (a slice in another currency); overflow; out_of_memory.
FIRSTLOG_API Result<Money> sum_of_slices(std::span<const Slice> slices, Currency currency,
                                         RoundingMode mode) noexcept;

struct AllocationRule {
  std::size_t residual_to = 0;             // index of the share that takes what rounding leaves
  RoundingMode mode = RoundingMode::down;  // of every other share
};
// Divides an amount by weights: share i is amount × weight i / sum of weights, rounded by the rule;
// the residual share is what is left, so that the shares sum to the amount exactly. With `down` no
// share has a sign other than the amount's.
// Errors: invalid_argument (no weights, a negative one, all zero, residual_to beyond them);
// overflow (only in modes that round away from zero); out_of_memory.
FIRSTLOG_API Result<std::vector<Money>> allocate(Money amount, std::span<const Rate> weights,
                                                 AllocationRule rule = {}) noexcept;
FIRSTLOG_API Result<std::vector<Money>> allocate(Money amount, std::span<const std::int64_t> weights,
                                                 AllocationRule rule = {}) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/round-inl.hpp"  // IWYU pragma: export
#endif
