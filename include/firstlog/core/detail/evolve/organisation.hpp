// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an event leaves on the organisation and its actors.
#pragma once

#include "firstlog/core/detail/evolve/evolving.hpp"
#include "firstlog/core/detail/evolve/policy.hpp"
#include "firstlog/core/detail/evolve/team.hpp"

namespace firstlog::inline v1::detail {

inline void organisation_event(Evolving& v) {
  switch (v.event.kind) {
    case EventKind::organisation_founded:
      v.organisation().oldest_open = v.event.period;
      v.organisation().first_period = v.event.period;
      v.organisation().freeze_due = v.event.due;
      break;
    case EventKind::period_closed:
      v.organisation().oldest_open = v.event.period.plus_months(1).value_or(v.event.period);
      // By a manager, or because its day came; not one that was over before a history was brought in.
      if (v.event.actor.present() || v.organisation().freeze_due > v.organisation().head_time)
        v.organisation().frozen = v.event.position;
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
      count_heads(v, ActorRow{.roles = {}, .active = false}, row);
      break;
    }
    case EventKind::actor_changed: {
      const ActorRow before = v.actors()[v.event.rep.index()];
      ActorRow& row = v.actors().edit(v.event.rep.index());
      row.roles = v.event.roles;
      row.active = !has(v.event.flags, EventFlag::inactive);
      count_heads(v, before, row);
      break;
    }
    case EventKind::team_set: team_set(v); break;
    case EventKind::absence_set: absence_set(v); break;
    case EventKind::departed: departed(v); break;
    case EventKind::clock_confirmed: v.organisation().clock_floor = v.event.due; break;
    case EventKind::import_begun: import_begun(v); break;
    case EventKind::import_ended: import_over(v, ImportStatus::ended); break;
    case EventKind::import_undone: import_undone(v); break;
    case EventKind::opening_balance_set: v.actors().edit(v.event.rep.index()).opening = true; break;
    default: break;
  }
}

}  // namespace firstlog::inline v1::detail
