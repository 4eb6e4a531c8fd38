// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// An entry loses its effect (DOMAIN 13): what goes back, what stays, and each rule that says no.
#include <gtest/gtest.h>

#include <string_view>

#include "firstlog/views/performance.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

Policy any_rep() {
  Policy policy = euro_policy();
  policy.claim_by = ClaimBy::any_rep;
  return policy;
}

class Retract : public ::testing::Test {
 protected:
  explicit Retract(Policy policy = any_rep()) : s(std::move(policy)) {
    for (string_view rep : {"ana", "ben", "cleo"}) s.add_actor(rep, Role::rep);
    s.add_actor("max", Role::manager);
    s.add_actor("tea", Role::team_lead);
    s.add_contact("c", "ana");
  }
  Position give(const Command& command) {
    EXPECT_NE(s.give(command).verdict, Verdict::malformed);
    return s.last().position;
  }
  Position interest(string_view rep) { return give(commands::LogInterest{.actor = rep, .contact = "c"}); }
  Position callback(string_view rep, Duration in = Duration::hours(5)) {
    return give(commands::ScheduleCallback{.actor = rep, .contact = "c", .due = s.now() + in});
  }
  Outcome retract(string_view actor, Position position, string_view reason = {}) {
    return s.give(commands::Retract{.actor = actor, .contact = "c", .refers_to = position, .reason = reason});
  }
  string_view state_name() { return s.state().policy().state(s.contact("c").state).name; }
  const ContactRow& row() { return s.contact("c"); }
  PeriodTotals totals(string_view rep) {
    Performance performance;
    for (const Event& event : s.events()) EXPECT_TRUE(performance.apply(event));
    return performance.totals(s.actor(rep), month("2026-01"));
  }
  void TearDown() override { EXPECT_EQ(difference(s.state(), s.replayed()), ""); }

  Scenario s;
};

// ---- what goes back -------------------------------------------------------------------------------

TEST_F(Retract, TheClaimPassesToTheNextValidEntry) {
  const Position first = interest("ana");
  const Position second = interest("ben");
  const Instant second_at = s.last().recorded_at;
  const Position third = interest("cleo");
  EXPECT_TRUE(has(s.last().flags, EventFlag::valid_entry));
  const Outcome outcome = retract("max", first, "wrong_number");
  EXPECT_TRUE(accepts(outcome, Rule::claim_passed));
  EXPECT_EQ(s.name(outcome.winner), "ben");
  EXPECT_EQ(outcome.winning_position, second);
  EXPECT_EQ(outcome.winning_time, second_at);
  EXPECT_EQ(s.claimant_of("c"), "ben");
  EXPECT_EQ(row().claim_position, second);
  EXPECT_EQ(row().claimed_at, second_at);
  EXPECT_EQ(state_name(), "new") << "the entry had brought the contact where it was";
  EXPECT_EQ(s.assignee_of("c"), "ana");
  EXPECT_EQ(s.name(s.last().owner), "ana");
  EXPECT_TRUE(accepts(retract("max", second, "wrong_number"), Rule::claim_passed));
  EXPECT_EQ(row().claim_position, third);
  EXPECT_TRUE(accepts(retract("max", third, "wrong_number"), Rule::claim_dropped));
  EXPECT_FALSE(row().claimant.present());
  EXPECT_FALSE(row().claim_position.present());
  EXPECT_EQ(row().claimed_at, Instant());
  EXPECT_FALSE(s.last().rep.present());
}

TEST_F(Retract, AContestedEntryLeavesTheList) {
  const Position first = interest("ana");
  const Position second = interest("ben");
  const Position third = interest("cleo");
  EXPECT_TRUE(accepts(retract("ben", second)));
  EXPECT_EQ(row().claim_position, first) << "the claim is not touched";
  EXPECT_TRUE(accepts(retract("max", first, "wrong_number"), Rule::claim_passed));
  EXPECT_EQ(row().claim_position, third);
}

TEST_F(Retract, OnesOwnLaterEntryIsNextInItsTurn) {
  const Position first = interest("ana");
  const Position again = callback("ana");
  interest("ben");
  EXPECT_TRUE(accepts(retract("max", first, "no_such_call"), Rule::claim_passed));
  EXPECT_EQ(s.claimant_of("c"), "ana");
  EXPECT_EQ(row().claim_position, again);
  EXPECT_EQ(state_name(), "callback_scheduled") << "a later entry had moved it on";
}

TEST_F(Retract, TheStatusGoesBackWithItsTime) {
  const Instant registered = s.back(0).recorded_at;
  interest("ana");
  const Instant since = s.last().recorded_at;
  s.pass(Duration::hours(3));
  const Position lost = give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  EXPECT_EQ(row().due_kind, DueKind::recycle);
  EXPECT_TRUE(accepts(retract("ana", lost)));
  EXPECT_EQ(state_name(), "interested");
  EXPECT_EQ(row().status_since, since);
  EXPECT_EQ(row().due_kind, DueKind::none);
  EXPECT_EQ(s.claimant_of("c"), "ana") << "only what the entry did goes back";
  const Position entry = row().claim_position;
  EXPECT_TRUE(accepts(retract("max", entry, "mistake"), Rule::claim_dropped));
  EXPECT_EQ(state_name(), "new");
  EXPECT_EQ(row().status_since, registered);
}

TEST_F(Retract, AnAgreedCallbackComesBackWithItsDueTime) {
  callback("ana");
  const Instant due = row().due;
  const Position moved = callback("ana", Duration::hours(50));
  EXPECT_TRUE(accepts(retract("ana", moved)));
  EXPECT_EQ(row().due, due) << "the status had stayed";
  EXPECT_EQ(row().due_kind, DueKind::callback);
  const Position lost = give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  EXPECT_EQ(s.state().actor(s.actor("ana")).callbacks, 0U);
  EXPECT_TRUE(accepts(retract("ana", lost)));
  EXPECT_EQ(row().due, due);
  EXPECT_EQ(row().due_kind, DueKind::callback);
  EXPECT_EQ(s.state().actor(s.actor("ana")).callbacks, 1U);
}

TEST_F(Retract, AnOverdueCallbackComesBackOverdueAndIsNotAnnouncedTwice) {
  callback("ana");
  s.pass(Duration::hours(6));
  s.advance();
  ASSERT_TRUE(row().overdue);
  const Instant warning = row().due;
  const Position moved = callback("ana", Duration::hours(50));
  EXPECT_FALSE(row().overdue);
  EXPECT_TRUE(accepts(retract("ana", moved)));
  EXPECT_TRUE(row().overdue);
  EXPECT_EQ(row().due_kind, DueKind::missed_warning);
  EXPECT_EQ(row().due, warning);
  const std::size_t before = s.events().size();
  s.advance();
  EXPECT_EQ(s.events().size(), before);
  s.set_clock(warning);
  s.advance();
  EXPECT_EQ(s.last().kind, EventKind::callback_missed);
  // And once more, behind the warning.
  const Position again = callback("ana", Duration::hours(50));
  EXPECT_TRUE(accepts(retract("ana", again)));
  EXPECT_TRUE(row().overdue);
  EXPECT_EQ(row().due_kind, DueKind::none);
}

TEST_F(Retract, ACallbackWhoseTimePassedMeanwhileIsOverdueAtOnce) {
  callback("ana", Duration::minutes(5));
  const Instant due = row().due;
  const Position lost = give(commands::MarkUnworkable{.actor = "ana", .contact = "c", .reason = "gone"});
  s.pass(Duration::minutes(10));
  EXPECT_TRUE(accepts(retract("ana", lost)));
  EXPECT_EQ(row().due, due);
  s.advance();
  EXPECT_EQ(s.last().kind, EventKind::callback_overdue);
  EXPECT_EQ(s.last().occurred_at, due);
}

TEST_F(Retract, ARetryTimeGoesBack) {
  give(commands::ScheduleRetry{.actor = "ana", .contact = "c", .due = s.now() + Duration::hours(4)});
  const Instant due = row().due;
  const Position moved =
      give(commands::ScheduleRetry{.actor = "ana", .contact = "c", .due = s.now() + Duration::hours(9)});
  EXPECT_TRUE(accepts(retract("ana", moved)));
  EXPECT_EQ(row().due, due);
  EXPECT_EQ(row().due_kind, DueKind::retry);
}

TEST_F(Retract, ATouchIsNoAttemptAndNoConnect) {
  auto dial = [this](string_view rep, Disposition disposition) {
    return give(commands::LogActivity{.actor = rep, .contact = "c", .disposition = disposition});
  };
  dial("ana", Disposition::connect);
  const Instant first = s.last().recorded_at;
  const Position second = dial("ana", Disposition::connect);
  const Position third = dial("ana", Disposition::no_answer);
  EXPECT_EQ(row().attempts, 3U);
  EXPECT_EQ(totals("ana").dials, 3U);
  EXPECT_TRUE(accepts(retract("ana", third)));
  EXPECT_EQ(row().attempts, 2U);
  EXPECT_EQ(totals("ana").dials, 2U);
  EXPECT_EQ(totals("ana").connects, 2U);
  EXPECT_TRUE(accepts(retract("max", second, "not_mine")));
  EXPECT_EQ(row().attempts, 1U);
  EXPECT_EQ(row().last_connect_at, first);
  EXPECT_EQ(s.name(row().last_connect_by), "ana");
  EXPECT_EQ(totals("ana").dials, 1U);
  EXPECT_EQ(totals("ana").connects, 1U);
  EXPECT_EQ(totals("max").dials, 0U);
  const Position inbound = give(commands::LogActivity{.actor = "ana", .contact = "c", .inbound = true});
  EXPECT_TRUE(accepts(retract("ana", inbound)));
  EXPECT_EQ(row().attempts, 1U);
  EXPECT_EQ(totals("ana").dials, 1U);
}

TEST_F(Retract, WarmContactsCountWhereTheClaimStands) {
  const Position first = interest("ana");
  const Position second = interest("ben");
  EXPECT_EQ(totals("ana").warm, 1U);
  EXPECT_EQ(totals("ben").warm, 0U);
  retract("max", first, "mistake");
  EXPECT_EQ(totals("ana").warm, 0U);
  EXPECT_EQ(totals("ben").warm, 1U);
  retract("ben", second);
  EXPECT_EQ(totals("ben").warm, 0U);
}

TEST_F(Retract, ANoteStaysAndCountsForNothing) {
  const Position note =
      give(commands::AddNote{.actor = "tea", .contact = "c", .personal = as_bytes("hello")});
  const ContactRow before = row();
  EXPECT_TRUE(accepts(retract("tea", note)));
  EXPECT_EQ(s.last().refers_to, note);
  EXPECT_EQ(s.last().refused, CommandKind::add_note);
  ContactRow after = row();
  after.last = before.last;
  EXPECT_TRUE(same(before, after));
}

TEST_F(Retract, AnAssignmentGoesBack) {
  const Position assigned = give(commands::Assign{.actor = "max", .contact = "c", .rep = "ben"});
  EXPECT_TRUE(accepts(retract("max", assigned)));
  EXPECT_EQ(s.assignee_of("c"), "ana");
  EXPECT_EQ(row().assigned_by, Rule::assigned_explicitly);
  const Position released = give(commands::Release{.actor = "ana", .contact = "c"});
  EXPECT_TRUE(accepts(retract("ana", released)));
  EXPECT_EQ(s.assignee_of("c"), "ana");
  s.give(commands::Release{.actor = "ana", .contact = "c"});
  const Position taken = give(commands::Take{.actor = "ben", .contact = "c"});
  EXPECT_TRUE(accepts(retract("ben", taken)));
  EXPECT_EQ(s.assignee_of("c"), "");
  EXPECT_EQ(s.state().actor(s.actor("ben")).contacts, 0U);
}

// ---- contacts of the pool -------------------------------------------------------------------------

struct RetractInPool : Retract {
  RetractInPool() : Retract(euro_policy()) { s.give(commands::Release{.actor = "ana", .contact = "c"}); }
};

TEST_F(RetractInPool, WhoeverTookItByTheEntryGivesItToTheNext) {
  const Position first = interest("ana");
  EXPECT_EQ(s.assignee_of("c"), "ana");
  const Position second = interest("ben");
  EXPECT_TRUE(has(s.last().flags, EventFlag::valid_entry)) << "without ana's entry it was in the pool";
  EXPECT_TRUE(accepts(retract("max", first, "mistake"), Rule::claim_passed));
  EXPECT_EQ(s.claimant_of("c"), "ben");
  EXPECT_EQ(s.assignee_of("c"), "ben");
  EXPECT_TRUE(accepts(retract("max", second, "mistake"), Rule::claim_dropped));
  EXPECT_EQ(s.assignee_of("c"), "");
}

TEST_F(RetractInPool, AnAssignmentOfItsOwnStays) {
  const Position first = interest("ana");
  s.give(commands::Assign{.actor = "max", .contact = "c", .rep = "cleo"});
  interest("ben");
  EXPECT_FALSE(has(s.last().flags, EventFlag::valid_entry)) << "cleo has it for another reason";
  EXPECT_TRUE(accepts(retract("max", first, "mistake"), Rule::claim_dropped));
  EXPECT_EQ(s.assignee_of("c"), "cleo");
}

TEST_F(RetractInPool, WhoIsGoneIsGivenNothing) {
  const Position first = interest("ana");
  interest("ben");
  s.give(commands::ChangeActor{.actor = "root", .rep = "ben", .active = false});
  EXPECT_TRUE(accepts(retract("max", first, "mistake"), Rule::claim_passed));
  EXPECT_EQ(s.claimant_of("c"), "ben") << "he spoke first all the same";
  EXPECT_EQ(s.assignee_of("c"), "ana");
}

TEST_F(RetractInPool, AWarmContactWithoutClaimIsClaimedAnew) {
  const Position first = interest("ana");
  callback("ana", Duration::hours(1));
  s.pass(Duration::minutes(1));
  const Position second = row().last;
  EXPECT_TRUE(accepts(retract("max", second, "mistake")));
  EXPECT_TRUE(accepts(retract("max", first, "mistake"), Rule::claim_dropped));
  EXPECT_EQ(state_name(), "new");
  interest("ana");
  EXPECT_EQ(s.claimant_of("c"), "ana");
}

// ---- each rule that says no -----------------------------------------------------------------------

TEST_F(Retract, RefusesAPositionThatIsNotTheContacts) {
  s.add_contact("other", "ana");
  const Position other = give(commands::LogInterest{.actor = "ana", .contact = "other"});
  EXPECT_TRUE(refuses(retract("ana", other), Rule::entry_unknown));
  EXPECT_TRUE(refuses(retract("ana", Position(1'000'000)), Rule::entry_unknown));
  EXPECT_TRUE(refuses(retract("ana", Position(1)), Rule::entry_unknown));
}

TEST_F(Retract, RefusesACorrectionOfACorrection) {
  const Position first = interest("ana");
  retract("ana", first);
  EXPECT_TRUE(refuses(retract("max", s.last().position, "oops"), Rule::retraction_not_retractable));
}

TEST_F(Retract, RefusesTheSecondTime) {
  const Position first = interest("ana");
  retract("ana", first);
  const Position by = s.last().position;
  const Outcome again = retract("max", first, "oops");
  EXPECT_TRUE(refuses(again, Rule::already_retracted));
  EXPECT_EQ(s.name(again.winner), "ana");
  EXPECT_EQ(again.winning_position, by);
}

TEST_F(Retract, RefusesACloseAndWhatHasACommandOfItsOwn) {
  const Position close = give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
  EXPECT_TRUE(refuses(retract("ana", close), Rule::close_not_retractable));
  const Position withdrawn = give(commands::WithdrawClose{.actor = "ana", .contact = "c"});
  EXPECT_TRUE(refuses(retract("ana", withdrawn), Rule::entry_not_retractable));
  const Position moved =
      give(commands::Assign{.actor = "max", .contact = "c", .rep = "ben", .reason = "r", .with_claim = true});
  EXPECT_TRUE(refuses(retract("max", moved), Rule::entry_not_retractable))
      << "a claim that a manager moved is moved again";
}

TEST_F(Retract, RefusesAnothersEntry) {
  const Position first = interest("ana");
  EXPECT_TRUE(refuses(retract("ben", first), Rule::entry_not_own));
  EXPECT_TRUE(refuses(retract("tea", first, "lead"), Rule::entry_not_own));
}

TEST_F(Retract, TheMinutesOfThePolicyAreInside) {
  const Position first = interest("ana");
  const Instant logged = s.last().recorded_at;
  s.set_clock(logged + Duration::minutes(15) + Duration::microseconds(1));
  EXPECT_TRUE(refuses(retract("ana", first), Rule::retract_too_late));
  EXPECT_TRUE(refuses(retract("max", first), Rule::retract_needs_reason));
  EXPECT_TRUE(accepts(retract("max", first, "no_call"), Rule::claim_dropped));
  const Position second = interest("ana");
  s.set_clock(s.last().recorded_at + Duration::minutes(15));
  EXPECT_TRUE(accepts(retract("ana", second), Rule::claim_dropped));
}

TEST_F(Retract, RefusesOnesOwnWhereSomethingRestsOnIt) {
  const Position first = interest("ana");
  const Position contest = interest("ben");
  EXPECT_TRUE(refuses(retract("ana", first), Rule::entry_has_consequences)) << "it answered a contest";
  EXPECT_TRUE(accepts(retract("ben", contest)));
  const Position again = callback("ana");
  EXPECT_TRUE(refuses(retract("ana", first), Rule::entry_has_consequences)) << "the status changed since";
  EXPECT_TRUE(accepts(retract("ana", again)));
  EXPECT_TRUE(accepts(retract("ana", first), Rule::claim_dropped)) << "in reverse order all goes back";
}

TEST_F(Retract, AManagersOwnEntryOnWhichSomethingRestsNeedsAReason) {
  const Position assigned = give(commands::Assign{.actor = "max", .contact = "c", .rep = "ben"});
  give(commands::LogInterest{.actor = "ben", .contact = "c"});
  EXPECT_TRUE(refuses(retract("max", assigned), Rule::retract_needs_reason));
  EXPECT_TRUE(accepts(retract("max", assigned, "mistake")));
  EXPECT_EQ(s.assignee_of("c"), "ana");
}

TEST_F(Retract, RefusesAnAssignmentThatIsNotTheNewest) {
  const Position assigned = give(commands::Assign{.actor = "max", .contact = "c", .rep = "ben"});
  give(commands::Assign{.actor = "max", .contact = "c", .rep = "cleo"});
  EXPECT_TRUE(refuses(retract("max", assigned, "mistake"), Rule::entry_has_consequences));
}

TEST_F(Retract, RefusesToGiveBackToSomebodyWhoIsGone) {
  const Position assigned = give(commands::Assign{.actor = "max", .contact = "c", .rep = "ben"});
  s.give(commands::ChangeActor{.actor = "root", .rep = "ana", .active = false});
  EXPECT_TRUE(refuses(retract("max", assigned), Rule::rep_inactive));
}

TEST_F(Retract, RefusesWhatPaysACloseWhereNobodyElseSpoke) {
  const Position first = interest("ana");
  give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
  EXPECT_TRUE(refuses(retract("max", first, "mistake"), Rule::entry_pays_close)) << "pending";
  s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(100)});
  EXPECT_TRUE(refuses(retract("max", first, "mistake"), Rule::entry_pays_close)) << "verified";
}

TEST_F(Retract, APendingCloseIsPaidToTheNextValidEntry) {
  const Position first = interest("ana");
  const Position second = interest("ben");
  give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
  EXPECT_TRUE(accepts(retract("max", first, "mistake"), Rule::claim_passed));
  EXPECT_EQ(row().claim_position, second);
  EXPECT_EQ(state_name(), "pending_verification");
  EXPECT_TRUE(accepts(s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(100)})));
  EXPECT_EQ(s.name(s.deal_of("c").credited), "ben");
}

TEST_F(Retract, ACycleThatIsOverStandsAsItIs) {
  const Position first = interest("ana");
  const Position touch = give(commands::LogActivity{.actor = "ana", .contact = "c"});
  const Position note = give(commands::AddNote{.actor = "ana", .contact = "c", .personal = as_bytes("x")});
  give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  give(commands::Reopen{.actor = "max", .contact = "c", .reason = "again"});
  EXPECT_TRUE(refuses(retract("max", first, "mistake"), Rule::entry_has_consequences));
  EXPECT_TRUE(refuses(retract("max", touch, "mistake"), Rule::entry_has_consequences));
  EXPECT_TRUE(accepts(retract("max", note, "mistake")));
}

TEST_F(Retract, AConnectThatInterestAskedForStays) {
  Policy policy = any_rep();
  policy.interest_needs_connect = ConnectCheck::require;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "strict"}, s.compile(policy));
  const Position connect =
      give(commands::LogActivity{.actor = "ana", .contact = "c", .disposition = Disposition::connect});
  interest("ana");
  EXPECT_TRUE(refuses(retract("ana", connect), Rule::entry_has_consequences));
  interest("ben");
  EXPECT_FALSE(has(s.last().flags, EventFlag::valid_entry)) << "ben spoke to nobody";
  EXPECT_TRUE(accepts(retract("max", connect, "mistake")));
  EXPECT_FALSE(row().last_connect_by.present());
}

TEST_F(Retract, NobodyTakesBackWherePolicyLeavesItToManagers) {
  Policy policy = any_rep();
  policy.retract_minutes = 0;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "strict"}, s.compile(policy));
  const Position first = interest("ana");
  EXPECT_TRUE(refuses(retract("ana", first), Rule::retract_too_late));
  EXPECT_TRUE(accepts(retract("max", first, "asked"), Rule::claim_dropped));
}

}  // namespace
}  // namespace firstlog_test
