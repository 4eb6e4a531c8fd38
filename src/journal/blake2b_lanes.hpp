// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// BLAKE2b-256 of many short messages. A journal hashes two messages of about a hundred bytes per
// event; one at a time that is most of its cost. Where the processor has AVX2 or AVX-512, four
// or eight messages go through the rounds side by side, else one after another through libsodium. The
// digests are the same.
#pragma once

#include <cstddef>
#include <span>

#include "firstlog/base/bytes.hpp"

namespace firstlog::inline v1::detail {

// One message: the byte `domain`, then `data`.
struct HashJob {
  std::byte domain;
  const std::byte* data;
  std::size_t size;
  Digest* digest;  // where the answer goes; may lie in the job's own data
};

// Where the data of one job overlaps the digest of another, the job with the data must not stand
// behind the other, and both must be shorter than 128 bytes.
void hash_jobs(std::span<const HashJob> jobs) noexcept;

// The same one by one through libsodium: what the lanes are tested against.
void hash_jobs_plain(std::span<const HashJob> jobs) noexcept;

// How many messages this processor hashes side by side: 8, 4 or 1. hash_jobs_in takes one of these
// that is no larger.
std::size_t hash_lanes() noexcept;
void hash_jobs_in(std::size_t lanes, std::span<const HashJob> jobs) noexcept;

}  // namespace firstlog::inline v1::detail
