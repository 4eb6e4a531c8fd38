// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What months under quota raise (DOMAIN 8), as the engine and Performance hand it out.
#pragma once

#include <cstdint>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"

namespace firstlog::inline v1 {

// A rep was under quota for as many months running as the policy asks. A fact of the journal: it stands with
// the freeze of the last of them.
struct QuotaReview {
  ActorId rep;
  YearMonth period;         // the last of the months
  std::int32_t months = 0;  // that count: ramp, part and leave months do not
  Position position;        // of the freeze
  Instant raised_at;
};

}  // namespace firstlog::inline v1
