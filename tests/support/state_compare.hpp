// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether two states say the same, asked through their public accessors.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "firstlog/core/cluster.hpp"
#include "firstlog/core/state.hpp"
#include "firstlog/core/suppressed.hpp"

namespace firstlog_test {

using namespace firstlog;

inline bool same(const ContactRow& a, const ContactRow& b) {
  return a.last == b.last && a.claim_position == b.claim_position && a.claimed_at == b.claimed_at &&
         a.status_since == b.status_since && a.assigned_since == b.assigned_since && a.due == b.due &&
         a.suspended_due == b.suspended_due && a.last_connect_at == b.last_connect_at &&
         a.claimant == b.claimant && a.assignee == b.assignee && a.previous_assignee == b.previous_assignee &&
         a.last_connect_by == b.last_connect_by && a.deal == b.deal && a.niche == b.niche &&
         a.cycle == b.cycle && a.attempts == b.attempts && a.match == b.match && a.kin == b.kin &&
         a.sort_key == b.sort_key && a.place == b.place && a.assigned_by == b.assigned_by &&
         a.state == b.state && a.state_before == b.state_before && a.due_kind == b.due_kind &&
         a.overdue == b.overdue && a.imported == b.imported;
}
inline bool same(const ActorRow& a, const ActorRow& b) {
  return a.roles == b.roles && a.active == b.active && a.callbacks == b.callbacks &&
         a.contacts == b.contacts && a.open == b.open && a.departed == b.departed && a.opening == b.opening;
}
inline bool same(const DealRow& a, const DealRow& b) {
  return a.contact == b.contact && a.closer == b.closer && a.decider == b.decider &&
         a.credited == b.credited && a.claimed == b.claimed && a.invoiced == b.invoiced &&
         a.billed == b.billed && a.received == b.received && a.reversed == b.reversed &&
         a.signed_on == b.signed_on && a.invoiced_on == b.invoiced_on && a.paid_on == b.paid_on &&
         a.cycle == b.cycle && a.credits == b.credits && a.credit_count == b.credit_count &&
         a.last_reversal == b.last_reversal && a.closed_from == b.closed_from &&
         a.approved_from == b.approved_from && a.apart == b.apart && a.has_lines == b.has_lines &&
         a.closed_at == b.closed_at && a.decided_at == b.decided_at && a.hold_until == b.hold_until &&
         a.closed_position == b.closed_position && a.decided_position == b.decided_position &&
         a.period == b.period && a.status == b.status && a.closes == b.closes;
}
inline bool same(const CreditRow& a, const CreditRow& b) {
  return a.rep == b.rep && a.share == b.share;
}
inline bool same(const ReversalRow& a, const ReversalRow& b) {
  return a.position == b.position && a.amount == b.amount && a.reinstated == b.reinstated &&
         a.previous == b.previous;
}
inline bool same(const DocumentRow& a, const DocumentRow& b) {
  return a.position == b.position && a.at == b.at && a.actor == b.actor && a.deal == b.deal &&
         a.recorded == b.recorded;
}
inline bool same(const DisputeRow& a, const DisputeRow& b) {
  return a.opened == b.opened && a.line == b.line && a.resolved == b.resolved && a.opened_at == b.opened_at &&
         a.resolved_at == b.resolved_at && a.due == b.due && a.rep == b.rep && a.opener == b.opener &&
         a.resolver == b.resolver && a.deal == b.deal && a.open_next == b.open_next && a.status == b.status &&
         a.overdue == b.overdue;
}
inline bool same(const OrganisationRow& a, const OrganisationRow& b) {
  return a.head == b.head && a.dispute_due == b.dispute_due && a.open_disputes == b.open_disputes &&
         a.head_time == b.head_time && a.clock_floor == b.clock_floor && a.freeze_due == b.freeze_due &&
         a.oldest_open == b.oldest_open && a.windows_since == b.windows_since &&
         a.timers_since == b.timers_since && a.active_managers == b.active_managers &&
         a.active_admins == b.active_admins && a.contested == b.contested && a.pending == b.pending &&
         a.open_imports == b.open_imports && a.first_period == b.first_period && a.frozen == b.frozen;
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

inline bool same(const MergeRow& a, const MergeRow& b) {
  return a.position == b.position && a.survivor == b.survivor && a.absorbed == b.absorbed &&
         a.survivor_assignee == b.survivor_assignee && a.absorbed_assignee == b.absorbed_assignee &&
         a.survivor_before == b.survivor_before && a.absorbed_before == b.absorbed_before &&
         a.survivor_after == b.survivor_after && a.absorbed_after == b.absorbed_after &&
         a.previous == b.previous && a.undone == b.undone;
}
inline bool same(const SuppressionRow& a, const SuppressionRow& b) {
  return a.position == b.position && a.since == b.since && a.contact == b.contact && a.by == b.by &&
         a.source == b.source && a.previous == b.previous && a.scope == b.scope &&
         a.keys_only == b.keys_only && a.lifted == b.lifted;
}
// Down to the rings and counts, which depend on the order of events alone.
inline bool same(const KinRow& a, const KinRow& b) {
  for (int scope = 0; scope < suppression_scope_count; ++scope)
    if (a.barred[scope] != b.barred[scope] || a.group_barred[scope] != b.group_barred[scope]) return false;
  return a.contact == b.contact && a.parent == b.parent && a.merged_into == b.merged_into &&
         a.merges == b.merges && a.suppressions == b.suppressions && a.cluster == b.cluster &&
         a.cluster_next == b.cluster_next && a.group == b.group && a.group_next == b.group_next &&
         a.engaged_next == b.engaged_next && a.engaged_before == b.engaged_before &&
         a.barred_addresses == b.barred_addresses && a.engaged == b.engaged && a.assigned == b.assigned &&
         a.cluster_size == b.cluster_size && a.engaged_first == b.engaged_first &&
         a.assigned_count == b.assigned_count && a.assigned_first == b.assigned_first &&
         a.oldest == b.oldest && a.group_size == b.group_size;
}

// What duplicates, merges and suppressions left; empty where it is the same.
inline std::string kin_difference(const State& a, const State& b) {
  if (a.matches().size() != b.matches().size()) return "count of match links";
  for (std::uint32_t i = 1; i <= a.matches().size(); ++i) {
    const auto& x = a.matches()[i];
    const auto& y = b.matches()[i];
    if (x.key != y.key || x.contact != y.contact || x.next_of_key != y.next_of_key ||
        x.next_of_contact != y.next_of_contact || a.matches().find(x.key) != b.matches().find(x.key))
      return "match link " + std::to_string(i);
  }
  if (a.kin_count() != b.kin_count()) return "count of kin";
  for (std::uint32_t i = 1; i <= a.kin_count(); ++i)
    if (!same(a.kin(i), b.kin(i))) return "kin " + std::to_string(i);
  if (a.merge_count() != b.merge_count()) return "count of merges";
  for (std::uint32_t i = 1; i <= a.merge_count(); ++i)
    if (!same(a.merge(i), b.merge(i))) return "merge " + std::to_string(i);
  if (a.suppression_count() != b.suppression_count()) return "count of suppressions";
  for (std::uint32_t i = 1; i <= a.suppression_count(); ++i)
    if (!same(a.suppression(i), b.suppression(i)) ||
        a.code_of(a.suppression(i).source) != b.code_of(b.suppression(i).source))
      return "suppression " + std::to_string(i);
  if (a.barred_key_count() != b.barred_key_count()) return "count of barred keys";
  for (std::uint32_t i = 1; i <= a.barred_key_count(); ++i) {
    const BarredKeyRow& x = a.barred_key(i);
    const BarredKeyRow& y = b.barred_key(i);
    for (int scope = 0; scope < suppression_scope_count; ++scope)
      if (x.first != y.first || x.business[scope] != y.business[scope] ||
          x.address[scope] != y.address[scope])
        return "barred key " + std::to_string(i);
  }
  for (std::uint32_t i = 1; i <= a.contact_count(); ++i)
    if (suppressions_on(a, ContactId(i)) != suppressions_on(b, ContactId(i)))
      return "suppressions on contact " + std::to_string(i);
  return {};
}
inline bool same(const ImportRow& a, const ImportRow& b) {
  return a.begun == b.begun && a.first_use == b.first_use && a.used_at == b.used_at &&
         a.begun_by == b.begun_by && a.used_by == b.used_by && a.contacts == b.contacts &&
         a.used_import == b.used_import && a.bound == b.bound && a.status == b.status &&
         a.wrote_elsewhere == b.wrote_elsewhere;
}
inline bool same(const ImportedRow* a, const ImportedRow* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return *a == *b;
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
    if (a.key_of(id) != b.key_of(id) || b.find(ContactRef(a.key_of(id))) != a.find(ContactRef(id)) ||
        !same(a.contact(id), b.contact(id)) || !same(a.imported(id), b.imported(id)) ||
        a.niche_of(a.contact(id).niche) != b.niche_of(b.contact(id).niche) || !(a.timer(id) == b.timer(id)))
      return "contact " + std::to_string(i);
  }
  for (std::uint32_t i = 1; i <= a.deal_count(); ++i)
    if (!same(a.deal(DealId(i)), b.deal(DealId(i)))) return "deal " + std::to_string(i);
  if (a.credit_count() != b.credit_count()) return "count of credit shares";
  for (std::uint32_t i = 1; i <= a.credit_count(); ++i)
    if (!same(a.credit(i), b.credit(i))) return "credit share " + std::to_string(i);
  if (a.reversal_count() != b.reversal_count()) return "count of reversals";
  for (std::uint32_t i = 1; i <= a.reversal_count(); ++i)
    if (!same(a.reversal(i), b.reversal(i))) return "reversal " + std::to_string(i);
  if (a.document_count() != b.document_count()) return "count of documents";
  for (std::uint32_t i = 1; i <= a.document_count(); ++i)
    if (!same(a.document(i), b.document(i))) return "document " + std::to_string(i);
  if (a.dispute_count() != b.dispute_count()) return "count of disputes";
  for (std::uint32_t i = 1; i <= a.dispute_count(); ++i)
    if (a.key_of_dispute(i) != b.key_of_dispute(i) || !same(a.dispute(i), b.dispute(i)))
      return "dispute " + std::to_string(i);
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
  return kin_difference(a, b);
}

}  // namespace firstlog_test
