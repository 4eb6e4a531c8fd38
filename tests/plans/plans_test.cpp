// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Plans of the plan language inside a policy, paid by the journal: what every entry posts, line by line.
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

TEST(Plans, PayRunningTiersOverTheMonth) {
  Books books(policy_with(base_plan(running_tiers)));
  books.sell("ana", "a", 80'000);
  books.sell("ana", "b", 80'000);
  const Statement s = books.statement("ana", "2026-01");
  EXPECT_EQ(told(books, s), (Told{"close a 40.00", "close b 70.00"}));
  EXPECT_EQ(s.commission, eur(11'000));
  EXPECT_EQ(s.plan, "sales");
  EXPECT_TRUE(s.lines[0].by_plans);
  EXPECT_EQ(books.statement("ben", "2026-01").commission, eur(0));
}

}  // namespace
}  // namespace firstlog_test
