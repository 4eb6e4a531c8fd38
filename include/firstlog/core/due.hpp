// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What contacts wait for.
#pragma once

#include <cstdint>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// What a contact's due time is for.
enum class DueKind : std::uint8_t {
  none = 0,
  callback = 1,        // an agreed callback: its time
  missed_warning = 2,  // an overdue callback: when the manager is warned
  recycle = 3,
  retry = 4,  // the next attempt's earliest time; nothing happens by itself
  // What the policy's windows and timers bring, beside the contact's own next step (TimerRow).
  claim_warning = 5,  // the claim lapses soon
  claim_lapse = 6,
  release_idle = 7,  // these put the contact back into the pool
  release_stage = 8,
  release_overdue = 9,
  release_first_contact = 10,
  release_failed_attempts = 11,
  silence = 12,  // a pending close: when it is approved by silence
};

}  // namespace firstlog::inline v1
