// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Tables of tiers: what a measured value earns (DOMAIN 7). A table is pure data and its evaluation a
// pure function; what is measured, over which period, and what happens to the result are other parts
// of the plan (rules/commission/expression.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/commission/plan.hpp"
#include "firstlog/rules/commission/trace.hpp"

namespace firstlog::inline v1 {

// How tiers turn a value into a payout. Numbers are fixed for ever.
enum class TierMode : std::uint8_t {
  slab = 0,               // the reached tier's rate on the whole; over a period's total: retroactive
  marginal = 1,           // each slice at its own tier's rate
  retro_to_floor = 2,     // marginal up to `retro_floor`, the reached tier's rate on all above it
  interpolated = 3,       // each tier's rate in proportion to the part of the tier that is covered
  lookup = 4,             // the reached tier's figure itself
  cumulative_lookup = 5,  // the figures of every tier reached, added up
};

// What a tier's rate counts. Numbers are fixed for ever.
enum class RateUnit : std::uint8_t {
  fraction = 0,    // of an amount of money: 0.15 is 15 %
  per_unit = 1,    // money for each unit (or started block) of the measure
  amount = 2,      // money, once, for entering the tier
  multiplier = 3,  // of the table's base rate
};

// What thresholds are compared with. Numbers are fixed for ever.
enum class ThresholdUnit : std::uint8_t {
  value = 0,          // the measure as it is
  part_of_quota = 1,  // fractions of the quota: 0.5 is half of it
};

// What a value earns for which no tier is declared: below the first, in a gap, above a closed last.
enum class Outside : std::uint8_t {
  refuse = 0,  // no such value may exist: gaps are refused when the table is checked
  zero = 1,    // nothing
  last = 2,    // what the last tier below it says
};

constexpr std::string_view name_of(TierMode mode) noexcept {
  switch (mode) {
    case TierMode::slab: return "slab";
    case TierMode::marginal: return "marginal";
    case TierMode::retro_to_floor: return "retro_to_floor";
    case TierMode::interpolated: return "interpolated";
    case TierMode::lookup: return "lookup";
    case TierMode::cumulative_lookup: return "cumulative_lookup";
  }
  return "slab";
}

constexpr std::string_view name_of(RateUnit unit) noexcept {
  switch (unit) {
    case RateUnit::fraction: return "fraction";
    case RateUnit::per_unit: return "per_unit";
    case RateUnit::amount: return "amount";
    case RateUnit::multiplier: return "multiplier";
  }
  return "fraction";
}

constexpr std::string_view name_of(ThresholdUnit unit) noexcept {
  return unit == ThresholdUnit::value ? "value" : "part_of_quota";
}

constexpr std::string_view name_of(Outside outside) noexcept {
  switch (outside) {
    case Outside::refuse: return "refuse";
    case Outside::zero: return "zero";
    case Outside::last: return "last";
  }
  return "refuse";
}

inline constexpr std::size_t tiers_max = 1000;  // of one table

struct TableTier {
  Exact from;
  std::optional<Exact> to;     // absent: open-ended
  Exact rate;                  // in the table's rate unit
  Exact flat;                  // money, once, when the tier is entered; the first tier's always
  bool retroactive = false;    // entering it re-rates every slice below it
  std::optional<Exact> block;  // the slice is counted in started blocks of this size; the rate is per block

  friend bool operator==(const TableTier&, const TableTier&) = default;
};

struct TierTable {
  TierMode mode = TierMode::slab;
  Boundary boundary = Boundary::upper;
  RateUnit rate_unit = RateUnit::fraction;
  ThresholdUnit threshold_unit = ThresholdUnit::value;
  Outside outside = Outside::refuse;
  std::optional<Exact> base_rate;          // of `multiplier`
  std::optional<Exact> retro_floor;        // of `retro_to_floor`, in the threshold unit
  std::optional<Rounding> slice_rounding;  // of each slice's payout; absent: exact
  std::vector<TableTier> tiers;

  friend bool operator==(const TierTable&, const TierTable&) = default;
};

// Errors (malformed), with a path below "table": no tiers, or more than tiers_max; a tier that does not begin
// above the one before it or below its own end; an overlap; with Outside::refuse a gap, a first tier that
// does not begin at 0 or a closed last one; a block that is not above 0; a base rate or a floor without the
// mode that uses it, or the other way round; an interpolated tier without end.
FIRSTLOG_API Result<void> check_table(const TierTable& table);

// What a table is applied to. `base` is the money (or the prorated units) that the measured value
// stands for: absent, the value itself. In slab it takes the rate in the value's place; in marginal
// modes each slice takes its share of it.
struct TableInput {
  Exact value;
  std::optional<Exact> base;
  std::optional<Exact> quota;  // needed where thresholds are parts of it; above 0
};

// The tier to which a value belongs by the boundary side; absent outside all of them. Values below
// 0 belong to the first tier where it begins at 0.
FIRSTLOG_API Result<std::optional<std::size_t>> tier_of(const TierTable& table, const Exact& value,
                                                        const std::optional<Exact>& quota);

// f(value): what the value pays from zero. The table must have passed check_table.
// Errors: invalid_argument (no quota or none above 0 where one is needed; a value outside a table
// that refuses it); overflow (a sum beyond exact_bits_max). `trace`, where not null, gets the slices and
// flats whose sum is the result.
FIRSTLOG_API Result<Exact> payout_of(const TierTable& table, const TableInput& input,
                                     Tracer* trace = nullptr);

// Whether f(after) - f(before) is the sum of the slices between them, so that a measure may walk the
// tiers event by event: marginal without retroactive tiers, blocks or rounded slices.
FIRSTLOG_API bool walks_by_slices(const TierTable& table) noexcept;

// What moving the measure from `before` to `after` pays, slice by slice: up the tiers, or down from
// the top. `base` is spread over the way, with its own sign. Flats are not included. For tables that
// walk by slices (invalid_argument otherwise).
FIRSTLOG_API Result<Exact> payout_between(const TierTable& table, const Exact& before,
                                          const TableInput& after, Tracer* trace = nullptr);

// How many tiers a measure has entered on its way up to `value`.
FIRSTLOG_API std::size_t tiers_entered(const TierTable& table, const Exact& value,
                                       const std::optional<Exact>& quota);

// The value from 0 up at which the payout first reaches `payout` (where the payout jumps over it at a
// threshold that belongs to the lower tier, that threshold); absent where it never does. For tables
// whose payout grows in straight lines: neither blocks nor rounded slices (invalid_argument).
FIRSTLOG_API Result<std::optional<Exact>> value_that_pays(const TierTable& table, const Exact& payout,
                                                          const std::optional<Exact>& quota);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/commission/detail/table-inl.hpp"  // IWYU pragma: export
#endif
