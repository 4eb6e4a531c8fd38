// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The members of every part of a plan expression by their names in the document. Whoever goes through
// them (resolving, reading, writing) is a visitor with value(name, member) and required(name, member).
#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "firstlog/rules/commission/expression.hpp"

namespace firstlog::inline v1::detail {

template <class T, class U>
concept Part = std::same_as<std::remove_const_t<T>, U>;

template <class V, Part<Rounding> T>
void visit_step_members(V& v, T& rounding) {
  v.required("mode", rounding.mode);
  v.required("places", rounding.places);
}
template <class V, Part<Term> T>
void visit_step_members(V& v, T& term) {
  v.value("minus", term.minus);
  v.required("times", term.times);
  v.value("over", term.over);
}
template <class V, Part<TableTier> T>
void visit_step_members(V& v, T& tier) {
  v.required("from", tier.from);
  v.value("to", tier.to);
  v.value("rate", tier.rate);
  v.value("flat", tier.flat);
  v.value("retroactive", tier.retroactive);
  v.value("block", tier.block);
}
template <class V, Part<TierTable> T>
void visit_step_members(V& v, T& table) {
  v.required("mode", table.mode);
  v.required("boundary", table.boundary);
  v.value("rate_unit", table.rate_unit);
  v.value("threshold_unit", table.threshold_unit);
  v.value("outside", table.outside);
  v.value("base_rate", table.base_rate);
  v.value("retro_floor", table.retro_floor);
  v.value("slice_rounding", table.slice_rounding);
  v.required("tiers", table.tiers);
}
template <class V, Part<NamedRate> T>
void visit_step_members(V& v, T& rate) {
  v.required("name", rate.name);
  v.required("rate", rate.rate);
}
template <class V, Part<OutputTier> T>
void visit_step_members(V& v, T& tier) {
  v.required("from", tier.from);
  v.required("rates", tier.rates);
}
template <class V, Part<CurvePoint> T>
void visit_step_members(V& v, T& point) {
  v.required("x", point.x);
  v.required("y", point.y);
  v.value("slope", point.slope);
}
template <class V, Part<Share> T>
void visit_step_members(V& v, T& share) {
  v.required("name", share.name);
  v.required("fraction", share.fraction);
}
template <class V, Part<MatchCondition> T>
void visit_step_members(V& v, T& condition) {
  v.required("text", condition.text);
  v.required("is", condition.is);
}
template <class V, Part<MatchRule> T>
void visit_step_members(V& v, T& rule) {
  v.value("conditions", rule.conditions);
  v.value("valid_from", rule.valid_from);
  v.value("valid_to", rule.valid_to);
  v.value("rate", rule.rate);
  v.value("fixed", rule.fixed);
  v.value("cap", rule.cap);
}

template <class V, Part<SumStep> T>
void visit_step_members(V& v, T& step) {
  v.required("terms", step.terms);
}
template <class V, Part<TotalStep> T>
void visit_step_members(V& v, T& step) {
  v.required("of", step.of);
}
template <class V, Part<RoundStep> T>
void visit_step_members(V& v, T& step) {
  v.required("of", step.of);
  v.required("to", step.to);
}
template <class V, Part<TableStep> T>
void visit_step_members(V& v, T& step) {
  v.required("table", step.table);
  v.required("measure", step.measure);
  v.value("base", step.base);
  v.value("opening", step.opening);
  v.value("opening_base", step.opening_base);
  v.value("quota", step.quota);
  v.value("accumulate", step.accumulate);
  v.value("keep_flats", step.keep_flats);
}
template <class V, Part<InverseStep> T>
void visit_step_members(V& v, T& step) {
  v.required("table", step.table);
  v.required("payout", step.payout);
  v.value("quota", step.quota);
}
template <class V, Part<OutputTableStep> T>
void visit_step_members(V& v, T& step) {
  v.required("tiers", step.tiers);
  v.required("measure", step.measure);
  v.required("category", step.category);
  v.value("opening", step.opening);
}
template <class V, Part<CurveStep> T>
void visit_step_members(V& v, T& step) {
  v.required("points", step.points);
  v.value("tail_slope", step.tail_slope);
  v.required("measure", step.measure);
}
template <class V, Part<MatrixStep> T>
void visit_step_members(V& v, T& step) {
  v.required("rows", step.rows);
  v.required("columns", step.columns);
  v.required("cells", step.cells);
  v.required("row", step.row);
  v.required("column", step.column);
}
template <class V, Part<BoundStep> T>
void visit_step_members(V& v, T& step) {
  v.required("of", step.of);
  v.value("least", step.least);
  v.value("most", step.most);
  v.value("opening", step.opening);
  v.value("running", step.running);
  v.value("carry", step.carry);
}
template <class V, Part<ChooseStep> T>
void visit_step_members(V& v, T& step) {
  v.required("test", step.test);
  v.required("below", step.below);
  v.required("then", step.then);
  v.required("otherwise", step.otherwise);
}
template <class V, Part<SplitStep> T>
void visit_step_members(V& v, T& step) {
  v.required("of", step.of);
  v.required("shares", step.shares);
  v.value("rounding", step.rounding);
  v.value("residual_to", step.residual_to);
  v.value("whole", step.whole);
}
template <class V, Part<DrawStep> T>
void visit_step_members(V& v, T& step) {
  v.required("earned", step.earned);
  v.required("kind", step.kind);
  v.required("amount", step.amount);
  v.value("taken", step.taken);
  v.value("opening", step.opening);
}
template <class V, Part<MatchStep> T>
void visit_step_members(V& v, T& step) {
  v.required("rules", step.rules);
  v.value("combine", step.combine);
  v.required("base", step.base);
  v.value("date", step.date);
}

// The document's own members; steps are written apart, each by the name of its kind.
template <class V, Part<PlanExpression> T>
void visit_step_members(V& v, T& expression) {
  v.value("name", expression.name);
  v.value("unit", expression.unit);
  v.required("inputs", expression.inputs);
  v.value("texts", expression.texts);
  v.required("steps", expression.steps);
}

// The values that a step defines beside its own.
inline std::vector<std::string> further_values(const Step& step) {
  std::vector<std::string> names;
  if (const auto* split = std::get_if<SplitStep>(&step.kind))
    for (const Share& share : split->shares) names.push_back(step.name + "." + share.name);
  if (std::holds_alternative<DrawStep>(step.kind)) names.push_back(step.name + ".balance");
  if (const auto* bound = std::get_if<BoundStep>(&step.kind); bound != nullptr && bound->carry)
    names.push_back(step.name + ".carried");
  return names;
}

}  // namespace firstlog::inline v1::detail
