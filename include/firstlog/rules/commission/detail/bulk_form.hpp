// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a bulk plan is made of. Private: bodies only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "firstlog/rules/commission/bulk.hpp"
#include "firstlog/rules/commission/detail/bulk_kernel.hpp"

namespace firstlog::inline v1::detail {

// Columns by number: amount, units, margin, and those of the frame.
inline constexpr std::int32_t bulk_amount = 0;
inline constexpr std::int32_t bulk_units = 1;
inline constexpr std::int32_t bulk_margin = 2;
inline constexpr std::int32_t bulk_numbers = 3;
inline constexpr std::int32_t bulk_ones = -1;  // a count: 1 for each close
inline constexpr std::int32_t bulk_date = -1;  // of texts

// Where an input of the expression comes from.
struct BulkBinding {
  bool parameter = false;
  std::int32_t index = 0;
};

// A plan whose commissions are straight lines of one column, by the segment of a measure. It is made for one
// choice of parameters.
struct BulkForm {
  enum class Kind : std::uint8_t {
    differences,  // f(after) - f(before) of the running measure
    by_line,      // by the line's own measure
    by_running,   // by the running measure after the line
    by_total,     // by the group's measure
  };
  Kind kind = Kind::by_line;
  std::int32_t measure = bulk_amount;
  std::int32_t base = bulk_amount;
  BulkState opening;
  BulkDivision division = BulkDivision::biased;
  BulkMath64 narrow;
  BulkMath128 wide;
  bool bounded = false;  // no closes can lead beyond the wide path but by a commission beyond 64 bits
};

struct BulkPlanData {
  CompiledPlan plan;
  BulkFrame frame;
  std::vector<BulkParameter> parameters;
  std::vector<BulkBinding> inputs;      // of the expression's
  std::vector<std::int32_t> texts;      // of the expression's: bulk_date, or a column of the frame
  std::uint32_t pays = 0;               // slot
  bool lines = false;                   // whether `pays` has a number for each close
  bool uniform = true;                  // parameters are the same for all groups
  std::optional<BulkForm> form;         // of the first group
  std::int64_t minor_units_in_one = 1;  // of the currency

  const Exact& parameter(std::size_t index, std::uint32_t rep, std::size_t group) const noexcept {
    const std::vector<Exact>& values = parameters[index].values;
    return values[values.size() == 1 ? 0 : values.size() == frame.reps ? rep : group];
  }
  std::int32_t places_of(std::int32_t column) const noexcept {
    if (column == bulk_amount || column == bulk_margin) return frame.currency.exponent();
    if (column == bulk_units) return 0;
    return frame.numbers[static_cast<std::size_t>(column - bulk_numbers)].places;
  }
};

// The compiled form of a plan for these parameters; absent where the general evaluator has to do it.
std::optional<BulkForm> bulk_form_of(const BulkPlanData& plan, std::span<const Exact> parameters);
// Whether a value of the plan is a column of lines (else one number).
std::vector<bool> bulk_line_slots(const BulkPlanData& plan);

// A group's closes as a form reads them; `rows` null where positions are rows.
struct BulkRows {
  const CloseColumns& closes;
  const std::uint32_t* rows = nullptr;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};
enum class BulkPath : std::uint8_t { in_64_bits, in_128_bits, none };
// Pays the closes from `state` on. Writes commissions where the span is not empty, and adds commission,
// revenue and closes to `total`. Answers the path, or none where the general evaluator has to do it: then
// state and total are as before.
BulkPath pay_in_form(const BulkForm& form, const BulkRows& rows, BulkState& state,
                     std::span<std::int64_t> commission, BulkTotal& total) noexcept;

// The same through evaluate(), for a whole group.
Result<void> pay_in_general(const BulkPlanData& plan, const BulkGroup& group, const BulkRows& rows,
                            std::span<std::int64_t> commission, BulkTotal& total);

inline std::span<const std::int64_t> bulk_column(const CloseColumns& closes, std::int32_t column) noexcept {
  if (column == bulk_amount) return closes.amount;
  if (column == bulk_units) return closes.units;
  if (column == bulk_margin) return closes.margin;
  const auto index = static_cast<std::size_t>(column - bulk_numbers);
  return index < closes.numbers.size() ? closes.numbers[index] : std::span<const std::int64_t>();
}

// What the plan reads and the columns do not have.
std::optional<Error> bulk_missing_column(const BulkPlanData& plan, const CloseColumns& closes) noexcept;
std::optional<Error> bulk_plans_fault(std::span<const BulkPlan> plans,
                                      std::span<const std::uint32_t> plan_of_rep) noexcept;
std::optional<Error> bulk_work_fault(const BulkWork& work) noexcept;
std::optional<Error> bulk_frame_fault(const BulkFrame& frame) noexcept;
std::optional<Error> bulk_length_fault(const BulkFrame& frame, const CloseColumns& closes) noexcept;

// The form of group after group, made again only where parameters change.
class BulkForms {
 public:
  explicit BulkForms(const BulkPlanData& plan) : plan_(&plan) {}
  const BulkForm* of(const BulkGroup& group) {
    if (plan_->uniform) return plan_->form ? &*plan_->form : nullptr;
    const std::size_t place = group.rep * plan_->frame.periods() + group.period;
    bool same = !values_.empty();
    for (std::size_t i = 0; same && i < values_.size(); ++i)
      same = values_[i] == plan_->parameter(i, group.rep, place);
    if (!same) {
      values_.clear();
      for (std::size_t i = 0; i < plan_->parameters.size(); ++i)
        values_.push_back(plan_->parameter(i, group.rep, place));
      form_ = bulk_form_of(*plan_, values_);
    }
    return form_ ? &*form_ : nullptr;
  }

 private:
  const BulkPlanData* plan_;
  std::vector<Exact> values_;
  std::optional<BulkForm> form_;
};

}  // namespace firstlog::inline v1::detail
