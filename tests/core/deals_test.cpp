// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Several deals with a contact, what a close is told with, and what the host's books say of it
// (DOMAIN 3, 6, 13).
#include <gtest/gtest.h>

#include <string_view>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

class Deals : public ::testing::Test, protected Scenario {
 protected:
  Deals() {
    add_actor("ana", Role::rep);
    add_actor("ben", Role::rep);
    add_actor("mia", Role::manager);
    add_contact("c", "ana");
    add_contact("d", "ben");
  }
  Outcome close(std::string_view who, std::string_view contact = "c", Money amount = eur(1000)) {
    return give(commands::LogClose{.actor = who, .contact = contact, .amount = amount});
  }
  Outcome approve(std::string_view contact = "c", Money amount = eur(1000), DealId deal = {}) {
    return give(commands::Approve{.actor = "mia", .contact = contact, .amount = amount, .deal = deal});
  }
  Outcome open(std::string_view who, std::string_view contact = "c") {
    return give(commands::OpenDeal{.actor = who, .contact = contact});
  }
  Outcome revoke(DealId deal = {}) {
    return give(commands::RevokeApproval{.actor = "mia", .contact = "c", .reason = "error", .deal = deal});
  }
};

TEST_F(Deals, TheNextDealKeepsTheClaimWhileItIsProtected) {
  close("ana");
  const Position entry = last().position;
  const Instant since = last().recorded_at;
  approve();  // 2026-01-05
  const Position approval = last().position;
  set_clock("2027-01-05T23:59:59Z");
  const Outcome opened = open("ana");
  EXPECT_TRUE(accepts(opened, Rule::claim_protected)) << "the last day is inside";
  EXPECT_EQ(opened.winner, actor("ana"));
  EXPECT_EQ(opened.winning_position, entry);
  EXPECT_EQ(last().refers_to, approval);
  EXPECT_EQ(opened.deal, DealId(2));
  EXPECT_EQ(contact("c").state, interested);
  EXPECT_EQ(contact("c").cycle, 2U);
  EXPECT_EQ(assignee_of("c"), "ana");
  EXPECT_EQ(claimant_of("c"), "ana");
  EXPECT_EQ(contact("c").claim_position, entry);
  EXPECT_EQ(contact("c").claimed_at, since);
  EXPECT_EQ(deal_of("c").status, CloseStatus::none);
  EXPECT_EQ(deal_of("c").cycle, 2U);
  // The close is logged on the deal that was opened; another rep's is paid to the claim that was kept.
  give(commands::Assign{.actor = "mia", .contact = "c", .rep = "ben"});
  EXPECT_TRUE(accepts(close("ben"), Rule::claim_kept));
  EXPECT_EQ(contact("c").deal, DealId(2));
  approve();
  EXPECT_EQ(deal_of("c").credited, actor("ana"));
  EXPECT_EQ(state().deal(DealId(1)).status, CloseStatus::verified);
}

TEST_F(Deals, AfterItsMonthsTheClaimIsOpenToTheFirstWhoLogs) {
  close("ana");
  approve();
  set_clock("2027-01-06T00:00:00Z");
  EXPECT_TRUE(accepts(open("ana")));
  EXPECT_EQ(claimant_of("c"), "");
  give(commands::Assign{.actor = "mia", .contact = "c", .rep = "ben"});
  EXPECT_TRUE(accepts(close("ben"), Rule::claim_established));
  EXPECT_EQ(claimant_of("c"), "ben");
}

TEST_F(Deals, WhatProtectsNobody) {
  for (int way = 0; way < 4; ++way) {
    Policy policy = euro_policy();
    if (way == 0) policy.open_deal_protection_months = 0;
    Scenario s(policy);
    s.add_actor("ana", Role::rep);
    s.add_contact("c", "ana");
    s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(5)});
    s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(5)});
    if (way == 1) s.give(commands::Reverse{.actor = "root", .contact = "c", .reason = "refund"});
    if (way == 2) s.give(commands::ChangeActor{.actor = "root", .rep = "ana", .active = false});
    if (way == 3)
      s.give(commands::Reverse{.actor = "root", .contact = "c", .reason = "refund", .amount = eur(4)});
    const Outcome opened = s.give(commands::OpenDeal{.actor = "root", .contact = "c"});
    EXPECT_TRUE(accepts(opened, way == 3 ? Rule::claim_protected : Rule::none)) << way;
    EXPECT_EQ(s.claimant_of("c"), way == 3 ? "ana" : "") << way;
  }
}

TEST_F(Deals, WhoMayOpenTheNext) {
  EXPECT_TRUE(refuses(open("ana"), Rule::no_transition)) << "nothing is won";
  close("ana");
  EXPECT_TRUE(refuses(open("ana"), Rule::no_transition));
  approve();
  EXPECT_TRUE(refuses(open("ben"), Rule::not_assignee));
  give(commands::Release{.actor = "mia", .contact = "c"});
  EXPECT_TRUE(refuses(open("ben"), Rule::not_assigned));
  EXPECT_TRUE(accepts(open("mia"), Rule::claim_protected)) << "a manager's word needs no assignee";
  EXPECT_EQ(assignee_of("c"), "");
}

TEST_F(Deals, AnEarlierDealIsDecidedAndCorrectedApartFromItsContact) {
  close("ana");
  approve();
  open("ana");
  const ContactRow before = contact("c");
  EXPECT_TRUE(refuses(revoke(), Rule::deal_not_verified)) << "the current deal has no close";
  const Outcome revoked = revoke(DealId(1));
  EXPECT_TRUE(accepts(revoked));
  EXPECT_EQ(revoked.deal, DealId(1));
  EXPECT_EQ(revoked.state, interested);
  EXPECT_EQ(state().deal(DealId(1)).status, CloseStatus::pending);
  EXPECT_EQ(state().organisation().pending, 1U);
  ContactRow after = contact("c");
  after.last = before.last;
  EXPECT_TRUE(same(before, after)) << "the contact's new life goes on";
  EXPECT_TRUE(refuses(approve(), Rule::no_transition)) << "of the current deal";
  EXPECT_TRUE(accepts(approve("c", eur(900), DealId(1))));
  EXPECT_EQ(state().deal(DealId(1)).invoiced, eur(900));
  EXPECT_EQ(state().deal(DealId(1)).credited, actor("ana"));
  revoke(DealId(1));
  EXPECT_TRUE(
      accepts(give(commands::Reject{.actor = "mia", .contact = "c", .reason = "no", .deal = DealId(1)})));
  EXPECT_EQ(state().deal(DealId(1)).status, CloseStatus::rejected);
  EXPECT_EQ(state().organisation().pending, 0U);
  EXPECT_EQ(contact("c").state, interested);
  EXPECT_TRUE(rejects(approve("d", eur(5), DealId(1)), Rule::unknown_deal, Field::deal)) << "another's";
  EXPECT_EQ(difference(state(), replayed()), "");
}

TEST_F(Deals, AnApprovalOfACloseThatWasLoggedAgainIsRefused) {
  close("ana");
  const Position seen = last().position;
  give(commands::WithdrawClose{.actor = "ana", .contact = "c"});
  close("ana", "c", eur(700));
  const Position stands = last().position;
  for (const Command& late :
       {Command(commands::Approve{.actor = "mia", .contact = "c", .amount = eur(1000), .refers_to = seen}),
        Command(commands::Reject{.actor = "mia", .contact = "c", .reason = "no", .refers_to = seen})}) {
    const Outcome refused = give(late);
    EXPECT_TRUE(refuses(refused, Rule::close_superseded));
    EXPECT_EQ(refused.winner, actor("ana"));
    EXPECT_EQ(refused.winning_position, stands);
  }
  EXPECT_TRUE(accepts(
      give(commands::Approve{.actor = "mia", .contact = "c", .amount = eur(700), .refers_to = stands})));
  EXPECT_TRUE(
      refuses(give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(700), .refers_to = seen}),
              Rule::already_decided));
}

TEST_F(Deals, LinesTaxAndDatesAreTold) {
  const DealLine lines[] = {
      {.product = "sign", .quantity = 2, .net = eur(900), .tax = eur(171)},
      {.product = "rebate", .quantity = -1, .net = eur(-100), .tax = eur(-19)},
  };
  auto log = [&](Money amount, Money tax) {
    return give(commands::LogClose{.actor = "ana",
                                   .contact = "c",
                                   .amount = amount,
                                   .signed_on = day("2026-01-03"),
                                   .tax = tax,
                                   .lines = lines});
  };
  EXPECT_TRUE(refuses(log(eur(801), eur(152)), Rule::lines_do_not_sum));
  EXPECT_TRUE(refuses(log(Money::minor(800, currency("USD")), eur(152)), Rule::lines_do_not_sum));
  EXPECT_TRUE(refuses(log(eur(800), eur(151)), Rule::tax_does_not_fit)) << "the lines say 152";
  EXPECT_TRUE(refuses(log(eur(800), Money::minor(152, currency("USD"))), Rule::tax_does_not_fit));
  EXPECT_EQ(state().deal_count(), 0U);
  EXPECT_TRUE(accepts(log(eur(800), eur(152)), Rule::claim_established));
  EXPECT_EQ(last().tax, eur(152));
  ASSERT_EQ(last().lines.size(), 2U);
  EXPECT_EQ(last().lines[1].product, "rebate");
  EXPECT_EQ(deal_of("c").signed_on, day("2026-01-03"));
  EXPECT_TRUE(deal_of("c").has_lines);
  const DealLine wide[] = {{.product = "a", .net = eur(INT64_MAX)}, {.product = "b", .net = eur(INT64_MAX)}};
  EXPECT_TRUE(
      refuses(give(commands::Approve{.actor = "mia", .contact = "c", .amount = eur(800), .lines = wide}),
              Rule::lines_do_not_sum));
  EXPECT_TRUE(accepts(give(commands::Approve{
      .actor = "mia", .contact = "c", .amount = eur(800), .invoiced_on = day("2026-01-04"), .tax = eur(0)})));
  EXPECT_EQ(deal_of("c").invoiced_on, day("2026-01-04"));
  EXPECT_EQ(deal_of("c").signed_on, day("2026-01-03"));
}

TEST_F(Deals, OneInvoiceNumberStandsForOneDeal) {
  close("ana");
  close("ben", "d");
  auto approve_as = [&](std::string_view contact, std::string_view number) {
    return give(
        commands::Approve{.actor = "mia", .contact = contact, .amount = eur(5), .document_number = number});
  };
  EXPECT_TRUE(accepts(approve_as("c", "I-1")));
  const Position first = last().position;
  const Outcome taken = approve_as("d", "I-1");
  EXPECT_TRUE(refuses(taken, Rule::document_taken));
  EXPECT_EQ(taken.winner, actor("mia"));
  EXPECT_EQ(taken.winning_position, first);
  auto record = [&](std::string_view contact, std::string_view number) {
    return give(commands::RecordInvoice{
        .actor = "mia", .contact = contact, .amount = eur(5), .document_number = number});
  };
  EXPECT_TRUE(accepts(record("c", "I-1"))) << "the approval only named it";
  EXPECT_TRUE(refuses(record("c", "I-1"), Rule::document_taken));
  EXPECT_TRUE(refuses(record("d", "I-1"), Rule::document_taken));
  EXPECT_TRUE(accepts(record("d", "I-2")));
  EXPECT_TRUE(accepts(approve_as("d", "I-2"))) << "recorded before it is named";
  // A number is one kind's own.
  EXPECT_TRUE(accepts(give(
      commands::RecordReceipt{.actor = "mia", .contact = "d", .amount = eur(5), .document_number = "I-1"})));
  EXPECT_TRUE(refuses(give(commands::RecordReceipt{
                          .actor = "mia", .contact = "c", .amount = eur(5), .document_number = "I-1"}),
                      Rule::document_taken));
  EXPECT_TRUE(accepts(give(commands::RecordPayout{.actor = "mia",
                                                  .rep = "ana",
                                                  .period = month("2026-01"),
                                                  .amount = eur(5),
                                                  .document_number = "I-1"})));
  EXPECT_TRUE(refuses(give(commands::RecordPayout{.actor = "mia",
                                                  .rep = "ben",
                                                  .period = month("2026-01"),
                                                  .amount = eur(5),
                                                  .document_number = "I-1"}),
                      Rule::document_taken));
  EXPECT_EQ(difference(state(), replayed()), "");
}

TEST_F(Deals, InvoicesAndReceiptsAddUpOnTheirDeal) {
  EXPECT_TRUE(refuses(give(commands::RecordReceipt{
                          .actor = "mia", .contact = "c", .amount = eur(5), .document_number = "R-0"}),
                      Rule::no_deal));
  close("ana");
  for (std::string_view number : {"R-1", "R-2"})
    EXPECT_TRUE(accepts(give(commands::RecordReceipt{.actor = "mia",
                                                     .contact = "c",
                                                     .amount = eur(300),
                                                     .document_number = number,
                                                     .paid_on = day("2026-01-04")})));
  EXPECT_TRUE(accepts(give(commands::RecordInvoice{.actor = "mia",
                                                   .contact = "c",
                                                   .amount = eur(1000),
                                                   .document_number = "I-1",
                                                   .tax = eur(190),
                                                   .invoiced_on = day("2026-01-02")})));
  EXPECT_EQ(deal_of("c").received, eur(600));
  EXPECT_EQ(deal_of("c").billed, eur(1000));
  EXPECT_EQ(deal_of("c").paid_on, day("2026-01-04"));
  EXPECT_EQ(deal_of("c").invoiced_on, day("2026-01-02"));
  EXPECT_EQ(deal_of("c").status, CloseStatus::pending);
  EXPECT_TRUE(refuses(
      give(commands::RecordReceipt{
          .actor = "mia", .contact = "c", .amount = eur(9'999'999'999'401), .document_number = "R-3"}),
      Rule::amount_too_large))
      << "with what was received before";
  EXPECT_TRUE(refuses(give(commands::RecordReceipt{.actor = "mia",
                                                   .contact = "c",
                                                   .amount = Money::minor(5, currency("USD")),
                                                   .document_number = "R-3"}),
                      Rule::currency_not_of_plan));
}

TEST_F(Deals, WhatThePolicyAsksForBeforeAnApproval) {
  Policy policy = euro_policy();
  policy.require_invoice = policy.require_deposit = true;
  give(commands::AdoptPolicy{.actor = "root", .document = "d"}, compile(policy));
  close("ana");
  EXPECT_TRUE(refuses(approve(), Rule::invoice_missing));
  give(commands::RecordInvoice{.actor = "mia", .contact = "c", .amount = eur(5), .document_number = "1"});
  EXPECT_TRUE(refuses(approve(), Rule::receipt_missing));
  give(commands::RecordReceipt{.actor = "mia", .contact = "c", .amount = eur(5), .document_number = "1"});
  EXPECT_TRUE(accepts(approve()));
}

TEST_F(Deals, CreditsAreSharedOnApproval) {
  close("ana");
  const CreditShare thirds[] = {{"ben", Rate::of(1, 3)}, {"ana", Rate::of(2, 3)}};
  const CreditShare strangers[] = {{"ben", Rate::of(1, 3)}, {"mia", Rate::of(2, 3)}};
  auto share = [&](std::span<const CreditShare> credits) {
    return give(commands::Approve{.actor = "mia", .contact = "c", .amount = eur(10), .credits = credits});
  };
  EXPECT_TRUE(refuses(share(strangers), Rule::rep_not_a_rep));
  give(commands::ChangeActor{.actor = "root", .rep = "ben", .active = false});
  EXPECT_TRUE(accepts(share(thirds))) << "whoever left is credited still";
  ASSERT_EQ(last().credits.size(), 2U);
  EXPECT_EQ(last().credits[0].rep.id, actor("ben")) << "by handle";
  ASSERT_EQ(deal_of("c").credit_count, 2U);
  EXPECT_EQ(state().credit(deal_of("c").credits).rep, actor("ben"));
  EXPECT_EQ(state().credit(deal_of("c").credits + 1).share, Rate::of(2, 3));
  EXPECT_EQ(deal_of("c").credited, actor("ana")) << "the claim is where it was";
}

TEST_F(Deals, CreditsSetBeforeTheApprovalHoldForIt) {
  close("ana");
  const CreditShare halves[] = {{"ben", Rate::of(1, 2)}, {"ana", Rate::of(1, 2)}};
  EXPECT_TRUE(accepts(give(commands::AmendClose{.actor = "mia", .contact = "c", .credits = halves})));
  EXPECT_TRUE(accepts(approve()));
  ASSERT_EQ(last().credits.size(), 2U) << "the approval says them again";
  EXPECT_EQ(last().credits[0].rep.id, actor("ben"));
  EXPECT_EQ(deal_of("c").credit_count, 2U);
}

}  // namespace
}  // namespace firstlog_test
