// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What time does by itself (DESIGN 3.12).
#pragma once

#include "firstlog/core/detail/decide/cycle.hpp"
#include "firstlog/core/detail/decide/organisation.hpp"

namespace firstlog::inline v1::detail {

// The system's own transitions; `contact` is one that state.due_contacts named.
inline void due_on_contact(Decision& d, ContactId contact) {
  d.contact = contact;
  d.row = &d.state.contact(contact);
  const ContactRow& row = *d.row;
  if (row.due > d.now) return;
  switch (row.due_kind) {
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
    case DueKind::none:
    case DueKind::retry: break;
  }
}

inline void due_freeze(Decision& d) {
  const OrganisationRow& organisation = d.state.organisation();
  if (!d.state.founded() || d.state.freeze_due() > d.now) return;
  Event& event = freeze_event(d, organisation.oldest_open);
  event.occurred_at = organisation.freeze_due;
}

}  // namespace firstlog::inline v1::detail
