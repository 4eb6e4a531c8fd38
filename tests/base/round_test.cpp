// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Rounding against an oracle of unbounded rationals; the three paths against each other.
#include "firstlog/base/round.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "base/oracle.hpp"
#include "firstlog/base/detail/exact.hpp"

namespace firstlog {
namespace {

using oracle::rational;
using oracle::Rational;

const Currency eur = *Currency::parse("EUR");
Money euro(std::int64_t cents) {
  return Money::minor(cents, eur);
}

TEST(Round, everyModeOnBothSidesOfEveryHalf) {
  struct Row {
    std::int64_t tenths;
    std::int64_t half_up, half_even, down, up, ceil, floor;
  };
  const Row rows[] = {
      {25, 3, 2, 2, 3, 3, 2},        {-25, -3, -2, -2, -3, -2, -3}, {35, 4, 4, 3, 4, 4, 3},
      {-35, -4, -4, -3, -4, -3, -4}, {24, 2, 2, 2, 3, 3, 2},        {-24, -2, -2, -2, -3, -2, -3},
      {26, 3, 3, 2, 3, 3, 2},        {-26, -3, -3, -2, -3, -2, -3}, {20, 2, 2, 2, 2, 2, 2},
      {-5, -1, 0, 0, -1, 0, -1},     {5, 1, 0, 0, 1, 1, 0},         {0, 0, 0, 0, 0, 0, 0},
  };
  for (const Row& row : rows) {
    const std::int64_t expected[] = {row.half_up, row.half_even, row.down, row.up, row.ceil, row.floor};
    for (std::size_t i = 0; i < 6; ++i) {
      RoundingMode mode = oracle::all_modes[i];
      EXPECT_EQ(*round_to_whole({row.tenths, 10}, mode), expected[i]) << row.tenths << " " << name_of(mode);
      EXPECT_EQ(*round_to_whole({-row.tenths, -10}, mode), expected[i]) << row.tenths << " " << name_of(mode);
    }
  }
  EXPECT_EQ(round_to_whole({1, 0}, RoundingMode::down).status(), Status::invalid_argument);
  EXPECT_EQ(round_to_whole({INT64_MIN, -1}, RoundingMode::down).status(), Status::overflow);
  EXPECT_EQ(*round_to_whole({INT64_MIN, INT64_MIN}, RoundingMode::up), 1);
}

TEST(Round, commissionOfTheBrief) {
  EXPECT_EQ(multiply(euro(180'000), *Rate::parse("15%"), RoundingMode::half_up)->to_string(), "270.00");
  EXPECT_EQ(multiply(euro(10), *Rate::parse("0.25"), RoundingMode::half_up)->minor_units(), 3);
  EXPECT_EQ(multiply(euro(-10), *Rate::parse("0.25"), RoundingMode::half_up)->minor_units(), -3);
  EXPECT_EQ(multiply(euro(10), *Rate::parse("0.25"), RoundingMode::half_even)->minor_units(), 2);
  EXPECT_EQ(multiply(euro(INT64_MAX), Rate::whole(2), RoundingMode::down).status(), Status::overflow);
}

RC_GTEST_PROP(Round, quotientsAreThoseOfTheOracle, ()) {
  std::int64_t n = *oracle::any_int64();
  std::int64_t d = *rc::gen::suchThat(oracle::any_int64(), [](std::int64_t v) { return v != 0; });
  for (RoundingMode mode : oracle::all_modes) {
    Result<std::int64_t> ours = round_to_whole({n, d}, mode);
    auto exact = oracle::in_64_bits(oracle::rounded(Rational(n) / Rational(d), mode));
    RC_ASSERT(ours.ok() == exact.has_value());
    if (exact) RC_ASSERT(*ours == *exact);
  }
}

RC_GTEST_PROP(Round, halvesAreThoseOfTheOracle, ()) {
  // Multiples of a half with any size of denominator, which chance alone would never give.
  std::int64_t half = *rc::gen::inRange<std::int64_t>(1, std::int64_t{1} << *rc::gen::inRange(1, 40));
  std::int64_t times = *rc::gen::inRange<std::int64_t>(-(std::int64_t{1} << 22), std::int64_t{1} << 22);
  std::int64_t nudge = *rc::gen::inRange<std::int64_t>(-1, 2);
  for (RoundingMode mode : oracle::all_modes) {
    std::int64_t n = times * half + nudge;
    RC_ASSERT(*round_to_whole({n, half * 2}, mode) ==
              oracle::rounded(Rational(n) / Rational(half * 2), mode));
  }
}

RC_GTEST_PROP(Round, threePathsAgreeWithTheOracle, ()) {
  std::int64_t units = *oracle::any_int64();
  Rate rate = *oracle::any_rate();
  for (RoundingMode mode : oracle::all_modes) {
    auto exact = oracle::in_64_bits(oracle::rounded(Rational(units) * rational(rate), mode));
    if (auto narrow = detail::multiply_64(units, rate, mode)) RC_ASSERT(narrow == exact);
    RC_ASSERT(detail::multiply_128(units, rate, mode) == exact);
    RC_ASSERT(detail::multiply_wide(units, std::vector<Rate>{rate}, mode) == exact);
    Result<Money> ours = multiply(euro(units), rate, mode);
    RC_ASSERT(ours.ok() == exact.has_value());
    RC_ASSERT((ours.ok() ? ours->minor_units() == *exact : ours.status() == Status::overflow));
  }
}

RC_GTEST_PROP(Round, chainsOfRatesRoundOnce, ()) {
  std::int64_t units = *oracle::any_int64();
  auto rates = *rc::gen::resize(8, rc::gen::container<std::vector<Rate>>(oracle::any_rate()));
  Rational product(units);
  for (Rate rate : rates) product *= rational(rate);
  for (RoundingMode mode : oracle::all_modes) {
    auto exact = oracle::in_64_bits(oracle::rounded(product, mode));
    Result<Money> ours = multiply(euro(units), rates, mode);
    RC_ASSERT(ours.ok() == exact.has_value());
    if (exact) RC_ASSERT(ours->minor_units() == *exact);
  }
}

RC_GTEST_PROP(Round, sumsOfSlicesRoundOnce, ()) {
  auto parts = *rc::gen::resize(6, rc::gen::container<std::vector<std::pair<std::int64_t, Rate>>>(
                                       rc::gen::pair(oracle::any_int64(), oracle::any_rate())));
  std::vector<Slice> slices;
  Rational sum(0);
  for (const auto& [units, rate] : parts) {
    slices.push_back({euro(units), rate});
    sum += Rational(units) * rational(rate);
  }
  for (RoundingMode mode : oracle::all_modes) {
    auto exact = oracle::in_64_bits(oracle::rounded(sum, mode));
    Result<Money> ours = sum_of_slices(slices, eur, mode);
    RC_ASSERT(ours.ok() == exact.has_value());
    if (exact) RC_ASSERT(ours->minor_units() == *exact);
    RC_ASSERT(detail::sum_wide(slices, mode) == exact);
  }
}

TEST(Round, slicesWithSmallDenominatorsSumExactly) {
  Slice slices[] = {
      {euro(1000), *Rate::parse("1/3")}, {euro(1000), *Rate::parse("1/6")}, {euro(-7), *Rate::parse("0.1")}};
  EXPECT_EQ(sum_of_slices(slices, eur, RoundingMode::half_up)->minor_units(), 499);  // 499.3
  EXPECT_EQ(sum_of_slices(slices, eur, RoundingMode::ceil)->minor_units(), 500);
  EXPECT_EQ(sum_of_slices({slices, 2}, eur, RoundingMode::up)->minor_units(), 500);  // 500 exactly
}

RC_GTEST_PROP(Round, everydaySumsRoundOnce, ()) {
  // Amounts and rates as plans have them: the 128-bit path alone.
  auto parts = *rc::gen::container<std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t>>>(
      rc::gen::tuple(rc::gen::inRange<std::int64_t>(-100'000'000, 100'000'000),
                     rc::gen::inRange<std::int64_t>(-500, 500),
                     rc::gen::elementOf(std::vector<std::int64_t>{1, 3, 7, 10, 12, 100, 365, 1000, 10'000})));
  std::vector<Slice> slices;
  Rational sum(0);
  for (const auto& [units, n, d] : parts) {
    slices.push_back({euro(units), *Rate::from_fraction({n, d})});
    sum += Rational(units) * Rational(n) / Rational(d);
  }
  for (RoundingMode mode : oracle::all_modes)
    RC_ASSERT(sum_of_slices(slices, eur, mode)->minor_units() == oracle::rounded(sum, mode));
}

TEST(Round, slicesOfAnotherCurrencyAreRefused) {
  Slice slices[] = {{Money::minor(1, *Currency::parse("JPY")), Rate::one()}};
  EXPECT_EQ(sum_of_slices(slices, eur, RoundingMode::down).status(), Status::invalid_argument);
  EXPECT_EQ(*sum_of_slices({}, eur, RoundingMode::down), Money::zero(eur));
}

TEST(Allocate, sharesSumAndTheResidualIsNamed) {
  std::int64_t thirds[] = {1, 1, 1};
  Result<std::vector<Money>> shares = allocate(euro(100), thirds);
  ASSERT_TRUE(shares.ok());
  EXPECT_EQ(*shares, (std::vector<Money>{euro(34), euro(33), euro(33)}));
  EXPECT_EQ(allocate(euro(100), thirds, {.residual_to = 2})->back(), euro(34));
  EXPECT_EQ(allocate(euro(-100), thirds)->front(), euro(-34));
  Rate rates[] = {*Rate::parse("50%"), *Rate::parse("1/3"), *Rate::parse("1/6")};
  EXPECT_EQ(*allocate(euro(1001), rates, {.residual_to = 1}),
            (std::vector<Money>{euro(500), euro(335), euro(166)}));
}

TEST(Allocate, refusesWeightsThatDivideNothing) {
  std::int64_t negative[] = {2, -1};
  std::int64_t zero[] = {0, 0};
  std::int64_t fine[] = {1, 2};
  EXPECT_EQ(allocate(euro(1), std::span<const Rate>{}).status(), Status::invalid_argument);
  EXPECT_EQ(allocate(euro(1), negative).status(), Status::invalid_argument);
  EXPECT_EQ(allocate(euro(1), zero).status(), Status::invalid_argument);
  EXPECT_EQ(allocate(euro(1), fine, {.residual_to = 2}).status(), Status::invalid_argument);
}

RC_GTEST_PROP(Allocate, sharesAreExactAndSumToTheAmount, ()) {
  std::int64_t units = *oracle::any_int64();
  auto weights =
      *rc::gen::resize(8, rc::gen::nonEmpty(rc::gen::container<std::vector<Rate>>(rc::gen::suchThat(
                              oracle::any_rate(), [](Rate r) { return !r.is_negative(); }))));
  Rational total(0);
  for (Rate weight : weights) total += rational(weight);
  RC_PRE(total > 0);
  AllocationRule rule{.residual_to = *rc::gen::inRange<std::size_t>(0, weights.size()),
                      .mode = *rc::gen::elementOf(std::vector<RoundingMode>(std::begin(oracle::all_modes),
                                                                            std::end(oracle::all_modes)))};
  Result<std::vector<Money>> shares = allocate(euro(units), weights, rule);
  oracle::Integer left = units;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (i == rule.residual_to) continue;
    oracle::Integer share = oracle::rounded(Rational(units) * rational(weights[i]) / total, rule.mode);
    if (shares.ok()) RC_ASSERT(oracle::Integer((*shares)[i].minor_units()) == share);
    left -= share;
  }
  RC_ASSERT(shares.ok() == oracle::in_64_bits(left).has_value());
  if (!shares.ok()) return;
  RC_ASSERT(oracle::Integer((*shares)[rule.residual_to].minor_units()) == left);
  if (rule.mode == RoundingMode::down)
    for (Money share : *shares) RC_ASSERT((units < 0 ? share.minor_units() <= 0 : share.minor_units() >= 0));
}

}  // namespace
}  // namespace firstlog
