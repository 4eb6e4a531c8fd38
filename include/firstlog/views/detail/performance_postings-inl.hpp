// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How entries about money become lines: the difference that each makes to a deal's worth, by rep.
#pragma once

#include <algorithm>

#include "firstlog/views/detail/plan_settlement.hpp"
#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline Error total_overflow() {
  return Error(Status::overflow, "performance", "a period's total exceeds 64 bits of minor units",
               "split the organisation or use a larger currency unit");
}

inline Result<void> add_minor(std::int64_t& total, std::int64_t more) {
  if (__builtin_add_overflow(total, more, &total)) return total_overflow();
  return {};
}

}  // namespace detail

// ---- pending closes -------------------------------------------------------------------------------

FIRSTLOG_INLINE PendingClose* Performance::find_pending(DealId deal) noexcept {
  if (!deal.present() || deal.index() >= pending_at_.size() || pending_at_[deal.index()] == 0) return nullptr;
  return &pending_[pending_at_[deal.index()] - 1U];
}

FIRSTLOG_INLINE void Performance::add_pending(DealId deal, const PendingClose& close) {
  drop_pending(deal);
  if (pending_at_.size() <= deal.index()) pending_at_.resize(deal.index() + 1);
  pending_.push_back(close);
  pending_at_[deal.index()] = static_cast<std::uint32_t>(pending_.size());
  link_pending(close);
}

FIRSTLOG_INLINE void Performance::drop_pending(DealId deal) noexcept {
  PendingClose* close = find_pending(deal);
  if (close == nullptr) return;
  unlink_pending(*close);
  pending_at_[pending_.back().deal.index()] = pending_at_[deal.index()];
  *close = pending_.back();
  pending_at_[deal.index()] = 0;
  pending_.pop_back();
}

FIRSTLOG_INLINE void Performance::close_logged(const Event& event) {
  PendingClose close;
  close.contact = event.contact;
  close.deal = event.deal;
  close.closer = event.actor;
  close.rep = event.rep;
  close.claimed = event.amount;
  close.closed_at = event.at();
  close.position = event.position;
  // What the deal's earlier close was told with is no longer true of this one.
  drop_pending(event.deal);
  if (accounts_.size() > event.deal.index()) accounts_[event.deal.index()] = detail::DealAccount();
  add_pending(event.deal, close);
  note_contents(event, false);
}

// An approval would pay by the shares set so far or, without any, by the claim.
FIRSTLOG_INLINE std::span<const detail::AccountCredit> Performance::pending_credits(
    DealId deal) const noexcept {
  if (accounts_.size() <= deal.index()) return {};
  return credits_of(accounts_[deal.index()]);
}

FIRSTLOG_INLINE void Performance::link_pending(const PendingClose& close) {
  const auto link = [&](ActorId rep) {
    if (!rep.present()) return;
    if (pending_of_.size() <= rep.index()) pending_of_.resize(rep.index() + 1);
    pending_of_[rep.index()].push_back(close.deal);
  };
  const std::span<const detail::AccountCredit> credits = pending_credits(close.deal);
  if (credits.empty()) link(close.rep);
  for (const detail::AccountCredit& credit : credits) link(credit.rep);
}

FIRSTLOG_INLINE void Performance::unlink_pending(const PendingClose& close) noexcept {
  const auto unlink = [&](ActorId rep) {
    if (rep.present() && rep.index() < pending_of_.size()) std::erase(pending_of_[rep.index()], close.deal);
  };
  const std::span<const detail::AccountCredit> credits = pending_credits(close.deal);
  if (credits.empty()) unlink(close.rep);
  for (const detail::AccountCredit& credit : credits) unlink(credit.rep);
}

FIRSTLOG_INLINE PendingClose Performance::waiting(PendingClose close, Instant now) noexcept {
  close.age = now - close.closed_at;
  close.hold_is_past = close.hold_until != Instant() && close.hold_until <= now;
  return close;
}

// Those that an approval would pay the rep, the oldest first.
FIRSTLOG_INLINE std::vector<PendingClose> Performance::pending_of(ActorId rep, Instant now) const {
  std::vector<PendingClose> all;
  if (rep.index() >= pending_of_.size()) return all;
  for (const DealId deal : pending_of_[rep.index()]) {
    all.push_back(waiting(pending_[pending_at_[deal.index()] - 1U], now));
    all.back().rep = rep;
  }
  std::sort(all.begin(), all.end(),
            [](const PendingClose& a, const PendingClose& b) { return a.position < b.position; });
  return all;
}

// Every pending close once for each rep whom an approval would pay.
FIRSTLOG_INLINE std::vector<PendingClose> Performance::pending_by_rep(Instant now) const {
  std::vector<PendingClose> all;
  for (PendingClose& close : pending(now)) {
    const std::span<const detail::AccountCredit> credits = pending_credits(close.deal);
    if (credits.empty()) all.push_back(close);
    for (const detail::AccountCredit& credit : credits) {
      close.rep = credit.rep;
      all.push_back(close);
    }
  }
  return all;
}

// ---- what a deal is worth -------------------------------------------------------------------------

FIRSTLOG_INLINE std::span<const detail::AccountCredit> Performance::credits_of(
    const detail::DealAccount& account) const noexcept {
  if (account.credits == 0) return {};
  return std::span(credits_).subspan(account.credits - 1U, account.credit_count);
}

FIRSTLOG_INLINE void Performance::set_credits(const Event& event, detail::DealAccount& account) {
  account.credits = account.credit_count = 0;
  if (event.credits.empty()) return;
  account.credits = static_cast<std::uint32_t>(credits_.size() + 1);
  account.credit_count = static_cast<std::uint32_t>(event.credits.size());
  for (const CreditShare& credit : event.credits)
    credits_.push_back({credit.rep.id, credit.share, CloseCount::of(credit.share).value_or(CloseCount())});
}

FIRSTLOG_INLINE Result<detail::AccountWorth> Performance::divide(
    const detail::DealAccount& account, const Plan* plan, std::vector<detail::AccountPart>& parts) const {
  parts.clear();
  if (!account.stands()) return detail::AccountWorth();
  bool no_short = false;
  if (plan == nullptr) {
    const CompiledPolicy& policy = *policies_[policy_at(account.rate_at)];
    plan = &policy.policy().plan;
    no_short = policy.has_base_plans();
  }
  Result<detail::AccountWorth> worth = detail::worth_of(account, *plan);
  if (worth && no_short) {
    worth->commission = 0;
    worth->rate = Rate();
  }
  if (worth) detail::divide(*worth, account.counts(), account.rep, credits_of(account), parts);
  return worth;
}

FIRSTLOG_INLINE StatementLine Performance::line_of(DealId deal, const detail::DealAccount& account,
                                                   const detail::AccountWorth& worth) const noexcept {
  StatementLine line;
  line.position = account.approved_position;
  line.closed_position = account.closed_position;
  line.approved_at = line.entered_at = account.approved_at;
  line.closed_at = account.closed_at;
  line.rated_at = account.rate_at;
  line.contact = account.contact;
  line.deal = deal;
  line.approver = account.approver;
  line.period = account.period;
  line.rate = worth.rate;
  line.tier = worth.tier;
  line.rounding = worth.rounding;
  line.policy = policy_at(account.rate_at);
  line.self_approved = account.self_approved;
  return line;
}

FIRSTLOG_INLINE Result<std::vector<StatementLine>> Performance::standing_closes(const Plan* plan) const {
  std::vector<StatementLine> lines;
  std::vector<detail::AccountPart> parts;
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    const detail::DealAccount& account = accounts_[i];
    if (!account.stands()) continue;
    Result<detail::AccountWorth> worth = divide(account, plan, parts);
    if (!worth) return worth.error();
    StatementLine line = line_of(DealId::at_index(i), account, *worth);
    for (const detail::AccountPart& part : parts) {
      line.rep = part.rep;
      line.invoiced = Money::minor(part.revenue, account.invoiced.currency());
      line.commission = Money::minor(part.commission, account.invoiced.currency());
      line.closes = part.closes;
      lines.push_back(line);
    }
  }
  return lines;
}

FIRSTLOG_INLINE Result<void> Performance::add_line(const StatementLine& line) {
  PeriodTotals& totals = edit_totals(line.rep, line.period);
  const std::optional<CloseCount> closes = checked_add(totals.closes, line.closes);
  if (!closes) return detail::total_overflow();
  totals.closes = *closes;
  std::int64_t& sum = line.kind == LineKind::adjustment ? totals.adjusted_minor
                      : defers(line.kind)               ? totals.withheld_minor
                                                        : totals.commission_minor;
  if (Result<void> r = detail::add_minor(totals.revenue_minor, line.invoiced.minor_units()); !r) return r;
  if (Result<void> r = detail::add_minor(sum, line.commission.minor_units()); !r) return r;
  if (line.kind == LineKind::close) totals.last_approval = line.approved_at;
  line_before_.push_back(reps_[line.rep.index()].last_line);
  lines_.push_back(line);
  reps_[line.rep.index()].last_line = static_cast<std::uint32_t>(lines_.size());
  rank_anew(line.rep, line.period);
  return {};
}

// The newest approval that still counts for the rep in that period, once one was taken away.
FIRSTLOG_INLINE void Performance::find_last_approval(ActorId rep, YearMonth period) {
  PeriodTotals& totals = edit_totals(rep, period);
  totals.last_approval = Instant();
  for (std::uint32_t at = reps_[rep.index()].last_line; at != 0; at = line_before_[at - 1U]) {
    const StatementLine& line = lines_[at - 1U];
    if (line.kind != LineKind::close || line.period != period) continue;
    const detail::DealAccount& account = accounts_[line.deal.index()];
    if (account.approved_position != line.position || !account.counts()) continue;
    totals.last_approval = line.approved_at;
    break;
  }
  rank_anew(rep, period);
}

// Posts what lies between two states of a deal. Where it counts in another period than before, it is
// taken out of the one and put into the other.
FIRSTLOG_INLINE Result<void> Performance::post(const Event& event, LineKind kind,
                                               const detail::DealAccount& before,
                                               const detail::DealAccount& after) {
  std::vector<detail::AccountPart> had;
  std::vector<detail::AccountPart> has;
  Result<detail::AccountWorth> old_worth = divide(before, nullptr, had);
  if (!old_worth) return old_worth.error();
  Result<detail::AccountWorth> new_worth = divide(after, nullptr, has);
  if (!new_worth) return new_worth.error();
  detail::PlanSettlement settlement(*this);
  pay_by_plans(event, before, after, had, has, settlement);
  const detail::DealAccount& told = after.stands() ? after : before;
  const detail::AccountWorth& by = after.stands() ? *new_worth : *old_worth;
  const Currency money = told.invoiced.currency();

  StatementLine line = line_of(event.deal, told, by);
  line.kind = kind;
  line.position = event.position;
  line.entered_at = event.at();
  if (kind != LineKind::close) line.refers_to = told.approved_position;
  line.approver = event.actor;
  line.prior_period = firstlog::has(event.flags, EventFlag::prior_period);
  const bool refunds = kind == LineKind::reversal || kind == LineKind::reinstatement;
  line.exchange = refunds ? note_exchange(event, told.exchange) : told.exchange;
  if (!event.reason.empty()) line.reason = reason_number(event.reason);

  auto add = [&](ActorId rep, YearMonth period, std::int64_t revenue, std::int64_t commission,
                 CloseCount closes) -> Result<void> {
    const bool nothing = revenue == 0 && commission == 0 && closes.is_zero();
    if (nothing && kind != LineKind::close) return {};
    line.rep = rep;
    line.period = period;
    line.by_plans = settlement.own_of(rep).planned;
    line.invoiced = Money::minor(revenue, money);
    line.commission = Money::minor(commission, money);
    line.closes = closes;
    if (Result<void> r = add_line(line); !r) return r;
    if (closes < CloseCount()) find_last_approval(rep, period);
    return {};
  };
  auto part_in = [](std::span<const detail::AccountPart> parts, ActorId rep) {
    for (const detail::AccountPart& part : parts)
      if (part.rep == rep) return part;
    return detail::AccountPart();
  };
  // What the deal counted in may be frozen by now; then it is taken back where everything late posts.
  const YearMonth from = std::max(before.period, oldest_open_);
  const bool moves = before.stands() && after.stands() && from != event.period;
  for (const detail::AccountPart& part : had) {
    const detail::AccountPart now = moves ? detail::AccountPart() : part_in(has, part.rep);
    if (Result<void> r = add(part.rep, moves ? from : event.period, now.revenue - part.revenue,
                             now.commission - part.commission,
                             checked_subtract(now.closes, part.closes).value_or(CloseCount()));
        !r)
      return r;
  }
  for (const detail::AccountPart& part : has) {
    if (!moves && part_in(had, part.rep).rep.present()) continue;
    if (Result<void> r = add(part.rep, event.period, part.revenue, part.commission, part.closes); !r)
      return r;
  }
  if (Result<void> r = release_own(event, told, from, moves, settlement); !r) return r;
  return post_changes(event, event.period, settlement);
}

// ---- entries --------------------------------------------------------------------------------------

FIRSTLOG_INLINE Result<void> Performance::approved(const Event& event) {
  if (accounts_.size() <= event.deal.index()) accounts_.resize(event.deal.index() + 1);
  detail::DealAccount account;
  account.contact = event.contact;
  if (const PendingClose* close = find_pending(event.deal)) {
    account.closer = close->closer;
    account.closed_at = close->closed_at;
    account.claimed = close->claimed;
  }
  account.rep = event.rep;
  account.approver = event.actor;
  account.closed_position = event.refers_to;
  account.approved_position = event.position;
  account.approved_at = event.at();
  account.rate_at = event.effective_at != Instant() ? event.effective_at : account.closed_at;
  account.invoiced = event.amount;
  account.period = event.period;
  account.self_approved = firstlog::has(event.flags, EventFlag::self_approved);
  account.unpaid = event.period < first_period_;
  set_credits(event, account);
  account.exchange = note_exchange(event, 0);
  note_contents(event, true);
  account.repeat = event.cycle > 1;
  account.credit = credit_date(event, account);
  const detail::DealAccount before = accounts_[event.deal.index()];
  drop_pending(event.deal);
  accounts_[event.deal.index()] = account;
  return post(event, LineKind::close, before, account);
}

FIRSTLOG_INLINE Result<void> Performance::amended(const Event& event) {
  if (accounts_.size() <= event.deal.index()) accounts_.resize(event.deal.index() + 1);
  detail::DealAccount& account = accounts_[event.deal.index()];
  if (PendingClose* close = find_pending(event.deal)) {
    close->claimed = event.amount;
    note_contents(event, false);
    if (!event.credits.empty()) {
      unlink_pending(*close);
      set_credits(event, account);
      link_pending(*close);
    }
    return {};
  }
  const detail::DealAccount before = account;
  account.invoiced = event.amount;
  account.exchange = note_exchange(event, account.exchange);
  if (event.effective_at != Instant()) account.rate_at = event.effective_at;
  if (!event.credits.empty()) set_credits(event, account);
  note_contents(event, false);
  if (event.period != std::max(account.period, oldest_open_)) {
    account.period = event.period;
    account.credit = credit_date(event, account);
  }
  const detail::DealAccount after = account;
  return post(event, LineKind::amendment, before, after);
}

FIRSTLOG_INLINE Result<void> Performance::revoked(const Event& event) {
  detail::DealAccount& account = accounts_[event.deal.index()];
  const detail::DealAccount before = account;
  account.approved_position = Position();
  account.reversed = 0;
  account.last_refund = 0;
  PendingClose close;
  close.contact = account.contact;
  close.deal = event.deal;
  close.closer = account.closer;
  close.rep = account.rep;
  close.claimed = account.claimed;
  close.closed_at = account.closed_at;
  close.position = account.closed_position;
  const detail::DealAccount after = account;
  add_pending(event.deal, close);
  return post(event, LineKind::revocation, before, after);
}

FIRSTLOG_INLINE Result<void> Performance::reversed(const Event& event) {
  detail::DealAccount& account = accounts_[event.deal.index()];
  const detail::DealAccount before = account;
  const bool takes = event.kind == EventKind::close_reversed;
  note_refund(event, account);
  account.reversed += takes ? event.amount.minor_units() : -event.amount.minor_units();
  const detail::DealAccount after = account;
  return post(event, takes ? LineKind::reversal : LineKind::reinstatement, before, after);
}

FIRSTLOG_INLINE Result<void> Performance::adjusted(const Event& event) {
  StatementLine line;
  line.kind = LineKind::adjustment;
  line.position = event.position;
  line.approved_at = line.entered_at = event.at();
  line.rep = event.rep;
  line.approver = event.actor;
  line.period = event.period;
  line.invoiced = Money::zero(event.amount.currency());
  line.commission = event.amount;
  line.policy = policy_at(event.at());
  line.prior_period = firstlog::has(event.flags, EventFlag::prior_period);
  if (!event.reason.empty()) line.reason = reason_number(event.reason);
  return add_line(line);
}

FIRSTLOG_INLINE Result<void> Performance::paid(const Event& event) {
  return detail::add_minor(reps_[event.rep.index()].paid_minor, event.amount.minor_units());
}

FIRSTLOG_INLINE std::uint32_t Performance::reason_number(std::string_view reason) {
  for (std::size_t i = 0; i < reasons_.size(); ++i)
    if (reasons_[i] == reason) return static_cast<std::uint32_t>(i + 1);
  reasons_.emplace_back(reason);
  return static_cast<std::uint32_t>(reasons_.size());
}

FIRSTLOG_INLINE void Performance::freeze(const Event& event) {
  edit_totals(ActorId(), event.period);
  const CompiledPolicy* in_force = &policy_of(event.period, event.at());
  for (PeriodRows& rows : periods_)
    if (rows.period == event.period) {
      rows.frozen_policy = static_cast<std::uint32_t>(
          std::find(policies_.begin(), policies_.end(), in_force) - policies_.begin());
      rows.frozen_pending = pending_by_rep(event.at());
      rows.frozen_exceptions = exceptions_of(event.period);
      rows.frozen_position = event.position;
      rows.frozen_at = event.at();
      rank_all(rows);  // no more than the memory: it is closed
    }
  oldest_open_ = event.period.plus_months(1).value_or(event.period);
  review(event);
}

}  // namespace firstlog::inline v1
