// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether an event can come next: what a journal that verifies never breaks.
#pragma once

#include "firstlog/core/detail/evolve/evolving.hpp"
#include "firstlog/core/detail/evolve/follow_deals.hpp"

namespace firstlog::inline v1::detail {

inline bool known(const Evolving& v) noexcept {
  return v.event.contact.number() <= v.contacts().size();
}

inline bool is_new_key(const Evolving& v, const detail::Keys& keys) noexcept {
  return !v.event.key.empty() && v.event.key.size() <= key_bytes_max && keys.find(v.event.key) == 0;
}

// Whether contacts can stand under that policy where they stand now.
inline bool has_all_states(const Evolving& v, const CompiledPolicy& policy) noexcept {
  return policy.policy().pipeline.states.size() >= v.policy()->policy().pipeline.states.size();
}

// The next of the schedule, from its instant on.
inline bool policy_can_be_effective(const Evolving& v) noexcept {
  if (v.scheduled().empty()) return false;
  const ScheduledPolicy& next = v.scheduled().front();
  return next.adoption == v.event.refers_to && next.effective_at <= v.event.recorded_at &&
         has_all_states(v, *next.policy);
}

inline bool contact_can_follow(const Evolving& v) noexcept {
  if (!v.event.contact.present()) return false;
  if (v.event.state_to != 0 && !v.policy()->has_state(v.event.state_to)) return false;
  if (has(v.event.flags, EventFlag::establishes_claim) && !v.event.rep.present()) return false;
  if (has(v.event.flags, EventFlag::moves_claim) && v.event.rep.present() != v.event.claim.present())
    return false;
  if (v.event.kind == EventKind::contact_registered)
    return v.event.contact.index() == v.contacts().size() && v.event.state_to != 0 &&
           is_new_key(v, v.contact_keys());
  if (!known(v)) return false;
  const ContactRow& row = v.contacts()[v.event.contact.index()];
  if (v.event.cycle != row.cycle + (has(v.event.flags, EventFlag::starts_cycle) ? 1U : 0U)) return false;
  return deal_can_follow(v, row);
}

inline bool can_follow(const Evolving& v) noexcept {
  const OrganisationRow& organisation = v.organisation();
  if (v.event.position != organisation.head.plus(1)) return false;
  if (organisation.head.present() && v.event.recorded_at <= organisation.head_time) return false;
  // A journal begins by founding, then adopts its policy, then registers whoever did both.
  if ((v.event.kind == EventKind::organisation_founded) == organisation.head.present()) return false;
  if (organisation.head.present() && v.policy() == nullptr && v.event.kind != EventKind::policy_adopted)
    return false;
  const std::size_t actors = v.actors().size();
  if (v.policy() != nullptr && actors == 0 && v.event.kind != EventKind::actor_registered) return false;
  if (v.event.actor.number() > (actors == 0 ? 1 : actors)) return false;
  switch (v.event.kind) {
    case EventKind::none: return false;
    case EventKind::organisation_founded:
    case EventKind::clock_confirmed: break;
    case EventKind::period_closed:
      if (v.event.period != organisation.oldest_open) return false;
      break;
    case EventKind::policy_adopted:
      if (v.event.policy == nullptr || (v.policy() == nullptr && is_scheduled(v.event))) return false;
      if (v.policy() != nullptr && !has_all_states(v, *v.event.policy)) return false;
      break;
    case EventKind::policy_effective:
      if (!policy_can_be_effective(v)) return false;
      break;
    case EventKind::policy_cancelled:
      if (v.state().scheduled_policy(v.event.refers_to) == nullptr) return false;
      break;
    case EventKind::actor_registered:
      return !v.event.contact.present() && v.event.rep.present() && v.event.rep.index() == actors &&
             is_new_key(v, v.actor_keys());
    case EventKind::actor_changed:
      if (!v.event.rep.present()) return false;
      break;
    case EventKind::payout_recorded:
    case EventKind::adjusted:
      if (!v.event.rep.present() || !credits_can_follow(v)) return false;
      break;
    case EventKind::command_refused:
      return v.event.rep.number() <= actors && (!v.event.contact.present() || known(v));
    default: return v.event.rep.number() <= actors && contact_can_follow(v);
  }
  return v.event.rep.number() <= actors && !v.event.contact.present();
}

}  // namespace firstlog::inline v1::detail
