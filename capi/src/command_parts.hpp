// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How the parts of a C command are read; shared by the check and the conversion.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "firstlog.h"
#include "guard.hpp"

namespace firstlog_c {

inline std::string_view view(const firstlog_text& text) noexcept {
  if (text.data == nullptr) return {};
  return text.size == FIRSTLOG_ZERO_TERMINATED ? std::string_view(text.data)
                                               : std::string_view(text.data, text.size);
}

inline std::uint32_t code_of(const firstlog_money& money) noexcept {
  std::uint32_t code = 0;
  std::memcpy(&code, money.currency, sizeof code);
  return code;
}

inline bool readable(const firstlog_text& text) noexcept {
  return text.data != nullptr ? text.size == FIRSTLOG_ZERO_TERMINATED || text.size <= PTRDIFF_MAX
                              : text.size == 0;
}

}  // namespace firstlog_c
