// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands/claims.hpp"
#include "firstlog/core/detail/commands/give.hpp"

namespace firstlog::inline v1::commands {

FIRSTLOG_INLINE OverrideClaim::operator Command() const {
  Command command = detail::command_of(CommandKind::override_claim, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

FIRSTLOG_INLINE Retract::operator Command() const {
  Command command = detail::command_of(CommandKind::retract, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give_always(command, Field::refers_to, &Command::refers_to, refers_to);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

}  // namespace firstlog::inline v1::commands
