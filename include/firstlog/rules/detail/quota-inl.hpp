// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "firstlog/base/text.hpp"
#include "firstlog/rules/detail/check_range.hpp"
#include "firstlog/rules/quota.hpp"

namespace firstlog::inline v1 {

namespace detail {

constexpr std::int64_t quota_target_max = 1'000'000'000'000;

// An error at a place in a list of the quota: "policy.quota.rows[3].rep".
inline Error quota_error(std::string_view list, std::size_t at, std::string_view member,
                         std::string_view reason, std::string_view remedy) {
  Error error(Status::malformed, "policy.quota.", reason, remedy);
  error.place.append(list)
      .append("[")
      .append_number(static_cast<std::int64_t>(at))
      .append("]")
      .append(member);
  return error;
}

inline bool is_target(Rate target) noexcept {
  return !target.is_negative() && !(Rate::whole(quota_target_max) < target);
}

inline Result<void> check_zones(const std::vector<NamedZone>& zones) {
  for (std::size_t i = 0; i < zones.size(); ++i) {
    const NamedZone& zone = zones[i];
    auto error = [&](std::string_view member, std::string_view reason, std::string_view remedy) {
      return quota_error("zones", i, member, reason, remedy);
    };
    if (zone.name.size() > 64 || !valid_key(zone.name))
      return error(".name", "a zone's name has 1 to 64 bytes of UTF-8 without control characters",
                   "name the zone");
    for (std::size_t j = 0; j < i; ++j)
      if (zones[j].name == zone.name)
        return error(".name", "another zone has this name", "give each zone a name of its own");
    if (i == 0 && !zone.from.is_zero())
      return error(".from", "the lowest zone does not begin at 0", "write \"0\": nobody stands below it");
    if (i != 0 && !(zones[i - 1].from < zone.from))
      return error(".from", "the thresholds do not rise", "sort the zones by their thresholds");
    if (Rate::whole(1000) < zone.from)
      return error(".from", "the threshold is above 1000 times the quota",
                   "give a fraction of the quota, such as \"1\"");
    if (zone.zone < QuotaZone::red)
      return error(".zone", "a zone counts as red, amber or green", "write one of the three");
    if (i != 0 && zone.zone < zones[i - 1].zone)
      return error(".zone", "a higher zone counts as less than the one below", "let the colours rise, too");
  }
  return {};
}

inline Result<void> check_rows(const std::vector<QuotaRow>& rows) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const QuotaRow& row = rows[i];
    if (row.rep.empty() == row.team.empty())
      return quota_error("rows", i, "", "a row names one rep or one team", "give rep or team, not both");
    if (!row.rep.empty() && !valid_key(row.rep))
      return quota_error("rows", i, ".rep", "a key has 1 to 128 bytes of UTF-8 without control characters",
                         "give the rep's key");
    if (!row.team.empty() && (row.team.size() > 64 || !valid_key(row.team)))
      return quota_error("rows", i, ".team", "a team's code has 1 to 64 bytes of UTF-8",
                         "give the team's code");
    if (row.from && row.until && *row.until < *row.from)
      return quota_error("rows", i, ".until", "the row ends before it begins", "give the last day, inside");
    if (!is_target(row.target))
      return quota_error("rows", i, ".target", "a quota is 0 to 1,000,000,000,000 units of its measure",
                         "give a number in that range; 0 exempts");
    order.push_back(i);
  }
  const auto key = [&](std::size_t i) {
    return std::make_tuple(std::string_view(rows[i].rep), std::string_view(rows[i].team),
                           rows[i].from.value_or(Date::min()));
  };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const QuotaRow& before = rows[order[i - 1]];
    const QuotaRow& row = rows[order[i]];
    if (row.rep == before.rep && row.team == before.team &&
        row.from.value_or(Date::min()) <= before.until.value_or(Date::max()))
      return quota_error("rows", std::max(order[i - 1], order[i]), ".from",
                         "another row of the same rep or team holds on this day",
                         "let one end before the other begins");
  }
  return {};
}

}  // namespace detail

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
  const detail::Bounded numbers[] = {
      {"policy.quota.review_after_months", quota.review_after_months, 0, 24},
      {"policy.quota.leave_month_days", quota.leave_month_days, 1, 31},
  };
  for (const detail::Bounded& number : numbers)
    if (Result<void> r = detail::check_range(number); !r) return r;
  const struct {
    std::string_view place;
    Rate value;
  } amounts[] = {{"policy.quota.target", quota.target},
                 {"policy.quota.points_per_close", quota.points_per_close},
                 {"policy.quota.points_per_unit", quota.points_per_unit},
                 {"policy.quota.pace_from", quota.pace_from}};
  for (const auto& amount : amounts)
    if (!detail::is_target(amount.value))
      return Error(Status::malformed, amount.place, "the number lies outside 0 to 1,000,000,000,000",
                   "give a number in that range");
  if (Result<void> r = detail::check_zones(quota.zones); !r) return r;
  for (std::size_t i = 0; i < quota.ramp.size(); ++i)
    if (quota.ramp[i].is_negative() || Rate::one() < quota.ramp[i])
      return detail::quota_error("ramp", i, "", "a factor is a fraction from 0 to 1",
                                 "write a quarter of the quota as \"0.25\"");
  if (quota.ramp.size() > 60)
    return Error(Status::malformed, "policy.quota.ramp", "a ramp has at most 60 months", "shorten it");
  return detail::check_rows(quota.rows);
}

namespace detail {

struct ReachedZone {
  QuotaZone zone = QuotaZone::exempt;
  std::string_view name;
};

inline ReachedZone reached_zone(const Quota& quota, const Exact& achieved, const Exact& expected) {
  auto plain = [](QuotaZone zone) { return ReachedZone{zone, name_of(zone)}; };
  auto reaches = [&](Rate from) { return achieved >= expected * Exact(from); };
  if (expected.sign() <= 0) return plain(QuotaZone::exempt);
  if (quota.zones.empty())
    return plain(reaches(quota.green_from)   ? QuotaZone::green
                 : reaches(quota.amber_from) ? QuotaZone::amber
                                             : QuotaZone::red);
  std::size_t at = quota.zones.size() - 1;
  while (at > 0 && !reaches(quota.zones[at].from)) --at;
  return {quota.zones[at].zone, quota.zones[at].name};
}

}  // namespace detail

FIRSTLOG_INLINE QuotaZone zone_of(const Quota& quota, const Exact& achieved, const Exact& expected) {
  return detail::reached_zone(quota, achieved, expected).zone;
}

FIRSTLOG_INLINE std::string_view zone_name_of(const Quota& quota, const Exact& achieved,
                                              const Exact& expected) {
  return detail::reached_zone(quota, achieved, expected).name;
}

namespace detail {

inline QuotaZone zone_at_pace(const Quota& quota, const Exact& verified, std::int32_t elapsed,
                              std::int32_t in_month) {
  if (quota.closes == 0) return QuotaZone::exempt;
  if (in_month <= 0) return QuotaZone::too_early;
  const Exact expected =
      *Exact::divide(Exact::whole(quota.closes) * Exact::whole(elapsed), Exact::whole(in_month));
  if (expected < Exact(quota.pace_from) || expected.is_zero()) return QuotaZone::too_early;
  return zone_of(quota, verified, expected);
}

}  // namespace detail

FIRSTLOG_INLINE QuotaZone zone_at_end(const Quota& quota, std::int64_t verified_closes) {
  return zone_of(quota, Exact::whole(verified_closes), Exact::whole(quota.closes));
}

FIRSTLOG_INLINE QuotaZone zone_at_end(const Quota& quota, CloseCount verified_closes) {
  return zone_of(quota, verified_closes.rate(), Exact::whole(quota.closes));
}

FIRSTLOG_INLINE QuotaZone zone_at_pace(const Quota& quota, std::int64_t verified_closes,
                                       std::int32_t working_days_elapsed,
                                       std::int32_t working_days_in_month) {
  return detail::zone_at_pace(quota, Exact::whole(verified_closes), working_days_elapsed,
                              working_days_in_month);
}

FIRSTLOG_INLINE QuotaZone zone_at_pace(const Quota& quota, CloseCount verified_closes,
                                       std::int32_t working_days_elapsed,
                                       std::int32_t working_days_in_month) {
  return detail::zone_at_pace(quota, verified_closes.rate(), working_days_elapsed, working_days_in_month);
}

}  // namespace firstlog::inline v1
