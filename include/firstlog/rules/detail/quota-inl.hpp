// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "firstlog/base/detail/int128.hpp"
#include "firstlog/rules/quota.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Result<void> check_quota(const Quota& quota) {
  if (quota.closes < 0 || quota.closes > 1'000'000)
    return Error(Status::malformed, "policy.quota.closes", "a quota is 0 to 1,000,000 closes",
                 "give a number in that range; 0 exempts");
  if (!(Rate() < quota.amber_from))
    return Error(Status::malformed, "policy.quota.amber_from", "the threshold is not above 0",
                 "give a fraction of the quota, such as \"2/3\"");
  if (quota.green_from < quota.amber_from)
    return Error(Status::malformed, "policy.quota.green_from", "green begins below amber",
                 "give a fraction that is not below amber_from");
  if (Rate::whole(1000) < quota.green_from)
    return Error(Status::malformed, "policy.quota.green_from", "the threshold is above 1000 times the quota",
                 "give a fraction of the quota, such as \"1\"");
  if (quota.review_after_months < 0 || quota.review_after_months > 24)
    return Error(Status::malformed, "policy.quota.review_after_months", "the number lies outside 0 to 24",
                 "give a number in that range");
  return {};
}

namespace detail {

// Whole closes, and parts of one beside them.
struct Closes {
  std::int64_t whole = 0;
  std::int64_t rest = 0;  // of CloseCount::parts_per_close
};

// a / b >= c / d, all of them not negative, b and d above 0. Without products, which could leave 128
// bits: whole parts first, then the reciprocals of what is left.
inline bool at_least(Int128 a, Int128 b, Int128 c, Int128 d) noexcept {
  for (;;) {
    if (a / b != c / d) return a / b > c / d;
    a %= b;
    c %= d;
    if (a == 0 || c == 0) return c == 0;
    const Int128 denominator = b;
    b = c;
    c = denominator;
    const Int128 numerator = a;
    a = d;
    d = numerator;
  }
}

// verified / expected against the threshold, where expected is quota × part / whole days: compared as
// integers, so that 2 of 3 reaches exactly two thirds.
inline bool reaches(Closes verified, Rate threshold, std::int64_t quota, std::int64_t part,
                    std::int64_t whole) noexcept {
  // A threshold is at most 1000, a quota a million, and the part at most the whole: with these bounds
  // no product leaves 128 bits.
  const Int128 need = static_cast<Int128>(quota) * part * threshold.numerator();
  const Int128 unit = static_cast<Int128>(threshold.denominator()) * whole;
  const Int128 need_whole = need / unit;
  if (verified.whole != need_whole) return verified.whole > need_whole;
  return at_least(verified.rest, CloseCount::parts_per_close, need % unit, unit);
}

inline QuotaZone zone_of(const Quota& quota, Closes verified, std::int64_t part,
                         std::int64_t whole) noexcept {
  if (reaches(verified, quota.green_from, quota.closes, part, whole)) return QuotaZone::green;
  if (reaches(verified, quota.amber_from, quota.closes, part, whole)) return QuotaZone::amber;
  return QuotaZone::red;
}

inline QuotaZone zone_at_end(const Quota& quota, Closes verified) noexcept {
  if (quota.closes == 0) return QuotaZone::exempt;
  return zone_of(quota, verified, 1, 1);
}

inline QuotaZone zone_at_pace(const Quota& quota, Closes verified, std::int32_t elapsed,
                              std::int32_t in_month) noexcept {
  if (quota.closes == 0) return QuotaZone::exempt;
  if (in_month <= 0) return QuotaZone::too_early;
  const std::int64_t expected = static_cast<std::int64_t>(quota.closes) * elapsed;
  if (expected < in_month) return QuotaZone::too_early;
  return zone_of(quota, verified, elapsed, in_month);
}

}  // namespace detail

FIRSTLOG_INLINE QuotaZone zone_at_end(const Quota& quota, std::int64_t verified_closes) noexcept {
  return detail::zone_at_end(quota, detail::Closes{verified_closes, 0});
}

FIRSTLOG_INLINE QuotaZone zone_at_end(const Quota& quota, CloseCount verified_closes) noexcept {
  return detail::zone_at_end(quota, detail::Closes{verified_closes.closes(), verified_closes.rest()});
}

FIRSTLOG_INLINE QuotaZone zone_at_pace(const Quota& quota, std::int64_t verified_closes,
                                       std::int32_t working_days_elapsed,
                                       std::int32_t working_days_in_month) noexcept {
  return detail::zone_at_pace(quota, detail::Closes{verified_closes, 0}, working_days_elapsed,
                              working_days_in_month);
}

FIRSTLOG_INLINE QuotaZone zone_at_pace(const Quota& quota, CloseCount verified_closes,
                                       std::int32_t working_days_elapsed,
                                       std::int32_t working_days_in_month) noexcept {
  return detail::zone_at_pace(quota, detail::Closes{verified_closes.closes(), verified_closes.rest()},
                              working_days_elapsed, working_days_in_month);
}

}  // namespace firstlog::inline v1
