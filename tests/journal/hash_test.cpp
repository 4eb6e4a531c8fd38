// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Hashing side by side gives what libsodium gives, and the tree has the shape of RFC 6962.
#include <gtest/gtest.h>
#include <sodium.h>

#include <vector>

#include "firstlog/journal/merkle.hpp"
#include "journal/blake2b_lanes.hpp"
#include "journal/hashes.hpp"
#include "journal/samples.hpp"

namespace {

using namespace firstlog;
using samples::Sampler;

// Straight from libsodium: one contiguous message.
Digest blake2b(std::byte domain, Bytes data) {
  std::vector<unsigned char> message{static_cast<unsigned char>(domain)};
  for (std::byte b : data) message.push_back(static_cast<unsigned char>(b));
  Digest out;
  crypto_generichash(reinterpret_cast<unsigned char*>(out.bytes.data()), Digest::size, message.data(),
                     message.size(), nullptr, 0);
  return out;
}

TEST(Hash, LanesGiveWhatLibsodiumGives) {
  Sampler sampler(1);
  for (std::size_t lanes : {std::size_t{1}, std::size_t{4}, std::size_t{8}}) {
    if (lanes > detail::hash_lanes()) continue;
    for (int round = 0; round < 300; ++round) {
      std::size_t count = sampler.below(30);
      std::size_t size_max = round % 3 == 0 ? 700 : round % 3 == 1 ? 128 : 260;
      std::vector<std::vector<std::byte>> data(count);
      std::vector<Digest> digests(count);
      std::vector<detail::HashJob> jobs;
      for (std::size_t i = 0; i < count; ++i) {
        data[i].resize(sampler.below(size_max + 1));
        for (std::byte& b : data[i]) b = static_cast<std::byte>(sampler.below(256));
        jobs.push_back(
            {static_cast<std::byte>(sampler.below(5)), data[i].data(), data[i].size(), &digests[i]});
      }
      detail::hash_jobs_in(lanes, jobs);
      for (std::size_t i = 0; i < count; ++i)
        ASSERT_EQ(digests[i], blake2b(jobs[i].domain, data[i])) << lanes << " lanes, size " << data[i].size();
    }
  }
}

TEST(Hash, EveryLengthAroundTheBlocks) {
  std::vector<std::byte> data(600);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(i * 31 + 7);
  for (std::size_t lanes : {std::size_t{4}, std::size_t{8}}) {
    if (lanes > detail::hash_lanes()) continue;
    for (std::size_t size = 0; size <= data.size(); ++size) {
      Digest two[2];
      detail::HashJob jobs[2] = {{std::byte{2}, data.data(), size, &two[0]},
                                 {std::byte{1}, data.data(), data.size() - size, &two[1]}};
      detail::hash_jobs_in(lanes, jobs);
      ASSERT_EQ(two[0], blake2b(std::byte{2}, Bytes(data).first(size))) << size;
      ASSERT_EQ(two[1], blake2b(std::byte{1}, Bytes(data).first(data.size() - size))) << size;
    }
  }
}

// RFC 6962, 2.1, word for word: split at the largest power of two below n.
Digest root_by_definition(const std::vector<Digest>& leaves) {
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  auto middle = leaves.begin() + static_cast<std::ptrdiff_t>(k);
  Digest left = root_by_definition({leaves.begin(), middle});
  Digest right = root_by_definition({middle, leaves.end()});
  std::vector<std::byte> both(left.bytes.begin(), left.bytes.end());
  both.insert(both.end(), right.bytes.begin(), right.bytes.end());
  return blake2b(std::byte{1}, both);
}

TEST(Hash, TreeHasTheShapeOfRfc6962) {
  for (std::size_t count = 1; count < 300; ++count) {
    std::vector<Digest> leaves(count);
    for (std::size_t i = 0; i < count; ++i) {
      leaves[i].bytes[0] = static_cast<std::byte>(i);
      leaves[i].bytes[1] = static_cast<std::byte>(i >> 8);
      leaves[i].bytes[31] = std::byte{9};
    }
    Digest expected = root_by_definition(leaves);
    ASSERT_EQ(merkle_root(leaves), expected) << count;
  }
  EXPECT_FALSE(merkle_root({}).present());
}

TEST(Hash, SortsOfMessageDoNotMix) {
  std::string_view text = "the same bytes";
  EXPECT_EQ(event_leaf(as_bytes(text)), blake2b(std::byte{0}, as_bytes(text)));
  EXPECT_EQ(command_leaf(as_bytes(text)), blake2b(std::byte{2}, as_bytes(text)));
  EXPECT_NE(event_leaf(as_bytes(text)), command_leaf(as_bytes(text)));
}

// Each fact of the header is covered.
TEST(Hash, EveryMemberOfAHeaderCounts) {
  const CommitHeader header;
  const Digest base = commit_hash(header);
  std::vector<CommitHeader> others(12, header);
  others[0].format = 2;
  others[1].organisation = "acme";
  others[2].commit_number = 1;
  others[3].first_position = Position(1);
  others[4].first_time = Instant::from_microseconds(1);
  others[5].event_count = 1;
  others[6].command_count = 1;
  others[7].commit_id.bytes[15] = std::byte{1};
  others[8].previous_hash.bytes[31] = std::byte{1};
  others[9].events_root.bytes[31] = std::byte{1};
  others[11].frame_digest.bytes[31] = std::byte{1};
  others[10].commands_root.bytes[31] = std::byte{1};
  for (std::size_t i = 0; i < others.size(); ++i) EXPECT_NE(commit_hash(others[i]), base) << i;
}

}  // namespace
