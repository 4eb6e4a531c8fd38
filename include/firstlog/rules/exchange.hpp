// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Exchange rates (DOMAIN 7): an organisation's plans have one currency, and a foreign amount is converted
// once, at the rate of its invoice's date. What was converted keeps its rate: reversals reuse it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/rounding.hpp"

namespace firstlog::inline v1 {

// What one unit of `from` is worth in the plan's currency, by whose word, from that day on.
struct ExchangeRate {
  Currency from;
  Date on;
  Rate rate;           // above 0; JPY and KWD have other minor units, the rate is one of units
  std::string source;  // 1 to 128 bytes, such as "ECB"

  friend bool operator==(const ExchangeRate&, const ExchangeRate&) = default;
};

inline constexpr std::size_t exchange_rates_max = 100'000;

// Errors (malformed), with paths below "policy.exchange_rates": a rate of the plan's own currency, one that
// is not above 0, no source, two of one currency and day.
FIRSTLOG_API Result<void> check_exchange_rates(const std::vector<ExchangeRate>& rates, Currency currency);

// The newest rate of the currency that is dated on `day` or up to `days_max` days before it; null: none.
FIRSTLOG_API const ExchangeRate* exchange_rate_on(const std::vector<ExchangeRate>& rates, Currency from,
                                                  Date day, std::int32_t days_max) noexcept;

// amount × rate in minor units of `to`, rounded once. Error: overflow.
FIRSTLOG_API Result<Money> exchange(Money amount, Rate rate, Currency to, RoundingMode rounding);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/exchange-inl.hpp"  // IWYU pragma: export
#endif
