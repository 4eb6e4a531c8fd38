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
    Rule::claim_established,
    Rule::claim_from_pool,
    Rule::claim_kept,
    Rule::import_out_of_order,
    Rule::claim_from_earlier_import,
};
inline constexpr Rules by_rule{Rule::assigned_by_niche,  Rule::assigned_by_alphabet,
                               Rule::assigned_to_nobody, Rule::assigned_by_territory,
                               Rule::assigned_by_share,  Rule::assigned_to_nobody_free};
inline constexpr Rules for_a_rep{Rule::rep_inactive, Rule::rep_not_a_rep, Rule::assigned_explicitly};
inline constexpr Rules for_a_time{Rule::due_not_in_future, Rule::beyond_callback_horizon};

}  // namespace detail

inline constexpr CommandEffects command_effects[] = {
    {CommandKind::found_organisation,
     "founds the organisation under its first policy; the actor becomes its first admin and manager",
     {EventKind::organisation_founded, EventKind::policy_adopted, EventKind::actor_registered},
     {Rule::none}},
    {CommandKind::adopt_policy,
     "puts another policy into force",
     {EventKind::policy_adopted},
     {Rule::none, Rule::pipeline_not_extended, Rule::currency_not_of_plan}},
    {CommandKind::register_actor,
     "registers a person or a machine that will give commands",
     {EventKind::actor_registered},
     {Rule::none, Rule::import_grants_too_much}},
    {CommandKind::change_actor,
     "changes an actor's roles, or whether the actor is active",
     {EventKind::actor_changed},
     {Rule::none, Rule::import_grants_too_much}},
    {CommandKind::register_contact,
     "puts a contact on the list and assigns it, to the rep named or by rule",
     {EventKind::contact_registered},
     detail::for_a_rep | detail::by_rule},
    {CommandKind::assign,
     "gives a contact to a rep; the claim stays where it is",
     {EventKind::assigned},
     detail::for_a_rep | Rules{Rule::already_assigned, Rule::import_out_of_order}},
    {CommandKind::release,
     "puts a contact back into the pool",
     {EventKind::released},
     {Rule::none, Rule::not_assignee, Rule::locked, Rule::not_assigned, Rule::import_out_of_order}},
    {CommandKind::take,
     "gives a contact of the pool to the rep who asks",
     {EventKind::assigned},
     {Rule::not_assignee, Rule::rep_not_a_rep, Rule::already_assigned, Rule::locked, Rule::rep_full,
      Rule::assigned_explicitly}},
    {CommandKind::log_interest,
     "records that the prospect showed interest: the cycle's first valid entry owns the credit",
     {EventKind::interest_logged, EventKind::interest_contested},
     {Rule::none, Rule::no_transition, Rule::already_logged, Rule::interest_needs_connect,
      Rule::no_claim_to_credit, Rule::first_log_wins, Rule::assignee_only, Rule::claim_established,
      Rule::claim_from_pool, Rule::claim_kept, Rule::import_out_of_order, Rule::live_claim_stands,
      Rule::claim_from_earlier_import}},
    {CommandKind::schedule_callback,
     "records a callback agreed with the prospect, which locks the contact",
     {EventKind::callback_scheduled},
     detail::move_rules | detail::for_a_time | Rules{Rule::too_many_callbacks}},
    {CommandKind::schedule_retry,
     "sets the time of the next attempt; the status stays",
     {EventKind::retry_scheduled},
     detail::move_rules | detail::for_a_time},
    {CommandKind::mark_not_interested,
     "records that the prospect declined; the contact recycles after the policy's days",
     {EventKind::marked_not_interested},
     detail::move_rules},
    {CommandKind::mark_unworkable,
     "records that the contact cannot be worked: wrong number, closed down, out of area",
     {EventKind::marked_unworkable},
     detail::move_rules},
    {CommandKind::log_close,
     "records a sale, which waits for a manager to verify it",
     {EventKind::close_logged},
     detail::move_rules | Rules{Rule::amount_not_positive, Rule::amount_too_large}},
    {CommandKind::withdraw_close,
     "takes a pending close back",
     {EventKind::close_withdrawn},
     {Rule::none, Rule::not_assignee, Rule::no_transition, Rule::import_out_of_order}},
    {CommandKind::approve,
     "verifies the pending close; the amount invoiced, net, is the base of commission",
     {EventKind::close_approved},
     {Rule::none, Rule::four_eyes, Rule::no_transition, Rule::already_decided, Rule::amount_not_positive,
      Rule::currency_differs, Rule::currency_not_of_plan, Rule::amount_too_large, Rule::import_out_of_order}},
    {CommandKind::reject,
     "refuses the pending close; the claim stays",
     {EventKind::close_rejected},
     {Rule::none, Rule::no_transition, Rule::already_decided, Rule::import_out_of_order}},
    {CommandKind::hold,
     "leaves the close pending until a time, and may name who must act",
     {EventKind::close_held},
     {Rule::none, Rule::no_transition, Rule::already_decided, Rule::due_not_in_future,
      Rule::import_out_of_order}},
    {CommandKind::reopen,
     "begins the next cycle of a lost contact before it recycles",
     {EventKind::reopened},
     detail::by_rule | Rules{Rule::no_transition, Rule::import_out_of_order}},
    {CommandKind::log_activity,
     "records a touch and how it ended; the status stays",
     {EventKind::activity_logged},
     {Rule::none, Rule::not_assignee}},
    {CommandKind::add_note,
     "keeps free text in the vault and its commitment in the journal",
     {EventKind::note_added},
     {Rule::none}},
    {CommandKind::advance,
     "does what is due, and nothing else; the engine puts one before any command that finds something due",
     {EventKind::recycled, EventKind::callback_overdue, EventKind::callback_missed, EventKind::period_closed},
     {Rule::none}},
    {CommandKind::close_period,
     "freezes the statements of the oldest open period",
     {EventKind::period_closed},
     {Rule::none, Rule::period_not_over, Rule::period_already_closed, Rule::period_not_oldest_open}},
    {CommandKind::confirm_clock,
     "confirms the clock after the engine answered clock_suspect",
     {EventKind::clock_confirmed},
     {Rule::none}},
    {CommandKind::begin_import,
     "begins an import of history, whose entries keep their own time and actor",
     {EventKind::import_begun},
     {Rule::none, Rule::import_known}},
    {CommandKind::end_import,
     "ends an import: no more of it comes, and what waits on its contacts falls due",
     {EventKind::import_ended},
     {Rule::none, Rule::unknown_import, Rule::import_not_open}},
    {CommandKind::undo_import,
     "takes a whole import back, until somebody uses what it made",
     {EventKind::import_undone},
     {Rule::none, Rule::unknown_import, Rule::import_not_open, Rule::import_in_use,
      Rule::import_wrote_elsewhere}},
    {CommandKind::set_opening_balance,
     "signs off what a rep brings along from the books before the journal, once",
     {EventKind::opening_balance_set},
     {Rule::none, Rule::rep_not_a_rep, Rule::opening_balance_stands, Rule::period_already_closed,
      Rule::currency_not_of_plan}},
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
  if (fields.has(Field::contact)) rules = rules | Rules{Rule::unknown_contact};
  if (fields.has(Field::rep)) rules = rules | Rules{Rule::unknown_rep};
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
