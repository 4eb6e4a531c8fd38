// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Plans through the engine: adopted or refused, kept by snapshots, explained to whom they may be.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "firstlog/engine/audit.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/engine/policy_report.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/formats/documents.hpp"
#include "firstlog/formats/statement_file.hpp"
#include "firstlog/views/departure.hpp"
#include "plans/support.hpp"
#include "support/altered_bytes.hpp"

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
    const Result<Outcome> outcome =
        engine.submit("acme", commands::Approve{.actor = "olga", .contact = contact, .amount = eur(cents)});
    ASSERT_TRUE(outcome.ok()) << outcome.error().place.view() << " " << outcome.error().reason.view();
    EXPECT_EQ(outcome->verdict, Verdict::accepted) << name_of(outcome->rule);
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

// DOMAIN 11: close_period lists what is without a plan, and says so for ever, whatever comes later.
TEST_F(PlansInEngine, APeriodsCloseListsWhatNoPlanPays) {
  ManualClock clock(at("2026-01-05T09:00:00Z"));
  EngineOptions options;
  options.clock = &clock;
  Engine engine = *Engine::open("memory:", options);
  found(engine,
        R"({"plan":{"currency":"EUR"},"plans":[{"name":"ana's","reps":["ana"],"components":[)"
        R"({"name":"rate","steps":[{"name":"s","sum":{"terms":[{"times":["margin"],"over":["units"]}]}}]},)"
        R"({"name":"month","span":"month","steps":[{"name":"all","total":{"of":"units"}},)"
        R"({"name":"m","sum":{"terms":[{"times":["10"],"over":["all"]}]}}]}]}]})");
  sell(engine, "ana", "a", 10'000);
  sell(engine, "ben", "b", 20'000);
  auto told = [](const PeriodClose& close) {
    std::vector<std::string> all;
    for (const PayException& one : close.exceptions)
      all.push_back(std::string(name_of(one.kind)) + " " + one.component + " " +
                    std::to_string(one.deal.number()));
    return all;
  };
  const Told expected = {"not_computed rate 1", "not_computed month 0", "no_plan  2"};
  EXPECT_EQ(told(*engine.period_close("acme", "olga")), expected);
  EXPECT_EQ(told(*engine.period_close("acme", "olga", month("2026-02"))), Told{});
  clock.set(at("2026-02-02T09:00:00Z"));
  sell(engine, "ben", "c", 30'000);
  clock.set(at("2026-02-20T09:00:00Z"));
  EXPECT_TRUE(engine.submit("acme", commands::Advance{.actor = "olga"}).ok());
  EXPECT_EQ(told(*engine.period_close("acme", "olga")), Told{"no_plan  3"});
  const PeriodClose frozen = *engine.period_close("acme", "olga", month("2026-01"));
  EXPECT_TRUE(frozen.frozen);
  EXPECT_EQ(told(frozen), expected);
  EXPECT_EQ(frozen.exceptions[0].reason, engine.pay_exceptions("acme", "olga")->front().reason);
  engine.submit("acme", commands::RevokeApproval{.actor = "olga", .contact = "b", .reason = "wrong_customer"})
      .value();
  EXPECT_TRUE(engine.snapshot("acme").ok());
  EXPECT_TRUE(engine.close("acme").ok());
  const PeriodClose after = *engine.period_close("acme", "olga", month("2026-01"));
  EXPECT_EQ(told(after), expected) << "as it was at the freeze";
  EXPECT_EQ(after.exceptions[0].reason, frozen.exceptions[0].reason);
}

// Components' and re-rated lines, the late refund: a file that proves itself, or names what was changed.
TEST_F(PlansInEngine, AFrozenStatementAlteredByAByteIsFoundOut) {
  ManualClock clock(at("2026-01-05T09:00:00Z"));
  EngineOptions options;
  options.clock = &clock;
  Engine engine = *Engine::open("memory:", options);
  std::string document = tiers;
  document.insert(document.rfind("]}]"),
                  R"(,{"name":"bonus","span":"month","steps":[{"name":"closes","total":{"of":"count"}},)"
                  R"({"name":"bonus","sum":{"terms":[{"times":["closes","12.5"]}]}}]})");
  found(engine, document);
  sell(engine, "ana", "a", 80'000);
  sell(engine, "ana", "b", 80'000);
  engine.submit("acme", commands::AmendClose{.actor = "olga", .contact = "a", .amount = eur(90'000)}).value();
  clock.set(at("2026-02-02T09:00:00Z"));
  sell(engine, "ben", "c", 30'000);
  clock.set(at("2026-02-20T09:00:00Z"));
  EXPECT_TRUE(engine.submit("acme", commands::Advance{.actor = "olga"}).ok());
  const Statement statement = *engine.statement("acme", "olga", "ana", month("2026-01"));
  ASSERT_TRUE(statement.frozen);
  ASSERT_EQ(statement.lines.size(), 6U) << "two closes, their bonuses, the amendment, what it re-rated";
  const SigningSeed seed;
  const std::string good = *export_statement(engine, "acme", "olga", "ana", month("2026-01"), &seed);
  const auto verified = [](std::string_view text) { return *verify_statement(text); };
  expect_every_change_is_named(good, verified, [](std::size_t) { return std::size_t{37}; });
}

// 800 at 5 %; then 200 at 5 % and 600 at 10 %; half of the first one back at 5 %: in every document with the
// digits of the currency.
TEST_F(PlansInEngine, TiersOfTheYenAndTheDinarInDocuments) {
  struct Row {
    const char* code;
    std::int64_t unit;
    std::vector<std::string> lines;
    const char* total;
    const char* page;
  };
  const Row rows[] = {{"JPY", 1, {"40", "70", "-20"}, "90", ">90<"},
                      {"KWD", 1000, {"40.000", "70.000", "-20.000"}, "90.000", ">90.000<"}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.code);
    const auto money = [&](std::int64_t whole) { return Money::minor(whole * row.unit, currency(row.code)); };
    Engine engine = *Engine::open("memory:");
    std::string document = tiers;
    document.replace(document.find("EUR"), 3, row.code);
    found(engine, document);
    for (const char* contact : {"a", "b"}) {
      engine.submit("acme", commands::RegisterContact{.actor = "olga", .key = contact, .rep = "ana"}).value();
      engine.submit("acme", commands::LogClose{.actor = "ana", .contact = contact, .amount = money(800)})
          .value();
      engine.submit("acme", commands::Approve{.actor = "olga", .contact = contact, .amount = money(800)})
          .value();
    }
    engine
        .submit("acme",
                commands::Reverse{.actor = "olga", .contact = "a", .reason = "refund", .amount = money(400)})
        .value();
    const StatementDocument told = *engine.statement_document("acme", "olga", "ana");
    const nlohmann::json json = nlohmann::json::parse(*statement_to_json(told));
    EXPECT_EQ(json["currency"], row.code);
    ASSERT_EQ(json["lines"].size(), row.lines.size());
    for (std::size_t i = 0; i < row.lines.size(); ++i)
      EXPECT_EQ(json["lines"][i]["commission"], row.lines[i]);
    EXPECT_EQ(json["totals"]["commission"], row.total);
    EXPECT_NE(statement_to_html(told)->find(row.page), std::string::npos);
    const std::string csv = *statement_to_csv(told);
    for (const std::string& line : row.lines) EXPECT_NE(csv.find("," + line + ","), std::string::npos) << csv;
    EXPECT_EQ(*engine.leaderboard("acme", "olga")->rows[0].commission, money(90));
  }
}

// Every rep has an opening balance: each is found again, also behind a snapshot.
TEST_F(PlansInEngine, OpeningBalancesStayWithTheirReps) {
  ManualClock clock(at("2026-01-05T09:00:00Z"));
  EngineOptions options;
  options.clock = &clock;
  Engine engine = *Engine::open("memory:", options);
  found(engine, tiers);
  auto open = [&](std::string_view rep, std::int64_t cents, std::int64_t closes) {
    const OpeningBalance openings[] = {{.kind = BalanceKind::year_to_date, .amount = eur(cents)},
                                       {.kind = BalanceKind::quota_to_date, .closes = closes}};
    const Outcome outcome = *engine.submit(
        "acme", commands::SetOpeningBalance{
                    .actor = "olga", .rep = rep, .balances = openings, .period = month("2026-01")});
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << name_of(outcome.rule);
  };
  open("ana", 1'000, 1);
  open("ben", 2'000, 2);
  sell(engine, "ana", "a", 80'000);
  for (const bool again : {false, true}) {
    EXPECT_EQ(engine.quota("acme", "ana", "ana")->achieved, Exact::whole(2));
    EXPECT_EQ(engine.quota("acme", "ben", "ben")->achieved, Exact::whole(2));
    const Statement ana = *engine.statement("acme", "ana", "ana");
    EXPECT_EQ(ana.commission_year_to_date, eur(5'000));
    ASSERT_EQ(ana.openings.size(), 2U);
    EXPECT_EQ(ana.openings[0].kind, BalanceKind::year_to_date) << "in the order of the command";
    EXPECT_EQ(engine.statement("acme", "ben", "ben")->commission_year_to_date, eur(2'000));
    if (again) break;
    EXPECT_TRUE(engine.snapshot("acme").ok());
    EXPECT_TRUE(engine.close("acme").ok());
  }
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
