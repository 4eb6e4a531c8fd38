// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which date of a close counts (DOMAIN 6). The policy names one that picks period, week and quota, and
// one that picks the version of the plan.
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever.
enum class CreditDate : std::uint8_t {
  closed_at = 0,    // the system's time of log_close
  signed_on = 1,    // entered, and confirmed by a manager
  invoiced_on = 2,  // of the invoice
  approved_at = 3,  // the system's time of the approval
  paid_on = 4,      // of the receipt
};
inline constexpr int credit_date_count = 5;

constexpr std::string_view name_of(CreditDate date) noexcept {
  constexpr std::string_view names[credit_date_count] = {"closed_at", "signed_on", "invoiced_on",
                                                         "approved_at", "paid_on"};
  return names[static_cast<int>(date)];
}

}  // namespace firstlog::inline v1
