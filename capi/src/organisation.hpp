// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What calls about an organisation have in common.
#pragma once

#include <optional>
#include <string_view>

#include "firstlog/base/calendar.hpp"
#include "handles.hpp"

// Answers invalid_argument where a parameter is a null pointer, by its name.
#define FIRSTLOG_NOT_NULL(parameter) \
  if ((parameter) == nullptr) return ::firstlog_c::is_null(#parameter)

namespace firstlog_c {

// That a call on the engine may go on, and for which organisation.
inline Result<std::string_view> enter(firstlog_engine* engine, const char* organisation) noexcept {
  if (Result<void> r = enter(engine); !r) return r.error();
  return text_of(organisation, "organisation");
}

inline Result<std::optional<firstlog::Duration>> wait_of(std::int64_t microseconds) noexcept {
  if (microseconds == FIRSTLOG_WAIT_DEFAULT) return std::optional<firstlog::Duration>();
  if (microseconds < 0)
    return misuse("wait_max_microseconds", "a time below zero", "pass 0, or FIRSTLOG_WAIT_DEFAULT");
  return std::optional(firstlog::Duration::microseconds(microseconds));
}

// "2026-01"; null: absent.
inline Result<std::optional<firstlog::YearMonth>> period_of(const char* period) noexcept {
  if (period == nullptr) return std::optional<firstlog::YearMonth>();
  const Result<firstlog::YearMonth> read = firstlog::YearMonth::parse(period);
  if (!read) return Error(read.status(), "period", read.error().reason.view(), "write it as 2026-01");
  return std::optional(*read);
}

// Cycles count from 1; 0: the present one.
inline std::optional<std::uint32_t> cycle_of(std::uint32_t cycle) noexcept {
  return cycle == 0 ? std::nullopt : std::optional(cycle);
}

Result<void> submit_to(firstlog::HostTransaction& transaction, const firstlog_command* commands,
                       std::uint64_t count, firstlog_outcome* outcomes, std::size_t piece_max);

}  // namespace firstlog_c
