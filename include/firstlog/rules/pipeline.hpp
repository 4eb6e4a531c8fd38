// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A pipeline is data: states with flags, and rows that say which trigger leads from where to where,
// given by whom, with what (DOMAIN 3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/state_number.hpp"

namespace firstlog::inline v1 {

// What moves a contact. Numbers are fixed for ever.
enum class Trigger : std::uint8_t {
  log_interest = 1,
  schedule_callback = 2,  // agreed with the prospect
  schedule_retry = 3,     // schedule_callback, retry: sets only the next attempt's time
  mark_not_interested = 4,
  mark_unworkable = 5,
  log_close = 6,
  withdraw_close = 7,
  approve = 8,
  reject = 9,
  hold = 10,
  recycle = 11,
  reopen = 12,
  open_deal = 13,  // the next cycle of a won contact
};
inline constexpr int trigger_count = 14;  // one more than the largest number

constexpr std::string_view name_of(Trigger trigger) noexcept {
  constexpr std::string_view names[trigger_count] = {"",
                                                     "log_interest",
                                                     "schedule_callback",
                                                     "schedule_retry",
                                                     "mark_not_interested",
                                                     "mark_unworkable",
                                                     "log_close",
                                                     "withdraw_close",
                                                     "approve",
                                                     "reject",
                                                     "hold",
                                                     "recycle",
                                                     "reopen",
                                                     "open_deal"};
  return names[static_cast<int>(trigger)];
}

struct PipelineState {
  std::string name;
  bool locks = false;                // excludes every other rep
  bool callable = false;             // the calling queue may serve it
  bool awaits_verification = false;  // a manager must decide
  bool warm = false;                 // counts as a warm contact (DOMAIN 9)
  bool won = false;
  bool lost = false;
  bool awaits_callback = false;                 // carries an agreed due time
  std::optional<int> recycles_after_days = {};  // calendar days in the organisation's zone, due at 00:00
  // A claim on a contact in this state lapses when so many calendar days are over, the last one inside
  // (CompiledPolicy::window_over); absent: never. 1 to 3650.
  std::optional<int> protection_days = {};
  std::string definition = {};  // when a contact is in this state, in words: 0 to 1000 bytes of UTF-8

  friend bool operator==(const PipelineState&, const PipelineState&) = default;
};

// Where a transition leads.
enum class Target : std::uint8_t {
  state = 0,   // PipelineRow::to
  same = 1,    // the status stays
  before = 2,  // the state before the present one; PipelineRow::to where that was the initial state
};
inline constexpr int target_count = 3;

constexpr std::string_view name_of(Target target) noexcept {
  constexpr std::string_view names[target_count] = {"state", "same", "before"};
  return names[static_cast<int>(target)];
}

// Who may cause a transition, as a set.
struct Who {
  bool assignee = false;
  bool manager = false;
  bool system = false;

  friend bool operator==(Who, Who) = default;
};

struct PipelineRow {
  StateNumber from = 0;
  Trigger trigger = Trigger::log_interest;
  Target target = Target::state;
  StateNumber to = 0;  // `same` repeats `from`
  Who who = {};
  bool establishes_claim = false;  // where the cycle has none yet
  bool starts_cycle = false;       // the claim ends, the next cycle begins, assignment runs again
  // What the command must carry here beside what it always needs: a bit for the number of each Field
  // (core/command.hpp), all below 64. The system's own transitions carry nothing and are not asked.
  std::uint64_t needs = 0;

  friend bool operator==(const PipelineRow&, const PipelineRow&) = default;
};

struct Pipeline {
  std::string name;
  StateNumber initial = 1;
  std::vector<PipelineState> states;
  std::vector<PipelineRow> rows;

  // The default pipeline of DOMAIN 3.
  FIRSTLOG_API static Pipeline cold_call();

  // The row for (state, trigger), or nothing. Linear; CompiledPolicy has the fast table.
  FIRSTLOG_API const PipelineRow* find(StateNumber from, Trigger trigger) const noexcept;

  // Refuses, with the path and the reason, a pipeline without states, with more than 64, with a name
  // twice or none, an initial or target number that is not a state's, a trigger or target unknown to
  // this version, a row that nobody may use, a row for `same` that names another state, two rows for
  // one (state, trigger), a state that cannot be reached, a dead end that is neither won nor lost, no
  // won state, a state that awaits verification without a row for approve, recycling days outside 1
  // to 3650 or without a row for recycle, such a row without days, protection days outside 1 to 3650,
  // and a definition beyond 1000 bytes or that is no UTF-8.
  FIRSTLOG_API Result<void> check() const;

  friend bool operator==(const Pipeline&, const Pipeline&) = default;
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/pipeline-inl.hpp"  // IWYU pragma: export
#endif
