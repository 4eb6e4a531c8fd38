// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A rep leaves: everything that was his is handed on in one step (DOMAIN 10).
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

// Reps ana, ben, cem; ana's contacts stand in every state, and cem has one that she claimed.
struct Leaving : Scenario {
  explicit Leaving(Policy policy = euro_policy()) : Scenario(std::move(policy)) {
    for (const char* rep : {"ana", "ben", "cem"}) add_actor(rep, Role::rep);
    for (const char* key :
         {"new", "interested", "callback", "pending", "won", "lost", "moved", "pooled", "cems"})
      add_contact(key, "ana");
    for (const char* key : {"interested", "moved", "pooled", "lost"})
      give(commands::LogInterest{.actor = "ana", .contact = key});
    due = now() + Duration::hours(30);
    give(commands::ScheduleCallback{.actor = "ana", .contact = "callback", .due = due});
    for (const char* key : {"pending", "won"})
      give(commands::LogClose{.actor = "ana", .contact = key, .amount = eur(10000)});
    give(commands::Approve{.actor = "root", .contact = "won", .amount = eur(10000)});
    give(commands::MarkNotInterested{.actor = "ana", .contact = "lost"});
    give(commands::Assign{.actor = "root", .contact = "moved", .rep = "cem"});
    give(commands::Release{.actor = "ana", .contact = "pooled"});
    give(commands::Assign{.actor = "root", .contact = "cems", .rep = "cem"});
    give(commands::LogInterest{.actor = "cem", .contact = "cems"});
  }
  Outcome depart(std::string_view rep = "ana", std::span<const ActorRef> successors = {}) {
    return give(commands::Depart{.actor = "root", .rep = rep, .successors = successors, .reason = "left"});
  }
  Instant due;
};

TEST(Departure, HandsEveryContactOnInTurn) {
  Leaving s;
  const std::size_t before = s.events().size();
  const ActorRef successors[] = {"ben", "cem"};
  const Outcome outcome = s.depart("ana", successors);
  EXPECT_TRUE(accepts(outcome));
  EXPECT_EQ(s.name(outcome.rep), "ana");
  EXPECT_FALSE(outcome.contact.present());
  // departed, then one event per contact, by contact.
  ASSERT_EQ(s.events().size() - before, 9U);
  const Event& departed = s.events()[before];
  EXPECT_EQ(departed.kind, EventKind::departed);
  EXPECT_EQ(departed.rep, s.actor("ana"));
  EXPECT_EQ(departed.reason, "left");
  EXPECT_EQ(departed.until, day("2026-01-05"));
  ContactId last;
  for (std::size_t i = before + 1; i < s.events().size(); ++i) {
    const Event& event = s.events()[i];
    EXPECT_EQ(event.kind, EventKind::assigned);
    EXPECT_EQ(event.rule, Rule::assigned_on_departure);
    EXPECT_EQ(event.refers_to, departed.position);
    EXPECT_LT(last, event.contact);
    last = event.contact;
  }
  EXPECT_EQ(s.assignee_of("new"), "ben");
  EXPECT_EQ(s.assignee_of("interested"), "cem");
  EXPECT_EQ(s.assignee_of("callback"), "ben");
  EXPECT_EQ(s.assignee_of("pending"), "cem");
  EXPECT_EQ(s.assignee_of("won"), "ben");
  EXPECT_EQ(s.assignee_of("lost"), "cem");
  EXPECT_EQ(s.assignee_of("moved"), "cem") << "it was his already";
  EXPECT_EQ(s.assignee_of("pooled"), "");
  EXPECT_EQ(s.assignee_of("cems"), "cem");
  EXPECT_FALSE(s.state().actor(s.actor("ana")).active);
  EXPECT_EQ(s.state().actor(s.actor("ana")).contacts, 0U);
  EXPECT_EQ(s.state().actor(s.actor("ana")).open, 0U);
  EXPECT_EQ(s.state().actor(s.actor("ana")).callbacks, 0U);
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Departure, ClaimsGoWithTheContactsButOnWhatWasSold) {
  Leaving s;
  const Position entered = s.contact("interested").claim_position;
  const Instant claimed = s.contact("interested").claimed_at;
  const ActorRef successors[] = {"ben"};
  s.depart("ana", successors);
  EXPECT_EQ(s.claimant_of("interested"), "ben");
  EXPECT_EQ(s.contact("interested").claim_position, entered) << "the entry is still the one";
  EXPECT_EQ(s.contact("interested").claimed_at, claimed);
  EXPECT_EQ(s.claimant_of("callback"), "ben");
  EXPECT_EQ(s.claimant_of("lost"), "ben");
  EXPECT_EQ(s.claimant_of("pending"), "ana") << "she sold it";
  EXPECT_EQ(s.claimant_of("won"), "ana");
  EXPECT_EQ(s.claimant_of("moved"), "cem") << "who works it already";
  EXPECT_EQ(s.claimant_of("pooled"), "") << "nobody works it: the claim ends";
  EXPECT_EQ(s.claimant_of("cems"), "cem");
  // Approved after she left: hers.
  EXPECT_TRUE(
      accepts(s.give(commands::Approve{.actor = "root", .contact = "pending", .amount = eur(10000)})));
  EXPECT_EQ(s.deal_of("pending").credited, s.actor("ana"));
  // The next valid entry owns what nobody does.
  EXPECT_TRUE(accepts(s.give(commands::ScheduleCallback{
                          .actor = "cem", .contact = "pooled", .due = s.now() + Duration::hours(1)}),
                      Rule::claim_from_pool));
  EXPECT_EQ(s.claimant_of("pooled"), "cem");
}

TEST(Departure, LeavesCallbacksAndLocksAsTheyAre) {
  Leaving s;
  const ActorRef successors[] = {"ben"};
  s.depart("ana", successors);
  const ContactRow& row = s.contact("callback");
  EXPECT_EQ(row.state, callback_scheduled);
  EXPECT_EQ(row.due, s.due);
  EXPECT_EQ(row.due_kind, DueKind::callback);
  EXPECT_EQ(s.state().actor(s.actor("ben")).callbacks, 1U);
  EXPECT_TRUE(refuses(s.give(commands::LogClose{.actor = "cem", .contact = "callback", .amount = eur(100)}),
                      Rule::not_assignee));
  s.set_clock(s.due + Duration::hours(1));
  s.advance();
  EXPECT_TRUE(s.contact("callback").overdue) << "it falls due as agreed";
  EXPECT_EQ(s.back(0).rep, s.actor("ben"));
}

TEST(Departure, WithoutSuccessorsAsksTheRules) {
  Policy policy = euro_policy();
  policy.assignment.resize(2);
  policy.assignment[0].niche = "bakery";
  policy.assignment[0].rep = "ana";
  policy.assignment[1].reps = {{"ana"}, {"ben", 1, 2}, {"cem", 2}};
  Scenario s(policy);
  for (const char* rep : {"ana", "ben", "cem"}) s.add_actor(rep, Role::rep);
  s.give(commands::RegisterContact{.actor = "root", .key = "baker", .niche = "bakery"});
  std::vector<std::string> keys;
  for (int i = 0; i < 8; ++i) keys.push_back("c" + std::to_string(i));
  for (const std::string& key : keys) s.add_contact(key, "ana");
  EXPECT_TRUE(accepts(s.give(commands::Depart{.actor = "root", .rep = "ana"})));
  EXPECT_EQ(s.assignee_of("baker"), "") << "the rule names her alone: the pool";
  EXPECT_EQ(s.state().actor(s.actor("ben")).open, 2U) << "his capacity, counted within the step";
  EXPECT_EQ(s.state().actor(s.actor("cem")).open, 6U);
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Departure, KeepsClaimsWhereThePolicySaysSo) {
  Policy policy = euro_policy();
  policy.departed_claims_move = false;
  Leaving s(policy);
  const ActorRef successors[] = {"ben"};
  s.depart("ana", successors);
  for (const char* key : {"interested", "callback", "lost", "moved", "pooled", "pending", "won"})
    EXPECT_EQ(s.claimant_of(key), "ana") << key;
  EXPECT_EQ(s.assignee_of("interested"), "ben");
}

TEST(Departure, EndsTeamAndAbsence) {
  Leaving s;
  s.add_actor("tea", Role::team_lead);
  s.give(commands::SetTeam{.actor = "root", .rep = "ana", .team = "north", .lead = "tea"});
  s.give(commands::SetTeam{.actor = "root", .rep = "ana", .team = "south", .from = day("2026-02-01")});
  s.give(commands::SetAbsence{
      .actor = "root", .rep = "ana", .from = day("2026-01-05"), .until = day("2026-01-09"), .cover = "ben"});
  s.give(commands::SetAbsence{
      .actor = "root", .rep = "ana", .from = day("2026-03-01"), .until = day("2026-03-09")});
  s.depart();
  const ActorId ana = s.actor("ana");
  EXPECT_EQ(s.state().team_name(s.state().team_of(ana, day("2026-01-05")).team), "north")
      << "the day itself is still hers";
  EXPECT_EQ(s.state().team_of(ana, day("2026-01-06")), TeamOfDay());
  EXPECT_EQ(s.state().team_of(ana, day("2026-02-02")), TeamOfDay()) << "what was to come is gone";
  EXPECT_NE(s.state().absence_of(ana, day("2026-01-05")), nullptr);
  EXPECT_EQ(s.state().absence_of(ana, day("2026-01-06")), nullptr);
  EXPECT_EQ(s.state().absence_of(ana, day("2026-03-02")), nullptr);
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Departure, IsRefusedWhereItCannotBe) {
  Leaving s;
  s.add_actor("ina", Role::rep, false);
  s.add_actor("max", Role::manager);
  s.give(commands::SetAbsence{
      .actor = "root", .rep = "cem", .from = day("2026-01-05"), .until = day("2026-01-09")});
  const State before = s.replayed();
  struct Case {
    std::vector<ActorRef> successors;
    Rule rule;
  };
  for (const Case& each :
       {Case{{"ben", "ana"}, Rule::successor_is_the_leaver}, Case{{"ina"}, Rule::rep_inactive},
        Case{{"max"}, Rule::rep_not_a_rep}, Case{{"ben", "cem"}, Rule::rep_absent}})
    EXPECT_TRUE(refuses(s.depart("ana", each.successors), each.rule));
  const ActorRef unknown[] = {"ben", "nobody"};
  EXPECT_TRUE(rejects(s.depart("ana", unknown), Rule::unknown_rep, Field::reps));
  const ActorRef twice[] = {"ben", "ben"};
  EXPECT_TRUE(rejects(s.depart("ana", twice), Rule::field_malformed, Field::reps));
  EXPECT_EQ(s.assignee_of("new"), "ana");
  EXPECT_TRUE(s.state().actor(s.actor("ana")).active);
  EXPECT_TRUE(accepts(s.depart()));
  EXPECT_TRUE(refuses(s.depart(), Rule::already_departed));
  EXPECT_TRUE(refuses(s.depart("root"), Rule::last_admin)) << "max is a manager";
  s.give(commands::ChangeActor{.actor = "root", .rep = "max", .roles = Role::manager | Role::admin});
  EXPECT_TRUE(accepts(s.depart("root")));
  EXPECT_TRUE(refuses(s.give(commands::Depart{.actor = "max", .rep = "max"}), Rule::last_manager));
}

TEST(Departure, ARehireKeepsTheIdAndStartsAnew) {
  Leaving s;
  const ActorId ana = s.actor("ana");
  const ActorRef successors[] = {"ben"};
  s.depart("ana", successors);
  EXPECT_TRUE(accepts(s.give(commands::ChangeActor{.actor = "root", .rep = "ana", .active = true})));
  EXPECT_EQ(s.actor("ana"), ana);
  EXPECT_TRUE(s.state().actor(ana).active);
  EXPECT_EQ(s.state().actor(ana).contacts, 0U) << "nothing comes back by itself";
  EXPECT_EQ(s.claimant_of("pending"), "ana");
  s.add_contact("another", "ana");
  EXPECT_TRUE(
      accepts(s.give(commands::LogInterest{.actor = "ana", .contact = "another"}), Rule::claim_established));
  EXPECT_TRUE(accepts(s.depart())) << "and may leave again";
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(LastOfTheirKind, AreNotTakenAway) {
  Scenario s;
  auto change = [&s](std::string_view rep, Roles roles, bool active) {
    return s.give(commands::ChangeActor{.actor = "root", .rep = rep, .roles = roles, .active = active});
  };
  EXPECT_TRUE(refuses(change("root", Role::admin, true), Rule::last_manager));
  EXPECT_TRUE(refuses(change("root", Role::manager, true), Rule::last_admin));
  EXPECT_TRUE(refuses(change("root", Role::admin | Role::manager, false), Rule::last_manager));
  s.add_actor("idle", Role::admin | Role::manager, false);
  EXPECT_TRUE(refuses(change("root", Role::admin, true), Rule::last_manager)) << "an idle one does not count";
  s.add_actor("max", Role::manager);
  EXPECT_TRUE(accepts(change("root", Role::admin, true)));
  EXPECT_EQ(s.state().organisation().active_admins, 1U);
  EXPECT_TRUE(refuses(s.give(commands::Depart{.actor = "max", .rep = "max"}), Rule::last_manager));
  EXPECT_TRUE(refuses(s.give(commands::Depart{.actor = "max", .rep = "root"}), Rule::last_admin));
}

}  // namespace
}  // namespace firstlog_test
