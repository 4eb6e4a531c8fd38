// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Comma-separated values as RFC 4180 has them, read strictly and row by row: a row that does not follow
// the format is named, and the ones behind it are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// What is wrong with a row. Numbers are fixed for ever.
enum class CsvFault : std::uint8_t {
  none = 0,
  quote_in_text = 1,     // a quotation mark inside a field that does not begin with one
  text_after_quote = 2,  // something between a closing quotation mark and the next separator
  quote_not_closed = 3,  // the text ends before the field does
  not_utf8 = 4,
};

// One sentence, and what to do about it.
FIRSTLOG_API std::string_view sentence_of(CsvFault fault) noexcept;
FIRSTLOG_API std::string_view remedy_of(CsvFault fault) noexcept;

// One row. Fields are views of the text, or of the row where quotation marks had to be taken out; they
// hold until the row is read into again.
struct CsvRow {
  std::vector<std::string_view> fields;
  std::size_t offset = 0;  // of its first byte in the text
  std::size_t line = 0;    // of the text, from 1; a quoted field may go over several
  CsvFault fault = CsvFault::none;
  std::size_t fault_field = 0;  // place in the row, from 0

  std::deque<std::string> unquoted = {};
};

// Reads rows one after the other. A byte order mark is passed over, lines end with LF or CRLF, empty
// lines are passed over. Fields may hold separators, quotation marks (doubled) and line ends where they
// stand in quotation marks.
class FIRSTLOG_API CsvReader {
 public:
  // `text` must outlive the reader and the rows.
  explicit CsvReader(std::string_view text, char separator = ',') noexcept;

  // False at the end of the text. A row with a fault has no fields; reading goes on with the next line.
  bool next(CsvRow& row);
  // Reads the row that begins at `offset`, as CsvRow::offset told it. Its line is not known then.
  bool at(std::size_t offset, CsvRow& row);

 private:
  void read_quoted(CsvRow& row);
  void fail(CsvRow& row, CsvFault fault, std::size_t next_line_from);

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

// Appends a field, in quotation marks where it needs them.
FIRSTLOG_API void append_csv_field(std::string& csv, std::string_view field, char separator = ',');

}  // namespace firstlog::inline v1
