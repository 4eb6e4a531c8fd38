// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The plan checker over all plans of a policy: what is broken is refused when a policy is adopted, what
// is unwise above the sizes of Policy::plan_check is told.
#pragma once

#include <optional>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/commission/plan_check.hpp"
#include "firstlog/rules/policy.hpp"

namespace firstlog::inline v1 {

// Each component by itself; amounts, units, margins and what components before it pay are sold, a close
// counts one, quotas are the policy's. Paths are from "policy". Throws std::bad_alloc, nothing else.
FIRSTLOG_API PlanFindings check_policy_plans(const CompiledPolicy& policy);

// Why a policy with these findings is refused; nothing where it is not.
FIRSTLOG_API std::optional<Error> fault_of(const PlanFindings& findings);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/policy_check-inl.hpp"  // IWYU pragma: export
#endif
