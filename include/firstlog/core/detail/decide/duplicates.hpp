// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Suspected duplicates (DOMAIN 4): one business, one rep.
#pragma once

#include <optional>
#include <span>

#include "firstlog/core/cluster.hpp"
#include "firstlog/core/detail/decide/decision.hpp"

namespace firstlog::inline v1::detail {

// A refusal that names the second contact it is about and, where it has one, the claim that stands there.
inline Outcome refused_for(Decision& d, Rule rule, ContactId other) {
  const ContactRow& row = d.state.contact(other);
  Outcome outcome = row.claimant.present() ? d.refused(rule, row.claimant, row.claim_position, row.claimed_at)
                                           : d.refused(rule);
  outcome.other = other;
  if (d.events.size() == 1) d.events[0].other = other;
  return outcome;
}

inline bool confirms(const Decision& d) noexcept {
  return d.gives(Field::confirm) && d.command.confirm;
}

// What still acts on a contact that was merged away: a suppression, which must be possible at any moment,
// and what concerns a close that stayed behind.
inline bool acts_on_merged_away(const Decision& d) noexcept {
  if (is_open_to_merged_away(d.command.kind)) return true;
  const bool decides = d.command.kind == CommandKind::approve || d.command.kind == CommandKind::reject ||
                       d.command.kind == CommandKind::hold;
  return decides && d.row->deal.present() && d.state.deal(d.row->deal).status == CloseStatus::pending;
}

inline std::optional<Outcome> refused_as_merged_away(Decision& d) {
  if (d.row == nullptr || d.row->kin == 0 || !d.state.kin(d.row->kin).merged_into.present()) return {};
  if (acts_on_merged_away(d)) return {};
  return refused_for(d, Rule::merged_away, survivor_of(d.state, d.contact));
}

// Whether a suspected duplicate keeps `rep` off this contact: because it is locked, or because another rep
// has it while nobody has this one.
inline std::optional<Outcome> kept_off(Decision& d, ActorId rep) {
  if (d.row->kin == 0) return {};
  if (const ContactId by = lock_against(d.state, d.policy, d.contact, rep); by.present())
    return refused_for(d, Rule::locked_by_duplicate, by);
  if (d.row->assignee == rep) return {};
  const ClusterAssignee other = cluster_assignee(d.state, d.policy, d.contact);
  if (other.rep.present() && other.rep != rep) return refused_for(d, Rule::duplicate_assigned, other.contact);
  return {};
}

// The new contact seems to be the business of each of these clusters.
inline void suspect(Decision& d, std::span<const ContactId> clusters, std::uint32_t cycle) {
  for (const ContactId oldest : clusters) {
    Event& event = d.add(EventKind::duplicates_suspected);
    event.cycle = cycle;
    event.other = oldest;
  }
}

}  // namespace firstlog::inline v1::detail
