// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands/team.hpp"
#include "firstlog/core/detail/commands/give.hpp"

namespace firstlog::inline v1::commands {

FIRSTLOG_INLINE SetTeam::operator Command() const {
  Command command = detail::command_of(CommandKind::set_team, actor, idempotency);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::team, &Command::team, team);
  detail::give(command, Field::cover, &Command::cover, lead);
  detail::give(command, Field::from, &Command::from, from);
  return command;
}

FIRSTLOG_INLINE SetAbsence::operator Command() const {
  Command command = detail::command_of(CommandKind::set_absence, actor, idempotency);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::from, &Command::from, from);
  detail::give(command, Field::until, &Command::until, until);
  detail::give(command, Field::cover, &Command::cover, cover);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

FIRSTLOG_INLINE CancelAbsence::operator Command() const {
  Command command = detail::command_of(CommandKind::set_absence, actor, idempotency);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::from, &Command::from, from);
  detail::give(command, Field::until, &Command::until, until);
  detail::give_always(command, Field::active, &Command::active, false);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

FIRSTLOG_INLINE Depart::operator Command() const {
  Command command = detail::command_of(CommandKind::depart, actor, idempotency);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::reps, &Command::reps, successors);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

FIRSTLOG_INLINE Rebalance::operator Command() const {
  Command command = detail::command_of(CommandKind::rebalance, actor, idempotency);
  detail::give_always(command, Field::confirm, &Command::confirm, confirm);
  return command;
}

FIRSTLOG_INLINE ChangeContact::operator Command() const {
  Command command = detail::command_of(CommandKind::change_contact, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::niche, &Command::niche, niche);
  if (!name.empty()) {
    command.sort_key = fold_name(name);
    command.name = name;
    command.given.add(Field::sort_key);
  }
  if (!country.empty() || !region.empty() || !postcode.empty()) {
    command.place = Place::of(country, region, postcode);
    command.given.add(Field::place);
  }
  detail::give(command, Field::match_keys, &Command::match_keys, match_keys);
  detail::give(command, Field::personal, &Command::personal, personal);
  return command;
}

}  // namespace firstlog::inline v1::commands
