// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who spoke first, with the whole evidence (DOMAIN 5).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/core/event.hpp"

namespace firstlog::inline v1 {

// One entry that asked for the credit of a cycle.
struct Contender {
  ActorId rep;
  Position position;
  Instant recorded_at;                 // the system's timestamp: this is what counts
  std::optional<Instant> occurred_at;  // what the caller claimed: information only
  std::optional<Duration> delay;       // recorded_at - occurred_at
  EventKind kind = EventKind::none;
  Rule rule = Rule::none;
  bool wins = false;
};

struct ClaimExplanation {
  ContactId contact;
  std::uint32_t cycle = 0;
  ActorId winner;  // absent: nobody has a claim in this cycle
  Position winning_position;
  Instant winning_time;
  ActorId assignee;                   // who may call now; the claim may be another's
  std::vector<Contender> contenders;  // by position; the winner among them
  std::vector<Position> history;      // every event of the contact up to now, all cycles
};

// `history` is every event of one contact, in order of position, whole. `cycle` absent: the present one.
FIRSTLOG_API ClaimExplanation explain_claim(std::span<const Event> history,
                                            std::optional<std::uint32_t> cycle = std::nullopt);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/views/detail/claim-inl.hpp"  // IWYU pragma: export
#endif
