// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which base plan a rep has on a day: that which names him, else his team's, else everybody's. Private:
// bodies only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "firstlog/rules/commission/commission_plan.hpp"
#include "firstlog/views/detail/plan_books.hpp"

namespace firstlog::inline v1::detail {

// Of two that begin on one day the later one said counts.
inline std::string_view team_on(const PlanBooks& books, ActorId rep, Date day) noexcept {
  const PlanMembership* found = nullptr;
  for (const PlanMembership& one : books.memberships)
    if (one.rep == rep && one.from <= day && (found == nullptr || one.from >= found->from)) found = &one;
  return found == nullptr || found->team == 0 ? std::string_view() : books.teams[found->team - 1U];
}

// Its place among the plans. Plans of one rank never meet: the policy was checked.
inline std::optional<std::uint32_t> base_plan_on(const PlanBooks& books,
                                                 const std::vector<CommissionPlan>& plans, ActorId rep,
                                                 Date day) noexcept {
  const std::string_view team = team_on(books, rep, day);
  std::optional<std::uint32_t> base;
  int rank = -1;
  for (std::uint32_t i = 0; i < plans.size(); ++i) {
    if (plans[i].use != PlanUse::base || !holds_on(plans[i], day)) continue;
    const PlanAudience audience = audience_of(plans[i], books.rep_keys[rep.index()], team);
    if (!audience.included || audience.rank <= rank) continue;
    base = i;
    rank = audience.rank;
  }
  return base;
}

}  // namespace firstlog::inline v1::detail
