// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One input of a plan tried while the others stay: what it pays as a function of that input, and by
// the evaluator. Private: bodies only.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/detail/finding_list.hpp"
#include "firstlog/rules/commission/detail/plan_model_tables.hpp"

namespace firstlog::inline v1::detail {

// How a plan's inputs are used by name: what nobody told is assumed from it.
class InputUses {
 public:
  explicit InputUses(const PlanExpression& expression) : uses_(expression.inputs.size()) {
    for (std::size_t i = 0; i < expression.inputs.size(); ++i) names_.push_back(&expression.inputs[i]);
    for (const Step& step : expression.steps)
      std::visit([&](const auto& kind) { visit_step_members(*this, kind); }, step.kind);
  }

  template <class T>
  void value(std::string_view name, const T& member) {
    use(name, member);
  }
  template <class T>
  void required(std::string_view name, const T& member) {
    use(name, member);
  }

  InputAssumption assumed(std::size_t input) const {
    const Uses& uses = uses_[input];
    InputAssumption assumption;
    assumption.name = *names_[input];
    const auto fixed = [&](std::int64_t value) {
      assumption.role = InputRole::fixed;
      assumption.value = Exact::whole(value);
      return assumption;
    };
    if (uses.quota || uses.most) return fixed(100'000);
    if (uses.draw) return fixed(1'000);
    if (uses.zero) return fixed(0);
    if (uses.other) return assumption;
    if (uses.divisor) return fixed(1);
    if (uses.subtracted) return fixed(0);
    return assumption;
  }

 private:
  struct Uses {
    bool quota = false, most = false, draw = false, zero = false, divisor = false, subtracted = false,
         other = false;
  };

  void use(std::string_view name, const Operand& operand) {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (operand.name.empty() || operand.name != *names_[i]) continue;
      Uses& uses = uses_[i];
      if (name == "quota")
        uses.quota = true;
      else if (name == "most")
        uses.most = true;
      else if (name == "amount")
        uses.draw = true;
      else if (name == "opening" || name == "opening_base" || name == "least" || name == "below" ||
               name == "taken")
        uses.zero = true;
      else
        uses.other = true;
    }
  }
  void use(std::string_view name, const std::optional<Operand>& operand) {
    if (operand) use(name, *operand);
  }
  void use(std::string_view, const std::vector<Term>& terms) {
    for (const Term& term : terms)
      for (std::size_t i = 0; i < names_.size(); ++i) {
        for (const Operand& operand : term.over) uses_[i].divisor |= operand.name == *names_[i];
        for (const Operand& operand : term.times) {
          if (operand.name != *names_[i]) continue;
          (term.minus ? uses_[i].subtracted : uses_[i].other) = true;
        }
      }
  }
  template <class T>
  void use(std::string_view, const T&) {}  // no operand

  std::vector<const std::string*> names_;
  std::vector<Uses> uses_;
};

// What the lines of one sale or period hold.
enum class Deals : bool {
  apart = false,  // each a deal of its own
  parts = true,   // parts of one deal: what else it brings comes with the first
};

class PayTrial {
 public:
  PayTrial(const CompiledPlan& plan, const std::vector<InputAssumption>& assumptions,
           const std::vector<std::string>& texts, std::size_t tried, std::size_t judged, Budget& budget)
      : plan_(plan),
        assumptions_(assumptions),
        texts_(texts),
        tried_(tried),
        judged_(judged),
        budget_(budget) {
    for (const Step& step : plan.expression().steps) {
      ++weight_;
      if (const auto* table = std::get_if<TableStep>(&step.kind)) weight_ += table->table.tiers.size();
      if (const auto* match = std::get_if<MatchStep>(&step.kind)) weight_ += match->rules.size();
      if (const auto* curve = std::get_if<CurveStep>(&step.kind)) weight_ += curve->points.size();
      if (const auto* split = std::get_if<SplitStep>(&step.kind)) weight_ += split->shares.size();
    }
  }

  const CompiledPlan& plan() const noexcept { return plan_; }
  const Exact& step() const noexcept { return assumptions_[tried_].step; }
  const std::string& name() const noexcept { return assumptions_[tried_].name; }
  std::size_t tried() const noexcept { return tried_; }
  std::size_t judged() const noexcept { return judged_; }
  bool spent() const noexcept { return budget_.spent(); }
  const std::vector<std::string>& texts() const noexcept { return texts_; }

  PlanInput input_of(const Column& lines, Deals deals = Deals::apart) const {
    PlanInput input;
    for (std::size_t i = 0; i < assumptions_.size(); ++i) {
      Column column;
      const InputAssumption& assumption = assumptions_[i];
      if (i == tried_)
        column = lines;
      else if (assumption.role == InputRole::fixed)
        column.push_back(assumption.value);
      else
        for (std::size_t line = 0; line < lines.size(); ++line)
          column.push_back(comes_with(assumption, line, deals) ? assumption.value : Exact());
      input.numbers.push_back({assumption.name, std::move(column)});
    }
    for (std::size_t i = 0; i < texts_.size(); ++i)
      input.texts.push_back({plan_.expression().texts[i], {texts_[i]}});
    return input;
  }
  // What these lines pay together; absent where they cannot be evaluated or too much was.
  std::optional<Exact> pays(const Column& lines, Deals deals = Deals::apart) const {
    if (!budget_.take(weight_ * (1 + lines.size()))) return std::nullopt;
    const Result<PlanValues> values = evaluate(plan_, input_of(lines, deals));
    if (!values) return std::nullopt;
    Exact sum;
    for (const Exact& line : values->slots[judged_]) sum += line;
    return sum;
  }
  FindingCase case_of(std::string says, const Column& lines, Deals deals = Deals::apart) const {
    FindingCase made;
    made.says = std::move(says);
    made.input = input_of(lines, deals);
    made.value = plan_.slot_names()[judged_];
    return made;
  }
  // The plan over lines that are functions of one amount.
  PlanModel model(const Functions& lines, Deals deals = Deals::apart) const {
    std::vector<Functions> inputs;
    for (std::size_t i = 0; i < assumptions_.size(); ++i) {
      Functions column;
      const InputAssumption& assumption = assumptions_[i];
      if (i == tried_)
        column = lines;
      else if (assumption.role == InputRole::fixed)
        column.push_back(Piecewise::constant(assumption.value));
      else
        for (std::size_t line = 0; line < lines.size(); ++line)
          column.push_back(
              Piecewise::constant(comes_with(assumption, line, deals) ? assumption.value : Exact()));
      inputs.push_back(std::move(column));
    }
    PlanModel model(plan_, std::move(inputs), texts_, budget_);
    model.run();
    return model;
  }
  static Piecewise sum_of_lines(const ModelValue& value) {
    Piecewise sum = value.lines[0];
    for (std::size_t line = 1; line < value.lines.size(); ++line) sum = sum_of(sum, value.lines[line]);
    return sum;
  }

 private:
  static bool comes_with(const InputAssumption& assumption, std::size_t line, Deals deals) noexcept {
    return assumption.role == InputRole::each || deals == Deals::apart || line == 0;
  }

  const CompiledPlan& plan_;
  const std::vector<InputAssumption>& assumptions_;
  const std::vector<std::string>& texts_;
  std::size_t tried_;
  std::size_t judged_;
  Budget& budget_;
  std::size_t weight_ = 0;  // of one line, as Budget counts
};

}  // namespace firstlog::inline v1::detail
