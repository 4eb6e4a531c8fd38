// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "firstlog/journal/match_keys.hpp"

namespace {

using namespace firstlog;

std::vector<std::byte> secret(std::size_t size, unsigned char fill = 7) {
  return std::vector<std::byte>(size, static_cast<std::byte>(fill));
}

std::string hex(const MatchKey& key) {
  std::string out;
  for (std::byte byte : key.hash) {
    constexpr char digits[] = "0123456789abcdef";
    out.push_back(digits[std::to_integer<unsigned>(byte) >> 4U]);
    out.push_back(digits[std::to_integer<unsigned>(byte) & 15U]);
  }
  return out;
}

// Written down from another implementation of BLAKE2b: hashlib.blake2b(bytes([1]) + b"+4366012345",
// key=bytes([7] * 32), digest_size=32), and so on. Values are for ever: they stand in journals.
TEST(MatchKeys, AreTheSameEverywhere) {
  const auto key = match_key_of(MatchKind::phone, "+4366012345", secret(32));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->kind, MatchKind::phone);
  EXPECT_EQ(hex(*key), "519b68f9df5c97fa6f994f8eac9546");
  const auto mail = match_key_of(MatchKind::email, "anna@bakery.at", secret(64, 9));
  ASSERT_TRUE(mail);
  EXPECT_EQ(hex(*mail), "a63ac74d753e21692ff71669146390");
}

TEST(MatchKeys, DifferByTextKindAndSecret) {
  std::set<MatchKey> seen;
  std::set<std::string> hashes;
  for (std::string_view text : {"a", "b", "ab"})
    for (int kind = 1; kind < match_kind_count; ++kind)
      for (unsigned char fill : {1, 2}) {
        const auto key = match_key_of(static_cast<MatchKind>(kind), text, secret(32, fill));
        ASSERT_TRUE(key);
        EXPECT_TRUE(seen.insert(*key).second);
        EXPECT_TRUE(hashes.insert(hex(*key)).second) << "the kind is part of what is hashed";
        EXPECT_EQ(*key, *match_key_of(static_cast<MatchKind>(kind), text, secret(32, fill)));
      }
}

TEST(MatchKeys, AskForATextAKindAndASecretOfItsSize) {
  auto status = [](MatchKind kind, std::string_view text, std::size_t size) {
    const auto key = match_key_of(kind, text, secret(size));
    return key ? Status::ok : key.error().status;
  };
  EXPECT_EQ(status(MatchKind::phone, "+1", 16), Status::ok);
  EXPECT_EQ(status(MatchKind::phone, "+1", 64), Status::ok);
  EXPECT_EQ(status(MatchKind::phone, "+1", 15), Status::invalid_argument);
  EXPECT_EQ(status(MatchKind::phone, "+1", 65), Status::invalid_argument);
  EXPECT_EQ(status(MatchKind::phone, "", 32), Status::invalid_argument);
  EXPECT_EQ(status(static_cast<MatchKind>(0), "+1", 32), Status::invalid_argument);
  EXPECT_EQ(status(static_cast<MatchKind>(match_kind_count), "+1", 32), Status::invalid_argument);
}

}  // namespace
