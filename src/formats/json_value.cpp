// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/json_value.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace firstlog::inline v1 {
namespace detail {
namespace {

// Builds the values while the parser reads; a member that answers false ends the reading.
class JsonBuilder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  JsonBuilder(std::string_view text, std::string_view document, const JsonLimits& limits)
      : text_(text), document_(document), limits_(limits) {}

  bool null() { return add({}); }
  bool boolean(bool value) {
    JsonValue added;
    added.kind = JsonValue::Kind::boolean;
    added.boolean = value;
    return add(std::move(added));
  }
  bool number_integer(number_integer_t value) {
    JsonValue added;
    added.kind = JsonValue::Kind::integer;
    added.integer = value;
    return add(std::move(added));
  }
  bool number_unsigned(number_unsigned_t value) {
    if (value <= static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()))
      return number_integer(static_cast<number_integer_t>(value));
    return number(std::to_string(value));
  }
  bool number_float(number_float_t, const string_t& digits) { return number(digits); }
  bool string(string_t& value) {
    JsonValue added;
    added.kind = JsonValue::Kind::text;
    added.text = std::move(value);
    return add(std::move(added));
  }
  bool binary(binary_t&) { return false; }  // not in JSON

  bool start_object(std::size_t) { return open(JsonValue::Kind::object); }
  bool start_array(std::size_t) { return open(JsonValue::Kind::list); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(string_t& name) {
    const JsonValue& object = *open_.back();
    if (object.find(name) != nullptr)
      return fail("the member stands here twice", "keep one of the two", name);
    if (object.items.size() >= limits_.members_max)
      return fail("the object has more members than any that is known",
                  "leave out what does not belong here");
    name_ = std::move(name);
    return true;
  }

  template <class Exception>
  bool parse_error(std::size_t position, const std::string&, const Exception& exception) {
    // What the parser counts is what it has read, the character at fault included.
    const std::size_t at = std::min(position, text_.size() + 1);
    const std::string_view before = text_.substr(0, at == 0 ? 0 : at - 1);
    const std::size_t line_begins = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto column =
        1 + std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line_begins), before.end(),
                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    // Its message is "[id] parse error at line 1, column 2: what", of a number too large "[id] what".
    std::string_view message = exception.what();
    if (const std::size_t id_ends = message.find("] "); id_ends != std::string_view::npos)
      message.remove_prefix(id_ends + 2);
    const std::size_t place_ends = message.find(": ");
    if (message.substr(0, 11) == "parse error" && place_ends != std::string_view::npos)
      message.remove_prefix(place_ends + 2);
    error_ = Error(Status::malformed, document_, "not JSON: ", "correct the text there");
    error_.place.append(", line ").append_number(line).append(", column ").append_number(column);
    error_.reason.append(message);
    return false;
  }

  const Error& error() const noexcept { return error_; }
  JsonValue take() noexcept { return std::move(root_); }

 private:
  bool number(std::string digits) {
    JsonValue added;
    added.kind = JsonValue::Kind::number;
    added.text = std::move(digits);
    return add(std::move(added));
  }

  bool add(JsonValue&& value) {
    if (++values_ > limits_.values_max) return fail("the document holds too many values", "shorten it");
    if (open_.empty()) {
      root_ = std::move(value);
      return true;
    }
    if (open_.back()->kind == JsonValue::Kind::object) value.name = std::move(name_);
    open_.back()->items.push_back(std::move(value));
    return true;
  }

  bool open(JsonValue::Kind kind) {
    if (open_.size() >= limits_.depth_max)
      return fail("lists and objects stand too deep within each other", "take out a level");
    JsonValue added;
    added.kind = kind;
    if (!add(std::move(added))) return false;
    // Stays where it is as long as it is open: its parent grows only after it.
    open_.push_back(open_.empty() ? &root_ : &open_.back()->items.back());
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  bool fail(std::string_view reason, std::string_view remedy, std::string_view member = {}) {
    error_ = Error(Status::malformed, document_, reason, remedy);
    for (std::size_t i = 1; i < open_.size(); ++i) {
      if (open_[i - 1]->kind == JsonValue::Kind::object)
        error_.place.append(".").append(open_[i]->name);
      else
        error_.place.append("[")
            .append_number(static_cast<std::int64_t>(open_[i - 1]->items.size() - 1))
            .append("]");
    }
    if (!member.empty()) error_.place.append(".").append(member);
    return false;
  }

  std::string_view text_;
  std::string_view document_;
  const JsonLimits& limits_;
  JsonValue root_;
  std::vector<JsonValue*> open_;  // from the document to the innermost that is open
  std::string name_;              // of the member whose value comes next
  std::size_t values_ = 0;
  Error error_;
};

}  // namespace

Result<JsonValue> parse_json(std::string_view text, std::string_view document, const JsonLimits& limits) {
  if (text.size() > limits.bytes_max) {
    Error error(Status::malformed, document, "the document has more than ", "shorten it");
    error.reason.append_number(static_cast<std::int64_t>(limits.bytes_max)).append(" bytes");
    return error;
  }
  JsonBuilder builder(text, document, limits);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return builder.error();
  return builder.take();
}

}  // namespace detail
}  // namespace firstlog::inline v1
