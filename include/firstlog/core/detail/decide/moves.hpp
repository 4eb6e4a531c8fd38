// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the assignee does with a contact (DOMAIN 3).
#pragma once

#include <algorithm>

#include "firstlog/core/detail/decide/deals.hpp"
#include "firstlog/core/detail/decide/interest.hpp"
#include "firstlog/core/detail/decide/suppression.hpp"

namespace firstlog::inline v1::detail {

inline bool due_fits(const Decision& d, Rule& why_not) noexcept {
  why_not = Rule::due_not_in_future;
  if (d.command.due <= d.now) return false;
  why_not = Rule::beyond_callback_horizon;
  return d.policy.date_of(d.command.due) - d.policy.date_of(d.now) <= d.policy.policy().callback_horizon_days;
}

inline Outcome schedule_callback(Decision& d, const PipelineRow& move) {
  if (Rule why_not{}; !due_fits(d, why_not)) return d.refused(why_not);
  const bool one_more = !d.policy.state(d.row->state).awaits_callback;
  if (one_more &&
      d.state.actor(d.acting).callbacks >= static_cast<std::uint32_t>(d.policy.policy().callbacks_per_rep))
    return d.refused(Rule::too_many_callbacks);
  Outcome outcome = pull(d, move, EventKind::callback_scheduled);
  if (outcome.verdict == Verdict::accepted) d.events[0].due = d.command.due;
  return outcome;
}

inline Outcome schedule_retry(Decision& d, const PipelineRow& move) {
  if (Rule why_not{}; !due_fits(d, why_not)) return d.refused(why_not);
  Outcome outcome = pull(d, move, EventKind::retry_scheduled);
  if (outcome.verdict == Verdict::accepted) {
    d.events[0].flags |= EventFlag::sets_due;
    d.events[0].due = d.command.due;
  }
  return outcome;
}

// Verified deals are done, and those whose approval was taken back wait for a decision.
inline bool takes_another_close(const DealRow& deal) noexcept {
  return deal.status != CloseStatus::verified && deal.status != CloseStatus::pending;
}

inline Outcome log_close(Decision& d, const PipelineRow& move) {
  Outcome outcome = pull(d, move, EventKind::close_logged);
  if (outcome.rule == Rule::interest_needs_connect) return outcome;
  if (d.command.amount.minor_units() <= 0) return d.refused(Rule::amount_not_positive);
  const bool credited = has_claim(d) || move.establishes_claim;
  if (!credited) return d.refused(Rule::no_claim_to_credit);
  if (outcome.verdict != Verdict::accepted) return outcome;
  if (d.command.amount.minor_units() > detail::amount_minor_max) return d.refused(Rule::amount_too_large);
  if (const std::optional<Outcome> misfit = refuse_contents(d, d.command.amount)) return *misfit;
  Event& event = d.events[0];
  tell_contents(d, event);
  event.amount = d.command.amount;
  const std::int32_t silence = d.policy.policy().silence_working_days;
  if (silence > 0 && has(event.flags, EventFlag::sets_due))
    event.due = d.policy.working_days_over(d.policy.date_of(d.now), silence);
  event.refers_to = Position();
  event.deal = d.row->deal;
  if (event.deal.present() && takes_another_close(d.state.deal(event.deal)))
    event.refers_to = d.state.deal(event.deal).closed_position;  // the close that was rejected or withdrawn
  else
    event.deal = DealId(d.state.deal_count() + 1);
  outcome.deal = event.deal;
  return outcome;
}

inline Outcome move_by_assignee(Decision& d) {
  const ContactRow& row = *d.row;
  const PipelineRow* move = d.policy.row(row.state, *d.command_row->trigger);
  const bool manages = d.actor_row().roles.has(Role::manager) && managers_may(d, move);
  const bool works = !row.assignee.present() || row.assignee == d.acting;
  if (!works && !manages) return d.refused(Rule::not_assignee);
  if (move == nullptr) return d.refused(Rule::no_transition);
  if (!manages && !move->who.assignee) return d.refused(Rule::role_not_allowed);
  if (!row.assignee.present() && !move->establishes_claim && !manages) return d.refused(Rule::not_assigned);
  if (!manages)
    if (std::optional<Outcome> off = kept_off(d, d.actor)) return *off;
  if (d.command.kind == CommandKind::schedule_callback || d.command.kind == CommandKind::schedule_retry)
    if (std::optional<Outcome> barred = barred_by_suppression(d, SuppressionScope::calls)) return *barred;
  switch (d.command.kind) {
    case CommandKind::schedule_callback: return schedule_callback(d, *move);
    case CommandKind::schedule_retry: return schedule_retry(d, *move);
    case CommandKind::mark_not_interested: return pull(d, *move, EventKind::marked_not_interested);
    case CommandKind::mark_unworkable: return pull(d, *move, EventKind::marked_unworkable);
    default: return log_close(d, *move);
  }
}

}  // namespace firstlog::inline v1::detail
