// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an event leaves on a contact's window and timers. A call, a note or a move starts the idle timer
// anew, a change of status the stage's window and timer, an assignment whatever the assignee is timed by.
#pragma once

#include "firstlog/core/detail/evolve/evolving.hpp"
#include "firstlog/core/detail/timers.hpp"

namespace firstlog::inline v1::detail {

inline bool is_work(const Event& event) noexcept {
  switch (event.kind) {
    case EventKind::activity_logged:
    case EventKind::note_added:
    case EventKind::interest_logged:
    case EventKind::callback_scheduled:
    case EventKind::retry_scheduled:
    case EventKind::marked_not_interested:
    case EventKind::marked_unworkable:
    case EventKind::close_logged: return true;
    default: return false;
  }
}

inline bool is_outbound_dial(const Event& event) noexcept {
  return event.touch == Touch::dial && !has(event.flags, EventFlag::inbound);
}

// Attempts that failed in one week of the organisation's zone, Monday to Sunday; a connect ends the count.
inline void count_attempt(const Evolving& v, TimerRow& timer) noexcept {
  const Event& event = v.event;
  if (is_connect(event.disposition)) {
    timer.failed_attempts = 0;
    return;
  }
  if (!is_outbound_dial(event)) return;
  if (event.at() >= timer.week_end) {
    const Date day = v.policy()->date_of(event.at());
    const auto left = std::int64_t{8} - static_cast<std::int64_t>(day.weekday());
    timer.week_end = v.policy()->zone().start_of_day(day.plus_days(left).value_or(Date::max()));
    timer.failed_attempts = 0;
  }
  ++timer.failed_attempts;
  timer.failed_at = event.at();
}

inline void time_next(Evolving& v, ContactId contact, const ContactRow& row, TimerRow timer) {
  const TimerRow& before = v.timers()[contact.number()];
  const DueKind kind = before.due_kind;
  const Instant due = before.due;
  // A contact that was merged into another waits for nothing by itself.
  if (row.kin != 0 && v.state().kin(row.kin).merged_into.present())
    timer = TimerRow();
  else
    find_next_timer(*v.policy(), v.organisation(), row, timer);
  // What a correction brings back may have been due long ago: it happens now.
  const bool corrects =
      v.event.kind == EventKind::entry_retracted || v.event.kind == EventKind::entries_undone ||
      v.event.kind == EventKind::contacts_merged || v.event.kind == EventKind::contacts_unmerged;
  if (corrects && timer.due_kind != DueKind::none) timer.due = std::max(timer.due, v.event.at());
  v.timers().set(contact.number(), timer);
  if (timer.due_kind != DueKind::none && (kind == DueKind::none || timer.due != due) &&
      !v.state().is_held(row))
    v.push_due({timer.due, contact});
}

inline void keep_timers(Evolving& v, const ContactRow& row, bool reassigned) {
  const Event& event = v.event;
  const bool starts_cycle = has(event.flags, EventFlag::starts_cycle);
  const bool moves = starts_cycle || (event.state_to != 0 && event.state_to != event.state_from);
  TimerRow timer = v.timers()[event.contact.number()];
  if (event.kind == EventKind::entries_undone) return time_next(v, event.contact, row, timer);
  if (is_work(event) || moves) timer.touched_at = event.at();
  if (reassigned || starts_cycle) {
    timer.contacted = false;
    timer.failed_attempts = 0;
  }
  const bool corrects = event.kind == EventKind::entry_retracted;
  const bool registers = event.kind == EventKind::contact_registered;
  if (event.kind == EventKind::activity_logged || (moves && !starts_cycle && !registers && !corrects))
    timer.contacted = true;
  if (event.kind == EventKind::activity_logged) count_attempt(v, timer);
  const bool untouched = corrects && event.refused == CommandKind::log_activity && is_outbound_dial(event) &&
                         !is_connect(event.disposition);
  if (untouched && timer.failed_attempts > 0) --timer.failed_attempts;
  if (event.kind == EventKind::callback_overdue) timer.overdue_since = event.occurred_at;
  if (!row.overdue) timer.overdue_since = Instant();
  if (moves || has(event.flags, EventFlag::establishes_claim) || has(event.flags, EventFlag::moves_claim))
    timer.warned = false;
  if (event.kind == EventKind::claim_lapse_warned) timer.warned = true;
  time_next(v, event.contact, row, timer);
}

// Two contacts changed places or parted: what each is timed by is told from its rows.
inline void time_both(Evolving& v, ContactId one, ContactId other) {
  if (!v.policy()->has_timers()) return;
  for (const ContactId contact : {one, other})
    time_next(v, contact, v.contacts()[contact.index()], v.timers()[contact.number()]);
}

// Another policy is in force. Windows and timers that it changes count from now on.
inline void retime(Evolving& v, const CompiledPolicy* before) {
  const CompiledPolicy& after = *v.policy();
  const Policy& policy = after.policy();
  bool windows = before == nullptr;
  for (std::size_t i = 0; before != nullptr && i < policy.pipeline.states.size(); ++i) {
    const auto& states = before->policy().pipeline.states;
    windows = windows || i >= states.size() ||
              states[i].protection_days != policy.pipeline.states[i].protection_days;
  }
  if (windows) v.organisation().windows_since = v.event.at();
  if (before == nullptr || !(before->policy().release == policy.release))
    v.organisation().timers_since = v.event.at();
  if (!after.has_timers() && (before == nullptr || !before->has_timers())) return;
  for (std::uint32_t i = 1; i <= v.contacts().size(); ++i) {
    const ContactRow& row = v.contacts()[i - 1];
    TimerRow timer = after.has_timers() ? v.timers()[i] : TimerRow();
    // Whoever was called before timers were kept was called.
    if (after.has_timers() && !before->has_timers())
      timer.contacted = row.attempts > 0 || row.state != policy.pipeline.initial;
    if (after.has_timers())
      time_next(v, ContactId(i), row, timer);
    else
      v.timers().set(i, timer);
  }
}

}  // namespace firstlog::inline v1::detail
