// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Contacts, deals and actors as the engine hands them out. Texts are copies.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/core/deal.hpp"
#include "firstlog/core/due.hpp"
#include "firstlog/core/ref.hpp"
#include "firstlog/rules/roles.hpp"
#include "firstlog/rules/rule.hpp"

namespace firstlog::inline v1 {

// What a contact's page shows (DOMAIN 11). Texts are copies.
struct ContactRecord {
  ContactId id;
  std::string key;
  std::string state;  // its name in the pipeline
  Instant status_since;
  ActorId assignee;
  std::string assignee_key;  // empty: in the pool
  Instant assigned_since;
  Rule assigned_by = Rule::none;
  ActorId claimant;
  std::string claimant_key;
  Position claim_position;
  Instant claimed_at;
  std::uint32_t cycle = 0;
  std::uint32_t attempts = 0;
  Instant due;  // next step; epoch: none
  DueKind due_kind = DueKind::none;
  bool overdue = false;
  bool locked = false;
  DealId deal;
  ContactId cluster;      // the oldest contact of its suspected duplicates; itself where it has none
  ContactId merged_into;  // the contact that absorbed it; absent: none did
  ContactId parent;
  // Ways in which it must not be contacted, for whatever reason.
  struct {
    bool calls = false;
    bool messages = false;
    bool email = false;
    bool any() const noexcept { return calls || messages || email; }
  } suppressed;
};

// An actor on one day of the organisation's calendar. Texts are copies.
struct ActorRecord {
  ActorId id;
  std::string key;
  Roles roles;
  bool active = true;
  std::uint32_t contacts = 0;  // assigned to him now
  std::uint32_t open = 0;      // of those, neither won nor lost
  Date day;                    // the one asked for; what stands below is of that day
  std::string team;            // empty: in none
  std::string lead_key;        // to whom he reports; empty: to nobody
  bool absent = false;
  Date absent_from;  // first and last day of that absence
  Date absent_until;
  std::string cover_key;  // who may act for him on that day; empty: nobody
};

// One deal of a contact, as it stands (DOMAIN 1, 6, 13).
struct DealRecord {
  DealId id;
  std::uint32_t cycle = 0;  // of the contact, in which it was opened
  bool current = false;     // the one that commands mean which name none
  CloseStatus status = CloseStatus::none;
  ActorId closer;
  ActorId decider;                   // of the newest decision; absent: none yet, or the system
  ActorId credited;                  // the claim that it pays, but for the shares
  std::vector<CreditShare> credits;  // by handle; empty: all to `credited`
  Money claimed;
  Money invoiced;  // net, as approved or amended since; without currency before the first approval
  Money reversed;  // of the invoiced amount, and not reinstated
  Money billed;    // invoices recorded; without currency: none
  Money received;  // receipts recorded; without currency: none
  Instant closed_at;
  Instant decided_at;
  Instant hold_until;         // epoch: not held
  Position closed_position;   // what an approval refers to
  Position decided_position;  // what a correction of a verified close refers to
  YearMonth period;           // verified: in which it counts
  Date signed_on;             // these three: 1970-01-01 where not told
  Date invoiced_on;
  Date paid_on;
  std::uint32_t closes = 0;  // logged on it, withdrawn and rejected ones included
};

// A contact whose claim is not its assignee's: one calls, the other earns (DOMAIN 5).
struct SplitOwnership {
  ContactId contact;
  std::string contact_key;
  std::string state;  // its name in the pipeline
  ActorId claimant;
  std::string claimant_key;
  Position claim_position;
  Instant claimed_at;
  ActorId assignee;          // absent: in the pool
  std::string assignee_key;  // empty: in the pool
  Instant assigned_since;
};

}  // namespace firstlog::inline v1
