// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Why a rep is paid what he is paid, as data and as text, and what could not be paid (DOMAIN 7, 11). Nothing
// of it is computed unless it is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/commission/trace.hpp"

namespace firstlog::inline v1 {

struct PayInput {
  std::string name;
  Exact value;
};

// One step: its parts sum to its value, exactly.
struct PayStep {
  std::string name;
  Exact value;
  std::vector<TracePart> parts;
};

// What one component contributes: value + rounding + refunds is its pay. Where several reps share a deal,
// rounding holds what the shares' cents leave to the first of them.
struct PayComponent {
  std::string plan;
  std::string component;     // empty: the policy's short plan
  std::uint32_t policy = 0;  // place in Performance::policies: the version
  ActorId seller;            // of an override: whose share in the close it pays for; absent: the rep's own
  DateRange days;            // the span that is looked at; of a deal, its credit date
  bool paid = true;          // false: only read by later components; no part of the total
  std::string pays;          // which of the steps is paid
  std::vector<PayInput> inputs;
  std::vector<PayStep> steps;
  Exact value;
  Exact rounding;
  Exact refunds;  // what refunds, and other reps' shares, take off
  Money pay;
};

// How an amount came into the plan's currency.
struct PayExchange {
  Money original;  // invoiced, net
  Rate rate;
  Date on;  // the rate's own date
  std::string source;
  Money amount;
};

struct PayExplanation {
  ActorId rep;
  DealId deal;  // absent: of a span
  // The pay of all paid components: what all lines of the deal, or of the span, sum to, but for those that
  // say what is withheld.
  Money total;
  Money withheld;  // of it, not payable yet
  std::optional<PayExchange> exchange;
  std::vector<PayComponent> components;  // in the order in which they were computed
};

// For the rep to read: a line for each component, below it what it read, what it computed, and why.
// Throws std::bad_alloc.
FIRSTLOG_API std::string pay_explanation_to_text(const PayExplanation& explanation);

// Numbers are fixed for ever.
enum class PayExceptionKind : std::uint8_t {
  no_plan = 1,       // no base plan pays the rep on the close's rate date: verified, and paid nothing
  not_computed = 2,  // a plan has no answer for these closes: what was posted for them before stands
};
constexpr std::string_view name_of(PayExceptionKind kind) noexcept {
  return kind == PayExceptionKind::no_plan ? "no_plan" : "not_computed";
}

struct PayException {
  PayExceptionKind kind = PayExceptionKind::no_plan;
  ActorId rep;
  DealId deal;            // absent: of a span
  Position position;      // of the close's approval
  Date date;              // its credit date; the span's first day
  std::string plan;       // not_computed
  std::string component;  // not_computed
  std::string reason;     // not_computed: why, in words
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/views/detail/pay-inl.hpp"  // IWYU pragma: export
#endif
