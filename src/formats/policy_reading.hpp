// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the readers of a policy document's parts share: the first error, and names that are known from
// one part when another refers to them.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "firstlog/base/money.hpp"
#include "firstlog/base/result.hpp"
#include "formats/json_value.hpp"
#include "formats/nearest_name.hpp"
#include "formats/policy_members.hpp"

namespace firstlog::inline v1 {
namespace detail {

// The names of an object's members.
class MemberNames {
 public:
  void version(std::string_view name) { names.push_back(name); }
  template <class T>
  void value(std::string_view name, const T&, Need = Need::optional) {
    names.push_back(name);
  }
  void state(std::string_view name, StateNumber, Need = Need::optional) { names.push_back(name); }
  void command(std::string_view name, std::uint16_t, Need = Need::optional) { names.push_back(name); }
  void amount(std::string_view name, std::int64_t, Need = Need::optional) { names.push_back(name); }
  template <class T, class M>
  void added(std::string_view name, const T&, M T::*) {
    names.push_back(name);
  }
  void fields(std::string_view name, std::uint64_t, Trigger) { names.push_back(name); }

  std::vector<std::string_view> names;
};

inline std::string_view kind_name(JsonValue::Kind kind) noexcept {
  switch (kind) {
    case JsonValue::Kind::null: return "null";
    case JsonValue::Kind::boolean: return "true or false";
    case JsonValue::Kind::integer:
    case JsonValue::Kind::number: return "a number";
    case JsonValue::Kind::text: return "text";
    case JsonValue::Kind::list: return "a list";
    case JsonValue::Kind::object: return "an object";
  }
  return "null";
}

// Reads the members of one object after the other, each with a visitor of its own; the first error
// ends it. What they share is here.
struct PolicyReading {
  Error error;
  bool failed = false;
  std::vector<std::string_view> states;  // the pipeline's, in order
  Currency currency;                     // the plan's

  Error& fail(const JsonPlace& place, std::string_view reason, std::string_view remedy) noexcept {
    failed = true;
    error = Error(Status::malformed, {}, reason, remedy);
    place.append_to(error.place);
    return error;
  }

  bool is(const JsonValue& value, JsonValue::Kind kind, const JsonPlace& place, std::string_view wanted,
          std::string_view remedy) noexcept {
    if (value.kind == kind) return true;
    Error& e = fail(place, wanted, remedy);
    e.reason.append(" belongs here, not ").append(kind_name(value.kind));
    return false;
  }

  // A name out of `known`; its place there, or known.size() after a failure.
  std::size_t name_in(const JsonValue& value, const JsonPlace& place, std::string_view what,
                      const std::vector<std::string_view>& known) {
    const std::size_t none = known.size();
    if (value.kind != JsonValue::Kind::text) {
      Error& e = fail(place, what, "write one of: ");
      e.reason.append(" belongs here as text, not ").append(kind_name(value.kind));
      append_names(e.remedy, known);
      return none;
    }
    const auto found = std::find(known.begin(), known.end(), value.text);
    if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
    Error& e = fail(place, "\"", "");
    e.reason.append(value.text).append("\" is not ").append(what);
    if (const std::string_view near = nearest_name(value.text, known); !near.empty()) {
      e.remedy.append("did you mean \"").append(near).append("\"?");
    } else {
      e.remedy.append("write one of: ");
      append_names(e.remedy, known);
    }
    return none;
  }

  // An exact decimal or fraction stands in text: as a number, a reader may have made it binary.
  bool exact_text(const JsonValue& value, const JsonPlace& place, std::string_view what) noexcept {
    if (value.kind == JsonValue::Kind::text) return true;
    if (value.kind != JsonValue::Kind::number && value.kind != JsonValue::Kind::integer)
      return is(value, JsonValue::Kind::text, place, what, "write it as text, such as \"0.15\"");
    Error& e = fail(place, what, "write it as a string: \"");
    e.reason.append(" is exact; a JSON number need not be");
    if (value.kind == JsonValue::Kind::integer)
      e.remedy.append_number(value.integer);
    else
      e.remedy.append(value.text);
    e.remedy.append("\"");
    return false;
  }

  template <std::size_t Capacity>
  static void append_names(FixedText<Capacity>& text, const std::vector<std::string_view>& names) noexcept {
    for (std::size_t i = 0; i < names.size(); ++i) text.append(i == 0 ? "" : ", ").append(names[i]);
  }
};

}  // namespace detail
}  // namespace firstlog::inline v1
