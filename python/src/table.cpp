// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "table.hpp"

#include <cerrno>
#include <cstring>
#include <new>

#include "arrow_abi.hpp"
#include "bindings.hpp"
#include "convert.hpp"

namespace firstlog_python {

void Column::put_null() {
  if (valid_.empty()) valid_.assign(size(), 1);
  const bool texts = kind_ == CellKind::text || kind_ == CellKind::number || kind_ == CellKind::names;
  integers_.push_back(0);
  if (texts) ends_.push_back(static_cast<std::int64_t>(characters_.size()));
  valid_.push_back(0);
  ++nulls_;
}

void Column::put_integer(std::int64_t value) {
  integers_.push_back(value);
  if (nulls_ != 0) valid_.push_back(1);
}

void Column::put(std::string_view value) {
  characters_ += value;
  ends_.push_back(static_cast<std::int64_t>(characters_.size()));
  put_integer(0);
}

void Column::put(firstlog::Money value) {
  if (!value.currency().present()) return put_null();
  currency_ = value.currency();  // one organisation, one currency
  put_integer(value.minor_units());
}

void Column::put(EnumName value) {
  enumeration_ = value.enumeration;
  value.name.empty() ? put_null() : put(value.name);
}

void Column::adopt(RoomyVector<std::int64_t> values, firstlog::Currency currency) {
  integers_ = std::move(values);
  currency_ = currency;
}

py::object Column::cell(std::size_t row) const {
  if (nulls_ != 0 && valid_[row] == 0) return py::none();
  const std::int64_t value = integers_[row];
  const auto text = [&] {
    const auto begin = static_cast<std::size_t>(row == 0 ? 0 : ends_[row - 1]);
    return std::string_view(characters_).substr(begin, static_cast<std::size_t>(ends_[row]) - begin);
  };
  switch (kind_) {
    case CellKind::text: return to_python(text());
    case CellKind::integer: return py::int_(value);
    case CellKind::boolean: return py::bool_(value != 0);
    case CellKind::instant: return to_python(firstlog::Instant::from_microseconds(value));
    case CellKind::day: return to_python(firstlog::Date::from_days(value).value_or(firstlog::Date()));
    case CellKind::duration: return to_python(firstlog::Duration::microseconds(value));
    case CellKind::money: return to_python(firstlog::Money::minor(value, currency_));
    case CellKind::number: return to_python(take(firstlog::Exact::parse(text())));
    case CellKind::names: return enum_to_python(enumeration_, text());
  }
  return py::none();
}

py::tuple Table::row(std::size_t at) const {
  py::tuple cells(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) cells[i] = columns_[i].cell(at);
  return cells;
}

py::list Table::names() const {
  py::list names;
  for (const Column& column : columns_) names.append(column.name());
  return names;
}

// A column's whole numbers for whoever reads buffers, alive as long as somebody looks.
struct MinorUnits {
  TablePointer table;
  std::span<const std::int64_t> values;
};

py::memoryview minor_units_of(const TablePointer& table, const std::string& name) {
  for (const Column& column : table->columns()) {
    if (column.name() != name) continue;
    if (column.kind() != CellKind::money || column.nulls() != 0)
      refuse(name,
             column.kind() == CellKind::money ? "has rows without an amount" : "holds no amounts of money",
             "take column(), or the Arrow table");
    return py::memoryview(py::cast(MinorUnits{table, column.integers()}));
  }
  throw py::key_error(name);
}

// What an exported array rests on, until its consumer releases it.
struct ArrowColumn {
  TablePointer table;
  std::vector<std::uint8_t> validity;
  std::vector<std::uint8_t> bits;
  std::vector<std::int32_t> words;
  RoomyVector<std::int64_t> longs;
  const void* buffers[3] = {nullptr, nullptr, nullptr};

  static std::vector<std::uint8_t> packed(const std::vector<std::uint8_t>& flags) {
    std::vector<std::uint8_t> bits((flags.size() + 7) / 8);
    for (std::size_t i = 0; i < flags.size(); ++i)
      if (flags[i] != 0) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1U << i % 8);
    return bits;
  }

  // Fills `out`'s buffers from a column.
  void fill(const Column& column, ArrowArray& out) {
    out.length = static_cast<std::int64_t>(column.integers_.size());
    out.null_count = static_cast<std::int64_t>(column.nulls_);
    out.n_buffers = 2;
    if (column.nulls_ != 0) {
      validity = packed(column.valid_);
      buffers[0] = validity.data();
    }
    switch (column.kind_) {
      case CellKind::integer:
      case CellKind::instant:
      case CellKind::duration: buffers[1] = column.integers_.data(); break;
      case CellKind::boolean: {
        std::vector<std::uint8_t> flags(column.integers_.begin(), column.integers_.end());
        bits = packed(flags);
        buffers[1] = bits.data();
        break;
      }
      case CellKind::day:
        words.reserve(column.integers_.size());
        for (const std::int64_t value : column.integers_) words.push_back(static_cast<std::int32_t>(value));
        buffers[1] = words.data();
        break;
      case CellKind::money:
        longs.resize(column.integers_.size() * 2);
        for (std::size_t i = 0; i < column.integers_.size(); ++i) {
          longs[2 * i] = column.integers_[i];
          longs[2 * i + 1] = column.integers_[i] >> 63;
        }
        buffers[1] = longs.data();
        break;
      case CellKind::text:
      case CellKind::number:
      case CellKind::names:
        longs.reserve(column.ends_.size() + 1);
        longs.push_back(0);
        longs.insert(longs.end(), column.ends_.begin(), column.ends_.end());
        buffers[1] = longs.data();
        buffers[2] = column.characters_.data();
        out.n_buffers = 3;
        break;
    }
    out.buffers = buffers;
  }

  static std::string format_of(const Column& column) {
    switch (column.kind_) {
      case CellKind::integer: return "l";
      case CellKind::instant: return "tsu:UTC";
      case CellKind::duration: return "tDu";
      case CellKind::boolean: return "b";
      case CellKind::day: return "tdD";
      case CellKind::money: return "d:19," + std::to_string(column.currency_.exponent());
      default: return "U";
    }
  }

  // {"currency": "EUR"} as the specification lays metadata out.
  static std::string metadata_of(const Column& column) {
    if (column.kind_ != CellKind::money || !column.currency_.present()) return {};
    std::string bytes;
    const auto number = [&](std::int32_t n) { bytes.append(reinterpret_cast<const char*>(&n), sizeof n); };
    const std::string code = column.currency_.code();
    number(1);
    number(8);
    bytes += "currency";
    number(static_cast<std::int32_t>(code.size()));
    bytes += code;
    return bytes;
  }
};

namespace {

struct SchemaParts {
  std::string format, name, metadata;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

void release_schema(ArrowSchema* schema) {
  auto* parts = static_cast<SchemaParts*>(schema->private_data);
  for (ArrowSchema& child : parts->children)
    if (child.release != nullptr) child.release(&child);
  delete parts;
  schema->release = nullptr;
}

void make_schema(std::string format, std::string name, std::string metadata, ArrowSchema& out) {
  auto* parts = new SchemaParts{std::move(format), std::move(name), std::move(metadata), {}, {}};
  out = {};
  out.format = parts->format.c_str();
  out.name = parts->name.c_str();
  out.metadata = parts->metadata.empty() ? nullptr : parts->metadata.data();
  out.flags = arrow_flag_nullable;
  out.release = release_schema;
  out.private_data = parts;
}

void export_schema(const Table& table, ArrowSchema& out) {
  make_schema("+s", "", "", out);
  auto* parts = static_cast<SchemaParts*>(out.private_data);
  parts->children.resize(table.columns().size());
  for (std::size_t i = 0; i < parts->children.size(); ++i) {
    const Column& column = table.columns()[i];
    make_schema(ArrowColumn::format_of(column), column.name(), ArrowColumn::metadata_of(column),
                parts->children[i]);
    parts->pointers.push_back(&parts->children[i]);
  }
  out.n_children = static_cast<std::int64_t>(parts->children.size());
  out.children = parts->pointers.data();
}

struct ArrayParts {
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  const void* buffers[1] = {nullptr};
};

void release_column(ArrowArray* array) {
  delete static_cast<ArrowColumn*>(array->private_data);
  array->release = nullptr;
}

void release_array(ArrowArray* array) {
  auto* parts = static_cast<ArrayParts*>(array->private_data);
  for (ArrowArray& child : parts->children)  // a consumer may have moved one out
    if (child.release != nullptr) child.release(&child);
  delete parts;
  array->release = nullptr;
}

void export_array(const TablePointer& table, ArrowArray& out) {
  auto parts = std::make_unique<ArrayParts>();
  parts->children.resize(table->columns().size());
  out = {};
  out.release = release_array;
  out.private_data = parts.get();
  try {
    for (std::size_t i = 0; i < parts->children.size(); ++i) {
      ArrowArray& child = parts->children[i];
      auto column = std::make_unique<ArrowColumn>();
      column->table = table;
      column->fill(table->columns()[i], child);
      child.private_data = column.release();
      child.release = release_column;
      parts->pointers.push_back(&child);
    }
  } catch (...) {
    parts.release();
    release_array(&out);
    throw;
  }
  out.length = static_cast<std::int64_t>(table->rows());
  out.n_buffers = 1;
  out.buffers = parts->buffers;
  out.n_children = static_cast<std::int64_t>(parts->children.size());
  out.children = parts->pointers.data();
  parts.release();
}

struct StreamParts {
  TablePointer table;
  bool done = false;
};

// These are called from wherever the consumer is, with or without the interpreter's lock.
int stream_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  try {
    export_schema(*static_cast<StreamParts*>(stream->private_data)->table, *out);
    return 0;
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  }
}
int stream_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto* parts = static_cast<StreamParts*>(stream->private_data);
  *out = {};
  if (parts->done) return 0;
  try {
    export_array(parts->table, *out);
    parts->done = true;
    return 0;
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  }
}
const char* stream_error(ArrowArrayStream*) {
  return nullptr;
}
void stream_release(ArrowArrayStream* stream) {
  delete static_cast<StreamParts*>(stream->private_data);
  stream->release = nullptr;
}

template <class Structure>
void destroy_capsule(PyObject* capsule) {
  const char* name = PyCapsule_GetName(capsule);
  auto* structure = static_cast<Structure*>(PyCapsule_GetPointer(capsule, name));
  if (structure->release != nullptr) structure->release(structure);
  delete structure;
}

}  // namespace

py::capsule stream_of(const TablePointer& table) {
  auto stream = std::make_unique<ArrowArrayStream>();
  *stream = {stream_schema, stream_next, stream_error, stream_release, new StreamParts{table, false}};
  return py::capsule(stream.release(), "arrow_array_stream", destroy_capsule<ArrowArrayStream>);
}

py::capsule schema_of(const TablePointer& table) {
  auto schema = std::make_unique<ArrowSchema>();
  export_schema(*table, *schema);
  return py::capsule(schema.release(), "arrow_schema", destroy_capsule<ArrowSchema>);
}

void bind_tables(py::module_& module) {
  py::class_<MinorUnits>(module, "_MinorUnits", py::buffer_protocol()).def_buffer([](const MinorUnits& self) {
    return py::buffer_info(const_cast<std::int64_t*>(self.values.data()), sizeof(std::int64_t),
                           py::format_descriptor<std::int64_t>::format(), 1,
                           {static_cast<py::ssize_t>(self.values.size())},
                           {static_cast<py::ssize_t>(sizeof(std::int64_t))}, /*readonly=*/true);
  });
  py::class_<Table, std::shared_ptr<Table>>(module, "Table", "Columns with rows; see firstlog.tables.Rows.")
      .def_property_readonly("names", &Table::names)
      .def("__len__", &Table::rows)
      .def("row",
           [](const Table& table, std::size_t at) {
             if (at >= table.rows()) throw py::index_error("there is no such row");
             return table.row(at);
           })
      .def("column",
           [](const Table& table, const std::string& name) {
             for (const Column& column : table.columns()) {
               if (column.name() != name) continue;
               py::list cells(table.rows());
               for (std::size_t i = 0; i < table.rows(); ++i) cells[i] = column.cell(i);
               return cells;
             }
             throw py::key_error(name);
           })
      .def(
          "minor_units",
          [](const std::shared_ptr<Table>& table, const std::string& name) {
            return minor_units_of(table, name);
          },
          py::arg("name"))
      .def(
          "__arrow_c_stream__",
          [](const std::shared_ptr<Table>& table, const py::object&) { return stream_of(table); },
          py::arg("requested_schema") = py::none())
      .def("__arrow_c_schema__", [](const std::shared_ptr<Table>& table) { return schema_of(table); });
}

}  // namespace firstlog_python
