// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Where the optional data folder is, and how its files are read.
#pragma once

#include <gtest/gtest.h>
#include <lzma.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace firstlog_test {

inline std::string shared_path(const std::string& name) {
  const char* given = std::getenv("FIRSTLOG_SHARED_DIR");
  return std::string(given != nullptr ? given : FIRSTLOG_SHARED_DIR) + "/data/" + name;
}

inline bool shared_has(const std::string& name) {
  return std::ifstream(shared_path(name)).good();
}

#define FIRSTLOG_NEEDS_SHARED(name)                                            \
  do {                                                                         \
    if (!firstlog_test::shared_has(name))                                      \
      GTEST_SKIP() << "the optional data " << firstlog_test::shared_path(name) \
                   << " is not there; FIRSTLOG_SHARED_DIR says where to look"; \
  } while (false)

inline std::string file_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string unpacked(const std::string& xz) {
  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&stream, std::uint64_t{256} << 20, LZMA_CONCATENATED) != LZMA_OK)
    throw std::runtime_error("no decoder");
  std::string text;
  std::vector<std::uint8_t> out(std::size_t{1} << 20);
  stream.next_in = reinterpret_cast<const std::uint8_t*>(xz.data());
  stream.avail_in = xz.size();
  lzma_ret status = LZMA_OK;
  while (status == LZMA_OK) {
    stream.next_out = out.data();
    stream.avail_out = out.size();
    status = lzma_code(&stream, LZMA_FINISH);
    text.append(reinterpret_cast<const char*>(out.data()), out.size() - stream.avail_out);
  }
  lzma_end(&stream);
  if (status != LZMA_STREAM_END) throw std::runtime_error("damaged .xz");
  return text;
}

// The rows of a table without quotation marks, read independently of the library: column by name.
class PlainTable {
 public:
  explicit PlainTable(std::string_view text) {
    bool first = true;
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      std::vector<std::string> fields;
      bool quoted = false;
      std::string field;
      for (char c : line) {
        if (c == '"')
          quoted = !quoted;
        else if (c == ',' && !quoted)
          fields.push_back(std::exchange(field, {}));
        else if (c != '\r')
          field += c;
      }
      fields.push_back(field);
      if (first)
        for (std::size_t i = 0; i < fields.size(); ++i) columns_[fields[i]] = i;
      else
        rows_.push_back(std::move(fields));
      first = false;
    }
  }
  std::size_t size() const { return rows_.size(); }
  const std::string& at(std::size_t row, const std::string& column) const {
    return rows_[row][columns_.at(column)];
  }

 private:
  std::map<std::string, std::size_t> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace firstlog_test
