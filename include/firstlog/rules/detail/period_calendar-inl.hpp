// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/base/text.hpp"
#include "firstlog/rules/period_calendar.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline Error calendar_fault(std::size_t calendar, std::string_view member, std::string_view reason,
                            std::string_view remedy) {
  Error error(Status::malformed, "policy.calendars[", reason, remedy);
  error.place.append_number(static_cast<std::int64_t>(calendar)).append("]").append(member);
  return error;
}

inline Result<void> check_calendar(const PeriodCalendar& calendar, std::size_t place) {
  if (!valid_key(calendar.name))
    return calendar_fault(place, ".name", "a calendar's name has 1 to 128 bytes of UTF-8",
                          "name the calendar");
  if (calendar.starts.empty() || calendar.starts.size() > period_calendar_starts_max)
    return calendar_fault(place, ".starts", "a calendar has 1 to 10,000 dates on which periods begin",
                          "list their first days");
  if (calendar.weeks.empty() && calendar.starts.size() < 2)
    return calendar_fault(place, ".starts", "one date alone begins no period that ends",
                          "add the day behind it, or say in weeks how long periods are");
  for (std::size_t i = 0; i < calendar.starts.size(); ++i) {
    const Date day = calendar.starts[i];
    if (day.year() >= 1 && day.year() <= 9999 && (i == 0 || calendar.starts[i - 1] < day)) continue;
    Error error =
        calendar_fault(place, ".starts[", "the dates do not rise, or lie outside the years 0001 to 9999",
                       "sort them, each once");
    error.place.append_number(static_cast<std::int64_t>(i)).append("]");
    return error;
  }
  if (calendar.weeks.size() > period_calendar_weeks_max)
    return calendar_fault(place, ".weeks", "a pattern has at most 100 lengths",
                          "list dates in starts instead");
  for (std::size_t i = 0; i < calendar.weeks.size(); ++i) {
    if (calendar.weeks[i] >= 1 && calendar.weeks[i] <= 53) continue;
    Error error = calendar_fault(place, ".weeks[", "a period has 1 to 53 weeks", "give its length in weeks");
    error.place.append_number(static_cast<std::int64_t>(i)).append("]");
    return error;
  }
  return {};
}

}  // namespace detail

FIRSTLOG_INLINE Result<void> check_calendars(const std::vector<PeriodCalendar>& calendars) {
  if (calendars.size() > period_calendars_max)
    return Error(Status::malformed, "policy.calendars", "there are more than 100 calendars", "join some");
  for (std::size_t i = 0; i < calendars.size(); ++i) {
    if (Result<void> r = detail::check_calendar(calendars[i], i); !r) return r;
    if (find_calendar(calendars, calendars[i].name) != &calendars[i])
      return detail::calendar_fault(i, ".name", "another calendar has this name", "rename one");
  }
  return {};
}

FIRSTLOG_INLINE std::optional<DateRange> period_in(const PeriodCalendar& calendar, Date day) noexcept {
  const std::vector<Date>& starts = calendar.starts;
  const auto after = std::upper_bound(starts.begin(), starts.end(), day);
  if (after == starts.begin()) return std::nullopt;
  if (after != starts.end()) return DateRange{*(after - 1), *after};
  std::int64_t round = 0;
  for (const std::int32_t weeks : calendar.weeks) round += std::int64_t{weeks} * 7;
  if (round == 0) return std::nullopt;
  std::int64_t first = (day - starts.back()) / round * round;
  for (const std::int32_t weeks : calendar.weeks) {
    const std::int64_t end = first + std::int64_t{weeks} * 7;
    if (day - starts.back() < end)
      return DateRange{starts.back().plus_days(first).value_or(day),
                       starts.back().plus_days(end).value_or(Date::max())};
    first = end;
  }
  return std::nullopt;
}

FIRSTLOG_INLINE const PeriodCalendar* find_calendar(const std::vector<PeriodCalendar>& calendars,
                                                    std::string_view name) noexcept {
  const auto found = std::find_if(calendars.begin(), calendars.end(),
                                  [name](const PeriodCalendar& one) { return one.name == name; });
  return found == calendars.end() ? nullptr : &*found;
}

}  // namespace firstlog::inline v1
