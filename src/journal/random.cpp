// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/journal/random.hpp"

#include <sodium.h>

#include "journal/sodium.hpp"

namespace firstlog::inline v1 {

Result<void> SystemRandom::fill(std::span<std::byte> bytes) noexcept {
  if (!detail::sodium_ready())
    return Error(Status::io_failed, "random", "the system's random source cannot be opened");
  if (!bytes.empty()) randombytes_buf(bytes.data(), bytes.size());
  return {};
}

}  // namespace firstlog::inline v1
