// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdlib>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/detail/civil.hpp"
#include "firstlog/base/detail/scan.hpp"

namespace firstlog::inline v1 {
namespace detail {

inline std::optional<Date> date_of(CivilDate civil) noexcept {
  return Date::from_days(days_of_civil(civil));
}

}  // namespace detail

FIRSTLOG_INLINE Result<Date> Date::from_civil(CivilDate civil) noexcept {
  if (civil.year >= 1 && civil.year <= 9999 && detail::civil_exists(civil)) return *detail::date_of(civil);
  FixedText<118> place("date ");
  place.append_number(civil.year).append("-").append_number(civil.month).append("-").append_number(civil.day);
  return Error(Status::out_of_range, place.view(), "there is no such day in the years 0001 to 9999",
               "give a day that the calendar has");
}

FIRSTLOG_INLINE Result<Date> Date::parse(std::string_view text) noexcept {
  detail::Cursor at(text);
  CivilDate civil;
  if (!at.take_digits(4, civil.year) || !at.take('-') || !at.take_digits(2, civil.month) || !at.take('-') ||
      !at.take_digits(2, civil.day) || !at.at_end())
    return Error(Status::malformed, detail::place_of("date", text).view(),
                 "not a date of the form YYYY-MM-DD", "write it like 2026-01-31");
  if (civil.year < 1 || !detail::civil_exists(civil))
    return Error(Status::out_of_range, detail::place_of("date", text).view(),
                 "there is no such day in the years 0001 to 9999", "give a day that the calendar has");
  return *detail::date_of(civil);
}

FIRSTLOG_INLINE std::string Date::to_string() const {
  CivilDate at = civil();
  std::string out;
  detail::append_year(out, at.year);
  out.push_back('-');
  detail::append_padded(out, static_cast<std::uint64_t>(at.month), 2);
  out.push_back('-');
  detail::append_padded(out, static_cast<std::uint64_t>(at.day), 2);
  return out;
}

FIRSTLOG_INLINE CivilDate Date::civil() const noexcept {
  return detail::civil_of_days(days_);
}

FIRSTLOG_INLINE std::optional<Date> Date::plus_months(std::int64_t count) const noexcept {
  constexpr std::int64_t far = 12LL * 600'000;
  if (count < -far || count > far) return std::nullopt;
  CivilDate at = civil();
  std::int64_t months = at.year * 12LL + at.month - 1 + count;
  at.year = static_cast<int>(detail::floor_divide(months, 12));
  at.month = static_cast<int>(months - at.year * 12LL) + 1;
  if (at.year < -300'000 || at.year > 300'000) return std::nullopt;
  at.day = std::min(at.day, detail::length_of_month(at.year, at.month));
  return detail::date_of(at);
}

FIRSTLOG_INLINE Result<YearMonth> YearMonth::from_civil(CivilDate civil) noexcept {
  if (civil.year >= 1 && civil.year <= 9999 && civil.month >= 1 && civil.month <= 12)
    return YearMonth(civil.year * 12 + civil.month - 1);
  FixedText<118> place("month ");
  place.append_number(civil.year).append("-").append_number(civil.month);
  return Error(Status::out_of_range, place.view(), "there is no such month in the years 0001 to 9999",
               "give a month from 1 to 12");
}

FIRSTLOG_INLINE std::optional<YearMonth> YearMonth::of(Date day) noexcept {
  CivilDate at = day.civil();
  if (at.year < 1 || at.year > 9999) return std::nullopt;
  return YearMonth(at.year * 12 + at.month - 1);
}

FIRSTLOG_INLINE Result<YearMonth> YearMonth::parse(std::string_view text) noexcept {
  detail::Cursor at(text);
  CivilDate civil;
  if (!at.take_digits(4, civil.year) || !at.take('-') || !at.take_digits(2, civil.month) || !at.at_end())
    return Error(Status::malformed, detail::place_of("month", text).view(), "not a month of the form YYYY-MM",
                 "write it like 2026-01");
  return from_civil(civil);
}

FIRSTLOG_INLINE std::string YearMonth::to_string() const {
  std::string out;
  detail::append_padded(out, static_cast<std::uint64_t>(year()), 4);
  out.push_back('-');
  detail::append_padded(out, static_cast<std::uint64_t>(month()), 2);
  return out;
}

FIRSTLOG_INLINE Date YearMonth::first_day() const noexcept {
  return *detail::date_of({year(), month(), 1});
}

FIRSTLOG_INLINE Date YearMonth::last_day() const noexcept {
  return *detail::date_of({year(), month(), detail::length_of_month(year(), month())});
}

FIRSTLOG_INLINE DateRange YearMonth::days() const noexcept {
  return {first_day(), *last_day().plus_days(1)};
}

FIRSTLOG_INLINE DateRange week_of(Date day, Weekday first) noexcept {
  int back = (static_cast<int>(day.weekday()) - static_cast<int>(first) + 7) % 7;
  Date begin = day.plus_days(-back).value_or(Date::min());
  return {begin, day.plus_days(7 - back).value_or(Date::max())};
}

FIRSTLOG_INLINE IsoWeek iso_week_of(Date day) noexcept {
  std::int32_t thursday = day.days() - static_cast<int>(day.weekday()) + static_cast<int>(Weekday::thursday);
  int year = detail::civil_of_days(thursday).year;
  return {year, (thursday - detail::days_of_civil({year, 1, 1})) / 7 + 1};
}

FIRSTLOG_INLINE std::string to_string(IsoWeek week) {
  std::string out;
  detail::append_year(out, week.year);
  out += "-W";
  detail::append_padded(out, static_cast<std::uint64_t>(std::max(week.week, 0)), 2);
  return out;
}

FIRSTLOG_INLINE bool is_working_day(Date day, const WorkingCalendar& calendar) noexcept {
  return calendar.week.works_on(day.weekday()) &&
         !std::binary_search(calendar.holidays.begin(), calendar.holidays.end(), day);
}

FIRSTLOG_INLINE std::int32_t count_working_days(DateRange range, const WorkingCalendar& calendar) noexcept {
  std::int32_t length = range.days();
  if (length == 0) return 0;
  std::int32_t count = length / 7 * calendar.week.days();
  int weekday = static_cast<int>(range.first.weekday()) - 1;
  for (std::int32_t i = 0; i < length % 7; ++i)
    if (calendar.week.works_on(static_cast<Weekday>((weekday + i) % 7 + 1))) ++count;
  auto holiday = std::lower_bound(calendar.holidays.begin(), calendar.holidays.end(), range.first);
  for (auto before = calendar.holidays.end(); holiday != calendar.holidays.end() && *holiday < range.end;
       before = holiday++) {
    bool repeated = before != calendar.holidays.end() && *before == *holiday;
    if (!repeated && calendar.week.works_on(holiday->weekday())) --count;
  }
  return count;
}

FIRSTLOG_INLINE std::optional<Date> nth_working_day_after(Date day, std::int32_t nth,
                                                          const WorkingCalendar& calendar) noexcept {
  if (nth < 1 || calendar.week.empty()) return std::nullopt;
  std::optional<Date> first = day.plus_days(1);
  if (!first) return std::nullopt;
  // The answer is the first day d with nth working days in [first, d]; that count only grows with d.
  std::int64_t low = first->days();
  std::int64_t high = Date::max().days();
  // Were every listed holiday a working day lost, this many days would still hold nth of them.
  std::int64_t enough =
      (nth / calendar.week.days() + static_cast<std::int64_t>(calendar.holidays.size()) + 2) * 7;
  bool certain = low + enough < high;
  if (certain) high = low + enough;
  auto reached = [&](std::int64_t last) {
    // `last` itself counts; at Date::max() the half-open range cannot say so.
    Date end = *Date::from_days(last);
    return count_working_days({*first, end}, calendar) + (is_working_day(end, calendar) ? 1 : 0) >= nth;
  };
  if (!certain && !reached(high)) return std::nullopt;
  while (low < high) {
    std::int64_t middle = low + (high - low) / 2;
    if (reached(middle))
      high = middle;
    else
      low = middle + 1;
  }
  return Date::from_days(low);
}

}  // namespace firstlog::inline v1
