// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The footer of a TZif file: a POSIX TZ string with the extensions of RFC 9636, such as
// "EST5EDT,M3.2.0,M11.1.0" or "<-02>2<-01>,M3.5.0/-1,M10.5.0/0".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "firstlog/base/detail/civil.hpp"
#include "firstlog/base/detail/scan.hpp"

namespace firstlog::inline v1::detail {

// A day that comes every year, and the second of it (which may lie outside that day).
struct YearlyMoment {
  enum class Form : std::uint8_t { day_without_leap, day_of_year, weekday_of_month };
  Form form = Form::day_of_year;
  int day = 0;  // 1 to 365 without 29 February; or 0 to 365
  int month = 1;
  int nth = 1;      // 1 to 4, 5 is the last
  int weekday = 0;  // 0 is Sunday
  std::int32_t seconds = 7200;

  // In local seconds since 1970-01-01T00:00.
  std::int64_t local_seconds_in(int year) const noexcept {
    std::int32_t at = 0;
    switch (form) {
      case Form::weekday_of_month: at = days_of_nth_weekday(year, month, nth, weekday); break;
      case Form::day_of_year: at = days_of_civil({year, 1, 1}) + day; break;
      case Form::day_without_leap: {
        bool leap = length_of_month(year, 2) == 29;
        at = days_of_civil({year, 1, 1}) + day - 1 + (leap && day >= 60 ? 1 : 0);
        break;
      }
    }
    return at * 86'400LL + seconds;
  }
};

struct PosixRule {
  std::int32_t standard_offset = 0;  // seconds, local minus UTC
  bool has_dst = false;
  std::int32_t dst_offset = 0;
  YearlyMoment dst_begin;  // by standard time
  YearlyMoment dst_end;    // by daylight saving time
};

class PosixRuleReader {
 public:
  explicit PosixRuleReader(std::string_view text) noexcept : at_(text) {}

  // Absent where the text does not follow the format.
  std::optional<PosixRule> read() noexcept {
    PosixRule rule;
    if (!skip_name() || !take_time(24, rule.standard_offset)) return std::nullopt;
    rule.standard_offset = -rule.standard_offset;  // POSIX counts west of Greenwich
    if (at_.at_end()) return rule;
    rule.has_dst = true;
    if (!skip_name()) return std::nullopt;
    rule.dst_offset = rule.standard_offset + 3600;
    if (at_.peek() != ',') {
      if (!take_time(24, rule.dst_offset)) return std::nullopt;
      rule.dst_offset = -rule.dst_offset;
    }
    if (!take_moment(rule.dst_begin) || !take_moment(rule.dst_end) || !at_.at_end()) return std::nullopt;
    return rule;
  }

 private:
  static bool is_letter(char c) noexcept { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

  // Abbreviations are read and forgotten: nothing of this library shows them.
  bool skip_name() noexcept {
    bool quoted = at_.take('<');
    std::size_t length = 0;
    while (is_letter(at_.peek()) ||
           (quoted && (is_digit(at_.peek()) || at_.peek() == '+' || at_.peek() == '-'))) {
      at_.take(at_.peek());
      ++length;
    }
    return length >= 3 && (!quoted || at_.take('>'));
  }

  bool take_number(int most, int& value) noexcept {
    std::string_view digits = at_.take_digit_run();
    if (digits.empty() || digits.size() > 3) return false;
    value = 0;
    for (char c : digits) value = value * 10 + (c - '0');
    return value <= most;
  }

  // [+-]h[h[h]][:mm[:ss]]
  bool take_time(int hours_max, std::int32_t& seconds) noexcept {
    bool negative = at_.take('-');
    if (!negative) at_.take('+');
    int hours = 0;
    int minutes = 0;
    int rest = 0;
    if (!take_number(hours_max, hours)) return false;
    if (at_.take(':')) {
      if (!at_.take_digits(2, minutes)) return false;
      if (at_.take(':') && !at_.take_digits(2, rest)) return false;
    }
    if (minutes > 59 || rest > 59) return false;
    seconds = hours * 3600 + minutes * 60 + rest;
    if (negative) seconds = -seconds;
    return true;
  }

  bool take_moment(YearlyMoment& moment) noexcept {
    if (!at_.take(',')) return false;
    if (at_.take('M')) {
      moment.form = YearlyMoment::Form::weekday_of_month;
      if (!take_number(12, moment.month) || moment.month < 1 || !at_.take('.') ||
          !take_number(5, moment.nth) || moment.nth < 1 || !at_.take('.') || !take_number(6, moment.weekday))
        return false;
    } else if (at_.take('J')) {
      moment.form = YearlyMoment::Form::day_without_leap;
      if (!take_number(365, moment.day) || moment.day < 1) return false;
    } else {
      moment.form = YearlyMoment::Form::day_of_year;
      if (!take_number(365, moment.day)) return false;
    }
    return !at_.take('/') || take_time(167, moment.seconds);
  }

  Cursor at_;
};

}  // namespace firstlog::inline v1::detail
