// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What Performance keeps for the plans of a policy: who is paid by which, the closes that they count,
// and what was posted for them so far. An entry posts what the plans say after it less what was posted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/rules/commission/commission_plan.hpp"

namespace firstlog::inline v1::detail {

// What a close was told with beside its net amount. Amounts in minor units.
struct DealItem {
  std::uint32_t product = 0;  // place in PlanBooks::products
  bool cost_told = false;
  std::int64_t quantity = 0;
  std::int64_t net = 0;
  std::int64_t tax = 0;
  std::int64_t cost = 0;
};
struct DealFacts {
  std::int64_t tax = 0;
  Date signed_on;  // these three: 1970-01-01 where not told
  Date invoiced_on;
  Date paid_on;
  Money billed;             // invoices recorded, net; absent: none
  Money received;           // receipts recorded; absent: none
  std::uint32_t items = 0;  // place of the first in PlanBooks::items, plus one; 0: none
  std::uint32_t item_count = 0;
};

// One component of one plan of a policy.
struct SetComponent {
  std::uint32_t key = 0;  // the same in every version of its plan: place in PlanBooks::components
  std::uint32_t plan = 0;
  std::uint32_t component = 0;  // in its plan
  std::uint32_t version = 0;    // place in PlanBooks::versions
  std::uint8_t levels = 0;      // of the team: how far below; 0: all
  bool team = false;            // looks at closes below, not at the rep's own
  bool attains = false;         // reads the rep's attainment
  bool rests_on_pay = false;    // as CompiledComponent
  bool rests_on_days = false;   // as CompiledComponent
};
// The plans that pay a rep for a close: a base plan and whatever is added to it.
struct PlanSet {
  std::uint32_t policy = 0;
  bool lacks_base = false;
  std::vector<std::uint32_t> plans;
  std::vector<SetComponent> components;  // derived from the others
};

// One rep's share in a close that plans pay, in the order of (credit date, approval). In the books of whoever
// is above him, where a plan pays them for closes below, it stands once more.
struct PlanClose {
  DealId deal;
  Date credit;
  Position position;         // of the approval
  std::uint32_t set = 0;     // place in PlanBooks::sets
  std::uint32_t posted = 0;  // place in PlanBooks::posted of what its set's components posted for it
  ActorId seller;            // of a close below: whose share it is; absent: the rep's own
  std::uint32_t line = 0;    // of a close below: how far; of an own one: place in PlanBooks::above, plus one

  friend bool operator<(const PlanClose& a, const PlanClose& b) noexcept {
    if (a.credit != b.credit) return a.credit < b.credit;
    return a.position != b.position ? a.position < b.position : a.seller < b.seller;
  }
};
// Somebody whose books hold a close of a rep below.
struct PlanAbove {
  ActorId manager;
  std::uint32_t next = 0;  // place plus one; 0: none
};
// What a component that pays spans posted for one of them.
struct SpanPosting {
  std::uint32_t key = 0;
  Date from;  // the span's first day
  std::uint32_t set = 0;
  std::int64_t minor = 0;
  std::vector<Exact> carried;  // what it hands on to the next span
};
// A group of closes that could not be evaluated: what was posted for it stands.
struct PlanFailure {
  std::uint32_t key = 0;
  Date from;
  DealId deal;  // of a component that looks at each deal by itself
  friend bool operator==(const PlanFailure&, const PlanFailure&) = default;
};
// The closes of a span added up, so that one more at its end needs none of them. Kept while the rep's
// closes only grow; never stored.
struct PrefixSum {
  std::uint32_t key = 0;
  std::uint32_t version = 0;
  Date from;
  CloseFact fact = CloseFact::amount;
  std::size_t end = 0;  // RepBook::closes up to here are in it
  Exact sum;
};
// A component that pays a close by itself and sums of the closes before it.
struct AppendForm {
  std::uint32_t policy = 0;
  std::uint32_t plan = 0;
  std::uint32_t component = 0;
  bool possible = false;
  CompiledPlan compiled;
  std::vector<CloseFact> facts;   // its first inputs
  std::vector<CloseFact> before;  // the others: sums of these
};

struct RepBook {
  std::vector<PlanClose> closes;
  std::vector<SpanPosting> spans;  // by key, then by day
  std::vector<PlanFailure> failures;
  std::vector<PrefixSum> sums;
};

// A plan as one policy has it; the next policy that leaves it as it is has the same.
struct PlanVersion {
  std::uint32_t policy = 0;
  std::uint32_t plan = 0;
};

struct PlanMembership {
  ActorId rep;
  std::uint32_t team = 0;  // place in PlanBooks::teams plus one; 0: none
  Date from;
};

// What a rep earned with a deal and is not payable yet. By deal, then by rep; never 0.
struct WithheldPay {
  DealId deal;
  ActorId rep;
  std::int64_t minor = 0;
};

struct PlanBooks {
  struct Component {
    std::string plan;
    std::string name;
    std::uint8_t span = 0;  // PlanSpan
    std::string calendar;   // of PlanSpan::calendar
  };
  bool any = false;                   // whether any policy so far has plans
  std::vector<std::string> rep_keys;  // by ActorId::index
  std::vector<std::string> teams;
  std::vector<PlanMembership> memberships;
  std::vector<std::string> products;
  std::vector<DealItem> items;
  std::vector<DealFacts> facts;
  std::vector<std::uint32_t> facts_of;  // by DealId::index: place in `facts` plus one; 0: none
  std::vector<Component> components;
  std::vector<PlanVersion> versions;
  std::vector<PlanSet> sets;
  std::vector<std::int64_t> posted;
  std::vector<PlanAbove> above;
  std::vector<RepBook> books;  // by ActorId::index
  std::vector<AppendForm> appends;
  bool releases = false;  // whether any policy so far says when pay is payable
  std::vector<WithheldPay> withheld;
};

}  // namespace firstlog::inline v1::detail
