// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether two states say the same, asked through their public accessors.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "firstlog/core/state.hpp"

namespace firstlog_test {

using namespace firstlog;

inline bool same(const ContactRow& a, const ContactRow& b) {
  return a.last == b.last && a.claim_position == b.claim_position && a.claimed_at == b.claimed_at &&
         a.status_since == b.status_since && a.assigned_since == b.assigned_since && a.due == b.due &&
         a.suspended_due == b.suspended_due && a.last_connect_at == b.last_connect_at &&
         a.claimant == b.claimant && a.assignee == b.assignee && a.previous_assignee == b.previous_assignee &&
         a.last_connect_by == b.last_connect_by && a.deal == b.deal && a.niche == b.niche &&
         a.cycle == b.cycle && a.attempts == b.attempts && a.sort_key == b.sort_key && a.place == b.place &&
         a.assigned_by == b.assigned_by && a.state == b.state && a.state_before == b.state_before &&
         a.due_kind == b.due_kind && a.overdue == b.overdue && a.imported == b.imported;
}
inline bool same(const ActorRow& a, const ActorRow& b) {
  return a.roles == b.roles && a.active == b.active && a.callbacks == b.callbacks &&
         a.contacts == b.contacts && a.open == b.open && a.opening == b.opening;
}
inline bool same(const DealRow& a, const DealRow& b) {
  return a.contact == b.contact && a.closer == b.closer && a.decider == b.decider &&
         a.credited == b.credited && a.claimed == b.claimed && a.invoiced == b.invoiced &&
         a.closed_at == b.closed_at && a.decided_at == b.decided_at && a.hold_until == b.hold_until &&
         a.closed_position == b.closed_position && a.decided_position == b.decided_position &&
         a.period == b.period && a.status == b.status && a.closes == b.closes;
}
inline bool same(const OrganisationRow& a, const OrganisationRow& b) {
  return a.head == b.head && a.head_time == b.head_time && a.clock_floor == b.clock_floor &&
         a.freeze_due == b.freeze_due && a.oldest_open == b.oldest_open &&
         a.active_managers == b.active_managers && a.contested == b.contested && a.pending == b.pending &&
         a.open_imports == b.open_imports && a.first_period == b.first_period;
}
inline bool same(const ImportRow& a, const ImportRow& b) {
  return a.begun == b.begun && a.first_use == b.first_use && a.used_at == b.used_at &&
         a.begun_by == b.begun_by && a.used_by == b.used_by && a.contacts == b.contacts &&
         a.status == b.status && a.wrote_elsewhere == b.wrote_elsewhere;
}
inline bool same(const ImportedRow* a, const ImportedRow* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return a->cycle_since == b->cycle_since && a->claim_row == b->claim_row &&
         a->registered_by == b->registered_by && a->claim_import == b->claim_import && a->undone == b->undone;
}

// The first difference found, for people; empty where there is none.
inline std::string difference(const State& a, const State& b) {
  if (!same(a.organisation(), b.organisation())) return "organisation";
  if (a.founded() && &a.policy() != &b.policy()) return "policy";
  if (a.actor_count() != b.actor_count()) return "count of actors";
  if (a.contact_count() != b.contact_count()) return "count of contacts";
  if (a.deal_count() != b.deal_count()) return "count of deals";
  for (std::uint32_t i = 1; i <= a.actor_count(); ++i) {
    const ActorId id(i);
    if (a.key_of(id) != b.key_of(id) || b.find(ActorRef(a.key_of(id))) != id ||
        !same(a.actor(id), b.actor(id)))
      return "actor " + std::to_string(i);
  }
  for (std::uint32_t i = 1; i <= a.contact_count(); ++i) {
    const ContactId id(i);
    if (a.key_of(id) != b.key_of(id) || b.find(ContactRef(a.key_of(id))) != a.find(ContactRef(id)) ||
        !same(a.contact(id), b.contact(id)) || !same(a.imported(id), b.imported(id)) ||
        a.niche_of(a.contact(id).niche) != b.niche_of(b.contact(id).niche))
      return "contact " + std::to_string(i);
  }
  for (std::uint32_t i = 1; i <= a.deal_count(); ++i)
    if (!same(a.deal(DealId(i)), b.deal(DealId(i)))) return "deal " + std::to_string(i);
  if (a.import_count() != b.import_count()) return "count of imports";
  for (std::uint32_t i = 1; i <= a.import_count(); ++i)
    if (a.key_of_import(i) != b.key_of_import(i) || !same(a.import(i), b.import(i)))
      return "import " + std::to_string(i);
  std::vector<DueEntry> due_of_a;
  std::vector<DueEntry> due_of_b;
  const Instant end = Instant::from_microseconds(std::numeric_limits<std::int64_t>::max());
  a.due_contacts(end, a.contact_count(), due_of_a);
  b.due_contacts(end, b.contact_count(), due_of_b);
  if (due_of_a.size() != due_of_b.size()) return "count of what is due";
  for (std::size_t i = 0; i < due_of_a.size(); ++i)
    if (due_of_a[i].due != due_of_b[i].due || due_of_a[i].contact != due_of_b[i].contact)
      return "what is due, entry " + std::to_string(i);
  return {};
}

}  // namespace firstlog_test
