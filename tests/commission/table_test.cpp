// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Tables of tiers against a slow oracle that is written another way: all modes, boundary sides, units
// and outsides, on and around every threshold, below zero and far beyond the last tier.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "commission/table_oracle.hpp"
#include "firstlog/rules/commission/evaluate.hpp"

namespace {

using namespace firstlog;
using oracle::OracleTable;
using oracle::OracleTier;
using oracle::Rational;

struct Both {
  TierTable table;
  OracleTable oracle;
};

struct Number {
  Exact exact;
  Rational rational;
};

Number number(std::int64_t n, std::int64_t d) {
  return {Exact(*Rate::from_fraction({n, d})), Rational(n) / Rational(d)};
}

std::int64_t up_to(int most) {
  return *rc::gen::inRange(0, most + 1);
}

Number fraction(int most) {
  const std::int64_t divisors[] = {1, 1, 2, 3, 7, 10, 100};
  return number(up_to(most), divisors[up_to(6)]);
}

template <std::size_t Count, class T>
T one_of(const T (&values)[Count]) {
  return values[static_cast<std::size_t>(up_to(static_cast<int>(Count) - 1))];
}

struct Wanted {
  bool plain = false;  // no retroactive tiers, no gaps, no rounded slices
};

Both any_table(TierMode mode, Wanted wanted = {}) {
  Both both;
  TierTable& table = both.table;
  OracleTable& oracle = both.oracle;
  table.mode = oracle.mode = mode;
  table.boundary = oracle.boundary = one_of({Boundary::upper, Boundary::lower});
  table.rate_unit = oracle.unit =
      one_of({RateUnit::fraction, RateUnit::per_unit, RateUnit::amount, RateUnit::multiplier});
  if (wanted.plain && table.rate_unit == RateUnit::amount) table.rate_unit = oracle.unit = RateUnit::fraction;
  if (table.rate_unit == RateUnit::multiplier) {
    const Number base_rate = fraction(5);
    table.base_rate = base_rate.exact;
    oracle.base_rate = base_rate.rational;
  }
  const bool gaps = !wanted.plain && up_to(1) == 1;
  if (gaps || mode == TierMode::interpolated) {
    oracle.last_outside = up_to(1) == 1;
    table.outside = oracle.last_outside ? Outside::last : Outside::zero;
  }
  if (mode == TierMode::retro_to_floor) {
    const Number floor = fraction(200);
    table.retro_floor = floor.exact;
    oracle.floor = floor.rational;
  }
  if (!wanted.plain && up_to(3) == 0) {
    oracle.cents = one_of(oracle::all_modes);
    table.slice_rounding = Rounding{*oracle.cents, 2};
  }
  const std::int64_t count = 1 + up_to(4);
  Number at = gaps && up_to(2) == 0 ? fraction(20) : number(0, 1);
  for (std::int64_t i = 0; i < count; ++i) {
    const bool last = i + 1 == count;
    TableTier tier;
    OracleTier slow;
    tier.from = at.exact;
    slow.from = at.rational;
    if (!last || (table.outside != Outside::refuse && (up_to(1) == 1 || mode == TierMode::interpolated))) {
      const Number width = fraction(60);
      const Number rest = number(1 + up_to(3), 4);
      at = {at.exact + width.exact + rest.exact, at.rational + width.rational + rest.rational};
      tier.to = at.exact;
      slow.to = at.rational;
      if (gaps && up_to(1) == 1) {
        const Number gap = number(1 + up_to(20), 8);
        at = {at.exact + gap.exact, at.rational + gap.rational};
      }
    }
    Number rate = fraction(9);
    if (mode == TierMode::interpolated && last && oracle.last_outside) rate = number(0, 1);
    const Number flat = up_to(1) == 1 ? fraction(30) : number(0, 1);
    tier.rate = rate.exact;
    slow.rate = rate.rational;
    tier.flat = flat.exact;
    slow.flat = flat.rational;
    if (mode == TierMode::marginal && !wanted.plain && i > 0)
      tier.retroactive = slow.retroactive = up_to(3) == 0;
    table.tiers.push_back(std::move(tier));
    oracle.tiers.push_back(std::move(slow));
  }
  return both;
}

// Thresholds, their neighbours, zero, negatives, and what lies between.
Number any_value(const Both& both, bool negative = true) {
  const std::size_t i = static_cast<std::size_t>(up_to(static_cast<int>(both.table.tiers.size()) - 1));
  Number value = fraction(400);
  if (up_to(1) == 1) {
    value = {both.table.tiers[i].from, both.oracle.tiers[i].from};
    if (both.table.tiers[i].to && up_to(1) == 1) value = {*both.table.tiers[i].to, *both.oracle.tiers[i].to};
    const Number step = number(up_to(2) - 1, 1000);
    value = {value.exact + step.exact, value.rational + step.rational};
  } else if (negative && up_to(5) == 0) {
    value = {-value.exact, -value.rational};
  }
  if (!negative && value.exact.is_negative()) return number(0, 1);
  return value;
}

std::string text(const Rational& value) {
  const oracle::Integer n = boost::multiprecision::numerator(value);
  const oracle::Integer d = boost::multiprecision::denominator(value);
  return n.str() + "/" + d.str();
}

Exact exact(const Rational& value) {
  return Exact::parse(text(value)).value();
}

constexpr TierMode all_tier_modes[] = {TierMode::slab,           TierMode::marginal,
                                       TierMode::retro_to_floor, TierMode::interpolated,
                                       TierMode::lookup,         TierMode::cumulative_lookup};

TEST(Table, PaysWhatTheOracleSaysAndTheTraceSumsToIt) {
  for (TierMode mode : all_tier_modes) {
    SCOPED_TRACE(std::string(name_of(mode)));
    EXPECT_TRUE(rc::check([mode] {
      const Both both = any_table(mode);
      const Result<void> checked = check_table(both.table);
      RC_ASSERT(checked.ok());
      for (int i = 0; i < 8; ++i) {
        const Number value = any_value(both);
        Tracer trace;
        const Result<Exact> payout = payout_of(both.table, {value.exact, {}, {}}, &trace);
        RC_ASSERT(payout.ok());
        RC_ASSERT(*payout == exact(both.oracle.pays(value.rational)));
        RC_ASSERT(*payout == *payout_of(both.table, {value.exact, {}, {}}));
        Exact sum;
        for (const TracePart& part : trace.parts()) {
          sum += part.amount;
          if (part.kind == TraceKind::slice) RC_ASSERT(*part.quantity * *part.rate == part.amount);
        }
        RC_ASSERT(sum == *payout);
      }
    }));
  }
}

TEST(Table, ThresholdsInPartsOfTheQuotaAreThoseTimesTheQuota) {
  EXPECT_TRUE(rc::check([] {
    Both both = any_table(one_of(all_tier_modes));
    const Number quota = number(1 + up_to(5000), 1 + up_to(6));
    TierTable scaled = both.table;
    scaled.threshold_unit = ThresholdUnit::part_of_quota;
    for (TableTier& tier : scaled.tiers) {
      tier.from = *Exact::divide(tier.from, quota.exact);
      if (tier.to) tier.to = *Exact::divide(*tier.to, quota.exact);
    }
    if (scaled.retro_floor) scaled.retro_floor = *Exact::divide(*scaled.retro_floor, quota.exact);
    const Number value = any_value(both);
    RC_ASSERT(*payout_of(scaled, {value.exact, {}, quota.exact}) ==
              *payout_of(both.table, {value.exact, {}, {}}));
  }));
  TierTable table;
  table.threshold_unit = ThresholdUnit::part_of_quota;
  table.tiers.resize(1);
  EXPECT_EQ(payout_of(table, {Exact::whole(1), {}, {}}).status(), Status::invalid_argument);
  EXPECT_EQ(payout_of(table, {Exact::whole(1), {}, Exact()}).status(), Status::invalid_argument);
}

TEST(Table, SlicesBetweenTwoValuesAreTheDifferenceOfTheirPayouts) {
  EXPECT_TRUE(rc::check([] {
    Both both = any_table(TierMode::marginal, {.plain = true});
    RC_ASSERT(walks_by_slices(both.table));
    for (TableTier& tier : both.table.tiers) tier.flat = Exact();
    const Number a = any_value(both);
    const Number b = any_value(both);
    const Exact between = *payout_between(both.table, a.exact, {b.exact, {}, {}});
    RC_ASSERT(between ==
              *payout_of(both.table, {b.exact, {}, {}}) - *payout_of(both.table, {a.exact, {}, {}}));
    // What the measure stands for is spread over the way: the way itself gives the same.
    RC_ASSERT(*payout_between(both.table, a.exact, {b.exact, b.exact - a.exact, {}}) == between);
    const Exact twice = (b.exact - a.exact) * Exact::whole(2);
    if (a.exact != b.exact)
      RC_ASSERT(*payout_between(both.table, a.exact, {b.exact, twice, {}}) == between * Exact::whole(2));
  }));
}

Exact run_total(const TierTable& table, const Column& deals, Column& lines) {
  TableStep step;
  step.table = table;
  step.accumulate = Accumulation::running;
  step.measure = Operand::of("deals");
  PlanExpression plan;
  plan.inputs = {"deals"};
  plan.steps = {{"lines", step}, {"all", TotalStep{Operand::of("lines")}}};
  const Result<CompiledPlan> compiled = compile(plan);
  if (!compiled) throw std::logic_error(std::string(compiled.error().reason.view()));
  const Result<PlanValues> values = evaluate(*compiled, {{{"deals", deals}}, {}});
  if (!values) throw std::logic_error(std::string(values.error().reason.view()));
  lines = *value_of(*compiled, *values, "lines");
  return (*value_of(*compiled, *values, "all"))[0];
}

TEST(Table, RunningTotalsDoNotDependOnTheOrderOfDeals) {
  EXPECT_TRUE(rc::check([] {
    // Of every mode: each line is what it adds, so that the lines sum to f of the whole.
    const Both both = any_table(one_of(all_tier_modes));
    Column deals;
    Exact sum;
    for (std::int64_t i = up_to(7); i >= 0; --i) {
      const Number deal = any_value(both);
      deals.push_back(deal.exact);
      sum += deal.exact;
    }
    Column lines;
    const Exact total = run_total(both.table, deals, lines);
    RC_ASSERT(total == *payout_of(both.table, {sum, {}, {}}));
    std::reverse(deals.begin(), deals.end());
    RC_ASSERT(run_total(both.table, deals, lines) == total);
    std::sort(deals.begin(), deals.end());
    RC_ASSERT(run_total(both.table, deals, lines) == total);
  }));
}

TEST(Table, MarginalPlansNeverPayLessForMore) {
  EXPECT_TRUE(rc::check([] {
    // With rates and flats of 0 or more, and no retroactive tier that could lower a rate.
    const Both both = any_table(TierMode::marginal, {.plain = true});
    Number a = any_value(both);
    Number b = any_value(both);
    if (b.exact < a.exact) std::swap(a, b);
    RC_ASSERT(!(*payout_of(both.table, {b.exact, {}, {}}) < *payout_of(both.table, {a.exact, {}, {}})));
  }));
  EXPECT_TRUE(rc::check([] {
    // Slabs only where neither rates nor flats fall.
    Both both = any_table(TierMode::slab, {.plain = true});
    for (std::size_t i = 1; i < both.table.tiers.size(); ++i) {
      TableTier& tier = both.table.tiers[i];
      tier.rate = greatest_of(tier.rate, both.table.tiers[i - 1].rate);
      tier.flat = greatest_of(tier.flat, both.table.tiers[i - 1].flat);
    }
    Number a = any_value(both, false);
    Number b = any_value(both, false);
    if (b.exact < a.exact) std::swap(a, b);
    RC_ASSERT(!(*payout_of(both.table, {b.exact, {}, {}}) < *payout_of(both.table, {a.exact, {}, {}})));
  }));
}

TEST(Table, TheInverseIsWhereThePayoutIsFirstReached) {
  constexpr TierMode modes[] = {TierMode::slab, TierMode::marginal, TierMode::retro_to_floor,
                                TierMode::lookup, TierMode::cumulative_lookup};
  EXPECT_TRUE(rc::check([modes] {
    Both both = any_table(one_of(modes), {.plain = true});
    const Exact payout = fraction(500).exact;
    const std::optional<Exact> value = *value_that_pays(both.table, payout, {});
    const Exact tiny = *Exact::divide(Exact::whole(1), Exact::whole(1'000'000'000));
    // Nothing below it pays that much, and at or right above it something does.
    for (int i = 0; i < 8; ++i) {
      const Number other = any_value(both, false);
      const Exact pays = *payout_of(both.table, {other.exact, {}, {}});
      if (!value || other.exact < *value) RC_ASSERT(pays < payout);
    }
    if (!value) return;
    const bool there = !(*payout_of(both.table, {*value, {}, {}}) < payout);
    const bool above = !(*payout_of(both.table, {*value + tiny, {}, {}}) < payout);
    RC_ASSERT(there || above);
    if (value->sign() > 0 && there) RC_ASSERT(*payout_of(both.table, {*value - tiny, {}, {}}) < payout);
  }));
}

// What a tier only comes near, because its end belongs to the next one, is not reached there.
TEST(Table, TheInverseLeavesOutWhatIsOnlyApproached) {
  TierTable table;
  table.mode = TierMode::slab;
  table.tiers.resize(2);
  table.tiers[0].to = Exact::whole(10);
  table.tiers[0].rate = Exact::whole(1);
  table.tiers[1].from = Exact::whole(10);
  table.boundary = Boundary::upper;
  EXPECT_EQ(*value_that_pays(table, Exact::whole(9), {}), Exact::whole(9));
  EXPECT_EQ(*value_that_pays(table, Exact::whole(10), {}), std::nullopt);
  table.boundary = Boundary::lower;
  EXPECT_EQ(*value_that_pays(table, Exact::whole(10), {}), Exact::whole(10));
  table.boundary = Boundary::upper;
  table.tiers[1].rate = *Exact::parse("0.5");
  EXPECT_EQ(*value_that_pays(table, Exact::whole(10), {}), Exact::whole(20));
}

// Each row breaks one thing of a table that is otherwise right.
TEST(Table, ChecksNameWhatIsBroken) {
  const auto tier = [](std::int64_t from, std::optional<std::int64_t> to) {
    TableTier made;
    made.from = Exact::whole(from);
    if (to) made.to = Exact::whole(*to);
    made.rate = Exact::whole(1);
    return made;
  };
  const auto told = [](const TierTable& table) {
    const Result<void> checked = check_table(table);
    return checked.ok() ? std::string("ok")
                        : std::string(checked.error().place.view()) + " | " +
                              std::string(checked.error().reason.view());
  };
  TierTable good;
  good.mode = TierMode::marginal;
  good.tiers = {tier(0, 10), tier(10, std::nullopt)};
  EXPECT_EQ(told(good), "ok");

  TierTable t = good;
  t.tiers.clear();
  EXPECT_EQ(told(t), "table.tiers | a table has at least one tier");
  t = good;
  t.tiers[0] = tier(0, 9);
  EXPECT_EQ(told(t), "table.tiers[0].to | values between this tier and the next belong to none");
  t.outside = Outside::zero;
  EXPECT_EQ(told(t), "ok");
  t = good;
  t.tiers[0] = tier(0, 11);
  EXPECT_EQ(told(t), "table.tiers[0].to | the tier overlaps the next one");
  t.outside = Outside::last;
  EXPECT_EQ(told(t), "table.tiers[0].to | the tier overlaps the next one");
  t = good;
  t.tiers[0].from = Exact::whole(1);
  EXPECT_EQ(told(t), "table.tiers[0].from | values below this threshold belong to no tier");
  t.tiers[0].from = Exact::whole(-1);
  EXPECT_EQ(told(t), "table.tiers[0].from | a threshold is 0 or more");
  t = good;
  t.tiers[1].to = Exact::whole(20);
  EXPECT_EQ(told(t), "table.tiers[1].to | values above the last tier belong to none");
  t = good;
  t.tiers[1].from = Exact();
  EXPECT_EQ(told(t), "table.tiers[0].to | the tier overlaps the next one");
  t = good;
  t.tiers[0].to.reset();
  EXPECT_EQ(told(t), "table.tiers[0].to | only the last tier may be open-ended");
  t = good;
  t.tiers[0].block = Exact();
  EXPECT_EQ(told(t), "table.tiers[0].block | a block is above 0");
  t = good;
  t.base_rate = Exact::whole(1);
  EXPECT_EQ(told(t), "table.base_rate | a base rate goes with multipliers, and they with it");
  t = good;
  t.mode = TierMode::retro_to_floor;
  EXPECT_EQ(told(t), "table.retro_floor | a floor goes with the mode retro_to_floor, and the mode with it");
  t = good;
  t.mode = TierMode::slab;
  t.tiers[1].retroactive = true;
  EXPECT_EQ(told(t), "table.tiers[1].retroactive | only a marginal table has retroactive tiers");
  t = good;
  t.mode = TierMode::interpolated;
  EXPECT_EQ(told(t), "table.tiers[1].to | a tier without end covers no part of itself");
}

}  // namespace
