// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A journal as JSON Lines, one line per commit: for people, for other programs, and as a backup that
// loses nothing. Beside the readable form each line carries the record's own bytes and its hash, so
// that what comes back in is byte for byte what went out.
//
//   {"format":1,"organisation":"acme","commit_number":1,…,"hash":"<hex>",
//    "events":[{"position":1,"recorded_at":"2026-01-31T09:30:00.250000Z","kind":"interest_logged",…}],
//    "commands":[{"kind":"log_interest","given":["contact"],…,"outcome":{…}}],
//    "record":"<base64>"}
//
// Members are named as in core/event.hpp and core/command.hpp; those with their default are left out.
// Enumerations stand as their names, instants as RFC 3339 in UTC, amounts as
// {"amount":"1800.00","currency":"GBP"}, hashes in hexadecimal, handles as numbers and host keys as
// text. Text that is not UTF-8 stands as {"base64":"…"}.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/journal/row.hpp"

namespace firstlog::inline v1 {

// Appends the line of one commit, line end included. After an error `out` is as it was.
// Errors: those of CommitReader::open, corrupt (the row's hash is not that of its bytes), out_of_memory.
FIRSTLOG_API Result<void> append_commit_json(const CommitRow& row, std::string& out) noexcept;

// Reads line after line. Threads: one at a time.
class FIRSTLOG_API JournalJsonReader {
 public:
  // `organisation`: whose journal it must be; empty: that of the first line. `previous`: the head behind
  // which the lines begin. Throws std::bad_alloc.
  explicit JournalJsonReader(std::string_view organisation = {}, const Head& previous = {});
  JournalJsonReader(JournalJsonReader&&) noexcept;
  JournalJsonReader& operator=(JournalJsonReader&&) noexcept;
  ~JournalJsonReader();

  // Reads the next line (without its line end) and checks that it is well formed, has no member twice
  // or unknown, that the readable form says what the bytes say, that the hash is theirs and that the
  // commit follows the one before. The row's record belongs to the reader and is valid until the next
  // call. Errors name the line and the JSON path ("line 3, $.events[2].amount"): malformed, corrupt,
  // unsupported, out_of_memory. After an error the reader stands where it stood.
  Result<CommitRow> read_line(std::string_view line) noexcept;

  const Head& head() const noexcept;  // of what was read
  std::uint64_t lines() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Reads a whole text. Everything is checked before the first row is delivered: after an error the sink
// has seen nothing. Answers the head of what was delivered. Errors: as read_line.
FIRSTLOG_API Result<Head> import_journal_json(std::string_view text, std::string_view organisation,
                                              RowSink& sink) noexcept;

}  // namespace firstlog::inline v1
