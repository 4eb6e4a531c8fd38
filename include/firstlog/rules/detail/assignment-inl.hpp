// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>

#include "firstlog/rules/assignment.hpp"
#include "firstlog/rules/detail/assignment_table.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE std::vector<AssignmentStep> explain_rules(const std::vector<AssignmentRule>& rules,
                                                          const ContactTraits& traits,
                                                          const Collator* collator) {
  std::vector<AssignmentStep> steps;
  for (std::uint32_t i = 0; i < rules.size(); ++i) steps.push_back({.rule = i});
  std::sort(steps.begin(), steps.end(), [&rules](const AssignmentStep& a, const AssignmentStep& b) {
    const auto rank_a = detail::rank_of(rules[a.rule]);
    const auto rank_b = detail::rank_of(rules[b.rule]);
    return rank_a != rank_b ? rank_a < rank_b : a.rule < b.rule;
  });
  bool decided = false;
  for (AssignmentStep& step : steps) {
    const AssignmentRule& rule = rules[step.rule];
    const detail::AssignmentBox box = detail::box_of(rule, collator);
    if (!rule.country.empty() && rule.country != traits.place.country_view())
      step.failed = AssignmentCondition::country;
    else if (!rule.region.empty() && rule.region != traits.place.region_view())
      step.failed = AssignmentCondition::region;
    else if (!box.holds_postcode(detail::packed(traits.place.postcode.view())))
      step.failed = AssignmentCondition::postcode;
    else if (!rule.niche.empty() && rule.niche != traits.niche)
      step.failed = AssignmentCondition::niche;
    else if (!box.holds_name(detail::packed(traits.sort_key.view())))
      step.failed = AssignmentCondition::name;
    else
      step.decides = !std::exchange(decided, true);
  }
  return steps;
}

}  // namespace firstlog::inline v1
