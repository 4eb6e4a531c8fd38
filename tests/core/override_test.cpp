// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A manager moves a claim (DOMAIN 5): for the credit to come, visible for ever.
#include <gtest/gtest.h>

#include <string_view>

#include "firstlog/views/claim.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

class Override : public ::testing::Test {
 protected:
  Override() {
    for (string_view rep : {"ana", "ben"}) s.add_actor(rep, Role::rep);
    s.add_actor("max", Role::manager);
    s.add_actor("tea", Role::team_lead);
    s.add_actor("gone", Role::rep, false);
    s.add_contact("c", "ana");
  }
  Outcome move(string_view rep, string_view actor = "max") {
    return s.give(commands::OverrideClaim{.actor = actor, .contact = "c", .rep = rep, .reason = "agreed"});
  }
  void TearDown() override { EXPECT_EQ(difference(s.state(), s.replayed()), ""); }
  Scenario s;
};

TEST_F(Override, MovesTheClaimAndNothingElse) {
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  const ContactRow before = s.contact("c");
  const Outcome outcome = move("ben");
  EXPECT_TRUE(accepts(outcome, Rule::claim_by_manager));
  EXPECT_EQ(s.name(outcome.winner), "ben");
  EXPECT_EQ(outcome.winning_position, s.last().position);
  EXPECT_EQ(outcome.winning_time, s.last().recorded_at);
  EXPECT_EQ(s.claimant_of("c"), "ben");
  EXPECT_EQ(s.contact("c").claim_position, s.last().position);
  EXPECT_EQ(s.contact("c").claimed_at, s.last().recorded_at);
  EXPECT_EQ(s.name(s.last().owner), "ana");
  EXPECT_EQ(s.last().refers_to, before.claim_position);
  ContactRow after = s.contact("c");
  after.last = before.last;
  after.claimant = before.claimant;
  after.claim_position = before.claim_position;
  after.claimed_at = before.claimed_at;
  EXPECT_TRUE(same(before, after));
}

TEST_F(Override, GivesACycleWithoutClaimOne) {
  EXPECT_TRUE(accepts(move("ben"), Rule::claim_by_manager));
  EXPECT_FALSE(s.last().owner.present());
  const Outcome interest = s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  EXPECT_TRUE(accepts(interest, Rule::claim_kept));
  EXPECT_EQ(s.name(s.last().owner), "ana") << "whose entry it would be";
  EXPECT_EQ(s.claimant_of("c"), "ben");
}

TEST_F(Override, RefusesWhoCannotHaveIt) {
  EXPECT_TRUE(refuses(move("gone"), Rule::rep_inactive));
  EXPECT_TRUE(refuses(move("max"), Rule::rep_not_a_rep));
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  EXPECT_TRUE(refuses(move("ana"), Rule::claim_already_held));
  EXPECT_TRUE(refuses(move("ben", "tea"), Rule::role_not_allowed));
  EXPECT_TRUE(refuses(move("ben", "ben"), Rule::role_not_allowed));
}

TEST_F(Override, APendingClosePaysWhoeverHoldsTheClaimWhenItIsApproved) {
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
  EXPECT_TRUE(accepts(move("ben"), Rule::claim_by_manager));
  s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(100)});
  EXPECT_EQ(s.name(s.deal_of("c").credited), "ben");
  EXPECT_TRUE(accepts(move("ana"), Rule::claim_by_manager));
  EXPECT_EQ(s.name(s.deal_of("c").credited), "ben") << "a verified close stays whose it was";
}

TEST_F(Override, ARetractionOfTheOldEntryLeavesItAlone) {
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  const Position entry = s.last().position;
  move("ben");
  const Position moved = s.last().position;
  EXPECT_TRUE(accepts(
      s.give(commands::Retract{.actor = "max", .contact = "c", .refers_to = entry, .reason = "false"})));
  EXPECT_EQ(s.contact("c").claim_position, moved);
}

TEST_F(Override, AssignMovesTheClaimWhereAManagerSaysSo) {
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  EXPECT_TRUE(
      refuses(s.give(commands::Assign{.actor = "tea", .contact = "c", .rep = "ben", .with_claim = true}),
              Rule::role_not_allowed));
  EXPECT_TRUE(accepts(s.give(commands::Assign{.actor = "tea", .contact = "c", .rep = "ben"}),
                      Rule::assigned_explicitly));
  EXPECT_EQ(s.claimant_of("c"), "ana");
  EXPECT_TRUE(accepts(s.give(commands::Assign{.actor = "max", .contact = "c", .rep = "ana"}),
                      Rule::assigned_explicitly));
  const Outcome outcome =
      s.give(commands::Assign{.actor = "max", .contact = "c", .rep = "ben", .with_claim = true});
  EXPECT_TRUE(accepts(outcome, Rule::assigned_explicitly));
  EXPECT_EQ(s.name(outcome.winner), "ben");
  EXPECT_EQ(s.claimant_of("c"), "ben");
  EXPECT_EQ(s.assignee_of("c"), "ben");
  EXPECT_EQ(s.name(s.last().owner), "ana");
}

TEST_F(Override, AssignWithoutAClaimToMoveMovesNone) {
  EXPECT_TRUE(
      accepts(s.give(commands::Assign{.actor = "max", .contact = "c", .rep = "ben", .with_claim = true}),
              Rule::assigned_explicitly));
  EXPECT_FALSE(s.contact("c").claimant.present());
}

// The evidence shows every one of these.
TEST_F(Override, StandsInTheEvidence) {
  const Instant claimed = s.now() - Duration::hours(2);
  s.give(commands::LogInterest{.actor = "ana", .contact = "c", .occurred_at = claimed});
  const Position entry = s.last().position;
  s.give(commands::LogInterest{.actor = "ben", .contact = "c"});
  move("ben");
  const Position moved = s.last().position;
  s.give(commands::Retract{.actor = "max", .contact = "c", .refers_to = entry, .reason = "false"});
  const Position retracted = s.last().position;
  std::vector<Event> history;
  for (const Event& event : s.events())
    if (event.contact.present()) history.push_back(event);
  const ClaimExplanation claim = explain_claim(history);
  EXPECT_EQ(s.name(claim.winner), "ben");
  EXPECT_EQ(claim.winning_position, moved);
  ASSERT_EQ(claim.contenders.size(), 2U);
  EXPECT_TRUE(claim.contenders[0].valid);
  EXPECT_FALSE(claim.contenders[0].wins);
  EXPECT_EQ(claim.contenders[0].retracted_by, retracted);
  EXPECT_EQ(claim.contenders[0].occurred_at, claimed);
  EXPECT_GE(*claim.contenders[0].delay, Duration::hours(2));
  EXPECT_FALSE(claim.contenders[1].valid) << "another rep's contact";
  EXPECT_FALSE(claim.contenders[1].retracted_by.present());
  ASSERT_EQ(claim.changes.size(), 2U);
  EXPECT_EQ(claim.changes[0].kind, EventKind::claim_overridden);
  EXPECT_EQ(s.name(claim.changes[0].from), "ana");
  EXPECT_EQ(s.name(claim.changes[0].to), "ben");
  EXPECT_EQ(claim.changes[0].reason, "agreed");
  EXPECT_EQ(claim.changes[1].kind, EventKind::entry_retracted);
  EXPECT_FALSE(claim.changes[1].moves_claim);
}

}  // namespace
}  // namespace firstlog_test
