// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Every command in one table: which fields it needs and knows, which roles may give it unless the
// policy says otherwise, which trigger of the pipeline it pulls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/rules/pipeline.hpp"
#include "firstlog/rules/roles.hpp"

namespace firstlog::inline v1 {

struct CommandRow {
  CommandKind kind = CommandKind::none;
  std::string_view name;  // as in JSON and in every language
  Fields needs;
  Fields knows;  // besides those it needs
  Roles roles;   // default
  std::optional<Trigger> trigger = std::nullopt;
};

namespace detail {

inline constexpr Roles anyone = Roles::from_bits(0x1FF);
inline constexpr Roles selling = Role::rep | Role::manager;
inline constexpr Roles books = Role::manager | Role::finance | Role::integration;

}  // namespace detail

inline constexpr CommandRow command_rows[] = {
    {CommandKind::found_organisation, "found_organisation", Field::key | Field::document, Field::period,
     detail::anyone},
    {CommandKind::adopt_policy, "adopt_policy", Field::document, Field::due | Field::confirm, Role::admin},
    {CommandKind::cancel_policy, "cancel_policy", Field::due, Field::reason, Role::admin},
    {CommandKind::register_actor, "register_actor", Field::key | Field::roles, Field::active | Field::from,
     Role::admin | Role::manager},
    {CommandKind::change_actor, "change_actor", Field::rep, Field::roles | Field::active | Field::from,
     Role::admin | Role::manager},
    {CommandKind::set_team, "set_team", Field::rep, Field::team | Field::cover | Field::from,
     Role::admin | Role::manager},
    {CommandKind::set_absence, "set_absence", Field::rep | Field::from | Field::until,
     Field::cover | Field::active | Field::reason, Role::rep | Role::team_lead | Role::manager},
    {CommandKind::depart, "depart", Field::rep, Field::reps | Field::reason, Role::manager},
    {CommandKind::register_contact, "register_contact", Field::key,
     Field::niche | Field::sort_key | Field::place | Field::rep | Field::personal | Field::occurred_at |
         Field::match_keys | Field::confirm,
     Role::importer | Role::integration | Role::manager | Role::admin},
    {CommandKind::assign, "assign", Field::contact | Field::rep,
     Field::reason | Field::with_claim | Field::confirm, Role::manager | Role::team_lead},
    {CommandKind::release, "release", Field::contact, Field::reason,
     Role::rep | Role::manager | Role::team_lead},
    {CommandKind::take, "take", Field::contact, {}, Role::rep},
    {CommandKind::rebalance, "rebalance", {}, Field::confirm, Role::manager},
    {CommandKind::change_contact, "change_contact", Field::contact,
     Field::niche | Field::sort_key | Field::place | Field::match_keys | Field::personal,
     Role::importer | Role::integration | Role::manager | Role::admin},
    {CommandKind::suppress, "suppress", Field::contact | Field::reason,
     Field::scope | Field::match_keys | Field::personal | Field::occurred_at,
     Role::rep | Role::team_lead | Role::manager},
    {CommandKind::lift_suppression, "lift_suppression", Field::contact | Field::reason | Field::personal,
     Field::scope | Field::refers_to, Role::manager},
    {CommandKind::merge, "merge", Field::contact | Field::other | Field::reason, Field::personal,
     Role::manager},
    {CommandKind::unmerge, "unmerge", Field::contact | Field::refers_to | Field::reason, Field::personal,
     Role::manager},
    {CommandKind::log_interest, "log_interest", Field::contact, Field::occurred_at, Role::rep,
     Trigger::log_interest},
    {CommandKind::schedule_callback, "schedule_callback", Field::contact | Field::due, Field::occurred_at,
     Role::rep, Trigger::schedule_callback},
    {CommandKind::schedule_retry,
     "schedule_retry",
     Field::contact | Field::due,
     {},
     Role::rep,
     Trigger::schedule_retry},
    {CommandKind::mark_not_interested, "mark_not_interested", Field::contact,
     Field::reason | Field::occurred_at, Role::rep, Trigger::mark_not_interested},
    {CommandKind::mark_unworkable, "mark_unworkable", Field::contact | Field::reason, Field::occurred_at,
     Role::rep, Trigger::mark_unworkable},
    {CommandKind::log_close, "log_close", Field::contact | Field::amount,
     Field::occurred_at | Field::signed_on | Field::tax | Field::lines, detail::selling, Trigger::log_close},
    {CommandKind::withdraw_close, "withdraw_close", Field::contact, Field::deal | Field::reason, Role::rep,
     Trigger::withdraw_close},
    {CommandKind::approve, "approve", Field::contact | Field::amount,
     Field::deal | Field::confirm | Field::refers_to | Field::signed_on | Field::invoiced_on | Field::tax |
         Field::lines | Field::credits | Field::document_number,
     Role::manager, Trigger::approve},
    {CommandKind::reject, "reject", Field::contact | Field::reason,
     Field::deal | Field::personal | Field::refers_to, Role::manager, Trigger::reject},
    {CommandKind::hold, "hold", Field::contact | Field::reason | Field::due, Field::deal | Field::rep,
     Role::manager, Trigger::hold},
    {CommandKind::reopen, "reopen", Field::contact | Field::reason, {}, Role::manager, Trigger::reopen},
    {CommandKind::set_parent, "set_parent", Field::contact, Field::other,
     Role::manager | Role::team_lead | Role::admin | Role::integration | Role::importer},
    {CommandKind::open_deal, "open_deal", Field::contact, Field::reason, detail::selling, Trigger::open_deal},
    {CommandKind::log_activity, "log_activity", Field::contact,
     Field::touch | Field::disposition | Field::inbound | Field::talk_seconds | Field::occurred_at |
         Field::match_keys,
     Role::rep | Role::manager | Role::integration},
    {CommandKind::add_note,
     "add_note",
     Field::contact | Field::personal,
     {},
     Role::rep | Role::team_lead | Role::manager},
    {CommandKind::advance, "advance", {}, {}, detail::anyone},
    {CommandKind::close_period, "close_period", Field::period, {}, Role::manager | Role::finance},
    {CommandKind::confirm_clock, "confirm_clock", {}, Field::due, Role::manager},
    {CommandKind::override_claim,
     "override_claim",
     Field::contact | Field::rep | Field::reason,
     {},
     Role::manager},
    {CommandKind::retract, "retract", Field::contact | Field::refers_to, Field::reason,
     Role::rep | Role::team_lead | Role::manager | Role::integration},
    {CommandKind::amend_close, "amend_close", Field::contact,
     Field::deal | Field::amount | Field::tax | Field::lines | Field::credits | Field::signed_on |
         Field::invoiced_on | Field::paid_on | Field::document_number | Field::reason | Field::refers_to,
     Role::manager},
    {CommandKind::revoke_approval, "revoke_approval", Field::contact | Field::reason,
     Field::deal | Field::refers_to, Role::manager},
    {CommandKind::reverse, "reverse", Field::contact | Field::reason,
     Field::deal | Field::amount | Field::refers_to, Role::manager},
    {CommandKind::reinstate, "reinstate", Field::contact | Field::refers_to,
     Field::deal | Field::amount | Field::reason, Role::manager},
    {CommandKind::record_invoice, "record_invoice", Field::contact | Field::amount | Field::document_number,
     Field::deal | Field::tax | Field::invoiced_on, detail::books},
    {CommandKind::record_receipt, "record_receipt", Field::contact | Field::amount | Field::document_number,
     Field::deal | Field::paid_on, detail::books},
    {CommandKind::record_payout, "record_payout",
     Field::rep | Field::period | Field::amount | Field::document_number, Field::paid_on, detail::books},
    {CommandKind::adjust, "adjust", Field::rep | Field::period | Field::amount | Field::reason,
     Field::document_number, detail::books},
    {CommandKind::begin_import, "begin_import", Field::batch, Field::reason | Field::document_number,
     Role::importer},
    {CommandKind::end_import, "end_import", Field::batch, Field::reason, Role::importer | Role::manager},
    {CommandKind::undo_import,
     "undo_import",
     Field::batch | Field::reason,
     {},
     Role::importer | Role::manager},
    {CommandKind::set_opening_balance, "set_opening_balance", Field::rep | Field::balances | Field::period,
     Field::reason | Field::document_number, Role::manager | Role::finance},
    {CommandKind::open_dispute, "open_dispute",
     Field::rep | Field::refers_to | Field::document_number | Field::reason, Field::personal,
     detail::selling},
    {CommandKind::accept_dispute, "accept_dispute", Field::document_number | Field::reason,
     Field::refers_to | Field::personal, Role::manager},
    {CommandKind::reject_dispute, "reject_dispute", Field::document_number | Field::reason, Field::personal,
     Role::manager},
    {CommandKind::withdraw_dispute, "withdraw_dispute", Field::document_number, Field::reason,
     detail::selling},
    // The engine's own. Nobody else may give them: what is due happens by `advance`.
    {CommandKind::recycle, "recycle", Field::contact, {}, Role::system, Trigger::recycle},
    {CommandKind::mark_overdue, "mark_overdue", Field::contact, {}, Role::system},
    {CommandKind::warn_missed, "warn_missed", Field::contact, {}, Role::system},
};

// What says that a command was given elsewhere and is brought in (DOMAIN 14): all four or none. `actor`
// is then who gave it there, and `importer` who brings it in.
inline constexpr Fields import_fields = Field::batch | Field::row | Field::importer | Field::occurred_at;

// Whether a command may carry import_fields: all but the organisation's own, which nobody did elsewhere.
constexpr bool importable(CommandKind kind) noexcept {
  switch (kind) {
    case CommandKind::none:
    case CommandKind::found_organisation:
    case CommandKind::adopt_policy:
    case CommandKind::recycle:
    case CommandKind::mark_overdue:
    case CommandKind::warn_missed:
    case CommandKind::advance:
    case CommandKind::close_period:
    case CommandKind::confirm_clock:
    case CommandKind::begin_import:
    case CommandKind::end_import:
    case CommandKind::undo_import:
    case CommandKind::set_opening_balance:
    case CommandKind::cancel_policy:
    case CommandKind::set_team:
    case CommandKind::set_absence:
    case CommandKind::depart:
    case CommandKind::rebalance:
    case CommandKind::merge:
    case CommandKind::unmerge:
    case CommandKind::set_parent:
    case CommandKind::lift_suppression:
    case CommandKind::override_claim:
    case CommandKind::retract:
    case CommandKind::record_payout:
    case CommandKind::adjust:
    case CommandKind::open_dispute:
    case CommandKind::accept_dispute:
    case CommandKind::reject_dispute:
    case CommandKind::withdraw_dispute: return false;
    default: return true;
  }
}

// One more than the largest number that a kind may have.
inline constexpr std::size_t command_number_end = 128;

// The row of a kind, or nothing.
constexpr const CommandRow* row_of(CommandKind kind) noexcept {
  for (const CommandRow& row : command_rows)
    if (row.kind == kind) return &row;
  return nullptr;
}

constexpr std::string_view name_of(CommandKind kind) noexcept {
  const CommandRow* row = row_of(kind);
  return row == nullptr ? std::string_view() : row->name;
}

// Whether the command acts on a contact that was merged away as on any other: suppressions, and corrections
// and money facts (the sixties and seventies but for retract), which concern a close wherever it stands.
constexpr bool is_open_to_merged_away(CommandKind kind) noexcept {
  const auto number = static_cast<unsigned>(kind);
  return kind == CommandKind::suppress || kind == CommandKind::lift_suppression ||
         (number > 60 && number < 80);
}

// The kind of that name; none where there is no such.
constexpr CommandKind command_kind_of(std::string_view name) noexcept {
  for (const CommandRow& row : command_rows)
    if (row.name == name) return row.kind;
  return CommandKind::none;
}

}  // namespace firstlog::inline v1
