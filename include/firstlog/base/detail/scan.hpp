// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the strict readers of base/ share: a cursor over text and the place that their errors name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1::detail {

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// `rate "0.1x5"`. Foreign text goes into logs: only printable ASCII is repeated, and not much of it.
FIRSTLOG_COLD inline FixedText<118> place_of(std::string_view kind, std::string_view text) noexcept {
  FixedText<118> place(kind);
  place.append(" \"");
  constexpr std::size_t shown_max = 60;
  for (char c : text.substr(0, shown_max)) {
    bool printable = c >= ' ' && c <= '~';
    place.append({printable ? &c : "?", 1});
  }
  return place.append(text.size() > shown_max ? "...\"" : "\"");
}

// Reads text from left to right; never beyond its end.
class Cursor {
 public:
  explicit Cursor(std::string_view text) noexcept : rest_(text) {}

  bool at_end() const noexcept { return rest_.empty(); }
  // The next character, '\0' at the end.
  char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }
  std::string_view rest() const noexcept { return rest_; }

  bool take(char expected) noexcept {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Exactly `count` digits, at most nine.
  bool take_digits(std::size_t count, int& value) noexcept {
    if (rest_.size() < count) return false;
    int read = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return false;
      read = read * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    value = read;
    return true;
  }

  // The longest run of digits here, possibly empty.
  std::string_view take_digit_run() noexcept {
    std::size_t n = 0;
    while (n < rest_.size() && is_digit(rest_[n])) ++n;
    std::string_view run = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return run;
  }

 private:
  std::string_view rest_;
};

// Appends `value` in decimal, filled with zeros to at least `width` digits.
inline void append_padded(std::string& out, std::uint64_t value, std::size_t width) {
  char digits[20];
  std::size_t n = 0;
  do {
    digits[n++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  for (std::size_t i = n; i < width; ++i) out.push_back('0');
  while (n > 0) out.push_back(digits[--n]);
}

// Four digits; outside the years 0001 to 9999 a sign and six.
inline void append_year(std::string& out, int year) {
  if (year >= 1 && year <= 9999) return append_padded(out, static_cast<std::uint64_t>(year), 4);
  out.push_back(year < 0 ? '-' : '+');
  append_padded(out, static_cast<std::uint64_t>(year < 0 ? -year : year), 6);
}

// Fractional seconds behind a '.', one to six digits, in microseconds. False where there is no
// digit; `exact` is cleared where there are more than six.
inline bool take_fraction(Cursor& at, std::int64_t& microseconds, bool& exact) noexcept {
  std::string_view digits = at.take_digit_run();
  if (digits.empty()) return false;
  exact = digits.size() <= 6;
  std::int64_t value = 0;
  for (std::size_t i = 0; i < 6; ++i) value = value * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  microseconds = value;
  return true;
}

inline Error inexact_time(std::string_view kind, std::string_view text) noexcept {
  return Error(Status::out_of_range, place_of(kind, text).view(),
               "more than six fractional digits: an instant counts microseconds",
               "round to six fractional digits before passing it on");
}

// Rounds toward minus infinity; `b` > 0.
constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace firstlog::inline v1::detail
