// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A policy's own checks, and the times that a compiled one works out across daylight saving.
#include "firstlog/rules/policy.hpp"

#include <gtest/gtest.h>

#include <string>

#include "firstlog/store/zone_files.hpp"
#include "rules/support.hpp"

namespace {

using namespace firstlog;
using rules_test::told;

Policy valid() {
  Policy p;
  p.plan.currency = *Currency::parse("EUR");
  return p;
}

struct Violation {
  const char* name;
  void (*apply)(Policy&);
  const char* told;
};

void PrintTo(const Violation& violation, std::ostream* out) {
  *out << violation.name;
}

class PolicyCheck : public testing::TestWithParam<Violation> {};

TEST_P(PolicyCheck, NamesTheViolation) {
  Policy p = valid();
  ASSERT_EQ(told(p.check()), "ok");
  GetParam().apply(p);
  EXPECT_EQ(told(p.check()), GetParam().told);
  EXPECT_EQ(CompiledPolicy::compile(p, Zone::utc()).status(), Status::malformed);
}

const Violation violations[] = {
    {"NoName", [](Policy& p) { p.name.clear(); },
     "policy.name | a policy's name has 1 to 128 bytes of UTF-8 without control characters | name the "
     "policy"},
    {"NoZone", [](Policy& p) { p.zone.clear(); },
     "policy.zone | a zone's name has 1 to 100 bytes | give its IANA name, such as \"Europe/Vienna\""},
    {"NoWorkingDay", [](Policy& p) { p.working_week = WorkingWeek::none(); },
     "policy.working_week | no day is worked | name at least one weekday"},
    {"HolidaysFall", [](Policy& p) { p.holidays = {*Date::from_days(2), *Date::from_days(1)}; },
     "policy.holidays | the dates do not rise | sort them"},
    {"HolidayBeyondTheYear9999", [](Policy& p) { p.holidays = {Date::max()}; },
     "policy.holidays | a date lies outside the years 0001 to 9999 | leave it out"},
    {"PipelineWithoutStates", [](Policy& p) { p.pipeline.states.clear(); },
     "policy.pipeline.states | a pipeline has 1 to 64 states | list its states"},
    {"RuleWithoutRep", [](Policy& p) { p.assignment = {{"", "x", "", "", ""}}; },
     "policy.assignment[0].rep | a rule names the rep who gets the contacts | give the rep's key"},
    {"PlanWithoutName", [](Policy& p) { p.plan.name.clear(); },
     "policy.plan.name | a plan's name has 1 to 128 bytes of UTF-8 without control characters | name the "
     "plan"},
    {"PlanWithoutCurrency", [](Policy& p) { p.plan.currency = Currency(); },
     "policy.plan.currency | a plan has one currency | give its ISO 4217 code, such as \"EUR\""},
    {"PlanWithoutTiers", [](Policy& p) { p.plan.tiers.clear(); },
     "policy.plan.tiers | a plan has at least one tier | give one from 0 to pay the same rate on everything"},
    {"GapBelowTheFirstTier", [](Policy& p) { p.plan.tiers[0].from_minor = 1; },
     "policy.plan.tiers[0].from | amounts below this threshold belong to no tier | let the first tier begin "
     "at 0"},
    {"TiersFall", [](Policy& p) { p.plan.tiers = {{0, Rate()}, {5, Rate()}, {5, Rate()}}; },
     "policy.plan.tiers[2].from | the tier does not begin above the one before it | order the tiers by "
     "rising "
     "thresholds"},
    {"RateBelowZero", [](Policy& p) { p.plan.tiers[0].rate = Rate::of(-1, 1000); },
     "policy.plan.tiers[0].rate | a rate is a fraction from 0 to 1 | write 15 % as \"0.15\""},
    {"RateAboveOne", [](Policy& p) { p.plan.tiers[0].rate = Rate::of(1001, 1000); },
     "policy.plan.tiers[0].rate | a rate is a fraction from 0 to 1 | write 15 % as \"0.15\""},
    {"QuotaBelowZero", [](Policy& p) { p.quota.closes = -1; },
     "policy.quota.closes | a quota is 0 to 1,000,000 closes | give a number in that range; 0 exempts"},
    {"AmberAtZero", [](Policy& p) { p.quota.amber_from = Rate(); },
     "policy.quota.amber_from | the threshold is not above 0 | give a fraction of the quota, such as "
     "\"2/3\""},
    {"GreenBelowAmber", [](Policy& p) { p.quota.green_from = Rate::of(665, 1000); },
     "policy.quota.green_from | green begins below amber | give a fraction that is not below amber_from"},
    {"GreenBeyondReach", [](Policy& p) { p.quota.green_from = Rate::of(100'001, 100); },
     "policy.quota.green_from | the threshold is above 1000 times the quota | give a fraction of the quota, "
     "such as \"1\""},
    {"RoleRowWithoutCommand", [](Policy& p) { p.roles = {{0, Role::rep}}; },
     "policy.roles[0] | a row names a command and at least one role | leave the row out to keep the default"},
    {"RoleRowBeyondCommands", [](Policy& p) { p.roles = {{128, Role::rep}}; },
     "policy.roles[0] | a row names a command and at least one role | leave the row out to keep the default"},
    {"RoleRowWithoutRoles", [](Policy& p) { p.roles = {{1, Roles()}}; },
     "policy.roles[0] | a row names a command and at least one role | leave the row out to keep the default"},
    {"TwoRoleRowsForOneCommand",
     [](Policy& p) { p.roles = {{127, Role::rep}, {1, Role::rep}, {127, Role::admin}}; },
     "policy.roles[2].command | another row names this command | put all roles of a command into one row"},
    {"ConnectHours", [](Policy& p) { p.connect_hours = 0; },
     "policy.connect_hours | the number lies outside 1 to 8784 | give a number in that range"},
    {"CallbackHorizon", [](Policy& p) { p.callback_horizon_days = 3651; },
     "policy.callback_horizon_days | the number lies outside 1 to 3650 | give a number in that range"},
    {"CallbacksPerRep", [](Policy& p) { p.callbacks_per_rep = 0; },
     "policy.callbacks_per_rep | the number lies outside 1 to 1000000 | give a number in that range"},
    {"MissedCallback", [](Policy& p) { p.missed_callback_working_days = -1; },
     "policy.missed_callback_working_days | the number lies outside 0 to 250 | give a number in that range"},
    {"RetractBelow", [](Policy& p) { p.retract_minutes = -1; },
     "policy.retract_minutes | the number lies outside 0 to 1440 | give a number in that range"},
    {"RetractBeyond", [](Policy& p) { p.retract_minutes = 1441; },
     "policy.retract_minutes | the number lies outside 0 to 1440 | give a number in that range"},
    {"ProtectionWarningBelow", [](Policy& p) { p.protection_warning_days = -1; },
     "policy.protection_warning_days | the number lies outside 0 to 365 | give a number in that range"},
    {"ProtectionWarningBeyond", [](Policy& p) { p.protection_warning_days = 366; },
     "policy.protection_warning_days | the number lies outside 0 to 365 | give a number in that range"},
    {"OpenDealProtectionBelow", [](Policy& p) { p.open_deal_protection_months = -1; },
     "policy.open_deal_protection_months | the number lies outside 0 to 120 | give a number in that range"},
    {"OpenDealProtectionBeyond", [](Policy& p) { p.open_deal_protection_months = 121; },
     "policy.open_deal_protection_months | the number lies outside 0 to 120 | give a number in that range"},
    {"ReleaseIdleDaysBelow", [](Policy& p) { p.release.idle_days = 0; },
     "policy.release.idle_days | the number lies outside 1 to 3650 | give a number in that range"},
    {"ReleaseIdleDaysBeyond", [](Policy& p) { p.release.idle_days = 3651; },
     "policy.release.idle_days | the number lies outside 1 to 3650 | give a number in that range"},
    {"ReleaseStageDaysBelow", [](Policy& p) { p.release.stage_days = 0; },
     "policy.release.stage_days | the number lies outside 1 to 3650 | give a number in that range"},
    {"ReleaseStageDaysBeyond", [](Policy& p) { p.release.stage_days = 3651; },
     "policy.release.stage_days | the number lies outside 1 to 3650 | give a number in that range"},
    {"ReleaseOverdueDaysBelow", [](Policy& p) { p.release.overdue_days = 0; },
     "policy.release.overdue_days | the number lies outside 1 to 3650 | give a number in that range"},
    {"ReleaseOverdueDaysBeyond", [](Policy& p) { p.release.overdue_days = 3651; },
     "policy.release.overdue_days | the number lies outside 1 to 3650 | give a number in that range"},
    {"ReleaseFirstContactHoursBelow", [](Policy& p) { p.release.first_contact_hours = 0; },
     "policy.release.first_contact_hours | the number lies outside 1 to 8784 | give a number in that range"},
    {"ReleaseFirstContactHoursBeyond", [](Policy& p) { p.release.first_contact_hours = 8785; },
     "policy.release.first_contact_hours | the number lies outside 1 to 8784 | give a number in that range"},
    {"ReleaseFailedAttemptsPerWeekBelow", [](Policy& p) { p.release.failed_attempts_per_week = 0; },
     "policy.release.failed_attempts_per_week | the number lies outside 1 to 1000 | give a number in that "
     "range"},
    {"ReleaseFailedAttemptsPerWeekBeyond", [](Policy& p) { p.release.failed_attempts_per_week = 1001; },
     "policy.release.failed_attempts_per_week | the number lies outside 1 to 1000 | give a number in that "
     "range"},
    {"SilenceBelow", [](Policy& p) { p.silence_working_days = -1; },
     "policy.silence_working_days | the number lies outside 0 to 60 | give a number in that range"},
    {"SilenceBeyond", [](Policy& p) { p.silence_working_days = 61; },
     "policy.silence_working_days | the number lies outside 0 to 60 | give a number in that range"},
    {"PeriodDateUnknown", [](Policy& p) { p.period_date = static_cast<CreditDate>(credit_date_count); },
     "policy.period_date | not a date that this version knows | use one of the dates of a close"},
    {"RateDateUnknown", [](Policy& p) { p.rate_date = static_cast<CreditDate>(credit_date_count); },
     "policy.rate_date | not a date that this version knows | use one of the dates of a close"},
    {"CallingLeaseMinutesBelow", [](Policy& p) { p.calling.lease_minutes = 0; },
     "policy.calling.lease_minutes | the number lies outside 1 to 1440 | give a number in that range"},
    {"CallingLeaseMinutesBeyond", [](Policy& p) { p.calling.lease_minutes = 1441; },
     "policy.calling.lease_minutes | the number lies outside 1 to 1440 | give a number in that range"},
    {"CallingHeartbeatMinutesBelow", [](Policy& p) { p.calling.heartbeat_minutes = 0; },
     "policy.calling.heartbeat_minutes | the number lies outside 1 to 1440 | give a number in that range"},
    {"CallingHeartbeatMinutesBeyond", [](Policy& p) { p.calling.heartbeat_minutes = 1441; },
     "policy.calling.heartbeat_minutes | the number lies outside 1 to 1440 | give a number in that range"},
    {"CallingAttemptsPerContactBelow", [](Policy& p) { p.calling.attempts_per_contact = 0; },
     "policy.calling.attempts_per_contact | the number lies outside 1 to 1000 | give a number in that range"},
    {"CallingAttemptsPerContactBeyond", [](Policy& p) { p.calling.attempts_per_contact = 1001; },
     "policy.calling.attempts_per_contact | the number lies outside 1 to 1000 | give a number in that range"},
    {"CallingAttemptsPerDayBelow", [](Policy& p) { p.calling.attempts_per_day = 0; },
     "policy.calling.attempts_per_day | the number lies outside 1 to 100 | give a number in that range"},
    {"CallingAttemptsPerDayBeyond", [](Policy& p) { p.calling.attempts_per_day = 101; },
     "policy.calling.attempts_per_day | the number lies outside 1 to 100 | give a number in that range"},
    {"CallingRetryHoursBelow", [](Policy& p) { p.calling.retry_hours = -1; },
     "policy.calling.retry_hours | the number lies outside 0 to 8784 | give a number in that range"},
    {"CallingRetryHoursBeyond", [](Policy& p) { p.calling.retry_hours = 8785; },
     "policy.calling.retry_hours | the number lies outside 0 to 8784 | give a number in that range"},
    {"FloorsDialsPerSessionBelow", [](Policy& p) { p.floors.dials_per_session = -1; },
     "policy.floors.dials_per_session | the number lies outside 0 to 10000 | give a number in that range"},
    {"FloorsDialsPerSessionBeyond", [](Policy& p) { p.floors.dials_per_session = 10001; },
     "policy.floors.dials_per_session | the number lies outside 0 to 10000 | give a number in that range"},
    {"FloorsEnoughDialsPerSessionBelow", [](Policy& p) { p.floors.enough_dials_per_session = -1; },
     "policy.floors.enough_dials_per_session | the number lies outside 0 to 10000 | give a number in that "
     "range"},
    {"FloorsEnoughDialsPerSessionBeyond", [](Policy& p) { p.floors.enough_dials_per_session = 10001; },
     "policy.floors.enough_dials_per_session | the number lies outside 0 to 10000 | give a number in that "
     "range"},
    {"FloorsEnoughDialsBelow", [](Policy& p) { p.floors.enough_dials = -1; },
     "policy.floors.enough_dials | the number lies outside 0 to 1000000 | give a number in that range"},
    {"FloorsEnoughDialsBeyond", [](Policy& p) { p.floors.enough_dials = 1000001; },
     "policy.floors.enough_dials | the number lies outside 0 to 1000000 | give a number in that range"},
    {"FiscalYearStartsBelow", [](Policy& p) { p.fiscal_year_starts = 0; },
     "policy.fiscal_year_starts | the number lies outside 1 to 12 | give a number in that range"},
    {"FiscalYearStartsBeyond", [](Policy& p) { p.fiscal_year_starts = 13; },
     "policy.fiscal_year_starts | the number lies outside 1 to 12 | give a number in that range"},
    {"QuotaReviewAfterMonthsBelow", [](Policy& p) { p.quota.review_after_months = -1; },
     "policy.quota.review_after_months | the number lies outside 0 to 24 | give a number in that range"},
    {"QuotaReviewAfterMonthsBeyond", [](Policy& p) { p.quota.review_after_months = 25; },
     "policy.quota.review_after_months | the number lies outside 0 to 24 | give a number in that range"},
    {"HeartbeatBeyondTheLease", [](Policy& p) { p.calling.lease_minutes = 4; },
     "policy.calling.heartbeat_minutes | the lease lapses before its first heartbeat | give at most "
     "lease_minutes"},
    {"NoCallingDay", [](Policy& p) { p.calling.week = WorkingWeek::none(); },
     "policy.calling.week | nobody may be called on any day | name at least one weekday"},
    {"CallingHoursEmpty", [](Policy& p) { p.calling.until = p.calling.from; },
     "policy.calling.until | the calling hours end before they begin | give a time behind `from`"},
    {"ConnectsBelowZero", [](Policy& p) { p.floors.connects = Rate::of(-1, 100); },
     "policy.floors.connects | a share of the dials is a fraction from 0 to 1 | write 20 % as \"0.2\""},
    {"ConnectsAboveOne", [](Policy& p) { p.floors.connects = Rate::of(101, 100); },
     "policy.floors.connects | a share of the dials is a fraction from 0 to 1 | write 20 % as \"0.2\""},
    {"WeekStartsOnNoDay", [](Policy& p) { p.week_starts = static_cast<Weekday>(8); },
     "policy.week_starts | not a day of the week | name a weekday"},
    {"Freeze", [](Policy& p) { p.freeze_after_working_days = 251; },
     "policy.freeze_after_working_days | the number lies outside 0 to 250 | give a number in that range"},
    {"Dispute", [](Policy& p) { p.dispute_working_days = 251; },
     "policy.dispute_working_days | the number lies outside 0 to 250 | give a number in that range"},
    {"Idempotency", [](Policy& p) { p.idempotency_days = 0; },
     "policy.idempotency_days | the number lies outside 1 to 3650 | give a number in that range"},
    {"ClockBehind", [](Policy& p) { p.clock_behind_minutes = -1; },
     "policy.clock_behind_minutes | the number lies outside 0 to 525600 | give a number in that range"},
    {"ClockAhead", [](Policy& p) { p.clock_ahead_days = 0; },
     "policy.clock_ahead_days | the number lies outside 1 to 36500 | give a number in that range"},
};

INSTANTIATE_TEST_SUITE_P(Each, PolicyCheck, testing::ValuesIn(violations),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(CompiledPolicy, WantsTheZoneThatThePolicyNames) {
  Policy p = valid();
  p.zone = "Europe/Vienna";
  EXPECT_EQ(
      told(CompiledPolicy::compile(p, Zone::utc())),
      "policy.zone | the zone data given is that of another zone | load the zone that the policy names");
}

TEST(CompiledPolicy, RowsAreThoseOfThePipeline) {
  Policy p = valid();
  p.roles = {{63, Role::finance}};
  const Result<CompiledPolicy> compiled = CompiledPolicy::compile(p, Zone::utc());
  ASSERT_TRUE(compiled.ok());
  const Pipeline& pipeline = compiled->policy().pipeline;
  for (int from = 0; from <= 64; ++from)
    for (int trigger = 1; trigger < trigger_count; ++trigger)
      EXPECT_EQ(compiled->row(static_cast<StateNumber>(from), static_cast<Trigger>(trigger)),
                pipeline.find(static_cast<StateNumber>(from), static_cast<Trigger>(trigger)));
  EXPECT_EQ(compiled->role_override(63), Roles(Role::finance));
  EXPECT_TRUE(compiled->role_override(62).empty());
  EXPECT_TRUE(compiled->role_override(64).empty());
}

Instant at(const char* text) {
  return *Instant::parse(text);
}

CompiledPolicy in_zone(const char* name, Policy p = valid()) {
  p.zone = name;
  Result<Zone> zone = zone_from_system(name);
  if (!zone.ok()) throw std::runtime_error(told(zone));
  Result<CompiledPolicy> compiled = CompiledPolicy::compile(std::move(p), std::move(*zone));
  if (!compiled.ok()) throw std::runtime_error(told(compiled));
  return std::move(*compiled);
}

// The vectors seed-recycle-89 and seed-recycle-90: lost on 1 January, still resting on 31 March,
// callable on 1 April.
TEST(DaysLater, SeedRecycle89And90) {
  const CompiledPolicy p = *CompiledPolicy::compile(valid(), Zone::utc());
  for (const char* lost : {"2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z", "2026-01-01T23:59:59.999999Z"}) {
    const Instant due = p.days_later(at(lost), 90);
    EXPECT_EQ(due, at("2026-04-01T00:00:00Z"));
    EXPECT_GT(due, at("2026-03-31T23:59:59.999999Z"));
  }
}

TEST(DaysLater, CountsCalendarDatesAcrossDaylightSaving) {
  // Vienna: 29 March 2026 has 23 hours, 25 October 25.
  const CompiledPolicy vienna = in_zone("Europe/Vienna");
  EXPECT_EQ(vienna.days_later(at("2026-03-28T23:30:00+01:00"), 1), at("2026-03-29T00:00:00+01:00"));
  EXPECT_EQ(vienna.days_later(at("2026-03-28T10:00:00+01:00"), 2), at("2026-03-30T00:00:00+02:00"));
  EXPECT_EQ(vienna.days_later(at("2026-10-24T10:00:00+02:00"), 2), at("2026-10-26T00:00:00+01:00"));
  EXPECT_EQ(vienna.days_later(at("2026-01-01T00:30:00+01:00"), 90), at("2026-04-01T00:00:00+02:00"));
  // The date is the organisation's: 23:30 UTC is the next day in Vienna.
  EXPECT_EQ(vienna.days_later(at("2026-06-30T23:30:00Z"), 1), at("2026-07-02T00:00:00+02:00"));
  EXPECT_EQ(vienna.days_later(at("2026-06-30T10:00:00Z"), 0), at("2026-06-30T00:00:00+02:00"));
  // New York: behind UTC, and summer time begins on 8 March 2026.
  const CompiledPolicy new_york = in_zone("America/New_York");
  EXPECT_EQ(new_york.days_later(at("2026-01-02T03:00:00Z"), 90), at("2026-04-01T00:00:00-04:00"));
  // Beirut 2026: the clock leaps from midnight to 01:00 on 29 March; the day begins there.
  const CompiledPolicy beirut = in_zone("Asia/Beirut");
  EXPECT_EQ(beirut.days_later(at("2026-03-28T12:00:00+02:00"), 1), at("2026-03-29T01:00:00+03:00"));
}

// A window's last day is inside: it is over at 00:00 of the day after.
TEST(WindowOver, HoldsItsLastDay) {
  const CompiledPolicy utc = *CompiledPolicy::compile(valid(), Zone::utc());
  for (const char* from : {"2026-01-01T00:00:00Z", "2026-01-01T23:59:59.999999Z"}) {
    EXPECT_EQ(utc.window_over(at(from), 7), at("2026-01-09T00:00:00Z"));
    EXPECT_EQ(utc.window_over(at(from), 0), at("2026-01-02T00:00:00Z"));
    EXPECT_EQ(utc.window_of_months_over(at(from), 12), at("2027-01-02T00:00:00Z"));
    EXPECT_EQ(utc.window_of_months_over(at(from), 0), at("2026-01-02T00:00:00Z"));
  }
  EXPECT_EQ(utc.window_of_months_over(at("2026-01-31T12:00:00Z"), 1), at("2026-03-01T00:00:00Z"))
      << "February's last day is inside";
  EXPECT_EQ(utc.window_of_months_over(at("2024-02-29T12:00:00Z"), 12), at("2025-03-01T00:00:00Z"));
  // Vienna: 29 March 2026 has 23 hours, 25 October 25.
  const CompiledPolicy vienna = in_zone("Europe/Vienna");
  EXPECT_EQ(vienna.window_over(at("2026-03-28T10:00:00+01:00"), 1), at("2026-03-30T00:00:00+02:00"));
  EXPECT_EQ(vienna.window_over(at("2026-10-24T10:00:00+02:00"), 1), at("2026-10-26T00:00:00+01:00"));
  EXPECT_EQ(vienna.window_of_months_over(at("2026-06-30T23:30:00Z"), 6), at("2027-01-02T00:00:00+01:00"));
}

TEST(WorkingDaysOver, SkipsWeekendsAndHolidays) {
  Policy p = valid();
  p.holidays = {*Date::parse("2026-04-03"), *Date::parse("2026-04-06")};  // Good Friday, Easter Monday
  const CompiledPolicy vienna = in_zone("Europe/Vienna", p);
  const Date thursday = *Date::parse("2026-04-02");
  EXPECT_EQ(vienna.working_days_over(thursday, 0), at("2026-04-03T00:00:00+02:00"));
  EXPECT_EQ(vienna.working_days_over(thursday, 1), at("2026-04-08T00:00:00+02:00"));
  EXPECT_EQ(vienna.working_days_over(thursday, 2), at("2026-04-09T00:00:00+02:00"));
  // Across the spring change: Friday 27 March, one working day is Monday the 30th.
  EXPECT_EQ(vienna.working_days_over(*Date::parse("2026-03-27"), 1), at("2026-03-31T00:00:00+02:00"));
  // Across the autumn change.
  EXPECT_EQ(vienna.working_days_over(*Date::parse("2026-10-23"), 1), at("2026-10-27T00:00:00+01:00"));
}

TEST(FreezeOf, FiveWorkingDaysAfterTheMonth) {
  const CompiledPolicy vienna = in_zone("Europe/Vienna");
  // October 2026 ends on a Saturday: 2 to 6 November are worked, the 7th begins frozen.
  EXPECT_EQ(vienna.freeze_of(*YearMonth::parse("2026-10")), at("2026-11-07T00:00:00+01:00"));
  // March 2026 ends on a Tuesday: 1, 2, 3, 6, 7 April.
  EXPECT_EQ(vienna.freeze_of(*YearMonth::parse("2026-03")), at("2026-04-08T00:00:00+02:00"));
  Policy at_once = valid();
  at_once.freeze_after_working_days = 0;
  EXPECT_EQ(in_zone("Europe/Vienna", at_once).freeze_of(*YearMonth::parse("2026-03")),
            at("2026-04-01T00:00:00+02:00"));
}

TEST(FreezeOf, NoWorkingDayEverEndsAtTheLastDate) {
  Policy p = valid();
  p.working_week = WorkingWeek::none().with(Weekday::sunday);
  EXPECT_EQ(in_zone("Europe/Vienna", p).freeze_of(*YearMonth::parse("2026-03")),
            at("2026-05-04T00:00:00+02:00"));
}

}  // namespace
