// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether an event can come next: what a journal that verifies never breaks.
#pragma once

#include "firstlog/core/cluster.hpp"
#include "firstlog/core/detail/evolve/disputes.hpp"
#include "firstlog/core/detail/evolve/evolving.hpp"
#include "firstlog/core/detail/evolve/follow_deals.hpp"
#include "firstlog/core/detail/evolve/suppression.hpp"
#include "firstlog/core/detail/evolve/team.hpp"

namespace firstlog::inline v1::detail {

inline bool known(const Evolving& v) noexcept {
  return v.event.contact.number() <= v.contacts().size() && !v.state().is_undone(v.event.contact);
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

// What corrections and timers leave on a claim.
inline bool claim_can_follow(const Evolving& v) noexcept {
  const bool moves = has(v.event.flags, EventFlag::moves_claim);
  const bool assigns = has(v.event.flags, EventFlag::assigns);
  // The entry that owns the credit from now on came before; a claim never moves to an entry of nobody.
  if (v.event.claim >= v.event.position || (moves && v.event.claim.present() && !v.event.rep.present()))
    return false;
  switch (v.event.kind) {
    case EventKind::entry_retracted:
      return v.event.refers_to.present() && v.event.refers_to < v.event.position;
    case EventKind::claim_overridden: return moves && v.event.rep.present();
    case EventKind::claim_followed: return moves && v.event.refers_to < v.event.position;
    case EventKind::claim_lapsed: return moves && !v.event.rep.present();
    case EventKind::claim_lapse_warned: return !moves;
    case EventKind::released_by_timer: return assigns && !v.event.rep.present();
    default: return true;
  }
}

inline bool is_away(const Evolving& v, ContactId contact) noexcept {
  const std::uint32_t kin = v.contacts()[contact.index()].kin;
  return kin != 0 && v.state().kin(kin).merged_into.present();
}

// Duplicates, merges, parents, suppressions. The contact and `other` exist, where they are present.
inline bool kin_can_follow(const Evolving& v) noexcept {
  const Event& event = v.event;
  const State& state = v.state();
  const std::uint32_t kin = v.contacts()[event.contact.index()].kin;
  const bool two = event.other.present() && event.other != event.contact;
  switch (event.kind) {
    case EventKind::duplicates_suspected:
      return two && cluster_of(state, event.contact) == cluster_of(state, event.other);
    case EventKind::contacts_merged: {
      if (!two || is_away(v, event.contact) || is_away(v, event.other)) return false;
      const ContactRow& absorbed = v.contacts()[event.other.index()];
      return event.state_to == 0 ? !event.deal.present()
                                 : event.state_to == absorbed.state && event.deal == absorbed.deal;
    }
    case EventKind::contacts_unmerged: {
      const std::uint32_t merge = kin == 0 || is_away(v, event.contact) ? 0 : state.kin(kin).merges;
      return merge != 0 && state.merge(merge).position == event.refers_to &&
             state.merge(merge).absorbed == event.other;
    }
    case EventKind::suppressed: return static_cast<int>(event.scope) < suppression_scope_count;
    case EventKind::suppression_lifted: return suppression_at(state, event.contact, event.refers_to) != 0;
    case EventKind::parent_set:
      for (ContactId above = event.other; above.present();) {
        if (above == event.contact) return false;
        const std::uint32_t number = v.contacts()[above.index()].kin;
        above = number == 0 ? ContactId() : state.kin(number).parent;
      }
      return true;
    default: return true;
  }
}

// The import that is undone wrote on the contact, and nobody behind it.
inline bool entries_can_be_undone(const Evolving& v) noexcept {
  if (!known(v)) return false;
  const ImportedRow* row = v.state().imported(v.event.contact);
  if (row == nullptr || row->saved == 0) return false;
  const SavedContact& saved = v.state().saved_contact(row->saved);
  return saved.import == v.state().find_import(v.event.batch) && v.event.cycle == saved.row.cycle &&
         v.state().import(saved.import).status == ImportStatus::undone;
}

inline bool contact_can_follow(const Evolving& v) noexcept {
  if (!v.event.contact.present()) return false;
  if (v.event.kind == EventKind::entries_undone) return entries_can_be_undone(v);
  if (v.event.state_to != 0 && !v.policy()->has_state(v.event.state_to)) return false;
  if (has(v.event.flags, EventFlag::establishes_claim) && !v.event.rep.present()) return false;
  if (v.event.kind == EventKind::contact_registered && v.event.contact.number() <= v.contacts().size())
    return v.state().is_undone(v.event.contact) && v.event.state_to != 0 &&
           v.contact_keys().find(v.event.key) == v.event.contact.number() &&
           v.event.cycle == v.contacts()[v.event.contact.index()].cycle + 1;
  if (v.event.kind == EventKind::contact_registered)
    return v.event.contact.index() == v.contacts().size() && v.event.state_to != 0 && v.event.cycle == 1 &&
           is_new_key(v, v.contact_keys());
  if (!known(v)) return false;
  const ContactRow& row = v.contacts()[v.event.contact.index()];
  if (v.event.cycle != row.cycle + (has(v.event.flags, EventFlag::starts_cycle) ? 1U : 0U)) return false;
  return kin_can_follow(v) && claim_can_follow(v) && deal_can_follow(v, row);
}

// Of an event that an import brought: the import was begun, its importer is somebody.
inline bool import_can_follow(const Evolving& v) noexcept {
  return v.state().find_import(v.event.batch) != 0 && v.event.importer.number() <= v.actors().size() &&
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
  if (v.event.owner.number() > actors) return false;
  if (v.event.other.number() > v.contacts().size()) return false;
  if (has(v.event.flags, EventFlag::imported) && !import_can_follow(v)) return false;
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
    case EventKind::team_set:
    case EventKind::absence_set:
    case EventKind::departed:
      if (!team_event_can_follow(v)) return false;
      break;
    case EventKind::payout_recorded:
    case EventKind::adjusted:
      if (!v.event.rep.present() || !credits_can_follow(v)) return false;
      break;
    case EventKind::dispute_opened:
    case EventKind::dispute_accepted:
    case EventKind::dispute_rejected:
    case EventKind::dispute_withdrawn:
    case EventKind::dispute_overdue:
      if (!dispute_can_follow(v)) return false;
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
