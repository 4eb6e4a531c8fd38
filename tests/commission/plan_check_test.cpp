// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the plan checker finds in what a plan pays, kind by kind, on plans worked by hand; every
// counter-example evaluated anew. Sound plans give no finding.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "commission/checked_plans.hpp"

namespace {

using namespace firstlog;
using namespace firstlog::checked;

TEST(PlanCheck, SoundPlansGiveNoFinding) {
  EXPECT_EQ(told(plan_of(table("slab", R"({"from":"0","rate":"15%"})") + "," + cents)), Lines());
  EXPECT_EQ(
      told(plan_of(table("marginal", R"({"from":"0","to":"10000","rate":"5%"},{"from":"10000","rate":"6%"})",
                         "", running) +
                   "," + cents)),
      Lines());
  EXPECT_EQ(told(PlanExpression()), Lines());
  Plan plan;
  plan.currency = Currency::parse("EUR").value();
  EXPECT_TRUE(check_plan_findings(plan).findings.empty());
}

TEST(PlanCheck, RefusesLessForMore) {
  const PlanExpression falling =
      plan_of(table("slab", R"({"from":"0","to":"10000","rate":"15%"},{"from":"10000","rate":"10%"})"));
  EXPECT_EQ(told(falling), (Lines{"refuse less_for_more plan.steps[0].table.table.tiers[1].from",
                                  "warn rewards_splitting plan.steps[0].table.table.tiers[1].from"}));
  EXPECT_EQ(sentence(falling, FindingKind::less_for_more),
            "amount 10000 pays 1000, and 9999.99 pays 1499.9985: 499.9985 less for more");
  // Between two thresholds.
  const PlanExpression slope =
      plan_of(R"({"name":"pay","curve":{"measure":"amount","tail_slope":"0","points":[
        {"x":"0","y":"0"},{"x":"100","y":"20"},{"x":"200","y":"15"}]}})");
  EXPECT_EQ(told(slope), Lines{"refuse less_for_more plan.steps[0].curve.points[1]"});
  EXPECT_EQ(sentence(slope, FindingKind::less_for_more),
            "amount 200 pays 15, and 100 pays 20: 5 less for more");
  // A size that the policy tolerates, and a policy that only warns.
  PlanCheckOptions options;
  options.less_for_more = number("5");
  EXPECT_EQ(told(slope, options), Lines());
  options = {};
  options.less_for_more_is = Severity::warn;
  EXPECT_EQ(told(slope, options), Lines{"warn less_for_more plan.steps[0].curve.points[1]"});
}

TEST(PlanCheck, OnlyWarnsOfLessForMoreWhereTheInputMayBeAnAge) {
  const std::string steps =
      R"({"name":"part","table":{"measure":"age","table":{"mode":"lookup","boundary":"upper","tiers":[
        {"from":"0","to":"90","rate":"1"},{"from":"90","rate":"0"}]}}},
        {"name":"pay","sum":{"terms":[{"times":["amount","part","0.1"]}]}})";
  const PlanExpression plan = plan_of(steps, {"amount", "age"});
  EXPECT_EQ(told(plan), Lines{"warn less_for_more plan.steps[0].table.table.tiers[1].from"});
  PlanCheckOptions options;
  options.inputs = {{"amount", InputRole::sold, number("1"), number("0.01")},
                    {"age", InputRole::fixed, number("10"), number("1")}};
  EXPECT_EQ(told(plan, options), Lines());
  options.inputs[1].role = InputRole::sold;
  EXPECT_EQ(told(plan, options), Lines{"refuse less_for_more plan.steps[0].table.table.tiers[1].from"});
}

TEST(PlanCheck, WarnsOfACliffAboveItsSize) {
  const PlanExpression plan = plan_of(
      table("slab", R"({"from":"0","to":"10000","rate":"5%"},{"from":"10000","rate":"8%"})", "", running));
  EXPECT_EQ(told(plan), (Lines{"warn cliff plan.steps[0].table.table.tiers[1].from",
                               "warn rewards_moving plan.steps[0].table.table.tiers[1].from"}));
  EXPECT_EQ(sentence(plan, FindingKind::cliff),
            "amount 10000 pays 800, and 9999.99 499.9995: 300.0005 for one step");
  PlanCheckOptions options;
  options.cliff = number("299");
  EXPECT_EQ(sentence(plan, FindingKind::cliff, options), sentence(plan, FindingKind::cliff));
  options.cliff = number("301");
  EXPECT_EQ(sentence(plan, FindingKind::cliff, options), "");
  // Started blocks are cliffs all along.
  const PlanExpression blocks = plan_of(
      table("slab", R"({"from":"0","rate":"500","block":"1000"})", R"("rate_unit":"per_unit")", running));
  EXPECT_EQ(sentence(blocks, FindingKind::cliff), "amount 1000.01 pays 1000, and 1000 500: 500 for one step");
}

TEST(PlanCheck, WarnsOfWhatRewardsMovingADeal) {
  const std::string tiers = R"({"from":"0","to":"10000","rate":"5%"},{"from":"10000","rate":"8%"})";
  const PlanExpression marginal = plan_of(table("marginal", tiers, "", running));
  EXPECT_EQ(told(marginal), Lines{"warn rewards_moving plan.steps[0].table.table.tiers[1].from"});
  EXPECT_EQ(sentence(marginal, FindingKind::rewards_moving),
            "a deal of 10000 pays 300 more when it is credited in the better of two periods: 10000 in a "
            "period after 10000");
  PlanCheckOptions options;
  options.moving = number("300");
  EXPECT_EQ(told(marginal, options), Lines());
  // What each deal pays by itself, no period changes.
  EXPECT_EQ(told(plan_of(table("marginal", tiers))),
            Lines{"warn rewards_merging plan.steps[0].table.table.tiers[1].from"});
  // The best place for a deal need not begin at a threshold: this one ends at one.
  options.moving = number("450");
  EXPECT_EQ(sentence(plan_of(table(
                         "marginal",
                         R"({"from":"0","to":"20000","rate":"5%"},{"from":"20000","to":"24000","rate":"10%"},
                                      {"from":"24000","to":"30000","rate":"0"},{"from":"30000","rate":"6%"})",
                         "", running)),
                     FindingKind::rewards_moving, options),
            "a deal of 6000 pays 500 more when it is credited in the better of two periods: 6000 in a "
            "period after 18000");
  // A guarantee is topped up once for each period.
  const std::string guarantee =
      R"({"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}},{"name":"all","total":{"of":"line"}},
         {"name":"pay","bound":{"of":"all","least":"500"}})";
  EXPECT_EQ(told(plan_of(guarantee)), Lines{"warn rewards_moving plan.steps[2].bound.least"});
}

TEST(PlanCheck, WarnsOfWhatRewardsSplittingAndMergingDeals) {
  const std::string capped = R"({"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}},
                                {"name":"pay","bound":{"of":"line","most":"500"}})";
  EXPECT_EQ(told(plan_of(capped)), Lines{"warn rewards_splitting plan.steps[1].bound.most"});
  EXPECT_EQ(sentence(plan_of(capped), FindingKind::rewards_splitting),
            "one deal of 10000 pays 500, two deals of 5000 and 5000 1000: 500 for dividing a deal");
  // A sum for each deal.
  const std::string flat =
      R"({"name":"pay","sum":{"terms":[{"times":["amount","0.1"]},{"times":["count","250"]}]}})";
  PlanCheckOptions options;
  options.inputs = {{"count", InputRole::each, number("1"), number("1")}};
  EXPECT_EQ(sentence(plan_of(flat, {"amount", "count"}), FindingKind::rewards_splitting, options),
            "one deal of 0.02 pays 250.002, two deals of 0.01 and 0.01 500.002: 250 for dividing a deal");
  // What comes with the deal is divided with it, and pays nothing more.
  options.inputs[0].role = InputRole::sold;
  EXPECT_EQ(sentence(plan_of(flat, {"amount", "count"}), FindingKind::rewards_splitting, options), "");
  const std::string large =
      table("slab", R"({"from":"0","to":"10000","rate":"5%"},{"from":"10000","rate":"8%"})");
  EXPECT_EQ(sentence(plan_of(large), FindingKind::rewards_merging),
            "two deals of 9999.99 and 9999.99 pays 999.999, one deal of 19999.98 1599.9984: 599.9994 for "
            "joining deals");
  options = {};
  options.merging = number("600");
  EXPECT_EQ(sentence(plan_of(large), FindingKind::rewards_merging, options), "");
  options = {};
  options.splitting = number("500");
  EXPECT_EQ(told(plan_of(capped), options), Lines());
}

TEST(PlanCheck, WarnsOfPayWithoutEnd) {
  const std::string line = R"({"name":"line","sum":{"terms":[{"times":["amount","0.6"]}]}})";
  EXPECT_EQ(told(plan_of(line)), Lines{"warn unbounded_pay plan.steps[0].sum"});
  EXPECT_EQ(sentence(plan_of(line), FindingKind::unbounded_pay),
            "from amount 0.01 on every further unit pays 0.6 without end");
  PlanCheckOptions options;
  options.uncapped_rate = number("0.6");
  EXPECT_EQ(told(plan_of(line), options), Lines());
  const std::string capped =
      line + R"(,{"name":"all","total":{"of":"line"}},{"name":"pay","bound":{"of":"all","most":"9000"}})";
  options = {};
  options.moving = number("1000000");
  EXPECT_EQ(told(plan_of(capped), options), Lines());
}

TEST(PlanCheck, RefusesDrawsThatNothingRepays) {
  const auto drawn = [](const char* cap, const char* kind) {
    return plan_of(std::string(R"({"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}},
      {"name":"earned","bound":{"of":"line","most":")") +
                   cap + R"("}},
      {"name":"pay","draw":{"earned":"earned","amount":"1000","kind":")" +
                   kind + "\"}}");
  };
  PlanCheckOptions options;
  options.moving = number("100000");
  for (const char* kind : {"recoverable", "prepaid"}) {
    EXPECT_EQ(told(drawn("1000", kind), options), Lines{"refuse draw_not_recovered plan.steps[2].draw"});
    EXPECT_EQ(told(drawn("1000.01", kind), options), Lines());
  }
  EXPECT_EQ(sentence(drawn("900", "recoverable"), FindingKind::draw_not_recovered),
            "a debt of 1000 after a period without sales is 1100 after the best period that can follow");
  EXPECT_EQ(told(drawn("900", "nonrecoverable"), options), Lines());
}

TEST(PlanCheck, NamesWhatItCannotAnalyse) {
  EXPECT_EQ(told(plan_of(R"({"name":"pay","sum":{"terms":[{"times":["amount","amount","0.1"]}]}})")),
            Lines{"warn not_analysed plan.steps[0].sum.terms[0]"});
  EXPECT_EQ(
      told(plan_of(table("interpolated", R"({"from":"0","to":"100","rate":"10%"})", R"("outside":"zero")"))),
      Lines{"warn not_analysed plan.steps[0].table.table"});
  const std::string rounded_measure =
      R"({"name":"tens","round":{"of":"amount","to":{"mode":"down","places":-1}}},
         {"name":"pay","curve":{"measure":"tens","points":[{"x":"0","y":"0"}],"tail_slope":"0.1"}})";
  EXPECT_EQ(told(plan_of(rounded_measure)), Lines{"warn not_analysed plan.steps[1].curve"});
  // What is only taken away is not what is sold, and then nothing is known to be.
  const std::string reversal =
      R"({"name":"pay","sum":{"terms":[{"times":["500"]},{"minus":true,"times":["refund","0.1"]}]}})";
  EXPECT_EQ(told(plan_of(reversal, {"refund"})), Lines{"warn not_analysed plan.inputs"});
  PlanCheckOptions options;
  options.pays = "commission";
  EXPECT_EQ(told(plan_of(cents, {"line"}), options), Lines{"warn not_analysed plan.steps"});
  // Many thresholds: one deal is judged all the same.
  std::string tiers;
  for (int i = 0; i < 200; ++i)
    tiers += std::string(i == 0 ? "" : ",") + R"({"from":")" + std::to_string(100 * i) + "\"" +
             (i < 199 ? R"(,"to":")" + std::to_string(100 * i + 100) + "\"" : "") + R"(,"rate":")" +
             (i == 150 ? "0.01" : "0." + std::to_string(1000 + i)) + "\"}";
  const Lines many = told(plan_of(table("slab", tiers)));
  EXPECT_EQ(many, (Lines{"refuse less_for_more plan.steps[0].table.table.tiers[150].from",
                         "warn cliff plan.steps[0].table.table.tiers[151].from",
                         "warn not_analysed plan.steps[0].table"}));
}

TEST(PlanCheck, TriesEveryTextThatThePlanNames) {
  const PlanExpression plan = plan_of(
      R"({"name":"pay","match":{"base":"amount","rules":[
        {"conditions":[{"text":"product","is":"new"}],"rate":"0.9"},{"rate":"0.1"}]}})",
      {"amount"}, {"product"});
  EXPECT_EQ(sentence(plan, FindingKind::unbounded_pay),
            "from amount 0.01 on every further unit pays 0.9 without end where product is \"new\"");
}

TEST(PlanCheck, NumbersThatGrowBeyondMeasureEndNothing) {
  std::string steps = R"({"name":"v0","sum":{"terms":[{"times":["amount","1/3"]}]}})";
  std::string factor = "9";
  for (int i = 0; i < 300; ++i) factor += "7";
  std::string last = "v0";
  for (int i = 1; i < 40; ++i) {
    const std::string name = "v" + std::to_string(i);
    steps +=
        R"(,{"name":")" + name + R"(","sum":{"terms":[{"times":[")" + last + R"(",")" + factor + R"("]}]}})";
    last = name;
  }
  const Lines lines = told(plan_of(steps));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].substr(0, 17), "warn not_analysed");
}

TEST(PlanCheck, WhatIsTooLargeIsNamedNotPassedOver) {
  const PlanExpression plan = plan_of(
      table("slab", R"({"from":"0","to":"10000","rate":"5%"},{"from":"10000","rate":"8%"})", "", running));
  PlanCheckOptions options;
  options.trials_max = 10;
  EXPECT_EQ(told(plan, options), (Lines{"warn cliff plan.steps[0].table.table.tiers[1].from",
                                        "warn not_analysed plan.steps[0].table"}));
  options.work_max = 10;
  EXPECT_EQ(told(plan, options), Lines{"warn not_analysed plan.steps[0].table.table"});
  // More findings than are listed; what is refused is listed all the same, and first.
  PlanExpression many;
  for (std::size_t i = 0; i + 1 < plan_steps_max; ++i) {
    MatchStep match;
    match.base = Operand::number(number("1"));
    for (int rule = 0; rule < 2; ++rule) match.rules.push_back({{}, {}, {}, number("2"), {}, {}});
    many.steps.push_back({"s" + std::to_string(i), std::move(match)});
  }
  TableStep broken;
  broken.measure = Operand::number(number("1"));
  broken.table.tiers = {{number("1"), {}, number("0.1"), {}, false, {}}};
  many.steps.push_back({"broken", std::move(broken)});
  const PlanFindings found = check_plan_expression(many);
  EXPECT_EQ(found.findings.size(), findings_max + 2);
  EXPECT_EQ(found.findings.back().sentence, "there are more findings than these");
  EXPECT_TRUE(found.refused());
  EXPECT_EQ(found.findings.front().kind, FindingKind::gap);
}

}  // namespace
