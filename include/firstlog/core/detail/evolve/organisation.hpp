// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an event leaves on the organisation and its actors.
#pragma once

#include "firstlog/core/detail/evolve/evolving.hpp"
#include "firstlog/core/detail/evolve/policy.hpp"

namespace firstlog::inline v1::detail {

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
      v.organisation().freeze_due = v.event.due;
      break;
    case EventKind::period_closed:
      v.organisation().oldest_open = v.event.period.plus_months(1).value_or(v.event.period);
      v.organisation().freeze_due = v.event.due;
      break;
    case EventKind::policy_adopted: policy_adopted(v); break;
    case EventKind::policy_effective: policy_effective(v); break;
    case EventKind::policy_cancelled: policy_cancelled(v); break;
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
    default: break;
  }
}

}  // namespace firstlog::inline v1::detail
