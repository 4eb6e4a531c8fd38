// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// When a contact that nobody works on goes back to the pool (DOMAIN 4). A call, a note or a change of
// status starts a timer anew; looking at the contact does not.
#pragma once

#include <optional>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Each timer stands alone; absent: off, which is the default of all. Days are calendar days in the
// organisation's zone whose last one is inside: the timer is over at 00:00 of the day after it
// (CompiledPolicy::window_over). Hours run by the clock.
struct ReleaseTimers {
  std::optional<int> idle_days = {};                 // without call, note or change: 1 to 3650
  std::optional<int> stage_days = {};                // in one state: 1 to 3650
  std::optional<int> overdue_days = {};              // behind an agreed callback's time: 1 to 3650
  std::optional<int> first_contact_hours = {};       // from assignment to the first call: 1 to 8784
  std::optional<int> failed_attempts_per_week = {};  // without a connect among them: 1 to 1000

  constexpr bool any() const noexcept {
    return idle_days || stage_days || overdue_days || first_contact_hours || failed_attempts_per_week;
  }

  friend bool operator==(const ReleaseTimers&, const ReleaseTimers&) = default;
};

}  // namespace firstlog::inline v1
