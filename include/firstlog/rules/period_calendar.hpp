// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Periods of one's own that plans pay by (DOMAIN 7): two weeks, 4-4-5, or whatever dates a list names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// Periods that follow each other without a gap. Two weeks are {2} weeks from some Monday on, the periods of a
// 4-4-5 year {4, 4, 5}, its quarters {13}; a year of 53 weeks is listed by its dates.
struct PeriodCalendar {
  std::string name;
  // First days of periods, rising. Each ends the one before it.
  std::vector<Date> starts;
  // How long the periods are that begin with the last of `starts`, again and again; each 1 to 53. Empty: no
  // period begins there.
  std::vector<std::int32_t> weeks;

  friend bool operator==(const PeriodCalendar&, const PeriodCalendar&) = default;
};

inline constexpr std::size_t period_calendars_max = 100;
inline constexpr std::size_t period_calendar_starts_max = 10'000;
inline constexpr std::size_t period_calendar_weeks_max = 100;

// Errors (malformed), with paths below "policy.calendars": no name or one twice, no period at all, dates that
// do not rise, a length that is none.
FIRSTLOG_API Result<void> check_calendars(const std::vector<PeriodCalendar>& calendars);

// The period that holds the day; nothing before the first one and, where none follow, behind the last.
// Logarithmic in its dates, linear in `weeks`.
FIRSTLOG_API std::optional<DateRange> period_in(const PeriodCalendar& calendar, Date day) noexcept;

// Null where there is none of that name.
FIRSTLOG_API const PeriodCalendar* find_calendar(const std::vector<PeriodCalendar>& calendars,
                                                 std::string_view name) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/period_calendar-inl.hpp"  // IWYU pragma: export
#endif
