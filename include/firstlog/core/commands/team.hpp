// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Typed constructors of the commands about teams, absence, departure and who is assigned to what; see
// core/commands.hpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/core/command.hpp"

namespace firstlog::inline v1::commands {

// Says in which team a rep is from a day on, and to whom he reports there. Without `team` he leaves his.
// Without `lead` it is the lead of the team's other members on that day, or nobody. Without `from` it is
// today; it may lie in the future, and in the past as far as periods are open. What was said for later
// days stays.
struct SetTeam {
  ActorRef actor = {};
  ActorRef rep = {};
  std::string_view team = {};
  ActorRef lead = {};
  std::optional<Date> from = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// The rep is away from `from` up to and with `until`. Meanwhile nothing is given to him, and `cover` may
// do whatever he may on the contacts that are his, locked ones too; credit stays the rep's.
struct SetAbsence {
  ActorRef actor = {};
  ActorRef rep = {};
  Date from = {};
  Date until = {};
  ActorRef cover = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Takes back the absence of just these days; one that has begun ends with yesterday.
struct CancelAbsence {
  ActorRef actor = {};
  ActorRef rep = {};
  Date from = {};
  Date until = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// The rep leaves. All of his contacts are handed on in this one step: to `successors` in turn or, where
// there are none, by rule. At most 1,000 successors. To come back: ChangeActor with active.
struct Depart {
  ActorRef actor = {};
  ActorRef rep = {};
  std::span<const ActorRef> successors = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Gives open contacts that nothing locks to whom the rules name now. Those whom somebody assigned by name,
// or took, stay unless `confirm`. Linear in the organisation's contacts.
struct Rebalance {
  ActorRef actor = {};
  bool confirm = false;
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Corrects what RegisterContact told; what is left out stays. Moves nobody by itself. A place is replaced
// whole: give all of country, region and postcode.
struct ChangeContact {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view niche = {};
  std::string_view name = {};
  std::string_view country = {};
  std::string_view region = {};
  std::string_view postcode = {};
  std::span<const MatchKey> match_keys = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

}  // namespace firstlog::inline v1::commands

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/commands/team-inl.hpp"  // IWYU pragma: export
#endif
