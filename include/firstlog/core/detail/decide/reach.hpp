// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// As whom an actor acts, and on whose contacts a team lead may (DOMAIN 1, 4, 10).
#pragma once

#include "firstlog/core/detail/decide/decision.hpp"

namespace firstlog::inline v1::detail {

inline bool is_absent_today(const Decision& d, ActorId rep) noexcept {
  return d.state.actor(rep).absence != 0 && d.state.absence_of(rep, d.today()) != nullptr;
}

// Acting for the absent assignee of the contact as his cover.
inline bool covers(const Decision& d) noexcept {
  return d.acting != d.actor;
}

// As whom the actor acts on the contact: as its assignee where he covers for him today, else as himself.
inline ActorId acting_on(const Decision& d) noexcept {
  if (d.row == nullptr || !d.row->assignee.present() || d.row->assignee == d.actor) return d.actor;
  if (d.state.actor(d.row->assignee).absence == 0) return d.actor;
  return d.state.cover_of(d.row->assignee, d.today()) == d.actor ? d.row->assignee : d.actor;
}

// Whether a team lead's word reaches a rep, or a contact that is assigned to him; nobody: the pool. It
// reaches himself and everybody who reports to him today; everybody as long as nobody was ever put into
// a team.
inline bool reaches(const Decision& d, ActorId rep) noexcept {
  return !rep.present() || rep == d.actor || !d.state.teams_exist() ||
         d.state.lead_of(rep, d.today()) == d.actor;
}

// Whether the actor is above whoever the contact is assigned to.
inline bool leads_assignee(const Decision& d) noexcept {
  const Roles roles = d.actor_row().roles;
  return roles.has(Role::manager) || (roles.has(Role::team_lead) && reaches(d, d.row->assignee));
}

// Whether the command is given by a team lead as such, for none of his other roles may give it, and names
// somebody, or a contact of somebody, whom he does not lead.
inline bool outside_team(const Decision& d) noexcept {
  if (d.admitted_by != Roles(Role::team_lead)) return false;
  return (d.row != nullptr && !reaches(d, d.row->assignee)) || !reaches(d, d.rep);
}

}  // namespace firstlog::inline v1::detail
