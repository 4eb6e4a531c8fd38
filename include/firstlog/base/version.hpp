// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The version of the library that a program runs with.
#pragma once

#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// "0.1.0": of the headers in header-only use, of the loaded library in compiled use. A program that
// was built against other headers sees a text that differs from its FIRSTLOG_VERSION. The text lives
// as long as the library is loaded. Any thread; never fails.
FIRSTLOG_API std::string_view library_version() noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/version-inl.hpp"  // IWYU pragma: export
#endif
