// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// BLAKE2b-256 of many short messages. A journal hashes two messages of about a hundred bytes per
// event; one at a time that is most of its cost. Where the processor has AVX2, four messages go
// through the rounds side by side, else one after another through libsodium. Same digests either way.
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
  Digest* digest;  // where the answer goes; may overlap the data of this job or of an earlier one
};

// Jobs are read before any answer of the same or a later job is written.
void hash_jobs(std::span<const HashJob> jobs) noexcept;

// One by one through libsodium. What hash_jobs is tested against.
void hash_jobs_plain(std::span<const HashJob> jobs) noexcept;

}  // namespace firstlog::inline v1::detail
