// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/base/version.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE std::string_view library_version() noexcept {
  return FIRSTLOG_VERSION;
}

}  // namespace firstlog::inline v1
