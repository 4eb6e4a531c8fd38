// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Merging two contacts of one business, undoing that, and parent groups (DOMAIN 1, 4). What the events
// leave is told in evolve/merging.hpp.
#pragma once

#include "firstlog/core/detail/decide/assignment.hpp"
#include "firstlog/core/detail/decide/duplicates.hpp"
#include "firstlog/core/detail/evolve/merging.hpp"

namespace firstlog::inline v1::detail {

// Of two contacts the state of the higher rank survives: won, pending, callback, worked, new, lost.
inline int rank_of(const Decision& d, StateNumber number) noexcept {
  const PipelineState& state = d.policy.state(number);
  if (state.won) return 5;
  if (state.awaits_verification) return 4;
  if (state.awaits_callback) return 3;
  if (state.lost) return 0;
  return number == d.policy.policy().pipeline.initial ? 1 : 2;
}

// `rep` becomes the assignee of a contact that the command does not name first.
inline void hand_to(Decision& d, ContactId contact, ActorId rep) {
  Event& event = d.add(rep.present() ? EventKind::assigned : EventKind::released);
  const ContactRow& row = d.state.contact(contact);
  event.contact = contact;
  event.cycle = row.cycle;
  event.state_from = row.state;
  event.flags = EventFlag::assigns;
  event.rep = rep;
  event.rule = Rule::assigned_by_merge;
}

inline bool is_pending(const Decision& d, const ContactRow& row) noexcept {
  return d.policy.state(row.state).awaits_verification;
}

// The claim follows a won state; otherwise the earlier entry wins.
inline bool takes_claim(const Decision& d, const ContactRow& survivor, const ContactRow& absorbed,
                        bool takes_state) noexcept {
  if (!absorbed.claimant.present()) return false;
  const PipelineState& stays = d.policy.state(takes_state ? absorbed.state : survivor.state);
  if (stays.won) return takes_state;
  return !survivor.claimant.present() || claimed_earlier(absorbed, survivor);
}

inline Outcome merge(Decision& d) {
  if (d.other == d.contact) return refused_for(d, Rule::merge_with_itself, d.other);
  const ContactRow& survivor = *d.row;
  const ContactRow& absorbed = d.state.contact(d.other);
  if (absorbed.kin != 0 && d.state.kin(absorbed.kin).merged_into.present())
    return refused_for(d, Rule::merged_away, survivor_of(d.state, d.other));
  if (is_pending(d, survivor) && is_pending(d, absorbed) &&
      (survivor.claimant != absorbed.claimant || survivor.assignee != absorbed.assignee))
    return refused_for(d, Rule::pending_on_both, d.other);

  const bool takes_state = rank_of(d, absorbed.state) > rank_of(d, survivor.state);
  const bool both_won = d.policy.state(survivor.state).won && d.policy.state(absorbed.state).won;
  const ActorId assignee = absorbed.assignee.present() && (takes_state || !survivor.assignee.present())
                               ? absorbed.assignee
                               : survivor.assignee;
  Event& event = d.add(EventKind::contacts_merged);
  event.other = d.other;
  if (takes_state) {
    event.state_to = absorbed.state;
    event.deal = absorbed.deal;
    event.due = absorbed.due;
  } else if (survivor.due_kind == DueKind::callback && absorbed.due_kind == DueKind::callback &&
             absorbed.due < survivor.due) {
    event.flags |= EventFlag::sets_due;
    event.due = absorbed.due;
  }
  if (takes_claim(d, survivor, absorbed, takes_state)) {
    event.flags |= EventFlag::moves_claim;
    event.rep = absorbed.claimant;
    event.claim = absorbed.claim_position;
    event.effective_at = absorbed.claimed_at;
  }
  Outcome outcome = d.accepted(event, both_won ? Rule::possible_double_sale : Rule::none);
  outcome.other = d.other;
  outcome.deal = takes_state ? absorbed.deal : survivor.deal;
  outcome.rep = assignee;
  if (has(event.flags, EventFlag::moves_claim))
    d.name_winner(outcome, absorbed.claimant, absorbed.claim_position, absorbed.claimed_at);
  if (assignee != survivor.assignee) hand_to(d, d.contact, assignee);
  return outcome;
}

inline Outcome unmerge(Decision& d) {
  const Event* merged = d.referred;
  if (merged == nullptr || merged->kind != EventKind::contacts_merged || merged->contact != d.contact)
    return d.refused(Rule::not_a_merge);
  const std::uint32_t newest = d.row->kin == 0 ? 0 : d.state.kin(d.row->kin).merges;
  std::uint32_t number = newest;
  while (number != 0 && d.state.merge(number).position != merged->position)
    number = d.state.merge(number).previous;
  if (number == 0) return refused_for(d, Rule::already_unmerged, merged->other);
  if (number != newest) return refused_for(d, Rule::newer_merge, d.state.merge(newest).absorbed);

  const MergeRow& merge = d.state.merge(number);
  const bool restores = untouched(d.state, merge);
  auto or_pool = [&](ActorId rep) {
    Rule why_not{};
    return rep.present() && can_be_given_contacts(d, rep, why_not) ? rep : ActorId();
  };
  // The survivor's assignee goes back only where the merge brought the present one and nothing came of it.
  const bool brought = merge.absorbed_assignee.present() && d.row->assignee == merge.absorbed_assignee &&
                       d.row->assigned_by == Rule::assigned_by_merge;
  const ActorId assignee = restores && brought ? or_pool(merge.survivor_assignee) : d.row->assignee;
  Event& event = d.add(EventKind::contacts_unmerged);
  event.other = merge.absorbed;
  event.refers_to = merge.position;
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.other = merge.absorbed;
  if (restores) {
    event.state_to = merge.survivor_before.state;
    outcome.state = merge.survivor_before.state;
    outcome.deal = merge.survivor_before.deal;
    d.name_winner(outcome, merge.survivor_before.claimant, merge.survivor_before.claim_position,
                  merge.survivor_before.claimed_at);
  }
  outcome.rep = assignee;
  if (assignee != d.row->assignee) hand_to(d, d.contact, assignee);
  if (const ActorId rep = or_pool(merge.absorbed_assignee); rep.present()) hand_to(d, merge.absorbed, rep);
  return outcome;
}

// A contact belongs to at most one parent; without one given, to none any more.
inline Outcome set_parent(Decision& d) {
  if (d.other == d.contact) return refused_for(d, Rule::parent_is_itself, d.other);
  auto parent_of = [&](ContactId contact) {
    const std::uint32_t kin = d.state.contact(contact).kin;
    return kin == 0 ? ContactId() : d.state.kin(kin).parent;
  };
  if (parent_of(d.contact) == d.other) return d.refused(Rule::parent_unchanged);
  if (d.other.present() && survivor_of(d.state, d.other) != d.other)
    return refused_for(d, Rule::merged_away, survivor_of(d.state, d.other));
  for (ContactId above = d.other; above.present(); above = parent_of(above))
    if (above == d.contact) return refused_for(d, Rule::parent_cycle, d.other);
  Event& event = d.add(EventKind::parent_set);
  event.other = d.other;
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.other = d.other;
  return outcome;
}

}  // namespace firstlog::inline v1::detail
