// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a close pays, and where a rep stands against quota.
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "firstlog/rules/commission/plan.hpp"
#include "firstlog/rules/quota.hpp"
#include "rules/support.hpp"

namespace {

using namespace firstlog;
using rules_test::told;

const Currency eur = *Currency::parse("EUR");
const Currency jpy = *Currency::parse("JPY");

Plan plan_in(Currency currency) {
  Plan plan;
  plan.currency = currency;
  return plan;
}

std::string paid(const Plan& plan, const char* base) {
  const Result<CommissionLine> line = commission_of(plan, *Money::parse(base, plan.currency));
  return line.ok() ? line->commission.to_string() : told(line);
}

TEST(Commission, InvoicedAmountTimesRate) {
  const Plan plan = plan_in(eur);
  const Result<CommissionLine> line = commission_of(plan, *Money::parse("1800.00", eur));
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(line->commission, *Money::parse("270.00", eur));
  EXPECT_EQ(line->base, *Money::parse("1800.00", eur));
  EXPECT_EQ(line->rate, Rate::of(15, 100));
  EXPECT_EQ(line->tier, 0U);
  EXPECT_EQ(line->rounding, RoundingMode::half_up);
  EXPECT_EQ(paid(plan, "0.00"), "0.00");
}

TEST(Commission, ThresholdBelongsToTheSideThatThePlanNames) {
  Plan plan = plan_in(eur);
  plan.tiers = {{0, Rate::of(10, 100)}, {100'000, Rate::of(20, 100)}, {500'000, Rate::of(30, 100)}};
  EXPECT_EQ(paid(plan, "999.99"), "100.00");
  EXPECT_EQ(paid(plan, "1000.00"), "200.00");
  EXPECT_EQ(paid(plan, "1000.01"), "200.00");
  EXPECT_EQ(paid(plan, "4999.99"), "1000.00");
  EXPECT_EQ(paid(plan, "5000.00"), "1500.00");
  EXPECT_EQ(paid(plan, "0.00"), "0.00");
  plan.boundary = Boundary::lower;
  EXPECT_EQ(paid(plan, "999.99"), "100.00");
  EXPECT_EQ(paid(plan, "1000.00"), "100.00");
  EXPECT_EQ(paid(plan, "1000.01"), "200.00");
  EXPECT_EQ(paid(plan, "5000.00"), "1000.00");
  EXPECT_EQ(paid(plan, "5000.01"), "1500.00");
  EXPECT_EQ(paid(plan, "0.00"), "0.00");
  EXPECT_EQ(commission_of(plan, *Money::parse("1000.00", eur))->tier, 0U);
  EXPECT_EQ(commission_of(plan, *Money::parse("1000.01", eur))->tier, 1U);
}

TEST(Commission, RoundsOnceInTheModeOfThePlan) {
  // 15 % of 0.10 is 0.015, of 0.30 is 0.045, of 0.07 is 0.0105.
  const struct {
    RoundingMode mode;
    const char *of_10, *of_30, *of_07;
  } modes[] = {
      {RoundingMode::half_up, "0.02", "0.05", "0.01"}, {RoundingMode::half_even, "0.02", "0.04", "0.01"},
      {RoundingMode::down, "0.01", "0.04", "0.01"},    {RoundingMode::up, "0.02", "0.05", "0.02"},
      {RoundingMode::ceil, "0.02", "0.05", "0.02"},    {RoundingMode::floor, "0.01", "0.04", "0.01"},
  };
  Plan plan = plan_in(eur);
  for (const auto& row : modes) {
    plan.rounding = row.mode;
    EXPECT_EQ(paid(plan, "0.10"), row.of_10) << name_of(row.mode);
    EXPECT_EQ(paid(plan, "0.30"), row.of_30) << name_of(row.mode);
    EXPECT_EQ(paid(plan, "0.07"), row.of_07) << name_of(row.mode);
    EXPECT_EQ(commission_of(plan, *Money::parse("0.10", eur))->rounding, row.mode);
  }
}

TEST(Commission, CurrencyWithoutMinorUnitsRoundsToWholeOnes) {
  Plan plan = plan_in(jpy);
  EXPECT_EQ(paid(plan, "1803"), "270");  // 270.45
  EXPECT_EQ(paid(plan, "1810"), "272");  // 271.5
  plan.rounding = RoundingMode::half_even;
  EXPECT_EQ(paid(plan, "1810"), "272");
  EXPECT_EQ(paid(plan, "1830"), "274");  // 274.5
}

TEST(Commission, RefusesWhatItCannotAnswer) {
  const Plan plan = plan_in(eur);
  EXPECT_EQ(told(commission_of(plan, Money::minor(100, jpy))),
            "commission.base | the amount is not in the plan's currency | convert it first");
  EXPECT_EQ(told(commission_of(plan, Money::minor(-1, eur))),
            "commission.base | the amount is negative | a reversal refers to the line that it corrects");
  Plan empty = plan;
  empty.tiers.clear();
  EXPECT_EQ(commission_of(empty, Money::minor(1, eur)).status(), Status::invalid_argument);
  // A checked plan pays at most the base: the largest fits, and one that pays twice does not.
  Plan whole = plan;
  whole.tiers = {{0, Rate::of(1, 1)}};
  const Money largest = Money::minor(std::numeric_limits<std::int64_t>::max(), eur);
  EXPECT_EQ(commission_of(whole, largest)->commission, largest);
  EXPECT_EQ(commission_of(plan, largest)->commission.minor_units(), 1'383'505'805'528'216'371);
  Plan twice = plan;
  twice.tiers = {{0, Rate::of(2, 1)}};
  EXPECT_EQ(commission_of(twice, largest).status(), Status::overflow);
}

TEST(Quota, ZonesAtMonthEnd) {
  const Quota quota;
  EXPECT_EQ(zone_at_end(quota, 0), QuotaZone::red);
  EXPECT_EQ(zone_at_end(quota, 1), QuotaZone::red);
  EXPECT_EQ(zone_at_end(quota, 2), QuotaZone::amber);  // exactly two thirds
  EXPECT_EQ(zone_at_end(quota, 3), QuotaZone::green);
  EXPECT_EQ(zone_at_end(quota, 4), QuotaZone::green);
  EXPECT_EQ(zone_at_end(quota, -1), QuotaZone::red);
  Quota literal = quota;
  literal.amber_from = Rate::of(67, 100);
  EXPECT_EQ(zone_at_end(literal, 2), QuotaZone::red);
  Quota none = quota;
  none.closes = 0;
  EXPECT_EQ(zone_at_end(none, 0), QuotaZone::exempt);
  EXPECT_EQ(zone_at_pace(none, 0, 0, 22), QuotaZone::exempt);
}

TEST(Quota, ZonesAgainstPace) {
  const Quota quota;
  // Of 21 working days, one close of three is expected after 7.
  EXPECT_EQ(zone_at_pace(quota, 0, 0, 21), QuotaZone::too_early);
  EXPECT_EQ(zone_at_pace(quota, 0, 6, 21), QuotaZone::too_early);
  EXPECT_EQ(zone_at_pace(quota, 3, 6, 21), QuotaZone::too_early);
  EXPECT_EQ(zone_at_pace(quota, 0, 7, 21), QuotaZone::red);
  EXPECT_EQ(zone_at_pace(quota, 1, 7, 21), QuotaZone::green);
  // After 8 days 8/7 are expected: one close is 7/8 of it.
  EXPECT_EQ(zone_at_pace(quota, 1, 8, 21), QuotaZone::amber);
  // After 10.5 one close would be 2/3 of pace: amber up to day 10, red from 11.
  EXPECT_EQ(zone_at_pace(quota, 1, 10, 21), QuotaZone::amber);
  EXPECT_EQ(zone_at_pace(quota, 1, 11, 21), QuotaZone::red);
  EXPECT_EQ(zone_at_pace(quota, 2, 14, 21), QuotaZone::green);
  EXPECT_EQ(zone_at_pace(quota, 2, 15, 21), QuotaZone::amber);
  // The vector metrickit-pace-behind: 1 of 3 at day 20 of 30, where 2 are expected.
  EXPECT_EQ(zone_at_pace(quota, 1, 20, 30), QuotaZone::red);
  EXPECT_EQ(zone_at_pace(quota, 2, 20, 30), QuotaZone::green);
  EXPECT_EQ(zone_at_pace(quota, 0, 0, 0), QuotaZone::too_early);
  // All days over: the same as the end.
  for (int closes = 0; closes < 5; ++closes)
    EXPECT_EQ(zone_at_pace(quota, closes, 21, 21), zone_at_end(quota, closes));
}

// The vector codingace-q1: 240,000 of 300,000 after 5/6 of the period is 96 % of pace.
TEST(Quota, PaceIsAttainmentOverElapsedFraction) {
  Quota quota;
  quota.closes = 300'000;
  quota.green_from = Rate::of(96, 100);
  EXPECT_EQ(zone_at_pace(quota, 240'000, 5, 6), QuotaZone::green);
  EXPECT_EQ(zone_at_pace(quota, 239'999, 5, 6), QuotaZone::amber);
  quota.green_from = Rate::of(1, 1);
  quota.amber_from = Rate::of(96, 100);
  EXPECT_EQ(zone_at_pace(quota, 240'000, 5, 6), QuotaZone::amber);
  EXPECT_EQ(zone_at_pace(quota, 239'999, 5, 6), QuotaZone::red);
}

// Nothing wraps at the ends of what a quota may hold.
TEST(Quota, ExtremesKeepTheirOrder) {
  Quota quota;
  quota.closes = 1'000'000;
  quota.green_from = Rate::whole(1000);
  quota.amber_from = Rate::of(1, 9'223'372'036'854'775'807);
  ASSERT_TRUE(check_quota(quota).ok());
  const std::int32_t most = std::numeric_limits<std::int32_t>::max();
  EXPECT_EQ(zone_at_pace(quota, 0, most, most), QuotaZone::red);
  EXPECT_EQ(zone_at_pace(quota, 1, most, most), QuotaZone::amber);
  EXPECT_EQ(zone_at_pace(quota, 999'999'999, most, most), QuotaZone::amber);
  EXPECT_EQ(zone_at_pace(quota, 1'000'000'000, most, most), QuotaZone::green);
  EXPECT_EQ(zone_at_end(quota, std::numeric_limits<std::int64_t>::max()), QuotaZone::green);
  EXPECT_EQ(zone_at_end(quota, std::numeric_limits<std::int64_t>::min()), QuotaZone::red);
}

}  // namespace
