// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an import leaves, and what its undoing takes back (DOMAIN 14).
#pragma once

#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

// Somebody used what an import registered.
inline void note_use(Evolving& v, std::uint32_t registered_by) {
  if (registered_by == 0 || !v.event.actor.present()) return;
  if (v.imports()[registered_by - 1].first_use.present()) return;
  ImportRow& used = v.imports().edit(registered_by - 1);
  used.first_use = v.event.position;
  used.used_by = v.event.actor;
  used.used_at = v.event.recorded_at;
}

// What an event on `row` means for the imports that wrote on it.
inline void note_import(Evolving& v, ContactRow& row) {
  if (v.event.kind == EventKind::command_refused) return;
  const bool imported = has(v.event.flags, EventFlag::imported);
  if (v.event.other.present())
    if (const ImportedRow* other = v.state().imported(v.event.other))
      if (!imported || v.import_keys().find(v.event.batch) != other->registered_by)
        note_use(v, other->registered_by);
  if (!imported && row.imported == 0) return;
  const std::uint32_t import = imported ? v.import_keys().find(v.event.batch) : 0;
  if (row.imported == 0) {
    v.imported().append(ImportedRow{});
    row.imported = static_cast<std::uint32_t>(v.imported().size());
  }
  ImportedRow& own = v.imported().edit(row.imported - 1);
  if (v.event.kind == EventKind::contact_registered) {
    own = ImportedRow{};
    own.registered_by = import;
    own.cycle_since = v.event.at();
    if (import != 0) ++v.imports().edit(import - 1).contacts;
  } else if (has(v.event.flags, EventFlag::starts_cycle)) {
    own.cycle_since = v.event.at();
    own.claim_import = 0;
  }
  if (has(v.event.flags, EventFlag::establishes_claim) || has(v.event.flags, EventFlag::moves_claim)) {
    own.claim_import = import;
    own.claim_row = v.event.row;
  }
  if (own.registered_by == import) return;
  note_use(v, own.registered_by);
  if (import != 0 && !v.imports()[import - 1].wrote_elsewhere)
    v.imports().edit(import - 1).wrote_elsewhere = true;
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
