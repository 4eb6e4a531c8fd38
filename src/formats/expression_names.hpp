// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The enumerators that a plan expression document may name.
#pragma once

#include "firstlog/rules/commission/expression.hpp"

namespace firstlog::inline v1::detail {

template <class E>
inline constexpr bool step_enumerators = false;
template <>
inline constexpr TierMode step_enumerators<TierMode>[] = {
    TierMode::slab,         TierMode::marginal, TierMode::retro_to_floor,
    TierMode::interpolated, TierMode::lookup,   TierMode::cumulative_lookup};
template <>
inline constexpr Boundary step_enumerators<Boundary>[] = {Boundary::upper, Boundary::lower};
template <>
inline constexpr RateUnit step_enumerators<RateUnit>[] = {RateUnit::fraction, RateUnit::per_unit,
                                                          RateUnit::amount, RateUnit::multiplier};
template <>
inline constexpr ThresholdUnit step_enumerators<ThresholdUnit>[] = {ThresholdUnit::value,
                                                                    ThresholdUnit::part_of_quota};
template <>
inline constexpr Outside step_enumerators<Outside>[] = {Outside::refuse, Outside::zero, Outside::last};
template <>
inline constexpr RoundingMode step_enumerators<RoundingMode>[] = {
    RoundingMode::half_up, RoundingMode::half_even, RoundingMode::down,
    RoundingMode::up,      RoundingMode::ceil,      RoundingMode::floor};
template <>
inline constexpr Accumulation step_enumerators<Accumulation>[] = {
    Accumulation::per_deal, Accumulation::running, Accumulation::running_rate};
template <>
inline constexpr DrawKind step_enumerators<DrawKind>[] = {DrawKind::recoverable, DrawKind::nonrecoverable,
                                                          DrawKind::additive_advance, DrawKind::prepaid};
template <>
inline constexpr MatchCombine step_enumerators<MatchCombine>[] = {MatchCombine::most_specific,
                                                                  MatchCombine::first, MatchCombine::all};

}  // namespace firstlog::inline v1::detail
