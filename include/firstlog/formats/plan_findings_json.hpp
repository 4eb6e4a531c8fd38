// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The findings of the plan checker (rules/commission/plan_check.hpp) as JSON and as text. Members are
// those of the structures, by their names; numbers are text, as in the plan document.
//
//   {"version":1,"refused":true,"findings":[{"kind":"less_for_more","severity":"refuse",
//     "path":"plan.steps[0].table.table.tiers[1].from","sentence":"…","remedy":"…","size":"500","cases":[
//       {"says":"amount 9999.99","value":"line","result":"1499.9985",
//        "input":{"numbers":{"amount":["9999.99"]},"texts":{}}}]}]}
//
// A case that evaluates a part instead of the plan has it as "part", a plan expression document.
#pragma once

#include <string>

#include "firstlog/base/config.hpp"
#include "firstlog/rules/commission/plan_check.hpp"

namespace firstlog::inline v1 {

inline constexpr int plan_findings_document_version = 1;

// No whitespace; the same findings give the same text. Throws std::bad_alloc.
FIRSTLOG_API std::string plan_findings_to_json(const PlanFindings& findings);

// A line for each finding, and its remedy below it:
//   refuse less_for_more at plan.steps[0].table.table.tiers[1].from: amount 10000 pays …
//     let no tier pay less …
// "no findings" where there are none. Throws std::bad_alloc.
FIRSTLOG_API std::string plan_findings_to_text(const PlanFindings& findings);

}  // namespace firstlog::inline v1
