// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Typed constructors of the commands about duplicates, parents and suppressions. See core/commands.hpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/core/command.hpp"

namespace firstlog::inline v1::commands {

// Do not call: bars the business or, where `match_keys` are given, those numbers and addresses alone.
// `reason` is the source: who asked for it, by which way.
struct Suppress {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  SuppressionScope scope = SuppressionScope::all;
  std::span<const MatchKey> match_keys = {};
  std::optional<Instant> occurred_at = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Lifts what was given on this contact: the suppression at `refers_to`, else all of them, of `scope` alone
// where that is given. `personal` is the evidence of consent.
struct LiftSuppression {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  Bytes personal = {};
  std::optional<SuppressionScope> scope = {};
  Position refers_to = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// `contact` survives, `other` is absorbed: one business.
struct Merge {
  ActorRef actor = {};
  ContactRef contact = {};
  ContactRef other = {};
  std::string_view reason = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Undoes the newest merge that `contact` survived; `refers_to` is its position.
struct Unmerge {
  ActorRef actor = {};
  ContactRef contact = {};
  Position refers_to = {};
  std::string_view reason = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// `other` becomes the contact's parent; left out: it has none any more.
struct SetParent {
  ActorRef actor = {};
  ContactRef contact = {};
  ContactRef other = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

}  // namespace firstlog::inline v1::commands

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/commands/clusters-inl.hpp"  // IWYU pragma: export
#endif
