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
  effective_in_past = 82,   // a policy holds from an instant that is not over
  policy_not_scheduled = 83,
  assignment_leaves_gap = 84,  // DOMAIN 4: the policy asks for rules that leave nobody out
  collation_fixed = 85,        // names of contacts known are kept as the collation in force sorts them

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
  assigned_by_share = 146,  // the rule without condition shares what no other rule takes
  assigned_to_nobody_free =
      147,  // a rule matched, but whoever it names is inactive, absent or full: the pool

  // Deals, corrections, money facts (DOMAIN 6, 7, 13).
  deal_not_verified = 160,
  nothing_to_amend = 161,  // the deal has no pending or verified close
  no_deal = 162,
  corrects_a_correction = 163,
  close_superseded = 164,  // the entry that the actor saw is not the one that stands
  not_a_reversal = 165,
  amends_nothing = 166,  // the command says nothing new
  lines_do_not_sum = 167,
  tax_does_not_fit = 168,
  credits_do_not_sum = 169,
  credit_named_twice = 170,
  credit_share_too_fine = 171,  // rules/close_count.hpp: no exact part of a close
  document_taken = 172,         // the answer names who recorded it first, and where
  reversal_beyond_invoice = 173,
  reinstates_too_much = 174,
  invoice_missing = 175,  // the policy asks for a recorded invoice before an approval
  receipt_missing = 176,  // the policy asks for a recorded deposit before an approval
  period_not_begun = 177,
  amount_is_zero = 178,
  // How it was accepted.
  claim_protected = 190,  // a new deal: the won deal's rep keeps the claim
  approved_by_silence = 191,
  silence_ended = 192,  // the policy in force no longer approves by silence

  // Corrections of entries (DOMAIN 13), in the order in which they are asked.
  entry_unknown = 200,               // no event of the contact stands there
  retraction_not_retractable = 201,  // a correction of a correction
  close_not_retractable = 202,       // withdraw_close takes a close back
  entry_not_retractable = 203,       // a kind of event that retract does not know
  already_retracted = 204,
  entry_not_own = 205,
  retract_too_late = 206,
  entry_has_consequences = 207,  // a later change, a contest, an assignment rests on it
  entry_pays_close = 208,        // its claim pays a close, and nobody else has a valid entry
  retract_needs_reason = 209,    // of a manager

  // Claims moved by a manager (DOMAIN 5).
  claim_already_held = 212,

  // What became of a claim, and why a timer released a contact (DOMAIN 4, 5).
  claim_passed = 220,   // to the next valid entry of the cycle
  claim_dropped = 221,  // nobody else has a valid entry
  claim_by_manager = 222,
  claim_window_over = 223,
  released_idle = 224,
  released_stage = 225,
  released_overdue = 226,
  released_first_contact = 227,
  released_failed_attempts = 228,
  // Duplicates and suppression (DOMAIN 3, 4).
  merged_away = 230,          // the contact was absorbed by another, which the answer names
  locked_by_duplicate = 231,  // an agreed callback or a verification on a suspected duplicate
  duplicate_assigned = 232,   // a suspected duplicate is another rep's
  suppressed = 233,           // do not call
  not_suppressed = 234,       // no such suppression was given on this contact
  merge_with_itself = 235,
  pending_on_both = 236,  // both wait for verification, for different reps
  not_a_merge = 237,
  already_unmerged = 238,
  newer_merge = 239,  // a later merge of the same contact stands
  parent_is_itself = 240,
  parent_cycle = 241,  // the parent's own parents lead back to the contact
  parent_unchanged = 242,
  // These accept.
  assigned_as_duplicate = 250,  // to whoever has the suspected duplicates
  assigned_by_merge = 251,      // what a merge, or its undoing, moved
  possible_double_sale = 252,   // both contacts of a merge were won

  // Teams, absence, departure (DOMAIN 1, 10).
  outside_team = 260,        // where teams are set, a team lead acts on his own people's contacts
  absence_of_another = 261,  // only a manager or his team lead says that somebody else is away
  lead_not_a_lead = 262,
  rep_absent = 263,          // nobody absent is given a contact
  before_open_period = 264,  // what a closed period rests on stays
  absence_ends_too_soon = 265,
  absence_overlaps = 266,
  cover_is_the_rep = 267,
  cover_is_absent = 268,
  no_such_absence = 269,
  last_manager = 270,
  last_admin = 271,
  already_departed = 272,
  successor_is_the_leaver = 273,
  assigned_on_departure = 274,  // acceptance: a leaver's contact was handed on

  // Import of history (DOMAIN 14).
  unknown_import = 290,             // malformed
  import_known = 291,               // a batch of that name was begun before
  import_not_open = 292,            // the batch was ended or undone
  importer_not_allowed = 293,       // who brings the entry in is inactive or no importer
  import_in_future = 294,           // the entry's own time lies after the system's
  import_out_of_order = 295,        // the contact's status changed after the entry's time
  import_grants_too_much = 296,     // an import makes nobody a manager, admin or the like
  import_in_use = 297,              // something was done since with what the import made
  import_wrote_elsewhere = 298,     // the import has entries on contacts that it did not register
  opening_balance_stands = 299,     // the rep has one already
  live_claim_stands = 300,          // contest: an imported entry never displaces a live claim
  claim_from_earlier_import = 301,  // acceptance: the entry is earlier than the imported claim

  // Disputes (DOMAIN 11), in the order in which they are asked.
  unknown_dispute = 320,     // malformed
  dispute_of_another = 321,  // a rep speaks for his own lines alone
  line_unknown = 322,        // no line of the rep's comes from the entry
  dispute_open = 323,        // the line is disputed already
  dispute_resolved = 324,
  answer_unknown = 325,  // what should answer the dispute is no later entry about the same money
};

}  // namespace firstlog::inline v1
