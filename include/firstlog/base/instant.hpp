// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Points and spans of time in microseconds. No clock is read here or anywhere in the domain: every
// instant is passed in.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// A span of time in microseconds; may be negative.
class Duration {
 public:
  constexpr Duration() noexcept = default;
  static constexpr Duration microseconds(std::int64_t n) noexcept { return Duration(n); }
  static constexpr Duration milliseconds(std::int64_t n) noexcept { return Duration(n * 1'000); }
  static constexpr Duration seconds(std::int64_t n) noexcept { return Duration(n * 1'000'000); }
  static constexpr Duration minutes(std::int64_t n) noexcept { return Duration(n * 60'000'000); }
  static constexpr Duration hours(std::int64_t n) noexcept { return Duration(n * 3'600'000'000); }
  // 24 hours. Calendar days, whose length varies, are in base/calendar.hpp.
  static constexpr Duration days_of_24_hours(std::int64_t n) noexcept { return Duration(n * 86'400'000'000); }

  constexpr std::int64_t microseconds() const noexcept { return microseconds_; }
  friend constexpr bool operator==(Duration, Duration) noexcept = default;
  friend constexpr auto operator<=>(Duration a, Duration b) noexcept {
    return a.microseconds_ <=> b.microseconds_;
  }

 private:
  constexpr explicit Duration(std::int64_t n) noexcept : microseconds_(n) {}
  std::int64_t microseconds_ = 0;
};

// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted. A
// default-constructed instant is the epoch itself.
class Instant {
 public:
  constexpr Instant() noexcept = default;
  static constexpr Instant from_microseconds(std::int64_t n) noexcept { return Instant(n); }
  static constexpr Instant from_seconds(std::int64_t n) noexcept { return Instant(n * 1'000'000); }

  // Reads RFC 3339, "2026-01-31T09:30:00Z" or "…09:30:00.250000+01:00": the offset is required,
  // up to six fractional digits are read, more are refused as inexact. Years 0001 to 9999.
  // Errors: malformed, out_of_range.
  FIRSTLOG_API static Result<Instant> parse(std::string_view text) noexcept;

  // RFC 3339 in UTC with six fractional digits: "2026-01-31T09:30:00.250000Z".
  FIRSTLOG_API std::string to_string() const;

  constexpr std::int64_t microseconds() const noexcept { return microseconds_; }
  friend constexpr bool operator==(Instant, Instant) noexcept = default;
  friend constexpr auto operator<=>(Instant a, Instant b) noexcept {
    return a.microseconds_ <=> b.microseconds_;
  }
  friend constexpr Instant operator+(Instant a, Duration d) noexcept {
    return Instant(a.microseconds_ + d.microseconds());
  }
  friend constexpr Instant operator-(Instant a, Duration d) noexcept {
    return Instant(a.microseconds_ - d.microseconds());
  }
  friend constexpr Duration operator-(Instant a, Instant b) noexcept {
    return Duration::microseconds(a.microseconds_ - b.microseconds_);
  }

 private:
  constexpr explicit Instant(std::int64_t n) noexcept : microseconds_(n) {}
  std::int64_t microseconds_ = 0;
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/instant-inl.hpp"  // IWYU pragma: export
#endif
