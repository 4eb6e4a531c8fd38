// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A deal as a list of events tells it: what oracles start from.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "support/scenario.hpp"

namespace firstlog_test {

struct ToldDeal {
  const Event* approval = nullptr;  // that stands
  std::int64_t amount = 0;          // invoiced, in minor units
  std::int64_t reversed = 0;
  std::vector<CreditShare> credits;
};

// `look` sees it after each of its events.
template <class Look>
ToldDeal told_deal(std::span<const Event> events, DealId deal, Look look) {
  ToldDeal told;
  for (const Event& event : events) {
    if (event.deal != deal) continue;
    if (event.kind == EventKind::close_approved) {
      told.approval = &event;
      told.amount = event.amount.minor_units();
      told.reversed = 0;
      told.credits.assign(event.credits.begin(), event.credits.end());
      if (told.credits.empty()) told.credits.push_back({event.rep, Rate::one()});
    }
    if (event.kind == EventKind::approval_revoked) told.approval = nullptr;
    if (event.kind == EventKind::close_amended) {
      told.amount = event.amount.minor_units();
      if (!event.credits.empty()) told.credits.assign(event.credits.begin(), event.credits.end());
    }
    if (event.kind == EventKind::close_reversed) told.reversed += event.amount.minor_units();
    if (event.kind == EventKind::reversal_undone) told.reversed -= event.amount.minor_units();
    look(told);
  }
  return told;
}

}  // namespace firstlog_test
