// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Civil dates: days, weeks, months and working days, without any zone. What links them to instants
// is base/zone.hpp. Proleptic Gregorian calendar.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// Numbers of ISO 8601.
enum class Weekday : std::uint8_t {
  monday = 1,
  tuesday = 2,
  wednesday = 3,
  thursday = 4,
  friday = 5,
  saturday = 6,
  sunday = 7,
};

// "monday"; the names of the policy document.
constexpr std::string_view name_of(Weekday day) noexcept {
  switch (day) {
    case Weekday::monday: return "monday";
    case Weekday::tuesday: return "tuesday";
    case Weekday::wednesday: return "wednesday";
    case Weekday::thursday: return "thursday";
    case Weekday::friday: return "friday";
    case Weekday::saturday: return "saturday";
    case Weekday::sunday: return "sunday";
  }
  return "monday";
}

// The parts of a date. Plain data: nothing here says that such a date exists.
struct CivilDate {
  int year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31
  friend bool operator==(const CivilDate&, const CivilDate&) noexcept = default;
};

// One day. Runs from min() to max(), 100,000,000 days to either side of 1970-01-01, so that each of
// its moments is an Instant in every zone. A default-constructed date is 1970-01-01.
class Date {
 public:
  static constexpr std::int32_t days_max = 100'000'000;

  constexpr Date() noexcept = default;
  // Days since 1970-01-01. Absent beyond min() or max().
  static constexpr std::optional<Date> from_days(std::int64_t days) noexcept {
    if (days < -days_max || days > days_max) return std::nullopt;
    return Date(static_cast<std::int32_t>(days));
  }
  static constexpr Date min() noexcept { return Date(-days_max); }
  static constexpr Date max() noexcept { return Date(days_max); }

  // Errors: out_of_range (no such day, a year outside 0001 to 9999).
  FIRSTLOG_API static Result<Date> from_civil(CivilDate civil) noexcept;
  // Reads ISO 8601 "2026-01-31" and nothing else; years 0001 to 9999. Errors: malformed, out_of_range.
  FIRSTLOG_API static Result<Date> parse(std::string_view text) noexcept;
  // "2026-01-31"; outside the years 0001 to 9999 "+012026-01-31".
  FIRSTLOG_API std::string to_string() const;

  constexpr std::int32_t days() const noexcept { return days_; }
  FIRSTLOG_API CivilDate civil() const noexcept;
  int year() const noexcept { return civil().year; }
  int month() const noexcept { return civil().month; }
  int day() const noexcept { return civil().day; }
  constexpr Weekday weekday() const noexcept {
    std::int32_t since_monday = (days_ % 7 + 7 + 3) % 7;  // 1970-01-01 was a Thursday
    return static_cast<Weekday>(since_monday + 1);
  }

  // Absent beyond min() or max().
  constexpr std::optional<Date> plus_days(std::int64_t count) const noexcept {
    constexpr std::int64_t far = 2LL * days_max;
    if (count < -far || count > far) return std::nullopt;
    return from_days(days_ + count);
  }
  // The same day of a later (or, with a negative count, earlier) month; where that month is too
  // short, its last day: 2026-01-31 plus 1 is 2026-02-28. Absent beyond min() or max().
  FIRSTLOG_API std::optional<Date> plus_months(std::int64_t count) const noexcept;

  friend constexpr bool operator==(Date, Date) noexcept = default;
  friend constexpr auto operator<=>(Date a, Date b) noexcept { return a.days_ <=> b.days_; }
  // Days from b to a.
  friend constexpr std::int32_t operator-(Date a, Date b) noexcept { return a.days_ - b.days_; }

 private:
  constexpr explicit Date(std::int32_t days) noexcept : days_(days) {}
  std::int32_t days_ = 0;
};

// Days from `first` up to, not including, `end`.
struct DateRange {
  Date first;
  Date end;
  constexpr bool contains(Date day) const noexcept { return first <= day && day < end; }
  constexpr std::int32_t days() const noexcept { return end > first ? end - first : 0; }
  friend constexpr bool operator==(const DateRange&, const DateRange&) noexcept = default;
};

// A month of a year, 0001-01 to 9999-12. A default-constructed one is 1970-01.
class YearMonth {
 public:
  constexpr YearMonth() noexcept = default;
  // Errors: out_of_range. `civil.day` is not looked at.
  FIRSTLOG_API static Result<YearMonth> from_civil(CivilDate civil) noexcept;
  // Absent outside the years 0001 to 9999.
  FIRSTLOG_API static std::optional<YearMonth> of(Date day) noexcept;
  // Reads "2026-01". Errors: malformed, out_of_range.
  FIRSTLOG_API static Result<YearMonth> parse(std::string_view text) noexcept;
  FIRSTLOG_API std::string to_string() const;

  constexpr int year() const noexcept { return months_ / 12; }
  constexpr int month() const noexcept { return months_ % 12 + 1; }
  FIRSTLOG_API Date first_day() const noexcept;
  FIRSTLOG_API Date last_day() const noexcept;
  FIRSTLOG_API DateRange days() const noexcept;
  // Absent outside the years 0001 to 9999.
  constexpr std::optional<YearMonth> plus_months(std::int64_t count) const noexcept {
    if (count < -months_end || count > months_end) return std::nullopt;
    std::int64_t months = months_ + count;
    if (months < months_first || months >= months_end) return std::nullopt;
    return YearMonth(static_cast<std::int32_t>(months));
  }

  friend constexpr bool operator==(YearMonth, YearMonth) noexcept = default;
  friend constexpr auto operator<=>(YearMonth a, YearMonth b) noexcept { return a.months_ <=> b.months_; }
  // Months from b to a.
  friend constexpr std::int32_t operator-(YearMonth a, YearMonth b) noexcept { return a.months_ - b.months_; }

 private:
  static constexpr std::int32_t months_first = 1 * 12;
  static constexpr std::int32_t months_end = 10'000 * 12;
  constexpr explicit YearMonth(std::int32_t months) noexcept : months_(months) {}
  std::int32_t months_ = 1970 * 12;  // since January of year 0
};

// The week that holds `day`, where weeks begin on `first`. At the ends of Date's range it is cut off.
FIRSTLOG_API DateRange week_of(Date day, Weekday first = Weekday::monday) noexcept;

// A week of ISO 8601: begins on Monday and belongs to the year that holds its Thursday.
struct IsoWeek {
  int year = 1970;
  int week = 1;  // 1 to 53
  friend bool operator==(const IsoWeek&, const IsoWeek&) noexcept = default;
};
FIRSTLOG_API IsoWeek iso_week_of(Date day) noexcept;
// "2026-W05".
FIRSTLOG_API std::string to_string(IsoWeek week);

// The weekdays on which an organisation works.
class WorkingWeek {
 public:
  // Monday to Friday.
  constexpr WorkingWeek() noexcept = default;
  static constexpr WorkingWeek none() noexcept {
    WorkingWeek week;
    week.mask_ = 0;
    return week;
  }
  constexpr WorkingWeek with(Weekday day) const noexcept {
    WorkingWeek week = *this;
    week.mask_ = static_cast<std::uint8_t>(mask_ | bit(day));
    return week;
  }
  constexpr WorkingWeek without(Weekday day) const noexcept {
    WorkingWeek week = *this;
    week.mask_ = static_cast<std::uint8_t>(mask_ & ~bit(day));
    return week;
  }
  constexpr bool works_on(Weekday day) const noexcept { return (mask_ & bit(day)) != 0; }
  constexpr bool empty() const noexcept { return mask_ == 0; }
  constexpr int days() const noexcept {
    int count = 0;
    for (unsigned rest = mask_; rest != 0; rest &= rest - 1) ++count;
    return count;
  }
  // Bit 0 is Monday, bit 6 Sunday.
  constexpr std::uint8_t mask() const noexcept { return mask_; }
  friend constexpr bool operator==(WorkingWeek, WorkingWeek) noexcept = default;

 private:
  static constexpr unsigned bit(Weekday day) noexcept { return 1U << (static_cast<unsigned>(day) - 1U); }
  std::uint8_t mask_ = 0b0001'1111;
};

// Which days are worked. `holidays` is borrowed and must be sorted ascending (duplicates do no
// harm); a holiday on a day that is not worked anyway changes nothing.
struct WorkingCalendar {
  WorkingWeek week;
  std::span<const Date> holidays;
};

FIRSTLOG_API bool is_working_day(Date day, const WorkingCalendar& calendar) noexcept;
// Working days in the range; 0 where it ends before it begins. Time grows with the logarithm of the
// holidays plus the holidays inside the range, not with the length of the range.
FIRSTLOG_API std::int32_t count_working_days(DateRange range, const WorkingCalendar& calendar) noexcept;
// The `nth` working day strictly after `day`, nth from 1. Absent where nth < 1, where no day is
// worked, and beyond Date::max().
FIRSTLOG_API std::optional<Date> nth_working_day_after(Date day, std::int32_t nth,
                                                       const WorkingCalendar& calendar) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/calendar-inl.hpp"  // IWYU pragma: export
#endif
