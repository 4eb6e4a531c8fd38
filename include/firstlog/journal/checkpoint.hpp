// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A signed statement of a journal's head. Kept outside the database it shows rewriting and truncation
// of everything before it. Keys are the host's: this library makes none and keeps none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/journal/row.hpp"

namespace firstlog::inline v1 {

// Ed25519. The secret key is the 32-byte seed of RFC 8032.
using SigningSeed = FixedBytes<struct SigningSeedTag, 32>;
using VerifyKey = FixedBytes<struct VerifyKeyTag, 32>;
using Signature = FixedBytes<struct SignatureTag, 64>;

struct Checkpoint {
  std::string organisation;  // its key
  std::uint64_t commit_number = 0;
  Position last_position;
  Instant last_time;
  Digest hash;
  Signature signature;  // over the text form without the signature's field, see docs/journal-format.md

  // One line without line end; the key comes last:
  //   firstlog-checkpoint 1 97 813 2026-01-31T09:30:00.250001Z <64 hex digits> <128 hex digits> acme
  // Throws std::bad_alloc.
  FIRSTLOG_API std::string to_string() const;
  // Does not check the signature. Errors: malformed (names the part), unsupported, out_of_memory.
  FIRSTLOG_API static Result<Checkpoint> parse(std::string_view line) noexcept;

  friend bool operator==(const Checkpoint&, const Checkpoint&) noexcept = default;
};

// The public half of a seed.
FIRSTLOG_API VerifyKey verify_key_of(const SigningSeed& seed) noexcept;

// Errors: invalid_argument (an empty head or organisation), out_of_memory.
FIRSTLOG_API Result<Checkpoint> sign_checkpoint(std::string_view organisation, const Head& head,
                                                const SigningSeed& seed) noexcept;

// That the holder of the key signed just this. Errors: corrupt (he did not), out_of_memory.
FIRSTLOG_API Result<void> check_checkpoint(const Checkpoint& checkpoint, const VerifyKey& key) noexcept;

}  // namespace firstlog::inline v1
