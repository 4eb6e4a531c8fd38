// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/views/performance.hpp"
#include "firstlog/views/restatement.hpp"

namespace firstlog::inline v1 {

namespace detail {

// Adds to a sum that may have no currency yet. False beyond 64 bits.
inline bool add_to(Money& sum, Money more) noexcept {
  const std::optional<Money> both = sum.currency().present() ? checked_add(sum, more) : more;
  if (both) sum = *both;
  return both.has_value();
}

inline Error restatement_overflow() {
  return Error(Status::overflow, "restatement", "a total exceeds 64 bits of minor units",
               "restate a shorter span of time");
}

}  // namespace detail

namespace detail {

// `now` are the lines as they stand, `then` the same as the other plan would pay them.
inline Result<Restatement> restate(std::span<const StatementLine> now, std::span<const StatementLine> then,
                                   const RestatementTerms& terms) {
  Restatement restatement;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const StatementLine& line = now[i];
    const StatementLine& by_plan = then[i];
    if (line.rated_at < terms.from || (terms.until && line.rated_at >= *terms.until)) continue;
    ++restatement.considered;
    const std::optional<Money> difference = checked_subtract(by_plan.commission, line.commission);
    if (!difference || !detail::add_to(restatement.difference, *difference))
      return detail::restatement_overflow();
    if (by_plan.commission == line.commission && by_plan.rate == line.rate && by_plan.tier == line.tier &&
        by_plan.rounding == line.rounding)
      continue;
    restatement.lines.push_back({.position = line.position,
                                 .contact = line.contact,
                                 .deal = line.deal,
                                 .rep = line.rep,
                                 .period = line.period,
                                 .base = line.invoiced,
                                 .paid = line.commission,
                                 .would_pay = by_plan.commission,
                                 .rate = line.rate,
                                 .new_rate = by_plan.rate,
                                 .tier = line.tier,
                                 .new_tier = by_plan.tier,
                                 .rounding = line.rounding,
                                 .new_rounding = by_plan.rounding});
  }
  auto& restated = restatement.lines;
  std::sort(restated.begin(), restated.end(),
            [](const RestatedLine& a, const RestatedLine& b) { return a.position < b.position; });
  for (const RestatedLine& line : restated) {
    auto at =
        std::lower_bound(restatement.periods.begin(), restatement.periods.end(), line,
                         [](const RestatedPeriod& one, const RestatedLine& other) {
                           return one.rep != other.rep ? one.rep < other.rep : one.period < other.period;
                         });
    if (at == restatement.periods.end() || at->rep != line.rep || at->period != line.period)
      at = restatement.periods.insert(at, {.rep = line.rep,
                                           .period = line.period,
                                           .posts_to = std::max(line.period, terms.oldest_open),
                                           .paid = {},
                                           .would_pay = {},
                                           .difference = {}});
    ++at->lines;
    if (!detail::add_to(at->paid, line.paid) || !detail::add_to(at->would_pay, line.would_pay))
      return detail::restatement_overflow();
    const std::optional<Money> difference = checked_subtract(at->would_pay, at->paid);
    if (!difference) return detail::restatement_overflow();
    at->difference = *difference;
  }
  return restatement;
}

}  // namespace detail

FIRSTLOG_INLINE Result<Restatement> preview_restatement(std::span<const StatementLine> lines,
                                                        const RestatementTerms& terms) {
  if (terms.plan == nullptr)
    return Error(Status::invalid_argument, "restatement.plan", "there is no plan to restate by",
                 "give the plan that would hold");
  if (Result<void> r = check_plan(*terms.plan); !r) return r.error();
  std::vector<StatementLine> restated(lines.begin(), lines.end());
  for (StatementLine& line : restated) {
    const Result<CommissionLine> by_plan = commission_of(*terms.plan, line.invoiced);
    if (!by_plan) return by_plan.error();
    line.commission = by_plan->commission;
    line.rate = by_plan->rate;
    line.tier = by_plan->tier;
    line.rounding = by_plan->rounding;
  }
  return detail::restate(lines, restated, terms);
}

namespace detail {

// What stands of a rep's close, or of a span that a component pays.
struct RestatedKey {
  ActorId rep;
  DealId deal;
  std::uint32_t component = 0;
  Date from;
  bool below = false;  // the close of a rep below
  friend bool operator==(const RestatedKey&, const RestatedKey&) = default;
};
inline RestatedKey key_of(const StatementLine& line) noexcept {
  if (line.component != 0) return {line.rep, DealId(), line.component, line.from, false};
  return {line.rep, line.deal, 0, Date(), line.kind == LineKind::team_override};
}

// The lines that a restatement posted, beside what stood before them.
inline Result<Restatement> differences(std::span<const StatementLine> lines, std::size_t posted_before,
                                       std::uint32_t considered) {
  Restatement restatement;
  restatement.considered = considered;
  for (const StatementLine& line : lines.subspan(posted_before)) {
    if (defers(line.kind)) continue;  // a restatement is of what is earned
    RestatedLine one;
    one.position = line.refers_to;
    one.contact = line.contact;
    one.deal = line.deal;
    one.rep = line.rep;
    one.period = line.period;
    one.component = line.component != 0;
    one.base = one.paid = Money::zero(line.commission.currency());
    for (const StatementLine& before : lines.first(posted_before)) {
      if (key_of(before) != key_of(line) || before.kind == LineKind::adjustment || defers(before.kind))
        continue;
      if (!add_to(one.paid, before.commission) || !add_to(one.base, before.invoiced))
        return restatement_overflow();
      if (before.position == line.refers_to) one.period = before.period;
    }
    one.would_pay = one.paid;
    if (!add_to(one.would_pay, line.commission)) return restatement_overflow();
    auto at = std::find_if(
        restatement.periods.begin(), restatement.periods.end(), [&](const RestatedPeriod& period) {
          return period.rep == one.rep && period.period == one.period && period.posts_to == line.period;
        });
    if (at == restatement.periods.end())
      at = restatement.periods.insert(at, {.rep = one.rep,
                                           .period = one.period,
                                           .posts_to = line.period,
                                           .paid = {},
                                           .would_pay = {},
                                           .difference = {}});
    ++at->lines;
    if (!add_to(at->paid, one.paid) || !add_to(at->would_pay, one.would_pay) ||
        !add_to(at->difference, line.commission) || !add_to(restatement.difference, line.commission))
      return restatement_overflow();
    restatement.lines.push_back(one);
  }
  std::sort(restatement.periods.begin(), restatement.periods.end(),
            [](const RestatedPeriod& a, const RestatedPeriod& b) {
              if (a.rep != b.rep) return a.rep < b.rep;
              return a.period != b.period ? a.period < b.period : a.posts_to < b.posts_to;
            });
  std::sort(restatement.lines.begin(), restatement.lines.end(),
            [](const RestatedLine& a, const RestatedLine& b) {
              if (a.position != b.position) return a.position < b.position;
              return a.rep != b.rep ? a.rep < b.rep : a.period < b.period;
            });
  return restatement;
}

}  // namespace detail

FIRSTLOG_INLINE Result<Restatement> preview_restatement(const Performance& performance,
                                                        const CompiledPolicy& policy, Instant from,
                                                        YearMonth oldest_open) {
  if (performance.plans_.any || !policy.plans().empty()) {
    // As adopting it would post it, on a copy.
    Performance tried = performance;
    Event event;
    event.kind = EventKind::policy_adopted;
    event.position = performance.head_.plus(1);
    event.effective_at = from;
    event.recorded_at = std::max(from + Duration::microseconds(1), Instant());
    event.policy = &policy;
    const std::size_t before = performance.lines().size();
    if (policy.policy().plan.currency != performance.currency())
      return Error(Status::invalid_argument, "restatement.plan", "the plan is in another currency",
                   "give a plan in the organisation's currency");
    if (Result<void> r = tried.apply(event); !r) return r.error();
    std::uint32_t considered = 0;
    const std::uint32_t place = static_cast<std::uint32_t>(tried.policies().size() - 1);
    for (const detail::DealAccount& account : tried.accounts_)
      considered += account.stands() && !account.unpaid && tried.policy_at(account.rate_at) == place ? 1 : 0;
    return detail::differences(tried.lines(), before, considered);
  }
  RestatementTerms terms;
  terms.plan = &policy.policy().plan;
  terms.from = from;
  terms.oldest_open = oldest_open;
  // The first policy holds for all that was before it, so that it has no beginning here.
  const std::vector<Instant>& others = performance.in_force_from();
  const Instant first = *std::min_element(others.begin(), others.end());
  for (const Instant other : others)
    if (other > from && other != first && (!terms.until || other < *terms.until)) terms.until = other;
  if (Result<void> r = check_plan(*terms.plan); !r) return r.error();
  Result<std::vector<StatementLine>> lines = performance.standing_closes();
  if (!lines) return lines.error();
  Result<std::vector<StatementLine>> restated = performance.standing_closes(terms.plan);
  if (!restated) return restated.error();
  return detail::restate(*lines, *restated, terms);
}

}  // namespace firstlog::inline v1
