// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A moment of a day, without date or zone.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// A moment of a day as clocks on the wall show it, in microseconds since midnight, below 24 hours.
class TimeOfDay {
 public:
  static constexpr std::int64_t microseconds_end = 86'400'000'000;

  // Midnight.
  constexpr TimeOfDay() noexcept = default;
  // Absent outside 0 to microseconds_end - 1.
  static constexpr std::optional<TimeOfDay> from_microseconds(std::int64_t n) noexcept {
    if (n < 0 || n >= microseconds_end) return std::nullopt;
    return TimeOfDay(n);
  }
  // Reads "09:30", "09:30:15" or "09:30:15.25" with up to six fractional digits.
  // Errors: malformed, out_of_range.
  FIRSTLOG_API static Result<TimeOfDay> parse(std::string_view text) noexcept;
  // "09:30"; with seconds where they are not zero, with six fractional digits where those are not.
  FIRSTLOG_API std::string to_string() const;

  constexpr std::int64_t microseconds() const noexcept { return microseconds_; }
  constexpr int hour() const noexcept { return static_cast<int>(microseconds_ / 3'600'000'000); }
  constexpr int minute() const noexcept { return static_cast<int>(microseconds_ / 60'000'000 % 60); }
  constexpr int second() const noexcept { return static_cast<int>(microseconds_ / 1'000'000 % 60); }
  friend constexpr bool operator==(TimeOfDay, TimeOfDay) noexcept = default;
  friend constexpr auto operator<=>(TimeOfDay a, TimeOfDay b) noexcept {
    return a.microseconds_ <=> b.microseconds_;
  }

 private:
  constexpr explicit TimeOfDay(std::int64_t n) noexcept : microseconds_(n) {}
  std::int64_t microseconds_ = 0;
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/time_of_day-inl.hpp"  // IWYU pragma: export
#endif
