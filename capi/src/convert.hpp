// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commands, outcomes and events between C and C++.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "firstlog.h"
#include "firstlog/core/command.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/outcome.hpp"
#include "guard.hpp"

namespace firstlog_c {

// Sizes of the structures' first versions, which never change.
inline constexpr std::size_t command_size_first = 544;
inline constexpr std::size_t outcome_size_first = 120;
inline constexpr std::size_t event_size_first = 440;

// A caller's array of commands (convention 12), and what they are converted into. Nothing is allocated for
// each of them: memory is taken once for a piece of the array.
class CommandReader {
 public:
  // Errors: invalid_argument (naming command and member), unsupported, out_of_memory. Everything is looked
  // at.
  Result<void> begin(const firstlog_command* commands, std::uint64_t count, std::size_t piece_max);
  // The next piece; empty at the end. Valid until the next call.
  std::span<const firstlog::Command> next();

 private:
  // Which parts of a command hold anything.
  struct Says {
    bool subject = false;
    bool rest = false;
  };
  Result<void> look(const firstlog_command& command, std::uint64_t index, Says says);
  Result<void> look_closer(const firstlog_command& command, std::uint64_t index);
  void convert(const firstlog_command& from, firstlog::Command& to, Says says);
  void convert_rest(const firstlog_command& from, firstlog::Command& to);
  const firstlog_command& at(std::uint64_t index) noexcept;
  firstlog::Money money(const firstlog_money& from) noexcept;
  Result<void> check_money(const firstlog_money& from, std::uint64_t index, firstlog::Field field);

  const firstlog_command* commands_ = nullptr;
  std::uint64_t count_ = 0;
  std::uint64_t done_ = 0;
  std::size_t stride_ = 0;
  std::size_t piece_max_ = 0;
  firstlog_command short_{};  // of an older program's, the rest zero
  std::uint32_t code_ = 0;    // the currency looked up last
  firstlog::Currency currency_;
  struct Sizes {
    std::size_t lines = 0;
    std::size_t credits = 0;
    std::size_t match_keys = 0;
    std::size_t balances = 0;
    std::size_t reps = 0;
  } most_;  // of the lists of one piece
  std::vector<firstlog::Command> piece_;
  std::vector<std::size_t> with_rest_;
  std::vector<firstlog::DealLine> lines_;
  std::vector<firstlog::CreditShare> credits_;
  std::vector<firstlog::MatchKey> match_keys_;
  std::vector<firstlog::OpeningBalance> balances_;
  std::vector<firstlog::ActorRef> reps_;
};

firstlog_outcome to_c(const firstlog::Outcome& outcome) noexcept;
// Errors: invalid_argument (numbers that are none).
Result<firstlog::Outcome> from_c(const firstlog_outcome& outcome) noexcept;
firstlog_money to_c(firstlog::Money money) noexcept;

// Where a caller's outcomes stand.
class OutcomeWriter {
 public:
  Result<void> begin(firstlog_outcome* outcomes, std::uint64_t count) noexcept;
  void put(std::uint64_t index, const firstlog::Outcome& outcome) noexcept;

 private:
  firstlog_outcome* outcomes_ = nullptr;
  std::uint32_t stride_ = 0;
};

}  // namespace firstlog_c
