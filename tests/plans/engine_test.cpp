// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Plans through the engine: adopted or refused, kept by snapshots, explained to whom they may be.
#include <gtest/gtest.h>

#include <string>

#include "firstlog/engine/engine.hpp"
#include "firstlog/engine/policy_report.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/views/departure.hpp"
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

const std::string tiers =
    R"({"version":1,"plan":{"currency":"EUR"},"plans":)" + base_plan(running_tiers) + "}";

class PlansInEngine : public ::testing::Test {
 protected:
  void found(Engine& engine, const std::string& document) {
    EXPECT_EQ(
        engine
            .submit("acme", commands::FoundOrganisation{.actor = "olga", .key = "acme", .document = document})
            ->verdict,
        Verdict::accepted);
    engine.submit("acme", commands::RegisterActor{.actor = "olga", .key = "ana", .roles = Role::rep}).value();
    engine.submit("acme", commands::RegisterActor{.actor = "olga", .key = "ben", .roles = Role::rep}).value();
  }
  void sell(Engine& engine, const std::string& rep, const std::string& contact, std::int64_t cents) {
    engine.submit("acme", commands::RegisterContact{.actor = "olga", .key = contact, .rep = rep}).value();
    engine.submit("acme", commands::LogClose{.actor = rep, .contact = contact, .amount = eur(cents)}).value();
    EXPECT_EQ(
        engine.submit("acme", commands::Approve{.actor = "olga", .contact = contact, .amount = eur(cents)})
            ->verdict,
        Verdict::accepted);
  }
};

TEST_F(PlansInEngine, AnApprovalMovesStatementAndLeaderboard) {
  Engine engine = *Engine::open("memory:");
  found(engine, tiers);
  sell(engine, "ana", "a", 80'000);
  sell(engine, "ana", "b", 80'000);
  EXPECT_EQ(engine.statement("acme", "ana", "ana")->commission, eur(11'000));
  EXPECT_EQ(*engine.leaderboard("acme", "olga")->rows[0].commission, eur(11'000));
  const Departure departure = *engine.departure("acme", "olga", "ana");
  EXPECT_EQ(departure.earned, eur(11'000));
  EXPECT_EQ(departure.owed, eur(11'000));
}

TEST_F(PlansInEngine, APayoutIsNotOwedAnyMore) {
  Engine engine = *Engine::open("memory:");
  found(engine, tiers);
  sell(engine, "ana", "a", 80'000);
  EXPECT_EQ(
      engine
          .submit("acme", commands::RecordPayout{.actor = "olga",
                                                 .rep = "ana",
                                                 .period = engine.statement("acme", "olga", "ana")->period,
                                                 .amount = eur(1'500),
                                                 .document_number = "p-1"})
          ->verdict,
      Verdict::accepted);
  const Departure departure = *engine.departure("acme", "olga", "ana");
  EXPECT_EQ(departure.earned, eur(4'000));
  EXPECT_EQ(departure.paid, eur(1'500));
  EXPECT_EQ(departure.owed, eur(2'500));
}

TEST_F(PlansInEngine, PayIsExplainedToItsRepAndToManagers) {
  Engine engine = *Engine::open("memory:");
  found(engine, tiers);
  sell(engine, "ana", "a", 80'000);
  const DealId deal = engine.deals("acme", "a")->front().id;
  EXPECT_EQ(engine.explain_pay("acme", "ana", "ana", deal)->total, eur(4'000));
  EXPECT_EQ(engine.explain_pay("acme", "olga", "ana", deal)->total, eur(4'000));
  EXPECT_EQ(engine.explain_pay("acme", "ben", "ana", deal).status(), Status::invalid_argument);
  EXPECT_EQ(engine.explain_pay("acme", "nobody", "ana", deal).status(), Status::not_found);
  EXPECT_TRUE(engine.pay_exceptions("acme", "olga")->empty());
}

// Draws and running tiers go on where a snapshot left them, as in an engine that never closed.
TEST_F(PlansInEngine, ASnapshotKeepsWhatPlansHaveCounted) {
  const std::string document =
      R"({"version":1,"plan":{"currency":"EUR"},"plans":)" +
      base_plan(
          running_tiers +
          R"(,{"name":"draw","span":"month","carries":[{"input":"debt","value":"drawn.balance"}],"steps":[)"
          R"({"name":"earned","total":{"of":"commission"}},)"
          R"({"name":"drawn","draw":{"earned":"earned","kind":"recoverable","amount":"100","opening":"debt"}},)"
          R"({"name":"draw","sum":{"terms":[{"times":["drawn"]},{"minus":true,"times":["earned"]}]}}]})") +
      "}";
  std::vector<std::string> told;
  for (const bool snapshot : {false, true}) {
    Engine engine = *Engine::open("memory:");
    found(engine, document);
    sell(engine, "ana", "a", 80'000);
    if (snapshot) {
      EXPECT_TRUE(engine.snapshot("acme").ok());
      EXPECT_TRUE(engine.close("acme").ok());
    }
    sell(engine, "ana", "b", 180'000);
    EXPECT_EQ(engine.submit("acme", commands::Reverse{.actor = "olga", .contact = "a", .reason = "refund"})
                  ->verdict,
              Verdict::accepted);
    const Statement s = *engine.statement("acme", "ana", "ana");
    std::string text;
    for (const StatementLine& line : s.lines)
      text += std::string(name_of(line.kind)) + " " + line.commission.to_string() + " | ";
    told.push_back(text);
    EXPECT_EQ(engine.explain_pay("acme", "ana", "ana", engine.deals("acme", "b")->front().id)->total,
              eur(17'000));
  }
  EXPECT_EQ(told[0], told[1]);
  EXPECT_EQ(told[0].substr(0, 60), "close 40.00 | component 60.00 | close 170.00 | component -60");
}

TEST_F(PlansInEngine, ABrokenPlanIsRefusedAndTheOneInForceStays) {
  Engine engine = *Engine::open("memory:");
  found(engine, tiers);
  std::string broken = tiers;
  broken.replace(broken.find("0.1\""), 4, "0.01\"");  // less pay for more sold it is not: tiers are marginal
  EXPECT_EQ(engine.submit("acme", commands::AdoptPolicy{.actor = "olga", .document = broken})->verdict,
            Verdict::accepted);
  const std::string slab =
      R"({"version":1,"plan":{"currency":"EUR"},"plans":)" +
      base_plan(
          R"({"name":"c","steps":[{"name":"s","table":{"measure":"amount","table":{"mode":"slab","boundary":"upper","tiers":[{"from":"0","to":"1000","rate":"0.2"},{"from":"1000","rate":"0.1"}]}}}]})") +
      "}";
  const Outcome refused = *engine.submit("acme", commands::AdoptPolicy{.actor = "olga", .document = slab});
  EXPECT_EQ(refused.verdict, Verdict::malformed);
  EXPECT_EQ(refused.rule, Rule::policy_malformed);
  const Result<void> why = engine.check_policy(slab);
  ASSERT_FALSE(why.ok());
  EXPECT_EQ(why.error().place.view(), "policy.plans[0].components[0].steps[0].table.table.tiers[1].from");
  const PolicyReport report = *engine.policy_report(slab);
  EXPECT_FALSE(report.ok());
  ASSERT_FALSE(report.plans.empty());
  EXPECT_EQ(report.plans[0].kind, "less_for_more");
  EXPECT_TRUE(report.plans[0].refused);
  sell(engine, "ana", "a", 200'000);
  EXPECT_EQ(engine.statement("acme", "ana", "ana")->commission, eur(6'000));
}

}  // namespace
}  // namespace firstlog_test
