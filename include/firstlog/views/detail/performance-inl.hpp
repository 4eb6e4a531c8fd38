// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Result<void> Performance::apply(const Event& event) {
  head_ = event.position;
  Result<void> done;
  switch (event.kind) {
    case EventKind::policy_adopted:
      if (is_scheduled(event)) break;  // policy_effective will tell
      [[fallthrough]];
    case EventKind::policy_effective:
      if (event.kind == EventKind::policy_adopted && is_restatement(event))
        done = restate(event);
      else
        add_policy(event.policy, event.kind == EventKind::policy_effective ? event.effective_at : event.at());
      month_end_ = month_first_ = Instant();  // another policy may mean another zone
      break;
    case EventKind::actor_registered: {
      RepRow row;
      row.roles = event.roles;
      row.active = !has(event.flags, EventFlag::inactive);
      reps_.push_back(row);
      note_actor(event);
      break;
    }
    case EventKind::actor_changed:
      reps_[event.rep.index()].roles = event.roles;
      reps_[event.rep.index()].active = !has(event.flags, EventFlag::inactive);
      break;
    case EventKind::departed:
      reps_[event.rep.index()].active = false;
      note_team(event);
      break;
    case EventKind::team_set: note_team(event); break;
    case EventKind::activity_logged:
      if (event.actor.present() && !has(event.flags, EventFlag::inbound) && event.touch == Touch::dial) {
        count(event, event.actor, month_at(event.at()),
              {.dials = 1, .connects = is_connect(event.disposition) ? 1U : 0U, .warm = 0});
      }
      break;
    case EventKind::entry_retracted: take_back(event); break;
    case EventKind::close_logged:
      close_logged(event);
      if (ImportRows* import = import_of(event)) import->deals.push_back(event.deal);
      break;
    case EventKind::close_held:
      if (PendingClose* close = find_pending(event.deal)) close->hold_until = event.due;
      break;
    case EventKind::close_rejected:
    case EventKind::close_withdrawn: drop_pending(event.deal); break;
    case EventKind::close_approved: done = approved(event); break;
    case EventKind::close_amended: done = amended(event); break;
    case EventKind::approval_revoked: done = revoked(event); break;
    case EventKind::close_reversed:
    case EventKind::reversal_undone: done = reversed(event); break;
    case EventKind::adjusted: done = adjusted(event); break;
    case EventKind::payout_recorded: done = paid(event); break;
    case EventKind::period_closed:
      done = settle_period(event);
      freeze(event);
      break;
    case EventKind::organisation_founded: first_period_ = event.period; break;
    case EventKind::opening_balance_set:
      for (const OpeningBalance& balance : event.balances)
        openings_.push_back({event.rep, event.period, balance});
      break;
    case EventKind::import_undone: done = undo_import(event); break;
    default: break;
  }
  // The claim of a suspected duplicate, kept by its owner on this contact too, is not a second warm one.
  if (has(event.flags, EventFlag::establishes_claim) && event.rule != Rule::claim_kept)
    count(event, event.rep, month_at(event.at()), {.dials = 0, .connects = 0, .warm = 1});
  return done;
}

// What a retracted entry had counted, in the month in which it had; a claim that passes on counts where the
// entry that it passes to stands, as if the other had never been.
FIRSTLOG_INLINE void Performance::take_back(const Event& event) {
  auto less = [](std::uint32_t& count) {
    if (count > 0) --count;
  };
  if (event.period != YearMonth() && event.owner.present()) {
    PeriodTotals& totals = edit_totals(event.owner, event.period);
    if (event.refused == CommandKind::log_activity) {
      less(totals.dials);
      if (is_connect(event.disposition)) less(totals.connects);
    } else {
      less(totals.warm);
    }
  }
  if (has(event.flags, EventFlag::moves_claim) && event.rep.present())
    ++edit_totals(event.rep, period_of(event.effective_at)).warm;
}

FIRSTLOG_INLINE PeriodTotals& Performance::edit_totals(ActorId rep, YearMonth period) {
  auto at = std::lower_bound(periods_.begin(), periods_.end(), period,
                             [](const PeriodRows& rows, YearMonth month) { return rows.period < month; });
  if (at == periods_.end() || at->period != period) {
    at = periods_.insert(at, PeriodRows());
    at->period = period;
  }
  if (at->reps.size() < reps_.size() || at->reps.empty()) at->reps.resize(reps_.empty() ? 1 : reps_.size());
  return at->reps[rep.present() ? rep.index() : 0];
}

FIRSTLOG_INLINE const Performance::PeriodRows* Performance::find_period(YearMonth period) const noexcept {
  auto at = std::lower_bound(periods_.begin(), periods_.end(), period,
                             [](const PeriodRows& rows, YearMonth month) { return rows.period < month; });
  return at == periods_.end() || at->period != period ? nullptr : &*at;
}

FIRSTLOG_INLINE YearMonth Performance::month_at(Instant at) noexcept {
  if (at < month_first_ || at >= month_end_) {
    const CompiledPolicy& policy = newest();
    month_ = YearMonth::of(policy.date_of(at)).value_or(YearMonth());
    month_first_ = policy.zone().start_of_day(month_.first_day());
    month_end_ = policy.zone().start_of_day(month_.days().end);
  }
  return month_;
}

FIRSTLOG_INLINE void Performance::add_policy(const CompiledPolicy* policy, Instant from) {
  const auto after =
      std::upper_bound(timeline_.begin(), timeline_.end(), from,
                       [this](Instant wanted, std::uint32_t other) { return wanted < adopted_at_[other]; });
  timeline_.insert(after, static_cast<std::uint32_t>(policies_.size()));
  policies_.push_back(policy);
  adopted_at_.push_back(from);
  plans_.any = plans_.any || !policy->plans().empty();
}

FIRSTLOG_INLINE std::uint32_t Performance::policy_at(Instant at) const noexcept {
  auto after =
      std::upper_bound(timeline_.begin(), timeline_.end(), at,
                       [this](Instant wanted, std::uint32_t policy) { return wanted < adopted_at_[policy]; });
  return after == timeline_.begin() ? timeline_.front() : *(after - 1);
}

FIRSTLOG_INLINE Currency Performance::currency() const noexcept {
  return policies_.empty() ? Currency() : newest().policy().plan.currency;
}

FIRSTLOG_INLINE YearMonth Performance::period_of(Instant now) const noexcept {
  return YearMonth::of(newest().date_of(now)).value_or(YearMonth());
}

FIRSTLOG_INLINE PeriodTotals Performance::totals(ActorId rep, YearMonth period) const noexcept {
  const PeriodRows* rows = find_period(period);
  return rows == nullptr || !rep.present() || rep.index() >= rows->reps.size() ? PeriodTotals()
                                                                               : rows->reps[rep.index()];
}

FIRSTLOG_INLINE const CompiledPolicy& Performance::policy_of(YearMonth period, Instant now) const noexcept {
  const PeriodRows* rows = find_period(period);
  if (rows != nullptr && rows->frozen_position.present()) return *policies_[rows->frozen_policy];
  const Instant end = newest().zone().start_of_day(period.days().end);
  return *policies_[policy_at(std::min(now, end - Duration::microseconds(1)))];
}

FIRSTLOG_INLINE Performance::Pace Performance::pace_of(YearMonth period, Instant now) const noexcept {
  const CompiledPolicy& policy = policy_of(period, now);
  Pace pace;
  pace.quota = &policy.policy().quota;
  const Date today = policy.date_of(now);
  const PeriodRows* rows = find_period(period);
  pace.over = today > period.last_day() || (rows != nullptr && rows->frozen_position.present());
  pace.working_days_elapsed = count_working_days({period.first_day(), today}, policy.working_calendar());
  pace.working_days = count_working_days(period.days(), policy.working_calendar());
  return pace;
}

FIRSTLOG_INLINE QuotaZone Performance::zone(ActorId rep, YearMonth period, Instant now) const noexcept {
  return pace_of(period, now).zone_of(quota_closes(rep, period));
}

FIRSTLOG_INLINE Leaderboard Performance::leaderboard(YearMonth period, Audience audience, ActorId viewer,
                                                     Instant now) const {
  Leaderboard board;
  board.period = period;
  board.audience = audience;
  const PeriodRows* rows = find_period(period);
  board.frozen = rows != nullptr && rows->frozen_position.present();
  struct Entry {
    PeriodTotals totals;
    ActorId rep;
  };
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < reps_.size(); ++i) {
    const ActorId rep = ActorId::at_index(i);
    const PeriodTotals one = totals(rep, period);
    const bool shows = one.closes != CloseCount() || one.revenue_minor != 0 || one.commission_minor != 0 ||
                       one.adjusted_minor != 0 || one.dials != 0 || one.warm != 0;
    if (reps_[i].roles.has(Role::rep) && (reps_[i].active || shows)) entries.push_back({one, rep});
  }
  auto equal = [](const PeriodTotals& a, const PeriodTotals& b) {
    return a.closes == b.closes && a.revenue_minor == b.revenue_minor &&
           (a.closes <= CloseCount() || a.last_approval == b.last_approval);
  };
  std::sort(entries.begin(), entries.end(), [&](const Entry& x, const Entry& y) {
    const PeriodTotals& a = x.totals;
    const PeriodTotals& b = y.totals;
    if (a.closes != b.closes) return a.closes > b.closes;
    if (a.revenue_minor != b.revenue_minor) return a.revenue_minor > b.revenue_minor;
    if (!equal(a, b)) return a.last_approval < b.last_approval;
    return x.rep < y.rep;
  });
  const Pace pace = pace_of(period, now);
  std::vector<std::uint32_t> pending_of(reps_.size());
  for (const PendingClose& close : pending_)
    if (close.rep.present()) ++pending_of[close.rep.index()];
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const PeriodTotals& one = entries[i].totals;
    LeaderboardRow row;
    row.rep = entries[i].rep;
    row.rank = i > 0 && equal(one, entries[i - 1].totals) ? board.rows.back().rank
                                                          : static_cast<std::uint32_t>(i + 1);
    row.closes = one.closes;
    row.verified_closes = one.closes.closes();
    row.revenue = Money::minor(one.revenue_minor, currency());
    row.dials = one.dials;
    row.warm = one.warm;
    row.closes_to_first = entries[0].totals.closes.closes() - row.verified_closes;
    row.zone = pace.zone_of(quota_closes(row.rep, period));
    row.own = row.rep == viewer;
    if (audience == Audience::manager || row.own)
      row.commission = Money::minor(one.commission_minor, currency());
    if (audience == Audience::manager) {
      row.connects = one.connects;
      row.pending = pending_of[row.rep.index()];
    }
    board.rows.push_back(row);
  }
  return board;
}

}  // namespace firstlog::inline v1
