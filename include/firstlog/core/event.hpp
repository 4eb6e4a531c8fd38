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
#include "firstlog/base/rate.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/rules/activity.hpp"
#include "firstlog/rules/place.hpp"
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
  policy_effective = 5,  // one adopted for an instant to come is in force
  policy_cancelled = 6,  // it was taken back before
  team_set = 7,
  absence_set = 8,
  departed = 9,
  contact_registered = 10,
  assigned = 11,
  released = 12,
  contact_changed = 13,
  suppressed = 14,
  suppression_lifted = 15,
  duplicates_suspected = 16,
  contacts_merged = 17,
  contacts_unmerged = 18,
  parent_set = 19,
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
  claim_overridden = 35,
  claim_lapsed = 36,
  claim_lapse_warned = 37,
  released_by_timer = 39,
  deal_opened = 38,
  activity_logged = 40,
  note_added = 41,
  claim_followed = 42,  // to the entry that owns the credit of the business now
  period_closed = 51,
  clock_confirmed = 52,
  command_refused = 60,
  entry_retracted = 61,
  close_amended = 62,
  approval_revoked = 63,
  close_reversed = 64,
  reversal_undone = 65,
  invoice_recorded = 70,
  receipt_recorded = 71,
  payout_recorded = 72,
  adjusted = 73,
  import_begun = 80,
  import_ended = 81,
  import_undone = 82,
  opening_balance_set = 83,
  entries_undone = 84,  // what an import that was undone wrote on a contact that it had not registered
  dispute_opened = 90,
  dispute_accepted = 91,
  dispute_rejected = 92,
  dispute_withdrawn = 93,
  dispute_overdue = 94,
};

constexpr std::string_view name_of(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::none: return "none";
    case EventKind::organisation_founded: return "organisation_founded";
    case EventKind::policy_adopted: return "policy_adopted";
    case EventKind::actor_registered: return "actor_registered";
    case EventKind::actor_changed: return "actor_changed";
    case EventKind::policy_effective: return "policy_effective";
    case EventKind::policy_cancelled: return "policy_cancelled";
    case EventKind::team_set: return "team_set";
    case EventKind::absence_set: return "absence_set";
    case EventKind::departed: return "departed";
    case EventKind::contact_registered: return "contact_registered";
    case EventKind::assigned: return "assigned";
    case EventKind::released: return "released";
    case EventKind::contact_changed: return "contact_changed";
    case EventKind::suppressed: return "suppressed";
    case EventKind::suppression_lifted: return "suppression_lifted";
    case EventKind::duplicates_suspected: return "duplicates_suspected";
    case EventKind::contacts_merged: return "contacts_merged";
    case EventKind::contacts_unmerged: return "contacts_unmerged";
    case EventKind::parent_set: return "parent_set";
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
    case EventKind::claim_overridden: return "claim_overridden";
    case EventKind::claim_lapsed: return "claim_lapsed";
    case EventKind::claim_lapse_warned: return "claim_lapse_warned";
    case EventKind::released_by_timer: return "released_by_timer";
    case EventKind::deal_opened: return "deal_opened";
    case EventKind::activity_logged: return "activity_logged";
    case EventKind::note_added: return "note_added";
    case EventKind::claim_followed: return "claim_followed";
    case EventKind::period_closed: return "period_closed";
    case EventKind::clock_confirmed: return "clock_confirmed";
    case EventKind::command_refused: return "command_refused";
    case EventKind::entry_retracted: return "entry_retracted";
    case EventKind::close_amended: return "close_amended";
    case EventKind::approval_revoked: return "approval_revoked";
    case EventKind::close_reversed: return "close_reversed";
    case EventKind::reversal_undone: return "reversal_undone";
    case EventKind::invoice_recorded: return "invoice_recorded";
    case EventKind::receipt_recorded: return "receipt_recorded";
    case EventKind::payout_recorded: return "payout_recorded";
    case EventKind::adjusted: return "adjusted";
    case EventKind::import_begun: return "import_begun";
    case EventKind::import_ended: return "import_ended";
    case EventKind::import_undone: return "import_undone";
    case EventKind::opening_balance_set: return "opening_balance_set";
    case EventKind::entries_undone: return "entries_undone";
    case EventKind::dispute_opened: return "dispute_opened";
    case EventKind::dispute_accepted: return "dispute_accepted";
    case EventKind::dispute_rejected: return "dispute_rejected";
    case EventKind::dispute_withdrawn: return "dispute_withdrawn";
    case EventKind::dispute_overdue: return "dispute_overdue";
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
  inactive = 64,  // the actor is not active; absence_set: it ends or never begins
  inbound = 128,
  confirmed = 256,
  prior_period = 512,  // credited to a later period than its own because that one is frozen
  imported = 1024,     // brought in from elsewhere: `occurred_at` is its time, not `recorded_at`
  // `rep` owns the credit from now on, by the entry at `claim` or, without one, by this very event; nobody
  // where `rep` is absent.
  moves_claim = 2048,
  valid_entry = 4096,  // would own the credit if the entries before it lost their effect
  overdue = 8192,      // entry_retracted: the callback that the contact goes back to had passed its time
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
  StateNumber state_to = 0;  // 0: the status is untouched
  Rule rule = Rule::none;    // what decided
  // command_refused: what was refused; entry_retracted: what had led to the entry.
  CommandKind refused = CommandKind::none;
  Instant due;
  // As the caller claimed; 0 where he did not. entry_retracted: since when the contact has been in the
  // state that it goes back to.
  Instant occurred_at;
  Money amount;
  // The entry that won, the close that is decided. dispute_opened: the entry whose line is disputed;
  // dispute_accepted: the entry that answers it, where there is one; dispute_overdue: its dispute_opened.
  Position refers_to;
  // The credit period decided, the period closed. entry_retracted: whose figures had counted the entry.
  YearMonth period;
  Roles roles;
  Touch touch = Touch::dial;
  Disposition disposition = Disposition::none;
  std::uint32_t talk_seconds = 0;
  SortKey sort_key;  // policy_adopted: with `place` a contact that its rules leave to nobody
  // moves_claim: the entry that owns the credit now; establishes_claim where a suspected duplicate has the
  // claim already: its entry.
  Position claim;
  // policy_adopted: from when it is in force; moves_claim: of that entry. entry_retracted of a connect: the
  // connect before it, which `rep` had.
  Instant effective_at;
  // Whose claim or entry it was before this event; of an entry that moves a contact on which the claim is
  // another rep's, whose entry it is.
  ActorId owner;
  ContactId other;   // the second contact
  ActorId cover;     // who stands in
  ActorId importer;  // imported: who brought it in
  SuppressionScope scope = SuppressionScope::all;
  Money tax;
  Date signed_on;  // these five: 1970-01-01 where not told
  Date invoiced_on;
  Date paid_on;
  Date from;
  Date until;
  std::uint64_t row = 0;    // imported: of its source
  Place place;              // contact_registered; see sort_key
  std::uint64_t share = 0;  // assigns: names the pool of reps whose turns are counted; 0: none
  std::string_view key;     // of what is registered; policy_adopted: the version of its collation
  std::string_view reason;
  std::string_view niche;
  std::string_view document;
  std::string_view document_number;
  std::string_view team;
  std::string_view batch;
  // These five where the amount was told in another currency than the plan's: what was told, net, and its
  // tax where that was, the rate, its own date and by whose word; a reversal has the rate of its approval,
  // which names the source. `amount`, `tax` and `lines` are converted.
  Money original;
  Money original_tax;
  Rate exchange_rate;
  Date exchange_on;
  std::string_view exchange_source;
  std::span<const DealLine> lines;
  std::span<const CreditShare> credits;
  std::span<const MatchKey> match_keys;
  std::span<const OpeningBalance> balances;
  Digest digest;  // policy_adopted: of the document; personal data: its commitment

  // The time that rules go by: its own where it was imported, else the system's.
  Instant at() const noexcept { return has(flags, EventFlag::imported) ? occurred_at : recorded_at; }

  // Never stored. policy_adopted: the policy that `document` says, compiled by whoever reads or decides
  // the event; must outlive every state that evolved it. policy_effective: the same as with its adoption,
  // for views (State::scheduled_policy tells it); evolve does without.
  const CompiledPolicy* policy = nullptr;
};

// Whether the event moves the claim to its rep by itself, not by an entry that stands before it, here or on
// a suspected duplicate.
constexpr bool gives_claim_itself(const Event& event) noexcept {
  return has(event.flags, EventFlag::moves_claim) && event.rep.present() && !event.claim.present() &&
         event.kind != EventKind::claim_followed;
}

// Whether a policy_adopted speaks of an instant to come; else the policy is in force with the event.
constexpr bool is_scheduled(const Event& event) noexcept {
  return event.effective_at > event.recorded_at;
}

// Whether a policy_adopted speaks of an instant that has passed: what its plans pay for the rate dates from
// there until the policy that came into force next is restated. It is in force from now on, too, where
// none came into force since.
constexpr bool is_restatement(const Event& event) noexcept {
  return event.effective_at != Instant() && event.effective_at < event.recorded_at;
}

}  // namespace firstlog::inline v1
