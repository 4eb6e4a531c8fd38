// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/base/rate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "base/oracle.hpp"

namespace firstlog {
namespace {

using oracle::rational;

Rate rate(const char* text) {
  Result<Rate> read = Rate::parse(text);
  EXPECT_TRUE(read.ok()) << text;
  return *read;
}

TEST(Rate, readsItsThreeForms) {
  struct Row {
    const char* text;
    std::int64_t numerator;
    std::int64_t denominator;
    const char* canonical;
  };
  const Row rows[] = {
      {"0.15", 3, 20, "0.15"},
      {"15%", 3, 20, "0.15"},
      {"2/3", 2, 3, "2/3"},
      {"-4/6", -2, 3, "-2/3"},
      {"12.5%", 1, 8, "0.125"},
      {"-0.50", -1, 2, "-0.5"},
      {"0", 0, 1, "0"},
      {"-0", 0, 1, "0"},
      {"0/7", 0, 1, "0"},
      {"100%", 1, 1, "1"},
      {"2", 2, 1, "2"},
      {"1.0000000000000000000000000000000000000", 1, 1, "1"},
      {"7/40", 7, 40, "0.175"},
      {"0.000000000000000001", 1, 1'000'000'000'000'000'000, "0.000000000000000001"},
      {"-9223372036854775808", INT64_MIN, 1, "-9223372036854775808"},
      {"9223372036854775807/9223372036854775806", INT64_MAX, INT64_MAX - 1,
       "9223372036854775807/9223372036854775806"},
      {"1/4611686018427387904", 1, std::int64_t{1} << 62,
       "0.00000000000000000021684043449710088680149056017398834228515625"},
  };
  for (const Row& row : rows) {
    Result<Rate> read = Rate::parse(row.text);
    ASSERT_TRUE(read.ok()) << row.text;
    EXPECT_EQ(read->numerator(), row.numerator) << row.text;
    EXPECT_EQ(read->denominator(), row.denominator) << row.text;
    EXPECT_EQ(read->to_string(), row.canonical);
  }
}

TEST(Rate, refusesTheRest) {
  for (const char* text : {"", "-", ".15", "15.", "15 %", "+15%", "1e-2", "2/3%", "2/", "/3", "2/-3", "1/2/3",
                           "0,15", "0.1.5", "15%%", " 1", "1 ", "--1", "inf"})
    EXPECT_EQ(Rate::parse(text).status(), Status::malformed) << text;
  EXPECT_EQ(Rate::parse("1/0").status(), Status::invalid_argument);
  EXPECT_EQ(Rate::from_fraction({1, 0}).status(), Status::invalid_argument);
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "0.0000000000000000001",
                           "1/9223372036854775808", "99999999999999999999999999999999999999999999999999999",
                           "0.00000000000000000000000000000000000000000000001"})
    EXPECT_EQ(Rate::parse(text).status(), Status::overflow) << text;
  EXPECT_EQ(Rate::from_fraction({1, INT64_MIN}).status(), Status::overflow);
  EXPECT_EQ(Rate::from_fraction({INT64_MIN, -1}).status(), Status::overflow);
  EXPECT_EQ(Rate::from_fraction({INT64_MIN, INT64_MIN}).value(), Rate::one());
}

TEST(Rate, twoOfThreeIsExactlyTwoThirds) {
  EXPECT_GT(rate("67%"), rate("2/3"));
  EXPECT_LT(rate("66%"), rate("2/3"));
  EXPECT_EQ(rate("4/6"), rate("2/3"));
}

RC_GTEST_PROP(Rate, readsBackWhatItWrites, ()) {
  Rate value = *oracle::any_rate();
  Result<Rate> read = Rate::parse(value.to_string());
  RC_ASSERT(read.ok());
  RC_ASSERT(*read == value);
}

RC_GTEST_PROP(Rate, isInLowestTerms, ()) {
  Rate value = *oracle::any_rate();
  RC_ASSERT(value.denominator() > 0);
  RC_ASSERT(boost::multiprecision::gcd(oracle::Integer(value.numerator()),
                                       oracle::Integer(value.denominator())) == 1);
}

void agrees(std::optional<Rate> ours, const oracle::Rational& exact) {
  bool fits = oracle::in_64_bits(boost::multiprecision::numerator(exact)).has_value() &&
              oracle::in_64_bits(boost::multiprecision::denominator(exact)).has_value();
  RC_ASSERT(ours.has_value() == fits);
  if (fits) RC_ASSERT(rational(*ours) == exact);
}

RC_GTEST_PROP(Rate, arithmeticIsThatOfRationals, ()) {
  Rate a = *oracle::any_rate();
  Rate b = *oracle::any_rate();
  agrees(checked_add(a, b), rational(a) + rational(b));
  agrees(checked_subtract(a, b), rational(a) - rational(b));
  agrees(checked_multiply(a, b), rational(a) * rational(b));
  if (!b.is_zero()) agrees(checked_divide(a, b), rational(a) / rational(b));
  RC_ASSERT((a < b) == (rational(a) < rational(b)));
  RC_ASSERT((a > b) == (rational(a) > rational(b)));
  RC_ASSERT((a == b) == (rational(a) == rational(b)));
}

TEST(Rate, saysWhyItCannot) {
  Rate most = Rate::whole(INT64_MAX);
  EXPECT_EQ(add(most, Rate::one()).status(), Status::overflow);
  EXPECT_EQ(multiply(most, most).status(), Status::overflow);
  EXPECT_EQ(subtract(Rate::whole(INT64_MIN), Rate::one()).status(), Status::overflow);
  EXPECT_EQ(divide(most, Rate()).status(), Status::invalid_argument);
  EXPECT_EQ(divide(Rate::whole(INT64_MIN), Rate::whole(INT64_MIN)).value(), Rate::one());
}

}  // namespace
}  // namespace firstlog
