// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Brings tables into an organisation by a mapping (formats/import_mapping.hpp, docs/import.md): tried
// first, resumable, reported row by row, reconciled with the journal, undone whole by one command.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/formats/import_mapping.hpp"
#include "firstlog/rules/rule.hpp"

namespace firstlog::inline v1 {

// A table's text, which must outlive the call.
struct ImportTable {
  std::string_view name;  // as the mapping calls it
  std::string_view csv;
};

// What is pointed to must outlive the call.
struct ImportOptions {
  std::string_view batch;  // names the import, once and for ever; 1 to 64 bytes
  ActorRef importer;       // holds the role importer
  // For a replay whose clock is the data's own: the clock that the engine was opened with. It is moved
  // on, never back, to the time of what is brought in.
  ManualClock* replay_clock = nullptr;
  // What try_import reads as the time; null: the system's clock. Give it where the engine was opened with
  // another one.
  Clock* clock = nullptr;
  // Confirms the clock where a replay jumps further than the policy lets it; absent: such a jump ends
  // the import with clock_suspect.
  ActorRef manager = {};
  ZoneSource* zones = nullptr;  // null: the system's
  Bytes match_secret = {};      // of match keys (journal/match_keys.hpp), where the mapping makes any
  bool end = true;              // sends end_import behind the last row
  bool reconcile = true;        // reads the journal when it is done, see reconcile_import
  std::uint32_t commands_at_once = 4096;  // of one submission
  std::size_t findings_max = 1'000'000;   // kept in the report; all are counted
  Duration wait_max = Duration::seconds(10);
};

// Numbers are fixed for ever.
enum class ImportFindingKind : std::uint8_t {
  row = 1,                  // cannot be read, or not turned into a command: nothing of it was brought in
  malformed = 2,            // the command names what does not exist, or holds what it may not
  refused = 3,              // a rule said no
  contested = 4,            // recorded, but somebody else's entry counts
  two_values = 5,           // one was kept where two stood
  before_registration = 6,  // entries on the contact are older than its own registration; they were kept
};
FIRSTLOG_API std::string_view name_of(ImportFindingKind kind) noexcept;

// What there is to say of a row. A row that gives several commands may have several.
struct ImportFinding {
  ImportFindingKind kind = ImportFindingKind::row;
  std::string table;
  std::uint64_t row = 0;   // of its table, from 1, the header not counted
  std::uint64_t line = 0;  // of its text, from 1
  std::string column;      // empty: none in particular
  CommandKind command = CommandKind::none;
  Rule rule = Rule::none;
  std::string contact;  // its key
  std::string actor;
  std::string winner;  // contested: whose entry counts
  std::string reason;
  std::string remedy;
};

// A number of closes, and what they come to in each currency.
struct ImportAmount {
  std::uint64_t closes = 0;
  std::vector<Money> money;
};

// What the tables said, and what the journal holds of the import, side by side.
struct ImportReconciliation {
  struct Side {
    std::uint64_t contacts = 0;
    std::uint64_t entries = 0;  // besides registrations
    ImportAmount closes;        // logged, as claimed
    ImportAmount approvals;     // as invoiced
  };
  Side tables;   // every command that the mapping made
  Side journal;  // what was accepted or recorded as contested; the difference is in the findings
  // The closes of the import by where they stand now.
  ImportAmount pending;
  ImportAmount verified;
  ImportAmount rejected;
  ImportAmount withdrawn;
  struct Rep {
    std::string rep;
    std::uint64_t claims = 0;     // entries of the import that own a credit
    std::uint64_t contested = 0;  // entries that do not
    ImportAmount pending;
    ImportAmount verified;
  };
  std::vector<Rep> reps;  // by key
};

struct ImportReport {
  std::uint64_t rows = 0;
  std::uint64_t rows_without_command = 0;  // of which no condition held
  std::uint64_t commands = 0;
  std::uint64_t accepted = 0;
  std::uint64_t contested = 0;
  std::uint64_t refused = 0;
  std::uint64_t malformed = 0;          // commands, and rows that could not become one
  std::uint64_t repeated = 0;           // answered before: the import was resumed
  std::uint64_t known = 0;              // registrations of what existed (unless_known)
  std::vector<ImportFinding> findings;  // by table, then row
  std::uint64_t findings_left_out = 0;
  ImportReconciliation reconciliation;
};

// Begins the import, brings in every row, and ends it. Where an import of that name is under way, goes on
// behind what it holds, provided that mapping and tables are the same. What a rule refuses is reported
// and the rest goes on; every row is answered.
// Errors: invalid_argument (no such importer, a table that is not there, an import of that name that was
// ended), malformed (a column that a table lacks), not_found (a zone), clock_suspect, and those of the
// store; then what was committed stands, and running it again goes on.
FIRSTLOG_API Result<ImportReport> run_import(Engine& engine, std::string_view organisation,
                                             const ImportMapping& mapping,
                                             std::span<const ImportTable> tables,
                                             const ImportOptions& options);

// The same on a copy of the journal in memory: nothing is written, no clock is moved.
FIRSTLOG_API Result<ImportReport> try_import(Engine& engine, std::string_view organisation,
                                             const ImportMapping& mapping,
                                             std::span<const ImportTable> tables,
                                             const ImportOptions& options);

// What the journal holds of an import, at any time. Errors: not_found, and those of the store.
FIRSTLOG_API Result<ImportReconciliation> reconcile_import(Engine& engine, std::string_view organisation,
                                                           std::string_view batch);

// One event that keeps an import from being undone: somebody else's on a contact that it registered
// (import_in_use); on a contact that it did not, somebody else's behind its own entries, or one of its own
// that reaches beyond the contact (import_wrote_elsewhere).
struct ImportObstacle {
  Rule rule = Rule::none;  // which of the two
  Position position;
  Instant recorded_at;
  EventKind kind = EventKind::none;
  std::string contact;    // its key
  std::string actor;      // empty: the engine itself
  std::string batch;      // of the entry's own import; empty: it was made live
  std::uint64_t row = 0;  // of that import's source
};

// Everything that stands in the way of undoing the import, in order of position; empty where nothing does, or
// where it was undone. `count_max`: how many are told. Errors: not_found, and those of the store.
FIRSTLOG_API Result<std::vector<ImportObstacle>> import_obstacles(Engine& engine,
                                                                  std::string_view organisation,
                                                                  std::string_view batch,
                                                                  std::size_t count_max = 1'000'000);

// The findings as a table (RFC 4180): kind, table, row, line, column, command, rule, contact, actor,
// winner, reason, remedy.
FIRSTLOG_API std::string findings_to_csv(std::span<const ImportFinding> findings);

}  // namespace firstlog::inline v1
