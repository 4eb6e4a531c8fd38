// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One evaluation of a plan expression. Private: bodies only. The steps that carry something from line
// to line have theirs in steps-inl.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/detail/step_members.hpp"
#include "firstlog/rules/commission/evaluate.hpp"

namespace firstlog::inline v1::detail {

// Runs the steps of one plan over one input, in order.
class PlanRun {
 public:
  PlanRun(const CompiledPlan& plan, const PlanInput& input, Tracer* trace)
      : plan_(plan), input_(input), trace_(trace) {}

  std::optional<Error> run() {
    const PlanExpression& expression = plan_.expression();
    slots_.reserve(plan_.slot_names().size());
    for (const std::string& name : expression.inputs) {
      const NamedColumn* found = nullptr;
      for (const NamedColumn& column : input_.numbers)
        if (column.name == name) found = &column;
      if (found == nullptr) return missing(name);
      slots_.push_back(found->values);
    }
    for (const std::string& name : expression.texts) {
      const NamedTexts* found = nullptr;
      for (const NamedTexts& column : input_.texts)
        if (column.name == name) found = &column;
      if (found == nullptr) return missing(name);
      texts_.push_back(&found->values);
    }
    for (const Step& step : expression.steps) {
      step_ = &step;
      const std::size_t first = slots_.size();
      slots_.resize(first + 1 + further_values(step).size());
      slot_ = first;
      std::visit([&](const auto& kind) { run(kind); }, step.kind);
      if (error_) return error_;
      for (std::size_t slot = first; slot < slots_.size(); ++slot)
        for (const Exact& value : slots_[slot])
          if (!within(value)) return error_;
    }
    return std::nullopt;
  }

  std::vector<Column> take() noexcept { return std::move(slots_); }

 private:
  static Error missing(const std::string& name) noexcept {
    Error error(Status::invalid_argument, "input.", "the plan reads this column, and it is missing",
                "give it, if only with one number");
    error.place.append(name);
    return error;
  }

  Error fail(Status status, std::string_view reason, std::string_view remedy) noexcept {
    Error error(status, "plan.", reason, remedy);
    error.place.append(step_->name);
    error_ = error;
    return error;
  }
  // Whether an evaluation may go on with this number.
  bool within(const Exact& value) noexcept {
    if (!beyond_measure(value)) return true;
    fail(Status::overflow, "a number grows beyond all measure", "round before it does");
    return false;
  }
  template <class T>
  bool good(const Result<T>& result) noexcept {
    if (result.ok()) return true;
    fail(result.status(), result.error().reason.view(), result.error().remedy.view());
    return false;
  }

  std::size_t lines(const Operand& operand) const noexcept {
    return operand.name.empty() ? 1 : slots_[operand.slot].size();
  }
  const Exact& at(const Operand& operand, std::size_t line) const noexcept {
    if (operand.name.empty()) return operand.constant;
    const Column& column = slots_[operand.slot];
    return column[column.size() == 1 ? 0 : line];
  }
  std::optional<Exact> at(const std::optional<Operand>& operand, std::size_t line) const {
    if (!operand) return std::nullopt;
    return at(*operand, line);
  }
  const std::string& at(const TextOperand& operand, std::size_t line) const noexcept {
    const TextColumn& column = *texts_[operand.slot];
    return column[column.size() == 1 ? 0 : line];
  }

  // Lines of what a step computes: one number goes with any number of lines.
  bool join(std::size_t count, std::optional<std::size_t>& joined) noexcept {
    if (count == 1) return true;
    if (joined && *joined != count) {
      fail(Status::invalid_argument, "its columns have different numbers of lines",
           "give columns of one length, or single numbers");
      return false;
    }
    joined = count;
    return true;
  }
  bool join(const Operand& operand, std::optional<std::size_t>& joined) noexcept {
    return join(lines(operand), joined);
  }
  bool join(const std::optional<Operand>& operand, std::optional<std::size_t>& joined) noexcept {
    return !operand || join(*operand, joined);
  }
  bool join(const TextOperand& operand, std::optional<std::size_t>& joined) noexcept {
    return join(texts_[operand.slot]->size(), joined);
  }
  template <class... Operands>
  std::optional<std::size_t> joined(const Operands&... operands) noexcept {
    std::optional<std::size_t> count;
    if (!(join(operands, count) && ...)) return std::nullopt;
    return count.value_or(1);
  }
  // One number, not a column of lines.
  bool single(const std::optional<Operand>& operand) noexcept {
    if (!operand || lines(*operand) == 1) return true;
    fail(Status::invalid_argument, "an opening or a quota is one number, not a column", "give one number");
    return false;
  }

  // Makes room for `count` lines in this step's values.
  void open(std::size_t count) {
    for (std::size_t slot = slot_; slot < slots_.size(); ++slot) slots_[slot].resize(count);
  }
  void begin(std::size_t line, std::size_t value = 0) noexcept {
    if (trace_ != nullptr)
      trace_->begin(static_cast<std::uint32_t>(slot_ + value), static_cast<std::uint32_t>(line));
  }
  void note(TraceKind kind, const Exact& amount, std::optional<std::uint32_t> index = {},
            std::optional<Rounding> rounding = {}) {
    if (trace_ != nullptr)
      trace_->add(
          {.kind = kind, .index = index, .quantity = {}, .rate = {}, .rounding = rounding, .amount = amount});
  }
  void note_product(TraceKind kind, std::size_t index, const Exact& quantity, const Exact& rate,
                    const Exact& amount) {
    if (trace_ != nullptr)
      trace_->add({.kind = kind,
                   .index = static_cast<std::uint32_t>(index),
                   .quantity = quantity,
                   .rate = rate,
                   .rounding = {},
                   .amount = amount});
  }
  Column& out(std::size_t value = 0) noexcept { return slots_[slot_ + value]; }

  void run(const SumStep& step) {
    std::optional<std::size_t> count;
    for (const Term& term : step.terms) {
      for (const Operand& operand : term.times)
        if (!join(operand, count)) return;
      for (const Operand& operand : term.over)
        if (!join(operand, count)) return;
    }
    open(count.value_or(1));
    for (std::size_t line = 0; line < out().size(); ++line) {
      begin(line);
      Exact sum;
      for (std::size_t i = 0; i < step.terms.size(); ++i) {
        const Term& term = step.terms[i];
        Exact product = at(term.times[0], line);
        for (std::size_t k = 1; k < term.times.size(); ++k) {
          product *= at(term.times[k], line);
          if (!within(product)) return;
        }
        for (const Operand& divisor : term.over) {
          std::optional<Exact> quotient = Exact::divide(product, at(divisor, line));
          if (!quotient) {
            fail(Status::invalid_argument, "division by 0", "choose another value where the divisor is 0");
            return;
          }
          product = std::move(*quotient);
          if (!within(product)) return;
        }
        if (term.minus) product = -product;
        note(TraceKind::term, product, static_cast<std::uint32_t>(i));
        sum += product;
        if (!within(sum)) return;
      }
      out()[line] = std::move(sum);
    }
  }

  void run(const TotalStep& step) {
    open(1);
    begin(0);
    Exact sum;
    for (std::size_t line = 0; line < lines(step.of); ++line) {
      sum += at(step.of, line);
      if (!within(sum)) return;
      note(TraceKind::term, at(step.of, line), static_cast<std::uint32_t>(line));
    }
    out()[0] = std::move(sum);
  }

  void run(const RoundStep& step) {
    open(lines(step.of));
    for (std::size_t line = 0; line < out().size(); ++line) {
      const Exact& value = at(step.of, line);
      begin(line);
      out()[line] = value.rounded(step.to);
      note(TraceKind::term, value);
      note(TraceKind::rounding, out()[line] - value, {}, step.to);
    }
  }

  void run(const TableStep& step);
  void run_accumulated(const TableStep& step, const std::optional<Exact>& quota);

  void run(const InverseStep& step) {
    if (!single(step.quota)) return;
    open(lines(step.payout));
    for (std::size_t line = 0; line < out().size(); ++line) {
      const Result<std::optional<Exact>> value =
          value_that_pays(step.table, at(step.payout, line), at(step.quota, 0));
      if (!good(value)) return;
      if (!*value) {
        fail(Status::invalid_argument, "the table never pays that much", "ask for less");
        return;
      }
      begin(line);
      out()[line] = **value;
      note(TraceKind::term, **value);
    }
  }

  void run(const OutputTableStep& step);

  void run(const CurveStep& step) {
    open(lines(step.measure));
    for (std::size_t line = 0; line < out().size(); ++line) {
      const Exact& x = at(step.measure, line);
      begin(line);
      std::size_t passed = 0;
      while (passed < step.points.size() && !(x < step.points[passed].x)) ++passed;
      if (passed == 0) continue;
      const CurvePoint& point = step.points[passed - 1];
      Exact slope = step.tail_slope;
      if (point.slope) {
        slope = *point.slope;
      } else if (passed < step.points.size()) {
        const CurvePoint& next = step.points[passed];
        slope = *Exact::divide(next.y - point.y, next.x - point.x);
      }
      const Exact beyond = x - point.x;
      out()[line] = point.y + slope * beyond;
      note(TraceKind::flat, point.y, static_cast<std::uint32_t>(passed - 1));
      note_product(TraceKind::slice, passed - 1, beyond, slope, slope * beyond);
    }
  }

  void run(const MatrixStep& step) {
    const std::optional<std::size_t> count = joined(step.row, step.column);
    if (!count) return;
    open(*count);
    const auto place = [](const std::vector<Exact>& bounds, const Exact& value) {
      std::size_t passed = 0;
      while (passed < bounds.size() && !(value < bounds[passed])) ++passed;
      return passed;
    };
    for (std::size_t line = 0; line < *count; ++line) {
      const std::size_t row = place(step.rows, at(step.row, line));
      const std::size_t column = place(step.columns, at(step.column, line));
      begin(line);
      if (row == 0 || column == 0) continue;
      out()[line] = step.cells[row - 1][column - 1];
      note(TraceKind::flat, out()[line],
           static_cast<std::uint32_t>((row - 1) * step.columns.size() + column - 1));
    }
  }

  void run(const BoundStep& step);

  void run(const ChooseStep& step) {
    const std::optional<std::size_t> count = joined(step.test, step.below, step.then, step.otherwise);
    if (!count) return;
    open(*count);
    for (std::size_t line = 0; line < *count; ++line) {
      const bool then = at(step.test, line) < at(step.below, line);
      begin(line);
      out()[line] = at(then ? step.then : step.otherwise, line);
      note(TraceKind::term, out()[line], then ? 0U : 1U);
    }
  }

  void run(const SplitStep& step);
  void run(const DrawStep& step);
  void run(const MatchStep& step);

  const CompiledPlan& plan_;
  const PlanInput& input_;
  Tracer* trace_;
  std::vector<Column> slots_;
  std::vector<const TextColumn*> texts_;
  const Step* step_ = nullptr;
  std::size_t slot_ = 0;  // the step's own value; its further ones follow
  std::optional<Error> error_;
};

}  // namespace firstlog::inline v1::detail
