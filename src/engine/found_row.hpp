// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The commit that holds a position, read and checked.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include "firstlog/journal/commit.hpp"
#include "firstlog/store/store.hpp"

namespace firstlog::inline v1::detail {

// Takes the first row that the store delivers, and keeps its bytes for the reader.
class FoundRow final : public RowSink {
 public:
  explicit FoundRow(CommitReader& reader) noexcept : reader_(reader) {}
  // What the reader has open views these bytes.
  bool take(const CommitRow& row) noexcept override {
    try {
      bytes_.assign(row.record.begin(), row.record.end());
    } catch (...) {
      result = Error(Status::out_of_memory, "journal", "no memory to read a commit");
      return false;
    }
    result = reader_.open(CommitRow{row.first_position, row.head, bytes_}, {.commands = false});
    if (result) result = reader_.check_hash(row.head.hash);
    return false;
  }
  Result<void> result = Error(Status::corrupt, "journal", "a position of the journal is missing");

 private:
  CommitReader& reader_;
  std::vector<std::byte> bytes_;
};

}  // namespace firstlog::inline v1::detail
