// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Tables brought in through the engine: in the order of time, each row answered, the bad ones by name, gone
// on with where it stopped, tried without a trace.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include "firstlog/engine/import.hpp"
#include "firstlog/engine/import_record.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/views/statement.hpp"
#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

constexpr std::string_view document = R"({
  "currency": "EUR",
  "empty": ["-"],
  "tables": [{
    "name": "crm",
    "occurred_at": {"column": "at", "format": ["%Y-%m-%d %H:%M", "%Y-%m-%d"], "zone": "Europe/Vienna"},
    "commands": [
      {"command": "register_actor", "when": {"column": "user", "empty": false}, "once": "{user}",
       "unless_known": true, "actor": "ida", "key": "{user}", "roles": "rep"},
      {"command": "register_contact", "once": "{lead}", "actor": "ida", "key": "{lead}"},
      {"command": "log_interest", "when": {"column": "what", "is": "interest"}, "actor": "{user}",
       "contact": "{lead}"},
      {"command": "mark_not_interested", "when": {"column": "what", "is": "lost"}, "actor": "{user}",
       "contact": "{lead}", "reason": {"column": "why", "split": "/", "default": "none"}},
      {"command": "log_close", "when": {"column": "what", "is": "won"}, "actor": "{user}", "contact": "{lead}",
       "amount": {"column": "amount", "decimal": ","}},
      {"command": "approve", "when": {"column": "what", "is": "paid"}, "actor": "root", "contact": "{lead}",
       "amount": {"column": "amount", "decimal": ","}}
    ]}]})";

class ImportRun : public ::testing::Test {
 protected:
  ImportRun() : mapping(must(parse_import_mapping(document))) {
    Policy policy = euro_policy();
    policy.claim_by = ClaimBy::any_rep;
    world.found(policy);
    world.actor("ida", Role::importer);
    options = {.batch = "crm", .importer = "ida", .clock = &world.clock};
  }
  ImportReport run(std::string_view csv) {
    const ImportTable table[] = {{.name = "crm", .csv = csv}};
    return must(run_import(world.engine(), "acme", mapping, table, options));
  }
  static std::string told(const ImportReport& report) {
    std::string all;
    for (const ImportFinding& finding : report.findings)
      all += std::string(name_of(finding.kind)) + " row " + std::to_string(finding.row) + " line " +
             std::to_string(finding.line) + " " + finding.column + " " + std::string(name_of(finding.rule)) +
             "\n";
    return all;
  }

  World world;
  ImportMapping mapping;
  ImportOptions options;
};

constexpr std::string_view story =
    "lead,what,at,user,amount,why\n"
    "bakery,won,2025-03-05 09:00,ana,\"1200,50\",\n"
    "bakery,interest,2025-03-02 09:00,bob,-,\n"
    "bakery,interest,2025-03-01 09:00,ana,,\n"
    "garage,interest,2025-03-03,bob,,\n"
    "garage,lost,2025-03-04,bob,,price/time\n"
    "bakery,paid,2025-04-01,,\"1180,00\",\n";

TEST_F(ImportRun, ByTheirOwnTimeNotByTheirPlace) {
  const ImportReport report = run(story);
  EXPECT_EQ(report.rows, 6U);
  EXPECT_EQ(told(report), "contested row 2 line 3  first_log_wins\ntwo_values row 5 line 6 why none\n");
  EXPECT_EQ(report.findings[0].winner, "ana");
  EXPECT_EQ(report.findings[0].contact, "bakery");
  EXPECT_EQ(report.findings[0].actor, "bob");
  const ContactRecord bakery = must(world.engine().contact("acme", "bakery"));
  EXPECT_EQ(bakery.claimant_key, "ana");
  EXPECT_EQ(bakery.state, "verified_close");
  EXPECT_EQ(bakery.claimed_at, at("2025-03-01T08:00:00Z"));
  EXPECT_EQ(report.reconciliation.journal.contacts, 2U);
  EXPECT_EQ(report.reconciliation.tables.contacts, 2U);
  EXPECT_EQ(report.reconciliation.verified.closes, 1U);
  EXPECT_EQ(report.reconciliation.verified.money.at(0), eur(118000));
  EXPECT_EQ(report.reconciliation.tables.closes.money.at(0), eur(120050));
  ASSERT_EQ(report.reconciliation.reps.size(), 2U);
  EXPECT_EQ(report.reconciliation.reps[0].rep, "ana");
  EXPECT_EQ(report.reconciliation.reps[0].claims, 1U);
  EXPECT_EQ(report.reconciliation.reps[1].contested, 1U);
  const auto imports = must(world.engine().imports("acme"));
  ASSERT_EQ(imports.size(), 1U);
  EXPECT_EQ(imports[0].status, ImportStatus::ended);
  EXPECT_EQ(imports[0].contacts, 2U);
  EXPECT_TRUE(sound(journal_of(world.store())));
}

// What cannot be read is named by row, line and column; the rest is brought in.
TEST_F(ImportRun, ABadRowLosesNoOther) {
  const ImportReport report =
      run("lead,what,at,user,amount,why\n"
          "a,interest,2025-03-01,ana,,\n"
          "b,interest,the third,ana,,\n"
          "c,won,2025-03-01,ana,many,\n"
          "d,interest,2025-03-01,ana\n"
          "e,in\"terest,2025-03-01,ana,,\n"
          ",interest,2025-03-01,ana,,\n"
          "g,won,2025-03-01,ana,\"0,00\",\n"
          "h,interest,2031-03-01,ana,,\n"
          "i,interest,2025-03-02,ana,,\n");
  const std::string all = told(report);
  for (std::string_view expected :
       {"row row 2 line 3 at none\n", "row row 3 line 4 amount none\n", "row row 4 line 5  none\n",
        "row row 5 line 6 what none\n", "row row 6 line 7 ", "refused row 7 line 8  amount_not_positive\n",
        "refused row 8 line 9  import_in_future\n"})
    EXPECT_NE(all.find(expected), std::string::npos) << expected << "in\n" << all;
  for (const ImportFinding& finding : report.findings) {
    EXPECT_FALSE(finding.reason.empty());
    EXPECT_FALSE(finding.remedy.empty()) << finding.reason;
  }
  for (std::string_view lead : {"a", "i"})
    EXPECT_EQ(must(world.engine().contact("acme", lead)).claimant_key, "ana") << lead;
  const std::string csv = findings_to_csv(report.findings);
  EXPECT_EQ(csv.substr(0, 15), "kind,table,row,");
  EXPECT_NE(csv.find("crm,2,3,at,"), std::string::npos) << csv;
}

TEST_F(ImportRun, GoesOnWhereItStopped) {
  options.end = false;
  options.commands_at_once = 2;
  const ImportReport first = run(story);
  const HeadSummary head = must(world.engine().head("acme"));
  world.reopen();
  const ImportReport again = run(story);
  EXPECT_EQ(again.repeated + again.known, again.commands + again.known);
  EXPECT_EQ(again.accepted, 0U);
  EXPECT_EQ(must(world.engine().head("acme")).position, head.position) << "nothing twice";
  EXPECT_EQ(again.reconciliation.verified.money, first.reconciliation.verified.money);
  // A row more behind them is new.
  const ImportReport more = run(std::string(story) + "pub,interest,2025-05-01,bob,,\n");
  EXPECT_EQ(more.accepted, 2U);
  options.end = true;
  run(story);
  const ImportTable table[] = {{.name = "crm", .csv = story}};
  const auto over = run_import(world.engine(), "acme", mapping, table, options);
  EXPECT_EQ(over.status(), Status::invalid_argument);
}

TEST_F(ImportRun, ATrialLeavesNoTrace) {
  const HeadSummary before = must(world.engine().head("acme"));
  const ImportTable table[] = {{.name = "crm", .csv = story}};
  const ImportReport tried = must(try_import(world.engine(), "acme", mapping, table, options));
  EXPECT_EQ(must(world.engine().head("acme")).hash, before.hash);
  const ImportReport done = run(story);
  EXPECT_EQ(findings_to_csv(tried.findings), findings_to_csv(done.findings));
  EXPECT_EQ(tried.accepted, done.accepted);
  EXPECT_EQ(tried.reconciliation.verified.money, done.reconciliation.verified.money);
}

TEST_F(ImportRun, WhatIsMissingIsSaidBeforeAnythingIsWritten) {
  const HeadSummary before = must(world.engine().head("acme"));
  auto status = [&](std::span<const ImportTable> tables) {
    return run_import(world.engine(), "acme", mapping, tables, options);
  };
  const ImportTable no_column[] = {{.name = "crm", .csv = "lead,what\n"}};
  auto failed = status(no_column);
  EXPECT_EQ(failed.status(), Status::malformed);
  EXPECT_NE(std::string(failed.error().reason.view()).find("user"), std::string::npos);
  const ImportTable twice[] = {{.name = "crm", .csv = "lead,what,at,user,amount,why,lead\n"}};
  EXPECT_EQ(status(twice).status(), Status::malformed);
  const ImportTable other[] = {{.name = "other", .csv = "a\n"}};
  EXPECT_EQ(status(other).status(), Status::invalid_argument);
  EXPECT_EQ(status({}).status(), Status::invalid_argument);
  const ImportTable empty[] = {{.name = "crm", .csv = ""}};
  EXPECT_EQ(status(empty).status(), Status::malformed);
  EXPECT_EQ(must(world.engine().head("acme")).hash, before.hash);
  // Nor may just anybody begin one.
  options.importer = "root";
  const ImportTable right[] = {{.name = "crm", .csv = story}};
  EXPECT_EQ(status(right).status(), Status::invalid_argument);
}

// Invoice lines put together: exact sums, the latest date, how many there were.
TEST_F(ImportRun, RowsAreGrouped) {
  run(story);
  mapping = must(parse_import_mapping(R"({"currency": "EUR", "tables": [{"name": "crm",
    "group": {"by": "lead", "sum": "price", "greatest": "day", "count": "lines"},
    "commands": [{"command": "add_note", "actor": "root", "contact": "{lead}",
      "occurred_at": {"column": "day", "format": "%Y-%m-%d"}, "personal": "{price} in {lines}"}]}]})"));
  options.batch = "lines";
  const ImportReport report =
      run("lead,price,day\n"
          "bakery,0.10,2025-03-01\n"
          "garage,5,2025-03-09\n"
          "bakery,1.205,2025-03-07\n"
          "bakery,much,2025-03-08\n"
          "bakery,-0.005,2025-03-02\n");
  EXPECT_EQ(report.rows, 5U);
  EXPECT_EQ(told(report), "row row 4 line 5 price none\n");
  const EventLog history = must(world.engine().history("acme", "bakery"));
  const Event& note = history[history.size() - 1];
  EXPECT_EQ(note.at(), at("2025-03-07T00:00:00Z"));
  EXPECT_EQ(note.row, 1U);
  const auto bytes = must(world.engine().personal("acme", "root", note.digest));
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()), "1.300 in 3");
}

// A replay whose clock is the data's own, jumps confirmed by a manager.
TEST(ImportReplay, MovesItsClockWithTheData) {
  ManualClock clock(at("2019-01-01T00:00:00Z"));
  EngineOptions with;
  with.clock = &clock;
  Engine engine = must(Engine::open("memory:", with));
  const std::string policy = policy_to_json(euro_policy());
  must(
      engine.submit("acme", commands::FoundOrganisation{.actor = "root", .key = "acme", .document = policy}));
  must(
      engine.submit("acme", commands::RegisterActor{.actor = "root", .key = "ida", .roles = Role::importer}));
  const ImportMapping mapping = must(parse_import_mapping(document));
  const ImportTable table[] = {{.name = "crm", .csv = story}};
  ImportOptions options{.batch = "crm", .importer = "ida", .replay_clock = &clock};
  EXPECT_EQ(run_import(engine, "acme", mapping, table, options).status(), Status::clock_suspect);
  options.manager = "root";
  const ImportReport report = must(run_import(engine, "acme", mapping, table, options));
  EXPECT_EQ(report.reconciliation.verified.closes, 1U);
  EXPECT_EQ(clock.now(), at("2025-03-31T22:00:00Z"));
  // Its periods are open: what was sold then is paid then.
  const Statement statement = must(engine.statement("acme", "root", "ana", *YearMonth::parse("2025-03")));
  EXPECT_EQ(statement.commission, eur(17700));
}

}  // namespace
}  // namespace firstlog_test
