// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Pay that waits: for an invoice, for cash, for a day. What is earned stands on the statement at once; what
// is not payable yet is taken off by a line, and given back by another when its condition holds. Every
// amount was worked out by hand; the comments say how.
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

// 15 % of each close, payable as `payable` says.
Policy payable(const std::string& payable, const std::string& members = "") {
  return policy_with(
      base_plan(R"({"name":"commission",)" + members + R"("payable":)" + payable +
                R"(,"steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.15"]}]}}]})"));
}
void receive(Books& books, std::string_view contact, std::int64_t cents, std::optional<Date> paid_on = {}) {
  static int number = 0;
  books.give(commands::RecordReceipt{.actor = "mia",
                                     .contact = contact,
                                     .amount = eur(cents),
                                     .document_number = "r" + std::to_string(++number),
                                     .paid_on = paid_on});
}
Told lines_of(Books& books, std::string_view rep, std::string_view period) {
  return told(books, books.statement(rep, period));
}
// What all lines of the rep come to, of whatever period.
std::int64_t payable_to(Books& books, std::string_view rep) {
  return books.performance().balance(books.actor(rep)).owed.minor_units();
}

// 270.00: 30 % is held back for 60 days after January 5, until March 6.
TEST(Payable, zepys_holdback) {
  Books books(payable(R"([{"part":"0.7"},{"part":"0.3","after_days":60}])"));
  books.scenario().set_clock("2026-01-05T10:00:00Z");
  books.sell("ana", "a", 1'800'00);
  EXPECT_EQ(lines_of(books, "ana", "2026-01"), (Told{"close a 270.00", "withheld a -81.00"}));
  const Statement january = books.statement("ana", "2026-01");
  EXPECT_EQ(january.commission, eur(270'00));
  EXPECT_EQ(january.withheld, eur(-81'00));
  EXPECT_EQ(january.total, eur(189'00));
  EXPECT_EQ(january.deals.at(0).commission, eur(270'00));
  books.freeze("2026-01", "2026-02-10T09:00:00Z");
  books.freeze("2026-02", "2026-03-10T09:00:00Z");
  EXPECT_EQ(lines_of(books, "ana", "2026-02"), Told{});
  books.freeze("2026-03", "2026-04-10T09:00:00Z");
  EXPECT_EQ(lines_of(books, "ana", "2026-03"), (Told{"released a 81.00"}));
  EXPECT_EQ(books.statement("ana", "2026-03").total, eur(81'00));
  EXPECT_EQ(books.statement("ana", "2026-03").total_year_to_date, eur(270'00));
  const StatementLine line = books.statement("ana", "2026-03").lines.at(0);
  EXPECT_EQ(line.refers_to, january.lines.at(0).position);
}

// Refunded on day 20 of 30 in which it waits: what was never payable falls away.
TEST(Payable, heritage_20) {
  Books books(payable(R"([{"part":"1","after_days":30}])"));
  books.scenario().set_clock("2026-02-01T10:00:00Z");
  books.sell("ana", "a", 1'000'00);
  EXPECT_EQ(books.statement("ana", "2026-02").total, eur(0));
  books.scenario().advance_to("2026-02-21T10:00:00Z");
  books.reverse("a");
  const Statement s = books.statement("ana", "2026-02");
  EXPECT_EQ(s.total, eur(0));
  EXPECT_TRUE(s.withheld.is_zero());
  EXPECT_EQ(payable_to(books, "ana"), 0);
}

// 10,000 at 15 %: half at once, half pro rata to two receipts of 5,000.
TEST(Payable, oracle_50_50) {
  Books books(payable(R"([{"part":"0.5"},{"part":"0.5","on":"cash"}])"));
  books.sell("ana", "a", 10'000'00);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(750'00));
  receive(books, "a", 5'000'00);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(1'125'00));
  receive(books, "a", 5'000'00);
  EXPECT_EQ(lines_of(books, "ana", "2026-01"),
            (Told{"close a 1500.00", "withheld a -750.00", "released a 375.00", "released a 375.00"}));
}

// A third of 1.00 is received three times: 0.05, 0.10 and 0.15 of 0.15, by rounding once each time.
TEST(Payable, PartPaymentsEndAtTheWhole) {
  Books books(payable(R"([{"part":"1","on":"cash"}])"));
  books.sell("ana", "a", 1'00);
  for (const std::int64_t cents : {33, 33, 34}) receive(books, "a", cents);
  EXPECT_EQ(lines_of(books, "ana", "2026-01"), (Told{"close a 0.15", "withheld a -0.15", "released a 0.05",
                                                     "released a 0.05", "released a 0.05"}));
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(15));
  EXPECT_TRUE(books.statement("ana", "2026-01").withheld.is_zero());
}

// An invoice of 90.00 and 10.00 of tax; 70.00 are received, then 30.00 gross are credited: 27.00 net. 15 %
// of 63.00 is 9.45, all of it payable.
TEST(Payable, inomial_tax) {
  Books books(payable(R"([{"part":"1","on":"cash"}])"));
  books.log("ana", "a", 90'00);
  books.give(commands::Approve{.actor = "mia", .contact = "a", .amount = eur(90'00), .tax = eur(10'00)});
  receive(books, "a", 70'00);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(9'45));
  books.reverse("a", 27'00);
  EXPECT_EQ(books.statement("ana", "2026-01").commission, eur(9'45));
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(9'45));
}

// 400 of 1,000 received: 60 of 150 are payable. Cancelled, those are clawed back, and the 90 fall away.
TEST(Payable, CancellationClawsBackWhatWasReleased) {
  Books books(payable(R"([{"part":"1","on":"cash"}])"));
  books.sell("ana", "a", 1'000'00);
  receive(books, "a", 400'00);
  books.freeze("2026-01", "2026-02-10T09:00:00Z");
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(60'00));
  books.reverse("a");
  EXPECT_EQ(lines_of(books, "ana", "2026-02"), (Told{"reversal a -150.00", "withheld a 90.00"}));
  EXPECT_EQ(books.statement("ana", "2026-02").total, eur(-60'00));
  EXPECT_EQ(payable_to(books, "ana"), 0);
}

// Half cancelled before anything was received: nothing was payable, nothing is.
TEST(Payable, WhatWasNeverPayableIsNotClawedBack) {
  Books books(payable(R"([{"part":"1","on":"cash"}])"));
  books.sell("ana", "a", 1'000'00);
  books.reverse("a", 500'00);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(0));
  receive(books, "a", 500'00);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(75'00));
}

TEST(Payable, OnInvoicesAsTheyCome) {
  Books books(payable(R"([{"part":"1","on":"invoice"}])"));
  books.sell("ana", "a", 1'000'00);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(0));
  books.give(commands::RecordInvoice{
      .actor = "mia", .contact = "a", .amount = eur(250'00), .document_number = "i1"});
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(37'50));
  books.give(commands::RecordInvoice{
      .actor = "mia", .contact = "a", .amount = eur(750'00), .document_number = "i2"});
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(150'00));
}

TEST(Payable, OnlyOnceEverythingIsPaid) {
  Books books(payable(R"([{"part":"1","on":"cash_in_full"}])"));
  books.sell("ana", "a", 1'000'00);
  receive(books, "a", 999'99);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(0));
  receive(books, "a", 1);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(150'00));
}

// A deposit before the approval counts; one of a frozen month posts in the open one.
TEST(Payable, ReleasesPostWhereTheMoneyCame) {
  Books books(payable(R"([{"part":"1","on":"cash"}])"));
  books.log("ana", "a", 1'000'00);
  receive(books, "a", 200'00);
  books.approve("a", 1'000'00);
  EXPECT_EQ(lines_of(books, "ana", "2026-01"), (Told{"close a 150.00", "withheld a -120.00"}));
  books.scenario().set_clock("2026-02-03T09:00:00Z");
  receive(books, "a", 200'00, day("2026-01-31"));
  EXPECT_EQ(lines_of(books, "ana", "2026-01").back(), "released a 30.00");
  books.freeze("2026-01", "2026-02-10T09:00:00Z");
  receive(books, "a", 200'00, day("2026-01-31"));
  EXPECT_EQ(lines_of(books, "ana", "2026-02"), (Told{"released a 30.00"}));
  EXPECT_TRUE(books.statement("ana", "2026-02").lines.at(0).prior_period);
}

// Amended, what is withheld follows: 15 % of 2,000 with 500 received.
TEST(Payable, FollowsCorrections) {
  Books books(payable(R"([{"part":"1","on":"cash"}])"));
  books.sell("ana", "a", 1'000'00);
  receive(books, "a", 500'00);
  books.amend("a", 2'000'00);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(75'00));
  books.revoke("a");
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(0));
  EXPECT_TRUE(books.statement("ana", "2026-01").withheld.is_zero());
  books.approve("a", 1'000'00);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(75'00));
}

// Credit that moves takes what is withheld along.
TEST(Payable, FollowsShares) {
  Books books(payable(R"([{"part":"1","on":"cash"}])"));
  books.sell("ana", "a", 1'000'00);
  receive(books, "a", 500'00);
  books.credit("a", {{"ben", Rate::one()}});
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(0));
  EXPECT_TRUE(books.statement("ana", "2026-01").withheld.is_zero());
  EXPECT_EQ(books.statement("ben", "2026-01").total, eur(75'00));
  EXPECT_EQ(books.statement("ben", "2026-01").withheld, eur(-75'00));
}

// b re-rates a: 1,600 at 10 % less what a had, 40; half of each is withheld.
TEST(Payable, FollowsReratedCloses) {
  const std::string slab =
      R"({"name":"commission","span":"month","payable":[{"part":"1/2"},{"part":"1/2","on":"cash"}],)"
      R"("negative":"rerate","steps":[{"name":"total","total":{"of":"amount"}},)"
      R"({"name":"rate","table":{"measure":"total","table":{"mode":"lookup","boundary":"upper","tiers":[)"
      R"({"from":"0","to":"1000","rate":"0.05"},{"from":"1000","rate":"0.1"}]}}},)"
      R"({"name":"line","sum":{"terms":[{"times":["amount","rate"]}]}}]})";
  Books books(policy_with(base_plan(slab)));
  books.sell("ana", "a", 800'00);
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(20'00));
  books.sell("ana", "b", 800'00);
  EXPECT_EQ(lines_of(books, "ana", "2026-01"),
            (Told{"close a 40.00", "withheld a -20.00", "close b 80.00", "withheld b -40.00",
                  "rerated a 40.00", "withheld a -20.00"}));
  EXPECT_EQ(books.statement("ana", "2026-01").total, eur(80'00));
}

TEST(Payable, LiabilityKeepsWhatIsWithheldApart) {
  Books books(payable(R"([{"part":"1","on":"cash"}])"));
  books.sell("ana", "a", 1'000'00);
  receive(books, "a", 400'00);
  const Liability liability = books.performance().liability(books.scenario().now());
  ASSERT_EQ(liability.rows.size(), 1U);
  EXPECT_EQ(liability.rows[0].earned, eur(150'00));
  EXPECT_EQ(liability.rows[0].withheld, eur(90'00));
  EXPECT_EQ(liability.rows[0].owed, eur(60'00));
  EXPECT_EQ(liability.withheld, eur(90'00));
  const RepBalance balance = books.performance().balance(books.actor("ana"));
  EXPECT_EQ(balance.owed, eur(60'00));
  EXPECT_EQ(balance.withheld, eur(90'00));
}

TEST(Payable, IsExplained) {
  Books books(payable(R"([{"part":"1","on":"cash"}])"));
  books.sell("ana", "a", 1'000'00);
  receive(books, "a", 400'00);
  const Result<PayExplanation> why =
      books.performance().explain(books.actor("ana"), books.scenario().contact("a").deal);
  ASSERT_TRUE(why.ok());
  EXPECT_EQ(why->total, eur(150'00));
  EXPECT_EQ(why->withheld, eur(90'00));
  EXPECT_NE(pay_explanation_to_text(*why).find("of it not payable yet 90.00"), std::string::npos);
}

std::string fault(const std::string& component) {
  const Result<Policy> policy =
      parse_policy(R"({"plan":{"currency":"EUR"},"plans":)" + base_plan(component) + "}");
  if (policy) return "";
  return std::string(policy.error().place.view()) + ": " + std::string(policy.error().reason.view());
}
TEST(Payable, RefusesWhatCannotBe) {
  const auto line = [](const std::string& member) {
    return R"({"name":"c",)" + member +
           R"(,"steps":[{"name":"l","sum":{"terms":[{"times":["amount","0.1"]}]}}]})";
  };
  EXPECT_EQ(fault(line(R"("payable":[{"part":"0.5"},{"part":"0.4","on":"cash"}])")),
            "policy.plans[0].components[0].payable: the parts sum to 0.9, not to 1");
  EXPECT_EQ(fault(line(R"("payable":[{"part":"0"},{"part":"1"}])")),
            "policy.plans[0].components[0].payable[0].part: a part is above 0");
  EXPECT_EQ(fault(line(R"("payable":[{"part":"1","after_days":4000}])")),
            "policy.plans[0].components[0].payable[0].after_days: it lies outside 0 to 3660");
  EXPECT_EQ(fault(line(R"("payable":[{"part":"1","on":"delivery"}])")),
            "policy.plans[0].components[0].payable[0].on: \"delivery\" is not a name known here");
  EXPECT_EQ(
      fault(
          R"({"name":"c","span":"month","payable":[{"part":"1"}],"steps":[{"name":"l","total":{"of":"amount"}}]})"),
      "policy.plans[0].components[0].payable: this component pays no closes, so that no invoice or cash "
      "releases it");
}

}  // namespace
}  // namespace firstlog_test
