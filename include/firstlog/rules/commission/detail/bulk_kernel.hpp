// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The arithmetic of bulk evaluation: a payout that goes in straight lines, as integers over one divisor.
// Private: bodies only.
//
// Each path is proved not to leave its type by the reach of its curve, which whoever makes the curve chooses
// (bulk_form-inl.hpp): within it no numerator leaves the type, so that the loops check one range and nothing
// else. A kernel that answers false has written nothing that counts; the wider path takes the group.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "firstlog/base/detail/int128.hpp"
#include "firstlog/base/rounding.hpp"

namespace firstlog::inline v1::detail {

// f over integers: numerator(x) = slope × x + intercept of the segment that x belongs to.
template <class Int>
struct BulkCurve {
  std::vector<Int> entry;      // the first integer of each segment, -reach at first; behind them reach + 1
  std::vector<Int> slope;      // numerators
  std::vector<Int> intercept;  // numerators
  Int reach = 0;               // measures beyond ± reach are not evaluated
  Int base_reach = 0;          // nor are bases, where the base is not the measure

  bool within(Int x) const noexcept { return x >= -reach && x <= reach; }
  std::size_t segment(Int x) const noexcept {
    const auto behind = std::upper_bound(entry.begin(), entry.end() - 1, x);
    return static_cast<std::size_t>(behind - entry.begin()) - 1;
  }
  Int at(std::size_t k, Int x) const noexcept { return slope[k] * x + intercept[k]; }
};

enum class BulkDivision : std::uint8_t { biased, half_even, whole };

constexpr BulkDivision division_of(RoundingMode mode, bool whole) noexcept {
  if (whole) return BulkDivision::whole;
  return mode == RoundingMode::half_even ? BulkDivision::half_even : BulkDivision::biased;
}

// |numerator| <= 2^61, divided by one divisor again and again: a multiplication by its reciprocal, exact for
// every dividend below 2^63 (Granlund and Montgomery). What rounding adds stands in the bias; a multiple
// of the divisor lifts negative numerators above 0, so that truncation is the floor.
struct BulkDivider64 {
  static constexpr std::uint64_t small_end = std::uint64_t{1} << 31;

  std::uint64_t divisor = 2;  // even, at most 2^60
  std::uint64_t magic = 0;
  int shift = 0;
  std::int64_t offset = 0;         // lift × divisor + bias
  std::int64_t negative_bias = 0;  // what is added to the bias below 0
  std::int64_t lift = 0;
  std::int64_t back = 1;  // minor units in one unit of the rounding
  // For numerators from 0 on that stay below small_end with their bias: one product of 63 bits.
  std::uint64_t small_magic = 0;  // 0: not with this divisor or rounding
  int small_shift = 0;
  std::uint64_t small_bias = 0;

  void prepare(std::uint64_t even_divisor, RoundingMode mode, bool whole) noexcept {
    divisor = even_divisor;
    int bits = 1;
    while ((std::uint64_t{1} << bits) < divisor) ++bits;
    shift = bits - 1;
    magic = static_cast<std::uint64_t>((Uint128{1} << (63 + bits)) / divisor) + 1;
    const auto d = static_cast<std::int64_t>(divisor);
    lift = (std::int64_t{1} << 62) / d;
    std::int64_t bias = 0;
    negative_bias = 0;
    switch (whole ? RoundingMode::floor : mode) {
      case RoundingMode::half_up: {
        bias = d / 2;
        negative_bias = -1;
        break;
      }
      case RoundingMode::half_even: {
        bias = d / 2;
        break;
      }
      case RoundingMode::down: {
        negative_bias = d - 1;
        break;
      }
      case RoundingMode::up: {
        bias = d - 1;
        negative_bias = 1 - d;
        break;
      }
      case RoundingMode::ceil: {
        bias = d - 1;
        break;
      }
      case RoundingMode::floor: break;
    }
    offset = lift * d + bias;
    const bool small = !whole && mode != RoundingMode::half_even && divisor < small_end / 2;
    small_shift = 31 + bits;
    small_magic = small ? (std::uint64_t{1} << small_shift) / divisor + 1 : 0;
    small_bias = static_cast<std::uint64_t>(bias);
  }

  // The greatest measure whose numerator at this slope is small.
  std::uint64_t small_reach(std::int64_t slope) const noexcept {
    if (small_magic == 0 || back != 1 || slope < 0) return 0;
    return (small_end - 1 - small_bias) / std::max<std::uint64_t>(static_cast<std::uint64_t>(slope), 1);
  }
  std::int64_t small_quotient(std::uint64_t numerator) const noexcept {
    return static_cast<std::int64_t>((numerator + small_bias) * small_magic >> small_shift);
  }

  template <BulkDivision how>
  std::int64_t quotient(std::int64_t numerator, bool& bad) const noexcept {
    std::int64_t lifted = numerator + offset;
    if constexpr (how == BulkDivision::biased) lifted += (numerator >> 63) & negative_bias;
    const auto dividend = static_cast<std::uint64_t>(lifted);
    const auto high = static_cast<std::uint64_t>((static_cast<Uint128>(dividend) * magic) >> 64) >> shift;
    std::int64_t result = static_cast<std::int64_t>(high) - lift;
    if constexpr (how != BulkDivision::biased) {
      const bool even_out = dividend == high * divisor;  // no rest
      if constexpr (how == BulkDivision::whole)
        bad |= !even_out;
      else
        result -= static_cast<std::int64_t>(even_out) & result;  // half_even: an odd neighbour of a half
    }
    return result * back;
  }
};

// The same in 128 bits, for what is rare: a division is a division.
struct BulkDivider128 {
  Int128 divisor = 1;
  Int128 back = 1;
  RoundingMode mode = RoundingMode::half_up;

  template <BulkDivision how>
  std::int64_t quotient(Int128 numerator, bool& bad) const noexcept {
    if constexpr (how == BulkDivision::whole) bad |= numerator % divisor != 0;
    Int128 result = divide_rounded(numerator, divisor, mode);
    bad |= __builtin_mul_overflow(result, back, &result);
    bad |= !fits_int64(result);
    return static_cast<std::int64_t>(result);
  }
};

// What a group carries from close to close.
struct BulkState {
  Int128 measure = 0;
  bool begun = false;
};

template <class Int>
struct Unsigned;
template <>
struct Unsigned<std::int64_t> {
  using type = std::uint64_t;
};
template <>
struct Unsigned<Int128> {
  using type = Uint128;
};

template <class Int, class Divider>
struct BulkMath {
  using Number = Int;
  BulkCurve<Int> curve;
  Divider divider;
  bool usable = false;
};
using BulkMath64 = BulkMath<std::int64_t, BulkDivider64>;
using BulkMath128 = BulkMath<Int128, BulkDivider128>;

// The segment that a running measure is in, at hand: a close seldom leaves it.
template <class Int>
struct SegmentAtHand {
  using Bare = typename Unsigned<Int>::type;
  Bare low = 0;
  Bare width = 0;  // 0: none
  Int slope = 0;
  Int intercept = 0;

  bool holds(Int x) const noexcept { return static_cast<Bare>(x) - low < width; }
  void take(const BulkCurve<Int>& curve, std::size_t k) noexcept {
    low = static_cast<Bare>(curve.entry[k]);
    width = static_cast<Bare>(curve.entry[k + 1]) - low;
    slope = curve.slope[k];
    intercept = curve.intercept[k];
  }
};

inline constexpr std::size_t small_block = 32;

// Closes that stay in the segment at hand with small numerators, up to a block of them: no close waits for
// the one before. Answers how many were paid.
inline std::size_t pay_small(const SegmentAtHand<std::int64_t>& segment, const BulkDivider64& divider,
                             std::uint64_t reach, std::int64_t& at, const std::int64_t* measure,
                             std::int64_t* out, std::size_t count, std::int64_t& paid) noexcept {
  count = std::min(count, small_block);
  std::uint64_t bits = 0;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    bits |= static_cast<std::uint64_t>(measure[i]);
    sum += static_cast<std::uint64_t>(measure[i]);
  }
  // No measure is beyond the bits of all of them, and none is below 0: the running one only rises.
  const auto after = static_cast<std::int64_t>(static_cast<std::uint64_t>(at) + sum);
  if (bits > reach || !segment.holds(after)) return 0;
  const auto slope = static_cast<std::uint64_t>(segment.slope);
  paid = 0;
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = divider.small_quotient(slope * static_cast<std::uint64_t>(measure[i]));
    paid += out[i];
  }
  at = after;
  return count;
}

// Each close pays f(after) - f(before); the first of all f(after).
template <BulkDivision how, class Int, class Divider>
bool pay_differences(const BulkMath<Int, Divider>& math, BulkState& state, const std::int64_t* measure,
                     std::int64_t* out, std::size_t count, std::int64_t& sum) noexcept {
  using Bare = typename Unsigned<Int>::type;
  const BulkCurve<Int>& curve = math.curve;
  const Divider divider = math.divider;
  if (state.measure < -static_cast<Int128>(curve.reach) || state.measure > static_cast<Int128>(curve.reach))
    return false;
  Int at = static_cast<Int>(state.measure);
  SegmentAtHand<Int> segment;
  if (state.begun) segment.take(curve, curve.segment(at));
  std::int64_t total = sum;
  bool bad = false;
  constexpr bool has_small = std::is_same_v<Divider, BulkDivider64> && how == BulkDivision::biased;
  std::uint64_t small_reach = 0;
  if constexpr (has_small) small_reach = state.begun ? divider.small_reach(segment.slope) : 0;
  for (std::size_t i = 0; i < count;) {
    if constexpr (has_small) {
      std::int64_t paid = 0;
      while (small_reach != 0) {
        const std::size_t done =
            pay_small(segment, divider, small_reach, at, measure + i, out + i, count - i, paid);
        if (done == 0) break;
        i += done;
        bad |= __builtin_add_overflow(total, paid, &total);
      }
    }
    const std::size_t end = has_small ? std::min(count, i + small_block) : count;
    bool entered = false;
    for (; i < end && !entered; ++i) {
      // Beyond the type it wraps to a number that is beyond the reach, too.
      const Int next = static_cast<Int>(static_cast<Bare>(at) + static_cast<Bare>(Int{measure[i]}));
      Int numerator = 0;
      if (segment.holds(next)) {
        numerator = segment.slope * measure[i];
      } else {
        if (!curve.within(next)) return false;
        const Int before = segment.slope * at + segment.intercept;  // 0 before the first close
        segment.take(curve, curve.segment(next));
        numerator = segment.slope * next + segment.intercept - before;
        state.begun = true;
        if constexpr (has_small) {
          small_reach = divider.small_reach(segment.slope);
          entered = true;
        }
      }
      at = next;
      const std::int64_t paid = divider.template quotient<how>(numerator, bad);
      out[i] = paid;
      bad |= __builtin_add_overflow(total, paid, &total);
    }
  }
  state.measure = at;
  sum = total;
  return !bad;
}

// Each close pays slope × base + intercept of the segment that its own measure is in.
template <BulkDivision how, class Int, class Divider>
bool pay_by_line(const BulkMath<Int, Divider>& math, const std::int64_t* measure, const std::int64_t* base,
                 std::int64_t* out, std::size_t count, std::int64_t& sum) noexcept {
  using Bare = typename Unsigned<Int>::type;
  const BulkCurve<Int>& curve = math.curve;
  const Divider divider = math.divider;
  const Int* entry = curve.entry.data();
  const std::size_t segments = curve.slope.size();
  const bool few = segments <= 8;
  const Bare twice = static_cast<Bare>(curve.reach) * 2;
  const Bare base_twice = static_cast<Bare>(curve.base_reach) * 2;
  std::int64_t total = sum;
  bool bad = false;
  for (std::size_t i = 0; i < count; ++i) {
    const Int x = measure[i];
    const Int b = base[i];
    const bool beyond = static_cast<Bare>(x) + static_cast<Bare>(curve.reach) > twice ||
                        static_cast<Bare>(b) + static_cast<Bare>(curve.base_reach) > base_twice;
    if (beyond) return false;
    std::size_t k = 0;
    if (few) {
      for (std::size_t j = 1; j < segments; ++j) k += static_cast<std::size_t>(entry[j] <= x);
    } else {
      k = curve.segment(x);
    }
    const std::int64_t paid = divider.template quotient<how>(curve.at(k, b), bad);
    out[i] = paid;
    bad |= __builtin_add_overflow(total, paid, &total);
  }
  sum = total;
  return !bad;
}

// Each close pays by the segment that the running measure is in after it or, where `fixed`, by that of
// state.measure, which does not move.
template <BulkDivision how, class Int, class Divider>
bool pay_by_measure(const BulkMath<Int, Divider>& math, BulkState& state, bool fixed,
                    const std::int64_t* measure, const std::int64_t* base, std::int64_t* out,
                    std::size_t count, std::int64_t& sum) noexcept {
  using Bare = typename Unsigned<Int>::type;
  const BulkCurve<Int>& curve = math.curve;
  const Divider divider = math.divider;
  if (state.measure < -static_cast<Int128>(curve.reach) || state.measure > static_cast<Int128>(curve.reach))
    return false;
  Int at = static_cast<Int>(state.measure);
  SegmentAtHand<Int> segment;
  segment.take(curve, curve.segment(at));
  const Bare base_twice = static_cast<Bare>(curve.base_reach) * 2;
  std::int64_t total = sum;
  bool bad = false;
  for (std::size_t i = 0; i < count; ++i) {
    if (!fixed) {
      at = static_cast<Int>(static_cast<Bare>(at) + static_cast<Bare>(Int{measure[i]}));
      if (!segment.holds(at)) {
        if (!curve.within(at)) return false;
        segment.take(curve, curve.segment(at));
      }
    }
    const Int b = base[i];
    if (static_cast<Bare>(b) + static_cast<Bare>(curve.base_reach) > base_twice) return false;
    const std::int64_t paid = divider.template quotient<how>(segment.slope * b + segment.intercept, bad);
    out[i] = paid;
    bad |= __builtin_add_overflow(total, paid, &total);
  }
  state.measure = at;
  state.begun = true;
  sum = total;
  return !bad;
}

// The sum of any number of 64-bit integers, added in halves so that nothing carries.
inline Int128 sum_of(const std::int64_t* values, std::size_t count) noexcept {
  Int128 sum = 0;
  while (count > 0) {
    const std::size_t part = std::min(count, std::size_t{1} << 30);
    std::int64_t high = 0;
    std::uint64_t low = 0;
    for (std::size_t i = 0; i < part; ++i) {
      high += values[i] >> 32;
      low += static_cast<std::uint64_t>(values[i]) & 0xFFFF'FFFFU;
    }
    sum += static_cast<Int128>(high) * (Int128{1} << 32) + static_cast<Int128>(low);
    values += part;
    count -= part;
  }
  return sum;
}

}  // namespace firstlog::inline v1::detail
