// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an event leaves on its contact, and on the counts of whoever is assigned to it.
#pragma once

#include "firstlog/core/detail/evolve/claims.hpp"
#include "firstlog/core/detail/evolve/deals.hpp"
#include "firstlog/core/detail/evolve/evolving.hpp"
#include "firstlog/core/detail/evolve/imports.hpp"
#include "firstlog/core/detail/evolve/timers.hpp"
#include "firstlog/core/detail/share_key.hpp"

namespace firstlog::inline v1::detail {

inline void start_cycle(Evolving& v, ContactRow& row) noexcept {
  row.cycle = v.event.cycle;
  row.claimant = ActorId();
  row.claim_position = Position();
  row.claimed_at = Instant();
  row.deal = DealId();
  row.attempts = 0;
}

inline void set_due(Evolving& v, ContactRow& row) {
  if (!has(v.event.flags, EventFlag::sets_due)) return;
  const bool gives_back =
      v.event.kind == EventKind::close_withdrawn || v.event.kind == EventKind::close_rejected;
  const bool was_overdue = gives_back && awaits_callback(v, row.state) && row.suspended_overdue;
  if (v.event.kind == EventKind::close_logged) {
    row.suspended_due = row.due;
    row.suspended_overdue = row.overdue;
  } else if (v.event.kind != EventKind::close_approved && v.event.kind != EventKind::approval_revoked) {
    // An approval may be taken back, and the close be rejected after all.
    row.suspended_due = Instant();
    row.suspended_overdue = false;
  }
  row.due = v.event.due;
  row.overdue = v.event.kind == EventKind::callback_overdue || was_overdue ||
                (has(v.event.flags, EventFlag::overdue) && awaits_callback(v, row.state));
  if (v.event.due == Instant())
    row.due_kind = DueKind::none;
  else if (v.event.kind == EventKind::close_logged)
    row.due_kind = DueKind::silence;
  else if (awaits_callback(v, row.state))
    row.due_kind = row.overdue ? DueKind::missed_warning : DueKind::callback;
  else if (v.policy()->state(row.state).recycles_after_days)
    row.due_kind = DueKind::recycle;
  else
    row.due_kind = DueKind::retry;
  if (row.due_kind != DueKind::none && row.due_kind != DueKind::retry && !v.state().is_held(row))
    v.push_due({row.due, v.event.contact});
  // The warning was given; the callback stays overdue.
  if (v.event.kind == EventKind::callback_missed) row.overdue = true;
}

inline void count_share(Evolving& v) {
  const detail::ShareKey key = detail::share_key(v.event.share, v.event.rep);
  const std::uint32_t number = v.share_keys().intern(key.view());
  if (number == v.shares().size() + 1) v.shares().append(ShareRow{});
  ++v.shares().edit(number - 1).served;
}

// What the event does not tell stays.
inline void contact_changed(Evolving& v, ContactRow& row) {
  if (!v.event.niche.empty()) row.niche = v.niches().intern(v.event.niche);
  if (v.event.sort_key.present()) row.sort_key = v.event.sort_key;
  if (v.event.place.present()) row.place = v.event.place;
}

inline void contact_event(Evolving& v) {
  if (v.event.kind == EventKind::contact_registered) {
    const std::uint32_t number = v.contact_keys().intern(v.event.key);
    ContactRow row;
    row.cycle = v.event.cycle;
    row.sort_key = v.event.sort_key;
    row.place = v.event.place;
    if (!v.event.niche.empty()) row.niche = v.niches().intern(v.event.niche);
    if (number <= v.contacts().size()) {  // of an import that was undone
      row.imported = v.contacts()[number - 1].imported;
      v.contacts().edit(number - 1) = row;
    } else {
      v.contacts().append(row);
    }
  }
  ContactRow& row = v.contacts().edit(v.event.contact.index());
  row.last = v.event.position;
  // These move two contacts at once, and count both themselves.
  if (v.event.kind == EventKind::contacts_merged || v.event.kind == EventKind::contacts_unmerged) {
    note_merge(v);
    return;
  }

  note_import(v, row);
  const bool had_callback = awaits_callback(v, row.state);
  const bool was_open = is_open(v, row.state);
  const ActorId before = row.assignee;
  if (v.event.kind == EventKind::entries_undone) entries_undone(v, row);
  if (has(v.event.flags, EventFlag::starts_cycle)) start_cycle(v, row);
  if (has(v.event.flags, EventFlag::assigns)) {
    row.previous_assignee = row.assignee;
    row.assignee = v.event.rep;
    row.assigned_since = v.event.at();
    row.assigned_by = v.event.rule;
    if (v.event.share != 0 && v.event.rep.present()) count_share(v);
  }
  if (has(v.event.flags, EventFlag::establishes_claim)) {
    row.claimant = v.event.rep;
    row.claim_position = v.event.position;
    row.claimed_at = v.event.at();
  }
  if (has(v.event.flags, EventFlag::moves_claim)) move_claim(v, row);
  if (v.event.state_to != 0 && v.event.state_to != row.state) {
    row.state_before = row.state;
    row.state = v.event.state_to;
    row.status_since = v.event.kind == EventKind::entry_retracted ? v.event.occurred_at : v.event.at();
  }
  set_due(v, row);
  switch (v.event.kind) {
    case EventKind::activity_logged:
      if (!has(v.event.flags, EventFlag::inbound)) ++row.attempts;
      if (is_connect(v.event.disposition) && v.event.at() >= row.last_connect_at) {
        row.last_connect_at = v.event.at();
        row.last_connect_by = v.event.actor;
      }
      break;
    case EventKind::contact_changed: contact_changed(v, row); break;
    case EventKind::interest_contested: ++v.organisation().contested; break;
    case EventKind::entry_retracted: take_touch_back(v, row); break;
    default: deal_event(v, row); break;
  }
  const bool has_callback = awaits_callback(v, row.state);
  const bool is_open_now = is_open(v, row.state);
  const ActorId after = row.assignee;
  if (before != after || had_callback != has_callback || was_open != is_open_now) {
    if (before.present()) {
      ActorRow& actor = v.actors().edit(before.index());
      if (had_callback) --actor.callbacks;
      if (was_open) --actor.open;
      if (before != after) --actor.contacts;
    }
    if (after.present()) {
      ActorRow& actor = v.actors().edit(after.index());
      if (has_callback) ++actor.callbacks;
      if (is_open_now) ++actor.open;
      if (before != after) ++actor.contacts;
    }
  }
  if (v.policy()->has_timers()) keep_timers(v, row, before != after);
}

}  // namespace firstlog::inline v1::detail
