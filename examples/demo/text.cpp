// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "text.hpp"

#include <algorithm>
#include <utility>

namespace firstlog_demo {
namespace {

std::string group(std::string_view digits) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string two_digits(std::int64_t number) {
  std::string text;
  if (number < 10) text += '0';
  return text += std::to_string(number);
}

}  // namespace

std::string wrapped(std::string_view line) {
  constexpr std::size_t width = 100;
  std::string text;
  std::string indent(std::min(line.find_first_not_of(' '), line.size()), ' ');
  std::string current = indent;
  line.remove_prefix(indent.size());
  while (!line.empty()) {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    if (current.size() > indent.size() && current.size() + 1 + word.size() > width) {
      text += current + '\n';
      current = indent;
    }
    if (current.size() > indent.size()) current += ' ';
    current += word;
  }
  return text + current + '\n';
}

std::string grouped(std::uint64_t number) {
  return group(std::to_string(number));
}

std::string grouped(firstlog::Money money) {
  const std::string plain = money.to_string();
  const std::size_t begin = plain.starts_with('-') ? 1 : 0;
  const std::size_t point = std::min(plain.find('.'), plain.size());
  return plain.substr(0, begin) + group(std::string_view(plain).substr(begin, point - begin)) +
         plain.substr(point);
}

std::string seconds_text(std::int64_t milliseconds) {
  if (milliseconds < 1'000) return std::to_string(milliseconds) + " ms";
  return std::to_string(milliseconds / 1'000) + '.' + std::to_string(milliseconds / 100 % 10) + " s";
}

std::string local_day(const firstlog::Zone& zone, firstlog::Instant at) {
  return zone.local_of(at).date.to_string();
}

std::string local_text(const firstlog::Zone& zone, firstlog::Instant at) {
  const firstlog::LocalTime local = zone.local_of(at);
  return local.date.to_string() + ' ' + two_digits(local.time.hour()) + ':' +
         two_digits(local.time.minute()) + ':' + two_digits(local.time.second());
}

std::string span_text(firstlog::Duration span) {
  const std::int64_t seconds = (span.microseconds() + 500'000) / 1'000'000;
  if (seconds >= 86'400)
    return std::to_string(seconds / 86'400) + " d " + two_digits(seconds / 3'600 % 24) + " h";
  if (seconds >= 3'600)
    return std::to_string(seconds / 3'600) + " h " + two_digits(seconds / 60 % 60) + " min";
  if (seconds % 60 == 0) return std::to_string(seconds / 60) + " min";
  return std::to_string(seconds / 60) + " min " + two_digits(seconds % 60) + " s";
}

Table::Table(std::initializer_list<std::string_view> headings) {
  rows_.emplace_back();
  for (const std::string_view heading : headings) add_heading(heading);
}

Table::Table(const std::vector<std::string>& headings) {
  rows_.emplace_back();
  for (const std::string& heading : headings) add_heading(heading);
}

void Table::add_heading(std::string_view heading) {
  right_.push_back(heading.starts_with('>'));
  rows_.front().emplace_back(heading.substr(right_.back() ? 1 : 0));
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(right_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::size_t> widths(right_.size(), 0);
  for (const std::vector<std::string>& row : rows_)
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], row[column].size());
  std::string text;
  for (const std::vector<std::string>& row : rows_) {
    std::string line = "   ";
    for (std::size_t column = 0; column < row.size(); ++column) {
      const std::string gap(widths[column] - row[column].size(), ' ');
      if (column > 0) line += "  ";
      line += right_[column] ? gap + row[column] : row[column] + gap;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace firstlog_demo
