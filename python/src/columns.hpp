// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Columns that come in: by the Arrow C interfaces, as buffers, or as lists of Python's values. Nothing is
// copied here; whoever reads a column decides whether its layout is the one wanted.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_abi.hpp"

namespace firstlog_python {

__extension__ using Wide = __int128;  // holds Arrow's decimal128
__extension__ using UnsignedWide = unsigned __int128;

// How Arrow lays out validity and text.
inline bool has_nulls(const ArrowArray& array) noexcept {
  return array.null_count != 0 && array.n_buffers != 0 && array.buffers[0] != nullptr;
}
inline bool is_valid(const ArrowArray& array, std::int64_t at) noexcept {
  return !has_nulls(array) ||
         (static_cast<const std::uint8_t*>(array.buffers[0])[at / 8] >> (at % 8) & 1) != 0;
}
template <class Offset>
std::string_view text_between(const ArrowArray& array, std::int64_t at) noexcept {
  const auto* ends = static_cast<const Offset*>(array.buffers[1]);
  const auto* characters = static_cast<const char*>(array.buffers[2]);
  return {characters + ends[at], static_cast<std::size_t>(ends[at + 1] - ends[at])};
}
// A string view is 16 bytes: its length, and the text itself or where it stands.
inline std::string_view text_of_view(const ArrowArray& array, std::int64_t at) noexcept {
  const auto* view = static_cast<const char*>(array.buffers[1]) + at * 16;
  std::int32_t parts[4];
  std::memcpy(parts, view, sizeof parts);
  const auto length = static_cast<std::size_t>(parts[0]);
  if (length <= 12) return {view + 4, length};
  return {static_cast<const char*>(array.buffers[2 + parts[2]]) + parts[3], length};
}

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
  int bytes() const noexcept {
    return bytes_;
  }  // of a value, or of its index; 0 where they are none of its own
  bool is_signed() const noexcept { return signed_; }
  bool has_zone() const noexcept { return has_zone_; }
  // What people call its type, in messages.
  const std::string& type() const noexcept { return type_; }
  bool may_have_nulls() const noexcept;

  // The values as they lie in memory, where they lie in one piece, none of them is null and they are of
  // `bytes` bytes; else null.
  const void* contiguous(int bytes) const noexcept;

  // Calls take(row, value) for every row where values lie plainly as T, in one piece or in several, none of
  // them null or by dictionary. Else answers false, and has called nothing.
  template <class T, class Take>
  bool each_plain(Take take) const {
    if (dictionary_ || bytes_ != static_cast<int>(sizeof(T)) || may_have_nulls()) return false;
    std::size_t row = 0;
    for (const Chunk& chunk : chunks_) {
      for (std::int64_t i = 0; i < chunk.length; ++i) {
        T value;
        std::memcpy(&value, chunk.data + (chunk.offset + i) * static_cast<std::int64_t>(sizeof(T)),
                    sizeof(T));
        take(row++, value);
      }
    }
    return true;
  }
  // The same for whole numbers, days and instants of any width; what 64 bits with a sign do not hold comes
  // out negative, as from each().
  template <class Take>
  bool each_whole(Take take) const {
    const auto widened = [&](std::size_t row, auto value) { take(row, static_cast<std::int64_t>(value)); };
    switch (bytes_) {
      case 1: return signed_ ? each_plain<std::int8_t>(widened) : each_plain<std::uint8_t>(widened);
      case 2: return signed_ ? each_plain<std::int16_t>(widened) : each_plain<std::uint16_t>(widened);
      case 4: return signed_ ? each_plain<std::int32_t>(widened) : each_plain<std::uint32_t>(widened);
      case 8: return each_plain<std::int64_t>(widened);
      default: return false;
    }
  }

  // Of a column of text: code_of(text) for every row, or for every word of a dictionary that rows have, in
  // the order of first appearance; take(row, code) for every row, null(row) for those without a text.
  template <class CodeOf, class Take, class Null>
  void each_coded(CodeOf code_of, Take take, Null null) const {
    std::size_t row = 0;
    for (const Chunk& chunk : chunks_) {
      if (dictionary_ || !words_.empty()) {
        switch (bytes_) {
          case 1: dictionary_rows<std::uint8_t>(chunk, row, code_of, take, null); break;
          case 2: dictionary_rows<std::uint16_t>(chunk, row, code_of, take, null); break;
          case 4: dictionary_rows<std::uint32_t>(chunk, row, code_of, take, null); break;
          default: dictionary_rows<std::uint64_t>(chunk, row, code_of, take, null); break;
        }
      } else {
        const auto rows = [&](auto text_at) {
          const ArrowArray& array = *chunk.array;
          const bool checks = has_nulls(array);
          for (std::int64_t at = chunk.offset; at < chunk.offset + chunk.length; ++at, ++row) {
            if (!checks || is_valid(array, at))
              take(row, code_of(text_at(array, at)));
            else
              null(row);
          }
        };
        if (format_ == "u")
          rows(
              [](const ArrowArray& array, std::int64_t at) { return text_between<std::int32_t>(array, at); });
        else if (format_ == "U")
          rows(
              [](const ArrowArray& array, std::int64_t at) { return text_between<std::int64_t>(array, at); });
        else
          rows([](const ArrowArray& array, std::int64_t at) { return text_of_view(array, at); });
      }
    }
  }

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
  // An index with a sign that is below 0 is beyond every dictionary when it is read without.
  template <class Index, class CodeOf, class Take, class Null>
  void dictionary_rows(const Chunk& chunk, std::size_t& row, CodeOf& code_of, Take& take, Null& null) const {
    constexpr std::uint32_t unknown = UINT32_MAX;
    const bool checks = chunk.array != nullptr && has_nulls(*chunk.array);
    const std::uint64_t size =
        dictionary_ ? static_cast<std::uint64_t>(words_of(chunk).length) : words_.size();
    std::vector<std::uint32_t> codes(static_cast<std::size_t>(size), unknown);
    const auto first_seen = [&](Index index) {
      const auto place = static_cast<std::size_t>(index);
      const ColumnValue word = word_at(chunk, static_cast<std::int64_t>(index));
      if (!word.null) codes[place] = code_of(word.text);
    };
    for (std::int64_t at = chunk.offset; at < chunk.offset + chunk.length; ++at, ++row) {
      Index index = 0;
      std::memcpy(&index, chunk.data + at * static_cast<std::int64_t>(sizeof(Index)), sizeof(Index));
      std::uint32_t code = unknown;
      if (index < size && (!checks || is_valid(*chunk.array, at))) {
        code = codes[static_cast<std::size_t>(index)];
        if (code == unknown) {
          first_seen(index);
          code = codes[static_cast<std::size_t>(index)];
        }
      }
      if (code != unknown)
        take(row, code);
      else
        null(row);
    }
  }
  ColumnValue word_at(const Chunk& chunk, std::int64_t index) const;
  static Chunk words_of(const Chunk& chunk) noexcept {
    const ArrowArray* words = chunk.array->dictionary;
    return {words, words->n_buffers > 1 ? static_cast<const char*>(words->buffers[1]) : nullptr,
            words->offset, words->length};
  }
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
  std::vector<std::string> words_;           // of a column by number into a list of its own
  pybind11::list objects_;
  pybind11::object load_;  // null: it is there
};

// The columns of one table. Keeps alive what they point into.
class InputColumns {
 public:
  InputColumns() = default;
  InputColumns(const InputColumns&) = delete;
  InputColumns& operator=(const InputColumns&) = delete;
  ~InputColumns();
  void add_table_stream(pybind11::handle capsule);
  void add_column_stream(const std::string& name, pybind11::handle capsule);
  void add_column_array(const std::string& name, pybind11::handle schema, pybind11::handle array);
  // `type`: "integer", "float", "bool", or "datetime64[us]" over whole numbers.
  void add_buffer(const std::string& name, const pybind11::buffer& values, const std::string& type);
  void add_list(const std::string& name, const pybind11::list& values);
  // A column of text by number: words[codes[row]]; numbers beyond the words, and those below 0, are nulls.
  void add_coded(const std::string& name, const pybind11::buffer& codes,
                 const std::vector<std::string>& words);
  // A column of so many rows that load(columns) adds, once somebody asks for it.
  void add_deferred(const std::string& name, std::size_t rows, const pybind11::function& load);

  const std::vector<std::unique_ptr<InputColumn>>& columns() const noexcept { return columns_; }
  // Null where there is none. Under the interpreter's lock.
  const InputColumn* find(std::string_view name);
  std::size_t rows() const;

 private:
  struct Held;
  InputColumn& made(const std::string& name);
  void take_array(InputColumn& column, const ArrowArray& array);
  std::vector<ArrowArray> read(pybind11::handle capsule, ArrowSchema& schema);

  std::vector<std::unique_ptr<InputColumn>> columns_;
  InputColumn* loading_ = nullptr;
  std::vector<ArrowSchema> schemas_;
  std::vector<std::unique_ptr<ArrowArray>> arrays_;
  std::vector<pybind11::object> keeps_;
  std::vector<pybind11::buffer_info> buffers_;
};

// Raises firstlog.errors.ColumnError.
[[noreturn]] void refuse_column(std::string_view column, std::string_view reason, std::string_view remedy,
                                const std::vector<std::size_t>& rows = {}, std::size_t count = 0);

}  // namespace firstlog_python
