// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How one value goes through the tiers of one table. Private: bodies only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "firstlog/rules/commission/table.hpp"

namespace firstlog::inline v1::detail {

// A table with its thresholds in the measure's unit and its gaps closed as it says.
class TierWalk {
 public:
  TierWalk(const TierTable& table, const std::optional<Exact>& quota) : table_(table) {
    if (table.threshold_unit == ThresholdUnit::part_of_quota && quota) scale_ = *quota;
  }

  // Absent where all is well.
  static std::optional<Error> fault(const TierTable& table, const std::optional<Exact>& quota) {
    if (table.tiers.empty())
      return Error(Status::invalid_argument, "table", "the table has no tier", "check the table first");
    if (table.threshold_unit == ThresholdUnit::part_of_quota && (!quota || quota->sign() <= 0))
      return Error(Status::invalid_argument, "table.quota",
                   "the thresholds are parts of a quota, and there is none above 0",
                   "give the quota, or do not evaluate where it is exempt");
    return std::nullopt;
  }

  std::size_t size() const noexcept { return table_.tiers.size(); }
  const TableTier& tier(std::size_t i) const noexcept { return table_.tiers[i]; }
  Exact from(std::size_t i) const { return scaled(tier(i).from); }
  std::optional<Exact> to(std::size_t i) const {
    if (table_.outside == Outside::last) {
      if (i + 1 == size()) return std::nullopt;
      return from(i + 1);
    }
    if (!tier(i).to) return std::nullopt;
    return scaled(*tier(i).to);
  }
  Exact scaled(const Exact& threshold) const { return scale_ ? threshold * *scale_ : threshold; }

  bool entered(std::size_t i, const Exact& value) const {
    if (i == 0 && tier(0).from.is_zero()) return true;
    const Exact begin = from(i);
    return table_.boundary == Boundary::upper ? !(value < begin) : begin < value;
  }
  std::size_t entered(const Exact& value) const {
    std::size_t count = 0;
    while (count < size() && entered(count, value)) ++count;
    return count;
  }
  std::optional<std::size_t> reached(const Exact& value) const {
    const std::size_t count = entered(value);
    if (count == 0) return std::nullopt;
    if (const std::optional<Exact> end = to(count - 1))
      if (table_.boundary == Boundary::upper ? !(value < *end) : *end < value) return std::nullopt;
    return count - 1;
  }

 private:
  const TierTable& table_;
  std::optional<Exact> scale_;
};

// Adds up what the parts pay and notes them where asked.
class TierSum {
 public:
  TierSum(const TierTable& table, Tracer* trace) : table_(table), trace_(trace) {}

  // `units` at the rate of tier `rated`, as a part of tier `i`; an amount is paid once.
  void slice(std::size_t i, std::size_t rated, const Exact& units) {
    proportion(i, rated, table_.rate_unit == RateUnit::amount ? Exact::whole(1) : units);
  }

  void proportion(std::size_t i, std::size_t rated, const Exact& units) {
    if (beyond_measure(total)) return;  // the caller asks
    Exact rate = table_.tiers[rated].rate;
    if (table_.rate_unit == RateUnit::multiplier) rate *= table_.base_rate.value_or(Exact::whole(1));
    const Exact amount = rate * units;
    total += amount;
    if (trace_ != nullptr)
      trace_->add({.kind = TraceKind::slice,
                   .index = static_cast<std::uint32_t>(i),
                   .quantity = units,
                   .rate = rate,
                   .rounding = {},
                   .amount = amount});
    if (!table_.slice_rounding) return;
    const Exact rounding = amount.rounded(*table_.slice_rounding) - amount;
    total += rounding;
    if (trace_ != nullptr)
      trace_->add({.kind = TraceKind::rounding,
                   .index = static_cast<std::uint32_t>(i),
                   .quantity = {},
                   .rate = {},
                   .rounding = table_.slice_rounding,
                   .amount = rounding});
  }

  void flat(std::size_t i) {
    const Exact& amount = table_.tiers[i].flat;
    if (amount.is_zero() || beyond_measure(total)) return;
    total += amount;
    if (trace_ != nullptr)
      trace_->add({.kind = TraceKind::flat,
                   .index = static_cast<std::uint32_t>(i),
                   .quantity = {},
                   .rate = {},
                   .rounding = {},
                   .amount = amount});
  }

  // Started blocks, or the units themselves.
  Exact counted(std::size_t i, const Exact& units) const {
    const std::optional<Exact>& block = table_.tiers[i].block;
    if (!block) return units;
    return Exact::divide(units, *block)->rounded({RoundingMode::up, 0});
  }

  Exact total;

 private:
  const TierTable& table_;
  Tracer* trace_;
};

// The payout of a value as if it belonged to tier `reached` (absent: to none), which has entered all
// tiers below it.
class TablePayout {
 public:
  TablePayout(const TierTable& table, const TierWalk& walk, const TableInput& input, Tracer* trace)
      : table_(table), walk_(walk), input_(input), sum_(table, trace) {}

  Exact of(std::optional<std::size_t> reached, std::size_t entered) {
    switch (table_.mode) {
      case TierMode::slab: {
        if (!reached) break;
        sum_.slice(*reached, *reached, sum_.counted(*reached, input_.base.value_or(input_.value)));
        sum_.flat(*reached);
        break;
      }
      case TierMode::lookup: {
        if (!reached) break;
        sum_.slice(*reached, *reached, input_.base.value_or(Exact::whole(1)));
        sum_.flat(*reached);
        break;
      }
      case TierMode::cumulative_lookup: {
        for (std::size_t i = 0; i < entered; ++i) {
          sum_.slice(i, i, input_.base.value_or(Exact::whole(1)));
          sum_.flat(i);
        }
        break;
      }
      case TierMode::interpolated: {
        interpolate(entered);
        break;
      }
      case TierMode::marginal: {
        slices(entered, std::nullopt);
        break;
      }
      case TierMode::retro_to_floor: {
        const Exact floor = walk_.scaled(table_.retro_floor.value_or(Exact()));
        slices(entered, floor);
        if (reached && floor < input_.value)
          sum_.slice(*reached, *reached, sum_.counted(*reached, shared(input_.value - floor)));
        break;
      }
    }
    return sum_.total;
  }

 private:
  // The share of the base that a slice stands for.
  Exact shared(const Exact& slice) const {
    if (!input_.base) return slice;
    if (input_.value.is_zero()) return *input_.base;
    return *Exact::divide(slice * *input_.base, input_.value);
  }

  void slices(std::size_t entered, const std::optional<Exact>& up_to) {
    // The highest tier entered that re-rates what lies below it.
    std::size_t rerating = 0;
    for (std::size_t i = 1; i < entered; ++i)
      if (table_.tiers[i].retroactive) rerating = i;
    for (std::size_t i = 0; i < entered; ++i) {
      const Exact begin = walk_.from(i);
      Exact end = input_.value;
      if (const std::optional<Exact> to = walk_.to(i)) end = least_of(end, *to);
      if (up_to) end = least_of(end, *up_to);
      const Exact slice = end - begin;
      const bool negative_allowed = i == 0 && input_.value.is_negative();
      const bool whole_base = i == 0 && input_.value.is_zero() && input_.base.has_value();
      // An amount is paid for entering the tier, as its flat is: also where the value equals its threshold.
      const bool once = table_.rate_unit == RateUnit::amount && (!up_to || begin < *up_to);
      if (slice.sign() > 0 || (negative_allowed && slice.sign() < 0) || whole_base || once)
        sum_.slice(i, i < rerating ? rerating : i, sum_.counted(i, shared(slice)));
      sum_.flat(i);
    }
  }

  void interpolate(std::size_t entered) {
    const Exact whole =
        table_.rate_unit == RateUnit::amount ? Exact::whole(1) : input_.base.value_or(input_.value);
    for (std::size_t i = 0; i < entered; ++i) {
      sum_.flat(i);
      const std::optional<Exact> to = walk_.to(i);
      if (!to) continue;
      const Exact begin = walk_.from(i);
      const std::optional<Exact> part = Exact::divide(least_of(input_.value, *to) - begin, *to - begin);
      if (part) sum_.proportion(i, i, *part * whole);
    }
  }

  const TierTable& table_;
  const TierWalk& walk_;
  const TableInput& input_;
  TierSum sum_;
};

}  // namespace firstlog::inline v1::detail
