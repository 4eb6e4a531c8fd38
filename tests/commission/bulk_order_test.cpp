// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What bulk evaluation promises beside its figures: the order of rows, whose plan is whose, progress and
// stopping, sums and differences, and what it refuses.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <string>
#include <vector>

#include "commission/bulk_cases.hpp"

namespace {

using namespace firstlog;
using namespace firstlog::bulk_cases;

void backwards(void*, void (*part)(void*, std::size_t), void* data, std::size_t parts) {
  for (std::size_t i = parts; i-- > 0;) part(data, i);
}

TEST(BulkOrder, IsByRepDateAndRow) {
  EXPECT_TRUE(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    BulkFrame frame;
    // From few to so many reps and days that rep, day and row do not fit one number.
    frame.reps =
        static_cast<std::uint32_t>(1 + dice.up_to(dice.of<std::int64_t>({3, 200, 70'000, 0xFFFF'FFFE})));
    const std::int32_t days = static_cast<std::int32_t>(1 + dice.up_to(dice.of({5, 365, 999'999})));
    frame.period_starts = {-days / 2};
    if (frame.reps < 100'000)
      for (int i = 0; i < 5; ++i)
        if (frame.period_starts.back() + days / 9 < frame.period_starts[0] + days && days > 9)
          frame.period_starts.push_back(frame.period_starts.back() + days / 9);
    frame.period_starts.push_back(frame.period_starts[0] + days);
    frame.currency = Currency::parse("EUR").value();
    Closes closes;
    const std::int64_t count = dice.up_to(dice.of<std::int64_t>({40, 3'000, 30'000}));
    const std::int64_t reps_used = dice.one_in(4) ? 0 : frame.reps - 1;
    for (std::int64_t i = 0; i < count; ++i) {
      closes.rep.push_back(static_cast<std::uint32_t>(dice.up_to(reps_used)));
      closes.day.push_back(frame.period_starts[0] + static_cast<std::int32_t>(dice.up_to(days - 1)));
      closes.amount.push_back(i);
      closes.units.push_back(0);
      closes.margin.push_back(0);
    }
    const bool sorted = dice.one_in(4);
    if (sorted) closes = closes.taken(oracle::in_order(closes));
    // One row out of its place, wherever it is, is seen.
    const bool disturbed = sorted && closes.size() != 0 && dice.one_in(2);
    if (disturbed) {
      const auto row = static_cast<std::size_t>(dice.up_to(static_cast<std::int64_t>(closes.size()) - 1));
      if (dice.one_in(2))
        closes.rep[row] = static_cast<std::uint32_t>(dice.up_to(reps_used));
      else
        closes.day[row] = frame.period_starts[0] + static_cast<std::int32_t>(dice.up_to(days - 1));
    }
    const std::vector<std::uint32_t> expected = oracle::in_order(closes);
    const BulkExecutor executor{.parts = static_cast<std::size_t>(1 + dice.up_to(8)), .run = backwards};
    const Result<BulkOrder> order = BulkOrder::of(frame, closes.columns(), executor);
    RC_ASSERT(order.ok());
    RC_ASSERT(order->closes() == closes.size());
    RC_ASSERT((!sorted || disturbed || order->in_order()));
    std::uint64_t at = 0;
    const BulkGroup* before = nullptr;
    for (const BulkGroup& group : order->groups()) {
      RC_ASSERT(group.first == at);
      RC_ASSERT(group.last > at);
      const bool rises = before == nullptr || before->rep < group.rep ||
                         (before->rep == group.rep && before->period < group.period);
      RC_ASSERT(rises);
      for (; at < group.last; ++at) {
        const std::uint32_t row = order->in_order() ? static_cast<std::uint32_t>(at) : order->rows()[at];
        RC_ASSERT(row == expected[at]);
        RC_ASSERT(closes.rep[row] == group.rep);
        RC_ASSERT(closes.day[row] >= frame.period_starts[group.period]);
        RC_ASSERT(closes.day[row] < frame.period_starts[group.period + 1]);
      }
      before = &group;
    }
    RC_ASSERT(at == closes.size());
  }));
}

// 5 % up to 1,000.00 of a month, 8 % above, each close rounded.
PlanExpression accelerated(Exact above = exact("0.08")) {
  TableStep step;
  step.table.mode = TierMode::marginal;
  step.table.tiers = {{Exact(), Exact::whole(1'000), exact("0.05"), {}, false, {}},
                      {Exact::whole(1'000), {}, above, {}, false, {}}};
  step.measure = Operand::of("amount");
  step.accumulate = Accumulation::running;
  PlanExpression plan;
  plan.inputs = {"amount"};
  plan.steps = {{"line", std::move(step)},
                {"paid", RoundStep{Operand::of("line"), {RoundingMode::half_up, 2}}}};
  return plan;
}

BulkFrame two_months(std::uint32_t reps) {
  return {.reps = reps,
          .period_starts = {0, 31, 59},
          .currency = Currency::parse("EUR").value(),
          .numbers = {},
          .texts = {}};
}

BulkPlan made_of(PlanExpression expression, const BulkFrame& frame, BulkPlanOptions options = {}) {
  return BulkPlan::make(compile(std::move(expression)).value(), frame, std::move(options)).value();
}

std::string told(const Error& error) {
  return std::string(error.place.view()) + " | " + std::string(error.reason.view());
}

class BulkByHand : public testing::Test {
 protected:
  // Rep 0: 600.00 and 600.10 in the first month, the later row first; a refund of 500.00 in it; 33.33 in the
  // second. Rep 1: 99.99.
  std::vector<std::uint32_t> rep_ = {0, 0, 1, 0, 0};
  std::vector<std::int32_t> day_ = {9, 3, 58, 30, 31};
  std::vector<std::int64_t> amount_ = {60'010, 60'000, 9'999, -50'000, 3'333};
  std::vector<std::int64_t> commission_ = std::vector<std::int64_t>(5);
  BulkFrame frame_ = two_months(2);
  std::vector<BulkTotal> totals_ = std::vector<BulkTotal>(4);

  CloseColumns closes() const {
    return {
        .rep = rep_, .day = day_, .amount = amount_, .units = {}, .margin = {}, .numbers = {}, .texts = {}};
  }
  Result<BulkCounts> pay(std::span<const BulkPlan> plans, std::span<const std::uint32_t> plan_of_rep = {},
                         BulkWatch watch = {}) {
    const CloseColumns columns = closes();
    const Result<BulkOrder> order = BulkOrder::of(frame_, columns);
    if (!order) return order.error();
    return evaluate_bulk({plans, plan_of_rep, *order, columns, {commission_, totals_}, watch});
  }
};

TEST_F(BulkByHand, PaysEachCloseAndEachMonth) {
  const BulkPlan plan = made_of(accelerated(), frame_);
  EXPECT_TRUE(plan.compiled());
  EXPECT_TRUE(plan.pays_lines());
  const Result<BulkCounts> counts = pay({&plan, 1});
  ASSERT_TRUE(counts.ok()) << told(counts.error());
  EXPECT_EQ(*counts, (BulkCounts{3, 0, 0}));
  // 400.00 × 5 % + 200.10 × 8 % = 36.008; 200.10 × 8 % + 299.90 × 5 % taken back = 31.003.
  EXPECT_EQ(commission_, (std::vector<std::int64_t>{3'601, 3'000, 500, -3'100, 167}));
  EXPECT_EQ(totals_, (std::vector<BulkTotal>{{3'501, 70'010, 3}, {167, 3'333, 1}, {}, {500, 9'999, 1}}));
  const BulkSummary summary = summary_of(totals_, frame_.currency).value();
  EXPECT_EQ(summary.commission, exact("41.68"));
  EXPECT_EQ(summary.revenue, exact("833.42"));
  EXPECT_EQ(summary.closes, 5U);
  EXPECT_EQ(summary.cost_of_revenue, Exact::divide(exact("41.68"), exact("833.42")));
  EXPECT_FALSE(summary_of({}, frame_.currency)->cost_of_revenue.has_value());
}

// What README.md says is compiled; that it pays the same is the property test's.
TEST(BulkShapes, AreCompiledOrNot) {
  const BulkFrame frame = two_months(3);
  const auto compiled = [&](const TableStep& step, std::vector<Step> before = {},
                            std::vector<Step> after = {}) {
    PlanExpression plan;
    plan.inputs = {"amount", "units", "quota"};
    plan.steps = std::move(before);
    plan.steps.push_back({"line", step});
    for (Step& next : after) plan.steps.push_back(std::move(next));
    plan.steps.push_back(
        {"paid", RoundStep{Operand::of(plan.steps.back().name), {RoundingMode::half_even, 2}}});
    return made_of(plan, frame, {{}, {{"quota", {Exact::whole(7), Exact::whole(8), Exact::whole(9)}}}})
        .compiled();
  };
  for (const TierMode mode : {TierMode::slab, TierMode::marginal, TierMode::retro_to_floor, TierMode::lookup,
                              TierMode::cumulative_lookup, TierMode::interpolated})
    for (const Boundary boundary : {Boundary::upper, Boundary::lower})
      for (const Accumulation accumulate : {Accumulation::per_deal, Accumulation::running})
        for (const std::string_view threshold : {"10", "10.001", "31/3"}) {
          SCOPED_TRACE(std::string(name_of(mode)) + " " + std::string(threshold));
          TableStep step;
          step.table.mode = mode;
          step.table.boundary = boundary;
          step.table.tiers = {{Exact(), exact(threshold), exact("0.05"), exact("3"), false, {}},
                              {exact(threshold), exact("50"), exact("0.08"), exact("1/3"), false, {}}};
          step.table.outside = Outside::zero;
          if (mode == TierMode::retro_to_floor) step.table.retro_floor = exact("20.5");
          if (mode == TierMode::interpolated) step.table.rate_unit = RateUnit::amount;
          step.measure = Operand::of("amount");
          step.accumulate = accumulate;
          EXPECT_TRUE(compiled(step));
          step.table.threshold_unit = ThresholdUnit::part_of_quota;
          step.quota = Operand::of("quota");
          EXPECT_TRUE(compiled(step));
          TableStep keeping = step;
          keeping.keep_flats = true;
          if (accumulate == Accumulation::running && walks_by_slices(step.table)) {
            EXPECT_FALSE(compiled(keeping));
          }
          step.table.slice_rounding = Rounding{};
          EXPECT_FALSE(compiled(step));
        }
  TableStep rated;
  rated.table.tiers = {{Exact(), exact("3"), exact("0.05"), {}, false, {}},
                       {exact("3"), {}, exact("0.08"), {}, false, {}}};
  rated.base = Operand::of("amount");
  rated.measure = Operand::of("units");
  EXPECT_TRUE(compiled(rated));
  rated.measure = Operand::of("sold");
  EXPECT_TRUE(compiled(rated, {{"sold", TotalStep{Operand::of("amount")}}}));
  rated.accumulate = Accumulation::running_rate;
  rated.measure = Operand::number(Exact::whole(1));
  EXPECT_TRUE(compiled(rated));
  EXPECT_TRUE(compiled(rated, {},
                       {{"half", SumStep{{{false,
                                           {Operand::of("line"), Operand::of("quota")},
                                           {Operand::number(Exact::whole(2))}}}}}}));
  EXPECT_FALSE(compiled(
      rated, {},
      {{"capped", BoundStep{Operand::of("line"), {}, Operand::number(Exact::whole(5)), {}, false, false}}}));
  rated.table.tiers[0].block = Exact::whole(2);
  EXPECT_FALSE(compiled(rated));
}

TEST_F(BulkByHand, PlansAreWhose) {
  const BulkPlan plans[] = {made_of(accelerated(), frame_), made_of(accelerated(exact("0.1")), frame_)};
  ASSERT_TRUE(pay(plans).ok());
  const std::vector<BulkTotal> before = totals_;
  const std::uint32_t of_rep[] = {1, 0};
  ASSERT_TRUE(pay(plans, of_rep).ok());
  EXPECT_EQ(commission_, (std::vector<std::int64_t>{4'001, 3'000, 500, -3'501, 167}));
  // 3,501 became 3,500: what more is paid for the second close the refund takes back.
  EXPECT_EQ(changes_between(frame_, before, totals_).value(),
            (std::vector<BulkChange>{{0, 3'668, 3'667, -1}}));
  EXPECT_TRUE(changes_between(frame_, before, before)->empty());
}

TEST_F(BulkByHand, TellsProgressAndStops) {
  const BulkPlan plan = made_of(accelerated(), frame_);
  struct Seen {
    std::uint64_t closes = 0;
    int calls = 0;
    int allowed = 100;
  } seen;
  const auto go_on = [](void* self, std::uint64_t closes) {
    auto& all = *static_cast<Seen*>(self);
    all.closes += closes;
    return ++all.calls < all.allowed;
  };
  ASSERT_TRUE(pay({&plan, 1}, {}, {.self = &seen, .go_on = go_on, .every = 1}).ok());
  EXPECT_EQ(seen.closes, 5U);
  EXPECT_EQ(seen.calls, 4);  // after each of three groups, and at the end
  seen = {.allowed = 2};
  commission_.assign(5, -1);
  EXPECT_EQ(pay({&plan, 1}, {}, {.self = &seen, .go_on = go_on, .every = 1}).status(), Status::cancelled);
  EXPECT_EQ(seen.closes, 4U);
  EXPECT_EQ(commission_[2], -1);  // the third group was not begun
}

TEST_F(BulkByHand, ReadsTextsDatesAndFurtherColumns) {
  // 10 % of what is weighed; 20 % of the product "new" from day 10 on.
  MatchStep match;
  match.base = Operand::of("weighed");
  match.date = TextOperand{"date", 0};
  match.rules = {
      {{}, {}, {}, exact("0.1"), {}, {}},
      {{{TextOperand{"product", 0}, "new"}}, Date::parse("1970-01-11").value(), {}, exact("0.2"), {}, {}}};
  PlanExpression expression;
  expression.inputs = {"amount", "weight"};
  expression.texts = {"date", "product"};
  expression.steps = {{"weighed", SumStep{{{false, {Operand::of("amount"), Operand::of("weight")}, {}}}}},
                      {"line", match},
                      {"paid", RoundStep{Operand::of("line"), {RoundingMode::half_up, 2}}}};
  frame_.numbers = {{"weight", 1}};
  frame_.texts = {"product"};
  const BulkPlan plan = made_of(expression, frame_);
  EXPECT_FALSE(plan.compiled());
  const std::vector<std::int64_t> weight = {10, 5, 10, 20, 10};
  const std::span<const std::int64_t> numbers[] = {weight};
  const std::vector<std::uint32_t> codes = {1, 1, 1, 0, 1};
  const std::vector<std::string> words = {"old", "new"};
  const BulkTexts texts[] = {{codes, words}};
  CloseColumns columns = closes();
  columns.numbers = numbers;
  columns.texts = texts;
  const BulkOrder order = BulkOrder::of(frame_, columns).value();
  const Result<BulkCounts> counts = evaluate_bulk({{&plan, 1}, {}, order, columns, {commission_, totals_}});
  ASSERT_TRUE(counts.ok()) << told(counts.error());
  EXPECT_EQ(counts->general, 3U);
  EXPECT_EQ(commission_, (std::vector<std::int64_t>{6'001, 3'000, 2'000, -10'000, 667}));
  // A code without its word, and a column that is missing.
  const BulkTexts fewer[] = {{codes, std::span(words).first(1)}};
  columns.texts = fewer;
  EXPECT_EQ(evaluate_bulk({{&plan, 1}, {}, order, columns, {commission_, totals_}}).status(),
            Status::invalid_argument);
  columns.texts = {};
  EXPECT_EQ(told(evaluate_bulk({{&plan, 1}, {}, order, columns, {commission_, totals_}}).error()),
            "closes.product | the plan reads this column, and it is missing");
}

TEST_F(BulkByHand, NothingIsRoundedThatThePlanDoesNotRound) {
  PlanExpression expression = accelerated();
  expression.steps.pop_back();
  const BulkPlan plan = made_of(expression, frame_);
  EXPECT_EQ(told(pay({&plan, 1}).error()), "plan.line | a commission is no whole number of minor units");
  amount_ = {60'000, 60'000, 10'000, -50'000, 3'300};
  ASSERT_TRUE(pay({&plan, 1}).ok());
  EXPECT_EQ(commission_, (std::vector<std::int64_t>{3'600, 3'000, 500, -3'100, 165}));
}

TEST_F(BulkByHand, WhatDoesNotFitIsRefused) {
  const BulkPlan plan = made_of(accelerated(Exact::whole(100)), frame_);
  amount_[0] = INT64_MAX / 4;
  EXPECT_EQ(told(pay({&plan, 1}).error()),
            "rep 0, period 0 | a commission or a sum of the group does not fit 64 bits of minor units");
  const BulkPlan cheap = made_of(accelerated(), frame_);
  amount_[0] = INT64_MAX;  // with the other close the revenue leaves 64 bits
  EXPECT_EQ(pay({&cheap, 1}).status(), Status::overflow);
  amount_[1] = -3;
  const Result<BulkCounts> counts = pay({&cheap, 1});
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(*counts, (BulkCounts{2, 1, 0}));
  // 1,000.03 × 5 % + (92,233,720,368,547,758.04 - 1,000.00) × 8 %, in cents.
  EXPECT_EQ(commission_[0], 737'869'762'948'379'064);
}

TEST_F(BulkByHand, ATotalBeyond64BitsIsRefusedWhereItsLinesFit) {
  PlanExpression expression;
  expression.inputs = {"amount"};
  expression.steps = {
      {"paid", SumStep{{{false, {Operand::of("amount"), Operand::number(Exact::whole(3))}, {}}}}}};
  const BulkPlan plan = made_of(expression, frame_);
  rep_.assign(17, 0);
  day_.assign(17, 3);
  amount_.assign(17, 190'000'000'000'000'000);
  commission_.resize(17);
  EXPECT_EQ(pay({&plan, 1}).status(), Status::overflow);
  amount_[16] = 0;
  EXPECT_EQ(pay({&plan, 1}).value(), (BulkCounts{1, 0, 0}));
  EXPECT_EQ(totals_[0], (BulkTotal{9'120'000'000'000'000'000, 3'040'000'000'000'000'000, 17}));
}

TEST_F(BulkByHand, RefusesWhatDoesNotFitTogether) {
  const CompiledPlan compiled = compile(accelerated()).value();
  const auto refused = [&](BulkFrame frame, BulkPlanOptions options = {}) {
    const Result<BulkPlan> plan = BulkPlan::make(compiled, std::move(frame), std::move(options));
    return plan.ok() ? std::string("accepted") : told(plan.error());
  };
  BulkFrame frame = frame_;
  frame.currency = {};
  EXPECT_EQ(refused(frame), "frame.currency | amounts have a currency");
  frame = frame_;
  frame.reps = 0;
  EXPECT_EQ(refused(frame), "frame.reps | there are no reps");
  frame.reps = 2;
  frame.period_starts = {5};
  EXPECT_EQ(refused(frame), "frame.period_starts | there is no period");
  frame.period_starts = {5, 9, 9};
  EXPECT_EQ(refused(frame), "frame.period_starts | the periods do not rise");
  frame.period_starts = {-1'000'000, 1'000'000};
  EXPECT_EQ(refused(frame), "frame.period_starts | the periods span too many days");
  EXPECT_EQ(refused(frame_, {"nothing", {}}), "pays | the plan has no such value");
  EXPECT_EQ(refused(frame_, {{}, {{"amount", {Exact()}}}}), "plan.inputs | two things have one name");
  EXPECT_EQ(refused(frame_, {{}, {{"rate", std::vector<Exact>(3)}}}),
            "parameters | a parameter has one value, or one for each rep, or for each group");
  EXPECT_EQ(refused(frame_, {{}, {{"rate", std::vector<Exact>(4)}}}), "accepted");

  const BulkPlan plan = made_of(accelerated(), frame_);
  day_[3] = 59;
  EXPECT_EQ(told(pay({&plan, 1}).error()), "closes.day[3] | the day is in no period of the frame");
  day_[3] = 30;
  rep_[4] = 2;
  EXPECT_EQ(told(pay({&plan, 1}).error()), "closes.rep[4] | the frame has no such rep");
  rep_[4] = 0;
  const std::uint32_t of_rep[] = {0, 1};
  EXPECT_EQ(told(pay({&plan, 1}, of_rep).error()), "work.plan_of_rep | there is no such plan");
  EXPECT_EQ(told(pay({}).error()), "work.plans | there is no plan");
  commission_.pop_back();
  EXPECT_EQ(told(pay({&plan, 1}).error()), "work.output.commission | there is a commission for every close");
  commission_ = {};
  totals_.pop_back();
  EXPECT_EQ(told(pay({&plan, 1}).error()),
            "work.output.totals | there is a total for every group of the frame");
  amount_.pop_back();
  EXPECT_EQ(told(pay({&plan, 1}).error()), "closes | the columns have different lengths");
}

TEST_F(BulkByHand, ATotalPaysTheGroup) {
  PlanExpression expression = accelerated();
  expression.steps[1] = {"sum", TotalStep{Operand::of("line")}};
  expression.steps.push_back({"paid", RoundStep{Operand::of("sum"), {RoundingMode::half_up, 2}}});
  const BulkPlan plan = made_of(expression, frame_);
  EXPECT_FALSE(plan.pays_lines());
  EXPECT_EQ(told(pay({&plan, 1}).error()), "work.output.commission | the plan pays groups, not closes");
  commission_ = {};
  ASSERT_TRUE(pay({&plan, 1}).ok());
  EXPECT_EQ(totals_, (std::vector<BulkTotal>{{3'501, 70'010, 3}, {167, 3'333, 1}, {}, {500, 9'999, 1}}));
}

TEST_F(BulkByHand, AStreamKeepsItsOrder) {
  const BulkPlan plan = made_of(accelerated(), frame_);
  BulkStream stream = BulkStream::open({&plan, 1}).value();
  EXPECT_EQ(stream.add(closes(), commission_).value(), (BulkCounts{3, 0, 0}));
  EXPECT_EQ(stream.totals()[0], (BulkTotal{3'501, 70'010, 3}));
  // 299.90 to the threshold, and 0.10 beyond.
  rep_ = {0};
  day_ = {30};
  amount_ = {30'000};
  commission_ = {0};
  ASSERT_TRUE(stream.add(closes(), commission_).ok());
  EXPECT_EQ(commission_[0], 1'500);  // 14.995 + 0.008
  rep_ = {2};
  EXPECT_EQ(stream.add(closes(), commission_).status(), Status::out_of_range);
  rep_ = {0};
  day_ = {29};
  EXPECT_EQ(told(stream.add(closes(), commission_).error()), "rep 0, period 0 | the group goes back in time");
  day_ = {30};
  EXPECT_EQ(told(stream.add(closes(), commission_).error()), "rep 0, period 0 | the group goes back in time");
}

}  // namespace
