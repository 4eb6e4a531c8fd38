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
#include <span>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/commands/claims.hpp"    // IWYU pragma: export
#include "firstlog/core/commands/clusters.hpp"  // IWYU pragma: export
#include "firstlog/core/commands/imports.hpp"   // IWYU pragma: export
#include "firstlog/core/commands/money.hpp"     // IWYU pragma: export
#include "firstlog/core/commands/team.hpp"      // IWYU pragma: export

namespace firstlog::inline v1::commands {

// Founds the organisation: the first command of a journal. The actor becomes its first admin and
// manager. `period` is the first one that pays; left out, the present one. An earlier one is for a
// history that is replayed whole.
struct FoundOrganisation {
  ActorRef actor = {};
  std::string_view key = {};
  std::string_view document = {};
  std::optional<YearMonth> period = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Puts another policy into force, at once or from the instant `due` on; where that has passed, what its
// plans pay for the rate dates since, until the next policy came into force, is restated. `document` is its
// canonical text (formats/policy_json.hpp). One scheduled for the same instant is replaced; those of other
// instants come into force in their turn.
struct AdoptPolicy {
  ActorRef actor = {};
  std::string_view document = {};
  std::optional<Instant> due = {};
  bool confirm = false;  // that a `due` in the past restates what was paid since
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Takes back the policy that was adopted for the instant `due`, before it is in force.
struct CancelPolicy {
  ActorRef actor = {};
  Instant due = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Registers a person or a machine that will give commands.
struct RegisterActor {
  ActorRef actor = {};
  std::string_view key = {};
  Roles roles = {};
  bool active = true;
  std::optional<Date> from = {};  // the first day of a rep's employment; absent: the day of the command
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Changes roles, or whether the actor is active. What is left out stays.
struct ChangeActor {
  ActorRef actor = {};
  ActorRef rep = {};
  std::optional<Roles> roles = {};
  std::optional<bool> active = {};
  std::optional<Date> from = {};  // of whoever becomes an active rep: since when; in an open period
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Puts a contact on the list. `name` serves alphabetical rules and is not kept beyond its sort key;
// `country` (ISO 3166 alpha-2), `region` and `postcode` serve territory rules and are kept as Place
// folds them; `personal` goes to the vault. `match_keys` (journal/match_keys.hpp) find suspected
// duplicates; `confirm` gives the contact to `rep` although another rep has one of them.
struct RegisterContact {
  ActorRef actor = {};
  std::string_view key = {};
  std::string_view niche = {};
  std::string_view name = {};
  std::string_view country = {};
  std::string_view region = {};
  std::string_view postcode = {};
  ActorRef rep = {};
  Bytes personal = {};
  std::span<const MatchKey> match_keys = {};
  bool confirm = false;
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Gives a contact to a rep. The claim stays where it is, unless a manager moves it `with_claim`. `confirm`
// does so although a suspected duplicate is locked or another rep's.
struct Assign {
  ActorRef actor = {};
  ContactRef contact = {};
  ActorRef rep = {};
  std::string_view reason = {};
  bool with_claim = false;
  bool confirm = false;
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Puts a contact back into the pool.
struct Release {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Gives a contact of the pool to the rep who asks.
struct Take {
  ActorRef actor = {};
  ContactRef contact = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// The prospect showed interest. The first valid entry of the cycle owns the credit.
struct LogInterest {
  ActorRef actor = {};
  ContactRef contact = {};
  std::optional<Instant> occurred_at = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// A callback was agreed with the prospect: locks the contact.
struct ScheduleCallback {
  ActorRef actor = {};
  ContactRef contact = {};
  Instant due = {};
  std::optional<Instant> occurred_at = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Sets the next attempt's time; the status stays.
struct ScheduleRetry {
  ActorRef actor = {};
  ContactRef contact = {};
  Instant due = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// The prospect declined. The contact recycles after the policy's days.
struct MarkNotInterested {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  std::optional<Instant> occurred_at = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Wrong number, closed down, out of area: never recycles.
struct MarkUnworkable {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  std::optional<Instant> occurred_at = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// A sale, to be verified by a manager. `amount` is what the rep claims, net; `lines` sum to it.
struct LogClose {
  ActorRef actor = {};
  ContactRef contact = {};
  Money amount = {};
  std::optional<Instant> occurred_at = {};
  std::optional<Date> signed_on = {};
  std::optional<Money> tax = {};
  std::span<const DealLine> lines = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// The assignee takes a pending close back.
struct WithdrawClose {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  DealId deal = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Verifies the pending close. `amount` is the invoiced amount, net: the base of commission; `lines` sum
// to it. `credits` are whose it is, their shares summing to 1; none: the claim's. `document_number` is
// the invoice's. `deal` absent: the contact's current one. `refers_to`: the close that the actor saw;
// refused where another one was logged since.
struct Approve {
  ActorRef actor = {};
  ContactRef contact = {};
  Money amount = {};
  bool confirm = false;
  DealId deal = {};
  Position refers_to = {};
  std::optional<Date> signed_on = {};
  std::optional<Date> invoiced_on = {};
  std::optional<Money> tax = {};
  std::span<const DealLine> lines = {};
  std::span<const CreditShare> credits = {};
  std::string_view document_number = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Refuses the pending close; the claim stays. `personal` is free text for the vault.
struct Reject {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  Bytes personal = {};
  DealId deal = {};
  Position refers_to = {};  // the close that the actor saw
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Leaves the close pending until `due`; `rep` is who must act.
struct Hold {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  Instant due = {};
  ActorRef rep = {};
  DealId deal = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Begins the next cycle of a lost contact before it recycles.
struct Reopen {
  ActorRef actor = {};
  ContactRef contact = {};
  std::string_view reason = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// A touch and how it ended. Never changes the status. `match_keys` name the number or address used.
struct LogActivity {
  ActorRef actor = {};
  ContactRef contact = {};
  Touch touch = Touch::dial;
  Disposition disposition = Disposition::none;
  bool inbound = false;
  std::uint32_t talk_seconds = 0;
  std::optional<Instant> occurred_at = {};
  std::span<const MatchKey> match_keys = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Free text for the vault; the journal holds its commitment.
struct AddNote {
  ActorRef actor = {};
  ContactRef contact = {};
  Bytes personal = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Does what is due by now, and nothing else.
struct Advance {
  ActorRef actor = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// Freezes the statements of the oldest open period.
struct ClosePeriod {
  ActorRef actor = {};
  YearMonth period = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

// A manager confirms the clock after the engine answered clock_suspect.
struct ConfirmClock {
  ActorRef actor = {};
  IdempotencyKey idempotency = {};

  FIRSTLOG_API operator Command() const;  // NOLINT(google-explicit-constructor)
};

}  // namespace firstlog::inline v1::commands

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/commands-inl.hpp"  // IWYU pragma: export
#endif
