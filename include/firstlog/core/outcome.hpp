// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the rules answered, as data. Text is made of it at the edge (describe).
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/rules/rule.hpp"
#include "firstlog/rules/state_number.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever.
enum class Verdict : std::uint8_t {
  undecided = 0,  // the call ended in an error before this command was committed
  accepted = 1,
  contested = 2,  // recorded, but somebody else's entry counts (DOMAIN 5)
  refused = 3,    // a rule said no; recorded where the policy says so
  malformed = 4,  // the command cannot be read or names what does not exist; not recorded
};

constexpr std::string_view name_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::undecided: return "undecided";
    case Verdict::accepted: return "accepted";
    case Verdict::contested: return "contested";
    case Verdict::refused: return "refused";
    case Verdict::malformed: return "malformed";
  }
  return "";
}

// Something to know about an accepted command; a set of bits.
enum class Notice : std::uint8_t {
  none = 0,
  no_recent_connect = 1,  // interest without a connect within the policy's hours (DOMAIN 3, `warn`)
  self_approved = 2,      // the only manager approved a close of his own (DOMAIN 6)
  replayed = 4,           // an idempotency key seen before: this is the first answer again
  provisional = 8,   // decided in a preview, or inside the host's transaction, which has not committed yet
  leaves_gaps = 16,  // the policy's assignment rules leave contacts to nobody; its event names one of them
};
constexpr Notice operator|(Notice a, Notice b) noexcept {
  return static_cast<Notice>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr bool has(Notice set, Notice one) noexcept {
  return (static_cast<std::uint8_t>(set) & static_cast<std::uint8_t>(one)) != 0;
}

struct Outcome {
  Verdict verdict = Verdict::undecided;
  Notice notices = Notice::none;
  Rule rule = Rule::none;     // what decided
  Field field = Field::kind;  // where malformed: which member is at fault
  StateNumber state = 0;      // of the contact after the command; 0 where none is concerned
  ContactId contact;
  ActorId actor;  // who gave the command
  ActorId rep;    // the contact's assignee after the command, or the actor registered
  DealId deal;
  // Whose entry counts, since when and at which position. Set where verdict is contested or rule is
  // already_decided, and where a claim was established or kept.
  ActorId winner;
  Instant winning_time;
  Position winning_position;
  // The second contact that the answer is about: the suspected duplicate whose claim, lock, assignee or
  // suppression stands, the survivor of a merge, whom a new contact seems to repeat. Absent: none.
  ContactId other;
  // The receipt: the events that the command produced stand at [position, position + event_count) in
  // the commit of that hash. Position 0 where nothing was recorded.
  Position position;
  std::uint32_t event_count = 0;
  Instant recorded_at;
  std::uint64_t commit_number = 0;
  Digest commit_hash;
};

}  // namespace firstlog::inline v1
