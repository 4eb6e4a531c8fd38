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
         a.due_kind == b.due_kind && a.overdue == b.overdue;
}
inline bool same(const ActorRow& a, const ActorRow& b) {
  return a.roles == b.roles && a.active == b.active && a.callbacks == b.callbacks &&
         a.contacts == b.contacts && a.open == b.open && a.departed == b.departed;
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
         a.active_managers == b.active_managers && a.active_admins == b.active_admins &&
         a.contested == b.contested && a.pending == b.pending;
}

// Teams and absences, asked day by day around the newest event.
inline std::string difference_of_days(const State& a, const State& b) {
  if (!a.founded()) return {};
  if (a.teams_exist() != b.teams_exist()) return "whether there are teams";
  const Date around = a.policy().date_of(a.organisation().head_time);
  for (std::uint32_t i = 1; i <= a.actor_count(); ++i) {
    const ActorId id(i);
    if ((a.actor(id).membership | a.actor(id).absence | b.actor(id).membership | b.actor(id).absence) == 0)
      continue;
    for (std::int64_t n = -60; n <= 60; ++n) {
      const Date day = *around.plus_days(n);
      const TeamOfDay of_a = a.team_of(id, day);
      const TeamOfDay of_b = b.team_of(id, day);
      const AbsenceRow* away_a = a.absence_of(id, day);
      const AbsenceRow* away_b = b.absence_of(id, day);
      if (a.team_name(of_a.team) != b.team_name(of_b.team) || of_a.lead != of_b.lead ||
          (away_a == nullptr) != (away_b == nullptr) || a.cover_of(id, day) != b.cover_of(id, day) ||
          (away_a != nullptr && (away_a->from != away_b->from || away_a->until != away_b->until)))
        return "actor " + std::to_string(i) + " on " + day.to_string();
    }
  }
  return {};
}

// The first difference found, for people; empty where there is none.
inline std::string difference(const State& a, const State& b) {
  if (!same(a.organisation(), b.organisation())) return "organisation";
  if (a.founded() && &a.policy() != &b.policy()) return "policy";
  const auto& scheduled_by_a = a.scheduled_policies();
  const auto& scheduled_by_b = b.scheduled_policies();
  if (scheduled_by_a.size() != scheduled_by_b.size()) return "count of scheduled policies";
  for (std::size_t i = 0; i < scheduled_by_a.size(); ++i)
    if (scheduled_by_a[i].effective_at != scheduled_by_b[i].effective_at ||
        scheduled_by_a[i].adoption != scheduled_by_b[i].adoption ||
        scheduled_by_a[i].policy != scheduled_by_b[i].policy)
      return "scheduled policy " + std::to_string(i);
  if (a.actor_count() != b.actor_count()) return "count of actors";
  if (a.contact_count() != b.contact_count()) return "count of contacts";
  if (a.deal_count() != b.deal_count()) return "count of deals";
  for (std::uint32_t i = 1; i <= a.actor_count(); ++i) {
    const ActorId id(i);
    if (a.key_of(id) != b.key_of(id) || b.find(ActorRef(a.key_of(id))) != id ||
        !same(a.actor(id), b.actor(id)))
      return "actor " + std::to_string(i);
  }
  if (const std::string days = difference_of_days(a, b); !days.empty()) return days;
  for (std::uint32_t i = 1; i <= a.contact_count(); ++i) {
    const ContactId id(i);
    if (a.key_of(id) != b.key_of(id) || b.find(ContactRef(a.key_of(id))) != id ||
        !same(a.contact(id), b.contact(id)) ||
        a.niche_of(a.contact(id).niche) != b.niche_of(b.contact(id).niche))
      return "contact " + std::to_string(i);
  }
  for (std::uint32_t i = 1; i <= a.deal_count(); ++i)
    if (!same(a.deal(DealId(i)), b.deal(DealId(i)))) return "deal " + std::to_string(i);
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
