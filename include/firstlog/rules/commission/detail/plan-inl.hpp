// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/base/round.hpp"
#include "firstlog/base/text.hpp"
#include "firstlog/rules/commission/plan.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline Error tier_error(std::size_t index, std::string_view member, std::string_view reason,
                        std::string_view remedy) {
  Error error(Status::malformed, "policy.plan.tiers[", reason, remedy);
  error.place.append_number(static_cast<std::int64_t>(index)).append("].").append(member);
  return error;
}

}  // namespace detail

FIRSTLOG_INLINE Result<void> check_plan(const Plan& plan) {
  if (!valid_key(plan.name))
    return Error(Status::malformed, "policy.plan.name",
                 "a plan's name has 1 to 128 bytes of UTF-8 without control characters", "name the plan");
  if (!plan.currency.present())
    return Error(Status::malformed, "policy.plan.currency", "a plan has one currency",
                 "give its ISO 4217 code, such as \"EUR\"");
  if (plan.tiers.empty())
    return Error(Status::malformed, "policy.plan.tiers", "a plan has at least one tier",
                 "give one from 0 to pay the same rate on everything");
  for (std::size_t i = 0; i < plan.tiers.size(); ++i) {
    const Tier& tier = plan.tiers[i];
    if (i == 0 && tier.from_minor != 0)
      return detail::tier_error(i, "from", "amounts below this threshold belong to no tier",
                                "let the first tier begin at 0");
    if (i > 0 && tier.from_minor <= plan.tiers[i - 1].from_minor)
      return detail::tier_error(i, "from", "the tier does not begin above the one before it",
                                "order the tiers by rising thresholds");
    if (tier.rate < Rate() || Rate::of(1, 1) < tier.rate)
      return detail::tier_error(i, "rate", "a rate is a fraction from 0 to 1", "write 15 % as \"0.15\"");
  }
  return {};
}

FIRSTLOG_INLINE Result<CommissionLine> commission_of(const Plan& plan, Money base) {
  if (base.currency() != plan.currency)
    return Error(Status::invalid_argument, "commission.base", "the amount is not in the plan's currency",
                 "convert it first");
  if (base.minor_units() < 0)
    return Error(Status::invalid_argument, "commission.base", "the amount is negative",
                 "a reversal refers to the line that it corrects");
  if (plan.tiers.empty())
    return Error(Status::invalid_argument, "commission.plan", "the plan has no tier", "check the plan first");
  std::size_t tier = plan.tiers.size() - 1;
  auto begins_above = [&](std::int64_t from) {
    return plan.boundary == Boundary::upper ? base.minor_units() < from : base.minor_units() <= from;
  };
  while (tier > 0 && begins_above(plan.tiers[tier].from_minor)) --tier;
  Result<Money> commission = multiply(base, plan.tiers[tier].rate, plan.rounding);
  if (!commission) return commission.error();
  return CommissionLine{base, *commission, plan.tiers[tier].rate, static_cast<std::uint32_t>(tier),
                        plan.rounding};
}

}  // namespace firstlog::inline v1
