// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the journal pays for closes is what the same steps pay for them in bulk, to the cent.
#include <random>

#include "firstlog/rules/commission/bulk.hpp"
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

TEST(PlansInBulk, JournalAndColumnsPayTheSame) {
  const std::string component =
      R"({"name":"commission","span":"month","steps":[{"name":"line","table":{"measure":"amount","accumulate":"running",)"
      R"("table":{"mode":"marginal","boundary":"lower","tiers":[{"from":"0","to":"1000","rate":"0.0333"},)"
      R"({"from":"1000","to":"4000","rate":"0.07"},{"from":"4000","rate":"0.125"}]}}},)"
      R"({"name":"commission","round":{"of":"line","to":{"mode":"half_even","places":2}}}]})";
  const Policy policy = policy_with(base_plan(component));
  Books books(policy);
  std::mt19937_64 random(7);
  const char* reps[] = {"ana", "ben", "cleo"};
  std::vector<std::uint32_t> rep;
  std::vector<std::int32_t> day;
  std::vector<std::int64_t> amount;
  for (int i = 0; i < 150; ++i) {
    books.scenario().pass(Duration::hours(static_cast<std::int64_t>(random() % 15)));
    rep.push_back(static_cast<std::uint32_t>(random() % 3));
    amount.push_back(static_cast<std::int64_t>(random() % 90'000) + 1);
    books.sell(reps[rep.back()], "c" + std::to_string(i), amount.back());
    day.push_back(static_cast<std::int32_t>(books.scenario().now().microseconds() / 86'400'000'000));
  }
  PlanExpression expression;
  expression.inputs = {"amount"};
  expression.steps = policy.plans[0].components[0].steps;
  BulkFrame frame;
  frame.reps = 3;
  frame.currency = currency("EUR");
  for (YearMonth at = month("2026-01"); at <= month("2026-12"); at = *at.plus_months(1))
    frame.period_starts.push_back(at.first_day().days());
  Result<CompiledPlan> compiled = compile(expression);
  ASSERT_TRUE(compiled.ok());
  Result<BulkPlan> plan = BulkPlan::make(std::move(*compiled), frame);
  ASSERT_TRUE(plan.ok());
  CloseColumns columns;
  columns.rep = rep;
  columns.day = day;
  columns.amount = amount;
  const Result<BulkOrder> order = BulkOrder::of(frame, columns);
  ASSERT_TRUE(order.ok());
  std::vector<std::int64_t> commission(rep.size());
  std::vector<BulkTotal> totals(frame.groups());
  const BulkPlan plans[] = {*plan};
  const Result<BulkCounts> done = evaluate_bulk({.plans = plans,
                                                 .plan_of_rep = {},
                                                 .order = *order,
                                                 .closes = columns,
                                                 .output = {commission, totals}});
  ASSERT_TRUE(done.ok());
  ASSERT_EQ(books.performance().lines().size(), rep.size());
  for (std::size_t i = 0; i < rep.size(); ++i)
    EXPECT_EQ(books.performance().lines()[i].commission, eur(commission[i])) << i;
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t p = 0; p < frame.periods(); ++p)
      EXPECT_EQ(books.performance()
                    .totals(books.actor(reps[r]), *month("2026-01").plus_months(static_cast<std::int64_t>(p)))
                    .commission_minor,
                totals[r * frame.periods() + p].commission);
}

}  // namespace
}  // namespace firstlog_test
