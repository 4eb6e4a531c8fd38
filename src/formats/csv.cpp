// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/formats/csv.hpp"

#include <algorithm>

#include "firstlog/base/text.hpp"

namespace firstlog::inline v1 {

std::string_view sentence_of(CsvFault fault) noexcept {
  switch (fault) {
    case CsvFault::none: return "";
    case CsvFault::quote_in_text:
      return "a quotation mark stands inside a field that does not begin with one";
    case CsvFault::text_after_quote:
      return "something stands between a closing quotation mark and the separator";
    case CsvFault::quote_not_closed: return "the quotation mark that opens the field is never closed";
    case CsvFault::not_utf8: return "the row is not UTF-8";
  }
  return "";
}

std::string_view remedy_of(CsvFault fault) noexcept {
  switch (fault) {
    case CsvFault::none: return "";
    case CsvFault::quote_in_text:
    case CsvFault::text_after_quote:
      return "put the whole field in quotation marks, and double those inside it";
    case CsvFault::quote_not_closed: return "close the quotation mark, or double it where it is meant";
    case CsvFault::not_utf8: return "convert the file to UTF-8";
  }
  return "";
}

CsvReader::CsvReader(std::string_view text, char separator) noexcept : text_(text), separator_(separator) {
  if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
}

bool CsvReader::at(std::size_t offset, CsvRow& row) {
  at_ = offset;
  return next(row);
}

bool CsvReader::next(CsvRow& row) {
  row.fields.clear();
  row.unquoted.clear();
  row.fault = CsvFault::none;
  while (at_ < text_.size() &&
         (text_[at_] == '\n' || (text_[at_] == '\r' && text_.substr(at_, 2) == "\r\n"))) {
    if (text_[at_] == '\n') ++line_;
    ++at_;
  }
  if (at_ >= text_.size()) return false;
  row.offset = at_;
  row.line = line_;
  const std::size_t newline = std::min(text_.find('\n', at_), text_.size());
  std::string_view line = text_.substr(at_, newline - at_);
  if (line.find('"') != std::string_view::npos) {
    read_quoted(row);
    return true;
  }
  at_ = newline + 1;
  ++line_;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (!valid_utf8(line)) {
    row.fault = CsvFault::not_utf8;
    row.fault_field = 0;
    return true;
  }
  for (;;) {
    const std::size_t stop = line.find(separator_);
    row.fields.push_back(line.substr(0, stop));
    if (stop == std::string_view::npos) return true;
    line.remove_prefix(stop + 1);
  }
}

// A row that holds quotation marks; its fields may go over several lines.
void CsvReader::read_quoted(CsvRow& row) {
  const std::size_t begin = at_;
  for (;;) {
    if (at_ < text_.size() && text_[at_] == '"') {
      const std::size_t opened = at_++;
      std::string* joined = nullptr;
      std::size_t part = at_;
      for (;;) {
        const std::size_t quote = text_.find('"', at_);
        if (quote == std::string_view::npos) return fail(row, CsvFault::quote_not_closed, opened);
        at_ = quote + 1;
        if (at_ < text_.size() && text_[at_] == '"') {  // a doubled one
          if (joined == nullptr) joined = &row.unquoted.emplace_back();
          joined->append(text_.substr(part, at_ - part));
          part = ++at_;
          continue;
        }
        if (joined != nullptr)
          row.fields.push_back(joined->append(text_.substr(part, quote - part)));
        else
          row.fields.push_back(text_.substr(part, quote - part));
        break;
      }
    } else {
      const char ends[] = {'"', separator_, '\n'};
      const std::size_t stop = std::min(text_.find_first_of({ends, sizeof ends}, at_), text_.size());
      if (stop < text_.size() && text_[stop] == '"') return fail(row, CsvFault::quote_in_text, stop);
      std::string_view field = text_.substr(at_, stop - at_);
      if (stop == text_.size() || text_[stop] == '\n')
        if (!field.empty() && field.back() == '\r') field.remove_suffix(1);
      row.fields.push_back(field);
      at_ = stop;
    }
    if (at_ < text_.size() && text_[at_] == separator_) {
      ++at_;
      continue;
    }
    if (text_.substr(at_, 2) == "\r\n") ++at_;
    if (at_ < text_.size() && text_[at_] != '\n') return fail(row, CsvFault::text_after_quote, at_);
    break;
  }
  const std::string_view whole = text_.substr(begin, at_ - begin);
  line_ += static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n')) + 1;
  ++at_;
  if (valid_utf8(whole)) return;
  row.fields.clear();
  row.fault = CsvFault::not_utf8;
  row.fault_field = 0;
}

void CsvReader::fail(CsvRow& row, CsvFault fault, std::size_t next_line_from) {
  row.fault = fault;
  row.fault_field = row.fields.size();
  row.fields.clear();
  const std::size_t newline = std::min(text_.find('\n', next_line_from), text_.size());
  const std::string_view whole = text_.substr(row.offset, newline - row.offset);
  line_ = row.line + static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n')) + 1;
  at_ = newline + 1;
}

void append_csv_field(std::string& csv, std::string_view field, char separator) {
  const bool plain = field.find_first_of("\"\r\n") == std::string_view::npos &&
                     field.find(separator) == std::string_view::npos;
  if (plain) {
    csv += field;
    return;
  }
  csv += '"';
  for (char c : field) {
    if (c == '"') csv += '"';
    csv += c;
  }
  csv += '"';
}

}  // namespace firstlog::inline v1
