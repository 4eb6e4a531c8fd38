// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How what was wrong is put right (DOMAIN 13): by a new entry that names the wrong one. Both stay.
#pragma once

#include "firstlog/core/detail/decide/closes.hpp"

namespace firstlog::inline v1::detail {

constexpr bool is_correction(EventKind kind) noexcept {
  return kind == EventKind::close_amended || kind == EventKind::approval_revoked ||
         kind == EventKind::close_reversed || kind == EventKind::reversal_undone;
}

// The entry that stands: of a pending deal its close, of a verified one its approval. A command that
// names another one was given by somebody who did not see it.
inline std::optional<Outcome> refuse_entry(Decision& d, const DealRow& deal) {
  const bool pending = deal.status == CloseStatus::pending;
  const Position standing = pending ? deal.closed_position : deal.decided_position;
  if (!d.gives(Field::refers_to) || d.command.refers_to == standing) return {};
  if (d.referred != nullptr && is_correction(d.referred->kind)) return d.refused(Rule::corrects_a_correction);
  return d.refused(Rule::close_superseded, pending ? deal.closer : deal.decider, standing,
                   pending ? deal.closed_at : deal.decided_at);
}

// A refusal that names whoever decided the deal last, where somebody did.
inline Outcome refuse_as_decided(Decision& d, Rule rule, const DealRow& deal) {
  if (!deal.decided_position.present()) return d.refused(rule);
  return d.refused(rule, deal.decider, deal.decided_position, deal.decided_at);
}

// The deal that the command corrects, verified; or why not.
inline std::optional<Outcome> refuse_unverified(Decision& d) {
  if (!d.deal.present()) return d.refused(Rule::no_deal);
  const DealRow& deal = d.state.deal(d.deal);
  if (deal.status != CloseStatus::verified) return refuse_as_decided(d, Rule::deal_not_verified, deal);
  return {};
}

inline Event& correction(Decision& d, EventKind kind, const DealRow& deal, Position wrong) {
  Event& event = d.add(kind);
  event.deal = d.deal;
  event.refers_to = wrong;
  event.rep = deal.credited;
  post_to(d, event, deal.period);
  return event;
}

inline Outcome amend_close(Decision& d) {
  if (!d.deal.present()) return d.refused(Rule::no_deal);
  const DealRow& deal = d.state.deal(d.deal);
  const bool verified = deal.status == CloseStatus::verified;
  if (!verified && deal.status != CloseStatus::pending)
    return refuse_as_decided(d, Rule::nothing_to_amend, deal);
  if (const std::optional<Outcome> wrong = refuse_entry(d, deal)) return *wrong;
  constexpr Fields contents = Field::amount | Field::tax | Field::lines | Field::credits | Field::signed_on |
                              Field::invoiced_on | Field::paid_on | Field::document_number;
  if (!d.command.given.shares(contents)) return d.refused(Rule::amends_nothing);
  const ExchangeRow* exchanged = verified && deal.exchange != 0 ? &d.state.exchange(deal.exchange) : nullptr;
  const Money before = exchanged != nullptr ? exchanged->original : verified ? deal.invoiced : deal.claimed;
  const Money amount = d.gives(Field::amount) ? d.command.amount : before;
  if (amount.minor_units() <= 0) return d.refused(Rule::amount_not_positive);
  if (verified && amount.currency() != before.currency()) return d.refused(Rule::currency_not_of_plan);
  if (amount.minor_units() > amount_minor_max) return d.refused(Rule::amount_too_large);
  // Lines that were told before would no longer sum.
  if (deal.has_lines && !d.gives(Field::lines) && amount != before) return d.refused(Rule::lines_do_not_sum);
  if (const std::optional<Outcome> misfit = refuse_contents(d, amount)) return *misfit;
  const std::int64_t reversed = exchanged != nullptr ? exchanged->reversed : deal.reversed;
  if (verified && amount.minor_units() < reversed) return d.refused(Rule::reversal_beyond_invoice);
  Conversion conversion;
  conversion.amount = amount;
  if (exchanged != nullptr) {
    // Another date of the invoice means another rate, but for what was reversed by the first.
    const bool anew = d.gives(Field::invoiced_on) && reversed == 0;
    const Rule no = anew ? convert(d, amount, d.command.invoiced_on, conversion)
                         : convert_as_before(d, amount, *exchanged, conversion);
    if (no != Rule::none) return d.refused(no);
    if (conversion.amount.minor_units() > amount_minor_max) return d.refused(Rule::amount_too_large);
    if (deal.has_lines && !d.gives(Field::lines) && conversion.amount != deal.invoiced)
      return d.refused(Rule::lines_do_not_sum);
    if (conversion.amount.minor_units() < deal.reversed) return d.refused(Rule::reversal_beyond_invoice);
  }
  Event* event = nullptr;
  if (verified) {
    event = &correction(d, EventKind::close_amended, deal, deal.decided_position);
  } else {
    event = &d.add(EventKind::close_amended);
    event->deal = d.deal;
    event->refers_to = deal.closed_position;
    event->rep = creditor_of(d, deal);
  }
  tell_contents(d, *event);
  tell_exchange(d, *event, conversion);
  if (verified) credit_amendment(d, *event, deal);
  return d.accepted(*event, Rule::none);
}

inline Outcome revoke_approval(Decision& d) {
  if (const std::optional<Outcome> not_yet = refuse_unverified(d)) return *not_yet;
  const DealRow& deal = d.state.deal(d.deal);
  if (const std::optional<Outcome> wrong = refuse_entry(d, deal)) return *wrong;
  Event& event = correction(d, EventKind::approval_revoked, deal, deal.decided_position);
  event.amount = deal.invoiced;
  // The contact waits again where it waited; one that has moved on since stays where it is.
  const bool there = d.row->deal == d.deal && deal.approved_from != 0 && d.policy.state(d.row->state).won &&
                     d.policy.has_state(deal.approved_from);
  if (there) {
    event.state_to = deal.approved_from;
    event.flags |= EventFlag::sets_due;
  }
  return d.accepted(event, Rule::none);
}

// The net amount as it was invoiced: in the deal's own currency.
inline Money money_of(const Decision& d, const DealRow& deal) noexcept {
  return deal.exchange != 0 ? d.state.exchange(deal.exchange).original : deal.invoiced;
}

// What an amount of the deal's own must be, `left` being the most.
inline std::optional<Outcome> refuse_part(Decision& d, const DealRow& deal, std::int64_t left, Rule beyond) {
  if (d.gives(Field::amount)) {
    if (d.command.amount.minor_units() <= 0) return d.refused(Rule::amount_not_positive);
    if (d.command.amount.currency() != money_of(d, deal).currency())
      return d.refused(Rule::currency_not_of_plan);
  }
  if (left == 0 || (d.gives(Field::amount) && d.command.amount.minor_units() > left))
    return d.refused(beyond);
  return {};
}

// Without an amount: all that is left.
inline Money part_of(const Decision& d, const DealRow& deal, std::int64_t left) noexcept {
  return d.gives(Field::amount) ? d.command.amount : Money::minor(left, money_of(d, deal).currency());
}

inline Outcome reverse(Decision& d) {
  if (const std::optional<Outcome> not_yet = refuse_unverified(d)) return *not_yet;
  const DealRow& deal = d.state.deal(d.deal);
  if (const std::optional<Outcome> wrong = refuse_entry(d, deal)) return *wrong;
  const std::int64_t reversed = deal.exchange != 0 ? d.state.exchange(deal.exchange).reversed : deal.reversed;
  const std::int64_t left = money_of(d, deal).minor_units() - reversed;
  if (const std::optional<Outcome> no = refuse_part(d, deal, left, Rule::reversal_beyond_invoice)) return *no;
  Conversion conversion;
  conversion.amount = part_of(d, deal, left);
  if (deal.exchange != 0)
    if (const Rule no = convert_reversal(d, conversion.amount, deal, conversion); no != Rule::none)
      return d.refused(no);
  Event& event = correction(d, EventKind::close_reversed, deal, deal.decided_position);
  tell_exchange(d, event, conversion);
  return d.accepted(event, Rule::none);
}

inline Outcome reinstate(Decision& d) {
  if (const std::optional<Outcome> not_yet = refuse_unverified(d)) return *not_yet;
  const DealRow& deal = d.state.deal(d.deal);
  const ReversalRow* reversal = nullptr;
  for (std::uint32_t at = deal.last_reversal; at != 0 && reversal == nullptr;) {
    const ReversalRow& one = d.state.reversal(at);
    if (one.position == d.command.refers_to) reversal = &one;
    at = one.previous;
  }
  if (reversal == nullptr) {
    const bool corrects = d.referred != nullptr && is_correction(d.referred->kind) &&
                          d.referred->kind != EventKind::close_reversed;
    return d.refused(corrects ? Rule::corrects_a_correction : Rule::not_a_reversal);
  }
  const std::int64_t left = deal.exchange != 0 ? reversal->original - reversal->original_reinstated
                                               : reversal->amount - reversal->reinstated;
  if (const std::optional<Outcome> no = refuse_part(d, deal, left, Rule::reinstates_too_much)) return *no;
  Conversion conversion;
  conversion.amount = part_of(d, deal, left);
  if (deal.exchange != 0)
    if (const Rule no = convert_reinstatement(d, conversion.amount, deal, *reversal, conversion);
        no != Rule::none)
      return d.refused(no);
  Event& event = correction(d, EventKind::reversal_undone, deal, reversal->position);
  tell_exchange(d, event, conversion);
  return d.accepted(event, Rule::none);
}

}  // namespace firstlog::inline v1::detail
