// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Where random bytes come from: commit ids and salts. Passed in, so that a simulation can choose them.
#pragma once

#include <cstddef>
#include <span>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

class FIRSTLOG_API RandomSource {
 public:
  virtual ~RandomSource() = default;
  // Fills all of `bytes`. May be called by several threads at once. Error: io_failed.
  virtual Result<void> fill(std::span<std::byte> bytes) noexcept = 0;
};

// The operating system's, through libsodium. Nothing has to be started first.
class FIRSTLOG_API SystemRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte> bytes) noexcept override;
};

}  // namespace firstlog::inline v1
