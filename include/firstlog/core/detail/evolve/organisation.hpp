// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an event leaves on the organisation and its actors.
#pragma once

#include "firstlog/core/detail/evolve/contact.hpp"
#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

// Whether a state counts as open under one policy and not under the other.
inline bool opens_differently(const CompiledPolicy& a, const CompiledPolicy& b) noexcept {
  for (StateNumber n = 1; a.has_state(n) && b.has_state(n); ++n)
    if ((a.state(n).won || a.state(n).lost) != (b.state(n).won || b.state(n).lost)) return true;
  return false;
}

inline void recount_open(Evolving& v) {
  for (std::size_t i = 0; i < v.actors().size(); ++i) v.actors().edit(i).open = 0;
  for (std::size_t i = 0; i < v.contacts().size(); ++i) {
    const ContactRow& row = v.contacts()[i];
    if (row.assignee.present() && is_open(v, row.state)) ++v.actors().edit(row.assignee.index()).open;
  }
}

inline void count_managers(Evolving& v, const ActorRow& before, const ActorRow& after) noexcept {
  const bool was = before.active && before.roles.has(Role::manager);
  const bool is = after.active && after.roles.has(Role::manager);
  if (is && !was) ++v.organisation().active_managers;
  if (was && !is) --v.organisation().active_managers;
}

inline void organisation_event(Evolving& v) {
  switch (v.event.kind) {
    case EventKind::organisation_founded:
      v.organisation().oldest_open = v.event.period;
      v.organisation().first_period = v.event.period;
      v.organisation().freeze_due = v.event.due;
      break;
    case EventKind::period_closed:
      v.organisation().oldest_open = v.event.period.plus_months(1).value_or(v.event.period);
      v.organisation().freeze_due = v.event.due;
      break;
    case EventKind::policy_adopted: {
      const bool recount = v.policy() != nullptr && opens_differently(*v.policy(), *v.event.policy);
      v.policy() = v.event.policy;
      if (recount) recount_open(v);
      if (v.event.due != Instant()) v.organisation().freeze_due = v.event.due;
      break;
    }
    case EventKind::actor_registered: {
      v.actor_keys().intern(v.event.key);
      ActorRow row;
      row.roles = v.event.roles;
      row.active = !has(v.event.flags, EventFlag::inactive);
      v.actors().append(row);
      count_managers(v, ActorRow{.roles = {}, .active = false}, row);
      break;
    }
    case EventKind::actor_changed: {
      const ActorRow before = v.actors()[v.event.rep.index()];
      ActorRow& row = v.actors().edit(v.event.rep.index());
      row.roles = v.event.roles;
      row.active = !has(v.event.flags, EventFlag::inactive);
      count_managers(v, before, row);
      break;
    }
    case EventKind::clock_confirmed: v.organisation().clock_floor = v.event.due; break;
    case EventKind::import_begun: import_begun(v); break;
    case EventKind::import_ended: import_over(v, ImportStatus::ended); break;
    case EventKind::import_undone: import_undone(v); break;
    case EventKind::opening_balance_set: v.actors().edit(v.event.rep.index()).opening = true; break;
    default: break;
  }
}

}  // namespace firstlog::inline v1::detail
