// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which date of a close counts for what (DOMAIN 6), and where a correction of it posts (DOMAIN 13).
#pragma once

#include <algorithm>

#include "firstlog/core/detail/decide/decision.hpp"

namespace firstlog::inline v1::detail {

inline YearMonth month_of(const Decision& d, Instant at) noexcept {
  return YearMonth::of(d.policy.date_of(at)).value_or(YearMonth());
}

// The period that the event posts to: the one it belongs to or, where that is frozen, the oldest open.
inline void post_to(const Decision& d, Event& event, YearMonth belongs) noexcept {
  event.period = std::max(belongs, d.state.organisation().oldest_open);
  if (event.period != belongs) event.flags |= EventFlag::prior_period;
}

}  // namespace firstlog::inline v1::detail
