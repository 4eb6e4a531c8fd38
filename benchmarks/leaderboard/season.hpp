// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The work of the leaderboard benchmark, by index arithmetic alone: see README.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "assignment/territory.hpp"

namespace firstlog_benchmarks::season {

constexpr std::uint32_t rep_count = 100'000;

// No two reps ever have the same revenue: its last five digits are the rep. So ranks are never shared,
// and one number is enough to rank by.
struct Standing {
  std::uint32_t rep = 0;  // 0 and up
  std::int64_t closes = 0;
  std::int64_t revenue_minor = 0;
  std::int64_t approved_microseconds = 0;
};

// Revenue stays far below 2^44 and closes below 2^8: the sum is exact in 53 bits.
constexpr std::int64_t score_of(const Standing& standing) {
  return standing.closes * (std::int64_t{1} << 44U) + standing.revenue_minor;
}

inline std::vector<Standing> start() {
  std::vector<Standing> all(rep_count);
  for (std::uint32_t rep = 0; rep < rep_count; ++rep) {
    const std::uint64_t x = territory::mixed(rep);
    all[rep].rep = rep;
    all[rep].closes = static_cast<std::int64_t>(x % 40);
    all[rep].revenue_minor =
        (all[rep].closes * 20 + static_cast<std::int64_t>((x >> 8U) % 40)) * rep_count + rep;
    all[rep].approved_microseconds = static_cast<std::int64_t>((x >> 32U) % 1'000'000);
  }
  return all;
}

// The first `count` changes of the season, each a rep's new standing: an approval, or one time in 16 a
// reversal of one.
inline std::vector<Standing> changes(std::size_t count) {
  std::vector<Standing> now = start();
  std::vector<Standing> all;
  all.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t x = territory::mixed(1'000'000 + i);
    Standing& one = now[x % rep_count];
    const bool reversal = (x >> 32U) % 16 == 0;
    one.closes += reversal ? -1 : 1;
    one.revenue_minor +=
        (reversal ? -20 : static_cast<std::int64_t>(1 + (x >> 40U) % 40)) * std::int64_t{rep_count};
    one.approved_microseconds = static_cast<std::int64_t>(1'000'000 + i);
    all.push_back(one);
  }
  return all;
}

// Sum over the ranks that were answered, in order, so that two contenders can be compared.
constexpr std::uint64_t add_rank(std::uint64_t sum, std::uint64_t rank) {
  return (sum ^ rank) * 0x100000001B3ULL;
}

}  // namespace firstlog_benchmarks::season
