// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <new>
#include <optional>
#include <utility>

#include "firstlog/base/detail/wide_fraction.hpp"
#include "firstlog/rules/commission/bulk.hpp"
#include "firstlog/rules/commission/detail/bulk_form.hpp"
#include "firstlog/rules/commission/detail/bulk_parts.hpp"

namespace firstlog::inline v1 {

namespace detail {

FIRSTLOG_INLINE std::optional<Error> bulk_frame_fault(const BulkFrame& frame) noexcept {
  if (!frame.currency.present()) return bulk_misuse("frame.currency", "amounts have a currency", "name one");
  if (frame.reps == 0) return bulk_misuse("frame.reps", "there are no reps", "say how many there are");
  const std::vector<std::int32_t>& starts = frame.period_starts;
  if (starts.size() < 2)
    return bulk_misuse("frame.period_starts", "there is no period",
                       "give the first day of each, and the day after the last");
  for (std::size_t i = 1; i < starts.size(); ++i)
    if (starts[i] <= starts[i - 1])
      return bulk_misuse("frame.period_starts", "the periods do not rise", "order them by their first days");
  const std::int64_t days = std::int64_t{starts.back()} - starts.front();
  if (days > bulk_days_max)
    return Error(Status::out_of_range, "frame.period_starts", "the periods span too many days", "use fewer");
  if (frame.groups() > bulk_groups_max)
    return Error(Status::out_of_range, "frame", "there are too many reps and periods", "divide the reps");
  for (const BulkNumbers& column : frame.numbers)
    if (column.places < 0 || column.places > 18)
      return Error(Status::out_of_range, "frame.numbers", "a column has 0 to 18 places", "scale it");
  return std::nullopt;
}

FIRSTLOG_INLINE std::optional<Error> bulk_length_fault(const BulkFrame& frame,
                                                       const CloseColumns& closes) noexcept {
  const std::size_t rows = closes.amount.size();
  const auto wrong = [&](std::size_t size, bool may_miss) {
    return size != rows && !(may_miss && size == 0);
  };
  bool fault = wrong(closes.rep.size(), false) || wrong(closes.day.size(), false) ||
               wrong(closes.units.size(), true) || wrong(closes.margin.size(), true);
  for (const std::span<const std::int64_t> column : closes.numbers)
    fault = fault || wrong(column.size(), true);
  for (const BulkTexts& column : closes.texts) fault = fault || wrong(column.codes.size(), true);
  if (fault)
    return bulk_misuse("closes", "the columns have different lengths",
                       "give one number for each close in each");
  if (closes.numbers.size() > frame.numbers.size() || closes.texts.size() > frame.texts.size())
    return bulk_misuse("closes", "there are more columns than the frame has", "name them in the frame");
  if (rows > 0xFFFF'FFFFU)
    return Error(Status::out_of_range, "closes", "there are too many rows", "give them in chunks");
  return std::nullopt;
}

FIRSTLOG_INLINE std::optional<Error> bulk_missing_column(const BulkPlanData& plan,
                                                         const CloseColumns& closes) noexcept {
  if (closes.amount.empty()) return std::nullopt;
  const auto missing = [](std::string_view name) {
    Error error = bulk_misuse("closes.", "the plan reads this column, and it is missing", "give it");
    error.place.append(name);
    return error;
  };
  const PlanExpression& expression = plan.plan.expression();
  for (std::size_t i = 0; i < plan.inputs.size(); ++i)
    if (!plan.inputs[i].parameter && bulk_column(closes, plan.inputs[i].index).empty())
      return missing(expression.inputs[i]);
  for (std::size_t i = 0; i < plan.texts.size(); ++i) {
    if (plan.texts[i] == bulk_date) continue;
    const auto index = static_cast<std::size_t>(plan.texts[i]);
    if (index >= closes.texts.size() || closes.texts[index].codes.empty())
      return missing(expression.texts[i]);
  }
  return std::nullopt;
}

FIRSTLOG_INLINE std::optional<Error> bulk_plans_fault(std::span<const BulkPlan> plans,
                                                      std::span<const std::uint32_t> plan_of_rep) noexcept {
  if (plans.empty()) return bulk_misuse("work.plans", "there is no plan", "give one");
  const BulkFrame& frame = plans[0].frame();
  for (const BulkPlan& plan : plans) {
    const BulkFrame& other = plan.frame();
    if (other.reps != frame.reps || other.period_starts != frame.period_starts ||
        other.currency != frame.currency || other.numbers != frame.numbers || other.texts != frame.texts)
      return bulk_misuse("work.plans", "the plans have different frames", "make them for one");
  }
  if (!plan_of_rep.empty() && plan_of_rep.size() != frame.reps)
    return bulk_misuse("work.plan_of_rep", "it does not name a plan for every rep",
                       "name one for each, or none");
  for (const std::uint32_t plan : plan_of_rep)
    if (plan >= plans.size()) return bulk_misuse("work.plan_of_rep", "there is no such plan", "count from 0");
  return std::nullopt;
}

FIRSTLOG_INLINE std::optional<Error> bulk_work_fault(const BulkWork& work) noexcept {
  if (auto fault = bulk_plans_fault(work.plans, work.plan_of_rep)) return fault;
  const BulkFrame& frame = work.plans[0].frame();
  if (auto fault = bulk_length_fault(frame, work.closes)) return fault;
  if (work.order.closes() != work.closes.amount.size())
    return bulk_misuse("work.order", "the order is not that of these closes", "make it of them");
  if (work.output.totals.size() != frame.groups())
    return bulk_misuse("work.output.totals", "there is a total for every group of the frame",
                       "give reps × periods of them");
  if (!work.output.commission.empty() && work.output.commission.size() != work.closes.amount.size())
    return bulk_misuse("work.output.commission", "there is a commission for every close",
                       "give as many places as rows, or none");
  if (!work.order.groups().empty()) {
    const BulkGroup& last = work.order.groups().back();
    if (last.rep >= frame.reps || last.period >= frame.periods())
      return bulk_misuse("work.order", "the order is of another frame", "make it of the plans' frame");
  }
  for (const BulkPlan& plan : work.plans) {
    if (auto fault = bulk_missing_column(plan.data(), work.closes)) return fault;
    if (!plan.pays_lines() && !work.output.commission.empty())
      return bulk_misuse("work.output.commission", "the plan pays groups, not closes",
                         "ask for totals alone, or let it name a value of lines");
  }
  return std::nullopt;
}

inline Result<BulkCounts> bulk_range(const BulkWork& work, std::size_t first, std::size_t last) {
  std::vector<BulkForms> forms;
  forms.reserve(work.plans.size());
  for (const BulkPlan& plan : work.plans) forms.emplace_back(plan.data());
  BulkWatching watching(work.watch);
  BulkCounts counts;
  const std::size_t periods = work.plans[0].frame().periods();
  const std::uint32_t* rows = work.order.in_order() ? nullptr : work.order.rows().data();
  for (std::size_t i = first; i < last; ++i) {
    const BulkGroup& group = work.order.groups()[i];
    const std::size_t which = work.plan_of_rep.empty() ? 0 : work.plan_of_rep[group.rep];
    const BulkRows group_rows{work.closes, rows, group.first, group.last};
    const BulkForm* form = forms[which].of(group);
    BulkTotal total;
    BulkPath path = BulkPath::none;
    if (form != nullptr) {
      BulkState state = form->opening;
      path = pay_in_form(*form, group_rows, state, work.output.commission, total);
    }
    switch (path) {
      case BulkPath::in_64_bits: ++counts.in_64_bits; break;
      case BulkPath::in_128_bits: ++counts.in_128_bits; break;
      case BulkPath::none: {
        ++counts.general;
        const Result<void> paid =
            pay_in_general(work.plans[which].data(), group, group_rows, work.output.commission, total);
        if (!paid) return paid.error();
        break;
      }
    }
    work.output.totals[group.rep * periods + group.period] = total;
    if (!watching.done(group.last - group.first)) return BulkWatching::stopped();
  }
  if (!watching.tell()) return BulkWatching::stopped();
  return counts;
}

}  // namespace detail

FIRSTLOG_INLINE Result<BulkPlan> BulkPlan::make(CompiledPlan plan, BulkFrame frame,
                                                BulkPlanOptions options) noexcept {
  using detail::bulk_misuse;
  try {
    if (auto fault = detail::bulk_frame_fault(frame)) return *fault;
    auto data = std::make_shared<detail::BulkPlanData>();
    data->plan = std::move(plan);
    data->frame = std::move(frame);
    data->parameters = std::move(options.parameters);
    data->minor_units_in_one = detail::bulk_scale(data->frame.currency.exponent());
    std::vector<std::pair<std::string, detail::BulkBinding>> names = {
        {"amount", {false, detail::bulk_amount}},
        {"units", {false, detail::bulk_units}},
        {"margin", {false, detail::bulk_margin}}};
    for (std::size_t i = 0; i < data->frame.numbers.size(); ++i)
      names.push_back(
          {data->frame.numbers[i].name, {false, detail::bulk_numbers + static_cast<std::int32_t>(i)}});
    for (std::size_t i = 0; i < data->parameters.size(); ++i) {
      const BulkParameter& parameter = data->parameters[i];
      const std::size_t size = parameter.values.size();
      if (size != 1 && size != data->frame.reps && size != data->frame.groups())
        return bulk_misuse("parameters", "a parameter has one value, or one for each rep, or for each group",
                           "give as many");
      if (size != 1) data->uniform = false;
      names.push_back({parameter.name, {true, static_cast<std::int32_t>(i)}});
    }
    const auto binding_of = [](const auto& all, const std::string& name, std::string_view place) {
      auto found = all.end();
      for (auto at = all.begin(); at != all.end(); ++at)
        if (at->first == name) {
          if (found != all.end())
            return std::pair(found,
                             std::optional(bulk_misuse(place, "two things have one name", "rename one")));
          found = at;
        }
      std::optional<Error> error;
      if (found == all.end()) {
        error = bulk_misuse(place, "nothing has the name \"", "name a column of the frame or a parameter");
        error->reason.append(name).append("\"");
      }
      return std::pair(found, error);
    };
    const PlanExpression& expression = data->plan.expression();
    for (const std::string& name : expression.inputs) {
      const auto [found, error] = binding_of(names, name, "plan.inputs");
      if (error) return *error;
      data->inputs.push_back(found->second);
    }
    std::vector<std::pair<std::string, std::int32_t>> texts = {{"date", detail::bulk_date}};
    for (std::size_t i = 0; i < data->frame.texts.size(); ++i)
      texts.emplace_back(data->frame.texts[i], static_cast<std::int32_t>(i));
    for (const std::string& name : expression.texts) {
      const auto [found, error] = binding_of(texts, name, "plan.texts");
      if (error) return *error;
      data->texts.push_back(found->second);
    }
    if (expression.steps.empty()) return bulk_misuse("plan", "the plan has no step", "give it one");
    const std::optional<std::uint32_t> pays =
        data->plan.slot_of(options.pays.empty() ? expression.steps.back().name : options.pays);
    if (!pays) return bulk_misuse("pays", "the plan has no such value", "name a step");
    data->pays = *pays;
    data->lines = detail::bulk_line_slots(*data)[*pays];
    std::vector<Exact> first;
    for (const BulkParameter& parameter : data->parameters) first.push_back(parameter.values[0]);
    data->form = detail::bulk_form_of(*data, first);
    return BulkPlan(std::move(data));
  } catch (const std::bad_alloc&) {
    return detail::bulk_no_memory();
  }
}

FIRSTLOG_INLINE const BulkFrame& BulkPlan::frame() const noexcept {
  return data_->frame;
}
FIRSTLOG_INLINE const CompiledPlan& BulkPlan::plan() const noexcept {
  return data_->plan;
}
FIRSTLOG_INLINE bool BulkPlan::pays_lines() const noexcept {
  return data_->lines;
}
FIRSTLOG_INLINE bool BulkPlan::compiled() const noexcept {
  return data_->form.has_value();
}

FIRSTLOG_INLINE Result<BulkCounts> evaluate_range(const BulkWork& work, std::size_t first,
                                                  std::size_t last) noexcept {
  try {
    if (auto fault = detail::bulk_work_fault(work)) return *fault;
    if (first > last || last > work.order.groups().size())
      return detail::bulk_misuse("groups", "there are not that many groups", "count those of the order");
    return detail::bulk_range(work, first, last);
  } catch (const std::bad_alloc&) {
    return detail::bulk_no_memory();
  }
}

FIRSTLOG_INLINE Result<BulkCounts> evaluate_bulk(const BulkWork& work, BulkExecutor executor) noexcept {
  try {
    if (auto fault = detail::bulk_work_fault(work)) return *fault;
    return detail::over_groups(work.order.groups(), executor, [&](std::size_t first, std::size_t last) {
      return detail::bulk_range(work, first, last);
    });
  } catch (const std::bad_alloc&) {
    return detail::bulk_no_memory();
  }
}

FIRSTLOG_INLINE Result<BulkSummary> summary_of(std::span<const BulkTotal> totals,
                                               Currency currency) noexcept {
  if (!currency.present()) return detail::bulk_misuse("currency", "amounts have a currency", "name one");
  try {
    detail::Int128 commission = 0;
    detail::Int128 revenue = 0;
    BulkSummary summary;
    for (const BulkTotal& total : totals) {
      commission += total.commission;
      revenue += total.revenue;
      summary.closes += total.closes;
    }
    const detail::Int128 scale = detail::bulk_scale(currency.exponent());
    summary.commission = detail::WideFraction::from(commission, scale);
    summary.revenue = detail::WideFraction::from(revenue, scale);
    summary.cost_of_revenue = Exact::divide(summary.commission, summary.revenue);
    return summary;
  } catch (const std::bad_alloc&) {
    return detail::bulk_no_memory();
  }
}

FIRSTLOG_INLINE Result<std::vector<BulkChange>> changes_between(const BulkFrame& frame,
                                                                std::span<const BulkTotal> before,
                                                                std::span<const BulkTotal> after) noexcept {
  if (before.size() != frame.groups() || after.size() != frame.groups())
    return detail::bulk_misuse("totals", "there is a total for every group of the frame",
                               "give reps × periods of them");
  try {
    std::vector<BulkChange> changes;
    for (std::uint32_t rep = 0; rep < frame.reps; ++rep) {
      detail::Int128 old_pay = 0;
      detail::Int128 new_pay = 0;
      bool changed = false;
      for (std::size_t i = rep * frame.periods(); i < (rep + std::size_t{1}) * frame.periods(); ++i) {
        old_pay += before[i].commission;
        new_pay += after[i].commission;
        changed = changed || before[i].commission != after[i].commission;
      }
      if (!changed) continue;
      const detail::Int128 difference = new_pay - old_pay;
      if (!detail::fits_int64(old_pay) || !detail::fits_int64(new_pay) || !detail::fits_int64(difference))
        return detail::bulk_too_much({rep, 0, 0, 0});
      changes.push_back({rep, static_cast<std::int64_t>(old_pay), static_cast<std::int64_t>(new_pay),
                         static_cast<std::int64_t>(difference)});
    }
    return changes;
  } catch (const std::bad_alloc&) {
    return detail::bulk_no_memory();
  }
}

}  // namespace firstlog::inline v1
