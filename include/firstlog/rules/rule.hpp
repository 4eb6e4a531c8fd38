// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Why an answer is what it is: one enumerator per rule that can decide a command. Names and sentences
// stand in rules/rule_table.hpp.
#pragma once

#include <cstdint>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever. Within a group the order is the order of precedence: where several
// rules speak against a command, the answer names the first of them. The section of DOMAIN.md that a
// rule comes from stands behind it.
enum class Rule : std::uint16_t {
  none = 0,

  // The command itself is not well formed, or names what does not exist. Such a command leaves no
  // trace in the journal.
  field_missing = 1,
  field_malformed = 2,
  field_not_allowed = 3,
  organisation_not_founded = 4,
  organisation_already_founded = 5,
  unknown_actor = 6,
  unknown_contact = 7,
  unknown_rep = 8,
  unknown_deal = 9,
  key_taken = 10,               // a contact, actor or deal of that key exists
  idempotency_key_reused = 11,  // DESIGN 3.6: the same key with another command
  sequence_passed = 12,         // DESIGN 3.6: a producer's older sequence; its outcome is no longer kept
  policy_malformed = 13,

  // Who may (DOMAIN 1, 12).
  actor_inactive = 30,
  role_not_allowed = 31,
  not_assignee = 32,  // DOMAIN 4: only the assignee acts on a contact
  four_eyes = 33,     // DOMAIN 6: one's own close is approved by another manager

  // What the contact's state allows (DOMAIN 3).
  no_transition = 50,          // the pipeline has no row for this state and trigger
  already_decided = 51,        // DOMAIN 6: another manager's decision came first
  already_logged = 52,         // the actor's own entry stands already
  pipeline_not_extended = 54,  // a policy may append states, never reorder or drop them

  // Times, limits, amounts.
  due_not_in_future = 70,
  beyond_callback_horizon = 71,
  too_many_callbacks = 72,
  interest_needs_connect = 73,
  amount_not_positive = 74,
  currency_differs = 75,  // DOMAIN 6: approval in another currency asks for confirmation
  currency_not_of_plan = 76,
  period_not_over = 77,
  period_already_closed = 78,
  period_not_oldest_open = 79,
  no_claim_to_credit = 80,  // a close needs somebody who earns it
  amount_too_large = 81,    // above what lets every total stay exact

  // Assignment (DOMAIN 4).
  rep_inactive = 90,
  rep_not_a_rep = 91,
  already_assigned = 92,
  locked = 93,  // an agreed callback or a verification holds the contact
  not_assigned = 94,
  rep_full = 95,  // the policy's capacity for the rep is reached

  // Arbitration (DOMAIN 5). These answer a contested entry.
  first_log_wins = 110,  // somebody's entry has the lower position
  assignee_only = 111,   // claim_by = assignee_or_pool, and another rep is the assignee

  // Acceptance: what made an accepted command right.
  claim_established = 130,
  claim_from_pool = 131,  // the contact had no assignee: the entry took it and claimed it
  claim_kept = 132,       // the cycle's claim exists and stays where it was
  assigned_explicitly = 140,
  assigned_by_niche = 141,
  assigned_by_alphabet = 142,
  assigned_to_nobody = 143,  // no rule matched: the pool
  assigned_on_recycle_excluded = 144,
  assigned_by_territory = 145,
  assigned_by_share = 146,        // the rule without condition shares what no other rule takes
  assigned_to_nobody_free = 147,  // a rule matched, but whoever it names is inactive or full: the pool

  // Import of history (DOMAIN 14).
  unknown_import = 290,            // malformed
  import_known = 291,              // a batch of that name was begun before
  import_not_open = 292,           // the batch was ended or undone
  importer_not_allowed = 293,      // who brings the entry in is inactive or no importer
  import_in_future = 294,          // the entry's own time lies after the system's
  import_out_of_order = 295,       // the contact's status changed after the entry's time
  import_grants_too_much = 296,    // an import makes nobody a manager, admin or the like
  import_in_use = 297,             // something was done since with what the import made
  import_wrote_elsewhere = 298,    // the import has entries on contacts that it did not register
  opening_balance_stands = 299,    // the rep has one already
  live_claim_stands = 300,         // contest: an imported entry never displaces a live claim
  claim_from_earlier_import = 301  // acceptance: the entry is earlier than the imported claim
};

}  // namespace firstlog::inline v1
