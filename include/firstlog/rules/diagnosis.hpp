// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The second floor, of activity: never paid, and the reason to look at where quota is missed (DOMAIN 8, 9).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/rules/floors.hpp"

namespace firstlog::inline v1 {

// What a rep did in some sessions. Nothing is negative, and there are no more connects than dials.
struct Activity {
  std::int64_t sessions = 0;
  std::int64_t dials = 0;
  std::int64_t connects = 0;
};

// Numbers are fixed for ever.
enum class Diagnosis : std::uint8_t {
  healthy = 0,  // at or above pace
  insufficient_data = 1,
  volume = 2,        // too few dials a session
  list_quality = 3,  // too few connects among the dials
  conversion = 4,    // enough of both, and yet below pace
};

constexpr std::string_view name_of(Diagnosis diagnosis) noexcept {
  constexpr std::string_view names[] = {"healthy", "insufficient_data", "volume", "list_quality",
                                        "conversion"};
  return names[static_cast<int>(diagnosis)];
}

struct ActivityStanding {
  Activity activity;
  std::optional<Exact> dials_per_session;  // absent without a session
  std::optional<Exact> connect_rate;       // of dials; absent without a dial
  bool enough_data = false;                // to tell anything
  bool meets_dials = false;                // 35 of 35 do
  bool meets_connects = false;             // exactly the floor does
  bool meets() const noexcept { return meets_dials && meets_connects; }
};

FIRSTLOG_API ActivityStanding activity_standing_of(const ActivityFloors& floors, const Activity& activity);

// Why pace is missed; the first of the reasons above that holds.
FIRSTLOG_API Diagnosis diagnosis_of(const ActivityStanding& standing, bool at_pace) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/diagnosis-inl.hpp"  // IWYU pragma: export
#endif
