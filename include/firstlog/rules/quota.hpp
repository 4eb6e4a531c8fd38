// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a rep is expected to reach in a calendar month, and the zones in which he stands against it
// (DOMAIN 8). Quota is the floor: verified closes a month, unless the policy measures by revenue or points.
// What a quota comes to for one rep in one month is in rules/period_quota.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/rate.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/close_count.hpp"
#include "firstlog/rules/quota_zone.hpp"

namespace firstlog::inline v1 {

// What counts towards a quota, always of verified closes alone. Numbers are fixed for ever.
enum class QuotaMeasure : std::uint8_t {
  closes = 0,   // net verified closes, shared ones by their parts
  revenue = 1,  // net, in units of the plan's currency: 1,800.00 is 1800
  points = 2,   // closes and revenue, each by its weight
};

constexpr std::string_view name_of(QuotaMeasure measure) noexcept {
  constexpr std::string_view names[] = {"closes", "revenue", "points"};
  return names[static_cast<int>(measure)];
}

// Which days a month's quota is spread over while the month lasts. Numbers are fixed for ever.
enum class QuotaPace : std::uint8_t { working_days = 0, calendar_days = 1 };

constexpr std::string_view name_of(QuotaPace pace) noexcept {
  return pace == QuotaPace::calendar_days ? "calendar_days" : "working_days";
}

// A zone of the policy's own: it begins at a fraction of the quota and counts as red, amber or green.
struct NamedZone {
  std::string name;  // 1 to 64 bytes
  Rate from;         // of the quota; reaching it is enough
  QuotaZone zone = QuotaZone::green;

  friend bool operator==(const NamedZone&, const NamedZone&) = default;
};

// Another quota for one rep or one team, on the days from `from` to `until`, both inside.
struct QuotaRow {
  std::string rep;  // a host key; exactly one of rep and team is given
  std::string team;
  std::optional<Date> from;   // absent: since ever
  std::optional<Date> until;  // absent: for good
  Rate target;                // a whole month's, in units of the measure; 0 is exempt

  friend bool operator==(const QuotaRow&, const QuotaRow&) = default;
};

// Thresholds are exact fractions of the quota; a value equal to one reaches it.
struct Quota {
  std::int32_t closes = 3;  // per calendar month, where the measure is closes; 0 is exempt
  Rate green_from = Rate::of(1, 1);
  Rate amber_from = Rate::of(2, 3);      // below: red
  std::int32_t review_after_months = 2;  // whole months running under the quota; 0: no review
  QuotaMeasure measure = QuotaMeasure::closes;
  Rate target;                          // of the other measures: per calendar month; 0 is exempt
  Rate points_per_close = Rate::one();  // where the measure is points
  Rate points_per_unit;                 // of revenue, per unit of the plan's currency
  std::vector<NamedZone> zones;         // in place of amber_from and green_from; the first from 0, rising
  std::vector<Rate> ramp;               // factors of the first months of employment, the month of hire first
  bool prorate = true;                  // by working days employed; else a part of a month owes the whole
  bool leave_prorates = true;           // days of absence are not worked
  std::int32_t leave_month_days = 1;    // working days of absence that make a month one of leave
  QuotaPace pace = QuotaPace::working_days;
  Rate pace_from = Rate::one();  // too early until so much is expected, in units of the measure
  std::vector<QuotaRow> rows;    // a rep's before a team's before the quota above

  // The month's quota of whoever no row names.
  Rate base() const noexcept { return measure == QuotaMeasure::closes ? Rate::whole(closes) : target; }

  friend bool operator==(const Quota&, const Quota&) = default;
};

// Refuses a quota outside 0 to 1,000,000 closes or 1,000,000,000,000 units; thresholds that are not 0 < amber
// <= green <= 1000; zones that do not rise from 0 or fall in colour; a ramp factor outside 0 to 1; rows that
// name not just one of rep and team, end before they begin, or overlap. Errors name the path below
// "policy.quota".
FIRSTLOG_API Result<void> check_quota(const Quota& quota);

// Where somebody stands who reached `achieved` of `expected`. exempt where nothing is expected.
FIRSTLOG_API QuotaZone zone_of(const Quota& quota, const Exact& achieved, const Exact& expected);
// The name of that zone: the policy's own, else name_of(QuotaZone). Valid as long as `quota`.
FIRSTLOG_API std::string_view zone_name_of(const Quota& quota, const Exact& achieved, const Exact& expected);

// A whole month of whoever has no row and no ramp, measured in closes. At month end: verified closes
// against the quota itself. Parts of shared closes count exactly.
FIRSTLOG_API QuotaZone zone_at_end(const Quota& quota, CloseCount verified_closes);
FIRSTLOG_API QuotaZone zone_at_end(const Quota& quota, std::int64_t verified_closes);

// During the month: against pace, that is quota × working days elapsed / working days of the month,
// today excluded from the elapsed ones. too_early until `pace_from` is expected.
FIRSTLOG_API QuotaZone zone_at_pace(const Quota& quota, CloseCount verified_closes,
                                    std::int32_t working_days_elapsed, std::int32_t working_days_in_month);
FIRSTLOG_API QuotaZone zone_at_pace(const Quota& quota, std::int64_t verified_closes,
                                    std::int32_t working_days_elapsed, std::int32_t working_days_in_month);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/quota-inl.hpp"  // IWYU pragma: export
#endif
