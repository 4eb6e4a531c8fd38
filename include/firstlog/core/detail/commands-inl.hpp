// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/commands.hpp"

namespace firstlog::inline v1::commands {

FIRSTLOG_INLINE FoundOrganisation::operator Command() const {
  Command command;
  command.kind = CommandKind::found_organisation;
  command.actor = actor;
  command.idempotency = idempotency;
  command.key = key;
  if (!key.empty()) command.given.add(Field::key);
  command.document = document;
  if (!document.empty()) command.given.add(Field::document);
  if (period) {
    command.period = *period;
    command.given.add(Field::period);
  }
  return command;
}

FIRSTLOG_INLINE AdoptPolicy::operator Command() const {
  Command command;
  command.kind = CommandKind::adopt_policy;
  command.actor = actor;
  command.idempotency = idempotency;
  command.document = document;
  if (!document.empty()) command.given.add(Field::document);
  if (due) {
    command.due = *due;
    command.given.add(Field::due);
  }
  if (confirm) {
    command.confirm = true;
    command.given.add(Field::confirm);
  }
  return command;
}

FIRSTLOG_INLINE CancelPolicy::operator Command() const {
  Command command;
  command.kind = CommandKind::cancel_policy;
  command.actor = actor;
  command.idempotency = idempotency;
  command.due = due;
  command.given.add(Field::due);
  if (!reason.empty()) {
    command.reason = reason;
    command.given.add(Field::reason);
  }
  return command;
}

FIRSTLOG_INLINE RegisterActor::operator Command() const {
  Command command;
  command.kind = CommandKind::register_actor;
  command.actor = actor;
  command.idempotency = idempotency;
  command.key = key;
  if (!key.empty()) command.given.add(Field::key);
  command.roles = roles;
  if (!roles.empty()) command.given.add(Field::roles);
  command.active = active;
  command.given.add(Field::active);
  if (from) {
    command.from = *from;
    command.given.add(Field::from);
  }
  return command;
}

FIRSTLOG_INLINE ChangeActor::operator Command() const {
  Command command;
  command.kind = CommandKind::change_actor;
  command.actor = actor;
  command.idempotency = idempotency;
  command.rep = rep;
  if (rep.present()) command.given.add(Field::rep);
  if (roles) {
    command.roles = *roles;
    command.given.add(Field::roles);
  }
  if (active) {
    command.active = *active;
    command.given.add(Field::active);
  }
  if (from) {
    command.from = *from;
    command.given.add(Field::from);
  }
  return command;
}

FIRSTLOG_INLINE RegisterContact::operator Command() const {
  Command command;
  command.kind = CommandKind::register_contact;
  command.actor = actor;
  command.idempotency = idempotency;
  command.key = key;
  if (!key.empty()) command.given.add(Field::key);
  if (!niche.empty()) {
    command.niche = niche;
    command.given.add(Field::niche);
  }
  if (!name.empty()) {
    command.sort_key = fold_name(name);
    command.name = name;
    command.given.add(Field::sort_key);
  }
  if (!country.empty() || !region.empty() || !postcode.empty()) {
    command.place = Place::of(country, region, postcode);
    command.given.add(Field::place);
  }
  if (rep.present()) {
    command.rep = rep;
    command.given.add(Field::rep);
  }
  if (!personal.empty()) {
    command.personal = personal;
    command.given.add(Field::personal);
  }
  if (!match_keys.empty()) {
    command.match_keys = match_keys;
    command.given.add(Field::match_keys);
  }
  if (confirm) {
    command.confirm = true;
    command.given.add(Field::confirm);
  }
  return command;
}

FIRSTLOG_INLINE Assign::operator Command() const {
  Command command;
  command.kind = CommandKind::assign;
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
  if (with_claim) {
    command.with_claim = true;
    command.given.add(Field::with_claim);
  }
  if (confirm) {
    command.confirm = true;
    command.given.add(Field::confirm);
  }
  return command;
}

FIRSTLOG_INLINE Release::operator Command() const {
  Command command;
  command.kind = CommandKind::release;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  if (!reason.empty()) {
    command.reason = reason;
    command.given.add(Field::reason);
  }
  return command;
}

FIRSTLOG_INLINE Take::operator Command() const {
  Command command;
  command.kind = CommandKind::take;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  return command;
}

FIRSTLOG_INLINE LogInterest::operator Command() const {
  Command command;
  command.kind = CommandKind::log_interest;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  if (occurred_at) {
    command.occurred_at = *occurred_at;
    command.given.add(Field::occurred_at);
  }
  return command;
}

FIRSTLOG_INLINE ScheduleCallback::operator Command() const {
  Command command;
  command.kind = CommandKind::schedule_callback;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.due = due;
  if (due != Instant()) command.given.add(Field::due);
  if (occurred_at) {
    command.occurred_at = *occurred_at;
    command.given.add(Field::occurred_at);
  }
  return command;
}

FIRSTLOG_INLINE ScheduleRetry::operator Command() const {
  Command command;
  command.kind = CommandKind::schedule_retry;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.due = due;
  if (due != Instant()) command.given.add(Field::due);
  return command;
}

FIRSTLOG_INLINE MarkNotInterested::operator Command() const {
  Command command;
  command.kind = CommandKind::mark_not_interested;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  if (!reason.empty()) {
    command.reason = reason;
    command.given.add(Field::reason);
  }
  if (occurred_at) {
    command.occurred_at = *occurred_at;
    command.given.add(Field::occurred_at);
  }
  return command;
}

FIRSTLOG_INLINE MarkUnworkable::operator Command() const {
  Command command;
  command.kind = CommandKind::mark_unworkable;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  if (occurred_at) {
    command.occurred_at = *occurred_at;
    command.given.add(Field::occurred_at);
  }
  return command;
}

FIRSTLOG_INLINE LogClose::operator Command() const {
  Command command;
  command.kind = CommandKind::log_close;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.amount = amount;
  if (amount.currency().present()) command.given.add(Field::amount);
  if (occurred_at) {
    command.occurred_at = *occurred_at;
    command.given.add(Field::occurred_at);
  }
  if (signed_on) {
    command.signed_on = *signed_on;
    command.given.add(Field::signed_on);
  }
  if (tax) {
    command.tax = *tax;
    command.given.add(Field::tax);
  }
  command.lines = lines;
  if (!lines.empty()) command.given.add(Field::lines);
  return command;
}

FIRSTLOG_INLINE WithdrawClose::operator Command() const {
  Command command;
  command.kind = CommandKind::withdraw_close;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  if (!reason.empty()) {
    command.reason = reason;
    command.given.add(Field::reason);
  }
  command.deal = deal;
  if (deal.present()) command.given.add(Field::deal);
  return command;
}

FIRSTLOG_INLINE Approve::operator Command() const {
  Command command;
  command.kind = CommandKind::approve;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.amount = amount;
  if (amount.currency().present()) command.given.add(Field::amount);
  command.confirm = confirm;
  command.given.add(Field::confirm);
  command.deal = deal;
  if (deal.present()) command.given.add(Field::deal);
  command.refers_to = refers_to;
  if (refers_to.present()) command.given.add(Field::refers_to);
  if (signed_on) {
    command.signed_on = *signed_on;
    command.given.add(Field::signed_on);
  }
  if (invoiced_on) {
    command.invoiced_on = *invoiced_on;
    command.given.add(Field::invoiced_on);
  }
  if (tax) {
    command.tax = *tax;
    command.given.add(Field::tax);
  }
  command.lines = lines;
  if (!lines.empty()) command.given.add(Field::lines);
  command.credits = credits;
  if (!credits.empty()) command.given.add(Field::credits);
  command.document_number = document_number;
  if (!document_number.empty()) command.given.add(Field::document_number);
  return command;
}

FIRSTLOG_INLINE Reject::operator Command() const {
  Command command;
  command.kind = CommandKind::reject;
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
  command.deal = deal;
  if (deal.present()) command.given.add(Field::deal);
  command.refers_to = refers_to;
  if (refers_to.present()) command.given.add(Field::refers_to);
  return command;
}

FIRSTLOG_INLINE Hold::operator Command() const {
  Command command;
  command.kind = CommandKind::hold;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  command.due = due;
  if (due != Instant()) command.given.add(Field::due);
  if (rep.present()) {
    command.rep = rep;
    command.given.add(Field::rep);
  }
  command.deal = deal;
  if (deal.present()) command.given.add(Field::deal);
  return command;
}

FIRSTLOG_INLINE Reopen::operator Command() const {
  Command command;
  command.kind = CommandKind::reopen;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.reason = reason;
  if (!reason.empty()) command.given.add(Field::reason);
  return command;
}

FIRSTLOG_INLINE LogActivity::operator Command() const {
  Command command;
  command.kind = CommandKind::log_activity;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.touch = touch;
  command.given.add(Field::touch);
  command.disposition = disposition;
  command.given.add(Field::disposition);
  command.inbound = inbound;
  command.given.add(Field::inbound);
  command.talk_seconds = talk_seconds;
  command.given.add(Field::talk_seconds);
  if (occurred_at) {
    command.occurred_at = *occurred_at;
    command.given.add(Field::occurred_at);
  }
  if (!match_keys.empty()) {
    command.match_keys = match_keys;
    command.given.add(Field::match_keys);
  }
  return command;
}

FIRSTLOG_INLINE AddNote::operator Command() const {
  Command command;
  command.kind = CommandKind::add_note;
  command.actor = actor;
  command.idempotency = idempotency;
  command.contact = contact;
  if (contact.present()) command.given.add(Field::contact);
  command.personal = personal;
  if (!personal.empty()) command.given.add(Field::personal);
  return command;
}

FIRSTLOG_INLINE Advance::operator Command() const {
  Command command;
  command.kind = CommandKind::advance;
  command.actor = actor;
  command.idempotency = idempotency;
  return command;
}

FIRSTLOG_INLINE ClosePeriod::operator Command() const {
  Command command;
  command.kind = CommandKind::close_period;
  command.actor = actor;
  command.idempotency = idempotency;
  command.period = period;
  command.given.add(Field::period);
  return command;
}

FIRSTLOG_INLINE ConfirmClock::operator Command() const {
  Command command;
  command.kind = CommandKind::confirm_clock;
  command.actor = actor;
  command.idempotency = idempotency;
  return command;
}

}  // namespace firstlog::inline v1::commands
