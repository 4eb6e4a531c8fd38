// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an event leaves on those that have to do with its contact, and whether it can.
#pragma once

#include "firstlog/core/detail/evolve/matching.hpp"
#include "firstlog/core/detail/evolve/merging.hpp"
#include "firstlog/core/detail/evolve/suppression.hpp"

namespace firstlog::inline v1::detail {

// After contact_event.
inline void kin_event(Evolving& v) {
  const Event& event = v.event;
  switch (event.kind) {
    case EventKind::contact_registered: add_match_keys(v, event.contact, event.match_keys); break;
    case EventKind::suppressed: suppressed(v); break;
    case EventKind::suppression_lifted: suppression_lifted(v); break;
    case EventKind::contacts_merged: contacts_merged(v); break;
    case EventKind::contacts_unmerged: contacts_unmerged(v); break;
    case EventKind::parent_set: parent_set(v); break;
    default: break;
  }
  const std::uint32_t kin = v.contacts()[event.contact.index()].kin;
  if (kin == 0) return;
  // Nothing is due on a contact that was merged away, also where a close that stayed behind is decided.
  if (kin_at(v, kin).merged_into.present() && v.contacts()[event.contact.index()].due_kind != DueKind::none)
    put_due(v.contacts().edit(event.contact.index()), Life());
  refresh_kin(v, kin);
  if (event.kind == EventKind::contacts_merged || event.kind == EventKind::contacts_unmerged)
    refresh_kin(v, v.contacts()[event.other.index()].kin);
}

}  // namespace firstlog::inline v1::detail
