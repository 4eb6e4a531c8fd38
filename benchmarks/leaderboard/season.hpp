// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The work of the leaderboard benchmark, by index arithmetic alone: see README.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
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
};

// A rep's new standing, and what led to it.
struct Change : Standing {
  std::uint32_t deal = 0;  // from 0, in the order of their approvals
  std::int64_t amount_minor = 0;
  bool reversal = false;  // of the whole deal
};

// Revenue stays far below 2^44 and closes below 2^8: the sum is exact in 53 bits.
constexpr std::int64_t score_of(const Standing& standing) {
  return standing.closes * (std::int64_t{1} << 44U) + standing.revenue_minor;
}

// Everybody's 1 to 4 closes before the clock starts, one after the other.
inline std::vector<Change> start() {
  std::vector<Change> all;
  for (std::uint32_t rep = 0; rep < rep_count; ++rep) {
    const std::uint64_t x = territory::mixed(rep);
    Change one;
    one.rep = rep;
    for (std::uint64_t i = 0; i <= x % 4; ++i) {
      one.deal = static_cast<std::uint32_t>(all.size());
      one.amount_minor = i == 0 ? static_cast<std::int64_t>(1 + (x >> 8U) % 40) * rep_count + rep
                                : std::int64_t{20} * rep_count;
      one.revenue_minor += one.amount_minor;
      ++one.closes;
      all.push_back(one);
    }
  }
  return all;
}

// Where everybody stands after some changes.
inline std::vector<Standing> standings_after(const std::vector<Change>& changes) {
  std::vector<Standing> all(rep_count);
  for (const Change& change : changes) all[change.rep] = change;
  return all;
}

// The first `count` changes of the season: an approval, or one time in 16 the reversal of the rep's newest
// deal of the season that stands; where he has none, an approval after all.
inline std::vector<Change> changes(std::size_t count) {
  const std::vector<Change> before = start();
  std::vector<Standing> now = standings_after(before);
  std::vector<std::vector<std::pair<std::uint32_t, std::int64_t>>> deals(rep_count);
  auto deal = static_cast<std::uint32_t>(before.size());
  std::vector<Change> all;
  all.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t x = territory::mixed(1'000'000 + i);
    Standing& one = now[x % rep_count];
    auto& standing_deals = deals[x % rep_count];
    Change change;
    change.reversal = (x >> 32U) % 16 == 0 && !standing_deals.empty();
    if (change.reversal) {
      std::tie(change.deal, change.amount_minor) = standing_deals.back();
      standing_deals.pop_back();
    } else {
      change.deal = deal++;
      change.amount_minor = static_cast<std::int64_t>(1 + (x >> 40U) % 40) * rep_count;
      standing_deals.emplace_back(change.deal, change.amount_minor);
    }
    one.closes += change.reversal ? -1 : 1;
    one.revenue_minor += change.reversal ? -change.amount_minor : change.amount_minor;
    static_cast<Standing&>(change) = one;
    all.push_back(change);
  }
  return all;
}

// Sum over the ranks that were answered, in order, so that two contenders can be compared.
constexpr std::uint64_t add_rank(std::uint64_t sum, std::uint64_t rank) {
  return (sum ^ rank) * 0x100000001B3ULL;
}

}  // namespace firstlog_benchmarks::season
