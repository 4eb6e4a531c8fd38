// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What was earned and is not payable yet: a line takes it off, and another gives it back when its condition
// holds. Both lines stand where the money counts: a release in the period in which it comes.
#pragma once

#include <algorithm>
#include <utility>

#include "firstlog/views/detail/plan_release.hpp"
#include "firstlog/views/detail/plan_settlement.hpp"
#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

namespace detail {

// Keeps what is withheld of a rep's deal and answers what it was before.
inline std::int64_t exchange_withheld(std::vector<WithheldPay>& all, DealId deal, ActorId rep,
                                      std::int64_t minor) {
  const auto at = std::lower_bound(all.begin(), all.end(), std::pair(deal, rep),
                                   [](const WithheldPay& row, const std::pair<DealId, ActorId>& wanted) {
                                     return std::pair(row.deal.number(), row.rep.number()) <
                                            std::pair(wanted.first.number(), wanted.second.number());
                                   });
  const bool known = at != all.end() && at->deal == deal && at->rep == rep;
  const std::int64_t before = known ? at->minor : 0;
  if (known && minor == 0)
    all.erase(at);
  else if (known)
    at->minor = minor;
  else if (minor != 0)
    all.insert(at, {deal, rep, minor});
  return before;
}

// A line that takes off what is withheld (above zero) or gives it back.
inline StatementLine deferral(StatementLine line, LineKind kind, const Event& event, ActorId rep,
                              YearMonth period, Money withheld) {
  line.kind = kind;
  line.position = event.position;
  line.entered_at = event.at();
  line.approver = event.actor;
  line.rep = rep;
  line.period = period;
  line.by_plans = true;
  line.invoiced = Money::zero(withheld.currency());
  line.commission = Money::minor(-withheld.minor_units(), withheld.currency());
  line.closes = CloseCount();
  return line;
}

}  // namespace detail

// Of the entry's own deal: `told` is its account, `from` where it counted before.
FIRSTLOG_INLINE Result<void> Performance::release_own(const Event& event, const detail::DealAccount& told,
                                                      YearMonth from, bool moves,
                                                      const detail::PlanSettlement& settlement) {
  if (!plans_.releases) return {};
  const detail::PlanRelease release(*this);
  const Date day = newest().date_of(event.at());
  for (const detail::PlanSettlement::Own& own : settlement.own()) {
    const std::int64_t now = release.withheld(own.rep, event.deal, day);
    const std::int64_t before = detail::exchange_withheld(plans_.withheld, event.deal, own.rep, now);
    StatementLine line = line_of(event.deal, told, detail::AccountWorth());
    line.refers_to = told.approved_position;
    line.prior_period = firstlog::has(event.flags, EventFlag::prior_period);
    const auto add = [&](YearMonth period, std::int64_t minor) -> Result<void> {
      if (minor == 0) return {};
      return add_line(detail::deferral(line, LineKind::withheld, event, own.rep, period,
                                       Money::minor(minor, currency())));
    };
    if (moves)
      if (Result<void> r = add(from, -before); !r) return r;
    if (Result<void> r = add(event.period, moves ? now : now - before); !r) return r;
  }
  return {};
}

// Of other closes that the entry pays otherwise.
FIRSTLOG_INLINE Result<void> Performance::release_changes(const Event& event, YearMonth period,
                                                          const detail::PlanSettlement& settlement) {
  if (!plans_.releases) return {};
  const detail::PlanRelease release(*this);
  const Date day = newest().date_of(event.at());
  for (const detail::PlanChange& change : settlement.changes()) {
    if (!change.deal.present()) continue;
    // A close below that counts in another period since: what waited is taken back where it counted. Whoever
    // has a share of his own was told by release_own.
    const bool own =
        std::any_of(settlement.own().begin(), settlement.own().end(),
                    [&](const detail::PlanSettlement::Own& one) { return one.rep == change.rep; });
    const bool moved = !own && change.above && change.period != YearMonth();
    const std::int64_t now = moved ? 0 : release.withheld(change.rep, change.deal, day);
    const std::int64_t more = now - detail::exchange_withheld(plans_.withheld, change.deal, change.rep, now);
    if (more == 0) continue;
    const detail::DealAccount& account = accounts_[change.deal.index()];
    StatementLine line = line_of(change.deal, account, detail::AccountWorth());
    line.refers_to = change.above ? change.approval : account.approved_position;
    const YearMonth natural = moved ? change.period : account.period;
    line.prior_period = natural < oldest_open_;
    const YearMonth posts =
        moved ? std::max(natural, oldest_open_) : std::max({period, natural, oldest_open_});
    if (Result<void> r = add_line(detail::deferral(line, LineKind::withheld, event, change.rep, posts,
                                                   Money::minor(more, currency())));
        !r)
      return r;
  }
  return {};
}

// An invoice or a receipt of the deal: it releases in the period of its own date.
FIRSTLOG_INLINE Result<void> Performance::release_deal(const Event& event) {
  if (!plans_.releases || event.deal.index() >= accounts_.size()) return {};
  const detail::PlanRelease release(*this);
  const CompiledPolicy& policy = newest();
  const Date entered = policy.date_of(event.at());
  const Date told = event.kind == EventKind::receipt_recorded ? event.paid_on : event.invoiced_on;
  const Date day = told != Date() ? std::min(told, entered) : entered;
  const YearMonth natural = YearMonth::of(day).value_or(oldest_open_);
  const detail::DealAccount& account = accounts_[event.deal.index()];
  std::vector<ActorId> reps;
  const auto first = std::lower_bound(
      plans_.withheld.begin(), plans_.withheld.end(), event.deal,
      [](const detail::WithheldPay& one, DealId deal) { return one.deal.number() < deal.number(); });
  for (auto one = first; one != plans_.withheld.end() && one->deal == event.deal; ++one)
    reps.push_back(one->rep);
  for (const ActorId rep : reps) {
    const std::int64_t now = release.withheld(rep, event.deal, entered);
    const std::int64_t more = now - detail::exchange_withheld(plans_.withheld, event.deal, rep, now);
    if (more == 0) continue;
    StatementLine line = line_of(event.deal, account, detail::AccountWorth());
    line.refers_to = account.approved_position;
    line.prior_period = natural < oldest_open_;
    if (Result<void> r =
            add_line(detail::deferral(line, LineKind::released, event, rep, std::max(natural, oldest_open_),
                                      Money::minor(more, currency())));
        !r)
      return r;
  }
  return {};
}

// What a day of the period that freezes releases, and nothing entered since has told.
FIRSTLOG_INLINE Result<void> Performance::release_due(const Event& event) {
  if (plans_.withheld.empty()) return {};
  const detail::PlanRelease release(*this);
  const Date last = event.period.last_day();
  const std::vector<detail::WithheldPay> all = plans_.withheld;
  for (const detail::WithheldPay& one : all) {
    const detail::DealAccount& account = accounts_[one.deal.index()];
    if (account.credit > last) continue;
    const std::int64_t now = release.withheld(one.rep, one.deal, last);
    // What an entry of a later day released already stays so.
    if (now >= one.minor) continue;
    detail::exchange_withheld(plans_.withheld, one.deal, one.rep, now);
    StatementLine line = line_of(one.deal, account, detail::AccountWorth());
    line.refers_to = account.approved_position;
    if (Result<void> r = add_line(detail::deferral(line, LineKind::released, event, one.rep, event.period,
                                                   Money::minor(now - one.minor, currency())));
        !r)
      return r;
  }
  return {};
}

// ---- what the facts come from ---------------------------------------------------------------------

FIRSTLOG_INLINE std::uint32_t Performance::note_exchange(const Event& event, std::uint32_t before) {
  if (!event.original.currency().present()) return 0;
  detail::AccountExchange one{event.original, event.original_tax, event.exchange_rate, event.exchange_on, 0};
  if (!event.exchange_source.empty())
    one.source = reason_number(event.exchange_source);
  else if (before != 0)
    one.source = exchanges_[before - 1U].source;
  // An amendment that tells no tax leaves it as it was.
  if (event.kind == EventKind::close_amended && before != 0 && !one.tax.currency().present())
    one.tax = exchanges_[before - 1U].tax;
  exchanges_.push_back(one);
  return static_cast<std::uint32_t>(exchanges_.size());
}

FIRSTLOG_INLINE std::optional<PayExchange> Performance::told_exchange(
    const detail::DealAccount& account) const {
  if (account.exchange == 0) return std::nullopt;
  const detail::AccountExchange& one = exchanges_[account.exchange - 1U];
  return PayExchange{one.original, one.rate, one.on,
                     one.source == 0 ? std::string() : reasons_[one.source - 1U], account.invoiced};
}

// Refunds keep their days: what is taken back may depend on the age of the close.
FIRSTLOG_INLINE void Performance::note_refund(const Event& event, detail::DealAccount& account) {
  if (event.kind == EventKind::close_reversed) {
    refunds_.push_back(
        {event.position, newest().date_of(event.at()), event.amount.minor_units(), account.last_refund});
    account.last_refund = static_cast<std::uint32_t>(refunds_.size());
    return;
  }
  for (std::uint32_t at = account.last_refund; at != 0; at = refunds_[at - 1U].previous)
    if (refunds_[at - 1U].position == event.refers_to) refunds_[at - 1U].minor -= event.amount.minor_units();
}

FIRSTLOG_INLINE void Performance::note_money(const Event& event) {
  if (plans_.facts_of.size() <= event.deal.index()) plans_.facts_of.resize(event.deal.index() + 1);
  std::uint32_t& place = plans_.facts_of[event.deal.index()];
  if (place == 0) {
    plans_.facts.emplace_back();
    place = static_cast<std::uint32_t>(plans_.facts.size());
  }
  detail::DealFacts& facts = plans_.facts[place - 1U];
  Money& sum = event.kind == EventKind::receipt_recorded ? facts.received : facts.billed;
  sum = Money::minor(sum.minor_units() + event.amount.minor_units(), event.amount.currency());
  // The decision goes by these dates, too.
  if (event.invoiced_on != Date()) facts.invoiced_on = event.invoiced_on;
  if (event.paid_on != Date()) facts.paid_on = event.paid_on;
}

}  // namespace firstlog::inline v1
