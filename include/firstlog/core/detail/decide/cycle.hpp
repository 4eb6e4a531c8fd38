// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// From one cycle of a contact to the next (DOMAIN 1).
#pragma once

#include "firstlog/core/detail/decide/assignment.hpp"

namespace firstlog::inline v1::detail {

// The next cycle: the claim ends, assignment runs again.
inline void renew(const Decision& d, Event& event, StateNumber to, ActorId excluded) {
  event.state_to = to;
  event.flags |= EventFlag::starts_cycle | EventFlag::sets_due;
  event.cycle = d.row->cycle + 1;
  assign_by_rule(d, event, traits_of(d.state, d.contact), excluded,
                 cluster_assignee(d.state, d.policy, d.contact));
}

inline Outcome reopen(Decision& d) {
  const PipelineRow* move = d.policy.row(d.row->state, Trigger::reopen);
  if (move == nullptr) return d.refused(Rule::no_transition);
  Event& event = d.add(EventKind::reopened);
  renew(d, event, move->to, ActorId());
  return d.accepted(event, event.rule);
}

}  // namespace firstlog::inline v1::detail
