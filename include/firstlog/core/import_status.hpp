// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Where an import of history stands (DOMAIN 14). Numbers are fixed for ever.
enum class ImportStatus : std::uint8_t { none = 0, open = 1, ended = 2, undone = 3 };

constexpr std::string_view name_of(ImportStatus status) noexcept {
  constexpr std::string_view names[] = {"none", "open", "ended", "undone"};
  return names[static_cast<int>(status)];
}

}  // namespace firstlog::inline v1
