// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A commit as stores keep it and journals are handed on.
#pragma once

#include <cstddef>
#include <cstdint>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"

namespace firstlog::inline v1 {

// Largest record in bytes: what every store must hold in one piece (512 MiB).
inline constexpr std::size_t record_bytes_max = std::size_t{512} << 20;

// The last commit of an organisation's journal. All zero where the journal is empty.
struct Head {
  std::uint64_t commit_number = 0;  // 1 and up, gap-free within the organisation
  Position last_position;           // of the last event in it
  Instant last_time;                // system timestamp of that event
  Digest hash;                      // of that commit
  CommitId commit_id;

  friend bool operator==(const Head&, const Head&) noexcept = default;
};

// One finished commit, as the journal layer made it. `record` is the whole truth; the other members
// repeat what a store needs to keep order without reading it, and readers check them against it.
struct CommitRow {
  Position first_position;
  Head head;     // the journal's head once this commit stands
  Bytes record;  // 1 to record_bytes_max bytes
};

// Takes rows one by one. Answering false stops the delivery; the call then returns ok. The row and its
// record are valid only during the call.
class RowSink {
 public:
  virtual bool take(const CommitRow& row) noexcept = 0;

 protected:
  ~RowSink() = default;
};

}  // namespace firstlog::inline v1
