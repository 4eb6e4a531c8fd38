// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Strict JSON: what a document said, exactly. Numbers that are no 64-bit integer keep their text,
// one member twice is refused, and the sizes of hostile documents are bounded while they are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {
namespace detail {

struct JsonValue {
  enum class Kind : std::uint8_t { null, boolean, integer, number, text, list, object };

  Kind kind = Kind::null;
  bool boolean = false;
  std::int64_t integer = 0;
  std::string name;              // of a member of an object
  std::string text;              // of text its content, of other numbers their digits
  std::vector<JsonValue> items;  // of a list, members of an object

  // The member of that name, or null.
  const JsonValue* find(std::string_view member) const noexcept {
    for (const JsonValue& item : items)
      if (item.name == member) return &item;
    return nullptr;
  }
};

// Where a value stands, as a chain from the innermost to the document, each a local variable of
// whoever reads that value.
struct JsonPlace {
  const JsonPlace* parent = nullptr;
  std::string_view member;  // the document's own name where there is no parent
  std::size_t index = 0;    // in a list, where `member` is empty

  // Appends "policy.plan.tiers[2]".
  template <std::size_t Capacity>
  void append_to(FixedText<Capacity>& text) const noexcept {
    if (parent != nullptr) parent->append_to(text);
    if (member.empty())
      text.append("[").append_number(static_cast<std::int64_t>(index)).append("]");
    else
      text.append(parent == nullptr ? "" : ".").append(member);
  }
};

struct JsonLimits {
  std::size_t bytes_max;
  std::size_t depth_max;    // lists and objects within each other
  std::size_t values_max;   // in the whole document
  std::size_t members_max;  // of one object
};

// Reads one JSON document (RFC 8259) in UTF-8. `document` is how errors call it. Errors: malformed,
// with line and column or the path. Throws std::bad_alloc.
Result<JsonValue> parse_json(std::string_view text, std::string_view document, const JsonLimits& limits);

}  // namespace detail
}  // namespace firstlog::inline v1
