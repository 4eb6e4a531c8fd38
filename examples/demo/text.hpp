// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Numbers and tables for people. Part of the demo.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/zone.hpp"

namespace firstlog_demo {

// Broken between words into lines of at most 100 columns, each indented as the first and ended.
std::string wrapped(std::string_view line);
// "41,188".
std::string grouped(std::uint64_t number);
// "5,662,889.00".
std::string grouped(firstlog::Money money);
// "2.4 s" of 2412 milliseconds, rounded down; "14 ms" below a second.
std::string seconds_text(std::int64_t milliseconds);
// "2008-05-06 10:22:31" as the wall in the zone shows it; "2008-05-06" alone.
std::string local_text(const firstlog::Zone& zone, firstlog::Instant at);
std::string local_day(const firstlog::Zone& zone, firstlog::Instant at);
// To the nearest second: "3 d 04 h", "17 min", "4 min 30 s".
std::string span_text(firstlog::Duration span);

// Rows of cells in aligned columns. A heading that begins with '>' asks for right alignment.
class Table {
 public:
  Table(std::initializer_list<std::string_view> headings);
  explicit Table(const std::vector<std::string>& headings);
  void add(std::vector<std::string> cells);
  // Every line indented by three spaces and ended.
  std::string text() const;

 private:
  void add_heading(std::string_view heading);
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace firstlog_demo
