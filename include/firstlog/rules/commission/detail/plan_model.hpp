// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A plan over functions instead of numbers: every line of every value as a function of what is sold.
// Tables, curves and matrices are not written a second time: between two places where they can bend,
// the evaluator's own figures give the line. Private: bodies only.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/detail/finding_list.hpp"
#include "firstlog/rules/commission/detail/piecewise.hpp"
#include "firstlog/rules/commission/detail/step_members.hpp"
#include "firstlog/rules/commission/detail/tier_walk.hpp"
#include "firstlog/rules/commission/evaluate.hpp"

namespace firstlog::inline v1::detail {

inline constexpr std::size_t model_knots_max = 20'000;  // of one function

inline std::string step_path(std::size_t step, std::string_view rest) {
  return "plan.steps[" + std::to_string(step) + "]." + std::string(rest);
}
inline std::string item_path(std::string_view list, std::size_t index, std::string_view member = {}) {
  std::string path = std::string(list) + "[" + std::to_string(index) + "]";
  if (!member.empty()) path += "." + std::string(member);
  return path;
}

using Functions = std::vector<Piecewise>;  // one for each line, or a single one

// What stands in the way of an analysis.
struct Obstacle {
  std::string path;
  std::string reason;
};

struct ModelValue {
  Functions lines;
  std::optional<std::size_t> obstacle;  // place in PlanModel::obstacles; the lines say nothing then
};

class PlanModel {
 public:
  // `texts` by the expression's text columns, the same on every line.
  PlanModel(const CompiledPlan& plan, std::vector<Functions> inputs, const std::vector<std::string>& texts,
            Budget& budget)
      : plan_(plan), texts_(texts), budget_(budget) {
    for (Functions& input : inputs) values_.push_back({std::move(input), std::nullopt});
  }

  void run() {
    const std::vector<Step>& steps = plan_.expression().steps;
    for (step_at_ = 0; step_at_ < steps.size(); ++step_at_) {
      const Step& step = steps[step_at_];
      first_ = values_.size();
      values_.resize(first_ + 1 + further_values(step).size());
      if (budget_.take(1))
        std::visit([&](const auto& kind) { run(kind); }, step.kind);
      else
        stuck({}, too_large);
      std::size_t knots = 0;
      for (std::size_t slot = first_; slot < values_.size(); ++slot)
        for (const Piecewise& function : values_[slot].lines) knots += function.knots.size();
      budget_.take(knots);
      for (std::size_t slot = first_; slot < values_.size(); ++slot)
        for (const Piecewise& function : values_[slot].lines)
          if (function.beyond_measure() || function.knots.size() > model_knots_max)
            stuck({}, "its figures grow beyond all measure");
    }
  }

  const ModelValue& value(std::size_t slot) const noexcept { return values_[slot]; }
  const std::vector<Obstacle>& obstacles() const noexcept { return obstacles_; }
  const std::vector<std::string>& origins() const noexcept { return origins_; }
  // Wherever any value bends, also where the value that is paid does not show it.
  std::vector<Cut> cuts() const {
    std::vector<Cut> all;
    for (const ModelValue& value : values_)
      if (!value.obstacle)
        for (const Piecewise& function : value.lines)
          for (const Knot& knot : function.knots) all.push_back(knot.cut);
    sort_cuts(all);
    return all;
  }
  // The function of an operand's line.
  Piecewise function_of(const Operand& operand, std::size_t line) const {
    if (operand.name.empty()) return Piecewise::constant(operand.constant);
    const Functions& lines = values_[operand.slot].lines;
    return lines[lines.size() == 1 ? 0 : line];
  }
  bool known(const Operand& operand) const noexcept {
    return operand.name.empty() || !values_[operand.slot].obstacle;
  }

 private:
  std::string path(std::string_view rest) const {
    std::string text = step_path(step_at_, step_kind_names[plan_.expression().steps[step_at_].kind.index()]);
    if (!rest.empty()) text += "." + std::string(rest);
    return text;
  }
  std::uint32_t origin(std::string_view rest) {
    origins_.push_back(path(rest));
    return static_cast<std::uint32_t>(origins_.size() - 1);
  }

  void stuck(std::string_view rest, std::string_view reason) {
    if (values_[first_].obstacle) return;
    obstacles_.push_back({path(rest), std::string(reason)});
    spread(obstacles_.size() - 1);
  }
  void spread(std::size_t obstacle) {
    for (std::size_t slot = first_; slot < values_.size(); ++slot) {
      values_[slot].lines.assign(1, Piecewise::constant({}));
      values_[slot].obstacle = obstacle;
    }
  }
  // Whether all operands are known, and of how many lines they are.
  bool ready(const std::vector<const Operand*>& operands) {
    lines_ = 1;
    bool column = false;
    for (const Operand* operand : operands) {
      if (operand == nullptr || operand->name.empty()) continue;
      const ModelValue& value = values_[operand->slot];
      if (value.obstacle) {
        spread(*value.obstacle);
        return false;
      }
      if (value.lines.size() == 1) continue;
      if (column && value.lines.size() != lines_) {
        stuck({}, "its columns have different numbers of lines");
        return false;
      }
      column = true;
      lines_ = value.lines.size();
    }
    for (std::size_t slot = first_; slot < values_.size(); ++slot) values_[slot].lines.clear();
    return true;
  }
  static const Operand* pointer(const std::optional<Operand>& operand) noexcept {
    return operand ? &*operand : nullptr;
  }
  void put(Piecewise function, std::size_t further = 0) {
    values_[first_ + further].lines.push_back(std::move(function));
  }
  bool put(std::optional<Piecewise> function, std::string_view rest, std::string_view reason) {
    if (!function) {
      stuck(rest, reason);
      return false;
    }
    put(std::move(*function));
    return true;
  }
  Piecewise opening_of(const std::optional<Operand>& operand) const {
    return operand ? function_of(*operand, 0) : Piecewise::constant({});
  }

  static constexpr std::string_view both_vary =
      "two values that both change with what is sold are multiplied";
  static constexpr std::string_view divisor_varies = "it divides by what changes, or by 0";
  static constexpr std::string_view rounded_twice = "what is rounded is used as if it were not";
  static constexpr std::string_view too_large = "the plan is too large to try all of it";
  static constexpr std::string_view not_straight = "it does not grow in straight lines";

  void run(const SumStep& step) {
    std::vector<const Operand*> operands;
    for (const Term& term : step.terms) {
      for (const Operand& operand : term.times) operands.push_back(&operand);
      for (const Operand& operand : term.over) operands.push_back(&operand);
    }
    if (!ready(operands)) return;
    for (std::size_t line = 0; line < lines_; ++line) {
      Piecewise sum = Piecewise::constant({});
      for (std::size_t i = 0; i < step.terms.size(); ++i) {
        const Term& term = step.terms[i];
        std::optional<Piecewise> product = function_of(term.times[0], line);
        for (std::size_t k = 1; k < term.times.size(); ++k) {
          product = product_of(*product, function_of(term.times[k], line));
          if (!product) return stuck(item_path("terms", i), both_vary);
          if (product->beyond_measure()) return stuck(item_path("terms", i), "it grows beyond all measure");
        }
        for (const Operand& divisor : term.over) {
          product = quotient_of(*product, function_of(divisor, line));
          if (!product) return stuck(item_path("terms", i), divisor_varies);
          if (product->beyond_measure()) return stuck(item_path("terms", i), "it grows beyond all measure");
        }
        sum = sum_of(sum, *product, term.minus);
        if (sum.knots.size() > model_knots_max) return stuck({}, "it has too many bends");
      }
      put(std::move(sum));
    }
  }

  void run(const TotalStep& step) {
    if (!ready({&step.of})) return;
    Piecewise sum = Piecewise::constant({});
    for (std::size_t line = 0; line < lines_; ++line) sum = sum_of(sum, function_of(step.of, line));
    put(std::move(sum));
  }

  void run(const RoundStep& step) {
    if (!ready({&step.of})) return;
    for (std::size_t line = 0; line < lines_; ++line)
      if (!put(rounded(function_of(step.of, line), step.to), {}, "it rounds what was rounded more finely"))
        return;
  }

  void run(const BoundStep& step) {
    if (!ready({&step.of, pointer(step.least), pointer(step.most)})) return;
    if (step.opening && !known(*step.opening)) return spread(*values_[step.opening->slot].obstacle);
    const std::uint32_t least = step.least ? origin("least") : 0;
    const std::uint32_t most = step.most ? origin("most") : 0;
    const auto bounded = [&](std::optional<Piecewise> f, std::size_t line) {
      if (f && step.least) f = extreme_of(*f, function_of(*step.least, line), true, least);
      if (f && step.most) f = extreme_of(*f, function_of(*step.most, line), false, most);
      return f;
    };
    Piecewise before = opening_of(step.opening);
    for (std::size_t line = 0; line < lines_; ++line) {
      const Piecewise value = function_of(step.of, line);
      const Piecewise wanted = step.running || step.carry ? sum_of(before, value) : value;
      std::optional<Piecewise> result = bounded(wanted, line);
      if (!result) return stuck({}, rounded_twice);
      if (step.running) {
        const std::optional<Piecewise> earlier = bounded(before, line);
        if (!earlier) return stuck({}, rounded_twice);
        before = wanted;
        result = sum_of(*result, *earlier, true);
      } else if (step.carry) {
        before = sum_of(wanted, *result, true);
        put(before, 1);
      }
      put(std::move(*result));
    }
  }

  void run(const ChooseStep& step) {
    if (!ready({&step.test, &step.below, &step.then, &step.otherwise})) return;
    const std::uint32_t switched = origin("below");
    for (std::size_t line = 0; line < lines_; ++line)
      if (!put(choice_of(function_of(step.test, line), function_of(step.below, line),
                         function_of(step.then, line), function_of(step.otherwise, line), switched),
               "test", rounded_twice))
        return;
  }

  void run(const SplitStep& step) {
    if (!ready({&step.of})) return;
    Exact fractions;
    for (const Share& share : step.shares) fractions += share.fraction;
    for (std::size_t line = 0; line < lines_; ++line) {
      const Piecewise amount = function_of(step.of, line);
      const auto part_of = [&](const Exact& fraction) {
        std::optional<Piecewise> part = product_of(amount, Piecewise::constant(fraction));
        if (part && step.rounding) part = rounded(*part, *step.rounding);
        return part;
      };
      Piecewise others = Piecewise::constant({});
      std::optional<std::size_t> residual;
      for (std::size_t i = 0; i < step.shares.size(); ++i) {
        if (step.residual_to == step.shares[i].name) {
          residual = i;
          continue;
        }
        std::optional<Piecewise> part = part_of(step.shares[i].fraction);
        if (!part) return stuck({}, rounded_twice);
        others = sum_of(others, *part);
        put(std::move(*part), 1 + i);
      }
      if (residual) {
        std::optional<Piecewise> all = part_of(fractions);
        if (!all) return stuck({}, rounded_twice);
        put(sum_of(*all, others, true), 1 + *residual);
        others = std::move(*all);
      }
      put(std::move(others));
    }
  }

  void run(const DrawStep& step) {
    if (!ready({&step.earned, &step.amount, pointer(step.taken)})) return;
    if (step.opening && !known(*step.opening)) return spread(*values_[step.opening->slot].obstacle);
    const std::uint32_t at = origin("amount");
    const Piecewise nothing = Piecewise::constant({});
    Piecewise debt = opening_of(step.opening);
    for (std::size_t line = 0; line < lines_; ++line) {
      const Piecewise earned = function_of(step.earned, line);
      const Piecewise draw = function_of(step.amount, line);
      std::optional<Piecewise> paid;
      switch (step.kind) {
        case DrawKind::recoverable:
          paid = extreme_of(draw, sum_of(earned, debt, true), true, at);
          if (paid) debt = sum_of(sum_of(debt, *paid), earned, true);
          break;
        case DrawKind::nonrecoverable: paid = extreme_of(draw, earned, true, at); break;
        case DrawKind::additive_advance: {
          const std::optional<Piecewise> positive = extreme_of(earned, nothing, true, at);
          if (!positive) break;
          const std::optional<Piecewise> repaid = extreme_of(*positive, debt, false, at);
          if (!repaid) break;
          paid = sum_of(earned, *repaid, true);
          debt = sum_of(debt, *repaid, true);
          if (!step.taken) break;
          const Piecewise taken = function_of(*step.taken, line);
          if (!taken.constant()) return stuck("taken", "whether the draw is taken changes with what is sold");
          if (taken.knots[0].value.is_zero()) break;
          paid = sum_of(*paid, draw);
          debt = sum_of(debt, draw);
          break;
        }
        case DrawKind::prepaid: {
          const Piecewise owed = sum_of(debt, draw);
          paid = extreme_of(sum_of(earned, owed, true), nothing, true, at);
          const std::optional<Piecewise> open = extreme_of(sum_of(owed, earned, true), nothing, true, at);
          if (open) debt = *open;
          break;
        }
      }
      if (!paid) return stuck({}, rounded_twice);
      put(std::move(*paid));
      put(debt, 1);
    }
  }

  void run(const MatchStep& step);
  void run(const InverseStep& step) {
    if (!ready({&step.payout, pointer(step.quota)})) return;
    stuck({}, "it asks what must be sold, and pays nothing");
  }
  void run(const CurveStep& step);
  void run(const MatrixStep& step);
  void run(const OutputTableStep& step);
  void run(const TableStep& step);
  static void add_thresholds(std::vector<Cut>& cuts, const TierWalk& walk, const Piecewise& measure,
                             const std::vector<std::uint32_t>& origins);
  std::optional<Piecewise> table_of(const TableStep& step, const std::vector<std::uint32_t>& origins,
                                    const Piecewise& measure, const Piecewise* base,
                                    const std::optional<Exact>& quota);
  // One column of a step that is evaluated alone.
  struct Fed {
    std::string name;
    Functions lines;
  };
  void evaluated(Step step, const std::vector<Fed>& numbers, const std::vector<NamedTexts>& texts,
                 std::vector<Cut> cuts, std::size_t weight);

  // A function that is only known by its figures: at every cut, and between two of them the line
  // through three figures. Absent where they lie on none or `figure` has none.
  template <class Figure>
  static std::optional<Piecewise> figured(const std::vector<Cut>& cuts, const Figure& figure) {
    Piecewise result;
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      const std::optional<Exact> value = figure(cuts[i].x);
      if (!value) return std::nullopt;
      const Exact way = (i + 1 < cuts.size() ? cuts[i + 1].x - cuts[i].x : Exact::whole(4)) * Rate::of(1, 4);
      const Exact x1 = cuts[i].x + way;
      const Exact x2 = x1 + way;
      const Exact x3 = x2 + way;
      const std::optional<Exact> y1 = figure(x1);
      const std::optional<Exact> y2 = figure(x2);
      const std::optional<Exact> y3 = figure(x3);
      if (!y1 || !y2 || !y3) return std::nullopt;
      const Line line = line_through(x1, *y1, x3, *y3);
      if (line.at(x2) != *y2) return std::nullopt;
      result.knots.push_back({cuts[i], *value, {line, {}}});
    }
    result.simplify();
    return result;
  }
  // Adds the places where a function has a value.
  static void add_levels(std::vector<Cut>& cuts, const Piecewise& function, const Exact& level,
                         std::uint32_t origin) {
    for (std::size_t i = 0; i < function.knots.size(); ++i) {
      const Knot& knot = function.knots[i];
      if (knot.value == level) cuts.push_back({knot.cut.x, origin});
      add_root(cuts, knot.after.line, level, knot.cut.x,
               i + 1 < function.knots.size() ? &function.knots[i + 1].cut.x : nullptr, origin);
    }
  }
  static bool unrounded(const Piecewise& function) noexcept {
    for (const Knot& knot : function.knots)
      if (!knot.after.rounded.empty()) return false;
    return true;
  }

  const CompiledPlan& plan_;
  const std::vector<std::string>& texts_;
  Budget& budget_;
  std::vector<ModelValue> values_;
  std::vector<Obstacle> obstacles_;
  std::vector<std::string> origins_;
  std::size_t step_at_ = 0;
  std::size_t first_ = 0;
  std::size_t lines_ = 1;
};

}  // namespace firstlog::inline v1::detail
