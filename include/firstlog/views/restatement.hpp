// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What would change if a plan held from an instant that has passed (DOMAIN 7): per rep and period what
// the verified closes paid, what they would pay, and why, before anybody decides it. A pure function of
// lines that stand; nothing is posted by it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/commission/plan.hpp"
#include "firstlog/views/statement.hpp"

namespace firstlog::inline v1 {

class CompiledPolicy;
class Performance;

// Which closes another plan would pay.
struct RestatementTerms {
  const Plan* plan = nullptr;         // never null; must outlive the call
  Instant from = {};                  // rate dates from here on
  std::optional<Instant> until = {};  // up to here, itself not; absent: for good
  YearMonth oldest_open = {};         // periods before it are frozen: their difference posts to it
};

// One close that would pay another amount or by another rate.
struct RestatedLine {
  Position position;  // of its approval
  ContactId contact;
  DealId deal;
  ActorId rep;
  YearMonth period;        // in which the close counts
  bool component = false;  // of a span that a plan pays as a whole; then of no deal
  Money base;              // invoiced
  Money paid;              // as the line stands
  Money would_pay;
  // Why, of the short plan: the bracket that the base falls into, its rate, and how the product is rounded,
  // before and after.
  Rate rate;
  Rate new_rate;
  std::uint32_t tier = 0;
  std::uint32_t new_tier = 0;
  RoundingMode rounding = RoundingMode::half_up;
  RoundingMode new_rounding = RoundingMode::half_up;
};

// A rep's period. Only where at least one of its lines is restated.
struct RestatedPeriod {
  ActorId rep;
  YearMonth period;
  YearMonth posts_to;  // where the difference would stand: the period itself, or the oldest open one
  Money paid;          // of the restated lines
  Money would_pay;
  Money difference;         // would_pay less paid
  std::uint32_t lines = 0;  // restated
};

struct Restatement {
  std::vector<RestatedPeriod> periods;  // by rep, then by period
  std::vector<RestatedLine> lines;      // in the order of their positions
  std::uint32_t considered = 0;         // closes whose rate date the terms take
  Money difference;                     // of all; without currency where no line was considered
};

// Lines that would pay the same by the same rate, tier and rounding are considered and not listed.
// Errors: invalid_argument (no plan, a plan in another currency than a line's), overflow; and
// malformed, the plan's own faults (check_plan).
FIRSTLOG_API Result<Restatement> preview_restatement(std::span<const StatementLine> lines,
                                                     const RestatementTerms& terms);

// The same for a policy that would be adopted for the past instant `from`. It stands in for the
// one that was in force then (the founding one, for instants before it too), until the next that came into
// force: the order is that of the instants. Where plans of the plan language pay, before or after, it is what
// adopting the policy would post, and only lines whose amount changes are listed.
FIRSTLOG_API Result<Restatement> preview_restatement(const Performance& performance,
                                                     const CompiledPolicy& policy, Instant from,
                                                     YearMonth oldest_open);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/views/detail/restatement-inl.hpp"  // IWYU pragma: export
#endif
