// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What teams, absences and departures leave (DOMAIN 1, 10).
#pragma once

#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

// Managers and admins who are active, counted as an actor changes.
inline void count_heads(Evolving& v, const ActorRow& before, const ActorRow& after) noexcept {
  auto count = [&](Role role, std::uint32_t& heads) {
    const bool was = before.active && before.roles.has(role);
    const bool is = after.active && after.roles.has(role);
    if (is && !was) ++heads;
    if (was && !is) --heads;
  };
  count(Role::manager, v.organisation().active_managers);
  count(Role::admin, v.organisation().active_admins);
}

inline void add_membership(Evolving& v, std::uint32_t team, ActorId lead) {
  MembershipRow row;
  row.rep = v.event.rep;
  row.lead = lead;
  row.team = team;
  row.from = v.event.from;
  ActorRow& actor = v.actors().edit(v.event.rep.index());
  row.before = actor.membership;
  v.memberships().append(row);
  actor.membership = static_cast<std::uint32_t>(v.memberships().size());
}

inline void team_set(Evolving& v) {
  add_membership(v, v.event.team.empty() ? 0 : v.team_keys().intern(v.event.team), v.event.cover);
}

// The number of the rep's absence that begins on the event's first day, plus one; 0: there is none.
inline std::uint32_t absence_named(const Evolving& v) noexcept {
  std::uint32_t at = v.actors()[v.event.rep.index()].absence;
  while (at != 0 && (v.absences()[at - 1].dropped || v.absences()[at - 1].from != v.event.from))
    at = v.absences()[at - 1].before;
  return at;
}

// Ends an absence so that `last` is its last day; it never was where that lies before its first.
inline void end_absence(AbsenceRow& row, Date last) noexcept {
  row.dropped = last < row.from;
  if (!row.dropped && last < row.until) row.until = last;
}

inline void absence_set(Evolving& v) {
  if (has(v.event.flags, EventFlag::inactive))
    return end_absence(v.absences().edit(absence_named(v) - 1), v.event.until);
  AbsenceRow row;
  row.rep = v.event.rep;
  row.cover = v.event.cover;
  row.from = v.event.from;
  row.until = v.event.until;
  ActorRow& actor = v.actors().edit(v.event.rep.index());
  row.before = actor.absence;
  v.absences().append(row);
  actor.absence = static_cast<std::uint32_t>(v.absences().size());
}

// `until` is the leaver's last day, `from` the day after it.
inline void departed(Evolving& v) {
  const ActorRow before = v.actors()[v.event.rep.index()];
  ActorRow& actor = v.actors().edit(v.event.rep.index());
  actor.active = false;
  actor.departed = v.event.position;
  count_heads(v, before, actor);
  for (std::uint32_t at = before.membership; at != 0; at = v.memberships()[at - 1].before)
    if (v.memberships()[at - 1].from >= v.event.from) v.memberships().edit(at - 1).dropped = true;
  if (before.membership != 0) add_membership(v, 0, ActorId());
  for (std::uint32_t at = before.absence; at != 0; at = v.absences()[at - 1].before)
    if (!v.absences()[at - 1].dropped && v.absences()[at - 1].until >= v.event.from)
      end_absence(v.absences().edit(at - 1), v.event.until);
}

inline bool team_event_can_follow(const Evolving& v) noexcept {
  const std::size_t actors = v.actors().size();
  if (!v.event.rep.present() || v.event.rep.number() > actors || v.event.cover.number() > actors)
    return false;
  if (v.event.kind == EventKind::team_set) return v.event.team.size() <= key_bytes_max;
  if (v.event.kind != EventKind::absence_set) return true;
  return has(v.event.flags, EventFlag::inactive) ? absence_named(v) != 0 : v.event.from <= v.event.until;
}

}  // namespace firstlog::inline v1::detail
