// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "firstlog/core/decide.hpp"
#include "firstlog/core/evolve.hpp"
#include "firstlog/core/state.hpp"
#include "firstlog/rules/commission/plan.hpp"
#include "firstlog/rules/policy.hpp"
#include "firstlog/rules/quota.hpp"

std::uint32_t contacts_of_a_fresh_state();
std::uint32_t contacts_of_a_fresh_state() {
  using namespace firstlog;
  const State state;
  Events events;
  decide_freeze(state, CompiledPolicy(), Instant(), events);
  return state.contact_count() + static_cast<std::uint32_t>(events.size());
}
