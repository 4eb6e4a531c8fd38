// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands/team.hpp"

namespace firstlog::inline v1::commands {

FIRSTLOG_INLINE SetTeam::operator Command() const {
  Command command;
  command.kind = CommandKind::set_team;
  command.actor = actor;
  command.idempotency = idempotency;
  command.rep = rep;
  if (rep.present()) command.given.add(Field::rep);
  command.team = team;
  if (!team.empty()) command.given.add(Field::team);
  command.cover = lead;
  if (lead.present()) command.given.add(Field::cover);
  if (from) {
    command.from = *from;
    command.given.add(Field::from);
  }
  return command;
}

FIRSTLOG_INLINE SetAbsence::operator Command() const {
  Command command;
  command.kind = CommandKind::set_absence;
  command.actor = actor;
  command.idempotency = idempotency;
  command.rep = rep;
  if (rep.present()) command.given.add(Field::rep);
  command.from = from;
  if (from != Date()) command.given.add(Field::from);
  command.until = until;
  if (until != Date()) command.given.add(Field::until);
  command.cover = cover;
  if (cover.present()) command.given.add(Field::cover);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  return command;
}

FIRSTLOG_INLINE CancelAbsence::operator Command() const {
  Command command;
  command.kind = CommandKind::set_absence;
  command.actor = actor;
  command.idempotency = idempotency;
  command.rep = rep;
  if (rep.present()) command.given.add(Field::rep);
  command.from = from;
  if (from != Date()) command.given.add(Field::from);
  command.until = until;
  if (until != Date()) command.given.add(Field::until);
  command.active = false;
  command.given.add(Field::active);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  return command;
}

FIRSTLOG_INLINE Depart::operator Command() const {
  Command command;
  command.kind = CommandKind::depart;
  command.actor = actor;
  command.idempotency = idempotency;
  command.rep = rep;
  if (rep.present()) command.given.add(Field::rep);
  command.reps = successors;
  if (!successors.empty()) command.given.add(Field::reps);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  return command;
}

FIRSTLOG_INLINE Rebalance::operator Command() const {
  Command command;
  command.kind = CommandKind::rebalance;
  command.actor = actor;
  command.idempotency = idempotency;
  command.confirm = confirm;
  command.given.add(Field::confirm);
  return command;
}

FIRSTLOG_INLINE ChangeContact::operator Command() const {
  Command command;
  command.kind = CommandKind::change_contact;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.niche = niche;
  if (!niche.empty()) command.given.add(Field::niche);
  if (!name.empty()) {
    command.sort_key = fold_name(name);
    command.name = name;
    command.given.add(Field::sort_key);
  }
  if (!country.empty() || !region.empty() || !postcode.empty()) {
    command.place = Place::of(country, region, postcode);
    command.given.add(Field::place);
  }
  command.match_keys = match_keys;
  if (!match_keys.empty()) command.given.add(Field::match_keys);
  command.personal = personal;
  if (!personal.empty()) command.given.add(Field::personal);
  return command;
}

}  // namespace firstlog::inline v1::commands
