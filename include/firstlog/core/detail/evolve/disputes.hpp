// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What an event leaves on disputes about lines of statements.
#pragma once

#include <limits>

#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

// The number of the open dispute that was opened at that position; 0: there is none.
inline std::uint32_t open_dispute_at(const Evolving& v, Position opened) noexcept {
  std::uint32_t at = v.state().organisation().open_disputes;
  while (at != 0 && v.disputes()[at - 1].opened != opened) at = v.disputes()[at - 1].open_next;
  return at;
}

inline bool dispute_can_follow(const Evolving& v) noexcept {
  if (v.event.kind == EventKind::dispute_overdue) {
    const std::uint32_t open = open_dispute_at(v, v.event.refers_to);
    return open != 0 && !v.disputes()[open - 1].overdue;
  }
  const std::string_view key = v.event.document_number;
  const std::uint32_t number = v.dispute_keys().find(key);
  if (v.event.kind == EventKind::dispute_opened)
    return number == 0 && !key.empty() && key.size() <= key_bytes_max && v.event.rep.present() &&
           v.event.refers_to.present() && v.event.refers_to < v.event.position &&
           v.event.deal.number() <= v.deals().size();
  return number != 0 && v.event.refers_to < v.event.position &&
         v.disputes()[number - 1].status == DisputeStatus::open;
}

// Open ones are few: they are looked through whenever one of them changes.
inline void find_dispute_due(Evolving& v) {
  Instant& due = v.organisation().dispute_due;
  due = Instant::from_microseconds(std::numeric_limits<std::int64_t>::max());
  for (std::uint32_t at = v.organisation().open_disputes; at != 0; at = v.disputes()[at - 1].open_next) {
    const DisputeRow& row = v.disputes()[at - 1];
    if (!row.overdue && row.due != Instant() && row.due < due) due = row.due;
  }
}

inline void take_out_of_open(Evolving& v, std::uint32_t number) {
  const std::uint32_t next = v.disputes()[number - 1].open_next;
  if (v.organisation().open_disputes == number) {
    v.organisation().open_disputes = next;
    return;
  }
  for (std::uint32_t at = v.organisation().open_disputes; at != 0; at = v.disputes()[at - 1].open_next)
    if (v.disputes()[at - 1].open_next == number) {
      v.disputes().edit(at - 1).open_next = next;
      return;
    }
}

inline void resolve_dispute(Evolving& v, DisputeStatus status) {
  const std::uint32_t number = v.dispute_keys().find(v.event.document_number);
  take_out_of_open(v, number);
  DisputeRow& row = v.disputes().edit(number - 1);
  row.status = status;
  row.open_next = 0;
  row.resolved = v.event.position;
  row.resolved_at = v.event.at();
  row.resolver = v.event.actor;
}

inline void dispute_event(Evolving& v) {
  switch (v.event.kind) {
    case EventKind::dispute_opened:
      v.dispute_keys().intern(v.event.document_number);
      v.disputes().append({.opened = v.event.position,
                           .line = v.event.refers_to,
                           .resolved = {},
                           .opened_at = v.event.at(),
                           .resolved_at = {},
                           .due = v.event.due,
                           .rep = v.event.rep,
                           .opener = v.event.actor,
                           .resolver = {},
                           .deal = v.event.deal,
                           .open_next = v.organisation().open_disputes});
      v.organisation().open_disputes = static_cast<std::uint32_t>(v.disputes().size());
      break;
    case EventKind::dispute_accepted: resolve_dispute(v, DisputeStatus::accepted); break;
    case EventKind::dispute_rejected: resolve_dispute(v, DisputeStatus::rejected); break;
    case EventKind::dispute_withdrawn: resolve_dispute(v, DisputeStatus::withdrawn); break;
    case EventKind::dispute_overdue:
      v.disputes().edit(open_dispute_at(v, v.event.refers_to) - 1).overdue = true;
      break;
    default: return;
  }
  find_dispute_due(v);
}

}  // namespace firstlog::inline v1::detail
