// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <utility>

#include "firstlog/base/text.hpp"
#include "firstlog/rules/detail/check_range.hpp"
#include "firstlog/rules/policy.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline Result<void> check_credit_date(std::string_view path, CreditDate date) {
  if (static_cast<int>(date) < credit_date_count) return {};
  return Error(Status::malformed, path, "not a date that this version knows",
               "use one of the dates of a close");
}

inline Result<void> check_sizes(const PlanCheckSizes& sizes) {
  for (const auto& [minor, path] : {std::pair(sizes.cliff_minor, "policy.plan_check.cliff"),
                                    std::pair(sizes.moving_minor, "policy.plan_check.moving"),
                                    std::pair(sizes.splitting_minor, "policy.plan_check.splitting"),
                                    std::pair(sizes.merging_minor, "policy.plan_check.merging")})
    if (minor < 0) return Error(Status::malformed, path, "a size is not below 0", "give 0 or more");
  for (const auto& [rate, path] : {std::pair(sizes.uncapped_rate, "policy.plan_check.uncapped_rate"),
                                   std::pair(sizes.rate_max, "policy.plan_check.rate_max")})
    if (rate < Rate()) return Error(Status::malformed, path, "a rate is not below 0", "give 0 or more");
  return {};
}

inline Result<void> check_plan_calendars(const Policy& policy) {
  if (Result<void> r = check_calendars(policy.calendars); !r) return r;
  for (std::size_t i = 0; i < policy.plans.size(); ++i)
    for (std::size_t j = 0; j < policy.plans[i].components.size(); ++j) {
      const PlanComponent& component = policy.plans[i].components[j];
      if (component.span != PlanSpan::calendar ||
          find_calendar(policy.calendars, component.calendar) != nullptr)
        continue;
      Error error(Status::malformed, "policy.plans[",
                  "the policy has no calendar of the name \"" + component.calendar + "\"",
                  "add it to policy.calendars");
      error.place.append_number(static_cast<std::int64_t>(i)).append("].components[");
      error.place.append_number(static_cast<std::int64_t>(j)).append("].calendar");
      return error;
    }
  return {};
}

// FNV-1a over a rule's conditions: which rules share a pool's turns is the same in every program. Two
// rules of one policy never have the same conditions.
inline std::uint64_t pool_number(const AssignmentRule& rule) noexcept {
  std::uint64_t number = 0xCBF29CE484222325ULL;
  auto mix = [&number](std::string_view text) {
    for (const char c : text) number = (number ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    number = (number ^ 0xFFU) * 0x100000001B3ULL;  // no byte of UTF-8: ends the text
  };
  for (const std::string* text : {&rule.country, &rule.region, &rule.postcode_prefix, &rule.postcode_from,
                                  &rule.postcode_to, &rule.niche, &rule.from, &rule.to})
    mix(*text);
  return number;
}

}  // namespace detail

FIRSTLOG_INLINE Result<void> Policy::check() const {
  if (!valid_key(name))
    return Error(Status::malformed, "policy.name",
                 "a policy's name has 1 to 128 bytes of UTF-8 without control characters", "name the policy");
  if (zone.size() > 100 || !valid_key(zone))
    return Error(Status::malformed, "policy.zone", "a zone's name has 1 to 100 bytes",
                 "give its IANA name, such as \"Europe/Vienna\"");
  if (working_week.empty())
    return Error(Status::malformed, "policy.working_week", "no day is worked", "name at least one weekday");
  if (!std::is_sorted(holidays.begin(), holidays.end()))
    return Error(Status::malformed, "policy.holidays", "the dates do not rise", "sort them");
  if (!holidays.empty() && (holidays.front().year() < 1 || holidays.back().year() > 9999))
    return Error(Status::malformed, "policy.holidays", "a date lies outside the years 0001 to 9999",
                 "leave it out");
  if (Result<void> r = pipeline.check(); !r) return r;
  if (!collation.empty() && (collation.size() > 100 || !valid_key(collation)))
    return Error(Status::malformed, "policy.collation", "a collation's name has 1 to 100 bytes",
                 "name a language by its tag, such as \"sv\"");
  if (static_cast<int>(assignment_gaps) > static_cast<int>(GapCheck::require))
    return Error(Status::malformed, "policy.assignment_gaps", "not a value that this version knows",
                 "use off, warn or require");
  if (collation.empty())
    if (Result<void> r = check_assignment(assignment); !r) return r;
  if (Result<void> r = check_plan(plan); !r) return r;
  if (const auto compiled = compile_commission_plans(plans); !compiled) return compiled.error();
  if (Result<void> r = detail::check_plan_calendars(*this); !r) return r;
  if (Result<void> r = detail::check_sizes(plan_check); !r) return r;
  if (Result<void> r = check_exchange_rates(exchange_rates, plan.currency); !r) return r;
  if (static_cast<int>(exchange_rounding) > static_cast<int>(RoundingMode::floor))
    return Error(Status::malformed, "policy.exchange_rounding", "not a value that this version knows",
                 "use half_up, half_even, down, up, ceil or floor");
  if (Result<void> r = check_quota(quota); !r) return r;
  if (Result<void> r = check_calling(calling); !r) return r;
  if (Result<void> r = check_floors(floors); !r) return r;
  if (static_cast<int>(week_starts) < 1 || static_cast<int>(week_starts) > 7)
    return Error(Status::malformed, "policy.week_starts", "not a day of the week", "name a weekday");
  if (Result<void> r = detail::check_credit_date("policy.period_date", period_date); !r) return r;
  if (Result<void> r = detail::check_credit_date("policy.rate_date", rate_date); !r) return r;
  for (std::size_t i = 0; i < roles.size(); ++i)
    if (roles[i].command == 0 || roles[i].command >= 128 || roles[i].roles.empty()) {
      Error error(Status::malformed, "policy.roles[", "a row names a command and at least one role",
                  "leave the row out to keep the default");
      error.place.append_number(static_cast<std::int64_t>(i)).append("]");
      return error;
    }
  std::array<bool, 128> overridden{};
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (overridden[roles[i].command]) {
      Error error(Status::malformed, "policy.roles[", "another row names this command",
                  "put all roles of a command into one row");
      error.place.append_number(static_cast<std::int64_t>(i)).append("].command");
      return error;
    }
    overridden[roles[i].command] = true;
  }
  const detail::Bounded numbers[] = {
      {"policy.fiscal_year_starts", fiscal_year_starts, 1, 12},
      {"policy.connect_hours", connect_hours, 1, 24 * 366},
      {"policy.callback_horizon_days", callback_horizon_days, 1, 3650},
      {"policy.callbacks_per_rep", callbacks_per_rep, 1, 1'000'000},
      {"policy.missed_callback_working_days", missed_callback_working_days, 0, 250},
      {"policy.retract_minutes", retract_minutes, 0, 1440},
      {"policy.protection_warning_days", protection_warning_days, 0, 365},
      {"policy.open_deal_protection_months", open_deal_protection_months, 0, 120},
      {"policy.release.idle_days", release.idle_days.value_or(1), 1, 3650},
      {"policy.release.stage_days", release.stage_days.value_or(1), 1, 3650},
      {"policy.release.overdue_days", release.overdue_days.value_or(1), 1, 3650},
      {"policy.release.first_contact_hours", release.first_contact_hours.value_or(1), 1, 24 * 366},
      {"policy.release.failed_attempts_per_week", release.failed_attempts_per_week.value_or(1), 1, 1000},
      {"policy.exchange_rate_days", exchange_rate_days, 0, 366},
      {"policy.silence_working_days", silence_working_days, 0, 60},
      {"policy.freeze_after_working_days", freeze_after_working_days, 0, 250},
      {"policy.dispute_working_days", dispute_working_days, 0, 250},
      {"policy.idempotency_days", idempotency_days, 1, 3650},
      {"policy.clock_behind_minutes", clock_behind_minutes, 0, 525'600},
      {"policy.clock_ahead_days", clock_ahead_days, 1, 36'500},
  };
  for (const detail::Bounded& number : numbers)
    if (Result<void> r = detail::check_range(number); !r) return r;
  return {};
}

namespace detail {

// By whom a row of the quota is found, and the day from which it holds.
struct QuotaKey {
  std::string_view rep;
  std::string_view team;
  Date day;
  friend auto operator<=>(const QuotaKey&, const QuotaKey&) = default;
};

inline QuotaKey quota_key_of(const QuotaRow& row) noexcept {
  return {row.rep, row.team, row.from.value_or(Date::min())};
}

}  // namespace detail

FIRSTLOG_INLINE Result<CompiledPolicy> CompiledPolicy::compile(Policy policy, Zone zone,
                                                               const Collator* collator) {
  if (Result<void> r = policy.check(); !r) return r.error();
  if (zone.name() != policy.zone)
    return Error(Status::invalid_argument, "policy.zone", "the zone data given is that of another zone",
                 "load the zone that the policy names");
  if (policy.collation.empty()) collator = nullptr;
  if (!policy.collation.empty() && collator == nullptr)
    return Error(Status::unsupported, "policy.collation",
                 "no order of names was passed in for this collation",
                 "pass one in EngineOptions::collators, such as the component contacts', or leave it out");
  if (collator != nullptr)
    if (Result<void> r = check_assignment(policy.assignment, collator); !r) return r.error();
  CompiledPolicy compiled;
  compiled.policy_ = std::move(policy);
  compiled.zone_ = std::move(zone);
  compiled.collator_ = collator;
  const auto& rows = compiled.policy_.pipeline.rows;
  for (std::size_t i = 0; i < rows.size(); ++i)
    compiled.row_at_[rows[i].from][static_cast<std::size_t>(rows[i].trigger)] =
        static_cast<std::uint16_t>(i + 1);
  for (const RoleOverride& row : compiled.policy_.roles) compiled.roles_[row.command] = row.roles;
  Result<std::vector<CompiledCommissionPlan>> plans = compile_commission_plans(compiled.policy_.plans);
  if (!plans) return plans.error();
  compiled.plans_ = std::move(*plans);
  for (const CommissionPlan& plan : compiled.policy_.plans) {
    compiled.has_base_plans_ = compiled.has_base_plans_ || plan.use == PlanUse::base;
    for (const PlanComponent& component : plan.components)
      compiled.pays_teams_ = compiled.pays_teams_ || component.of == PlanOf::team;
  }
  compiled.has_timers_ = compiled.policy_.release.any();
  for (const PipelineState& state : compiled.policy_.pipeline.states)
    compiled.has_timers_ = compiled.has_timers_ || state.protection_days.has_value();
  const auto& rules = compiled.policy_.assignment;
  compiled.assignment_ = detail::AssignmentTable(rules, collator);
  for (const AssignmentRule& rule : rules) {
    compiled.pools_.push_back(detail::pool_number(rule));
    for (const PoolMember& member : rule.reps)
      if (member.capacity) compiled.capacities_.emplace_back(member.rep, *member.capacity);
  }
  std::sort(compiled.capacities_.begin(), compiled.capacities_.end());
  const auto& quotas = compiled.policy_.quota.rows;
  for (std::uint32_t i = 0; i < quotas.size(); ++i) compiled.quota_rows_.push_back(i);
  std::sort(compiled.quota_rows_.begin(), compiled.quota_rows_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return detail::quota_key_of(quotas[a]) < detail::quota_key_of(quotas[b]);
  });
  return compiled;
}

FIRSTLOG_INLINE Assignment CompiledPolicy::assignment_for(const ContactTraits& traits) const noexcept {
  const std::uint32_t number = assignment_.find(traits);
  if (number == detail::AssignmentTable::none) return {};
  const AssignmentRule& rule = policy_.assignment[number];
  Assignment found{rule.rep, Rule::assigned_to_nobody, &rule, pools_[number]};
  switch (detail::rank_of(rule)) {
    case detail::AssignmentRank::territory_niche:
    case detail::AssignmentRank::territory: found.rule = Rule::assigned_by_territory; break;
    case detail::AssignmentRank::niche: found.rule = Rule::assigned_by_niche; break;
    case detail::AssignmentRank::alphabet: found.rule = Rule::assigned_by_alphabet; break;
    case detail::AssignmentRank::share: found.rule = Rule::assigned_by_share; break;
  }
  return found;
}

FIRSTLOG_INLINE std::optional<int> CompiledPolicy::capacity_of(std::string_view rep) const noexcept {
  const auto found =
      std::lower_bound(capacities_.begin(), capacities_.end(), rep,
                       [](const auto& entry, std::string_view key) { return entry.first < key; });
  if (found == capacities_.end() || found->first != rep) return std::nullopt;
  return found->second;
}

FIRSTLOG_INLINE QuotaTarget CompiledPolicy::quota_target(std::string_view rep, std::string_view team,
                                                         Date day) const noexcept {
  const std::vector<QuotaRow>& rows = policy_.quota.rows;
  // The last row that begins by that day; rows of one key never overlap.
  auto row_of = [&](const detail::QuotaKey& key) -> const QuotaRow* {
    const auto after = std::upper_bound(quota_rows_.begin(), quota_rows_.end(), key,
                                        [&](const detail::QuotaKey& wanted, std::uint32_t at) {
                                          return wanted < detail::quota_key_of(rows[at]);
                                        });
    if (after == quota_rows_.begin()) return nullptr;
    const QuotaRow& row = rows[*(after - 1)];
    const bool holds = row.rep == key.rep && row.team == key.team && day <= row.until.value_or(Date::max());
    return holds ? &row : nullptr;
  };
  if (!quota_rows_.empty()) {
    if (const QuotaRow* own = row_of({rep, {}, day})) return {own->target, QuotaSource::rep};
    if (!team.empty())
      if (const QuotaRow* of_team = row_of({{}, team, day})) return {of_team->target, QuotaSource::team};
  }
  return {policy_.quota.base(), QuotaSource::policy};
}

FIRSTLOG_INLINE Instant CompiledPolicy::days_later(Instant at, std::int32_t days) const noexcept {
  return zone_.start_of_day(date_of(at).plus_days(days).value_or(Date::max()));
}

FIRSTLOG_INLINE Instant CompiledPolicy::window_over(Instant from, std::int32_t days) const noexcept {
  return zone_.start_of_day(date_of(from).plus_days(std::int64_t{days} + 1).value_or(Date::max()));
}

FIRSTLOG_INLINE Instant CompiledPolicy::window_of_months_over(Instant from,
                                                              std::int32_t months) const noexcept {
  const Date last = date_of(from).plus_months(months).value_or(Date::max());
  return zone_.start_of_day(last.plus_days(1).value_or(Date::max()));
}

FIRSTLOG_INLINE Instant CompiledPolicy::working_days_over(Date after, std::int32_t count) const noexcept {
  Date last = after;
  if (count > 0) last = nth_working_day_after(after, count, working_calendar()).value_or(Date::max());
  return zone_.start_of_day(last.plus_days(1).value_or(Date::max()));
}

FIRSTLOG_INLINE Instant CompiledPolicy::freeze_of(YearMonth period) const noexcept {
  return working_days_over(period.last_day(), policy_.freeze_after_working_days);
}

}  // namespace firstlog::inline v1
