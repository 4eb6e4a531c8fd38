// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What corrections leave on a claim and on what an entry had counted (DOMAIN 5, 13).
#pragma once

#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

inline void move_claim(const Evolving& v, ContactRow& row) noexcept {
  const bool by_entry = v.event.claim.present();
  row.claimant = v.event.rep;
  if (!v.event.rep.present()) {
    row.claim_position = Position();
    row.claimed_at = Instant();
    return;
  }
  row.claim_position = by_entry ? v.event.claim : v.event.position;
  row.claimed_at = by_entry ? v.event.effective_at : v.event.at();
}

// A retracted touch was no attempt and no connect.
inline void take_touch_back(const Evolving& v, ContactRow& row) noexcept {
  if (v.event.refused != CommandKind::log_activity) return;
  if (!has(v.event.flags, EventFlag::inbound) && row.attempts > 0) --row.attempts;
  if (!is_connect(v.event.disposition)) return;
  row.last_connect_at = v.event.effective_at;
  row.last_connect_by = v.event.rep;
}

}  // namespace firstlog::inline v1::detail
