// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Time zones from the files of the machine.
#pragma once

#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/zone.hpp"

namespace firstlog::inline v1 {

// Reads the zone "Europe/Vienna" from the directory that the environment variable TZDIR names,
// otherwise from /usr/share/zoneinfo. Names are those of the tz database: parts of letters, digits,
// '_', '-', '+' and '.', divided by '/'; none may begin with '.', so that a name never leads out of
// that directory.
// Errors: invalid_argument (not such a name), not_found, io_failed (with errno), malformed and
// unsupported (as Zone::from_tzif), out_of_memory.
// Threads: any; the environment must not be changed meanwhile.
FIRSTLOG_API Result<Zone> zone_from_system(std::string_view name) noexcept;

}  // namespace firstlog::inline v1
