// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What closes, their decisions and their corrections leave on a deal.
#pragma once

#include <algorithm>

#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

inline void set_status(Evolving& v, DealRow& deal, CloseStatus status) noexcept {
  const bool was = deal.status == CloseStatus::pending;
  const bool is = status == CloseStatus::pending;
  if (is && !was) ++v.organisation().pending;
  if (was && !is) --v.organisation().pending;
  deal.status = status;
}

// The deal's row, made where the event introduces it.
inline DealRow& deal_of(Evolving& v) {
  if (v.event.deal.index() == v.deals().size()) {
    DealRow& fresh = v.deals().append(DealRow{});
    fresh.contact = v.event.contact;
    fresh.cycle = v.event.cycle;
  }
  return v.deals().edit(v.event.deal.index());
}

inline void told_dates(const Event& event, DealRow& deal) noexcept {
  if (event.signed_on != Date()) deal.signed_on = event.signed_on;
  if (event.invoiced_on != Date()) deal.invoiced_on = event.invoiced_on;
  if (event.paid_on != Date()) deal.paid_on = event.paid_on;
}

inline void told_credits(Evolving& v, DealRow& deal) {
  deal.credits = static_cast<std::uint32_t>(v.credits().size() + 1);
  deal.credit_count = static_cast<std::uint32_t>(v.event.credits.size());
  for (const CreditShare& credit : v.event.credits)
    v.credits().append(CreditRow{.rep = credit.rep.id, .share = credit.share});
}

// The deal's own currency, where that is not the plan's.
inline void told_exchange(Evolving& v, DealRow& deal, std::int64_t reversed) {
  deal.exchange = 0;
  if (!v.event.original.currency().present()) return;
  v.exchanges().append(ExchangeRow{.original = v.event.original,
                                   .reversed = reversed,
                                   .rate = v.event.exchange_rate,
                                   .on = v.event.exchange_on});
  deal.exchange = static_cast<std::uint32_t>(v.exchanges().size());
}

inline void decided_by(const Event& event, DealRow& deal) noexcept {
  deal.decider = event.actor;
  deal.decided_at = event.at();
  deal.decided_position = event.position;
}

inline void close_logged(Evolving& v, ContactRow& row) {
  row.deal = v.event.deal;
  DealRow& deal = deal_of(v);
  deal.closer = v.event.actor;
  deal.credited = row.claimant;
  deal.claimed = v.event.amount;
  deal.closed_at = v.event.at();
  deal.closed_position = v.event.position;
  deal.closed_from = v.event.state_from;
  deal.hold_until = Instant();
  deal.has_lines = !v.event.lines.empty();
  deal.apart = false;
  deal.credits = deal.credit_count = 0;
  told_dates(v.event, deal);
  set_status(v, deal, CloseStatus::pending);
  ++deal.closes;
}

inline void decided(Evolving& v, CloseStatus status) {
  DealRow& deal = v.deals().edit(v.event.deal.index());
  decided_by(v.event, deal);
  set_status(v, deal, status);
  if (status != CloseStatus::verified) return;
  deal.credited = v.event.rep;
  deal.invoiced = v.event.amount;
  deal.period = v.event.period;
  deal.approved_from = v.event.state_to != 0 ? v.event.state_from : StateNumber{0};
  deal.has_lines = !v.event.lines.empty();
  deal.credits = deal.credit_count = 0;
  if (!v.event.credits.empty()) told_credits(v, deal);
  told_exchange(v, deal, 0);
  told_dates(v.event, deal);
}

// Somebody spoke: the silence is over.
inline void close_held(Evolving& v, ContactRow& row) {
  v.deals().edit(v.event.deal.index()).hold_until = v.event.due;
  if (row.deal != v.event.deal || row.due_kind != DueKind::silence) return;
  row.due = Instant();
  row.due_kind = DueKind::none;
}

inline void close_amended(Evolving& v) {
  DealRow& deal = v.deals().edit(v.event.deal.index());
  if (deal.status == CloseStatus::verified) {
    deal.invoiced = v.event.amount;
    told_exchange(v, deal, deal.exchange == 0 ? 0 : v.exchanges()[deal.exchange - 1U].reversed);
    // Other dates may move it to another period.
    if (v.event.period != std::max(deal.period, v.organisation().oldest_open)) deal.period = v.event.period;
  } else {
    deal.claimed = v.event.amount;
  }
  if (!v.event.lines.empty()) deal.has_lines = true;
  if (!v.event.credits.empty()) told_credits(v, deal);
  told_dates(v.event, deal);
}

inline void approval_revoked(Evolving& v, ContactRow& row) {
  DealRow& deal = v.deals().edit(v.event.deal.index());
  decided_by(v.event, deal);
  deal.hold_until = Instant();
  deal.reversed = 0;
  deal.last_reversal = 0;
  deal.apart = v.event.state_to == 0;
  // A rejection will lead to where the contact stood before the close.
  if (!deal.apart) row.state_before = deal.closed_from;
  set_status(v, deal, CloseStatus::pending);
}

inline void close_reversed(Evolving& v) {
  DealRow& deal = v.deals().edit(v.event.deal.index());
  v.reversals().append(ReversalRow{.position = v.event.position,
                                   .amount = v.event.amount.minor_units(),
                                   .reinstated = 0,
                                   .previous = deal.last_reversal,
                                   .original = v.event.original.minor_units(),
                                   .original_reinstated = 0});
  if (deal.exchange != 0) v.exchanges().edit(deal.exchange - 1U).reversed += v.event.original.minor_units();
  deal.last_reversal = static_cast<std::uint32_t>(v.reversals().size());
  deal.reversed += v.event.amount.minor_units();
}

// The place of the deal's reversal that the event names, plus one; 0: none.
inline std::uint32_t named_reversal(const Evolving& v) noexcept {
  std::uint32_t at = v.deals()[v.event.deal.index()].last_reversal;
  while (at != 0 && v.reversals()[at - 1U].position != v.event.refers_to)
    at = v.reversals()[at - 1U].previous;
  return at;
}

inline void reversal_undone(Evolving& v) {
  DealRow& deal = v.deals().edit(v.event.deal.index());
  ReversalRow& reversal = v.reversals().edit(named_reversal(v) - 1U);
  const std::int64_t original = v.event.original.minor_units();
  reversal.reinstated += v.event.amount.minor_units();
  reversal.original_reinstated += original;
  deal.reversed -= v.event.amount.minor_units();
  if (deal.exchange != 0) v.exchanges().edit(deal.exchange - 1U).reversed -= original;
}

inline void book_amount(Money& sum, Money more) noexcept {
  sum = Money::minor(sum.minor_units() + more.minor_units(), more.currency());
}

inline void deal_event(Evolving& v, ContactRow& row) {
  switch (v.event.kind) {
    case EventKind::deal_opened:
      deal_of(v);
      row.deal = v.event.deal;
      break;
    case EventKind::close_logged: close_logged(v, row); break;
    case EventKind::close_withdrawn: decided(v, CloseStatus::withdrawn); break;
    case EventKind::close_rejected: decided(v, CloseStatus::rejected); break;
    case EventKind::close_approved: decided(v, CloseStatus::verified); break;
    case EventKind::close_held: close_held(v, row); break;
    case EventKind::close_amended: close_amended(v); break;
    case EventKind::approval_revoked: approval_revoked(v, row); break;
    case EventKind::close_reversed: close_reversed(v); break;
    case EventKind::reversal_undone: reversal_undone(v); break;
    case EventKind::invoice_recorded: {
      DealRow& deal = v.deals().edit(v.event.deal.index());
      book_amount(deal.billed, v.event.amount);
      told_dates(v.event, deal);
      break;
    }
    case EventKind::receipt_recorded: {
      DealRow& deal = v.deals().edit(v.event.deal.index());
      book_amount(deal.received, v.event.amount);
      told_dates(v.event, deal);
      break;
    }
    default: break;
  }
}

}  // namespace firstlog::inline v1::detail
