// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the plan checker finds, kind by kind, on plans worked by hand; every counter-example evaluated
// anew. Sound plans give no finding.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "commission/finding_claims.hpp"
#include "firstlog/formats/plan_findings_json.hpp"
#include "firstlog/rules/commission/plan_check.hpp"

namespace {

using namespace firstlog;

Exact number(const char* text) {
  return Exact::parse(text).value();
}

// Documents may be broken: read without compiling what is checked.
PlanExpression plan_of(const std::string& steps, std::vector<std::string> inputs = {"amount"},
                       std::vector<std::string> texts = {}) {
  nlohmann::json document;
  document["inputs"] = inputs;
  document["texts"] = texts;
  document["steps"] = nlohmann::json::parse("[" + steps + "]");
  const Result<CompiledPlan> plan = parse_plan_expression(document.dump());
  EXPECT_TRUE(plan.ok()) << std::string(plan.error().place.view()) << " "
                         << std::string(plan.error().reason.view());
  return plan.ok() ? plan->expression() : PlanExpression();
}

// "refuse gap plan.steps[0]…", one for each finding; all counter-examples must hold.
std::vector<std::string> told(const PlanExpression& plan, const PlanCheckOptions& options = {}) {
  std::vector<std::string> lines;
  for (const Finding& finding : check_plan_expression(plan, options).findings) {
    EXPECT_EQ(claims::fault_of(plan, finding), "");
    for (const FindingCase& made : finding.cases) {
      const Result<Exact> again = evaluate_case(plan, made);
      EXPECT_TRUE(again.ok() && *again == made.result) << made.says;
    }
    lines.push_back(std::string(name_of(finding.severity)) + " " + std::string(name_of(finding.kind)) + " " +
                    finding.path);
  }
  return lines;
}
using Lines = std::vector<std::string>;

// The sentence of the only finding of a kind.
std::string sentence(const PlanExpression& plan, FindingKind kind, const PlanCheckOptions& options = {}) {
  std::string found;
  for (const Finding& finding : check_plan_expression(plan, options).findings)
    if (finding.kind == kind) found += (found.empty() ? "" : " | ") + finding.sentence;
  return found;
}

std::string table(const std::string& mode, const std::string& tiers, const std::string& more = "",
                  const std::string& step = "") {
  return R"({"name":"line","table":{"measure":"amount",)" + (step.empty() ? "" : step + ",") +
         R"("table":{"mode":")" + mode + R"(","boundary":"upper",)" + (more.empty() ? "" : more + ",") +
         R"("tiers":[)" + tiers + "]}}}";
}
const std::string running = R"("accumulate":"running")";
const std::string cents = R"({"name":"cents","round":{"of":"line","to":{"mode":"half_up","places":2}}})";

TableStep& table_in(PlanExpression& plan, std::size_t step = 0) {
  return std::get<TableStep>(plan.steps[step].kind);
}

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

TEST(PlanFindings, AreJsonAndText) {
  const PlanExpression plan = plan_of(
      R"({"name":"pay","match":{"base":"amount","rules":[
        {"conditions":[{"text":"product","is":"new \"x\""}],"rate":"1.5"}]}})",
      {"amount"}, {"product"});
  const PlanFindings found = check_plan_expression(plan);
  const nlohmann::json document = nlohmann::json::parse(plan_findings_to_json(found));
  EXPECT_EQ(document["version"], plan_findings_document_version);
  EXPECT_EQ(document["refused"], found.refused());
  ASSERT_EQ(document["findings"].size(), found.findings.size());
  for (std::size_t i = 0; i < found.findings.size(); ++i) {
    const nlohmann::json& json = document["findings"][i];
    const Finding& finding = found.findings[i];
    EXPECT_EQ(json["kind"], std::string(name_of(finding.kind)));
    EXPECT_EQ(json["severity"], std::string(name_of(finding.severity)));
    EXPECT_EQ(json["path"], finding.path);
    EXPECT_EQ(json["sentence"], finding.sentence);
    EXPECT_EQ(json["remedy"], finding.remedy);
    EXPECT_EQ(json["size"], finding.size.to_string());
    ASSERT_EQ(json["cases"].size(), finding.cases.size());
    // Who has the document alone can evaluate the case.
    for (std::size_t k = 0; k < finding.cases.size(); ++k) {
      const nlohmann::json& written = json["cases"][k];
      FindingCase read;
      for (const auto& [name, values] : written["input"]["numbers"].items()) {
        read.input.numbers.push_back({name, {}});
        for (const auto& value : values)
          read.input.numbers.back().values.push_back(Exact::parse(value.get<std::string>()).value());
      }
      for (const auto& [name, values] : written["input"]["texts"].items())
        read.input.texts.push_back({name, values.get<std::vector<std::string>>()});
      read.value = written["value"].get<std::string>();
      if (written.contains("part")) read.part = parse_plan_expression(written["part"].dump())->expression();
      const Result<Exact> result = evaluate_case(plan, read);
      ASSERT_TRUE(result.ok());
      EXPECT_EQ(written["result"], result->to_string());
      EXPECT_EQ(written["says"], finding.cases[k].says);
    }
  }
  EXPECT_EQ(
      plan_findings_to_text(found),
      "warn unbounded_pay at plan.steps[0].match: from amount 0.01 on every further unit pays 1.5 without "
      "end where product is \"new \"x\"\"\n  cap it with a bound, or lower the rate of the last tier\n"
      "warn rate_over_one at plan.steps[0].match.rules[0].rate: 100 sold pay 150: a fraction of 1.5 is "
      "above 1\n  write 15 % as \"0.15\"; what is paid for each unit has the rate unit per_unit\n");
  EXPECT_EQ(plan_findings_to_json({}), R"({"version":1,"refused":false,"findings":[]})");
  EXPECT_EQ(plan_findings_to_text({}), "no findings\n");
}

}  // namespace
