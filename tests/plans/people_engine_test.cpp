// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Overrides, days employed and calendars through the engine: kept by snapshots, proved by statement files,
// shown to whom they may be.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "firstlog/engine/audit.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/formats/documents.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/formats/statement_file.hpp"
#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

const std::string document =
    R"({"version":1,"plan":{"currency":"EUR"},"calendars":[{"name":"c","starts":["2020-01-06"],"weeks":[2]}],"plans":[)"
    R"({"name":"all","components":[{"name":"commission","steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]},)"
    R"({"name":"guarantee","span":"month","steps":[{"name":"earned","total":{"of":"commission"}},)"
    R"({"name":"floor","sum":{"terms":[{"times":["31000","employed"]}]}},{"name":"least","bound":{"of":"earned","least":"floor"}},)"
    R"({"name":"guarantee","sum":{"terms":[{"times":["least"]},{"minus":true,"times":["earned"]}]}}]}]},)"
    R"({"name":"lead","use":"additive","reps":["tom"],"components":[)"
    R"({"name":"override","of":"team","steps":[{"name":"line","sum":{"terms":[{"times":["close_commission","0.1"]}]}}]},)"
    R"({"name":"team bonus","of":"team","span":"calendar","calendar":"c","steps":[{"name":"closes","total":{"of":"count"}},)"
    R"({"name":"bonus","sum":{"terms":[{"times":["closes","7"]}]}}]}]}]})";

class PeopleInEngine : public ::testing::Test {
 protected:
  PeopleInEngine() { begin(); }

  // Everything anew.
  void begin() {
    world_.emplace();
    world_->found(must(parse_policy(document)));
    world_->actor("ana", Role::rep);
    world_->actor("tom", Role::team_lead);
    give(commands::SetTeam{.actor = "root", .rep = "ana", .team = "north", .lead = "tom"});
  }
  Engine& engine() { return world_->engine(); }
  void give(const Command& command) {
    const Outcome outcome = world_->give(command);
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << describe(outcome);
  }
  void sell(const std::string& contact, std::int64_t cents) {
    world_->contact(contact, "ana");
    give(commands::LogClose{.actor = "ana", .contact = contact, .amount = eur(cents)});
    give(commands::Approve{.actor = "root", .contact = contact, .amount = eur(cents)});
  }
  std::string lines_of(const std::string& rep) {
    std::string text;
    const Statement statement = must(engine().statement("acme", rep, rep));
    for (const StatementLine& line : statement.lines)
      text += std::string(name_of(line.kind)) + " " + line.commission.to_string() + " | ";
    return text;
  }

 private:
  std::optional<World> world_;
};

TEST_F(PeopleInEngine, ASnapshotKeepsWhoIsPaidForWhom) {
  std::vector<std::string> told;
  for (const bool snapshot : {false, true}) {
    begin();
    sell("a", 100'000);
    if (snapshot) {
      EXPECT_TRUE(engine().snapshot("acme").ok());
      EXPECT_TRUE(engine().close("acme").ok());
    }
    sell("b", 50'000);
    give(commands::Reverse{.actor = "root", .contact = "a", .reason = "refund"});
    give(commands::AmendClose{.actor = "root", .contact = "b", .amount = eur(70'000)});
    give(commands::SetTeam{.actor = "root", .rep = "ana"});
    told.push_back(lines_of("tom"));
  }
  EXPECT_EQ(told[0], told[1]);
  const std::string overrides =
      "component 7.00 | team_override 10.00 | component 7.00 | team_override 5.00 | ";
  EXPECT_EQ(told[0].substr(0, overrides.size()), overrides);
  EXPECT_EQ(engine().statement("acme", "tom", "tom")->commission, eur(0))
      << "nobody's since the team was left";
}

TEST_F(PeopleInEngine, AStatementOfOverridesProvesItself) {
  sell("a", 100'000);
  give(commands::Reverse{.actor = "root", .contact = "a", .reason = "refund", .amount = eur(30'000)});
  give(commands::Depart{.actor = "root", .rep = "ana"});
  for (const std::string rep : {"tom", "ana"}) {
    const Result<std::string> file = export_statement(engine(), "acme", "root", rep, {}, nullptr);
    ASSERT_TRUE(file.ok()) << told(file.error());
    const Result<StatementVerification> answer = verify_statement(*file);
    ASSERT_TRUE(answer.ok());
    EXPECT_TRUE(answer->ok) << answer->place << ": " << answer->reason;
    EXPECT_EQ(answer->total, engine().statement("acme", rep, rep)->total);
  }
  const StatementDocument told = *engine().statement_document("acme", "tom", "tom");
  EXPECT_NE(statement_to_json(told)->find(R"("kind":"team_override")"), std::string::npos);
  EXPECT_NE(statement_to_html(told)->find("Team"), std::string::npos);
}

TEST_F(PeopleInEngine, AnOverrideIsExplainedToItsLeadAndToManagers) {
  sell("a", 100'000);
  const DealId deal = engine().deals("acme", "a")->front().id;
  EXPECT_EQ(engine().explain_pay("acme", "tom", "tom", deal)->total, eur(1'000));
  EXPECT_EQ(engine().explain_pay("acme", "root", "tom", deal)->total, eur(1'000));
  EXPECT_EQ(engine().explain_pay("acme", "ana", "tom", deal).status(), Status::invalid_argument);
}

}  // namespace
}  // namespace firstlog_test
