// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Exact against unbounded rationals that share nothing with it, on every size of number.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <utility>

#include "base/oracle.hpp"
#include "firstlog/base/exact.hpp"

namespace {

using namespace firstlog;
using oracle::Integer;
using oracle::Rational;

Rational rational(const Exact& value) {
  // By its text: digits, a point, or a fraction.
  const std::string text = value.to_string();
  const bool negative = text[0] == '-';
  Integer n = 0;
  Integer d = 1;
  Integer divisor = 0;
  bool point = false;
  bool divided = false;
  for (char c : text.substr(negative ? 1 : 0)) {
    if (c == '.') {
      point = true;
    } else if (c == '/') {
      divided = true;
    } else if (divided) {
      divisor = divisor * 10 + (c - '0');
    } else {
      n = n * 10 + (c - '0');
      if (point) d *= 10;
    }
  }
  const Rational result = Rational(n) / Rational(divided ? divisor : d);
  return negative ? Rational(-result) : result;
}

// Small ones, and products that leave 64 and 128 bits.
rc::Gen<Exact> any_exact() {
  return rc::gen::map(
      rc::gen::tuple(oracle::any_rate(), oracle::any_rate(), oracle::any_rate(), rc::gen::inRange(0, 4)),
      [](const std::tuple<Rate, Rate, Rate, int>& parts) {
        const auto& [a, b, c, size] = parts;
        Exact value = a;
        if (size > 1) value = value * Exact(b);
        if (size > 2) value = value + Exact(c);
        return value;
      });
}

TEST(Exact, ArithmeticIsThatOfRationals) {
  EXPECT_TRUE(rc::check([] {
    const Exact a = *any_exact();
    const Exact b = *any_exact();
    RC_ASSERT(rational(a + b) == Rational(rational(a) + rational(b)));
    RC_ASSERT(rational(a - b) == Rational(rational(a) - rational(b)));
    RC_ASSERT(rational(a * b) == Rational(rational(a) * rational(b)));
    RC_ASSERT(rational(-a) == Rational(-rational(a)));
    RC_ASSERT((a < b) == (rational(a) < rational(b)));
    RC_ASSERT((a == b) == (rational(a) == rational(b)));
    RC_ASSERT(a.sign() == (rational(a) < 0 ? -1 : rational(a) > 0 ? 1 : 0));
    const std::optional<Exact> quotient = Exact::divide(a, b);
    RC_ASSERT(quotient.has_value() == !b.is_zero());
    if (quotient) RC_ASSERT(rational(*quotient) == Rational(rational(a) / rational(b)));
  }));
}

TEST(Exact, ComesBackToTheSmallFormAsSoonAsItFits) {
  EXPECT_TRUE(rc::check([] {
    const Exact a = Exact(*oracle::any_rate());
    const Exact b = *any_exact();
    const Exact back = (a + b) - b;
    RC_ASSERT(back.is_small());
    RC_ASSERT(back == a);
    if (!b.is_zero()) RC_ASSERT((*Exact::divide(a * b, b)).is_small());
  }));
}

TEST(Exact, RoundsInEveryModeToEveryPlace) {
  EXPECT_TRUE(rc::check([] {
    const Exact a = *any_exact();
    const int places = *rc::gen::inRange(-18, 19);
    Rational scale = 1;
    for (int i = 0; i < std::abs(places); ++i) scale *= 10;
    if (places < 0) scale = 1 / scale;
    for (RoundingMode mode : oracle::all_modes) {
      const Rational wanted = Rational(oracle::rounded(Rational(rational(a) * scale), mode)) / scale;
      RC_ASSERT(rational(a.rounded({mode, places})) == wanted);
    }
  }));
}

TEST(Exact, HalvesOfBothSigns) {
  struct Row {
    const char* value;
    RoundingMode mode;
    const char* rounded;
  };
  const Row rows[] = {
      {"0.125", RoundingMode::half_up, "0.13"},   {"-0.125", RoundingMode::half_up, "-0.13"},
      {"0.125", RoundingMode::half_even, "0.12"}, {"-0.135", RoundingMode::half_even, "-0.14"},
      {"0.129", RoundingMode::down, "0.12"},      {"-0.129", RoundingMode::down, "-0.12"},
      {"0.121", RoundingMode::up, "0.13"},        {"-0.121", RoundingMode::up, "-0.13"},
      {"0.121", RoundingMode::ceil, "0.13"},      {"-0.129", RoundingMode::ceil, "-0.12"},
      {"0.129", RoundingMode::floor, "0.12"},     {"-0.121", RoundingMode::floor, "-0.13"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(Exact::parse(row.value)->rounded({row.mode, 2}).to_string(), row.rounded) << row.value;
}

TEST(Exact, TextReadsBack) {
  EXPECT_TRUE(rc::check([] {
    const Exact a = *any_exact();
    const Result<Exact> back = Exact::parse(a.to_string());
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == a);
    const Rate rate = *oracle::any_rate();
    RC_ASSERT(Exact(rate).to_string() == rate.to_string());
  }));
  EXPECT_EQ(Exact::parse("12.50%")->to_string(), "0.125");
  EXPECT_EQ(Exact::parse("-010/004")->to_string(), "-2.5");
  for (const char* bad : {"", "-", "+1", ".5", "1.", "1e3", "0x1", "1/", "1,5", " 1", "--1", "1/-2", "%"})
    EXPECT_EQ(Exact::parse(bad).status(), Status::malformed) << bad;
  EXPECT_EQ(Exact::parse("1/0").status(), Status::invalid_argument);
  EXPECT_EQ(Exact::parse(std::string(exact_digits_max + 1, '1')).status(), Status::out_of_range);
}

TEST(Exact, MoneyGoesInAndOutByItsCurrency) {
  const Currency eur = *Currency::parse("EUR");
  const Currency jpy = *Currency::parse("JPY");
  const Currency kwd = *Currency::parse("KWD");
  EXPECT_EQ(Exact::of_money(Money::minor(180000, eur)).to_string(), "1800");
  EXPECT_EQ(Exact::of_money(Money::minor(-5, jpy)).to_string(), "-5");
  EXPECT_EQ(Exact::of_money(Money::minor(1234, kwd)).to_string(), "1.234");
  EXPECT_EQ(Exact::parse("2.005")->as_money(eur, RoundingMode::half_up)->minor_units(), 201);
  EXPECT_EQ(Exact::parse("2.5")->as_money(jpy, RoundingMode::half_even)->minor_units(), 2);
  EXPECT_EQ(Exact::parse("92233720368547758.08")->as_money(eur, RoundingMode::down).status(),
            Status::overflow);
  EXPECT_EQ(Exact::parse("1")->as_money(Currency(), RoundingMode::down).status(), Status::invalid_argument);
}

TEST(Exact, CopiesAreTheirOwnAndWhatIsMovedFromIsZero) {
  Exact wide = Exact::parse("123456789012345678901234567890/7").value();
  ASSERT_FALSE(wide.is_small());
  Exact copy = wide;
  copy += Exact::whole(1);
  EXPECT_NE(copy, wide);
  Exact moved = std::move(copy);
  EXPECT_TRUE(copy.is_zero());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(moved - Exact::whole(1), wide);
  Exact& same = wide;
  wide = same;
  EXPECT_EQ(moved - Exact::whole(1), wide);
}

}  // namespace
