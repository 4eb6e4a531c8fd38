// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "formats/json_value.hpp"

namespace firstlog::inline v1::detail {

// The path below `$` of the first place where the two differ, in the order of `expected`: "" where
// they are equal, "." where they differ themselves. The order of members does not count. `reason`
// says in which way. Throws std::bad_alloc.
std::string first_difference(const JsonValue& expected, const JsonValue& given, std::string& reason);

}  // namespace firstlog::inline v1::detail
