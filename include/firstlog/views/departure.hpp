// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The three answers when a rep leaves (DOMAIN 10), from the journal alone: which contacts he had, where each
// warm one stood, what he earned and is still owed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/rules/state_number.hpp"
#include "firstlog/views/statement.hpp"

namespace firstlog::inline v1 {

// Where a contact stands after a part of its history.
struct ContactStanding {
  StateNumber state = 0;
  std::uint32_t cycle = 0;
  ActorId assignee;
  ActorId claimant;  // absent: nobody has a claim in this cycle
  Position claim_position;
  Instant claimed_at;
  Instant due;  // of a callback, a retry, a recycling; epoch: nothing is due
  bool overdue = false;
  // The newest touch, note, entry or decision that somebody made; assignments are none. Position 0: none.
  Position last_action;
  EventKind last_action_kind = EventKind::none;
  Instant last_action_at;
  ActorId last_action_by;
  std::vector<Position> notes;  // of its note_added
};

// `history` is every event of one contact up to some moment, in order of position.
FIRSTLOG_API ContactStanding standing_after(std::span<const Event> history);

struct OwnedContact {
  ContactId contact;
  std::string key;
  std::string state;  // its name in the pipeline
  bool warm = false;
  ContactStanding standing;  // of a warm one whole; of others `state` alone
  std::string claimant_key;
  ActorId next;              // who has it since; absent: the pool, or the rep has not left
  bool claim_moved = false;  // it left him with the contact
};

struct Departure {
  ActorId rep;
  std::string rep_key;
  bool departed = false;  // else everything below is as it stands now
  Position position;      // of the departure
  Instant departed_at;
  std::vector<OwnedContact> contacts;  // by contact; what was his at the end
  std::vector<PendingClose> pending;   // that would still pay him
  Money earned;                        // commission and adjustments, of all periods
  Money paid;                          // of it, by payouts recorded
  Money owed;                          // the difference, less what is withheld; below zero: a receivable
  Money withheld;                      // earned and not payable yet
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/views/detail/departure-inl.hpp"  // IWYU pragma: export
#endif
