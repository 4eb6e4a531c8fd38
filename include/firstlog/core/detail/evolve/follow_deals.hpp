// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether an event about a deal can come next.
#pragma once

#include <cstdint>

#include "firstlog/core/detail/evolve/deals.hpp"
#include "firstlog/core/detail/evolve/evolving.hpp"
#include "firstlog/rules/close_count.hpp"

namespace firstlog::inline v1::detail {

inline bool credits_can_follow(const Evolving& v) noexcept {
  for (const CreditShare& credit : v.event.credits)
    if (!credit.rep.id.present() || credit.rep.id.number() > v.actors().size() ||
        !CloseCount::of(credit.share))
      return false;
  return v.event.document_number.size() <= document_number_bytes_max;
}

// An amount told in another currency has the rate that converted it, and a correction the deal's currency.
inline bool exchange_can_follow(const Evolving& v, const DealRow& deal) noexcept {
  const Event& event = v.event;
  const bool foreign = event.original.currency().present();
  const bool decides = event.kind == EventKind::close_approved || event.kind == EventKind::close_amended;
  if (foreign && (event.original.minor_units() <= 0 || event.exchange_rate.numerator() <= 0)) return false;
  if (decides || event.kind == EventKind::approval_revoked || !foreign) return true;
  if (event.kind == EventKind::reversal_undone) {
    const std::uint32_t at = named_reversal(v);
    if (at == 0 || deal.exchange == 0) return false;
    const ReversalRow& reversal = v.reversals()[at - 1U];
    return event.original.minor_units() <= reversal.original - reversal.original_reinstated;
  }
  if (event.kind != EventKind::close_reversed || deal.exchange == 0) return false;
  const ExchangeRow& exchange = v.exchanges()[deal.exchange - 1U];
  return event.original.currency() == exchange.original.currency() &&
         event.original.minor_units() <= exchange.original.minor_units() - exchange.reversed;
}

// The sums that an event changes stay within what the deal allows.
inline bool amounts_can_follow(const Evolving& v, const DealRow& deal) noexcept {
  const std::int64_t amount = v.event.amount.minor_units();
  const bool verified = deal.status == CloseStatus::verified;
  switch (v.event.kind) {
    case EventKind::close_approved: return deal.status == CloseStatus::pending && amount > 0;
    case EventKind::close_amended:
      if (verified) return amount > 0 && amount >= deal.reversed;
      return deal.status == CloseStatus::pending;
    case EventKind::approval_revoked: return verified;
    case EventKind::close_reversed:
      return verified && amount > 0 && amount <= deal.invoiced.minor_units() - deal.reversed;
    case EventKind::reversal_undone: {
      const std::uint32_t at = verified ? named_reversal(v) : 0;
      if (at == 0 || amount <= 0) return false;
      const ReversalRow& reversal = v.reversals()[at - 1U];
      return amount <= reversal.amount - reversal.reinstated;
    }
    case EventKind::invoice_recorded:
    case EventKind::receipt_recorded: {
      const bool billed = v.event.kind == EventKind::invoice_recorded;
      const std::int64_t so_far = (billed ? deal.billed : deal.received).minor_units();
      return amount > 0 && amount <= INT64_MAX - so_far;
    }
    default: return true;
  }
}

inline bool deal_can_follow(const Evolving& v, const ContactRow& row) noexcept {
  const std::size_t deals = v.deals().size();
  const bool fresh = v.event.deal.present() && v.event.deal.index() == deals;
  const bool there = v.event.deal.present() && v.event.deal.index() < deals;
  switch (v.event.kind) {
    case EventKind::deal_opened: return fresh;
    case EventKind::close_logged: return fresh || (there && v.event.deal == row.deal);
    case EventKind::close_withdrawn:
    case EventKind::close_approved:
    case EventKind::close_rejected:
    case EventKind::close_held:
    case EventKind::close_amended:
    case EventKind::approval_revoked:
    case EventKind::close_reversed:
    case EventKind::reversal_undone:
    case EventKind::invoice_recorded:
    case EventKind::receipt_recorded: {
      if (!there) return false;
      const DealRow& deal = v.deals()[v.event.deal.index()];
      return deal.contact == v.event.contact && amounts_can_follow(v, deal) && exchange_can_follow(v, deal) &&
             credits_can_follow(v);
    }
    default: return v.event.deal.number() <= deals;
  }
}

}  // namespace firstlog::inline v1::detail
