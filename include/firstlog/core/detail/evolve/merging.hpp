// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What merges, their undoing and parents leave.
//
// A merge that takes the absorbed contact's state because it is the stronger one lets the two change places:
// the survivor gets its state, times and deal, the absorbed one gets the survivor's. So do their claims where
// the absorbed contact's is the one that counts: an entry owns the credit of one contact at a time. No deal
// is lost or changed in what it earns; a close that stays behind, pending or verified, is still decided and
// corrected where it is. The absorbed contact has no assignee and nothing due while it is away.
//
// Undone, both get back what they had where neither has moved since (Life). Where one has, what each holds
// stays with it: the survivor keeps what happened, the absorbed contact comes back with the rest.
#pragma once

#include "firstlog/core/detail/evolve/contact.hpp"
#include "firstlog/core/detail/evolve/kin.hpp"

namespace firstlog::inline v1::detail {

inline Life life_of(const ContactRow& row) noexcept {
  Life life;
  life.claim_position = row.claim_position;
  life.claimed_at = row.claimed_at;
  life.status_since = row.status_since;
  life.due = row.due;
  life.suspended_due = row.suspended_due;
  life.claimant = row.claimant;
  life.deal = row.deal;
  life.cycle = row.cycle;
  life.state = row.state;
  life.state_before = row.state_before;
  life.due_kind = row.due_kind;
  life.overdue = row.overdue;
  life.suspended_overdue = row.suspended_overdue;
  return life;
}

inline void put_claim(ContactRow& row, const Life& life) noexcept {
  row.claim_position = life.claim_position;
  row.claimed_at = life.claimed_at;
  row.claimant = life.claimant;
}

inline void put_due(ContactRow& row, const Life& life) noexcept {
  row.due = life.due;
  row.due_kind = life.due_kind;
  row.overdue = life.overdue;
}

// All but claim and cycle.
inline void put_standing(ContactRow& row, const Life& life) noexcept {
  put_due(row, life);
  row.status_since = life.status_since;
  row.suspended_due = life.suspended_due;
  row.suspended_overdue = life.suspended_overdue;
  row.deal = life.deal;
  row.state = life.state;
  row.state_before = life.state_before;
}

// Adds what the contact is counted for, or with `by` of -1 takes it away, so that its row may change between.
inline void count_contact(Evolving& v, ContactId contact, std::uint32_t by) {
  const ContactRow& row = v.contacts()[contact.index()];
  if (!row.assignee.present()) return;
  ActorRow& actor = v.actors().edit(row.assignee.index());
  actor.contacts += by;
  if (is_open(v, row.state)) actor.open += by;
  if (awaits_callback(v, row.state)) actor.callbacks += by;
}

inline void own_deal(Evolving& v, ContactId contact) {
  const DealId deal = v.contacts()[contact.index()].deal;
  if (deal.present()) v.deals().edit(deal.index()).contact = contact;
}

inline void watch_due(Evolving& v, ContactId contact) {
  const ContactRow& row = v.contacts()[contact.index()];
  if (row.due_kind != DueKind::none && row.due_kind != DueKind::retry) v.push_due({row.due, contact});
}

inline constexpr auto count_down = static_cast<std::uint32_t>(-1);

inline void contacts_merged(Evolving& v) {
  const Event& event = v.event;
  const ContactId survivor = event.contact;
  const ContactId absorbed = event.other;
  MergeRow merge;
  merge.position = event.position;
  merge.survivor = survivor;
  merge.absorbed = absorbed;
  merge.survivor_assignee = v.contacts()[survivor.index()].assignee;
  merge.absorbed_assignee = v.contacts()[absorbed.index()].assignee;
  merge.survivor_before = life_of(v.contacts()[survivor.index()]);
  merge.absorbed_before = life_of(v.contacts()[absorbed.index()]);

  count_contact(v, survivor, count_down);
  count_contact(v, absorbed, count_down);
  ContactRow away = v.contacts()[absorbed.index()];
  ContactRow& stays = v.contacts().edit(survivor.index());
  if (event.state_to != 0) {
    put_standing(stays, merge.absorbed_before);
    put_standing(away, merge.survivor_before);
  } else if (has(event.flags, EventFlag::sets_due)) {
    stays.due = event.due;  // the earlier of two agreed callbacks
  }
  if (has(event.flags, EventFlag::moves_claim)) {
    stays.claimant = event.rep;
    stays.claim_position = event.claim;
    stays.claimed_at = event.effective_at;
    put_claim(away, merge.survivor_before);
  }
  if (away.last_connect_at > stays.last_connect_at) {
    stays.last_connect_at = away.last_connect_at;
    stays.last_connect_by = away.last_connect_by;
  }
  away.previous_assignee = away.assignee;
  away.assignee = ActorId();
  put_due(away, Life());
  v.contacts().edit(absorbed.index()) = away;
  own_deal(v, survivor);
  own_deal(v, absorbed);
  count_contact(v, survivor, 1);
  count_contact(v, absorbed, 1);
  watch_due(v, survivor);

  merge.survivor_after = life_of(v.contacts()[survivor.index()]);
  merge.absorbed_after = life_of(v.contacts()[absorbed.index()]);
  const std::uint32_t kin = kin_of(v, survivor);
  merge.previous = kin_at(v, kin).merges;
  v.merges().append(merge);
  kin_row(v, kin).merges = static_cast<std::uint32_t>(v.merges().size());
  unite(v, survivor, absorbed);
  kin_row(v, kin_of(v, absorbed)).merged_into = survivor;
}

// Whether neither contact has moved since the merge.
inline bool untouched(const State& state, const MergeRow& merge) noexcept {
  return life_of(state.contact(merge.survivor)) == merge.survivor_after &&
         life_of(state.contact(merge.absorbed)) == merge.absorbed_after;
}

inline void contacts_unmerged(Evolving& v) {
  const std::uint32_t kin = v.contacts()[v.event.contact.index()].kin;
  const std::uint32_t number = kin_at(v, kin).merges;
  const MergeRow merge = v.merges()[number - 1U];
  const bool restores = untouched(v.state(), merge);
  count_contact(v, merge.survivor, count_down);
  count_contact(v, merge.absorbed, count_down);
  const bool absorbed_moved = life_of(v.contacts()[merge.absorbed.index()]) != merge.absorbed_after;
  ContactRow& stays = v.contacts().edit(merge.survivor.index());
  if (restores) {
    put_standing(stays, merge.survivor_before);
    put_claim(stays, merge.survivor_before);
  }
  ContactRow& back = v.contacts().edit(merge.absorbed.index());
  if (restores) {
    put_standing(back, merge.absorbed_before);
    put_claim(back, merge.absorbed_before);
  } else if (!absorbed_moved) {
    // The times of the state that it holds: its own, or the survivor's where the two changed places.
    const bool changed = merge.survivor_after.state != merge.survivor_before.state;
    put_due(back, changed ? merge.survivor_before : merge.absorbed_before);
  }
  if (awaits_callback(v, back.state) && back.due_kind == DueKind::none && !back.overdue) {
    // Its time was lost while it was away: it is due at once.
    back.due = v.event.at();
    back.due_kind = DueKind::callback;
    back.overdue = false;
  }
  own_deal(v, merge.survivor);
  own_deal(v, merge.absorbed);
  count_contact(v, merge.survivor, 1);
  count_contact(v, merge.absorbed, 1);
  watch_due(v, merge.survivor);
  watch_due(v, merge.absorbed);
  v.merges().edit(number - 1U).undone = true;
  kin_row(v, kin).merges = merge.previous;
  kin_row(v, v.contacts()[merge.absorbed.index()].kin).merged_into = ContactId();
  rebuild(v, kin);
}

inline void parent_set(Evolving& v) {
  const std::uint32_t kin = kin_of(v, v.event.contact);
  const bool had = kin_at(v, kin).parent.present();
  kin_row(v, kin).parent = v.event.other;
  if (v.event.other.present()) kin_of(v, v.event.other);
  if (had) rebuild(v, kin);
  if (v.event.other.present()) unite_groups(v, kin, kin_of(v, v.event.other));
}

}  // namespace firstlog::inline v1::detail
