// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a quota comes to in a month that is not whole, and where somebody stands against it: examples by
// hand, and any month against a sum over its days.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <optional>
#include <string>
#include <vector>

#include "firstlog/rules/diagnosis.hpp"
#include "firstlog/rules/period_quota.hpp"
#include "firstlog/rules/policy.hpp"
#include "rules/support.hpp"

namespace {

using namespace firstlog;
using rules_test::told;

const YearMonth june = *YearMonth::parse("2026-06");  // 22 working days: the 1st is a Monday
const WorkingCalendar weekdays;

Date june_day(int n) {
  return *june.first_day().plus_days(n - 1);
}

Exact fraction(std::int64_t n, std::int64_t d) {
  return *Exact::divide(Exact::whole(n), Exact::whole(d));
}

// A month of whoever is there on every day, in a month of employment that no ramp reaches.
std::vector<QuotaDay> whole_month(const Quota& quota) {
  const QuotaDay day{.employed = true,
                     .on_leave = false,
                     .target = {quota.base(), QuotaSource::policy},
                     .employment_month = 99};
  return std::vector<QuotaDay>(30, day);
}

PeriodQuota asked_on(const Quota& quota, const std::vector<QuotaDay>& days, int today) {
  return period_quota(quota, june, days, june_day(today), weekdays);
}

TEST(PeriodQuota, AWholeMonthOwesTheQuota) {
  const Quota quota;
  const PeriodQuota made = asked_on(quota, whole_month(quota), 1);
  EXPECT_EQ(made.quota, Exact::whole(3));
  EXPECT_EQ(made.working_days, 22);
  EXPECT_EQ(made.employed_days, 22);
  EXPECT_EQ(made.expected, Exact());
  EXPECT_EQ(made.days_left, 22);
  EXPECT_TRUE(made.counts());
  ASSERT_EQ(made.parts.size(), 1U);
  EXPECT_EQ(made.parts[0].days, june.days());
}

TEST(PeriodQuota, JoinersAndLeaversOweTheirWorkingDays) {
  const Quota quota;
  std::vector<QuotaDay> days = whole_month(quota);
  // From Tuesday the 16th, the first day inside: 11 of 22.
  for (int i = 1; i < 16; ++i) days[static_cast<std::size_t>(i - 1)].employed = false;
  PeriodQuota made = asked_on(quota, days, 17);
  EXPECT_EQ(made.quota, fraction(3 * 11, 22));
  EXPECT_EQ(made.expected, fraction(3, 22)) << "the 16th alone";
  EXPECT_TRUE(made.part());
  EXPECT_FALSE(made.counts());
  ASSERT_EQ(made.parts.size(), 1U);
  EXPECT_EQ(made.parts[0].days, (DateRange{june_day(16), june.days().end}));
  // Until Wednesday the 17th, and back from Monday the 29th: 13 + 2.
  days = whole_month(quota);
  for (int i = 18; i < 29; ++i) days[static_cast<std::size_t>(i - 1)].employed = false;
  made = asked_on(quota, days, 1);
  EXPECT_EQ(made.quota, fraction(3 * 15, 22));
  EXPECT_EQ(made.parts.size(), 2U);
  // Nobody there: nothing owed.
  for (QuotaDay& day : days) day.employed = false;
  made = asked_on(quota, days, 1);
  EXPECT_EQ(made.quota, Exact());
  EXPECT_EQ(standing_of(quota, made, Exact::whole(5), true).zone, QuotaZone::exempt);
}

TEST(PeriodQuota, LeaveIsNotOwedAndMakesAMonthOfLeave) {
  Quota quota;
  std::vector<QuotaDay> days = whole_month(quota);
  for (int i = 5; i <= 9; ++i) days[static_cast<std::size_t>(i - 1)].on_leave = true;  // Friday to Tuesday
  PeriodQuota made = asked_on(quota, days, 30);
  EXPECT_EQ(made.quota, fraction(3 * 19, 22));
  EXPECT_EQ(made.leave_days, 3);
  EXPECT_EQ(made.expected, fraction(3 * 18, 22));
  EXPECT_FALSE(made.part()) << "employed all month";
  EXPECT_FALSE(made.counts());
  quota.leave_month_days = 4;
  EXPECT_TRUE(asked_on(quota, days, 30).counts());
  quota.leave_prorates = false;
  made = asked_on(quota, days, 30);
  EXPECT_EQ(made.quota, Exact::whole(3));
  EXPECT_EQ(made.leave_days, 3);
}

TEST(PeriodQuota, ARampMultipliesWhatIsProrated) {
  Quota quota;
  quota.ramp = {Rate(), Rate::of(1, 4), Rate::of(1, 2)};
  std::vector<QuotaDay> days = whole_month(quota);
  for (std::size_t i = 0; i < 15; ++i) days[i].employed = false;
  for (QuotaDay& day : days) day.employment_month = 1;
  EXPECT_EQ(asked_on(quota, days, 1).quota, Exact());
  for (QuotaDay& day : days) day.employment_month = 2;
  PeriodQuota made = asked_on(quota, days, 1);
  EXPECT_EQ(made.quota, fraction(3 * 11, 22 * 4));
  EXPECT_TRUE(made.ramped);
  for (QuotaDay& day : days) day.employment_month = 4;
  made = asked_on(quota, days, 1);
  EXPECT_EQ(made.quota, fraction(3 * 11, 22)) << "the ramp is over";
  EXPECT_FALSE(made.ramped);
}

TEST(PeriodQuota, AQuotaThatChangesIsOwedInParts) {
  const Quota quota;
  std::vector<QuotaDay> days = whole_month(quota);
  for (std::size_t i = 14; i < 30; ++i) days[i].target = {Rate::whole(6), QuotaSource::rep};
  const PeriodQuota made = asked_on(quota, days, 16);
  ASSERT_EQ(made.parts.size(), 2U);
  EXPECT_EQ(made.parts[0].quota, fraction(3 * 10, 22));
  EXPECT_EQ(made.parts[1].quota, fraction(6 * 12, 22));
  EXPECT_EQ(made.quota, fraction(3 * 10 + 6 * 12, 22));
  EXPECT_EQ(made.expected, fraction(3 * 10 + 6, 22)) << "the 15th by the new one";
  EXPECT_EQ(made.parts[1].target.source, QuotaSource::rep);
}

TEST(PeriodQuota, WithoutProratingAnyDayOwesTheWhole) {
  Quota quota;
  quota.prorate = false;
  std::vector<QuotaDay> days = whole_month(quota);
  for (std::size_t i = 0; i < 25; ++i) days[i].employed = false;
  PeriodQuota made = asked_on(quota, days, 16);
  EXPECT_EQ(made.quota, Exact::whole(3));
  EXPECT_EQ(made.expected, fraction(3 * 11, 22));
  EXPECT_TRUE(made.part()) << "and counts for no review";
  for (QuotaDay& day : days) day.employed = false;
  EXPECT_EQ(asked_on(quota, days, 16).quota, Exact());
}

TEST(PeriodQuota, CalendarPaceCountsDays) {
  Quota quota;
  quota.pace = QuotaPace::calendar_days;
  std::vector<QuotaDay> days = whole_month(quota);
  PeriodQuota made = asked_on(quota, days, 21);
  EXPECT_EQ(made.expected, Exact::whole(2)) << "20 of 30 days";
  EXPECT_EQ(made.days_left, 10);
  // What is owed is prorated by working days all the same: 11 of 22, of 15 days 5 are over.
  for (std::size_t i = 0; i < 15; ++i) days[i].employed = false;
  made = asked_on(quota, days, 21);
  EXPECT_EQ(made.quota, fraction(3, 2));
  EXPECT_EQ(made.expected, fraction(1, 2));
}

TEST(PeriodQuota, AMonthWithoutWorkingDaysIsCountedByDays) {
  const Quota quota;
  const WorkingCalendar none{.week = WorkingWeek::none(), .holidays = {}};
  std::vector<QuotaDay> days = whole_month(quota);
  for (std::size_t i = 0; i < 10; ++i) days[i].employed = false;
  const PeriodQuota made = period_quota(quota, june, days, june_day(1), none);
  EXPECT_EQ(made.quota, Exact::whole(2));
  EXPECT_TRUE(made.part());
}

TEST(QuotaStanding, IsAgainstPaceUntilThePeriodIsOver) {
  const Quota quota;
  const PeriodQuota at_start = asked_on(quota, whole_month(quota), 1);
  EXPECT_EQ(standing_of(quota, at_start, Exact::whole(9), false).zone, QuotaZone::too_early);
  EXPECT_FALSE(standing_of(quota, at_start, Exact(), false).pace);
  // Of 22 working days one close is expected after 22/3: on the 8th the 5 of the first week are over, on
  // the 10th 7, on the 11th 8.
  EXPECT_EQ(standing_of(quota, asked_on(quota, whole_month(quota), 10), Exact(), false).zone,
            QuotaZone::too_early);
  const QuotaStanding after8 =
      standing_of(quota, asked_on(quota, whole_month(quota), 11), Exact::whole(1), false);
  EXPECT_EQ(after8.zone, QuotaZone::amber) << "1 of 12/11";
  EXPECT_EQ(after8.zone_name, "amber");
  EXPECT_EQ(after8.pace, fraction(11, 12));
  EXPECT_EQ(after8.projected, fraction(11, 4));
  EXPECT_EQ(after8.attainment, fraction(1, 3));
  EXPECT_EQ(after8.required_per_day, fraction(2, 14));
  const QuotaStanding over =
      standing_of(quota, asked_on(quota, whole_month(quota), 30), Exact::whole(2), true);
  EXPECT_EQ(over.zone, QuotaZone::amber) << "2 of 3";
  EXPECT_FALSE(over.required_per_day);
  EXPECT_EQ(standing_of(quota, at_start, Exact::whole(9), false).required_per_day, Exact());
}

TEST(QuotaStanding, HasTheNamesOfThePolicy) {
  Quota quota;
  quota.zones = {{"off", Rate(), QuotaZone::red},
                 {"near", Rate::of(2, 3), QuotaZone::amber},
                 {"there", Rate::one(), QuotaZone::green},
                 {"club", Rate::of(4, 3), QuotaZone::green}};
  ASSERT_TRUE(check_quota(quota).ok());
  auto zone_of = [&](const Exact& closes) {
    const QuotaStanding s = standing_of(quota, asked_on(quota, whole_month(quota), 30), closes, true);
    return s.zone_name + " " + std::string(name_of(s.zone));
  };
  EXPECT_EQ(zone_of(Exact::whole(-1)), "off red");
  EXPECT_EQ(zone_of(fraction(19, 10)), "off red");
  EXPECT_EQ(zone_of(Exact::whole(2)), "near amber");
  EXPECT_EQ(zone_of(Exact::whole(3)), "there green");
  EXPECT_EQ(zone_of(Exact::whole(4)), "club green");
}

TEST(QuotaStreak, MonthsThatDoNotCountNeitherAddNorBreak) {
  const Quota quota;
  auto month = [&](std::int64_t closes, bool leave) {
    std::vector<QuotaDay> days = whole_month(quota);
    days[0].on_leave = leave;
    return standing_of(quota, asked_on(quota, days, 30), Exact::whole(closes), true);
  };
  QuotaStreak streak;
  EXPECT_FALSE(streak.add(month(2, false), quota));
  EXPECT_FALSE(streak.add(month(0, true), quota));
  EXPECT_EQ(streak.months(), 1);
  EXPECT_TRUE(streak.add(month(0, false), quota));
  EXPECT_FALSE(streak.add(month(0, false), quota)) << "raised once";
  EXPECT_EQ(streak.months(), 3);
  EXPECT_FALSE(streak.add(month(9, true), quota));
  EXPECT_EQ(streak.months(), 3);
  EXPECT_FALSE(streak.add(month(3, false), quota)) << "the quota itself is not under it";
  EXPECT_EQ(streak.months(), 0);
  Quota never = quota;
  never.review_after_months = 0;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(streak.add(month(0, false), never));
}

TEST(Activity, TooLittleIsNotJudged) {
  const ActivityFloors floors;
  auto diagnosed = [&](Activity activity, bool at_pace = false) {
    return diagnosis_of(activity_standing_of(floors, activity), at_pace);
  };
  EXPECT_EQ(diagnosed({}), Diagnosis::insufficient_data);
  EXPECT_EQ(diagnosed({}, true), Diagnosis::healthy);
  EXPECT_EQ(diagnosed({.sessions = 3, .dials = 99, .connects = 0}), Diagnosis::insufficient_data);
  EXPECT_EQ(diagnosed({.sessions = 11, .dials = 109, .connects = 0}), Diagnosis::insufficient_data);
  EXPECT_EQ(diagnosed({.sessions = 10, .dials = 100, .connects = 0}), Diagnosis::volume);
  EXPECT_EQ(diagnosed({.sessions = 10, .dials = 349, .connects = 349}), Diagnosis::volume);
  EXPECT_EQ(diagnosed({.sessions = 10, .dials = 350, .connects = 69}), Diagnosis::list_quality);
  EXPECT_EQ(diagnosed({.sessions = 10, .dials = 350, .connects = 70}), Diagnosis::conversion);
  EXPECT_TRUE(activity_standing_of(floors, {.sessions = 10, .dials = 350, .connects = 70}).meets());
}

TEST(QuotaTarget, ARepsRowGoesBeforeTheTeamsAndThatBeforeThePolicys) {
  Policy policy;
  policy.plan.currency = *Currency::parse("EUR");
  auto day = [](const char* text) { return *Date::parse(text); };
  policy.quota.rows = {
      {"", "north", day("2026-03-01"), std::nullopt, Rate::whole(4)},
      {"ann", "", day("2026-05-01"), day("2026-05-31"), Rate::whole(5)},
      {"ann", "", day("2026-06-10"), std::nullopt, Rate::whole(6)},
      {"", "anna", std::nullopt, day("2026-01-31"), Rate::whole(7)},
  };
  const CompiledPolicy compiled = *CompiledPolicy::compile(policy, Zone::utc());
  auto target = [&](const char* rep, const char* team, const char* on) {
    const QuotaTarget found = compiled.quota_target(rep, team, day(on));
    return found.target.to_string() + " " + std::string(name_of(found.source));
  };
  EXPECT_EQ(target("ann", "north", "2026-02-28"), "3 policy");
  EXPECT_EQ(target("ann", "north", "2026-03-01"), "4 team");
  EXPECT_EQ(target("ann", "", "2026-03-01"), "3 policy");
  EXPECT_EQ(target("ann", "north", "2026-05-01"), "5 rep");
  EXPECT_EQ(target("ann", "north", "2026-05-31"), "5 rep");
  EXPECT_EQ(target("ann", "north", "2026-06-01"), "4 team");
  EXPECT_EQ(target("ann", "", "2026-06-10"), "6 rep");
  EXPECT_EQ(target("bob", "north", "2026-06-10"), "4 team");
  EXPECT_EQ(target("bob", "anna", "2026-01-31"), "7 team");
  EXPECT_EQ(target("bob", "anna", "2026-02-01"), "3 policy");
  EXPECT_EQ(target("anna", "", "2026-01-31"), "3 policy") << "a rep named like a team";
}

// Any month, as the sum over its days of what each owes.
TEST(PeriodQuotaProperty, IsTheSumOfItsDays) {
  EXPECT_TRUE(rc::check([] {
    Quota quota;
    quota.leave_prorates = *rc::gen::arbitrary<bool>();
    quota.ramp = {Rate(), Rate::of(1, 3), Rate::of(5, 7)};
    const YearMonth period = *YearMonth().plus_months(*rc::gen::inRange(0, 1200));
    WorkingCalendar calendar;
    const auto mask = *rc::gen::inRange(1, 128);
    calendar.week = WorkingWeek::none();
    for (int i = 0; i < 7; ++i)
      if ((mask >> i & 1) != 0) calendar.week = calendar.week.with(static_cast<Weekday>(i + 1));
    const int length = period.days().days();
    std::vector<QuotaDay> days;
    for (int i = 0; i < length; ++i) {
      QuotaDay day;
      if (i > 0 && *rc::gen::inRange(0, 4) != 0) {
        day = days.back();
      } else {
        day.employed = *rc::gen::inRange(0, 3) != 0;
        day.on_leave = *rc::gen::inRange(0, 3) == 0;
        day.target.target = *Rate::from_fraction({*rc::gen::inRange(0, 50), *rc::gen::inRange(1, 9)});
        day.employment_month = *rc::gen::inRange(1, 6);
      }
      days.push_back(day);
    }
    const int today = *rc::gen::inRange(0, length + 2);
    const PeriodQuota made =
        period_quota(quota, period, days, *period.first_day().plus_days(today), calendar);
    Exact owed;
    Exact expected;
    const Exact working = Exact::whole(count_working_days(period.days(), calendar));
    for (int i = 0; i < length; ++i) {
      const QuotaDay& day = days[static_cast<std::size_t>(i)];
      if (!day.employed || (day.on_leave && quota.leave_prorates)) continue;
      if (!is_working_day(*period.first_day().plus_days(i), calendar)) continue;
      Exact one = *Exact::divide(day.target.target, working);
      if (day.employment_month <= 3) one *= quota.ramp[static_cast<std::size_t>(day.employment_month - 1)];
      owed += one;
      if (i < today) expected += one;
    }
    RC_ASSERT(made.quota == owed);
    RC_ASSERT(made.expected == expected);
    Exact parts;
    for (const QuotaPart& part : made.parts) parts += part.quota;
    RC_ASSERT(parts == owed);
  }));
}

const struct {
  const char* name;
  void (*spoil)(Quota&);
  const char* told;
} faults[] = {
    {"TargetBelowZero", [](Quota& q) { q.target = Rate::of(-1, 2); },
     "policy.quota.target | the number lies outside 0 to 1,000,000,000,000 | give a number in that range"},
    {"PaceBeyond", [](Quota& q) { q.pace_from = Rate::whole(1'000'000'000'001); },
     "policy.quota.pace_from | the number lies outside 0 to 1,000,000,000,000 | give a number in that range"},
    {"LeaveOfNoDay", [](Quota& q) { q.leave_month_days = 0; },
     "policy.quota.leave_month_days | the number lies outside 1 to 31 | give a number in that range"},
    {"RampAboveOne", [](Quota& q) { q.ramp = {Rate::one(), Rate::of(11, 10)}; },
     "policy.quota.ramp[1] | a factor is a fraction from 0 to 1 | write a quarter of the quota as \"0.25\""},
    {"RampTooLong", [](Quota& q) { q.ramp.assign(61, Rate::one()); },
     "policy.quota.ramp | a ramp has at most 60 months | shorten it"},
    {"ZoneWithoutName", [](Quota& q) { q.zones = {{"", Rate(), QuotaZone::red}}; },
     "policy.quota.zones[0].name | a zone's name has 1 to 64 bytes of UTF-8 without control characters | "
     "name "
     "the zone"},
    {"ZoneTwice",
     [](Quota& q) { q.zones = {{"a", Rate(), QuotaZone::red}, {"a", Rate::one(), QuotaZone::green}}; },
     "policy.quota.zones[1].name | another zone has this name | give each zone a name of its own"},
    {"ZonesFromAbove0", [](Quota& q) { q.zones = {{"a", Rate::one(), QuotaZone::red}}; },
     "policy.quota.zones[0].from | the lowest zone does not begin at 0 | write \"0\": nobody stands below "
     "it"},
    {"ZonesThatFall",
     [](Quota& q) { q.zones = {{"a", Rate(), QuotaZone::red}, {"b", Rate(), QuotaZone::green}}; },
     "policy.quota.zones[1].from | the thresholds do not rise | sort the zones by their thresholds"},
    {"ZoneBeyondReach",
     [](Quota& q) { q.zones = {{"a", Rate(), QuotaZone::red}, {"b", Rate::whole(1001), QuotaZone::green}}; },
     "policy.quota.zones[1].from | the threshold is above 1000 times the quota | give a fraction of the "
     "quota, "
     "such as \"1\""},
    {"ZoneOfNoColour", [](Quota& q) { q.zones = {{"a", Rate(), QuotaZone::exempt}}; },
     "policy.quota.zones[0].zone | a zone counts as red, amber or green | write one of the three"},
    {"ColoursThatFall",
     [](Quota& q) { q.zones = {{"a", Rate(), QuotaZone::amber}, {"b", Rate::one(), QuotaZone::red}}; },
     "policy.quota.zones[1].zone | a higher zone counts as less than the one below | let the colours rise, "
     "too"},
    {"RowOfNobody", [](Quota& q) { q.rows = {{"", "", {}, {}, Rate::one()}}; },
     "policy.quota.rows[0] | a row names one rep or one team | give rep or team, not both"},
    {"RowOfBoth", [](Quota& q) { q.rows = {{"ann", "north", {}, {}, Rate::one()}}; },
     "policy.quota.rows[0] | a row names one rep or one team | give rep or team, not both"},
    {"RowThatEndsFirst",
     [](Quota& q) {
       q.rows = {{"ann", "", *Date::parse("2026-02-01"), *Date::parse("2026-01-31"), Rate::one()}};
     },
     "policy.quota.rows[0].until | the row ends before it begins | give the last day, inside"},
    {"RowBelowZero", [](Quota& q) { q.rows = {{"ann", "", {}, {}, Rate::of(-1, 1)}}; },
     "policy.quota.rows[0].target | a quota is 0 to 1,000,000,000,000 units of its measure | give a number "
     "in "
     "that range; 0 exempts"},
    {"RowsThatOverlap",
     [](Quota& q) {
       q.rows = {{"ann", "", {}, *Date::parse("2026-01-31"), Rate::one()},
                 {"bob", "", {}, {}, Rate::one()},
                 {"ann", "", *Date::parse("2026-01-31"), {}, Rate::one()}};
     },
     "policy.quota.rows[2].from | another row of the same rep or team holds on this day | let one end before "
     "the other begins"},
};

TEST(QuotaCheck, NamesTheFault) {
  for (const auto& fault : faults) {
    Quota quota;
    ASSERT_TRUE(check_quota(quota).ok());
    fault.spoil(quota);
    EXPECT_EQ(told(check_quota(quota)), fault.told) << fault.name;
  }
  Quota touching;
  touching.rows = {{"ann", "", {}, *Date::parse("2026-01-31"), Rate::one()},
                   {"ann", "", *Date::parse("2026-02-01"), {}, Rate::one()},
                   {"", "ann", {}, {}, Rate::one()}};
  EXPECT_TRUE(check_quota(touching).ok());
}

}  // namespace
