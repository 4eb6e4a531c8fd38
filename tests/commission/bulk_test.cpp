// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Bulk evaluation pays what the general evaluator pays, to the minor unit: plans of every compiled shape and
// of others, amounts from small to the ends of 64 bits, every rounding mode, every order of rows, in one
// piece, in parts and in chunks.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

#include "commission/bulk_cases.hpp"
#include "firstlog/rules/commission/detail/bulk_kernel.hpp"

namespace {

using namespace firstlog;
using namespace firstlog::bulk_cases;

// As many threads as parts.
void on_threads(void*, void (*part)(void*, std::size_t), void* data, std::size_t parts) {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < parts; ++i) threads.emplace_back(part, data, i);
  for (std::thread& thread : threads) thread.join();
}
// The parts one after the other, the last first.
void backwards(void*, void (*part)(void*, std::size_t), void* data, std::size_t parts) {
  for (std::size_t i = parts; i-- > 0;) part(data, i);
}

TEST(Bulk, PaysWhatTheGeneralEvaluatorPays) {
  BulkCounts counts;
  std::size_t cases = 0;
  std::size_t errors = 0;
  EXPECT_TRUE(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    for (int i = 0; i < 20; ++i) {
      const Case made = any_case(dice);
      const std::optional<BulkPlan> plan = plan_of(made);
      if (!plan) continue;
      const Closes closes = any_closes(dice, made.frame, 40);
      const Paid expected = oracle::pay(*plan, made.parameters, closes);
      expect_same(expected, pay_in_bulk(*plan, closes, &counts), made.describe);
      ++cases;
      errors += expected.error ? 1 : 0;
    }
  }));
  // The dice reach every path.
  EXPECT_GT(cases, 1'000U);
  EXPECT_GT(errors, 50U);
  EXPECT_GT(counts.in_64_bits, 1'000U);
  EXPECT_GT(counts.in_128_bits, 200U);
  EXPECT_GT(counts.general, 500U);
}

// Sale after sale by one rep, with a refund now and then: what is paid a block at a time.
TEST(Bulk, LongRunsOfSalesPayWhatTheGeneralEvaluatorPays) {
  BulkCounts counts;
  EXPECT_TRUE(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    const Case made = any_case(dice);
    const std::optional<BulkPlan> plan = plan_of(made);
    if (!plan || !plan->compiled()) return;
    Closes closes = any_closes(dice, made.frame, 500);
    const std::int64_t refunds = dice.of<std::int64_t>({2, 30, 200, 1'000});
    for (std::size_t i = 0; i < closes.size(); ++i) {
      closes.rep[i] = dice.one_in(50) ? closes.rep[i] : 0;
      for (std::int64_t* value : {&closes.amount[i], &closes.units[i], &closes.margin[i]})
        if (*value < 0 && *value != INT64_MIN && !dice.one_in(refunds)) *value = -*value;
    }
    if (dice.one_in(2)) closes = closes.taken(oracle::in_order(closes));
    expect_same(oracle::pay(*plan, made.parameters, closes), pay_in_bulk(*plan, closes, &counts),
                made.describe);
  }));
  EXPECT_GT(counts.in_64_bits, 50U);
}

TEST(Bulk, PartsAndOrderOfRowsChangeNothing) {
  EXPECT_TRUE(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    const Case made = any_case(dice);
    const std::optional<BulkPlan> plan = plan_of(made);
    if (!plan) return;
    const Closes closes = any_closes(dice, made.frame, 9'000);
    const Paid once = pay_in_bulk(*plan, closes);
    const std::size_t parts = static_cast<std::size_t>(1 + dice.up_to(6));
    expect_same(once, pay_in_bulk(*plan, closes, nullptr, {.parts = parts, .run = backwards}), made.describe);
    expect_same(once, pay_in_bulk(*plan, closes, nullptr, {.parts = parts, .run = on_threads}),
                made.describe);
    // In the order of processing, the same closes get the same.
    const std::vector<std::uint32_t> order = oracle::in_order(closes);
    Paid in_order = pay_in_bulk(*plan, closes.taken(order));
    for (std::size_t i = 0; i < order.size() && !once.error; ++i)
      if (in_order.commission[i] != once.commission[order[i]]) RC_FAIL("a close is paid by its place");
    in_order.commission = once.commission;
    expect_same(once, in_order, made.describe);
  }));
}

// A stream over closes in chunks that are cut where `cut` says.
Paid pay_in_chunks(const BulkPlan& plan, const Closes& closes, const std::vector<std::size_t>& cuts) {
  Result<BulkStream> stream = BulkStream::open({&plan, 1});
  Paid paid;
  for (std::size_t i = 1; i < cuts.size(); ++i) {
    const Closes chunk = closes.part(cuts[i - 1], cuts[i]);
    std::vector<std::int64_t> commission(plan.pays_lines() ? chunk.size() : 0);
    const Result<BulkCounts> added = stream->add(chunk.columns(), commission);
    if (!added) {
      paid.error = added.status();
      RC_ASSERT(stream->add({}).status() == added.status());
      return paid;
    }
    commission.resize(chunk.size());
    paid.commission.insert(paid.commission.end(), commission.begin(), commission.end());
  }
  paid.totals.assign(stream->totals().begin(), stream->totals().end());
  return paid;
}

TEST(Bulk, ChunksPayWhatTheWholePays) {
  std::size_t streamed = 0;
  std::size_t whole = 0;
  EXPECT_TRUE(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    const Case made = any_case(dice);
    const std::optional<BulkPlan> plan = plan_of(made);
    if (!plan) return;
    Closes closes = any_closes(dice, made.frame, 200);
    closes = closes.taken(oracle::in_order(closes));
    const Paid once = pay_in_bulk(*plan, closes);
    std::vector<std::size_t> cuts = {0};
    while (cuts.back() < closes.size())
      cuts.push_back(std::min(closes.size(), cuts.back() + static_cast<std::size_t>(1 + dice.up_to(60))));
    if (!once.error) {
      const Paid chunked = pay_in_chunks(*plan, closes, cuts);
      // A plan that needs its groups whole says so; it never pays something else.
      if (chunked.error) {
        RC_ASSERT(chunked.error == Status::invalid_argument);
        RC_ASSERT(cuts.size() > 2);
      } else {
        expect_same(once, chunked, made.describe);
        streamed += cuts.size() > 3 ? 1 : 0;
      }
      // Cut between groups, every plan takes them.
      std::vector<std::size_t> between = {0};
      for (std::size_t i = 1; i < closes.size(); ++i)
        if (closes.rep[i] != closes.rep[i - 1]) between.push_back(i);
      if (closes.size() > 0) between.push_back(closes.size());
      expect_same(once, pay_in_chunks(*plan, closes, between), made.describe);
      ++whole;
    } else {
      RC_ASSERT(pay_in_chunks(*plan, closes, cuts).error.has_value());
    }
  }));
  EXPECT_GT(streamed, 10U);
  EXPECT_GT(whole, 20U);
}

// Every divisor and dividend, above all around halves and the ends of what is promised.
TEST(Bulk, DividingByAReciprocalIsDividing) {
  EXPECT_TRUE(rc::check([](std::uint64_t seed) {
    Dice dice(seed);
    for (int i = 0; i < 200; ++i) {
      std::int64_t divisor = (INT64_C(1) << dice.up_to(60)) + dice.up_to(2) - 1;
      if (dice.one_in(2)) divisor = dice.up_to(INT64_C(1) << dice.up_to(60));
      divisor = std::min(std::max<std::int64_t>(2, divisor + divisor % 2), INT64_C(1) << 60);
      const std::int64_t most = INT64_C(1) << 61;
      const std::int64_t halves = dice.up_to(most / (divisor / 2) - 1);
      std::int64_t numerator = dice.one_in(3) ? dice.up_to(most) : halves * (divisor / 2) + dice.up_to(2) - 1;
      if (dice.one_in(9)) numerator = most - dice.up_to(2);
      if (dice.one_in(2)) numerator = -numerator;
      for (const RoundingMode mode : oracle::all_modes) {
        detail::BulkDivider64 divider;
        divider.prepare(static_cast<std::uint64_t>(divisor), mode, false);
        bool bad = false;
        const std::int64_t quotient = mode == RoundingMode::half_even
                                          ? divider.quotient<detail::BulkDivision::half_even>(numerator, bad)
                                          : divider.quotient<detail::BulkDivision::biased>(numerator, bad);
        RC_ASSERT(quotient == detail::divide_rounded(numerator, divisor, mode));
        RC_ASSERT(!bad);
      }
      detail::BulkDivider64 divider;
      divider.prepare(static_cast<std::uint64_t>(divisor), RoundingMode::down, true);
      bool bad = false;
      const std::int64_t quotient = divider.quotient<detail::BulkDivision::whole>(numerator, bad);
      RC_ASSERT(bad == (numerator % divisor != 0));
      RC_ASSERT((bad || quotient == numerator / divisor));
    }
  }));
}

// Numerators up to the last that is called small, at every rounding that has them.
TEST(Bulk, SmallNumeratorsAreDividedByOneProduct) {
  std::size_t reached = 0;
  EXPECT_TRUE(rc::check([&](std::uint64_t seed) {
    Dice dice(seed);
    for (int i = 0; i < 200; ++i) {
      const std::int64_t divisor = 2 + 2 * dice.up_to((INT64_C(1) << dice.up_to(31)) - 1);
      const std::int64_t slope = dice.up_to(INT64_C(1) << dice.up_to(32));
      for (const RoundingMode mode : oracle::all_modes) {
        detail::BulkDivider64 divider;
        divider.prepare(static_cast<std::uint64_t>(divisor), mode, false);
        const auto reach = static_cast<std::int64_t>(divider.small_reach(slope));
        RC_ASSERT(divider.small_reach(-1 - slope) == 0U);
        RC_ASSERT((mode != RoundingMode::half_even || reach == 0));
        if (reach == 0) continue;
        ++reached;
        for (const std::int64_t measure :
             {INT64_C(0), INT64_C(1), dice.up_to(reach), reach - dice.up_to(reach) / 1'000, reach}) {
          const std::int64_t numerator = slope * measure;
          RC_ASSERT(divider.small_quotient(static_cast<std::uint64_t>(numerator)) ==
                    static_cast<std::int64_t>(detail::divide_rounded(numerator, divisor, mode)));
        }
      }
      detail::BulkDivider64 whole;
      whole.prepare(static_cast<std::uint64_t>(divisor), RoundingMode::down, true);
      RC_ASSERT(whole.small_reach(slope) == 0U);
    }
  }));
  EXPECT_GT(reached, 10'000U);
}

}  // namespace
