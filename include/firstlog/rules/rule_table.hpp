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
    {Rule::effective_in_past, RuleKind::refusal, "effective_in_past",
     "a policy cannot be in force from an instant that has passed", "give an instant from now on"},
    {Rule::policy_not_scheduled, RuleKind::refusal, "policy_not_scheduled",
     "no policy waits for that instant",
     "give the instant of one that does; adopt another to replace one in force"},
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
    {Rule::deal_not_verified, RuleKind::refusal, "deal_not_verified", "the deal has no verified close",
     "look at the deal's state first"},
    {Rule::nothing_to_amend, RuleKind::refusal, "nothing_to_amend",
     "the deal has neither a pending nor a verified close", "look at the deal's state first"},
    {Rule::no_deal, RuleKind::refusal, "no_deal", "the contact has no deal in its present cycle",
     "log the close first, or name an earlier deal"},
    {Rule::corrects_a_correction, RuleKind::refusal, "corrects_a_correction",
     "the entry named is itself a correction", "name the close, approval or reversal that is wrong"},
    {Rule::close_superseded, RuleKind::refusal, "close_superseded",
     "the entry named is not the one that stands: it was decided, logged again or replaced since",
     "look at the entry that the answer names"},
    {Rule::not_a_reversal, RuleKind::refusal, "not_a_reversal",
     "the entry named is no reversal of the deal's present approval", "name the position of the reversal"},
    {Rule::amends_nothing, RuleKind::refusal, "amends_nothing", "the amendment says nothing new",
     "give what is to be corrected"},
    {Rule::lines_do_not_sum, RuleKind::refusal, "lines_do_not_sum",
     "the deal's lines do not sum to its net amount", "correct the lines or the amount; give both"},
    {Rule::tax_does_not_fit, RuleKind::refusal, "tax_does_not_fit",
     "the tax is negative, in another currency, or not what the lines' taxes sum to", "correct the tax"},
    {Rule::credits_do_not_sum, RuleKind::refusal, "credits_do_not_sum",
     "the shares of the credit do not sum to exactly 1", "correct the shares; write a third as \"1/3\""},
    {Rule::credit_named_twice, RuleKind::refusal, "credit_named_twice",
     "two shares of the credit name the same rep", "add them up"},
    {Rule::credit_share_too_fine, RuleKind::refusal, "credit_share_too_fine",
     "a share of the credit is no part that closes are counted in",
     "use hundredths of a percent, or a fraction with a denominator of up to 22"},
    {Rule::document_taken, RuleKind::refusal, "document_taken",
     "a document of that kind and number was recorded before", "look at the entry that the answer names"},
    {Rule::reversal_beyond_invoice, RuleKind::refusal, "reversal_beyond_invoice",
     "the reversals would exceed the invoiced amount", "reverse at most what is left of it"},
    {Rule::reinstates_too_much, RuleKind::refusal, "reinstates_too_much",
     "the amount exceeds what the reversal took and was not given back yet", "give back at most that"},
    {Rule::invoice_missing, RuleKind::refusal, "invoice_missing",
     "no invoice of the deal is recorded, and the policy asks for one", "record the invoice first"},
    {Rule::receipt_missing, RuleKind::refusal, "receipt_missing",
     "no money received for the deal is recorded, and the policy asks for a deposit",
     "record the receipt first"},
    {Rule::period_not_begun, RuleKind::refusal, "period_not_begun", "the period lies in the future",
     "name a period that has begun"},
    {Rule::amount_is_zero, RuleKind::refusal, "amount_is_zero", "an adjustment of nothing adjusts nothing",
     "give a signed amount"},
    {Rule::claim_protected, RuleKind::acceptance, "claim_protected",
     "the won deal is recent enough: its claim is kept in the new cycle", ""},
    {Rule::approved_by_silence, RuleKind::acceptance, "approved_by_silence",
     "nobody decided within the policy's working days: the claimed amount is approved", ""},
    {Rule::silence_ended, RuleKind::acceptance, "silence_ended",
     "the policy in force no longer approves by silence: the close waits for a manager", ""},
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
