// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/time_format.hpp"

#include <algorithm>

namespace firstlog::inline v1::detail {

namespace {

constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
constexpr std::string_view known = "YymbdHIpMSfzsQ%";

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : text_(text) {}

  // `most` up to 18: more may not fit.
  bool digits(std::size_t least, std::size_t most, std::int64_t& value) noexcept {
    const std::size_t end = std::min(most, text_.size());
    std::size_t n = 0;
    std::int64_t read = 0;
    for (; n < end && text_[n] >= '0' && text_[n] <= '9'; ++n) read = read * 10 + (text_[n] - '0');
    value = read;
    text_.remove_prefix(n);
    return n >= least;
  }
  bool literal(char c) noexcept {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool month_name(std::int64_t& month) noexcept {
    if (text_.size() < 3) return false;
    for (std::size_t i = 0; i < 12; ++i) {
      const std::string_view name = months.substr(3 * i, 3);
      if (lower(text_[0]) != name[0] || lower(text_[1]) != name[1] || lower(text_[2]) != name[2]) continue;
      month = static_cast<std::int64_t>(i) + 1;
      text_.remove_prefix(3);
      return true;
    }
    return false;
  }
  bool half_of_day(bool& afternoon) noexcept {
    if (text_.size() < 2 || lower(text_[1]) != 'm') return false;
    afternoon = lower(text_[0]) == 'p';
    if (!afternoon && lower(text_[0]) != 'a') return false;
    text_.remove_prefix(2);
    return true;
  }
  // Digits beyond the sixth are cut.
  bool fraction(std::int64_t& microseconds) noexcept {
    microseconds = 0;
    if (text_.empty() || (text_[0] != '.' && text_[0] != ',')) return true;
    std::size_t n = 1;
    std::int64_t unit = 100'000;
    for (; n < text_.size() && n <= 9 && text_[n] >= '0' && text_[n] <= '9'; ++n, unit /= 10)
      microseconds += (text_[n] - '0') * unit;
    text_.remove_prefix(n);
    return n > 1;
  }
  bool offset(std::int32_t& seconds) noexcept {
    if (literal('Z') || literal('z')) {
      seconds = 0;
      return true;
    }
    const bool minus = !text_.empty() && text_[0] == '-';
    if (!literal('+') && !literal('-')) return false;
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if (!digits(2, 2, hours)) return false;
    const bool colon = literal(':');
    if (colon || (!text_.empty() && text_[0] >= '0' && text_[0] <= '9'))
      if (!digits(2, 2, minutes)) return false;
    if (hours > 23 || minutes > 59) return false;
    seconds = static_cast<std::int32_t>(hours * 3600 + minutes * 60) * (minus ? -1 : 1);
    return true;
  }
  bool done() const noexcept { return text_.empty(); }
  bool negative() noexcept { return literal('-'); }

 private:
  std::string_view text_;
};

struct Parts {
  std::int64_t year = 1970;
  std::int64_t month = 1;
  std::int64_t day = 1;
  std::int64_t hour = 0;
  std::int64_t minute = 0;
  std::int64_t second = 0;
  std::int64_t microseconds = 0;
  std::optional<bool> afternoon;
};

bool read_part(Scanner& scan, char what, Parts& parts, ReadTime& read) noexcept {
  std::int64_t n = 0;
  switch (what) {
    case 'Y': return scan.digits(4, 4, parts.year);
    case 'y':
      if (!scan.digits(2, 2, n)) return false;
      parts.year = n < 70 ? 2000 + n : 1900 + n;
      return true;
    case 'm': return scan.digits(1, 2, parts.month);
    case 'b': return scan.month_name(parts.month);
    case 'd': return scan.digits(1, 2, parts.day);
    case 'H': return scan.digits(1, 2, parts.hour) && parts.hour < 24;
    case 'I': return scan.digits(1, 2, parts.hour) && parts.hour >= 1 && parts.hour <= 12;
    case 'p': {
      bool afternoon = false;
      if (!scan.half_of_day(afternoon)) return false;
      parts.afternoon = afternoon;
      return true;
    }
    case 'M': return scan.digits(1, 2, parts.minute) && parts.minute < 60;
    case 'S': return scan.digits(1, 2, parts.second) && parts.second < 60;
    case 'f': return scan.fraction(parts.microseconds);
    case 'z': {
      std::int32_t seconds = 0;
      if (!scan.offset(seconds)) return false;
      read.offset_seconds = seconds;
      return true;
    }
    case 's':
    case 'Q': {
      const bool minus = scan.negative();
      if (!scan.digits(1, 15, n)) return false;
      if (minus) n = -n;
      if (what == 's' && (n > 253'402'300'799 || n < -62'135'596'800)) return false;
      if (what == 'Q' && (n > 253'402'300'799'999 || n < -62'135'596'800'000)) return false;
      read.instant = what == 's' ? Instant::from_seconds(n) : Instant::from_microseconds(n * 1000);
      return true;
    }
    default: return scan.literal(what);
  }
}

}  // namespace

std::optional<std::string_view> fault_of_format(std::string_view format) noexcept {
  bool year = false;
  bool month = false;
  bool day = false;
  bool whole = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    ++i;
    if (i == format.size() || known.find(format[i]) == std::string_view::npos)
      return "behind % stands none of Y y m b d H I p M S f z s Q %";
    const char c = format[i];
    year = year || c == 'Y' || c == 'y';
    month = month || c == 'm' || c == 'b';
    day = day || c == 'd';
    whole = whole || c == 's' || c == 'Q';
  }
  if (!whole && !(year && month && day)) return "it says no day: %Y, %m and %d, or %s";
  return {};
}

std::optional<ReadTime> read_time(std::string_view text, std::string_view format) noexcept {
  Scanner scan(text);
  Parts parts;
  ReadTime read;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const bool part = format[i] == '%' && i + 1 < format.size();
    if (part ? !read_part(scan, format[++i], parts, read) : !scan.literal(format[i])) return {};
  }
  if (!scan.done()) return {};
  if (parts.afternoon) {
    if (parts.hour > 12) return {};
    parts.hour = parts.hour % 12 + (*parts.afternoon ? 12 : 0);
  }
  const Result<Date> date = Date::from_civil(
      {static_cast<int>(parts.year), static_cast<int>(parts.month), static_cast<int>(parts.day)});
  if (!date) return {};
  read.date = *date;
  read.microseconds = ((parts.hour * 60 + parts.minute) * 60 + parts.second) * 1'000'000 + parts.microseconds;
  return read;
}

Instant instant_of(const ReadTime& read, const Zone& zone, std::int64_t plus_days,
                   std::int64_t plus_minutes) noexcept {
  Instant at;
  if (read.instant || read.offset_seconds) {
    at = read.instant ? *read.instant
                      : Instant::from_microseconds(
                            static_cast<std::int64_t>(read.date.days()) * 86'400'000'000 + read.microseconds -
                            static_cast<std::int64_t>(*read.offset_seconds) * 1'000'000);
    if (plus_days != 0) {
      const LocalTime local = zone.local_of(at);
      at = zone.instant_of(local.date.plus_days(plus_days).value_or(local.date), local.time);
    }
  } else {
    const TimeOfDay time = TimeOfDay::from_microseconds(read.microseconds).value_or(TimeOfDay());
    at = zone.instant_of(read.date.plus_days(plus_days).value_or(read.date), time);
  }
  return at + Duration::minutes(plus_minutes);
}

}  // namespace firstlog::inline v1::detail
