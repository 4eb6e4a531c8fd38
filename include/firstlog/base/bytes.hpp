// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Raw bytes, and the fixed-size values made of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// A view of bytes that somebody else owns. Valid for as long as its owner says.
using Bytes = std::span<const std::byte>;

inline Bytes as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

inline std::string_view as_text(Bytes bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A fixed number of bytes with value semantics. `Tag` keeps a commit's hash from being passed where
// a commit's id is meant.
template <class Tag, std::size_t Size>
struct FixedBytes {
  static constexpr std::size_t size = Size;
  std::array<std::byte, Size> bytes{};

  Bytes view() const noexcept { return {bytes.data(), Size}; }

  // True where at least one byte is not zero. An all-zero value stands for "none": the hash before
  // the first commit, the digest of an absent text.
  bool present() const noexcept {
    for (std::byte b : bytes)
      if (b != std::byte{0}) return true;
    return false;
  }

  // `source` must hold at least Size bytes.
  static FixedBytes copy_of(const void* source) noexcept {
    FixedBytes value;
    std::memcpy(value.bytes.data(), source, Size);
    return value;
  }

  friend bool operator==(const FixedBytes& a, const FixedBytes& b) noexcept {
    return std::memcmp(a.bytes.data(), b.bytes.data(), Size) == 0;
  }
};

// 256-bit BLAKE2b digest: a commit's hash, a Merkle root, a commitment.
using Digest = FixedBytes<struct DigestTag, 32>;

// Random identity of one commit attempt, chosen by the engine's random source. It is how an engine
// recognises its own commit after the store's answer was lost.
using CommitId = FixedBytes<struct CommitIdTag, 16>;

}  // namespace firstlog::inline v1
