// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <limits>
#include <new>

#include "firstlog/base/detail/tzif.hpp"
#include "firstlog/base/zone.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Zone::Zone()
    : name_("UTC"),
      kinds_(1),
      cycle_first_(std::numeric_limits<std::int64_t>::min()),
      cycle_end_(std::numeric_limits<std::int64_t>::max()) {}

FIRSTLOG_INLINE Zone Zone::utc() {
  return Zone();
}

FIRSTLOG_INLINE Result<Zone> Zone::from_tzif(std::string_view name, Bytes tzif) noexcept {
  try {
    return detail::TzifReader(name, tzif).read();
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "zone", "no memory for the zone's transitions",
                 "free memory and try again");
  }
}

// The same moment of the calendar inside the cycle that starts_ covers.
FIRSTLOG_INLINE std::int64_t Zone::folded(std::int64_t seconds) const noexcept {
  if (seconds >= cycle_end_)
    return seconds - ((seconds - cycle_end_) / detail::cycle_seconds + 1) * detail::cycle_seconds;
  if (seconds < cycle_first_)
    return seconds + ((cycle_first_ - seconds - 1) / detail::cycle_seconds + 1) * detail::cycle_seconds;
  return seconds;
}

// Index into kinds_ of what holds at this second.
FIRSTLOG_INLINE std::size_t Zone::place_of(std::int64_t seconds) const noexcept {
  return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), seconds) -
                                  starts_.begin());
}

FIRSTLOG_INLINE LocalTime Zone::local_of(Instant instant) const noexcept {
  constexpr std::int64_t day_length = TimeOfDay::microseconds_end;
  constexpr std::int64_t first = Date::min().days() * day_length;
  constexpr std::int64_t last = Date::max().days() * day_length + (day_length - 1);
  std::int64_t utc = std::clamp(instant.microseconds(), first, last);
  Kind kind = kinds_[place_of(folded(detail::floor_divide(utc, 1'000'000)))];
  std::int64_t local = std::clamp(utc + std::int64_t{kind.offset_seconds} * 1'000'000, first, last);
  std::int64_t days = detail::floor_divide(local, day_length);
  return {*Date::from_days(days), *TimeOfDay::from_microseconds(local - days * day_length),
          kind.offset_seconds, kind.is_dst};
}

// The first instant whose local time is not below the one asked for: that is the time itself, its
// first occurrence where it is repeated, and the skip's end where it is skipped.
FIRSTLOG_INLINE Instant Zone::instant_of(Date date, TimeOfDay time) const noexcept {
  std::int64_t asked = date.days() * 86'400LL + time.microseconds() / 1'000'000;
  std::int64_t local = folded(asked);
  std::int64_t cycles = asked - local;
  std::size_t at = place_of(local - detail::offset_seconds_max);
  while (at < starts_.size() && local >= starts_[at] + kinds_[at].offset_seconds) ++at;
  std::int64_t utc = local - kinds_[at].offset_seconds;
  if (at > 0 && utc < starts_[at - 1]) return Instant::from_seconds(starts_[at - 1] + cycles);
  return Instant::from_microseconds((utc + cycles) * 1'000'000 + time.microseconds() % 1'000'000);
}

FIRSTLOG_INLINE Instant Zone::start_of_day(Date date) const noexcept {
  return instant_of(date, TimeOfDay());
}

}  // namespace firstlog::inline v1
