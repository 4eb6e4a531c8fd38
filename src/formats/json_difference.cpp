// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/json_difference.hpp"

#include "formats/json_text.hpp"

namespace firstlog::inline v1::detail {
namespace {

constexpr std::string_view not_in_bytes = "the bytes do not say this";

// A scalar as it stands in JSON, shortened.
std::string shown(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::null: return "null";
    case JsonValue::Kind::boolean: return value.boolean ? "true" : "false";
    case JsonValue::Kind::integer: return std::to_string(value.integer);
    case JsonValue::Kind::number: return value.text;
    case JsonValue::Kind::text: {
      std::string out;
      append_json_text(out, value.text);
      return out;
    }
    case JsonValue::Kind::list: return "a list";
    case JsonValue::Kind::object: return "an object";
  }
  return {};
}

std::string below(std::string step, const std::string& rest) {
  return rest == "." ? step : step + rest;
}

std::string object_difference(const JsonValue& expected, const JsonValue& given, std::string& reason) {
  // Mostly the members come in the order in which they were written.
  for (std::size_t i = 0; i < expected.items.size(); ++i) {
    const JsonValue& member = expected.items[i];
    const JsonValue* found = i < given.items.size() && given.items[i].name == member.name
                                 ? &given.items[i]
                                 : given.find(member.name);
    if (found == nullptr) {
      reason = "the member is missing";
      return "." + member.name;
    }
    std::string rest = first_difference(member, *found, reason);
    if (!rest.empty()) return below("." + member.name, rest);
  }
  if (given.items.size() == expected.items.size()) return {};
  for (const JsonValue& member : given.items) {
    if (expected.find(member.name) == nullptr) {
      reason = not_in_bytes;
      return "." + member.name;
    }
  }
  return {};
}

std::string list_difference(const JsonValue& expected, const JsonValue& given, std::string& reason) {
  for (std::size_t i = 0; i < expected.items.size() && i < given.items.size(); ++i) {
    std::string rest = first_difference(expected.items[i], given.items[i], reason);
    if (!rest.empty()) return below("[" + std::to_string(i) + "]", rest);
  }
  if (expected.items.size() == given.items.size()) return {};
  bool missing = expected.items.size() > given.items.size();
  reason = missing ? std::string("an entry is missing") : std::string(not_in_bytes);
  return "[" + std::to_string(missing ? given.items.size() : expected.items.size()) + "]";
}

}  // namespace

std::string first_difference(const JsonValue& expected, const JsonValue& given, std::string& reason) {
  if (expected.kind == given.kind) {
    if (expected.kind == JsonValue::Kind::object) return object_difference(expected, given, reason);
    if (expected.kind == JsonValue::Kind::list) return list_difference(expected, given, reason);
    if (expected.boolean == given.boolean && expected.integer == given.integer && expected.text == given.text)
      return {};
  }
  reason = "the bytes say " + shown(expected);
  return ".";
}

}  // namespace firstlog::inline v1::detail
