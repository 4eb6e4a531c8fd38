// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <new>
#include <optional>

#include "firstlog/rules/commission/detail/plan_run.hpp"
#include "firstlog/rules/commission/evaluate.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE Result<PlanValues> evaluate(const CompiledPlan& plan, const PlanInput& input,
                                            Explain explain) noexcept {
  try {
    Tracer tracer;
    detail::PlanRun run(plan, input, explain == Explain::yes ? &tracer : nullptr);
    if (const std::optional<Error> error = run.run()) return *error;
    return PlanValues{run.take(), tracer.take()};
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "plan", "there is no memory for its values", "evaluate fewer lines");
  }
}

FIRSTLOG_INLINE const Column* value_of(const CompiledPlan& plan, const PlanValues& values,
                                       std::string_view name) noexcept {
  const std::optional<std::uint32_t> slot = plan.slot_of(name);
  return slot && *slot < values.slots.size() ? &values.slots[*slot] : nullptr;
}

}  // namespace firstlog::inline v1
