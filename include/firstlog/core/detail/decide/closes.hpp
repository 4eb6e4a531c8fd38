// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What becomes of a close (DOMAIN 6).
#pragma once

#include "firstlog/core/detail/decide/credit_date.hpp"
#include "firstlog/core/detail/decide/deals.hpp"
#include "firstlog/core/detail/decide/exchange.hpp"
#include "firstlog/core/detail/decide/import.hpp"

namespace firstlog::inline v1::detail {

// `move` is null where the deal is decided apart from its contact, whose status then stays.
inline Event& close_event(Decision& d, EventKind kind, const PipelineRow* move, const DealRow& deal) {
  Event& event = d.add(kind);
  event.deal = d.deal;
  event.refers_to = deal.closed_position;
  if (move != nullptr) event.state_to = move->target == Target::same ? d.row->state : move->to;
  event.rep = creditor_of(d, deal);
  return event;
}

// Whether the actor decides on another close than the one that waits: it was logged again since.
inline bool is_superseded(const Decision& d, const DealRow& deal) noexcept {
  return d.gives(Field::refers_to) && d.command.refers_to != deal.closed_position;
}

inline Outcome refuse_superseded(Decision& d, const DealRow& deal) {
  return d.refused(Rule::close_superseded, deal.closer, deal.closed_position, deal.closed_at);
}

inline Outcome approve(Decision& d, const PipelineRow* move, const DealRow& deal) {
  const bool own = deal.closer == d.actor;
  if (own && !d.imported && d.policy.policy().four_eyes && d.state.organisation().active_managers >= 2)
    return d.refused(Rule::four_eyes);
  if (d.command.amount.minor_units() <= 0) return d.refused(Rule::amount_not_positive);
  const bool confirmed = d.command.given.has(Field::confirm) && d.command.confirm;
  if (d.command.amount.currency() != deal.claimed.currency() && !confirmed)
    return d.refused(Rule::currency_differs);
  Conversion conversion;
  const Date invoiced_on = d.gives(Field::invoiced_on) ? d.command.invoiced_on : deal.invoiced_on;
  if (const Rule no = convert(d, d.command.amount, invoiced_on, conversion); no != Rule::none)
    return d.refused(no);
  if (std::max(d.command.amount.minor_units(), conversion.amount.minor_units()) > detail::amount_minor_max)
    return d.refused(Rule::amount_too_large);
  if (is_superseded(d, deal)) return refuse_superseded(d, deal);
  if (const std::optional<Outcome> misfit = refuse_contents(d, d.command.amount)) return *misfit;
  if (const Rule missing = missing_record(d, deal); missing != Rule::none) return d.refused(missing);
  Event& event = close_event(d, EventKind::close_approved, move, deal);
  tell_contents(d, event);
  keep_credits(d, event, deal);
  tell_exchange(d, event, conversion);
  if (own) event.flags |= EventFlag::self_approved;
  if (confirmed) event.flags |= EventFlag::confirmed;
  credit_approval(d, event, deal, d.now);
  if (move != nullptr) event.flags |= EventFlag::sets_due;
  return d.accepted(event, Rule::none);
}

// Nobody decided in time, and a policy says that this approves what was claimed. Where something speaks
// against it, the close waits on, for a manager.
inline void approve_by_silence(Decision& d) {
  const DealRow& deal = d.state.deal(d.deal);
  const PipelineRow* move = d.policy.row(d.row->state, Trigger::approve);
  Rule against = missing_record(d, deal);
  Conversion conversion;
  if (const Rule no = convert(d, deal.claimed, deal.invoiced_on, conversion); no != Rule::none)
    against = no;
  else if (conversion.amount.minor_units() > amount_minor_max)
    against = Rule::amount_too_large;
  if (move == nullptr) against = Rule::no_transition;
  if (d.policy.policy().silence_working_days == 0) against = Rule::silence_ended;
  const bool approves = against == Rule::none;
  Event& event = close_event(d, approves ? EventKind::close_approved : EventKind::close_held,
                             approves ? move : nullptr, deal);
  event.rule = approves ? Rule::approved_by_silence : against;
  event.occurred_at = d.row->due;
  if (!approves) return;
  tell_exchange(d, event, conversion);
  event.flags |= EventFlag::sets_due;
  keep_credits(d, event, deal);
  credit_approval(d, event, deal, d.row->due);
}

inline Outcome hold(Decision& d, const PipelineRow* move, const DealRow& deal) {
  if (d.command.due <= d.now) return d.refused(Rule::due_not_in_future);
  Event& event = close_event(d, EventKind::close_held, move, deal);
  event.due = d.command.due;
  if (d.rep.present()) event.rep = d.rep;  // who must act
  return d.accepted(event, Rule::none);
}

// Rejected or withdrawn: back to where the contact was (DOMAIN 3).
inline Outcome give_back(Decision& d, const PipelineRow* move, EventKind kind, const DealRow& deal) {
  if (is_superseded(d, deal)) return refuse_superseded(d, deal);
  const ContactRow& row = *d.row;
  Event& event = close_event(d, kind, move, deal);
  if (move == nullptr) return d.accepted(event, Rule::none);
  if (move->target == Target::before) {
    const bool fresh = row.state_before == 0 || row.state_before == d.policy.policy().pipeline.initial;
    event.state_to = fresh ? move->to : row.state_before;
  }
  event.flags |= EventFlag::sets_due;
  event.due = row.suspended_due;  // a callback, a retry: with its time, and overdue where it was
  return d.accepted(event, Rule::none);
}

inline Outcome settle_close(Decision& d) {
  const ContactRow& row = *d.row;
  const bool decides = d.command.kind != CommandKind::withdraw_close;
  if (!decides && !d.imported && row.assignee != d.acting) return d.refused(Rule::not_assignee);
  if (!d.deal.present()) return d.refused(Rule::no_transition);
  const DealRow& deal = d.state.deal(d.deal);
  const bool moves = is_current(d);
  const PipelineRow* move = moves ? d.policy.row(row.state, *d.command_row->trigger) : nullptr;
  if ((moves && move == nullptr) || deal.status != CloseStatus::pending) {
    if (decides && (deal.status == CloseStatus::verified || deal.status == CloseStatus::rejected))
      return d.refused(Rule::already_decided, deal.decider, deal.decided_position, deal.decided_at);
    return d.refused(Rule::no_transition);
  }
  if (moved_since_then(d)) return d.refused(Rule::import_out_of_order);
  switch (d.command.kind) {
    case CommandKind::approve: return approve(d, move, deal);
    case CommandKind::hold: return hold(d, move, deal);
    case CommandKind::reject: return give_back(d, move, EventKind::close_rejected, deal);
    default: return give_back(d, move, EventKind::close_withdrawn, deal);
  }
}

}  // namespace firstlog::inline v1::detail
