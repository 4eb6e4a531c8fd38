// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a rep is shown of a period, and of all of them.
#pragma once

#include <algorithm>

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
  at->commission = plus(at->commission, line.commission);
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
    statement.as_of = rows->frozen_position;
  }
  const Policy& policy = policy_of(period, now).policy();
  statement.plan = policy.plan.name;
  statement.quota = policy.quota;
  statement.quota.rows.clear();  // what others owe is nobody's business
  statement.standing = standing(rep, period, now);
  statement.zone = statement.standing.zone;
  const PeriodTotals own = totals(rep, period);
  statement.closes = own.closes;
  statement.revenue = Money::minor(own.revenue_minor, currency());
  statement.commission = Money::minor(own.commission_minor, currency());
  statement.adjustments = Money::minor(own.adjusted_minor, currency());
  statement.total = detail::plus(statement.commission, statement.adjustments);
  std::int64_t commission = 0;
  std::int64_t adjustments = 0;
  for (const PeriodRows& one : periods_)
    if (one.period.year() == period.year() && one.period <= period && rep.index() < one.reps.size()) {
      commission += one.reps[rep.index()].commission_minor;
      adjustments += one.reps[rep.index()].adjusted_minor;
    }
  for (const Opening& opening : openings_) {
    if (opening.rep != rep || opening.period > period) continue;
    if (opening.period == period) statement.openings.push_back(opening.balance);
    if (opening.balance.kind == BalanceKind::year_to_date && opening.period.year() == period.year())
      commission += opening.balance.amount.minor_units();
  }
  statement.commission_year_to_date = Money::minor(commission, currency());
  statement.total_year_to_date = Money::minor(commission + adjustments, currency());
  for (std::uint32_t at = reps_[rep.index()].last_line; at != 0; at = line_before_[at - 1])
    if (lines_[at - 1].period == period) statement.lines.push_back(lines_[at - 1]);
  std::reverse(statement.lines.begin(), statement.lines.end());
  std::vector<std::uint32_t> place(reasons_.size() + 1);
  for (StatementLine& line : statement.lines) {
    if (line.deal.present()) detail::add_line_to_deals(statement.deals, line);
    if (line.reason == 0) continue;
    if (place[line.reason] == 0) {
      statement.reasons.push_back(reasons_[line.reason - 1U]);
      place[line.reason] = static_cast<std::uint32_t>(statement.reasons.size());
    }
    line.reason = place[line.reason];
  }
  for (const PendingClose& close : frozen ? rows->frozen_pending : pending_by_rep(now))
    if (close.rep == rep) statement.pending.push_back(close);
  return statement;
}

FIRSTLOG_INLINE std::vector<PendingClose> Performance::pending(Instant now) const {
  std::vector<PendingClose> all = pending_;
  std::sort(all.begin(), all.end(),
            [](const PendingClose& a, const PendingClose& b) { return a.position < b.position; });
  for (PendingClose& close : all) {
    close.age = now - close.closed_at;
    close.hold_is_past = close.hold_until != Instant() && close.hold_until <= now;
  }
  return all;
}

FIRSTLOG_INLINE RepBalance Performance::balance(ActorId rep) const noexcept {
  std::int64_t commission = 0;
  std::int64_t adjustments = 0;
  for (const PeriodRows& one : periods_)
    if (rep.present() && rep.index() < one.reps.size()) {
      commission += one.reps[rep.index()].commission_minor;
      adjustments += one.reps[rep.index()].adjusted_minor;
    }
  const std::int64_t paid = rep.present() && rep.index() < reps_.size() ? reps_[rep.index()].paid_minor : 0;
  return {Money::minor(commission, currency()), Money::minor(adjustments, currency()),
          Money::minor(paid, currency()), Money::minor(commission + adjustments - paid, currency())};
}

}  // namespace firstlog::inline v1
