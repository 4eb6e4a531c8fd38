// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Deals (DOMAIN 1, 6): what a close is told with, and how the next deal with a won contact begins.
#pragma once

#include <algorithm>
#include <optional>

#include "firstlog/core/detail/decide/interest.hpp"
#include "firstlog/rules/close_count.hpp"

namespace firstlog::inline v1::detail {

// All lines are in the currency of `net` or of none.
inline bool lines_sum_to(std::span<const DealLine> lines, Money net) noexcept {
  std::optional<Money> sum = Money::zero(net.currency());
  for (const DealLine& line : lines)
    if (sum) sum = checked_add(*sum, line.net);
  return sum == net;
}

// Tax is never negative. Where the lines say theirs, it is their sum.
inline bool tax_fits(Money tax, std::span<const DealLine> lines, Money net) noexcept {
  if (tax.currency() != net.currency() || tax.is_negative()) return false;
  std::optional<Money> sum = Money::zero(net.currency());
  bool told = false;
  for (const DealLine& line : lines)
    if (line.tax.currency().present()) {
      told = true;
      if (sum) sum = checked_add(*sum, line.tax);
    }
  return !told || sum == tax;
}

inline bool sum_to_one(std::span<const CreditShare> credits) noexcept {
  std::optional<Rate> sum = Rate();
  for (const CreditShare& credit : credits)
    if (sum) sum = checked_add(*sum, credit.share);
  return sum == Rate::one();
}

inline bool one_is_named_twice(const Decision& d) {
  const auto& credits = d.command.credits;
  for (std::size_t i = 1; i < credits.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (d.state.find(credits[i].rep) == d.state.find(credits[j].rep)) return true;
  return false;
}

// A number stands for one document. An approval may name its deal's invoice before or after that is
// recorded; `records` asks for more: that nobody has recorded it.
inline std::optional<Outcome> refuse_document(Decision& d, DocumentKind kind, bool records) {
  if (!d.gives(Field::document_number)) return {};
  const std::uint32_t number = d.state.find_document(kind, d.command.document_number);
  if (number == 0) return {};
  const DocumentRow& document = d.state.document(number);
  if (document.deal.present() && document.deal == d.deal && !(records && document.recorded)) return {};
  return d.refused(Rule::document_taken, document.actor, document.position, document.at);
}

// What speaks against a close's contents beside its net amount. Nothing: they fit.
inline std::optional<Outcome> refuse_contents(Decision& d, Money net) {
  const Command& c = d.command;
  if (d.gives(Field::credits))
    for (const CreditShare& credit : c.credits)
      if (!d.state.actor(d.state.find(credit.rep)).roles.has(Role::rep))
        return d.refused(Rule::rep_not_a_rep);
  if (d.gives(Field::lines) && !lines_sum_to(c.lines, net)) return d.refused(Rule::lines_do_not_sum);
  if (d.gives(Field::tax) &&
      !tax_fits(c.tax, d.gives(Field::lines) ? c.lines : std::span<const DealLine>(), net))
    return d.refused(Rule::tax_does_not_fit);
  if (d.gives(Field::credits)) {
    if (!sum_to_one(c.credits)) return d.refused(Rule::credits_do_not_sum);
    if (one_is_named_twice(d)) return d.refused(Rule::credit_named_twice);
    for (const CreditShare& credit : c.credits)
      if (!CloseCount::of(credit.share)) return d.refused(Rule::credit_share_too_fine);
  }
  return refuse_document(d, DocumentKind::invoice, false);
}

inline void tell_contents(const Decision& d, Event& event) {
  const Command& c = d.command;
  if (d.gives(Field::tax)) event.tax = c.tax;
  if (d.gives(Field::lines)) event.lines = c.lines;
  if (d.gives(Field::signed_on)) event.signed_on = c.signed_on;
  if (d.gives(Field::invoiced_on)) event.invoiced_on = c.invoiced_on;
  if (d.gives(Field::paid_on)) event.paid_on = c.paid_on;
  if (d.gives(Field::document_number)) event.document_number = c.document_number;
  if (!d.gives(Field::credits)) return;
  std::vector<CreditShare> credits;
  for (const CreditShare& credit : c.credits) credits.push_back({d.state.find(credit.rep), credit.share});
  event.credits = d.events.keep(std::move(credits));
}

// The shares that an amendment set before the approval.
inline void keep_credits(const Decision& d, Event& event, const DealRow& deal) {
  if (deal.credits == 0 || d.gives(Field::credits)) return;
  std::vector<CreditShare> credits;
  for (std::uint32_t i = 0; i < deal.credit_count; ++i) {
    const CreditRow& credit = d.state.credit(deal.credits + i);
    credits.push_back({credit.rep, credit.share});
  }
  event.credits = d.events.keep(std::move(credits));
}

// What the policy asks to be recorded before the deal is approved.
inline Rule missing_record(const Decision& d, const DealRow& deal) noexcept {
  if (d.policy.policy().require_invoice && !deal.billed.currency().present()) return Rule::invoice_missing;
  if (d.policy.policy().require_deposit && !deal.received.currency().present()) return Rule::receipt_missing;
  return Rule::none;
}

// Whether the deal is the one that the contact's status speaks of.
inline bool is_current(const Decision& d) noexcept {
  return d.row->deal == d.deal && !d.state.deal(d.deal).apart;
}

// Whose claim a pending close pays.
inline ActorId creditor_of(const Decision& d, const DealRow& deal) noexcept {
  return d.row->deal == d.deal ? d.row->claimant : deal.credited;
}

// Whether the claim outlives the won deal (DOMAIN 3): for so many months from the approval, the last day
// inside. A deal that was reversed whole protects nobody, and nobody inactive is protected.
inline bool claim_is_protected(const Decision& d) noexcept {
  const ContactRow& row = *d.row;
  const std::int32_t months = d.policy.policy().open_deal_protection_months;
  if (months == 0 || !row.claimant.present() || !d.state.actor(row.claimant).active || !row.deal.present())
    return false;
  const DealRow& won = d.state.deal(row.deal);
  if (won.status != CloseStatus::verified || won.reversed == won.invoiced.minor_units()) return false;
  const std::optional<Date> last = d.policy.date_of(won.decided_at).plus_months(months);
  return !last || d.policy.date_of(d.now) <= *last;
}

inline Outcome open_deal(Decision& d) {
  const ContactRow& row = *d.row;
  const PipelineRow* move = d.policy.row(row.state, Trigger::open_deal);
  const bool manages = d.actor_row().roles.has(Role::manager) && managers_may(d, move);
  if (!manages && row.assignee.present() && row.assignee != d.actor) return d.refused(Rule::not_assignee);
  if (move == nullptr) return d.refused(Rule::no_transition);
  if (!manages && !move->who.assignee) return d.refused(Rule::role_not_allowed);
  if (!manages && !row.assignee.present()) return d.refused(Rule::not_assigned);
  const bool keeps = claim_is_protected(d);
  Event& event = d.add(EventKind::deal_opened);
  event.state_to = move->target == Target::same ? row.state : move->to;
  event.deal = DealId(d.state.deal_count() + 1);
  event.cycle = row.cycle + 1;
  if (row.deal.present()) event.refers_to = d.state.deal(row.deal).decided_position;
  set_due(d, event);
  event.flags |= EventFlag::starts_cycle | EventFlag::sets_due;
  if (keeps) {
    event.flags |= EventFlag::moves_claim;
    event.rep = row.claimant;
    event.claim = row.claim_position;
    event.effective_at = row.claimed_at;
  }
  Outcome outcome = d.accepted(event, keeps ? Rule::claim_protected : Rule::none);
  if (keeps) d.name_winner(outcome, row.claimant, row.claim_position, row.claimed_at);
  return outcome;
}

}  // namespace firstlog::inline v1::detail
