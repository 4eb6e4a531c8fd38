// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The evaluator of the plan language: a pure function of a compiled plan and its input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/exact.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/commission/expression.hpp"
#include "firstlog/rules/commission/trace.hpp"

namespace firstlog::inline v1 {

// One number for each line, or a single one.
using Column = std::vector<Exact>;
using TextColumn = std::vector<std::string>;

struct NamedColumn {
  std::string name;
  Column values;
};
struct NamedTexts {
  std::string name;
  TextColumn values;  // empty text where a line has no such attribute
};

// What an expression is applied to, by the names that it declares, in any order.
struct PlanInput {
  std::vector<NamedColumn> numbers;
  std::vector<NamedTexts> texts;
};

struct PlanValues {
  std::vector<Column> slots;      // by CompiledPlan::slot_names()
  std::vector<TracePart> traces;  // empty unless asked for
};

enum class Explain : bool { no = false, yes = true };

// Evaluates all steps in order. With Explain::yes the traces hold, for every line of every step's
// value (balances and what is carried apart), parts that sum to it; else nothing is collected.
// Errors: invalid_argument (an input is missing, columns whose lines do not match, division by 0, a
// measure outside a table that refuses it, a date that is none), with the step's name; overflow (a
// number beyond exact_bits_max); out_of_memory. Nothing is thrown.
FIRSTLOG_API Result<PlanValues> evaluate(const CompiledPlan& plan, const PlanInput& input,
                                         Explain explain = Explain::no) noexcept;

// The value of that name; null where the plan has none.
FIRSTLOG_API const Column* value_of(const CompiledPlan& plan, const PlanValues& values,
                                    std::string_view name) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/commission/detail/evaluate-inl.hpp"  // IWYU pragma: export
#include "firstlog/rules/commission/detail/steps-inl.hpp"     // IWYU pragma: export
#endif
