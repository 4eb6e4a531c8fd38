// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands.hpp"
#include "firstlog/core/detail/commands/give.hpp"

namespace firstlog::inline v1::commands {

FIRSTLOG_INLINE FoundOrganisation::operator Command() const {
  Command command = detail::command_of(CommandKind::found_organisation, actor, idempotency);
  detail::give(command, Field::key, &Command::key, key);
  detail::give(command, Field::document, &Command::document, document);
  detail::give(command, Field::period, &Command::period, period);
  return command;
}

FIRSTLOG_INLINE AdoptPolicy::operator Command() const {
  Command command = detail::command_of(CommandKind::adopt_policy, actor, idempotency);
  detail::give(command, Field::document, &Command::document, document);
  detail::give(command, Field::due, &Command::due, due);
  detail::give(command, Field::confirm, &Command::confirm, confirm);
  return command;
}

FIRSTLOG_INLINE CancelPolicy::operator Command() const {
  Command command = detail::command_of(CommandKind::cancel_policy, actor, idempotency);
  detail::give_always(command, Field::due, &Command::due, due);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

FIRSTLOG_INLINE RegisterActor::operator Command() const {
  Command command = detail::command_of(CommandKind::register_actor, actor, idempotency);
  detail::give(command, Field::key, &Command::key, key);
  detail::give(command, Field::roles, &Command::roles, roles);
  detail::give_always(command, Field::active, &Command::active, active);
  detail::give(command, Field::from, &Command::from, from);
  return command;
}

FIRSTLOG_INLINE ChangeActor::operator Command() const {
  Command command = detail::command_of(CommandKind::change_actor, actor, idempotency);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::roles, &Command::roles, roles);
  detail::give(command, Field::active, &Command::active, active);
  detail::give(command, Field::from, &Command::from, from);
  return command;
}

FIRSTLOG_INLINE RegisterContact::operator Command() const {
  Command command = detail::command_of(CommandKind::register_contact, actor, idempotency);
  detail::give(command, Field::key, &Command::key, key);
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
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::personal, &Command::personal, personal);
  detail::give(command, Field::match_keys, &Command::match_keys, match_keys);
  detail::give(command, Field::confirm, &Command::confirm, confirm);
  return command;
}

FIRSTLOG_INLINE Assign::operator Command() const {
  Command command = detail::command_of(CommandKind::assign, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::with_claim, &Command::with_claim, with_claim);
  detail::give(command, Field::confirm, &Command::confirm, confirm);
  return command;
}

FIRSTLOG_INLINE Release::operator Command() const {
  Command command = detail::command_of(CommandKind::release, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

FIRSTLOG_INLINE Take::operator Command() const {
  Command command = detail::command_of(CommandKind::take, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  return command;
}

FIRSTLOG_INLINE LogInterest::operator Command() const {
  Command command = detail::command_of(CommandKind::log_interest, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::occurred_at, &Command::occurred_at, occurred_at);
  return command;
}

FIRSTLOG_INLINE ScheduleCallback::operator Command() const {
  Command command = detail::command_of(CommandKind::schedule_callback, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::due, &Command::due, due);
  detail::give(command, Field::occurred_at, &Command::occurred_at, occurred_at);
  return command;
}

FIRSTLOG_INLINE ScheduleRetry::operator Command() const {
  Command command = detail::command_of(CommandKind::schedule_retry, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::due, &Command::due, due);
  return command;
}

FIRSTLOG_INLINE MarkNotInterested::operator Command() const {
  Command command = detail::command_of(CommandKind::mark_not_interested, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::occurred_at, &Command::occurred_at, occurred_at);
  return command;
}

FIRSTLOG_INLINE MarkUnworkable::operator Command() const {
  Command command = detail::command_of(CommandKind::mark_unworkable, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::occurred_at, &Command::occurred_at, occurred_at);
  return command;
}

FIRSTLOG_INLINE LogClose::operator Command() const {
  Command command = detail::command_of(CommandKind::log_close, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::amount, &Command::amount, amount);
  detail::give(command, Field::occurred_at, &Command::occurred_at, occurred_at);
  detail::give(command, Field::signed_on, &Command::signed_on, signed_on);
  detail::give(command, Field::tax, &Command::tax, tax);
  detail::give(command, Field::lines, &Command::lines, lines);
  return command;
}

FIRSTLOG_INLINE WithdrawClose::operator Command() const {
  Command command = detail::command_of(CommandKind::withdraw_close, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::deal, &Command::deal, deal);
  return command;
}

FIRSTLOG_INLINE Approve::operator Command() const {
  Command command = detail::command_of(CommandKind::approve, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::amount, &Command::amount, amount);
  detail::give_always(command, Field::confirm, &Command::confirm, confirm);
  detail::give(command, Field::deal, &Command::deal, deal);
  detail::give(command, Field::refers_to, &Command::refers_to, refers_to);
  detail::give(command, Field::signed_on, &Command::signed_on, signed_on);
  detail::give(command, Field::invoiced_on, &Command::invoiced_on, invoiced_on);
  detail::give(command, Field::tax, &Command::tax, tax);
  detail::give(command, Field::lines, &Command::lines, lines);
  detail::give(command, Field::credits, &Command::credits, credits);
  detail::give(command, Field::document_number, &Command::document_number, document_number);
  return command;
}

FIRSTLOG_INLINE Reject::operator Command() const {
  Command command = detail::command_of(CommandKind::reject, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::personal, &Command::personal, personal);
  detail::give(command, Field::deal, &Command::deal, deal);
  detail::give(command, Field::refers_to, &Command::refers_to, refers_to);
  return command;
}

FIRSTLOG_INLINE Hold::operator Command() const {
  Command command = detail::command_of(CommandKind::hold, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  detail::give(command, Field::due, &Command::due, due);
  detail::give(command, Field::rep, &Command::rep, rep);
  detail::give(command, Field::deal, &Command::deal, deal);
  return command;
}

FIRSTLOG_INLINE Reopen::operator Command() const {
  Command command = detail::command_of(CommandKind::reopen, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::reason, &Command::reason, reason);
  return command;
}

FIRSTLOG_INLINE LogActivity::operator Command() const {
  Command command = detail::command_of(CommandKind::log_activity, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give_always(command, Field::touch, &Command::touch, touch);
  detail::give_always(command, Field::disposition, &Command::disposition, disposition);
  detail::give_always(command, Field::inbound, &Command::inbound, inbound);
  detail::give_always(command, Field::talk_seconds, &Command::talk_seconds, talk_seconds);
  detail::give(command, Field::occurred_at, &Command::occurred_at, occurred_at);
  detail::give(command, Field::match_keys, &Command::match_keys, match_keys);
  return command;
}

FIRSTLOG_INLINE AddNote::operator Command() const {
  Command command = detail::command_of(CommandKind::add_note, actor, idempotency);
  detail::give(command, Field::contact, &Command::contact, contact);
  detail::give(command, Field::personal, &Command::personal, personal);
  return command;
}

FIRSTLOG_INLINE Advance::operator Command() const {
  Command command = detail::command_of(CommandKind::advance, actor, idempotency);
  return command;
}

FIRSTLOG_INLINE ClosePeriod::operator Command() const {
  Command command = detail::command_of(CommandKind::close_period, actor, idempotency);
  detail::give_always(command, Field::period, &Command::period, period);
  return command;
}

FIRSTLOG_INLINE ConfirmClock::operator Command() const {
  Command command = detail::command_of(CommandKind::confirm_clock, actor, idempotency);
  return command;
}

}  // namespace firstlog::inline v1::commands
