// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Reps who share a rule's contacts: each has its part at every moment, nobody inactive or full is
// served, turns survive policies and replays, and the explanation says why.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "firstlog/core/assign.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

Policy sharing(std::vector<PoolMember> reps) {
  Policy policy = euro_policy();
  policy.assignment.resize(1);
  policy.assignment[0].reps = std::move(reps);
  return policy;
}

class Shop : public Scenario {
 public:
  explicit Shop(std::vector<PoolMember> reps) : Scenario(sharing(reps)) {
    for (const PoolMember& member : reps) add_actor(member.rep, Role::rep);
  }
  // The rep whom the next contact goes to; empty: the pool.
  std::string next() {
    key_ = "contact " + std::to_string(++count_);
    const Outcome outcome = give(commands::RegisterContact{.actor = "root", .key = key_});
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    rule_ = outcome.rule;
    return std::string(assignee_of(key_));
  }
  Rule rule() const { return rule_; }
  const std::string& key() const { return key_; }
  void set_active(std::string_view rep, bool active) {
    give(commands::ChangeActor{.actor = "root", .rep = rep, .active = active});
  }

 private:
  int count_ = 0;
  std::string key_;
  Rule rule_ = Rule::none;
};

TEST(Shares, EqualWeightsGoRound) {
  Shop s({{"ann"}, {"bob"}, {"cem"}});
  for (int round = 0; round < 5; ++round)
    for (const char* rep : {"ann", "bob", "cem"}) {
      EXPECT_EQ(s.next(), rep);
      EXPECT_EQ(s.rule(), Rule::assigned_by_share);
    }
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

// At every moment, whatever the weights: the part of all, rounded down or up.
TEST(SharesProperty, NobodyIsEverOneContactFromItsPart) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 60; ++round) {
    std::vector<PoolMember> reps;
    std::uint64_t weights = 0;
    const std::size_t count = 2 + random() % 9;
    for (std::size_t i = 0; i < count; ++i) {
      const int weight = random() % 3 == 0 ? 1 : static_cast<int>(1 + random() % (round % 2 == 0 ? 9 : 300));
      reps.push_back({"rep " + std::to_string(i), weight});
      weights += static_cast<std::uint64_t>(weight);
    }
    Shop s(reps);
    std::map<std::string, std::uint64_t> had;
    for (std::uint64_t n = 1; n <= 400; ++n) {
      ++had[s.next()];
      for (const PoolMember& member : reps) {
        const std::uint64_t part = n * static_cast<std::uint64_t>(member.weight);
        ASSERT_GE(had[member.rep], part / weights) << n << " " << member.weight << "/" << weights;
        ASSERT_LE(had[member.rep], (part + weights - 1) / weights) << n << " " << member.weight;
      }
    }
  }
}

// One batch on one branch shares as single commands do.
TEST(Shares, ABatchSharesAsSingleCommandsDo) {
  Shop one({{"ann", 3}, {"bob", 2}});
  Shop all({{"ann", 3}, {"bob", 2}});
  std::vector<std::string> keys, expected, found;
  std::vector<Command> batch;
  for (int i = 0; i < 50; ++i) keys.push_back("contact " + std::to_string(i + 1));
  for (const std::string& key : keys) {
    expected.push_back(one.next());
    batch.push_back(commands::RegisterContact{.actor = "root", .key = key});
  }
  all.give_all(batch, [](const State&, const Command&, const Outcome&) {});
  for (const std::string& key : keys) found.emplace_back(all.assignee_of(key));
  EXPECT_EQ(found, expected);
  EXPECT_EQ(difference(all.state(), all.replayed()), "");
}

// Every set of reps who are there keeps turns of its own: coming and going favours nobody.
TEST(SharesProperty, ComingAndGoingKeepsThePartsOfThoseWhoAreThere) {
  std::mt19937_64 random(11);
  Shop s({{"ann", 3}, {"bob", 1}, {"cem", 2}});
  const std::map<std::string, std::uint64_t> weight = {{"ann", 3}, {"bob", 1}, {"cem", 2}};
  std::map<std::string, bool> here = {{"ann", true}, {"bob", true}, {"cem", true}};
  std::map<std::string, std::map<std::string, std::uint64_t>> had;
  for (int step = 0; step < 600; ++step) {
    if (random() % 2 == 0) {
      const char* rep = std::vector<const char*>{"ann", "bob", "cem"}[random() % 3];
      s.set_active(rep, here[rep] = !here[rep]);
    }
    std::string set;
    std::uint64_t weights = 0;
    for (const auto& [rep, is] : here)
      if (is) {
        set += rep;
        weights += weight.at(rep);
      }
    const std::string rep = s.next();
    if (set.empty()) {
      ASSERT_EQ(rep, "");
      ASSERT_EQ(s.rule(), Rule::assigned_to_nobody_free);
      continue;
    }
    ASSERT_TRUE(here[rep]) << "nobody inactive is served";
    ++had[set][rep];
    std::uint64_t all = 0;
    for (const auto& [other, count] : had[set]) all += count;
    for (const auto& [other, is] : here)
      if (is) {
        const std::uint64_t part = all * weight.at(other);
        ASSERT_GE(had[set][other], part / weights);
        ASSERT_LE(had[set][other], (part + weights - 1) / weights);
      }
  }
  EXPECT_EQ(had.size(), 7U);
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Shares, NobodyFullIsServedUntilAContactIsClosed) {
  Shop s({{"ann", 1, 2}, {"bob", 1, 1}});
  EXPECT_EQ(s.next(), "ann");
  const std::string first = s.key();
  EXPECT_EQ(s.next(), "bob");
  EXPECT_EQ(s.next(), "ann");
  EXPECT_EQ(s.next(), "");
  EXPECT_EQ(s.rule(), Rule::assigned_to_nobody_free);
  const std::string pooled = s.key();
  EXPECT_EQ(s.give(commands::Take{.actor = "bob", .contact = pooled}).rule, Rule::rep_full);
  EXPECT_EQ(s.state().actor(s.actor("ann")).open, 2U);
  s.give(commands::MarkNotInterested{.actor = "ann", .contact = first});
  EXPECT_EQ(s.state().actor(s.actor("ann")).open, 1U) << "a lost contact is not open";
  EXPECT_EQ(s.next(), "ann");
  EXPECT_EQ(s.next(), "");
  // A manager may give more than rules would.
  EXPECT_EQ(s.give(commands::Assign{.actor = "root", .contact = pooled, .rep = "bob"}).verdict,
            Verdict::accepted);
  EXPECT_EQ(s.state().actor(s.actor("bob")).open, 2U);
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

// What is open is counted anew where a policy says otherwise which states are.
TEST(Shares, OpenContactsAreCountedUnderThePolicyInForce) {
  Shop s({{"ann", 1, 2}, {"bob", 1, 2}});
  EXPECT_EQ(s.next(), "ann");
  s.give(commands::MarkNotInterested{.actor = "ann", .contact = s.key()});
  EXPECT_EQ(s.state().actor(s.actor("ann")).open, 0U);
  Policy policy = s.state().policy().policy();
  for (PipelineState& state : policy.pipeline.states)
    if (state.name == "not_interested") state.lost = false;
  const CompiledPolicy* next = s.compile(policy);
  ASSERT_NE(next, nullptr);
  EXPECT_EQ(s.give(commands::AdoptPolicy{.actor = "root", .document = "policy"}, next).verdict,
            Verdict::accepted);
  EXPECT_EQ(s.state().actor(s.actor("ann")).open, 1U);
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

// The same rule in a policy adopted later goes on where it was.
TEST(Shares, TurnsGoOnUnderANewPolicy) {
  Shop s({{"ann"}, {"bob"}, {"cem"}});
  EXPECT_EQ(s.next(), "ann");
  Policy policy = s.state().policy().policy();
  policy.connect_hours = 5;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "policy"}, s.compile(policy));
  EXPECT_EQ(s.next(), "bob");
}

TEST(Shares, ExplanationSaysWhyThisOneAndNotThatOne) {
  Policy policy = sharing({{"ann"}, {"bob"}, {"cem"}, {"dan", 1, 0}, {"mia"}, {"nobody"}});
  AssignmentRule vienna;
  vienna.country = "AT";
  vienna.postcode_prefix = "1";
  vienna.rep = "ann";
  policy.assignment.push_back(vienna);
  Scenario s(policy);
  for (const char* rep : {"ann", "bob", "dan"}) s.add_actor(rep, Role::rep);
  s.add_actor("cem", Role::rep, false);
  s.add_actor("mia", Role::manager);
  s.give(commands::RegisterContact{.actor = "root", .key = "a"});
  const AssignmentExplanation told =
      explain_assignment(s.state(), s.state().policy(), {.place = Place::of("AT", "", "4020")}, s.now());
  EXPECT_EQ(s.name(told.answer.rep), "bob");
  EXPECT_EQ(told.answer.rule, Rule::assigned_by_share);
  ASSERT_EQ(told.rules.size(), 2U);
  EXPECT_EQ(told.rules[0].rule, 1U);
  EXPECT_EQ(told.rules[0].failed, AssignmentCondition::postcode);
  EXPECT_TRUE(told.rules[1].decides);
  ASSERT_EQ(told.reps.size(), 6U);
  const Rule why[] = {Rule::none,     Rule::none,          Rule::rep_inactive,
                      Rule::rep_full, Rule::rep_not_a_rep, Rule::unknown_rep};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(told.reps[i].why, why[i]) << told.reps[i].rep;
  EXPECT_EQ(told.reps[0].served, 1U);
  EXPECT_FALSE(told.reps[0].chosen) << "it is bob's turn";
  EXPECT_TRUE(told.reps[1].chosen);
  s.give(commands::RegisterContact{.actor = "root", .key = "b", .country = "AT", .postcode = "1010"});
  EXPECT_EQ(s.assignee_of("b"), "ann");
  EXPECT_EQ(s.contact("b").assigned_by, Rule::assigned_by_territory);
  EXPECT_EQ(s.contact("b").place.text(), "AT--1010");
}

}  // namespace
