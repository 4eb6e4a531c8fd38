// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Gives a campaign's actions to an engine as commands, in their order and at their time, and keeps what
// was answered. Part of the demo.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "derive.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/engine/clock.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/journal/receipt.hpp"
#include "firstlog/views/performance.hpp"

namespace firstlog_demo {

inline constexpr std::string_view organisation = "lisbon-bank";
inline constexpr std::string_view manager_key = "marta";
inline constexpr std::string_view importer_key = "list-import";
inline constexpr std::string_view ticker_key = "clock-tick";
// The list that DemoAction::rep_offset counts in; policy.json shares the contacts among them.
inline constexpr std::array<std::string_view, 8> rep_keys = {"ana",  "bruno",  "carla", "duarte",
                                                             "elsa", "filipe", "graca", "hugo"};

std::string_view name_of(ActionKind kind);

// Told of every batch.
class Progress {
 public:
  virtual void replayed(std::uint64_t calls, firstlog::Instant now) = 0;

 protected:
  ~Progress() = default;
};

// An answer that the derivation does not expect, with how often it came.
struct Surprise {
  ActionKind kind = ActionKind::advance;
  firstlog::Verdict verdict = firstlog::Verdict::undecided;
  firstlog::Rule rule = firstlog::Rule::none;
  std::uint64_t count = 0;
  std::string example;  // the first one's contact
};

// A second rep's entry, as it was answered, and the receipt that he took home.
struct Contest {
  std::uint32_t place = 0;
  firstlog::Outcome answer;
  std::optional<firstlog::Receipt> receipt;
};

// What waited for the manager when one Monday began.
struct PendingMonday {
  firstlog::Instant at;
  std::vector<firstlog::PendingClose> closes;
};

struct Replay {
  std::array<std::uint64_t, action_kind_count> given{};
  std::array<std::uint64_t, action_kind_count> accepted{};
  std::uint64_t contested = 0;
  std::uint64_t approved_minor = 0;     // euro cents of accepted approvals
  std::uint64_t no_recent_connect = 0;  // interest that nobody had called for
  std::vector<Surprise> surprises;
  std::optional<Contest> contest;             // of a contact that bought, where there is one
  PendingMonday pending;                      // the one with the most to do
  std::vector<firstlog::ContactId> contacts;  // by row
  std::uint64_t commands = 0;
  std::uint64_t milliseconds = 0;
};

// Founds the organisation, registers its people and replays `actions`, which derive_actions made of
// `rows`. A commit takes what happened within four hours and bears the time of its first action, so that the
// disk has a few thousand of commits to make durable; the entries that two reps contest are committed each
// at its own time.
// The engine must read `clock`.
firstlog::Result<Replay> replay(firstlog::Engine& engine, firstlog::ManualClock& clock,
                                std::string_view policy, const std::vector<CampaignRow>& rows,
                                const std::vector<DemoAction>& actions, Progress& progress);

}  // namespace firstlog_demo
