// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Disputes about lines of statements (DOMAIN 11). They stop no pay: what a line says is paid as posted,
// and what was wrong with it is put right by an adjustment or a correction like any other error.
#pragma once

#include "firstlog/core/detail/decide/deals.hpp"

namespace firstlog::inline v1::detail {

inline bool names(std::span<const CreditShare> credits, ActorId rep) noexcept {
  for (const CreditShare& credit : credits)
    if (credit.rep.id == rep) return true;
  return false;
}

inline bool shares_deal(const Decision& d, const DealRow& deal, ActorId rep) noexcept {
  if (deal.credits == 0) return deal.credited == rep;
  for (std::uint32_t i = 0; i < deal.credit_count; ++i)
    if (d.state.credit(deal.credits + i).rep == rep) return true;
  return false;
}

// Whether the entry concerns the rep's pay: it paid him, or corrects a deal that pays or paid him. Whatever
// posts money says in which period; an amendment of a pending close does not.
inline bool pays(const Decision& d, const Event& entry, ActorId rep) noexcept {
  if (entry.period == YearMonth()) return false;
  switch (entry.kind) {
    case EventKind::adjusted: return entry.rep == rep;
    case EventKind::close_approved:
      return entry.credits.empty() ? entry.rep == rep : names(entry.credits, rep);
    case EventKind::close_amended:
    case EventKind::approval_revoked:
    case EventKind::close_reversed:
    case EventKind::reversal_undone:
      return entry.rep == rep || names(entry.credits, rep) || shares_deal(d, d.state.deal(entry.deal), rep);
    default: return false;
  }
}

// Whether nothing but being a rep lets the actor give the command: he then speaks for himself alone.
inline bool is_only_a_rep(const Decision& d) noexcept {
  return d.admitted_by == Roles(Role::rep);
}

inline Outcome open_dispute(Decision& d) {
  if (is_only_a_rep(d) && d.rep != d.actor) return d.refused(Rule::dispute_of_another);
  if (const std::uint32_t taken = d.state.find_dispute(d.command.document_number); taken != 0) {
    const DisputeRow& other = d.state.dispute(taken);
    return d.refused(Rule::document_taken, other.opener, other.opened, other.opened_at);
  }
  if (d.referred == nullptr || !pays(d, *d.referred, d.rep)) return d.refused(Rule::line_unknown);
  for (std::uint32_t at = d.state.organisation().open_disputes; at != 0;) {
    const DisputeRow& other = d.state.dispute(at);
    if (other.rep == d.rep && other.line == d.command.refers_to)
      return d.refused(Rule::dispute_open, other.opener, other.opened, other.opened_at);
    at = other.open_next;
  }
  Event& event = d.add(EventKind::dispute_opened);
  event.rep = d.rep;
  event.deal = d.referred->deal;
  event.refers_to = d.command.refers_to;
  event.document_number = d.command.document_number;
  const std::int32_t days = d.policy.policy().dispute_working_days;
  if (days > 0) event.due = d.policy.working_days_over(d.today(), days);
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.rep = d.rep;
  return outcome;
}

// Whether the entry can be what put the dispute right.
inline bool answers(const DisputeRow& dispute, const Event& entry) noexcept {
  if (entry.position <= dispute.opened || entry.period == YearMonth()) return false;
  return entry.kind == EventKind::adjusted ? entry.rep == dispute.rep
                                           : entry.deal.present() && entry.deal == dispute.deal;
}

inline Outcome resolve_dispute(Decision& d, EventKind kind) {
  const std::uint32_t number = d.state.find_dispute(d.command.document_number);
  if (number == 0) return d.malformed(Rule::unknown_dispute, Field::document_number);
  const DisputeRow& dispute = d.state.dispute(number);
  if (kind == EventKind::dispute_withdrawn && is_only_a_rep(d) && dispute.rep != d.actor)
    return d.refused(Rule::dispute_of_another);
  if (dispute.status != DisputeStatus::open)
    return d.refused(Rule::dispute_resolved, dispute.resolver, dispute.resolved, dispute.resolved_at);
  if (d.gives(Field::refers_to) && (d.referred == nullptr || !answers(dispute, *d.referred)))
    return d.refused(Rule::answer_unknown);
  Event& event = d.add(kind);
  event.rep = dispute.rep;
  event.deal = dispute.deal;
  event.refers_to = d.command.refers_to;
  event.document_number = d.command.document_number;
  Outcome outcome = d.accepted(event, Rule::none);
  outcome.rep = dispute.rep;
  return outcome;
}

// The open dispute whose deadline came first; the manager hears of it once.
inline void due_dispute(Decision& d) {
  const Instant due = d.state.organisation().dispute_due;
  if (!d.state.founded() || due > d.now) return;
  std::uint32_t first = 0;  // of one deadline the one opened first
  for (std::uint32_t at = d.state.organisation().open_disputes; at != 0; at = d.state.dispute(at).open_next)
    if (d.state.dispute(at).due == due && !d.state.dispute(at).overdue) first = at;
  if (first == 0) return;
  const DisputeRow& dispute = d.state.dispute(first);
  Event& event = d.add(EventKind::dispute_overdue);
  event.rep = dispute.rep;
  event.deal = dispute.deal;
  event.occurred_at = due;
  event.refers_to = dispute.opened;
}

}  // namespace firstlog::inline v1::detail
