// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The hashes of a journal: BLAKE2b with 32 bytes of output over stored bytes (docs/journal-format.md).
//   event leaf    H(0x00, bytes)
//   inner node    H(0x01, left, right)
//   command leaf  H(0x02, bytes)
//   commit        H(0x03, fixed layout)
//   frame         H(0x04, the record without its events' and commands' buffers)
//   document      H(0x05, bytes)
// Threads: free functions without state; callable from any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"

namespace firstlog::inline v1 {

// The format that this version writes, and the newest that it reads.
inline constexpr std::uint32_t journal_format = 1;

FIRSTLOG_API Digest event_leaf(Bytes event) noexcept;
FIRSTLOG_API Digest command_leaf(Bytes command) noexcept;
// Of a policy's canonical text: H(0x05, bytes).
FIRSTLOG_API Digest document_digest(Bytes document) noexcept;
FIRSTLOG_API Digest merkle_node(const Digest& left, const Digest& right) noexcept;

// The root over `leaves`, in the shape of RFC 6962: a tree of n leaves splits at the largest power of
// two below n. One leaf is its own root; no leaf gives the all-zero digest. Overwrites `leaves`.
FIRSTLOG_API Digest merkle_root(std::span<Digest> leaves) noexcept;

// What a commit's hash covers.
struct CommitHeader {
  std::uint32_t format = journal_format;
  std::string_view organisation;    // the organisation's key, 1 to 128 bytes
  std::uint64_t commit_number = 0;  // 1 and up
  Position first_position;
  Instant first_time;  // of the first event; event i stands i microseconds later
  std::uint32_t event_count = 0;
  std::uint32_t command_count = 0;
  CommitId commit_id;
  Digest previous_hash;  // all zero in the first commit
  Digest events_root;
  Digest commands_root;  // all zero where the commit holds no command
  // Of the record's bytes outside the events' and commands' buffers: together with the two roots every
  // byte of the record is covered.
  Digest frame_digest;
};
FIRSTLOG_API Digest commit_hash(const CommitHeader& header) noexcept;

}  // namespace firstlog::inline v1
