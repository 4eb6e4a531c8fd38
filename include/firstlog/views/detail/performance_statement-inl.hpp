// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a rep is shown of a period, and of all of them.
#pragma once

#include <algorithm>
#include <iterator>

#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

namespace detail {

// Sums of lines whose total was checked when they were posted.
inline Money plus(Money a, Money b) noexcept {
  return Money::minor(a.minor_units() + b.minor_units(), b.currency());
}

inline void add_line_to_deals(std::vector<StatementDeal>& deals, const StatementLine& line) {
  auto at = std::find_if(deals.rbegin(), deals.rend(),
                         [&](const StatementDeal& deal) { return deal.deal == line.deal; });
  if (at == deals.rend()) {
    StatementDeal fresh;
    fresh.deal = line.deal;
    fresh.contact = line.contact;
    deals.push_back(fresh);
    at = deals.rbegin();
  }
  at->invoiced = plus(at->invoiced, line.invoiced);
  at->commission =
      plus(at->commission, defers(line.kind) ? Money::zero(line.commission.currency()) : line.commission);
  at->closes = checked_add(at->closes, line.closes).value_or(at->closes);
  ++at->lines;
}

}  // namespace detail

FIRSTLOG_INLINE Statement Performance::statement(ActorId rep, YearMonth period, Instant now) const {
  Statement statement;
  statement.rep = rep;
  statement.period = period;
  statement.as_of = head_;
  const PeriodRows* rows = find_period(period);
  const bool frozen = rows != nullptr && rows->frozen_position.present();
  if (frozen) {
    statement.frozen = true;
    statement.frozen_position = rows->frozen_position;
    statement.frozen_at = rows->frozen_at;
    statement.as_of = rows->frozen_position;
  }
  const CompiledPolicy& in_force = policy_of(period, now);
  const Policy& policy = in_force.policy();
  statement.plan = base_plan(rep, period, now);
  statement.quota = policy.quota;
  statement.quota.rows.clear();  // what others owe is nobody's business
  statement.standing = standing(rep, period, now);
  statement.zone = statement.standing.zone;
  const PeriodTotals own = totals(rep, period);
  statement.closes = own.closes;
  statement.revenue = Money::minor(own.revenue_minor, currency());
  statement.commission = Money::minor(own.commission_minor, currency());
  statement.adjustments = Money::minor(own.adjusted_minor, currency());
  statement.withheld = Money::minor(own.withheld_minor, currency());
  statement.total =
      detail::plus(detail::plus(statement.commission, statement.adjustments), statement.withheld);
  tell_year(statement, policy.fiscal_year_starts);
  for (std::uint32_t at = reps_[rep.index()].last_line; at != 0; at = line_before_[at - 1])
    if (lines_[at - 1].period == period) statement.lines.push_back(lines_[at - 1]);
  std::reverse(statement.lines.begin(), statement.lines.end());
  std::vector<std::uint32_t> place(reasons_.size() + 1);
  for (StatementLine& line : statement.lines) {
    if (line.deal.present()) detail::add_line_to_deals(statement.deals, line);
    if (line.component != 0) {
      const detail::PlanBooks::Component& known = plans_.components[line.component - 1U];
      const StatementComponent named{known.plan, known.name};
      auto at = std::find(statement.components.begin(), statement.components.end(), named);
      if (at == statement.components.end()) at = statement.components.insert(at, named);
      line.component = static_cast<std::uint32_t>(at - statement.components.begin() + 1);
    }
    if (line.exchange != 0) {
      const detail::AccountExchange& one = exchanges_[line.exchange - 1U];
      statement.exchanges.push_back(
          {one.original, one.rate, one.on, one.source == 0 ? std::string() : reasons_[one.source - 1U]});
      line.exchange = static_cast<std::uint32_t>(statement.exchanges.size());
    }
    if (line.reason == 0) continue;
    if (place[line.reason] == 0) {
      statement.reasons.push_back(reasons_[line.reason - 1U]);
      place[line.reason] = static_cast<std::uint32_t>(statement.reasons.size());
    }
    line.reason = place[line.reason];
  }
  if (frozen)
    std::copy_if(rows->frozen_pending.begin(), rows->frozen_pending.end(),
                 std::back_inserter(statement.pending),
                 [rep](const PendingClose& close) { return close.rep == rep; });
  else
    statement.pending = pending_of(rep, now);
  tell_settlement(statement, frozen ? rows->frozen_at : now);
  tell_plans(statement, &in_force);
  return statement;
}

// What the rep earned since the fiscal year began.
FIRSTLOG_INLINE void Performance::tell_year(Statement& statement, std::int32_t fiscal_year_starts) const {
  const int months_in = (statement.period.month() - fiscal_year_starts + 12) % 12;
  const YearMonth first = statement.period.plus_months(-months_in).value_or(statement.period);
  auto inside = [&](YearMonth period) { return first <= period && period <= statement.period; };
  std::int64_t commission = 0;
  std::int64_t adjustments = 0;
  std::int64_t withheld = 0;
  for (const PeriodRows& one : periods_)
    if (inside(one.period) && statement.rep.index() < one.reps.size()) {
      withheld += one.reps[statement.rep.index()].withheld_minor;
      commission += one.reps[statement.rep.index()].commission_minor;
      adjustments += one.reps[statement.rep.index()].adjusted_minor;
    }
  for (std::uint32_t at = newest_opening(statement.rep); at != 0; at = opening_before_[at - 1U]) {
    const Opening& opening = openings_[at - 1U];
    if (opening.period > statement.period) continue;
    if (opening.period == statement.period) statement.openings.push_back(opening.balance);
    if (opening.balance.kind == BalanceKind::year_to_date && inside(opening.period))
      commission += opening.balance.amount.minor_units();
  }
  std::reverse(statement.openings.begin(), statement.openings.end());  // as they were told
  statement.year_begins = first;
  statement.commission_year_to_date = Money::minor(commission, currency());
  statement.total_year_to_date = Money::minor(commission + adjustments + withheld, currency());
}

// What is paid and disputed, as of the statement's newest event.
FIRSTLOG_INLINE void Performance::tell_settlement(Statement& statement, Instant now) const {
  std::int64_t paid = 0;
  std::int64_t balance = 0;
  for (std::uint32_t at = reps_[statement.rep.index()].last_line; at != 0; at = line_before_[at - 1])
    if (lines_[at - 1].position <= statement.as_of) balance += lines_[at - 1].commission.minor_units();
  for (const auto* payout = settlements_.newest_payout(statement.rep); payout != nullptr;
       payout = settlements_.payout_before(*payout)) {
    if (payout->position > statement.as_of) continue;
    balance -= payout->minor;
    if (payout->period == statement.period) paid += payout->minor;
  }
  statement.paid = Money::minor(paid, currency());
  statement.balance = Money::minor(balance, currency());
  std::int64_t disputed = 0;
  for (Dispute& dispute : settlements_.disputes_of(statement.rep, statement.as_of, now)) {
    bool here = false;
    for (const StatementLine& line : statement.lines) {
      if (line.position != dispute.line) continue;
      here = true;
      if (dispute.status == DisputeStatus::open) disputed += line.commission.minor_units();
    }
    if (here) statement.disputes.push_back(std::move(dispute));
  }
  statement.disputed = Money::minor(disputed, currency());
}

FIRSTLOG_INLINE void Performance::tell_plans(Statement& statement, const CompiledPolicy* in_force) const {
  const auto present =
      static_cast<std::uint32_t>(std::find(policies_.begin(), policies_.end(), in_force) - policies_.begin());
  std::vector<std::uint32_t> used = {present};
  for (const StatementLine& line : statement.lines)
    if (line.kind != LineKind::adjustment) used.push_back(line.policy);
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  for (const std::uint32_t one : used)
    statement.plans.push_back({one, policies_[one]->policy().plan.name, adopted_at_[one], adoptions_[one]});
}

FIRSTLOG_INLINE std::vector<PendingClose> Performance::pending(Instant now) const {
  std::vector<PendingClose> all = pending_;
  std::sort(all.begin(), all.end(),
            [](const PendingClose& a, const PendingClose& b) { return a.position < b.position; });
  for (PendingClose& close : all) close = waiting(close, now);
  return all;
}

FIRSTLOG_INLINE RepBalance Performance::balance(ActorId rep) const noexcept {
  std::int64_t commission = 0;
  std::int64_t adjustments = 0;
  std::int64_t withheld = 0;
  for (const PeriodRows& one : periods_)
    if (rep.present() && rep.index() < one.reps.size()) {
      commission += one.reps[rep.index()].commission_minor;
      adjustments += one.reps[rep.index()].adjusted_minor;
      withheld += one.reps[rep.index()].withheld_minor;
    }
  const std::int64_t paid = rep.present() && rep.index() < reps_.size() ? reps_[rep.index()].paid_minor : 0;
  return {Money::minor(commission, currency()), Money::minor(adjustments, currency()),
          Money::minor(paid, currency()),
          Money::minor(commission + adjustments + withheld - paid, currency()),
          Money::minor(-withheld, currency())};
}

}  // namespace firstlog::inline v1
