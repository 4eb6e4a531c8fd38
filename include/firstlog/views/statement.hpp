// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a rep earned in a period, line by line, and the closes that still wait for a decision, as the
// engine and Performance hand them out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/rounding.hpp"
#include "firstlog/core/dispute.hpp"
#include "firstlog/rules/balance.hpp"
#include "firstlog/rules/close_count.hpp"
#include "firstlog/rules/period_quota.hpp"

namespace firstlog::inline v1 {

// Why a line stands on a statement. Numbers are fixed for ever.
enum class LineKind : std::uint8_t {
  close = 1,           // an approval
  amendment = 2,       // the signed difference that an amendment makes
  revocation = 3,      // an approval taken back
  reversal = 4,        // a refund, chargeback or cancellation, part or whole
  reinstatement = 5,   // a reversal undone
  adjustment = 6,      // a signed amount with a reason; of no deal
  rerated = 7,         // an earlier close that is paid otherwise since another entry
  component = 8,       // what a plan's component pays for a span: a bonus, a guarantee, a draw; of no deal
  withheld = 9,        // what of a close's commission is not payable yet, below zero; what of that falls away
  released = 10,       // what was withheld and is payable now
  team_override = 11,  // what a plan pays for a close below: of a rep who reports to this one
};

constexpr std::string_view name_of(LineKind kind) noexcept {
  constexpr std::string_view names[] = {"",          "close",         "amendment",  "revocation",
                                        "reversal",  "reinstatement", "adjustment", "rerated",
                                        "component", "withheld",      "released",   "team_override"};
  const auto number = static_cast<std::size_t>(kind);
  return number < 12 ? names[number] : std::string_view();
}

// Whether lines of the kind say when pay is payable, not what is earned.
constexpr bool defers(LineKind kind) noexcept {
  return kind == LineKind::withheld || kind == LineKind::released;
}

// What one entry moves on one rep's statement, with everything that its commission follows from. Lines
// are never changed: a correction is a line of its own, with signed amounts. Where several reps share a
// deal, each has lines of his own share.
struct StatementLine {
  Position position;         // of the entry: the approval, the correction, the adjustment
  Position closed_position;  // of the close that was approved; absent for an adjustment
  Position refers_to;        // the approval that the line corrects, wherever it posted; else absent
  Instant approved_at;       // of the approval; of an adjustment, its own time
  Instant closed_at;         // of the close
  Instant entered_at;        // of the entry itself
  Instant rated_at;          // what picks the plan version: closed_at, unless the policy names another date
  ContactId contact;
  DealId deal;
  ActorId rep;             // who earns it
  ActorId approver;        // who gave the entry; absent: the system
  YearMonth period;        // in which it counts
  Money invoiced;          // the rep's share of the base, net; of a correction, its difference
  Money commission;        // the rep's share of base × rate, rounded once; of a correction, its difference
  CloseCount closes;       // the rep's share of the close; negative where it is taken away
  Rate rate;               // these three of the short plan: where `by_plans`, ask Performance::explain
  std::uint32_t tier = 0;  // place in the plan's tiers
  RoundingMode rounding = RoundingMode::half_up;
  std::uint32_t policy = 0;     // place in Performance::policies: the version that the rate date picks
  std::uint32_t reason = 0;     // place in Statement::reasons plus one; 0: none
  std::uint32_t component = 0;  // of a component: place in Statement::components plus one; else 0
  Date from;                    // of a component: the first day of the span that it pays
  std::uint32_t exchange = 0;   // place in Statement::exchanges plus one; 0: told in the plan's currency
  LineKind kind = LineKind::close;
  bool self_approved = false;
  bool by_plans = false;      // paid by plans of the plan language, if only in part
  bool prior_period = false;  // posted here because the period that it belongs to is frozen
};

// An amount that was told in another currency than the plan's.
struct StatementExchange {
  Money original;  // of the whole deal, or of the refund, net
  Rate rate;
  Date on;             // the rate's own date
  std::string source;  // by whose word
};

struct PendingClose {
  ContactId contact;
  DealId deal;
  ActorId closer;
  ActorId rep;  // whose claim an approval would pay
  Money claimed;
  Instant closed_at;
  Position position;
  Instant hold_until;  // epoch: not held
  Duration age;        // since closed_at
  bool hold_is_past = false;
};

// What a deal comes to on one statement: its close as corrected there.
struct StatementDeal {
  DealId deal;
  ContactId contact;
  Money invoiced;
  Money commission;  // earned, withheld or not
  CloseCount closes;
  std::uint32_t lines = 0;  // how many of the statement's lines make it up: its history
};

// A dispute about one line of a statement.
struct Dispute {
  std::string number;  // the host's
  ActorId rep;         // whose statement
  Position line;       // StatementLine::position
  DealId deal;         // that the line is about; absent: none
  Position opened;
  Instant opened_at;
  ActorId opener;
  std::string reason;    // a code
  Instant due;           // until when it is to be resolved; epoch: no deadline
  bool overdue = false;  // open beyond it, or resolved behind it
  DisputeStatus status = DisputeStatus::open;
  // Only where it was resolved.
  Position resolved;
  Instant resolved_at;
  ActorId resolver;
  std::string resolution;  // a code; empty: none was given
  Position answer;         // the adjustment or correction that answers it; absent: none was named
};

// A version of the plan that a statement rests on.
struct StatementPlan {
  std::uint32_t policy = 0;  // as in StatementLine::policy
  std::string name;          // of the plan
  Instant in_force_from;
  Position adopted;  // of the policy's policy_adopted, which holds its text
};

// A component of a plan, by their names.
struct StatementComponent {
  std::string plan;
  std::string component;

  friend bool operator==(const StatementComponent&, const StatementComponent&) = default;
};

struct Statement {
  ActorId rep;
  YearMonth period;
  std::string plan;  // name of the rep's base plan at the period's end, or now; empty: he has none
  std::vector<StatementPlan> plans;  // of its lines and of the period's end, or now; by version
  Quota quota;                       // the policy's, without its rows
  QuotaStanding standing;  // the rep's own quota of the period, why it is that, and what was reached of it
  QuotaZone zone = QuotaZone::too_early;
  bool frozen = false;
  Position frozen_position;                    // of the event that froze it
  Instant frozen_at;                           // epoch: it is live
  Position as_of;                              // the newest event that it knows
  std::vector<StatementLine> lines;            // by position
  std::vector<StatementDeal> deals;            // in the order of their first lines
  std::vector<std::string> reasons;            // that lines name
  std::vector<StatementComponent> components;  // that lines name
  std::vector<StatementExchange> exchanges;    // that lines name
  std::vector<PendingClose> pending;  // that an approval would pay the rep, as of now or of the freeze
  CloseCount closes;                  // net
  Money revenue;                      // net
  Money commission;                   // of closes and their corrections
  Money adjustments;
  Money withheld;                 // not payable yet, below zero; above it, what of earlier periods now is
  Money total;                    // commission, adjustments and what is withheld: what is payable
  YearMonth year_begins;          // the first month of the fiscal year that the period is in
  Money commission_year_to_date;  // of that year up to and with this period, its opening balance too
  Money total_year_to_date;
  Money paid;                     // for this period, by payouts recorded
  Money balance;                  // all that was earned so far, of whatever period, less all that was paid
  std::vector<Dispute> disputes;  // about its lines
  Money disputed;                 // what the lines pay that have an open dispute; part of `total`
  std::vector<OpeningBalance> openings;  // what the rep brought along, on the statement that they begin with
};

// What a rep earned and was paid, over all periods.
struct RepBalance {
  Money commission;
  Money adjustments;
  Money paid;      // payouts recorded
  Money owed;      // what is left of it; negative: the rep owes it
  Money withheld;  // of the commission, not payable yet: no part of `owed`
};

}  // namespace firstlog::inline v1
