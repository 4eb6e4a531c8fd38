// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the package hands out in rows: columns, built without the interpreter's lock, from which rows
// are made one by one when somebody asks, and which leave whole by the Arrow C stream.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/rules/close_count.hpp"
#include "roomy.hpp"

namespace firstlog_python {

// What a cell is: in Python, and in Arrow.
enum class CellKind : std::uint8_t {
  text,      // str; utf8
  integer,   // int; int64
  boolean,   // bool; bool
  instant,   // datetime in UTC; timestamp[us, UTC]
  day,       // date; date32
  duration,  // timedelta; duration[us]
  money,     // Money; decimal128 with the currency's digits, the currency in the column's metadata
  number,    // Fraction; utf8 ("2/3"), because an exact fraction has no other type in Arrow
  names,     // a member of `enumeration`; utf8
};

// A name of an enumeration of firstlog.enums.
struct EnumName {
  const char* enumeration;
  std::string_view name;  // empty: null
};

// An instant, or a date, that stands for "none" where it is the epoch.
struct OptionalInstant {
  firstlog::Instant at;
};
struct OptionalDate {
  firstlog::Date at;
};

class Column {
 public:
  Column(std::string name, CellKind kind) : name_(std::move(name)), kind_(kind) {}

  const std::string& name() const noexcept { return name_; }
  CellKind kind() const noexcept { return kind_; }
  std::size_t size() const noexcept { return valid_.empty() ? integers_.size() : valid_.size(); }
  pybind11::object cell(std::size_t row) const;

  void put_null();
  void put(std::int64_t value) { put_integer(value); }
  void put(bool value) { put_integer(value ? 1 : 0); }
  void put(std::string_view value);
  void put(firstlog::Instant value) { put_integer(value.microseconds()); }
  void put(firstlog::Duration value) { put_integer(value.microseconds()); }
  void put(firstlog::Date value) { put_integer(value.days()); }
  void put(OptionalInstant value) { value.at == firstlog::Instant() ? put_null() : put(value.at); }
  void put(OptionalDate value) { value.at == firstlog::Date() ? put_null() : put(value.at); }
  void put(firstlog::YearMonth value) { put(std::string_view(value.to_string())); }
  void put(firstlog::Position value) {
    value.present() ? put_integer(static_cast<std::int64_t>(value.number())) : put_null();
  }
  void put(firstlog::DealId value) { value.present() ? put_integer(value.number()) : put_null(); }
  void put(firstlog::Money value);
  void put(firstlog::Rate value) { put(std::string_view(value.to_string())); }
  void put(const firstlog::Exact& value) { put(std::string_view(value.to_string())); }
  void put(firstlog::CloseCount value) { put(value.rate()); }
  void put(EnumName value);
  template <class T>
  void put(const std::optional<T>& value) {
    value ? put(*value) : put_null();
  }

  // Takes whole numbers as they are, none of them null.
  void adopt(RoomyVector<std::int64_t> values, firstlog::Currency currency = {});
  // Its whole numbers as they lie: of money in minor units. Where it has nulls, they are 0.
  std::span<const std::int64_t> integers() const noexcept { return integers_; }
  std::size_t nulls() const noexcept { return nulls_; }

 private:
  friend struct ArrowColumn;
  void put_integer(std::int64_t value);

  std::string name_;
  CellKind kind_;
  const char* enumeration_ = nullptr;
  firstlog::Currency currency_;
  RoomyVector<std::int64_t> integers_;
  std::string characters_;
  std::vector<std::int64_t> ends_;  // of each text in characters_
  std::vector<std::uint8_t> valid_;
  std::size_t nulls_ = 0;
};

template <class T>
constexpr CellKind kind_of_cell() {
  using Plain = std::remove_cvref_t<T>;
  if constexpr (std::is_same_v<Plain, bool>)
    return CellKind::boolean;
  else if constexpr (std::is_integral_v<Plain> || std::is_same_v<Plain, firstlog::Position> ||
                     std::is_same_v<Plain, firstlog::DealId>)
    return CellKind::integer;
  else if constexpr (std::is_same_v<Plain, firstlog::Instant> || std::is_same_v<Plain, OptionalInstant>)
    return CellKind::instant;
  else if constexpr (std::is_same_v<Plain, firstlog::Duration>)
    return CellKind::duration;
  else if constexpr (std::is_same_v<Plain, firstlog::Date> || std::is_same_v<Plain, OptionalDate>)
    return CellKind::day;
  else if constexpr (std::is_same_v<Plain, firstlog::Money>)
    return CellKind::money;
  else if constexpr (std::is_same_v<Plain, firstlog::Rate> || std::is_same_v<Plain, firstlog::Exact> ||
                     std::is_same_v<Plain, firstlog::CloseCount>)
    return CellKind::number;
  else if constexpr (std::is_same_v<Plain, EnumName>)
    return CellKind::names;
  else
    return CellKind::text;
}
template <class T>
struct CellOf {
  using type = T;
};
template <class T>
struct CellOf<std::optional<T>> {
  using type = T;
};

class Table {
 public:
  // A column with what `cell` says of every row.
  template <class Rows, class Cell>
  void add(const char* name, const Rows& rows, Cell cell) {
    using Value = std::remove_cvref_t<decltype(cell(*std::begin(rows)))>;
    Column column(name, kind_of_cell<typename CellOf<Value>::type>());
    for (const auto& row : rows) {
      decltype(auto) value = cell(row);
      if constexpr (std::is_integral_v<Value> && !std::is_same_v<Value, bool>)
        column.put(static_cast<std::int64_t>(value));
      else if constexpr (std::is_same_v<Value, std::string>)
        column.put(std::string_view(value));
      else if constexpr (std::is_same_v<Value, std::optional<std::uint32_t>>)
        value ? column.put(static_cast<std::int64_t>(*value)) : column.put_null();
      else
        column.put(value);
    }
    columns_.push_back(std::move(column));
  }
  void add(Column column) { columns_.push_back(std::move(column)); }

  const std::vector<Column>& columns() const noexcept { return columns_; }
  std::size_t rows() const noexcept { return columns_.empty() ? 0 : columns_.front().size(); }
  pybind11::tuple row(std::size_t at) const;
  pybind11::list names() const;

 private:
  std::vector<Column> columns_;
};
using TablePointer = std::shared_ptr<const Table>;

// The capsule "arrow_array_stream" that hands out the table, once.
pybind11::capsule stream_of(const TablePointer& table);
pybind11::capsule schema_of(const TablePointer& table);

}  // namespace firstlog_python
