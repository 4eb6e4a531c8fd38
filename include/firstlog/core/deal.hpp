// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Deals as the journal left them, and the money facts about them (DOMAIN 6, 13).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/rules/state_number.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever. `none`: opened, and no close logged yet.
enum class CloseStatus : std::uint8_t { none = 0, pending = 1, verified = 2, rejected = 3, withdrawn = 4 };

constexpr std::string_view name_of(CloseStatus status) noexcept {
  constexpr std::string_view names[] = {"none", "pending", "verified", "rejected", "withdrawn"};
  const auto number = static_cast<std::size_t>(status);
  return number < 5 ? names[number] : std::string_view();
}

struct DealRow {
  ContactId contact;
  ActorId closer;    // who logged the close
  ActorId decider;   // who approved, rejected or withdrew it, or took the approval back; absent: the system
  ActorId credited;  // whose claim the close pays, but for the shares of `credits`
  Money claimed;
  Money invoiced;             // net, as approved or amended since; absent before the first approval
  Money billed;               // all invoices recorded, net; absent: none
  Money received;             // all receipts recorded; absent: none
  std::int64_t reversed = 0;  // minor units of `invoiced` that were reversed and not reinstated
  Instant closed_at;
  Instant decided_at;
  Instant hold_until;
  Position closed_position;
  Position decided_position;  // of the decision; of a verified deal, the approval that corrections name
  YearMonth period;           // in which it counts, unless that was frozen when it was approved
  Date signed_on;             // these three: 1970-01-01 where not told
  Date invoiced_on;
  Date paid_on;
  std::uint32_t cycle = 0;    // of the contact
  std::uint32_t closes = 0;   // logged on this deal, withdrawn and rejected ones included
  std::uint32_t credits = 0;  // place of the first share in State::credit, plus one; 0: all to `credited`
  std::uint32_t credit_count = 0;
  std::uint32_t last_reversal = 0;  // place in State::reversal, plus one; 0: none since the approval
  std::uint32_t exchange = 0;       // place in State::exchange, plus one; 0: invoiced in the plan's currency
  StateNumber closed_from = 0;      // where the contact stood before the close
  StateNumber approved_from = 0;    // where it stood before the approval; 0: the approval moved no contact
  CloseStatus status = CloseStatus::none;
  bool apart = false;      // pending again while its contact stands elsewhere: deciding it moves no contact
  bool has_lines = false;  // the entry that stands told the amount by lines
};

// One rep's share of a deal.
struct CreditRow {
  ActorId rep;
  Rate share;
};

// A close that was invoiced in another currency than the plan's.
struct ExchangeRow {
  Money original;             // invoiced, net, in its own currency
  std::int64_t reversed = 0;  // minor units of `original`
  Rate rate;
  Date on;  // the rate's own date
};

// One reversal of a verified close.
struct ReversalRow {
  Position position;
  std::int64_t amount = 0;      // minor units, above 0
  std::int64_t reinstated = 0;  // 0 to amount
  std::uint32_t previous = 0;   // the deal's reversal before it, plus one; 0: none
  // Of a deal with an exchange row, the same in minor units of its own currency; else 0.
  std::int64_t original = 0;
  std::int64_t original_reinstated = 0;
};

// Numbers of documents are unique in an organisation, by kind. Numbers are fixed for ever.
enum class DocumentKind : std::uint8_t { invoice = 1, receipt = 2, payout = 3, adjustment = 4 };

inline constexpr std::size_t document_number_bytes_max = 64;  // as a code

struct DocumentRow {
  Position position;  // of the event that told of it first
  Instant at;
  ActorId actor;
  DealId deal;            // absent: of no deal
  bool recorded = false;  // by a command of its own; an approval only names its invoice
};

}  // namespace firstlog::inline v1
