// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the engine and the journal answer after a replay: everything that the story tells. Part of the
// demo.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/zone.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/journal/verify.hpp"
#include "firstlog/store/store.hpp"
#include "firstlog/views/claim.hpp"
#include "firstlog/views/performance.hpp"
#include "replay.hpp"

namespace firstlog_demo {

// One rep's contacts, or the pool's.
struct Owner {
  std::string key;
  std::uint64_t contacts = 0;
  std::vector<std::uint64_t> by_state;  // parallel to Findings::states
};

// Counted from the change feed.
struct EventCounts {
  std::uint64_t all = 0;
  std::uint64_t calls = 0;
  std::uint64_t recycled = 0;
  std::uint64_t sold_after_recycling = 0;
  std::uint64_t overdue_callbacks = 0;
  std::uint64_t missed_callbacks = 0;
  std::uint64_t frozen_periods = 0;
  std::uint64_t milliseconds = 0;
};

// One line of a statement, back to what it rests on.
struct TracedLine {
  firstlog::StatementLine line;
  std::string contact;
  firstlog::ClaimExplanation claim;
};

struct Findings {
  firstlog::Zone zone;
  std::vector<firstlog::Engine::StateCount> states;
  std::vector<Owner> owners;  // reps in the order of rep_keys, then the pool
  std::optional<firstlog::ClaimExplanation> claim;
  std::string claim_contact;
  std::string claim_name;
  firstlog::YearMonth month;  // with the most verified closes
  firstlog::Leaderboard manager_board;
  firstlog::Leaderboard rep_board;  // the same, as the second rank sees it
  std::string viewer;
  firstlog::Statement statement;                // the first rank's
  std::vector<std::string> statement_contacts;  // parallel to its lines
  std::optional<TracedLine> traced;
  std::uint64_t verified_closes = 0;
  firstlog::Money invoiced;
  firstlog::Money commission;
  EventCounts events;
  std::optional<firstlog::Outcome> refusal;  // the contest's loser tries to log the sale
  std::string refusal_by;
  std::string refusal_holder;  // who may
  firstlog::Verification verification;
  std::uint64_t verify_milliseconds = 0;
  bool reopened_agrees = false;  // an engine that read the journal afresh answers the same
  std::uint64_t reopen_milliseconds = 0;
  std::optional<firstlog::Verification> altered;  // the same with one bit of one commit flipped
};

// Asks everything. `store` is the one under `engine`.
firstlog::Result<Findings> find(firstlog::Engine& engine, firstlog::Store& store, const Replay& replayed,
                                const std::vector<CampaignRow>& rows, const std::vector<DemoAction>& actions);

// "ana" of a handle; "nobody" where it is absent.
std::string key_of(firstlog::Engine& engine, firstlog::ActorId actor);

}  // namespace firstlog_demo
