// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The ranking: who stands above whom, shared ranks, pages, and what leaves and comes back.
#include "firstlog/views/ranking.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace firstlog_test {
namespace {

using firstlog::ActorId;
using firstlog::Instant;
using firstlog::RankedRep;
using firstlog::Ranking;
using firstlog::RankKey;

RankKey key(std::int64_t closes, std::int64_t revenue = 0, std::int64_t approved = 0) {
  return {closes, revenue, Instant::from_microseconds(approved)};
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> reps_and_ranks(const Ranking& ranking) {
  std::vector<RankedRep> rows;
  ranking.page(1, ranking.count(), rows);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> all;
  for (const RankedRep& row : rows) all.emplace_back(row.rep.number(), row.rank);
  return all;
}

using Rows = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

TEST(Ranking, ClosesThenRevenueThenTheEarlierApproval) {
  Ranking ranking;
  ranking.update(ActorId(1), key(3, 100, 50));
  ranking.update(ActorId(2), key(4, 1, 90));
  ranking.update(ActorId(3), key(3, 100, 40));
  ranking.update(ActorId(4), key(3, 101, 99));
  EXPECT_EQ(reps_and_ranks(ranking), (Rows{{2, 1}, {4, 2}, {3, 3}, {1, 4}}));
  EXPECT_EQ(ranking.closes_of_first(), 4);
}

TEST(Ranking, EqualInAllShareARankAndTheNextOneSkips) {
  Ranking ranking;
  for (const std::uint32_t rep : {5U, 2U, 9U}) ranking.update(ActorId(rep), key(2, 10, 7));
  ranking.update(ActorId(7), key(3));
  ranking.update(ActorId(1), key(1));
  EXPECT_EQ(reps_and_ranks(ranking), (Rows{{7, 1}, {2, 2}, {5, 2}, {9, 2}, {1, 5}}));
  for (const std::uint32_t rep : {2U, 5U, 9U}) EXPECT_EQ(ranking.rank_of(ActorId(rep)), 2U);
  EXPECT_EQ(ranking.at(4)->rep, ActorId(9));
  EXPECT_EQ(ranking.at(4)->rank, 2U);
  EXPECT_EQ(ranking.rank_of(key(2, 10, 7)), 2U);
  EXPECT_EQ(ranking.rank_of(key(2, 10, 8)), 5U);
}

TEST(Ranking, AnApprovalCountsOnlyBesideCloses) {
  Ranking ranking;
  ranking.update(ActorId(1), key(0, 0, 500));
  ranking.update(ActorId(2), key(0, 0, 3));
  ranking.update(ActorId(3), key(-1, 0, 500));
  ranking.update(ActorId(4), key(-1, 0, 3));
  EXPECT_EQ(reps_and_ranks(ranking), (Rows{{1, 1}, {2, 1}, {3, 3}, {4, 3}}));
  ranking.update(ActorId(1), key(1, 0, 500));
  ranking.update(ActorId(2), key(1, 0, 3));
  EXPECT_EQ(reps_and_ranks(ranking), (Rows{{2, 1}, {1, 2}, {3, 3}, {4, 3}}));
}

TEST(RankKey, StandsAboveExactlyWhereItIsBetter) {
  const RankKey falling[] = {key(2, 1, 9), key(1, 5, 3), key(1, 5, 4),  key(1, -5, 1),
                             key(0, 7, 4), key(0, 0, 4), key(-1, 9, 4), key(-2, 9, 1)};
  for (std::size_t i = 0; i < std::size(falling); ++i)
    for (std::size_t j = 0; j < std::size(falling); ++j) {
      EXPECT_EQ(stands_above(falling[i], falling[j]), i < j) << i << " " << j;
      EXPECT_EQ(falling[i] == falling[j], i == j) << i << " " << j;
    }
  EXPECT_FALSE(stands_above(key(0, 0, 3), key(0, 0, 4)));
  EXPECT_FALSE(stands_above(key(-3, 2, 3), key(-3, 2, 4)));
  EXPECT_EQ(key(0, 0, 3), key(0, 0, 4));
}

TEST(Ranking, AReversalTakesDown) {
  Ranking ranking;
  ranking.update(ActorId(1), key(5, 900, 1));
  ranking.update(ActorId(2), key(4, 800, 1));
  ranking.update(ActorId(3), key(0));
  ranking.update(ActorId(1), key(4, 700, 1));
  EXPECT_EQ(reps_and_ranks(ranking), (Rows{{2, 1}, {1, 2}, {3, 3}}));
  ranking.update(ActorId(1), key(-1, -200, 1));
  EXPECT_EQ(reps_and_ranks(ranking), (Rows{{2, 1}, {3, 2}, {1, 3}}));
  EXPECT_EQ(ranking.closes_of_first(), 4);
}

TEST(Ranking, PagesBeginAtARankAndInTheMiddleOfATie) {
  Ranking ranking;
  for (std::uint32_t rep = 1; rep <= 300; ++rep) ranking.update(ActorId(rep), key(rep <= 100 ? 9 : 3));
  std::vector<RankedRep> rows;
  ranking.page(101, 3, rows);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0], (RankedRep{ActorId(101), key(3), 101}));
  ranking.page(99, 4, rows);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0], (RankedRep{ActorId(99), key(9), 1}));
  EXPECT_EQ(rows[2], (RankedRep{ActorId(101), key(3), 101}));
  ranking.page(299, 50, rows);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1], (RankedRep{ActorId(300), key(3), 101}));
  for (const std::size_t nowhere : {std::size_t{0}, std::size_t{301}}) {
    ranking.page(nowhere, 5, rows);
    EXPECT_TRUE(rows.empty());
    EXPECT_FALSE(ranking.at(nowhere));
  }
  ranking.page(1, 0, rows);
  EXPECT_TRUE(rows.empty());
}

TEST(Ranking, KnowsNobodyWhoIsNotThere) {
  Ranking ranking;
  EXPECT_FALSE(ranking.rank_of(ActorId(1)));
  EXPECT_FALSE(ranking.closes_of_first());
  EXPECT_EQ(ranking.rank_of(key(4)), 1U);
  ranking.update(ActorId(), key(4));
  EXPECT_EQ(ranking.count(), 0U);
  ranking.update(ActorId(3), key(4));
  for (const std::uint32_t rep : {0U, 1U, 2U, 4U}) {
    EXPECT_FALSE(ranking.contains(ActorId(rep)));
    EXPECT_FALSE(ranking.rank_of(ActorId(rep)));
    EXPECT_FALSE(ranking.key_of(ActorId(rep)));
    EXPECT_FALSE(ranking.remove(ActorId(rep)));
  }
  EXPECT_EQ(ranking.key_of(ActorId(3)), key(4));
}

TEST(Ranking, WhoLeavesIsGoneAndMayComeBack) {
  Ranking ranking;
  for (std::uint32_t rep = 1; rep <= 5'000; ++rep) ranking.update(ActorId(rep), key(rep % 50));
  for (std::uint32_t rep = 5'000; rep >= 1; --rep) {
    EXPECT_TRUE(ranking.remove(ActorId(rep)));
    EXPECT_FALSE(ranking.remove(ActorId(rep)));
  }
  EXPECT_EQ(ranking.count(), 0U);
  EXPECT_FALSE(ranking.at(1));
  ranking.update(ActorId(77), key(1));
  EXPECT_EQ(reps_and_ranks(ranking), (Rows{{77, 1}}));
  ranking.clear();
  EXPECT_EQ(ranking.count(), 0U);
  EXPECT_FALSE(ranking.contains(ActorId(77)));
  ranking.update(ActorId(78), key(1));
  EXPECT_EQ(reps_and_ranks(ranking), (Rows{{78, 1}}));
}

TEST(Ranking, CopiesAreIndependent) {
  Ranking one;
  for (std::uint32_t rep = 1; rep <= 3'000; ++rep) one.update(ActorId(rep), key(rep));
  Ranking other = one;
  other.update(ActorId(1), key(9'999));
  EXPECT_EQ(one.rank_of(ActorId(1)), 3'000U);
  EXPECT_EQ(other.rank_of(ActorId(1)), 1U);
  const Ranking moved = std::move(one);
  EXPECT_EQ(moved.rank_of(ActorId(1)), 3'000U);
  one = other;
  EXPECT_EQ(one.rank_of(ActorId(1)), 1U);
}

TEST(Ranking, MemoryStaysWithTheRepsWhateverTheyDo) {
  Ranking ranking;
  constexpr std::uint32_t reps = 20'000;
  for (std::uint32_t rep = 1; rep <= reps; ++rep) ranking.update(ActorId(rep), key(0));
  std::uint64_t random = 1;
  for (int step = 0; step < 400'000; ++step) {
    random = random * 6364136223846793005ULL + 1442695040888963407ULL;
    const ActorId rep(static_cast<std::uint32_t>((random >> 33U) % reps) + 1);
    ranking.update(rep, key(ranking.key_of(rep)->closes + 1, static_cast<std::int64_t>(random >> 50U)));
  }
  EXPECT_EQ(ranking.count(), reps);
  EXPECT_LT(ranking.memory_bytes() / reps, 160U);
}

}  // namespace
}  // namespace firstlog_test
