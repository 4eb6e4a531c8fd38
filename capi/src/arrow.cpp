// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "arrow.hpp"

#include <memory>
#include <utility>

namespace firstlog_c {

// ---- growing --------------------------------------------------------------------------------------

void Column::note(bool valid) {
  if (length_ % 8 == 0) validity_.push_back(0);
  if (valid) validity_.back() = static_cast<std::uint8_t>(validity_.back() | 1U << (length_ % 8));
  if (!valid) ++nulls_;
  ++length_;
}

void Column::put_number(std::uint64_t value) {
  numbers_.push_back(value);
  note(true);
}

void Column::put(bool value) {
  if (length_ % 8 == 0) bits_.push_back(0);
  if (value) bits_.back() = static_cast<std::uint8_t>(bits_.back() | 1U << (length_ % 8));
  note(true);
}

void Column::put(std::string_view value) {
  if (offsets_.empty()) offsets_.push_back(0);
  characters_.append(value);
  offsets_.push_back(static_cast<std::int32_t>(characters_.size()));
  note(true);
}

void Column::put_null() {
  switch (type_) {
    case Type::text:
      if (offsets_.empty()) offsets_.push_back(0);
      offsets_.push_back(offsets_.back());
      break;
    case Type::boolean:
      if (length_ % 8 == 0) bits_.push_back(0);
      break;
    default: numbers_.push_back(0);
  }
  note(false);
}

// ---- giving away ----------------------------------------------------------------------------------

namespace {

const char* format_of(Column::Type type) noexcept {
  switch (type) {
    case Column::Type::int64: return "l";
    case Column::Type::uint64: return "L";
    case Column::Type::boolean: return "b";
    case Column::Type::text: return "u";
    case Column::Type::instant: return "tsu:UTC";
  }
  return "n";
}

// What a structure keeps alive. A child may be moved away by its consumer: each owns what is its own, and a
// parent releases those of its children that are still there.
template <class Struct>
struct Held {
  std::vector<std::unique_ptr<Struct>> children;
  std::vector<Struct*> pointers;
  std::string name;
  std::vector<std::uint8_t> validity;
  std::vector<std::uint64_t> numbers;
  std::vector<std::uint8_t> bits;
  std::vector<std::int32_t> offsets;
  std::string characters;
  const void* buffers[3] = {};
};

template <class Struct>
void release(Struct* given) {
  auto* held = static_cast<Held<Struct>*>(given->private_data);
  for (Struct* child : held->pointers)
    if (child->release != nullptr) child->release(child);
  given->release = nullptr;
  given->private_data = nullptr;
  delete held;
}

template <class Struct>
void adopt_children(Struct& parent, Held<Struct>& held, std::vector<std::unique_ptr<Struct>> children) {
  held.children = std::move(children);
  for (const auto& child : held.children) held.pointers.push_back(child.get());
  parent.n_children = static_cast<std::int64_t>(held.pointers.size());
  parent.children = held.pointers.data();
}

// Releases what was made where making the rest fails.
template <class Struct>
struct Releasing {
  void operator()(Struct* made) const noexcept {
    if (made->release != nullptr) made->release(made);
    delete made;
  }
};

template <class Struct>
std::unique_ptr<Struct> plain(std::unique_ptr<Struct, Releasing<Struct>> made) noexcept {
  return std::unique_ptr<Struct>(made.release());
}

}  // namespace

Result<void> Table::give(ArrowSchema* schema, ArrowArray* array) {
  if (schema == nullptr) return is_null("schema");
  if (array == nullptr) return is_null("array");
  const std::int64_t length = columns_.empty() ? 0 : columns_.front().length_;
  for (const Column& column : columns_) {
    if (column.length_ != length)
      return Error(Status::internal, column.name_, "a column of another length", "report this");
    if (column.characters_.size() > INT32_MAX)
      return Error(Status::out_of_range, column.name_, "more text than a column can hold", "ask for less");
  }

  auto schema_held = std::make_unique<Held<ArrowSchema>>();
  auto array_held = std::make_unique<Held<ArrowArray>>();
  std::vector<std::unique_ptr<ArrowSchema, Releasing<ArrowSchema>>> schemas;
  std::vector<std::unique_ptr<ArrowArray, Releasing<ArrowArray>>> arrays;
  // Else what was just made would have no owner while they grow.
  schemas.reserve(columns_.size());
  arrays.reserve(columns_.size());
  for (Column& column : columns_) {
    auto named = std::make_unique<Held<ArrowSchema>>();
    named->name = column.name_;
    auto& child = schemas.emplace_back(new ArrowSchema{});
    child->format = format_of(column.type_);
    child->name = named->name.c_str();
    child->flags = ARROW_FLAG_NULLABLE;
    child->private_data = named.release();
    child->release = release<ArrowSchema>;

    auto filled = std::make_unique<Held<ArrowArray>>();
    if (column.type_ == Column::Type::text && column.offsets_.empty()) column.offsets_.push_back(0);
    filled->validity = std::move(column.validity_);
    filled->numbers = std::move(column.numbers_);
    filled->bits = std::move(column.bits_);
    filled->offsets = std::move(column.offsets_);
    filled->characters = std::move(column.characters_);
    filled->buffers[0] = column.nulls_ == 0 ? nullptr : filled->validity.data();
    filled->buffers[1] = filled->numbers.data();
    if (column.type_ == Column::Type::boolean) filled->buffers[1] = filled->bits.data();
    if (column.type_ == Column::Type::text) {
      filled->buffers[1] = filled->offsets.data();
      filled->buffers[2] = filled->characters.data();
    }
    auto& values = arrays.emplace_back(new ArrowArray{});
    values->length = length;
    values->null_count = column.nulls_;
    values->n_buffers = column.type_ == Column::Type::text ? 3 : 2;
    values->buffers = filled->buffers;
    values->private_data = filled.release();
    values->release = release<ArrowArray>;
  }
  columns_.clear();

  // Room first: nothing below fails.
  std::vector<std::unique_ptr<ArrowSchema>> schema_children;
  std::vector<std::unique_ptr<ArrowArray>> array_children;
  schema_children.reserve(schemas.size());
  array_children.reserve(arrays.size());
  schema_held->pointers.reserve(schemas.size());
  array_held->pointers.reserve(arrays.size());
  for (auto& made : schemas) schema_children.push_back(plain(std::move(made)));
  for (auto& made : arrays) array_children.push_back(plain(std::move(made)));

  *schema = ArrowSchema{};
  schema->format = "+s";
  schema->name = "";
  adopt_children(*schema, *schema_held, std::move(schema_children));
  schema->private_data = schema_held.release();
  schema->release = release<ArrowSchema>;

  *array = ArrowArray{};
  array->length = length;
  array->n_buffers = 1;
  array->buffers = array_held->buffers;
  adopt_children(*array, *array_held, std::move(array_children));
  array->private_data = array_held.release();
  array->release = release<ArrowArray>;
  return {};
}

}  // namespace firstlog_c
