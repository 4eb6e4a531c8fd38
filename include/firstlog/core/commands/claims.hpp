// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Typed constructors for what puts ownership right: core/commands.hpp says how they are used.
#pragma once

#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/core/command.hpp"

namespace firstlog::inline v1::commands {

// Moves the claim to a rep, for the credit to come: a verified close stays whose it was.
struct OverrideClaim {
  ActorRef actor = {};
  ContactRef contact = {};
  ActorRef rep = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Takes the effect from the contact's event at `refers_to`. A manager who corrects another's entry, or an
// old one of his own, gives a reason.
struct Retract {
  ActorRef actor = {};
  ContactRef contact = {};
  Position refers_to = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

}  // namespace firstlog::inline v1::commands

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/commands/claims-inl.hpp"  // IWYU pragma: export
#endif
