// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Closes invoiced in another currency: converted once, at the dated rate of the invoice, which reversals
// reuse. Every amount was worked out by hand; the comments say how.
#include <random>

#include "plans/support.hpp"

namespace firstlog_test {
namespace {

Money usd(std::int64_t cents) {
  return Money::minor(cents, currency("USD"));
}
Money yen(std::int64_t amount) {
  return Money::minor(amount, currency("JPY"));
}
// 10 % of each close, in euros.
Policy converting(const std::string& rates, const std::string& more = "") {
  return policy_with(
      base_plan(
          R"({"name":"commission","steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]})"),
      R"("exchange_rates":)" + rates + more);
}
const std::string dollars = R"([{"from":"USD","on":"2026-01-02","rate":"0.9","source":"ECB"},)"
                            R"({"from":"USD","on":"2026-01-09","rate":"0.8","source":"ECB"},)"
                            R"({"from":"JPY","on":"2026-01-02","rate":"0.0061","source":"bank"}])";

class Foreign {
 public:
  explicit Foreign(const Policy& policy = converting(dollars)) : books(policy) {
    books.scenario().set_clock("2026-01-12T10:00:00Z");
  }
  void log(Money amount) {
    books.scenario().add_contact("a", "ana");
    books.give(commands::LogClose{.actor = "ana", .contact = "a", .amount = amount});
  }
  Outcome approve(Money amount, std::optional<Date> invoiced_on = {}) {
    return books.scenario().give(
        commands::Approve{.actor = "mia", .contact = "a", .amount = amount, .invoiced_on = invoiced_on});
  }
  Position reverse(std::optional<Money> amount = {}) {
    return books.give(commands::Reverse{.actor = "mia", .contact = "a", .reason = "refund", .amount = amount})
        .position;
  }
  Statement statement() { return books.statement("ana", "2026-01"); }

  Books books;
};

// 1,000.00 USD invoiced on January 5 at 0.9 of January 2: 900.00 EUR, of which 10 %.
TEST(Exchange, ConvertsAtTheRateOfTheInvoice) {
  Foreign one;
  one.log(usd(1'000'00));
  EXPECT_TRUE(accepts(one.approve(usd(1'000'00), day("2026-01-05"))));
  const Statement s = one.statement();
  ASSERT_EQ(s.lines.size(), 1U);
  EXPECT_EQ(s.lines[0].invoiced, eur(900'00));
  EXPECT_EQ(s.lines[0].commission, eur(90'00));
  ASSERT_EQ(s.exchanges.size(), 1U);
  EXPECT_EQ(s.lines[0].exchange, 1U);
  EXPECT_EQ(s.exchanges[0].original, usd(1'000'00));
  EXPECT_EQ(s.exchanges[0].rate, Rate::of(9, 10));
  EXPECT_EQ(s.exchanges[0].on, day("2026-01-02"));
  EXPECT_EQ(s.exchanges[0].source, "ECB");
  const Event& approval = one.books.scenario().events().back();
  EXPECT_EQ(approval.kind, EventKind::close_approved);
  EXPECT_EQ(approval.amount, eur(900'00));
  EXPECT_EQ(approval.original, usd(1'000'00));
  EXPECT_EQ(approval.exchange_source, "ECB");
}

// Without a date of the invoice the day of the approval counts: January 12, at 0.8.
TEST(Exchange, TakesTheDayOfTheApprovalWhereNoInvoiceIsDated) {
  Foreign one;
  one.log(usd(1'000'00));
  EXPECT_TRUE(accepts(one.approve(usd(1'000'00))));
  EXPECT_EQ(one.statement().revenue, eur(800'00));
}

// A rate stands for seven days behind its own; the eighth has none, nor has a day before the first.
TEST(Exchange, RefusesWithoutARate) {
  const std::string rates = R"([{"from":"USD","on":"2026-01-02","rate":"0.9","source":"ECB"}])";
  for (const auto& [invoiced, told] :
       {std::pair("2026-01-09", true), std::pair("2026-01-10", false), std::pair("2026-01-01", false)}) {
    Foreign one(converting(rates));
    one.log(usd(1'000'00));
    const Outcome outcome = one.approve(usd(1'000'00), day(invoiced));
    EXPECT_EQ(accepts(outcome), told) << invoiced;
    if (!told) {
      EXPECT_EQ(outcome.rule, Rule::currency_not_of_plan);
    }
    EXPECT_EQ(one.statement().revenue, eur(told ? 900'00 : 0));
  }
  Foreign pounds;
  pounds.log(Money::minor(1'000'00, currency("GBP")));
  EXPECT_EQ(pounds.approve(Money::minor(1'000'00, currency("GBP"))).rule, Rule::currency_not_of_plan);
}

// 33,333 JPY at 0.0061 are 203.3313: rounded once, as the policy says.
TEST(Exchange, RoundsOnceAsThePolicySays) {
  for (const auto& [mode, cents] : {std::pair("half_up", 203'33), std::pair("ceil", 203'34)}) {
    Foreign one(
        converting(dollars, std::string(R"(,"exchange_rate_days":30,"exchange_rounding":")") + mode + "\""));
    one.log(yen(33'333));
    EXPECT_TRUE(accepts(one.approve(yen(33'333))));
    EXPECT_EQ(one.statement().revenue, eur(cents)) << mode;
  }
}

// A third of 100.00 USD is refunded three times at 0.9, whatever today's rate: 29.997 each, in all 90.00.
TEST(Exchange, ReversalsReuseTheRate) {
  Foreign one;
  one.log(usd(100'00));
  EXPECT_TRUE(accepts(one.approve(usd(100'00), day("2026-01-05"))));
  one.reverse(usd(33'33));
  EXPECT_EQ(one.statement().revenue, eur(60'00));
  one.reverse(usd(33'33));
  one.reverse();
  const Statement s = one.statement();
  EXPECT_TRUE(s.revenue.is_zero());
  EXPECT_TRUE(s.commission.is_zero());
  ASSERT_EQ(s.exchanges.size(), 4U);
  EXPECT_EQ(s.exchanges[3].original, usd(33'34));
  EXPECT_EQ(s.exchanges[3].rate, Rate::of(9, 10));
  EXPECT_EQ(s.exchanges[3].source, "ECB");
  // Not in another currency, and not beyond the invoice.
  EXPECT_EQ(one.books.scenario()
                .give(commands::Reverse{.actor = "mia", .contact = "a", .reason = "refund", .amount = usd(1)})
                .rule,
            Rule::reversal_beyond_invoice);
}

TEST(Exchange, ReversalsAreToldInTheDealsCurrency) {
  Foreign one;
  one.log(usd(100'00));
  EXPECT_TRUE(accepts(one.approve(usd(100'00), day("2026-01-05"))));
  EXPECT_EQ(
      one.books.scenario()
          .give(commands::Reverse{.actor = "mia", .contact = "a", .reason = "refund", .amount = eur(10'00)})
          .rule,
      Rule::currency_not_of_plan);
}

// Undone, a reversal gives back what it took: 50.00 USD, 45.00 EUR.
TEST(Exchange, ReinstatesWhatWasTaken) {
  Foreign one;
  one.log(usd(100'00));
  EXPECT_TRUE(accepts(one.approve(usd(100'00), day("2026-01-05"))));
  const Position reversal = one.reverse(usd(50'00));
  EXPECT_EQ(one.statement().revenue, eur(45'00));
  one.books.give(
      commands::Reinstate{.actor = "mia", .contact = "a", .refers_to = reversal, .amount = usd(20'00)});
  EXPECT_EQ(one.statement().revenue, eur(63'00));
  one.books.give(commands::Reinstate{.actor = "mia", .contact = "a", .refers_to = reversal});
  EXPECT_EQ(one.statement().revenue, eur(90'00));
}

// Amended in its own currency at its own rate; with another date of the invoice at that day's rate.
TEST(Exchange, AmendsInTheDealsCurrency) {
  Foreign one;
  one.log(usd(100'00));
  EXPECT_TRUE(accepts(one.approve(usd(100'00), day("2026-01-05"))));
  one.books.give(commands::AmendClose{.actor = "mia", .contact = "a", .amount = usd(200'00)});
  EXPECT_EQ(one.statement().revenue, eur(180'00));
  one.books.give(commands::AmendClose{.actor = "mia", .contact = "a", .invoiced_on = day("2026-01-09")});
  EXPECT_EQ(one.statement().revenue, eur(160'00));
  EXPECT_EQ(one.statement().exchanges.back().rate, Rate::of(4, 5));
  EXPECT_EQ(one.books.scenario()
                .give(commands::AmendClose{.actor = "mia", .contact = "a", .amount = eur(200'00)})
                .rule,
            Rule::currency_not_of_plan);
}

// Lines of 0.05 USD at 0.9 are 0.045 each: 0.14 in all, which the lines sum to (0.05, 0.04, 0.05).
TEST(Exchange, LinesSumToTheConvertedAmount) {
  Foreign one;
  one.log(usd(15));
  const std::vector<DealLine> lines = {{.product = "x", .quantity = 1, .net = usd(5), .tax = usd(1)},
                                       {.product = "y", .quantity = 1, .net = usd(5), .tax = usd(1)},
                                       {.product = "z", .quantity = 1, .net = usd(5), .tax = usd(1)}};
  one.books.give(commands::Approve{.actor = "mia",
                                   .contact = "a",
                                   .amount = usd(15),
                                   .invoiced_on = day("2026-01-05"),
                                   .tax = usd(3),
                                   .lines = lines});
  const Event& approval = one.books.scenario().events().back();
  EXPECT_EQ(approval.amount, eur(14));
  EXPECT_EQ(approval.tax, eur(3));
  EXPECT_EQ(approval.original_tax, usd(3));
  ASSERT_EQ(approval.lines.size(), 3U);
  EXPECT_EQ(approval.lines[0].net, eur(5));
  EXPECT_EQ(approval.lines[1].net, eur(4));
  EXPECT_EQ(approval.lines[2].net, eur(5));
}

TEST(Exchange, IsExplained) {
  Foreign one;
  one.log(usd(1'000'00));
  EXPECT_TRUE(accepts(one.approve(usd(1'000'00), day("2026-01-05"))));
  const Result<PayExplanation> why =
      one.books.performance().explain(one.books.actor("ana"), one.books.scenario().contact("a").deal);
  ASSERT_TRUE(why.ok());
  EXPECT_EQ(why->total, eur(90'00));
  EXPECT_NE(pay_explanation_to_text(*why).find("invoiced 1000.00 USD x 0.9 (ECB, 2026-01-02) = 900.00 EUR"),
            std::string::npos)
      << pay_explanation_to_text(*why);
}

// Receipts in the deal's currency are held against what was invoiced in it, with its tax: 1,190.00 USD.
TEST(Exchange, CashInTheDealsCurrencyReleases) {
  const Policy policy =
      policy_with(base_plan(R"({"name":"commission","payable":[{"part":"1","on":"cash_in_full"}],)"
                            R"("steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]})"),
                  R"("exchange_rates":)" + dollars);
  Foreign one(policy);
  one.log(usd(1'000'00));
  one.books.give(commands::Approve{.actor = "mia",
                                   .contact = "a",
                                   .amount = usd(1'000'00),
                                   .invoiced_on = day("2026-01-05"),
                                   .tax = usd(190'00)});
  const auto receive = [&](Money amount, std::string_view number) {
    return one.books.scenario().give(
        commands::RecordReceipt{.actor = "mia", .contact = "a", .amount = amount, .document_number = number});
  };
  EXPECT_TRUE(accepts(receive(usd(1'189'99), "1")));
  EXPECT_EQ(one.statement().total, eur(0));
  EXPECT_EQ(receive(eur(1), "2").rule, Rule::currency_not_of_plan);
  EXPECT_TRUE(accepts(receive(usd(1), "2")));
  EXPECT_EQ(one.statement().total, eur(90'00));
}

// Whatever is refunded in whatever parts, the whole leaves nothing.
TEST(ExchangeProperty, RefundsEndAtNothing) {
  std::mt19937_64 random(31);
  for (int round = 0; round < 100 && !::testing::Test::HasFailure(); ++round) {
    Foreign one;
    const auto amount = static_cast<std::int64_t>(random() % 99'000) + 1'000;
    one.log(usd(amount));
    EXPECT_TRUE(accepts(one.approve(usd(amount), day(round % 2 == 0 ? "2026-01-05" : "2026-01-09"))));
    std::int64_t left = amount;
    std::vector<Position> reversals;
    for (int part = 0; part < 4; ++part) {
      const std::int64_t some =
          static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(left / 3)) + 2;
      if (some >= left || left < 30) break;
      reversals.push_back(one.reverse(usd(some)));
      left -= some;
      if (random() % 3 == 0) {
        one.books.give(commands::Reinstate{.actor = "mia", .contact = "a", .refers_to = reversals.back()});
        left += some;
      }
      // What is left is worth its part of the whole, but for a cent of each reinstated refund.
      const Money told = one.statement().revenue;
      const Money exact = *exchange(usd(left), round % 2 == 0 ? Rate::of(9, 10) : Rate::of(8, 10),
                                    currency("EUR"), RoundingMode::half_up);
      EXPECT_LE(std::abs(told.minor_units() - exact.minor_units()), 4);
    }
    one.reverse();
    EXPECT_TRUE(one.statement().revenue.is_zero());
    EXPECT_TRUE(one.statement().commission.is_zero());
  }
}

std::string fault(const std::string& rates) {
  const Result<Policy> policy = parse_policy(R"({"plan":{"currency":"EUR"},"exchange_rates":)" + rates + "}");
  if (policy) return "";
  return std::string(policy.error().place.view()) + ": " + std::string(policy.error().reason.view());
}
TEST(Exchange, RefusesRatesThatCannotBe) {
  EXPECT_EQ(fault(R"([{"from":"EUR","on":"2026-01-02","rate":"1","source":"ECB"}])"),
            "policy.exchange_rates[0].from: this is the plan's own currency");
  EXPECT_EQ(fault(R"([{"from":"USD","on":"2026-01-02","rate":"0","source":"ECB"}])"),
            "policy.exchange_rates[0].rate: a rate is above 0");
  EXPECT_EQ(fault(R"([{"from":"USD","on":"2026-01-02","rate":"0.9","source":""}])"),
            "policy.exchange_rates[0].source: a rate says where it is from");
  EXPECT_EQ(fault(R"([{"from":"USD","on":"2026-01-02","rate":"0.9","source":"a"},)"
                  R"({"from":"USD","on":"2026-01-02","rate":"0.8","source":"b"}])"),
            "policy.exchange_rates[1].on: the currency has another rate on this day");
  EXPECT_EQ(fault(R"([{"from":"USD","on":"2026-01-02","rate":0.9,"source":"a"}])"),
            "policy.exchange_rates[0].rate: a rate is exact; a JSON number need not be");
}

}  // namespace
}  // namespace firstlog_test
