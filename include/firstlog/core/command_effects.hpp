// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What can come of every command: a sentence, the events that it can produce, the rules that can
// answer it under whatever policy. Beside core/command_table.hpp, as data for bindings and documents;
// nothing is decided by it. A test explores what happens and fails where this table lacks an entry or
// has one that never occurs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/command_table.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/rules/rule.hpp"

namespace firstlog::inline v1 {

// A set of enumerators whose numbers lie below 64 * Words. A larger one is never in it; in a constant
// expression, putting it there does not compile.
template <class E, std::size_t Words>
class NumberSet {
 public:
  constexpr NumberSet() noexcept = default;
  constexpr NumberSet(std::initializer_list<E> members) noexcept {
    for (E member : members) words_[number(member) / 64] |= std::uint64_t{1} << (number(member) % 64);
  }
  constexpr bool has(E one) const noexcept {
    return number(one) < 64 * Words && (words_[number(one) / 64] >> (number(one) % 64) & 1U) != 0;
  }
  constexpr bool empty() const noexcept { return *this == NumberSet(); }
  friend constexpr NumberSet operator|(NumberSet a, const NumberSet& b) noexcept {
    for (std::size_t i = 0; i < Words; ++i) a.words_[i] |= b.words_[i];
    return a;
  }
  friend constexpr bool operator==(const NumberSet&, const NumberSet&) noexcept = default;

 private:
  static constexpr std::size_t number(E one) noexcept { return static_cast<std::size_t>(one); }
  std::uint64_t words_[Words] = {};
};
using EventKinds = NumberSet<EventKind, 4>;
using Rules = NumberSet<Rule, 8>;

struct CommandEffects {
  CommandKind kind = CommandKind::none;
  std::string_view sentence;  // what it does
  EventKinds events;          // besides command_refused, which records a refusal of any command
  Rules rules;                // besides admission_rules(kind)
};

namespace detail {

// Moves of the pipeline, which says who may pull them and which of them establish a claim.
inline constexpr Rules move_rules{
    Rule::none,
    Rule::not_assignee,
    Rule::no_transition,
    Rule::interest_needs_connect,
    Rule::no_claim_to_credit,
    Rule::not_assigned,
    Rule::rep_full,
    Rule::rep_absent,
    Rule::claim_established,
    Rule::claim_from_pool,
    Rule::claim_kept,
    Rule::locked_by_duplicate,
    Rule::duplicate_assigned,
    Rule::first_log_wins,
    Rule::import_out_of_order,
    Rule::claim_from_earlier_import,
};
// A move that would establish a claim is contested where a suspected duplicate has one.
inline constexpr Rules by_duplicate{Rule::locked_by_duplicate, Rule::duplicate_assigned};
inline constexpr Rules by_rule{Rule::assigned_by_niche,  Rule::assigned_by_alphabet,
                               Rule::assigned_to_nobody, Rule::assigned_by_territory,
                               Rule::assigned_by_share,  Rule::assigned_to_nobody_free};
inline constexpr Rules for_a_rep{Rule::rep_inactive, Rule::rep_not_a_rep, Rule::rep_absent,
                                 Rule::assigned_explicitly};
inline constexpr Rules for_contents{
    Rule::rep_not_a_rep,      Rule::lines_do_not_sum,      Rule::tax_does_not_fit, Rule::credits_do_not_sum,
    Rule::credit_named_twice, Rule::credit_share_too_fine, Rule::document_taken,
};
inline constexpr Rules for_an_amount{Rule::amount_not_positive, Rule::currency_not_of_plan,
                                     Rule::amount_too_large};
inline constexpr Rules for_an_entry{Rule::deal_not_verified, Rule::no_deal, Rule::corrects_a_correction,
                                    Rule::close_superseded};
inline constexpr Rules for_a_time{Rule::due_not_in_future, Rule::beyond_callback_horizon};

}  // namespace detail

inline constexpr CommandEffects command_effects[] = {
    {CommandKind::found_organisation,
     "founds the organisation under its first policy; the actor becomes its first admin and manager",
     {EventKind::organisation_founded, EventKind::policy_adopted, EventKind::actor_registered},
     {Rule::none}},
    {CommandKind::adopt_policy,
     "puts another policy into force, at once or from an instant on; one that has passed restates what was "
     "paid",
     {EventKind::policy_adopted},
     {Rule::none, Rule::pipeline_not_extended, Rule::currency_not_of_plan, Rule::effective_in_past,
      Rule::assignment_leaves_gap, Rule::collation_fixed}},
    {CommandKind::cancel_policy,
     "takes back a policy that is not in force yet",
     {EventKind::policy_cancelled},
     {Rule::none, Rule::policy_not_scheduled}},
    {CommandKind::register_actor,
     "registers a person or a machine that will give commands",
     {EventKind::actor_registered},
     {Rule::none, Rule::import_grants_too_much}},
    {CommandKind::change_actor,
     "changes an actor's roles, or whether the actor is active",
     {EventKind::actor_changed},
     {Rule::none, Rule::last_manager, Rule::last_admin, Rule::before_open_period,
      Rule::import_grants_too_much}},
    {CommandKind::set_team,
     "says in which team a rep is from a day on, and who leads him there; without a team he leaves his",
     {EventKind::team_set},
     {Rule::none, Rule::rep_inactive, Rule::lead_not_a_lead, Rule::before_open_period}},
    {CommandKind::set_absence,
     "says from when until when a rep is away and who may act for him, or that he is not",
     {EventKind::absence_set},
     {Rule::none, Rule::rep_inactive, Rule::rep_not_a_rep, Rule::absence_of_another, Rule::before_open_period,
      Rule::absence_ends_too_soon, Rule::absence_overlaps, Rule::cover_is_the_rep, Rule::cover_is_absent,
      Rule::no_such_absence}},
    {CommandKind::depart,
     "ends an actor's employment and hands his contacts on, to successors in turn or by rule",
     {EventKind::departed, EventKind::assigned},
     {Rule::none, Rule::rep_inactive, Rule::rep_not_a_rep, Rule::rep_absent, Rule::last_manager,
      Rule::last_admin, Rule::already_departed, Rule::successor_is_the_leaver}},
    {CommandKind::register_contact,
     "puts a contact on the list and assigns it, to the rep named or by rule",
     {EventKind::contact_registered, EventKind::duplicates_suspected},
     detail::for_a_rep | detail::by_rule | Rules{Rule::duplicate_assigned, Rule::assigned_as_duplicate}},
    {CommandKind::assign,
     "gives a contact to a rep; the claim stays where it is, unless a manager moves it as well",
     {EventKind::assigned},
     detail::for_a_rep | detail::by_duplicate | Rules{Rule::already_assigned, Rule::import_out_of_order}},
    {CommandKind::release,
     "puts a contact back into the pool",
     {EventKind::released},
     {Rule::none, Rule::not_assignee, Rule::locked, Rule::not_assigned, Rule::import_out_of_order}},
    {CommandKind::take,
     "gives a contact of the pool to the rep who asks",
     {EventKind::assigned},
     {Rule::not_assignee, Rule::rep_not_a_rep, Rule::already_assigned, Rule::locked, Rule::rep_full,
      Rule::rep_absent, Rule::assigned_explicitly, Rule::locked_by_duplicate, Rule::duplicate_assigned}},
    {CommandKind::rebalance,
     "gives open contacts that nothing locks to whom the rules name now; explicit ones only where confirmed",
     {EventKind::assigned},
     {Rule::none}},
    {CommandKind::change_contact,
     "corrects what rules ask of a contact; moves nobody by itself",
     {EventKind::contact_changed, EventKind::duplicates_suspected},
     {Rule::none}},
    {CommandKind::suppress,
     "bars contacting the business, or single numbers and addresses; it stops no sale",
     {EventKind::suppressed},
     {Rule::none}},
    {CommandKind::lift_suppression,
     "lifts what was given on this contact, with evidence of consent",
     {EventKind::suppression_lifted},
     {Rule::none, Rule::not_suppressed}},
    {CommandKind::merge,
     "makes two contacts one: the strongest state survives, the earlier claim wins",
     {EventKind::contacts_merged, EventKind::assigned},
     {Rule::none, Rule::merge_with_itself, Rule::pending_on_both, Rule::possible_double_sale}},
    {CommandKind::unmerge,
     "undoes the newest merge of the contact; what happened since stays with it",
     {EventKind::contacts_unmerged, EventKind::assigned, EventKind::released},
     {Rule::none, Rule::not_a_merge, Rule::already_unmerged, Rule::newer_merge}},
    {CommandKind::log_interest,
     "records that the prospect showed interest: the cycle's first valid entry owns the credit",
     {EventKind::interest_logged, EventKind::interest_contested},
     {Rule::none, Rule::no_transition, Rule::already_logged, Rule::interest_needs_connect,
      Rule::no_claim_to_credit, Rule::rep_full, Rule::rep_absent, Rule::first_log_wins, Rule::assignee_only,
      Rule::claim_established, Rule::claim_from_pool, Rule::claim_kept, Rule::locked_by_duplicate,
      Rule::import_out_of_order, Rule::live_claim_stands, Rule::claim_from_earlier_import}},
    {CommandKind::schedule_callback,
     "records a callback agreed with the prospect, which locks the contact",
     {EventKind::callback_scheduled, EventKind::interest_contested},
     detail::move_rules | detail::for_a_time | Rules{Rule::too_many_callbacks, Rule::suppressed}},
    {CommandKind::schedule_retry,
     "sets the time of the next attempt; the status stays",
     {EventKind::retry_scheduled, EventKind::interest_contested},
     detail::move_rules | detail::for_a_time | Rules{Rule::suppressed}},
    {CommandKind::mark_not_interested,
     "records that the prospect declined; the contact recycles after the policy's days",
     {EventKind::marked_not_interested, EventKind::interest_contested},
     detail::move_rules},
    {CommandKind::mark_unworkable,
     "records that the contact cannot be worked: wrong number, closed down, out of area",
     {EventKind::marked_unworkable, EventKind::interest_contested},
     detail::move_rules},
    {CommandKind::log_close,
     "records a sale, which waits for a manager to verify it",
     {EventKind::close_logged, EventKind::interest_contested},
     detail::move_rules | Rules{Rule::amount_not_positive, Rule::amount_too_large, Rule::lines_do_not_sum,
                                Rule::tax_does_not_fit}},
    {CommandKind::withdraw_close,
     "takes a pending close back",
     {EventKind::close_withdrawn},
     {Rule::none, Rule::not_assignee, Rule::no_transition, Rule::import_out_of_order}},
    {CommandKind::approve,
     "verifies the pending close; the amount invoiced, net, is the base of commission",
     {EventKind::close_approved},
     detail::for_contents | detail::for_an_amount |
         Rules{Rule::none, Rule::four_eyes, Rule::no_transition, Rule::already_decided,
               Rule::currency_differs, Rule::close_superseded, Rule::invoice_missing, Rule::receipt_missing,
               Rule::import_out_of_order}},
    {CommandKind::reject,
     "refuses the pending close; the claim stays",
     {EventKind::close_rejected},
     {Rule::none, Rule::no_transition, Rule::already_decided, Rule::close_superseded,
      Rule::import_out_of_order}},
    {CommandKind::hold,
     "leaves the close pending until a time, and may name who must act",
     {EventKind::close_held},
     {Rule::none, Rule::no_transition, Rule::already_decided, Rule::due_not_in_future,
      Rule::import_out_of_order}},
    {CommandKind::reopen,
     "begins the next cycle of a lost contact before it recycles",
     {EventKind::reopened},
     detail::by_rule | Rules{Rule::no_transition, Rule::assigned_as_duplicate, Rule::import_out_of_order}},
    {CommandKind::set_parent,
     "puts the contact under a parent, with which it shares suppression, or under none",
     {EventKind::parent_set},
     {Rule::none, Rule::parent_is_itself, Rule::parent_cycle, Rule::parent_unchanged}},
    {CommandKind::open_deal,
     "begins the next deal with a won contact, and its next cycle; the won deal's rep keeps the claim for a "
     "time",
     {EventKind::deal_opened},
     {Rule::none, Rule::role_not_allowed, Rule::not_assignee, Rule::no_transition, Rule::not_assigned,
      Rule::claim_protected}},
    {CommandKind::log_activity,
     "records a touch and how it ended; the status stays",
     {EventKind::activity_logged},
     {Rule::none, Rule::not_assignee, Rule::suppressed}},
    {CommandKind::add_note,
     "keeps free text in the vault and its commitment in the journal",
     {EventKind::note_added},
     {Rule::none}},
    {CommandKind::advance,
     "does what is due, and nothing else; the engine puts one before any command that finds something due",
     {EventKind::recycled, EventKind::callback_overdue, EventKind::callback_missed, EventKind::close_approved,
      EventKind::close_held, EventKind::period_closed, EventKind::policy_effective, EventKind::claim_lapsed,
      EventKind::claim_lapse_warned, EventKind::released_by_timer, EventKind::dispute_overdue},
     {Rule::none}},
    {CommandKind::close_period,
     "freezes the statements of the oldest open period",
     {EventKind::period_closed},
     {Rule::none, Rule::period_not_over, Rule::period_already_closed, Rule::period_not_oldest_open}},
    {CommandKind::confirm_clock,
     "confirms the clock after the engine answered clock_suspect",
     {EventKind::clock_confirmed},
     {Rule::none}},
    {CommandKind::override_claim,
     "moves the claim to a rep, for the credit to come; a verified close stays whose it was",
     {EventKind::claim_overridden},
     {Rule::rep_inactive, Rule::rep_not_a_rep, Rule::claim_already_held, Rule::claim_by_manager}},
    {CommandKind::retract,
     "takes the effect from an entry, which keeps its place; the claim passes to the next valid entry",
     {EventKind::entry_retracted, EventKind::claim_followed},
     {Rule::none, Rule::rep_inactive, Rule::entry_unknown, Rule::retraction_not_retractable,
      Rule::close_not_retractable, Rule::entry_not_retractable, Rule::already_retracted, Rule::entry_not_own,
      Rule::retract_too_late, Rule::entry_has_consequences, Rule::entry_pays_close,
      Rule::retract_needs_reason, Rule::claim_passed, Rule::claim_dropped}},
    {CommandKind::amend_close,
     "corrects a pending or verified close; the signed difference posts at the rate of its own date",
     {EventKind::close_amended},
     detail::for_contents | detail::for_an_amount |
         Rules{Rule::none, Rule::nothing_to_amend, Rule::no_deal, Rule::corrects_a_correction,
               Rule::close_superseded, Rule::amends_nothing, Rule::reversal_beyond_invoice}},
    {CommandKind::revoke_approval,
     "takes an approval back: the close is pending again, everything that it paid is reversed",
     {EventKind::approval_revoked},
     detail::for_an_entry | Rules{Rule::none}},
    {CommandKind::reverse,
     "refund, chargeback or cancellation of a verified close, in part or whole",
     {EventKind::close_reversed},
     detail::for_an_entry | Rules{Rule::none, Rule::amount_not_positive, Rule::currency_not_of_plan,
                                  Rule::reversal_beyond_invoice}},
    {CommandKind::reinstate,
     "undoes a reversal, in part or whole",
     {EventKind::reversal_undone},
     {Rule::none, Rule::amount_not_positive, Rule::currency_not_of_plan, Rule::deal_not_verified,
      Rule::no_deal, Rule::corrects_a_correction, Rule::not_a_reversal, Rule::reinstates_too_much}},
    {CommandKind::record_invoice,
     "records an invoice of a deal under the host's number",
     {EventKind::invoice_recorded},
     detail::for_an_amount | Rules{Rule::none, Rule::no_deal, Rule::tax_does_not_fit, Rule::document_taken}},
    {CommandKind::record_receipt,
     "records money received for a deal under the host's number",
     {EventKind::receipt_recorded},
     detail::for_an_amount | Rules{Rule::none, Rule::no_deal, Rule::document_taken}},
    {CommandKind::record_payout,
     "records money paid to a rep for a period under the host's number",
     {EventKind::payout_recorded},
     detail::for_an_amount | Rules{Rule::none, Rule::document_taken, Rule::period_not_begun}},
    {CommandKind::adjust,
     "puts a signed amount on a rep's statement, with its reason",
     {EventKind::adjusted},
     {Rule::none, Rule::currency_not_of_plan, Rule::amount_too_large, Rule::document_taken,
      Rule::period_not_begun, Rule::amount_is_zero}},
    {CommandKind::begin_import,
     "begins an import of history, whose entries keep their own time and actor",
     {EventKind::import_begun},
     {Rule::none, Rule::import_known}},
    {CommandKind::end_import,
     "ends an import: no more of it comes, and what waits on its contacts falls due",
     {EventKind::import_ended},
     {Rule::none, Rule::unknown_import, Rule::import_not_open}},
    {CommandKind::undo_import,
     "takes a whole import back, until somebody uses what it made or wrote on",
     {EventKind::import_undone, EventKind::entries_undone},
     {Rule::none, Rule::unknown_import, Rule::import_not_open, Rule::import_in_use,
      Rule::import_wrote_elsewhere}},
    {CommandKind::set_opening_balance,
     "signs off what a rep brings along from the books before the journal, once",
     {EventKind::opening_balance_set},
     {Rule::none, Rule::rep_not_a_rep, Rule::opening_balance_stands, Rule::period_already_closed,
      Rule::currency_not_of_plan}},
    {CommandKind::open_dispute,
     "disputes a line of a rep's statement; what the line pays is paid meanwhile",
     {EventKind::dispute_opened},
     {Rule::none, Rule::dispute_of_another, Rule::document_taken, Rule::line_unknown, Rule::dispute_open}},
    {CommandKind::accept_dispute,
     "finds a dispute right; may name the adjustment or correction that answers it",
     {EventKind::dispute_accepted},
     {Rule::none, Rule::unknown_dispute, Rule::dispute_resolved, Rule::answer_unknown}},
    {CommandKind::reject_dispute,
     "finds a dispute wrong",
     {EventKind::dispute_rejected},
     {Rule::none, Rule::unknown_dispute, Rule::dispute_resolved}},
    {CommandKind::withdraw_dispute,
     "takes a dispute back",
     {EventKind::dispute_withdrawn},
     {Rule::none, Rule::unknown_dispute, Rule::dispute_of_another, Rule::dispute_resolved}},
    {CommandKind::recycle, "the engine's own part of advance: begins a lost contact's next cycle", {}, {}},
    {CommandKind::mark_overdue, "the engine's own part of advance: an agreed callback's time passed", {}, {}},
    {CommandKind::warn_missed,
     "the engine's own part of advance: an overdue callback stayed unresolved",
     {},
     {}},
};

// The row of a kind, or nothing.
constexpr const CommandEffects* effects_of(CommandKind kind) noexcept {
  for (const CommandEffects& row : command_effects)
    if (row.kind == kind) return &row;
  return nullptr;
}

// What is asked of every command before its own rules: its form, that what it names exists, and who
// gives it. Empty for a number that is no command's.
constexpr Rules admission_rules(CommandKind kind) noexcept {
  const CommandRow* row = row_of(kind);
  if (row == nullptr) return {};
  Rules rules{Rule::field_malformed, Rule::field_not_allowed, Rule::idempotency_key_reused,
              Rule::sequence_passed};
  if (!row->needs.empty()) rules = rules | Rules{Rule::field_missing};
  const Fields fields = row->needs | row->knows;
  if (fields.has(Field::document)) rules = rules | Rules{Rule::policy_malformed};
  if (importable(kind))
    rules = rules | Rules{Rule::field_missing,   Rule::unknown_actor,        Rule::unknown_import,
                          Rule::import_not_open, Rule::importer_not_allowed, Rule::import_in_future};
  if (kind == CommandKind::found_organisation) return rules | Rules{Rule::organisation_already_founded};
  if (fields.has(Field::contact) || fields.has(Field::other)) rules = rules | Rules{Rule::unknown_contact};
  if (fields.has(Field::contact) && !is_open_to_merged_away(kind) && row->roles != Roles(Role::system))
    rules = rules | Rules{Rule::merged_away};
  if (fields.shares(Field::rep | Field::cover | Field::reps | Field::credits))
    rules = rules | Rules{Rule::unknown_rep};
  if (fields.shares(Field::contact | Field::rep) && row->roles != Roles(Role::system) &&
      kind != CommandKind::suppress)
    rules = rules | Rules{Rule::outside_team};
  if (fields.has(Field::deal)) rules = rules | Rules{Rule::unknown_deal};
  if (fields.has(Field::key)) rules = rules | Rules{Rule::key_taken};
  return rules | Rules{Rule::organisation_not_founded, Rule::unknown_actor, Rule::actor_inactive,
                       Rule::role_not_allowed};
}

// Every rule that can answer a command of that kind.
constexpr Rules rules_of(CommandKind kind) noexcept {
  const CommandEffects* row = effects_of(kind);
  return row == nullptr ? Rules() : admission_rules(kind) | row->rules;
}

// Every kind of event that a command of that kind can produce.
constexpr EventKinds events_of(CommandKind kind) noexcept {
  const CommandEffects* row = effects_of(kind);
  if (row == nullptr) return {};
  // There is no organisation yet that could record a refused founding.
  return kind == CommandKind::found_organisation ? row->events
                                                 : row->events | EventKinds{EventKind::command_refused};
}

}  // namespace firstlog::inline v1
