// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// First log wins (DOMAIN 5), and how a contact moves along a row of the pipeline.
#pragma once

#include <algorithm>

#include "firstlog/core/detail/decide/assignment.hpp"
#include "firstlog/core/detail/decide/duplicates.hpp"
#include "firstlog/core/detail/decide/import.hpp"

namespace firstlog::inline v1::detail {

// Whether managers may pull the command's trigger on contacts of others: here or, where the state
// has no row for it, in any state.
inline bool managers_may(const Decision& d, const PipelineRow* move) noexcept {
  if (move != nullptr) return move->who.manager;
  const auto& rows = d.policy.policy().pipeline.rows;
  return std::any_of(rows.begin(), rows.end(), [&d](const PipelineRow& row) {
    return row.trigger == *d.command_row->trigger && row.who.manager;
  });
}

inline bool has_claim(const Decision& d) noexcept {
  return d.row->claimant.present();
}

// Somebody's entry counts, or nobody's yet. `event.other` is the contact on which it stands, where that is
// a suspected duplicate.
inline Outcome contested(Decision& d, Rule rule, const StandingClaim& claim, bool valid) {
  d.events.clear();
  Event& event = d.add(EventKind::interest_contested);
  if (valid) event.flags |= EventFlag::valid_entry;
  event.rep = claim.rep;
  event.refers_to = claim.position;
  event.rule = rule;
  if (claim.contact != d.contact) event.other = claim.contact;
  if (covers(d)) event.owner = d.acting;
  Outcome outcome = d.answer(Verdict::contested, rule);
  d.name_winner(outcome, claim.rep, claim.position, claim.at);
  outcome.other = event.other;
  return outcome;
}

inline bool connected_lately(const Decision& d, ActorId rep) noexcept {
  const ContactRow& row = *d.row;
  const bool spoke = row.last_connect_by == rep || (covers(d) && row.last_connect_by == d.actor);
  return spoke && d.now - row.last_connect_at <= Duration::hours(d.policy.policy().connect_hours);
}

// The claim of a suspected duplicate, where the contact has none of its own.
inline StandingClaim claim_of_duplicate(const Decision& d) noexcept {
  return d.row->kin == 0 || has_claim(d) ? StandingClaim() : standing_claim(d.state, d.contact);
}

// Interest asks for a recent connect with this contact by the rep who will own the claim, or by who
// covers for him (DOMAIN 3). Flags the event where the policy only warns; answers false where it requires
// one.
inline bool connect_allows(const Decision& d, Event& event, ActorId rep) noexcept {
  const ConnectCheck check = d.policy.policy().interest_needs_connect;
  if (check == ConnectCheck::off) return true;
  if (connected_lately(d, rep)) return true;
  event.flags |= EventFlag::no_recent_connect;
  return check == ConnectCheck::warn || d.imported;
}

// Whether an entry of `rep` could own the credit as far as connects go.
inline bool connect_suffices(const Decision& d, ActorId rep) noexcept {
  return d.policy.policy().interest_needs_connect != ConnectCheck::require || connected_lately(d, rep);
}

// Whether whoever is assigned took the contact from the pool by an entry of this cycle: without it, the
// contact would be anybody's still.
inline bool assigned_by_entry(const ContactRow& row) noexcept {
  return row.assigned_by == Rule::claim_from_pool || row.assigned_by == Rule::claim_passed;
}

// Whether an entry that cannot move the contact would own the credit if the ones before it lost their
// effect (DOMAIN 5): its actor could have logged it then, and the contact's state is one of interest.
inline bool entry_is_valid(const Decision& d, const PipelineRow* move) noexcept {
  const PipelineState& state = d.policy.state(d.row->state);
  const bool may = d.policy.policy().claim_by == ClaimBy::any_rep || assigned_by_entry(*d.row) ||
                   !d.row->assignee.present();
  return may && d.actor_row().roles.has(Role::rep) && (move != nullptr || !(state.won || state.lost)) &&
         connect_suffices(d, d.acting);
}

// What the new state makes due. A state without anything due clears what was.
inline void set_due(const Decision& d, Event& event) noexcept {
  const PipelineState& to = d.policy.state(event.state_to);
  if (event.state_to == event.state_from && event.kind != EventKind::callback_scheduled) return;
  event.flags |= EventFlag::sets_due;
  if (to.recycles_after_days) event.due = d.policy.days_later(d.now, *to.recycles_after_days);
}

// Whose entry it is: of whoever takes the contact; of an imported rep where every rep may claim; else the
// assignee's.
inline ActorId entry_of(const Decision& d, bool takes) noexcept {
  const bool own =
      d.imported && d.actor_row().roles.has(Role::rep) && d.policy.policy().claim_by == ClaimBy::any_rep;
  return takes || own ? d.actor : d.row->assignee;
}

// Completes a status change along `move`, taking the contact from the pool where that is how the
// actor may act, and establishing the claim where the row does so and the cycle has none.
inline Outcome pull(Decision& d, const PipelineRow& move, EventKind kind) {
  const ContactRow& row = *d.row;
  const bool takes = !row.assignee.present() && d.actor_row().roles.has(Role::rep) && move.who.assignee;
  if (takes && is_absent_today(d, d.actor)) return d.refused(Rule::rep_absent);
  if (takes && is_full(d.state, d.policy, d.actor)) return d.refused(Rule::rep_full);
  Event& event = d.add(kind);
  event.state_to = move.target == Target::same ? row.state : move.to;
  Rule rule = Rule::none;
  const StandingClaim standing = move.establishes_claim ? claim_of_duplicate(d) : StandingClaim();
  if (standing.present()) {
    // One business: its claim becomes this contact's as well. A rep cannot claim it a second time; what
    // a manager does leaves the claim where it was.
    const ActorId own = entry_of(d, takes);
    const ActorId asks = takes ? d.actor : row.assignee;
    if (asks == d.acting && asks != standing.rep)
      return contested(d, Rule::first_log_wins, standing, connect_suffices(d, d.acting));
    event.rep = standing.rep;
    event.refers_to = event.claim = standing.position;
    event.other = standing.contact;
    event.flags |= EventFlag::establishes_claim;
    if (own.present() && connect_suffices(d, own)) event.flags |= EventFlag::valid_entry;
    if (own != standing.rep) event.owner = own;  // whose entry it is
    rule = Rule::claim_kept;
  } else if (move.establishes_claim && !has_claim(d)) {
    event.rep = entry_of(d, takes);
    if (!event.rep.present()) return d.refused(Rule::no_claim_to_credit);
    if (!connect_allows(d, event, event.rep)) return d.refused(Rule::interest_needs_connect);
    event.flags |= EventFlag::establishes_claim | EventFlag::valid_entry;
    rule = takes ? Rule::claim_from_pool : Rule::claim_established;
  } else if (move.establishes_claim && takes_claim_over(d) && entry_of(d, takes).present()) {
    event.rep = entry_of(d, takes);
    rule = take_claim_over(d, event);
  } else if (move.establishes_claim) {
    event.rep = row.claimant;
    event.refers_to = row.claim_position;
    const ActorId owner = entry_of(d, takes);
    if (owner.present() && connect_suffices(d, owner)) event.flags |= EventFlag::valid_entry;
    if (!takes && owner != row.claimant) event.owner = owner;
    rule = Rule::claim_kept;
  }
  if (takes) {
    event.flags |= EventFlag::assigns;
    event.rep = d.actor;
  }
  set_due(d, event);
  Outcome outcome = d.accepted(event, rule);
  if (standing.present()) {
    d.name_winner(outcome, standing.rep, standing.position, standing.at);
    outcome.other = standing.contact;
  }
  return outcome;
}

// Establishes the claim on a contact whose status stays.
inline Outcome claim_where_it_stands(Decision& d, Rule rule) {
  Event& event = d.add(EventKind::interest_logged);
  if (!connect_allows(d, event, d.acting)) return d.refused(Rule::interest_needs_connect);
  event.flags |= EventFlag::establishes_claim | EventFlag::valid_entry;
  if (rule == Rule::claim_from_pool) event.flags |= EventFlag::assigns;
  event.rep = d.acting;
  return d.accepted(event, rule);
}

// Whether an imported entry owns the credit though the contact, or the claim, has moved on since its own
// time: it comes before the entry that owns it now, or there is none.
inline bool takes_claim_late(const Decision& d, bool moved_since) noexcept {
  const ContactRow& row = *d.row;
  if (!d.imported || !d.actor_row().roles.has(Role::rep)) return false;
  const bool may = d.policy.policy().claim_by == ClaimBy::any_rep || row.assignee == d.actor ||
                   !row.assignee.present() || was_pool(d);
  return may && (has_claim(d) ? takes_claim_over(d) : moved_since);
}

inline Outcome log_interest(Decision& d) {
  const ContactRow& row = *d.row;
  const PipelineRow* move = d.policy.row(row.state, Trigger::log_interest);
  const bool assignee = row.assignee == d.acting;
  // A contact of the pool whose suspected duplicate another rep has is that rep's business.
  const ClusterAssignee elsewhere =
      row.assignee.present() ? ClusterAssignee() : cluster_assignee(d.state, d.policy, d.contact);
  const bool pool = !row.assignee.present() && (!elsewhere.rep.present() || elsewhere.rep == d.actor);
  const bool late = moved_since_then(d);
  if (move != nullptr && (assignee || pool) && !late) {
    if (!move->who.assignee && !d.imported) return d.refused(Rule::role_not_allowed);
    const StandingClaim standing = move->establishes_claim ? claim_of_duplicate(d) : StandingClaim();
    const bool contests = standing.present() && standing.rep != d.acting;
    if (!contests && !d.imported)
      if (std::optional<Outcome> off = kept_off(d, d.acting)) return *off;
    return pull(d, *move, EventKind::interest_logged);
  }

  // From here on the entry cannot move the contact; it can only claim, be contested, or be refused.
  if (late && !belongs_to_cycle(d)) return d.refused(Rule::import_out_of_order);
  if (takes_claim_late(d, late)) {
    Event& event = d.add(EventKind::interest_logged);
    connect_allows(d, event, d.actor);
    event.rep = d.actor;
    if (has_claim(d)) return d.accepted(event, take_claim_over(d, event));
    event.flags |= EventFlag::establishes_claim | EventFlag::valid_entry;
    return d.accepted(event, Rule::claim_established);
  }
  const StandingClaim standing = standing_claim(d.state, d.contact);
  if (standing.present() && (standing.rep == d.actor || standing.rep == d.acting))
    return d.refused(Rule::already_logged, standing.rep, standing.position, standing.at);
  if (standing.present()) {
    const bool before_live = standing.contact == d.contact && is_before_live_claim(d);
    return contested(d, before_live ? Rule::live_claim_stands : Rule::first_log_wins, standing,
                     entry_is_valid(d, move));
  }
  const PipelineState& state = d.policy.state(row.state);
  const bool rep = d.actor_row().roles.has(Role::rep);
  if (d.policy.policy().claim_by == ClaimBy::any_rep && rep) {
    // Valid where interest could be logged at all: along a row of the pipeline, or where the
    // contact is still being worked.
    if (move == nullptr && (state.won || state.lost)) return d.refused(Rule::no_transition);
    return claim_where_it_stands(d, Rule::claim_established);
  }
  if (!assignee && !pool) {
    StandingClaim nobodys;
    nobodys.contact = elsewhere.contact.present() ? elsewhere.contact : d.contact;
    return contested(d, Rule::assignee_only, nobodys, false);
  }
  // A contact that is warm and has lost its claim: it lapsed, or its entry was retracted.
  if (state.warm && assignee) return claim_where_it_stands(d, Rule::claim_established);
  if (state.warm && rep && !state.locks) return claim_where_it_stands(d, Rule::claim_from_pool);
  return d.refused(Rule::no_transition);
}

}  // namespace firstlog::inline v1::detail
