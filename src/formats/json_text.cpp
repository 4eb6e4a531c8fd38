// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/json_text.hpp"

#include "firstlog/base/text.hpp"
#include "journal/text_form.hpp"

namespace firstlog::inline v1::detail {

void append_json_text(std::string& json, std::string_view text) {
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  json += '"';
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"': json += "\\\""; break;
      case '\\': json += "\\\\"; break;
      case '\b': json += "\\b"; break;
      case '\f': json += "\\f"; break;
      case '\n': json += "\\n"; break;
      case '\r': json += "\\r"; break;
      case '\t': json += "\\t"; break;
      default:
        if (byte < 0x20) {
          json += "\\u00";
          json += hexadecimal[byte >> 4U];
          json += hexadecimal[byte & 0xFU];
        } else {
          json += c;
        }
    }
  }
  json += '"';
}

JsonList& JsonList::add(const JsonText& value) {
  if (!empty()) text_ += ',';
  text_ += value.text();
  return *this;
}

JsonList& JsonList::add(std::string_view text) {
  if (!empty()) text_ += ',';
  append_json_text(text_, text);
  return *this;
}

void JsonObject::begin(std::string_view member) {
  if (!empty()) text_ += ',';
  append_json_text(text_, member);
  text_ += ':';
}

JsonObject& JsonObject::any(std::string_view member, const JsonText& value) {
  begin(member);
  text_ += value.text();
  return *this;
}

JsonObject& JsonObject::name(std::string_view member, std::string_view value) {
  begin(member);
  append_json_text(text_, value);
  return *this;
}

JsonText readable_text(std::string_view text) {
  if (valid_utf8(text)) return JsonText(text);
  std::string base64;
  append_base64(base64, as_bytes(text));
  return JsonObject().name("base64", base64).take();
}

JsonText json_of(Money money) {
  return JsonObject().name("amount", money.to_string()).name("currency", money.currency().code()).take();
}

std::string hex_of(Bytes bytes) {
  std::string text;
  append_hex(text, bytes);
  return text;
}

}  // namespace firstlog::inline v1::detail
