// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Merging two contacts of one business, and undoing that.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "firstlog/core/cluster.hpp"
#include "firstlog/core/command_table.hpp"
#include "support/match_keys.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

// "a" is ana's, "b" ben's; neither knows of the other.
class Merging : public ::testing::Test {
 protected:
  Merging() {
    for (std::string_view rep : {"ana", "ben", "cleo"}) s.add_actor(rep, Role::rep);
    s.add_contact("a", "ana");
    s.add_contact("b", "ben");
  }
  ~Merging() override { EXPECT_EQ(difference(s.replayed(), s.state()), ""); }

  Outcome merge(std::string_view survivor, std::string_view absorbed) {
    return s.give(commands::Merge{.actor = "root", .contact = survivor, .other = absorbed, .reason = "same"});
  }
  Outcome unmerge(std::string_view survivor, const Outcome& merged) {
    return s.give(commands::Unmerge{
        .actor = "root", .contact = survivor, .refers_to = merged.position, .reason = "differ"});
  }
  ContactId id(std::string_view key) { return s.state().find(ContactRef(key)); }
  Outcome interest(std::string_view who, std::string_view contact) {
    return s.give(commands::LogInterest{.actor = who, .contact = contact});
  }
  Outcome callback(std::string_view who, std::string_view contact, int hours = 5) {
    return s.give(commands::ScheduleCallback{
        .actor = who, .contact = contact, .due = s.now() + Duration::hours(hours)});
  }
  Outcome close(std::string_view who, std::string_view contact) {
    return s.give(commands::LogClose{.actor = who, .contact = contact, .amount = eur(1000)});
  }
  Outcome approve(std::string_view contact) {
    return s.give(commands::Approve{.actor = "root", .contact = contact, .amount = eur(1000)});
  }
  void lose(std::string_view who, std::string_view contact) {
    EXPECT_TRUE(accepts(s.give(commands::MarkNotInterested{.actor = who, .contact = contact})));
  }
  const ActorRow& actor(std::string_view key) { return s.state().actor(s.actor(key)); }

  Scenario s;
};

TEST_F(Merging, MakesOneContactOfTwo) {
  const Outcome outcome = merge("a", "b");
  EXPECT_TRUE(accepts(outcome));
  EXPECT_EQ(outcome.contact, id("a"));
  EXPECT_EQ(outcome.other, id("b"));
  EXPECT_EQ(outcome.event_count, 1U);
  EXPECT_EQ(s.last().kind, EventKind::contacts_merged);
  EXPECT_EQ(s.last().reason, "same");
  EXPECT_EQ(survivor_of(s.state(), id("b")), id("a"));
  EXPECT_EQ(cluster_members(s.state(), id("a")), (std::vector{id("a"), id("b")}));
  EXPECT_EQ(s.assignee_of("a"), "ana");
  EXPECT_EQ(s.assignee_of("b"), "");
  EXPECT_EQ(actor("ben").contacts, 0U);
  EXPECT_EQ(actor("ben").open, 0U);
}

TEST_F(Merging, TheAbsorbedContactRefusesAndNamesTheSurvivor) {
  s.add_contact("c");
  merge("b", "c");
  merge("a", "b");
  const Instant later = s.now() + Duration::hours(1);
  const Command refused[] = {
      commands::Assign{.actor = "root", .contact = "c", .rep = "ana"},
      commands::Take{.actor = "ben", .contact = "c"},
      commands::LogInterest{.actor = "ben", .contact = "c"},
      commands::ScheduleCallback{.actor = "ben", .contact = "c", .due = later},
      commands::LogClose{.actor = "root", .contact = "c", .amount = eur(1)},
      commands::Approve{.actor = "root", .contact = "c", .amount = eur(1)},
      commands::Reopen{.actor = "root", .contact = "c", .reason = "r"},
      commands::LogActivity{.actor = "ben", .contact = "c", .inbound = true},
      commands::AddNote{.actor = "ben", .contact = "c", .personal = as_bytes("n")},
      commands::Merge{.actor = "root", .contact = "c", .other = "a", .reason = "r"},
      commands::Merge{.actor = "root", .contact = "a", .other = "c", .reason = "r"},
      commands::SetParent{.actor = "root", .contact = "c", .other = "a"},
      commands::SetParent{.actor = "root", .contact = "a", .other = "c"},
  };
  for (const Command& command : refused) {
    const Outcome outcome = s.give(command);
    EXPECT_TRUE(refuses(outcome, Rule::merged_away)) << name_of(command.kind);
    EXPECT_EQ(outcome.other, id("a")) << "who absorbed whoever absorbed it";
    EXPECT_EQ(s.last().other, id("a"));
  }
  // Do not call: at any moment, and lifted where it was given.
  EXPECT_TRUE(accepts(s.give(commands::Suppress{.actor = "ben", .contact = "c", .reason = "asked"})));
  EXPECT_TRUE(accepts(s.give(commands::LiftSuppression{
      .actor = "root", .contact = "c", .reason = "consent", .personal = as_bytes("form")})));
}

TEST_F(Merging, IsRefusedWithARuleEach) {
  EXPECT_TRUE(refuses(merge("a", "a"), Rule::merge_with_itself));
  const Outcome merged = merge("a", "b");
  EXPECT_TRUE(refuses(merge("a", "b"), Rule::merged_away));
  Outcome nothing;
  nothing.position = Position(1);
  EXPECT_TRUE(refuses(unmerge("a", nothing), Rule::not_a_merge));
  nothing.position = Position(100000);
  EXPECT_TRUE(refuses(unmerge("a", nothing), Rule::not_a_merge));
  s.add_contact("c");
  EXPECT_TRUE(refuses(unmerge("c", merged), Rule::not_a_merge)) << "not the contact that survived it";
  const Outcome second = merge("a", "c");
  const Outcome older = unmerge("a", merged);
  EXPECT_TRUE(refuses(older, Rule::newer_merge));
  EXPECT_EQ(older.other, id("c"));
  EXPECT_TRUE(accepts(unmerge("a", second)));
  EXPECT_TRUE(refuses(unmerge("a", second), Rule::already_unmerged));
  EXPECT_TRUE(accepts(unmerge("a", merged)));
  EXPECT_TRUE(refuses(unmerge("a", merged), Rule::already_unmerged));
  EXPECT_EQ(survivor_of(s.state(), id("b")), id("b"));
  EXPECT_EQ(s.assignee_of("b"), "ben");
  EXPECT_EQ(s.contact("b").assigned_by, Rule::assigned_by_merge);
}

// ---- which state survives ---------------------------------------------------------------------------

// Brings the contact to a state by name.
void bring(Scenario& s, std::string_view contact, std::string_view rep, std::string_view to) {
  const Instant soon = s.now() + Duration::hours(7);
  auto done = [](const Outcome& outcome) { EXPECT_EQ(outcome.verdict, Verdict::accepted); };
  if (to == "interested") done(s.give(commands::LogInterest{.actor = rep, .contact = contact}));
  if (to == "callback_scheduled")
    done(s.give(commands::ScheduleCallback{.actor = rep, .contact = contact, .due = soon}));
  if (to == "not_interested") done(s.give(commands::MarkNotInterested{.actor = rep, .contact = contact}));
  if (to == "unworkable")
    done(s.give(commands::MarkUnworkable{.actor = rep, .contact = contact, .reason = "gone"}));
  if (to == "pending_verification" || to == "verified_close")
    done(s.give(commands::LogClose{.actor = rep, .contact = contact, .amount = eur(1000)}));
  if (to == "verified_close")
    done(s.give(commands::Approve{.actor = "root", .contact = contact, .amount = eur(900)}));
}

TEST(MergedStates, TheStrongestSurvivesWhicheverContactDoes) {
  // Strongest first; the last two are equally lost.
  const std::string_view states[] = {
      "verified_close", "pending_verification", "callback_scheduled", "interested", "new", "not_interested",
      "unworkable"};
  const int ranks[] = {5, 4, 3, 2, 1, 0, 0};
  for (std::size_t x = 0; x < 7; ++x)
    for (std::size_t y = 0; y < 7; ++y) {
      SCOPED_TRACE(std::string(states[x]) + " absorbs " + std::string(states[y]));
      Scenario s;
      s.add_actor("ana", Role::rep);
      s.add_actor("ben", Role::rep);
      s.add_contact("a", "ana");
      s.add_contact("b", "ben");
      bring(s, "a", "ana", states[x]);
      bring(s, "b", "ben", states[y]);
      const ContactRow before_a = s.contact("a");
      const ContactRow before_b = s.contact("b");
      const Outcome merged =
          s.give(commands::Merge{.actor = "root", .contact = "a", .other = "b", .reason = "same"});
      if (states[x] == "pending_verification" && states[y] == states[x]) {
        EXPECT_TRUE(refuses(merged, Rule::pending_on_both));
        continue;
      }
      const bool double_sale = x == 0 && y == 0;
      ASSERT_TRUE(accepts(merged, double_sale ? Rule::possible_double_sale : Rule::none));
      const bool takes = ranks[y] > ranks[x];
      const ContactRow& a = s.contact("a");
      EXPECT_EQ(s.state().policy().state(a.state).name, takes ? states[y] : states[x]);
      EXPECT_EQ(a.state, merged.state);
      EXPECT_EQ(a.deal, takes ? before_b.deal : before_a.deal);
      EXPECT_EQ(a.deal, merged.deal);
      EXPECT_EQ(s.assignee_of("a"), takes ? "ben" : "ana");
      EXPECT_EQ(a.assignee, merged.rep);
      EXPECT_EQ(a.due, takes ? before_b.due : before_a.due);
      // The claim follows a won state, else the earlier entry wins, which is ana's.
      const bool bens = takes ? states[y] == "verified_close" || !before_a.claimant.present()
                              : states[x] != "verified_close" && !before_a.claimant.present();
      EXPECT_EQ(a.claim_position, bens ? before_b.claim_position : before_a.claim_position);
      // No deal is lost: each is its contact's, and none earns other than before.
      for (std::uint32_t deal = 1; deal <= s.state().deal_count(); ++deal) {
        const DealRow& row = s.state().deal(DealId(deal));
        EXPECT_EQ(s.state().contact(row.contact).deal, DealId(deal));
        if (row.status == CloseStatus::verified) {
          EXPECT_EQ(row.credited, s.actor(deal == 2 || (x > 1 && y < 2) ? "ben" : "ana"));
        }
      }
      EXPECT_EQ(s.state().organisation().pending, (states[x] == "pending_verification" ? 1U : 0U) +
                                                      (states[y] == "pending_verification" ? 1U : 0U));
      const std::string_view callback = "callback_scheduled";
      const std::uint32_t callbacks_of_a = s.state().policy().state(a.state).name == callback ? 1 : 0;
      EXPECT_EQ(s.state().actor(a.assignee).callbacks, callbacks_of_a);
      EXPECT_EQ(difference(s.replayed(), s.state()), "");

      // Undone at once, everything is as it was.
      const Outcome undone = s.give(commands::Unmerge{
          .actor = "root", .contact = "a", .refers_to = merged.position, .reason = "differ"});
      ASSERT_TRUE(accepts(undone));
      ContactRow after_a = s.contact("a");
      ContactRow after_b = s.contact("b");
      EXPECT_EQ(undone.state, after_a.state);
      EXPECT_EQ(undone.rep, after_a.assignee);
      EXPECT_EQ(undone.deal, after_a.deal);
      EXPECT_EQ(undone.winner, after_a.claimant);
      for (auto [after, before] : {std::pair(&after_a, &before_a), std::pair(&after_b, &before_b)}) {
        // What only says when and how the assignment came.
        after->last = before->last;
        after->kin = before->kin;
        after->assigned_by = before->assigned_by;
        after->assigned_since = before->assigned_since;
        after->previous_assignee = before->previous_assignee;
        EXPECT_TRUE(same(*after, *before));
      }
      EXPECT_EQ(s.state().organisation().pending, (states[x] == "pending_verification" ? 1U : 0U) +
                                                      (states[y] == "pending_verification" ? 1U : 0U));
      EXPECT_EQ(cluster_size(s.state(), s.state().find(ContactRef("a"))), 1U);
      EXPECT_EQ(difference(s.replayed(), s.state()), "");
    }
}

// ---- what goes on after a merge ---------------------------------------------------------------------

TEST_F(Merging, APendingCloseIsDecidedOnTheSurvivor) {
  close("ben", "b");
  const DealId deal = s.contact("b").deal;
  const Outcome merged = merge("a", "b");
  EXPECT_EQ(merged.event_count, 2U) << "and ben, whose close it is, becomes the assignee";
  EXPECT_EQ(s.last().kind, EventKind::assigned);
  EXPECT_EQ(s.last().rule, Rule::assigned_by_merge);
  EXPECT_TRUE(refuses(approve("b"), Rule::merged_away));
  EXPECT_TRUE(accepts(approve("a")));
  EXPECT_EQ(s.deal_of("a").status, CloseStatus::verified);
  EXPECT_EQ(s.deal_of("a").credited, s.actor("ben"));
  EXPECT_EQ(s.contact("a").deal, deal);
  EXPECT_EQ(s.state().organisation().pending, 0U);
}

TEST_F(Merging, ACloseThatStaysBehindIsDecidedThere) {
  close("ana", "a");
  approve("a");
  close("ben", "b");
  merge("a", "b");
  EXPECT_EQ(s.contact("a").state, verified_close);
  EXPECT_EQ(s.state().organisation().pending, 1U);
  EXPECT_TRUE(accepts(approve("b")));
  EXPECT_EQ(s.last().rep, s.actor("ben"));
  EXPECT_TRUE(refuses(approve("b"), Rule::merged_away)) << "nothing is pending there any more";
}

TEST_F(Merging, TheCallbackComesOnTheSurvivorAndNotOnTheOther) {
  callback("ben", "b", 5);
  merge("a", "b");
  EXPECT_EQ(s.assignee_of("a"), "ben");
  EXPECT_EQ(actor("ben").callbacks, 1U);
  s.pass(Duration::hours(6));
  s.advance();
  EXPECT_TRUE(s.contact("a").overdue);
  EXPECT_EQ(s.last().contact, id("a"));
  EXPECT_EQ(s.contact("b").due_kind, DueKind::none);
}

TEST_F(Merging, OfTwoCallbacksTheEarlierIsKept) {
  callback("ana", "a", 9);
  const Instant earlier = s.now() + Duration::hours(5);
  callback("ben", "b", 5);
  merge("a", "b");
  EXPECT_EQ(s.contact("a").due, earlier);
  EXPECT_EQ(s.assignee_of("a"), "ana");
  s.pass(Duration::hours(6));
  s.advance();
  EXPECT_TRUE(s.contact("a").overdue);
}

TEST_F(Merging, TheEarlierClaimWinsAndPaysAPendingClose) {
  const Outcome first = interest("ana", "a");
  close("ben", "b");
  const Outcome merged = merge("a", "b");
  EXPECT_EQ(merged.winner, s.actor("ana"));
  EXPECT_EQ(merged.winning_position, first.position);
  EXPECT_EQ(s.assignee_of("a"), "ben") << "who has the close that waits";
  approve("a");
  EXPECT_EQ(s.deal_of("a").credited, s.actor("ana"));
}

TEST_F(Merging, AnEarlierClaimMovesToTheSurvivor) {
  const Outcome first = interest("ben", "b");
  interest("ana", "a");
  const Outcome merged = merge("a", "b");
  EXPECT_EQ(merged.winner, s.actor("ben"));
  EXPECT_EQ(merged.winning_position, first.position);
  EXPECT_EQ(s.claimant_of("a"), "ben");
  EXPECT_EQ(s.contact("a").claimed_at, first.recorded_at);
  const Event& event = s.last();
  EXPECT_TRUE(has(event.flags, EventFlag::moves_claim));
  EXPECT_EQ(event.rep, s.actor("ben"));
  EXPECT_EQ(event.claim, first.position);
  EXPECT_EQ(event.effective_at, first.recorded_at);
  EXPECT_TRUE(contests(interest("ana", "a"), Rule::first_log_wins));
}

TEST_F(Merging, NobodyIsPaidTwiceAndAPossibleDoubleSaleIsTold) {
  close("ana", "a");
  approve("a");
  close("ben", "b");
  approve("b");
  const Outcome merged = merge("a", "b");
  EXPECT_TRUE(accepts(merged, Rule::possible_double_sale));
  EXPECT_EQ(s.last().rule, Rule::possible_double_sale);
  EXPECT_EQ(s.state().deal(DealId(1)).credited, s.actor("ana"));
  EXPECT_EQ(s.state().deal(DealId(2)).credited, s.actor("ben"));
  EXPECT_EQ(s.claimant_of("a"), "ana");
}

TEST_F(Merging, TwoClosesOfOneRepMayWaitTogether) {
  s.add_contact("c", "ana");
  close("ana", "a");
  close("ana", "c");
  EXPECT_TRUE(accepts(merge("a", "c")));
  EXPECT_TRUE(accepts(approve("a")));
  EXPECT_TRUE(accepts(s.give(commands::Reject{.actor = "root", .contact = "c", .reason = "same sale"})));
  EXPECT_EQ(s.contact("c").due_kind, DueKind::none);
  EXPECT_EQ(s.state().organisation().pending, 0U);
}

TEST_F(Merging, TheLatestConnectIsOfTheBusiness) {
  s.give(commands::LogActivity{.actor = "ben", .contact = "b", .disposition = Disposition::connect});
  const Instant connected = s.contact("b").last_connect_at;
  merge("a", "b");
  EXPECT_EQ(s.contact("a").last_connect_at, connected);
  EXPECT_EQ(s.contact("a").last_connect_by, s.actor("ben"));
}

TEST_F(Merging, JoinsTheClustersAndUndoneParts) {
  const std::vector<MatchKey> one{phone(1)};
  const std::vector<MatchKey> two{phone(2)};
  for (auto [key, keys] :
       {std::pair("x", &one), std::pair("x2", &one), std::pair("y", &two), std::pair("y2", &two)})
    s.give(commands::RegisterContact{.actor = "root", .key = key, .match_keys = *keys});
  const Outcome merged = merge("x2", "y2");
  EXPECT_EQ(cluster_size(s.state(), id("x")), 4U);
  EXPECT_EQ(cluster_of(s.state(), id("y")), id("x"));
  unmerge("x2", merged);
  EXPECT_EQ(cluster_members(s.state(), id("x")), (std::vector{id("x"), id("x2")}));
  EXPECT_EQ(cluster_members(s.state(), id("y")), (std::vector{id("y"), id("y2")}));
}

// ---- undone after something happened ----------------------------------------------------------------

TEST_F(Merging, WhatHappenedSinceStaysWithTheSurvivor) {
  const Outcome claimed = interest("ben", "b");
  const Outcome merged = merge("a", "b");
  EXPECT_EQ(s.claimant_of("a"), "ben");
  close("ben", "a");
  approve("a");
  const Outcome undone = unmerge("a", merged);
  EXPECT_TRUE(accepts(undone));
  EXPECT_EQ(s.contact("a").state, verified_close);
  EXPECT_EQ(s.claimant_of("a"), "ben");
  EXPECT_EQ(s.contact("a").claim_position, claimed.position);
  EXPECT_EQ(s.assignee_of("a"), "ben");
  // The other comes back with what is left: the state that the survivor had, and not the same claim again.
  EXPECT_EQ(s.contact("b").state, fresh);
  EXPECT_EQ(s.claimant_of("b"), "");
  EXPECT_EQ(s.assignee_of("b"), "ben");
  EXPECT_TRUE(accepts(interest("ben", "b"), Rule::claim_established));
}

TEST_F(Merging, NotesAndTouchesDoNotCountAsMoves) {
  interest("ben", "b");
  const Outcome merged = merge("a", "b");
  s.give(commands::AddNote{.actor = "ben", .contact = "a", .personal = as_bytes("n")});
  s.give(commands::LogActivity{.actor = "ben", .contact = "a", .disposition = Disposition::connect});
  unmerge("a", merged);
  EXPECT_EQ(s.contact("a").state, fresh);
  EXPECT_EQ(s.claimant_of("a"), "");
  EXPECT_EQ(s.assignee_of("a"), "ana");
  EXPECT_EQ(s.contact("a").attempts, 1U);
  EXPECT_EQ(s.contact("b").state, interested);
  EXPECT_EQ(s.claimant_of("b"), "ben");
}

TEST_F(Merging, AnAssigneeGivenSinceStays) {
  interest("ben", "b");
  const Outcome merged = merge("a", "b");
  s.give(commands::Assign{.actor = "root", .contact = "a", .rep = "cleo"});
  const Outcome undone = unmerge("a", merged);
  EXPECT_EQ(s.assignee_of("a"), "cleo");
  EXPECT_EQ(undone.rep, s.actor("cleo"));
  EXPECT_EQ(s.contact("a").state, fresh);
}

TEST_F(Merging, NobodyInactiveIsAssignedByItsUndoing) {
  interest("ben", "b");
  const Outcome merged = merge("a", "b");
  for (std::string_view rep : {"ana", "ben"})
    s.give(commands::ChangeActor{.actor = "root", .rep = rep, .active = false});
  EXPECT_TRUE(accepts(unmerge("a", merged)));
  EXPECT_EQ(s.last().kind, EventKind::released);
  EXPECT_EQ(s.assignee_of("a"), "");
  EXPECT_EQ(s.assignee_of("b"), "");
}

TEST_F(Merging, ARecyclingThatCameWhileAwayComesAfterwards) {
  lose("ben", "b");
  const Outcome merged = merge("a", "b");
  s.advance_to("2026-06-01T00:00:00Z");
  EXPECT_EQ(s.contact("b").cycle, 1U) << "nothing is due on a contact that is away";
  unmerge("a", merged);
  EXPECT_EQ(s.contact("b").due_kind, DueKind::recycle);
  s.advance();
  EXPECT_EQ(s.contact("b").cycle, 2U);
}

TEST_F(Merging, ACallbackWhoseTimeWasLostIsDueAtOnce) {
  s.give(commands::Release{.actor = "root", .contact = "b"});
  s.give(commands::Assign{.actor = "root", .contact = "b", .rep = "ana"});
  callback("ana", "b");
  close("ana", "b");
  close("ana", "a");
  approve("a");
  const Outcome merged = merge("a", "b");
  s.give(commands::Reject{.actor = "root", .contact = "b", .reason = "same sale"});
  EXPECT_EQ(s.contact("b").state, callback_scheduled);
  EXPECT_EQ(s.contact("b").due_kind, DueKind::none);
  unmerge("a", merged);
  EXPECT_EQ(s.contact("b").due_kind, DueKind::callback);
  s.advance();
  EXPECT_TRUE(s.contact("b").overdue);
}

// ---- events that cannot follow ----------------------------------------------------------------------

TEST_F(Merging, EventsThatCannotFollowAreRefused) {
  s.add_contact("c");
  const Outcome merged = merge("a", "b");
  Events events;
  auto next = [&](const Command& command, const Event* referred = nullptr) {
    decide(s.state(), command, s.state().policy(), s.now(), events, {.referred = referred});
    Event event = events[0];
    event.position = s.state().organisation().head.plus(1);
    event.recorded_at = s.now();
    return event;
  };
  auto follows = [&](const Event& event) {
    State branch(&s.state());
    const bool did = evolve(branch, event);
    if (!did) {
      EXPECT_EQ(difference(branch, s.state()), "");
    }
    return did;
  };
  const Event merges = next(commands::Merge{.actor = "root", .contact = "a", .other = "c", .reason = "r"});
  EXPECT_TRUE(follows(merges));
  auto spoilt = [&](Event event, auto spoil) {
    spoil(event);
    return follows(event);
  };
  EXPECT_FALSE(spoilt(merges, [](Event& e) { e.other = ContactId(); }));
  EXPECT_FALSE(spoilt(merges, [](Event& e) { e.other = e.contact; }));
  EXPECT_FALSE(spoilt(merges, [&](Event& e) { e.other = id("b"); }));
  EXPECT_FALSE(spoilt(merges, [](Event& e) { e.other = ContactId(99); }));
  EXPECT_FALSE(spoilt(merges, [&](Event& e) { e.contact = id("b"); }));
  EXPECT_FALSE(spoilt(merges, [](Event& e) { e.deal = DealId(1); }));
  EXPECT_FALSE(spoilt(merges, [](Event& e) { e.state_to = verified_close; }));
  EXPECT_FALSE(spoilt(merges, [](Event& e) { e.state_to = 99; }));
  const Event* referred = nullptr;
  for (const Event& event : s.events())
    if (event.position == merged.position) referred = &event;
  const Event undoes =
      next(commands::Unmerge{.actor = "root", .contact = "a", .refers_to = merged.position, .reason = "r"},
           referred);
  ASSERT_EQ(undoes.kind, EventKind::contacts_unmerged);
  EXPECT_TRUE(follows(undoes));
  EXPECT_FALSE(spoilt(undoes, [](Event& e) { e.refers_to = Position(1); }));
  EXPECT_FALSE(spoilt(undoes, [&](Event& e) { e.other = id("c"); }));
  EXPECT_FALSE(spoilt(undoes, [&](Event& e) { e.contact = id("c"); }));
  const Event parent = next(commands::SetParent{.actor = "root", .contact = "a", .other = "c"});
  EXPECT_TRUE(follows(parent));
  EXPECT_FALSE(spoilt(parent, [](Event& e) { e.other = e.contact; }));
  EXPECT_FALSE(spoilt(parent, [](Event& e) { e.other = ContactId(99); }));
  Event suspected = parent;
  suspected.kind = EventKind::duplicates_suspected;
  EXPECT_FALSE(follows(suspected)) << "they share nothing";
  suspected.other = id("b");
  EXPECT_TRUE(follows(suspected));
  const Event bars = next(commands::Suppress{.actor = "ana", .contact = "a", .reason = "asked"});
  EXPECT_TRUE(follows(bars));
  EXPECT_FALSE(spoilt(bars, [](Event& e) { e.scope = static_cast<SuppressionScope>(4); }));
  Event lifts = bars;
  lifts.kind = EventKind::suppression_lifted;
  EXPECT_FALSE(follows(lifts)) << "nothing to lift";
}

}  // namespace
}  // namespace firstlog_test
