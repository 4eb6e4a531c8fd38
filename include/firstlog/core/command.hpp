// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What somebody wants done. One flat structure for every command: the same members, by the same
// names, in the journal, in JSON, in C and in Python. core/commands.hpp has a typed constructor for
// each kind, which is how a C++ program makes them; core/command_table.hpp says which members each
// kind needs and knows, and which roles may give it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "firstlog/base/bytes.hpp"
#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/core/ref.hpp"
#include "firstlog/rules/activity.hpp"
#include "firstlog/rules/balance.hpp"
#include "firstlog/rules/deal_line.hpp"
#include "firstlog/rules/match_key.hpp"
#include "firstlog/rules/place.hpp"
#include "firstlog/rules/roles.hpp"
#include "firstlog/rules/suppression.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever; the tens group them.
enum class CommandKind : std::uint16_t {
  none = 0,
  found_organisation = 1,
  adopt_policy = 2,
  register_actor = 3,
  change_actor = 4,
  cancel_policy = 5,
  set_team = 6,
  set_absence = 7,
  depart = 8,
  register_contact = 10,
  assign = 11,
  release = 12,
  take = 13,
  rebalance = 14,
  change_contact = 15,
  suppress = 16,
  lift_suppression = 17,
  merge = 18,
  unmerge = 19,
  log_interest = 20,
  schedule_callback = 21,
  schedule_retry = 22,
  mark_not_interested = 23,
  mark_unworkable = 24,
  log_close = 25,
  withdraw_close = 26,
  approve = 27,
  reject = 28,
  hold = 29,
  reopen = 30,
  recycle = 31,       // the system's: a lost contact whose days are over
  mark_overdue = 32,  // the system's: an agreed callback whose time has passed
  warn_missed = 33,   // the system's: one working day after that
  set_parent = 35,
  override_claim = 36,
  open_deal = 37,  // the next cycle of a won contact: repeat, cross-sell, renewal
  log_activity = 40,
  add_note = 41,
  advance = 50,  // do what is due; otherwise nothing
  close_period = 51,
  confirm_clock = 52,
  retract = 60,      // an entry loses its effect
  amend_close = 61,  // DOMAIN 13, from here on
  revoke_approval = 62,
  reverse = 63,
  reinstate = 64,
  record_invoice = 70,  // what a host's books say
  record_receipt = 71,
  record_payout = 72,
  adjust = 73,  // a signed amount on a rep's statement
  begin_import = 80,
  end_import = 81,
  undo_import = 82,
  set_opening_balance = 83,
  open_dispute = 90,  // on a line of a statement (DOMAIN 11)
  accept_dispute = 91,
  reject_dispute = 92,
  withdraw_dispute = 93,
};

// The members of Command besides kind, actor and idempotency key. Numbers are fixed for ever.
enum class Field : std::uint8_t {
  contact = 0,
  rep = 1,
  deal = 2,
  amount = 3,
  due = 4,
  occurred_at = 5,
  key = 6,
  reason = 7,
  niche = 8,
  sort_key = 9,
  document = 10,
  roles = 11,
  active = 12,
  touch = 13,
  disposition = 14,
  inbound = 15,
  talk_seconds = 16,
  confirm = 17,
  period = 18,
  personal = 19,
  place = 20,
  refers_to = 21,
  other = 22,
  with_claim = 23,
  match_keys = 24,
  scope = 25,
  lines = 26,
  tax = 27,
  signed_on = 28,
  invoiced_on = 29,
  paid_on = 30,
  document_number = 31,
  credits = 32,
  team = 33,
  cover = 34,
  from = 35,
  until = 36,
  reps = 37,
  batch = 38,
  row = 39,
  importer = 40,
  balances = 41,
  // Not in the mask; they only name the place of an error.
  kind = 61,
  actor = 62,
  idempotency = 63,
};
inline constexpr int field_count = 42;

constexpr std::string_view name_of(Field field) noexcept {
  switch (field) {
    case Field::contact: return "contact";
    case Field::rep: return "rep";
    case Field::deal: return "deal";
    case Field::amount: return "amount";
    case Field::due: return "due";
    case Field::occurred_at: return "occurred_at";
    case Field::key: return "key";
    case Field::reason: return "reason";
    case Field::niche: return "niche";
    case Field::sort_key: return "sort_key";
    case Field::document: return "document";
    case Field::roles: return "roles";
    case Field::active: return "active";
    case Field::touch: return "touch";
    case Field::disposition: return "disposition";
    case Field::inbound: return "inbound";
    case Field::talk_seconds: return "talk_seconds";
    case Field::confirm: return "confirm";
    case Field::period: return "period";
    case Field::personal: return "personal";
    case Field::place: return "place";
    case Field::refers_to: return "refers_to";
    case Field::other: return "other";
    case Field::with_claim: return "with_claim";
    case Field::match_keys: return "match_keys";
    case Field::scope: return "scope";
    case Field::lines: return "lines";
    case Field::tax: return "tax";
    case Field::signed_on: return "signed_on";
    case Field::invoiced_on: return "invoiced_on";
    case Field::paid_on: return "paid_on";
    case Field::document_number: return "document_number";
    case Field::credits: return "credits";
    case Field::team: return "team";
    case Field::cover: return "cover";
    case Field::from: return "from";
    case Field::until: return "until";
    case Field::reps: return "reps";
    case Field::batch: return "batch";
    case Field::row: return "row";
    case Field::importer: return "importer";
    case Field::balances: return "balances";
    case Field::kind: return "kind";
    case Field::actor: return "actor";
    case Field::idempotency: return "idempotency";
  }
  return "";
}

// A set of fields.
class Fields {
 public:
  constexpr Fields() noexcept = default;
  constexpr Fields(Field field) noexcept  // NOLINT(google-explicit-constructor)
      : bits_(bit(field)) {}
  static constexpr Fields from_bits(std::uint64_t bits) noexcept {
    Fields fields;
    fields.bits_ = bits & ((std::uint64_t{1} << field_count) - 1U);
    return fields;
  }
  constexpr std::uint64_t bits() const noexcept { return bits_; }
  constexpr bool has(Field field) const noexcept { return (bits_ & bit(field)) != 0; }
  constexpr void add(Field field) noexcept { bits_ |= bit(field); }
  constexpr Fields without(Fields other) const noexcept { return from_bits(bits_ & ~other.bits_); }
  constexpr bool shares(Fields other) const noexcept { return (bits_ & other.bits_) != 0; }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  // The field of the lowest number. Only where not empty().
  constexpr Field first() const noexcept {
    unsigned n = 0;
    while ((bits_ >> n & 1U) == 0) ++n;
    return static_cast<Field>(n);
  }
  friend constexpr Fields operator|(Fields a, Fields b) noexcept { return from_bits(a.bits_ | b.bits_); }
  friend constexpr bool operator==(Fields, Fields) noexcept = default;

 private:
  static constexpr std::uint64_t bit(Field field) noexcept {
    return std::uint64_t{1} << static_cast<unsigned>(field);
  }
  std::uint64_t bits_ = 0;
};
constexpr Fields operator|(Field a, Field b) noexcept {
  return Fields(a) | Fields(b);
}

// DESIGN 3.6. Either (producer, sequence), remembered for ever as one number per producer, or free
// text in `text`, remembered for the policy's window. Empty where the caller gives none.
struct IdempotencyKey {
  std::string_view producer = {};  // 1 to 128 bytes
  std::uint64_t sequence = 0;      // 1 and up, rising; gaps are allowed
  std::string_view text = {};      // 1 to 128 bytes; not together with a producer

  constexpr bool present() const noexcept { return !producer.empty() || !text.empty(); }
};

// Texts and bytes are views of the caller's memory, valid until the call that takes the command
// returns. `given` says which members were set; the others are ignored.
struct Command {
  CommandKind kind = CommandKind::none;
  Fields given;
  ActorRef actor;  // who gives the command
  ContactRef contact;
  ActorRef rep;               // whom it concerns: the new assignee, the actor registered or changed
  DealId deal;                // absent: the contact's current deal
  Money amount;               // claimed (log_close) or invoiced, net (approve)
  Instant due;                // of a callback, a retry, a hold; from when a policy is in force
  Instant occurred_at;        // claimed by the caller; information only (DOMAIN 5)
  std::string_view key;       // the host's key of what is registered or founded
  std::string_view reason;    // a code, 1 to 64 bytes; free text belongs into `personal`
  std::string_view niche;     // 1 to 64 bytes
  std::string_view document;  // canonical policy text
  Bytes personal;             // free text and contact attributes, for the vault; at most 64 KiB
  SortKey sort_key;           // see fold_name; under a policy's collation what `name` gives
  // Beside `sort_key`, where the policy in force may go by a collation: what it is the key of, UTF-8. Never
  // stored.
  std::string_view name;
  Place place;  // where the contact is, for territory rules; see Place::of
  Roles roles;
  YearMonth period;
  std::uint32_t talk_seconds = 0;
  Touch touch = Touch::dial;
  Disposition disposition = Disposition::none;
  bool active = true;
  bool inbound = false;
  bool confirm = false;     // of what the engine asked to confirm
  bool with_claim = false;  // the claim moves as well
  SuppressionScope scope = SuppressionScope::all;
  Position refers_to;  // the entry that is corrected, or the close that is decided
  ContactRef other;    // the second contact: the duplicate, the parent
  ActorRef cover;      // who stands in
  ActorRef importer;   // who brings in what `actor` did (DOMAIN 14)
  Money tax;           // beside the net `amount`
  Date signed_on;      // as the paper says
  Date invoiced_on;
  Date paid_on;
  Date from;                         // first day
  Date until;                        // last day, inside
  std::string_view document_number;  // the host's, of an invoice, receipt, payout or dispute: 1 to 64 bytes
  std::string_view team;             // a code, 1 to 64 bytes
  std::string_view batch;            // names an import: 1 to 64 bytes
  std::uint64_t row = 0;             // of the import's source, from 1
  std::span<const DealLine> lines;
  std::span<const CreditShare> credits;
  std::span<const MatchKey> match_keys;
  std::span<const OpeningBalance> balances;
  std::span<const ActorRef> reps;  // successors
  IdempotencyKey idempotency;
};

}  // namespace firstlog::inline v1
