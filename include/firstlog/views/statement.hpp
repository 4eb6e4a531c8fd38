// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a rep earned in a period, line by line, and the closes that still wait for a decision, as the
// engine and Performance hand them out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/rounding.hpp"
#include "firstlog/rules/balance.hpp"
#include "firstlog/rules/quota.hpp"

namespace firstlog::inline v1 {

// One verified close on a statement, with everything that its commission follows from.
struct StatementLine {
  Position position;         // of the approval
  Position closed_position;  // of the close that it approved
  Instant approved_at;
  Instant closed_at;  // picks the plan version
  ContactId contact;
  DealId deal;
  ActorId rep;  // whose claim earns it
  ActorId approver;
  YearMonth period;  // in which it counts
  Money invoiced;    // the base
  Money commission;  // invoiced × rate, rounded once
  Rate rate;
  std::uint32_t tier = 0;  // place in the plan's tiers
  RoundingMode rounding = RoundingMode::half_up;
  std::uint32_t policy = 0;  // place in Performance::policies: the version that was in force at closed_at
  bool self_approved = false;
  bool prior_period = false;
};

struct Statement {
  ActorId rep;
  YearMonth period;
  std::string plan;  // name of the policy's plan in force at the period's end, or now
  Quota quota;
  QuotaZone zone = QuotaZone::too_early;
  bool frozen = false;
  Position frozen_position;          // of the event that froze it
  Position as_of;                    // the newest event that it knows
  std::vector<StatementLine> lines;  // by position
  Money revenue;
  Money commission;
  Money commission_year_to_date;  // of the calendar year up to and with this period, its opening balance too
  std::vector<OpeningBalance> openings;  // what the rep brought along, on the statement that they begin with
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

}  // namespace firstlog::inline v1
