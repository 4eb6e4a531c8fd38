// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the plan checker finds in one step by itself: gaps, overlaps, what nothing reaches, rates, shares.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "commission/checked_plans.hpp"

namespace {

using namespace firstlog;
using namespace firstlog::checked;

TEST(PlanCheck, RefusesGapsWithAValueInThem) {
  PlanExpression plan =
      plan_of(table("slab", R"({"from":"0","to":"10","rate":"5%"},{"from":"10","rate":"6%"})"));
  TierTable& tiers = table_in(plan).table;
  tiers.tiers[1].from = number("12");
  EXPECT_EQ(told(plan), Lines{"refuse gap plan.steps[0].table.table.tiers[0].to"});
  EXPECT_EQ(sentence(plan, FindingKind::gap),
            "values between 10 and 12 belong to no tier: 10 pays 0, 5 pays 0.25");
  tiers.boundary = Boundary::lower;
  EXPECT_EQ(sentence(plan, FindingKind::gap),
            "values between 10 and 12 belong to no tier: 12 pays 0, 5 pays 0.25");
  tiers.tiers[0].from = number("1");
  tiers.tiers[1].to = number("20");
  EXPECT_EQ(told(plan), (Lines{"refuse gap plan.steps[0].table.table.tiers[0].from",
                               "refuse gap plan.steps[0].table.table.tiers[0].to",
                               "refuse gap plan.steps[0].table.table.tiers[1].to"}));
  tiers.outside = Outside::last;  // declared
  EXPECT_EQ(told(plan), Lines());
}

TEST(PlanCheck, RefusesOverlapsWithAValueInBothTiers) {
  PlanExpression plan =
      plan_of(table("slab", R"({"from":"0","to":"10","rate":"5%"},{"from":"10","rate":"6%"})"));
  table_in(plan).table.tiers[0].to = number("12");
  EXPECT_EQ(told(plan), Lines{"refuse overlap plan.steps[0].table.table.tiers[0].to"});
  EXPECT_EQ(sentence(plan, FindingKind::overlap), "10 belongs to two tiers: one pays 0.5, the other 0.6");
  table_in(plan).table.boundary = Boundary::lower;
  EXPECT_EQ(sentence(plan, FindingKind::overlap), "12 belongs to two tiers: one pays 0.6, the other 0.72");
  table_in(plan).table.tiers[0].to.reset();
  EXPECT_EQ(told(plan), Lines{"refuse overlap plan.steps[0].table.table.tiers[0].to"});
}

TEST(PlanCheck, RefusesWhatDoesNotCompileForAnyOtherReason) {
  PlanExpression plan = plan_of(cents + "", {"line"});
  std::get<RoundStep>(plan.steps[0].kind).of.name = "lime";
  const PlanFindings found = check_plan_expression(plan);
  EXPECT_TRUE(found.refused());
  EXPECT_EQ(told(plan), Lines{"refuse malformed plan.steps[0].round.of"});
  EXPECT_EQ(found.findings[0].sentence, "no input and no step before this one has the name \"lime\"");
}

TEST(PlanCheck, WarnsOfTiersAndRulesThatNothingReaches) {
  const std::string measured = R"({"name":"amount2","bound":{"of":"amount","most":"8000"}},)";
  std::string step =
      table("marginal", R"({"from":"0","to":"10000","rate":"5%"},{"from":"10000","rate":"5%"})");
  step.replace(step.find("\"measure\":\"amount\""), 18, "\"measure\":\"amount2\"");
  PlanCheckOptions options;
  options.splitting = number("100000");
  EXPECT_EQ(told(plan_of(measured + step), options),
            Lines{"warn unreachable plan.steps[1].table.table.tiers[1]"});
  EXPECT_EQ(sentence(plan_of(measured + step), FindingKind::unreachable, options),
            "no sale reaches this tier: what is measured is at most 8000");
  // Between two amounts that exist.
  options.inputs = {{"amount", InputRole::sold, {}, number("1")}};
  const std::string narrow = table(
      "marginal",
      R"({"from":"0","to":"5.25","rate":"5%"},{"from":"5.25","to":"5.75","rate":"5%"},{"from":"5.75","rate":"5%"})");
  EXPECT_EQ(sentence(plan_of(narrow), FindingKind::unreachable, options),
            "no sale reaches this tier: what is measured goes from 5 to 6");
  EXPECT_EQ(sentence(plan_of(narrow), FindingKind::unreachable), "");

  const std::string hidden =
      R"({"name":"pay","match":{"base":"amount","combine":"first","rules":[{"rate":"0.1"},
    {"rate":"0.2","conditions":[{"text":"product","is":"new"}]}]}})";
  EXPECT_EQ(told(plan_of(hidden, {"amount"}, {"product"})),
            Lines{"warn unreachable plan.steps[0].match.rules[1]"});
}

TEST(PlanCheck, WarnsOfDatedRulesThatLeaveDaysOrMeetOnThem) {
  const auto dated = [](const char* to, const char* from) {
    return plan_of(
        std::string(
            R"({"name":"pay","match":{"base":"amount","date":"day","rules":[{"rate":"0.1","valid_to":")") +
            to + R"("},{"rate":"0.2","valid_from":")" + from + R"("}]}})",
        {"amount"}, {"day"});
  };
  EXPECT_EQ(told(dated("2026-01-31", "2026-02-01")), Lines());
  EXPECT_EQ(told(dated("2026-01-31", "2026-02-02")), Lines{"warn gap plan.steps[0].match.rules[0].valid_to"});
  EXPECT_EQ(sentence(dated("2026-01-31", "2026-02-02"), FindingKind::gap),
            "no rule holds on 2026-02-01: 100 pay 0, and 10 on 2026-01-31");
  EXPECT_EQ(told(dated("2026-02-01", "2026-02-01")), Lines{"warn overlap plan.steps[0].match.rules[1]"});
  EXPECT_EQ(sentence(dated("2026-02-01", "2026-02-01"), FindingKind::overlap),
            "a line where day is \"2026-02-01\" meets two rules of one rank: 100 pay 10 by rule 0, which is "
            "listed first, and 20 by this one");
}

TEST(PlanCheck, RefusesARateAboveOneThatDoesNotSaySo) {
  const PlanExpression plan = plan_of(table("slab", R"({"from":"0","rate":"15"})"));
  EXPECT_EQ(told(plan), (Lines{"refuse rate_over_one plan.steps[0].table.table.tiers[0].rate",
                               "warn unbounded_pay plan.steps[0].table.table.tiers[0].from"}));
  EXPECT_EQ(sentence(plan, FindingKind::rate_over_one), "100 sold pay 1500: a fraction of 15 is above 1");
  PlanCheckOptions options;
  options.uncapped_rate = number("20");
  EXPECT_EQ(told(plan_of(table("slab", R"({"from":"0","rate":"15"})", R"("rate_unit":"per_unit")")), options),
            Lines());
  EXPECT_EQ(told(plan_of(table("slab", R"({"from":"0","rate":"100%"})")), options), Lines());
  EXPECT_EQ(told(plan_of(R"({"name":"pay","match":{"base":"amount","rules":[{"rate":"1.5"}]}})"), options),
            Lines{"warn rate_over_one plan.steps[0].match.rules[0].rate"});
}

TEST(PlanCheck, RefusesSharesThatDoNotSumAndWarnsOfACentLost) {
  const std::string halves = R"({"name":"pay","split":{"of":"amount","shares":[
    {"name":"a","fraction":"1/2"},{"name":"b","fraction":"1/2"}],"rounding":{"mode":"half_up","places":2})";
  PlanCheckOptions options;
  options.uncapped_rate = number("1");
  EXPECT_EQ(told(plan_of(halves + "}}"), options),
            Lines{"warn shares_do_not_sum plan.steps[0].split.shares"});
  EXPECT_EQ(sentence(plan_of(halves + "}}"), FindingKind::shares_do_not_sum),
            "the shares of 0.01 sum to 0.02");
  EXPECT_EQ(told(plan_of(halves + R"(,"residual_to":"b"}})"), options), Lines());
  PlanExpression thirds = plan_of(halves + "}}");
  std::get<SplitStep>(thirds.steps[0].kind).shares[0].fraction = Rate::of(1, 3);
  EXPECT_EQ(told(thirds, options), Lines{"refuse shares_do_not_sum plan.steps[0].split.shares"});
  std::get<SplitStep>(thirds.steps[0].kind).whole = false;
  EXPECT_EQ(told(thirds, options), Lines());
}

}  // namespace
