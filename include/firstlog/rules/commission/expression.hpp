// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The plan language: a plan as a list of small named steps, each of which computes one value from
// inputs and from steps before it (credit, measure, rate, modify, round, release; DOMAIN 7). Every
// order of modifiers is a list of steps in that order; nothing happens that no step says.
//
// A value is a column of exact numbers: one for each line (deal, event, period), or a single one,
// which goes with every line. Nothing is rounded but by a rounding step or a rounding that a step
// names. rules/commission/README.md shows how the steps compose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/commission/table.hpp"

namespace firstlog::inline v1 {

// What a step computes with: a number, or the value of that name. In a document both are text: what
// begins with a digit or a minus is a number.
struct Operand {
  std::string name;  // empty: the constant
  Exact constant;
  std::uint32_t slot = 0;  // of a compiled expression: where the named value stands

  static Operand number(Exact value) { return {{}, std::move(value), 0}; }
  static Operand of(std::string_view value_name) { return {std::string(value_name), {}, 0}; }
  friend bool operator==(const Operand& a, const Operand& b) {
    return a.name == b.name && a.constant == b.constant;
  }
};

// A text column of the input; compiled like an Operand.
struct TextOperand {
  std::string name;
  std::uint32_t slot = 0;
  friend bool operator==(const TextOperand& a, const TextOperand& b) { return a.name == b.name; }
};

// ± times… / over…
struct Term {
  bool minus = false;
  std::vector<Operand> times;
  std::vector<Operand> over;  // none of them 0
  friend bool operator==(const Term&, const Term&) = default;
};

// The signed sum of products: credits, rates, splits of one share, prorations, exchange rates.
struct SumStep {
  std::vector<Term> terms;
  friend bool operator==(const SumStep&, const SumStep&) = default;
};

// All lines of a value added up.
struct TotalStep {
  Operand of;
  friend bool operator==(const TotalStep&, const TotalStep&) = default;
};

struct RoundStep {
  Operand of;
  Rounding to;
  friend bool operator==(const RoundStep&, const RoundStep&) = default;
};

// Over which measure a table is read. Numbers are fixed for ever.
enum class Accumulation : std::uint8_t {
  per_deal = 0,      // each line from zero
  running = 1,       // f(after) - f(before), both from the opening on
  running_rate = 2,  // the rate of the tier that is reached, on the whole line
};

constexpr std::string_view name_of(Accumulation accumulation) noexcept {
  switch (accumulation) {
    case Accumulation::per_deal: return "per_deal";
    case Accumulation::running: return "running";
    case Accumulation::running_rate: return "running_rate";
  }
  return "per_deal";
}

// A table over a measure.
struct TableStep {
  TierTable table;
  Operand measure;
  std::optional<Operand> base;          // what each line's measure stands for; absent: the measure
  std::optional<Operand> opening;       // the measure before the first line; one number
  std::optional<Operand> opening_base;  // the base before the first line; one number
  std::optional<Operand> quota;         // one number
  Accumulation accumulate = Accumulation::per_deal;
  bool keep_flats = false;  // running: what falls back below a tier keeps the flat that entering it paid
  friend bool operator==(const TableStep&, const TableStep&) = default;
};

// The measure at which a table pays so much: the inverse of f. Each line by itself.
struct InverseStep {
  TierTable table;
  Operand payout;
  std::optional<Operand> quota;
  friend bool operator==(const InverseStep&, const InverseStep&) = default;
};

struct NamedRate {
  std::string name;
  Exact rate;
  friend bool operator==(const NamedRate&, const NamedRate&) = default;
};
struct OutputTier {
  Exact from;  // of the output so far
  std::vector<NamedRate> rates;
  friend bool operator==(const OutputTier&, const OutputTier&) = default;
};
// Tiers over what has been paid so far: a line earns its category's rate until the output reaches the
// next tier, and what is left of the line that tier's rate.
struct OutputTableStep {
  std::vector<OutputTier> tiers;  // the first from 0, the last open-ended
  Operand measure;
  TextOperand category;
  std::optional<Operand> opening;  // output before the first line; one number
  friend bool operator==(const OutputTableStep&, const OutputTableStep&) = default;
};

// A payout curve over a measure: 0 before its first point, straight from point to point. Two points
// with one x are a jump, the second of them its upper end.
struct CurvePoint {
  Exact x;
  Exact y;
  std::optional<Exact> slope;  // from here on instead of the straight line: the next point may be a step
  friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};
struct CurveStep {
  std::vector<CurvePoint> points;
  Exact tail_slope;  // after the last point
  Operand measure;
  friend bool operator==(const CurveStep&, const CurveStep&) = default;
};

// The cell of the last row bound and the last column bound that are not above the measures; 0 below
// the first of either.
struct MatrixStep {
  std::vector<Exact> rows;
  std::vector<Exact> columns;
  std::vector<std::vector<Exact>> cells;  // by row
  Operand row;
  Operand column;
  friend bool operator==(const MatrixStep&, const MatrixStep&) = default;
};

// Caps and floors. Per line; `running`: on the opening and all lines up to each, so that a line gets
// what it adds to the bounded sum; `carry`: what one line's bound takes or adds is settled with the
// next ones, and "<name>.carried" is what stays open after each line.
struct BoundStep {
  Operand of;
  std::optional<Operand> least;
  std::optional<Operand> most;
  std::optional<Operand> opening;  // running: what was before; carry: what was carried in
  bool running = false;
  bool carry = false;
  friend bool operator==(const BoundStep&, const BoundStep&) = default;
};

// A gate, hurdle or condition: `then` where test < below, else `otherwise`.
struct ChooseStep {
  Operand test;
  Operand below;
  Operand then;
  Operand otherwise;
  friend bool operator==(const ChooseStep&, const ChooseStep&) = default;
};

// Shares of an amount. "<name>.<share>" are the shares, "<name>" is their sum. With a rounding every
// share is rounded; a residual share is what the others leave of the (rounded) amount × the sum of all
// fractions, so that the shares sum exactly.
struct Share {
  std::string name;
  Exact fraction;
  friend bool operator==(const Share&, const Share&) = default;
};
struct SplitStep {
  Operand of;
  std::vector<Share> shares;
  std::optional<Rounding> rounding;
  std::optional<std::string> residual_to;
  bool whole = true;  // the fractions must sum to 1; false where credit is double, or shares are parts
  friend bool operator==(const SplitStep&, const SplitStep&) = default;
};

// How a draw is paid and recovered. Numbers are fixed for ever.
enum class DrawKind : std::uint8_t {
  recoverable = 0,       // pay is topped up to the draw; what was topped up is a debt
  nonrecoverable = 1,    // pay is topped up to the draw, and that is all
  additive_advance = 2,  // on taking it the draw comes on top of what is earned; earnings repay it
  prepaid = 3,           // the draw was paid before: earnings beyond it are paid
};

constexpr std::string_view name_of(DrawKind kind) noexcept {
  switch (kind) {
    case DrawKind::recoverable: return "recoverable";
    case DrawKind::nonrecoverable: return "nonrecoverable";
    case DrawKind::additive_advance: return "additive_advance";
    case DrawKind::prepaid: return "prepaid";
  }
  return "recoverable";
}

// One line is one period. "<name>" is what is paid, "<name>.balance" the debt after each period.
struct DrawStep {
  Operand earned;
  DrawKind kind = DrawKind::recoverable;
  Operand amount;
  std::optional<Operand> taken;    // additive_advance: 1 where the draw is taken, 0 where not
  std::optional<Operand> opening;  // the debt before the first period; one number
  friend bool operator==(const DrawStep&, const DrawStep&) = default;
};

// Which rule of several pays. Numbers are fixed for ever.
enum class MatchCombine : std::uint8_t {
  most_specific = 0,  // that with the most conditions; among equals the first listed
  first = 1,          // the first listed that matches
  all = 2,            // every one that matches, added up
};

constexpr std::string_view name_of(MatchCombine combine) noexcept {
  switch (combine) {
    case MatchCombine::most_specific: return "most_specific";
    case MatchCombine::first: return "first";
    case MatchCombine::all: return "all";
  }
  return "most_specific";
}

struct MatchCondition {
  TextOperand text;
  std::string is;
  friend bool operator==(const MatchCondition&, const MatchCondition&) = default;
};
struct MatchRule {
  std::vector<MatchCondition> conditions;
  std::optional<Date> valid_from;
  std::optional<Date> valid_to;  // the last day
  Exact rate;                    // of the line's base
  Exact fixed;                   // on top
  std::optional<Exact> cap;      // per line
  friend bool operator==(const MatchRule&, const MatchRule&) = default;
};
// Rules by the line's attributes and its date: rates by product, dated versions, release by event.
// A line that no rule matches gets 0.
struct MatchStep {
  std::vector<MatchRule> rules;
  MatchCombine combine = MatchCombine::most_specific;
  Operand base;
  std::optional<TextOperand> date;  // needed where a rule has dates
  friend bool operator==(const MatchStep&, const MatchStep&) = default;
};

// Kinds of step by their numbers in the variant; names as in the document.
using StepKind = std::variant<SumStep, TotalStep, RoundStep, TableStep, InverseStep, OutputTableStep,
                              CurveStep, MatrixStep, BoundStep, ChooseStep, SplitStep, DrawStep, MatchStep>;
inline constexpr std::string_view step_kind_names[] = {"sum",          "total", "round",  "table", "inverse",
                                                       "output_table", "curve", "matrix", "bound", "choose",
                                                       "split",        "draw",  "match"};
static_assert(std::variant_size_v<StepKind> == std::size(step_kind_names));

struct Step {
  std::string name;
  StepKind kind;
  friend bool operator==(const Step&, const Step&) = default;
};

inline constexpr std::size_t plan_steps_max = 1000;   // and as many columns of either kind
inline constexpr std::size_t split_shares_max = 100;  // of one split

struct PlanExpression {
  std::string name = "plan";
  std::string unit;                 // a label: what the results count, "EUR"
  std::vector<std::string> inputs;  // columns of numbers
  std::vector<std::string> texts;   // columns of text
  std::vector<Step> steps;

  friend bool operator==(const PlanExpression&, const PlanExpression&) = default;
};

// A checked expression with its names resolved. Immutable; any number of threads may evaluate it.
class CompiledPlan {
 public:
  const PlanExpression& expression() const noexcept { return expression_; }
  // Every value by its place: inputs first, then those of each step.
  const std::vector<std::string>& slot_names() const noexcept { return slot_names_; }
  // The place of a value; absent where there is none of that name.
  FIRSTLOG_API std::optional<std::uint32_t> slot_of(std::string_view name) const noexcept;

 private:
  friend FIRSTLOG_API Result<CompiledPlan> compile(PlanExpression expression);
  PlanExpression expression_;
  std::vector<std::string> slot_names_;
};

// Checks an expression and resolves its names.
// Errors (malformed), with the path: a name that is empty, no name, or given twice; an operand that
// names nothing before it; more than plan_steps_max steps or columns of a kind; a part that contradicts
// itself (check_table and the comments above).
FIRSTLOG_API Result<CompiledPlan> compile(PlanExpression expression);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/commission/detail/expression-inl.hpp"  // IWYU pragma: export
#endif
