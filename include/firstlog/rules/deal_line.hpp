// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a deal consists of (DOMAIN 1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/money.hpp"

namespace firstlog::inline v1 {

inline constexpr std::size_t deal_lines_max = 10'000;

// One product of a deal. All amounts of a deal are in one currency.
struct DealLine {
  std::string_view product;   // the host's code, 1 to 64 bytes
  std::int64_t quantity = 1;  // whole units; negative where a line takes back
  Money net;                  // of the whole line: without tax, shipping, pass-through cost
  Money tax = {};             // absent: none
  Money cost = {};            // what the organisation paid; absent: not told

  friend bool operator==(const DealLine&, const DealLine&) = default;
};

}  // namespace firstlog::inline v1
