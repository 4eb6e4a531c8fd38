// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who may call whom (DOMAIN 4).
#pragma once

#include "firstlog/core/assign.hpp"
#include "firstlog/core/detail/decide/decision.hpp"
#include "firstlog/core/detail/decide/duplicates.hpp"
#include "firstlog/core/detail/decide/reach.hpp"

namespace firstlog::inline v1::detail {

inline bool can_be_given_contacts(const Decision& d, ActorId id, Rule& why_not) noexcept {
  const ActorRow& row = d.state.actor(id);
  why_not = !row.active                 ? Rule::rep_inactive
            : !row.roles.has(Role::rep) ? Rule::rep_not_a_rep
            : is_absent_today(d, id)    ? Rule::rep_absent
                                        : Rule::none;
  return why_not == Rule::none;
}

// Assigns to whoever has the business already, else by rule. `excluded` is passed over; absent: nobody is.
inline void assign_by_rule(const Decision& d, Event& event, const ContactTraits& traits, ActorId excluded,
                           const ClusterAssignee& has_it = {}) {
  if (has_it.rep.present() && has_it.rep != excluded) {
    event.flags |= EventFlag::assigns;
    event.rep = has_it.rep;
    event.rule = Rule::assigned_as_duplicate;
    return;
  }
  const AssignedRep assigned = assigned_rep(d.state, d.policy, traits, d.now, excluded);
  event.flags |= EventFlag::assigns;
  event.rep = assigned.rep;
  event.rule = assigned.rule;
  event.share = assigned.share;
}

inline Outcome register_contact(Decision& d) {
  if (d.state.find(ContactRef(d.command.key)).present()) return d.malformed(Rule::key_taken, Field::key);
  std::vector<ContactId> suspects;
  ClusterAssignee has_it;  // of the oldest cluster that somebody has
  if (d.gives(Field::match_keys)) suspects = clusters_with(d.state, d.command.match_keys);
  for (std::size_t i = 0; i < suspects.size() && !has_it.rep.present(); ++i)
    has_it = assignee_with(d.state, d.policy, suspects[i]);
  Event& event = d.add(EventKind::contact_registered);
  event.contact = d.contact = ContactId(d.state.contact_count() + 1);
  event.cycle = 1;
  event.key = d.command.key;
  event.state_to = d.policy.policy().pipeline.initial;
  if (d.command.given.has(Field::niche)) event.niche = d.command.niche;
  if (d.command.given.has(Field::sort_key)) event.sort_key = d.command.sort_key;
  if (d.command.given.has(Field::place)) event.place = d.command.place;
  if (d.gives(Field::match_keys)) event.match_keys = d.command.match_keys;
  if (d.command.given.has(Field::rep)) {
    if (Rule why_not{}; !can_be_given_contacts(d, d.rep, why_not)) {
      d.contact = ContactId();
      return d.refused(why_not);
    }
    if (has_it.rep.present() && has_it.rep != d.rep) {
      if (!confirms(d)) {
        d.contact = ContactId();
        return refused_for(d, Rule::duplicate_assigned, has_it.contact);
      }
      event.flags |= EventFlag::confirmed;
    }
    event.flags |= EventFlag::assigns;
    event.rep = d.rep;
    event.rule = Rule::assigned_explicitly;
  } else {
    assign_by_rule(d, event, {.place = event.place, .niche = event.niche, .sort_key = event.sort_key}, {},
                   has_it);
  }
  Outcome outcome = d.accepted(event, event.rule);
  if (!suspects.empty()) outcome.other = suspects.front();
  suspect(d, suspects, 1);
  return outcome;
}

// The event itself is what gives the credit to its rep from now on.
inline void move_claim(const Decision& d, Event& event) noexcept {
  event.flags |= EventFlag::moves_claim;
  event.owner = d.row->claimant;
  event.refers_to = d.row->claim_position;
}

inline Outcome assign_to(Decision& d, ActorId rep) {
  Event& event = d.add(EventKind::assigned);
  event.flags |= EventFlag::assigns;
  event.rep = rep;
  return d.accepted(event, Rule::assigned_explicitly);
}

inline Outcome assign(Decision& d) {
  const bool with_claim = d.gives(Field::with_claim) && d.command.with_claim;
  if (with_claim && !d.actor_row().roles.has(Role::manager)) return d.refused(Rule::role_not_allowed);
  if (Rule why_not{}; !can_be_given_contacts(d, d.rep, why_not)) return d.refused(why_not);
  if (d.row->assignee == d.rep) return d.refused(Rule::already_assigned);
  const bool off_limits = kept_off(d, d.rep).has_value();
  if (off_limits && !confirms(d)) return *kept_off(d, d.rep);
  d.events.clear();
  Outcome outcome = assign_to(d, d.rep);
  Event& event = d.events[0];
  if (off_limits) event.flags |= EventFlag::confirmed;
  if (with_claim && d.row->claimant.present() && d.row->claimant != d.rep) {
    move_claim(d, event);
    d.name_winner(outcome, event.rep, Position(), Instant());
  }
  return outcome;
}

inline Outcome release(Decision& d) {
  const bool pool = !d.row->assignee.present();
  if (!pool && d.row->assignee != d.acting && !leads_assignee(d)) return d.refused(Rule::not_assignee);
  if (d.policy.state(d.row->state).locks) return d.refused(Rule::locked);
  if (pool) return d.refused(Rule::not_assigned);
  Event& event = d.add(EventKind::released);
  event.flags |= EventFlag::assigns;
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.rep = ActorId();
  return outcome;
}

inline Outcome take(Decision& d) {
  if (d.row->assignee.present() && d.row->assignee != d.actor) return d.refused(Rule::not_assignee);
  if (Rule why_not{}; !can_be_given_contacts(d, d.actor, why_not)) return d.refused(why_not);
  if (d.row->assignee == d.actor) return d.refused(Rule::already_assigned);
  // A close that a manager logged may be pending on a contact of the pool. A callback that is overdue locks
  // it for nobody: a timer put it there for whoever makes the call.
  const PipelineState& state = d.policy.state(d.row->state);
  if (state.locks && !(state.awaits_callback && d.row->overdue)) return d.refused(Rule::locked);
  if (std::optional<Outcome> off = kept_off(d, d.actor)) return *off;
  if (is_full(d.state, d.policy, d.actor)) return d.refused(Rule::rep_full);
  return assign_to(d, d.actor);
}

}  // namespace firstlog::inline v1::detail
