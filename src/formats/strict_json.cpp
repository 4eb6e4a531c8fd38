// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/strict_json.hpp"

namespace firstlog::inline v1::detail {
namespace {

constexpr std::size_t depth_max = 16;
constexpr std::string_view json_remedy = "correct the text, or export it again";

void append_step(std::string& path, std::string_view name) {
  path.append(".").append(name);
}
void append_step(std::string& path, std::size_t index) {
  path.append("[").append(std::to_string(index)).append("]");
}

}  // namespace

std::string StrictJsonWalk::path() const {
  std::string out = "$";
  for (const Frame& frame : frames_) {
    if (frame.is_object)
      append_step(out, frame.name);
    else
      append_step(out, frame.index);
  }
  return out;
}

bool StrictJsonWalk::refuse(std::string place, std::string_view reason) {
  place_ = std::move(place);
  reason_.assign(reason);
  return false;
}

bool StrictJsonWalk::value() {
  if (!frames_.empty() && !frames_.back().is_object) ++frames_.back().index;
  return true;
}

bool StrictJsonWalk::enter(bool is_object) {
  if (frames_.size() == depth_max) return refuse(path(), "this is nested too deeply");
  Frame& frame = frames_.emplace_back();
  frame.is_object = is_object;
  return true;
}

bool StrictJsonWalk::leave() {
  frames_.pop_back();
  return value();
}

bool StrictJsonWalk::key(string_t& name) {
  Frame& frame = frames_.back();
  frame.name = name;
  if (frame.names.insert(name).second) return true;
  return refuse(path(), "the member stands here twice");
}

bool StrictJsonWalk::number_float(number_float_t, const string_t&) {
  return refuse(path(), "numbers are whole here, within 64 bits; exact decimals are written as text");
}

bool StrictJsonWalk::parse_error(std::size_t position, const std::string& last_token,
                                 const nlohmann::detail::exception&) {
  (void)last_token;
  return refuse("column " + std::to_string(position), "this is not JSON in UTF-8");
}

Result<nlohmann::json> parse_strict_json(std::string_view text, std::string_view where) {
  StrictJsonWalk walk;
  if (!nlohmann::json::sax_parse(text, &walk)) {
    Error error(Status::malformed, where, walk.reason(), json_remedy);
    error.place.append(", ").append(walk.place());
    return error;
  }
  return nlohmann::json::parse(text);
}

std::string first_difference(const nlohmann::json& expected, const nlohmann::json& given, std::string& reason) {
  if (expected == given && expected.type() == given.type()) return {};
  if (expected.is_object() && given.is_object()) {
    for (const auto& [name, value] : expected.items()) {
      auto found = given.find(name);
      if (found == given.end()) {
        reason = "the member is missing";
        return "." + name;
      }
      std::string below = first_difference(value, *found, reason);
      if (!below.empty()) return "." + name + (below == "." ? "" : below);
    }
    for (const auto& [name, value] : given.items()) {
      if (!expected.contains(name)) {
        reason = "the bytes do not say this";
        return "." + name;
      }
    }
    return {};
  }
  if (expected.is_array() && given.is_array()) {
    for (std::size_t i = 0; i < expected.size() && i < given.size(); ++i) {
      std::string below = first_difference(expected[i], given[i], reason);
      if (!below.empty()) return "[" + std::to_string(i) + "]" + (below == "." ? "" : below);
    }
    if (expected.size() == given.size()) return {};
    reason = expected.size() > given.size() ? "an entry is missing" : "the bytes do not say this";
    return "[" + std::to_string(expected.size() > given.size() ? given.size() : expected.size()) + "]";
  }
  reason = "the bytes say " + expected.dump(-1, ' ', true);
  return ".";
}

}  // namespace firstlog::inline v1::detail
