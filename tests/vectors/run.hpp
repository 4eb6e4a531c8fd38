// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Runs one vector: translation into a plan document, evaluation, comparison.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "firstlog/rules/commission/evaluate.hpp"

namespace firstlog_vectors {

enum class Verdict { passed, failed, unsupported };

struct Run {
  Verdict verdict = Verdict::failed;
  std::string reason;    // what differs, or what the translation does not know
  std::string document;  // the plan
};

// Empty where the parts of every line of every step's value sum to it.
std::string untraced(const firstlog::CompiledPlan& plan, const firstlog::PlanValues& values);

// Never throws for what a vector may hold.
Run run_vector(const nlohmann::json& vector);

}  // namespace firstlog_vectors
