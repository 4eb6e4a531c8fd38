// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commands as JSON. firstlog.h says how they are written (firstlog_engine_submit_json).
#pragma once

#include <deque>
#include <string_view>
#include <vector>

#include "firstlog/core/command.hpp"
#include "formats/json_value.hpp"
#include "guard.hpp"

namespace firstlog_c {

// Reads a text and keeps what its commands are views of.
class CommandDocument {
 public:
  // Errors: malformed, with the path and the remedy; nothing is half read.
  Result<void> read(std::string_view text);
  const std::vector<firstlog::Command>& commands() const noexcept { return commands_; }

 private:
  using Value = firstlog::detail::JsonValue;
  using At = firstlog::detail::JsonPlace;

  Result<void> command(const Value& value, const At& at);
  Result<void> member(const Value& value, const At& at, firstlog::Command& to);
  Result<void> lists(firstlog::Field field, const Value& value, const At& at, firstlog::Command& to);
  Result<void> idempotency(const Value& value, const At& at, firstlog::Command& to);

  Value document_;
  std::vector<firstlog::Command> commands_;
  std::deque<std::vector<firstlog::DealLine>> lines_;
  std::deque<std::vector<firstlog::CreditShare>> credits_;
  std::deque<std::vector<firstlog::MatchKey>> match_keys_;
  std::deque<std::vector<firstlog::OpeningBalance>> balances_;
  std::deque<std::vector<firstlog::ActorRef>> reps_;
};

}  // namespace firstlog_c
