// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace firstlog::inline v1::detail {

// Where a name stands in a list of names.
template <class Names>
std::optional<std::uint32_t> place_in(const Names& names, std::string_view name) noexcept {
  const auto found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<std::uint32_t>(found - std::begin(names));
}

}  // namespace firstlog::inline v1::detail
