// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands/claims.hpp"

namespace firstlog::inline v1::commands {

FIRSTLOG_INLINE OverrideClaim::operator Command() const {
  Command command;
  command.kind = CommandKind::override_claim;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.rep = rep;
  if (rep.present()) command.given.add(Field::rep);
  if (!reason.empty()) {
    command.reason = reason;
    command.given.add(Field::reason);
  }
  return command;
}

FIRSTLOG_INLINE Retract::operator Command() const {
  Command command;
  command.kind = CommandKind::retract;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.refers_to = refers_to;
  command.given.add(Field::refers_to);
  if (!reason.empty()) {
    command.reason = reason;
    command.given.add(Field::reason);
  }
  return command;
}

}  // namespace firstlog::inline v1::commands
