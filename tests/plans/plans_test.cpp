// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Plans of the plan language inside a policy: what may be written, what is explained, listed, restated.
#include "firstlog/rules/policy_check.hpp"
#include "firstlog/views/restatement.hpp"
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

std::string refusal(const std::string& plans) {
  const Result<Policy> policy = parse_policy(R"({"plan":{"currency":"EUR"},"plans":)" + plans + "}");
  if (policy) return "accepted";
  return std::string(policy.error().place.view()) + " | " + std::string(policy.error().reason.view());
}
std::string component(const std::string& members) {
  return R"([{"name":"sales","components":[{"name":"c",)" + members + "}]}]";
}
const std::string all_steps = R"("steps":[{"name":"s","sum":{"terms":[{"times":["amount","0.1"]}]}}])";

TEST(PlansOfAPolicy, AreRefusedWithPathAndReason) {
  EXPECT_EQ(refusal(component(all_steps)), "accepted");
  EXPECT_EQ(refusal(component(R"("steps":[{"name":"s","total":{"of":"amout"}}])")),
            "policy.plans[0].components[0].steps[0] | there is no value \"amout\"");
  EXPECT_EQ(refusal(component(R"("span":"deal","steps":[{"name":"s","total":{"of":"amount"}}])")),
            "policy.plans[0].components[0].span | what is paid is one number, not one for each close");
  EXPECT_EQ(refusal(component(R"("pays":"t",)" + all_steps)),
            "policy.plans[0].components[0].pays | no step of the component has this name");
  EXPECT_EQ(refusal(component(R"("span":"fortnight",)" + all_steps)),
            "policy.plans[0].components[0].span | \"fortnight\" is not a name known here");
  EXPECT_EQ(refusal(component(R"("steps":[{"name":"s","sum":{"terms":[{"times":["amount",0.1]}]}}])")),
            "policy.plans[0].components[0].steps[0].sum.terms[0].times[1] | a number here is exact; a JSON "
            "number need not be");
  EXPECT_EQ(
      refusal(
          component(
              R"("steps":[{"name":"s","table":{"measure":"amount","table":{"mode":"slab","boundary":"upper",)"
              R"("tiers":[{"from":"0","to":"10","rate":"0.1"},{"from":"20","rate":"0.2"}]}}}])"))
          .substr(0, 59),
      "policy.plans[0].components[0].steps[0].table.table.tiers[0]");
  EXPECT_EQ(refusal(component(R"("carries":[{"input":"debt","value":"s"}],"span":"month",)" + all_steps)),
            "policy.plans[0].components[0].carries[0].value | this value is a number for each close");
  EXPECT_EQ(refusal(R"([{"name":"p","products":["x"],"components":[{"name":"c",)" + all_steps + "}]}]"),
            "policy.plans[0].products | a base plan counts every close");
  EXPECT_EQ(refusal(R"([{"name":"p","from":"2026-02-01","until":"2026-01-01","components":[{"name":"c",)" +
                    all_steps + "}]}]"),
            "policy.plans[0].until | the plan ends before it begins");
}

// Exclusive plans that meet are refused with whom and when they do.
TEST(PlansOfAPolicy, OverlapsHaveAWitness) {
  const std::string rest = R"(,"components":[{"name":"c",)" + all_steps + "}]}";
  auto plans = [&](const std::string& a, const std::string& b) {
    return "[{" + a + rest + ",{" + b + rest + "]";
  };
  EXPECT_EQ(refusal(plans(R"("name":"a","reps":["ana","ben"],"until":"2026-03-31")",
                          R"("name":"b","reps":["ben"],"from":"2026-03-31")")),
            "policy.plans[1] | rep \"ben\" would have two base plans on 2026-03-31: \"a\" and \"b\"");
  EXPECT_EQ(refusal(plans(R"("name":"a","reps":["ana","ben"],"until":"2026-03-31")",
                          R"("name":"b","reps":["ben"],"from":"2026-04-01")")),
            "accepted");
  EXPECT_EQ(refusal(plans(R"("name":"a","teams":["north"])", R"("name":"b","teams":["north"])")),
            "policy.plans[1] | team \"north\" would have two base plans: \"a\" and \"b\"");
  EXPECT_EQ(refusal(plans(R"("name":"a")", R"("name":"b")")),
            "policy.plans[1] | everybody would have two base plans: \"a\" and \"b\"");
  EXPECT_EQ(refusal(plans(R"("name":"a")", R"("name":"b","teams":["north"])")), "accepted");
  EXPECT_EQ(refusal(plans(R"("name":"a")", R"("name":"b","use":"additive")")), "accepted");
  EXPECT_EQ(refusal(plans(R"("name":"a","reps":["ana"])", R"("name":"a","reps":["ben"])")),
            "policy.plans[1].name | two versions of \"a\" hold");
}

std::vector<std::string> findings(const std::string& plans, const std::string& more = "") {
  Result<CompiledPolicy> policy = CompiledPolicy::compile(policy_with(plans, more), Zone::utc());
  EXPECT_TRUE(policy.ok());
  std::vector<std::string> all;
  for (const Finding& one : check_policy_plans(*policy).findings)
    all.push_back(std::string(name_of(one.severity)) + " " + std::string(name_of(one.kind)) + " " + one.path);
  return all;
}

TEST(PlansOfAPolicy, AreChecked) {
  auto slab = [](const std::string& low, const std::string& high) {
    return base_plan(
        R"({"name":"c","steps":[{"name":"s","table":{"measure":"amount","table":{"mode":"slab","boundary":"upper","tiers":[{"from":"0","to":"1000","rate":")" +
        low + R"("},{"from":"1000","rate":")" + high + R"("}]}}}]})");
  };
  // 1,000 at 5 % more is 50 at once, a cliff above 10 and not above 100.
  EXPECT_EQ(findings(slab("0.05", "0.1"), R"("plan_check":{"merging":"1000000.00"})"), Told{});
  EXPECT_EQ(findings(slab("0.05", "0.1"), R"("plan_check":{"cliff":"10.00","merging":"1000000.00"})"),
            Told{"warn cliff policy.plans[0].components[0].steps[0].table.table.tiers[1].from"});
  ASSERT_FALSE(findings(slab("0.1", "0.05")).empty());
  EXPECT_EQ(findings(slab("0.1", "0.05"))[0],
            "refuse less_for_more policy.plans[0].components[0].steps[0].table.table.tiers[1].from");
  // 15 where 15 % was meant; who means it says so.
  EXPECT_EQ(findings(slab("15", "15"))[0].substr(0, 20), "refuse rate_over_one");
  for (const std::string& one : findings(slab("15", "15"), R"("plan_check":{"rate_max":"20"})"))
    EXPECT_NE(one.substr(0, 6), "refuse") << one;
}

TEST(PlansOfAPolicy, WhoHasNoPlanIsListed) {
  Books books(
      policy_with(R"([{"name":"ben's","reps":["ben"],"components":[{"name":"c",)" + all_steps + "}]}]"));
  const Position approval = books.sell("ana", "a", 10'000);
  books.sell("ben", "b", 10'000);
  const std::vector<PayException> all = books.performance().pay_exceptions();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].kind, PayExceptionKind::no_plan);
  EXPECT_EQ(all[0].rep, books.actor("ana"));
  EXPECT_EQ(all[0].position, approval);
  const Statement s = books.statement("ana", "2026-01");
  EXPECT_EQ(s.plan, "");
  EXPECT_EQ(s.closes.closes(), 1);
  EXPECT_EQ(books.statement("ben", "2026-01").plan, "ben's");
}

// What a plan has no answer for is listed, stops nothing, and is paid once it has one.
TEST(PlansOfAPolicy, WhatCannotBeComputedIsListedAndPaidLater) {
  Books books(policy_with(base_plan(
      R"({"name":"c","steps":[{"name":"s","sum":{"terms":[{"times":["margin"],"over":["units"]}]}}]})")));
  books.sell("ana", "a", 10'000);
  ASSERT_EQ(books.performance().pay_exceptions().size(), 1U);
  const PayException one = books.performance().pay_exceptions()[0];
  EXPECT_EQ(one.kind, PayExceptionKind::not_computed);
  EXPECT_EQ(one.plan, "sales");
  EXPECT_EQ(one.component, "c");
  EXPECT_FALSE(one.reason.empty());
  EXPECT_EQ(books.statement("ana", "2026-01").commission, eur(0));
  const std::vector<DealLine> lines = {
      {.product = "x", .quantity = 4, .net = eur(10'000), .tax = {}, .cost = eur(6'000)}};
  books.give(commands::AmendClose{.actor = "mia", .contact = "a", .lines = lines});
  EXPECT_TRUE(books.performance().pay_exceptions().empty());
  EXPECT_EQ(books.statement("ana", "2026-01").commission, eur(1'000));
}

TEST(PlansOfAPolicy, EveryCentIsExplained) {
  Books books(policy_with(base_plan(running_tiers)));
  books.sell("ana", "a", 80'000);
  books.sell("ana", "b", 80'003);
  const DealId deal = books.scenario().contact("b").deal;
  const Result<PayExplanation> why = books.performance().explain(books.actor("ana"), deal);
  ASSERT_TRUE(why.ok());
  EXPECT_EQ(why->total, eur(7'000));
  EXPECT_EQ(pay_explanation_to_text(*why),
            "70.00 EUR\n"
            "  sales, commission pays 70.00 EUR for 2026-01-01 to 2026-01-31\n"
            "    amount 800.03\n"
            "    line = 70.003: 200 x 0.05 (no. 1) = 10; 600.03 x 0.1 (no. 2) = 60.003\n"
            "    rounding -0.003\n");
  EXPECT_EQ(books.performance().explain(books.actor("ben"), deal)->total, eur(0));
  EXPECT_EQ(books.performance().explain(books.actor("ana"), DealId(77)).status(), Status::not_found);
}

TEST(PlansOfAPolicy, TheShortPlanIsExplainedToo) {
  Books books;
  books.sell("ana", "a", 10'003, {{"ana", Rate::of(1, 2)}, {"ben", Rate::of(1, 2)}});
  books.reverse("a", 5'000);
  for (const std::string_view rep : {"ana", "ben"}) {
    const Result<PayExplanation> why =
        books.performance().explain(books.actor(rep), books.scenario().contact("a").deal);
    ASSERT_TRUE(why.ok());
    EXPECT_EQ(why->total, books.statement(rep, "2026-01").commission);
    ASSERT_EQ(why->components.size(), 1U);
    const PayComponent& one = why->components[0];
    EXPECT_EQ(one.value + one.rounding + one.refunds, Exact::of_money(why->total));
  }
}

TEST(PlansOfAPolicy, SpansAreExplained) {
  Books books(policy_with(
      base_plan(R"({"name":"bonus","span":"month","steps":[{"name":"closes","total":{"of":"count"}},)"
                R"({"name":"bonus","sum":{"terms":[{"times":["closes","12.5"]}]}}]})")));
  books.sell("ana", "a", 100);
  books.sell("ana", "b", 100);
  const Statement s = books.statement("ana", "2026-01");
  ASSERT_EQ(s.components.size(), 1U);
  const Result<PayExplanation> why =
      books.performance().explain_span(books.actor("ana"), s.components[0], s.lines.back().from);
  ASSERT_TRUE(why.ok());
  EXPECT_EQ(why->total, eur(2'500));
  EXPECT_EQ(why->components[0].value, Exact::whole(25));
}

// What was earned before the journal began counts in its fiscal year, and in no other.
TEST(PlansOfAPolicy, OpeningCommissionIsThatOfTheFiscalYear) {
  Books books(policy_with(
      base_plan(
          R"({"name":"c","span":"year","steps":[{"name":"own","sum":{"terms":[{"times":["amount","0.1"]}]}},)"
          R"({"name":"capped","bound":{"of":"own","most":"100","running":true,"opening":"opening_commission"}}]})"),
      R"("fiscal_year_starts":2)"));
  const OpeningBalance opening[] = {{.kind = BalanceKind::year_to_date, .amount = eur(80'00)}};
  books.give(commands::SetOpeningBalance{
      .actor = "mia", .rep = "ana", .balances = opening, .period = month("2026-01")});
  books.sell("ana", "a", 800'00);
  books.scenario().advance_to("2026-02-02T09:00:00Z");
  books.sell("ana", "b", 800'00);
  EXPECT_EQ(told(books, books.statement("ana", "2026-01")), Told{"close a 20.00"}) << "80 of 100 were paid";
  EXPECT_EQ(told(books, books.statement("ana", "2026-02")), Told{"close b 80.00"}) << "another year";
}

// ---- restatements -----------------------------------------------------------------------------------

Policy ten_percent() {
  return policy_with(
      base_plan(R"({"name":"c","steps":[{"name":"s","sum":{"terms":[{"times":["amount","0.1"]}]}}]})"));
}

TEST(Restated, APastInstantIsConfirmedThenPostsTheDifference) {
  Books books(policy_with(base_plan(running_tiers)));
  books.sell("ana", "a", 80'000);  // 40
  books.scenario().advance_to("2026-02-20T09:00:00Z");
  books.sell("ana", "b", 80'000);  // 40
  const Statement january = books.statement("ana", "2026-01");
  const Instant from = at("2026-01-01T00:00:00Z");
  const CompiledPolicy* ten = books.scenario().compile(ten_percent());
  EXPECT_TRUE(refuses(
      books.scenario().give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = from}, ten),
      Rule::effective_in_past));
  const Result<Restatement> preview = preview_restatement(books.performance(), *ten, from, month("2026-02"));
  ASSERT_TRUE(preview.ok());
  EXPECT_EQ(preview->considered, 2U);
  EXPECT_EQ(preview->difference, eur(8'000));
  ASSERT_EQ(preview->lines.size(), 2U);
  EXPECT_EQ(preview->lines[0].paid, eur(4'000));
  EXPECT_EQ(preview->lines[0].would_pay, eur(8'000));
  ASSERT_EQ(preview->periods.size(), 2U);
  EXPECT_EQ(preview->periods[0].period, month("2026-01"));
  EXPECT_EQ(preview->periods[0].posts_to, month("2026-02"));
  EXPECT_EQ(told(books, books.statement("ana", "2026-02")), (Told{"close b 40.00"}))
      << "a preview posts nothing";
  EXPECT_TRUE(accepts(books.scenario().give(
      commands::AdoptPolicy{.actor = "root", .document = "d", .due = from, .confirm = true}, ten)));
  EXPECT_EQ(told(books, books.statement("ana", "2026-02")),
            (Told{"close b 40.00", "rerated a 40.00", "rerated b 40.00"}));
  EXPECT_TRUE(books.statement("ana", "2026-02").lines[1].prior_period);
  EXPECT_EQ(statement_difference(january, books.performance().statement(books.actor("ana"), month("2026-01"),
                                                                        books.scenario().now())),
            "");
}

// Between two that came into force it stands in for the first alone, and the present policy stays.
TEST(Restated, ItEndsWhereTheNextPolicyBegan) {
  Books books;
  books.sell("ana", "a", 10'000);  // 15
  books.scenario().set_clock("2026-01-12T09:00:00Z");
  Policy twenty = euro_policy();
  twenty.name = "twenty";
  twenty.plan.tiers = {{0, Rate::of(20, 100)}};
  books.adopt(twenty);
  books.sell("ana", "b", 10'000);  // 20
  EXPECT_TRUE(accepts(books.scenario().give(
      commands::AdoptPolicy{
          .actor = "root", .document = "d", .due = at("2026-01-01T00:00:00Z"), .confirm = true},
      books.scenario().compile(ten_percent()))));
  EXPECT_EQ(books.scenario().state().policy().policy().name, "twenty");
  // What stands in for the first policy does so until the second, however early it is said to begin.
  EXPECT_EQ(told(books, books.statement("ana", "2026-01")),
            (Told{"close a 15.00", "close b 20.00", "rerated a -5.00"}));
  books.sell("ana", "c", 10'000);
  EXPECT_EQ(told(books, books.statement("ana", "2026-01")).back(), "close c 20.00");
}

}  // namespace
}  // namespace firstlog_test
