// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Imports as a whole: begun, ended, undone; and what a rep brings along (DOMAIN 14).
#pragma once

#include "firstlog/core/detail/decide/decision.hpp"

namespace firstlog::inline v1::detail {

inline Outcome begin_import(Decision& d) {
  if (const std::uint32_t import = d.state.find_import(d.command.batch); import != 0) {
    const ImportRow& row = d.state.import(import);
    return d.refused(Rule::import_known, row.begun_by, row.begun, Instant());
  }
  Event& event = d.add(EventKind::import_begun);
  if (d.gives(Field::document_number)) event.document_number = d.command.document_number;
  return d.accepted(event, Rule::none);
}

inline Outcome end_import(Decision& d) {
  const std::uint32_t import = d.state.find_import(d.command.batch);
  if (import == 0) return d.malformed(Rule::unknown_import, Field::batch);
  if (d.state.import(import).status != ImportStatus::open) return d.refused(Rule::import_not_open);
  return d.accepted(d.add(EventKind::import_ended), Rule::none);
}

// Whether the import wrote on the contact.
inline bool wrote_on(const State& state, std::uint32_t import, ContactId contact) {
  const ImportedRow* row = state.imported(contact);
  if (row == nullptr || row->undone) return false;
  bool wrote = row->registered_by == import;
  for (std::uint32_t at = row->saved; at != 0 && !wrote; at = state.saved_contact(at).previous)
    wrote = state.saved_contact(at).import == import;
  return wrote;
}

// A frozen statement never changes (DOMAIN 7): whether a period froze since the import approved a close that
// pays.
inline bool is_on_frozen_statement(const State& state, std::uint32_t import) {
  const Position begun = state.import(import).begun;
  const OrganisationRow& organisation = state.organisation();
  if (organisation.frozen <= begun) return false;
  for (std::size_t i = 0; i < state.deal_count(); ++i) {
    const DealRow& deal = state.deal(DealId::at_index(i));
    if (deal.status == CloseStatus::verified && deal.decided_position > begun &&
        deal.decided_position < organisation.frozen && deal.period >= organisation.first_period &&
        wrote_on(state, import, deal.contact))
      return true;
  }
  return false;
}

// The newest open dispute about what the import approved; null: none.
inline const DisputeRow* dispute_of_import(const State& state, std::uint32_t import) {
  for (std::uint32_t at = state.organisation().open_disputes; at != 0; at = state.dispute(at).open_next) {
    const DisputeRow& open = state.dispute(at);
    if (!open.deal.present()) continue;
    const DealRow& deal = state.deal(open.deal);
    if (deal.decided_position > state.import(import).begun && wrote_on(state, import, deal.contact))
      return &open;
  }
  return nullptr;
}

// Its contacts are no more. On contacts that it had not registered, its entries lose their effect: each goes
// back to where the import found it, provided that nobody wrote on it since.
inline Outcome undo_import(Decision& d) {
  const std::uint32_t import = d.state.find_import(d.command.batch);
  if (import == 0) return d.malformed(Rule::unknown_import, Field::batch);
  const ImportRow& row = d.state.import(import);
  if (row.status == ImportStatus::undone) return d.refused(Rule::import_not_open);
  if (row.first_use.present() && !is_unused_again(d.state, row))
    return d.refused(Rule::import_in_use, row.used_by, row.first_use, row.used_at);
  if (row.bound.present()) return d.refused(Rule::import_wrote_elsewhere, ActorId(), row.bound, Instant());
  if (is_on_frozen_statement(d.state, import))
    return d.refused(Rule::import_in_use, ActorId(), d.state.organisation().frozen, Instant());
  if (const DisputeRow* open = dispute_of_import(d.state, import))
    return d.refused(Rule::import_in_use, open->opener, open->opened, open->opened_at);
  const Outcome outcome = d.accepted(d.add(EventKind::import_undone), Rule::none);
  for (std::uint32_t i = 1; i <= d.state.contact_count(); ++i) {
    const ImportedRow* imported = d.state.imported(ContactId(i));
    if (imported == nullptr || imported->undone || imported->saved == 0) continue;
    const SavedContact& newest = d.state.saved_contact(imported->saved);
    // Another import's entries stand on a contact of this one.
    if (imported->registered_by == import)
      return d.refused(Rule::import_in_use, ActorId(), newest.first, Instant());
    bool wrote = false;
    bool wrote_before = false;  // another import, behind it
    for (std::uint32_t at = imported->saved; at != 0; at = d.state.saved_contact(at).previous) {
      wrote = wrote || d.state.saved_contact(at).import == import;
      wrote_before = wrote_before || (at != imported->saved && d.state.saved_contact(at).import == import);
    }
    if (!wrote) continue;
    const Position later = wrote_before ? newest.first : newest.later;
    if (later.present()) return d.refused(Rule::import_wrote_elsewhere, ActorId(), later, Instant());
    Event& event = d.add(EventKind::entries_undone);
    event.contact = ContactId(i);
    event.cycle = newest.row.cycle;
    event.refers_to = newest.first;
  }
  return outcome;
}

inline Outcome set_opening_balance(Decision& d) {
  const ActorRow& rep = d.state.actor(d.rep);
  if (!rep.roles.has(Role::rep)) return d.refused(Rule::rep_not_a_rep);
  if (rep.opening) return d.refused(Rule::opening_balance_stands);
  if (d.command.period < d.state.organisation().oldest_open) return d.refused(Rule::period_already_closed);
  for (const OpeningBalance& balance : d.command.balances)
    if (balance.amount.currency().present() && balance.amount.currency() != d.policy.policy().plan.currency)
      return d.refused(Rule::currency_not_of_plan);
  Event& event = d.add(EventKind::opening_balance_set);
  event.rep = d.rep;
  event.period = d.command.period;
  event.balances = d.command.balances;
  if (d.gives(Field::document_number)) event.document_number = d.command.document_number;
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.rep = d.rep;
  return outcome;
}

}  // namespace firstlog::inline v1::detail
