// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a rep brings along from the books before the journal began (DOMAIN 14).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/money.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever.
enum class BalanceKind : std::uint8_t {
  year_to_date = 1,      // commission earned this year before the journal began
  draw_debt = 2,         // recoverable draws not yet recovered
  carried_cap = 3,       // excess over a cap, carried
  carried_negative = 4,  // negative pay, carried: what the rep owes
  quota_to_date = 5,     // verified closes that count towards the open period's quota
  holdback = 6,          // earned and not yet released
};
inline constexpr int balance_kind_count = 7;  // one more than the largest number

constexpr std::string_view name_of(BalanceKind kind) noexcept {
  constexpr std::string_view names[balance_kind_count] = {
      "", "year_to_date", "draw_debt", "carried_cap", "carried_negative", "quota_to_date", "holdback"};
  const auto number = static_cast<std::size_t>(kind);
  return number < balance_kind_count ? names[number] : std::string_view();
}

struct OpeningBalance {
  BalanceKind kind = BalanceKind::year_to_date;
  Money amount = {};        // of every kind but quota_to_date; never negative
  std::int64_t closes = 0;  // quota_to_date only; never negative

  friend bool operator==(const OpeningBalance&, const OpeningBalance&) = default;
};

}  // namespace firstlog::inline v1
