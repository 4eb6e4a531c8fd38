// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Rows put together: invoice lines to an invoice, calls to a contact.
#include <algorithm>
#include <unordered_map>

#include "formats/import_rows.hpp"

namespace firstlog::inline v1::detail {

namespace {

// An exact decimal: units × 10^-scale.
struct Decimal {
  std::int64_t units = 0;
  int scale = 0;

  static bool parse(std::string_view text, Decimal& into) noexcept {
    into = Decimal();
    const bool minus = !text.empty() && text[0] == '-';
    if (minus) text.remove_prefix(1);
    bool point = false;
    std::size_t digits = 0;
    for (char c : text) {
      if (c == '.' && !point && digits > 0) {
        point = true;
        continue;
      }
      if (c < '0' || c > '9' || __builtin_mul_overflow(into.units, std::int64_t{10}, &into.units) ||
          __builtin_add_overflow(into.units, std::int64_t{c - '0'}, &into.units))
        return false;
      ++digits;
      if (point) ++into.scale;
    }
    if (minus) into.units = -into.units;
    return digits > 0 && text.back() != '.';
  }
  bool rescale(int to) noexcept {
    for (; scale < to; ++scale)
      if (__builtin_mul_overflow(units, std::int64_t{10}, &units)) return false;
    return true;
  }
  bool add(Decimal other) noexcept {
    return rescale(other.scale) && other.rescale(scale) &&
           !__builtin_add_overflow(units, other.units, &units);
  }
  std::string text() const {
    const bool minus = units < 0;
    std::string digits =
        std::to_string(minus ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units));
    if (scale > 0) {
      const auto places = static_cast<std::size_t>(scale);
      if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
      digits.insert(digits.size() - places, ".");
    }
    return (minus ? "-" : "") + digits;
  }
};

enum class How : std::uint8_t { first, sum, least, greatest, last };

struct Group {
  std::vector<std::string> fields;
  std::vector<Decimal> sums;  // parallel to fields
  std::uint64_t count = 0;
  std::string joined;
};

class Grouping {
 public:
  Grouping(const ImportTableMapping& mapping, const std::vector<std::string>& header)
      : mapping_(mapping), header_(header), how_(header.size(), How::first) {}

  Result<void> prepare() {
    const ImportGroup& group = mapping_.group;
    for (const std::string& name : group.by) {
      const std::size_t at = place_of(name);
      if (at == header_.size()) return lacks(name);
      by_.push_back(at);
    }
    const std::pair<const std::vector<std::string>*, How> computed[] = {{&group.sum, How::sum},
                                                                        {&group.least, How::least},
                                                                        {&group.greatest, How::greatest},
                                                                        {&group.last, How::last}};
    for (const auto& [names, how] : computed)
      for (const std::string& name : *names) {
        const std::size_t at = place_of(name);
        if (at == header_.size()) return lacks(name);
        how_[at] = how;
      }
    for (TemplatePart& part : parts_of(group.join_each)) {
      const std::size_t at = part.column ? place_of(part.text) : 0;
      if (part.column && at == header_.size()) return lacks(part.text);
      each_.emplace_back(std::move(part), at);
    }
    if (!group.join.empty() && place_of(group.join) != header_.size()) {
      Error error(Status::malformed, mapping_.name, "the table has a column ",
                  "give the joined one another name");
      error.reason.append(group.join).append(" already");
      return error;
    }
    return {};
  }

  // False: `fault` says why the row is left out.
  bool take(const CsvRow& row, std::uint32_t number, GroupedTable& into, RowFault& fault) {
    std::vector<Decimal> read(header_.size());
    for (std::size_t i = 0; i < header_.size(); ++i)
      if (how_[i] == How::sum && !row.fields[i].empty() && !Decimal::parse(row.fields[i], read[i])) {
        fault = {header_[i],
                 "it holds \"" + std::string(row.fields[i].substr(0, 60)) +
                     "\", which is no decimal number to add up",
                 "correct the row"};
        return false;
      }
    std::string key;
    for (std::size_t at : by_) {
      key += row.fields[at];
      key += '\x1F';
    }
    const auto [found, fresh] = places_.emplace(key, groups_.size());
    if (fresh) {
      Group& made = groups_.emplace_back();
      for (std::string_view field : row.fields) made.fields.emplace_back(field);
      made.sums = read;
      made.count = 1;
      join(row, made.joined);
      into.rows.push_back(number);
      into.lines.push_back(static_cast<std::uint32_t>(row.line));
      return true;
    }
    Group& group = groups_[found->second];
    for (std::size_t i = 0; i < header_.size(); ++i) {
      const std::string_view field = row.fields[i];
      switch (how_[i]) {
        case How::first: break;
        case How::sum:
          if (Decimal sum = group.sums[i]; sum.add(read[i])) {
            group.sums[i] = sum;
          } else {
            fault = {header_[i], "the sum has more than eighteen digits", "make smaller groups"};
            return false;
          }
          break;
        case How::least:
          if (!field.empty() && (group.fields[i].empty() || field < group.fields[i])) group.fields[i] = field;
          break;
        case How::greatest:
          if (field > group.fields[i]) group.fields[i] = field;
          break;
        case How::last:
          if (!field.empty()) group.fields[i] = field;
          break;
      }
    }
    ++group.count;
    join(row, group.joined);
    return true;
  }

  void write(std::string& csv) const {
    const char separator = mapping_.separator;
    auto line = [&](auto field_of, const std::string& last, const std::string& joined) {
      for (std::size_t i = 0; i < header_.size(); ++i) {
        if (i != 0) csv += separator;
        append_csv_field(csv, field_of(i), separator);
      }
      if (!mapping_.group.count.empty()) {
        csv += separator;
        append_csv_field(csv, last, separator);
      }
      if (!mapping_.group.join.empty()) {
        csv += separator;
        append_csv_field(csv, joined, separator);
      }
      csv += '\n';
    };
    line([&](std::size_t i) { return header_[i]; }, mapping_.group.count, mapping_.group.join);
    for (const Group& group : groups_)
      line([&](std::size_t i) { return how_[i] == How::sum ? group.sums[i].text() : group.fields[i]; },
           std::to_string(group.count), group.joined);
  }

 private:
  void join(const CsvRow& row, std::string& into) const {
    if (mapping_.group.join.empty()) return;
    if (!into.empty()) into += "; ";
    for (const auto& [part, at] : each_) into += part.column ? row.fields[at] : std::string_view(part.text);
  }
  std::size_t place_of(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::find(header_.begin(), header_.end(), name) - header_.begin());
  }
  Error lacks(std::string_view name) const {
    Error error(Status::malformed, mapping_.name, "the table has no column ", "correct the mapping's group");
    error.reason.append(name);
    return error;
  }

  const ImportTableMapping& mapping_;
  const std::vector<std::string>& header_;
  std::vector<How> how_;
  std::vector<std::size_t> by_;
  std::vector<std::pair<TemplatePart, std::size_t>> each_;  // with the column's place
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

Result<GroupedTable> group_rows(const ImportTableMapping& mapping, std::string_view csv) {
  GroupedTable made;
  CsvReader reader(csv, mapping.separator);
  CsvRow row;
  if (!reader.next(row) || row.fault != CsvFault::none)
    return Error(Status::malformed, mapping.name, "the table has no header that can be read",
                 "begin it with a row of column names");
  const std::vector<std::string> header(row.fields.begin(), row.fields.end());
  Grouping grouping(mapping, header);
  if (Result<void> r = grouping.prepare(); !r) return r.error();
  for (std::uint32_t number = 1; reader.next(row); ++number) {
    ++made.source_rows;
    RowFault fault;
    if (fault_of_row(row, header, fault) || !grouping.take(row, number, made, fault))
      made.faults.push_back({number, static_cast<std::uint32_t>(row.line), fault});
  }
  grouping.write(made.csv);
  return made;
}

}  // namespace firstlog::inline v1::detail
