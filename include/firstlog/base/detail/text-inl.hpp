// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstring>

#include "firstlog/base/text.hpp"

namespace firstlog::inline v1 {
namespace detail {

// Length of the character at the start of `text`, 0 where it is ill-formed. `text` is not empty.
inline std::size_t utf8_length(std::string_view text) noexcept {
  auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  // The second byte alone tells overlong forms, surrogates and what lies beyond U+10FFFF.
  unsigned low = lead == 0xE0 ? 0xA0U : lead == 0xF0 ? 0x90U : 0x80U;
  unsigned high = lead == 0xED ? 0x9FU : lead == 0xF4 ? 0x8FU : 0xBFU;
  if (byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  return length;
}

}  // namespace detail

FIRSTLOG_INLINE bool valid_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    std::uint64_t eight = 0;
    if (text.size() >= sizeof eight) {
      std::memcpy(&eight, text.data(), sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        text.remove_prefix(sizeof eight);
        continue;
      }
    }
    std::size_t length = detail::utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

FIRSTLOG_INLINE KeyFault fault_of_key(std::string_view key) noexcept {
  if (key.empty()) return KeyFault::empty;
  if (key.size() > key_bytes_max) return KeyFault::too_long;
  bool control = false;
  while (!key.empty()) {
    std::size_t length = detail::utf8_length(key);
    if (length == 0) return KeyFault::not_utf8;
    auto lead = static_cast<unsigned char>(key[0]);
    control =
        control || lead < 0x20 || lead == 0x7F || (lead == 0xC2 && static_cast<unsigned char>(key[1]) < 0xA0);
    key.remove_prefix(length);
  }
  return control ? KeyFault::control_character : KeyFault::none;
}

FIRSTLOG_INLINE Result<void> check_key(std::string_view key, std::string_view place) noexcept {
  std::string_view reason;
  std::string_view remedy = "use 1 to 128 bytes of UTF-8 without control characters";
  switch (fault_of_key(key)) {
    case KeyFault::none: return {};
    case KeyFault::empty: reason = "the key is empty"; break;
    case KeyFault::too_long: reason = "the key is longer than 128 bytes"; break;
    case KeyFault::not_utf8: reason = "the key is not well-formed UTF-8"; break;
    case KeyFault::control_character: reason = "the key holds a control character"; break;
  }
  return Error(Status::invalid_argument, place, reason, remedy);
}

}  // namespace firstlog::inline v1
