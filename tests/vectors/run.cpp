// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "run.hpp"

#include <algorithm>
#include <iterator>

#include "firstlog/formats/expression_json.hpp"
#include "translate.hpp"

namespace firstlog_vectors {

using namespace firstlog;

namespace {

std::string told(const Error& error) {
  std::string text(error.place.view());
  return text.append(": ").append(error.reason.view()).append("; ").append(error.remedy.view());
}

// Empty where every expected figure is there and equal, as an exact number where it is one.
std::string difference(const json& expected, const json& actual, const std::string& at) {
  if (expected.is_object()) {
    if (!actual.is_object()) return at + ": no object";
    for (const auto& [name, value] : expected.items()) {
      if (!actual.contains(name)) return at + "." + name + ": missing";
      if (std::string inside = difference(value, actual[name], at + "." + name); !inside.empty())
        return inside;
    }
    return {};
  }
  if (expected.is_array()) {
    if (!actual.is_array() || actual.size() != expected.size())
      return at + ": " + actual.dump() + " has another length";
    for (std::size_t i = 0; i < expected.size(); ++i)
      if (std::string inside = difference(expected[i], actual[i], at + "[" + std::to_string(i) + "]");
          !inside.empty())
        return inside;
    return {};
  }
  if (expected == actual) return {};
  if (actual.is_string() && (expected.is_string() || expected.is_number_integer())) {
    if (exact(expected) == exact(actual)) return {};
  }
  return at + ": " + actual.dump() + ", expected " + expected.dump();
}

// The figure of a name; of an operation's one result, and of its total, by other names for it as well.
const Figure& figure_of(const Translation& translation, const std::string& name, bool& by_name) {
  const auto figure = translation.figures.find(name);
  if (figure != translation.figures.end()) return figure->second;
  by_name = false;
  if (translation.only) return *translation.only;
  constexpr const char* totals[] = {"commission", "payout", "amount", "total"};
  if (std::find(std::begin(totals), std::end(totals), name) != std::end(totals))
    for (const char* other : totals)
      if (const auto total = translation.figures.find(other); total != translation.figures.end())
        return total->second;
  throw Unsupported("figure " + name);
}

Run evaluated(const Translation& translation, const json& expected) {
  Run run;
  run.document = plan_expression_to_json(translation.plan);
  const Result<CompiledPlan> plan = parse_plan_expression(run.document);
  if (!plan) {
    run.reason = told(plan.error());
    return run;
  }
  if (plan->expression() != translation.plan) {
    run.reason = "the document reads back to another plan";
    return run;
  }
  const Result<PlanValues> quiet = evaluate(*plan, translation.input);
  const Result<PlanValues> values = evaluate(*plan, translation.input, Explain::yes);
  if (!quiet || !values) {
    run.reason = told(quiet ? values.error() : quiet.error());
    return run;
  }
  if (quiet->slots != values->slots || !quiet->traces.empty()) {
    run.reason = "explaining changes the result";
    return run;
  }
  run.reason = untraced(*plan, *values);
  if (!run.reason.empty()) return run;
  const Found found{*plan, *values};
  for (const auto& [name, value] : Source(expected).object().items()) {
    bool by_name = true;
    const Figure& figure = figure_of(translation, name, by_name);
    run.reason = difference(value, figure(found), name);
    if (run.reason.empty()) continue;
    if (!by_name) throw Unsupported("figure " + name);
    return run;
  }
  if (expected.empty()) {
    run.reason = "nothing is expected";
    return run;
  }
  run.verdict = Verdict::passed;
  return run;
}

}  // namespace

std::string untraced(const CompiledPlan& plan, const PlanValues& values) {
  std::vector<Column> sums(values.slots.size());
  for (std::size_t slot = 0; slot < values.slots.size(); ++slot) sums[slot].resize(values.slots[slot].size());
  for (const TracePart& part : values.traces) {
    if (part.slot >= sums.size() || part.line >= sums[part.slot].size()) return "a trace of no line";
    sums[part.slot][part.line] += part.amount;
  }
  for (std::size_t slot = plan.expression().inputs.size(); slot < sums.size(); ++slot) {
    const std::string& name = plan.slot_names()[slot];
    if (name.ends_with(".balance") || name.ends_with(".carried")) continue;
    if (sums[slot] != values.slots[slot]) return "the trace of " + name + " does not sum to it";
  }
  return {};
}

Run run_vector(const json& vector) {
  try {
    const Source source(vector);
    const Source plan(source.at("plan"));
    const Source inputs(source.at("inputs"));
    const std::string operation = plan.text("op", "");
    plan.has("measure");  // what the numbers count changes nothing
    const Translation translation = translate(operation, plan, inputs);
    Run run = evaluated(translation, source.at("expected"));
    // A figure that differs because something was not understood is not ours to call wrong.
    if (run.verdict == Verdict::failed) {
      std::vector<std::string> unknown = translation.unknown;
      for (const std::string& name : plan.unused()) unknown.push_back(operation + ": " + name);
      for (const std::string& name : inputs.unused()) unknown.push_back("inputs: " + name);
      if (!unknown.empty()) run = {Verdict::unsupported, "member of " + unknown[0], std::move(run.document)};
    }
    return run;
  } catch (const Unsupported& unsupported) {
    return {Verdict::unsupported, unsupported.what(), {}};
  } catch (const json::exception& malformed) {
    return {Verdict::unsupported, malformed.what(), {}};
  }
}

}  // namespace firstlog_vectors
