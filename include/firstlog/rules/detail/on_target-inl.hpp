// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/rules/on_target.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE OnTargetEarnings on_target_earnings(const OnTargetTerms& terms) {
  OnTargetEarnings earnings;
  earnings.commission = terms.expected_closes * terms.average_deal * terms.rate;
  earnings.variable = earnings.commission + terms.expected_bonuses;
  earnings.total = earnings.variable + terms.base_pay;
  earnings.base_share = Exact::divide(terms.base_pay, earnings.total);
  earnings.variable_share = Exact::divide(earnings.variable, earnings.total);
  return earnings;
}

}  // namespace firstlog::inline v1
