// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which rep a contact goes to by the rules, and why not to another. Pure: a function of the state.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/core/state.hpp"

namespace firstlog::inline v1 {

struct AssignedRep {
  ActorId rep;  // absent: nobody, the pool
  Rule rule = Rule::assigned_to_nobody;
  std::uint64_t share = 0;  // of Event::share
};

// The rep by rule, at an instant. Nobody inactive, without the role rep, absent or full is served; `excluded`
// is passed over where it is present. Where a rule names several, they take turns: of the first N contacts
// that a given set of available reps shared, each has had its part of N rounded down or up, by weights, for
// every N. Linear in the reps of the rule.
FIRSTLOG_API AssignedRep assigned_rep(const State& state, const CompiledPolicy& policy,
                                      const ContactTraits& traits, Instant now, ActorId excluded = {});

// How one rep of the matching rule stood.
struct RepAnswer {
  std::string_view rep;      // host key; lives as long as the policy
  Rule why = Rule::none;     // rep_inactive, rep_not_a_rep, rep_absent, rep_full, unknown_rep,
                             // assigned_on_recycle_excluded; else none: available
  bool chosen = false;       // an available one who is not: it is another's turn
  std::uint32_t served = 0;  // contacts had from this pool so far
};

struct AssignmentExplanation {
  AssignedRep answer;
  std::vector<AssignmentStep> rules;  // see explain_rules
  std::vector<RepAnswer> reps;        // of the rule that decides
};

// Why this rep, why not that one. Answers what assigned_rep answers, with its reasons.
FIRSTLOG_API AssignmentExplanation explain_assignment(const State& state, const CompiledPolicy& policy,
                                                      const ContactTraits& traits, Instant now,
                                                      ActorId excluded = {});

// Whether the rep has as many open contacts as the policy's capacity for him allows.
FIRSTLOG_API bool is_full(const State& state, const CompiledPolicy& policy, ActorId rep) noexcept;

// What rules ask of a registered contact; views into the state.
FIRSTLOG_API ContactTraits traits_of(const State& state, ContactId contact) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/assign-inl.hpp"  // IWYU pragma: export
#endif
