// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "columns.hpp"

#include <pybind11/stl.h>

#include <charconv>
#include <cstring>
#include <utility>

#include "bindings.hpp"
#include "convert.hpp"

namespace firstlog_python {

namespace {

int seconds_of_unit(char unit) noexcept {
  switch (unit) {
    case 's': return 1;
    case 'm': return 1'000;
    case 'u': return 1'000'000;
    default: return 1'000'000'000;
  }
}

}  // namespace

void refuse_column(std::string_view column, std::string_view reason, std::string_view remedy,
                   const std::vector<std::size_t>& rows, std::size_t count) {
  py::tuple places(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) places[i] = rows[i];
  const py::object exception =
      py::module_::import("firstlog.errors")
          .attr("ColumnError")(to_python(column), to_python(reason), to_python(remedy), places, count);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

bool InputColumn::may_have_nulls() const noexcept {
  if (kind_ == ColumnKind::object || kind_ == ColumnKind::none || !words_.empty()) return true;
  for (const Chunk& chunk : chunks_)
    if (chunk.array != nullptr && has_nulls(*chunk.array)) return true;
  return false;
}

const void* InputColumn::contiguous(int bytes) const noexcept {
  if (chunks_.size() != 1 || dictionary_ || bytes_ != bytes || may_have_nulls()) return nullptr;
  const Chunk& chunk = chunks_.front();
  return chunk.data + chunk.offset * bytes_;
}

std::int64_t InputColumn::integer_at(const char* data, std::int64_t at) const noexcept {
  const char* from = data + at * bytes_;
  switch (bytes_) {
    case 1:
      return signed_ ? *reinterpret_cast<const std::int8_t*>(from)
                     : *reinterpret_cast<const std::uint8_t*>(from);
    case 2: {
      std::uint16_t value;
      std::memcpy(&value, from, 2);
      return signed_ ? static_cast<std::int16_t>(value) : value;
    }
    case 4: {
      std::uint32_t value;
      std::memcpy(&value, from, 4);
      return signed_ ? static_cast<std::int32_t>(value) : value;
    }
    default: {
      std::int64_t value;
      std::memcpy(&value, from, 8);
      return value;
    }
  }
}

ColumnValue InputColumn::value_at(const Chunk& chunk, std::int64_t i) const {
  ColumnValue value;
  const std::int64_t at = chunk.offset + i;
  if (kind_ == ColumnKind::object) {
    value.object = PyList_GET_ITEM(objects_.ptr(), at);
    value.null = value.object == Py_None;
    return value;
  }
  if (chunk.array != nullptr && !is_valid(*chunk.array, at)) {
    value.null = true;
    return value;
  }
  if (dictionary_ || !words_.empty()) return word_at(chunk, integer_at(chunk.data, at));
  switch (kind_) {
    case ColumnKind::none: value.null = true; break;
    case ColumnKind::integer:
    case ColumnKind::day:
    case ColumnKind::instant:
    case ColumnKind::floating: value.integer = integer_at(chunk.data, at); break;
    case ColumnKind::boolean:
      value.integer = chunk.array == nullptr
                          ? chunk.data[at] != 0
                          : static_cast<const std::uint8_t*>(chunk.array->buffers[1])[at / 8] >> (at % 8) & 1;
      break;
    case ColumnKind::decimal:
      if (bytes_ == 16) {
        std::uint64_t halves[2];
        std::memcpy(halves, chunk.data + at * 16, 16);
        value.decimal = static_cast<Wide>(static_cast<UnsignedWide>(halves[1]) << 64 | halves[0]);
      } else {
        value.decimal = integer_at(chunk.data, at);
      }
      break;
    case ColumnKind::text:
      value.text = format_ == "u"   ? text_between<std::int32_t>(*chunk.array, at)
                   : format_ == "U" ? text_between<std::int64_t>(*chunk.array, at)
                                    : text_of_view(*chunk.array, at);
      break;
    case ColumnKind::object: break;
  }
  return value;
}

ColumnValue InputColumn::word_at(const Chunk& chunk, std::int64_t index) const {
  if (dictionary_) return dictionary_->value_at(words_of(chunk), index);
  ColumnValue word;
  word.null = index < 0 || static_cast<std::size_t>(index) >= words_.size();
  if (!word.null) word.text = words_[static_cast<std::size_t>(index)];
  return word;
}

void InputColumn::understand(const ArrowSchema& schema) {
  format_ = schema.format;
  type_ = "Arrow type " + format_;
  const auto whole = [&](int bytes, bool is_signed, const char* type) {
    kind_ = ColumnKind::integer;
    bytes_ = bytes;
    signed_ = is_signed;
    type_ = type;
  };
  if (schema.dictionary != nullptr) {
    dictionary_ = std::make_unique<InputColumn>();
    dictionary_->understand(*schema.dictionary);
  }
  if (format_ == "c")
    whole(1, true, "int8");
  else if (format_ == "C")
    whole(1, false, "uint8");
  else if (format_ == "s")
    whole(2, true, "int16");
  else if (format_ == "S")
    whole(2, false, "uint16");
  else if (format_ == "i")
    whole(4, true, "int32");
  else if (format_ == "I")
    whole(4, false, "uint32");
  else if (format_ == "l")
    whole(8, true, "int64");
  else if (format_ == "L")
    whole(8, false, "uint64");
  else if (format_ == "e" || format_ == "f" || format_ == "g") {
    kind_ = ColumnKind::floating;
    bytes_ = format_ == "e" ? 2 : format_ == "f" ? 4 : 8;
    type_ = "float";
  } else if (format_ == "b") {
    kind_ = ColumnKind::boolean;
    type_ = "bool";
  } else if (format_ == "u" || format_ == "U" || format_ == "vu") {
    kind_ = ColumnKind::text;
    type_ = "text";
  } else if (format_ == "n") {
    kind_ = ColumnKind::none;
    type_ = "null";
  } else if (format_ == "tdD") {
    kind_ = ColumnKind::day;
    bytes_ = 4;
    type_ = "date";
  } else if (format_ == "tdm") {
    kind_ = ColumnKind::instant;
    bytes_ = 8;
    scale_ = 1'000;
    type_ = "date64";
  } else if (format_.size() >= 4 && format_.starts_with("ts") && format_[3] == ':') {
    kind_ = ColumnKind::instant;
    bytes_ = 8;
    scale_ = seconds_of_unit(format_[2]);
    has_zone_ = format_.size() > 4;
    type_ = has_zone_ ? "timestamp with zone" : "timestamp without zone";
  } else if (format_.starts_with("d:")) {
    // d:precision,scale[,bits]
    int numbers[3] = {0, 0, 128};
    std::size_t at = 2;
    for (int& number : numbers) {
      const std::size_t comma = format_.find(',', at);
      const std::string part = format_.substr(at, comma == std::string::npos ? comma : comma - at);
      std::from_chars(part.data(), part.data() + part.size(), number);
      if (comma == std::string::npos) break;
      at = comma + 1;
    }
    if (numbers[2] == 32 || numbers[2] == 64 || numbers[2] == 128) {
      kind_ = ColumnKind::decimal;
      bytes_ = numbers[2] / 8;
      scale_ = numbers[1];
      type_ = "decimal";
    }
  }
  if (dictionary_) {
    signed_ = kind_ == ColumnKind::integer ? signed_ : true;
    kind_ = dictionary_->kind_;
    scale_ = dictionary_->scale_;
    has_zone_ = dictionary_->has_zone_;
    type_ = dictionary_->type_ + ", by dictionary";
  }
}

InputColumns::~InputColumns() {
  for (const auto& array : arrays_)
    if (array->release != nullptr) array->release(array.get());
  for (ArrowSchema& schema : schemas_)
    if (schema.release != nullptr) schema.release(&schema);
}

InputColumn& InputColumns::made(const std::string& name) {
  if (loading_ != nullptr && loading_->name_ == name) {
    *loading_ = InputColumn();
    loading_->name_ = name;
    return *loading_;
  }
  for (const auto& column : columns_)
    if (column->name_ == name) refuse_column(name, "stands in the table twice", "rename one of the two");
  columns_.push_back(std::make_unique<InputColumn>());
  columns_.back()->name_ = name;
  return *columns_.back();
}

void InputColumns::take_array(InputColumn& column, const ArrowArray& array) {
  const char* data = array.n_buffers > 1 ? static_cast<const char*>(array.buffers[1]) : nullptr;
  column.chunks_.push_back({&array, data, array.offset, array.length});
  column.size_ += static_cast<std::size_t>(array.length);
}

std::vector<ArrowArray> InputColumns::read(py::handle capsule, ArrowSchema& schema) {
  auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (stream == nullptr) throw py::error_already_set();
  const auto failed = [&](int code) {
    const char* why = stream->get_last_error(stream);
    refuse("columns",
           why == nullptr ? "the stream failed with code " + std::to_string(code) : std::string(why),
           "materialise the table first");
  };
  if (const int code = stream->get_schema(stream, &schema); code != 0) failed(code);
  std::vector<ArrowArray> arrays;
  for (;;) {
    ArrowArray array{};
    if (const int code = stream->get_next(stream, &array); code != 0) failed(code);
    if (array.release == nullptr) break;
    arrays.push_back(array);
  }
  return arrays;
}

void InputColumns::add_table_stream(py::handle capsule) {
  keeps_.push_back(py::reinterpret_borrow<py::object>(capsule));
  ArrowSchema schema{};
  std::vector<ArrowArray> batches = read(capsule, schema);
  schemas_.push_back(schema);
  for (const ArrowArray& batch : batches) arrays_.push_back(std::make_unique<ArrowArray>(batch));
  if (std::string_view(schema.format) != "+s")
    refuse("columns", "the stream is no table but a single column", "give a table, or a dict of columns");
  const std::size_t first = columns_.size();
  for (std::int64_t i = 0; i < schema.n_children; ++i)
    made(schema.children[i]->name == nullptr ? "" : schema.children[i]->name).understand(*schema.children[i]);
  const std::size_t last_batches = arrays_.size() - batches.size();
  for (std::size_t b = last_batches; b < arrays_.size(); ++b)
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      InputColumn& column = *columns_[first + static_cast<std::size_t>(i)];
      const ArrowArray& child = *arrays_[b]->children[i];
      take_array(column, child);
      InputColumn::Chunk& chunk = column.chunks_.back();  // a batch may be a part of its children
      column.size_ -= static_cast<std::size_t>(chunk.length);
      chunk.offset += arrays_[b]->offset;
      chunk.length = arrays_[b]->length;
      column.size_ += static_cast<std::size_t>(chunk.length);
    }
}

void InputColumns::add_column_stream(const std::string& name, py::handle capsule) {
  keeps_.push_back(py::reinterpret_borrow<py::object>(capsule));
  ArrowSchema schema{};
  std::vector<ArrowArray> arrays = read(capsule, schema);
  schemas_.push_back(schema);
  InputColumn& column = made(name);
  column.understand(schema);
  for (const ArrowArray& array : arrays) {
    arrays_.push_back(std::make_unique<ArrowArray>(array));
    take_array(column, *arrays_.back());
  }
}

void InputColumns::add_column_array(const std::string& name, py::handle schema, py::handle array) {
  auto* of_schema = static_cast<ArrowSchema*>(PyCapsule_GetPointer(schema.ptr(), "arrow_schema"));
  auto* of_array = static_cast<ArrowArray*>(PyCapsule_GetPointer(array.ptr(), "arrow_array"));
  if (of_schema == nullptr || of_array == nullptr) throw py::error_already_set();
  keeps_.push_back(py::reinterpret_borrow<py::object>(schema));  // the capsules release them
  keeps_.push_back(py::reinterpret_borrow<py::object>(array));
  InputColumn& column = made(name);
  column.understand(*of_schema);
  take_array(column, *of_array);
}

void InputColumns::add_buffer(const std::string& name, const py::buffer& values, const std::string& type) {
  py::buffer_info info = values.request();
  InputColumn& column = made(name);
  if (info.ndim != 1) refuse_column(name, "has " + std::to_string(info.ndim) + " dimensions", "give one");
  if (info.strides[0] != info.itemsize)
    refuse_column(name, "does not lie in one piece", "give a copy: numpy.ascontiguousarray(values)");
  column.bytes_ = static_cast<int>(info.itemsize);
  column.size_ = static_cast<std::size_t>(info.shape[0]);
  column.type_ = type;
  column.signed_ = info.format != "B" && info.format != "H" && info.format != "I" && info.format != "L" &&
                   info.format != "Q";
  if (type == "integer") {
    column.kind_ = ColumnKind::integer;
    column.type_ = (column.signed_ ? "int" : "uint") + std::to_string(info.itemsize * 8);
  } else if (type == "float") {
    column.kind_ = ColumnKind::floating;
  } else if (type == "bool") {
    column.kind_ = ColumnKind::boolean;
  } else if (type == "datetime64[D]") {
    column.kind_ = ColumnKind::instant;
    column.scale_ = 0;  // days
  } else {
    const std::size_t bracket = type.find('[');
    const std::string unit =
        bracket == std::string::npos ? "" : type.substr(bracket + 1, type.size() - bracket - 2);
    if (unit != "s" && unit != "ms" && unit != "us" && unit != "ns")
      refuse_column(name, "is " + type, "give datetime64 of days, s, ms, us or ns");
    column.kind_ = ColumnKind::instant;
    column.scale_ = seconds_of_unit(unit == "ms" ? 'm' : unit[0]);
  }
  column.chunks_.push_back({nullptr, static_cast<const char*>(info.ptr), 0, info.shape[0]});
  buffers_.push_back(std::move(info));
}

void InputColumns::add_coded(const std::string& name, const py::buffer& codes,
                             const std::vector<std::string>& words) {
  add_buffer(name, codes, "integer");
  InputColumn& column = loading_ != nullptr && loading_->name_ == name ? *loading_ : *columns_.back();
  column.words_ = words;
  column.kind_ = words.empty() ? ColumnKind::none : ColumnKind::text;  // without words there are nulls alone
  column.type_ = "text, by dictionary";
}

void InputColumns::add_list(const std::string& name, const py::list& values) {
  InputColumn& column = made(name);
  column.kind_ = ColumnKind::object;
  column.type_ = "objects";
  column.objects_ = values;
  column.size_ = values.size();
  column.chunks_.push_back({nullptr, nullptr, 0, static_cast<std::int64_t>(values.size())});
}

void InputColumns::add_deferred(const std::string& name, std::size_t rows, const py::function& load) {
  InputColumn& column = made(name);
  column.size_ = rows;
  column.load_ = load;
}

const InputColumn* InputColumns::find(std::string_view name) {
  for (const auto& column : columns_) {
    if (column->name() != name) continue;
    if (column->load_) {
      const py::object load = std::exchange(column->load_, py::object());
      loading_ = column.get();
      try {
        load(py::cast(this));
      } catch (...) {
        loading_ = nullptr;
        column->load_ = load;
        throw;
      }
      loading_ = nullptr;
    }
    return column.get();
  }
  return nullptr;
}

std::size_t InputColumns::rows() const {
  if (columns_.empty()) return 0;
  for (const auto& column : columns_)
    if (column->size() != columns_.front()->size())
      refuse_column(column->name(),
                    "has " + std::to_string(column->size()) + " rows, and '" + columns_.front()->name() +
                        "' has " + std::to_string(columns_.front()->size()),
                    "give columns of one length");
  return columns_.front()->size();
}

namespace {

// A value as Python's own. Decimals as text, so that they stay what they are.
py::object value_of(const InputColumn& column, const ColumnValue& value) {
  if (value.null) return py::none();
  switch (column.kind()) {
    case ColumnKind::object: return py::reinterpret_borrow<py::object>(value.object);
    case ColumnKind::text: return to_python(value.text);
    case ColumnKind::integer: return py::int_(value.integer);
    case ColumnKind::boolean: return py::bool_(value.integer != 0);
    case ColumnKind::day:
      return to_python(firstlog::Date::from_days(value.integer).value_or(firstlog::Date()));
    case ColumnKind::instant: {
      if (!column.has_zone())
        refuse_column(column.name(), "is " + column.type(), "give times with a zone, or dates");
      const int units = column.scale();
      const std::int64_t per = units / 1'000'000;
      return to_python(firstlog::Instant::from_microseconds(
          units <= 1'000'000 ? value.integer * (1'000'000 / units) : value.integer / per));
    }
    default:
      refuse_column(column.name(), "is " + column.type(),
                    "a command takes text, whole numbers, dates or times");
  }
}

}  // namespace

void bind_columns(py::module_& module) {
  py::class_<InputColumns, std::shared_ptr<InputColumns>>(module, "InputColumns")
      .def(py::init<>())
      .def("add_table_stream", &InputColumns::add_table_stream, py::arg("capsule"))
      .def("add_column_stream", &InputColumns::add_column_stream, py::arg("name"), py::arg("capsule"))
      .def("add_column_array", &InputColumns::add_column_array, py::arg("name"), py::arg("schema"),
           py::arg("array"))
      .def("add_buffer", &InputColumns::add_buffer, py::arg("name"), py::arg("values"), py::arg("type"))
      .def("add_coded", &InputColumns::add_coded, py::arg("name"), py::arg("codes"), py::arg("words"))
      .def("add_list", &InputColumns::add_list, py::arg("name"), py::arg("values"))
      .def("add_deferred", &InputColumns::add_deferred, py::arg("name"), py::arg("rows"), py::arg("load"))
      .def_property_readonly("names",
                             [](const InputColumns& self) {
                               py::list names;
                               for (const auto& column : self.columns())
                                 names.append(to_python(column->name()));
                               return names;
                             })
      .def(
          "type_of",
          [](InputColumns& self, const std::string& name) {
            const InputColumn* column = self.find(name);
            return to_python(column == nullptr ? std::string() : column->type());
          },
          py::arg("name"))
      .def(
          "values",
          [](InputColumns& self, const std::string& name) {
            const InputColumn* column = self.find(name);
            if (column == nullptr) throw py::key_error(name);
            py::list values(column->size());
            column->each(
                [&](std::size_t row, const ColumnValue& value) { values[row] = value_of(*column, value); });
            return values;
          },
          py::arg("name"))
      .def("__len__", &InputColumns::rows);
}

}  // namespace firstlog_python
