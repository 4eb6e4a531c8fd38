// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The colours in which a rep stands against quota (DOMAIN 8).
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever.
enum class QuotaZone : std::uint8_t { exempt = 0, too_early = 1, red = 2, amber = 3, green = 4 };

constexpr std::string_view name_of(QuotaZone zone) noexcept {
  constexpr std::string_view names[] = {"exempt", "too_early", "red", "amber", "green"};
  return names[static_cast<int>(zone)];
}

}  // namespace firstlog::inline v1
