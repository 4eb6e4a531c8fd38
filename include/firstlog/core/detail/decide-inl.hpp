// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "firstlog/core/decide.hpp"
#include "firstlog/core/detail/decide/activity.hpp"
#include "firstlog/core/detail/decide/assignment.hpp"
#include "firstlog/core/detail/decide/claims.hpp"
#include "firstlog/core/detail/decide/closes.hpp"
#include "firstlog/core/detail/decide/corrections.hpp"
#include "firstlog/core/detail/decide/cycle.hpp"
#include "firstlog/core/detail/decide/deals.hpp"
#include "firstlog/core/detail/decide/decision.hpp"
#include "firstlog/core/detail/decide/depart.hpp"
#include "firstlog/core/detail/decide/disputes.hpp"
#include "firstlog/core/detail/decide/due.hpp"
#include "firstlog/core/detail/decide/form.hpp"
#include "firstlog/core/detail/decide/import.hpp"
#include "firstlog/core/detail/decide/imports.hpp"
#include "firstlog/core/detail/decide/interest.hpp"
#include "firstlog/core/detail/decide/merging.hpp"
#include "firstlog/core/detail/decide/money.hpp"
#include "firstlog/core/detail/decide/moves.hpp"
#include "firstlog/core/detail/decide/organisation.hpp"
#include "firstlog/core/detail/decide/policy.hpp"
#include "firstlog/core/detail/decide/reach.hpp"
#include "firstlog/core/detail/decide/rebalance.hpp"
#include "firstlog/core/detail/decide/retract.hpp"
#include "firstlog/core/detail/decide/suppression.hpp"
#include "firstlog/core/detail/decide/team.hpp"

namespace firstlog::inline v1 {

namespace detail {

// command_rows by number, so that a command finds its row in one step.
inline constexpr auto command_row_at = [] {
  std::array<const CommandRow*, command_number_end> rows{};
  for (const CommandRow& row : command_rows) rows[static_cast<std::size_t>(row.kind)] = &row;
  return rows;
}();

inline bool is_deal_of(const Decision& d, DealId deal) noexcept {
  return deal.present() && deal.number() <= d.state.deal_count() && d.state.deal(deal).contact == d.contact;
}

// Finds what the command names. Nothing: all of it is there.
inline std::optional<Outcome> find_named(Decision& d) {
  d.actor = d.state.find(d.command.actor);
  if (!d.actor.present()) return d.malformed(Rule::unknown_actor, Field::actor);
  if (d.gives(Field::contact)) {
    d.contact = d.state.find(d.command.contact);
    if (!d.contact.present()) return d.malformed(Rule::unknown_contact, Field::contact);
    d.row = &d.state.contact(d.contact);
    d.deal = d.gives(Field::deal) ? d.command.deal : d.row->deal;
    if (d.gives(Field::deal) && !is_deal_of(d, d.deal)) return d.malformed(Rule::unknown_deal, Field::deal);
  }
  if (d.gives(Field::rep)) {
    d.rep = d.state.find(d.command.rep);
    if (!d.rep.present()) return d.malformed(Rule::unknown_rep, Field::rep);
  }
  if (d.gives(Field::other)) {
    d.other = d.state.find(d.command.other);
    if (!d.other.present()) return d.malformed(Rule::unknown_contact, Field::other);
  }
  if (d.gives(Field::cover)) {
    d.cover = d.state.find(d.command.cover);
    if (!d.cover.present()) return d.malformed(Rule::unknown_rep, Field::cover);
  }
  if (d.gives(Field::importer)) {
    d.importer = d.state.find(d.command.importer);
    if (!d.importer.present()) return d.malformed(Rule::unknown_actor, Field::importer);
  }
  if (d.gives(Field::credits))
    for (const CreditShare& credit : d.command.credits)
      if (!d.state.find(credit.rep).present()) return d.malformed(Rule::unknown_rep, Field::credits);
  return {};
}

// What the pipeline's row for the contact's state asks of the command beside what it always needs; empty
// where there is no such row. The same for everybody, whatever would come of the command.
inline Fields needed_here(const Decision& d) noexcept {
  if (!d.command_row->trigger || d.row == nullptr) return {};
  const PipelineRow* move = d.policy.row(d.row->state, *d.command_row->trigger);
  return move == nullptr ? Fields() : Fields::from_bits(move->needs);
}

// Which rules a command is asked.
inline Outcome decide_kind(Decision& d) {
  switch (d.command.kind) {
    case CommandKind::adopt_policy: return adopt(d);
    case CommandKind::cancel_policy: return cancel_policy(d);
    case CommandKind::register_actor: return register_actor(d);
    case CommandKind::change_actor: return change_actor(d);
    case CommandKind::set_team: return set_team(d);
    case CommandKind::set_absence: return set_absence(d);
    case CommandKind::depart: return depart(d);
    case CommandKind::register_contact: return register_contact(d);
    case CommandKind::assign: return assign(d);
    case CommandKind::release: return release(d);
    case CommandKind::take: return take(d);
    case CommandKind::rebalance: return rebalance(d);
    case CommandKind::change_contact: return change_contact(d);
    case CommandKind::suppress: return suppress(d);
    case CommandKind::lift_suppression: return lift_suppression(d);
    case CommandKind::merge: return merge(d);
    case CommandKind::unmerge: return unmerge(d);
    case CommandKind::set_parent: return set_parent(d);
    case CommandKind::log_interest: return log_interest(d);
    case CommandKind::schedule_callback:
    case CommandKind::schedule_retry:
    case CommandKind::mark_not_interested:
    case CommandKind::mark_unworkable:
    case CommandKind::log_close: return move_by_assignee(d);
    case CommandKind::withdraw_close:
    case CommandKind::approve:
    case CommandKind::reject:
    case CommandKind::hold: return settle_close(d);
    case CommandKind::reopen: return reopen(d);
    case CommandKind::open_deal: return open_deal(d);
    case CommandKind::amend_close: return amend_close(d);
    case CommandKind::revoke_approval: return revoke_approval(d);
    case CommandKind::reverse: return reverse(d);
    case CommandKind::reinstate: return reinstate(d);
    case CommandKind::record_invoice: return record_invoice(d);
    case CommandKind::record_receipt: return record_receipt(d);
    case CommandKind::record_payout: return record_payout(d);
    case CommandKind::adjust: return adjust(d);
    case CommandKind::log_activity: return log_activity(d);
    case CommandKind::add_note: return d.accepted(d.add(EventKind::note_added), Rule::none);
    case CommandKind::advance: return d.answer(Verdict::accepted, Rule::none);
    case CommandKind::close_period: return close_period(d);
    case CommandKind::confirm_clock: return confirm_clock(d);
    case CommandKind::override_claim: return override_claim(d);
    case CommandKind::retract: return retract(d);
    case CommandKind::begin_import: return begin_import(d);
    case CommandKind::end_import: return end_import(d);
    case CommandKind::undo_import: return undo_import(d);
    case CommandKind::set_opening_balance: return set_opening_balance(d);
    case CommandKind::open_dispute: return open_dispute(d);
    case CommandKind::accept_dispute: return resolve_dispute(d, EventKind::dispute_accepted);
    case CommandKind::reject_dispute: return resolve_dispute(d, EventKind::dispute_rejected);
    case CommandKind::withdraw_dispute: return resolve_dispute(d, EventKind::dispute_withdrawn);
    default: return d.malformed(Rule::field_malformed, Field::kind);
  }
}

inline Outcome decide_command(Decision& d) {
  d.events.clear();
  const auto number = static_cast<std::size_t>(d.command.kind);
  d.command_row = number < command_number_end ? command_row_at[number] : nullptr;
  if (d.command_row == nullptr) return d.malformed(Rule::field_malformed, Field::kind);
  const CommandRow& row = *d.command_row;
  const Fields of_import = d.imported ? import_fields : Fields();
  if (const Fields missing = (row.needs | of_import).without(d.command.given); !missing.empty())
    return d.malformed(Rule::field_missing, missing.first());
  if (const Fields surplus = d.command.given.without(row.needs | row.knows | of_import); !surplus.empty())
    return d.malformed(Rule::field_not_allowed, surplus.first());
  if (const std::optional<Field> field = malformed_field(d.command))
    return d.malformed(Rule::field_malformed, *field);

  if (d.command.kind == CommandKind::found_organisation) return found(d);
  if (!d.state.founded()) return d.malformed(Rule::organisation_not_founded, Field::kind);
  if (const std::optional<Outcome> not_found = find_named(d)) return *not_found;
  if (d.imported) {
    if (const std::optional<Outcome> refused = refused_import(d)) return *refused;
    if (std::optional<Outcome> away = refused_as_merged_away(d)) return *away;
    d.acting = d.actor;
    return decide_kind(d);
  }
  if (!d.actor_row().active) return d.refused(Rule::actor_inactive);
  const Roles overridden = d.policy.role_override(static_cast<std::uint16_t>(d.command.kind));
  const Roles allowed = overridden.empty() ? row.roles : overridden;
  d.admitted_by = Roles::from_bits(d.actor_row().roles.bits() & allowed.bits());
  if (d.admitted_by.empty() || row.roles == Roles(Role::system)) return d.refused(Rule::role_not_allowed);
  if (std::optional<Outcome> away = refused_as_merged_away(d)) return *away;
  if (outside_team(d)) return d.refused(Rule::outside_team);
  if (const Fields missing = needed_here(d).without(d.command.given); !missing.empty())
    return d.malformed(Rule::field_missing, missing.first());
  d.acting = acting_on(d);
  return decide_kind(d);
}

}  // namespace detail

FIRSTLOG_INLINE Outcome decide(const State& state, const Command& command, const CompiledPolicy& policy,
                               Instant now, Events& events, const DecisionContext& context) {
  detail::Decision decision(state, command, policy, now, events, context);
  return detail::decide_command(decision);
}

FIRSTLOG_INLINE void decide_due(const State& state, ContactId contact, const CompiledPolicy& policy,
                                Instant now, Events& events) {
  const Command none;
  events.clear();
  detail::Decision decision(state, none, policy, now, events);
  detail::due_on_contact(decision, contact);
}

FIRSTLOG_INLINE void decide_policy(const State& state, const CompiledPolicy& policy, Instant now,
                                   Events& events) {
  const Command none;
  events.clear();
  detail::Decision decision(state, none, policy, now, events);
  detail::due_policy(decision);
}

FIRSTLOG_INLINE void decide_due_before(const State& state, const Command& imported,
                                       const CompiledPolicy& policy, Events& events) {
  events.clear();
  if (!imported.given.has(Field::batch) || !importable(imported.kind)) return;
  if (!imported.given.has(Field::contact) || !state.founded()) return;
  const ContactId contact = state.find(imported.contact);
  const ActorId importer = state.find(imported.importer);
  if (!contact.present() || !importer.present()) return;
  const NextDue next = state.next_due(contact);
  if (next.kind == DueKind::none || next.due > imported.occurred_at) return;
  if (!state.is_held(state.contact(contact))) return;
  const std::uint32_t import = state.find_import(imported.batch);
  if (import == 0 || state.import(import).status != ImportStatus::open) return;
  Command row;
  row.kind = imported.kind;
  row.given = imported.given.has(Field::row) ? import_fields : import_fields.without(Field::row);
  row.batch = imported.batch;
  row.row = imported.row;
  row.occurred_at = imported.occurred_at;
  detail::Decision decision(state, row, policy, Instant(), events);
  decision.importer = importer;
  detail::due_on_contact(decision, contact);
}

FIRSTLOG_INLINE void decide_freeze(const State& state, const CompiledPolicy& policy, Instant now,
                                   Events& events) {
  const Command none;
  events.clear();
  detail::Decision decision(state, none, policy, now, events);
  detail::due_freeze(decision);
}

FIRSTLOG_INLINE void decide_dispute(const State& state, const CompiledPolicy& policy, Instant now,
                                    Events& events) {
  const Command none;
  events.clear();
  detail::Decision decision(state, none, policy, now, events);
  detail::due_dispute(decision);
}

}  // namespace firstlog::inline v1
