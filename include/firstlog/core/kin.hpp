// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What State keeps of contacts that have to do with one another: suspected duplicates, merges, parents,
// suppressions (DOMAIN 3, 4). Only contacts that take part have such rows.
//
// Two partitions lie over them. A cluster holds contacts that share a match key, or were merged, directly
// or through others: one business. A group is clusters joined by parent links: what shares suppression.
// A part is a ring of rows; what is counted of it stands at its head, one of its members. Joining two
// parts costs the smaller one's members; parting (an undone merge, another parent, a dropped key) costs
// all members of the group.
#pragma once

#include <cstddef>
#include <cstdint>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/core/due.hpp"
#include "firstlog/rules/state_number.hpp"
#include "firstlog/rules/suppression.hpp"

namespace firstlog::inline v1 {

// Numbers of kin rows count from 1; 0: none.
struct KinRow {
  ContactId contact;
  ContactId parent;
  ContactId merged_into;           // who absorbed it; absent: nobody
  std::uint32_t merges = 0;        // number of its newest MergeRow as the survivor
  std::uint32_t suppressions = 0;  // number of the newest SuppressionRow given on it
  std::uint32_t cluster = 0;       // the head of its cluster
  std::uint32_t cluster_next = 0;  // round the ring
  std::uint32_t group = 0;
  std::uint32_t group_next = 0;
  // Contacts with a claim or a lock form a list of their own in their cluster: most clusters have none or
  // one.
  std::uint32_t engaged_next = 0;
  std::uint32_t engaged_before = 0;
  std::uint32_t barred[suppression_scope_count] = {};  // suppressions of the contact, and of its keys
  std::uint32_t barred_addresses = 0;                  // its keys that are barred alone, once per bar
  bool engaged = false;
  bool assigned = false;

  // At the head of a cluster.
  std::uint32_t cluster_size = 1;
  std::uint32_t engaged_first = 0;
  std::uint32_t assigned_count = 0;
  std::uint32_t assigned_first = 0;  // of the contact with an assignee that was registered first
  ContactId oldest;
  // At the head of a group.
  std::uint32_t group_size = 1;
  std::uint32_t group_barred[suppression_scope_count] = {};
};

// What a merge compares and moves: where a contact stands in its present cycle, and whose the claim is.
struct Life {
  Position claim_position;
  Instant claimed_at;
  Instant status_since;
  Instant due;
  Instant suspended_due;
  ActorId claimant;
  DealId deal;
  std::uint32_t cycle = 0;
  StateNumber state = 0;
  StateNumber state_before = 0;
  DueKind due_kind = DueKind::none;
  bool overdue = false;
  bool suspended_overdue = false;

  friend bool operator==(const Life&, const Life&) = default;
};

struct MergeRow {
  Position position;  // of contacts_merged
  ContactId survivor;
  ContactId absorbed;
  ActorId survivor_assignee;  // before
  ActorId absorbed_assignee;  // before
  Life survivor_before;
  Life absorbed_before;
  Life survivor_after;
  Life absorbed_after;
  std::uint32_t previous = 0;  // the survivor's merge before this one
  bool undone = false;
};

// A suppression as it was given. Lifted ones stay.
struct SuppressionRow {
  Position position;  // of its event
  Instant since;
  ContactId contact;
  ActorId by;
  std::uint32_t source = 0;    // handle of State::code_of
  std::uint32_t bars = 0;      // number of its first BarRow
  std::uint32_t previous = 0;  // the contact's suppression before this one
  SuppressionScope scope = SuppressionScope::all;
  bool keys_only = false;  // given for single numbers and addresses, not for the business
  bool lifted = false;
};

// A suppression bars a key.
struct BarRow {
  std::uint32_t suppression = 0;
  std::uint32_t key = 0;                  // number of its BarredKeyRow
  std::uint32_t next_of_key = 0;          // newest first
  std::uint32_t next_of_suppression = 0;  // newest first
  bool address_only = false;              // bars the number or address, not the business
};

// A key that was barred once. Whoever holds it, now or later, is concerned.
struct BarredKeyRow {
  std::uint32_t first = 0;  // number of its newest BarRow
  // Suppressions in force, by scope.
  std::uint32_t business[suppression_scope_count] = {};
  std::uint32_t address[suppression_scope_count] = {};
};

}  // namespace firstlog::inline v1
