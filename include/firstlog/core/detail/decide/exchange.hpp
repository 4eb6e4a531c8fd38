// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Amounts in another currency than the plan's (DOMAIN 7): converted once, when a manager confirms them, at
// the dated rate of the invoice. The event holds both amounts, the rate, its date and its source.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "firstlog/core/detail/decide/deals.hpp"
#include "firstlog/rules/exchange.hpp"

namespace firstlog::inline v1::detail {

// How an amount comes into the plan's currency. `rate` of 1 without source: it is in it.
struct Conversion {
  bool foreign = false;
  Money told;    // what was given
  Money amount;  // in the plan's currency
  Rate rate;
  Date on;
  std::string_view source;
};

inline std::optional<Money> converted(const Decision& d, Money told, Rate rate) {
  const Policy& policy = d.policy.policy();
  const Result<Money> amount = exchange(told, rate, policy.plan.currency, policy.exchange_rounding);
  if (!amount) return std::nullopt;
  return *amount;
}

// The rule that refuses the amount; none, and `to` is filled. `invoiced_on`: 1970-01-01 where nobody said.
inline Rule convert(const Decision& d, Money told, Date invoiced_on, Conversion& to) {
  const Policy& policy = d.policy.policy();
  to.told = to.amount = told;
  if (told.currency() == policy.plan.currency) return Rule::none;
  const Date day = invoiced_on != Date() ? invoiced_on : d.today();
  const ExchangeRate* rate =
      exchange_rate_on(policy.exchange_rates, told.currency(), day, policy.exchange_rate_days);
  if (rate == nullptr) return Rule::currency_not_of_plan;
  const std::optional<Money> amount = converted(d, told, rate->rate);
  if (!amount) return Rule::amount_too_large;
  to.foreign = true;
  to.amount = *amount;
  to.rate = rate->rate;
  to.on = rate->on;
  to.source = rate->source;
  return to.amount.is_zero() ? Rule::amount_not_positive : Rule::none;
}

// By the rate that a deal was converted with.
inline Rule convert_as_before(const Decision& d, Money told, const ExchangeRow& row, Conversion& to) {
  to.told = told;
  const std::optional<Money> amount = converted(d, told, row.rate);
  if (!amount) return Rule::amount_too_large;
  to.foreign = true;
  to.amount = *amount;
  to.rate = row.rate;
  to.on = row.on;
  return to.amount.is_zero() ? Rule::amount_not_positive : Rule::none;
}

// Amounts of lines, rounded so that they sum to what their sum is converted to.
class RunningExchange {
 public:
  RunningExchange(const Decision& d, Rate rate) noexcept : d_(d), rate_(rate) {}
  Money add(Money told) {
    sum_ = sum_.currency().present() ? Money::minor(sum_.minor_units() + told.minor_units(), told.currency())
                                     : told;
    const Money now = converted(d_, sum_, rate_).value_or(done_);
    const std::int64_t before = done_.minor_units();
    done_ = now;
    return Money::minor(now.minor_units() - before, now.currency());
  }

 private:
  const Decision& d_;
  Rate rate_;
  Money sum_;
  Money done_;
};

// Writes the amount into the event, and everything that was told with it.
inline void tell_exchange(const Decision& d, Event& event, const Conversion& conversion) {
  event.amount = conversion.amount;
  if (!conversion.foreign) return;
  event.original = conversion.told;
  event.exchange_rate = conversion.rate;
  event.exchange_on = conversion.on;
  event.exchange_source = conversion.source;
  if (event.tax.currency().present()) {
    event.original_tax = event.tax;
    event.tax = converted(d, event.tax, conversion.rate).value_or(Money::zero(event.amount.currency()));
  }
  if (event.lines.empty()) return;
  std::vector<DealLine> lines(event.lines.begin(), event.lines.end());
  RunningExchange net(d, conversion.rate);
  RunningExchange tax(d, conversion.rate);
  RunningExchange cost(d, conversion.rate);
  for (DealLine& line : lines) {
    line.net = net.add(line.net);
    if (line.tax.currency().present()) line.tax = tax.add(line.tax);
    if (line.cost.currency().present()) line.cost = cost.add(line.cost);
  }
  event.lines = d.events.keep(std::move(lines));
}

// What a reversal of so much takes off, so that all reversals together take what their sum is worth; the last
// one takes whatever is left.
inline Rule convert_reversal(const Decision& d, Money told, const DealRow& deal, Conversion& to) {
  const ExchangeRow& row = d.state.exchange(deal.exchange);
  const Money sum = Money::minor(row.reversed + told.minor_units(), told.currency());
  if (const Rule no = convert_as_before(d, sum, row, to); no != Rule::none) return no;
  const bool whole = sum == row.original;
  const std::int64_t after = whole ? deal.invoiced.minor_units() : to.amount.minor_units();
  to.told = told;
  to.amount = Money::minor(after - deal.reversed, deal.invoiced.currency());
  return to.amount.minor_units() <= 0 ? Rule::amount_not_positive : Rule::none;
}

// What undoing so much of a reversal gives back.
inline Rule convert_reinstatement(const Decision& d, Money told, const DealRow& deal,
                                  const ReversalRow& reversal, Conversion& to) {
  const ExchangeRow& row = d.state.exchange(deal.exchange);
  const std::int64_t sum = reversal.original_reinstated + told.minor_units();
  const Money so_far = Money::minor(sum, told.currency());
  if (const Rule no = convert_as_before(d, so_far, row, to); no != Rule::none) return no;
  const std::int64_t most = reversal.amount;
  const std::int64_t after = sum == reversal.original ? most : std::min(most, to.amount.minor_units());
  to.told = told;
  to.amount = Money::minor(after - reversal.reinstated, deal.invoiced.currency());
  return to.amount.minor_units() <= 0 ? Rule::amount_not_positive : Rule::none;
}

}  // namespace firstlog::inline v1::detail
