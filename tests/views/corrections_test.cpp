// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What corrections do to commission, quota, leaderboard and statements, before and after a freeze
// (DOMAIN 7, 11, 13), worked out by hand.
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "support/books.hpp"

namespace firstlog_test {
namespace {

// 10 % below 1,000.00, 20 % from there on.
Policy tiered() {
  Policy policy = euro_policy();
  policy.plan.tiers = {{0, Rate::of(1, 10)}, {100'000, Rate::of(1, 5)}};
  return policy;
}

TEST(Books, AnApprovalIsOneLine) {
  Books b(tiered());
  b.sell("ana", "one", 50'000);
  const Statement s = b.statement("ana", "2026-01");
  ASSERT_EQ(s.lines.size(), 1U);
  EXPECT_EQ(s.lines[0].kind, LineKind::close);
  EXPECT_EQ(s.lines[0].commission, eur(5'000));
  EXPECT_FALSE(s.lines[0].refers_to.present());
  EXPECT_EQ(s.closes, CloseCount::one());
  EXPECT_EQ(s.total, eur(5'000));
}

TEST(Books, AnAmendmentPostsTheDifferenceByTheTierOfTheWhole) {
  Books b(tiered());
  const Position approval = b.sell("ana", "one", 90'000);
  b.amend("one", 120'000);
  const Statement s = b.statement("ana", "2026-01");
  ASSERT_EQ(s.lines.size(), 2U);
  const StatementLine& line = s.lines[1];
  EXPECT_EQ(line.kind, LineKind::amendment);
  EXPECT_EQ(line.refers_to, approval);
  EXPECT_EQ(line.invoiced, eur(30'000));
  EXPECT_EQ(line.commission, eur(24'000 - 9'000)) << "1,200.00 × 20 % less 900.00 × 10 %";
  EXPECT_EQ(line.rate, Rate::of(1, 5));
  EXPECT_EQ(line.tier, 1U);
  EXPECT_TRUE(line.closes.is_zero());
  EXPECT_FALSE(line.prior_period);
  ASSERT_EQ(s.deals.size(), 1U) << "the corrected line, with its history";
  EXPECT_EQ(s.deals[0].invoiced, eur(120'000));
  EXPECT_EQ(s.deals[0].commission, eur(24'000));
  EXPECT_EQ(s.deals[0].lines, 2U);
  EXPECT_EQ(s.commission, eur(24'000));
  EXPECT_EQ(s.closes, CloseCount::one());
}

// A later plan does not touch what was closed before it.
TEST(Books, TheDifferenceIsPaidByThePlanOfTheCloseItself) {
  Books b(tiered());
  b.log("ana", "one", 90'000);
  Policy richer = euro_policy();
  richer.plan.tiers = {{0, Rate::of(1, 2)}};
  b.adopt(richer);
  b.approve("one", 90'000);
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(9'000));
  b.amend("one", 80'000);
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(8'000));
  b.reverse("one", 10'000);
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(7'000));
}

TEST(Books, ReversalsTakeBackAtTheRateThatWasPaidAndExactlyThat) {
  Policy policy = euro_policy();
  policy.plan.tiers = {{0, Rate::of(1, 3)}};
  Books b(policy);
  b.sell("ana", "one", 100);  // 33.33 cents: 33
  std::int64_t left = 33;
  for (std::int64_t gone = 10; gone <= 100; gone += 10) {
    b.reverse("one", 10);
    const Statement s = b.statement("ana", "2026-01");
    const std::int64_t rounded = (gone + 1) / 3;  // gone / 3, half up
    EXPECT_EQ(s.commission, eur(33 - rounded)) << gone;
    EXPECT_LE(s.commission.minor_units(), left);
    left = s.commission.minor_units();
    EXPECT_EQ(s.revenue, eur(100 - gone));
    EXPECT_EQ(s.closes, gone < 100 ? CloseCount::one() : CloseCount()) << "the count goes with the whole";
  }
  EXPECT_EQ(left, 0);
  const Position last = b.scenario().last().position;
  b.reinstate("one", last);
  EXPECT_EQ(b.statement("ana", "2026-01").closes, CloseCount::one());
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(3));
  EXPECT_EQ(b.statement("ana", "2026-01").lines.back().kind, LineKind::reinstatement);
}

TEST(Books, ARevokedApprovalLeavesNothingAndTheLeaderboardFalls) {
  Books b(tiered());
  b.sell("ana", "one", 90'000);
  b.sell("ana", "two", 10'000);
  b.sell("ben", "three", 50'000);
  EXPECT_EQ(b.board("2026-01").rows[0].rep, b.actor("ana"));
  EXPECT_EQ(b.board("2026-01").rows[0].verified_closes, 2);
  b.revoke("one");
  const Event& why = b.scenario().last();
  EXPECT_EQ(why.kind, EventKind::approval_revoked);
  EXPECT_EQ(why.reason, "error") << "the fall in rank has its event and its reason";
  const Leaderboard board = b.board("2026-01");
  EXPECT_EQ(board.rows[0].rep, b.actor("ben"));
  EXPECT_EQ(board.rows[1].rep, b.actor("ana"));
  EXPECT_EQ(board.rows[1].verified_closes, 1);
  EXPECT_EQ(board.rows[1].revenue, eur(10'000));
  EXPECT_EQ(board.rows[1].pending, 1U);
  const Statement s = b.statement("ana", "2026-01");
  EXPECT_EQ(s.commission, eur(1'000));
  ASSERT_EQ(s.pending.size(), 1U) << "it waits again";
  EXPECT_EQ(s.pending[0].claimed, eur(90'000));
  b.approve("one", 80'000);
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(9'000));
  EXPECT_EQ(b.statement("ana", "2026-01").pending.size(), 0U);
  EXPECT_EQ(b.board("2026-01").rows[0].rep, b.actor("ana"));
}

// Equal closes and revenue: whoever got there first stands above. Taking the newest back counts again.
TEST(Books, TheLastApprovalThatCountsBreaksATie) {
  Books b(tiered());
  b.sell("ana", "one", 10'000);
  b.sell("ben", "two", 10'000);
  b.sell("ana", "three", 20'000);
  b.revoke("three");
  const Leaderboard board = b.board("2026-01");
  EXPECT_EQ(board.rows[0].rep, b.actor("ana"));
  EXPECT_EQ(board.rows[0].rank, 1U);
  EXPECT_EQ(board.rows[1].rank, 2U);
}

TEST(Books, AfterTheFreezeTheDifferencePostsInTheOpenPeriod) {
  Books b(tiered());
  const Position approval = b.sell("ana", "one", 90'000);
  b.sell("ana", "two", 10'000);
  b.freeze("2026-01", "2026-02-09T09:00:00Z");
  const Statement frozen = b.statement("ana", "2026-01");
  EXPECT_TRUE(frozen.frozen);
  b.amend("one", 120'000);
  b.reverse("two");
  b.adjust("ana", "2026-01", -700);
  EXPECT_EQ(b.difference(frozen, b.statement("ana", "2026-01")), "") << "a frozen statement never changes";
  const Statement february = b.statement("ana", "2026-02");
  ASSERT_EQ(february.lines.size(), 3U);
  EXPECT_EQ(february.lines[0].commission, eur(15'000));
  EXPECT_EQ(february.lines[0].refers_to, approval) << "linked to the original line";
  EXPECT_EQ(february.lines[1].commission, eur(-1'000));
  EXPECT_EQ(february.lines[2].kind, LineKind::adjustment);
  for (const StatementLine& line : february.lines) EXPECT_TRUE(line.prior_period);
  EXPECT_EQ(february.reasons.at(february.lines[1].reason - 1), "refund");
  EXPECT_EQ(february.reasons.at(february.lines[2].reason - 1), "correction");
  EXPECT_EQ(february.commission, eur(14'000));
  EXPECT_EQ(february.adjustments, eur(-700));
  EXPECT_EQ(february.total, eur(13'300));
  EXPECT_EQ(february.commission_year_to_date, eur(24'000));
  EXPECT_EQ(february.total_year_to_date, eur(23'300));
  EXPECT_EQ(february.revenue, eur(20'000));
  EXPECT_EQ(b.board("2026-02").rows.back().verified_closes, -1) << "net of what was taken back";
  b.scenario().set_clock("2026-03-02T09:00:00Z");
  EXPECT_EQ(b.statement("ana", "2026-02").zone, QuotaZone::red) << "less than no close";
}

TEST(Books, AFrozenStatementShowsWhatWaitedThen) {
  Books b(tiered());
  b.log("ana", "one", 90'000);
  b.freeze("2026-01", "2026-02-09T09:00:00Z");
  const Statement frozen = b.statement("ana", "2026-01");
  ASSERT_EQ(frozen.pending.size(), 1U);
  b.approve("one", 90'000);
  EXPECT_EQ(b.difference(frozen, b.statement("ana", "2026-01")), "");
  EXPECT_EQ(b.statement("ana", "2026-02").pending.size(), 0U);
  Policy other = tiered();
  other.plan.name = "another";
  other.quota.closes = 9;
  b.adopt(other);
  EXPECT_EQ(b.difference(frozen, b.statement("ana", "2026-01")), "");
}

TEST(Books, SharedDealsAreDividedExactly) {
  Books b(tiered());
  // 100.01 × 10 % is 10.00; in three: 3.33, 3.33 and, to the first named, 3.34.
  b.sell("ana", "one", 10'001, {{"ben", Rate::of(1, 3)}, {"ana", Rate::of(1, 3)}, {"cleo", Rate::of(1, 3)}});
  EXPECT_EQ(b.statement("ben", "2026-01").commission, eur(334));
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(333));
  EXPECT_EQ(b.statement("cleo", "2026-01").commission, eur(333));
  EXPECT_EQ(b.statement("ben", "2026-01").revenue, eur(3'335));
  EXPECT_EQ(b.statement("cleo", "2026-01").revenue, eur(3'333));
  EXPECT_EQ(b.statement("ana", "2026-01").closes.rate(), Rate::of(1, 3));
  EXPECT_EQ(b.board("2026-01").rows[0].rep, b.actor("ben")) << "equal thirds, one cent more revenue";
  EXPECT_EQ(b.board("2026-01").rows[0].verified_closes, 0) << "no whole close";
  b.sell("ana", "two", 10'000, {{"ben", Rate::of(1, 3)}, {"ana", Rate::of(2, 3)}});
  EXPECT_EQ(b.statement("ana", "2026-01").closes, CloseCount::one()) << "a third and two";
  EXPECT_EQ(b.board("2026-01").rows[0].rep, b.actor("ana"));
  EXPECT_EQ(b.board("2026-01").rows[0].verified_closes, 1);
}

// Three closes of two thirds each are two of three: amber, exactly.
TEST(Books, SharedClosesReachAQuotaExactly) {
  Books b(tiered());
  for (std::string_view contact : {"one", "two", "three"})
    b.sell("ana", contact, 1'000, {{"ana", Rate::of(2, 3)}, {"ben", Rate::of(1, 3)}});
  b.scenario().set_clock("2026-02-02T09:00:00Z");
  EXPECT_EQ(b.statement("ana", "2026-01").zone, QuotaZone::amber);
  EXPECT_EQ(b.statement("ben", "2026-01").zone, QuotaZone::red);
}

TEST(Books, AmendedCreditsMoveFromOneToTheOther) {
  Books b(tiered());
  b.sell("ana", "one", 90'000);
  b.credit("one", {{"ben", Rate::of(1, 4)}, {"ana", Rate::of(3, 4)}});
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(6'750));
  EXPECT_EQ(b.statement("ben", "2026-01").commission, eur(2'250));
  EXPECT_EQ(b.statement("ana", "2026-01").closes.rate(), Rate::of(3, 4));
  b.freeze("2026-01", "2026-02-09T09:00:00Z");
  b.credit("one", {{"cleo", Rate::one()}});
  EXPECT_EQ(b.statement("ana", "2026-02").commission, eur(-6'750));
  EXPECT_EQ(b.statement("ben", "2026-02").commission, eur(-2'250));
  EXPECT_EQ(b.statement("cleo", "2026-02").commission, eur(9'000));
  EXPECT_EQ(b.statement("cleo", "2026-02").closes, CloseCount::one());
  b.reverse("one");
  EXPECT_EQ(b.statement("cleo", "2026-02").commission, eur(0));
  EXPECT_EQ(b.statement("cleo", "2026-02").closes, CloseCount());
}

TEST(Books, CreditsSetWhilePendingAreThoseWhoWait) {
  Books b(tiered());
  b.log("ana", "one", 90'000);
  b.credit("one", {{"ben", Rate::one()}});
  EXPECT_EQ(b.statement("ana", "2026-01").pending.size(), 0U);
  ASSERT_EQ(b.statement("ben", "2026-01").pending.size(), 1U);
  b.approve("one", 90'000);
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(0));
  EXPECT_EQ(b.statement("ben", "2026-01").commission, eur(9'000));
}

TEST(Books, AnotherDateMovesTheLineToItsPeriod) {
  Policy policy = tiered();
  policy.period_date = CreditDate::invoiced_on;
  policy.freeze_after_working_days = 40;
  Books b(policy);
  b.scenario().set_clock("2026-02-10T09:00:00Z");
  b.log("ana", "one", 90'000);
  b.give(commands::Approve{
      .actor = "mia", .contact = "one", .amount = eur(90'000), .invoiced_on = day("2026-01-31")});
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(9'000));
  b.give(commands::AmendClose{.actor = "mia", .contact = "one", .invoiced_on = day("2026-02-01")});
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(0));
  EXPECT_EQ(b.statement("ana", "2026-01").closes, CloseCount());
  EXPECT_EQ(b.statement("ana", "2026-02").commission, eur(9'000));
  EXPECT_EQ(b.statement("ana", "2026-02").closes, CloseCount::one());
  b.reverse("one");
  EXPECT_EQ(b.statement("ana", "2026-02").commission, eur(0)) << "where it counts now";
}

TEST(Books, AnotherRateDateIsAnotherPlan) {
  Policy policy = tiered();
  policy.rate_date = CreditDate::signed_on;
  Books b(policy);
  b.scenario().set_clock("2026-01-15T09:00:00Z");
  Policy richer = policy;
  richer.plan.tiers = {{0, Rate::of(1, 2)}};
  b.adopt(richer);
  b.log("ana", "one", 1'000);
  b.give(commands::Approve{
      .actor = "mia", .contact = "one", .amount = eur(1'000), .signed_on = day("2026-01-14")});
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(100)) << "signed under the old plan";
  b.give(commands::AmendClose{.actor = "mia", .contact = "one", .signed_on = day("2026-01-16")});
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(500)) << "the date was wrong";
}

TEST(Books, EarnedPaidAndOwed) {
  Books b(tiered());
  b.sell("ana", "one", 90'000);
  b.adjust("ana", "2026-01", 500);
  b.give(commands::RecordPayout{.actor = "mia",
                                .rep = "ana",
                                .period = month("2026-01"),
                                .amount = eur(9'500),
                                .document_number = "P-1"});
  b.freeze("2026-01", "2026-02-09T09:00:00Z");
  const Statement frozen = b.statement("ana", "2026-01");
  b.reverse("one");
  RepBalance balance = b.performance().balance(b.actor("ana"));
  EXPECT_EQ(balance.commission, eur(0));
  EXPECT_EQ(balance.adjustments, eur(500));
  EXPECT_EQ(balance.paid, eur(9'500));
  EXPECT_EQ(balance.owed, eur(-9'000)) << "a receivable";
  b.give(commands::Adjust{
      .actor = "mia", .rep = "ana", .period = month("2026-02"), .amount = eur(9'000), .reason = "write_off"});
  balance = b.performance().balance(b.actor("ana"));
  EXPECT_EQ(balance.owed, eur(0));
  EXPECT_EQ(b.difference(frozen, b.statement("ana", "2026-01")), "");
}

TEST(Books, WhatStandsCanBeAskedByAnotherPlan) {
  Books b(tiered());
  b.sell("ana", "one", 90'000, {{"ben", Rate::of(1, 2)}, {"ana", Rate::of(1, 2)}});
  b.sell("ana", "two", 10'000);
  b.reverse("one", 30'000);
  b.revoke("two");
  const auto now = b.performance().standing_closes();
  ASSERT_TRUE(now);
  ASSERT_EQ(now->size(), 2U);
  EXPECT_EQ((*now)[0].rep, b.actor("ben"));
  EXPECT_EQ((*now)[0].invoiced, eur(30'000));
  EXPECT_EQ((*now)[0].commission, eur(3'000));
  Plan other = tiered().plan;
  other.tiers = {{0, Rate::of(1, 2)}};
  const auto then = b.performance().standing_closes(&other);
  ASSERT_TRUE(then);
  EXPECT_EQ((*then)[1].commission, eur(15'000));
}

}  // namespace
}  // namespace firstlog_test
