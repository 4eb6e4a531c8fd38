// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands/clusters.hpp"

namespace firstlog::inline v1::commands {

FIRSTLOG_INLINE Suppress::operator Command() const {
  Command command;
  command.kind = CommandKind::suppress;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  command.scope = scope;
  command.given.add(Field::scope);
  if (!match_keys.empty()) {
    command.match_keys = match_keys;
    command.given.add(Field::match_keys);
  }
  if (occurred_at) {
    command.occurred_at = *occurred_at;
    command.given.add(Field::occurred_at);
  }
  if (!personal.empty()) {
    command.personal = personal;
    command.given.add(Field::personal);
  }
  return command;
}

FIRSTLOG_INLINE LiftSuppression::operator Command() const {
  Command command;
  command.kind = CommandKind::lift_suppression;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  if (!personal.empty()) {
    command.personal = personal;
    command.given.add(Field::personal);
  }
  if (scope) {
    command.scope = *scope;
    command.given.add(Field::scope);
  }
  command.refers_to = refers_to;
  if (refers_to.present()) command.given.add(Field::refers_to);
  return command;
}

FIRSTLOG_INLINE Merge::operator Command() const {
  Command command;
  command.kind = CommandKind::merge;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.other = other;
  if (other.present()) command.given.add(Field::other);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  if (!personal.empty()) {
    command.personal = personal;
    command.given.add(Field::personal);
  }
  return command;
}

FIRSTLOG_INLINE Unmerge::operator Command() const {
  Command command;
  command.kind = CommandKind::unmerge;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.refers_to = refers_to;
  if (refers_to.present()) command.given.add(Field::refers_to);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  if (!personal.empty()) {
    command.personal = personal;
    command.given.add(Field::personal);
  }
  return command;
}

FIRSTLOG_INLINE SetParent::operator Command() const {
  Command command;
  command.kind = CommandKind::set_parent;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.other = other;
  if (other.present()) command.given.add(Field::other);
  return command;
}

}  // namespace firstlog::inline v1::commands
