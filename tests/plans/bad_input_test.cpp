// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Bad input that must never pass: each is answered with its path and a remedy, and the policy in force stays
// in force.
#include <gtest/gtest.h>

#include <string>

#include "firstlog/engine/engine.hpp"
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

class BadPlanInput : public ::testing::Test {
 protected:
  void SetUp() override {
    give(commands::FoundOrganisation{.actor = "olga", .key = "acme", .document = policy(tenth)});
    give(commands::RegisterActor{.actor = "olga", .key = "ana", .roles = Role::rep});
  }
  static std::string policy(const std::string& steps, const std::string& currency = "EUR") {
    return R"({"plan":{"currency":")" + currency + R"("},"plans":)" +
           base_plan(R"({"name":"c","steps":[)" + steps + "]}") + "}";
  }
  static std::string tiers(const std::string& rows) {
    return R"({"name":"s","table":{"measure":"amount","table":{"mode":"slab","boundary":"upper","tiers":[)" +
           rows + "]}}}";
  }
  Outcome give(const Command& command) {
    Result<Outcome> outcome = engine.submit("acme", command);
    EXPECT_TRUE(outcome.ok());
    return outcome ? *outcome : Outcome();
  }

  // Refused with this path and reason and some remedy; and the next sale is paid by the policy before.
  void expect_refused(const std::string& document, const std::string& place, const std::string& reason) {
    const Result<void> checked = engine.check_policy(document);
    ASSERT_FALSE(checked.ok());
    EXPECT_EQ(checked.error().place.view(), place);
    EXPECT_NE(std::string(checked.error().reason.view()).find(reason), std::string::npos)
        << checked.error().reason.view();
    EXPECT_FALSE(checked.error().remedy.view().empty());
    const HeadSummary before = *engine.head("acme");
    const Outcome outcome = give(commands::AdoptPolicy{.actor = "olga", .document = document});
    EXPECT_EQ(outcome.verdict, Verdict::malformed);
    EXPECT_EQ(outcome.rule, Rule::policy_malformed);
    EXPECT_EQ(engine.head("acme")->hash, before.hash) << "nothing was written";
    sell("next");
    EXPECT_EQ(engine.statement("acme", "ana", "ana")->commission, eur(10'00));
  }
  void sell(const std::string& contact, std::int64_t cents = 100'00) {
    give(commands::RegisterContact{.actor = "olga", .key = contact, .rep = "ana"});
    give(commands::LogClose{.actor = "ana", .contact = contact, .amount = eur(cents)});
    const Outcome outcome =
        give(commands::Approve{.actor = "olga", .contact = contact, .amount = eur(cents)});
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << name_of(outcome.rule);
  }

  const std::string tenth = R"({"name":"s","sum":{"terms":[{"times":["amount","0.1"]}]}})";
  const std::string tiers_at = "policy.plans[0].components[0].steps[0].table.table.tiers";
  Engine engine = *Engine::open("memory:");
};

TEST_F(BadPlanInput, AGap) {
  expect_refused(policy(tiers(R"({"from":"0","to":"10","rate":"0.1"},{"from":"20","rate":"0.2"})")),
                 tiers_at + "[0].to", "belong to none");
}
TEST_F(BadPlanInput, AnOverlap) {
  expect_refused(policy(tiers(R"({"from":"0","to":"30","rate":"0.1"},{"from":"20","rate":"0.2"})")),
                 tiers_at + "[0].to", "");
}
TEST_F(BadPlanInput, ABareJsonFloatAsRate) {
  expect_refused(policy(tiers(R"({"from":"0","rate":0.1})")), tiers_at + "[0].rate", "JSON number");
}
TEST_F(BadPlanInput, AnUnknownField) {
  expect_refused(policy(tiers(R"({"from":"0","rate":"0.1","bonus":"5"})")), tiers_at + "[0].bonus", "");
}
TEST_F(BadPlanInput, ACurrencyWithoutExponent) {
  expect_refused(policy(tenth, "XAU"), "policy.plan.currency", "");
}
TEST_F(BadPlanInput, SharesOfAPlanThatDoNotSum) {
  expect_refused(
      policy(
          R"({"name":"s","split":{"of":"amount","shares":[{"name":"a","fraction":"0.5"},{"name":"b","fraction":"0.4"}]}})"),
      "policy.plans[0].components[0].steps[0].split.shares", "");
}
TEST_F(BadPlanInput, SharesOfACreditThatDoNotSum) {
  give(commands::RegisterActor{.actor = "olga", .key = "ben", .roles = Role::rep});
  give(commands::RegisterContact{.actor = "olga", .key = "a", .rep = "ana"});
  give(commands::LogClose{.actor = "ana", .contact = "a", .amount = eur(100)});
  const CreditShare credits[] = {{"ana", Rate::of(1, 2)}, {"ben", Rate::of(49, 100)}};
  const Outcome outcome =
      give(commands::Approve{.actor = "olga", .contact = "a", .amount = eur(100), .credits = credits});
  EXPECT_NE(outcome.verdict, Verdict::accepted);
  EXPECT_EQ(outcome.rule, Rule::credits_do_not_sum);
  EXPECT_FALSE(row_of(outcome.rule).remedy.empty());
  EXPECT_EQ(engine.statement("acme", "ana", "ana")->commission, eur(0));
  EXPECT_EQ(engine.pending("acme", "olga")->size(), 1U) << "nothing is lost";
}
// What no rate converts is not paid as if it were the plan's currency.
TEST_F(BadPlanInput, AnAmountWithoutExchangeRate) {
  give(commands::RegisterContact{.actor = "olga", .key = "a", .rep = "ana"});
  give(commands::LogClose{.actor = "ana", .contact = "a", .amount = eur(100'00)});
  const Outcome outcome = give(
      commands::Approve{.actor = "olga", .contact = "a", .amount = Money::minor(100'00, currency("USD"))});
  EXPECT_NE(outcome.verdict, Verdict::accepted);
  EXPECT_FALSE(row_of(outcome.rule).remedy.empty());
  EXPECT_EQ(engine.statement("acme", "ana", "ana")->commission, eur(0));
  EXPECT_EQ(engine.pending("acme", "olga")->size(), 1U);
}
TEST_F(BadPlanInput, ARateOverOneWithoutSayingSo) {
  expect_refused(policy(tiers(R"({"from":"0","rate":"15"})")), tiers_at + "[0].rate", "above 1");
}
TEST_F(BadPlanInput, ARateOverOneThatSaysSo) {
  std::string document = policy(tiers(R"({"from":"0","rate":"1.5"})"));
  document.insert(1, R"("plan_check":{"rate_max":"2"},)");
  EXPECT_EQ(give(commands::AdoptPolicy{.actor = "olga", .document = document}).verdict, Verdict::accepted);
}
TEST_F(BadPlanInput, AnAmountPast64BitsOfMinorUnits) {
  std::string document = policy(tenth);
  document.insert(1, R"("plan_check":{"cliff":"92233720368547758.08"},)");
  expect_refused(document, "policy.plan_check.cliff", "");
}
// A million times the greatest amount there is has no place: it is listed, and stops nothing.
TEST_F(BadPlanInput, PayPast64BitsOfMinorUnits) {
  constexpr std::int64_t greatest = 10'000'000'000'000;
  std::string document = policy(R"({"name":"s","sum":{"terms":[{"times":["amount","1000000"]}]}})");
  document.insert(1, R"("plan_check":{"rate_max":"1000000"},)");
  EXPECT_EQ(give(commands::AdoptPolicy{.actor = "olga", .document = document}).verdict, Verdict::accepted);
  sell("great", greatest);
  EXPECT_EQ(engine.statement("acme", "ana", "ana")->commission, eur(0));
  const std::vector<PayException> all = *engine.pay_exceptions("acme", "olga");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].kind, PayExceptionKind::not_computed);
  EXPECT_NE(all[0].reason.find("64 bits"), std::string::npos) << all[0].reason;
  EXPECT_EQ(give(commands::AmendClose{.actor = "olga", .contact = "great", .amount = eur(greatest + 1)}).rule,
            Rule::amount_too_large);
  EXPECT_EQ(
      give(commands::RevokeApproval{.actor = "olga", .contact = "great", .reason = "wrong_amount"}).verdict,
      Verdict::accepted);
  EXPECT_TRUE(engine.pay_exceptions("acme", "olga")->empty());
  sell("next");
  EXPECT_EQ(engine.statement("acme", "ana", "ana")->commission, eur(100'000'000'00));
}

}  // namespace
}  // namespace firstlog_test
