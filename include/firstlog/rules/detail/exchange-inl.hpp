// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <tuple>
#include <utility>

#include "firstlog/base/exact.hpp"
#include "firstlog/base/text.hpp"
#include "firstlog/rules/exchange.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Result<void> check_exchange_rates(const std::vector<ExchangeRate>& rates, Currency currency) {
  const auto fault = [](std::size_t at, std::string_view member, std::string_view reason,
                        std::string_view remedy) {
    Error error(Status::malformed, "policy.exchange_rates[", reason, remedy);
    error.place.append_number(static_cast<std::int64_t>(at)).append("]").append(member);
    return error;
  };
  if (rates.size() > exchange_rates_max)
    return Error(Status::malformed, "policy.exchange_rates", "there are more than 100,000 rates",
                 "leave out those that no invoice can need any more");
  std::vector<std::tuple<std::uint32_t, Date, std::size_t>> days;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const ExchangeRate& one = rates[i];
    if (!one.from.present()) return fault(i, ".from", "the currency is missing", "write its ISO 4217 code");
    if (one.from == currency)
      return fault(i, ".from", "this is the plan's own currency", "leave the rate out: it is 1");
    if (one.rate.numerator() <= 0)
      return fault(i, ".rate", "a rate is above 0", "give the worth of one unit in the plan's currency");
    if (!valid_key(one.source))
      return fault(i, ".source", "a rate says where it is from", "name its source, 1 to 128 bytes");
    days.emplace_back(one.from.packed(), one.on, i);
  }
  std::sort(days.begin(), days.end());
  for (std::size_t i = 1; i < days.size(); ++i)
    if (std::get<0>(days[i]) == std::get<0>(days[i - 1]) && std::get<1>(days[i]) == std::get<1>(days[i - 1]))
      return fault(std::get<2>(days[i]), ".on", "the currency has another rate on this day",
                   "keep one of the two");
  return {};
}

FIRSTLOG_INLINE const ExchangeRate* exchange_rate_on(const std::vector<ExchangeRate>& rates, Currency from,
                                                     Date day, std::int32_t days_max) noexcept {
  const ExchangeRate* newest = nullptr;
  for (const ExchangeRate& one : rates)
    if (one.from == from && one.on <= day && day - one.on <= days_max &&
        (newest == nullptr || newest->on < one.on))
      newest = &one;
  return newest;
}

FIRSTLOG_INLINE Result<Money> exchange(Money amount, Rate rate, Currency to, RoundingMode rounding) {
  return (Exact::of_money(amount) * Exact(rate)).as_money(to, rounding);
}

}  // namespace firstlog::inline v1
