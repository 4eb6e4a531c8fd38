// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "firstlog/rules/diagnosis.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE ActivityStanding activity_standing_of(const ActivityFloors& floors,
                                                      const Activity& activity) {
  ActivityStanding standing;
  standing.activity = activity;
  standing.dials_per_session = Exact::divide(Exact::whole(activity.dials), Exact::whole(activity.sessions));
  standing.connect_rate = Exact::divide(Exact::whole(activity.connects), Exact::whole(activity.dials));
  auto reaches = [](const std::optional<Exact>& value, const Exact& floor) {
    return value && *value >= floor;
  };
  standing.enough_data = activity.dials >= floors.enough_dials &&
                         reaches(standing.dials_per_session, Exact::whole(floors.enough_dials_per_session));
  standing.meets_dials = reaches(standing.dials_per_session, Exact::whole(floors.dials_per_session));
  standing.meets_connects = reaches(standing.connect_rate, floors.connects);
  return standing;
}

FIRSTLOG_INLINE Diagnosis diagnosis_of(const ActivityStanding& standing, bool at_pace) noexcept {
  if (at_pace) return Diagnosis::healthy;
  if (!standing.enough_data) return Diagnosis::insufficient_data;
  if (!standing.meets_dials) return Diagnosis::volume;
  return standing.meets_connects ? Diagnosis::conversion : Diagnosis::list_quality;
}

}  // namespace firstlog::inline v1
