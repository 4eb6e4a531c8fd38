// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What becomes of a close (DOMAIN 6).
#pragma once

#include <algorithm>

#include "firstlog/core/detail/decide/import.hpp"

namespace firstlog::inline v1::detail {

inline Event& close_event(Decision& d, EventKind kind, const PipelineRow& move, const DealRow& deal) {
  Event& event = d.add(kind);
  event.deal = d.row->deal;
  event.refers_to = deal.closed_position;
  event.state_to = move.target == Target::same ? d.row->state : move.to;
  event.rep = d.row->claimant;
  return event;
}

inline Outcome approve(Decision& d, const PipelineRow& move, const DealRow& deal) {
  const bool own = deal.closer == d.actor;
  if (own && !d.imported && d.policy.policy().four_eyes && d.state.organisation().active_managers >= 2)
    return d.refused(Rule::four_eyes);
  if (d.command.amount.minor_units() <= 0) return d.refused(Rule::amount_not_positive);
  const bool confirmed = d.command.given.has(Field::confirm) && d.command.confirm;
  if (d.command.amount.currency() != deal.claimed.currency() && !confirmed)
    return d.refused(Rule::currency_differs);
  if (d.command.amount.currency() != d.policy.policy().plan.currency)
    return d.refused(Rule::currency_not_of_plan);
  if (d.command.amount.minor_units() > detail::amount_minor_max) return d.refused(Rule::amount_too_large);
  Event& event = close_event(d, EventKind::close_approved, move, deal);
  event.amount = d.command.amount;
  if (own) event.flags |= EventFlag::self_approved;
  if (confirmed) event.flags |= EventFlag::confirmed;
  const YearMonth month = YearMonth::of(d.policy.date_of(d.now)).value_or(YearMonth());
  event.period = born_closed(d, month) ? month : std::max(month, d.state.organisation().oldest_open);
  if (event.period != month) event.flags |= EventFlag::prior_period;
  event.flags |= EventFlag::sets_due;
  return d.accepted(event, Rule::none);
}

inline Outcome hold(Decision& d, const PipelineRow& move, const DealRow& deal) {
  if (d.command.due <= d.now) return d.refused(Rule::due_not_in_future);
  Event& event = close_event(d, EventKind::close_held, move, deal);
  event.due = d.command.due;
  if (d.rep.present()) event.rep = d.rep;  // who must act
  return d.accepted(event, Rule::none);
}

// Rejected or withdrawn: back to where the contact was (DOMAIN 3).
inline Outcome give_back(Decision& d, const PipelineRow& move, EventKind kind, const DealRow& deal) {
  const ContactRow& row = *d.row;
  Event& event = close_event(d, kind, move, deal);
  if (move.target == Target::before) {
    const bool fresh = row.state_before == 0 || row.state_before == d.policy.policy().pipeline.initial;
    event.state_to = fresh ? move.to : row.state_before;
  }
  event.flags |= EventFlag::sets_due;
  event.due = row.suspended_due;  // a callback, a retry: with its time, and overdue where it was
  return d.accepted(event, Rule::none);
}

inline Outcome settle_close(Decision& d) {
  const ContactRow& row = *d.row;
  const PipelineRow* move = d.policy.row(row.state, *d.command_row->trigger);
  const bool decides = d.command.kind != CommandKind::withdraw_close;
  if (!decides && !d.imported && row.assignee != d.actor) return d.refused(Rule::not_assignee);
  if (!row.deal.present()) return d.refused(Rule::no_transition);
  const DealRow& deal = d.state.deal(row.deal);
  if (move == nullptr || deal.status != CloseStatus::pending) {
    if (decides && (deal.status == CloseStatus::verified || deal.status == CloseStatus::rejected))
      return d.refused(Rule::already_decided, deal.decider, deal.decided_position, deal.decided_at);
    return d.refused(Rule::no_transition);
  }
  if (moved_since_then(d)) return d.refused(Rule::import_out_of_order);
  switch (d.command.kind) {
    case CommandKind::approve: return approve(d, *move, deal);
    case CommandKind::hold: return hold(d, *move, deal);
    case CommandKind::reject: return give_back(d, *move, EventKind::close_rejected, deal);
    default: return give_back(d, *move, EventKind::close_withdrawn, deal);
  }
}

}  // namespace firstlog::inline v1::detail
