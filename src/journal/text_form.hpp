// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Hexadecimal, base64 and lines of fields divided by one space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1::detail {

void append_hex(std::string& out, Bytes bytes);
// Exactly `out.size()` bytes in lower-case hexadecimal; false otherwise.
bool parse_hex(std::string_view text, std::span<std::byte> out) noexcept;

// RFC 4648 with padding.
void append_base64(std::string& out, Bytes bytes);
// False where the text is not canonical base64. Throws std::bad_alloc.
bool parse_base64(std::string_view text, std::vector<std::byte>& out);

// Decimal digits without sign or leading zero, at most `max`.
bool parse_number(std::string_view text, std::uint64_t max, std::uint64_t& out) noexcept;

// Takes one field after another off a line.
class LineFields {
 public:
  LineFields(std::string_view line, std::string_view place) noexcept : rest_(line), place_(place) {}

  // The next field; after a failure empty for ever.
  std::string_view next(std::string_view name) noexcept;
  std::string_view rest(std::string_view name) noexcept;  // all that is left
  std::uint64_t number(std::string_view name, std::uint64_t max) noexcept;
  Instant instant(std::string_view name) noexcept;
  void hex(std::string_view name, std::span<std::byte> out) noexcept;
  void fail(std::string_view name, std::string_view reason, Status status = Status::malformed) noexcept;

  bool ok() const noexcept { return ok_; }
  const Error& error() const noexcept { return error_; }

 private:
  std::string_view rest_;
  std::string_view place_;
  bool ok_ = true;
  Error error_;
};

}  // namespace firstlog::inline v1::detail
