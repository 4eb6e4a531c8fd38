// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/base/calendar.hpp"
#include "firstlog/base/time_of_day.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace firstlog {
namespace {

Date day(const char* text) {
  Result<Date> date = Date::parse(text);
  EXPECT_TRUE(date.ok()) << text;
  return *date;
}

static_assert(sizeof(Date) == 4);
static_assert(Date().weekday() == Weekday::thursday);

bool leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
int days_in(int year, int month) {
  static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : length[month - 1];
}

TEST(Date, countsEveryDayFrom0001To9999) {
  CivilDate walk{1, 1, 1};
  int weekday = 1;  // 0001-01-01 was a Monday
  for (Date at = day("0001-01-01"), last = day("9999-12-31"); at <= last; at = *at.plus_days(1)) {
    ASSERT_EQ(at.civil(), walk);
    ASSERT_EQ(static_cast<int>(at.weekday()), weekday);
    ASSERT_EQ(Date::from_civil(walk)->days(), at.days());
    weekday = weekday % 7 + 1;
    if (++walk.day > days_in(walk.year, walk.month)) {
      walk.day = 1;
      if (++walk.month > 12) {
        walk.month = 1;
        ++walk.year;
      }
    }
  }
  EXPECT_EQ(walk.year, 10'000);
}

TEST(Date, readsIsoAndNothingElse) {
  EXPECT_EQ(day("2026-01-31").days(), 20'484);
  EXPECT_EQ(day("2026-01-31").to_string(), "2026-01-31");
  for (const char* text :
       {"", "2026-1-31", "2026-01-31 ", "20260131", "2026/01/31", "-2026-01-31", "2026-01-3a"})
    EXPECT_EQ(Date::parse(text).status(), Status::malformed) << text;
  for (const char* text :
       {"2026-02-29", "1900-02-29", "2026-00-10", "2026-13-10", "2026-06-31", "2026-06-00", "0000-01-01"})
    EXPECT_EQ(Date::parse(text).status(), Status::out_of_range) << text;
  EXPECT_EQ(Date::from_civil({2026, 2, 29}).status(), Status::out_of_range);
  EXPECT_EQ(Date::from_civil({INT32_MAX, 12, 1}).status(), Status::out_of_range);
}

TEST(Date, endsAreEnds) {
  EXPECT_FALSE(Date::max().plus_days(1));
  EXPECT_FALSE(Date::min().plus_days(-1));
  EXPECT_FALSE(Date().plus_days(INT64_MAX));
  EXPECT_FALSE(Date().plus_days(INT64_MIN));
  EXPECT_EQ(Date::min().plus_days(200'000'000), Date::max());
  EXPECT_FALSE(Date::max().plus_months(1));
  EXPECT_FALSE(Date().plus_months(INT64_MIN));
  EXPECT_EQ(Date::max().to_string(), "+275760-09-13");
  EXPECT_EQ(Date::min().to_string(), "-271821-04-20");
}

TEST(Date, monthsEndWhereTheMonthEnds) {
  EXPECT_EQ(day("2026-01-31").plus_months(1), day("2026-02-28"));
  EXPECT_EQ(day("2024-01-31").plus_months(1), day("2024-02-29"));
  EXPECT_EQ(day("2026-03-31").plus_months(-1), day("2026-02-28"));
  EXPECT_EQ(day("2026-12-15").plus_months(1), day("2027-01-15"));
  EXPECT_EQ(day("2026-01-15").plus_months(-1), day("2025-12-15"));
  EXPECT_EQ(day("2026-01-15").plus_months(12), day("2027-01-15"));
}

TEST(YearMonth, holdsItsDays) {
  Result<YearMonth> february = YearMonth::parse("2024-02");
  ASSERT_TRUE(february.ok());
  EXPECT_EQ(february->first_day(), day("2024-02-01"));
  EXPECT_EQ(february->last_day(), day("2024-02-29"));
  EXPECT_EQ(february->days().days(), 29);
  EXPECT_EQ(february->to_string(), "2024-02");
  EXPECT_EQ(february->plus_months(11)->to_string(), "2025-01");
  EXPECT_EQ(february->plus_months(-2)->to_string(), "2023-12");
  EXPECT_EQ(*YearMonth::parse("2025-01") - *february, 11);
  EXPECT_EQ(YearMonth::of(day("2024-02-29")), *february);
  EXPECT_EQ(YearMonth::parse("9999-12")->last_day(), day("9999-12-31"));
  EXPECT_FALSE(YearMonth::parse("9999-12")->plus_months(1));
  EXPECT_FALSE(YearMonth::parse("0001-01")->plus_months(-1));
  EXPECT_FALSE(YearMonth::of(Date::max()));
  EXPECT_EQ(YearMonth::parse("2024-2").status(), Status::malformed);
  EXPECT_EQ(YearMonth::parse("2024-13").status(), Status::out_of_range);
}

TEST(Weeks, beginWhereTheyAreToldTo) {
  EXPECT_EQ(week_of(day("2026-01-31")), (DateRange{day("2026-01-26"), day("2026-02-02")}));
  EXPECT_EQ(week_of(day("2026-01-31"), Weekday::sunday), (DateRange{day("2026-01-25"), day("2026-02-01")}));
  EXPECT_EQ(week_of(day("2026-01-31"), Weekday::saturday), (DateRange{day("2026-01-31"), day("2026-02-07")}));
  EXPECT_TRUE(week_of(Date::max()).contains(*Date::max().plus_days(-1)));
}

TEST(Weeks, ofIsoBelongToTheirThursday) {
  EXPECT_EQ(to_string(iso_week_of(day("2026-01-31"))), "2026-W05");
  EXPECT_EQ(iso_week_of(day("2021-01-03")), (IsoWeek{2020, 53}));
  EXPECT_EQ(iso_week_of(day("2021-01-04")), (IsoWeek{2021, 1}));
  EXPECT_EQ(iso_week_of(day("2024-12-30")), (IsoWeek{2025, 1}));
  EXPECT_EQ(iso_week_of(day("2016-01-01")), (IsoWeek{2015, 53}));
}

RC_GTEST_PROP(Weeks, everyDayIsInItsWeek, ()) {
  Date at = *Date::from_days(*rc::gen::inRange(-700'000, 2'900'000));
  auto first = static_cast<Weekday>(*rc::gen::inRange(1, 8));
  DateRange week = week_of(at, first);
  RC_ASSERT(week.contains(at));
  RC_ASSERT(week.days() == 7);
  RC_ASSERT(week.first.weekday() == first);
}

TEST(WorkingDays, defaultToMondayToFriday) {
  WorkingCalendar plain;
  EXPECT_EQ(count_working_days({day("2026-01-01"), day("2026-02-01")}, plain), 22);
  EXPECT_EQ(count_working_days({day("2026-02-01"), day("2026-01-01")}, plain), 0);
  // Five working days behind the end of January 2026, a Saturday.
  EXPECT_EQ(nth_working_day_after(day("2026-01-31"), 5, plain), day("2026-02-06"));
  std::vector<Date> holidays = {day("2026-01-01"), day("2026-01-06"), day("2026-01-06"), day("2026-01-10")};
  WorkingCalendar austria{{}, holidays};
  EXPECT_EQ(count_working_days({day("2026-01-01"), day("2026-02-01")}, austria), 20);
  EXPECT_EQ(nth_working_day_after(day("2025-12-31"), 1, austria), day("2026-01-02"));
  EXPECT_FALSE(is_working_day(day("2026-01-06"), austria));
  EXPECT_FALSE(nth_working_day_after(day("2026-01-01"), 1, {WorkingWeek::none(), {}}));
  EXPECT_FALSE(nth_working_day_after(day("2026-01-01"), 0, plain));
  EXPECT_FALSE(nth_working_day_after(Date::max(), 1, plain));
  EXPECT_FALSE(nth_working_day_after(day("2026-01-01"), INT32_MAX, plain));
  // The last day of all counts, though no half-open range reaches behind it.
  WorkingCalendar always{WorkingWeek().with(Weekday::saturday).with(Weekday::sunday), {}};
  EXPECT_EQ(nth_working_day_after(*Date::max().plus_days(-1), 1, always), Date::max());
}

RC_GTEST_PROP(WorkingDays, agreeWithCountingOneByOne, ()) {
  Date from = *Date::from_days(*rc::gen::inRange(18'000, 24'000));
  Date end = *from.plus_days(*rc::gen::inRange(-20, 500));
  WorkingWeek week = WorkingWeek::none();
  unsigned mask = *rc::gen::inRange(0U, 128U);
  for (int i = 0; i < 7; ++i)
    if ((mask >> i & 1U) != 0) week = week.with(static_cast<Weekday>(i + 1));
  auto offsets = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-30, 600));
  std::vector<Date> holidays;
  for (int offset : offsets) holidays.push_back(*from.plus_days(offset));
  std::sort(holidays.begin(), holidays.end());
  WorkingCalendar calendar{week, holidays};

  int slow = 0;
  for (Date at = from; at < end; at = *at.plus_days(1))
    if (week.works_on(at.weekday()) && std::find(holidays.begin(), holidays.end(), at) == holidays.end())
      ++slow;
  RC_ASSERT(count_working_days({from, end}, calendar) == slow);
  RC_ASSERT(week.mask() == mask);

  if (mask == 0) return;
  int nth = *rc::gen::inRange(1, 200);
  Date found = from;
  for (int left = nth; left > 0;) {
    found = *found.plus_days(1);
    if (is_working_day(found, calendar)) --left;
  }
  RC_ASSERT(nth_working_day_after(from, nth, calendar) == found);
}

TEST(TimeOfDay, readsAndWritesItsThreeForms) {
  for (const char* text : {"00:00", "09:30", "23:59", "09:30:15", "09:30:15.250000", "00:00:00.000001"})
    EXPECT_EQ(TimeOfDay::parse(text)->to_string(), text);
  EXPECT_EQ(TimeOfDay::parse("09:30:00.0")->to_string(), "09:30");
  for (const char* text : {"", "9:30", "09:30:", "09:30:15.", "0930", "09:30Z", "09:3"})
    EXPECT_EQ(TimeOfDay::parse(text).status(), Status::malformed) << text;
  for (const char* text : {"24:00", "09:60", "09:30:60", "09:30:00.1234567"})
    EXPECT_EQ(TimeOfDay::parse(text).status(), Status::out_of_range) << text;
  EXPECT_FALSE(TimeOfDay::from_microseconds(TimeOfDay::microseconds_end));
  EXPECT_FALSE(TimeOfDay::from_microseconds(-1));
}

}  // namespace
}  // namespace firstlog
