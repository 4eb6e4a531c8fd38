// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Days and times of day in Lisbon, as far as the demo needs them: 1996 and later, by the rule of the
// European Union. Part of the demo; the library has zones of its own.
#pragma once

#include <cstdint>

namespace firstlog_demo {

// Days since 1970-01-01.
using Day = std::int32_t;

struct YearMonthDay {
  int year = 1970;
  int month = 1;
  int day = 1;
};

constexpr Day day_of(YearMonthDay date) {
  // Years begin in March here, so that the leap day is the last one.
  const int year = date.month <= 2 ? date.year - 1 : date.year;
  const int month = (date.month + 9) % 12;
  const int days_in_year = (153 * month + 2) / 5 + date.day - 1;
  return year * 365 + year / 4 - year / 100 + year / 400 + days_in_year - 719'468;
}

// ISO 8601: 1 Monday to 7 Sunday.
constexpr int weekday_of(Day day) {
  return static_cast<int>(((day + 3) % 7 + 7) % 7) + 1;
}

constexpr YearMonthDay date_of(Day day) {
  YearMonthDay date{.year = 1970 + day / 366, .month = 1, .day = 1};
  while (day_of({.year = date.year + 1, .month = 1, .day = 1}) <= day) ++date.year;
  while (date.month < 12 && day_of({.year = date.year, .month = date.month + 1, .day = 1}) <= day)
    ++date.month;
  date.day = day - day_of(date) + 1;
  return date;
}

constexpr Day last_sunday(int year, int month) {
  const Day last = day_of({.year = year, .month = month, .day = 31});
  return last - weekday_of(last) % 7;
}

// UTC microseconds of a local time of day. Summer time, one hour ahead of UTC, runs from 01:00 UTC on the
// last Sunday of March to 01:00 UTC on the last Sunday of October; the demo uses no time of those hours.
constexpr std::int64_t lisbon(Day day, std::int64_t seconds_of_day) {
  const int year = date_of(day).year;
  const std::int64_t as_utc = day * std::int64_t{86'400} + seconds_of_day;
  const std::int64_t begins = last_sunday(year, 3) * std::int64_t{86'400} + 3'600;
  const std::int64_t ends = last_sunday(year, 10) * std::int64_t{86'400} + 3'600;
  const bool summer = as_utc >= begins + 3'600 && as_utc < ends + 3'600;
  return (as_utc - (summer ? 3'600 : 0)) * 1'000'000;
}

// The working day, Monday to Friday, that lies `count` working days before or, negative, behind `day`.
// Public holidays are not looked at. `day` is a working day.
constexpr Day working_days_before(Day day, int count) {
  const Day step = count < 0 ? 1 : -1;
  for (int left = count < 0 ? -count : count; left > 0; --left) {
    day += step;
    while (weekday_of(day) > 5) day += step;
  }
  return day;
}

}  // namespace firstlog_demo
