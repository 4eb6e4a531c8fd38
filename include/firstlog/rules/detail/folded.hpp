// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "firstlog/rules/sort_key.hpp"

namespace firstlog::inline v1::detail {

// Whether a text is a key as fold_name makes them, or empty.
constexpr bool folded(std::string_view text) noexcept {
  for (const char c : text)
    if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) return false;
  return text.size() <= SortKey::size;
}

constexpr bool is_country(std::string_view text) noexcept {
  return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

}  // namespace firstlog::inline v1::detail
