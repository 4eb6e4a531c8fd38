// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// On-target earnings: expected closes × average deal × rate + expected bonuses (DOMAIN 8), beside whatever
// base pay there is. Exact: who shows a figure rounds it from here, never from another rounded figure.
#pragma once

#include <optional>

#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"

namespace firstlog::inline v1 {

// All of one length of time, amounts in units of one currency.
struct OnTargetTerms {
  Exact expected_closes = {};
  Exact average_deal = {};
  Exact rate = {};  // the commission's
  Exact expected_bonuses = {};
  Exact base_pay = {};
};

struct OnTargetEarnings {
  Exact commission;
  Exact variable;  // commission and bonuses
  Exact total;     // with base pay
  // Parts of the total; absent where that is 0.
  std::optional<Exact> base_share;
  std::optional<Exact> variable_share;
};

FIRSTLOG_API OnTargetEarnings on_target_earnings(const OnTargetTerms& terms);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/on_target-inl.hpp"  // IWYU pragma: export
#endif
