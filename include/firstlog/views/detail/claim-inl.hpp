// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/detail/decide/entries.hpp"
#include "firstlog/views/claim.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline Contender contender_of(const Event& event) {
  Contender contender;
  contender.rep = entry_owner(event);
  if (event.kind == EventKind::interest_logged && !has(event.flags, EventFlag::valid_entry) &&
      !has(event.flags, EventFlag::establishes_claim))
    contender.rep = event.actor;
  contender.position = event.position;
  contender.recorded_at = event.recorded_at;
  if (event.occurred_at != Instant()) {
    contender.occurred_at = event.occurred_at;
    contender.delay = event.recorded_at - event.occurred_at;
  }
  contender.kind = event.kind;
  contender.rule = event.rule;
  contender.valid =
      has(event.flags, EventFlag::valid_entry) || has(event.flags, EventFlag::establishes_claim);
  return contender;
}

inline ClaimChange claim_change_of(const Event& event) {
  ClaimChange change;
  change.kind = event.kind;
  change.position = event.position;
  change.recorded_at = event.recorded_at;
  change.actor = event.actor;
  change.from = event.owner;
  change.refers_to = event.refers_to;
  change.moves_claim = has(event.flags, EventFlag::moves_claim);
  if (change.moves_claim) change.to = event.rep;
  change.rule = event.rule;
  change.reason = event.reason;
  return change;
}

}  // namespace detail

FIRSTLOG_INLINE ClaimExplanation explain_claim(std::span<const Event> history,
                                               std::optional<std::uint32_t> cycle) {
  ClaimExplanation explanation;
  if (history.empty()) return explanation;
  const detail::Entries entries(history);
  explanation.contact = history.front().contact;
  explanation.cycle = cycle.value_or(history.back().cycle);
  std::vector<Contender> asking;
  for (const Event& event : history) {
    explanation.history.push_back(event.position);
    // What an import wrote that was undone, and what time made of it, moved nothing.
    const bool undone = entries.was_undone(event);
    if (has(event.flags, EventFlag::assigns) && !undone) explanation.assignee = event.rep;
    if (event.cycle != explanation.cycle) continue;
    const bool establishes = has(event.flags, EventFlag::establishes_claim);
    const bool asks = establishes || event.kind == EventKind::interest_contested ||
                      event.kind == EventKind::interest_logged || has(event.flags, EventFlag::valid_entry);
    if (!undone && (event.kind == EventKind::entry_retracted || event.kind == EventKind::claim_lapse_warned ||
                    has(event.flags, EventFlag::moves_claim))) {
      // A retracted note or touch says nothing about the claim.
      const Event* entry = entries.at(event.refers_to);
      const bool about_claim =
          event.kind != EventKind::entry_retracted || has(event.flags, EventFlag::moves_claim) ||
          (entry != nullptr &&
           (has(entry->flags, EventFlag::valid_entry) || entry->kind == EventKind::interest_contested));
      if (about_claim) explanation.changes.push_back(detail::claim_change_of(event));
    }
    if (establishes && !undone) {
      explanation.winner = event.rep;
      explanation.winning_position = event.position;
      explanation.winning_time = event.at();
    }
    if (has(event.flags, EventFlag::moves_claim) && !undone) {
      const bool by_entry = event.claim.present();
      explanation.winner = event.rep;
      explanation.winning_position = by_entry              ? event.claim
                                     : event.rep.present() ? event.position
                                                           : Position();
      explanation.winning_time = by_entry ? event.effective_at : event.rep.present() ? event.at() : Instant();
    }
    if (!asks) continue;
    Contender contender = detail::contender_of(event);
    if (const Event* by = entries.retraction_of(event.position)) contender.retracted_by = by->position;
    asking.push_back(contender);
  }
  for (std::size_t i = 0; i < asking.size(); ++i) {
    Contender& one = asking[i];
    one.wins = explanation.winner.present() && one.position == explanation.winning_position;
    bool repeated = one.kind != EventKind::interest_contested && one.kind != EventKind::interest_logged;
    if (repeated) {
      repeated = false;
      for (std::size_t j = 0; j < i; ++j) repeated = repeated || asking[j].rep == one.rep;
    }
    if (!repeated || one.wins || one.retracted_by.present()) explanation.contenders.push_back(one);
  }
  return explanation;
}

}  // namespace firstlog::inline v1
