// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What is asked of an entry that was made elsewhere and is brought in (DOMAIN 14). It happened; what
// would lose it because of who did it, or because of a limit of today, is not asked. What decides where
// the contact stands and whose the credit is, is asked as ever, at the entry's own time:
//
//   not asked                                             asked
//   actor_inactive, role_not_allowed of the actor         that the importer is active and an importer
//   not_assignee (but of take and of claims)              the pipeline's rows, locks of release and take
//   four_eyes (marked self_approved)                      already_decided, already_logged
//   rep_inactive, rep_full, too_many_callbacks            first log wins, claim_by, who may claim
//   beyond_callback_horizon                               amounts, currencies, due times
//   interest_needs_connect (marked no_recent_connect)
#pragma once

#include <optional>

#include "firstlog/core/detail/decide/decision.hpp"

namespace firstlog::inline v1::detail {

// What is refused whatever the entry says.
inline std::optional<Outcome> refused_import(Decision& d) {
  const std::uint32_t import = d.state.find_import(d.command.batch);
  if (import == 0) return d.malformed(Rule::unknown_import, Field::batch);
  if (d.state.import(import).status != ImportStatus::open) return d.refused(Rule::import_not_open);
  const ActorRow& importer = d.state.actor(d.importer);
  if (!importer.active || !importer.roles.has(Role::importer)) return d.refused(Rule::importer_not_allowed);
  if (d.command.occurred_at > d.recorded) return d.refused(Rule::import_in_future);
  return {};
}

// The roles that an import may give and change.
inline bool may_import(Roles roles) noexcept {
  constexpr Roles harmless = Role::rep | Role::team_lead | Role::integration;
  return (roles.bits() & ~harmless.bits()) == 0;
}

// Whether the contact's status changed after the entry's own time: the entry is late and moves it no more.
inline bool moved_since_then(const Decision& d) noexcept {
  return d.imported && d.row->state_before != 0 && d.now < d.row->status_since;
}

// Whether somebody was given the contact after the entry's own time.
inline bool assigned_since_then(const Decision& d) noexcept {
  return d.imported && d.row->previous_assignee.present() && d.now < d.row->assigned_since;
}

// Whether the contact was in the pool at the entry's own time, as far as its present assignment tells.
inline bool was_pool(const Decision& d) noexcept {
  return d.imported && !d.row->previous_assignee.present() && d.now < d.row->assigned_since;
}

inline bool belongs_to_cycle(const Decision& d) noexcept {
  if (d.row->cycle == 1) return true;
  const ImportedRow* row = d.state.imported(d.contact);
  return row != nullptr && d.now >= row->cycle_since;
}

// Whether the claim came with an import and the entry is earlier: by its own time, at one time by its
// place in the source, of two imports the one begun first.
inline bool takes_claim_over(const Decision& d) noexcept {
  if (!d.imported || !d.row->claimant.present()) return false;
  const ImportedRow* row = d.state.imported(d.contact);
  if (row == nullptr || row->claim_import == 0) return false;
  if (d.now != d.row->claimed_at) return d.now < d.row->claimed_at;
  const std::uint32_t import = d.state.find_import(d.command.batch);
  return import != row->claim_import ? import < row->claim_import : d.command.row < row->claim_row;
}

// Marks the decision's only event as the one that owns the credit from now on.
inline Rule take_claim_over(const Decision& d, Event& event) noexcept {
  event.flags |= EventFlag::moves_claim | EventFlag::valid_entry;
  event.refers_to = d.row->claim_position;
  return Rule::claim_from_earlier_import;
}

inline bool is_before_live_claim(const Decision& d) noexcept {
  if (!d.imported || d.now >= d.row->claimed_at) return false;
  const ImportedRow* row = d.state.imported(d.contact);
  return row == nullptr || row->claim_import == 0;
}

// Whether a credit of that month pays nothing: it lies before the first period of the organisation.
inline bool born_closed(const Decision& d, YearMonth month) noexcept {
  return d.imported && month < d.state.organisation().first_period;
}

}  // namespace firstlog::inline v1::detail
