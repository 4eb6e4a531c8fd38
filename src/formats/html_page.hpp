// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A page that stands alone: no script, nothing loaded from elsewhere, readable on a phone and on paper.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/zone.hpp"
#include "firstlog/rules/close_count.hpp"

namespace firstlog::inline v1::detail {

// Appends the text so that it is text wherever it stands: between tags and in a quoted attribute.
void append_escaped(std::string& html, std::string_view text);

// "1,800.00"; JPY "180,000". Digits are grouped by three, the currency is the column's or the label's.
std::string grouped(Money amount);
// "270.00 EUR"
std::string grouped_with_currency(Money amount);
// "15 %", "0.5 %"; where no decimal ends, the fraction of one: "1/3".
std::string percentage(Rate rate);
// "2", "0.5", "2 1/3".
std::string mixed(CloseCount closes);
// "2026-01-31 10:30", without a break, as the zone's clocks show it.
std::string civil(Instant instant, const Zone& zone);

// What a column holds: text stands to the left and may break, numbers to the right and may not.
enum class Align : unsigned char { text, number };

struct Column {
  std::string_view label;
  Align align = Align::text;
};

// A cell's parts. Texts are escaped when they are written.
struct Cell {
  std::string text;
  std::string note = {};        // below the text, smaller
  std::string_view badge = {};  // of one of the page's classes, "green"; the text says the same
  bool is_name = false;         // a key of the host's: its direction is its own
};

class Page {
 public:
  // `title` is the page's name and its first heading; `subtitle` stands below it.
  Page(std::string_view title, std::string_view subtitle);

  struct Fact {
    std::string label;
    std::string value;
    std::string_view badge = {};
  };
  void facts(const std::vector<Fact>& facts);
  void heading(std::string_view text);
  void paragraph(std::string_view text);
  // On a narrow screen every row becomes a card whose cells carry their column's label. `foot`: a last row
  // that sums; empty: none.
  void table(std::string_view caption, const std::vector<Column>& columns,
             const std::vector<std::vector<Cell>>& rows, const std::vector<Cell>& foot = {});
  // The whole page. Ends the page's use.
  std::string take();

 private:
  void row(std::string_view tag, const std::vector<Column>& columns, const std::vector<Cell>& cells);
  std::string html_;
};

}  // namespace firstlog::inline v1::detail
