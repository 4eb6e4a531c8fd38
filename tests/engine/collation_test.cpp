// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Orders of names that the host passes in (DESIGN 3.14): rules go by them, the journal says by which, and is
// not opened by another. Rules that leave gaps or overlap are told of where they are adopted (DOMAIN 4).
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "firstlog/engine/assignment_reasons.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/engine/policy_report.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/store/memory.hpp"
#include "support/engine_world.hpp"
#include "support/letter_collator.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

AssignmentRule range(std::string from, std::string to, std::string rep) {
  AssignmentRule rule;
  rule.from = std::move(from);
  rule.to = std::move(to);
  rule.rep = std::move(rep);
  return rule;
}

Policy swedish() {
  Policy policy = euro_policy();
  policy.collation = "letters";
  policy.assignment = {range("", "Z", "ann"), range("Å", "", "bob")};
  return policy;
}

class Collation : public ::testing::Test {
 protected:
  Collation() : store_(must(open_memory_store())) {}

  Engine open(CollatorSource* collators, bool accept_others = false) {
    EngineOptions options;
    options.clock = &clock_;
    options.collators = collators;
    options.accept_other_collations = accept_others;
    options.snapshot_every_events = 0;
    return must(Engine::open(*store_, options));
  }
  static Outcome give(Engine& engine, const Command& command) { return must(engine.submit("acme", command)); }
  static std::string rep_of(Engine& engine, string_view key, string_view name) {
    const Outcome outcome =
        give(engine, commands::RegisterContact{.actor = "root", .key = key, .name = name});
    return outcome.rep.present() ? must(engine.actor_key("acme", outcome.rep)) : std::string();
  }
  void found(Engine& engine, const Policy& policy) {
    const std::string document = policy_to_json(policy);
    ASSERT_EQ(give(engine, commands::FoundOrganisation{.actor = "root", .key = "acme", .document = document})
                  .verdict,
              Verdict::accepted);
    for (string_view rep : {"ann", "bob"})
      give(engine, commands::RegisterActor{.actor = "root", .key = rep, .roles = Role::rep});
  }

  // Its texts are gone; its numbers stay.
  Event event_at(Position position) { return journal_of(*store_).events[position.number() - 1]; }

  ManualClock clock_{at("2026-01-05T09:00:00Z")};
  std::unique_ptr<Store> store_;
};

TEST_F(Collation, RulesGoByTheOrderThatWasPassedIn) {
  LetterCollators collators;
  Engine engine = open(&collators);
  found(engine, swedish());
  EXPECT_EQ(rep_of(engine, "1", "ÖBERG"), "bob");
  EXPECT_EQ(rep_of(engine, "2", "OBERG"), "ann");
  // A batch, a retry under its key, a later change and a rebalance go by the same order.
  const commands::RegisterContact again{
      .actor = "root", .key = "3", .name = "ÅKER", .idempotency = {.text = "once"}};
  EXPECT_EQ(must(engine.actor_key("acme", give(engine, again).rep)), "bob");
  EXPECT_TRUE(has(give(engine, again).notices, Notice::replayed));
  EXPECT_EQ(give(engine, commands::ChangeContact{.actor = "root", .contact = "2", .name = "ÄLV"}).verdict,
            Verdict::accepted);
  EXPECT_EQ(must(engine.explain_assignment("acme", "2")).answer_key, "bob");
}

TEST_F(Collation, StandsInTheJournalWithItsVersion) {
  LetterCollators collators;
  {
    Engine engine = open(&collators);
    found(engine, swedish());
    EXPECT_EQ(rep_of(engine, "1", "ÖBERG"), "bob");
    const Journal journal = journal_of(*store_);
    EXPECT_EQ(journal.events[1].kind, EventKind::policy_adopted);
    EXPECT_EQ(journal.events[1].key, "letters 1");
    must(engine.snapshot("acme"));
  }
  Engine same = open(&collators);
  EXPECT_EQ(rep_of(same, "2", "ÖLAND"), "bob");
}

TEST_F(Collation, IsRefusedWhereNoneWasPassedIn) {
  Engine engine = open(nullptr);
  const std::string document = policy_to_json(swedish());
  const PolicyReport report = must(engine.policy_report(document));
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.fault->status, Status::unsupported);
  EXPECT_EQ(report.fault->place.view(), "policy.collation");
  EXPECT_NE(report.fault->remedy.view().find("EngineOptions::collators"), string_view::npos);
  EXPECT_EQ(
      give(engine, commands::FoundOrganisation{.actor = "root", .key = "acme", .document = document}).rule,
      Rule::policy_malformed);
  LetterCollators collators;
  Engine other = open(&collators);
  Policy unknown = swedish();
  unknown.collation = "klingon";
  EXPECT_EQ(must(other.policy_report(policy_to_json(unknown))).fault->reason.view(), "no such order");
}

TEST_F(Collation, AJournalIsNotOpenedWithoutItsOwn) {
  LetterCollators collators;
  {
    Engine engine = open(&collators);
    found(engine, swedish());
    must(engine.snapshot("acme"));
  }
  {
    Engine without = open(nullptr);
    const auto answer = without.submit("acme", commands::Advance{.actor = "root"});
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.status(), Status::unsupported);
    EXPECT_EQ(answer.error().place.view(), "policy.collation");
  }
  LetterCollators newer("letters 2");
  {
    Engine engine = open(&newer);
    const auto answer = engine.submit("acme", commands::Advance{.actor = "root"});
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.status(), Status::unsupported);
    EXPECT_NE(answer.error().reason.view().find("letters 1, here is letters 2"), string_view::npos)
        << answer.error().reason.view();
    EXPECT_NE(answer.error().remedy.view().find("accept_other_collations"), string_view::npos);
  }
  Engine accepting = open(&newer, true);
  EXPECT_EQ(rep_of(accepting, "1", "ÖBERG"), "bob");
  Engine back = open(&collators);
  EXPECT_EQ(rep_of(back, "2", "ÖLAND"), "bob") << "the journal itself says the first version still";
  // Adopted anew, the policy goes by the new version, and the journal with it.
  {
    Engine upgrading = open(&newer, true);
    const std::string document = policy_to_json(swedish());
    EXPECT_EQ(give(upgrading, commands::AdoptPolicy{.actor = "root", .document = document}).verdict,
              Verdict::accepted);
    must(upgrading.snapshot("acme"));
  }
  Engine upgraded = open(&newer);
  EXPECT_EQ(rep_of(upgraded, "3", "ÖREBRO"), "bob");
  Engine old = open(&collators);
  EXPECT_EQ(old.submit("acme", commands::Advance{.actor = "root"}).status(), Status::unsupported);
}

TEST_F(Collation, StaysOnceContactsHaveNames) {
  LetterCollators collators;
  Engine engine = open(&collators);
  found(engine, euro_policy());
  auto adopt = [&](const Policy& policy) {
    const std::string document = policy_to_json(policy);
    return give(engine, commands::AdoptPolicy{.actor = "root", .document = document});
  };
  give(engine, commands::RegisterContact{.actor = "root", .key = "nameless"});
  EXPECT_EQ(adopt(swedish()).verdict, Verdict::accepted);
  EXPECT_EQ(adopt(euro_policy()).verdict, Verdict::accepted);
  EXPECT_EQ(adopt(swedish()).verdict, Verdict::accepted);
  EXPECT_EQ(rep_of(engine, "1", "ÖBERG"), "bob");
  EXPECT_EQ(adopt(euro_policy()).rule, Rule::collation_fixed);
  EXPECT_EQ(adopt(swedish()).verdict, Verdict::accepted);
}

// ---- gaps and overlaps where a policy is adopted ------------------------------------------------------

TEST_F(Collation, AnAdoptionTellsOfAGap) {
  LetterCollators collators;
  Engine engine = open(&collators);
  found(engine, euro_policy());
  Policy policy = euro_policy();
  policy.assignment = {range("", "K", "ann"), range("M", "", "bob")};
  auto adopt = [&] {
    const std::string document = policy_to_json(policy);
    return must(engine.adopt_policy("acme", {.actor = "root", .document = document}));
  };
  const Adoption warned = adopt();
  EXPECT_EQ(warned.outcome.verdict, Verdict::accepted);
  EXPECT_TRUE(has(warned.outcome.notices, Notice::leaves_gaps));
  EXPECT_NE(describe(warned.outcome).find("policy_report"), std::string::npos);
  ASSERT_EQ(warned.report.gaps.size(), 1U);
  EXPECT_EQ(warned.report.gaps[0].name, "L");
  EXPECT_EQ(event_at(warned.outcome.position).sort_key.view(), "L") << "the witness stands in the journal";

  policy.assignment_gaps = GapCheck::require;
  const Adoption refused = adopt();
  EXPECT_EQ(refused.outcome.verdict, Verdict::refused);
  EXPECT_EQ(refused.outcome.rule, Rule::assignment_leaves_gap);
  EXPECT_EQ(event_at(refused.outcome.position).sort_key.view(), "L");

  policy.assignment_gaps = GapCheck::off;
  const Adoption unasked = adopt();
  EXPECT_EQ(unasked.outcome.verdict, Verdict::accepted);
  EXPECT_FALSE(has(unasked.outcome.notices, Notice::leaves_gaps));

  policy.assignment_gaps = GapCheck::require;
  policy.assignment[1].from = "L";
  EXPECT_EQ(adopt().outcome.verdict, Verdict::accepted);
}

TEST_F(Collation, AnAdoptionTellsOfAnOverlapAndOfTheGapBesideIt) {
  LetterCollators collators;
  Engine engine = open(&collators);
  found(engine, euro_policy());
  Policy policy = euro_policy();
  policy.assignment = {range("", "C", "ann"), range("E", "K", "bob"), range("K", "", "ann")};
  const std::string document = policy_to_json(policy);
  const Adoption refused = must(engine.adopt_policy("acme", {.actor = "root", .document = document}));
  EXPECT_EQ(refused.outcome.rule, Rule::policy_malformed);
  ASSERT_TRUE(refused.report.fault);
  EXPECT_NE(refused.report.fault->reason.view().find("both take K"), string_view::npos);
  ASSERT_EQ(refused.report.overlaps.size(), 1U);
  EXPECT_EQ(refused.report.overlaps[0].name, "K");
  ASSERT_EQ(refused.report.gaps.size(), 1U);
  EXPECT_EQ(refused.report.gaps[0].name, "D");
}

}  // namespace
}  // namespace firstlog_test
