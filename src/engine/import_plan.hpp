// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which commands an import's rows give, and in which order, before any of them is made.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "firstlog/base/hash.hpp"
#include "firstlog/engine/import.hpp"
#include "formats/import_rows.hpp"

namespace firstlog::inline v1::detail {

// One command to come: small, for there may be millions.
struct PlannedCommand {
  Instant at;     // its own time
  Instant order;  // where it stands; a registration may stand before its own time
  std::uint64_t offset = 0;
  std::uint32_t row = 0;     // of all tables together, from 1
  std::uint32_t source = 0;  // place among the table's rows, from 1
  std::uint32_t line = 0;
  std::uint16_t table = 0;
  std::uint16_t command = 0;
  std::uint8_t rank = 0;  // actors, contacts, entries
  bool dropped = false;   // another one of its `once` comes first
};

// Takes the commands in their order, each with its row.
class PlanSink {
 public:
  virtual Result<void> take(const PlannedCommand& planned, const CsvRow& row) = 0;

 protected:
  ~PlanSink() = default;
};

class ImportPlan {
 public:
  ImportPlan(const ImportMapping& mapping, ImportReport& report, std::size_t findings_max)
      : mapping_(mapping), report_(report), findings_max_(findings_max) {}

  // Looks at the tables' headers. Errors: invalid_argument, malformed, not_found.
  Result<void> open(std::span<const ImportTable> tables, ZoneSource& zones);
  // Goes through every row. In the file's order each is read once, and its own time by whoever makes it;
  // in the order of time all are read before the first is handed on. Errors: out_of_range, and the sink's.
  Result<void> each(PlanSink& sink);

  const ImportRows& table(const PlannedCommand& planned) const noexcept { return rows_[planned.table]; }
  const ImportTableMapping& mapping_of(const PlannedCommand& planned) const noexcept {
    return mapping_.tables[planned.table];
  }
  void find(const PlannedCommand& planned, ImportFinding finding);

 private:
  Result<void> read_zones(ZoneSource& zones);
  // `sink` null: keeps them in planned_.
  Result<void> read_table(std::size_t table, PlanSink* sink);
  Result<void> plan_row(std::size_t table, const CsvRow& row, const PlannedCommand& place, PlanSink* sink);
  // False: another one of its `once` came before, or it has none.
  bool is_first(const PlannedCommand& planned, const CsvRow& row, std::size_t place);
  const CsvRow& row(const PlannedCommand& planned);
  void note_use(std::size_t table, std::size_t command, const CsvRow& row, Instant at);
  void put_registrations_first();
  static bool before(const PlannedCommand& a, const PlannedCommand& b) noexcept;

  const ImportMapping& mapping_;
  ImportReport& report_;
  std::size_t findings_max_;
  std::map<std::string, Zone, std::less<>> zones_;
  std::vector<std::string_view> texts_;  // of the tables, grouped ones put together
  std::vector<GroupedTable> grouped_;    // by table; empty where it is not grouped
  std::vector<ImportRows> rows_;
  std::vector<PlannedCommand> planned_;
  TextArena arena_;

  // Of each kind of command: what a `once` has seen, and which planned command has it.
  struct Once {
    KeyIndex keys;
    std::vector<std::size_t> planned;  // by key
  };
  std::map<CommandKind, Once> once_;
  // The earliest entry on each contact, where contacts are registered in an order of time.
  bool by_use_ = false;
  KeyIndex used_;
  std::vector<Instant> used_at_;

  std::uint64_t rows_before_ = 0;  // of the tables before the one that is read
  CsvRow read_;
  std::uint64_t read_offset_ = 0;
  std::size_t read_table_ = static_cast<std::size_t>(-1);
};

}  // namespace firstlog::inline v1::detail
