// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/detail/decide/entries.hpp"
#include "firstlog/views/departure.hpp"

namespace firstlog::inline v1 {

namespace detail {

// What somebody did about the contact itself, as opposed to who may call it.
inline bool is_action(const Event& event) noexcept {
  switch (event.kind) {
    case EventKind::contact_registered:
    case EventKind::contact_changed:
    case EventKind::assigned:
    case EventKind::released:
    case EventKind::entries_undone:
    case EventKind::command_refused: return false;
    default: return event.actor.present();
  }
}

}  // namespace detail

FIRSTLOG_INLINE ContactStanding standing_after(std::span<const Event> history) {
  ContactStanding s;
  bool suspended_overdue = false;  // as the close found it
  const detail::Entries entries(history);
  for (const Event& event : history) {
    if (entries.was_undone(event)) continue;
    s.cycle = event.cycle;
    if (has(event.flags, EventFlag::starts_cycle)) {
      s.claimant = ActorId();
      s.claim_position = Position();
      s.claimed_at = Instant();
    }
    if (has(event.flags, EventFlag::assigns)) s.assignee = event.rep;
    if (has(event.flags, EventFlag::moves_claim)) {
      s.claimant = event.rep;
      s.claim_position = event.claim;
      s.claimed_at = event.effective_at;
    }
    if (has(event.flags, EventFlag::establishes_claim)) {
      s.claimant = event.rep;
      s.claim_position = event.position;
      s.claimed_at = event.at();
    }
    if (event.state_to != 0) s.state = event.state_to;
    if (has(event.flags, EventFlag::sets_due)) {
      const bool gives_back =
          event.kind == EventKind::close_withdrawn || event.kind == EventKind::close_rejected;
      const bool was_overdue = s.overdue;
      s.due = event.due;
      s.overdue = event.kind == EventKind::callback_overdue || (gives_back && suspended_overdue);
      suspended_overdue = event.kind == EventKind::close_logged && was_overdue;
    }
    if (event.kind == EventKind::callback_missed) s.overdue = true;
    if (event.kind == EventKind::note_added) s.notes.push_back(event.position);
    if (detail::is_action(event)) {
      s.last_action = event.position;
      s.last_action_kind = event.kind;
      s.last_action_at = event.at();
      s.last_action_by = event.actor;
    }
  }
  return s;
}

}  // namespace firstlog::inline v1
