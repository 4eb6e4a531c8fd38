// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "journal/sodium.hpp"

#include <sodium.h>

namespace firstlog::inline v1::detail {

bool sodium_ready() noexcept {
  static const bool ready = sodium_init() >= 0;  // the language guards it against two threads
  return ready;
}

}  // namespace firstlog::inline v1::detail
