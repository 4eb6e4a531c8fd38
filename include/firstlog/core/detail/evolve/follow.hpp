// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether an event can come next: what a journal that verifies never breaks.
#pragma once

#include <cstdint>

#include "firstlog/core/detail/evolve/deals.hpp"
#include "firstlog/core/detail/evolve/evolving.hpp"
#include "firstlog/rules/close_count.hpp"

namespace firstlog::inline v1::detail {

inline bool known(const Evolving& v) noexcept {
  return v.event.contact.number() <= v.contacts().size();
}

inline bool is_new_key(const Evolving& v, const detail::Keys& keys) noexcept {
  return !v.event.key.empty() && v.event.key.size() <= key_bytes_max && keys.find(v.event.key) == 0;
}

inline bool credits_can_follow(const Evolving& v) noexcept {
  for (const CreditShare& credit : v.event.credits)
    if (!credit.rep.id.present() || credit.rep.id.number() > v.actors().size() ||
        !CloseCount::of(credit.share))
      return false;
  return v.event.document_number.size() <= document_number_bytes_max;
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
      return deal.contact == v.event.contact && amounts_can_follow(v, deal) && credits_can_follow(v);
    }
    default: return v.event.deal.number() <= deals;
  }
}

inline bool contact_can_follow(const Evolving& v) noexcept {
  if (!v.event.contact.present()) return false;
  if (v.event.state_to != 0 && !v.policy()->has_state(v.event.state_to)) return false;
  if (has(v.event.flags, EventFlag::establishes_claim) && !v.event.rep.present()) return false;
  if (has(v.event.flags, EventFlag::moves_claim) && v.event.rep.present() != v.event.claim.present())
    return false;
  if (v.event.kind == EventKind::contact_registered)
    return v.event.contact.index() == v.contacts().size() && v.event.state_to != 0 &&
           is_new_key(v, v.contact_keys());
  if (!known(v)) return false;
  const ContactRow& row = v.contacts()[v.event.contact.index()];
  if (v.event.cycle != row.cycle + (has(v.event.flags, EventFlag::starts_cycle) ? 1U : 0U)) return false;
  return deal_can_follow(v, row);
}

inline bool can_follow(const Evolving& v) noexcept {
  const OrganisationRow& organisation = v.organisation();
  if (v.event.position != organisation.head.plus(1)) return false;
  if (organisation.head.present() && v.event.recorded_at <= organisation.head_time) return false;
  // A journal begins by founding, then adopts its policy, then registers whoever did both.
  if ((v.event.kind == EventKind::organisation_founded) == organisation.head.present()) return false;
  if (organisation.head.present() && v.policy() == nullptr && v.event.kind != EventKind::policy_adopted)
    return false;
  const std::size_t actors = v.actors().size();
  if (v.policy() != nullptr && actors == 0 && v.event.kind != EventKind::actor_registered) return false;
  if (v.event.actor.number() > (actors == 0 ? 1 : actors)) return false;
  switch (v.event.kind) {
    case EventKind::none: return false;
    case EventKind::organisation_founded:
    case EventKind::clock_confirmed: break;
    case EventKind::period_closed:
      if (v.event.period != organisation.oldest_open) return false;
      break;
    case EventKind::policy_adopted:
      if (v.event.policy == nullptr) return false;
      if (v.policy() != nullptr &&
          v.event.policy->policy().pipeline.states.size() < v.policy()->policy().pipeline.states.size())
        return false;
      break;
    case EventKind::actor_registered:
      return !v.event.contact.present() && v.event.rep.present() && v.event.rep.index() == actors &&
             is_new_key(v, v.actor_keys());
    case EventKind::actor_changed:
      if (!v.event.rep.present()) return false;
      break;
    case EventKind::payout_recorded:
    case EventKind::adjusted:
      if (!v.event.rep.present() || !credits_can_follow(v)) return false;
      break;
    case EventKind::command_refused:
      return v.event.rep.number() <= actors && (!v.event.contact.present() || known(v));
    default: return v.event.rep.number() <= actors && contact_can_follow(v);
  }
  return v.event.rep.number() <= actors && !v.event.contact.present();
}

}  // namespace firstlog::inline v1::detail
