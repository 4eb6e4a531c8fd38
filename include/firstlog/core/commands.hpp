// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A typed constructor for every command, to be written with designated initialisers:
//
//   engine.submit("acme", commands::LogInterest{.actor = "ana", .contact = "bakery-12"});
//
// Members that a kind needs come first; the others may be left out. Texts are views, as in Command.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "firstlog/core/command.hpp"

namespace firstlog::inline v1::commands {

// Founds the organisation: the first command of a journal. The actor becomes its first admin and
// manager.
struct FoundOrganisation {
  ActorRef actor = {};
  std::string_view key = {};
  std::string_view document = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
    Command command;
    command.kind = CommandKind::found_organisation;
    command.actor = actor;
    command.idempotency = idempotency;
    command.key = key;
    if (!key.empty()) command.given.add(Field::key);
    command.document = document;
    if (!document.empty()) command.given.add(Field::document);
    return command;
  }
};

// Puts another policy into force. `document` is its canonical text (formats/policy_json.hpp).
struct AdoptPolicy {
  ActorRef actor = {};
  std::string_view document = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
    Command command;
    command.kind = CommandKind::adopt_policy;
    command.actor = actor;
    command.idempotency = idempotency;
    command.document = document;
    if (!document.empty()) command.given.add(Field::document);
    return command;
  }
};

// Registers a person or a machine that will give commands.
struct RegisterActor {
  ActorRef actor = {};
  std::string_view key = {};
  Roles roles = {};
  bool active = true;
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
    return command;
  }
};

// Changes roles, or whether the actor is active. What is left out stays.
struct ChangeActor {
  ActorRef actor = {};
  ActorRef rep = {};
  std::optional<Roles> roles = {};
  std::optional<bool> active = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
    return command;
  }
};

// Puts a contact on the list. `name` serves alphabetical rules and is not kept beyond its sort key;
// `personal` goes to the vault.
struct RegisterContact {
  ActorRef actor = {};
  std::string_view key = {};
  std::string_view niche = {};
  std::string_view name = {};
  ActorRef rep = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
      command.given.add(Field::sort_key);
    }
    if (rep.present()) {
      command.rep = rep;
      command.given.add(Field::rep);
    }
    if (!personal.empty()) {
      command.personal = personal;
      command.given.add(Field::personal);
    }
    return command;
  }
};

// Gives a contact to a rep. The claim stays where it is.
struct Assign {
  ActorRef actor = {};
  ContactRef contact = {};
  ActorRef rep = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
    return command;
  }
};

// Puts a contact back into the pool.
struct Release {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
};

// Gives a contact of the pool to the rep who asks.
struct Take {
  ActorRef actor = {};
  ContactRef contact = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
    Command command;
    command.kind = CommandKind::take;
    command.actor = actor;
    command.idempotency = idempotency;
    command.contact = contact;
    if (contact.present()) command.given.add(Field::contact);
    return command;
  }
};

// The prospect showed interest. The first valid entry of the cycle owns the credit.
struct LogInterest {
  ActorRef actor = {};
  ContactRef contact = {};
  std::optional<Instant> occurred_at = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
};

// A callback was agreed with the prospect: locks the contact.
struct ScheduleCallback {
  ActorRef actor = {};
  ContactRef contact = {};
  Instant due = {};
  std::optional<Instant> occurred_at = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
};

// Sets the next attempt's time; the status stays.
struct ScheduleRetry {
  ActorRef actor = {};
  ContactRef contact = {};
  Instant due = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
};

// The prospect declined. The contact recycles after the policy's days.
struct MarkNotInterested {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  std::optional<Instant> occurred_at = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
};

// Wrong number, closed down, out of area: never recycles.
struct MarkUnworkable {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  std::optional<Instant> occurred_at = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
};

// A sale, to be verified by a manager. `amount` is what the rep claims.
struct LogClose {
  ActorRef actor = {};
  ContactRef contact = {};
  Money amount = {};
  std::optional<Instant> occurred_at = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
    return command;
  }
};

// The assignee takes a pending close back.
struct WithdrawClose {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
    return command;
  }
};

// Verifies the pending close. `amount` is the invoiced amount, net: the base of commission.
struct Approve {
  ActorRef actor = {};
  ContactRef contact = {};
  Money amount = {};
  bool confirm = false;
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
    return command;
  }
};

// Refuses the pending close; the claim stays. `personal` is free text for the vault.
struct Reject {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
    return command;
  }
};

// Leaves the close pending until `due`; `rep` is who must act.
struct Hold {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  Instant due = {};
  ActorRef rep = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
    return command;
  }
};

// Begins the next cycle of a lost contact before it recycles.
struct Reopen {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
};

// A touch and how it ended. Never changes the status.
struct LogActivity {
  ActorRef actor = {};
  ContactRef contact = {};
  Touch touch = Touch::dial;
  Disposition disposition = Disposition::none;
  bool inbound = false;
  std::uint32_t talk_seconds = 0;
  std::optional<Instant> occurred_at = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
    return command;
  }
};

// Free text for the vault; the journal holds its commitment.
struct AddNote {
  ActorRef actor = {};
  ContactRef contact = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
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
};

// Does what is due by now, and nothing else.
struct Advance {
  ActorRef actor = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
    Command command;
    command.kind = CommandKind::advance;
    command.actor = actor;
    command.idempotency = idempotency;
    return command;
  }
};

// Freezes the statements of the oldest open period.
struct ClosePeriod {
  ActorRef actor = {};
  YearMonth period = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
    Command command;
    command.kind = CommandKind::close_period;
    command.actor = actor;
    command.idempotency = idempotency;
    command.period = period;
    command.given.add(Field::period);
    return command;
  }
};

// A manager confirms the clock after the engine answered clock_suspect.
struct ConfirmClock {
  ActorRef actor = {};
  IdempotencyKey idempotency = {};

  operator Command() const {  // NOLINT(google-explicit-constructor)
    Command command;
    command.kind = CommandKind::confirm_clock;
    command.actor = actor;
    command.idempotency = idempotency;
    return command;
  }
};

}  // namespace firstlog::inline v1::commands
