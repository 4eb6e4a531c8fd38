// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How documents are written in JSON: from front to back. A tree of values, as JSON libraries build it, takes
// memory even when it is destroyed, and ends the process where there is none.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/money.hpp"

namespace firstlog::inline v1::detail {

// Appends the text in quotation marks, escaped as RFC 8785 does: as little as JSON allows.
void append_json_text(std::string& json, std::string_view text);

// One value, as it will stand in the document. All that make one throw std::bad_alloc.
class JsonText {
 public:
  explicit JsonText(std::string_view text) { append_json_text(text_, text); }
  explicit JsonText(std::same_as<bool> auto value) : text_(value ? "true" : "false") {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  explicit JsonText(T value) : text_(std::to_string(value)) {}
  static JsonText written(std::string text) noexcept {
    JsonText json;
    json.text_ = std::move(text);
    return json;
  }
  const std::string& text() const& noexcept { return text_; }
  std::string text() && noexcept { return std::move(text_); }

 private:
  JsonText() noexcept = default;
  std::string text_;
};

class JsonList {
 public:
  JsonList& add(const JsonText& value);
  JsonList& add(std::string_view text);
  bool empty() const noexcept { return text_.size() == 1; }
  // Ends the list: nothing is added any more.
  JsonText take() { return JsonText::written(std::move(text_ += ']')); }

 private:
  std::string text_ = "[";
};

// Filled member by member; the caller gives none of them twice.
class JsonObject {
 public:
  JsonObject& any(std::string_view member, const JsonText& value);
  JsonObject& any(std::string_view member, std::integral auto value) { return any(member, JsonText(value)); }
  JsonObject& name(std::string_view member, std::string_view value);
  bool empty() const noexcept { return text_.size() == 1; }
  // Ends the object: nothing is added any more.
  JsonText take() { return JsonText::written(std::move(text_ += '}')); }

 private:
  void begin(std::string_view member);
  std::string text_ = "{";
};

// A host key or other text; bytes that are no UTF-8 as {"base64":"…"}.
JsonText readable_text(std::string_view text);

JsonText json_of(Money money);

// Lower-case hexadecimal digits.
std::string hex_of(Bytes bytes);

}  // namespace firstlog::inline v1::detail
