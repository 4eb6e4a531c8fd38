// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Where memory runs out in the middle of an update, the ranking is what it was before.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <vector>

#include "firstlog/views/ranking.hpp"

namespace {

// Allocations until one fails; below zero: none does.
thread_local int allocations_left = -1;

void* allocated(std::size_t size) {
  if (allocations_left == 0) throw std::bad_alloc();
  if (allocations_left > 0) --allocations_left;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
  return allocated(size);
}
void* operator new[](std::size_t size) {
  return allocated(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace firstlog_test {
namespace {

using firstlog::ActorId;
using firstlog::RankedRep;
using firstlog::Ranking;
using firstlog::RankKey;

std::vector<RankedRep> rows_of(const Ranking& ranking) {
  std::vector<RankedRep> rows;
  ranking.page(1, ranking.count(), rows);
  return rows;
}

TEST(RankingMemory, AnUpdateThatFindsNoneChangesNothing) {
  Ranking ranking;
  int failed = 0;
  const auto update = [&](ActorId rep, const RankKey& key) {
    // Copying the whole list each time would be slow; what a failure leaves is looked at where one was.
    for (int allowed = 0;; ++allowed) {
      const std::optional<RankKey> key_before = ranking.key_of(rep);
      const std::size_t count_before = ranking.count();
      allocations_left = allowed;
      try {
        ranking.update(rep, key);
        allocations_left = -1;
        return;
      } catch (const std::bad_alloc&) {
        allocations_left = -1;
        ++failed;
      }
      EXPECT_EQ(ranking.key_of(rep), key_before);
      EXPECT_EQ(ranking.count(), count_before);
      const std::vector<RankedRep> rows = rows_of(ranking);
      ASSERT_EQ(rows.size(), count_before);
      for (const RankedRep& row : rows) {
        ASSERT_EQ(ranking.rank_of(row.rep), row.rank);
        ASSERT_EQ(ranking.key_of(row.rep), row.key);
      }
    }
  };
  for (std::uint32_t rep = 1; rep <= 5'000; ++rep) update(ActorId(rep), {rep % 40, rep % 7, {}});
  EXPECT_GT(failed, 20);
  // Everybody comes to one place: nodes must split, and memory is asked for again.
  const int failed_before = failed;
  for (std::uint32_t rep = 1; rep <= 5'000; ++rep) update(ActorId(rep), {100, 0, {}});
  EXPECT_EQ(ranking.count(), 5'000U);
  EXPECT_EQ(rows_of(ranking).back().rank, 1U);
  EXPECT_GE(failed, failed_before);
}

}  // namespace
}  // namespace firstlog_test
