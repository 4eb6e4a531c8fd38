// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/detail/civil.hpp"
#include "firstlog/base/detail/scan.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/time_of_day.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Result<Instant> Instant::parse(std::string_view text) noexcept {
  detail::Cursor at(text);
  CivilDate civil;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int offset_hour = 0;
  int offset_minute = 0;
  int offset_sign = 1;
  std::int64_t fraction = 0;
  bool exact = true;
  bool offset_given = false;
  bool well_formed = at.take_digits(4, civil.year) && at.take('-') && at.take_digits(2, civil.month) &&
                     at.take('-') && at.take_digits(2, civil.day) && (at.take('T') || at.take('t')) &&
                     at.take_digits(2, hour) && at.take(':') && at.take_digits(2, minute) && at.take(':') &&
                     at.take_digits(2, second);
  if (well_formed && at.take('.')) well_formed = detail::take_fraction(at, fraction, exact);
  if (well_formed) {
    offset_given = !at.at_end();
    if (!at.take('Z') && !at.take('z')) {
      offset_sign = at.take('-') ? -1 : 1;
      well_formed = (offset_sign < 0 || at.take('+')) && at.take_digits(2, offset_hour) && at.take(':') &&
                    at.take_digits(2, offset_minute);
    }
    well_formed = well_formed && at.at_end();
  }
  if (!well_formed)
    return Error(Status::malformed, detail::place_of("instant", text).view(),
                 !offset_given && at.at_end() && text.size() >= 19 ? "the offset from UTC is missing"
                                                                   : "not a timestamp as RFC 3339 has it",
                 "write it like 2026-01-31T09:30:00Z or 2026-01-31T09:30:00+01:00");
  if (!exact) return detail::inexact_time("instant", text);
  if (second == 60)
    return Error(Status::out_of_range, detail::place_of("instant", text).view(),
                 "instants do not count leap seconds", "give the second before or after it");
  if (civil.year < 1 || !detail::civil_exists(civil) || hour > 23 || minute > 59 || second > 59 ||
      offset_hour > 23 || offset_minute > 59)
    return Error(Status::out_of_range, detail::place_of("instant", text).view(),
                 "no such moment on the calendar of the years 0001 to 9999",
                 "give a day, time and offset that exist");
  std::int64_t seconds = detail::days_of_civil(civil) * 86'400LL + hour * 3600 + minute * 60 + second;
  seconds -= offset_sign * (offset_hour * 3600 + offset_minute * 60);
  constexpr std::int64_t first = -62'135'596'800;  // 0001-01-01T00:00:00Z
  constexpr std::int64_t last = 253'402'300'799;   // 9999-12-31T23:59:59Z
  if (seconds < first || seconds > last)
    return Error(Status::out_of_range, detail::place_of("instant", text).view(),
                 "in UTC this lies outside the years 0001 to 9999", "give an instant inside them");
  return from_microseconds(seconds * 1'000'000 + fraction);
}

FIRSTLOG_INLINE std::string Instant::to_string() const {
  constexpr std::int64_t day_length = TimeOfDay::microseconds_end;
  std::int64_t days = detail::floor_divide(microseconds_, day_length);
  // Not by subtracting whole days: the first day that an instant can hold began before it can.
  std::int64_t time = microseconds_ % day_length;
  if (time < 0) time += day_length;
  CivilDate civil = detail::civil_of_days(static_cast<std::int32_t>(days));
  std::string out;
  out.reserve(27);
  auto put = [&out](char before, std::int64_t value, std::size_t width) {
    out.push_back(before);
    detail::append_padded(out, static_cast<std::uint64_t>(value), width);
  };
  detail::append_year(out, civil.year);
  put('-', civil.month, 2);
  put('-', civil.day, 2);
  put('T', time / 3'600'000'000, 2);
  put(':', time / 60'000'000 % 60, 2);
  put(':', time / 1'000'000 % 60, 2);
  put('.', time % 1'000'000, 6);
  out.push_back('Z');
  return out;
}

}  // namespace firstlog::inline v1
