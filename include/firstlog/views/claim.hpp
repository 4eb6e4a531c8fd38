// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who spoke first, with the whole evidence (DOMAIN 5).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
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
  bool wins = false;      // owns the credit now
  bool valid = false;     // would own it if the entries before it lost their effect
  Position retracted_by;  // the correction that took its effect; absent: it counts
};

// Whatever moved the claim, or warned that it will lapse, beside the entries themselves: a retraction, an
// override, a transfer with the contact, the lapse of a protection window.
struct ClaimChange {
  EventKind kind = EventKind::none;
  Position position;
  Instant recorded_at;
  ActorId actor;       // who did it; absent: time alone
  ActorId from;        // who had the claim, or whose entry was retracted
  ActorId to;          // who has it since; absent: nobody, or nothing moved
  Position refers_to;  // the entry retracted, or by which the claim was held
  bool moves_claim = false;
  Rule rule = Rule::none;
  std::string reason;  // the code given
};

struct ClaimExplanation {
  ContactId contact;
  std::uint32_t cycle = 0;
  ActorId winner;  // absent: nobody has a claim in this cycle
  // The entry, or the manager's correction, by which the winner has it.
  Position winning_position;
  Instant winning_time;
  ActorId assignee;  // who may call now; the claim may be another's
  // By position; the winner's entry among them. A rep who had entered before counts once: later entries of
  // his that move the contact stand here only where the claim is theirs.
  std::vector<Contender> contenders;
  std::vector<ClaimChange> changes;  // by position
  std::vector<Position> history;     // every event of the contact up to now, all cycles
};

// `history` is every event of one contact, in order of position, whole. `cycle` absent: the present one.
FIRSTLOG_API ClaimExplanation explain_claim(std::span<const Event> history,
                                            std::optional<std::uint32_t> cycle = std::nullopt);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/views/detail/claim-inl.hpp"  // IWYU pragma: export
#endif
