// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/base/money.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "firstlog/base/rate.hpp"

namespace firstlog {
namespace {

Currency currency(const char* code) {
  Result<Currency> read = Currency::parse(code);
  EXPECT_TRUE(read.ok()) << code;
  return *read;
}
const Currency eur = *Currency::parse("EUR");
const Currency jpy = *Currency::parse("JPY");

static_assert(sizeof(Currency) == 4);
static_assert(sizeof(Money) == 16);

// Binary floating point is refused where the program is compiled.
template <class T>
concept MoneyFrom = requires(T value) { Money::minor(value, Currency()); };
template <class T>
concept RateFrom = requires(T value) { Rate(value); };
static_assert(MoneyFrom<int> && MoneyFrom<std::int64_t>);
static_assert(!MoneyFrom<double> && !MoneyFrom<float> && !RateFrom<double> && !RateFrom<long double>);

TEST(Currency, knowsTheListInUse) {
  struct Row {
    const char* code;
    int exponent;
  };
  for (Row row : {Row{"EUR", 2},
                  {"USD", 2},
                  {"JPY", 0},
                  {"KWD", 3},
                  {"UYW", 4},
                  {"CLF", 4},
                  {"CLP", 0},
                  {"ISK", 0},
                  {"TND", 3},
                  {"XOF", 0},
                  {"ZWG", 2},
                  {"AED", 2},
                  {"XCG", 2},
                  {"CHF", 2},
                  {"UYI", 0},
                  {"BIF", 0}}) {
    Currency read = currency(row.code);
    EXPECT_EQ(read.exponent(), row.exponent) << row.code;
    EXPECT_EQ(read.code(), row.code);
    EXPECT_EQ(*Currency::from_packed(read.packed()), read);
  }
  int known = 0;
  for (char a = 'A'; a <= 'Z'; ++a)
    for (char b = 'A'; b <= 'Z'; ++b)
      for (char c = 'A'; c <= 'Z'; ++c)
        if (Currency::parse(std::string{a, b, c}).ok()) ++known;
  EXPECT_EQ(known, 167);
  EXPECT_LT(eur, jpy);
}

TEST(Currency, refusesTheRest) {
  for (const char* code : {"", "eur", "EU", "EURO", "E1R", "€"})
    EXPECT_EQ(Currency::parse(code).status(), Status::malformed) << code;
  for (const char* code : {"XAU", "XXX", "XTS", "DEM", "ABC", "D E"})
    EXPECT_FALSE(Currency::parse(code).ok()) << code;
  EXPECT_EQ(Currency::parse("DEM").status(), Status::not_found);
  EXPECT_EQ(Currency::from_packed(0).status(), Status::not_found);
  EXPECT_EQ(Currency::from_packed(eur.packed() + 1).status(), Status::not_found);
  EXPECT_FALSE(Currency().present());
  EXPECT_EQ(Currency().code(), "");
}

TEST(Money, readsDecimalText) {
  EXPECT_EQ(Money::parse("1800.00", eur)->minor_units(), 180'000);
  EXPECT_EQ(Money::parse("1800", eur)->minor_units(), 180'000);
  EXPECT_EQ(Money::parse("1800.5", eur)->minor_units(), 180'050);
  EXPECT_EQ(Money::parse("-0.05", eur)->minor_units(), -5);
  EXPECT_EQ(Money::parse("1800", jpy)->minor_units(), 1800);
  EXPECT_EQ(Money::parse("1.234", currency("KWD"))->minor_units(), 1234);
  EXPECT_EQ(Money::parse("92233720368547758.07", eur)->minor_units(), INT64_MAX);
  EXPECT_EQ(Money::parse("-92233720368547758.08", eur)->minor_units(), INT64_MIN);
}

TEST(Money, refusesWhatIsInexactOrNoNumber) {
  for (const char* text :
       {"", "-", ".5", "5.", "1,800.00", "1 800", "+5", "1e3", "--5", "5-", "0x10", "NaN", "٣"})
    EXPECT_EQ(Money::parse(text, eur).status(), Status::malformed) << text;
  for (const char* text : {"1.005", "1.000", "0.001"}) {
    Result<Money> read = Money::parse(text, eur);
    EXPECT_EQ(read.status(), Status::out_of_range) << text;
    EXPECT_FALSE(read.error().remedy.empty());
  }
  EXPECT_EQ(Money::parse("1.005", eur).error().reason.view(), "EUR has 2 fractional digits: inexact");
  EXPECT_EQ(Money::parse("1.0", jpy).status(), Status::out_of_range);
  for (const char* text : {"92233720368547758.08", "-92233720368547758.09", "92233720368547759",
                           "99999999999999999999999999999999"})
    EXPECT_EQ(Money::parse(text, eur).status(), Status::overflow) << text;
  EXPECT_EQ(Money::parse("5", Currency()).status(), Status::invalid_argument);
}

TEST(Money, writesAllDigits) {
  EXPECT_EQ(Money::minor(180'000, eur).to_string(), "1800.00");
  EXPECT_EQ(Money::minor(-5, eur).to_string(), "-0.05");
  EXPECT_EQ(Money::minor(0, eur).to_string(), "0.00");
  EXPECT_EQ(Money::minor(1800, jpy).to_string(), "1800");
  EXPECT_EQ(Money::minor(-1, currency("UYW")).to_string(), "-0.0001");
  EXPECT_EQ(Money::minor(INT64_MIN, eur).to_string(), "-92233720368547758.08");
}

TEST(Money, neverMixesOrWraps) {
  Money one = Money::minor(1, eur);
  Money yen = Money::minor(1, jpy);
  Money most = Money::minor(INT64_MAX, eur);
  Money least = Money::minor(INT64_MIN, eur);
  EXPECT_EQ(add(one, one)->minor_units(), 2);
  EXPECT_EQ(subtract(one, Money::minor(3, eur))->minor_units(), -2);
  EXPECT_EQ(negate(one)->minor_units(), -1);
  EXPECT_EQ(*compare(one, most), std::strong_ordering::less);
  EXPECT_EQ(add(one, yen).status(), Status::invalid_argument);
  EXPECT_EQ(subtract(one, yen).status(), Status::invalid_argument);
  EXPECT_EQ(compare(one, yen).status(), Status::invalid_argument);
  EXPECT_EQ(add(one, yen).error().reason.view(), "EUR and JPY do not mix");
  EXPECT_EQ(add(one, Money()).error().reason.view(), "EUR and no currency do not mix");
  EXPECT_NE(one, yen);
  EXPECT_EQ(add(most, one).status(), Status::overflow);
  EXPECT_EQ(subtract(least, one).status(), Status::overflow);
  EXPECT_EQ(negate(least).status(), Status::overflow);
  EXPECT_FALSE(checked_add(most, one));
}

TEST(Money, readsAnAmountWithItsCurrency) {
  Result<Money> read = Money::parse("1800.00 GBP");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, Money::minor(180000, currency("GBP")));
  for (const char* wrong :
       {"1800.00", "1800.00  GBP", "1800.00 GBP ", " GBP", "1800.00 gbp", "GBP 1800.00", ""})
    EXPECT_EQ(Money::parse(wrong).status(), Status::malformed) << wrong;
  EXPECT_EQ(Money::parse("1800.001 GBP").status(), Status::out_of_range);
  EXPECT_EQ(Money::parse("1800.00 XXX").status(), Status::not_found);
}

RC_GTEST_PROP(Money, readsBackWhatItWrites, (std::int64_t units)) {
  const char* code = *rc::gen::elementOf(std::vector<const char*>{"EUR", "JPY", "KWD", "UYW"});
  Money money = Money::minor(units, currency(code));
  Result<Money> read = Money::parse(money.to_string(), money.currency());
  RC_ASSERT(read.ok());
  RC_ASSERT(*read == money);
}

}  // namespace
}  // namespace firstlog
