// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How the typed constructors fill a command: a member is given where its value says anything.
#pragma once

#include <concepts>
#include <optional>

#include "firstlog/core/command.hpp"

namespace firstlog::inline v1::detail {

inline Command command_of(CommandKind kind, const ActorRef& actor, const IdempotencyKey& idempotency) {
  Command command;
  command.kind = kind;
  command.actor = actor;
  command.idempotency = idempotency;
  return command;
}

template <class V>
constexpr bool says_anything(const V& value) noexcept {
  if constexpr (std::same_as<V, bool>)
    return value;
  else if constexpr (requires { value.empty(); })
    return !value.empty();
  else if constexpr (requires { value.present(); })
    return value.present();
  else if constexpr (requires { value.currency(); })
    return value.currency().present();
  else
    return value != V();
}

template <class M, class V>
void give_always(Command& command, Field field, M Command::* member, const V& value) {
  command.*member = value;
  command.given.add(field);
}

template <class M, class V>
void give(Command& command, Field field, M Command::* member, const V& value) {
  if (says_anything(value)) give_always(command, field, member, value);
}

// Absent is not said; whatever is there is, a default too.
template <class M, class V>
void give(Command& command, Field field, M Command::* member, const std::optional<V>& value) {
  if (value) give_always(command, field, member, *value);
}

}  // namespace firstlog::inline v1::detail
