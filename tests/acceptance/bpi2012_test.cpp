// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A bank's loan applications, 262,200 events by 68 people, brought in by a mapping under a pipeline of
// their own: who called back first owns the credit, as a few lines over the raw file have it.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "acceptance/shared_data.hpp"
#include "firstlog/engine/import.hpp"
#include "firstlog/views/claim.hpp"
#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

constexpr const char* file = "bpi2012/bpi2012_events_flattened.csv.xz";

// Independently: the distinct named resources that started a call-back on a case, in file order.
struct CalledBack {
  std::vector<std::string> by;
  std::string first_at;
};
std::map<std::string, CalledBack> call_backs(const PlainTable& events) {
  std::map<std::string, CalledBack> all;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::string& activity = events.at(i, "activity");
    if (activity != "W_Nabellen offertes" && activity != "W_Nabellen incomplete dossiers") continue;
    const std::string& resource = events.at(i, "resource");
    if (events.at(i, "transition") != "START" || resource.empty()) continue;
    CalledBack& one = all[events.at(i, "case_id")];
    if (one.by.empty()) one.first_at = events.at(i, "timestamp");
    if (std::find(one.by.begin(), one.by.end(), resource) == one.by.end()) one.by.push_back(resource);
  }
  return all;
}

class Bpi2012 : public ::testing::Test {
 protected:
  void SetUp() override {
    FIRSTLOG_NEEDS_SHARED(file);
    text = unpacked(file_text(shared_path(file)));
    mapping = must(parse_import_mapping(file_text(FIRSTLOG_TESTS_DIR "/acceptance/bpi2012/mapping.json")));
    document = file_text(FIRSTLOG_TESTS_DIR "/acceptance/bpi2012/policy.json");
    EngineOptions with;
    with.clock = &clock;
    with.snapshot_every_events = 0;
    engine = std::make_unique<Engine>(must(Engine::open("memory:", with)));
    for (const Command& command :
         {Command(commands::FoundOrganisation{.actor = "root", .key = "bank", .document = document}),
          Command(commands::RegisterActor{.actor = "root", .key = "importer", .roles = Role::importer})})
      ASSERT_EQ(must(engine->submit("bank", command)).verdict, Verdict::accepted);
    table[0] = {.name = "events", .csv = text};
    options = {.batch = "bpi2012", .importer = "importer", .replay_clock = &clock};
  }

  std::string text;
  ImportMapping mapping;
  std::string document;
  ManualClock clock{at("2011-09-30T22:00:00Z")};
  std::unique_ptr<Engine> engine;
  ImportTable table[1];
  ImportOptions options;
};

TEST_F(Bpi2012, ClaimsAndContestsAreThoseOfTheRawFile) {
  const ImportReport report = must(run_import(*engine, "bank", mapping, table, options));
  EXPECT_EQ(report.rows, 262'200U);
  EXPECT_EQ(report.rows_without_command, 0U);
  EXPECT_EQ(report.malformed, 0U);
  EXPECT_EQ(report.commands, report.accepted + report.contested + report.refused);
  EXPECT_EQ(report.reconciliation.journal.contacts, 13'087U);

  const PlainTable events(text);
  ASSERT_EQ(events.size(), 262'200U);
  const auto expected = call_backs(events);
  std::map<std::string, std::set<std::string>> everybody;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (!events.at(i, "resource").empty() && events.at(i, "activity").substr(0, 10) == "W_Nabellen")
      everybody[events.at(i, "case_id")].insert(events.at(i, "resource"));
  std::size_t several = 0;
  std::size_t contests = 0;
  for (const auto& [contact, people] : everybody) {
    if (people.size() < 2) continue;
    ++several;
    SCOPED_TRACE(contact);
    const auto called = expected.find(contact);
    const ClaimExplanation claim = must(engine->explain_claim("bank", contact));
    if (called == expected.end()) {
      EXPECT_FALSE(claim.winner.present());
      continue;
    }
    ASSERT_TRUE(claim.winner.present());
    EXPECT_EQ(must(engine->actor_key("bank", claim.winner)), called->second.by[0]);
    EXPECT_EQ(claim.winning_time, at(called->second.first_at));
    std::vector<std::string> contenders;
    for (const Contender& one : claim.contenders)
      contenders.push_back(must(engine->actor_key("bank", one.rep)));
    EXPECT_EQ(contenders, called->second.by);
  }
  EXPECT_EQ(several, 4'651U);
  for (const auto& [contact, called] : expected) contests += called.by.size() - 1;
  EXPECT_EQ(report.contested, contests);
  std::size_t claims = 0;
  for (const auto& rep : report.reconciliation.reps) claims += rep.claims;
  EXPECT_EQ(claims, expected.size());
}

// What was sold: the applications that were activated and had been called back by then.
TEST_F(Bpi2012, MoneyIsThatOfTheActivatedApplications) {
  const ImportReport report = must(run_import(*engine, "bank", mapping, table, options));
  const PlainTable events(text);
  std::set<std::string> called;
  std::int64_t sold = 0;
  std::size_t closes = 0;
  std::size_t uncredited = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::string& activity = events.at(i, "activity");
    if (activity.substr(0, 10) == "W_Nabellen" && events.at(i, "transition") == "START" &&
        !events.at(i, "resource").empty())
      called.insert(events.at(i, "case_id"));
    if (activity != "A_ACTIVATED") continue;
    const std::int64_t amount = std::stoll(events.at(i, "amount_req"));
    if (called.count(events.at(i, "case_id")) == 0 || amount == 0) {
      ++uncredited;
      continue;
    }
    ++closes;
    sold += amount;
  }
  EXPECT_EQ(closes + uncredited, 2'246U);
  EXPECT_EQ(report.reconciliation.verified.closes, closes);
  ASSERT_EQ(report.reconciliation.verified.money.size(), 1U);
  EXPECT_EQ(report.reconciliation.verified.money[0], eur(sold * 100));
  // Nothing is lost: what could not be credited is in the report, row by row.
  EXPECT_EQ(report.refused, 2 * uncredited);
  std::map<Rule, std::size_t> refused;
  for (const ImportFinding& finding : report.findings)
    if (finding.kind == ImportFindingKind::refused) ++refused[finding.rule];
  EXPECT_EQ(refused[Rule::no_claim_to_credit] + refused[Rule::amount_not_positive], uncredited);
  EXPECT_EQ(refused[Rule::no_transition], uncredited);  // their approvals
}

}  // namespace
}  // namespace firstlog_test
