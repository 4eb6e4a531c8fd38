// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Every rule in one table: its name, and the sentence and remedy that explain it.
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/rules/rule.hpp"

namespace firstlog::inline v1 {

enum class RuleKind : std::uint8_t { none, malformed, refusal, contest, acceptance };

// Every rule with its name, as in JSON and in every language, and the sentence that explains it.
struct RuleRow {
  Rule rule;
  RuleKind kind;
  std::string_view name;
  std::string_view sentence;
  std::string_view remedy;  // empty where there is nothing to remedy
};

inline constexpr RuleRow rule_rows[] = {
    {Rule::none, RuleKind::none, "none", "no rule had to decide", ""},
    {Rule::field_missing, RuleKind::malformed, "field_missing", "the command lacks a field that it needs",
     "give the field named"},
    {Rule::field_malformed, RuleKind::malformed, "field_malformed",
     "a field's content does not follow its format", "correct the field named"},
    {Rule::field_not_allowed, RuleKind::malformed, "field_not_allowed",
     "the command carries a field that it does not know", "leave the field named out"},
    {Rule::organisation_not_founded, RuleKind::malformed, "organisation_not_founded",
     "the organisation's journal is empty", "send found_organisation first"},
    {Rule::organisation_already_founded, RuleKind::malformed, "organisation_already_founded",
     "the organisation exists", "use adopt_policy or register_actor"},
    {Rule::unknown_actor, RuleKind::malformed, "unknown_actor", "no actor has that key or handle",
     "register the actor first, or correct the key"},
    {Rule::unknown_contact, RuleKind::malformed, "unknown_contact", "no contact has that key or handle",
     "register the contact first, or correct the key"},
    {Rule::unknown_rep, RuleKind::malformed, "unknown_rep",
     "no actor has the key or handle given for the rep", "register the actor first, or correct the key"},
    {Rule::unknown_deal, RuleKind::malformed, "unknown_deal", "the contact has no such deal",
     "leave the deal out to mean the contact's current one"},
    {Rule::key_taken, RuleKind::malformed, "key_taken", "something of that key exists already",
     "choose another key, or use the one that exists"},
    {Rule::idempotency_key_reused, RuleKind::malformed, "idempotency_key_reused",
     "the idempotency key was used for another command", "use a new key for a new command"},
    {Rule::sequence_passed, RuleKind::malformed, "sequence_passed",
     "the producer has sent a later sequence since", "read the journal for the older outcome"},
    {Rule::policy_malformed, RuleKind::malformed, "policy_malformed", "the policy document has errors",
     "check the document; the errors name path and remedy"},
    {Rule::actor_inactive, RuleKind::refusal, "actor_inactive", "the actor is not active",
     "let a manager activate the actor"},
    {Rule::role_not_allowed, RuleKind::refusal, "role_not_allowed",
     "none of the actor's roles may give this command", "ask somebody whose role may"},
    {Rule::not_assignee, RuleKind::refusal, "not_assignee", "another rep is the contact's assignee",
     "ask the assignee, or a manager to reassign"},
    {Rule::four_eyes, RuleKind::refusal, "four_eyes",
     "one's own close is approved by another manager where there are two", "let another manager decide"},
    {Rule::no_transition, RuleKind::refusal, "no_transition",
     "the pipeline does not allow this in the contact's state", "look at the contact's state first"},
    {Rule::already_decided, RuleKind::refusal, "already_decided", "somebody decided this close before",
     "look at who decided, and when"},
    {Rule::already_logged, RuleKind::refusal, "already_logged", "the actor's own entry stands already", ""},
    {Rule::pipeline_not_extended, RuleKind::refusal, "pipeline_not_extended",
     "a new policy may append states to the pipeline, not drop or reorder them", "keep the states in force"},
    {Rule::due_not_in_future, RuleKind::refusal, "due_not_in_future", "the due time is not in the future",
     "give a later time"},
    {Rule::beyond_callback_horizon, RuleKind::refusal, "beyond_callback_horizon",
     "the callback lies beyond the policy's horizon", "agree on an earlier time"},
    {Rule::too_many_callbacks, RuleKind::refusal, "too_many_callbacks",
     "the rep has as many agreed callbacks as the policy allows", "resolve some of them first"},
    {Rule::interest_needs_connect, RuleKind::refusal, "interest_needs_connect",
     "the rep has no recent connect with this contact", "log the call first"},
    {Rule::amount_not_positive, RuleKind::refusal, "amount_not_positive", "the amount is not above zero",
     "give the amount of the sale"},
    {Rule::currency_differs, RuleKind::refusal, "currency_differs",
     "the invoiced currency is not the claimed one", "confirm it, or correct the currency"},
    {Rule::currency_not_of_plan, RuleKind::refusal, "currency_not_of_plan",
     "the amount is not in the plan's currency", "use the plan's currency"},
    {Rule::period_not_over, RuleKind::refusal, "period_not_over", "the period has not ended",
     "close it after its last day"},
    {Rule::period_already_closed, RuleKind::refusal, "period_already_closed", "the period is frozen already",
     ""},
    {Rule::period_not_oldest_open, RuleKind::refusal, "period_not_oldest_open",
     "an older period is still open", "close the older one first"},
    {Rule::no_claim_to_credit, RuleKind::refusal, "no_claim_to_credit",
     "nobody has a claim on this contact, and it has no assignee", "assign the contact first"},
    {Rule::amount_too_large, RuleKind::refusal, "amount_too_large",
     "the amount is above ten million million minor units", "correct the amount"},
    {Rule::rep_inactive, RuleKind::refusal, "rep_inactive", "nobody inactive is given a contact",
     "choose an active rep"},
    {Rule::rep_not_a_rep, RuleKind::refusal, "rep_not_a_rep", "the actor named does not hold the role rep",
     "choose a rep"},
    {Rule::already_assigned, RuleKind::refusal, "already_assigned", "the contact has an assignee already",
     "ask a manager to reassign"},
    {Rule::locked, RuleKind::refusal, "locked",
     "an agreed callback or a pending verification locks the contact", "wait until it is resolved"},
    {Rule::not_assigned, RuleKind::refusal, "not_assigned", "the contact has no assignee", ""},
    {Rule::rep_full, RuleKind::refusal, "rep_full", "the rep has as many open contacts as the policy allows",
     "release some, or ask a manager to assign it"},
    {Rule::first_log_wins, RuleKind::contest, "first_log_wins",
     "the earliest entry by the system's timestamp owns the credit", ""},
    {Rule::assignee_only, RuleKind::contest, "assignee_only",
     "only the assignee's entry establishes a claim under this policy", ""},
    {Rule::claim_established, RuleKind::acceptance, "claim_established",
     "the cycle's first valid entry: the claim is the actor's", ""},
    {Rule::claim_from_pool, RuleKind::acceptance, "claim_from_pool",
     "the contact had no assignee: the entry took it and established the claim", ""},
    {Rule::claim_kept, RuleKind::acceptance, "claim_kept", "the cycle's claim stays where it was", ""},
    {Rule::assigned_explicitly, RuleKind::acceptance, "assigned_explicitly", "somebody named the rep", ""},
    {Rule::assigned_by_niche, RuleKind::acceptance, "assigned_by_niche", "a niche rule matched", ""},
    {Rule::assigned_by_alphabet, RuleKind::acceptance, "assigned_by_alphabet",
     "an alphabetical range matched", ""},
    {Rule::assigned_to_nobody, RuleKind::acceptance, "assigned_to_nobody",
     "no assignment rule matched: the contact is in the pool", ""},
    {Rule::assigned_on_recycle_excluded, RuleKind::acceptance, "assigned_on_recycle_excluded",
     "the rule named the previous assignee, whom the policy excludes for one cycle: the pool", ""},
    {Rule::assigned_by_territory, RuleKind::acceptance, "assigned_by_territory", "a territory rule matched",
     ""},
    {Rule::assigned_by_share, RuleKind::acceptance, "assigned_by_share",
     "no rule with a condition matched: the reps of the rule without one share such contacts", ""},
    {Rule::assigned_to_nobody_free, RuleKind::acceptance, "assigned_to_nobody_free",
     "everybody whom the matching rule names is inactive or full: the contact is in the pool", ""},
    {Rule::unknown_import, RuleKind::malformed, "unknown_import", "no import of that name was begun",
     "send begin_import first, or correct the name"},
    {Rule::import_known, RuleKind::refusal, "import_known", "an import of that name was begun before",
     "go on with that one while it is open, or begin one of another name"},
    {Rule::import_not_open, RuleKind::refusal, "import_not_open", "the import was ended or undone",
     "begin one of another name"},
    {Rule::importer_not_allowed, RuleKind::refusal, "importer_not_allowed",
     "whoever brings the entry in is not active or does not hold the role importer",
     "let an importer bring it in"},
    {Rule::import_in_future, RuleKind::refusal, "import_in_future",
     "the entry's own time lies after the system's", "correct the entry's time or its zone"},
    {Rule::import_out_of_order, RuleKind::refusal, "import_out_of_order",
     "the contact's status changed after the entry's own time",
     "bring entries in by their own time, or record this one as an activity"},
    {Rule::import_grants_too_much, RuleKind::refusal, "import_grants_too_much",
     "an import may register reps, team leads and integrations, and change those only",
     "let a manager or admin grant the role"},
    {Rule::import_in_use, RuleKind::refusal, "import_in_use",
     "something was done since with a contact that the import registered", "correct single entries instead"},
    {Rule::import_wrote_elsewhere, RuleKind::refusal, "import_wrote_elsewhere",
     "the import has entries on contacts that it did not register", "correct single entries instead"},
    {Rule::opening_balance_stands, RuleKind::refusal, "opening_balance_stands",
     "the rep's opening balance was signed off before", "post the difference as an adjustment"},
    {Rule::live_claim_stands, RuleKind::contest, "live_claim_stands",
     "the claim was logged live: an imported entry does not displace it", "let a manager override the claim"},
    {Rule::claim_from_earlier_import, RuleKind::acceptance, "claim_from_earlier_import",
     "the entry's own time is earlier than that of the imported claim: the claim is the actor's", ""},
};

// The row of a rule; that of Rule::none for a number this version does not know.
constexpr const RuleRow& row_of(Rule rule) noexcept {
  for (const RuleRow& row : rule_rows)
    if (row.rule == rule) return row;
  return rule_rows[0];
}

constexpr std::string_view name_of(Rule rule) noexcept {
  return row_of(rule).name;
}

}  // namespace firstlog::inline v1
