// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Exact rational numbers of any size: what a plan computes with between its inputs and its rounding
// steps. Small values (a fraction of two 64-bit integers) live in the object; what does not fit goes
// through 128 bits and then to unbounded integers, and comes back as soon as it fits again. The value
// is the same on every path.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "firstlog/base/config.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/base/rounding.hpp"

namespace firstlog::inline v1 {

namespace detail {
struct WideFraction;  // unbounded; base/detail/wide_fraction.hpp
}

// A value to decimal places: `places` digits behind the point, negative for tens and hundreds.
struct Rounding {
  RoundingMode mode = RoundingMode::half_up;
  std::int32_t places = 2;

  friend bool operator==(const Rounding&, const Rounding&) = default;
};
inline constexpr std::int32_t rounding_places_min = -18;
inline constexpr std::int32_t rounding_places_max = 18;

// A rational number in lowest terms, its denominator positive. A default-constructed one is 0.
// Arithmetic never rounds and never overflows; it throws std::bad_alloc, and only where a value
// leaves 64 bits. A moved-from number is 0.
class Exact {
 public:
  constexpr Exact() noexcept = default;
  static constexpr Exact whole(std::int64_t n) noexcept { return Exact(n, 1); }
  Exact(Rate rate) noexcept  // NOLINT(google-explicit-constructor)
      : numerator_(rate.numerator()), denominator_(rate.denominator()) {}
  // An amount in units of its currency: 1,800.00 is 1800.
  FIRSTLOG_API static Exact of_money(Money money);

  template <class T>
    requires std::is_floating_point_v<T>
  Exact(T numbers_are_exact_use_parse_or_whole) = delete;
  template <class T>
    requires std::is_floating_point_v<T>
  static Exact whole(T numbers_are_exact_use_parse_or_whole) = delete;

  Exact(const Exact& other)
      : numerator_(other.numerator_), denominator_(other.denominator_), wide_(copy_of(other.wide_)) {}
  Exact(Exact&& other) noexcept
      : numerator_(std::exchange(other.numerator_, 0)),
        denominator_(std::exchange(other.denominator_, 1)),
        wide_(std::exchange(other.wide_, nullptr)) {}
  Exact& operator=(Exact other) noexcept {
    std::swap(numerator_, other.numerator_);
    std::swap(denominator_, other.denominator_);
    std::swap(wide_, other.wide_);
    return *this;
  }
  constexpr ~Exact() {
    if (wide_ != nullptr) destroy(wide_);
  }

  // Reads "0.15", "-33.35", "12.5%", "2/3": what Rate::parse reads, of any size up to
  // exact_digits_max characters. Errors: malformed; invalid_argument ("1/0"); out_of_range (longer).
  FIRSTLOG_API static Result<Exact> parse(std::string_view text);
  // The shortest exact decimal; where no decimal ends, "2/3". parse() reads it back, unless it grew
  // beyond exact_digits_max.
  FIRSTLOG_API std::string to_string() const;

  // -1, 0 or 1.
  int sign() const noexcept {
    return wide_ != nullptr ? wide_sign() : numerator_ < 0 ? -1 : numerator_ > 0 ? 1 : 0;
  }
  bool is_zero() const noexcept { return wide_ == nullptr && numerator_ == 0; }
  bool is_negative() const noexcept { return sign() < 0; }
  // Whether it is a fraction of two 64-bit integers, the form in which arithmetic allocates nothing.
  bool is_small() const noexcept { return wide_ == nullptr; }
  // Bits of the longer of numerator and denominator: how much memory and time the number costs.
  FIRSTLOG_API std::size_t bits() const noexcept;

  // Rounded once.
  FIRSTLOG_API Exact rounded(Rounding rounding) const;
  // Absent where it is no fraction of two 64-bit integers.
  std::optional<Rate> as_rate() const noexcept {
    if (wide_ != nullptr || numerator_ == INT64_MIN) return std::nullopt;
    Result<Rate> rate = Rate::from_fraction({numerator_, denominator_});
    if (!rate) return std::nullopt;
    return *rate;
  }
  // The amount in minor units, rounded once. Errors: overflow; invalid_argument (absent currency).
  FIRSTLOG_API Result<Money> as_money(Currency currency, RoundingMode mode) const;

  friend Exact operator+(const Exact& a, const Exact& b) {
    std::int64_t sum = 0;
    if (a.is_whole() && b.is_whole() && !__builtin_add_overflow(a.numerator_, b.numerator_, &sum))
      return whole(sum);
    return added(a, b, false);
  }
  friend Exact operator-(const Exact& a, const Exact& b) {
    std::int64_t difference = 0;
    if (a.is_whole() && b.is_whole() && !__builtin_sub_overflow(a.numerator_, b.numerator_, &difference))
      return whole(difference);
    return added(a, b, true);
  }
  friend Exact operator*(const Exact& a, const Exact& b) {
    std::int64_t product = 0;
    if (a.is_whole() && b.is_whole() && !__builtin_mul_overflow(a.numerator_, b.numerator_, &product))
      return whole(product);
    return multiplied(a, b);
  }
  Exact operator-() const { return Exact() - *this; }
  Exact& operator+=(const Exact& b) { return *this = *this + b; }
  Exact& operator-=(const Exact& b) { return *this = *this - b; }
  Exact& operator*=(const Exact& b) { return *this = *this * b; }
  // Absent where `b` is 0.
  FIRSTLOG_API static std::optional<Exact> divide(const Exact& a, const Exact& b);

  friend bool operator==(const Exact& a, const Exact& b) noexcept {
    if (a.wide_ == nullptr && b.wide_ == nullptr)
      return a.numerator_ == b.numerator_ && a.denominator_ == b.denominator_;
    return compare(a, b) == 0;
  }
  friend std::strong_ordering operator<=>(const Exact& a, const Exact& b) noexcept {
    if (a.is_whole() && b.is_whole()) return a.numerator_ <=> b.numerator_;
    return compare(a, b) <=> 0;
  }

 private:
  constexpr Exact(std::int64_t n, std::int64_t d) noexcept : numerator_(n), denominator_(d) {}
  bool is_whole() const noexcept { return wide_ == nullptr && denominator_ == 1; }
  static detail::WideFraction* copy_of(const detail::WideFraction* wide) {
    return wide == nullptr ? nullptr : copy(wide);
  }
  FIRSTLOG_API static detail::WideFraction* copy(const detail::WideFraction* wide);
  FIRSTLOG_API static void destroy(detail::WideFraction* wide) noexcept;
  FIRSTLOG_API static Exact added(const Exact& a, const Exact& b, bool subtract);
  FIRSTLOG_API static Exact multiplied(const Exact& a, const Exact& b);
  FIRSTLOG_API static int compare(const Exact& a, const Exact& b) noexcept;
  FIRSTLOG_API int wide_sign() const noexcept;
  friend struct detail::WideFraction;

  std::int64_t numerator_ = 0;
  std::int64_t denominator_ = 1;          // above 0; both are 0 and 1 where `wide_` is set
  detail::WideFraction* wide_ = nullptr;  // owned; set only where the fraction does not fit 64 bits
};

inline constexpr std::size_t exact_digits_max = 400;
// A number whose numerator or denominator needs more bits than this ends an evaluation: honest plans
// need a few hundred, and whoever writes a plan should not choose how long its evaluation takes.
inline constexpr std::size_t exact_bits_max = 4'096;
inline bool beyond_measure(const Exact& value) noexcept {
  return !value.is_small() && value.bits() > exact_bits_max;
}

inline const Exact& least_of(const Exact& a, const Exact& b) noexcept {
  return b < a ? b : a;
}
inline const Exact& greatest_of(const Exact& a, const Exact& b) noexcept {
  return a < b ? b : a;
}

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/exact-inl.hpp"  // IWYU pragma: export
#endif
