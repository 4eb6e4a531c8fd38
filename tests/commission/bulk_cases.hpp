// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Plans and closes at random for bulk evaluation, every kind of table and column and many that do not fit
// together; and what is paid for them in bulk.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "commission/bulk_oracle.hpp"

namespace firstlog::bulk_cases {

using oracle::Closes;
using oracle::Paid;

// Everything follows from one number.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  std::int64_t up_to(std::int64_t most) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(most + 1));
  }
  bool one_in(std::int64_t n) { return up_to(n - 1) == 0; }
  template <class T>
  T of(std::initializer_list<T> values) {
    return *(values.begin() + up_to(static_cast<std::int64_t>(values.size()) - 1));
  }

 private:
  std::uint64_t state_;
};

inline Exact exact(std::string_view text) {
  return Exact::parse(text).value();
}
inline Exact ratio(std::int64_t n, std::int64_t d) {
  return *Exact::divide(Exact::whole(n), Exact::whole(d));
}

inline Exact any_rate(Dice& dice) {
  switch (dice.up_to(12)) {
    case 0: return ratio(dice.up_to(9), 3);
    case 1: return ratio(dice.up_to(50), 7 * 11 * 13);
    case 2: return ratio(dice.up_to(1'000'000'006), 1'000'000'007);
    case 3: return ratio(-dice.up_to(20), 100);
    case 4: return dice.one_in(8) ? exact("1/" + std::string(45, '7')) : exact("0.000000000000000001");
    case 5: return dice.one_in(4) ? exact("99999999999") : Exact();
    default: return ratio(dice.up_to(400), 1'000);
  }
}

inline TierTable any_table(Dice& dice) {
  TierTable table;
  table.mode =
      dice.of({TierMode::slab, TierMode::marginal, TierMode::marginal, TierMode::marginal, TierMode::lookup,
               TierMode::cumulative_lookup, TierMode::retro_to_floor, TierMode::interpolated});
  table.boundary = dice.of({Boundary::upper, Boundary::lower});
  table.rate_unit = dice.of(
      {RateUnit::fraction, RateUnit::fraction, RateUnit::per_unit, RateUnit::amount, RateUnit::multiplier});
  if (table.rate_unit == RateUnit::multiplier) table.base_rate = any_rate(dice);
  const bool gaps = dice.one_in(4) || table.mode == TierMode::interpolated;
  if (gaps) table.outside = dice.of({Outside::zero, Outside::last});
  if (table.mode == TierMode::retro_to_floor) table.retro_floor = ratio(dice.up_to(400), dice.of({1, 2, 3}));
  if (dice.one_in(8))
    table.slice_rounding = Rounding{dice.of({RoundingMode::half_up, RoundingMode::floor}), 2};
  const std::int64_t count = dice.one_in(40) ? 70 : 1 + dice.up_to(dice.one_in(5) ? 14 : 4);
  const bool flats = dice.one_in(3);
  Exact at = gaps && dice.one_in(3) ? ratio(1 + dice.up_to(50), 2) : Exact();
  for (std::int64_t i = 0; i < count; ++i) {
    const bool last = i + 1 == count;
    TableTier tier;
    tier.from = at;
    if (!last || (gaps && table.mode == TierMode::interpolated) || (gaps && dice.one_in(2))) {
      at += ratio(1 + dice.up_to(100), dice.of({1, 1, 1, 2, 3, 100, 1000}));
      tier.to = at;
      if (gaps && dice.one_in(3)) at += ratio(1 + dice.up_to(30), 4);
    }
    tier.rate = any_rate(dice);
    if (table.mode == TierMode::interpolated && last) tier.rate = Exact();
    if (flats && dice.one_in(2)) tier.flat = ratio(dice.up_to(5'000), dice.of({100, 100, 3}));
    if (table.mode == TierMode::marginal && i > 0) tier.retroactive = dice.one_in(9);
    if (dice.one_in(60)) tier.block = ratio(1 + dice.up_to(20), 2);
    table.tiers.push_back(std::move(tier));
  }
  return table;
}

struct Case {
  PlanExpression plan;
  BulkFrame frame;
  std::vector<BulkParameter> parameters;
  std::string describe;
};

inline Case any_case(Dice& dice) {
  Case made;
  made.frame.reps = static_cast<std::uint32_t>(1 + dice.up_to(4));
  made.frame.period_starts = {20'454, 20'485, 20'513, 20'544};
  made.frame.currency = Currency::parse(dice.of<const char*>({"EUR", "EUR", "JPY", "KWD"})).value();
  made.plan.inputs = {"amount", "units", "margin", "quota", "opening", "rate"};
  const auto parameter = [&](const char* name, auto&& value) {
    const std::size_t size = dice.of<std::size_t>({1, 1, made.frame.reps, made.frame.groups()});
    BulkParameter one{name, {}};
    for (std::size_t i = 0; i < size; ++i) one.values.push_back(value());
    made.parameters.push_back(std::move(one));
  };
  parameter("quota", [&] { return ratio(1 + dice.up_to(300), dice.of({1, 1, 7})); });
  parameter("opening", [&] {
    return dice.one_in(2) ? Exact() : ratio(dice.up_to(30'000) - 5'000, dice.of({1, 100, 1000}));
  });
  parameter("rate", [&] { return any_rate(dice); });
  const std::string column = dice.of<std::string>({"amount", "amount", "amount", "units", "margin"});
  Operand line = Operand::of(column);
  if (!dice.one_in(6)) {
    TableStep step;
    step.table = any_table(dice);
    step.accumulate = dice.of(
        {Accumulation::running, Accumulation::running, Accumulation::per_deal, Accumulation::running_rate});
    if (step.accumulate == Accumulation::running_rate) step.table.mode = TierMode::slab;
    if (step.table.mode != TierMode::retro_to_floor) step.table.retro_floor.reset();
    if (step.table.mode != TierMode::marginal)
      for (TableTier& tier : step.table.tiers) tier.retroactive = false;
    step.measure = line;
    if (dice.one_in(6)) {
      made.plan.steps.push_back({"half", SumStep{{{false, {line, Operand::number(ratio(1, 2))}, {}}}}});
      step.measure = Operand::of("half");
    }
    if (dice.one_in(4)) {
      step.table.threshold_unit = ThresholdUnit::part_of_quota;
      step.quota = Operand::of("quota");
    }
    if (step.accumulate != Accumulation::per_deal && dice.one_in(3)) step.opening = Operand::of("opening");
    if (dice.one_in(3)) {
      step.base = Operand::of(dice.of<std::string>({"amount", "margin"}));
      if (dice.one_in(3)) step.measure = Operand::number(Exact::whole(dice.up_to(2)));
      if (step.accumulate == Accumulation::per_deal && dice.one_in(2)) {
        made.plan.steps.push_back({"sold", TotalStep{line}});
        step.measure = Operand::of("sold");
      }
    }
    step.keep_flats =
        step.accumulate == Accumulation::running && dice.one_in(5) && walks_by_slices(step.table);
    made.describe = std::string(name_of(step.table.mode)) + " " + std::string(name_of(step.accumulate));
    made.plan.steps.push_back({"line", std::move(step)});
    line = Operand::of("line");
  }
  if (dice.one_in(3)) {
    SumStep sum{
        {{dice.one_in(3), {line, dice.one_in(2) ? Operand::of("rate") : Operand::number(ratio(1, 3))}, {}}}};
    if (dice.one_in(3)) sum.terms.push_back({false, {Operand::number(ratio(dice.up_to(900), 100))}, {}});
    if (dice.one_in(5))
      sum.terms.push_back({true, {Operand::of("margin")}, {Operand::number(Exact::whole(3))}});
    made.plan.steps.push_back({"scaled", std::move(sum)});
    line = Operand::of("scaled");
  }
  if (!dice.one_in(12)) {
    const RoundingMode mode = dice.of({RoundingMode::half_up, RoundingMode::half_even, RoundingMode::down,
                                       RoundingMode::up, RoundingMode::ceil, RoundingMode::floor});
    const int places = dice.one_in(4) ? static_cast<int>(dice.up_to(7)) - 3 : made.frame.currency.exponent();
    made.plan.steps.push_back({"paid", RoundStep{line, {mode, places}}});
    line = Operand::of("paid");
  }
  if (dice.one_in(12)) made.plan.steps.push_back({"total", TotalStep{line}});
  if (made.plan.steps.empty()) made.plan.steps.push_back({"paid", RoundStep{line, {RoundingMode::down, 0}}});
  return made;
}

inline std::int64_t any_amount(Dice& dice, int size) {
  const std::int64_t value = [&]() -> std::int64_t {
    switch (size) {
      case 0: return dice.up_to(60'000);
      case 1: return dice.up_to(300) * 100;
      case 2: return dice.up_to(INT64_C(1) << (10 + dice.up_to(50)));
      default:
        return dice.of({INT64_MAX, INT64_MIN + 1, INT64_MAX / 2, INT64_C(1) << 60, INT64_C(1) << 61,
                        INT64_C(0), INT64_C(1), INT64_C(4'000'000'000'000)});
    }
  }();
  if (size == 3 && dice.one_in(9)) return INT64_MIN;
  return dice.one_in(4) ? -value : value;
}

inline Closes any_closes(Dice& dice, const BulkFrame& frame, std::int64_t most) {
  Closes closes;
  const int size = dice.of({0, 0, 1, 1, 2, 3});
  const std::int64_t count = dice.up_to(most);
  for (std::int64_t i = 0; i < count; ++i) {
    closes.rep.push_back(static_cast<std::uint32_t>(dice.up_to(frame.reps - 1)));
    closes.day.push_back(static_cast<std::int32_t>(frame.period_starts.front() + dice.up_to(89)));
    closes.amount.push_back(any_amount(dice, dice.one_in(20) ? 1 : size));
    closes.units.push_back(dice.one_in(9) ? -dice.up_to(5) : dice.up_to(40));
    closes.margin.push_back(any_amount(dice, std::min(size, 2)));
  }
  if (dice.one_in(3)) closes = closes.taken(oracle::in_order(closes));
  return closes;
}

inline Paid pay_in_bulk(const BulkPlan& plan, const Closes& closes, BulkCounts* counts = nullptr,
                        BulkExecutor executor = {}) {
  const CloseColumns columns = closes.columns();
  Paid paid;
  paid.commission.assign(closes.size(), 0);
  paid.totals.assign(plan.frame().groups(), {});
  const Result<BulkOrder> order = BulkOrder::of(plan.frame(), columns, executor);
  if (!order) {
    paid.error = order.status();
    return paid;
  }
  BulkWork work{.plans = {&plan, 1},
                .plan_of_rep = {},
                .order = *order,
                .closes = columns,
                .output = {paid.commission, paid.totals}};
  if (!plan.pays_lines()) work.output.commission = {};
  const Result<BulkCounts> done = evaluate_bulk(work, executor);
  if (!done) paid.error = done.status();
  if (done && counts != nullptr) {
    counts->in_64_bits += done->in_64_bits;
    counts->in_128_bits += done->in_128_bits;
    counts->general += done->general;
  }
  return paid;
}

inline void expect_same(const Paid& expected, const Paid& found, const std::string& what) {
  RC_ASSERT(found.error == expected.error);
  if (expected.error) return;
  for (std::size_t i = 0; i < expected.commission.size(); ++i)
    if (found.commission[i] != expected.commission[i])
      RC_FAIL(what + ": row " + std::to_string(i) + " is paid " + std::to_string(found.commission[i]) +
              ", not " + std::to_string(expected.commission[i]));
  RC_ASSERT(found.totals == expected.totals);
}

// Compiles what the dice say; absent where a plan contradicts itself.
inline std::optional<BulkPlan> plan_of(const Case& made) {
  Result<CompiledPlan> compiled = compile(made.plan);
  if (!compiled) return std::nullopt;
  return BulkPlan::make(*compiled, made.frame, {{}, made.parameters}).value();
}

}  // namespace firstlog::bulk_cases
