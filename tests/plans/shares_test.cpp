// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Several reps share a close that plans pay: what they are paid sums to what the close is paid, rounded
// once, and what dividing leaves goes to the share named first.
#include <cstdlib>
#include <random>

#include "plans/support.hpp"

namespace firstlog_test {
namespace {

std::string flat(const std::string& rate, const std::string& members = "") {
  return R"({"name":"commission",)" + members +
         R"("steps":[{"name":"line","sum":{"terms":[{"times":["amount",")" + rate + R"("]}]}}]})";
}
std::vector<Money> commissions(Books& books) {
  std::vector<Money> all;
  for (const std::string_view rep : {"ana", "ben", "cleo"})
    all.push_back(books.statement(rep, "2026-01").commission);
  return all;
}
const std::vector<CreditShare> thirds{
    {"ben", Rate::of(1, 3)}, {"ana", Rate::of(1, 3)}, {"cleo", Rate::of(1, 3)}};

// 10 % of 1.00 is 0.10, 0.03 for each, and ben is named first.
TEST(PlanShares, WhatDividingLeavesGoesToTheFirst) {
  Books books(policy_with(base_plan(flat("0.1"))));
  books.sell("ana", "a", 1'00, thirds);
  EXPECT_EQ(commissions(books), (std::vector<Money>{eur(3), eur(4), eur(3)}));
}

// The refund of 0.55 takes back 0.06 (0.055). What is left is 0.04 in all, as of a single rep: 0.015 for
// each, cut to 0.01, and the rest for ben.
TEST(PlanShares, RefundsSumToo) {
  Books books(policy_with(base_plan(flat("0.1"))));
  books.sell("ana", "a", 1'00, thirds);
  books.reverse("a", 55);
  EXPECT_EQ(commissions(books), (std::vector<Money>{eur(1), eur(2), eur(1)}));
  books.reverse("a");
  EXPECT_EQ(commissions(books), (std::vector<Money>{eur(0), eur(0), eur(0)}));
}

// 5.00 halved is 2.50 at 1.01 %: 0.02525 each, 0.0505 in all: 0.06 where everything is rounded up.
TEST(PlanShares, AreRoundedInThePlansMode) {
  for (const auto& [mode, first] : {std::pair("ceil", 4), std::pair("floor", 3), std::pair("half_up", 3)}) {
    Books books(policy_with(base_plan(flat("0.0101", std::string(R"("rounding":")") + mode + "\","))));
    books.sell("ana", "a", 5'00, {{"ana", Rate::of(1, 2)}, {"ben", Rate::of(1, 2)}});
    EXPECT_EQ(commissions(books), (std::vector<Money>{eur(first), eur(2), eur(0)})) << mode;
  }
}

// Ben has a plan of his own: his pay is not part of what the others' plan pays. 10 % of two thirds of 1.00
// is 0.0667: 0.07 in all, 0.03 for cleo. 20 % of a third is 0.0667 too.
TEST(PlanShares, OnlySharesUnderOnePlanAreRoundedTogether) {
  const std::string plans = R"([{"name":"all","components":[)" + flat("0.1") +
                            R"(]},{"name":"ben","reps":["ben"],"components":[)" + flat("0.2") + "]}]";
  Books books(policy_with(plans));
  books.sell("ana", "a", 1'00, thirds);
  EXPECT_EQ(commissions(books), (std::vector<Money>{eur(4), eur(7), eur(3)}));
}

// Ana's further sale moves her rate (half a close of three, then one and a half) and with it what rounding
// leaves to ben.
TEST(PlanShares, FollowWhenAnothersPayMoves) {
  const std::string tiers =
      R"({"name":"commission","steps":[{"name":"rate","table":{"measure":"attainment","table":{"mode":"lookup",)"
      R"("boundary":"upper","tiers":[{"from":"0","to":"0.4","rate":"0.1"},{"from":"0.4","rate":"0.125"}]}}},)"
      R"({"name":"line","sum":{"terms":[{"times":["amount","rate"]}]}}]})";
  Books books(policy_with(base_plan(tiers)));
  books.sell("ana", "a", 1'01, {{"ben", Rate::of(1, 2)}, {"ana", Rate::of(1, 2)}});
  // 0.0505 each: 0.10 in all.
  EXPECT_EQ(commissions(books), (std::vector<Money>{eur(5), eur(5), eur(0)}));
  books.sell("ana", "b", 400'00);
  // 0.063125 and 0.0505: 0.11 in all, of which ana's is 0.06. Her sale pays 50.00.
  EXPECT_EQ(commissions(books), (std::vector<Money>{eur(50'06), eur(5), eur(0)}));
  books.reverse("b");
  EXPECT_EQ(commissions(books), (std::vector<Money>{eur(5), eur(5), eur(0)}));
}

TEST(PlanShares, ExplainsWhatRoundingGaveToWhom) {
  Books books(policy_with(base_plan(flat("0.1"))));
  books.sell("ana", "a", 1'00, thirds);
  const DealId deal = books.scenario().contact("a").deal;
  const Result<PayExplanation> first = books.performance().explain(books.actor("ben"), deal);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->total, eur(4));
  EXPECT_EQ(first->components[0].value, *Exact::parse("1/30"));
  EXPECT_EQ(first->components[0].rounding, *Exact::parse("1/150"));
}

// Whatever the shares, the rate, the mode and the refunds: the shares sum to what one rep would be paid.
TEST(PlanSharesProperty, SumToTheWhole) {
  const char* given = std::getenv("FIRSTLOG_SEED");
  std::mt19937_64 random(given == nullptr ? 4711 : std::strtoull(given, nullptr, 10));
  const auto number = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  const char* modes[] = {"half_up", "half_even", "down", "up", "ceil", "floor"};
  for (int round = 0; round < 200 && !::testing::Test::HasFailure(); ++round) {
    const std::string rate = std::to_string(number(1, 999)) + "/" + std::to_string(number(1000, 9999));
    const Policy policy =
        policy_with(base_plan(flat(rate, std::string(R"("rounding":")") + modes[number(0, 5)] + "\",")));
    const std::int64_t amount = number(1, 99'999);
    const std::int64_t refund = number(1, amount);
    const std::int64_t parts = 2 + number(0, 4) * 2;
    const std::int64_t a = number(1, parts - 1);
    const auto part = [parts](std::int64_t of) { return *Rate::from_fraction({of, parts}); };
    std::vector<CreditShare> credits{{"ben", part(a)}};
    if (a + 1 < parts) {
      const std::int64_t b = number(1, parts - a - 1);
      credits.push_back({"cleo", part(b)});
      credits.push_back({"ana", part(parts - a - b)});
    } else {
      credits.push_back({"cleo", part(parts - a)});
    }
    Books shared(policy);
    Books whole(policy);
    shared.sell("ana", "a", amount, credits);
    whole.sell("ana", "a", amount);
    for (int step = 0; step < 2; ++step) {
      const std::vector<Money> shares = commissions(shared);
      EXPECT_EQ(shares[0].minor_units() + shares[1].minor_units() + shares[2].minor_units(),
                commissions(whole)[0].minor_units())
          << round << " " << rate << " of " << amount << ", refunded " << refund;
      if (step == 1) break;
      shared.reverse("a", refund);
      whole.reverse("a", refund);
    }
  }
}

}  // namespace
}  // namespace firstlog_test
