// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "firstlog/rules/commission/detail/tier_walk.hpp"
#include "firstlog/rules/commission/table.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline Error table_error(std::size_t tier, std::string_view member, std::string_view reason,
                         std::string_view remedy) noexcept {
  Error error(Status::malformed, "table.tiers[", reason, remedy);
  error.place.append_number(static_cast<std::int64_t>(tier)).append("].").append(member);
  return error;
}

inline Error beyond_measure_error() noexcept {
  return Error(Status::overflow, "table", "a number grows beyond all measure", "round before it does");
}

}  // namespace detail

FIRSTLOG_INLINE Result<void> check_table(const TierTable& table) {
  using detail::table_error;
  if (table.tiers.empty())
    return Error(Status::malformed, "table.tiers", "a table has at least one tier",
                 "give one from 0 to pay the same rate on everything");
  if (table.tiers.size() > tiers_max)
    return Error(Status::malformed, "table.tiers", "the table has too many tiers", "use a matrix, or fewer");
  const bool strict = table.outside == Outside::refuse;
  for (std::size_t i = 0; i < table.tiers.size(); ++i) {
    const TableTier& tier = table.tiers[i];
    const bool last = i + 1 == table.tiers.size();
    if (tier.from.is_negative())
      return table_error(i, "from", "a threshold is 0 or more", "let the first tier begin at 0");
    if (i == 0 && strict && !tier.from.is_zero())
      return table_error(i, "from", "values below this threshold belong to no tier",
                         "let the first tier begin at 0, or declare what lies outside");
    if (tier.to && !(tier.from < *tier.to))
      return table_error(i, "to", "the tier ends before it begins", "give an end above its beginning");
    if (i > 0 && !(table.tiers[i - 1].from < tier.from))
      return table_error(i, "from", "the tier does not begin above the one before it",
                         "order the tiers by rising thresholds");
    if (!last) {
      const Exact& next = table.tiers[i + 1].from;
      if (!tier.to)
        return table_error(i, "to", "only the last tier may be open-ended",
                           "let it end where the next begins");
      if (next < *tier.to)
        return table_error(i, "to", "the tier overlaps the next one", "let it end where the next begins");
      if (strict && *tier.to < next)
        return table_error(i, "to", "values between this tier and the next belong to none",
                           "let it end where the next begins, or declare what lies outside");
    } else if (strict && tier.to) {
      return table_error(i, "to", "values above the last tier belong to none",
                         "leave its end open, or declare what lies outside");
    }
    if (tier.block && tier.block->sign() <= 0)
      return table_error(i, "block", "a block is above 0", "give its size, or leave it out");
    if (table.mode == TierMode::interpolated && last && (!tier.to || table.outside == Outside::last) &&
        !tier.rate.is_zero())
      return table_error(i, "to", "a tier without end covers no part of itself",
                         "give it an end and declare what lies outside, or a rate of 0");
    if (tier.retroactive && table.mode != TierMode::marginal)
      return table_error(i, "retroactive", "only a marginal table has retroactive tiers",
                         "use the mode marginal, or leave it out");
  }
  if (table.base_rate.has_value() != (table.rate_unit == RateUnit::multiplier))
    return Error(Status::malformed, "table.base_rate", "a base rate goes with multipliers, and they with it",
                 "give both or neither");
  if (table.retro_floor.has_value() != (table.mode == TierMode::retro_to_floor))
    return Error(Status::malformed, "table.retro_floor",
                 "a floor goes with the mode retro_to_floor, and the mode with it", "give both or neither");
  if (table.retro_floor && table.retro_floor->is_negative())
    return Error(Status::malformed, "table.retro_floor", "the floor is 0 or more", "give 0 for the whole");
  return {};
}

FIRSTLOG_INLINE Result<std::optional<std::size_t>> tier_of(const TierTable& table, const Exact& value,
                                                           const std::optional<Exact>& quota) {
  if (std::optional<Error> fault = detail::TierWalk::fault(table, quota)) return *fault;
  return detail::TierWalk(table, quota).reached(value);
}

FIRSTLOG_INLINE std::size_t tiers_entered(const TierTable& table, const Exact& value,
                                          const std::optional<Exact>& quota) {
  return detail::TierWalk(table, quota).entered(value);
}

FIRSTLOG_INLINE Result<Exact> payout_of(const TierTable& table, const TableInput& input, Tracer* trace) {
  if (std::optional<Error> fault = detail::TierWalk::fault(table, input.quota)) return *fault;
  const detail::TierWalk walk(table, input.quota);
  const std::optional<std::size_t> reached = walk.reached(input.value);
  if (!reached && table.outside == Outside::refuse)
    return Error(Status::invalid_argument, "table.value", "the value belongs to no tier",
                 "check the table first");
  Exact payout = detail::TablePayout(table, walk, input, trace).of(reached, walk.entered(input.value));
  if (beyond_measure(payout)) return detail::beyond_measure_error();
  return payout;
}

FIRSTLOG_INLINE bool walks_by_slices(const TierTable& table) noexcept {
  if (table.mode != TierMode::marginal || table.slice_rounding || table.rate_unit == RateUnit::amount)
    return false;
  for (const TableTier& tier : table.tiers)
    if (tier.retroactive || tier.block) return false;
  return true;
}

FIRSTLOG_INLINE Result<Exact> payout_between(const TierTable& table, const Exact& before,
                                             const TableInput& after, Tracer* trace) {
  if (std::optional<Error> fault = detail::TierWalk::fault(table, after.quota)) return *fault;
  if (!walks_by_slices(table))
    return Error(Status::invalid_argument, "table.mode", "this table does not walk by slices",
                 "subtract what was earned before from what is earned now");
  const detail::TierWalk walk(table, after.quota);
  detail::TierSum sum(table, trace);
  const bool down = after.value < before;
  const Exact& low = down ? after.value : before;
  const Exact& high = down ? before : after.value;
  if (low == high) {  // no way to spread a base over: all of it where the measure stands
    const std::optional<std::size_t> at = walk.reached(high);
    if (after.base && at) sum.slice(*at, *at, *after.base);
    return sum.total;
  }
  const Exact way = high - low;
  for (std::size_t step = 0; step < walk.size(); ++step) {
    const std::size_t i = down ? walk.size() - 1 - step : step;
    Exact begin = walk.from(i);
    if (i == 0 && begin.is_zero()) begin = least_of(begin, low);  // below 0 the first tier goes on
    begin = greatest_of(begin, low);
    Exact end = high;
    if (const std::optional<Exact> to = walk.to(i)) end = least_of(end, *to);
    const Exact slice = end - begin;
    if (slice.sign() <= 0) continue;
    if (after.base)
      sum.slice(i, i, *Exact::divide(slice * *after.base, way));
    else
      sum.slice(i, i, down ? -slice : slice);
  }
  if (beyond_measure(sum.total)) return detail::beyond_measure_error();
  return sum.total;
}

FIRSTLOG_INLINE Result<std::optional<Exact>> value_that_pays(const TierTable& table, const Exact& payout,
                                                             const std::optional<Exact>& quota) {
  if (std::optional<Error> fault = detail::TierWalk::fault(table, quota)) return *fault;
  bool straight = !table.slice_rounding && table.mode != TierMode::interpolated;
  for (const TableTier& tier : table.tiers) straight = straight && !tier.block;
  if (table.mode == TierMode::interpolated && table.rate_unit == RateUnit::amount) straight = true;
  if (!straight)
    return Error(Status::invalid_argument, "table", "the payout does not grow in straight lines",
                 "evaluate the table at the values in question");
  const detail::TierWalk walk(table, quota);
  const auto pays = [&](const Exact& value) {
    const TableInput input{value, {}, quota};
    return detail::TablePayout(table, walk, input, nullptr).of(walk.reached(value), walk.entered(value));
  };
  // Between two neighbours of these the payout is one straight line; on them it may be on either's, or
  // on neither.
  std::vector<Exact> knots{Exact()};
  for (std::size_t i = 0; i < walk.size(); ++i) {
    knots.push_back(walk.from(i));
    if (const std::optional<Exact> to = walk.to(i)) knots.push_back(*to);
  }
  if (table.retro_floor) knots.push_back(walk.scaled(*table.retro_floor));
  std::sort(knots.begin(), knots.end());
  knots.erase(std::unique(knots.begin(), knots.end()), knots.end());
  for (std::size_t i = 0; i < knots.size(); ++i) {
    const Exact& begin = knots[i];
    if (!(pays(begin) < payout)) return std::optional<Exact>(begin);
    const Exact* end = i + 1 < knots.size() ? &knots[i + 1] : nullptr;
    const Exact third = end ? *Exact::divide(*end - begin, Exact::whole(3)) : Exact::whole(1);
    const Exact at_third = pays(begin + third);
    const Exact rise = pays(begin + third + third) - at_third;
    const Exact right_of_begin = at_third - rise;
    if (payout < right_of_begin || (payout == right_of_begin && rise.sign() >= 0))
      return std::optional<Exact>(begin);
    if (rise.sign() <= 0) continue;
    const Exact value = begin + *Exact::divide((payout - right_of_begin) * third, rise);
    if (end == nullptr || value < *end) return std::optional<Exact>(value);
  }
  return std::optional<Exact>();
}

}  // namespace firstlog::inline v1
