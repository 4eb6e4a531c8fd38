// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which text may enter: strict UTF-8, and the host's keys.
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// Well-formed UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing beyond
// U+10FFFF, nothing cut off. Empty text and U+0000 are well formed.
FIRSTLOG_API bool valid_utf8(std::string_view text) noexcept;

// Why a key is refused. Numbers are fixed for ever.
enum class KeyFault : std::uint8_t {
  none = 0,
  empty = 1,
  too_long = 2,  // more than key_bytes_max bytes
  not_utf8 = 3,
  control_character = 4,  // U+0000 to U+001F, U+007F to U+009F
};

constexpr std::string_view name_of(KeyFault fault) noexcept {
  switch (fault) {
    case KeyFault::none: return "none";
    case KeyFault::empty: return "empty";
    case KeyFault::too_long: return "too_long";
    case KeyFault::not_utf8: return "not_utf8";
    case KeyFault::control_character: return "control_character";
  }
  return "none";
}

// The first fault in the order above; none where the key is 1 to 128 bytes of UTF-8 without control
// characters. Keys are compared byte for byte: nothing is normalised, trimmed or folded.
FIRSTLOG_API KeyFault fault_of_key(std::string_view key) noexcept;

inline bool valid_key(std::string_view key) noexcept {
  return fault_of_key(key) == KeyFault::none;
}

// The same as an Error (invalid_argument) that names `place`, such as "contact" or "commands[3].rep".
FIRSTLOG_API Result<void> check_key(std::string_view key, std::string_view place) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/text-inl.hpp"  // IWYU pragma: export
#endif
