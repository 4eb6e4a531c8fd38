// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Tables of columns, given away through the Arrow C data interface.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog.h"
#include "firstlog/base/calendar.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "guard.hpp"

namespace firstlog_c {

// One column while it grows. Every row puts exactly one value.
class Column {
 public:
  enum class Type : std::uint8_t { int64, uint64, boolean, text, instant };

  Column(std::string_view name, Type type) : name_(name), type_(type) {}

  void put(std::int64_t value) { put_number(static_cast<std::uint64_t>(value)); }
  void put(std::uint64_t value) { put_number(value); }
  void put(std::uint32_t value) { put_number(value); }
  void put(bool value);
  void put(std::string_view value);
  void put(const char* value) { put(std::string_view(value)); }
  void put_null();
  // These are null where they are absent.
  void put(firstlog::Instant value) { value == firstlog::Instant() ? put_null() : put(value.microseconds()); }
  void put(firstlog::Position value) { value.present() ? put(value.number()) : put_null(); }
  template <class T>
  void put(const std::optional<T>& value) {
    value ? put(*value) : put_null();
  }
  void put_key(const std::string& key) { key.empty() ? put_null() : put(std::string_view(key)); }

 private:
  friend class Table;
  void put_number(std::uint64_t value);
  void note(bool valid);

  std::string name_;
  Type type_;
  std::int64_t length_ = 0;
  std::int64_t nulls_ = 0;
  std::vector<std::uint8_t> validity_;  // a bit each
  std::vector<std::uint64_t> numbers_;
  std::vector<std::uint8_t> bits_;
  std::vector<std::int32_t> offsets_;
  std::string characters_;
};

class Table {
 public:
  // References stay valid while columns are added.
  Column& int64(std::string_view name) { return add(name, Column::Type::int64); }
  Column& uint64(std::string_view name) { return add(name, Column::Type::uint64); }
  Column& boolean(std::string_view name) { return add(name, Column::Type::boolean); }
  Column& text(std::string_view name) { return add(name, Column::Type::text); }
  Column& instant(std::string_view name) { return add(name, Column::Type::instant); }

  // Gives the columns away; the table is empty afterwards. Both or neither structure is filled.
  Result<void> give(ArrowSchema* schema, ArrowArray* array);

 private:
  Column& add(std::string_view name, Column::Type type) { return columns_.emplace_back(name, type); }
  std::deque<Column> columns_;
};

}  // namespace firstlog_c
