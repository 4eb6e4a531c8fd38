// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What managers are paid for closes below them: on sales and on commission, through every correction, by who
// reported to whom on the credit date. Amounts worked out by hand.
#include "firstlog/rules/policy_check.hpp"
#include "plans/people.hpp"

namespace firstlog_test {
namespace {

// 10 % for everybody; mia has a plan of her own that pays for closes below alone.
const std::string ten = R"({"name":"all","components":[{"name":"commission","steps":[)"
                        R"({"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]}]})";
std::string above(const std::string& components, const std::string& reps = R"("mia")") {
  return "[" + ten + R"(,{"name":"lead","reps":[)" + reps + R"(],"components":[)" + components + "]}]";
}
std::string on_sales(const std::string& rate = "0.02", const std::string& members = "") {
  return R"({"name":"override","of":"team",)" + members +
         R"("steps":[{"name":"line","sum":{"terms":[{"times":["amount",")" + rate + R"("]}]}}]})";
}
std::string on_commission(const std::string& rate = "0.1", const std::string& members = "") {
  return R"({"name":"override","of":"team",)" + members +
         R"("steps":[{"name":"line","sum":{"terms":[{"times":["close_commission",")" + rate + R"("]}]}}]})";
}

TEST(Overrides, PayTheLeadOfTheCreditDateForEveryEntryBelow) {
  People b(above(on_sales()));
  b.reports("ana", "mia", "north");
  b.sell("ana", "a", 100'000);
  b.sell("ben", "b", 100'000);  // reports to nobody
  EXPECT_EQ(b.of("mia", "2026-01"), "team_override a 20.00");
  EXPECT_EQ(b.of("ana", "2026-01"), "close a 100.00");
  b.reverse("a", 40'000);
  b.amend("a", 150'000);
  b.revoke("a");
  EXPECT_EQ(b.of("mia", "2026-01"),
            "team_override a 20.00 | team_override a -8.00 | team_override a 10.00 | team_override a -22.00");
  b.approve("a", 50'000);
  EXPECT_EQ(b.statement("mia", "2026-01").commission, eur(1'000));
  b.explains("mia", "a");
  b.explains("ana", "a");
  const Statement s = b.statement("mia", "2026-01");
  EXPECT_EQ(s.closes.closes(), 0) << "they count for whoever made them";
  EXPECT_EQ(s.revenue, eur(0));
  for (const StatementLine& line : s.lines) EXPECT_TRUE(line.refers_to.present()) << "the approval";
  EXPECT_EQ(s.lines[0].refers_to, s.lines[0].position);
  EXPECT_EQ(s.lines[3].refers_to, s.lines[0].position) << "that was taken back";
  EXPECT_TRUE(b.performance().pay_exceptions().empty());
}

TEST(Overrides, OnTheCommissionBelowFollowIt) {
  // Tiers over the month below: a refund of the one close re-rates the other, and both reach the lead.
  People b(R"([{"name":"all","components":[)" +
           std::string(R"({"name":"commission","span":"month","negative":"rerate",)") +
           running_tiers.substr(running_tiers.find(R"("steps")")) +
           R"(]},{"name":"lead","reps":["mia"],"components":[)" + on_commission() + "]}]");
  b.reports("ana", "mia", "north");
  b.sell("ana", "a", 80'000);
  b.sell("ana", "b", 80'000);
  EXPECT_EQ(b.of("ana", "2026-01"), "close a 40.00 | close b 70.00");
  EXPECT_EQ(b.of("mia", "2026-01"), "team_override a 4.00 | team_override b 7.00");
  b.reverse("a", 40'000);
  EXPECT_EQ(b.of("ana", "2026-01"), "close a 40.00 | close b 70.00 | reversal a -20.00 | rerated b -20.00");
  EXPECT_EQ(b.of("mia", "2026-01"),
            "team_override a 4.00 | team_override b 7.00 | team_override a -2.00 | team_override b -2.00");
  b.explains("mia", "a");
  b.explains("mia", "b");
  const Result<PayExplanation> why =
      b.performance().explain(b.Books::actor("mia"), b.scenario().contact("b").deal);
  ASSERT_TRUE(why.ok());
  ASSERT_EQ(why->components.size(), 1U);
  EXPECT_EQ(why->components[0].seller, b.Books::actor("ana"));
  EXPECT_EQ(pay_explanation_to_text(*why),
            "5.00 EUR\n"
            "  lead, override pays 5.00 EUR of a close below for 2026-01-05\n"
            "    close_commission 50\n"
            "    line = 5\n");
}

TEST(Overrides, OnTheShortPlanToo) {
  People b(R"([{"name":"lead","use":"additive","reps":["mia"],"components":[)" + on_commission() + "]}]");
  b.reports("ana", "mia", "north");
  b.sell("ana", "a", 100'000);  // 15 %
  EXPECT_EQ(b.of("ana", "2026-01"), "close a 150.00");
  EXPECT_EQ(b.of("mia", "2026-01"), "team_override a 15.00");
  b.reverse("a", 50'000);
  EXPECT_EQ(b.of("mia", "2026-01"), "team_override a 15.00 | team_override a -7.50");
}

TEST(Overrides, AfterTheFreezePostInTheOpenPeriod) {
  People b(above(on_commission()));
  b.reports("ana", "mia", "north");
  b.sell("ana", "a", 100'000);
  b.advance_to("2026-02-20T09:00:00Z");
  const Statement january = b.statement("mia", "2026-01");
  EXPECT_TRUE(january.frozen);
  b.reverse("a", 50'000);
  EXPECT_EQ(b.of("mia", "2026-02"), "team_override a -5.00");
  EXPECT_TRUE(b.statement("mia", "2026-02").lines[0].prior_period);
  EXPECT_EQ(statement_difference(january, b.performance().statement(b.Books::actor("mia"), month("2026-01"),
                                                                    b.scenario().now())),
            "");
}

// Two shares of one close, both below: the whole close once, not twice. One below and one beside: that one's.
TEST(Overrides, SharesCountOnce) {
  People b(above(on_sales()));
  b.reports("ana", "mia", "north");
  b.reports("ben", "mia", "north");
  b.sell("ana", "a", 100'000, {{"ana", Rate::of(1, 3)}, {"ben", Rate::of(2, 3)}});
  b.sell("ana", "b", 100'000, {{"ana", Rate::of(1, 4)}, {"cleo", Rate::of(3, 4)}});
  EXPECT_EQ(b.of("mia", "2026-01"), "team_override a 20.00 | team_override b 5.00");
  b.credit("b", {{"cleo", Rate::one()}});
  EXPECT_EQ(b.statement("mia", "2026-01").commission, eur(2'000));
  b.explains("mia", "a");
  b.explains("mia", "b");
}

TEST(Overrides, GoUpTheWholeLineOrSoManyLevels) {
  People b("[" + ten + R"(,{"name":"lead","reps":["tom"],"components":[)" +
           on_sales("0.03", R"("levels":1,)") + R"(]},{"name":"head","reps":["mia"],"components":[)" +
           on_sales("0.02") + "]}]");
  b.actor("tom", Role::team_lead);
  b.reports("tom", "mia", "leads");
  b.reports("ana", "tom", "north");
  b.reports("ben", "mia", "leads");
  b.sell("ana", "a", 100'000);
  b.sell("ben", "b", 100'000);
  EXPECT_EQ(b.of("tom", "2026-01"), "team_override a 30.00");
  EXPECT_EQ(b.of("mia", "2026-01"), "team_override a 20.00 | team_override b 20.00");
  b.adopt(policy_with("[" + ten + R"(,{"name":"head","reps":["mia"],"components":[)" +
                      on_sales("0.02", R"("levels":1,)") + "]}]"));
  b.sell("ana", "c", 100'000);
  b.sell("ben", "d", 100'000);
  EXPECT_EQ(b.of("mia", "2026-01"), "team_override a 20.00 | team_override b 20.00 | team_override d 20.00");
}

// Both in one plan: each looks as far down as it says.
TEST(Overrides, LevelsBesideEachOther) {
  People b(above(
      on_sales("0.01") + "," +
      R"({"name":"near","of":"team","levels":1,"steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.05"]}]}}]})"));
  b.actor("tom", Role::team_lead);
  b.reports("tom", "mia", "leads");
  b.reports("ana", "tom", "north");
  b.reports("ben", "mia", "leads");
  b.sell("ana", "a", 100'000);
  b.sell("ben", "b", 100'000);
  EXPECT_EQ(b.of("mia", "2026-01"), "team_override a 10.00 | team_override b 60.00");
  b.explains("mia", "a");
  b.explains("mia", "b");
}

TEST(Overrides, WhoReportsToEachOtherIsPaidOnceAndNoneIsBelowHimself) {
  const std::string leads = R"("mia","tom")";
  People b(
      above(on_commission() +
                R"(,{"name":"own","steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]})",
            leads));
  b.actor("tom", Role::team_lead | Role::rep);
  b.reports("tom", "mia", "x");
  b.reports("mia", "tom", "x");
  b.reports("ana", "tom", "y");
  b.sell("tom", "a", 100'000);
  b.sell("ana", "b", 100'000);
  EXPECT_EQ(b.of("tom", "2026-01"), "close a 100.00 | team_override b 10.00");
  EXPECT_EQ(b.of("mia", "2026-01"), "team_override a 10.00 | team_override b 10.00");
}

TEST(Overrides, FollowWhoeverLedOnTheCreditDate) {
  People b(above(on_sales(), R"("mia","tom")"));
  b.actor("tom", Role::team_lead);
  b.reports("ana", "mia", "north");
  b.sell("ana", "a", 100'000);  // the 5th
  b.scenario().set_clock("2026-01-08T09:00:00Z");
  b.sell("ana", "b", 100'000);
  b.scenario().set_clock("2026-01-12T09:00:00Z");
  // Said late: since the 7th it is tom.
  b.reports("ana", "tom", "south", "2026-01-07");
  EXPECT_EQ(b.of("mia", "2026-01"), "team_override a 20.00 | team_override b 20.00 | team_override b -20.00");
  EXPECT_EQ(b.of("tom", "2026-01"), "team_override b 20.00");
  b.sell("ana", "c", 100'000);
  EXPECT_EQ(b.of("tom", "2026-01"), "team_override b 20.00 | team_override c 20.00");
  // A refund of a reaches whoever led then.
  b.reverse("a");
  EXPECT_EQ(b.statement("mia", "2026-01").commission, eur(0));
  b.leaves_team("ana", "2026-01-13");
  b.scenario().set_clock("2026-01-13T09:00:00Z");
  b.sell("ana", "d", 100'000);
  EXPECT_EQ(b.statement("tom", "2026-01").commission, eur(4'000));
}

TEST(Overrides, WhoLeftIsPaidForNothingCreditedSince) {
  People b(above(on_sales(), R"("mia","tom")"));
  b.actor("tom", Role::team_lead);
  b.reports("tom", "mia", "leads");
  b.reports("ana", "tom", "north");
  b.sell("ana", "a", 100'000);
  b.departs("tom");
  b.sell("ana", "b", 100'000);  // on his last day
  b.scenario().set_clock("2026-01-06T09:00:00Z");
  b.sell("ana", "c", 100'000);
  EXPECT_EQ(b.of("tom", "2026-01"), "team_override a 20.00 | team_override b 20.00");
  b.give(commands::ChangeActor{.actor = "root", .rep = "tom", .active = true});
  b.sell("ana", "d", 100'000);
  EXPECT_EQ(b.statement("tom", "2026-01").commission, eur(8'000)) << "back since the 6th";
}

// A team's tiers over the month; the cap beside them pays spans.
TEST(Overrides, TiersAndSpansOverTheTeam) {
  People b(above(
      R"({"name":"override","of":"team","span":"month","negative":"rerate","steps":[{"name":"line","table":{"measure":"amount","accumulate":"running","table":{"mode":"marginal","boundary":"upper","tiers":[{"from":"0","to":"1000","rate":"0.01"},{"from":"1000","rate":"0.02"}]}}}]},)"
      R"({"name":"team bonus","of":"team","span":"month","steps":[{"name":"closes","total":{"of":"count"}},{"name":"bonus","table":{"measure":"closes","table":{"mode":"lookup","boundary":"upper","rate_unit":"amount","tiers":[{"from":"0","to":"2","rate":"0"},{"from":"2","rate":"50"}]}}}]},)"
      R"({"name":"most","span":"month","steps":[{"name":"earned","sum":{"terms":[{"times":["team bonus"]}]}},{"name":"most","bound":{"of":"earned","most":"30"}},{"name":"off","sum":{"terms":[{"times":["most"]},{"minus":true,"times":["earned"]}]}}]})"));
  b.reports("ana", "mia", "north");
  b.reports("ben", "mia", "north");
  b.sell("ana", "a", 80'000);
  b.sell("ben", "b", 80'000);  // 200 at 1 %, 600 at 2 %
  EXPECT_EQ(
      b.of("mia", "2026-01"),
      "team_override a 8.00 | team_override b 14.00 | component team bonus 50.00 | component most -20.00");
  b.reverse("a");
  EXPECT_EQ(b.statement("mia", "2026-01").commission, eur(800)) << "b alone at 1 %";
  b.explains("mia", "b");
}

// A lead who sells himself: his own closes by his own components, theirs by the others; nothing twice.
TEST(Overrides, OwnClosesAreNotBelow) {
  People b(
      R"([{"name":"all","components":[{"name":"commission","steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]},)" +
      on_sales() + "]}]");
  b.actor("tom", Role::rep | Role::team_lead);
  b.reports("ben", "tom", "north");
  b.sell("tom", "a", 100'000);
  b.sell("ben", "b", 100'000);
  b.sell("ben", "c", 100'000, {{"ben", Rate::of(1, 2)}, {"tom", Rate::of(1, 2)}});
  EXPECT_EQ(b.of("tom", "2026-01"),
            "close a 100.00 | team_override b 20.00 | close c 50.00 | team_override c 10.00");
  EXPECT_EQ(b.of("ben", "2026-01"), "close b 100.00 | close c 50.00");
  b.reverse("c");
  EXPECT_EQ(b.statement("tom", "2026-01").commission, eur(12'000));
  b.explains("tom", "b");
  b.explains("tom", "c");
}

TEST(Overrides, ARestatementReachesThem) {
  People b(above(on_commission()));
  b.reports("ana", "mia", "north");
  b.sell("ana", "a", 100'000);
  const std::string twenty =
      R"([{"name":"all","components":[{"name":"commission","steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.2"]}]}}]}]},{"name":"lead","reps":["mia"],"components":[)" +
      on_commission() + "]}]";
  EXPECT_TRUE(accepts(b.scenario().give(
      commands::AdoptPolicy{
          .actor = "root", .document = "d", .due = at("2026-01-01T00:00:00Z"), .confirm = true},
      b.scenario().compile(policy_with(twenty)))));
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(20'000));
  EXPECT_EQ(b.statement("mia", "2026-01").commission, eur(2'000));
}

std::string refusal(const std::string& components) {
  const Result<Policy> policy =
      parse_policy(R"({"plan":{"currency":"EUR"},"plans":[{"name":"p","components":[)" + components + "]}]}");
  if (policy) return "accepted";
  return std::string(policy.error().place.view()) + " | " + std::string(policy.error().reason.view());
}

TEST(Overrides, WhatWouldRestOnItselfIsRefused) {
  const std::string line = R"("steps":[{"name":"s","sum":{"terms":[{"times":["close_commission","0.1"]}]}}])";
  EXPECT_EQ(
      refusal(R"({"name":"c",)" + line + "}"),
      "policy.plans[0].components[0].steps[0] | close_commission is what closes below pay; this component "
      "looks at own ones");
  EXPECT_EQ(refusal(R"({"name":"c","of":"team",)" + line + "}"), "accepted");
  EXPECT_EQ(
      refusal(on_commission() +
              R"(,{"name":"own","steps":[{"name":"s","sum":{"terms":[{"times":["override"]}]}}]})"),
      "policy.plans[0].components[1].steps[0] | \"override\" pays each close, but not the closes of this "
      "component");
  const std::string total =
      R"({"name":"sum","of":"team","span":"month","steps":[{"name":"t","total":{"of":"override"}}]})";
  EXPECT_EQ(
      refusal(
          on_commission() + "," + total +
          R"(,{"name":"own","span":"month","steps":[{"name":"s","sum":{"terms":[{"times":["amount","sum"]}]}}]})"),
      "policy.plans[0].components[2].steps | an own close's pay could rest on itself: \"own\" <- \"sum\" <- "
      "\"override\" <- \"close_commission\"");
  EXPECT_EQ(
      refusal(on_commission() + "," + total +
              R"(,{"name":"own","span":"month","steps":[{"name":"s","bound":{"of":"sum","most":"10"}}]})"),
      "accepted");
  EXPECT_EQ(
      refusal(R"({"name":"c","levels":1,"steps":[{"name":"s","sum":{"terms":[{"times":["amount"]}]}}]})"),
      "policy.plans[0].components[0].levels | own closes have no levels below");
  EXPECT_EQ(refusal(on_sales("0.1", R"("levels":101,)")),
            "policy.plans[0].components[0].levels | levels are counted from 1 to 100");
}

}  // namespace
}  // namespace firstlog_test
