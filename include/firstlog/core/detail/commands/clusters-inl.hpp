// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands/clusters.hpp"
#include "firstlog/core/detail/commands/give.hpp"

namespace firstlog::inline v1::commands {

FIRSTLOG_INLINE Suppress::operator Command() const {
  Command command = detail::command_of(CommandKind::suppress, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give_always(command, Field::scope, &Command::scope, scope);
  detail::give(command, Field::match_keys, &Command::match_keys, match_keys);
  detail::give(command, Field::occurred_at, &Command::occurred_at, occurred_at);
  detail::give(command, Field::personal, &Command::personal, personal);
  return command;
}

FIRSTLOG_INLINE LiftSuppression::operator Command() const {
  Command command = detail::command_of(CommandKind::lift_suppression, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::personal, &Command::personal, personal);
  detail::give(command, Field::scope, &Command::scope, scope);
  detail::give(command, Field::refers_to, &Command::refers_to, refers_to);
  return command;
}

FIRSTLOG_INLINE Merge::operator Command() const {
  Command command = detail::command_of(CommandKind::merge, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::other, &Command::other, other);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::personal, &Command::personal, personal);
  return command;
}

FIRSTLOG_INLINE Unmerge::operator Command() const {
  Command command = detail::command_of(CommandKind::unmerge, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::refers_to, &Command::refers_to, refers_to);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::personal, &Command::personal, personal);
  return command;
}

FIRSTLOG_INLINE SetParent::operator Command() const {
  Command command = detail::command_of(CommandKind::set_parent, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::other, &Command::other, other);
  return command;
}

}  // namespace firstlog::inline v1::commands
