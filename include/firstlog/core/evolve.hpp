// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The other half of the core: what an event makes of a state. Pure, and free of decisions: whatever
// could be decided in two ways stands in the event.
#pragma once

#include "firstlog/base/config.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/state.hpp"

namespace firstlog::inline v1 {

// Applies one stamped event. Events come in order of position, without gaps, each with a time above
// the one before. A policy_adopted event must carry its compiled policy.
// Answers false, and changes nothing, for an event that cannot follow: a position that is not the
// next, a time that is not later, a handle that does not exist. A journal that verifies never holds one.
FIRSTLOG_API bool evolve(State& state, const Event& event);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/evolve-inl.hpp"  // IWYU pragma: export
#endif
