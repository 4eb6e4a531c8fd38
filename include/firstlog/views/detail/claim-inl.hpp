// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/views/claim.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE ClaimExplanation explain_claim(std::span<const Event> history,
                                               std::optional<std::uint32_t> cycle) {
  ClaimExplanation explanation;
  if (history.empty()) return explanation;
  explanation.contact = history.front().contact;
  explanation.cycle = cycle.value_or(history.back().cycle);
  for (const Event& event : history) {
    explanation.history.push_back(event.position);
    if (has(event.flags, EventFlag::assigns)) explanation.assignee = event.rep;
    if (event.cycle != explanation.cycle) continue;
    const bool moves = has(event.flags, EventFlag::moves_claim);
    if (moves) {
      explanation.winner = event.rep;
      explanation.winning_position = event.claim;
      explanation.winning_time = event.effective_at;
    }
    const bool establishes = has(event.flags, EventFlag::establishes_claim);
    const bool asks = establishes || event.kind == EventKind::interest_contested ||
                      event.kind == EventKind::interest_logged;
    if (!asks) continue;
    Contender contender;
    contender.rep = establishes ? event.rep : event.actor;
    contender.position = event.position;
    contender.recorded_at = event.recorded_at;
    if (event.occurred_at != Instant()) {
      contender.occurred_at = event.occurred_at;
      contender.delay = event.recorded_at - event.occurred_at;
    }
    contender.kind = event.kind;
    contender.rule = event.rule;
    if (establishes && !explanation.winner.present()) {
      explanation.winner = event.rep;
      explanation.winning_position = event.position;
      explanation.winning_time = event.at();
    }
    explanation.contenders.push_back(contender);
  }
  for (Contender& contender : explanation.contenders)
    contender.wins = contender.position == explanation.winning_position;
  return explanation;
}

}  // namespace firstlog::inline v1
