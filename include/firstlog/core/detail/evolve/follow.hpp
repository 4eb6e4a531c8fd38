// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether an event can come next: what a journal that verifies never breaks.
#pragma once

#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

inline bool known(const Evolving& v) noexcept {
  return v.event.contact.number() <= v.contacts().size() && !v.state().is_undone(v.event.contact);
}

inline bool is_new_key(const Evolving& v, const detail::Keys& keys) noexcept {
  return !v.event.key.empty() && v.event.key.size() <= key_bytes_max && keys.find(v.event.key) == 0;
}

inline bool contact_can_follow(const Evolving& v) noexcept {
  if (!v.event.contact.present()) return false;
  if (v.event.state_to != 0 && !v.policy()->has_state(v.event.state_to)) return false;
  if (has(v.event.flags, EventFlag::establishes_claim) && !v.event.rep.present()) return false;
  if (v.event.kind == EventKind::contact_registered && v.event.contact.number() <= v.contacts().size())
    return v.state().is_undone(v.event.contact) && v.event.state_to != 0 &&
           v.contact_keys().find(v.event.key) == v.event.contact.number() &&
           v.event.cycle == v.contacts()[v.event.contact.index()].cycle + 1;
  if (v.event.kind == EventKind::contact_registered)
    return v.event.contact.index() == v.contacts().size() && v.event.state_to != 0 && v.event.cycle == 1 &&
           is_new_key(v, v.contact_keys());
  if (has(v.event.flags, EventFlag::moves_claim) &&
      (v.event.rep.present() != v.event.claim.present() || v.event.claim > v.event.position))
    return false;
  if (!known(v)) return false;
  const ContactRow& row = v.contacts()[v.event.contact.index()];
  if (v.event.cycle != row.cycle + (has(v.event.flags, EventFlag::starts_cycle) ? 1U : 0U)) return false;
  const std::size_t deals = v.deals().size();
  switch (v.event.kind) {
    case EventKind::close_logged:
      if (v.event.deal.present() && v.event.deal.index() == deals) return true;
      return v.event.deal.present() && v.event.deal == row.deal;
    case EventKind::close_withdrawn:
    case EventKind::close_approved:
    case EventKind::close_rejected:
    case EventKind::close_held: return v.event.deal.present() && v.event.deal == row.deal;
    default: return v.event.deal.number() <= deals;
  }
}

// Of an event that an import brought: the import was begun, its importer is somebody.
inline bool import_can_follow(const Evolving& v) noexcept {
  return v.import_keys().find(v.event.batch) != 0 && v.event.importer.number() <= v.actors().size() &&
         v.event.importer.present();
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
  if (has(v.event.flags, EventFlag::imported) && !import_can_follow(v)) return false;
  switch (v.event.kind) {
    case EventKind::none: return false;
    case EventKind::organisation_founded:
    case EventKind::clock_confirmed: break;
    case EventKind::period_closed:
      if (v.event.period != organisation.oldest_open) return false;
      break;
    case EventKind::policy_adopted:
      if (v.event.policy == nullptr) return false;
      if (v.policy() != nullptr &&
          v.event.policy->policy().pipeline.states.size() < v.policy()->policy().pipeline.states.size())
        return false;
      break;
    case EventKind::actor_registered:
      return !v.event.contact.present() && v.event.rep.present() && v.event.rep.index() == actors &&
             is_new_key(v, v.actor_keys());
    case EventKind::actor_changed:
      if (!v.event.rep.present()) return false;
      break;
    case EventKind::import_begun:
      if (v.event.batch.empty() || v.event.batch.size() > key_bytes_max ||
          v.import_keys().find(v.event.batch) != 0)
        return false;
      break;
    case EventKind::import_ended:
    case EventKind::import_undone: {
      const std::uint32_t import = v.import_keys().find(v.event.batch);
      if (import == 0 || v.imports()[import - 1].status == ImportStatus::undone) return false;
      if (v.event.kind == EventKind::import_ended && v.imports()[import - 1].status != ImportStatus::open)
        return false;
      break;
    }
    case EventKind::opening_balance_set:
      if (!v.event.rep.present() || v.event.rep.number() > actors || v.actors()[v.event.rep.index()].opening)
        return false;
      break;
    case EventKind::command_refused:
      return v.event.rep.number() <= actors && (!v.event.contact.present() || known(v));
    default: return v.event.rep.number() <= actors && contact_can_follow(v);
  }
  return v.event.rep.number() <= actors && !v.event.contact.present();
}

}  // namespace firstlog::inline v1::detail
