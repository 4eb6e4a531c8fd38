// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Result<void> Performance::apply(const Event& event) {
  head_ = event.position;
  settlements_.apply(event);
  if (Employment::concerns(event.kind)) employment_.apply(event, newest().date_of(event.at()));
  Result<void> done;
  switch (event.kind) {
    case EventKind::policy_adopted:
      if (is_scheduled(event)) break;  // policy_effective will tell
      [[fallthrough]];
    case EventKind::policy_effective:
      if (event.kind == EventKind::policy_adopted && is_restatement(event))
        done = restate(event);
      else
        add_policy(event, event.kind == EventKind::policy_effective ? event.effective_at : event.at());
      month_end_ = month_first_ = Instant();  // another policy may mean another zone
      break;
    case EventKind::actor_registered: {
      RepRow row;
      row.roles = event.roles;
      row.active = !has(event.flags, EventFlag::inactive);
      reps_.push_back(row);
      note_actor(event);
      rank_everywhere(ActorId::at_index(reps_.size() - 1));
      break;
    }
    case EventKind::actor_changed:
      reps_[event.rep.index()].roles = event.roles;
      reps_[event.rep.index()].active = !has(event.flags, EventFlag::inactive);
      rank_everywhere(event.rep);
      break;
    case EventKind::departed:
      reps_[event.rep.index()].active = false;
      reps_[event.rep.index()].streak.restart();
      rank_everywhere(event.rep);
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
    case EventKind::claim_followed:
      // By an entry of this contact, which is the rep's first log of the business now.
      if (event.claim.present()) ++edit_totals(event.rep, period_of(event.effective_at)).warm;
      break;
    case EventKind::close_logged:
      note_deal(event);
      close_logged(event);
      break;
    case EventKind::close_held:
      note_deal(event);
      if (PendingClose* close = find_pending(event.deal)) close->hold_until = event.due;
      break;
    case EventKind::close_rejected:
    case EventKind::close_withdrawn:
      note_deal(event);
      drop_pending(event.deal);
      break;
    case EventKind::close_approved:
      note_deal(event);
      done = approved(event);
      break;
    case EventKind::close_amended: done = amended(event); break;
    case EventKind::approval_revoked: done = revoked(event); break;
    case EventKind::close_reversed:
    case EventKind::reversal_undone: done = reversed(event); break;
    case EventKind::invoice_recorded:
    case EventKind::receipt_recorded:
      note_money(event);
      done = release_deal(event);
      break;
    case EventKind::adjusted: done = adjusted(event); break;
    case EventKind::payout_recorded: done = paid(event); break;
    case EventKind::period_closed:
      done = settle_period(event);
      freeze(event);
      break;
    case EventKind::organisation_founded: first_period_ = event.period; break;
    case EventKind::opening_balance_set:
      for (const OpeningBalance& balance : event.balances) add_opening({event.rep, event.period, balance});
      break;
    case EventKind::import_undone: done = undo_import(event); break;
    default: break;
  }
  // The claim of a suspected duplicate, kept by its owner on this contact too, is not a second warm one.
  if (has(event.flags, EventFlag::establishes_claim) && event.rule != Rule::claim_kept)
    count(event, event.rep, month_at(event.at()), {.dials = 0, .connects = 0, .warm = 1});
  if (done) done = people_changed(event);
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
    rank_anew(event.owner, event.period);
  }
  if (!has(event.flags, EventFlag::moves_claim) || !event.rep.present()) return;
  const YearMonth period = period_of(event.effective_at);
  ++edit_totals(event.rep, period).warm;
  rank_anew(event.rep, period);
}

FIRSTLOG_INLINE PeriodTotals& Performance::edit_totals(ActorId rep, YearMonth period) {
  auto at = std::lower_bound(periods_.begin(), periods_.end(), period,
                             [](const PeriodRows& rows, YearMonth month) { return rows.period < month; });
  if (at == periods_.end() || at->period != period) {
    at = periods_.insert(at, PeriodRows());
    at->period = period;
    rank_all(*at);
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

FIRSTLOG_INLINE void Performance::add_policy(const Event& event, Instant from) {
  const auto after =
      std::upper_bound(timeline_.begin(), timeline_.end(), from,
                       [this](Instant wanted, std::uint32_t other) { return wanted < adopted_at_[other]; });
  timeline_.insert(after, static_cast<std::uint32_t>(policies_.size()));
  policies_.push_back(event.policy);
  adopted_at_.push_back(from);
  adoptions_.push_back(event.kind == EventKind::policy_effective ? event.refers_to : event.position);
  plans_.any = plans_.any || !event.policy->plans().empty();
  plans_.releases = plans_.releases || releases_pay(event.policy->policy().plans);
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

}  // namespace firstlog::inline v1
