// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Operations that read tiers.
#include <utility>

#include "translate.hpp"

namespace firstlog_vectors {

using namespace firstlog;

namespace {

std::optional<Operand> optional_input(Translation& t, const Source& inputs, const std::string& name) {
  if (!inputs.has(name)) return std::nullopt;
  return t.input_number(name, inputs.number(name));
}

// Transactions or one value, with what each stands for.
struct Measured {
  Operand measure;
  std::optional<Operand> base;
};

Measured measured(Translation& t, const Source& inputs) {
  if (!inputs.has("transactions")) {
    const std::string value = inputs.name_of({"value", "amount", "attainment", "count", "units"});
    return {t.input_number("value", inputs.number(value)), optional_input(t, inputs, "base")};
  }
  Column values;
  Column bases;
  for (const json& item : inputs.at("transactions")) {
    if (!item.is_object()) {  // its value alone
      values.push_back(exact(item));
      continue;
    }
    const Source line(item);
    values.push_back(line.number(line.name_of({"value", "amount"})));
    if (line.has("base")) bases.push_back(line.number("base"));
    t.seen("a transaction", line);
  }
  if (!bases.empty() && bases.size() != values.size()) throw Unsupported("a base for some lines only");
  Measured result{t.input_column("value", std::move(values)), std::nullopt};
  if (!bases.empty()) result.base = t.input_column("base", std::move(bases));
  return result;
}

}  // namespace

TierTable table_of(Translation& t, const Source& plan) {
  TierTable table;
  table.mode = named<TierMode>(plan.text("mode", "marginal"),
                               {{"marginal", TierMode::marginal},
                                {"whole", TierMode::slab},
                                {"retro_to_floor", TierMode::retro_to_floor},
                                {"interpolated", TierMode::interpolated},
                                {"lookup", TierMode::lookup},
                                {"cumulative_lookup", TierMode::cumulative_lookup}},
                               "mode");
  table.boundary = named<Boundary>(plan.text("boundary", "lower"),
                                   {{"lower", Boundary::lower}, {"upper", Boundary::upper}}, "boundary");
  table.rate_unit = named<RateUnit>(plan.text("rate_unit", "fraction"),
                                    {{"fraction", RateUnit::fraction},
                                     {"per_unit", RateUnit::per_unit},
                                     {"amount", RateUnit::amount},
                                     {"multiplier", RateUnit::multiplier}},
                                    "rate_unit");
  table.threshold_unit = named<ThresholdUnit>(
      plan.text("threshold_unit", "value"),
      {{"value", ThresholdUnit::value}, {"pct_of_quota", ThresholdUnit::part_of_quota}}, "threshold_unit");
  table.outside = named<Outside>(
      plan.text("outside", "zero"),
      {{"zero", Outside::zero}, {"last", Outside::last}, {"refuse", Outside::refuse}}, "outside");
  if (table.rate_unit == RateUnit::multiplier) table.base_rate = plan.number("base_rate");
  if (table.mode == TierMode::retro_to_floor) {
    if (plan.has("retro_floor"))
      table.retro_floor = plan.number("retro_floor");
    else if (table.threshold_unit == ThresholdUnit::part_of_quota)
      table.retro_floor = Exact::whole(1);
    else
      table.retro_floor = plan.has("quota") ? plan.number("quota") : Exact();
  }
  table.slice_rounding = rounding_of(plan, "tier_rounding");
  if (scope_of(plan) == "tier") table.slice_rounding = rounding_of(plan, "rounding");
  for (const json& item : plan.at("tiers")) {
    const Source source(item);
    TableTier tier;
    if (source.has("from")) tier.from = source.number("from");
    if (source.has("to")) tier.to = source.number("to");
    if (source.has("rate")) tier.rate = source.number("rate");
    if (source.has("flat")) tier.flat = source.number("flat");
    // A slab re-rates everything anyway.
    const bool retroactive = source.truth("retro");
    tier.retroactive = table.mode == TierMode::marginal && retroactive;
    // What has no end covers no part of itself.
    if (table.mode == TierMode::interpolated && !tier.to) tier.rate = Exact();
    table.tiers.push_back(std::move(tier));
    t.seen("a tier", source);
  }
  return table;
}

void tiers(Translation& t, const Source& plan, const Source& inputs) {
  TableStep lines;
  lines.table = table_of(t, plan);
  Measured input = measured(t, inputs);
  if (plan.has("quota")) {
    lines.quota = Operand::number(plan.number("quota"));
  } else if (inputs.has("quota")) {
    lines.quota = t.input_number("quota", inputs.number("quota"));
    const bool floor_is_quota = lines.table.mode == TierMode::retro_to_floor && !plan.has("retro_floor") &&
                                lines.table.threshold_unit == ThresholdUnit::value;
    if (floor_is_quota) lines.table.retro_floor = inputs.number("quota");
  }
  const bool many = inputs.has("transactions");
  const std::string accumulate = plan.text("accumulate", many ? "total" : "none");
  lines.opening = optional_input(t, inputs, "opening");
  if (accumulate == "running" || (lines.opening && accumulate != "running_rate"))
    lines.accumulate = Accumulation::running;
  else if (accumulate == "running_rate")
    lines.accumulate = Accumulation::running_rate;
  else if (accumulate != "none" && accumulate != "total")
    throw Unsupported("accumulate " + accumulate);
  if (lines.accumulate == Accumulation::running_rate && lines.table.mode != TierMode::slab)
    lines.table.mode = TierMode::slab;  // the reached tier's rate on the whole line, whatever the table says
  if (many && accumulate == "total") {
    input.measure = t.total("measured", input.measure);
    if (input.base) input.base = t.total("stood_for", *input.base);
  }
  // Payout curves over attainment give the part of the target that is paid; elsewhere the base is what
  // the measure stands for.
  const bool of_target = plan.text("base", "") == "target_incentive" && input.base;
  lines.measure = input.measure;
  if (!of_target) lines.base = input.base;
  Operand paid = t.step("lines", lines);
  if (of_target) paid = t.product("lines_of_target", {paid, *input.base});
  paid = t.within("lines_bounded", paid, plan, "line_floor", "line_cap");
  const bool by_line = scope_of(plan) == "line";
  if (by_line) paid = t.round("lines_rounded", paid, plan);
  t.numbers("lines", paid);
  paid = t.total("total", paid);
  paid = t.within("bounded", paid, plan, "floor_payout", "cap_payout");
  if (scope_of(plan) == "total") paid = t.round("rounded", paid, plan);
  t.number("commission", paid);
  t.number("payout", paid);
  if (inputs.has("already_paid")) {
    const Operand already = t.input_number("already_paid", inputs.number("already_paid"));
    t.number("due", t.difference("due", paid, already));
  }
}

void signed_events(Translation& t, const Source& plan, const Source& inputs) {
  TableStep walk;
  walk.table = table_of(t, plan);
  walk.accumulate = Accumulation::running;
  walk.keep_flats = true;
  if (!plan.truth("flats"))
    for (TableTier& tier : walk.table.tiers) tier.flat = Exact();
  Column values;
  Column weights;
  bool weighted = false;
  for (const json& item : inputs.at("events")) {
    if (!item.is_object()) {  // its value alone
      values.push_back(exact(item));
      weights.push_back(values.back());
      continue;
    }
    const Source event(item);
    values.push_back(event.number("value"));
    weighted = weighted || event.has("weighted");
    weights.push_back(event.has("weighted") ? event.number("weighted") : values.back());
    t.seen("an event", event);
  }
  walk.measure = t.input_column("value", std::move(values));
  if (weighted) walk.base = t.input_column("weighted", std::move(weights));
  walk.opening = optional_input(t, inputs, "opening");
  if (plan.has("quota")) walk.quota = Operand::number(plan.number("quota"));
  Operand paid = t.step("lines", walk);
  if (scope_of(plan) == "line") paid = t.round("lines_rounded", paid, plan);
  t.numbers("lines", paid);
  paid = t.total("total", paid);
  if (plan.truth("floor_zero")) paid = t.bound("above_zero", paid, Operand::number(Exact()), std::nullopt);
  paid = t.within("bounded", paid, plan, "floor_payout", "cap_payout");
  if (scope_of(plan) == "total") paid = t.round("rounded", paid, plan);
  t.number("commission", paid);
}

void blocks(Translation& t, const Source& plan, const Source& inputs) {
  TableStep step;
  TierTable& table = step.table;
  const std::string mode = plan.text("mode", "marginal");
  table.mode = named<TierMode>(mode, {{"marginal", TierMode::marginal}, {"whole", TierMode::slab}}, "mode");
  table.boundary = Boundary::lower;
  table.rate_unit = RateUnit::per_unit;
  table.outside = Outside::last;
  Exact from;
  for (const json& item : plan.at("tiers")) {
    const Source source(item);
    TableTier tier;
    tier.from = from;
    tier.block = source.number("block");
    tier.rate = source.number("price");
    if (source.has("max_blocks")) tier.to = from = from + *tier.block * source.number("max_blocks");
    table.tiers.push_back(std::move(tier));
    t.seen("a tier", source);
  }
  const std::string value = inputs.name_of({"value", "units", "count", "quantity"});
  step.measure = t.input_number("value", inputs.number(value));
  const Operand paid = t.step("commission", step);
  t.number("commission", paid);
  t.figures["lines"] = [](const Found& found) { return found.slices("commission"); };
  if (inputs.has("already_paid")) {
    const Operand already = t.input_number("already_paid", inputs.number("already_paid"));
    t.number("due", t.difference("due", paid, already));
  }
}

void inverse(Translation& t, const Source& plan, const Source& inputs) {
  const Operand asked = [&] {
    for (const char* name : {"commission", "payout", "target", "output", "amount", "value"})
      if (inputs.has(name)) return t.input_number("asked", inputs.number(name));
    if (inputs.object().size() != 1) throw Unsupported("no payout to invert");
    return t.input_number("asked", inputs.number(inputs.object().begin().key()));
  }();
  const auto found = [&](const Operand& value) { t.only_number("value", t.round("rounded", value, plan)); };
  const bool on_output = plan.at("tiers").at(0).contains("rates") || inputs.has("output") ||
                         plan.text("of", "") == "output_tier";
  if (on_output) {
    // Each slice of the output takes its part over the rate; nothing lies beyond a tier that pays nothing.
    TableStep step;
    step.table.mode = TierMode::marginal;
    step.table.boundary = Boundary::lower;
    step.table.outside = Outside::zero;
    const Exact wanted = t.input.numbers[0].values[0];
    for (const json& item : plan.at("tiers")) {
      const Source source(item);
      json rate = source.has("rates") ? json() : source.at("rate");
      if (source.has("rates")) {
        const Source rates(source.at("rates"));
        if (rates.object().size() != 1 && !inputs.has("category"))
          throw Unsupported("the inverse over several categories");
        rate = inputs.has("category") ? rates.at(inputs.text("category", "")) : *rates.object().begin();
      }
      TableTier tier;
      tier.from = source.number("from");
      if (source.has("to")) tier.to = source.number("to");
      const std::optional<Exact> part = Exact::divide(Exact::whole(1), exact(rate));
      if (!part && tier.from < wanted) throw Unsupported("an output that is never reached");
      if (!part) break;
      tier.rate = *part;
      step.table.tiers.push_back(std::move(tier));
      t.seen("a tier", source);
    }
    step.measure = asked;
    return found(t.step("found", step));
  }
  InverseStep step;
  step.table = table_of(t, plan);
  if (plan.has("quota")) step.quota = Operand::number(plan.number("quota"));
  step.payout = asked;
  found(t.step("found", step));
}

}  // namespace firstlog_vectors
