// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What whoever gave a command takes home: where its events stand, and the hash of their commit. Kept
// outside the database it later shows whether the journal was rewritten (journal/verify.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

struct Receipt {
  std::string organisation;  // its key
  Position position;         // of the first event
  std::uint32_t event_count = 0;
  std::uint64_t commit_number = 0;
  Instant recorded_at;  // of the first event
  Digest commit_hash;

  // One line without line end; the key comes last, since it may hold spaces:
  //   firstlog-receipt 1 812 2 97 2026-01-31T09:30:00.250000Z <64 hex digits> acme
  // Throws std::bad_alloc.
  FIRSTLOG_API std::string to_string() const;
  // Errors: malformed (names the part), unsupported (a later version), out_of_memory.
  FIRSTLOG_API static Result<Receipt> parse(std::string_view line) noexcept;

  friend bool operator==(const Receipt&, const Receipt&) noexcept = default;
};

}  // namespace firstlog::inline v1
