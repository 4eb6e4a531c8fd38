// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Do not call: not a state of the pipeline, but a bar on contacting (DOMAIN 3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Which way of contacting is barred. Numbers are fixed for ever.
enum class SuppressionScope : std::uint8_t {
  all = 0,
  calls = 1,     // voice, and visits that a call would announce
  messages = 2,  // text, chat
  email = 3,
};
inline constexpr int suppression_scope_count = 4;

constexpr std::string_view name_of(SuppressionScope scope) noexcept {
  constexpr std::string_view names[suppression_scope_count] = {"all", "calls", "messages", "email"};
  const auto number = static_cast<std::size_t>(scope);
  return number < suppression_scope_count ? names[number] : std::string_view();
}

}  // namespace firstlog::inline v1
