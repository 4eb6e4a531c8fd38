// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the host's books say of deals and of reps (DOMAIN 13), under document numbers of its own. Amounts
// are above zero; a refund is a reversal of its deal, money that a rep pays back an adjustment.
#pragma once

#include "firstlog/core/detail/decide/credit_date.hpp"
#include "firstlog/core/detail/decide/deals.hpp"

namespace firstlog::inline v1::detail {

// Whether the deal's invoices or receipts may be in that currency: that of those so far or, of the first, the
// plan's or, where amounts are converted, the one in which the close was told.
inline bool books_currency(const Decision& d, Money so_far, Currency told) noexcept {
  if (so_far.currency().present()) return told == so_far.currency();
  const Policy& policy = d.policy.policy();
  if (told == policy.plan.currency) return true;
  const DealRow& deal = d.state.deal(d.deal);
  return !policy.exchange_rates.empty() &&
         (told == deal.claimed.currency() ||
          (deal.exchange != 0 && told == d.state.exchange(deal.exchange).original.currency()));
}

// Whether the amount can be booked on top of `so_far`.
inline std::optional<Outcome> refuse_amount(Decision& d, Money so_far) {
  const Money amount = d.command.amount;
  if (amount.minor_units() <= 0) return d.refused(Rule::amount_not_positive);
  const bool fits = d.deal.present() ? books_currency(d, so_far, amount.currency())
                                     : amount.currency() == d.policy.policy().plan.currency;
  if (!fits) return d.refused(Rule::currency_not_of_plan);
  if (amount.minor_units() > amount_minor_max - so_far.minor_units())
    return d.refused(Rule::amount_too_large);
  return {};
}

inline Outcome record_invoice(Decision& d) {
  if (!d.deal.present()) return d.refused(Rule::no_deal);
  if (const std::optional<Outcome> no = refuse_amount(d, d.state.deal(d.deal).billed)) return *no;
  if (d.gives(Field::tax) && !tax_fits(d.command.tax, {}, d.command.amount))
    return d.refused(Rule::tax_does_not_fit);
  if (const std::optional<Outcome> taken = refuse_document(d, DocumentKind::invoice, true)) return *taken;
  Event& event = d.add(EventKind::invoice_recorded);
  event.deal = d.deal;
  event.amount = d.command.amount;
  tell_contents(d, event);
  return d.accepted(event, Rule::none);
}

inline Outcome record_receipt(Decision& d) {
  if (!d.deal.present()) return d.refused(Rule::no_deal);
  if (const std::optional<Outcome> no = refuse_amount(d, d.state.deal(d.deal).received)) return *no;
  if (const std::optional<Outcome> taken = refuse_document(d, DocumentKind::receipt, true)) return *taken;
  Event& event = d.add(EventKind::receipt_recorded);
  event.deal = d.deal;
  event.amount = d.command.amount;
  tell_contents(d, event);
  return d.accepted(event, Rule::none);
}

inline Event& rep_event(Decision& d, EventKind kind) {
  Event& event = d.add(kind);
  event.rep = d.rep;
  event.amount = d.command.amount;
  tell_contents(d, event);
  return event;
}

// What was paid for a period, which may be frozen: a statement says what is earned, not what is paid.
inline Outcome record_payout(Decision& d) {
  if (const std::optional<Outcome> no = refuse_amount(d, Money())) return *no;
  if (const std::optional<Outcome> taken = refuse_document(d, DocumentKind::payout, true)) return *taken;
  if (d.command.period > month_of(d, d.now)) return d.refused(Rule::period_not_begun);
  Event& event = rep_event(d, EventKind::payout_recorded);
  event.period = d.command.period;
  return d.accepted(event, Rule::none);
}

// A signed amount on a rep's statement: of the period named or, where that is frozen, of the oldest open.
inline Outcome adjust(Decision& d) {
  const Money amount = d.command.amount;
  if (amount.currency() != d.policy.policy().plan.currency) return d.refused(Rule::currency_not_of_plan);
  if (amount.minor_units() > amount_minor_max || amount.minor_units() < -amount_minor_max)
    return d.refused(Rule::amount_too_large);
  if (const std::optional<Outcome> taken = refuse_document(d, DocumentKind::adjustment, true)) return *taken;
  if (d.command.period > month_of(d, d.now)) return d.refused(Rule::period_not_begun);
  if (amount.is_zero()) return d.refused(Rule::amount_is_zero);
  Event& event = rep_event(d, EventKind::adjusted);
  post_to(d, event, d.command.period);
  return d.accepted(event, Rule::none);
}

}  // namespace firstlog::inline v1::detail
