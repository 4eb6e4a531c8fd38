// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commission plans of a policy in the plan language (DOMAIN 7): to whom and when a plan applies, which
// closes it counts, and its components, each a list of steps over the closes of a span of time.
//
// What a step names is a step before it, a component before it in the plan, a carried value, or one of
// the facts below; nothing has to be declared. Facts of a close are one number for each line and, where
// several reps share the close, the rep's share of it; refunds change them as the component's
// `negative` says.
//
//   amount            invoiced, net, in units of the currency; of the plan's products where it names some
//   tax, gross        the tax told, and amount + tax
//   units, margin     of the deal's lines: quantity, net less cost; 0 where no lines, no costs were told
//   count             1 for a close
//   share             the rep's share, 1 where nobody shares
//   deal_amount       invoiced, net, of the whole deal, whatever the share, the products and refunds
//   days_to_approval  calendar days from close to approval
//   close_commission  of closes below alone: what the close pays the rep whose it is, as posted
//
// Texts of a close: date (its credit date, 2026-01-31) and product (empty where it has several or none).
// Numbers that belong to the span: quota (closes), attainment (the rep's closes in the span / quota; 0
// where the quota is), opening_commission and opening_closes (of the year, of the span, from before the
// journal began), employed and at_work (the part of the span's days on which the rep was employed; was, and
// not absent: exact fractions).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/balance.hpp"
#include "firstlog/rules/commission/expression.hpp"
#include "firstlog/rules/commission/payable.hpp"

namespace firstlog::inline v1 {

// A rep has one base plan at any instant, and any number of additive ones. Numbers are fixed for ever.
enum class PlanUse : std::uint8_t { base = 0, additive = 1 };
constexpr std::string_view name_of(PlanUse use) noexcept {
  return use == PlanUse::base ? "base" : "additive";
}

// Which closes a component looks at together: those whose credit date lies in the same one. A week
// belongs to the period in which it ends, and so does one of a calendar of the policy's own; quarters and
// years are the organisation's fiscal ones. Numbers are fixed for ever.
enum class PlanSpan : std::uint8_t { deal = 0, week = 1, month = 2, quarter = 3, year = 4, calendar = 5 };
constexpr std::string_view name_of(PlanSpan span) noexcept {
  constexpr std::string_view names[] = {"deal", "week", "month", "quarter", "year", "calendar"};
  return names[static_cast<int>(span)];
}

// Whose closes a component looks at: the rep's own, or those of everybody who reports to him on their credit
// dates, himself not. Numbers are fixed for ever.
enum class PlanOf : std::uint8_t { own = 0, team = 1 };
constexpr std::string_view name_of(PlanOf of) noexcept {
  return of == PlanOf::own ? "own" : "team";
}

// Which days the facts employed and at_work count; none: both are 1. A span without a working day is counted
// by its calendar days. Numbers are fixed for ever.
enum class PlanProrate : std::uint8_t { working_days = 0, calendar_days = 1, none = 2 };
constexpr std::string_view name_of(PlanProrate prorate) noexcept {
  constexpr std::string_view names[] = {"working_days", "calendar_days", "none"};
  return names[static_cast<int>(prorate)];
}

// What a new version of a plan does with what its span has accumulated under the version before it:
// count it as reached (its own closes are paid from there on, the earlier ones keep what they earned), or
// begin from nothing. Numbers are fixed for ever.
enum class AtVersion : std::uint8_t { carry = 0, restart = 1 };
constexpr std::string_view name_of(AtVersion at) noexcept {
  return at == AtVersion::carry ? "carry" : "restart";
}

// What a refund does. Numbers are fixed for ever.
enum class NegativeRule : std::uint8_t {
  // The close keeps its place in the tiers, and the refunded part of what it earned is taken back; its
  // count goes when the whole is refunded. Components that pay no closes, but spans, re-rate.
  original_rate = 0,
  rerate = 1,        // as if only what is left had been sold
  from_the_top = 2,  // the refund is a line of its own, behind the span's closes
};
constexpr std::string_view name_of(NegativeRule rule) noexcept {
  constexpr std::string_view names[] = {"original_rate", "rerate", "from_the_top"};
  return names[static_cast<int>(rule)];
}

// Which closes of a contact a plan counts. Numbers are fixed for ever.
enum class PlanCloses : std::uint8_t { all = 0, first = 1, repeat = 2 };
constexpr std::string_view name_of(PlanCloses closes) noexcept {
  constexpr std::string_view names[] = {"all", "first", "repeat"};
  return names[static_cast<int>(closes)];
}

// A value that a span hands to the next one: draw debts, carried caps and negatives.
struct PlanCarry {
  std::string input;  // what steps call it
  std::string value;  // of the span before; one number
  // What stands for it before the first span: an opening balance of the rep, else 0.
  std::optional<BalanceKind> opening;
  friend bool operator==(const PlanCarry&, const PlanCarry&) = default;
};

struct PlanComponent {
  std::string name;
  PlanSpan span = PlanSpan::deal;
  std::string calendar;  // of PlanSpan::calendar: its name in the policy
  PlanOf of = PlanOf::own;
  std::optional<std::int32_t> levels;  // of the team: 1 whoever reports to the rep himself; absent: all below
  PlanProrate prorate = PlanProrate::working_days;
  AtVersion at_version = AtVersion::carry;
  NegativeRule negative = NegativeRule::original_rate;
  RoundingMode rounding = RoundingMode::half_up;  // of what is paid, to the minor unit
  bool paid = true;                               // false: only for the components after it; not rounded
  std::string pays;                               // the value that is paid; empty: the last step's
  std::vector<PlanCarry> carries;
  std::vector<Step> steps;
  // These two of components that pay closes.
  std::vector<PayablePart> payable;  // empty: all of it on approval
  Clawback clawback;                 // with NegativeRule::original_rate
  friend bool operator==(const PlanComponent&, const PlanComponent&) = default;
};

struct CommissionPlan {
  std::string name;
  PlanUse use = PlanUse::base;
  std::vector<std::string> reps;  // keys; these two empty: everybody
  std::vector<std::string> teams;
  std::optional<Date> from;           // rate dates from this day on; absent: from ever
  std::optional<Date> until;          // the last day; absent: for good
  std::vector<std::string> products;  // of a deal's lines; empty: all there is
  PlanCloses closes = PlanCloses::all;
  std::vector<PlanComponent> components;  // in the order in which they are computed

  friend bool operator==(const CommissionPlan&, const CommissionPlan&) = default;
};

inline constexpr std::size_t commission_plans_max = 1'000;
inline constexpr std::size_t plan_components_max = 100;
inline constexpr std::int32_t plan_levels_max = 100;

// Whether any of them withholds pay that was earned.
inline bool releases_pay(const std::vector<CommissionPlan>& plans) noexcept {
  for (const CommissionPlan& plan : plans)
    for (const PlanComponent& component : plan.components)
      if (!component.payable.empty()) return true;
  return false;
}

// ---- compiled ---------------------------------------------------------------------------------------

enum class CloseFact : std::uint8_t {
  amount,
  tax,
  gross,
  units,
  margin,
  count,
  share,
  deal_amount,
  days_to_approval,
  close_commission
};
inline constexpr std::string_view close_fact_names[] = {
    "amount",          "tax", "gross", "units", "margin", "count", "share", "deal_amount", "days_to_approval",
    "close_commission"};
enum class SpanFact : std::uint8_t {
  quota,
  attainment,
  opening_commission,
  opening_closes,
  employed,
  at_work
};
inline constexpr std::string_view span_fact_names[] = {"quota",          "attainment", "opening_commission",
                                                       "opening_closes", "employed",   "at_work"};
enum class CloseText : std::uint8_t { date, product };
inline constexpr std::string_view close_text_names[] = {"date", "product"};

// Where an input of a component comes from.
struct ComponentInput {
  enum class Source : std::uint8_t { close_fact, span_fact, component, carry };
  Source source = Source::close_fact;
  std::uint32_t index = 0;  // of the fact, the component in its plan, the carry
};

struct CompiledComponent {
  CompiledPlan plan;
  std::vector<ComponentInput> inputs;  // by the expression's inputs
  std::vector<CloseText> texts;        // by the expression's texts
  std::vector<std::uint32_t> carried;  // slots of what it hands on, by its carries
  std::uint32_t pays = 0;              // slot
  bool per_line = false;               // it pays closes; else the span as a whole
  bool rests_on_pay = false;           // reads close_commission, or a component that does
  bool rests_on_days = false;          // reads employed or at_work, or a component that does
  std::vector<std::uint32_t> feeds;    // components of the plan that read it
};

struct CompiledCommissionPlan {
  std::vector<CompiledComponent> components;
};

// Checks one plan and resolves its names. Errors (malformed), with paths below "plan": a name that is
// none, no components, one name twice, dates that end before they begin, a step's fault, a value that is
// not there, a carried one that is no single number, pay for own closes that would rest on itself. Whether a
// calendar exists is for the policy to say.
FIRSTLOG_API Result<CompiledCommissionPlan> compile_commission_plan(const CommissionPlan& plan);

// The same for all plans of a policy, and that they do not exclude each other: two base plans for the
// same rep, the same team or everybody on one day, two plans of one name on one day. Of base plans for a
// rep, for his team and for everybody, the first holds. Paths are below "policy.plans".
FIRSTLOG_API Result<std::vector<CompiledCommissionPlan>> compile_commission_plans(
    const std::vector<CommissionPlan>& plans);

// Whether a plan names the rep or his team; `rank`: 2 the rep, 1 the team, 0 everybody.
struct PlanAudience {
  bool included = false;
  int rank = 0;
};
FIRSTLOG_API PlanAudience audience_of(const CommissionPlan& plan, std::string_view rep,
                                      std::string_view team) noexcept;
inline bool holds_on(const CommissionPlan& plan, Date day) noexcept {
  return (!plan.from || *plan.from <= day) && (!plan.until || day <= *plan.until);
}

// The days of the span that holds `day`; for deals the day itself, and for calendars, which the policy knows.
FIRSTLOG_API DateRange span_of(PlanSpan span, Date day, Weekday week_starts,
                               std::int32_t fiscal_year_starts) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/commission/detail/commission_plan-inl.hpp"  // IWYU pragma: export
#endif
