// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// JSON read strictly: no member twice, no number that is not a whole one, no deep nesting, and every
// complaint with the place it is about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/result.hpp"

namespace firstlog::inline v1::detail {

// Walks through a text and keeps the path of where it is.
class StrictJsonWalk final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override;
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return enter(true); }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override { return enter(false); }
  bool end_array() override { return leave(); }
  bool key(string_t& name) override;
  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception& error) override;

  const std::string& place() const noexcept { return place_; }
  const std::string& reason() const noexcept { return reason_; }

 private:
  struct Frame {
    bool is_object = false;
    std::size_t index = 0;  // of the next value of an array
    std::string name;       // of the member at hand
    std::set<std::string> names;
  };
  bool value();
  bool enter(bool is_object);
  bool leave();
  std::string path() const;
  bool refuse(std::string place, std::string_view reason);

  std::vector<Frame> frames_;
  std::string place_;
  std::string reason_;
};

// Parses one text. Errors: malformed; `place` is "<where>, $.path" or "<where>, column n". Throws
// std::bad_alloc.
Result<nlohmann::json> parse_strict_json(std::string_view text, std::string_view where);

// The path of the first place where the two differ, in the order of `expected`; empty where equal.
// `reason` says in which way.
std::string first_difference(const nlohmann::json& expected, const nlohmann::json& given, std::string& reason);

}  // namespace firstlog::inline v1::detail
