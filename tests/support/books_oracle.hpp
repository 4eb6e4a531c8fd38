// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What every rep's every period comes to, told slowly and in plain sight from the list of events: after
// each event the worth of its deal is worked out anew from all events before it, and what it changed is
// booked where it belongs. Knows nothing of Performance. For policies that count by the approval, in UTC.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "support/scenario.hpp"

namespace firstlog_test {

struct Worth {
  std::int64_t revenue = 0;
  std::int64_t commission = 0;
  std::int64_t parts = 0;  // of a close: CloseCount::parts_per_close each
  friend bool operator==(const Worth&, const Worth&) = default;
};
using WorthByRep = std::map<ActorId, Worth>;

// Half up of amounts that are not negative.
inline std::int64_t rounded(std::int64_t amount, Rate rate) {
  const auto twice = static_cast<detail::Int128>(amount) * rate.numerator() * 2 + rate.denominator();
  return static_cast<std::int64_t>(twice / (2 * static_cast<detail::Int128>(rate.denominator())));
}

inline Rate rate_of(const Plan& plan, std::int64_t amount) {
  Rate rate;
  for (const Tier& tier : plan.tiers)
    if (amount >= tier.from_minor) rate = tier.rate;
  return rate;
}

// `events` up to some moment, whole. `policies`: since when each is in force.
inline WorthByRep worth_after(std::span<const Event> events, DealId deal,
                              const std::vector<std::pair<Instant, const CompiledPolicy*>>& policies) {
  const Event* approval = nullptr;
  std::int64_t amount = 0;
  std::int64_t reversed = 0;
  std::vector<CreditShare> credits;
  for (const Event& event : events) {
    if (event.deal != deal) continue;
    switch (event.kind) {
      case EventKind::close_approved:
        approval = &event;
        amount = event.amount.minor_units();
        reversed = 0;
        credits.assign(event.credits.begin(), event.credits.end());
        if (credits.empty()) credits.push_back({event.rep, Rate::one()});
        break;
      case EventKind::approval_revoked: approval = nullptr; break;
      case EventKind::close_amended:
        amount = event.amount.minor_units();
        if (!event.credits.empty()) credits.assign(event.credits.begin(), event.credits.end());
        break;
      case EventKind::close_reversed: reversed += event.amount.minor_units(); break;
      case EventKind::reversal_undone: reversed -= event.amount.minor_units(); break;
      default: break;
    }
  }
  WorthByRep worth;
  if (approval == nullptr) return worth;
  const Instant closed_at = events[approval->refers_to.number() - 1].recorded_at;
  const CompiledPolicy* policy = nullptr;
  for (const auto& [since, one] : policies)
    if (since <= closed_at) policy = one;
  const Rate rate = rate_of(policy->policy().plan, amount);
  const std::int64_t revenue = amount - reversed;
  const std::int64_t commission = rounded(amount, rate) - rounded(reversed, rate);
  std::int64_t revenue_left = revenue;
  std::int64_t commission_left = commission;
  for (const CreditShare& credit : credits) {
    const auto part = [&](std::int64_t whole) {
      return static_cast<std::int64_t>(static_cast<detail::Int128>(whole) * credit.share.numerator() /
                                       credit.share.denominator());
    };
    Worth& own = worth[credit.rep.id];
    own.revenue = part(revenue);
    own.commission = part(commission);
    own.parts = reversed < amount ? part(CloseCount::parts_per_close) : 0;
    revenue_left -= own.revenue;
    commission_left -= own.commission;
  }
  worth[credits.front().rep.id].revenue += revenue_left;
  worth[credits.front().rep.id].commission += commission_left;
  return worth;
}

struct PeriodTruth {
  Worth worth;
  std::int64_t adjusted = 0;
};
using Truth = std::map<std::pair<ActorId, YearMonth>, PeriodTruth>;

inline YearMonth month_of(Instant instant) {
  const std::int64_t day = 86'400'000'000;
  std::int64_t days = instant.microseconds() / day;
  if (instant.microseconds() % day < 0) --days;
  return YearMonth::of(Date::from_days(days).value_or(Date())).value_or(YearMonth());
}

inline Truth told_by(std::span<const Event> events) {
  Truth truth;
  std::vector<std::pair<Instant, const CompiledPolicy*>> policies;
  std::map<DealId, YearMonth> counts_in;
  YearMonth oldest_open;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& event = events[i];
    if (event.kind == EventKind::policy_adopted) policies.emplace_back(event.recorded_at, event.policy);
    if (event.kind == EventKind::organisation_founded) oldest_open = month_of(event.recorded_at);
    if (event.kind == EventKind::period_closed) oldest_open = *event.period.plus_months(1);
    if (event.kind == EventKind::adjusted)
      truth[{event.rep, std::max(event.period, oldest_open)}].adjusted += event.amount.minor_units();
    if (!event.deal.present()) continue;
    if (event.kind == EventKind::close_approved)
      counts_in[event.deal] = std::max(month_of(event.recorded_at), oldest_open);
    const WorthByRep before = worth_after(events.first(i), event.deal, policies);
    const WorthByRep after = worth_after(events.first(i + 1), event.deal, policies);
    auto book = [&](const WorthByRep& worth, std::int64_t sign) {
      for (const auto& [rep, own] : worth) {
        Worth& total = truth[{rep, std::max(counts_in[event.deal], oldest_open)}].worth;
        total.revenue += sign * own.revenue;
        total.commission += sign * own.commission;
        total.parts += sign * own.parts;
      }
    };
    book(before, -1);
    book(after, 1);
  }
  return truth;
}

// What all deals are worth to a rep in the end.
inline Worth in_the_end(std::span<const Event> events, std::uint32_t deals, ActorId rep) {
  std::vector<std::pair<Instant, const CompiledPolicy*>> policies;
  for (const Event& event : events)
    if (event.kind == EventKind::policy_adopted) policies.emplace_back(event.recorded_at, event.policy);
  Worth sum;
  for (std::uint32_t i = 1; i <= deals; ++i) {
    const WorthByRep worth = worth_after(events, DealId(i), policies);
    const auto own = worth.find(rep);
    if (own == worth.end()) continue;
    sum.revenue += own->second.revenue;
    sum.commission += own->second.commission;
    sum.parts += own->second.parts;
  }
  return sum;
}

}  // namespace firstlog_test
