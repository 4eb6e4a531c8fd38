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
  silence = 10,  // a pending close: when it is approved by silence
  retry = 4,  // the next attempt's earliest time; nothing happens by itself
};

}  // namespace firstlog::inline v1
