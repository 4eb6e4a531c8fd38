// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The plan checker: what is broken or unwise in a plan, found before anyone is paid by it, each with
// a counter-example in numbers that the evaluator itself confirmed (DOMAIN 7, DESIGN 6).
//
// The pay for one sale is computed as an exact function of the amount sold, not sampled: it consists of
// straight lines between the places where a table, a cap or a condition can bend it, and of roundings.
// It is judged at the amounts on either side of every such place that a sale can have
// (InputAssumption::step), and between two places by its slope. What a step makes of it that is
// neither (two changing values multiplied, a measure that was rounded) is named as not_analysed, with
// the step's path; nothing is passed over in silence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/rules/commission/evaluate.hpp"
#include "firstlog/rules/commission/expression.hpp"
#include "firstlog/rules/commission/plan.hpp"

namespace firstlog::inline v1 {

// What a finding is. Numbers are fixed for ever.
enum class FindingKind : std::uint8_t {
  malformed = 0,            // compile() refuses the plan for another reason than those below
  gap = 1,                  // values or days that nothing rates
  overlap = 2,              // values or lines that two tiers or rules rate differently
  unreachable = 3,          // a tier or rule that nothing reaches
  less_for_more = 4,        // who sells more is paid less
  cliff = 5,                // one more unit sold pays a sum at once
  rewards_moving = 6,       // a deal pays more in another period
  rewards_splitting = 7,    // one deal pays more as two
  rewards_merging = 8,      // two deals pay more as one
  unbounded_pay = 9,        // no cap, and every further unit pays more than the policy's part of it
  draw_not_recovered = 10,  // a debt that nothing can repay
  rate_over_one = 11,       // a fraction above 1: 15 where 15 % was meant
  shares_do_not_sum = 12,   // shares that leave or invent a part, or a cent of it
  not_analysed = 13,        // what is not known, and why
};

constexpr std::string_view name_of(FindingKind kind) noexcept {
  switch (kind) {
    case FindingKind::malformed: return "malformed";
    case FindingKind::gap: return "gap";
    case FindingKind::overlap: return "overlap";
    case FindingKind::unreachable: return "unreachable";
    case FindingKind::less_for_more: return "less_for_more";
    case FindingKind::cliff: return "cliff";
    case FindingKind::rewards_moving: return "rewards_moving";
    case FindingKind::rewards_splitting: return "rewards_splitting";
    case FindingKind::rewards_merging: return "rewards_merging";
    case FindingKind::unbounded_pay: return "unbounded_pay";
    case FindingKind::draw_not_recovered: return "draw_not_recovered";
    case FindingKind::rate_over_one: return "rate_over_one";
    case FindingKind::shares_do_not_sum: return "shares_do_not_sum";
    case FindingKind::not_analysed: return "not_analysed";
  }
  return "not_analysed";
}

// Numbers are fixed for ever.
enum class Severity : std::uint8_t {
  warn = 0,    // the plan may be meant so
  refuse = 1,  // the plan is broken
};

constexpr std::string_view name_of(Severity severity) noexcept {
  return severity == Severity::refuse ? "refuse" : "warn";
}

// What an input column stands for. Numbers are fixed for ever.
enum class InputRole : std::uint8_t {
  sold = 0,   // what a rep sells more or less of; tried from 0 up, and divided when a deal is
  each = 1,   // the same for every deal, however it is divided: a count of 1
  fixed = 2,  // one number for all lines: a quota, a share, an exchange rate
};

constexpr std::string_view name_of(InputRole role) noexcept {
  switch (role) {
    case InputRole::sold: return "sold";
    case InputRole::each: return "each";
    case InputRole::fixed: return "fixed";
  }
  return "fixed";
}

// What is known of one input. Inputs that nobody names are assumed: a quota or a bound's most is
// 100,000, an opening, a bound's least, what a condition is below, an amount that a sum only subtracts
// and whether a draw is taken are 0, a draw 1,000 and a divisor 1, all fixed; every other one is sold, in
// hundredths, and 1 while another one is tried.
struct InputAssumption {
  std::string name;
  InputRole role = InputRole::sold;
  Exact value = Exact::whole(1);  // while another input is tried; of a line, where it is not fixed
  Exact step = Rate::of(1, 100);  // sold: the least amount by which it differs; above 0
};

// What a line of the input stands for. Numbers are fixed for ever.
enum class LineMeaning : std::uint8_t {
  unknown = 0,  // periods where the plan has a draw or carries what a bound takes, else deals
  deal = 1,     // all lines belong to one period
  period = 2,   // one line is one period
};

// Sizes are in the plan's unit. What is above them is warned about; nothing is refused by them.
struct PlanCheckOptions {
  Exact cliff = Exact::whole(100);       // paid at once at one threshold
  Exact moving = Exact::whole(100);      // gained by crediting a deal in the other of two periods
  Exact splitting = Exact::whole(100);   // gained by logging one deal as two
  Exact merging = Exact::whole(100);     // gained by logging two deals as one
  Exact less_for_more;                   // lost by selling more
  Exact uncapped_rate = Rate::of(1, 2);  // paid of every further unit, without end
  Exact rate_max = Exact::whole(1);      // a fraction above it is taken for a mistake
  // Of less_for_more where the input is known to be sold: it is named below, or is the only one that is
  // not assumed to be fixed. Elsewhere it warns: what is tried may be an age or a discount.
  Severity less_for_more_is = Severity::refuse;
  std::vector<InputAssumption> inputs;
  std::string pays;  // the value that is paid; empty: the last step's; before a draw or a carrying bound
                     // at the end, which move pay in time, what it settles
  LineMeaning lines = LineMeaning::unknown;
  // How much is tried for what takes two deals or two periods; beyond it they are not_analysed.
  std::size_t trials_max = 1'000'000;
  // And in all, in tiers and steps evaluated at one amount; what is beyond it is not_analysed.
  std::size_t work_max = 10'000'000;
};

inline constexpr std::size_t checked_inputs_max = 16;      // tried; the others are not_analysed
inline constexpr std::size_t checked_texts_max = 64;       // combinations of texts; likewise
inline constexpr std::size_t findings_max = 1'000;         // beyond it only refusals are added, as many again
inline constexpr std::size_t checked_rounds_max = 10'000;  // amounts tried for a share's rounding

// One evaluation of a counter-example: the lines of `value` on this input sum to `result`.
struct FindingCase {
  std::string says;  // "two deals of 5000"
  PlanInput input;
  std::string value;
  Exact result;
  // What is evaluated where the whole plan cannot be, or would hide it; else no steps: the plan itself.
  PlanExpression part;
};

// What a case evaluates to now: `result`, unless the plan is another one than it was. Errors: those of
// compile() and evaluate(); not_found (no value of that name).
FIRSTLOG_API Result<Exact> evaluate_case(const PlanExpression& expression, const FindingCase& finding_case);

// How the results of the cases, r0 and on, show it:
//   gap                 the value that nothing rates pays r0, its neighbour that is rated r1
//   overlap             by one tier or rule it pays r0, by the other r1
//   unreachable         the greatest that is measured is r0; or it is r0 and next r1, beyond the tier
//   less_for_more       less sold pays r0, more sold r1; size is r0 - r1, above 0
//   cliff               size is r1 - r0, on one step more
//   rewards_moving      deals of one period: r0 with the deal and r1 without it, r2 and r3 the other way
//                       round: size is r0 + r1 - r2 - r3; lines that are periods: r0 - r1
//   rewards_splitting   one deal pays r0, two pay r1; size is r1 - r0
//   rewards_merging     two deals pay r0, one pays r1; size is r1 - r0
//   unbounded_pay       r0 and r1 for a million steps more; size is what one unit more pays
//   draw_not_recovered  the debt after a period without sales is r0, and r0 and that after the best period
//                       that follows are r1: r1 - r0 is not below r0. An advance: the best earned is r0
//   rate_over_one       100 sold pay r0
//   shares_do_not_sum   the shares of the amount r0 sum to r1
struct Finding {
  FindingKind kind = FindingKind::not_analysed;
  Severity severity = Severity::warn;
  std::string path;      // in the document: "plan.steps[0].table.table.tiers[1].from"
  std::string sentence;  // with the figures of the counter-example
  std::string remedy;
  Exact size;                      // of a cliff, loss or gain, in the plan's unit; a rate; else 0
  std::vector<FindingCase> cases;  // empty for malformed and not_analysed alone
};

// Refusals first, then by kind; of the same kind at the same place only that of the greatest size.
struct PlanFindings {
  std::vector<Finding> findings;

  bool refused() const noexcept { return !findings.empty() && findings.front().severity == Severity::refuse; }
};

// Pure: the same expression and options give the same findings. Whoever calls it needs no trust in who
// wrote the plan: what is tried is bounded. Throws std::bad_alloc, nothing else.
//
// less_for_more, cliff and unbounded_pay are exact for one deal of one sold input, the others as assumed;
// rewards_splitting and rewards_merging for two deals, one of which has an amount at or next to a
// threshold (where the pay of two deals bends only at amounts of either or of both together, no
// other two gain more); rewards_moving likewise for a deal between two periods. Plans whose periods bend
// elsewhere (a cap on the sum of what deals were paid one by one) may reward more than is found.
FIRSTLOG_API PlanFindings check_plan_expression(const PlanExpression& expression,
                                                const PlanCheckOptions& options = {});

// The default plan as an expression over the input "amount", in units of its currency; its value
// "commission" is commission_of(). What is wrong with the plan is wrong with the expression.
FIRSTLOG_API PlanExpression expression_of(const Plan& plan);

// The same for the policy's plan. Paths are below "policy.plan"; the cases are evaluated with
// expression_of(plan).
FIRSTLOG_API PlanFindings check_plan_findings(const Plan& plan, const PlanCheckOptions& options = {});

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/commission/detail/plan_check-inl.hpp"  // IWYU pragma: export
#endif
