// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One commit as one record: made by CommitBuilder, read by CommitReader. Neither decides anything;
// the bytes are described in docs/journal-format.md.
//
// Threads: one object is used by one thread at a time. Both are meant to be kept and used again:
// after the first commits nothing is allocated per event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/journal/merkle.hpp"
#include "firstlog/journal/row.hpp"

namespace firstlog::inline v1 {

// Builds one record after another:
//   start, then add_event and add_command in any interleaving, then finish.
// What goes wrong in between is kept and answered by finish.
class FIRSTLOG_API CommitBuilder {
 public:
  CommitBuilder();  // throws std::bad_alloc
  CommitBuilder(CommitBuilder&&) noexcept;
  CommitBuilder& operator=(CommitBuilder&&) noexcept;
  ~CommitBuilder();

  // Drops whatever was begun and begins the commit that follows `previous`. `organisation` is the
  // organisation's key, copied. `first_time` must lie behind previous.last_time.
  void start(std::string_view organisation, const Head& previous, Instant first_time,
             CommitId commit_id) noexcept;

  // Where the next event will stand.
  Position next_position() const noexcept;
  Instant next_time() const noexcept;
  std::uint32_t event_count() const noexcept;
  std::uint32_t command_count() const noexcept;

  // Appends an event, which gets next_position() and next_time(); where event.position is present
  // both must say the same already. event.command is the place of its command in this commit.
  // event.policy is not stored. Copies what the event's views show.
  void add_event(const Event& event) noexcept;

  // Appends a command with the summary of its answer. Of the command's names the handle is stored:
  // `outcome.actor` and `outcome.contact` where present, else the Ref's own, else its key. Of
  // `command.personal` only `personal` is stored, its commitment (journal/commitment.hpp). Where
  // outcome.event_count is not 0, outcome.position must lie in this commit.
  void add_command(const Command& command, const Outcome& outcome, const Digest& personal = {}) noexcept;

  // Hashes and frames the commit. The row's record belongs to the builder and is valid until its
  // next start. Errors: invalid_argument (no event, no start, times or positions that do not follow,
  // a reference to a command or event that is not there); out_of_range (record too large);
  // out_of_memory.
  Result<CommitRow> finish() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// A command as the journal holds it.
struct RecordedCommand {
  // Texts are views of the record. References hold handles where the journal does; `personal` is
  // empty, whatever `given` says.
  Command command;
  // Position, time and event count are those of the events that it produced; commit_hash is the row's.
  Outcome outcome;
  Digest personal;                // commitment; all zero where there was none
  std::uint32_t first_event = 0;  // place in the commit of the first event it produced
};

struct ReadOptions {
  // An event or command of a kind (or with a flag, rule or other number) that this version does not
  // know: false answers unsupported, true passes it over.
  bool skip_unknown = false;
  // False leaves the commands unread, which saves time where only events count.
  bool commands = true;
};

// Reads one record at a time. Trusts nothing: whatever the bytes are, open either answers an error or
// everything behind it is inside them.
class FIRSTLOG_API CommitReader {
 public:
  CommitReader();  // throws std::bad_alloc
  CommitReader(CommitReader&&) noexcept;
  CommitReader& operator=(CommitReader&&) noexcept;
  ~CommitReader();

  // Checks the record's structure: every buffer inside it, ends that ascend, positions and times that
  // follow each other, references that stay inside the commit. Does not compute any hash. `record`
  // must stay alive and unchanged while the reader or what it handed out is used (it is copied only
  // where its address is not a multiple of eight).
  // Errors: corrupt (names the position where it is known); unsupported (a newer format, an unknown
  // kind); out_of_memory. After an error nothing is open.
  Result<void> open(Bytes record, const ReadOptions& options = {}) noexcept;
  // The same, and that the row's columns agree with the record (the hash alone is left to check_hash).
  Result<void> open(const CommitRow& row, const ReadOptions& options = {}) noexcept;

  // That this commit follows `previous` in the organisation's journal: numbers, positions, times and
  // the hash that it names. `organisation` empty: any. Error: corrupt.
  Result<void> check_follows(std::string_view organisation, const Head& previous) const noexcept;

  // Computes the hash over all of the record's bytes. All zero where that cannot be done: memory ran
  // out, or parts of the record overlap.
  Digest compute_hash() noexcept;
  // That the computed hash is the row's. Errors: corrupt, naming the first position; out_of_memory.
  Result<void> check_hash(const Digest& expected) noexcept;

  // What the record says. events_root, commands_root and frame_digest are zero until compute_hash or
  // check_hash.
  const CommitHeader& header() const noexcept;
  std::uint32_t event_count() const noexcept;
  std::uint32_t command_count() const noexcept;  // 0 where commands are left unread
  Position last_position() const noexcept;
  Instant last_time() const noexcept;

  // Fills `event` with views of the record. False where its kind is unknown and skipped; then only
  // position, recorded_at, contact and command are set. Only with i < event_count().
  bool event(std::uint32_t i, Event& event) const noexcept;
  bool command(std::uint32_t i, RecordedCommand& command) const noexcept;

  // The stored buffer of one event or command: what its leaf covers.
  Bytes event_bytes(std::uint32_t i) const noexcept;
  Bytes command_bytes(std::uint32_t i) const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Holds the lists of one event or command; their texts are views of its buffer.
struct EventLists {
  std::vector<DealLine> lines;
  std::vector<CreditShare> credits;
  std::vector<MatchKey> match_keys;
  std::vector<OpeningBalance> balances;
  std::vector<ActorRef> reps;
};

// Reads one event's buffer alone, as a proof carries it. `event` gets views of `buffer`, which must be
// aligned to eight bytes, and of `lists`; without `lists` its lists are left empty. Errors: corrupt,
// unsupported, out_of_memory.
FIRSTLOG_API Result<void> read_event(Bytes buffer, Event& event, EventLists* lists = nullptr) noexcept;

}  // namespace firstlog::inline v1
