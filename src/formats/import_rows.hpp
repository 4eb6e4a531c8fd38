// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A table of a mapping over its text: which commands a row gives, and each of them made.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/result.hpp"
#include "firstlog/base/zone.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/formats/csv.hpp"
#include "firstlog/formats/import_mapping.hpp"
#include "formats/import_text.hpp"

namespace firstlog::inline v1::detail {

// Texts and lists that live until clear().
class TextArena {
 public:
  std::string_view keep(std::string_view text);
  void clear() noexcept;

  ImportLists lists;

 private:
  static constexpr std::size_t block_bytes = std::size_t{1} << 16;
  std::vector<std::vector<char>> blocks_;
  std::size_t block_ = 0;
};

// What a row cannot be, or what was left out of it.
struct RowFault {
  std::string column;  // empty: none in particular
  std::string reason;
  std::string remedy;
};

// Rows that were put together, and what was wrong with some.
struct GroupedTable {
  std::string csv;
  std::vector<std::uint32_t> rows;   // of the source, from 1: where each began
  std::vector<std::uint32_t> lines;  // the same, lines of the text
  struct Fault {
    std::uint32_t row;
    std::uint32_t line;
    RowFault what;
  };
  std::vector<Fault> faults;
  std::uint64_t source_rows = 0;
};

// Errors: malformed, naming table and column.
Result<GroupedTable> group_rows(const ImportTableMapping& mapping, std::string_view csv);

// What is wrong with a row's form; false where nothing is.
bool fault_of_row(const CsvRow& row, const std::vector<std::string>& header, RowFault& fault);

class ImportRows {
 public:
  // `mapping`, `csv` and `zones` must outlive it. Errors: malformed (a column that the table lacks, a header
  // that cannot be read), and those of reading a zone.
  static Result<ImportRows> open(const ImportMapping& whole, const ImportTableMapping& mapping,
                                 std::string_view csv, const std::map<std::string, Zone, std::less<>>& zones);

  const std::vector<std::string>& header() const noexcept { return header_; }
  std::size_t first_row_offset() const noexcept { return first_row_; }

  bool applies(std::size_t command, const CsvRow& row) const noexcept;
  // False: `fault` says why there is none.
  bool time_of(std::size_t command, const CsvRow& row, TextArena& arena, Instant& at, RowFault& fault) const;
  // What a member of the command holds; empty: nothing, or there is no such member.
  std::string_view content_of(std::size_t command, ImportTarget target, const CsvRow& row,
                              TextArena& arena) const;
  // Empty where the command may come any number of times.
  std::string_view once_of(std::size_t command, const CsvRow& row, TextArena& arena) const;
  bool has_once(std::size_t command) const noexcept { return !commands_[command].once.empty(); }

  // Makes the command of a fresh one, its own time included. False: `fault` says why not. `left_out` takes
  // what was given up where two values stood for one. Texts are views of the table's text or of the arena.
  bool make(std::size_t command, const CsvRow& row, TextArena& arena, Command& into, RowFault& fault,
            std::vector<RowFault>& left_out) const;
  // The column that a field of the command came from, for people; empty: none.
  std::string column_of(std::size_t command, Field field) const;

 private:
  struct Part {
    std::string literal;
    std::uint32_t column = 0;
    bool is_column = false;
  };
  struct Member {
    const ImportTargetRow* target = nullptr;
    const ImportValue* value = nullptr;
    const Zone* zone = nullptr;
    Currency currency;
    std::vector<Part> parts;
    std::vector<std::uint32_t> first_of;
    std::vector<std::pair<std::string_view, std::string_view>> map;  // sorted
  };
  struct Condition {
    const ImportCondition* asks = nullptr;
    std::uint32_t column = 0;
  };
  struct Made {
    CommandKind kind = CommandKind::none;
    Fields needs;
    std::vector<Condition> when;
    std::vector<Part> once;
    std::vector<Member> members;
    std::uint32_t time = 0;  // place among members
  };

  Result<std::uint32_t> column(std::string_view name) const;
  Result<std::vector<Part>> parts(std::string_view text) const;
  Result<Member> member(const ImportTargetRow& target, const ImportValue& value,
                        const std::map<std::string, Zone, std::less<>>& zones) const;
  bool is_empty(std::string_view content) const noexcept;
  std::string_view joined(const std::vector<Part>& parts, const CsvRow& row, TextArena& arena) const;
  // False: a map had no such content.
  bool content(const Member& member, const CsvRow& row, TextArena& arena, std::string_view& into,
               std::vector<RowFault>* left_out) const;
  bool read(const Member& member, const CsvRow& row, TextArena& arena, Command& into, bool& given,
            RowFault& fault, std::vector<RowFault>* left_out) const;
  std::string name_of(const Member& member) const;

  const ImportMapping* whole_ = nullptr;
  std::string table_;
  std::string_view text_;
  std::vector<std::string> header_;
  std::size_t first_row_ = 0;
  std::vector<Made> commands_;
};

}  // namespace firstlog::inline v1::detail
