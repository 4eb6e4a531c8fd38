// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The only place that sees Howard Hinnant's date. Private: included by bodies, never by a public
// header, because date costs a second per translation unit and does not mix with C++20's calendar.
#pragma once

#include <date/date.h>

#include <cstdint>

#include "firstlog/base/calendar.hpp"

namespace firstlog::inline v1::detail {

// date's years end at ±32767. The Gregorian calendar repeats every 400 years to the day and the
// weekday, so whole eras are taken off first and put back afterwards.
inline constexpr std::int32_t era_years = 400;
inline constexpr std::int32_t era_days = 146'097;

struct EraDay {
  std::int32_t era;
  std::int32_t day;  // days since 1970-01-01 plus whole eras, 0 to era_days - 1
};

constexpr EraDay era_of(std::int32_t days) noexcept {
  std::int32_t era = days / era_days - (days % era_days < 0 ? 1 : 0);
  return {era, days - era * era_days};
}

inline CivilDate civil_of_days(std::int32_t days) noexcept {
  EraDay at = era_of(days);
  date::year_month_day ymd{date::sys_days{date::days{at.day}}};
  return {static_cast<int>(ymd.year()) + at.era * era_years,
          static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

inline int length_of_month(int year, int month) noexcept {
  int in_era = year % era_years;
  date::year_month_day_last last{date::year{in_era},
                                 date::month_day_last{date::month{static_cast<unsigned>(month)}}};
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

// `civil` must be a date that exists, its year within ±300,000.
inline std::int32_t days_of_civil(CivilDate civil) noexcept {
  int era = civil.year / era_years - (civil.year % era_years < 0 ? 1 : 0);
  date::year_month_day ymd{date::year{civil.year - era * era_years},
                           date::month{static_cast<unsigned>(civil.month)},
                           date::day{static_cast<unsigned>(civil.day)}};
  return static_cast<std::int32_t>(date::sys_days{ymd}.time_since_epoch().count()) + era * era_days;
}

inline bool civil_exists(CivilDate civil) noexcept {
  return civil.year >= -300'000 && civil.year <= 300'000 && civil.month >= 1 && civil.month <= 12 &&
         civil.day >= 1 && civil.day <= length_of_month(civil.year, civil.month);
}

// The `nth` (1 to 4, or 5 for the last) given weekday (0 is Sunday) of a month, in days since
// 1970-01-01. Years 1 to 9999 and their neighbours.
inline std::int32_t days_of_nth_weekday(int year, int month, int nth, int weekday) noexcept {
  date::year_month at{date::year{year}, date::month{static_cast<unsigned>(month)}};
  date::weekday day{static_cast<unsigned>(weekday)};
  date::sys_days found =
      nth == 5 ? date::sys_days{at / day[date::last]} : date::sys_days{at / day[static_cast<unsigned>(nth)]};
  return static_cast<std::int32_t>(found.time_since_epoch().count());
}

}  // namespace firstlog::inline v1::detail
