// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A folder of its own for a database file, removed with it.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace firstlog_test {

class Folder {
 public:
  // `quick`: on a file system in memory where there is one, for tests to which the disk does not matter.
  explicit Folder(bool quick = false) {
    std::filesystem::path base = std::filesystem::temp_directory_path();
    if (quick && ::access("/dev/shm", W_OK) == 0) base = "/dev/shm";
    std::string pattern = (base / "firstlog-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void write_file(const std::string& path, const std::string& content) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
}

}  // namespace firstlog_test
