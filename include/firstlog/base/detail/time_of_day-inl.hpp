// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/base/detail/scan.hpp"
#include "firstlog/base/time_of_day.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Result<TimeOfDay> TimeOfDay::parse(std::string_view text) noexcept {
  detail::Cursor at(text);
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t fraction = 0;
  bool exact = true;
  bool well_formed = at.take_digits(2, hour) && at.take(':') && at.take_digits(2, minute);
  if (well_formed && at.take(':')) {
    well_formed = at.take_digits(2, second);
    if (well_formed && at.take('.')) well_formed = detail::take_fraction(at, fraction, exact);
  }
  if (!well_formed || !at.at_end())
    return Error(Status::malformed, detail::place_of("time of day", text).view(),
                 "not a time of the form HH:MM, HH:MM:SS or HH:MM:SS.ffffff", "write it like 09:30");
  if (!exact) return detail::inexact_time("time of day", text);
  if (hour > 23 || minute > 59 || second > 59)
    return Error(Status::out_of_range, detail::place_of("time of day", text).view(),
                 "a day runs from 00:00 to 23:59:59.999999", "give a time inside the day");
  return TimeOfDay(((hour * 60LL + minute) * 60 + second) * 1'000'000 + fraction);
}

FIRSTLOG_INLINE std::string TimeOfDay::to_string() const {
  std::string out;
  detail::append_padded(out, static_cast<std::uint64_t>(hour()), 2);
  out.push_back(':');
  detail::append_padded(out, static_cast<std::uint64_t>(minute()), 2);
  std::int64_t fraction = microseconds_ % 1'000'000;
  if (second() == 0 && fraction == 0) return out;
  out.push_back(':');
  detail::append_padded(out, static_cast<std::uint64_t>(second()), 2);
  if (fraction == 0) return out;
  out.push_back('.');
  detail::append_padded(out, static_cast<std::uint64_t>(fraction), 6);
  return out;
}

}  // namespace firstlog::inline v1
