// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What somebody may have meant who wrote a name that does not exist.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace firstlog::inline v1 {
namespace detail {

// How many letters must be put in, left out or changed to make one name of the other. Only for names
// of up to 40 bytes; 40 for longer ones.
inline std::size_t letters_between(std::string_view a, std::string_view b) noexcept {
  constexpr std::size_t longest = 40;
  if (a.size() > longest || b.size() > longest) return longest;
  std::array<std::size_t, longest + 1> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[b.size()];
}

// The known name nearest to `name`; empty where none is close: at most a third of its letters off.
inline std::string_view nearest_name(std::string_view name,
                                     const std::vector<std::string_view>& known) noexcept {
  std::string_view nearest;
  std::size_t least = name.size() / 3 + 1;
  for (std::string_view candidate : known) {
    const std::size_t distance = letters_between(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace detail
}  // namespace firstlog::inline v1
