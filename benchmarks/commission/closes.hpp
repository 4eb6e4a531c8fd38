// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A year of closes and the plan that pays them. closes.py makes the same.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "firstlog/rules/commission/bulk.hpp"

namespace closes {

inline constexpr std::uint32_t rep_count = 200;
inline constexpr std::int32_t first_day = 20'454;  // 2026-01-01
inline constexpr std::int32_t days = 365;
inline constexpr std::int64_t amount_least = 5'000;  // 50.00
inline constexpr std::int64_t amount_span = 395'000;
// In minor units, and per mille.
inline constexpr std::int64_t thresholds[] = {0, 10'000'000, 25'000'000, 50'000'000};
inline constexpr std::int64_t rates[] = {50, 75, 100, 125};

constexpr std::uint64_t mixed(std::uint64_t number) {
  std::uint64_t z = (number + 1) * 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}
constexpr std::uint32_t rep_of(std::uint64_t row) {
  return static_cast<std::uint32_t>(mixed(row * 3) % rep_count);
}
constexpr std::int32_t day_of(std::uint64_t row) {
  return first_day + static_cast<std::int32_t>(mixed(row * 3 + 1) % static_cast<std::uint64_t>(days));
}
constexpr std::int64_t amount_of(std::uint64_t row) {
  return amount_least +
         static_cast<std::int64_t>(mixed(row * 3 + 2) % static_cast<std::uint64_t>(amount_span));
}

struct Columns {
  std::vector<std::uint32_t> rep;
  std::vector<std::int32_t> day;
  std::vector<std::int64_t> amount;

  firstlog::CloseColumns closes() const {
    return {.rep = rep, .day = day, .amount = amount, .units = {}, .margin = {}, .numbers = {}, .texts = {}};
  }
};

inline Columns shuffled(std::uint64_t count) {
  Columns columns;
  for (std::uint64_t row = 0; row < count; ++row) {
    columns.rep.push_back(rep_of(row));
    columns.day.push_back(day_of(row));
    columns.amount.push_back(amount_of(row));
  }
  return columns;
}

// By rep, date and row.
inline Columns in_order(std::uint64_t count) {
  const Columns all = shuffled(count);
  std::vector<std::uint32_t> rows(all.rep.size());
  for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = i;
  std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (all.rep[a] != all.rep[b]) return all.rep[a] < all.rep[b];
    return all.day[a] != all.day[b] ? all.day[a] < all.day[b] : a < b;
  });
  Columns columns;
  for (const std::uint32_t row : rows) {
    columns.rep.push_back(all.rep[row]);
    columns.day.push_back(all.day[row]);
    columns.amount.push_back(all.amount[row]);
  }
  return columns;
}

inline firstlog::BulkFrame frame() {
  firstlog::BulkFrame frame{
      .reps = rep_count, .period_starts = {}, .currency = {}, .numbers = {}, .texts = {}};
  std::int32_t day = first_day;
  for (const int length : {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}) {
    frame.period_starts.push_back(day);
    day += length;
  }
  frame.period_starts.push_back(day);
  if (const auto euro = firstlog::Currency::parse("EUR"); euro) frame.currency = *euro;
  return frame;
}

// Marginal tiers over the month, each close rounded half up.
inline firstlog::Result<firstlog::CompiledPlan> plan() {
  const auto part = [](std::int64_t n, std::int64_t d) {
    return firstlog::Exact::divide(firstlog::Exact::whole(n), firstlog::Exact::whole(d))
        .value_or(firstlog::Exact());
  };
  firstlog::TableStep step;
  step.table.mode = firstlog::TierMode::marginal;
  for (std::size_t i = 0; i < std::size(thresholds); ++i) {
    firstlog::TableTier tier;
    tier.from = part(thresholds[i], 100);
    if (i + 1 < std::size(thresholds)) tier.to = part(thresholds[i + 1], 100);
    tier.rate = part(rates[i], 1'000);
    step.table.tiers.push_back(tier);
  }
  step.measure = firstlog::Operand::of("amount");
  step.accumulate = firstlog::Accumulation::running;
  firstlog::PlanExpression expression;
  expression.inputs = {"amount"};
  expression.steps.push_back({"line", std::move(step)});
  expression.steps.push_back({"commission", firstlog::RoundStep{firstlog::Operand::of("line"),
                                                                {firstlog::RoundingMode::half_up, 2}}});
  return firstlog::compile(std::move(expression));
}

inline firstlog::Result<firstlog::BulkPlan> bulk_plan() {
  firstlog::Result<firstlog::CompiledPlan> compiled = plan();
  if (!compiled) return compiled.error();
  return firstlog::BulkPlan::make(std::move(*compiled), frame());
}

// One number for all commissions by row (FNV-1a over 64-bit words).
inline std::uint64_t fingerprint(const std::vector<std::int64_t>& commission) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const std::int64_t units : commission)
    hash = (hash ^ static_cast<std::uint64_t>(units)) * 1'099'511'628'211U;
  return hash;
}

}  // namespace closes
