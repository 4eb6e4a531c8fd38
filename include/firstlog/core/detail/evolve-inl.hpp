// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/core/detail/share_key.hpp"
#include "firstlog/core/evolve.hpp"

namespace firstlog::inline v1 {

class Evolution {
 public:
  Evolution(State& state, const Event& event) noexcept : s_(state), e_(event) {}

  bool run() {
    if (!can_follow()) return false;
    switch (e_.kind) {
      case EventKind::organisation_founded:
        s_.organisation_.oldest_open = e_.period;
        s_.organisation_.freeze_due = e_.due;
        break;
      case EventKind::period_closed:
        s_.organisation_.oldest_open = e_.period.plus_months(1).value_or(e_.period);
        s_.organisation_.freeze_due = e_.due;
        break;
      case EventKind::policy_adopted:
        if (is_scheduled(e_))
          schedule();
        else
          put_in_force(e_.policy);
        break;
      case EventKind::policy_effective: {
        const CompiledPolicy* policy = s_.scheduled_.front().policy;
        s_.scheduled_.erase(s_.scheduled_.begin());
        put_in_force(policy);
        break;
      }
      case EventKind::policy_cancelled:
        std::erase_if(s_.scheduled_,
                      [this](const ScheduledPolicy& one) { return one.adoption == e_.refers_to; });
        break;
      case EventKind::actor_registered: {
        s_.actor_keys_.intern(e_.key);
        ActorRow row;
        row.roles = e_.roles;
        row.active = !has(e_.flags, EventFlag::inactive);
        s_.actors_.append(row);
        count_managers(ActorRow{.roles = {}, .active = false}, row);
        break;
      }
      case EventKind::actor_changed: {
        const ActorRow before = s_.actors_[e_.rep.index()];
        ActorRow& row = s_.actors_.edit(e_.rep.index());
        row.roles = e_.roles;
        row.active = !has(e_.flags, EventFlag::inactive);
        count_managers(before, row);
        break;
      }
      case EventKind::clock_confirmed: s_.organisation_.clock_floor = e_.due; break;
      default: break;
    }
    if (e_.contact.present()) contact_event();
    s_.organisation_.head = e_.position;
    s_.organisation_.head_time = e_.recorded_at;
    return true;
  }

 private:
  bool can_follow() const noexcept {
    const OrganisationRow& organisation = s_.organisation_;
    if (e_.position != organisation.head.plus(1)) return false;
    if (organisation.head.present() && e_.recorded_at <= organisation.head_time) return false;
    // A journal begins by founding, then adopts its policy, then registers whoever did both.
    if ((e_.kind == EventKind::organisation_founded) == organisation.head.present()) return false;
    if (organisation.head.present() && s_.policy_ == nullptr && e_.kind != EventKind::policy_adopted)
      return false;
    const std::size_t actors = s_.actors_.size();
    if (s_.policy_ != nullptr && actors == 0 && e_.kind != EventKind::actor_registered) return false;
    if (e_.actor.number() > (actors == 0 ? 1 : actors)) return false;
    switch (e_.kind) {
      case EventKind::none: return false;
      case EventKind::organisation_founded:
      case EventKind::clock_confirmed: break;
      case EventKind::period_closed:
        if (e_.period != organisation.oldest_open) return false;
        break;
      case EventKind::policy_adopted:
        if (e_.policy == nullptr || (s_.policy_ == nullptr && is_scheduled(e_))) return false;
        if (s_.policy_ != nullptr && !has_all_states(*e_.policy)) return false;
        break;
      case EventKind::policy_effective:
        if (s_.scheduled_.empty() || s_.scheduled_.front().adoption != e_.refers_to ||
            s_.scheduled_.front().effective_at > e_.recorded_at ||
            !has_all_states(*s_.scheduled_.front().policy))
          return false;
        break;
      case EventKind::policy_cancelled:
        if (s_.scheduled_policy(e_.refers_to) == nullptr) return false;
        break;
      case EventKind::actor_registered:
        return !e_.contact.present() && e_.rep.present() && e_.rep.index() == actors &&
               is_new_key(s_.actor_keys_);
      case EventKind::actor_changed:
        if (!e_.rep.present()) return false;
        break;
      case EventKind::command_refused: return e_.rep.number() <= actors && (!e_.contact.present() || known());
      default: return e_.rep.number() <= actors && contact_can_follow();
    }
    return e_.rep.number() <= actors && !e_.contact.present();
  }

  // Whether contacts can stand under that policy where they stand now.
  bool has_all_states(const CompiledPolicy& policy) const noexcept {
    return policy.policy().pipeline.states.size() >= s_.policy_->policy().pipeline.states.size();
  }

  bool known() const noexcept { return e_.contact.number() <= s_.contacts_.size(); }

  bool is_new_key(const detail::Keys& keys) const noexcept {
    return !e_.key.empty() && e_.key.size() <= key_bytes_max && keys.find(e_.key) == 0;
  }

  bool contact_can_follow() const noexcept {
    if (!e_.contact.present()) return false;
    if (e_.state_to != 0 && !s_.policy_->has_state(e_.state_to)) return false;
    if (has(e_.flags, EventFlag::establishes_claim) && !e_.rep.present()) return false;
    if (e_.kind == EventKind::contact_registered)
      return e_.contact.index() == s_.contacts_.size() && e_.state_to != 0 && is_new_key(s_.contact_keys_);
    if (!known()) return false;
    const ContactRow& row = s_.contacts_[e_.contact.index()];
    if (e_.cycle != row.cycle + (has(e_.flags, EventFlag::starts_cycle) ? 1U : 0U)) return false;
    const std::size_t deals = s_.deals_.size();
    switch (e_.kind) {
      case EventKind::close_logged:
        if (e_.deal.present() && e_.deal.index() == deals) return true;
        return e_.deal.present() && e_.deal == row.deal;
      case EventKind::close_withdrawn:
      case EventKind::close_approved:
      case EventKind::close_rejected:
      case EventKind::close_held: return e_.deal.present() && e_.deal == row.deal;
      default: return e_.deal.number() <= deals;
    }
  }

  void contact_event() {
    if (e_.kind == EventKind::contact_registered) {
      s_.contact_keys_.intern(e_.key);
      ContactRow row;
      row.cycle = 1;
      row.sort_key = e_.sort_key;
      row.place = e_.place;
      if (!e_.niche.empty()) row.niche = s_.niches_.intern(e_.niche);
      s_.contacts_.append(row);
    }
    ContactRow& row = s_.contacts_.edit(e_.contact.index());
    row.last = e_.position;

    const bool had_callback = awaits_callback(row.state);
    const bool had_pending = awaits_verification(row.state);
    const bool was_open = is_open(row.state);
    const ActorId before = row.assignee;
    if (has(e_.flags, EventFlag::starts_cycle)) start_cycle(row);
    if (has(e_.flags, EventFlag::assigns)) {
      row.previous_assignee = row.assignee;
      row.assignee = e_.rep;
      row.assigned_since = e_.at();
      row.assigned_by = e_.rule;
      if (e_.share != 0 && e_.rep.present()) count_share();
    }
    if (has(e_.flags, EventFlag::establishes_claim)) {
      row.claimant = e_.rep;
      row.claim_position = e_.position;
      row.claimed_at = e_.at();
    }
    if (e_.state_to != 0 && e_.state_to != row.state) {
      row.state_before = row.state;
      row.state = e_.state_to;
      row.status_since = e_.at();
    }
    set_due(row);
    switch (e_.kind) {
      case EventKind::activity_logged:
        if (!has(e_.flags, EventFlag::inbound)) ++row.attempts;
        if (is_connect(e_.disposition)) {
          row.last_connect_at = e_.at();
          row.last_connect_by = e_.actor;
        }
        break;
      case EventKind::interest_contested: ++s_.organisation_.contested; break;
      case EventKind::close_logged: close_logged(row); break;
      case EventKind::close_withdrawn: decided(CloseStatus::withdrawn); break;
      case EventKind::close_rejected: decided(CloseStatus::rejected); break;
      case EventKind::close_approved: decided(CloseStatus::verified); break;
      case EventKind::close_held: s_.deals_.edit(e_.deal.index()).hold_until = e_.due; break;
      default: break;
    }
    const bool has_callback = awaits_callback(row.state);
    const bool is_open_now = is_open(row.state);
    const ActorId after = row.assignee;
    if (awaits_verification(row.state) && !had_pending) ++s_.organisation_.pending;
    if (!awaits_verification(row.state) && had_pending) --s_.organisation_.pending;
    if (before != after || had_callback != has_callback || was_open != is_open_now) {
      if (before.present()) {
        ActorRow& actor = s_.actors_.edit(before.index());
        if (had_callback) --actor.callbacks;
        if (was_open) --actor.open;
        if (before != after) --actor.contacts;
      }
      if (after.present()) {
        ActorRow& actor = s_.actors_.edit(after.index());
        if (has_callback) ++actor.callbacks;
        if (is_open_now) ++actor.open;
        if (before != after) ++actor.contacts;
      }
    }
  }

  void start_cycle(ContactRow& row) noexcept {
    row.cycle = e_.cycle;
    row.claimant = ActorId();
    row.claim_position = Position();
    row.claimed_at = Instant();
    row.deal = DealId();
    row.attempts = 0;
  }

  void set_due(ContactRow& row) {
    if (!has(e_.flags, EventFlag::sets_due)) return;
    const bool gives_back = e_.kind == EventKind::close_withdrawn || e_.kind == EventKind::close_rejected;
    const bool was_overdue = gives_back && awaits_callback(row.state) && row.suspended_overdue;
    if (e_.kind == EventKind::close_logged) {
      row.suspended_due = row.due;
      row.suspended_overdue = row.overdue;
    } else {
      row.suspended_due = Instant();
      row.suspended_overdue = false;
    }
    row.due = e_.due;
    row.overdue = e_.kind == EventKind::callback_overdue || was_overdue;
    if (e_.due == Instant())
      row.due_kind = DueKind::none;
    else if (awaits_callback(row.state))
      row.due_kind = row.overdue ? DueKind::missed_warning : DueKind::callback;
    else if (s_.policy_->state(row.state).recycles_after_days)
      row.due_kind = DueKind::recycle;
    else
      row.due_kind = DueKind::retry;
    if (row.due_kind != DueKind::none && row.due_kind != DueKind::retry) s_.push_due({row.due, e_.contact});
    // The warning was given; the callback stays overdue.
    if (e_.kind == EventKind::callback_missed) row.overdue = true;
  }

  void close_logged(ContactRow& row) {
    row.deal = e_.deal;
    if (e_.deal.index() == s_.deals_.size()) s_.deals_.append(DealRow{}).contact = e_.contact;
    DealRow& deal = s_.deals_.edit(e_.deal.index());
    deal.closer = e_.actor;
    deal.claimed = e_.amount;
    deal.closed_at = e_.at();
    deal.closed_position = e_.position;
    deal.hold_until = Instant();
    deal.status = CloseStatus::pending;
    ++deal.closes;
  }

  void decided(CloseStatus status) {
    DealRow& deal = s_.deals_.edit(e_.deal.index());
    deal.decider = e_.actor;
    deal.decided_at = e_.at();
    deal.decided_position = e_.position;
    deal.status = status;
    if (status == CloseStatus::verified) {
      deal.credited = e_.rep;
      deal.invoiced = e_.amount;
      deal.period = e_.period;
    }
  }

  void count_share() {
    const detail::ShareKey key = detail::share_key(e_.share, e_.rep);
    const std::uint32_t number = s_.share_keys_.intern(key.view());
    if (number == s_.shares_.size() + 1) s_.shares_.append(ShareRow{});
    ++s_.shares_.edit(number - 1).served;
  }

  void put_in_force(const CompiledPolicy* policy) {
    const bool recount = s_.policy_ != nullptr && opens_differently(*s_.policy_, *policy);
    s_.policy_ = policy;
    if (recount) recount_open();
    if (e_.due != Instant()) s_.organisation_.freeze_due = e_.due;
  }

  // By instant; one for the same instant is replaced.
  void schedule() {
    auto at = s_.scheduled_.begin();
    while (at != s_.scheduled_.end() && at->effective_at < e_.effective_at) ++at;
    const ScheduledPolicy one{e_.effective_at, e_.position, e_.policy};
    if (at != s_.scheduled_.end() && at->effective_at == e_.effective_at)
      *at = one;
    else
      s_.scheduled_.insert(at, one);
  }

  // Whether a state counts as open under one policy and not under the other.
  static bool opens_differently(const CompiledPolicy& a, const CompiledPolicy& b) noexcept {
    for (StateNumber n = 1; a.has_state(n) && b.has_state(n); ++n)
      if ((a.state(n).won || a.state(n).lost) != (b.state(n).won || b.state(n).lost)) return true;
    return false;
  }
  void recount_open() {
    for (std::size_t i = 0; i < s_.actors_.size(); ++i) s_.actors_.edit(i).open = 0;
    for (std::size_t i = 0; i < s_.contacts_.size(); ++i) {
      const ContactRow& row = s_.contacts_[i];
      if (row.assignee.present() && is_open(row.state)) ++s_.actors_.edit(row.assignee.index()).open;
    }
  }

  void count_managers(const ActorRow& before, const ActorRow& after) noexcept {
    const bool was = before.active && before.roles.has(Role::manager);
    const bool is = after.active && after.roles.has(Role::manager);
    if (is && !was) ++s_.organisation_.active_managers;
    if (was && !is) --s_.organisation_.active_managers;
  }

  bool is_open(StateNumber number) const noexcept {
    return number != 0 && !s_.policy_->state(number).won && !s_.policy_->state(number).lost;
  }
  bool awaits_callback(StateNumber number) const noexcept {
    return number != 0 && s_.policy_->state(number).awaits_callback;
  }
  bool awaits_verification(StateNumber number) const noexcept {
    return number != 0 && s_.policy_->state(number).awaits_verification;
  }

  State& s_;
  const Event& e_;
};

FIRSTLOG_INLINE bool evolve(State& state, const Event& event) {
  return Evolution(state, event).run();
}

}  // namespace firstlog::inline v1
