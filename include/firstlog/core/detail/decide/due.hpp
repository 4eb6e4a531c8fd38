// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What time does by itself (DESIGN 3.12).
#pragma once

#include "firstlog/core/detail/decide/closes.hpp"
#include "firstlog/core/detail/decide/cycle.hpp"
#include "firstlog/core/detail/decide/organisation.hpp"
#include "firstlog/core/detail/timers.hpp"

namespace firstlog::inline v1::detail {

// The rep hears that the claim's protection ends, once for each window; `due` says when.
inline void warn_of_lapse(Decision& d, Instant due) {
  Event& event = d.add(EventKind::claim_lapse_warned);
  event.rep = d.row->claimant;
  event.refers_to = d.row->claim_position;
  event.occurred_at = due;
  event.due = lapse_of(d.policy, d.state.organisation(), *d.row).value_or(Instant());
}

// The claim ends: the cycle has none until the next entry, and those before it count no more.
inline void lapse(Decision& d, Instant due) {
  Event& event = d.add(EventKind::claim_lapsed);
  event.flags |= EventFlag::moves_claim;
  event.owner = d.row->claimant;
  event.refers_to = d.row->claim_position;
  event.occurred_at = due;
  event.rule = Rule::claim_window_over;
}

// Into the pool; the claim stays.
inline void release_by_timer(Decision& d, Rule timer, Instant due) {
  Event& event = d.add(EventKind::released_by_timer);
  event.flags |= EventFlag::assigns;
  event.owner = d.row->assignee;
  event.occurred_at = due;
  event.rule = timer;
}

// The system's own transitions; `contact` is one that state.due_contacts named.
inline void due_on_contact(Decision& d, ContactId contact) {
  d.contact = contact;
  d.row = &d.state.contact(contact);
  d.deal = d.row->deal;
  const ContactRow& row = *d.row;
  const NextDue next = d.state.next_due(contact);
  if (next.kind == DueKind::none || next.due > d.now) return;
  switch (next.kind) {
    case DueKind::callback: {
      Event& event = d.add(EventKind::callback_overdue);
      event.rep = row.assignee;
      event.occurred_at = row.due;
      event.flags |= EventFlag::sets_due;
      if (d.policy.policy().missed_callback_working_days > 0)
        event.due = d.policy.working_days_over(d.policy.date_of(row.due),
                                               d.policy.policy().missed_callback_working_days);
      break;
    }
    case DueKind::missed_warning: {
      Event& event = d.add(EventKind::callback_missed);
      event.rep = row.assignee;
      event.occurred_at = row.due;
      event.flags |= EventFlag::sets_due;
      break;
    }
    case DueKind::recycle: {
      // The day was decided when the contact was lost; a policy adopted since, whose pipeline
      // recycles this state no longer, does not take it back.
      const PipelineRow* move = d.policy.row(row.state, Trigger::recycle);
      Event& event = d.add(EventKind::recycled);
      event.occurred_at = row.due;
      renew(d, event, move != nullptr ? move->to : d.policy.policy().pipeline.initial,
            d.policy.policy().recycle_excludes_previous ? row.assignee : ActorId());
      break;
    }
    case DueKind::claim_warning: warn_of_lapse(d, next.due); break;
    case DueKind::claim_lapse: lapse(d, next.due); break;
    case DueKind::release_idle: release_by_timer(d, Rule::released_idle, next.due); break;
    case DueKind::release_stage: release_by_timer(d, Rule::released_stage, next.due); break;
    case DueKind::release_overdue: release_by_timer(d, Rule::released_overdue, next.due); break;
    case DueKind::release_first_contact: release_by_timer(d, Rule::released_first_contact, next.due); break;
    case DueKind::release_failed_attempts:
      release_by_timer(d, Rule::released_failed_attempts, next.due);
      break;
    case DueKind::silence: approve_by_silence(d); break;
    case DueKind::none:
    case DueKind::retry: break;
  }
}

inline void due_freeze(Decision& d) {
  const OrganisationRow& organisation = d.state.organisation();
  if (!d.state.founded() || organisation.freeze_due > d.now) return;
  Event& event = freeze_event(d, organisation.oldest_open);
  event.occurred_at = organisation.freeze_due;
}

}  // namespace firstlog::inline v1::detail
