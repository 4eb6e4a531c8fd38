// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What closes and their decisions leave on a deal.
#pragma once

#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

inline void close_logged(Evolving& v, ContactRow& row) {
  row.deal = v.event.deal;
  if (v.event.deal.index() == v.deals().size()) v.deals().append(DealRow{}).contact = v.event.contact;
  DealRow& deal = v.deals().edit(v.event.deal.index());
  deal.closer = v.event.actor;
  deal.claimed = v.event.amount;
  deal.closed_at = v.event.at();
  deal.closed_position = v.event.position;
  deal.hold_until = Instant();
  deal.status = CloseStatus::pending;
  ++deal.closes;
}

inline void decided(Evolving& v, CloseStatus status) {
  DealRow& deal = v.deals().edit(v.event.deal.index());
  deal.decider = v.event.actor;
  deal.decided_at = v.event.at();
  deal.decided_position = v.event.position;
  deal.status = status;
  if (status == CloseStatus::verified) {
    deal.credited = v.event.rep;
    deal.invoiced = v.event.amount;
    deal.period = v.event.period;
  }
}

}  // namespace firstlog::inline v1::detail
