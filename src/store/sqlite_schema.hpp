// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whose file it is, which version its tables have, and how they are made and brought up to date.
#pragma once

#include <cstdint>
#include <memory>

#include "firstlog/base/result.hpp"
#include "store/sqlite_connection.hpp"

namespace firstlog::inline v1::sqlite_store {

// Written into the file's header; `file` and other tools show it. "1log" in ASCII.
inline constexpr std::int64_t application_id = 0x316C6F67;
inline constexpr std::int64_t schema_version = 1;

// Makes the file where it may, brings its tables up to date, switches it to WAL. Touches nothing
// that is not ours.
Result<void> prepare_file(const Place& place, bool create) noexcept;

// A connection ready for a session. The file must have been prepared.
Result<std::unique_ptr<Connection>> open_connection(const Place& place) noexcept;

// Refuses a connection without our tables, or with tables of a newer version.
Result<void> check_schema(Connection& connection) noexcept;

}  // namespace firstlog::inline v1::sqlite_store
