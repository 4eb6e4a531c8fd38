// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Proof that one event stands in a commit, without showing the commit's other events or commands.
// Whoever knows the commit's hash from elsewhere (a receipt, a checkpoint) checks it offline.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/journal/commit.hpp"
#include "firstlog/journal/receipt.hpp"

namespace firstlog::inline v1 {

// Owns all its bytes.
struct InclusionProof {
  std::string organisation;  // its key
  std::uint32_t format = journal_format;
  std::uint64_t commit_number = 0;
  Position first_position;
  Instant first_time;
  std::uint32_t event_count = 0;
  std::uint32_t command_count = 0;
  CommitId commit_id;
  Digest previous_hash;
  Digest commands_root;
  Digest frame_digest;
  std::uint32_t index = 0;       // place of the event in the commit, from 0
  std::vector<std::byte> event;  // its stored buffer
  std::vector<Digest> siblings;  // from the leaf upward

  friend bool operator==(const InclusionProof&, const InclusionProof&) noexcept = default;
};

// The proof for event `index` of the commit that `reader` has open.
// Errors: out_of_range (no such event), out_of_memory.
FIRSTLOG_API Result<InclusionProof> prove_event(CommitReader& reader, std::uint32_t index) noexcept;

// The hash of the commit to which the proof leads, whatever it is worth. Error: corrupt (it leads to none).
FIRSTLOG_API Result<Digest> proved_commit(const InclusionProof& proof) noexcept;

// That the proof leads to `hash`, and that the event inside it stands where the proof says. `event`
// gets views of `proof` and of `lists`, without which its lists are left empty. Errors: corrupt (names what
// does not fit), unsupported.
FIRSTLOG_API Result<void> check_proof(const InclusionProof& proof, const Digest& hash, Event& event,
                                      EventLists* lists = nullptr) noexcept;

// The same against a receipt, whose organisation, commit number and positions must fit too.
FIRSTLOG_API Result<void> check_proof(const InclusionProof& proof, const Receipt& receipt, Event& event,
                                      EventLists* lists = nullptr) noexcept;

// As bytes: a FlatBuffer with root Proof (docs/journal-format.md). Replaces `out`. Error: out_of_memory.
FIRSTLOG_API Result<void> write_proof(const InclusionProof& proof, std::vector<std::byte>& out) noexcept;
// Any bytes may be offered. Errors: corrupt, unsupported, out_of_memory.
FIRSTLOG_API Result<InclusionProof> read_proof(Bytes bytes) noexcept;

}  // namespace firstlog::inline v1
