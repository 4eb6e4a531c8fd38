// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Closes and who verifies them (DOMAIN 6).
#include <gtest/gtest.h>

#include <string_view>

#include "support/scenario.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

class Verification : public ::testing::Test, protected Scenario {
 protected:
  Verification() {
    add_actor("ana", Role::rep);
    add_actor("ben", Role::rep);
    add_contact("c", "ana");
  }
  Outcome interest(std::string_view who) { return give(commands::LogInterest{.actor = who, .contact = "c"}); }
  Outcome close(std::string_view who, Money amount = eur(180000)) {
    return give(commands::LogClose{.actor = who, .contact = "c", .amount = amount});
  }
  Outcome approve(std::string_view who, Money amount = eur(180000), bool confirm = false) {
    return give(commands::Approve{.actor = who, .contact = "c", .amount = amount, .confirm = confirm});
  }
  Outcome reject(std::string_view who) {
    return give(commands::Reject{.actor = who, .contact = "c", .reason = "no_order"});
  }
};

TEST_F(Verification, ApprovalEntersTheInvoicedAmountAndCreditsTheClaim) {
  interest("ana");
  give(commands::Assign{.actor = "root", .contact = "c", .rep = "ben"});
  EXPECT_TRUE(accepts(close("ben"), Rule::claim_kept));
  EXPECT_EQ(state().organisation().pending, 1U);
  EXPECT_EQ(deal_of("c").status, CloseStatus::pending);
  EXPECT_EQ(deal_of("c").closer, actor("ben"));
  const Outcome outcome = approve("root", eur(170050));
  EXPECT_TRUE(accepts(outcome));
  EXPECT_EQ(outcome.notices, Notice::none);
  EXPECT_EQ(contact("c").state, verified_close);
  const DealRow& deal = deal_of("c");
  EXPECT_EQ(deal.status, CloseStatus::verified);
  EXPECT_EQ(deal.claimed, eur(180000));
  EXPECT_EQ(deal.invoiced, eur(170050));
  EXPECT_EQ(deal.credited, actor("ana")) << "the close of another leaves the claim where it was";
  EXPECT_EQ(deal.period, month("2026-01"));
  EXPECT_EQ(state().organisation().pending, 0U);
  EXPECT_EQ(last().refers_to, deal.closed_position);
}

TEST_F(Verification, TheSecondOfTwoManagersIsToldWhoDecidedAndWhen) {
  add_actor("mia", Role::manager);
  close("ana");
  approve("mia", eur(5));
  const Position decided = last().position;
  const Instant when = last().recorded_at;
  for (const Outcome& late :
       {approve("root", eur(7)), reject("root"),
        give(commands::Hold{
            .actor = "root", .contact = "c", .reason = "wait", .due = now() + Duration::hours(1)})}) {
    EXPECT_TRUE(refuses(late, Rule::already_decided));
    EXPECT_EQ(late.winner, actor("mia"));
    EXPECT_EQ(late.winning_position, decided);
    EXPECT_EQ(late.winning_time, when);
  }
  EXPECT_EQ(last().refers_to, decided) << "the refusal in the record names the decision too";
  EXPECT_EQ(deal_of("c").invoiced, eur(5));
  EXPECT_EQ(deal_of("c").decider, actor("mia"));
}

TEST_F(Verification, ARejectionIsADecisionToo) {
  close("ana");
  reject("root");
  add_actor("mia", Role::manager);
  const Outcome late = approve("mia");
  EXPECT_TRUE(refuses(late, Rule::already_decided));
  EXPECT_EQ(late.winner, actor("root"));
}

TEST_F(Verification, AWithdrawnCloseWasDecidedByNobody) {
  close("ana");
  EXPECT_TRUE(accepts(give(commands::WithdrawClose{.actor = "ana", .contact = "c"})));
  EXPECT_EQ(deal_of("c").status, CloseStatus::withdrawn);
  EXPECT_TRUE(refuses(approve("root"), Rule::no_transition));
}

TEST_F(Verification, FourEyesBindWhereThereAreTwoManagers) {
  add_actor("mia", Role::rep | Role::manager);
  give(commands::Assign{.actor = "root", .contact = "c", .rep = "mia"});
  close("mia");
  EXPECT_TRUE(refuses(approve("mia"), Rule::four_eyes));
  // A manager who is not active is no second pair.
  give(commands::ChangeActor{.actor = "root", .rep = "root", .roles = Role::admin});
  EXPECT_EQ(state().organisation().active_managers, 1U);
  const Outcome alone = approve("mia");
  EXPECT_TRUE(accepts(alone));
  EXPECT_TRUE(has(alone.notices, Notice::self_approved));
  EXPECT_TRUE(has(last().flags, EventFlag::self_approved));
}

TEST_F(Verification, AnInactiveManagerIsNoSecondPairOfEyes) {
  add_actor("mia", Role::rep | Role::manager, false);
  close("root");
  const Outcome alone = approve("root");
  EXPECT_TRUE(accepts(alone));
  EXPECT_TRUE(has(alone.notices, Notice::self_approved));
}

TEST_F(Verification, WithoutFourEyesOnesOwnCloseIsApprovedAndMarked) {
  Policy policy = euro_policy();
  policy.four_eyes = false;
  EXPECT_TRUE(accepts(give(commands::AdoptPolicy{.actor = "root", .document = "d"}, compile(policy))));
  add_actor("mia", Role::manager);
  close("mia");
  const Outcome own = approve("mia");
  EXPECT_TRUE(accepts(own));
  EXPECT_TRUE(has(own.notices, Notice::self_approved));
}

TEST_F(Verification, RejectionReturnsToTheStateBeforeAndKeepsTheClaim) {
  close("ana");  // from new: becomes interested
  EXPECT_TRUE(accepts(reject("root")));
  EXPECT_EQ(contact("c").state, interested);
  EXPECT_EQ(claimant_of("c"), "ana");
  EXPECT_EQ(state().organisation().pending, 0U);
  close("ana");  // from interested
  reject("root");
  EXPECT_EQ(contact("c").state, interested);
  const Instant due = now() + Duration::hours(30);
  give(commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = due});
  close("ana");  // from callback
  EXPECT_EQ(contact("c").due_kind, DueKind::none) << "the pending close stops the callback";
  EXPECT_EQ(state().actor(actor("ana")).callbacks, 0U);
  reject("root");
  EXPECT_EQ(contact("c").state, callback_scheduled);
  EXPECT_EQ(contact("c").due, due);
  EXPECT_EQ(contact("c").due_kind, DueKind::callback);
  EXPECT_FALSE(contact("c").overdue);
  EXPECT_EQ(state().actor(actor("ana")).callbacks, 1U);
  advance_to("2026-01-06T20:00:00Z");
  EXPECT_TRUE(contact("c").overdue);
}

TEST_F(Verification, ARetryKeepsItsTimeThroughAClose) {
  interest("ana");
  const Instant due = now() + Duration::hours(30);
  give(commands::ScheduleRetry{.actor = "ana", .contact = "c", .due = due});
  close("ana");
  EXPECT_EQ(contact("c").due_kind, DueKind::none);
  give(commands::WithdrawClose{.actor = "ana", .contact = "c"});
  EXPECT_EQ(contact("c").due_kind, DueKind::retry);
  EXPECT_EQ(contact("c").due, due);
}

std::size_t count(const Scenario& s, EventKind kind) {
  std::size_t n = 0;
  for (const Event& event : s.events()) n += event.kind == kind ? 1U : 0U;
  return n;
}

TEST_F(Verification, ACallbackWhoseTimePassedMeanwhileReturnsAsOverdue) {
  const Instant due = now() + Duration::hours(2);
  give(commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = due});
  close("ana");
  pass(Duration::hours(5));
  advance();
  EXPECT_EQ(count(*this, EventKind::callback_overdue), 0U) << "a pending close is not a callback";
  reject("root");
  advance();
  EXPECT_TRUE(contact("c").overdue);
  EXPECT_EQ(count(*this, EventKind::callback_overdue), 1U);
  EXPECT_EQ(contact("c").due_kind, DueKind::missed_warning);
}

TEST_F(Verification, AnOverdueCallbackReturnsAsOverdueAndIsReportedOnce) {
  const Instant due = now() + Duration::hours(2);
  give(commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = due});
  pass(Duration::hours(5));
  advance();
  ASSERT_TRUE(contact("c").overdue);
  const Instant warning = contact("c").due;
  close("ana");
  EXPECT_FALSE(contact("c").overdue);
  reject("root");
  EXPECT_TRUE(contact("c").overdue);
  EXPECT_EQ(contact("c").due, warning);
  EXPECT_EQ(contact("c").due_kind, DueKind::missed_warning);
  advance();
  EXPECT_EQ(count(*this, EventKind::callback_overdue), 1U);
  // Warned about: still overdue afterwards, and not warned about again.
  set_clock(warning);
  advance();
  EXPECT_EQ(count(*this, EventKind::callback_missed), 1U);
  EXPECT_TRUE(contact("c").overdue);
  close("ana");
  give(commands::WithdrawClose{.actor = "ana", .contact = "c"});
  EXPECT_TRUE(contact("c").overdue);
  EXPECT_EQ(contact("c").due_kind, DueKind::none);
  pass(Duration::days_of_24_hours(3));
  advance();
  EXPECT_EQ(count(*this, EventKind::callback_overdue), 1U);
  EXPECT_EQ(count(*this, EventKind::callback_missed), 1U);
  // A new agreement is a new callback.
  give(commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = now() + Duration::hours(1)});
  EXPECT_FALSE(contact("c").overdue);
  pass(Duration::hours(2));
  advance();
  EXPECT_EQ(count(*this, EventKind::callback_overdue), 2U);
}

TEST_F(Verification, AReloggedCloseIsLinkedToTheRejectedOne) {
  close("ana");
  const Position first = last().position;
  EXPECT_FALSE(last().refers_to.present());
  reject("root");
  const Outcome again = close("ana", eur(90000));
  EXPECT_EQ(last().refers_to, first);
  EXPECT_EQ(again.deal, contact("c").deal);
  EXPECT_EQ(state().deal_count(), 1U);
  EXPECT_EQ(deal_of("c").closes, 2U);
  EXPECT_EQ(deal_of("c").claimed, eur(90000));
  EXPECT_EQ(deal_of("c").status, CloseStatus::pending);
  EXPECT_TRUE(accepts(approve("root")));
}

TEST_F(Verification, WithdrawingIsTheAssigneesAlone) {
  close("root");  // logged by a manager on ana's contact
  EXPECT_EQ(claimant_of("c"), "ana");
  EXPECT_TRUE(refuses(give(commands::WithdrawClose{.actor = "ben", .contact = "c"}), Rule::not_assignee));
  EXPECT_TRUE(accepts(give(commands::WithdrawClose{.actor = "ana", .contact = "c"})));
  EXPECT_EQ(contact("c").state, interested);
}

TEST_F(Verification, HoldKeepsItPendingUntilADate) {
  close("ana");
  const Instant due = now() + Duration::hours(72);
  const Outcome held =
      give(commands::Hold{.actor = "root", .contact = "c", .reason = "deposit", .due = due, .rep = "ben"});
  EXPECT_TRUE(accepts(held));
  EXPECT_EQ(contact("c").state, pending_verification);
  EXPECT_EQ(assignee_of("c"), "ana") << "who must act does not become the assignee";
  EXPECT_EQ(last().rep, actor("ben"));
  EXPECT_EQ(deal_of("c").hold_until, due);
  EXPECT_TRUE(
      refuses(give(commands::Hold{
                  .actor = "root", .contact = "c", .reason = "deposit", .due = at("2026-01-01T00:00:00Z")}),
              Rule::due_not_in_future));
  reject("root");
  close("ana");
  EXPECT_EQ(deal_of("c").hold_until, Instant()) << "the hold was of the close before";
  EXPECT_TRUE(accepts(approve("root")));
}

TEST_F(Verification, AnotherCurrencyAsksForConfirmation) {
  close("ana", Money::minor(200000, currency("USD")));
  EXPECT_TRUE(refuses(approve("root"), Rule::currency_differs));
  EXPECT_TRUE(refuses(approve("root", Money::minor(5, currency("USD"))), Rule::currency_not_of_plan));
  EXPECT_TRUE(accepts(approve("root", eur(180000), true)));
  EXPECT_TRUE(has(last().flags, EventFlag::confirmed));
  EXPECT_EQ(deal_of("c").invoiced, eur(180000));
  EXPECT_EQ(deal_of("c").claimed.currency(), currency("USD"));
}

TEST_F(Verification, LargestAmountIsTaken) {
  EXPECT_TRUE(accepts(close("ana", eur(10'000'000'000'000)), Rule::claim_established));
  EXPECT_TRUE(accepts(approve("root", eur(10'000'000'000'000))));
}

// The interest that a close implies is that of whoever will own the claim.
TEST(ConnectCheck, LooksAtTheClaimsOwnerWhoeverLogs) {
  Policy policy = euro_policy();
  policy.interest_needs_connect = ConnectCheck::require;
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  const Command close = commands::LogClose{.actor = "root", .contact = "c", .amount = eur(5)};
  EXPECT_TRUE(refuses(s.give(close), Rule::interest_needs_connect));
  s.give(commands::LogActivity{.actor = "ana", .contact = "c", .disposition = Disposition::connect});
  EXPECT_TRUE(accepts(s.give(close), Rule::claim_established));
  EXPECT_EQ(s.claimant_of("c"), "ana");
}

TEST(ConnectCheck, ADayIsInsideAndItsNextInstantIsNot) {
  for (ConnectCheck check : {ConnectCheck::off, ConnectCheck::warn, ConnectCheck::require})
    for (bool late : {false, true})
      for (Disposition how : {Disposition::connect, Disposition::gatekeeper, Disposition::voicemail}) {
        Policy policy = euro_policy();
        policy.interest_needs_connect = check;
        Scenario s(std::move(policy));
        s.add_actor("ana", Role::rep);
        s.add_contact("c", "ana");
        s.give(commands::LogActivity{.actor = "ana", .contact = "c", .disposition = how});
        s.set_clock(s.last().recorded_at + Duration::hours(24) + Duration::microseconds(late ? 1 : 0));
        const Outcome outcome = s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
        const bool recent = !late && how == Disposition::connect;
        if (check == ConnectCheck::require && !recent) {
          EXPECT_TRUE(refuses(outcome, Rule::interest_needs_connect));
          EXPECT_EQ(s.contact("c").state, fresh);
        } else {
          EXPECT_TRUE(accepts(outcome, Rule::claim_established));
          EXPECT_EQ(has(outcome.notices, Notice::no_recent_connect), check == ConnectCheck::warn && !recent);
        }
      }
}

}  // namespace
}  // namespace firstlog_test
