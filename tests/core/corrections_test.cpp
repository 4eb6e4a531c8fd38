// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How what was wrong is put right (DOMAIN 13), at the level of the contact and its deal. What it does to
// statements: tests/views.
#include <gtest/gtest.h>

#include <string_view>

#include "firstlog/core/command_table.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

class Corrections : public ::testing::Test, protected Scenario {
 protected:
  Corrections() {
    add_actor("ana", Role::rep);
    add_actor("ben", Role::rep);
    add_actor("mia", Role::manager);
    add_contact("c", "ana");
  }
  Outcome close(Money amount = eur(1000)) {
    return give(commands::LogClose{.actor = "ana", .contact = "c", .amount = amount});
  }
  Position sold(Money amount = eur(1000)) {
    close(amount);
    give(commands::Approve{.actor = "mia", .contact = "c", .amount = amount});
    return last().position;
  }
  Outcome revoke() {
    return give(commands::RevokeApproval{.actor = "root", .contact = "c", .reason = "error"});
  }
  Outcome reverse(std::optional<Money> amount = {}) {
    return give(commands::Reverse{.actor = "root", .contact = "c", .reason = "refund", .amount = amount});
  }
  Outcome reinstate(Position reversal, std::optional<Money> amount = {}) {
    return give(
        commands::Reinstate{.actor = "root", .contact = "c", .refers_to = reversal, .amount = amount});
  }
  Outcome amend(Money amount) {
    return give(commands::AmendClose{.actor = "root", .contact = "c", .amount = amount});
  }
};

TEST_F(Corrections, ARevokedApprovalWaitsAgainWhereItWaited) {
  const Instant due = now() + Duration::hours(30);
  give(commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = due});
  const Position approval = sold();
  EXPECT_EQ(state().organisation().pending, 0U);
  const Outcome revoked = revoke();
  EXPECT_TRUE(accepts(revoked));
  EXPECT_EQ(last().refers_to, approval);
  EXPECT_EQ(last().reason, "error");
  EXPECT_EQ(contact("c").state, pending_verification);
  EXPECT_EQ(deal_of("c").status, CloseStatus::pending);
  EXPECT_EQ(deal_of("c").decider, actor("root"));
  EXPECT_EQ(state().organisation().pending, 1U);
  EXPECT_EQ(claimant_of("c"), "ana");
  const Outcome twice = revoke();
  EXPECT_TRUE(refuses(twice, Rule::deal_not_verified));
  EXPECT_EQ(twice.winner, actor("root"));
  EXPECT_EQ(twice.winning_position, revoked.position);
  EXPECT_EQ(difference(state(), replayed()), "");
  // From there on everything is as with any pending close: a rejection leads to where it stood before.
  EXPECT_TRUE(accepts(give(commands::Reject{.actor = "mia", .contact = "c", .reason = "no"})));
  EXPECT_EQ(contact("c").state, callback_scheduled);
  EXPECT_EQ(contact("c").due, due) << "with the callback that was agreed";
  EXPECT_EQ(contact("c").due_kind, DueKind::callback);
}

TEST_F(Corrections, ARevokedApprovalCanBeGivenAgain) {
  sold();
  revoke();
  EXPECT_TRUE(accepts(give(commands::Approve{.actor = "mia", .contact = "c", .amount = eur(800)})));
  EXPECT_EQ(contact("c").state, verified_close);
  EXPECT_EQ(deal_of("c").invoiced, eur(800));
  revoke();
  EXPECT_TRUE(accepts(give(commands::WithdrawClose{.actor = "ana", .contact = "c"})));
  EXPECT_EQ(contact("c").state, interested);
}

TEST_F(Corrections, AmendingAPendingCloseCorrectsWhatWasClaimed) {
  close();
  const Position entry = last().position;
  EXPECT_TRUE(accepts(amend(eur(1500))));
  EXPECT_EQ(last().refers_to, entry);
  EXPECT_EQ(last().period, YearMonth()) << "pending earns nothing";
  EXPECT_EQ(deal_of("c").claimed, eur(1500));
  EXPECT_EQ(contact("c").state, pending_verification);
  EXPECT_TRUE(accepts(amend(Money::minor(5, currency("USD"))))) << "the currency was wrong, too";
}

TEST_F(Corrections, AmendingAVerifiedCloseCorrectsWhatWasInvoiced) {
  const Position approval = sold();
  EXPECT_TRUE(accepts(amend(eur(1500))));
  EXPECT_EQ(last().refers_to, approval);
  EXPECT_EQ(last().amount, eur(1500));
  EXPECT_EQ(last().period, month("2026-01"));
  EXPECT_EQ(deal_of("c").invoiced, eur(1500));
  EXPECT_EQ(deal_of("c").status, CloseStatus::verified);
  EXPECT_TRUE(refuses(amend(Money::minor(5, currency("USD"))), Rule::currency_not_of_plan));
  EXPECT_TRUE(refuses(amend(eur(10'000'000'000'001)), Rule::amount_too_large));
  EXPECT_EQ(contact("c").state, verified_close);
}

TEST_F(Corrections, LinesAreAmendedWithTheirAmount) {
  close();
  const DealLine lines[] = {{.product = "sign", .net = eur(1000)}};
  const DealLine more[] = {{.product = "sign", .net = eur(1200)}};
  give(commands::Approve{.actor = "mia", .contact = "c", .amount = eur(1000), .lines = lines});
  EXPECT_TRUE(refuses(amend(eur(1200)), Rule::lines_do_not_sum));
  EXPECT_TRUE(refuses(give(commands::AmendClose{.actor = "mia", .contact = "c", .lines = more}),
                      Rule::lines_do_not_sum))
      << "the amount stays where it is not said anew";
  EXPECT_TRUE(accepts(
      give(commands::AmendClose{.actor = "mia", .contact = "c", .amount = eur(1200), .lines = more})));
  EXPECT_TRUE(accepts(amend(eur(1200)))) << "the same amount as the lines say";
}

TEST_F(Corrections, ReversalsNeverExceedTheInvoice) {
  const Position approval = sold();
  EXPECT_TRUE(refuses(reverse(eur(0)), Rule::amount_not_positive));
  EXPECT_TRUE(refuses(reverse(Money::minor(5, currency("USD"))), Rule::currency_not_of_plan));
  EXPECT_TRUE(accepts(reverse(eur(300))));
  EXPECT_EQ(last().refers_to, approval);
  EXPECT_TRUE(refuses(reverse(eur(701)), Rule::reversal_beyond_invoice));
  EXPECT_TRUE(refuses(amend(eur(299)), Rule::reversal_beyond_invoice)) << "300 were given back";
  EXPECT_TRUE(accepts(amend(eur(300)))) << "the whole is reversed now";
  EXPECT_TRUE(refuses(reverse(), Rule::reversal_beyond_invoice));
  EXPECT_TRUE(accepts(amend(eur(1000))));
  EXPECT_TRUE(accepts(reverse()));
  EXPECT_EQ(last().amount, eur(700)) << "all that is left";
  EXPECT_EQ(deal_of("c").reversed, 1000);
  EXPECT_EQ(contact("c").state, verified_close);
  EXPECT_EQ(deal_of("c").status, CloseStatus::verified);
}

TEST_F(Corrections, AReversalIsUndoneAtMostOnce) {
  sold();
  const Position first = reverse(eur(300)).position;
  const Position second = reverse(eur(200)).position;
  EXPECT_TRUE(refuses(reinstate(first, eur(301)), Rule::reinstates_too_much));
  EXPECT_TRUE(accepts(reinstate(first, eur(100))));
  EXPECT_EQ(last().refers_to, first);
  const Position undone = last().position;
  EXPECT_TRUE(refuses(reinstate(first, eur(201)), Rule::reinstates_too_much));
  EXPECT_TRUE(accepts(reinstate(first)));
  EXPECT_EQ(last().amount, eur(200));
  EXPECT_TRUE(refuses(reinstate(first), Rule::reinstates_too_much));
  EXPECT_EQ(deal_of("c").reversed, 200);
  EXPECT_TRUE(refuses(reinstate(undone), Rule::corrects_a_correction));
  EXPECT_TRUE(refuses(reinstate(Position(999)), Rule::not_a_reversal));
  // An approval taken back takes its reversals along.
  revoke();
  EXPECT_TRUE(refuses(reinstate(second), Rule::deal_not_verified));
  give(commands::Approve{.actor = "mia", .contact = "c", .amount = eur(900)});
  EXPECT_EQ(deal_of("c").reversed, 0);
  EXPECT_TRUE(refuses(reinstate(second), Rule::not_a_reversal));
  EXPECT_EQ(difference(state(), replayed()), "");
}

TEST_F(Corrections, ACorrectionIsNotCorrected) {
  const Position approval = sold();
  amend(eur(1100));
  const Position amendment = last().position;
  for (const Command& command :
       {Command(
            commands::AmendClose{.actor = "root", .contact = "c", .amount = eur(5), .refers_to = amendment}),
        Command(
            commands::RevokeApproval{.actor = "root", .contact = "c", .reason = "x", .refers_to = amendment}),
        Command(commands::Reverse{.actor = "root", .contact = "c", .reason = "x", .refers_to = amendment}),
        Command(commands::Reinstate{.actor = "root", .contact = "c", .refers_to = amendment})})
    EXPECT_TRUE(refuses(give(command), Rule::corrects_a_correction)) << name_of(command.kind);
  EXPECT_TRUE(accepts(
      give(commands::AmendClose{.actor = "root", .contact = "c", .amount = eur(900), .refers_to = approval})))
      << "a second amendment names what the first one named";
}

TEST_F(Corrections, SayWhereTheyPost) {
  sold();
  set_clock("2026-02-03T09:00:00Z");
  EXPECT_TRUE(accepts(amend(eur(900))));
  EXPECT_EQ(last().period, month("2026-01")) << "January is not frozen yet";
  EXPECT_FALSE(has(last().flags, EventFlag::prior_period));
  advance_to("2026-02-20T09:00:00Z");
  for (int way = 0; way < 3; ++way) {
    EXPECT_TRUE(accepts(way == 0 ? amend(eur(800)) : way == 1 ? reverse(eur(100)) : revoke()));
    EXPECT_EQ(last().period, month("2026-02")) << way;
    EXPECT_TRUE(has(last().flags, EventFlag::prior_period)) << way;
  }
}

TEST_F(Corrections, AnAdjustmentPostsToItsPeriodOrTheOldestOpen) {
  auto adjust = [&](std::string_view period, Money amount) {
    return give(commands::Adjust{
        .actor = "mia", .rep = "ana", .period = month(period), .amount = amount, .reason = "write_off"});
  };
  set_clock("2026-02-20T09:00:00Z");
  EXPECT_TRUE(accepts(adjust("2026-01", eur(-500))));
  EXPECT_EQ(last().period, month("2026-02"));
  EXPECT_TRUE(has(last().flags, EventFlag::prior_period));
  EXPECT_EQ(last().reason, "write_off");
  EXPECT_TRUE(accepts(adjust("2026-02", eur(500))));
  EXPECT_FALSE(has(last().flags, EventFlag::prior_period));
  EXPECT_TRUE(refuses(adjust("2026-03", eur(1)), Rule::period_not_begun));
  EXPECT_TRUE(refuses(adjust("2026-02", Money::minor(1, currency("USD"))), Rule::currency_not_of_plan));
  EXPECT_TRUE(refuses(adjust("2026-02", eur(-10'000'000'000'001)), Rule::amount_too_large));
}

// The policy's dates: which period counts a close, and which version of the plan pays it.
TEST_F(Corrections, DatesThatCountAreSaidByTheApprovalAndCorrected) {
  Policy policy = euro_policy();
  policy.period_date = CreditDate::invoiced_on;
  policy.rate_date = CreditDate::signed_on;
  policy.freeze_after_working_days = 200;
  give(commands::AdoptPolicy{.actor = "root", .document = "d"}, compile(policy));
  set_clock("2026-02-10T09:00:00Z");
  close();
  give(commands::Approve{.actor = "mia",
                         .contact = "c",
                         .amount = eur(1000),
                         .signed_on = day("2026-01-20"),
                         .invoiced_on = day("2026-01-31")});
  EXPECT_EQ(last().period, month("2026-01"));
  EXPECT_EQ(last().effective_at, at("2026-01-20T00:00:00Z"));
  amend(eur(900));
  EXPECT_EQ(last().period, month("2026-01")) << "no date is said anew";
  EXPECT_EQ(last().effective_at, Instant());
  give(commands::AmendClose{.actor = "mia", .contact = "c", .invoiced_on = day("2026-02-01")});
  EXPECT_EQ(last().period, month("2026-02"));
  EXPECT_EQ(deal_of("c").period, month("2026-02"));
  give(commands::AmendClose{.actor = "mia", .contact = "c", .signed_on = day("2026-02-02")});
  EXPECT_EQ(last().period, month("2026-02"));
  EXPECT_EQ(last().effective_at, at("2026-02-02T00:00:00Z"));
  EXPECT_EQ(difference(state(), replayed()), "");
}

TEST(CreditDates, EachOfThem) {
  struct Case {
    CreditDate date;
    std::string_view dated;    // the period where every date is told
    std::string_view undated;  // where none is
  };
  for (const Case& each :
       {Case{CreditDate::closed_at, "2026-02", "2026-02"}, Case{CreditDate::signed_on, "2026-01", "2026-02"},
        Case{CreditDate::invoiced_on, "2026-04", "2026-03"},
        Case{CreditDate::approved_at, "2026-03", "2026-03"}, Case{CreditDate::paid_on, "2026-05", "2026-03"}})
    for (bool dated : {true, false}) {
      Policy policy = euro_policy();
      policy.period_date = each.date;
      policy.freeze_after_working_days = 200;
      Scenario s(policy);
      s.add_actor("ana", Role::rep);
      s.add_contact("c", "ana");
      s.set_clock("2026-02-05T09:00:00Z");
      s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(5)});
      s.set_clock("2026-03-05T09:00:00Z");
      if (dated)
        s.give(commands::RecordReceipt{.actor = "root",
                                       .contact = "c",
                                       .amount = eur(5),
                                       .document_number = "R",
                                       .paid_on = day("2026-05-05")});
      Command approve = commands::Approve{.actor = "root", .contact = "c", .amount = eur(5)};
      if (dated)
        approve = commands::Approve{.actor = "root",
                                    .contact = "c",
                                    .amount = eur(5),
                                    .signed_on = day("2026-01-05"),
                                    .invoiced_on = day("2026-04-05")};
      EXPECT_TRUE(accepts(s.give(approve)));
      EXPECT_EQ(s.last().period, month(dated ? each.dated : each.undated)) << name_of(each.date);
    }
}

}  // namespace
}  // namespace firstlog_test
