// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What alphabetical rules compare of a name.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// The first eight bytes of a name's key in collation order: of the built-in order its first eight letters
// and digits, folded; of another one whatever its Collator makes. Zero bytes fill the rest. It is short on
// purpose: the journal may hold it where the name itself may not stand.
class SortKey {
 public:
  static constexpr std::size_t size = 8;
  constexpr SortKey() noexcept = default;
  // `bytes` are at most eight bytes in the order that std::memcmp gives, none of them zero; more are cut.
  static constexpr SortKey from_folded(std::string_view bytes) noexcept {
    SortKey key;
    for (std::size_t i = 0; i < size && i < bytes.size(); ++i) key.bytes_[i] = bytes[i];
    return key;
  }
  constexpr std::string_view view() const noexcept {
    std::size_t n = 0;
    while (n < size && bytes_[n] != 0) ++n;
    return {bytes_.data(), n};
  }
  constexpr bool present() const noexcept { return bytes_[0] != 0; }
  friend constexpr bool operator==(const SortKey&, const SortKey&) noexcept = default;
  friend constexpr auto operator<=>(const SortKey& a, const SortKey& b) noexcept {
    return a.view() <=> b.view();
  }

 private:
  std::array<char, size> bytes_{};
};

}  // namespace firstlog::inline v1
