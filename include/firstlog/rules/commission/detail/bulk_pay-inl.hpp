// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One group's pay, by its plan's compiled form or by the general evaluator.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/detail/wide_fraction.hpp"
#include "firstlog/rules/commission/detail/bulk_form.hpp"
#include "firstlog/rules/commission/detail/bulk_parts.hpp"
#include "firstlog/rules/commission/evaluate.hpp"

namespace firstlog::inline v1::detail {

// Rows at a time: what is gathered of them stays near.
inline constexpr std::size_t bulk_block = 512;
using BulkBlock = std::array<std::int64_t, bulk_block>;

template <BulkDivision how, class Math>
bool pay_block(const BulkForm& form, const Math& math, BulkState& state, const std::int64_t* measure,
               const std::int64_t* base, std::int64_t* out, std::size_t count, std::int64_t& sum) noexcept {
  switch (form.kind) {
    case BulkForm::Kind::differences: return pay_differences<how>(math, state, measure, out, count, sum);
    case BulkForm::Kind::by_line: return pay_by_line<how>(math, measure, base, out, count, sum);
    case BulkForm::Kind::by_running:
      return pay_by_measure<how>(math, state, false, measure, base, out, count, sum);
    case BulkForm::Kind::by_total:
      return pay_by_measure<how>(math, state, true, measure, base, out, count, sum);
  }
  return false;
}

// Goes through a group's rows, block by block, with each column at hand.
class BulkReader {
 public:
  BulkReader(const BulkForm& form, const BulkRows& rows) noexcept
      : rows_(rows),
        amount_(rows.closes.amount.data()),
        measure_(form.measure == bulk_ones ? nullptr : bulk_column(rows.closes, form.measure).data()),
        base_(form.base == bulk_ones ? nullptr : bulk_column(rows.closes, form.base).data()) {
    if (form.measure == bulk_ones || form.base == bulk_ones) ones_.fill(1);
  }

  // measure, base and amount of `count` closes from a position on.
  struct Columns {
    const std::int64_t* amount;
    const std::int64_t* measure;
    const std::int64_t* base;
  };
  Columns at(std::uint64_t position, std::size_t count) noexcept {
    if (rows_.rows == nullptr)
      return {amount_ + position, measure_ == nullptr ? ones_.data() : measure_ + position,
              base_ == nullptr ? ones_.data() : base_ + position};
    const std::uint32_t* rows = rows_.rows + position;
    for (std::size_t i = 0; i < count; ++i) amount_block_[i] = amount_[rows[i]];
    const std::int64_t* measure = gathered(measure_, measure_block_, rows, count, nullptr);
    return {amount_block_.data(), measure, gathered(base_, base_block_, rows, count, measure)};
  }

 private:
  const std::int64_t* gathered(const std::int64_t* column, BulkBlock& block, const std::uint32_t* rows,
                               std::size_t count, const std::int64_t* measure) noexcept {
    if (column == nullptr) return ones_.data();
    if (column == amount_) return amount_block_.data();
    if (measure != nullptr && column == measure_) return measure;
    for (std::size_t i = 0; i < count; ++i) block[i] = column[rows[i]];
    return block.data();
  }

  const BulkRows& rows_;
  const std::int64_t* amount_;
  const std::int64_t* measure_;
  const std::int64_t* base_;
  BulkBlock amount_block_;
  BulkBlock measure_block_;
  BulkBlock base_block_;
  BulkBlock ones_;
};

template <BulkDivision how, class Math>
bool pay_rows(const BulkForm& form, const Math& math, const BulkRows& rows, BulkState& state,
              std::span<std::int64_t> commission, BulkTotal& total) noexcept {
  BulkReader reader(form, rows);
  BulkBlock block;
  BulkState now = state;
  const auto blocks = [&](auto&& work) {
    // In order a group is one block, unless a buffer is needed.
    const bool whole =
        rows.rows == nullptr && !commission.empty() && form.measure != bulk_ones && form.base != bulk_ones;
    const std::size_t step = whole ? static_cast<std::size_t>(rows.last - rows.first) : bulk_block;
    for (std::uint64_t at = rows.first; at < rows.last; at += step)
      if (!work(at, std::min<std::size_t>(step, static_cast<std::size_t>(rows.last - at)))) return false;
    return true;
  };
  if (form.kind == BulkForm::Kind::by_total)
    blocks([&](std::uint64_t at, std::size_t count) {
      now.measure += sum_of(reader.at(at, count).measure, count);
      return true;
    });
  Int128 revenue = total.revenue;
  std::int64_t paid = total.commission;
  const bool runs_on_amounts =  // the running measure is the sum of the amounts
      form.measure == bulk_amount &&
      (form.kind == BulkForm::Kind::differences || form.kind == BulkForm::Kind::by_running);
  const bool good = blocks([&](std::uint64_t at, std::size_t count) {
    const BulkReader::Columns columns = reader.at(at, count);
    const bool straight = rows.rows == nullptr && !commission.empty();
    std::int64_t* out = straight ? commission.data() + at : block.data();
    const Int128 before = now.measure;
    if (!pay_block<how>(form, math, now, columns.measure, columns.base, out, count, paid)) return false;
    revenue += runs_on_amounts ? now.measure - before : sum_of(columns.amount, count);
    if (!straight && !commission.empty())
      for (std::size_t i = 0; i < count; ++i) commission[rows.rows[at + i]] = block[i];
    return true;
  });
  if (!good || !fits_int64(revenue)) return false;
  state = now;
  total = {paid, static_cast<std::int64_t>(revenue), total.closes + (rows.last - rows.first)};
  return true;
}

template <class Math>
bool pay_with(const BulkForm& form, const Math& math, const BulkRows& rows, BulkState& state,
              std::span<std::int64_t> commission, BulkTotal& total) noexcept {
  if (!math.usable) return false;
  switch (form.division) {
    case BulkDivision::biased:
      return pay_rows<BulkDivision::biased>(form, math, rows, state, commission, total);
    case BulkDivision::half_even:
      return pay_rows<BulkDivision::half_even>(form, math, rows, state, commission, total);
    case BulkDivision::whole:
      return pay_rows<BulkDivision::whole>(form, math, rows, state, commission, total);
  }
  return false;
}

FIRSTLOG_INLINE BulkPath pay_in_form(const BulkForm& form, const BulkRows& rows, BulkState& state,
                                     std::span<std::int64_t> commission, BulkTotal& total) noexcept {
  if (pay_with(form, form.narrow, rows, state, commission, total)) return BulkPath::in_64_bits;
  if (pay_with(form, form.wide, rows, state, commission, total)) return BulkPath::in_128_bits;
  return BulkPath::none;
}

FIRSTLOG_INLINE Result<void> pay_in_general(const BulkPlanData& plan, const BulkGroup& group,
                                            const BulkRows& rows, std::span<std::int64_t> commission,
                                            BulkTotal& total) {
  const auto count = static_cast<std::size_t>(rows.last - rows.first);
  const auto row_at = [&](std::size_t i) -> std::size_t {
    return rows.rows == nullptr ? rows.first + i : rows.rows[rows.first + i];
  };
  const PlanExpression& expression = plan.plan.expression();
  PlanInput input;
  for (std::size_t i = 0; i < plan.inputs.size(); ++i) {
    const BulkBinding binding = plan.inputs[i];
    NamedColumn column{expression.inputs[i], {}};
    if (binding.parameter) {
      const std::size_t place = group.rep * plan.frame.periods() + group.period;
      column.values.push_back(plan.parameter(static_cast<std::size_t>(binding.index), group.rep, place));
    } else {
      const std::span<const std::int64_t> numbers = bulk_column(rows.closes, binding.index);
      const Int128 scale = bulk_scale(plan.places_of(binding.index));
      column.values.reserve(count);
      for (std::size_t k = 0; k < count; ++k)
        column.values.push_back(WideFraction::from(Int128{numbers[row_at(k)]}, scale));
    }
    input.numbers.push_back(std::move(column));
  }
  for (std::size_t i = 0; i < plan.texts.size(); ++i) {
    NamedTexts texts{expression.texts[i], {}};
    texts.values.reserve(count);
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t row = row_at(k);
      if (plan.texts[i] == bulk_date) {
        const std::optional<Date> date = Date::from_days(rows.closes.day[row]);
        texts.values.push_back(date ? date->to_string() : std::string());
        continue;
      }
      const BulkTexts& column = rows.closes.texts[static_cast<std::size_t>(plan.texts[i])];
      if (column.codes[row] >= column.words.size())
        return bulk_misuse("closes.texts", "a code has no word", "give all words");
      texts.values.push_back(column.words[column.codes[row]]);
    }
    input.texts.push_back(std::move(texts));
  }
  Result<PlanValues> values = evaluate(plan.plan, input);
  if (!values) return values.error();
  const Column& pays = values->slots[plan.pays];
  Int128 sum = total.commission;
  Int128 revenue = total.revenue;
  for (std::size_t k = 0; k < pays.size(); ++k) {
    const Exact minor = pays[k] * Exact::whole(plan.minor_units_in_one);
    const std::optional<Rate> rate = minor.as_rate();
    const bool least = minor == Exact::whole(INT64_MIN);  // which no rate holds
    if (!least && (!rate || rate->denominator() != 1)) {
      const bool whole = minor.rounded({RoundingMode::down, 0}) == minor;
      if (whole) return bulk_too_much(group);
      Error error = bulk_misuse("plan.", "a commission is no whole number of minor units",
                                "let the plan end with a rounding to them");
      error.place.append(plan.plan.slot_names()[plan.pays]);
      return error;
    }
    const std::int64_t units = least ? INT64_MIN : rate->numerator();
    if (plan.lines && !commission.empty()) commission[row_at(k)] = units;
    sum += units;
  }
  for (std::size_t k = 0; k < count; ++k) revenue += rows.closes.amount[row_at(k)];
  if (!fits_int64(sum) || !fits_int64(revenue)) return bulk_too_much(group);
  total = {static_cast<std::int64_t>(sum), static_cast<std::int64_t>(revenue), total.closes + count};
  return {};
}

}  // namespace firstlog::inline v1::detail
