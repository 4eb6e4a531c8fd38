// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "read.hpp"

#include <vector>

namespace firstlog_vectors {

using nlohmann::json;

namespace {

constexpr std::size_t depth_max = 100;

// Builds the document with numbers as text: 0.05 is five hundredths, not the double next to it.
class AsWritten : public nlohmann::json_sax<json> {
 public:
  json document;
  std::string fault;

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return add(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& written) override { return add(written); }
  bool string(string_t& value) override { return add(value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool key(string_t& name) override {
    name_ = name;
    if (!open_.back()->contains(name)) return true;
    fault = "the member " + name + " stands twice in one object";
    return false;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    fault = error.what();
    return false;
  }

 private:
  json& place(json value) {
    if (open_.empty()) return document = std::move(value);
    json& holder = *open_.back();
    if (holder.is_array()) return holder.emplace_back(std::move(value));
    return holder[name_] = std::move(value);
  }
  bool add(json value) {
    place(std::move(value));
    return true;
  }
  bool open(json value) {
    if (open_.size() == depth_max) {
      fault = "more than 100 lists and objects inside each other";
      return false;
    }
    open_.push_back(&place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<json*> open_;
  std::string name_;
};

}  // namespace

ReadVectors read_vectors(std::istream& file) {
  if (!file) return {json::array(), "the file cannot be read"};
  AsWritten reader;
  try {
    if (!json::sax_parse(file, &reader)) return {json::array(), reader.fault};
  } catch (const std::ios_base::failure&) {  // a folder
    return {json::array(), "the file cannot be read"};
  }
  if (!reader.document.is_array()) return {json::array(), "not a list of vectors"};
  return {std::move(reader.document), {}};
}

}  // namespace firstlog_vectors
