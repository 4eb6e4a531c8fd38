// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/store/zone_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/detail/scan.hpp"

namespace firstlog::inline v1 {
namespace {

constexpr std::size_t file_bytes_max = 1024 * 1024;  // the largest in use has some 4 KiB

bool is_zone_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > 100) return false;
  bool part_begins = true;
  for (char c : name) {
    bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || detail::is_digit(c);
    if (c == '/' ? part_begins : !(letter || c == '_' || c == '-' || c == '+' || (c == '.' && !part_begins)))
      return false;
    part_begins = c == '/';
  }
  return !part_begins;
}

class File {
 public:
  explicit File(const char* path) noexcept : descriptor_(::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int descriptor() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

Result<Zone> read_zone(std::string_view name) {
  std::string_view place_kind = "zone";
  auto failed = [&](Status status, std::string_view reason, std::string_view remedy, int code = 0) {
    return Error(status, detail::place_of(place_kind, name).view(), reason, remedy, code);
  };
  if (!is_zone_name(name))
    return failed(Status::invalid_argument, "not a name of the tz database", "write it like Europe/Vienna");
  const char* chosen = std::getenv("TZDIR");
  std::string path = chosen != nullptr && *chosen != '\0' ? chosen : "/usr/share/zoneinfo";
  path += '/';
  path += name;
  File file(path.c_str());
  if (file.descriptor() < 0) {
    int code = errno;
    if (code == ENOENT || code == ENOTDIR)
      return failed(Status::not_found, "the machine's time zone data does not know it",
                    "check the name; install the package tzdata, or set TZDIR", code);
    return failed(Status::io_failed, "its file cannot be opened", "check the rights of the time zone data",
                  code);
  }
  struct stat about{};
  if (::fstat(file.descriptor(), &about) != 0)
    return failed(Status::io_failed, "its file cannot be looked at", "check the time zone data", errno);
  if (S_ISDIR(about.st_mode))
    return failed(Status::not_found, "this names a group of zones, not one", "name one of the zones in it");
  if (!S_ISREG(about.st_mode) || about.st_size > static_cast<off_t>(file_bytes_max))
    return failed(Status::malformed, "its file is not a plain file of up to 1 MiB",
                  "check the time zone data");
  // One byte more than it should have, so that a file that grew meanwhile is seen to be longer.
  std::vector<std::byte> bytes(static_cast<std::size_t>(about.st_size) + 1);
  std::size_t size = 0;
  while (size < bytes.size()) {
    ssize_t got = ::read(file.descriptor(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(Status::io_failed, "its file cannot be read", "check the disk", errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  return Zone::from_tzif(name, Bytes(bytes.data(), size));
}

}  // namespace

Result<Zone> zone_from_system(std::string_view name) noexcept {
  try {
    return read_zone(name);
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "zone", "no memory to read its file", "free memory and try again");
  }
}

}  // namespace firstlog::inline v1
