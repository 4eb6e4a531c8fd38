// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
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

// verified / expected against the thresholds, where expected is quota × part / whole: compared as
// integers, so that 2 of 3 reaches exactly two thirds.
inline bool reaches(std::int64_t verified, Rate threshold, std::int64_t quota, std::int64_t part,
                    std::int64_t whole) noexcept {
  // 2^31 closes reach a thousand times a quota of a million, and more cannot be asked; with that
  // bound no product leaves 128 bits.
  const std::int64_t closes = std::min(verified, std::int64_t{1} << 31U);
  const Int128 have = static_cast<Int128>(closes) * threshold.denominator() * whole;
  const Int128 need = static_cast<Int128>(quota) * part * threshold.numerator();
  return have >= need;
}

inline QuotaZone zone_of(const Quota& quota, std::int64_t verified, std::int64_t part,
                         std::int64_t whole) noexcept {
  if (reaches(verified, quota.green_from, quota.closes, part, whole)) return QuotaZone::green;
  if (reaches(verified, quota.amber_from, quota.closes, part, whole)) return QuotaZone::amber;
  return QuotaZone::red;
}

}  // namespace detail

FIRSTLOG_INLINE QuotaZone zone_at_end(const Quota& quota, std::int64_t verified_closes) noexcept {
  if (quota.closes == 0) return QuotaZone::exempt;
  return detail::zone_of(quota, verified_closes, 1, 1);
}

FIRSTLOG_INLINE QuotaZone zone_at_pace(const Quota& quota, std::int64_t verified_closes,
                                       std::int32_t working_days_elapsed,
                                       std::int32_t working_days_in_month) noexcept {
  if (quota.closes == 0) return QuotaZone::exempt;
  if (working_days_in_month <= 0) return QuotaZone::too_early;
  const std::int64_t expected = static_cast<std::int64_t>(quota.closes) * working_days_elapsed;
  if (expected < working_days_in_month) return QuotaZone::too_early;
  return detail::zone_of(quota, verified_closes, working_days_elapsed, working_days_in_month);
}

}  // namespace firstlog::inline v1
