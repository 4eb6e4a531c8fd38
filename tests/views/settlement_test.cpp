// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What statements say of the year, of payouts and of disputes.
#include <gtest/gtest.h>

#include "support/books.hpp"

namespace firstlog_test {
namespace {

Policy from_april() {
  Policy policy = euro_policy();
  policy.fiscal_year_starts = 4;
  return policy;
}

TEST(YearToDate, BeginsWithTheFiscalYear) {
  Books b(from_april());
  b.scenario().set_clock("2026-02-10T09:00:00Z");
  b.sell("ana", "in february", 100'000);
  b.scenario().set_clock("2026-03-10T09:00:00Z");
  b.sell("ana", "in march", 200'000);
  EXPECT_EQ(b.statement("ana", "2026-03").commission_year_to_date, eur(45'000));
  EXPECT_EQ(b.statement("ana", "2026-03").year_begins, month("2025-04"));
  b.scenario().set_clock("2026-04-10T09:00:00Z");
  b.sell("ana", "in april", 400'000);
  b.adjust("ana", "2026-04", 700);
  const Statement april = b.statement("ana", "2026-04");
  EXPECT_EQ(april.year_begins, month("2026-04"));
  EXPECT_EQ(april.commission_year_to_date, eur(60'000)) << "March is last year's";
  EXPECT_EQ(april.total_year_to_date, eur(60'700));
  EXPECT_EQ(b.statement("ana", "2026-02").commission_year_to_date, eur(15'000)) << "up to its period";
}

TEST(Settlement, SaysWhatIsPaidForThePeriodAndOwedInAll) {
  Books b;
  b.scenario().set_clock("2026-01-10T09:00:00Z");
  b.sell("ana", "one", 100'000);
  b.scenario().set_clock("2026-02-10T09:00:00Z");
  b.sell("ana", "two", 200'000);
  auto pay = [&b](std::string_view period, std::int64_t cents, std::string_view number) {
    b.give(commands::RecordPayout{.actor = "mia",
                                  .rep = "ana",
                                  .period = month(period),
                                  .amount = eur(cents),
                                  .document_number = number});
  };
  pay("2026-01", 15'000, "P-1");
  pay("2026-02", 50'000, "P-2");
  EXPECT_TRUE(b.statement("ana", "2026-01").frozen);
  EXPECT_EQ(b.statement("ana", "2026-01").paid, eur(0)) << "as it stood at the freeze";
  EXPECT_EQ(b.statement("ana", "2026-01").balance, eur(15'000));
  EXPECT_EQ(b.statement("ana", "2026-02").paid, eur(50'000));
  EXPECT_EQ(b.statement("ana", "2026-02").balance, eur(-20'000)) << "a receivable";
  EXPECT_EQ(b.performance().balance(b.actor("ana")).owed, eur(-20'000));
  EXPECT_EQ(b.statement("ben", "2026-02").paid, eur(0));
}

// Three of one line: only what is open counts as disputed, and a split's other rep sees nothing of it.
TEST(DisputedLines, AreTheirRepsAlone) {
  Books b;
  const Position shared =
      b.sell("ana", "shared", 100'000, {{"ana", Rate::of(1, 2)}, {"ben", Rate::of(1, 2)}});
  auto open = [&](std::string_view number) {
    b.give(commands::OpenDispute{.actor = "ana",
                                 .rep = "ana",
                                 .refers_to = shared,
                                 .document_number = number,
                                 .reason = "too_little"});
  };
  open("D-1");
  b.give(commands::RejectDispute{.actor = "mia", .document_number = "D-1", .reason = "as_agreed"});
  open("D-2");
  const Statement ana = b.statement("ana", "2026-01");
  ASSERT_EQ(ana.disputes.size(), 2U);
  EXPECT_EQ(ana.disputes[0].status, DisputeStatus::rejected);
  EXPECT_EQ(ana.disputes[0].resolution, "as_agreed");
  EXPECT_EQ(ana.disputes[0].resolver, b.actor("mia"));
  EXPECT_EQ(ana.disputes[1].status, DisputeStatus::open);
  EXPECT_EQ(ana.disputed, eur(7'500));
  EXPECT_EQ(ana.total, eur(7'500)) << "a dispute stops no pay";
  EXPECT_TRUE(b.statement("ben", "2026-01").disputes.empty());
  EXPECT_EQ(b.statement("ben", "2026-01").disputed, eur(0));
}

TEST(DisputedLines, AFrozenStatementShowsThemAsTheyStood) {
  Books b;
  const Position sale = b.sell("ana", "one", 100'000);
  b.give(commands::OpenDispute{
      .actor = "ana", .rep = "ana", .refers_to = sale, .document_number = "D-1", .reason = "too_little"});
  b.freeze("2026-01", "2026-02-03T09:00:00Z");
  const Statement frozen = b.statement("ana", "2026-01");
  b.give(commands::AcceptDispute{.actor = "mia", .document_number = "D-1", .reason = "right"});
  b.give(commands::OpenDispute{.actor = "ana",
                               .rep = "ana",
                               .refers_to = sale,
                               .document_number = "D-2",
                               .reason = "still_too_little"});
  EXPECT_EQ(Books::difference(b.statement("ana", "2026-01"), frozen), "");
  ASSERT_EQ(b.performance().disputes(b.scenario().now()).size(), 2U);
  EXPECT_EQ(b.performance().disputes(b.scenario().now())[0].status, DisputeStatus::accepted);
}

TEST(StatementPlans, AreThoseOfTheLinesAndOfThePeriodsEnd) {
  Books b;
  b.log("ana", "before", 100'000);
  b.scenario().set_clock("2026-01-20T09:00:00Z");
  Policy raised = euro_policy();
  raised.plan.name = "raised";
  raised.plan.tiers = {{0, Rate::of(1, 5)}};
  b.adopt(raised);
  const Position adopted = b.scenario().last().position;
  b.approve("before", 100'000);
  const Statement statement = b.statement("ana", "2026-01");
  EXPECT_EQ(statement.plan, "raised");
  ASSERT_EQ(statement.plans.size(), 2U) << "the close is rated by the plan of its own time";
  EXPECT_EQ(statement.plans[0].name, "default");
  EXPECT_EQ(statement.plans[1].name, "raised");
  EXPECT_EQ(statement.plans[1].adopted, adopted);
  EXPECT_EQ(statement.lines[0].policy, statement.plans[0].policy);
  ASSERT_EQ(b.statement("ben", "2026-01").plans.size(), 1U);
}

}  // namespace
}  // namespace firstlog_test
