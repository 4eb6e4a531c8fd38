// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Where a rep stands against quota (DOMAIN 8). Quota is the floor: verified closes per calendar month.
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/close_count.hpp"

namespace firstlog::inline v1 {

// Thresholds are exact fractions of the quota; a value equal to one reaches it.
struct Quota {
  std::int32_t closes = 3;  // per calendar month; 0 is exempt
  Rate green_from = Rate::of(1, 1);
  Rate amber_from = Rate::of(2, 3);      // below: red
  std::int32_t review_after_months = 2;  // whole months running under the quota; 0: no review

  friend bool operator==(const Quota&, const Quota&) = default;
};

// Numbers are fixed for ever.
enum class QuotaZone : std::uint8_t { exempt = 0, too_early = 1, red = 2, amber = 3, green = 4 };

constexpr std::string_view name_of(QuotaZone zone) noexcept {
  constexpr std::string_view names[] = {"exempt", "too_early", "red", "amber", "green"};
  return names[static_cast<int>(zone)];
}

// Refuses a quota outside 0 to 1,000,000, a review after more than 24 months, and thresholds that are not 0 <
// amber <= green <= 1000. Errors name the path below "policy.quota".
FIRSTLOG_API Result<void> check_quota(const Quota& quota);

// At month end: verified closes against the quota itself. Parts of shared closes count exactly.
FIRSTLOG_API QuotaZone zone_at_end(const Quota& quota, CloseCount verified_closes) noexcept;
FIRSTLOG_API QuotaZone zone_at_end(const Quota& quota, std::int64_t verified_closes) noexcept;

// During the month: against pace, that is quota × working days elapsed / working days of the month,
// today excluded from the elapsed ones. too_early until one close is expected.
FIRSTLOG_API QuotaZone zone_at_pace(const Quota& quota, CloseCount verified_closes,
                                    std::int32_t working_days_elapsed,
                                    std::int32_t working_days_in_month) noexcept;
FIRSTLOG_API QuotaZone zone_at_pace(const Quota& quota, std::int64_t verified_closes,
                                    std::int32_t working_days_elapsed,
                                    std::int32_t working_days_in_month) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/quota-inl.hpp"  // IWYU pragma: export
#endif
