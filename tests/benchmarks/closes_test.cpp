// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The commission benchmark's closes are the same in C++ as in Python, and ours pays them what Decimal does.
#include "commission/closes.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

TEST(Closes, ArePaidInBulkWhatDecimalPays) {
  constexpr std::uint64_t count = 10'000;
  closes::Columns columns = closes::shuffled(count);
  for (std::uint32_t& rep : columns.rep) rep %= 2;  // so that every tier is reached
  const auto plan = closes::bulk_plan();
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(plan->compiled());
  const firstlog::CloseColumns all = columns.closes();
  const auto order = firstlog::BulkOrder::of(plan->frame(), all);
  ASSERT_TRUE(order.ok());
  std::vector<std::int64_t> commission(count);
  std::vector<firstlog::BulkTotal> totals(plan->frame().groups());
  const auto counts = firstlog::evaluate_bulk({{&*plan, 1}, {}, *order, all, {commission, totals}});
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->in_64_bits, 24U);
  EXPECT_EQ(closes::fingerprint(commission),
            5239582380964135506U);  // the same number stands in benchmarks_test.py
  std::size_t beyond_all_tiers = 0;
  for (const firstlog::BulkTotal& total : totals)
    beyond_all_tiers += total.revenue > closes::thresholds[3] ? 1 : 0;
  EXPECT_EQ(beyond_all_tiers, 24U);
}

TEST(Closes, InOrderAreTheSameCloses) {
  const closes::Columns columns = closes::in_order(5'000);
  std::int64_t sum = 0;
  std::int64_t expected = 0;
  for (std::uint64_t row = 0; row < 5'000; ++row) {
    sum += columns.amount[row];
    expected += closes::amount_of(row);
  }
  EXPECT_EQ(sum, expected);
  EXPECT_TRUE(firstlog::BulkOrder::of(closes::frame(), columns.closes())->in_order());
  EXPECT_FALSE(firstlog::BulkOrder::of(closes::frame(), closes::shuffled(5'000).closes())->in_order());
}

}  // namespace
