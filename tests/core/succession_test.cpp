// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Suspected duplicates are one contact for first-log-wins (DOMAIN 5): when an entry loses its effect, every
// claim that rested on it follows the earliest entry that still counts, on whichever contact it stands.
#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "support/match_keys.hpp"
#include "support/scenario.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

class Succession : public ::testing::Test {
 protected:
  Succession() : Succession(euro_policy()) {}
  explicit Succession(Policy policy) : s(std::move(policy)) {
    for (string_view rep : {"ana", "ben", "cleo"}) s.add_actor(rep, Role::rep);
    s.add_actor("max", Role::manager);
  }

  // A contact of the one business that this test is about.
  void add(string_view key, ActorRef rep = {}) {
    const std::vector<MatchKey> keys = {phone(1)};
    EXPECT_TRUE(s.give(commands::RegisterContact{
                           .actor = "root", .key = key, .rep = rep, .match_keys = keys, .confirm = true})
                    .verdict == Verdict::accepted);
  }
  Position interest(string_view rep, string_view contact) {
    return s.give(commands::LogInterest{.actor = rep, .contact = contact}).position;
  }
  Outcome retract(string_view who, string_view contact, Position entry) {
    return s.give(
        commands::Retract{.actor = who, .contact = contact, .refers_to = entry, .reason = "mistake"});
  }

  Scenario s;
};

TEST_F(Succession, PassesToTheNextValidEntryOnADuplicate) {
  add("a", "ana");
  add("b", "ben");
  const Position first = interest("ana", "a");
  const Position second = interest("ben", "b");
  EXPECT_EQ(s.claimant_of("b"), "") << "contested: the business is ana's";
  const Outcome outcome = retract("max", "a", first);
  EXPECT_TRUE(accepts(outcome, Rule::claim_passed));
  EXPECT_EQ(s.name(outcome.winner), "ben");
  EXPECT_EQ(outcome.winning_position, second);
  EXPECT_EQ(outcome.other, s.state().find(ContactRef("b")));
  EXPECT_EQ(s.claimant_of("b"), "ben");
  EXPECT_EQ(s.contact("b").claim_position, second) << "by his own entry";
  EXPECT_EQ(s.claimant_of("a"), "ben") << "one business, one claim";
  EXPECT_EQ(standing_claim(s.state(), s.state().find(ContactRef("a"))).position, second);
}

TEST_F(Succession, ACopyFollowsTheEntryThatItWasCopiedFrom) {
  add("a", "ana");
  add("b", "ben");
  add("c", "cleo");
  const Position first = interest("ana", "a");
  // A manager's close implies ben's interest, but the credit is ana's.
  EXPECT_TRUE(accepts(s.give(commands::LogClose{.actor = "max", .contact = "b", .amount = eur(100)}),
                      Rule::claim_kept));
  EXPECT_EQ(s.claimant_of("b"), "ana");
  EXPECT_TRUE(accepts(s.give(commands::WithdrawClose{.actor = "ben", .contact = "b"})));
  interest("cleo", "c");
  EXPECT_TRUE(accepts(retract("max", "a", first), Rule::claim_passed));
  for (string_view key : {"a", "b"}) EXPECT_EQ(s.claimant_of(key), "ben") << key;
  EXPECT_EQ(s.claimant_of("c"), "") << "contested then and later; the business is ben's";
}

TEST_F(Succession, NobodyElseEnteredAndAllCopiesEnd) {
  add("a", "ana");
  add("b", "ana");
  const Position first = interest("ana", "a");
  const Position own = interest("ana", "b");
  EXPECT_EQ(s.claimant_of("b"), "ana");
  EXPECT_TRUE(accepts(retract("max", "a", first), Rule::claim_passed)) << "to her own entry on the other one";
  EXPECT_EQ(s.claimant_of("b"), "ana");
  EXPECT_EQ(s.contact("b").claim_position, own);
  EXPECT_TRUE(accepts(retract("max", "b", own), Rule::claim_dropped));
  EXPECT_EQ(s.claimant_of("a"), "");
  EXPECT_EQ(s.claimant_of("b"), "");
}

TEST_F(Succession, ALaterEntryOfItsOwnComesBackWhenTheFollowedOneIsRetractedToo) {
  Policy policy = euro_policy();
  policy.claim_by = ClaimBy::any_rep;
  ASSERT_TRUE(accepts(
      s.give(commands::AdoptPolicy{.actor = "root", .document = "next"}, s.compile(std::move(policy)))));
  add("a", "ana");
  add("b", "ben");
  const Position first = interest("ana", "a");
  const Position second = interest("ben", "b");
  const Position third = interest("cleo", "a");
  EXPECT_TRUE(accepts(retract("max", "a", first), Rule::claim_passed));
  EXPECT_EQ(s.claimant_of("a"), "ben") << "before cleo";
  EXPECT_TRUE(accepts(retract("max", "b", second), Rule::claim_passed));
  EXPECT_EQ(s.claimant_of("a"), "cleo");
  EXPECT_EQ(s.contact("a").claim_position, third);
  EXPECT_EQ(s.claimant_of("b"), "cleo");
}

TEST_F(Succession, AClaimOfItsOwnFromBeforeTheyWereOneBusinessStays) {
  add("a", "ana");
  s.add_contact("b", "ben");
  const Position first = interest("ana", "a");
  interest("ben", "b");
  const std::vector<MatchKey> keys = {phone(1)};
  s.give(commands::ChangeContact{.actor = "root", .contact = "b", .match_keys = keys});
  EXPECT_TRUE(accepts(retract("max", "a", first), Rule::claim_passed));
  EXPECT_EQ(s.claimant_of("a"), "ben");
  EXPECT_EQ(s.claimant_of("b"), "ben");
}

TEST_F(Succession, ItsOwnActorCannotTakeBackWhatADuplicateRestsOn) {
  add("a", "ana");
  add("b", "ben");
  const Position first = interest("ana", "a");
  interest("ben", "b");
  EXPECT_TRUE(refuses(s.give(commands::Retract{.actor = "ana", .contact = "a", .refers_to = first}),
                      Rule::entry_has_consequences));
}

TEST_F(Succession, ACloseOnADuplicateIsNotLeftWithoutOwner) {
  add("a", "ana");
  add("b", "ana");
  const Position first = interest("ana", "a");
  s.give(commands::LogClose{.actor = "max", .contact = "b", .amount = eur(100)});
  ASSERT_EQ(s.claimant_of("b"), "ana");
  const Position copy = s.contact("b").claim_position;
  EXPECT_TRUE(accepts(s.give(commands::Approve{.actor = "root", .contact = "b", .amount = eur(100)})));
  // Ana's entry on a pays the close on b, and nobody but ana has entered.
  EXPECT_TRUE(refuses(retract("max", "a", first), Rule::entry_pays_close));
  EXPECT_EQ(s.contact("b").claim_position, copy);
}

TEST_F(Succession, AWarmContactCountsWhereTheClaimWent) {
  add("a", "ana");
  add("b", "ben");
  const Position first = interest("ana", "a");
  interest("ben", "b");
  retract("max", "a", first);
  const Event& followed = *std::find_if(s.events().begin(), s.events().end(), [](const Event& event) {
    return event.kind == EventKind::claim_followed && event.claim.present();
  });
  EXPECT_EQ(s.name(followed.rep), "ben");
  EXPECT_EQ(followed.contact, s.state().find(ContactRef("b")));
}

}  // namespace
}  // namespace firstlog_test
