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
