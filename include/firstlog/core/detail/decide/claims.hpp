// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A manager's word on a claim (DOMAIN 5).
#pragma once

#include "firstlog/core/detail/decide/assignment.hpp"

namespace firstlog::inline v1::detail {

// For the credit to come: a close that is verified pays whoever it credited, a pending one whoever holds
// the claim when it is approved. A cycle without a claim gets one.
inline Outcome override_claim(Decision& d) {
  // Who is away earns all the same.
  const ActorRow& rep = d.state.actor(d.rep);
  if (!rep.active) return d.refused(Rule::rep_inactive);
  if (!rep.roles.has(Role::rep)) return d.refused(Rule::rep_not_a_rep);
  if (d.row->claimant == d.rep)
    return d.refused(Rule::claim_already_held, d.rep, d.row->claim_position, d.row->claimed_at);
  Event& event = d.add(EventKind::claim_overridden);
  event.rep = d.rep;
  move_claim(d, event);
  return d.accepted(event, Rule::claim_by_manager);
}

}  // namespace firstlog::inline v1::detail
