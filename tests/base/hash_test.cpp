// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/base/hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace firstlog {
namespace {

TEST(Hash, everyByteAndLengthCounts) {
  std::unordered_set<std::uint64_t> seen;
  std::size_t made = 0;
  for (std::size_t size = 0; size <= 130; ++size) {
    std::string text(size, 'a');
    made += 1;
    seen.insert(hash_of(text));
    for (std::size_t i = 0; i < size; ++i)
      for (int bit = 0; bit < 8; ++bit) {
        std::string changed = text;
        changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
        seen.insert(hash_of(changed));
        ++made;
      }
  }
  EXPECT_EQ(seen.size(), made);
  EXPECT_NE(hash_of("key", 1), hash_of("key", 2));
}

TEST(Hash, aChangedBitChangesHalfOfTheResult) {
  for (std::size_t size : {1U, 3U, 4U, 7U, 8U, 15U, 16U, 17U, 40U, 128U}) {
    std::string text(size, 'k');
    std::int64_t flipped = 0;
    for (std::size_t i = 0; i < size * 8; ++i) {
      std::string changed = text;
      changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << (i % 8)));
      flipped += std::popcount(hash_of(text) ^ hash_of(changed));
    }
    auto bits = static_cast<std::int64_t>(size * 8);
    EXPECT_GT(flipped, bits * 26) << size;
    EXPECT_LT(flipped, bits * 38) << size;
  }
}

TEST(KeyIndex, numbersKeysInOrder) {
  KeyIndex index;
  EXPECT_EQ(index.find("anna"), 0U);
  EXPECT_EQ(index.key_of(0), "");
  EXPECT_EQ(index.key_of(1), "");
  EXPECT_EQ(index.intern("anna"), 1U);
  EXPECT_EQ(index.intern("berta"), 2U);
  EXPECT_EQ(index.intern("anna"), 1U);
  EXPECT_EQ(index.find("berta"), 2U);
  EXPECT_EQ(index.find("clara"), 0U);
  EXPECT_EQ(index.key_of(2), "berta");
  EXPECT_EQ(index.size(), 2U);
  EXPECT_EQ(index.intern(""), 0U);
  EXPECT_EQ(index.intern(std::string(129, 'k')), 0U);
  EXPECT_EQ(index.find(std::string(129, 'k')), 0U);
  EXPECT_EQ(index.intern(std::string(128, 'k')), 3U);
  EXPECT_EQ(index.key_of(3), std::string(128, 'k'));
}

TEST(KeyIndex, keysStayWhereTheyAre) {
  KeyIndex index;
  index.intern("first");
  std::string_view early = index.key_of(1);
  const char* place = early.data();
  for (int i = 0; i < 100'000; ++i) index.intern("key " + std::to_string(i));
  EXPECT_EQ(index.key_of(1).data(), place);
  KeyIndex moved = std::move(index);
  EXPECT_EQ(moved.key_of(1).data(), place);
  EXPECT_EQ(moved.find("key 99999"), 100'001U);
  EXPECT_EQ(index.size(), 0U);  // NOLINT(bugprone-use-after-move): a moved-from index is empty
  EXPECT_EQ(index.find("first"), 0U);
  EXPECT_EQ(index.intern("again"), 1U);
}

TEST(KeyIndex, memoryBeyondTheKeysStaysBelow24Bytes) {
  KeyIndex index;
  std::size_t key_bytes = 0;
  char key[24];
  for (std::uint32_t i = 1; i <= 1'500'000; ++i) {
    int size = std::snprintf(key, sizeof key, "%xlead-%u", i * 2654435761U, i);
    key_bytes += static_cast<std::size_t>(size);
    ASSERT_EQ(index.intern({key, static_cast<std::size_t>(size)}), i);
    // From here on the chunk begun last, at most 1.3 MB, weighs little.
    if (i >= 400'000 && i % 1000 == 0) {
      ASSERT_LE(index.memory_bytes() - key_bytes, 24ULL * i) << i;
    }
  }
  EXPECT_LE(index.memory_bytes() - key_bytes, 24ULL * index.size());
  for (std::uint32_t i = 1; i <= 1'500'000; i += 7) {
    int size = std::snprintf(key, sizeof key, "%xlead-%u", i * 2654435761U, i);
    ASSERT_EQ(index.find({key, static_cast<std::size_t>(size)}), i);
    ASSERT_EQ(index.key_of(i), std::string_view(key, static_cast<std::size_t>(size)));
  }
}

RC_GTEST_PROP(KeyIndex, answersAsAMapDoes, (std::uint64_t seed)) {
  auto lengths =
      *rc::gen::resize(2000, rc::gen::container<std::vector<std::pair<std::uint32_t, int>>>(rc::gen::pair(
                                 rc::gen::inRange<std::uint32_t>(0, 500), rc::gen::inRange(1, 129))));
  KeyIndex index(seed);
  std::unordered_map<std::string, std::uint32_t> map;
  for (const auto& [number, length] : lengths) {
    std::string key = std::to_string(number);
    key.resize(static_cast<std::size_t>(length), '.');
    auto known = map.find(key);
    RC_ASSERT(index.find(key) == (known == map.end() ? 0 : known->second));
    std::uint32_t expected = map.try_emplace(key, static_cast<std::uint32_t>(map.size()) + 1).first->second;
    RC_ASSERT(index.intern(key) == expected);
  }
  RC_ASSERT(index.size() == map.size());
  for (const auto& [key, number] : map) {
    RC_ASSERT(index.find(key) == number);
    RC_ASSERT(index.key_of(number) == key);
  }
}

}  // namespace
}  // namespace firstlog
