// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// An entry loses its effect (DOMAIN 13). Its own actor takes it back within the policy's minutes while
// nothing rests on it; a manager does later, with a reason. What it leaves behind is told by the contact's
// history: the claim passes to the next valid entry of the business (succession.hpp), the status goes back
// where the entry is the one that set it, a due time and an assignment go back where they are still the
// entry's.
#pragma once

#include "firstlog/core/detail/decide/assignment.hpp"
#include "firstlog/core/detail/decide/entries.hpp"
#include "firstlog/core/detail/decide/succession.hpp"

namespace firstlog::inline v1::detail {

// The command that leads to such an entry; none: retract does not know the kind.
inline CommandKind retractable(const Event& entry) noexcept {
  switch (entry.kind) {
    case EventKind::interest_logged:
    case EventKind::interest_contested: return CommandKind::log_interest;
    case EventKind::callback_scheduled: return CommandKind::schedule_callback;
    case EventKind::retry_scheduled: return CommandKind::schedule_retry;
    case EventKind::marked_not_interested: return CommandKind::mark_not_interested;
    case EventKind::marked_unworkable: return CommandKind::mark_unworkable;
    case EventKind::activity_logged: return CommandKind::log_activity;
    case EventKind::note_added: return CommandKind::add_note;
    case EventKind::assigned:
      return has(entry.flags, EventFlag::moves_claim) ? CommandKind::none : CommandKind::assign;
    case EventKind::released: return CommandKind::release;
    default: return CommandKind::none;
  }
}

inline bool assigns(const Event& event) noexcept {
  return has(event.flags, EventFlag::assigns);
}

// One retraction under way.
struct Retraction {
  Decision& d;
  const Entries& entries;
  const Event& entry;
  CommandKind command;
  bool as_own;  // by its actor in time; else by a manager
  Succession succession = Succession(d, entries, entry);

  bool is_claim() const noexcept { return d.row->claim_position == entry.position; }
  bool this_cycle() const noexcept { return entry.cycle == d.row->cycle; }
  bool is_assignment() const noexcept {
    return command == CommandKind::assign || command == CommandKind::release;
  }
  bool is_touch() const noexcept {
    return command == CommandKind::log_activity || command == CommandKind::add_note;
  }

  // What came later and rests on the entry. A cycle that is over stands as it is, but for its notes.
  bool has_consequences() const noexcept {
    if (command != CommandKind::add_note && !this_cycle()) return true;
    if (is_assignment() && entries.newest(assigns) != &entry) return true;
    if (!as_own) return false;
    const bool moves = !is_touch() && entry.kind != EventKind::interest_contested;
    if (moves && entries.any_after(entry.position, changes_status)) return true;
    if (entries.any_after(entry.position, [this](const Event& later) {
          return later.kind == EventKind::interest_contested && later.refers_to == entry.position;
        }))
      return true;
    if (succession.rests_elsewhere()) return true;
    // Interest asked for this connect.
    return is_connect(entry.disposition) &&
           d.policy.policy().interest_needs_connect == ConnectCheck::require &&
           entries.any_after(entry.position, [this](const Event& later) {
             return has(later.flags, EventFlag::valid_entry) && entry_owner(later) == entry.actor;
           });
  }

  bool pays_close() const noexcept { return succession.pays_close(as_own); }

  // What the entry counted in somebody's figures: a dial, a connect, a warm contact.
  void take_back_figures(Event& event) const {
    const bool dial = entry.kind == EventKind::activity_logged && entry.touch == Touch::dial &&
                      !has(entry.flags, EventFlag::inbound);
    const bool warm = has(entry.flags, EventFlag::establishes_claim) ||
                      std::any_of(d.history.begin(), d.history.end(), [this](const Event& event_before) {
                        const bool passed = event_before.kind == EventKind::entry_retracted ||
                                            event_before.kind == EventKind::claim_followed;
                        return passed && event_before.claim == entry.position;
                      });
    if (dial || warm) event.period = YearMonth::of(d.policy.date_of(entry.at())).value_or(YearMonth());
    event.touch = entry.touch;
    event.disposition = entry.disposition;
    event.talk_seconds = entry.talk_seconds;
    if (has(entry.flags, EventFlag::inbound)) event.flags |= EventFlag::inbound;
    if (!is_connect(entry.disposition)) return;
    const Event* connect = entries.newest([this](const Event& one) {
      return &one != &entry && one.kind == EventKind::activity_logged && is_connect(one.disposition);
    });
    if (connect == nullptr) return;
    event.rep = connect->actor;
    event.effective_at = connect->at();
  }

  // The claim passes to the next valid entry, or to nobody. Where that entry stands on a suspected duplicate,
  // this contact's claim ends here, and follows it.
  Rule pass_claim(Event& event) const {
    if (!succession.any_rests()) return Rule::none;
    const StandingClaim& next = succession.next();
    if (is_claim()) {
      event.flags |= EventFlag::moves_claim;
      if (succession.holder() == d.contact) {
        event.rep = next.rep;
        event.claim = next.position;
        event.effective_at = next.at;
      }
    }
    return next.present() ? Rule::claim_passed : Rule::claim_dropped;
  }

  // Whoever took the contact from the pool by the entry gives it back: to whom the claim passes, who would
  // have taken it then, or to the pool. Stays where that rep may not be given contacts.
  void give_back_contact(Event& event) const {
    const bool took = assigns(entry) && entries.newest(assigns) == &entry;
    const bool was_passed = is_claim() && d.row->assigned_by == Rule::claim_passed;
    const ActorId holder = d.row->assignee;
    if ((!took && !was_passed) || holder != entry_owner_or_rep()) return;
    Rule why_not{};
    if (!event.rep.present() || (event.rep != holder && can_be_given_contacts(d, event.rep, why_not)))
      event.flags |= EventFlag::assigns;
  }
  ActorId entry_owner_or_rep() const noexcept { return assigns(entry) ? entry.rep : entry_owner(entry); }

  // The state, and since when, that the contact was in before the entry.
  void give_back_status(Event& event) const {
    if (!changes_status(entry) || entries.newest(changes_status) != &entry) return;
    // A close that is pending is decided, not brought back.
    if (d.policy.state(entry.state_from).awaits_verification) return;
    event.state_to = entry.state_from;
    event.occurred_at = d.row->status_since;
    for (const Event& earlier : d.history) {
      if (earlier.position >= entry.position) break;
      if (earlier.state_to != entry.state_from || !changes_status(earlier)) continue;
      const bool back = earlier.kind == EventKind::entry_retracted;
      event.occurred_at = back ? earlier.occurred_at : earlier.at();
    }
    give_back_due(event);
  }
  void give_back_due(Event& event) const {
    event.flags |= EventFlag::sets_due;
    const Event* before = entries.newest_before(entry.position, [this](const Event& earlier) {
      return earlier.cycle == entry.cycle && has(earlier.flags, EventFlag::sets_due);
    });
    if (before != nullptr) event.due = before->due;
    // An agreed callback whose time had passed.
    const Event* callback = entries.newest_before(entry.position, [](const Event& earlier) {
      return earlier.kind == EventKind::callback_scheduled || earlier.kind == EventKind::callback_overdue;
    });
    const StateNumber to = event.state_to != 0 ? event.state_to : d.row->state;
    if (callback != nullptr && callback->kind == EventKind::callback_overdue &&
        d.policy.state(to).awaits_callback)
      event.flags |= EventFlag::overdue;
  }
  // A due time that was set while the status stayed.
  void give_back_due_alone(Event& event) const {
    if (event.state_to != 0 || !has(entry.flags, EventFlag::sets_due)) return;
    const Event* setter = entries.newest([](const Event& one) {
      return has(one.flags, EventFlag::sets_due) && one.kind != EventKind::callback_overdue &&
             one.kind != EventKind::callback_missed;
    });
    if (setter == &entry) give_back_due(event);
  }

  Outcome answer() {
    if (has_consequences()) return d.refused(Rule::entry_has_consequences);
    if (pays_close()) return d.refused(Rule::entry_pays_close);
    if (!as_own && !d.gives(Field::reason)) return d.refused(Rule::retract_needs_reason);
    if (is_assignment()) return give_back_assignment();
    Event& event = begin();
    if (is_touch()) {
      take_back_figures(event);
      return d.accepted(event, Rule::none);
    }
    take_back_figures(event);
    const Rule rule = pass_claim(event);
    give_back_contact(event);
    give_back_status(event);
    give_back_due_alone(event);
    Outcome outcome = d.accepted(event, rule);
    if (const StandingClaim& next = succession.next(); rule == Rule::claim_passed) {
      d.name_winner(outcome, next.rep, next.position, next.at);
      if (succession.holder() != d.contact) outcome.other = succession.holder();
    }
    succession.follow(d);
    return outcome;
  }

  Event& begin() {
    Event& event = d.add(EventKind::entry_retracted);
    event.refers_to = entry.position;
    event.refused = command;
    event.owner = is_touch() || is_assignment() ? entry.actor : entry_owner(entry);
    return event;
  }

  Outcome give_back_assignment() {
    const Event* before = entries.newest_before(entry.position, assigns);
    const ActorId rep = before == nullptr ? ActorId() : before->rep;
    if (Rule why_not{}; rep.present() && !can_be_given_contacts(d, rep, why_not))
      return d.refused(Rule::rep_inactive);
    Event& event = begin();
    event.flags |= EventFlag::assigns;
    event.rep = rep;
    const Outcome outcome = d.accepted(event, Rule::none);
    if (rep.present()) event.rule = before->rule;  // why the contact was the rep's
    return outcome;
  }
};

inline Outcome retract(Decision& d) {
  const Event* entry = d.referred;
  if (entry == nullptr || entry->contact != d.contact) return d.refused(Rule::entry_unknown);
  if (entry->kind == EventKind::entry_retracted) return d.refused(Rule::retraction_not_retractable);
  if (entry->kind == EventKind::close_logged) return d.refused(Rule::close_not_retractable);
  const CommandKind command = retractable(*entry);
  if (command == CommandKind::none) return d.refused(Rule::entry_not_retractable);
  const Entries entries(d.history);
  // As the history holds it, so that it is one of its events.
  entry = entries.at(entry->position);
  if (entry == nullptr) return d.refused(Rule::entry_unknown);
  if (const Event* before = entries.retraction_of(entry->position))
    return d.refused(Rule::already_retracted, before->actor, before->position, before->recorded_at);
  const bool own = entry->actor == d.actor;
  const bool manages = d.actor_row().roles.has(Role::manager);
  if (!own && !manages) return d.refused(Rule::entry_not_own);
  const std::int32_t minutes = d.policy.policy().retract_minutes;
  const bool in_time = minutes > 0 && d.now - entry->recorded_at <= Duration::minutes(minutes);
  if (!in_time && !manages) return d.refused(Rule::retract_too_late);
  // A manager's own entry on which something rests is corrected as a manager corrects, with a reason.
  Retraction retraction{d, entries, *entry, command, own && in_time};
  if (retraction.as_own && manages && (retraction.has_consequences() || retraction.pays_close()))
    retraction.as_own = false;
  return retraction.answer();
}

}  // namespace firstlog::inline v1::detail
