// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The plan expression document: a plan of the plan language (rules/commission/expression.hpp) as
// JSON. Its members are those of the structures, by their names; schema/expression.schema.json is the
// published schema.
//
//   version                 1
//   steps                   {"name": "line", "table": {…}}: a name and one member, the kind of step
//   numbers                 text: "0.15", "15%", "2/3", "1800.00"
//   operands                text: a number, or the name of an input or an earlier step
//   names of enumerators    "marginal", "half_up"
//   dates                   "2026-12-24"
//
//   {"version":1,"unit":"EUR","inputs":["amount"],"steps":[
//     {"name":"line","table":{"measure":"amount","table":{"mode":"marginal","boundary":"upper",
//       "tiers":[{"from":"0","to":"10000","rate":"0.05"},{"from":"10000","rate":"0.08"}]}}},
//     {"name":"commission","round":{"of":"line","to":{"mode":"half_up","places":2}}}]}
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/commission/expression.hpp"

namespace firstlog::inline v1 {

inline constexpr int expression_document_version = 1;
inline constexpr std::size_t expression_bytes_max = std::size_t{4} * 1024 * 1024;
inline constexpr std::size_t expression_values_max = 250'000;  // in the whole document

// Reads a document, checks it and resolves its names (compile). Whoever reads it needs no trust in who
// wrote it. Errors: malformed, with the path ("plan.steps[2].table.tiers[1].from"), the reason and the
// remedy; refused are also members that no version 1 document has, one member twice, and numbers that
// are not text. unsupported: a later version of the document. out_of_memory. Nothing is thrown.
FIRSTLOG_API Result<CompiledPlan> parse_plan_expression(std::string_view json) noexcept;

// The canonical text: members in the order of the structures, defaults written out, absent ones left
// out, no whitespace. parse_plan_expression() reads it back to an equal expression where that
// compiles. Throws std::bad_alloc.
FIRSTLOG_API std::string plan_expression_to_json(const PlanExpression& expression);

}  // namespace firstlog::inline v1
