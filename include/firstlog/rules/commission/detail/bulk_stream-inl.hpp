// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/bulk.hpp"
#include "firstlog/rules/commission/detail/bulk_form.hpp"
#include "firstlog/rules/commission/detail/bulk_parts.hpp"

namespace firstlog::inline v1 {

namespace detail {

// What a group leaves for the next chunk; its total stands apart.
struct BulkKept {
  BulkState state;
  std::int32_t last_day = 0;
};

struct BulkStreamData {
  std::vector<BulkPlan> plans;
  std::vector<std::uint32_t> plan_of_rep;
  std::vector<BulkTotal> totals;
  std::vector<BulkKept> kept;
  std::optional<Error> error;

  Result<BulkCounts> range(const BulkOrder& order, const CloseColumns& closes,
                           std::span<std::int64_t> commission, const BulkWatch& watch, std::size_t first,
                           std::size_t last) {
    std::vector<BulkForms> forms;
    forms.reserve(plans.size());
    for (const BulkPlan& plan : plans) forms.emplace_back(plan.data());
    BulkWatching watching(watch);
    BulkCounts counts;
    const std::uint32_t* rows = order.in_order() ? nullptr : order.rows().data();
    for (std::size_t i = first; i < last; ++i) {
      const BulkGroup& group = order.groups()[i];
      const std::size_t which = plan_of_rep.empty() ? 0 : plan_of_rep[group.rep];
      const BulkRows group_rows{closes, rows, group.first, group.last};
      if (auto fault =
              pay(plans[which].data(), forms[which].of(group), group, group_rows, commission, counts))
        return *fault;
      if (!watching.done(group.last - group.first)) return BulkWatching::stopped();
    }
    if (!watching.tell()) return BulkWatching::stopped();
    return counts;
  }

 private:
  static Error returns(const BulkGroup& group, std::string_view reason, std::string_view remedy) noexcept {
    Error error(Status::invalid_argument, "", reason, remedy);
    name_group(error, group);
    return error;
  }

  std::optional<Error> pay(const BulkPlanData& plan, const BulkForm* form, const BulkGroup& group,
                           const BulkRows& rows, std::span<std::int64_t> commission, BulkCounts& counts) {
    const std::size_t place = group.rep * plan.frame.periods() + group.period;
    BulkTotal& total = totals[place];
    BulkKept& before = kept[place];
    const bool again = total.closes != 0;
    const bool goes_on = form != nullptr && form->bounded && form->kind != BulkForm::Kind::by_total;
    if (again && !goes_on)
      return returns(group, "the group comes a second time, and its plan needs it whole",
                     "give all closes of a rep and period in one chunk");
    const auto day_at = [&](std::uint64_t position) {
      return rows.closes.day[rows.rows == nullptr ? position : rows.rows[position]];
    };
    const bool ordered = goes_on && form->kind != BulkForm::Kind::by_line;
    if (again && ordered && day_at(rows.first) < before.last_day)
      return returns(group, "the group goes back in time", "give chunks by rising credit dates");
    before.last_day = day_at(rows.last - 1);
    if (!again && form != nullptr) before.state = form->opening;
    const BulkPath path =
        form == nullptr ? BulkPath::none : pay_in_form(*form, rows, before.state, commission, total);
    switch (path) {
      case BulkPath::in_64_bits: ++counts.in_64_bits; return std::nullopt;
      case BulkPath::in_128_bits: ++counts.in_128_bits; return std::nullopt;
      case BulkPath::none: break;
    }
    if (again) {  // nothing but the result can be at fault: the path is bounded
      if (form->division != BulkDivision::whole) return bulk_too_much(group);
      return returns(group, "a commission is no whole number of minor units, or does not fit 64 bits of them",
                     "let the plan end with a rounding to minor units");
    }
    ++counts.general;
    const Result<void> paid = pay_in_general(plan, group, rows, commission, total);
    if (!paid) return paid.error();
    return std::nullopt;
  }
};

}  // namespace detail

FIRSTLOG_INLINE BulkStream::BulkStream(std::unique_ptr<detail::BulkStreamData> data) noexcept
    : data_(std::move(data)) {}
FIRSTLOG_INLINE BulkStream::BulkStream(BulkStream&&) noexcept = default;
FIRSTLOG_INLINE BulkStream& BulkStream::operator=(BulkStream&&) noexcept = default;
FIRSTLOG_INLINE BulkStream::~BulkStream() = default;

FIRSTLOG_INLINE Result<BulkStream> BulkStream::open(std::span<const BulkPlan> plans,
                                                    std::span<const std::uint32_t> plan_of_rep) noexcept {
  if (auto fault = detail::bulk_plans_fault(plans, plan_of_rep)) return *fault;
  try {
    auto data = std::make_unique<detail::BulkStreamData>();
    data->plans.assign(plans.begin(), plans.end());
    data->plan_of_rep.assign(plan_of_rep.begin(), plan_of_rep.end());
    data->totals.resize(plans[0].frame().groups());
    data->kept.resize(plans[0].frame().groups());
    return BulkStream(std::move(data));
  } catch (const std::bad_alloc&) {
    return detail::bulk_no_memory();
  }
}

FIRSTLOG_INLINE Result<BulkCounts> BulkStream::add(const CloseColumns& closes,
                                                   std::span<std::int64_t> commission, BulkExecutor executor,
                                                   BulkWatch watch) noexcept {
  detail::BulkStreamData& data = *data_;
  if (data.error) return *data.error;
  try {
    const Result<BulkOrder> order = BulkOrder::of(data.plans[0].frame(), closes, executor);
    if (!order) return order.error();
    const BulkWork work{.plans = data.plans,
                        .plan_of_rep = data.plan_of_rep,
                        .order = *order,
                        .closes = closes,
                        .output = {commission, data.totals}};
    if (auto fault = detail::bulk_work_fault(work)) return *fault;
    const Result<BulkCounts> counts =
        detail::over_groups(order->groups(), executor, [&](std::size_t first, std::size_t last) {
          return data.range(*order, closes, commission, watch, first, last);
        });
    if (!counts) data.error = counts.error();
    return counts;
  } catch (const std::bad_alloc&) {
    return data.error.emplace(detail::bulk_no_memory());
  }
}

FIRSTLOG_INLINE std::span<const BulkTotal> BulkStream::totals() const noexcept {
  return data_->totals;
}

}  // namespace firstlog::inline v1
