// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Columns that come in: by the Arrow C interfaces, as buffers, or as lists of Python's values. Nothing is
// copied here; whoever reads a column decides whether its layout is the one wanted.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_abi.hpp"

namespace firstlog_python {

__extension__ using Wide = __int128;  // holds Arrow's decimal128
__extension__ using UnsignedWide = unsigned __int128;

// What the values of a column are, whatever their width.
enum class ColumnKind : std::uint8_t {
  none,
  integer,
  floating,
  boolean,
  decimal,
  text,
  day,
  instant,
  object
};

// One value of a column. Which member counts is told by the column's kind.
struct ColumnValue {
  bool null = false;
  std::int64_t integer = 0;
  Wide decimal = 0;
  std::string_view text;
  PyObject* object = nullptr;
};

class InputColumn {
 public:
  const std::string& name() const noexcept { return name_; }
  ColumnKind kind() const noexcept { return kind_; }
  std::size_t size() const noexcept { return size_; }
  // Of decimals: digits behind the point. Of instants: units in a second. Of integers and floats: bytes.
  int scale() const noexcept { return scale_; }
  bool is_signed() const noexcept { return signed_; }
  bool has_zone() const noexcept { return has_zone_; }
  // What people call its type, in messages.
  const std::string& type() const noexcept { return type_; }
  bool may_have_nulls() const noexcept;

  // The values as they lie in memory, where they lie in one piece, none of them is null and they are of
  // `bytes` bytes; else null.
  const void* contiguous(int bytes) const noexcept;

  // Calls take(row, value) for every row. Where the kind is object, under the interpreter's lock.
  template <class Take>
  void each(Take take) const {
    std::size_t row = 0;
    for (const Chunk& chunk : chunks_)
      for (std::int64_t i = 0; i < chunk.length; ++i) take(row++, value_at(chunk, i));
  }

 private:
  friend class InputColumns;
  struct Chunk {
    const ArrowArray* array = nullptr;  // of Arrow; else `data`
    const char* data = nullptr;         // values
    std::int64_t offset = 0;
    std::int64_t length = 0;
  };
  ColumnValue value_at(const Chunk& chunk, std::int64_t i) const;
  std::int64_t integer_at(const char* data, std::int64_t at) const noexcept;
  void understand(const ArrowSchema& schema);

  std::string name_;
  std::string type_;
  std::string format_;
  ColumnKind kind_ = ColumnKind::none;
  int bytes_ = 0;
  int scale_ = 0;
  bool signed_ = true;
  bool has_zone_ = false;
  std::size_t size_ = 0;
  std::vector<Chunk> chunks_;
  std::unique_ptr<InputColumn> dictionary_;  // how its values are read; which lies in each chunk
  pybind11::list objects_;
};

// The columns of one table. Keeps alive what they point into.
class InputColumns {
 public:
  ~InputColumns();
  void add_table_stream(pybind11::handle capsule);
  void add_column_stream(const std::string& name, pybind11::handle capsule);
  void add_column_array(const std::string& name, pybind11::handle schema, pybind11::handle array);
  // `type`: "integer", "float", "bool", or "datetime64[us]" over whole numbers.
  void add_buffer(const std::string& name, const pybind11::buffer& values, const std::string& type);
  void add_list(const std::string& name, const pybind11::list& values);

  const std::vector<std::unique_ptr<InputColumn>>& columns() const noexcept { return columns_; }
  const InputColumn* find(std::string_view name) const noexcept;
  std::size_t rows() const;

 private:
  struct Held;
  InputColumn& made(const std::string& name);
  void take_array(InputColumn& column, const ArrowArray& array);
  std::vector<ArrowArray> read(pybind11::handle capsule, ArrowSchema& schema);

  std::vector<std::unique_ptr<InputColumn>> columns_;
  std::vector<ArrowSchema> schemas_;
  std::vector<std::unique_ptr<ArrowArray>> arrays_;
  std::vector<pybind11::object> keeps_;
  std::vector<pybind11::buffer_info> buffers_;
};

// Raises firstlog.errors.ColumnError.
[[noreturn]] void refuse_column(std::string_view column, std::string_view reason, std::string_view remedy,
                                const std::vector<std::size_t>& rows = {}, std::size_t count = 0);

}  // namespace firstlog_python
