// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an import leaves, and what its undoing takes back (DOMAIN 14).
#pragma once

#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

// Somebody used what an import registered; `import`: by an import of his, which may be undone itself.
inline void note_use(Evolving& v, std::uint32_t registered_by, std::uint32_t import) {
  if (registered_by == 0 || !v.event.actor.present()) return;
  const ImportRow& known = v.imports()[registered_by - 1];
  const bool stands = known.first_use.present() && !is_unused_again(v.state(), known);
  if (stands && (known.used_import == 0 || import != 0)) return;
  ImportRow& used = v.imports().edit(registered_by - 1);
  used.first_use = v.event.position;
  used.used_by = v.event.actor;
  used.used_at = v.event.recorded_at;
  used.used_import = import;
}

// Whether what an import wrote on a contact that it had not registered can be taken from it again: not what
// reaches beyond the contact, its deals and their verification.
inline bool may_be_undone(const Event& event) noexcept {
  if (!event.match_keys.empty() || !event.document_number.empty()) return false;
  switch (event.kind) {
    case EventKind::duplicates_suspected:
    case EventKind::suppressed:
    case EventKind::close_amended:
    case EventKind::approval_revoked:
    case EventKind::close_reversed:
    case EventKind::reversal_undone:
    case EventKind::invoice_recorded:
    case EventKind::receipt_recorded: return false;
    default: return true;
  }
}

// Somebody else wrote on the contact behind what an import did there, or by it. What time alone does follows
// from what stands.
inline void note_later(Evolving& v, const ImportedRow& row, std::uint32_t import) {
  if (row.saved == 0 || !v.event.actor.present()) return;
  const SavedContact& saved = v.saved_contacts()[row.saved - 1U];
  if (saved.import == import || saved.later.present()) return;
  v.saved_contacts().edit(row.saved - 1U).later = v.event.position;
}

// The contact as the import finds it, and the deal that it is about to change.
inline void save_contact(Evolving& v, const ContactRow& row, ImportedRow& own, std::uint32_t import) {
  if (own.saved == 0 || v.saved_contacts()[own.saved - 1U].import != import) {
    SavedContact saved;
    saved.row = row;
    saved.timer = v.timers()[v.event.contact.number()];
    saved.cycle_since = own.cycle_since;
    saved.claim_row = own.claim_row;
    saved.claim_import = own.claim_import;
    saved.import = import;
    saved.deals = static_cast<std::uint32_t>(v.deals().size());
    saved.previous = own.saved;
    saved.first = v.event.position;
    v.saved_contacts().append(saved);
    own.saved = static_cast<std::uint32_t>(v.saved_contacts().size());
  }
  const SavedContact& saved = v.saved_contacts()[own.saved - 1U];
  const DealId deal = v.event.deal;
  if (!deal.present() || deal.number() > saved.deals) return;
  for (std::uint32_t at = saved.deal; at != 0; at = v.saved_deals()[at - 1U].previous)
    if (v.saved_deals()[at - 1U].id == deal) return;
  v.saved_deals().append(SavedDeal{.row = v.deals()[deal.index()], .id = deal, .previous = saved.deal});
  v.saved_contacts().edit(own.saved - 1U).deal = static_cast<std::uint32_t>(v.saved_deals().size());
}

inline void note_elsewhere(Evolving& v, const ContactRow& row, ImportedRow& own, std::uint32_t import) {
  save_contact(v, row, own, import);
  const ImportRow& known = v.imports()[import - 1];
  const bool binds = !known.bound.present() && !may_be_undone(v.event);
  if (known.wrote_elsewhere && !binds) return;
  ImportRow& changed = v.imports().edit(import - 1);
  changed.wrote_elsewhere = true;
  if (binds) changed.bound = v.event.position;
}

// What an event on `row`, as it stands before it, means for the imports that wrote on it.
inline void note_import(Evolving& v, ContactRow& row) {
  if (v.event.kind == EventKind::command_refused || v.event.kind == EventKind::entries_undone) return;
  const bool imported = has(v.event.flags, EventFlag::imported);
  const std::uint32_t import = imported ? v.state().find_import(v.event.batch) : 0;
  if (v.event.other.present())
    if (const ImportedRow* other = v.state().imported(v.event.other)) {
      if (!imported || import != other->registered_by) note_use(v, other->registered_by, import);
      note_later(v, *other, import);
    }
  if (!imported && row.imported == 0) return;
  if (row.imported == 0) {
    v.imported().append(ImportedRow{});
    row.imported = static_cast<std::uint32_t>(v.imported().size());
  }
  const ImportedRow before = v.imported()[row.imported - 1];
  ImportedRow own = before;
  if (v.event.kind == EventKind::contact_registered) {
    own = ImportedRow{};
    own.registered_by = import;
    own.cycle_since = v.event.at();
    if (import != 0) ++v.imports().edit(import - 1).contacts;
  } else {
    note_later(v, own, import);
    if (import != 0 && import != own.registered_by) note_elsewhere(v, row, own, import);
    if (has(v.event.flags, EventFlag::starts_cycle)) {
      own.cycle_since = v.event.at();
      own.claim_import = 0;
    }
  }
  if (has(v.event.flags, EventFlag::establishes_claim) || has(v.event.flags, EventFlag::moves_claim)) {
    own.claim_import = import;
    own.claim_row = v.event.row;
  }
  if (!(own == before)) v.imported().edit(row.imported - 1) = own;
  // What another import writes is kept apart, and can be taken back.
  if (!imported) note_use(v, own.registered_by, 0);
}

// Two contacts become one, or part again.
inline void note_merge(Evolving& v) {
  for (const ContactId contact : {v.event.contact, v.event.other})
    if (const ImportedRow* row = v.state().imported(contact)) {
      note_later(v, *row, 0);
      note_use(v, row->registered_by, 0);
    }
}

// Takes from the contact what the import at the top of its saved ones wrote: `row` is as it was found then,
// but for what has to do with other contacts.
inline void entries_undone(Evolving& v, ContactRow& row) {
  ImportedRow& own = v.imported().edit(row.imported - 1);
  const SavedContact saved = v.saved_contacts()[own.saved - 1U];
  ContactRow back = saved.row;
  back.last = row.last;
  back.imported = row.imported;
  back.match = row.match;
  back.kin = row.kin;
  row = back;
  own.saved = saved.previous;
  // Whoever wrote first behind the import below was this one.
  if (own.saved != 0 && v.saved_contacts()[own.saved - 1U].later == saved.first)
    v.saved_contacts().edit(own.saved - 1U).later = Position();
  if (v.policy()->has_timers()) {
    TimerRow timer = saved.timer;  // what it waits for is told anew
    timer.due_kind = DueKind::none;
    timer.due = Instant();
    v.timers().set(v.event.contact.number(), timer);
  }
  own.cycle_since = saved.cycle_since;
  own.claim_row = saved.claim_row;
  own.claim_import = saved.claim_import;
  const auto was_pending = [&v](std::size_t deal) { return v.deals()[deal].status == CloseStatus::pending; };
  for (std::size_t i = saved.deals; i < v.deals().size(); ++i) {
    if (v.deals()[i].contact != v.event.contact || v.deals()[i].status == CloseStatus::none) continue;
    if (was_pending(i)) --v.organisation().pending;
    v.deals().edit(i).status = CloseStatus::none;
  }
  for (std::uint32_t at = saved.deal; at != 0; at = v.saved_deals()[at - 1U].previous) {
    const SavedDeal deal = v.saved_deals()[at - 1U];
    if (was_pending(deal.id.index())) --v.organisation().pending;
    if (deal.row.status == CloseStatus::pending) ++v.organisation().pending;
    v.deals().edit(deal.id.index()) = deal.row;
  }
  if (row.due_kind != DueKind::none && row.due_kind != DueKind::retry && !v.state().is_held(row))
    v.push_due({row.due, v.event.contact});
}

inline void import_begun(Evolving& v) {
  v.import_keys().intern(v.event.batch);
  ImportRow row;
  row.begun = v.event.position;
  row.begun_by = v.event.actor;
  row.status = ImportStatus::open;
  v.imports().append(row);
  ++v.organisation().open_imports;
}

// What is due on the contacts that the import held back falls due from now on.
inline void import_over(Evolving& v, ImportStatus status) {
  const std::uint32_t import = v.import_keys().find(v.event.batch);
  ImportRow& row = v.imports().edit(import - 1);
  const bool was_open = row.status == ImportStatus::open;
  row.status = status;
  if (!was_open) return;
  --v.organisation().open_imports;
  if (status == ImportStatus::undone) return;
  for (std::size_t i = 0; i < v.contacts().size(); ++i) {
    const ContactRow& contact = v.contacts()[i];
    if (contact.imported == 0 || v.imported()[contact.imported - 1].registered_by != import) continue;
    if (contact.due_kind != DueKind::none && contact.due_kind != DueKind::retry)
      v.push_due({contact.due, ContactId::at_index(i)});
    if (const TimerRow& timer = v.timers()[ContactId::at_index(i).number()]; timer.due_kind != DueKind::none)
      v.push_due({timer.due, ContactId::at_index(i)});
  }
}

// The contacts that the import registered are no more, nor are their deals. Their keys may be registered
// again; what happened to them stays in the journal.
inline void import_undone(Evolving& v) {
  import_over(v, ImportStatus::undone);
  const std::uint32_t import = v.import_keys().find(v.event.batch);
  for (std::size_t i = 0; i < v.contacts().size(); ++i) {
    const std::uint32_t at = v.contacts()[i].imported;
    if (at == 0 || v.imported()[at - 1].registered_by != import || v.imported()[at - 1].undone) continue;
    v.imported().edit(at - 1).undone = true;
    ContactRow& row = v.contacts().edit(i);
    if (awaits_verification(v, row.state)) --v.organisation().pending;
    if (row.assignee.present()) {
      ActorRow& actor = v.actors().edit(row.assignee.index());
      if (awaits_callback(v, row.state)) --actor.callbacks;
      if (is_open(v, row.state)) --actor.open;
      --actor.contacts;
    }
    ContactRow gone;
    gone.last = row.last;
    gone.cycle = row.cycle;
    gone.state = v.policy()->policy().pipeline.initial;
    gone.imported = at;
    row = gone;
  }
  for (std::size_t i = 0; i < v.deals().size(); ++i)
    if (v.deals()[i].status != CloseStatus::none && v.state().is_undone(v.deals()[i].contact))
      v.deals().edit(i).status = CloseStatus::none;
}

}  // namespace firstlog::inline v1::detail
