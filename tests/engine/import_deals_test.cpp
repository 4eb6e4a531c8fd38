// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a mapping brings beside single values: lines of deals put together from rows, shares of credit, match
// keys; and what stands in the way of undoing an import.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/engine/import.hpp"
#include "firstlog/engine/import_record.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/journal/match_keys.hpp"
#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

constexpr std::string_view document = R"({
  "currency": "EUR",
  "tables": [
    {"name": "leads", "occurred_at": {"column": "at", "format": "%Y-%m-%d"},
     "commands": [
       {"command": "register_actor", "once": "{user}", "unless_known": true, "actor": "ida", "key": "{user}",
        "roles": "rep"},
       {"command": "register_contact", "once": "{lead}", "actor": "ida", "key": "{lead}",
        "phone": {"column": "phones", "split": ","}, "email": "{mail}", "confirm": true},
       {"command": "log_interest", "actor": "{user}", "contact": "{lead}"}]},
    {"name": "items", "group": {"by": "lead", "sum": "net",
                                "join": {"column": "lines", "each": "{sku}|{pieces}|{net}|{tax}"}},
     "occurred_at": {"column": "at", "format": "%Y-%m-%d"},
     "commands": [
       {"command": "log_close", "actor": "{user}", "contact": "{lead}", "amount": "{net}", "lines": "{lines}"},
       {"command": "approve", "actor": "root", "contact": "{lead}", "amount": "{net}",
        "credits": "{user}={share}, {second}={second_share}"}]}]})";

constexpr std::string_view leads =
    "lead,at,user,phones,mail\n"
    "bakery,2025-03-01,ana,\"+43111,+43222\",b@x.at\n"
    "cafe,2025-03-02,bob,+43222,\n"
    "garage,2025-03-03,bob,,b@x.at\n"
    "mill,2025-03-04,ana,+43999,\n";
constexpr std::string_view items =
    "lead,at,user,second,share,second_share,sku,pieces,net,tax\n"
    "bakery,2025-04-01,ana,bob,3/4,1/4,oven,1,1000.00,200.00\n"
    "bakery,2025-04-01,ana,bob,3/4,1/4,tray,12,120.50,\n"
    "mill,2025-04-02,ana,,1,,sieve,2,80.00,16.00\n"
    "garage,2025-04-03,bob,,1,,lift,many,10.00,\n";

class ImportDeals : public ::testing::Test {
 protected:
  ImportDeals() : mapping(must(parse_import_mapping(document))) {
    for (std::size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<std::byte>(i);
    Policy policy = euro_policy();
    policy.claim_by = ClaimBy::any_rep;
    world.found(policy);
    world.actor("ida", Role::importer);
    options = {.batch = "crm", .importer = "ida", .clock = &world.clock, .match_secret = secret};
  }
  Result<ImportReport> run() {
    const ImportTable tables[] = {{.name = "leads", .csv = leads}, {.name = "items", .csv = items}};
    return run_import(world.engine(), "acme", mapping, tables, options);
  }

  World world;
  std::array<std::byte, 32> secret;
  ImportMapping mapping;
  ImportOptions options;
};

TEST_F(ImportDeals, LinesAreThoseOfTheirRows) {
  const ImportReport report = must(run());
  // What cannot be read is named, and nothing of that deal is brought in. (Leads contest one another.)
  std::vector<ImportFinding> findings;
  for (const ImportFinding& finding : report.findings)
    if (finding.table == "items") findings.push_back(finding);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].kind, ImportFindingKind::row);
  EXPECT_EQ(findings[0].row, 4U);
  EXPECT_EQ(findings[0].column, "lines");
  EXPECT_NE(findings[0].reason.find("product|quantity|net"), std::string::npos);
  EXPECT_EQ(findings[1].kind, ImportFindingKind::refused) << "there is no close to approve";
  const Journal journal = journal_of(world.store());
  std::size_t closes = 0;
  std::size_t approvals = 0;
  for (const Event& event : journal.events) {
    if (event.kind == EventKind::close_approved) {
      // A pair of which both sides are empty is no share.
      ASSERT_EQ(event.credits.size(), approvals++ == 0 ? 2U : 1U);
      if (event.credits.size() == 2) {
        EXPECT_EQ(event.credits[0].share, *Rate::parse("3/4"));
        EXPECT_EQ(event.credits[1].share, *Rate::parse("1/4"));
      }
    }
    if (event.kind != EventKind::close_logged) continue;
    if (closes++ == 0) {
      EXPECT_EQ(event.amount, eur(112050));
      ASSERT_EQ(event.lines.size(), 2U);
      EXPECT_EQ(event.lines[0],
                (DealLine{.product = "oven", .quantity = 1, .net = eur(100000), .tax = eur(20000)}));
      EXPECT_EQ(event.lines[1], (DealLine{.product = "tray", .quantity = 12, .net = eur(12050)}));
    }
  }
  EXPECT_EQ(closes, 2U);
  EXPECT_EQ(approvals, 2U);
}

TEST_F(ImportDeals, MatchKeysFindTheDuplicates) {
  must(run());
  auto cluster = [&](std::string_view key) { return must(world.engine().contact("acme", key)).cluster; };
  EXPECT_EQ(cluster("cafe"), cluster("bakery")) << "by the second of two phones";
  EXPECT_EQ(cluster("garage"), cluster("bakery")) << "by mail";
  EXPECT_NE(cluster("mill"), cluster("bakery"));
  // The same keys as a program makes.
  const MatchKey key = must(match_key_of(MatchKind::phone, "+43999", secret));
  const Outcome again =
      world.give(commands::RegisterContact{.actor = "root", .key = "again", .match_keys = {&key, 1}});
  EXPECT_EQ(again.other, must(world.engine().contact_id("acme", "mill")));
}

TEST_F(ImportDeals, WithoutASecretNothingIsBroughtIn) {
  options.match_secret = {};
  const auto refused = run();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.status(), Status::invalid_argument);
  EXPECT_NE(refused.error().remedy.view().find("match_secret"), std::string_view::npos);
  EXPECT_TRUE(must(world.engine().imports("acme")).empty());
}

TEST_F(ImportDeals, ATestedMappingNamesItsFault) {
  auto told = [](std::string text) {
    const auto parsed = parse_import_mapping(text);
    return parsed.ok() ? std::string("ok") : describe(parsed.error());
  };
  auto with = [](std::string_view member, std::string_view value) {
    return R"({"currency": "EUR", "tables": [{"name": "t", "commands": [{"command": "approve", "actor": "a",
               "occurred_at": "{at}", "contact": "{c}", "amount": "1.00", ")" +
           std::string(member) + R"(": ")" + std::string(value) + R"("}]}]})";
  };
  EXPECT_EQ(told(with("lines", "oven|1|2.00;tray|2|3.00|0.50|1")), "ok");
  EXPECT_NE(told(with("lines", "oven|1")).find("commands[0].lines"), std::string::npos);
  EXPECT_NE(told(with("lines", "oven|1|2.00|1|1|1")).find("commands[0].lines"), std::string::npos);
  EXPECT_EQ(told(with("credits", "ana=50%, bob=1/2")), "ok");
  EXPECT_NE(told(with("credits", "ana")).find("commands[0].credits"), std::string::npos);
  EXPECT_NE(told(with("credits", "=1")).find("commands[0].credits"), std::string::npos);
  EXPECT_NE(told(with("phone", "+1")).find("has no such member"), std::string::npos);
}

TEST_F(ImportDeals, WhatStandsInTheWayOfUndoingIsNamed) {
  must(run());
  EXPECT_TRUE(must(import_obstacles(world.engine(), "acme", "crm")).empty());
  // A second import that writes on a contact of the first.
  const ImportMapping notes = must(parse_import_mapping(R"({"tables": [{"name": "notes", "commands": [
    {"command": "add_note", "actor": "ana", "contact": "{lead}", "occurred_at": "{at}", "personal": "{text}"}]}]})"));
  const ImportTable table[] = {
      {.name = "notes",
       .csv = "lead,at,text\nbakery,2025-05-01T10:00:00Z,first\nmill,2025-05-02T10:00:00Z,x\n"}};
  ImportOptions second = options;
  second.batch = "notes";
  must(run_import(world.engine(), "acme", notes, table, second));
  const auto undo = [&](std::string_view batch) {
    return world.give(commands::UndoImport{.actor = "ida", .batch = batch, .reason = "wrong"});
  };
  EXPECT_TRUE(must(import_obstacles(world.engine(), "acme", "notes")).empty());
  EXPECT_EQ(undo("crm").rule, Rule::import_in_use);
  const auto used = must(import_obstacles(world.engine(), "acme", "crm"));
  ASSERT_EQ(used.size(), 2U);
  EXPECT_EQ(used[0].rule, Rule::import_in_use);
  EXPECT_EQ(used[0].batch, "notes");
  EXPECT_EQ(used[0].row, 1U);
  EXPECT_EQ(used[0].kind, EventKind::note_added);
  EXPECT_EQ(used[0].actor, "ana");
  EXPECT_EQ(must(import_obstacles(world.engine(), "acme", "crm", 1)).size(), 1U);
  EXPECT_EQ(import_obstacles(world.engine(), "acme", "none").status(), Status::not_found);
  // Somebody goes on behind the second one.
  EXPECT_EQ(
      world.give(commands::AddNote{.actor = "ana", .contact = "mill", .personal = as_bytes("rang")}).verdict,
      Verdict::accepted);
  EXPECT_EQ(undo("notes").rule, Rule::import_wrote_elsewhere);
  const auto behind = must(import_obstacles(world.engine(), "acme", "notes"));
  ASSERT_EQ(behind.size(), 1U);
  EXPECT_EQ(behind[0].rule, Rule::import_wrote_elsewhere);
  EXPECT_EQ(behind[0].contact, "mill");
  EXPECT_EQ(behind[0].batch, "");
  EXPECT_EQ(behind[0].actor, "ana");
}

// Last first: what the second import wrote on contacts of the first is gone with it, and a snapshot knows.
TEST_F(ImportDeals, ASecondImportOnThemIsUndoneFirst) {
  must(run());
  const ImportMapping won =
      must(parse_import_mapping(R"({"currency": "EUR", "tables": [{"name": "won", "commands": [
    {"command": "log_close", "actor": "bob", "contact": "{lead}", "occurred_at": "{at}", "amount": "{net}"},
    {"command": "approve", "actor": "root", "contact": "{lead}", "occurred_at": "{at}", "amount": "{net}"}]}]})"));
  const ImportTable table[] = {{.name = "won", .csv = "lead,at,net\ncafe,2025-05-02T10:00:00Z,90.00\n"}};
  ImportOptions second = options;
  second.batch = "won";
  const ContactRecord before = must(world.engine().contact("acme", "cafe"));
  EXPECT_EQ(must(run_import(world.engine(), "acme", won, table, second)).reconciliation.verified.closes, 1U);
  ASSERT_EQ(must(world.engine().contact("acme", "cafe")).state, "verified_close");
  must(world.engine().snapshot("acme"));
  world.reopen();
  const auto undo = [&](std::string_view batch) {
    return world.give(commands::UndoImport{.actor = "ida", .batch = batch, .reason = "wrong"});
  };
  EXPECT_EQ(undo("crm").rule, Rule::import_in_use);
  EXPECT_EQ(undo("won").verdict, Verdict::accepted);
  const ContactRecord after = must(world.engine().contact("acme", "cafe"));
  EXPECT_EQ(after.state, before.state);
  EXPECT_EQ(after.claimant_key, before.claimant_key);
  EXPECT_EQ(after.claimed_at, before.claimed_at);
  EXPECT_TRUE(must(import_obstacles(world.engine(), "acme", "crm")).empty());
  EXPECT_EQ(undo("crm").verdict, Verdict::accepted);
  EXPECT_TRUE(sound(journal_of(world.store())));
}

}  // namespace
}  // namespace firstlog_test
