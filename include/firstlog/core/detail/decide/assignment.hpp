// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who may call whom (DOMAIN 4).
#pragma once

#include "firstlog/core/assign.hpp"
#include "firstlog/core/detail/decide/decision.hpp"
#include "firstlog/core/detail/decide/import.hpp"

namespace firstlog::inline v1::detail {

inline bool can_be_given_contacts(const Decision& d, ActorId id, Rule& why_not) noexcept {
  const ActorRow& row = d.state.actor(id);
  const bool there = row.active || d.imported;
  why_not = !there ? Rule::rep_inactive : Rule::rep_not_a_rep;
  return there && row.roles.has(Role::rep);
}

// Assigns by rule. `excluded` is passed over; absent: nobody is.
inline void assign_by_rule(const Decision& d, Event& event, const ContactTraits& traits, ActorId excluded) {
  const AssignedRep assigned = assigned_rep(d.state, d.policy, traits, excluded);
  event.flags |= EventFlag::assigns;
  event.rep = assigned.rep;
  event.rule = assigned.rule;
  event.share = assigned.share;
}

inline Outcome register_contact(Decision& d) {
  if (d.state.find(ContactRef(d.command.key)).present()) return d.malformed(Rule::key_taken, Field::key);
  Event& event = d.add(EventKind::contact_registered);
  event.contact = d.contact = d.state.next_contact(d.command.key);
  event.cycle = d.contact.number() <= d.state.contact_count() ? d.state.contact(d.contact).cycle + 1 : 1;
  event.key = d.command.key;
  event.state_to = d.policy.policy().pipeline.initial;
  if (d.command.given.has(Field::niche)) event.niche = d.command.niche;
  if (d.command.given.has(Field::sort_key)) event.sort_key = d.command.sort_key;
  if (d.command.given.has(Field::place)) event.place = d.command.place;
  if (d.command.given.has(Field::rep)) {
    if (Rule why_not{}; !can_be_given_contacts(d, d.rep, why_not)) {
      d.contact = ContactId();
      return d.refused(why_not);
    }
    event.flags |= EventFlag::assigns;
    event.rep = d.rep;
    event.rule = Rule::assigned_explicitly;
  } else {
    assign_by_rule(d, event, {.place = event.place, .niche = event.niche, .sort_key = event.sort_key}, {});
  }
  return d.accepted(event, event.rule);
}

inline Outcome assign_to(Decision& d, ActorId rep) {
  Event& event = d.add(EventKind::assigned);
  event.flags |= EventFlag::assigns;
  event.rep = rep;
  return d.accepted(event, Rule::assigned_explicitly);
}

inline Outcome assign(Decision& d) {
  if (Rule why_not{}; !can_be_given_contacts(d, d.rep, why_not)) return d.refused(why_not);
  if (d.row->assignee == d.rep) return d.refused(Rule::already_assigned);
  if (assigned_since_then(d)) return d.refused(Rule::import_out_of_order);
  return assign_to(d, d.rep);
}

inline Outcome release(Decision& d) {
  const bool pool = !d.row->assignee.present();
  const bool leads = d.actor_row().roles.shares(Role::manager | Role::team_lead);
  if (!pool && d.row->assignee != d.actor && !leads && !d.imported) return d.refused(Rule::not_assignee);
  if (d.policy.state(d.row->state).locks) return d.refused(Rule::locked);
  if (pool) return d.refused(Rule::not_assigned);
  if (assigned_since_then(d)) return d.refused(Rule::import_out_of_order);
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
  // A close that a manager logged may be pending on a contact of the pool.
  if (d.policy.state(d.row->state).locks) return d.refused(Rule::locked);
  if (!d.imported && is_full(d.state, d.policy, d.actor)) return d.refused(Rule::rep_full);
  return assign_to(d, d.actor);
}

}  // namespace firstlog::inline v1::detail
