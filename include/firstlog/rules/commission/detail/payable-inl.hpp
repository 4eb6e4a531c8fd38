// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/rules/commission/payable.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline Error payable_fault(std::string_view list, std::size_t at, std::string_view member,
                           std::string_view reason, std::string_view remedy) {
  Error error(Status::malformed, list, reason, remedy);
  error.place.append("[").append_number(static_cast<std::int64_t>(at)).append("].").append(member);
  return error;
}

// Whole calendar months between two days.
inline std::int32_t months_between(Date first, Date last) noexcept {
  std::int32_t months = (last.year() - first.year()) * 12 + last.month() - first.month();
  if (first.plus_months(months).value_or(Date::max()) > last) --months;
  return months < 0 ? 0 : months;
}

}  // namespace detail

FIRSTLOG_INLINE Result<void> check_payable(const std::vector<PayablePart>& parts) {
  constexpr std::string_view list = "plan.payable";
  if (parts.size() > payable_parts_max)
    return Error(Status::malformed, list, "there are more than 20 parts", "join some");
  Exact sum;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const PayablePart& one = parts[i];
    if (one.part.numerator() <= 0)
      return detail::payable_fault(list, i, "part", "a part is above 0", "leave it out");
    if (static_cast<int>(one.on) > static_cast<int>(PayableOn::cash_in_full))
      return detail::payable_fault(list, i, "on", "not a value that this version knows",
                                   "use approval, invoice, cash or cash_in_full");
    if (one.after_days < 0 || one.after_days > payable_days_max)
      return detail::payable_fault(list, i, "after_days", "it lies outside 0 to 3660",
                                   "give a number of calendar days");
    sum += one.part;
  }
  if (!parts.empty() && sum != Exact::whole(1))
    return Error(Status::malformed, list, "the parts sum to " + sum.to_string() + ", not to 1",
                 "let them say when the whole is payable");
  return {};
}

FIRSTLOG_INLINE Result<void> check_clawback(const Clawback& clawback) {
  constexpr std::string_view list = "plan.clawback.points";
  const std::vector<ClawbackPoint>& points = clawback.points;
  if (static_cast<int>(clawback.unit) > 1 || static_cast<int>(clawback.between) > 1)
    return Error(Status::malformed, "plan.clawback", "not a value that this version knows",
                 "use days or months, steps or line");
  if (points.size() > clawback_points_max)
    return Error(Status::malformed, list, "there are more than 100 points", "join some");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool rises = i == 0 ? points[i].age == 0 : points[i].age > points[i - 1].age;
    if (!rises || points[i].age > payable_days_max)
      return detail::payable_fault(list, i, "age", "ages begin at 0 and rise, to 3660 at most",
                                   "sort the points, the first of age 0");
    if (points[i].part.numerator() < 0 || points[i].part > Rate::one())
      return detail::payable_fault(list, i, "part", "a part lies between 0 and 1", "correct it");
  }
  return {};
}

FIRSTLOG_INLINE Exact clawback_part(const Clawback& clawback, Date credited, Date refunded) {
  const std::vector<ClawbackPoint>& points = clawback.points;
  if (points.empty()) return Exact::whole(1);
  const std::int32_t age = clawback.unit == ClawbackUnit::months ? detail::months_between(credited, refunded)
                                                                 : refunded - credited;
  std::size_t at = 0;
  while (at + 1 < points.size() && points[at + 1].age <= age) ++at;
  Exact part = points[at].part;
  if (clawback.between == ClawbackBetween::steps || at + 1 == points.size() || age <= points[at].age)
    return part;
  const Exact way =
      *Exact::divide(Exact::whole(age - points[at].age), Exact::whole(points[at + 1].age - points[at].age));
  return part + (Exact(points[at + 1].part) - part) * way;
}

}  // namespace firstlog::inline v1
