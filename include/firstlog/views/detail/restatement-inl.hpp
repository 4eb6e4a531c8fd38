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

FIRSTLOG_INLINE Result<Restatement> preview_restatement(const Performance& performance,
                                                        const CompiledPolicy& policy, Instant from,
                                                        YearMonth oldest_open) {
  RestatementTerms terms;
  terms.plan = &policy.policy().plan;
  terms.from = from;
  terms.oldest_open = oldest_open;
  // The first policy holds for all that was before it, so that it has no beginning here.
  const std::vector<Instant>& others = performance.in_force_from();
  for (std::size_t i = 1; i < others.size() && !terms.until; ++i)
    if (others[i] > from) terms.until = others[i];
  if (Result<void> r = check_plan(*terms.plan); !r) return r.error();
  Result<std::vector<StatementLine>> lines = performance.standing_closes();
  if (!lines) return lines.error();
  Result<std::vector<StatementLine>> restated = performance.standing_closes(terms.plan);
  if (!restated) return restated.error();
  return detail::restate(*lines, *restated, terms);
}

}  // namespace firstlog::inline v1
