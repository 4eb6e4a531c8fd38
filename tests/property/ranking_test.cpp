// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The ranking against std::sort over everybody, under random arrivals, moves in both directions and
// departures, with so few different keys that ties are long.
#include "firstlog/views/ranking.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

namespace firstlog_test {
namespace {

using firstlog::ActorId;
using firstlog::Instant;
using firstlog::RankedRep;
using firstlog::Ranking;
using firstlog::RankKey;

// What a leaderboard says, worked out anew each time.
class Oracle {
 public:
  void update(std::uint32_t rep, const RankKey& key) { keys_[rep] = key; }
  bool remove(std::uint32_t rep) { return keys_.erase(rep) != 0; }
  const std::map<std::uint32_t, RankKey>& keys() const { return keys_; }

  std::vector<RankedRep> rows() const {
    using Sorted = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::uint32_t>;
    std::vector<Sorted> sorted;
    for (const auto& [rep, key] : keys_)
      sorted.emplace_back(-key.closes, -key.revenue_minor,
                          key.closes > 0 ? key.last_approval.microseconds() : 0, rep);
    std::sort(sorted.begin(), sorted.end());
    std::vector<RankedRep> rows;
    for (const Sorted& one : sorted) {
      const std::uint32_t rep = std::get<3>(one);
      RankedRep row{ActorId(rep), keys_.at(rep), static_cast<std::uint32_t>(rows.size() + 1)};
      if (!rows.empty() && rows.back().key == row.key) row.rank = rows.back().rank;
      rows.push_back(row);
    }
    return rows;
  }

 private:
  std::map<std::uint32_t, RankKey> keys_;
};

void expect_same(const Ranking& ranking, const Oracle& oracle, std::uint32_t seed) {
  const std::vector<RankedRep> wanted = oracle.rows();
  RC_ASSERT(ranking.count() == wanted.size());
  std::vector<RankedRep> rows;
  ranking.page(1, wanted.size() + 1, rows);
  RC_ASSERT(rows == wanted);
  if (wanted.empty()) return;
  RC_ASSERT(ranking.closes_of_first() == wanted[0].key.closes);
  for (std::size_t i = 0; i < wanted.size(); i += 1 + i % 13) {
    RC_ASSERT(ranking.rank_of(wanted[i].rep) == wanted[i].rank);
    RC_ASSERT(ranking.at(i + 1) == wanted[i]);
  }
  const std::size_t from = seed % wanted.size();
  const std::size_t length = std::min<std::size_t>(seed / 7 % 200, wanted.size() - from);
  ranking.page(from + 1, length, rows);
  RC_ASSERT(rows == std::vector<RankedRep>(wanted.begin() + static_cast<std::ptrdiff_t>(from),
                                           wanted.begin() + static_cast<std::ptrdiff_t>(from + length)));
}

// A key of few or of many values.
RankKey key_of(std::uint32_t n, bool many) {
  const std::uint32_t values = many ? 1'000'000U : 3U;
  return {static_cast<std::int64_t>(n % 7) - 2, static_cast<std::int64_t>(n / 7 % values) - 1,
          Instant::from_microseconds(n / 21 % values)};
}

TEST(RankingProperty, IsASortedListWithSharedRanks) {
  EXPECT_TRUE(rc::check([] {
    Ranking ranking;
    Oracle oracle;
    const bool many = *rc::gen::arbitrary<bool>();
    // Up to three levels of nodes.
    const auto start = *rc::gen::element<std::uint32_t>(0, 1, 63, 64, 65, 400, 2500, 6000);
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    auto mixed = [seed](std::uint32_t n) {
      std::uint64_t x = (seed + std::uint64_t{n} + 1) * 0x9E3779B97F4A7C15ULL;
      x = (x ^ (x >> 29U)) * 0xBF58476D1CE4E5B9ULL;
      return static_cast<std::uint32_t>(x >> 32U);
    };
    for (std::uint32_t rep = 1; rep <= start; ++rep) {
      ranking.update(ActorId(rep), key_of(mixed(rep), many));
      oracle.update(rep, key_of(mixed(rep), many));
    }
    expect_same(ranking, oracle, seed);
    const auto steps = *rc::gen::container<std::vector<std::pair<int, std::uint32_t>>>(
        rc::gen::pair(rc::gen::inRange(0, 20), rc::gen::arbitrary<std::uint32_t>()));
    for (const auto& [what, n] : steps) {
      const std::uint32_t rep = n % (start + 10) + 1;
      if (what < 9) {
        ranking.update(ActorId(rep), key_of(mixed(n), many));
        oracle.update(rep, key_of(mixed(n), many));
      } else if (what < 12) {
        RC_ASSERT(ranking.remove(ActorId(rep)) == oracle.remove(rep));
      } else if (what < 14) {
        // A stretch of the list leaves: nodes side by side run empty.
        const std::vector<RankedRep> rows = oracle.rows();
        const std::size_t from = rows.empty() ? 0 : n % rows.size();
        for (std::size_t i = from; i < rows.size() && i < from + rows.size() / 2 + 1; ++i) {
          RC_ASSERT(ranking.remove(rows[i].rep));
          oracle.remove(rows[i].rep.number());
        }
      } else if (what < 16) {
        // Many come to one place: nodes there split.
        for (std::uint32_t i = 0; i < start / 2; ++i) {
          ranking.update(ActorId(start + 10 + i), key_of(n, many));
          oracle.update(start + 10 + i, key_of(n, many));
        }
      } else if (what < 18) {
        // A reversal: each of some reps goes down by a close.
        for (std::uint32_t i = 0; i < 50; ++i) {
          const auto found = oracle.keys().find(mixed(n + i) % (start + 1) + 1);
          if (found == oracle.keys().end()) continue;
          RankKey lower = found->second;
          --lower.closes;
          ranking.update(ActorId(found->first), lower);
          oracle.update(found->first, lower);
        }
      } else if (what == 18) {
        const Ranking copy = ranking;
        ranking.clear();
        ranking = copy;
      } else {
        expect_same(ranking, oracle, n);
      }
    }
    expect_same(ranking, oracle, seed);
    // Where somebody stands does not depend on how he came there.
    Ranking anew;
    for (const auto& [rep, key] : oracle.keys()) anew.update(ActorId(rep), key);
    expect_same(anew, oracle, seed);
  }));
}

}  // namespace
}  // namespace firstlog_test
