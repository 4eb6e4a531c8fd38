// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Times and dates as other people's tables write them, by a format in the manner of strptime:
//
//   %Y year, four digits   %y two (70 to 99: 1970 on)   %m month   %b its English short name   %d day
//   %H hour   %I of twelve   %p AM or PM   %M minute   %S second   %f nothing, or a point and one to nine
//   digits %z Z, or an offset: +01:00, +0100, +01   %s seconds since 1970   %Q milliseconds since 1970   %% a
//   percent sign
//
// Numbers may lack their leading zero where something else follows them. Everything else stands for itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/zone.hpp"

namespace firstlog::inline v1::detail {

// What a text said: a moment of the civil calendar, and its offset where it had one.
struct ReadTime {
  Date date;
  std::int64_t microseconds = 0;  // of the day
  std::optional<std::int32_t> offset_seconds;
  std::optional<Instant> instant;  // of %s and %Q
};

// The reason why a format cannot be read by, or nothing. Every format must say a day.
std::optional<std::string_view> fault_of_format(std::string_view format) noexcept;

// Nothing where the text does not follow the format, or says a day or time that there is not.
std::optional<ReadTime> read_time(std::string_view text, std::string_view format) noexcept;

// The instant meant. `plus_days` are calendar days of the zone: the wall shows the same time.
Instant instant_of(const ReadTime& read, const Zone& zone, std::int64_t plus_days,
                   std::int64_t plus_minutes) noexcept;

}  // namespace firstlog::inline v1::detail
