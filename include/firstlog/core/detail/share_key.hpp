// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/ids.hpp"

namespace firstlog::inline v1::detail {

// Twelve bytes that name a rep's place in a pool: the pool's number, then the rep's, low byte first.
struct ShareKey {
  char bytes[12];
  std::string_view view() const noexcept { return {bytes, sizeof bytes}; }
};
inline ShareKey share_key(std::uint64_t share, ActorId rep) noexcept {
  ShareKey key{};
  for (unsigned i = 0; i < 8; ++i) key.bytes[i] = static_cast<char>((share >> (8 * i)) & 0xFFU);
  for (unsigned i = 0; i < 4; ++i) key.bytes[8 + i] = static_cast<char>((rep.number() >> (8 * i)) & 0xFFU);
  return key;
}

}  // namespace firstlog::inline v1::detail
