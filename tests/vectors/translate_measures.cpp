// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Operations that read a curve, a matrix, the output so far or rules.
#include <utility>

#include "translate.hpp"

namespace firstlog_vectors {

using namespace firstlog;

void ramp(Translation& t, const Source& plan, const Source& inputs) {
  TableStep step;
  step.table.mode = TierMode::lookup;
  step.table.boundary = Boundary::lower;
  step.table.rate_unit = RateUnit::amount;
  // Quotas, or, where one of them is no whole number up to 1, parts of the full quota.
  bool parts = false;
  bool up_to_one = true;
  for (const json& quota : plan.at("ramp")) {
    parts = parts || exact(quota).rounded({RoundingMode::down, 0}) != exact(quota);
    up_to_one = up_to_one && !(Exact::whole(1) < exact(quota));
  }
  const Exact full_quota = plan.number("full_quota");
  const Exact unit = parts && up_to_one ? full_quota : Exact::whole(1);
  std::int64_t period = 0;
  for (const json& quota : plan.at("ramp")) {
    TableTier tier;
    tier.from = Exact::whole(period);
    tier.to = Exact::whole(++period);
    tier.rate = exact(quota) * unit;
    step.table.tiers.push_back(std::move(tier));
  }
  TableTier full;
  full.from = Exact::whole(period);
  full.rate = full_quota;
  step.table.tiers.push_back(std::move(full));
  const std::string index = inputs.name_of({"period_index", "period", "index", "month"});
  step.measure = t.input_number("period_index", inputs.number(index));
  t.only_number("quota", t.round("rounded", t.step("quota", step), plan));
}

void matrix(Translation& t, const Source& plan, const Source& inputs) {
  MatrixStep step;
  for (const json& bound : plan.at("rows")) step.rows.push_back(exact(bound));
  for (const json& bound : plan.at("cols")) step.columns.push_back(exact(bound));
  for (const json& row : plan.at("cells")) {
    step.cells.emplace_back();
    for (const json& cell : row) step.cells.back().push_back(exact(cell));
  }
  step.row = t.input_number("row", inputs.number("row"));
  step.column = t.input_number("col", inputs.number("col"));
  const Operand factor = t.step("factor", step);
  t.number("factor", factor);
  if (!inputs.has("base")) return;
  const Operand paid = t.product("payout", {factor, t.input_number("base", inputs.number("base"))});
  t.number("payout", t.round("rounded", paid, plan));
  t.number("commission", Operand::of(t.plan.steps.back().name));
}

namespace {

CurveStep curve_of(const Source& source) {
  CurveStep step;
  for (const json& item : source.at("points")) {
    CurvePoint& added = step.points.emplace_back();
    if (item.is_array() && item.size() == 2) {
      added.x = exact(item[0]);
      added.y = exact(item[1]);
      continue;
    }
    const Source point(item);
    added.x = point.number("x");
    added.y = point.number("y");
    if (point.has("slope")) added.slope = point.number("slope");
  }
  if (source.has("tail_slope")) step.tail_slope = source.number("tail_slope");
  return step;
}

}  // namespace

void multi(Translation& t, const Source& plan, const Source& inputs) {
  const Source attainment(inputs.at("attainment"));
  std::map<std::string, Operand> measures;
  for (const auto& [name, value] : attainment.object().items())
    measures[name] = t.input_number("attained." + name, exact(value));
  const auto measure = [&](const std::string& name) {
    if (!measures.contains(name)) throw Unsupported("no attainment of " + name);
    return measures[name];
  };
  std::vector<Term> parts;
  std::vector<std::pair<std::string, std::string>> named_parts;
  for (const json& item : plan.at("measures")) {
    const Source source(item);
    const std::string id = source.text("id", "");
    CurveStep step = curve_of(source.has("curve") ? Source(source.at("curve")) : source);
    step.measure = measure(id);
    Operand part = t.step("curve." + id, step);
    if (source.has("cap")) part = t.bound("capped." + id, part, {}, Operand::number(source.number("cap")));
    if (source.has("cap_if")) {
      const Source cap(source.at("cap_if"));
      const Operand capped =
          t.bound("if_capped." + id, part, std::nullopt, Operand::number(cap.number("cap")));
      ChooseStep choose{measure(cap.text("measure", "")), Operand::number(cap.number("below")), capped, part};
      part = t.step("chosen." + id, choose);
    }
    std::vector<Operand> times = {part};
    if (source.has("target")) times.push_back(Operand::number(source.number("target")));
    if (source.has("weight")) times.push_back(Operand::number(source.number("weight")));
    if (!source.has("target") && plan.has("target")) times.push_back(Operand::number(plan.number("target")));
    part = t.round("rounded." + id, t.product("part." + id, times), plan);
    parts.push_back({false, {part}, {}});
    named_parts.emplace_back(id, part.name);
  }
  if (parts.empty()) parts.push_back({false, {Operand::number(Exact())}, {}});
  t.number("payout", t.within("bounded", t.sum("payout", parts), plan, "floor_payout", "cap_payout"));
  t.figures["parts"] = [named_parts](const Found& found) {
    json all = json::object();
    for (const auto& [id, value] : named_parts) all[id] = found.number(value);
    return all;
  };
}

void curve(Translation& t, const Source& plan, const Source& inputs) {
  const Source source(plan.has("curve") ? plan.at("curve") : plan.object());
  CurveStep step = curve_of(source);
  for (const char* name : {"attainment", "value", "x"})
    if (inputs.has(name)) {
      step.measure = t.input_number("measure", inputs.number(name));
      break;
    }
  if (step.measure.name.empty()) throw Unsupported("nothing to read the curve at");
  const Operand part = t.within("within", t.step("curve", step), source, "floor", "cap");
  for (const char* name : {"y", "factor", "payout_fraction", "fraction", "multiplier"}) t.number(name, part);
  std::vector<Operand> times = {part};
  if (source.has("target"))
    times.push_back(Operand::number(source.number("target")));
  else if (plan.has("target"))
    times.push_back(Operand::number(plan.number("target")));
  for (const char* name : {"base", "target", "target_incentive", "incentive"})
    if (inputs.has(name)) times.push_back(t.input_number(name, inputs.number(name)));
  const Operand paid = t.within("bounded", t.product("payout", times), plan, "floor_payout", "cap_payout");
  t.number("payout", t.round("rounded", paid, plan));
  t.only = t.figures["payout"];
}

void output_tier(Translation& t, const Source& plan, const Source& inputs) {
  OutputTableStep step;
  // Where no tier is declared nothing is paid.
  std::optional<Exact> end;
  const auto unpaid_from = [&](const Exact& from) {
    OutputTier gap{from, step.tiers.empty() ? std::vector<NamedRate>() : step.tiers[0].rates};
    for (NamedRate& rate : gap.rates) rate.rate = Exact();
    step.tiers.push_back(std::move(gap));
  };
  for (const json& item : plan.at("tiers")) {
    const Source source(item);
    const Exact from = source.number("from");
    if (end && *end < from) unpaid_from(*end);
    end = source.has("to") ? std::optional<Exact>(source.number("to")) : std::nullopt;
    OutputTier& tier = step.tiers.emplace_back();
    tier.from = from;
    if (source.has("rate")) tier.rates.push_back({"", source.number("rate")});
    if (source.has("rates"))
      for (const auto& [name, rate] : source.at("rates").items()) tier.rates.push_back({name, exact(rate)});
    t.seen("a tier", source);
  }
  if (end) unpaid_from(*end);
  Column values;
  TextColumn categories;
  if (inputs.has("transactions")) {
    for (const json& item : inputs.at("transactions")) {
      const Source line(item);
      values.push_back(line.number("value"));
      categories.push_back(line.text("category", ""));
      t.seen("a transaction", line);
    }
  } else {
    values.push_back(inputs.number("value"));
    categories.push_back(inputs.text("category", ""));
  }
  step.measure = t.input_column("value", std::move(values));
  step.category = t.input_texts("category", std::move(categories));
  const Operand opening =
      t.input_number("opening", inputs.has("opening") ? inputs.number("opening") : Exact());
  step.opening = opening;
  const Operand lines = t.round("rounded", t.step("lines", step), plan);
  t.numbers("lines", lines);
  const Operand total = t.total("commission", lines);
  t.number("commission", total);
  t.number("cumulative", t.sum("cumulative", {{false, {opening}, {}}, {false, {total}, {}}}));
  t.number("output", Operand::of("cumulative"));
}

void rules(Translation& t, const Source& plan, const Source& inputs) {
  MatchStep step;
  const std::string combine = plan.text("combine", "most_specific");
  step.combine = named<MatchCombine>(combine,
                                     {{"most_specific", MatchCombine::most_specific},
                                      {"first", MatchCombine::first},
                                      {"first_match", MatchCombine::first},
                                      {"all", MatchCombine::all},
                                      {"sum", MatchCombine::all}},
                                     "combine");
  // A column of texts stands under a name that no attribute can spoil.
  const auto column_of = [](const std::string& attribute) { return "line." + attribute; };
  const auto text_of = [](const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  };
  std::set<std::string> attributes;
  bool dated = false;
  const auto date_of = [&](const Source& rule, const char* name) -> std::optional<Date> {
    if (!rule.has(name)) return std::nullopt;
    dated = true;
    const Result<Date> date = Date::parse(rule.text(name, ""));
    if (!date) throw Unsupported("not a date: " + rule.text(name, ""));
    return *date;
  };
  for (const json& item : plan.at("rules")) {
    const Source source(item);
    MatchRule rule;
    if (source.has("match"))
      for (const auto& [name, value] : source.at("match").items()) {
        attributes.insert(name);
        MatchCondition& condition = rule.conditions.emplace_back();
        condition.text.name = column_of(name);
        condition.is = text_of(value);
      }
    rule.valid_from = date_of(source, "valid_from");
    rule.valid_to = date_of(source, "valid_to");
    if (source.has("rate")) rule.rate = source.number("rate");
    if (source.has("fixed")) rule.fixed = source.number("fixed");
    for (const char* name : {"cap", "line_cap"})
      if (source.has(name)) rule.cap = source.number(name);
    for (const std::string& unknown : source.unused()) throw Unsupported("member of a rule: " + unknown);
    step.rules.push_back(std::move(rule));
  }
  if (dated) attributes.insert("date");
  Column values;
  std::map<std::string, TextColumn> texts;
  for (const json& item : inputs.at("lines")) {
    const Source line(item);
    values.push_back(line.number("value"));
    for (const std::string& name : attributes)
      texts[name].push_back(line.has(name) ? text_of(line.at(name)) : "");
  }
  step.base = t.input_column("value", std::move(values));
  for (const std::string& name : attributes) {
    const TextOperand column = t.input_texts(column_of(name), std::move(texts[name]));
    if (name == "date") step.date = column;
  }
  Operand paid = t.step("lines", step);
  paid = t.within("lines_bounded", paid, plan, "line_floor", "line_cap");
  if (scope_of(plan) == "line") paid = t.round("rounded", paid, plan);
  t.numbers("lines", paid);
  paid = t.within("bounded", t.total("total", paid), plan, "floor_payout", "cap_payout");
  if (scope_of(plan) == "total") paid = t.round("rounded", paid, plan);
  t.number("commission", paid);
}

}  // namespace firstlog_vectors
