// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What happened. Events carry what was decided (the new state, the due time, the credit period), so
// that reading them back never decides anything again.
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
#include "firstlog/core/command.hpp"
#include "firstlog/rules/activity.hpp"
#include "firstlog/rules/assignment.hpp"
#include "firstlog/rules/roles.hpp"
#include "firstlog/rules/rule.hpp"
#include "firstlog/rules/state_number.hpp"

namespace firstlog::inline v1 {

class CompiledPolicy;

// Numbers are fixed for ever; the tens group them.
enum class EventKind : std::uint16_t {
  none = 0,
  organisation_founded = 1,
  policy_adopted = 2,
  actor_registered = 3,
  actor_changed = 4,
  contact_registered = 10,
  assigned = 11,
  released = 12,
  interest_logged = 20,
  interest_contested = 21,
  callback_scheduled = 22,
  retry_scheduled = 23,
  marked_not_interested = 24,
  marked_unworkable = 25,
  close_logged = 26,
  close_withdrawn = 27,
  close_approved = 28,
  close_rejected = 29,
  close_held = 30,
  recycled = 31,
  reopened = 32,
  callback_overdue = 33,
  callback_missed = 34,
  activity_logged = 40,
  note_added = 41,
  period_closed = 51,
  clock_confirmed = 52,
  command_refused = 60,
  import_begun = 80,
  import_ended = 81,
  import_undone = 82,
  opening_balance_set = 83,
};

constexpr std::string_view name_of(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::none: return "none";
    case EventKind::organisation_founded: return "organisation_founded";
    case EventKind::policy_adopted: return "policy_adopted";
    case EventKind::actor_registered: return "actor_registered";
    case EventKind::actor_changed: return "actor_changed";
    case EventKind::contact_registered: return "contact_registered";
    case EventKind::assigned: return "assigned";
    case EventKind::released: return "released";
    case EventKind::interest_logged: return "interest_logged";
    case EventKind::interest_contested: return "interest_contested";
    case EventKind::callback_scheduled: return "callback_scheduled";
    case EventKind::retry_scheduled: return "retry_scheduled";
    case EventKind::marked_not_interested: return "marked_not_interested";
    case EventKind::marked_unworkable: return "marked_unworkable";
    case EventKind::close_logged: return "close_logged";
    case EventKind::close_withdrawn: return "close_withdrawn";
    case EventKind::close_approved: return "close_approved";
    case EventKind::close_rejected: return "close_rejected";
    case EventKind::close_held: return "close_held";
    case EventKind::recycled: return "recycled";
    case EventKind::reopened: return "reopened";
    case EventKind::callback_overdue: return "callback_overdue";
    case EventKind::callback_missed: return "callback_missed";
    case EventKind::activity_logged: return "activity_logged";
    case EventKind::note_added: return "note_added";
    case EventKind::period_closed: return "period_closed";
    case EventKind::clock_confirmed: return "clock_confirmed";
    case EventKind::command_refused: return "command_refused";
    case EventKind::import_begun: return "import_begun";
    case EventKind::import_ended: return "import_ended";
    case EventKind::import_undone: return "import_undone";
    case EventKind::opening_balance_set: return "opening_balance_set";
  }
  return "";
}

// What an event does beyond its kind; a set of bits. Numbers are fixed for ever.
enum class EventFlag : std::uint16_t {
  none = 0,
  establishes_claim = 1,  // the entry owns the credit of the contact's cycle
  assigns = 2,            // `rep` becomes the assignee, or nobody where it is absent
  starts_cycle = 4,       // the claim ends and the next cycle begins
  sets_due = 8,           // `due` replaces the contact's due time; without `due`, clears it
  no_recent_connect = 16,
  self_approved = 32,
  inactive = 64,  // actor_registered, actor_changed: the actor is not active
  inbound = 128,
  confirmed = 256,
  prior_period = 512,  // credited to a later period than its own because that one is frozen
  imported = 1024,     // brought in from elsewhere: `occurred_at` is its time, not `recorded_at`
  moves_claim = 2048,  // `rep` owns the credit from now on, by the entry at `claim`; nobody where absent
  valid_entry = 4096,  // would own the credit if the entries before it lost their effect
};
constexpr EventFlag operator|(EventFlag a, EventFlag b) noexcept {
  return static_cast<EventFlag>(static_cast<std::uint16_t>(a) | static_cast<std::uint16_t>(b));
}
constexpr EventFlag& operator|=(EventFlag& a, EventFlag b) noexcept {
  return a = a | b;
}
constexpr bool has(EventFlag set, EventFlag one) noexcept {
  return (static_cast<std::uint16_t>(set) & static_cast<std::uint16_t>(one)) != 0;
}

// Texts and lists are views: of the command while it is decided, of the journal's bytes while it is read.
// Members that a kind does not use keep their defaults.
struct Event {
  EventKind kind = EventKind::none;
  EventFlag flags = EventFlag::none;
  // Where and when it stands. Set when the event is committed.
  Position position;
  Instant recorded_at;        // the system's timestamp
  Position previous;          // the contact's event before this one; absent for the first
  std::uint32_t command = 0;  // place of its command among the commit's commands, from 0

  ActorId actor;  // who caused it
  ContactId contact;
  ActorId rep;  // whom it concerns: assignee, claim's owner, the actor registered
  DealId deal;
  std::uint32_t cycle = 0;  // of the contact, from 1
  StateNumber state_from = 0;
  StateNumber state_to = 0;                 // 0: the status is untouched
  Rule rule = Rule::none;                   // what decided
  CommandKind refused = CommandKind::none;  // command_refused: what was refused
  Instant due;
  Instant occurred_at;  // as the caller claimed; 0 where he did not
  Money amount;
  Position refers_to;  // the entry that won, the close that is decided
  YearMonth period;    // the credit period decided, the period closed
  Roles roles;
  Touch touch = Touch::dial;
  Disposition disposition = Disposition::none;
  std::uint32_t talk_seconds = 0;
  SortKey sort_key;
  Position claim;        // moves_claim: the entry that owns the credit now; absent: none
  Instant effective_at;  // policy_adopted: from when it is in force; moves_claim: of that entry
  ContactId other;       // the second contact
  ActorId cover;         // who stands in
  ActorId importer;      // imported: who brought it in
  SuppressionScope scope = SuppressionScope::all;
  Money tax;
  Date signed_on;  // these five: 1970-01-01 where not told
  Date invoiced_on;
  Date paid_on;
  Date from;
  Date until;
  std::uint64_t row = 0;    // imported: of its source
  Place place;              // contact_registered
  std::uint64_t share = 0;  // assigns: names the pool of reps whose turns are counted; 0: none
  std::string_view key;
  std::string_view reason;
  std::string_view niche;
  std::string_view document;
  std::string_view document_number;
  std::string_view team;
  std::string_view batch;
  std::span<const DealLine> lines;
  std::span<const CreditShare> credits;
  std::span<const MatchKey> match_keys;
  std::span<const OpeningBalance> balances;
  Digest digest;  // policy_adopted: of the document; personal data: its commitment

  // The time that rules go by: its own where it was imported, else the system's.
  Instant at() const noexcept { return has(flags, EventFlag::imported) ? occurred_at : recorded_at; }

  // policy_adopted only, never stored: the policy that `document` says, compiled by whoever reads or
  // decides the event; must outlive every state that evolved it.
  const CompiledPolicy* policy = nullptr;
};

}  // namespace firstlog::inline v1
