// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who stands where: the order of every open period is kept as it changes, so that one more approval
// costs a step of it and not a sort of everybody.
#pragma once

#include <algorithm>
#include <unordered_map>

#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline RankKey rank_key_of(const PeriodTotals& totals) noexcept {
  return {totals.closes.parts(), totals.revenue_minor, totals.last_approval};
}

inline bool shows_anything(const PeriodTotals& totals) noexcept {
  return !totals.closes.is_zero() || totals.revenue_minor != 0 || totals.commission_minor != 0 ||
         totals.adjusted_minor != 0 || totals.dials != 0 || totals.warm != 0;
}

}  // namespace detail

FIRSTLOG_INLINE bool Performance::is_on_board(ActorId rep, const PeriodTotals& totals) const noexcept {
  const RepRow& row = reps_[rep.index()];
  return row.roles.has(Role::rep) && (row.active || detail::shows_anything(totals));
}

FIRSTLOG_INLINE bool Performance::is_open(const PeriodRows& rows) const noexcept {
  return !rows.frozen_position.present() && rows.period >= std::max(oldest_open_, first_period_);
}

FIRSTLOG_INLINE void Performance::rank_anew(ActorId rep, PeriodRows& rows) {
  if (!rows.ranked || !rep.present() || rep.index() >= reps_.size()) return;
  const PeriodTotals totals = rep.index() < rows.reps.size() ? rows.reps[rep.index()] : PeriodTotals();
  if (is_on_board(rep, totals))
    rows.ranking.update(rep, detail::rank_key_of(totals));
  else
    rows.ranking.remove(rep);
}

FIRSTLOG_INLINE void Performance::rank_anew(ActorId rep, YearMonth period) {
  const auto at =
      std::lower_bound(periods_.begin(), periods_.end(), period,
                       [](const PeriodRows& rows, YearMonth month) { return rows.period < month; });
  if (at != periods_.end() && at->period == period) rank_anew(rep, *at);
}

FIRSTLOG_INLINE void Performance::rank_everywhere(ActorId rep) {
  for (PeriodRows& rows : periods_) rank_anew(rep, rows);
}

FIRSTLOG_INLINE void Performance::rank_all(PeriodRows& rows) {
  rows.ranking = Ranking();
  rows.ranked = is_open(rows);
  for (std::size_t i = 0; rows.ranked && i < reps_.size(); ++i) rank_anew(ActorId::at_index(i), rows);
}

FIRSTLOG_INLINE const Ranking& Performance::ranking_of(YearMonth period, Ranking& made) const {
  const PeriodRows* rows = find_period(period);
  if (rows != nullptr && rows->ranked) return rows->ranking;
  for (std::size_t i = 0; i < reps_.size(); ++i) {
    const ActorId rep = ActorId::at_index(i);
    const PeriodTotals one = totals(rep, period);
    if (is_on_board(rep, one)) made.update(rep, detail::rank_key_of(one));
  }
  return made;
}

FIRSTLOG_INLINE std::optional<std::uint32_t> Performance::rank(ActorId rep, YearMonth period) const {
  Ranking made;
  return ranking_of(period, made).rank_of(rep);
}

FIRSTLOG_INLINE Leaderboard Performance::leaderboard(YearMonth period, Audience audience, ActorId viewer,
                                                     Instant now, BoardPage page) const {
  Leaderboard board;
  board.period = period;
  board.audience = audience;
  const PeriodRows* rows = find_period(period);
  board.frozen = rows != nullptr && rows->frozen_position.present();
  Ranking made;
  const Ranking& ranking = ranking_of(period, made);
  board.reps = static_cast<std::uint32_t>(ranking.count());
  std::vector<RankedRep> ranked;
  ranking.page(page.place, page.count_max, ranked);
  Zones zones(*this, period, now);
  const std::int64_t first = CloseCount::of_parts(ranking.closes_of_first().value_or(0)).closes();
  std::unordered_map<std::uint32_t, std::uint32_t> pending_of;
  if (audience == Audience::manager)
    for (const PendingClose& close : pending_) ++pending_of[close.rep.number()];
  board.rows.reserve(ranked.size());
  for (const RankedRep& place : ranked) {
    const PeriodTotals one = totals(place.rep, period);
    LeaderboardRow row;
    row.rep = place.rep;
    row.rank = place.rank;
    row.closes = one.closes;
    row.verified_closes = one.closes.closes();
    row.revenue = Money::minor(one.revenue_minor, currency());
    row.dials = one.dials;
    row.warm = one.warm;
    row.closes_to_first = first - row.verified_closes;
    row.own = row.rep == viewer;
    if (audience == Audience::manager || row.own) {
      row.zone = zones.zone_of(row.rep);
      row.commission = Money::minor(one.commission_minor, currency());
    }
    if (audience == Audience::manager) {
      row.connects = one.connects;
      const auto waiting = pending_of.find(row.rep.number());
      row.pending = waiting == pending_of.end() ? 0 : waiting->second;
    }
    board.rows.push_back(row);
  }
  return board;
}

}  // namespace firstlog::inline v1
