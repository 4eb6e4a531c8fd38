// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/views/pay.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline std::string told_part(const TracePart& part) {
  const std::string amount = part.amount.to_string();
  if (part.quantity && part.rate) {
    std::string text = part.quantity->to_string() + " x " + part.rate->to_string();
    if (part.index) text += " (no. " + std::to_string(*part.index + 1) + ")";
    return text + " = " + amount;
  }
  return std::string(name_of(part.kind)) + " " + amount;
}

inline std::string with_currency(Money money) {
  return money.to_string() + " " + std::string(money.currency().code());
}

inline void add_step(std::string& text, const PayStep& step) {
  text += "    " + step.name + " = " + step.value.to_string();
  if (step.parts.size() > 1 || (step.parts.size() == 1 && step.parts[0].quantity)) {
    text += ": ";
    for (std::size_t i = 0; i < step.parts.size(); ++i)
      text += (i == 0 ? "" : "; ") + told_part(step.parts[i]);
  }
  text += "\n";
}

inline std::string told_exchange(const PayExchange& exchange) {
  return "  invoiced " + exchange.original.to_string() + " " +
         std::string(exchange.original.currency().code()) + " x " + exchange.rate.to_string() + " (" +
         exchange.source + ", " + exchange.on.to_string() + ") = " + exchange.amount.to_string() + " " +
         std::string(exchange.amount.currency().code()) + "\n";
}

}  // namespace detail

FIRSTLOG_INLINE std::string pay_explanation_to_text(const PayExplanation& explanation) {
  std::string text = detail::with_currency(explanation.total) + "\n";
  if (explanation.exchange) text += detail::told_exchange(*explanation.exchange);
  if (!explanation.withheld.is_zero())
    text += "  of it not payable yet " + detail::with_currency(explanation.withheld) + "\n";
  for (const PayComponent& one : explanation.components) {
    text += "  " + one.plan;
    if (!one.component.empty()) text += ", " + one.component;
    text += one.paid ? " pays " + detail::with_currency(one.pay) : std::string(" (not paid itself)");
    if (one.seller.present()) text += " of a close below";
    const Date last = one.days.end.plus_days(-1).value_or(one.days.first);
    text += last <= one.days.first ? " for " + one.days.first.to_string()
                                   : " for " + one.days.first.to_string() + " to " + last.to_string();
    text += "\n";
    for (const PayInput& input : one.inputs)
      text += "    " + input.name + " " + input.value.to_string() + "\n";
    for (const PayStep& step : one.steps) detail::add_step(text, step);
    if (!one.rounding.is_zero()) text += "    rounding " + one.rounding.to_string() + "\n";
    if (!one.refunds.is_zero()) text += "    refunds and shares " + one.refunds.to_string() + "\n";
  }
  return text;
}

}  // namespace firstlog::inline v1
