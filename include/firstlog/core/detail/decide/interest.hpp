// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// First log wins (DOMAIN 5), and how a contact moves along a row of the pipeline.
#pragma once

#include "firstlog/core/detail/decide/import.hpp"

namespace firstlog::inline v1::detail {

inline bool has_claim(const Decision& d) noexcept {
  return d.row->claimant.present();
}

inline Outcome contested(Decision& d, Rule rule) {
  Event& event = d.add(EventKind::interest_contested);
  event.rep = d.row->claimant;
  event.refers_to = d.row->claim_position;
  event.rule = rule;
  Outcome outcome = d.answer(Verdict::contested, rule);
  d.name_winner(outcome, d.row->claimant, d.row->claim_position, d.row->claimed_at);
  return outcome;
}

// Interest asks for a recent connect with this contact by the rep who will own the claim (DOMAIN
// 3). Flags the event where the policy only warns; answers false where it requires one.
inline bool connect_allows(const Decision& d, Event& event, ActorId rep) noexcept {
  const ConnectCheck check = d.policy.policy().interest_needs_connect;
  if (check == ConnectCheck::off) return true;
  const ContactRow& row = *d.row;
  const bool recent = row.last_connect_by == rep &&
                      d.now - row.last_connect_at <= Duration::hours(d.policy.policy().connect_hours);
  if (recent) return true;
  event.flags |= EventFlag::no_recent_connect;
  return check == ConnectCheck::warn || d.imported;
}

// What the new state makes due. A state without anything due clears what was.
inline void set_due(const Decision& d, Event& event) noexcept {
  const PipelineState& to = d.policy.state(event.state_to);
  if (event.state_to == event.state_from && event.kind != EventKind::callback_scheduled) return;
  event.flags |= EventFlag::sets_due;
  if (to.recycles_after_days) event.due = d.policy.days_later(d.now, *to.recycles_after_days);
}

// Completes a status change along `move`, taking the contact from the pool where that is how the
// actor may act, and establishing the claim where the row does so and the cycle has none.
inline Outcome pull(Decision& d, const PipelineRow& move, EventKind kind) {
  const ContactRow& row = *d.row;
  Event& event = d.add(kind);
  const bool takes = !row.assignee.present() && d.actor_row().roles.has(Role::rep) && move.who.assignee;
  event.state_to = move.target == Target::same ? row.state : move.to;
  Rule rule = Rule::none;
  if (move.establishes_claim && !has_claim(d)) {
    event.rep = takes ? d.actor : row.assignee;
    if (!event.rep.present()) return d.refused(Rule::no_claim_to_credit);
    if (!connect_allows(d, event, event.rep)) return d.refused(Rule::interest_needs_connect);
    event.flags |= EventFlag::establishes_claim;
    rule = takes ? Rule::claim_from_pool : Rule::claim_established;
  } else if (move.establishes_claim && takes_claim_over(d) && (takes || row.assignee.present())) {
    event.rep = takes ? d.actor : row.assignee;
    rule = take_claim_over(d, event);
  } else if (move.establishes_claim) {
    event.rep = row.claimant;
    event.refers_to = row.claim_position;
    rule = Rule::claim_kept;
  }
  if (takes) {
    event.flags |= EventFlag::assigns;
    event.rep = d.actor;
  }
  set_due(d, event);
  return d.accepted(event, rule);
}

// Whether an imported entry owns the credit though the contact, or the claim, has moved on since its own
// time: it comes before the entry that owns it now, or there is none.
inline bool claims_late(const Decision& d, bool moved_since) noexcept {
  const ContactRow& row = *d.row;
  if (!d.imported || !d.actor_row().roles.has(Role::rep)) return false;
  const bool may = d.policy.policy().claim_by == ClaimBy::any_rep || row.assignee == d.actor ||
                   !row.assignee.present() || was_pool(d);
  return may && (has_claim(d) ? takes_claim_over(d) : moved_since);
}

inline Outcome log_interest(Decision& d) {
  const ContactRow& row = *d.row;
  const PipelineRow* move = d.policy.row(row.state, Trigger::log_interest);
  const bool assignee = row.assignee == d.actor;
  const bool pool = !row.assignee.present();
  const bool late = moved_since_then(d);
  if (move != nullptr && (assignee || pool) && !late) {
    if (!move->who.assignee && !d.imported) return d.refused(Rule::role_not_allowed);
    return pull(d, *move, EventKind::interest_logged);
  }

  // From here on the entry cannot move the contact; it can only claim, be contested, or be refused.
  if (late && !belongs_to_cycle(d)) return d.refused(Rule::import_out_of_order);
  if (claims_late(d, late)) {
    Event& event = d.add(EventKind::interest_logged);
    connect_allows(d, event, d.actor);
    event.rep = d.actor;
    if (has_claim(d)) return d.accepted(event, take_claim_over(d, event));
    event.flags |= EventFlag::establishes_claim;
    return d.accepted(event, Rule::claim_established);
  }
  if (has_claim(d) && row.claimant == d.actor)
    return d.refused(Rule::already_logged, row.claimant, row.claim_position, row.claimed_at);
  if (has_claim(d))
    return contested(d, is_before_live_claim(d) ? Rule::live_claim_stands : Rule::first_log_wins);
  if (d.policy.policy().claim_by == ClaimBy::any_rep && d.actor_row().roles.has(Role::rep)) {
    // Valid where interest could be logged at all: along a row of the pipeline, or where the
    // contact is still being worked.
    const PipelineState& state = d.policy.state(row.state);
    if (move == nullptr && (state.won || state.lost)) return d.refused(Rule::no_transition);
    Event& event = d.add(EventKind::interest_logged);
    if (!connect_allows(d, event, d.actor)) return d.refused(Rule::interest_needs_connect);
    event.flags |= EventFlag::establishes_claim;
    event.rep = d.actor;
    return d.accepted(event, Rule::claim_established);
  }
  if (!assignee && !pool) return contested(d, Rule::assignee_only);
  return d.refused(Rule::no_transition);
}

}  // namespace firstlog::inline v1::detail
