// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The members of the policy document, once for whoever reads and whoever writes them. A visitor has
//
//   value(name, member, need)      by its type
//   added(name, object, member)    the same, for a member that documents of version 1 did not always
//                                  have: the canonical text holds it only where it is not the default,
//                                  so that the text of every older policy stays what it was. Such a
//                                  default never changes within the version
//   state(name, number, need)      a state of the pipeline, by its name
//   command(name, number, need)    a command, by its name
//   amount(name, minor, need)      an amount in the plan's currency
//   fields(name, bits, trigger)    a set of the fields of the trigger's command, by name; added, and
//                                  empty by default
#pragma once

#include <concepts>
#include <type_traits>

#include "firstlog/rules/policy.hpp"

namespace firstlog::inline v1 {
namespace detail {

enum class Need { optional, required };

// What a structure holds where nothing was said.
template <class T>
const T& standard() {
  static const T made{};
  return made;
}

// T, or const T: readers take the one, writers the other.
template <class T, class Plain>
concept Either = std::same_as<std::remove_const_t<T>, Plain>;

template <class Visitor, Either<PipelineState> T>
void visit_members(Visitor& v, T& state) {
  v.value("name", state.name, Need::required);
  v.value("locks", state.locks);
  v.value("callable", state.callable);
  v.value("awaits_verification", state.awaits_verification);
  v.value("warm", state.warm);
  v.value("won", state.won);
  v.value("lost", state.lost);
  v.value("awaits_callback", state.awaits_callback);
  v.value("recycles_after_days", state.recycles_after_days);
  v.added("protection_days", state, &PipelineState::protection_days);
  v.added("definition", state, &PipelineState::definition);
}

template <class Visitor, Either<PipelineRow> T>
void visit_members(Visitor& v, T& row) {
  v.state("from", row.from, Need::required);
  v.value("trigger", row.trigger, Need::required);
  v.value("target", row.target);
  v.state("to", row.to);  // required but for the target `same`
  v.value("who", row.who, Need::required);
  v.value("establishes_claim", row.establishes_claim);
  v.value("starts_cycle", row.starts_cycle);
  v.fields("needs", row.needs, row.trigger);
}

template <class Visitor, Either<Pipeline> T>
void visit_members(Visitor& v, T& pipeline) {
  v.value("name", pipeline.name);
  v.state("initial", pipeline.initial);
  v.value("states", pipeline.states);
  v.value("rows", pipeline.rows);
}

template <class Visitor, Either<RoleOverride> T>
void visit_members(Visitor& v, T& row) {
  v.command("command", row.command, Need::required);
  v.value("roles", row.roles, Need::required);
}

template <class Visitor, Either<PoolMember> T>
void visit_members(Visitor& v, T& member) {
  v.value("rep", member.rep, Need::required);
  v.value("weight", member.weight);
  v.value("capacity", member.capacity);
}

template <class Visitor, Either<AssignmentRule> T>
void visit_members(Visitor& v, T& rule) {
  v.value("name", rule.name);
  v.value("niche", rule.niche);
  v.value("from", rule.from);
  v.value("to", rule.to);
  v.value("rep", rule.rep);  // required but where there are `reps`
  v.value("country", rule.country);
  v.value("region", rule.region);
  v.value("postcode_prefix", rule.postcode_prefix);
  v.value("postcode_from", rule.postcode_from);
  v.value("postcode_to", rule.postcode_to);
  v.value("reps", rule.reps);
}

template <class Visitor, Either<Tier> T>
void visit_members(Visitor& v, T& tier) {
  v.amount("from", tier.from_minor, Need::required);
  v.value("rate", tier.rate, Need::required);
}

template <class Visitor, Either<Plan> T>
void visit_members(Visitor& v, T& plan) {
  v.value("name", plan.name);
  v.value("currency", plan.currency, Need::required);  // before whatever is in it
  v.value("boundary", plan.boundary);
  v.value("rounding", plan.rounding);
  v.value("tiers", plan.tiers);
}

template <class Visitor, Either<NamedZone> T>
void visit_members(Visitor& v, T& zone) {
  v.value("name", zone.name, Need::required);
  v.value("from", zone.from, Need::required);
  v.value("zone", zone.zone, Need::required);
}

template <class Visitor, Either<QuotaRow> T>
void visit_members(Visitor& v, T& row) {
  v.value("rep", row.rep);
  v.value("team", row.team);
  v.value("from", row.from);
  v.value("until", row.until);
  v.value("target", row.target, Need::required);
}

template <class Visitor, Either<PlanCarry> T>
void visit_members(Visitor& v, T& carry) {
  v.value("input", carry.input, Need::required);
  v.value("value", carry.value, Need::required);
  v.value("opening", carry.opening);
}

template <class Visitor, Either<PayablePart> T>
void visit_members(Visitor& v, T& part) {
  v.value("part", part.part, Need::required);
  v.value("on", part.on);
  v.value("after_days", part.after_days);
  v.value("from", part.from);
}

template <class Visitor, Either<ClawbackPoint> T>
void visit_members(Visitor& v, T& point) {
  v.value("age", point.age, Need::required);
  v.value("part", point.part, Need::required);
}

template <class Visitor, Either<Clawback> T>
void visit_members(Visitor& v, T& clawback) {
  v.value("unit", clawback.unit);
  v.value("between", clawback.between);
  v.value("points", clawback.points);
}

template <class Visitor, Either<PlanComponent> T>
void visit_members(Visitor& v, T& component) {
  v.value("name", component.name, Need::required);
  v.value("span", component.span);
  v.added("calendar", component, &PlanComponent::calendar);
  v.added("of", component, &PlanComponent::of);
  v.added("levels", component, &PlanComponent::levels);
  v.added("prorate", component, &PlanComponent::prorate);
  v.value("at_version", component.at_version);
  v.value("negative", component.negative);
  v.value("rounding", component.rounding);
  v.value("paid", component.paid);
  v.value("pays", component.pays);
  v.value("carries", component.carries);
  v.value("steps", component.steps, Need::required);
  v.added("payable", component, &PlanComponent::payable);
  v.added("clawback", component, &PlanComponent::clawback);
}

template <class Visitor, Either<PeriodCalendar> T>
void visit_members(Visitor& v, T& calendar) {
  v.value("name", calendar.name, Need::required);
  v.value("starts", calendar.starts, Need::required);
  v.value("weeks", calendar.weeks);
}

template <class Visitor, Either<CommissionPlan> T>
void visit_members(Visitor& v, T& plan) {
  v.value("name", plan.name, Need::required);
  v.value("use", plan.use);
  v.value("reps", plan.reps);
  v.value("teams", plan.teams);
  v.value("from", plan.from);
  v.value("until", plan.until);
  v.value("products", plan.products);
  v.value("closes", plan.closes);
  v.value("components", plan.components, Need::required);
}

template <class Visitor, Either<PlanCheckSizes> T>
void visit_members(Visitor& v, T& sizes) {
  v.amount("cliff", sizes.cliff_minor);
  v.amount("moving", sizes.moving_minor);
  v.amount("splitting", sizes.splitting_minor);
  v.amount("merging", sizes.merging_minor);
  v.value("uncapped_rate", sizes.uncapped_rate);
  v.value("rate_max", sizes.rate_max);
}

template <class Visitor, Either<ExchangeRate> T>
void visit_members(Visitor& v, T& rate) {
  v.value("from", rate.from, Need::required);
  v.value("on", rate.on, Need::required);
  v.value("rate", rate.rate, Need::required);
  v.value("source", rate.source, Need::required);
}

template <class Visitor, Either<Quota> T>
void visit_members(Visitor& v, T& quota) {
  v.value("closes", quota.closes);
  v.value("green_from", quota.green_from);
  v.value("amber_from", quota.amber_from);
  v.added("review_after_months", quota, &Quota::review_after_months);
  v.added("measure", quota, &Quota::measure);
  v.added("target", quota, &Quota::target);
  v.added("points_per_close", quota, &Quota::points_per_close);
  v.added("points_per_unit", quota, &Quota::points_per_unit);
  v.added("zones", quota, &Quota::zones);
  v.added("ramp", quota, &Quota::ramp);
  v.added("prorate", quota, &Quota::prorate);
  v.added("leave_prorates", quota, &Quota::leave_prorates);
  v.added("leave_month_days", quota, &Quota::leave_month_days);
  v.added("pace", quota, &Quota::pace);
  v.added("pace_from", quota, &Quota::pace_from);
  v.added("rows", quota, &Quota::rows);
}

template <class Visitor, Either<ReleaseTimers> T>
void visit_members(Visitor& v, T& release) {
  v.value("idle_days", release.idle_days);
  v.value("stage_days", release.stage_days);
  v.value("overdue_days", release.overdue_days);
  v.value("first_contact_hours", release.first_contact_hours);
  v.value("failed_attempts_per_week", release.failed_attempts_per_week);
}

template <class Visitor, Either<CallingRules> T>
void visit_members(Visitor& v, T& calling) {
  v.value("lease_minutes", calling.lease_minutes);
  v.value("heartbeat_minutes", calling.heartbeat_minutes);
  v.value("attempts_per_contact", calling.attempts_per_contact);
  v.value("attempts_per_day", calling.attempts_per_day);
  v.value("retry_hours", calling.retry_hours);
  v.value("from", calling.from);
  v.value("until", calling.until);
  v.value("week", calling.week);
}

template <class Visitor, Either<ActivityFloors> T>
void visit_members(Visitor& v, T& floors) {
  v.value("dials_per_session", floors.dials_per_session);
  v.value("connects", floors.connects);
  v.value("enough_dials_per_session", floors.enough_dials_per_session);
  v.value("enough_dials", floors.enough_dials);
}

template <class Visitor, Either<Policy> T>
void visit_members(Visitor& v, T& policy) {
  v.version("version");
  v.value("name", policy.name);
  v.value("zone", policy.zone);
  v.value("working_week", policy.working_week);
  v.value("holidays", policy.holidays);
  v.added("week_starts", policy, &Policy::week_starts);
  v.added("fiscal_year_starts", policy, &Policy::fiscal_year_starts);
  v.added("calendars", policy, &Policy::calendars);
  v.value("pipeline", policy.pipeline);
  v.value("roles", policy.roles);
  v.value("assignment", policy.assignment);
  v.added("collation", policy, &Policy::collation);
  v.added("assignment_gaps", policy, &Policy::assignment_gaps);
  v.value("recycle_excludes_previous", policy.recycle_excludes_previous);
  v.value("claim_by", policy.claim_by);
  v.value("interest_needs_connect", policy.interest_needs_connect);
  v.value("connect_hours", policy.connect_hours);
  v.value("callback_horizon_days", policy.callback_horizon_days);
  v.value("callbacks_per_rep", policy.callbacks_per_rep);
  v.value("missed_callback_working_days", policy.missed_callback_working_days);
  v.added("retract_minutes", policy, &Policy::retract_minutes);
  v.added("protection_warning_days", policy, &Policy::protection_warning_days);
  v.added("open_deal_protection_months", policy, &Policy::open_deal_protection_months);
  v.added("release", policy, &Policy::release);
  v.added("calling", policy, &Policy::calling);
  v.added("departed_claims_move", policy, &Policy::departed_claims_move);
  v.value("four_eyes", policy.four_eyes);
  v.added("silence_working_days", policy, &Policy::silence_working_days);
  v.added("require_deposit", policy, &Policy::require_deposit);
  v.added("require_invoice", policy, &Policy::require_invoice);
  v.added("period_date", policy, &Policy::period_date);
  v.added("rate_date", policy, &Policy::rate_date);
  v.value("plan", policy.plan);
  v.added("plans", policy, &Policy::plans);
  v.added("plan_check", policy, &Policy::plan_check);
  v.added("exchange_rates", policy, &Policy::exchange_rates);
  v.added("exchange_rate_days", policy, &Policy::exchange_rate_days);
  v.added("exchange_rounding", policy, &Policy::exchange_rounding);
  v.value("quota", policy.quota);
  v.added("floors", policy, &Policy::floors);
  v.value("freeze_after_working_days", policy.freeze_after_working_days);
  v.added("dispute_working_days", policy, &Policy::dispute_working_days);
  v.value("journal_refusals", policy.journal_refusals);
  v.value("idempotency_days", policy.idempotency_days);
  v.value("clock_behind_minutes", policy.clock_behind_minutes);
  v.value("clock_ahead_days", policy.clock_ahead_days);
}

template <class T>
concept HasMembers =
    std::same_as<T, PipelineState> || std::same_as<T, PipelineRow> || std::same_as<T, Pipeline> ||
    std::same_as<T, RoleOverride> || std::same_as<T, PoolMember> || std::same_as<T, AssignmentRule> ||
    std::same_as<T, Tier> || std::same_as<T, Plan> || std::same_as<T, CommissionPlan> ||
    std::same_as<T, PlanComponent> || std::same_as<T, PeriodCalendar> || std::same_as<T, PlanCarry> ||
    std::same_as<T, PlanCheckSizes> || std::same_as<T, ExchangeRate> || std::same_as<T, PayablePart> ||
    std::same_as<T, Clawback> || std::same_as<T, ClawbackPoint> || std::same_as<T, Quota> ||
    std::same_as<T, NamedZone> || std::same_as<T, QuotaRow> || std::same_as<T, ReleaseTimers> ||
    std::same_as<T, CallingRules> || std::same_as<T, ActivityFloors> || std::same_as<T, Policy>;

// The enumerators that a document may name.
template <class E>
inline constexpr bool enumerators_of = false;
template <>
inline constexpr Trigger enumerators_of<Trigger>[] = {Trigger::log_interest,    Trigger::schedule_callback,
                                                      Trigger::schedule_retry,  Trigger::mark_not_interested,
                                                      Trigger::mark_unworkable, Trigger::log_close,
                                                      Trigger::withdraw_close,  Trigger::approve,
                                                      Trigger::reject,          Trigger::hold,
                                                      Trigger::recycle,         Trigger::reopen,
                                                      Trigger::open_deal};
template <>
inline constexpr Target enumerators_of<Target>[] = {Target::state, Target::same, Target::before};
template <>
inline constexpr ClaimBy enumerators_of<ClaimBy>[] = {ClaimBy::assignee_or_pool, ClaimBy::any_rep};
template <>
inline constexpr ConnectCheck enumerators_of<ConnectCheck>[] = {ConnectCheck::off, ConnectCheck::warn,
                                                                ConnectCheck::require};
template <>
inline constexpr GapCheck enumerators_of<GapCheck>[] = {GapCheck::off, GapCheck::warn, GapCheck::require};
template <>
inline constexpr CreditDate enumerators_of<CreditDate>[] = {CreditDate::closed_at, CreditDate::signed_on,
                                                            CreditDate::invoiced_on, CreditDate::approved_at,
                                                            CreditDate::paid_on};
template <>
inline constexpr Weekday enumerators_of<Weekday>[] = {Weekday::monday,   Weekday::tuesday, Weekday::wednesday,
                                                      Weekday::thursday, Weekday::friday,  Weekday::saturday,
                                                      Weekday::sunday};
template <>
inline constexpr QuotaMeasure enumerators_of<QuotaMeasure>[] = {QuotaMeasure::closes, QuotaMeasure::revenue,
                                                                QuotaMeasure::points};
template <>
inline constexpr QuotaPace enumerators_of<QuotaPace>[] = {QuotaPace::working_days, QuotaPace::calendar_days};
// What a zone of the policy's own may count as.
template <>
inline constexpr QuotaZone enumerators_of<QuotaZone>[] = {QuotaZone::red, QuotaZone::amber, QuotaZone::green};
template <>
inline constexpr Boundary enumerators_of<Boundary>[] = {Boundary::upper, Boundary::lower};
template <>
inline constexpr RoundingMode enumerators_of<RoundingMode>[] = {
    RoundingMode::half_up, RoundingMode::half_even, RoundingMode::down,
    RoundingMode::up,      RoundingMode::ceil,      RoundingMode::floor};

inline constexpr Weekday weekdays[] = {Weekday::monday,   Weekday::tuesday, Weekday::wednesday,
                                       Weekday::thursday, Weekday::friday,  Weekday::saturday,
                                       Weekday::sunday};

template <>
inline constexpr PlanUse enumerators_of<PlanUse>[] = {PlanUse::base, PlanUse::additive};
template <>
inline constexpr PlanSpan enumerators_of<PlanSpan>[] = {
    PlanSpan::deal, PlanSpan::week, PlanSpan::month, PlanSpan::quarter, PlanSpan::year, PlanSpan::calendar};
template <>
inline constexpr PlanOf enumerators_of<PlanOf>[] = {PlanOf::own, PlanOf::team};
template <>
inline constexpr PlanProrate enumerators_of<PlanProrate>[] = {PlanProrate::working_days,
                                                              PlanProrate::calendar_days, PlanProrate::none};
template <>
inline constexpr AtVersion enumerators_of<AtVersion>[] = {AtVersion::carry, AtVersion::restart};
template <>
inline constexpr NegativeRule enumerators_of<NegativeRule>[] = {
    NegativeRule::original_rate, NegativeRule::rerate, NegativeRule::from_the_top};
template <>
inline constexpr PayableOn enumerators_of<PayableOn>[] = {PayableOn::approval, PayableOn::invoice,
                                                          PayableOn::cash, PayableOn::cash_in_full};
template <>
inline constexpr ClawbackUnit enumerators_of<ClawbackUnit>[] = {ClawbackUnit::days, ClawbackUnit::months};
template <>
inline constexpr ClawbackBetween enumerators_of<ClawbackBetween>[] = {ClawbackBetween::steps,
                                                                      ClawbackBetween::line};
template <>
inline constexpr PlanCloses enumerators_of<PlanCloses>[] = {PlanCloses::all, PlanCloses::first,
                                                            PlanCloses::repeat};
template <>
inline constexpr BalanceKind enumerators_of<BalanceKind>[] = {
    BalanceKind::year_to_date,     BalanceKind::draw_debt,     BalanceKind::carried_cap,
    BalanceKind::carried_negative, BalanceKind::quota_to_date, BalanceKind::holdback};

// The parts of Who by name, in the order of the structure.
struct WhoPart {
  std::string_view name;
  bool Who::* member;
};
inline constexpr WhoPart who_parts[] = {
    {"assignee", &Who::assignee}, {"manager", &Who::manager}, {"system", &Who::system}};

}  // namespace detail
}  // namespace firstlog::inline v1
