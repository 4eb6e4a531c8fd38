// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The policy's plan as an expression, and what the plan checker says of it by the policy's paths.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "commission/finding_claims.hpp"

namespace {

using namespace firstlog;

using Lines = std::vector<std::string>;

TEST(PlanCheck, ThePolicysPlanIsTheSameExpression) {
  Plan plan;
  plan.currency = Currency::parse("KWD").value();
  plan.boundary = Boundary::lower;
  plan.rounding = RoundingMode::half_even;
  plan.tiers = {{0, Rate::of(1, 7)}, {1'000'000, Rate::of(2, 7)}, {2'500'000, Rate::of(1, 3)}};
  const Result<CompiledPlan> compiled = compile(expression_of(plan));
  ASSERT_TRUE(compiled.ok());
  for (const std::int64_t minor :
       {0, 1, 2, 999'999, 1'000'000, 1'000'001, 2'499'999, 2'500'000, 2'500'001, 77'777'777}) {
    const Money base = Money::minor(minor, plan.currency);
    const Result<PlanValues> values = evaluate(*compiled, {{{"amount", {Exact::of_money(base)}}}, {}});
    ASSERT_TRUE(values.ok());
    EXPECT_EQ(value_of(*compiled, *values, "commission")->front(),
              Exact::of_money(commission_of(plan, base).value().commission))
        << minor;
  }
}

TEST(PlanCheck, ThePolicysPlanIsNamedByItsPaths) {
  Plan plan;
  plan.currency = Currency::parse("EUR").value();
  const auto lines = [&] {
    Lines told_lines;
    for (const Finding& finding : check_plan_findings(plan).findings) {
      EXPECT_EQ(claims::fault_of(expression_of(plan), finding), "");
      told_lines.push_back(std::string(name_of(finding.severity)) + " " + std::string(name_of(finding.kind)) +
                           " " + finding.path);
    }
    return told_lines;
  };
  plan.tiers = {{0, Rate::of(15, 100)}, {1'000'000, Rate::of(10, 100)}};
  EXPECT_EQ(lines(), (Lines{"refuse less_for_more policy.plan.tiers[1].from",
                            "warn rewards_splitting policy.plan.tiers[1].from"}));
  plan.tiers = {{100, Rate::of(15, 100)}};
  EXPECT_EQ(lines(), Lines{"refuse gap policy.plan.tiers[0].from"});
  plan.tiers = {{0, Rate::of(1, 10)}, {500, Rate::of(2, 10)}, {300, Rate::of(3, 10)}};
  EXPECT_EQ(lines(), Lines{"refuse overlap policy.plan.tiers[2].from"});
  plan.tiers = {{0, Rate::of(3, 2)}};
  EXPECT_EQ(lines(), (Lines{"refuse rate_over_one policy.plan.tiers[0].rate",
                            "warn unbounded_pay policy.plan.tiers[0].from"}));
  plan.tiers = {{0, Rate::of(1, 10)}};
  plan.name = "";
  EXPECT_EQ(lines(), Lines{"refuse malformed policy.plan.name"});
}

}  // namespace
