// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an event leaves of policies: the one in force, and those that wait for their instant.
#pragma once

#include "firstlog/core/detail/evolve/contact.hpp"
#include "firstlog/core/detail/evolve/evolving.hpp"
#include "firstlog/core/detail/evolve/kin.hpp"
#include "firstlog/core/detail/evolve/timers.hpp"

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

// Whether a state locks under one policy and not under the other.
inline bool locks_differently(const CompiledPolicy& a, const CompiledPolicy& b) noexcept {
  for (StateNumber n = 1; a.has_state(n) && b.has_state(n); ++n)
    if (a.state(n).locks != b.state(n).locks) return true;
  return false;
}

inline void put_in_force(Evolving& v, const CompiledPolicy* policy) {
  const bool recount = v.policy() != nullptr && opens_differently(*v.policy(), *policy);
  const bool relock = v.policy() != nullptr && locks_differently(*v.policy(), *policy);
  const CompiledPolicy* before = v.policy();
  v.policy() = policy;
  v.organisation().policy_since = v.event.effective_at != Instant() ? v.event.effective_at : v.event.at();
  if (recount) recount_open(v);
  for (std::uint32_t kin = 1; relock && kin <= v.kin().size(); ++kin) refresh_kin(v, kin);
  retime(v, before);
  if (v.event.due != Instant()) v.organisation().freeze_due = v.event.due;
}

// By instant; one for the same instant is replaced.
inline void schedule(Evolving& v) {
  auto& scheduled = v.scheduled();
  auto at = scheduled.begin();
  while (at != scheduled.end() && at->effective_at < v.event.effective_at) ++at;
  const ScheduledPolicy one{v.event.effective_at, v.event.position, v.event.policy};
  if (at != scheduled.end() && at->effective_at == v.event.effective_at)
    *at = one;
  else
    scheduled.insert(at, one);
}

inline void policy_adopted(Evolving& v) {
  if (is_scheduled(v.event))
    schedule(v);
  else if (!is_restatement(v.event) || v.event.effective_at >= v.organisation().policy_since)
    put_in_force(v, v.event.policy);
}

inline void policy_effective(Evolving& v) {
  const CompiledPolicy* policy = v.scheduled().front().policy;
  v.scheduled().erase(v.scheduled().begin());
  put_in_force(v, policy);
}

inline void policy_cancelled(Evolving& v) {
  std::erase_if(v.scheduled(),
                [&v](const ScheduledPolicy& one) { return one.adoption == v.event.refers_to; });
}

}  // namespace firstlog::inline v1::detail
