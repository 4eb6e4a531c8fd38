// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Teams and absences (DOMAIN 1, 10).
#pragma once

#include "firstlog/core/detail/decide/assignment.hpp"
#include "firstlog/core/detail/decide/reach.hpp"

namespace firstlog::inline v1::detail {

// What an open period rests on may be said late; what a closed one rests on stays.
inline bool in_open_period(const Decision& d, Date day) noexcept {
  return day >= d.state.organisation().oldest_open.first_day();
}

// Whoever was last said to lead a member of the team, among those who are in it on that day.
inline ActorId lead_of_team(const Decision& d, std::uint32_t team, Date day) noexcept {
  ActorId lead;
  std::uint32_t newest = 0;
  for (std::uint32_t i = 1; team != 0 && i <= d.state.actor_count(); ++i) {
    const ActorId member(i);
    const std::uint32_t said = d.state.actor(member).membership;
    if (said <= newest || member == d.rep) continue;
    const TeamOfDay of = d.state.team_of(member, day);
    if (of.team != team || !of.lead.present() || !d.state.actor(of.lead).active) continue;
    lead = of.lead;
    newest = said;
  }
  return lead;
}

// A lead who is not named is the one of the team's other members.
inline Outcome set_team(Decision& d) {
  if (d.gives(Field::cover) && !d.gives(Field::team))
    return d.malformed(Rule::field_not_allowed, Field::cover);
  const Date from = d.gives(Field::from) ? d.command.from : d.today();
  if (!d.state.actor(d.rep).active) return d.refused(Rule::rep_inactive);
  if (d.gives(Field::cover)) {
    const ActorRow& lead = d.state.actor(d.cover);
    if (!lead.active || !lead.roles.shares(Role::team_lead | Role::manager))
      return d.refused(Rule::lead_not_a_lead);
  }
  if (!in_open_period(d, from)) return d.refused(Rule::before_open_period);
  Event& event = d.add(EventKind::team_set);
  event.rep = d.rep;
  event.from = from;
  if (d.gives(Field::team)) {
    event.team = d.command.team;
    event.cover = d.gives(Field::cover) ? d.cover : lead_of_team(d, d.state.find_team(d.command.team), from);
  }
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.rep = d.rep;
  return outcome;
}

// A rep speaks for himself, a team lead for his people, whoever else may give the command for all.
inline bool may_say_absent(const Decision& d) noexcept {
  constexpr Roles below = Role::rep | Role::team_lead;
  if (d.rep == d.actor || !Roles::from_bits(d.admitted_by.bits() & ~below.bits()).empty()) return true;
  return d.admitted_by.has(Role::team_lead) && reaches(d, d.rep);
}

// The absence of just these days. One that has begun ends yesterday: days on which it counted stay.
inline Outcome cancel_absence(Decision& d) {
  const Date today = d.today();
  const AbsenceRow* absence = d.state.absence_of(d.rep, d.command.from);
  if (absence == nullptr || absence->from != d.command.from || absence->until != d.command.until ||
      absence->until < today)
    return d.refused(Rule::no_such_absence);
  Event& event = d.add(EventKind::absence_set);
  event.flags |= EventFlag::inactive;
  event.rep = d.rep;
  event.from = absence->from;
  event.until = today.plus_days(-1).value_or(today);
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.rep = d.rep;
  return outcome;
}

inline Outcome set_absence(Decision& d) {
  const bool cancels = d.gives(Field::active) && !d.command.active;
  if (!may_say_absent(d)) return d.refused(Rule::absence_of_another);
  if (cancels) return cancel_absence(d);
  const Date from = d.command.from;
  const Date until = d.command.until;
  if (!d.state.actor(d.rep).active) return d.refused(Rule::rep_inactive);
  if (!in_open_period(d, from)) return d.refused(Rule::before_open_period);
  if (until < from) return d.refused(Rule::absence_ends_too_soon);
  if (d.state.is_absent(d.rep, from, until)) return d.refused(Rule::absence_overlaps);
  if (d.gives(Field::cover)) {
    if (d.cover == d.rep) return d.refused(Rule::cover_is_the_rep);
    const ActorRow& cover = d.state.actor(d.cover);
    if (!cover.active) return d.refused(Rule::rep_inactive);
    if (!cover.roles.has(Role::rep)) return d.refused(Rule::rep_not_a_rep);
    if (d.state.is_absent(d.cover, from, until)) return d.refused(Rule::cover_is_absent);
  }
  Event& event = d.add(EventKind::absence_set);
  event.rep = d.rep;
  event.cover = d.cover;
  event.from = from;
  event.until = until;
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.rep = d.rep;
  return outcome;
}

// Why an actor may not stop being what he is: the organisation needs an active manager and an active
// admin. Rule::none where it has others, or he is neither.
inline Rule why_needed(const Decision& d, const ActorRow& before, const ActorRow& after) noexcept {
  auto last = [&](Role role, std::uint32_t heads) {
    const bool is = before.active && before.roles.has(role);
    return is && !(after.active && after.roles.has(role)) && heads == 1;
  };
  if (last(Role::manager, d.state.organisation().active_managers)) return Rule::last_manager;
  if (last(Role::admin, d.state.organisation().active_admins)) return Rule::last_admin;
  return Rule::none;
}

}  // namespace firstlog::inline v1::detail
