// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// When what a close earned becomes payable, and what of it a refund takes back (DOMAIN 7). Both are members
// of a plan's component, beside its steps: what is earned does not depend on them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// What releases a part of the pay. Numbers are fixed for ever.
enum class PayableOn : std::uint8_t {
  approval = 0,
  invoice = 1,       // as much of it as was invoiced by invoices recorded
  cash = 2,          // as much of it as was received: part payments pro rata
  cash_in_full = 3,  // all of it, once everything is received
};
constexpr std::string_view name_of(PayableOn on) noexcept {
  constexpr std::string_view names[] = {"approval", "invoice", "cash", "cash_in_full"};
  return names[static_cast<int>(on)];
}

// One part of what a close earned: payable once its condition holds and its day has come.
struct PayablePart {
  Rate part;  // above 0; the parts of a component sum to 1
  PayableOn on = PayableOn::approval;
  std::int32_t after_days = 0;  // not before so many calendar days after the credit date; 0 to 3,660
  std::optional<Date> from;     // not before this day
  friend bool operator==(const PayablePart&, const PayablePart&) = default;
};

// Numbers are fixed for ever.
enum class ClawbackUnit : std::uint8_t { days = 0, months = 1 };
constexpr std::string_view name_of(ClawbackUnit unit) noexcept {
  return unit == ClawbackUnit::days ? "days" : "months";
}
// What holds between two points. Numbers are fixed for ever.
enum class ClawbackBetween : std::uint8_t { steps = 0, line = 1 };
constexpr std::string_view name_of(ClawbackBetween between) noexcept {
  return between == ClawbackBetween::steps ? "steps" : "line";
}
struct ClawbackPoint {
  std::int32_t age = 0;  // of the close at its refund
  Rate part;             // 0 to 1
  friend bool operator==(const ClawbackPoint&, const ClawbackPoint&) = default;
};

// How much of the refunded part's commission is taken back, by the age of the close: whole calendar days or
// months from its credit date to the refund. Behind the last point its part holds. No points: all of it.
struct Clawback {
  ClawbackUnit unit = ClawbackUnit::days;
  ClawbackBetween between = ClawbackBetween::steps;
  std::vector<ClawbackPoint> points;  // by rising ages, the first of 0
  friend bool operator==(const Clawback&, const Clawback&) = default;
};

inline constexpr std::size_t payable_parts_max = 20;
inline constexpr std::size_t clawback_points_max = 100;
inline constexpr std::int32_t payable_days_max = 3660;

// Errors (malformed), with paths below "plan.payable" and "plan.clawback".
FIRSTLOG_API Result<void> check_payable(const std::vector<PayablePart>& parts);
FIRSTLOG_API Result<void> check_clawback(const Clawback& clawback);

// The part that a refund on `refunded` takes back of a close credited on `credited`.
FIRSTLOG_API Exact clawback_part(const Clawback& clawback, Date credited, Date refunded);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/commission/detail/payable-inl.hpp"  // IWYU pragma: export
#endif
