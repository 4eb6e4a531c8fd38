// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who is in which team, and who is away, by day (DOMAIN 1, 10). Days are calendar dates of the
// organisation's zone.
#pragma once

#include <cstdint>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"

namespace firstlog::inline v1 {

// A rep's place in the reporting lines from a day on, until the day on which another row of his begins.
// Of two that begin on one day the later one said counts.
struct MembershipRow {
  ActorId rep;
  ActorId lead;              // whom he reports to; absent: nobody
  std::uint32_t team = 0;    // handle of State::team_name; 0: in no team
  std::uint32_t before = 0;  // the rep's row before it, plus one; 0: none
  Date from;
  bool dropped = false;  // the rep departed before it began
};

// Days on which a rep is away; those of one rep never overlap.
struct AbsenceRow {
  ActorId rep;
  ActorId cover;             // who may act on his contacts meanwhile; absent: nobody
  std::uint32_t before = 0;  // the rep's row before it, plus one; 0: none
  Date from;
  Date until;            // inside
  bool dropped = false;  // cancelled, or the rep departed, before it began
};

// A rep's team and lead on one day.
struct TeamOfDay {
  std::uint32_t team = 0;
  ActorId lead;

  friend bool operator==(const TeamOfDay&, const TeamOfDay&) = default;
};

}  // namespace firstlog::inline v1
