// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Result<void> Performance::apply(const Event& event) {
  head_ = event.position;
  switch (event.kind) {
    case EventKind::policy_adopted:
      policies_.push_back(event.policy);
      adopted_at_.push_back(event.at());
      month_end_ = month_first_ = Instant();  // another policy may mean another zone
      break;
    case EventKind::actor_registered: {
      RepRow row;
      row.roles = event.roles;
      row.active = !has(event.flags, EventFlag::inactive);
      reps_.push_back(row);
      break;
    }
    case EventKind::actor_changed:
      reps_[event.rep.index()].roles = event.roles;
      reps_[event.rep.index()].active = !has(event.flags, EventFlag::inactive);
      break;
    case EventKind::activity_logged:
      if (event.actor.present() && !has(event.flags, EventFlag::inbound) && event.touch == Touch::dial) {
        PeriodTotals dial;
        dial.dials = 1;
        dial.connects = is_connect(event.disposition) ? 1 : 0;
        if (Result<void> r = count(event, event.actor, month_at(event.at()), dial); !r) return r;
      }
      break;
    case EventKind::close_logged: {
      PendingClose close;
      close.contact = event.contact;
      close.deal = event.deal;
      close.closer = event.actor;
      close.rep = event.rep;
      close.claimed = event.amount;
      close.closed_at = event.at();
      close.position = event.position;
      if (pending_at_.size() <= event.deal.index()) pending_at_.resize(event.deal.index() + 1);
      pending_.push_back(close);
      pending_at_[event.deal.index()] = static_cast<std::uint32_t>(pending_.size());
      if (const std::uint32_t import = import_of(event); import != 0)
        imports_[import - 1].deals.push_back(event.deal);
      break;
    }
    case EventKind::close_held:
      if (PendingClose* close = find_pending(event.deal)) close->hold_until = event.due;
      break;
    case EventKind::close_approved:
      if (Result<void> r = verified(event); !r) return r;
      [[fallthrough]];
    case EventKind::close_rejected:
    case EventKind::close_withdrawn: drop_pending(event.deal); break;
    case EventKind::period_closed:
      edit_totals(ActorId(), event.period);
      for (PeriodRows& rows : periods_)
        if (rows.period == event.period) rows.frozen_position = event.position;
      break;
    case EventKind::organisation_founded: first_period_ = event.period; break;
    case EventKind::opening_balance_set:
      for (const OpeningBalance& balance : event.balances)
        openings_.push_back({event.rep, event.period, balance});
      break;
    case EventKind::import_undone: undo_import(event.batch); break;
    default: break;
  }
  if (!has(event.flags, EventFlag::establishes_claim)) return {};
  PeriodTotals claim;
  claim.warm = 1;
  return count(event, event.rep, month_at(event.at()), claim);
}

FIRSTLOG_INLINE PendingClose* Performance::find_pending(DealId deal) noexcept {
  if (!deal.present() || deal.index() >= pending_at_.size() || pending_at_[deal.index()] == 0) return nullptr;
  return &pending_[pending_at_[deal.index()] - 1U];
}

FIRSTLOG_INLINE void Performance::drop_pending(DealId deal) noexcept {
  PendingClose* close = find_pending(deal);
  if (close == nullptr) return;
  pending_at_[pending_.back().deal.index()] = pending_at_[deal.index()];
  *close = pending_.back();
  pending_at_[deal.index()] = 0;
  pending_.pop_back();
}

FIRSTLOG_INLINE Result<void> Performance::verified(const Event& event) {
  StatementLine line;
  if (const PendingClose* close = find_pending(event.deal)) line.closed_at = close->closed_at;
  line.position = event.position;
  line.closed_position = event.refers_to;
  line.approved_at = event.at();
  line.contact = event.contact;
  line.deal = event.deal;
  line.rep = event.rep;
  line.approver = event.actor;
  line.period = event.period;
  line.invoiced = event.amount;
  line.policy = policy_at(line.closed_at);
  if (line.period < first_period_) {  // born closed: it counts in its month and pays nothing
    PeriodTotals close;
    close.verified_closes = 1;
    close.revenue_minor = line.invoiced.minor_units();
    close.last_approval = line.approved_at;
    return count(event, line.rep, line.period, close);
  }
  line.self_approved = has(event.flags, EventFlag::self_approved);
  line.prior_period = has(event.flags, EventFlag::prior_period);
  Result<CommissionLine> commission = commission_of(policies_[line.policy]->policy().plan, event.amount);
  if (!commission) return commission.error();
  line.commission = commission->commission;
  line.rate = commission->rate;
  line.tier = commission->tier;
  line.rounding = commission->rounding;

  PeriodTotals close;
  close.verified_closes = 1;
  close.revenue_minor = line.invoiced.minor_units();
  close.commission_minor = line.commission.minor_units();
  close.last_approval = line.approved_at;
  if (Result<void> r = count(event, line.rep, line.period, close); !r) return r;
  line_before_.push_back(reps_[line.rep.index()].last_line);
  lines_.push_back(line);
  line_import_.push_back(import_of(event));
  reps_[line.rep.index()].last_line = static_cast<std::uint32_t>(lines_.size());
  return {};
}

FIRSTLOG_INLINE PeriodTotals& Performance::edit_totals(ActorId rep, YearMonth period) {
  return totals_in(periods_, rep, period, reps_.size());
}

FIRSTLOG_INLINE PeriodTotals& Performance::totals_in(std::vector<PeriodRows>& periods, ActorId rep,
                                                     YearMonth period, std::size_t reps) {
  auto at = std::lower_bound(periods.begin(), periods.end(), period,
                             [](const PeriodRows& rows, YearMonth month) { return rows.period < month; });
  if (at == periods.end() || at->period != period) {
    at = periods.insert(at, PeriodRows());
    at->period = period;
  }
  if (at->reps.size() < reps || at->reps.empty()) at->reps.resize(reps == 0 ? 1 : reps);
  return at->reps[rep.present() ? rep.index() : 0];
}

FIRSTLOG_INLINE const Performance::PeriodRows* Performance::find_period(YearMonth period) const noexcept {
  auto at = std::lower_bound(periods_.begin(), periods_.end(), period,
                             [](const PeriodRows& rows, YearMonth month) { return rows.period < month; });
  return at == periods_.end() || at->period != period ? nullptr : &*at;
}

FIRSTLOG_INLINE YearMonth Performance::month_at(Instant at) noexcept {
  if (at < month_first_ || at >= month_end_) {
    const CompiledPolicy& policy = *policies_.back();
    month_ = YearMonth::of(policy.date_of(at)).value_or(YearMonth());
    month_first_ = policy.zone().start_of_day(month_.first_day());
    month_end_ = policy.zone().start_of_day(month_.days().end);
  }
  return month_;
}

FIRSTLOG_INLINE std::uint32_t Performance::policy_at(Instant at) const noexcept {
  auto after = std::upper_bound(adopted_at_.begin(), adopted_at_.end(), at);
  return after == adopted_at_.begin() ? 0 : static_cast<std::uint32_t>(after - adopted_at_.begin() - 1);
}

FIRSTLOG_INLINE Currency Performance::currency() const noexcept {
  return policies_.empty() ? Currency() : policies_.back()->policy().plan.currency;
}

FIRSTLOG_INLINE YearMonth Performance::period_of(Instant now) const noexcept {
  return YearMonth::of(policies_.back()->date_of(now)).value_or(YearMonth());
}

FIRSTLOG_INLINE PeriodTotals Performance::totals(ActorId rep, YearMonth period) const noexcept {
  const PeriodRows* rows = find_period(period);
  return rows == nullptr || !rep.present() || rep.index() >= rows->reps.size() ? PeriodTotals()
                                                                               : rows->reps[rep.index()];
}

FIRSTLOG_INLINE const CompiledPolicy& Performance::policy_of(YearMonth period, Instant now) const noexcept {
  const Instant end = policies_.back()->zone().start_of_day(period.days().end);
  return *policies_[policy_at(std::min(now, end - Duration::microseconds(1)))];
}

FIRSTLOG_INLINE Performance::Pace Performance::pace_of(YearMonth period, Instant now) const noexcept {
  const CompiledPolicy& policy = policy_of(period, now);
  Pace pace;
  pace.quota = &policy.policy().quota;
  const Date today = policy.date_of(now);
  pace.over = today > period.last_day();
  pace.working_days_elapsed = count_working_days({period.first_day(), today}, policy.working_calendar());
  pace.working_days = count_working_days(period.days(), policy.working_calendar());
  return pace;
}

FIRSTLOG_INLINE QuotaZone Performance::zone(ActorId rep, YearMonth period, Instant now) const noexcept {
  return pace_of(period, now).zone_of(totals(rep, period).verified_closes + closes_before(rep, period));
}

FIRSTLOG_INLINE Leaderboard Performance::leaderboard(YearMonth period, Audience audience, ActorId viewer,
                                                     Instant now) const {
  Leaderboard board;
  board.period = period;
  board.audience = audience;
  const PeriodRows* rows = find_period(period);
  board.frozen = rows != nullptr && rows->frozen_position.present();
  struct Entry {
    PeriodTotals totals;
    ActorId rep;
  };
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < reps_.size(); ++i) {
    const ActorId rep = ActorId::at_index(i);
    const PeriodTotals one = totals(rep, period);
    const bool shows = one.verified_closes != 0 || one.dials != 0 || one.warm != 0;
    if (reps_[i].roles.has(Role::rep) && (reps_[i].active || shows)) entries.push_back({one, rep});
  }
  auto equal = [](const PeriodTotals& a, const PeriodTotals& b) {
    return a.verified_closes == b.verified_closes && a.revenue_minor == b.revenue_minor &&
           (a.verified_closes == 0 || a.last_approval == b.last_approval);
  };
  std::sort(entries.begin(), entries.end(), [&](const Entry& x, const Entry& y) {
    const PeriodTotals& a = x.totals;
    const PeriodTotals& b = y.totals;
    if (a.verified_closes != b.verified_closes) return a.verified_closes > b.verified_closes;
    if (a.revenue_minor != b.revenue_minor) return a.revenue_minor > b.revenue_minor;
    if (!equal(a, b)) return a.last_approval < b.last_approval;
    return x.rep < y.rep;
  });
  const Pace pace = pace_of(period, now);
  std::vector<std::uint32_t> pending_of(reps_.size());
  for (const PendingClose& close : pending_)
    if (close.rep.present()) ++pending_of[close.rep.index()];
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const PeriodTotals& one = entries[i].totals;
    LeaderboardRow row;
    row.rep = entries[i].rep;
    row.rank = i > 0 && equal(one, entries[i - 1].totals) ? board.rows.back().rank
                                                          : static_cast<std::uint32_t>(i + 1);
    row.verified_closes = one.verified_closes;
    row.revenue = Money::minor(one.revenue_minor, currency());
    row.dials = one.dials;
    row.warm = one.warm;
    row.closes_to_first = entries[0].totals.verified_closes - one.verified_closes;
    row.zone = pace.zone_of(one.verified_closes + closes_before(row.rep, period));
    row.own = row.rep == viewer;
    if (audience == Audience::manager || row.own)
      row.commission = Money::minor(one.commission_minor, currency());
    if (audience == Audience::manager) {
      row.connects = one.connects;
      row.pending = pending_of[row.rep.index()];
    }
    board.rows.push_back(row);
  }
  return board;
}

FIRSTLOG_INLINE Statement Performance::statement(ActorId rep, YearMonth period, Instant now) const {
  Statement statement;
  statement.rep = rep;
  statement.period = period;
  statement.as_of = head_;
  const PeriodRows* rows = find_period(period);
  if (rows != nullptr && rows->frozen_position.present()) {
    statement.frozen = true;
    statement.frozen_position = rows->frozen_position;
    statement.as_of = rows->frozen_position;
  }
  const Policy& policy = policy_of(period, now).policy();
  statement.plan = policy.plan.name;
  statement.quota = policy.quota;
  statement.zone = zone(rep, period, now);
  const PeriodTotals own = totals(rep, period);
  statement.revenue = Money::minor(own.revenue_minor, currency());
  statement.commission = Money::minor(own.commission_minor, currency());
  std::int64_t year_to_date = 0;
  for (const PeriodRows& one : periods_)
    if (one.period.year() == period.year() && one.period <= period && rep.index() < one.reps.size())
      year_to_date += one.reps[rep.index()].commission_minor;
  for (const Opening& opening : openings_) {
    if (opening.rep != rep || opening.period > period) continue;
    if (opening.period == period) statement.openings.push_back(opening.balance);
    if (opening.balance.kind == BalanceKind::year_to_date && opening.period.year() == period.year())
      year_to_date += opening.balance.amount.minor_units();
  }
  statement.commission_year_to_date = Money::minor(year_to_date, currency());
  for (std::uint32_t at = reps_[rep.index()].last_line; at != 0; at = line_before_[at - 1])
    if (lines_[at - 1].period == period) statement.lines.push_back(lines_[at - 1]);
  std::reverse(statement.lines.begin(), statement.lines.end());
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

}  // namespace firstlog::inline v1
