// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The steps of a plan model that look something up: tables, curves, matrices, rules. Private: bodies
// only.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/detail/plan_model.hpp"

namespace firstlog::inline v1::detail {

// The rules that pay on a line with these texts, as MatchStep says.
inline std::optional<std::vector<std::size_t>> rules_that_pay(const MatchStep& step,
                                                              const std::vector<std::string>& texts) {
  bool dated = false;
  for (const MatchRule& rule : step.rules) dated = dated || rule.valid_from || rule.valid_to;
  Date date;
  if (dated) {
    const Result<Date> read = Date::parse(texts[step.date->slot]);
    if (!read) return std::nullopt;
    date = *read;
  }
  std::vector<std::size_t> paying;
  for (std::size_t i = 0; i < step.rules.size(); ++i) {
    const MatchRule& rule = step.rules[i];
    bool matches =
        (!rule.valid_from || !(date < *rule.valid_from)) && (!rule.valid_to || !(*rule.valid_to < date));
    for (const MatchCondition& condition : rule.conditions)
      matches = matches && texts[condition.text.slot] == condition.is;
    if (!matches) continue;
    if (paying.empty() || step.combine == MatchCombine::all)
      paying.push_back(i);
    else if (step.combine == MatchCombine::most_specific &&
             step.rules[paying[0]].conditions.size() < rule.conditions.size())
      paying[0] = i;
  }
  return paying;
}

inline void PlanModel::run(const MatchStep& step) {
  if (!ready({&step.base})) return;
  const std::optional<std::vector<std::size_t>> paying = rules_that_pay(step, texts_);
  if (!paying) return stuck("date", "there is no date to try");
  for (std::size_t line = 0; line < lines_; ++line) {
    const Piecewise base = function_of(step.base, line);
    Piecewise sum = Piecewise::constant({});
    for (const std::size_t i : *paying) {
      const MatchRule& rule = step.rules[i];
      std::optional<Piecewise> amount = product_of(base, Piecewise::constant(rule.rate));
      amount = sum_of(*amount, Piecewise::constant(rule.fixed));
      if (rule.cap)
        amount =
            extreme_of(*amount, Piecewise::constant(*rule.cap), false, origin(item_path("rules", i, "cap")));
      if (!amount) return stuck(item_path("rules", i, "cap"), rounded_twice);
      sum = sum_of(sum, *amount);
    }
    put(std::move(sum));
  }
}

// The step alone as a plan, its operands named columns, evaluated wherever it may bend.
inline void PlanModel::evaluated(Step step, const std::vector<Fed>& numbers,
                                 const std::vector<NamedTexts>& texts, std::vector<Cut> cuts,
                                 std::size_t weight) {
  for (const Fed& column : numbers)
    for (const Piecewise& function : column.lines) {
      if (!unrounded(function)) return stuck({}, rounded_twice);
      for (const Knot& knot : function.knots) cuts.push_back(knot.cut);
    }
  sort_cuts(cuts);
  if (!budget_.take(4 * cuts.size() * lines_ * lines_ * (1 + weight))) return stuck({}, too_large);
  PlanExpression expression;
  for (const Fed& column : numbers) expression.inputs.push_back(column.name);
  for (const NamedTexts& column : texts) expression.texts.push_back(column.name);
  expression.steps.push_back(std::move(step));
  const Result<CompiledPlan> alone = compile(std::move(expression));
  if (!alone) return stuck({}, "it cannot be evaluated alone");
  const std::size_t slot = numbers.size();
  for (std::size_t line = 0; line < lines_; ++line) {
    std::optional<Piecewise> function = figured(cuts, [&](const Exact& x) -> std::optional<Exact> {
      PlanInput input;
      for (const Fed& column : numbers) {
        Column values;
        for (const Piecewise& one : column.lines) values.push_back(one.at(x));
        input.numbers.push_back({column.name, std::move(values)});
      }
      input.texts = texts;
      const Result<PlanValues> values = evaluate(*alone, input);
      if (!values) return std::nullopt;
      return values->slots[slot][line];
    });
    if (!put(std::move(function), {}, not_straight)) return;
  }
}

inline void PlanModel::run(const CurveStep& step) {
  if (!ready({&step.measure})) return;
  Fed measure{"measure", {}};
  std::vector<Cut> cuts;
  for (std::size_t line = 0; line < lines_; ++line) {
    measure.lines.push_back(function_of(step.measure, line));
    for (std::size_t i = 0; i < step.points.size(); ++i)
      add_levels(cuts, measure.lines.back(), step.points[i].x, origin(item_path("points", i)));
  }
  CurveStep alone = step;
  alone.measure = Operand::of("measure");
  evaluated({"it", std::move(alone)}, {std::move(measure)}, {}, std::move(cuts), step.points.size());
}

inline void PlanModel::run(const MatrixStep& step) {
  if (!ready({&step.row, &step.column})) return;
  Fed row{"row", {}};
  Fed column{"column", {}};
  std::vector<Cut> cuts;
  for (std::size_t line = 0; line < lines_; ++line) {
    row.lines.push_back(function_of(step.row, line));
    column.lines.push_back(function_of(step.column, line));
    for (std::size_t i = 0; i < step.rows.size(); ++i)
      add_levels(cuts, row.lines.back(), step.rows[i], origin(item_path("rows", i)));
    for (std::size_t i = 0; i < step.columns.size(); ++i)
      add_levels(cuts, column.lines.back(), step.columns[i], origin(item_path("columns", i)));
  }
  MatrixStep alone = step;
  alone.row = Operand::of("row");
  alone.column = Operand::of("column");
  evaluated({"it", std::move(alone)}, {std::move(row), std::move(column)}, {}, std::move(cuts),
            step.rows.size() * step.columns.size());
}

inline void PlanModel::run(const OutputTableStep& step) {
  if (!ready({&step.measure})) return;
  if (step.opening && !known(*step.opening)) return spread(*values_[step.opening->slot].obstacle);
  const Piecewise opening = opening_of(step.opening);
  if (!opening.constant()) return stuck("opening", "what was paid before changes with what is sold");
  const std::string& category = texts_[step.category.slot];
  std::size_t rate_at = 0;
  while (rate_at < step.tiers[0].rates.size() && step.tiers[0].rates[rate_at].name != category) ++rate_at;
  if (rate_at == step.tiers[0].rates.size()) return stuck("category", "no category that it rates is known");
  Fed measure{"measure", {}};
  std::vector<Cut> cuts;
  Piecewise sum = Piecewise::constant({});
  for (std::size_t line = 0; line < lines_; ++line) {
    measure.lines.push_back(function_of(step.measure, line));
    for (const Knot& knot : measure.lines.back().knots)
      if (knot.value.is_negative() || knot.after.line.slope.is_negative() ||
          knot.after.line.at(knot.cut.x).is_negative())
        return stuck("measure", "what it counts may fall");
    sum = sum_of(sum, measure.lines.back());
    // How much measure it takes to bring the output to each tier.
    Exact output = opening.knots[0].value;
    Exact needed;
    for (std::size_t i = 0; i + 1 < step.tiers.size(); ++i) {
      const Exact& next = step.tiers[i + 1].from;
      if (!(output < next)) continue;
      const Exact& rate = step.tiers[i].rates[rate_at].rate;
      if (rate.sign() <= 0) break;
      needed += *Exact::divide(next - output, rate);
      output = next;
      add_levels(cuts, sum, needed, origin(item_path("tiers", i + 1, "from")));
    }
  }
  OutputTableStep alone = step;
  alone.measure = Operand::of("measure");
  alone.category = {"category", 0};
  if (step.opening) alone.opening = Operand::number(opening.knots[0].value);
  evaluated({"it", std::move(alone)}, {std::move(measure)}, {{"category", {category}}}, std::move(cuts),
            step.tiers.size() * step.tiers[0].rates.size());
}

// Where the measure enters a tier, and where it leaves one for none: the tier entered is to blame.
inline void PlanModel::add_thresholds(std::vector<Cut>& cuts, const TierWalk& walk, const Piecewise& measure,
                                      const std::vector<std::uint32_t>& origins) {
  for (std::size_t i = 0; i < walk.size(); ++i) {
    add_levels(cuts, measure, walk.from(i), origins[i]);
    if (const std::optional<Exact> to = walk.to(i)) add_levels(cuts, measure, *to, origins[walk.size() + i]);
  }
}

// f(measure) as payout_of() has it.
inline std::optional<Piecewise> PlanModel::table_of(const TableStep& step,
                                                    const std::vector<std::uint32_t>& origins,
                                                    const Piecewise& measure, const Piecewise* base,
                                                    const std::optional<Exact>& quota) {
  const TierTable& table = step.table;
  if (!unrounded(measure) || (base != nullptr && !unrounded(*base))) {
    stuck("measure", rounded_twice);
    return std::nullopt;
  }
  const TierWalk walk(table, quota);
  std::vector<Cut> cuts = cuts_of({&measure, base != nullptr ? base : &measure});
  add_levels(cuts, measure, {}, no_origin);
  add_thresholds(cuts, walk, measure, origins);
  if (table.retro_floor) add_levels(cuts, measure, walk.scaled(*table.retro_floor), origins.back());
  sort_cuts(cuts);
  if (!budget_.take(4 * cuts.size() * walk.size())) {
    stuck("table", too_large);
    return std::nullopt;
  }
  // Between two cuts the same slices are paid; what counts blocks or rounds is put on afterwards.
  TierTable plain = table;
  plain.slice_rounding.reset();
  for (TableTier& tier : plain.tiers) tier.block.reset();
  const bool counts = table.rate_unit != RateUnit::amount &&
                      (table.mode == TierMode::slab || table.mode == TierMode::marginal ||
                       table.mode == TierMode::retro_to_floor);
  const auto input_at = [&](const Exact& x) {
    TableInput input{measure.at(x), {}, quota};
    if (base != nullptr) input.base.emplace(base->at(x));
    return input;
  };
  Piecewise result;
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    const Exact& begin = cuts[k].x;
    const Result<Exact> value = payout_of(table, input_at(begin));
    const Exact way = (k + 1 < cuts.size() ? cuts[k + 1].x - begin : Exact::whole(4)) * Rate::of(1, 4);
    const Exact x[3] = {begin + way, begin + way + way, begin + way + way + way};
    std::vector<TracePart> parts[3];
    bool good = value.ok();
    for (std::size_t i = 0; i < 3 && good; ++i) {
      Tracer tracer;
      good = payout_of(plain, input_at(x[i]), &tracer).ok();
      parts[i] = tracer.take();
      good = good && parts[i].size() == parts[0].size();
    }
    Piece piece;
    for (std::size_t p = 0; good && p < parts[0].size(); ++p) {
      const TracePart& first = parts[0][p];
      const TracePart& last = parts[2][p];
      if (first.kind == TraceKind::flat) {
        piece.line.at0 += first.amount;
        continue;
      }
      Line quantity = line_through(x[0], *first.quantity, x[2], *last.quantity);
      good = quantity.at(x[1]) == *parts[1][p].quantity;
      if (!good) break;
      const std::optional<Exact>& block = table.tiers[*first.index].block;
      Piece part;
      part.line = quantity;
      if (block && counts)
        part = *rounded(scaled(part, *Exact::divide(Exact::whole(1), *block)), {RoundingMode::up, 0});
      part = scaled(part, *first.rate);
      if (table.slice_rounding) {
        const std::optional<Piece> cents = rounded(part, *table.slice_rounding);
        if (!cents) {
          stuck("table.slice_rounding", "it rounds what was rounded more finely");
          return std::nullopt;
        }
        part = *cents;
      }
      piece = added(piece, part, false);
    }
    if (!good) {
      stuck("table", not_straight);
      return std::nullopt;
    }
    result.knots.push_back({cuts[k], *value, std::move(piece)});
  }
  result.simplify();
  return result;
}

inline void PlanModel::run(const TableStep& step) {
  if (!ready({&step.measure, pointer(step.base)})) return;
  for (const std::optional<Operand>* operand : {&step.opening, &step.opening_base, &step.quota})
    if (*operand && !known(**operand)) return spread(*values_[(*operand)->slot].obstacle);
  const Piecewise opening = opening_of(step.opening);
  const Piecewise opening_base = opening_of(step.opening_base);
  std::optional<Exact> quota;
  if (step.quota) {
    const Piecewise function = function_of(*step.quota, 0);
    if (!function.constant()) return stuck("quota", "the quota changes with what is sold");
    quota = function.knots[0].value;
  }
  if (TierWalk::fault(step.table, quota)) return stuck("quota", "there is no quota above 0 to try");
  if (!opening.constant()) return stuck("opening", "the opening changes with what is sold");
  std::vector<std::uint32_t> origins;
  for (const std::string_view side : {"from", "to"})
    for (std::size_t i = 0; i < step.table.tiers.size(); ++i)
      origins.push_back(origin("table." + item_path("tiers", i, side)));
  origins.push_back(origin("table.retro_floor"));
  const bool by_slices = walks_by_slices(step.table);
  const bool alone = step.accumulate == Accumulation::running_rate ||
                     (step.accumulate == Accumulation::running && by_slices);
  if (!alone) {
    const bool running = step.accumulate == Accumulation::running;
    bool begun = running && !opening.knots[0].value.is_zero();
    Piecewise measured = opening;
    Piecewise stood_for = opening_base;
    const auto pays = [&]() {
      return table_of(step, origins, measured, step.base ? &stood_for : nullptr, quota);
    };
    for (std::size_t line = 0; line < lines_; ++line) {
      std::optional<Piecewise> before;
      if (begun) {
        before = pays();
        if (!before) return;
      }
      const Piecewise measure = function_of(step.measure, line);
      measured = running ? sum_of(measured, measure) : measure;
      if (step.base) {
        const Piecewise base = function_of(*step.base, line);
        stood_for = running ? sum_of(stood_for, base) : base;
      }
      const std::optional<Piecewise> now = pays();
      if (!now) return;
      put(begun ? sum_of(*now, *before, true) : *now);
      begun = running;
    }
    return;
  }
  bool rounds = step.table.slice_rounding.has_value();
  for (const TableTier& tier : step.table.tiers) rounds = rounds || tier.block;
  if (rounds) return stuck("accumulate", "lines at a reached rate are counted in blocks or rounded slices");
  const TierWalk walk(step.table, quota);
  std::vector<Cut> cuts;
  std::vector<Fed> fed = {{"measure", {}}};
  if (step.base) fed.push_back({"base", {}});
  Piecewise measured = opening;
  for (std::size_t line = 0; line < lines_; ++line) {
    fed[0].lines.push_back(function_of(step.measure, line));
    if (step.base) fed[1].lines.push_back(function_of(*step.base, line));
    add_levels(cuts, fed[0].lines.back(), {}, no_origin);
    measured = sum_of(measured, fed[0].lines.back());
    add_levels(cuts, measured, {}, no_origin);
    add_thresholds(cuts, walk, measured, origins);
  }
  TableStep one = step;
  one.measure = Operand::of("measure");
  if (step.base) one.base = Operand::of("base");
  if (step.opening) one.opening = Operand::number(opening.knots[0].value);
  if (step.opening_base && opening_base.constant())
    one.opening_base = Operand::number(opening_base.knots[0].value);
  if (quota) one.quota = Operand::number(*quota);
  evaluated({"it", std::move(one)}, fed, {}, std::move(cuts), step.table.tiers.size());
}

}  // namespace firstlog::inline v1::detail
