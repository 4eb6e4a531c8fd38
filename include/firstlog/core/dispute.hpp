// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Disputes about lines of statements, as the journal left them (DOMAIN 11).
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever.
enum class DisputeStatus : std::uint8_t { open = 1, accepted = 2, rejected = 3, withdrawn = 4 };

constexpr std::string_view name_of(DisputeStatus status) noexcept {
  constexpr std::string_view names[] = {"", "open", "accepted", "rejected", "withdrawn"};
  const auto number = static_cast<std::size_t>(status);
  return number < 5 ? names[number] : std::string_view();
}

struct DisputeRow {
  Position opened;
  Position line;      // the entry that put the line on the statement
  Position resolved;  // absent: it is open
  Instant opened_at;
  Instant resolved_at;
  Instant due;  // until when it is to be resolved; epoch: no deadline
  ActorId rep;  // whose statement
  ActorId opener;
  ActorId resolver;
  DealId deal;                  // that the line is about; absent: none
  std::uint32_t open_next = 0;  // number of the open one opened before it; 0: none
  DisputeStatus status = DisputeStatus::open;
  bool overdue = false;  // its deadline passed while it was open, and an event says so
};

}  // namespace firstlog::inline v1
