// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// All the rules of an organisation, as plain data with their defaults (DOMAIN 15), and the compiled
// form that decides by them. Its JSON document is in formats/policy_json.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/zone.hpp"
#include "firstlog/rules/assignment.hpp"
#include "firstlog/rules/calling.hpp"
#include "firstlog/rules/collator.hpp"
#include "firstlog/rules/commission/commission_plan.hpp"
#include "firstlog/rules/commission/plan.hpp"
#include "firstlog/rules/credit_date.hpp"
#include "firstlog/rules/detail/assignment_table.hpp"
#include "firstlog/rules/exchange.hpp"
#include "firstlog/rules/floors.hpp"
#include "firstlog/rules/period_calendar.hpp"
#include "firstlog/rules/period_quota.hpp"
#include "firstlog/rules/pipeline.hpp"
#include "firstlog/rules/quota.hpp"
#include "firstlog/rules/release.hpp"
#include "firstlog/rules/roles.hpp"
#include "firstlog/rules/rule.hpp"

namespace firstlog::inline v1 {

// Who may establish a claim (DOMAIN 5). Numbers are fixed for ever.
enum class ClaimBy : std::uint8_t { assignee_or_pool = 0, any_rep = 1 };

constexpr std::string_view name_of(ClaimBy by) noexcept {
  return by == ClaimBy::any_rep ? "any_rep" : "assignee_or_pool";
}

// What becomes of interest without a recent connect (DOMAIN 3). Numbers are fixed for ever.
enum class ConnectCheck : std::uint8_t { off = 0, warn = 1, require = 2 };

constexpr std::string_view name_of(ConnectCheck check) noexcept {
  constexpr std::string_view names[] = {"off", "warn", "require"};
  return names[static_cast<int>(check)];
}

// What becomes of a policy whose assignment rules leave contacts to nobody (DOMAIN 4). Numbers are fixed for
// ever.
enum class GapCheck : std::uint8_t { off = 0, warn = 1, require = 2 };

constexpr std::string_view name_of(GapCheck check) noexcept {
  constexpr std::string_view names[] = {"off", "warn", "require"};
  return names[static_cast<int>(check)];
}

// Which roles may give a command instead of those of the default table (core/command_table.hpp).
struct RoleOverride {
  std::uint16_t command = 0;  // the number of its CommandKind, below 128
  Roles roles;                // never empty

  friend bool operator==(const RoleOverride&, const RoleOverride&) = default;
};

// Above which sizes a plan of the plan language is warned about, beside what is refused
// (rules/commission/plan_check.hpp). Amounts in minor units of the plan's currency.
struct PlanCheckSizes {
  std::int64_t cliff_minor = 100'00;      // paid at once at one threshold
  std::int64_t moving_minor = 100'00;     // gained by crediting a deal in another period
  std::int64_t splitting_minor = 100'00;  // gained by logging one deal as two
  std::int64_t merging_minor = 100'00;    // gained by logging two deals as one
  Rate uncapped_rate = Rate::of(1, 2);    // paid of every further unit, without end
  Rate rate_max = Rate::of(1, 1);         // a fraction above it is refused as a mistake

  friend bool operator==(const PlanCheckSizes&, const PlanCheckSizes&) = default;
};

// Every member has the default of DOMAIN 15, but for the plan's currency, which must be set.
struct Policy {
  std::string name = "default";
  std::string zone = "UTC";  // IANA name of the organisation's zone
  WorkingWeek working_week;  // Monday to Friday
  std::vector<Date> holidays;
  Weekday week_starts = Weekday::monday;
  std::int32_t fiscal_year_starts = 1;    // month, 1 to 12
  std::vector<PeriodCalendar> calendars;  // that plans' components name
  Pipeline pipeline = Pipeline::cold_call();
  std::vector<RoleOverride> roles;
  std::vector<AssignmentRule> assignment;
  // The order of names that alphabetical rules go by: the name of a collator (rules/collator.hpp), such as
  // the language tag "sv". Empty: the order built in (fold_name).
  std::string collation;
  GapCheck assignment_gaps = GapCheck::warn;  // when a policy is adopted
  bool recycle_excludes_previous = false;     // for one cycle
  ClaimBy claim_by = ClaimBy::assignee_or_pool;
  ConnectCheck interest_needs_connect = ConnectCheck::warn;
  std::int32_t connect_hours = 24;
  std::int32_t callback_horizon_days = 90;  // calendar days; the last one is inside
  std::int32_t callbacks_per_rep = 100;
  std::int32_t missed_callback_working_days = 1;  // until the manager is warned; 0: never
  std::int32_t retract_minutes = 15;              // for an entry's own actor; 0: managers alone
  std::int32_t protection_warning_days = 7;       // before a claim's protection lapses; 0: no warning
  std::int32_t open_deal_protection_months = 12;  // the won deal's rep keeps the claim; 0: not at all
  ReleaseTimers release;
  CallingRules calling;
  bool departed_claims_move = true;       // but on deals pending or verified
  bool four_eyes = true;                  // with two or more active managers
  std::int32_t silence_working_days = 0;  // a close pending so long is approved; 0: never
  bool require_deposit = false;           // before a close is approved
  bool require_invoice = false;
  CreditDate period_date = CreditDate::approved_at;  // picks period, week and quota
  CreditDate rate_date = CreditDate::closed_at;      // picks the version of the plan
  Plan plan;                                         // everybody's base plan where `plans` has none
  std::vector<CommissionPlan> plans;                 // all in the currency of `plan`
  PlanCheckSizes plan_check;
  std::vector<ExchangeRate> exchange_rates;  // into the currency of `plan`; none: others are refused
  std::int32_t exchange_rate_days = 7;       // that a rate stands for an invoice behind its own day
  RoundingMode exchange_rounding = RoundingMode::half_up;  // to the minor unit of the plan's currency
  Quota quota;
  ActivityFloors floors;
  std::int32_t freeze_after_working_days = 5;  // after the period's end
  std::int32_t dispute_working_days = 10;      // until a dispute is to be resolved; 0: no deadline
  bool journal_refusals = true;
  std::int32_t idempotency_days = 30;      // for keys of free text
  std::int32_t clock_behind_minutes = 60;  // further behind the journal's time is suspect
  std::int32_t clock_ahead_days = 30;      // further past the last event is suspect

  // Everything that can be checked without zone data and, of alphabetical rules under a collation, without
  // its collator. Errors name the path from "policy".
  FIRSTLOG_API Result<void> check() const;

  friend bool operator==(const Policy&, const Policy&) = default;
};

// What an assignment rule answered.
struct Assignment {
  std::string_view rep;  // host key; empty: one of `by->reps`, or nobody, the pool
  Rule rule = Rule::assigned_to_nobody;
  const AssignmentRule* by = nullptr;  // the rule that matched; lives as long as the policy
  std::uint64_t pool = 0;              // of its reps: a number that depends on its conditions alone
};

// A checked policy with its zone data and its tables. Immutable; any number of threads may read it.
class CompiledPolicy {
 public:
  CompiledPolicy() = default;  // decides nothing; a place to move a compiled policy to

  // `zone` must be the zone that `policy.zone` names; `collator` the one that `policy.collation` names, null
  // where it names none. The collator must outlive the compiled policy. Errors: those of Policy::check and of
  // check_assignment; unsupported where the collator is missing.
  FIRSTLOG_API static Result<CompiledPolicy> compile(Policy policy, Zone zone,
                                                     const Collator* collator = nullptr);

  const Policy& policy() const noexcept { return policy_; }
  const Zone& zone() const noexcept { return zone_; }
  const Collator* collator() const noexcept { return collator_; }  // null: the order built in
  std::string_view collator_version() const noexcept {
    return collator_ == nullptr ? std::string_view() : collator_->version();
  }
  // What alphabetical rules compare of a name.
  SortKey sort_key(std::string_view name) const noexcept {
    return collator_ == nullptr ? fold_name(name) : collator_->key(name);
  }

  const PipelineState& state(StateNumber number) const noexcept {
    return policy_.pipeline.states[number - 1U];
  }
  bool has_state(StateNumber number) const noexcept {
    return number >= 1 && number <= policy_.pipeline.states.size();
  }

  // The row for (state, trigger), or nothing.
  const PipelineRow* row(StateNumber from, Trigger trigger) const noexcept {
    const std::uint16_t at = row_at_[from % 65][static_cast<std::size_t>(trigger)];
    return at == 0 ? nullptr : &policy_.pipeline.rows[at - 1U];
  }

  // The policy's own word on who may give the command of that number (CommandKind); empty where the
  // default table holds.
  Roles role_override(std::uint16_t command) const noexcept {
    return command < roles_.size() ? roles_[command] : Roles();
  }

  // Territory first, then niche, alphabet, the rule without condition. Logarithmic in the number of
  // rules.
  FIRSTLOG_API Assignment assignment_for(const ContactTraits& traits) const noexcept;
  Assignment assignment_for(std::string_view niche, const SortKey& sort_key) const noexcept {
    return assignment_for({.place = {}, .niche = niche, .sort_key = sort_key});
  }

  // The capacity that the rules give to a rep; nothing where there is none.
  FIRSTLOG_API std::optional<int> capacity_of(std::string_view rep) const noexcept;

  // Which monthly quota holds for the rep of that key, in the team of that code (empty: in none), on that
  // day. Logarithmic in the quota's rows.
  FIRSTLOG_API QuotaTarget quota_target(std::string_view rep, std::string_view team, Date day) const noexcept;
  // Beside Policy::plans.
  const std::vector<CompiledCommissionPlan>& plans() const noexcept { return plans_; }
  // Whether any of them is a base plan: then the short form `plan` pays nobody.
  bool has_base_plans() const noexcept { return has_base_plans_; }
  // Whether any of them pays for closes below.
  bool pays_teams() const noexcept { return pays_teams_; }

  // Whether it has protection windows or release timers.
  bool has_timers() const noexcept { return has_timers_; }

  WorkingCalendar working_calendar() const noexcept { return {policy_.working_week, policy_.holidays}; }

  // The organisation's calendar date at an instant.
  Date date_of(Instant at) const noexcept { return zone_.local_of(at).date; }

  // 00:00 of the calendar date that lies `days` after the date of `at` (DOMAIN 3: day periods count
  // calendar dates and fall due at 00:00).
  FIRSTLOG_API Instant days_later(Instant at, std::int32_t days) const noexcept;

  // 00:00 of the day after the `count`-th working day behind `after`: when that many working days
  // are over. `count` of 0 means the day after `after`.
  FIRSTLOG_API Instant working_days_over(Date after, std::int32_t count) const noexcept;

  // When a window is over that counts from the date of `from`: 00:00 of the day after its last one,
  // which is inside (DOMAIN 3). Of so many days, or of so many months; of months that are too short,
  // the last day. Instants at the end of the calendar where the window ends beyond it.
  FIRSTLOG_API Instant window_over(Instant from, std::int32_t days) const noexcept;
  FIRSTLOG_API Instant window_of_months_over(Instant from, std::int32_t months) const noexcept;

  // When a period freezes by itself: as soon as the policy's number of working days after its last
  // day are over.
  FIRSTLOG_API Instant freeze_of(YearMonth period) const noexcept;

 private:
  Policy policy_;
  Zone zone_ = Zone::utc();
  const Collator* collator_ = nullptr;
  std::vector<CompiledCommissionPlan> plans_;
  bool has_base_plans_ = false;
  bool pays_teams_ = false;
  bool has_timers_ = false;
  std::array<std::array<std::uint16_t, trigger_count>, 65> row_at_{};
  std::array<Roles, 128> roles_{};
  detail::AssignmentTable assignment_;
  std::vector<std::uint64_t> pools_;                     // by rule
  std::vector<std::pair<std::string, int>> capacities_;  // by rep
  std::vector<std::uint32_t> quota_rows_;  // places in the quota's rows, by rep, team and first day
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/policy-inl.hpp"  // IWYU pragma: export
#endif
