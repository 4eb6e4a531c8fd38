// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A commission plan: what a verified close pays (DOMAIN 7). This is the default kind of plan, one
// rate for the whole amount of each deal by itself ("slab per deal"); its tiers are brackets of deal
// value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/rounding.hpp"

namespace firstlog::inline v1 {

// Which tier a value equal to a threshold belongs to. Numbers are fixed for ever.
enum class Boundary : std::uint8_t {
  upper = 0,  // from <= value < to
  lower = 1,  // from < value <= to; zero belongs to the first tier
};

constexpr std::string_view name_of(Boundary boundary) noexcept {
  return boundary == Boundary::upper ? "upper" : "lower";
}

// A bracket that runs from `from` to the next tier's `from`; the last one is open-ended.
struct Tier {
  std::int64_t from_minor = 0;  // minor units of the plan's currency
  Rate rate;                    // fraction of the invoiced amount: 0.15 is 15 %

  friend bool operator==(const Tier&, const Tier&) = default;
};

struct Plan {
  std::string name = "default";
  Currency currency;
  Boundary boundary = Boundary::upper;
  RoundingMode rounding = RoundingMode::half_up;  // per line, to the currency's minor unit
  std::vector<Tier> tiers = {{0, Rate::of(15, 100)}};

  friend bool operator==(const Plan&, const Plan&) = default;
};

// Refuses a plan without a proper name, currency or tiers, whose first tier does not begin at 0 (a gap),
// whose tiers do not rise (an overlap), or with a rate below 0 or above 1. Errors name the path below
// "policy.plan".
FIRSTLOG_API Result<void> check_plan(const Plan& plan);

// What one verified close pays, with everything that led there.
struct CommissionLine {
  Money base;        // the invoiced amount, net
  Money commission;  // base × rate, rounded once
  Rate rate;
  std::uint32_t tier = 0;  // place in Plan::tiers
  RoundingMode rounding = RoundingMode::half_up;
};

// Source of the rule: DOMAIN 7, "commission per close = invoiced amount × rate: 1,800.00 × 15% =
// 270.00". Errors: invalid_argument (another currency than the plan's, a negative base, a
// plan without tiers), overflow.
FIRSTLOG_API Result<CommissionLine> commission_of(const Plan& plan, Money base);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/commission/detail/plan-inl.hpp"  // IWYU pragma: export
#endif
