// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The organisation itself: its founding, its actors, its periods, its clock.
#pragma once

#include "firstlog/base/text.hpp"
#include "firstlog/core/detail/decide/import.hpp"
#include "firstlog/core/detail/decide/policy.hpp"
#include "firstlog/core/detail/decide/team.hpp"

namespace firstlog::inline v1::detail {

inline Outcome found(Decision& d) {
  if (d.state.founded()) return d.malformed(Rule::organisation_already_founded, Field::kind);
  if (!valid_key(d.command.actor.key)) return d.malformed(Rule::field_malformed, Field::actor);
  if (d.document == nullptr) return d.malformed(Rule::policy_malformed, Field::document);
  d.actor = ActorId(1);
  const YearMonth present = YearMonth::of(d.document->date_of(d.now)).value_or(YearMonth());
  const YearMonth month = d.gives(Field::period) ? d.command.period : present;
  if (month > present) return d.malformed(Rule::field_malformed, Field::period);
  Event& founded = d.add(EventKind::organisation_founded);
  founded.key = d.command.key;
  founded.period = month;
  founded.due = d.document->freeze_of(month);
  Event& adopted = adopt_event(d);
  const bool leaves_gap = tell_gap(d, adopted);
  if (leaves_gap && requires_no_gap(d)) return d.malformed(Rule::policy_malformed, Field::document);
  Event& first = d.add(EventKind::actor_registered);
  first.key = d.command.actor.key;
  first.rep = d.actor;
  first.roles = Role::admin | Role::manager;
  Outcome outcome = d.answer(Verdict::accepted, Rule::none);
  if (leaves_gap) outcome.notices = outcome.notices | Notice::leaves_gaps;
  outcome.rep = d.actor;
  return outcome;
}

inline Outcome register_actor(Decision& d) {
  if (d.state.find(ActorRef(d.command.key)).present()) return d.malformed(Rule::key_taken, Field::key);
  if (d.imported && !may_import(d.command.roles)) return d.refused(Rule::import_grants_too_much);
  Event& event = d.add(EventKind::actor_registered);
  event.key = d.command.key;
  event.rep = ActorId(d.state.actor_count() + 1);
  event.roles = d.command.roles;
  if (d.command.given.has(Field::active) && !d.command.active) event.flags |= EventFlag::inactive;
  if (d.gives(Field::from)) event.from = d.command.from;
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.rep = event.rep;
  return outcome;
}

inline Outcome change_actor(Decision& d) {
  const ActorRow& before = d.state.actor(d.rep);
  const Roles roles = d.command.given.has(Field::roles) ? d.command.roles : before.roles;
  if (d.imported && (!may_import(before.roles) || !may_import(roles)))
    return d.refused(Rule::import_grants_too_much);
  // Since when somebody was employed is part of what a closed period's quota was.
  if (d.gives(Field::from) && !in_open_period(d, d.command.from)) return d.refused(Rule::before_open_period);
  Event& event = d.add(EventKind::actor_changed);
  event.rep = d.rep;
  event.roles = roles;
  const bool active = d.command.given.has(Field::active) ? d.command.active : before.active;
  ActorRow after = before;
  after.roles = event.roles;
  after.active = active;
  if (const Rule needed = why_needed(d, before, after); needed != Rule::none) return d.refused(needed);
  if (!active) event.flags |= EventFlag::inactive;
  if (d.gives(Field::from)) event.from = d.command.from;
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.rep = d.rep;
  return outcome;
}

inline Outcome confirm_clock(Decision& d) {
  Event& event = d.add(EventKind::clock_confirmed);
  event.due = d.command.given.has(Field::due) ? d.command.due : d.now;
  return d.accepted(event, Rule::none);
}

inline Event& freeze_event(Decision& d, YearMonth period) {
  Event& event = d.add(EventKind::period_closed);
  event.period = period;
  event.due = d.policy.freeze_of(period.plus_months(1).value_or(period));  // the next one's
  return event;
}

inline Outcome close_period(Decision& d) {
  const YearMonth open = d.state.organisation().oldest_open;
  if (d.policy.date_of(d.now) <= d.command.period.last_day()) return d.refused(Rule::period_not_over);
  if (d.command.period < open) return d.refused(Rule::period_already_closed);
  if (d.command.period > open) return d.refused(Rule::period_not_oldest_open);
  return d.accepted(freeze_event(d, open), Rule::none);
}

}  // namespace firstlog::inline v1::detail
