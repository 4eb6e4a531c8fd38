// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Quota zones on pages.
#pragma once

#include <string_view>

#include "firstlog/rules/quota.hpp"

namespace firstlog::inline v1::detail {

constexpr std::string_view word_of(QuotaZone zone) noexcept {
  return zone == QuotaZone::too_early ? std::string_view("too early") : name_of(zone);
}

constexpr std::string_view badge_of(QuotaZone zone) noexcept {
  switch (zone) {
    case QuotaZone::green:
    case QuotaZone::amber:
    case QuotaZone::red: return name_of(zone);
    default: return "plain";
  }
}

}  // namespace firstlog::inline v1::detail
