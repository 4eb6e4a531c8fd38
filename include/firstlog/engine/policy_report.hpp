// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What there is to say about a policy before it is adopted, and while it waits for its instant.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/rules/assignment.hpp"

namespace firstlog::inline v1 {

// One finding of the plan checker (rules/commission/plan_check.hpp has it with its counter-examples).
struct PolicyFinding {
  std::string kind;  // "cliff"
  bool refused = false;
  std::string path;  // "policy.plans[0].components[1].steps[0].table.table.tiers[1].from"
  std::string sentence;
  std::string remedy;
};

// What is to be known of a policy's document before it is adopted.
struct PolicyReport {
  std::optional<Error> fault;  // why it would be refused, with path, remedy and, of rules, a witness
  // Contacts that two of its assignment rules would both take, and contacts that they leave to the pool, one
  // for each gap. Both are told where each rule is sound by itself, whatever else is at fault.
  std::vector<AssignmentOverlap> overlaps;
  std::vector<AssignmentGap> gaps;
  std::vector<PolicyFinding> plans;  // of its plans, refusals first
  bool ok() const noexcept { return !fault; }
};

// What became of a policy that was to be adopted, and what its rules leave open.
struct Adoption {
  Outcome outcome;
  PolicyReport report;
};

// A policy that was adopted for an instant to come and waits for it.
struct WaitingPolicy {
  Instant effective_at;
  Position adoption;  // its policy_adopted, which holds the document
  std::string name;   // of the policy
};

}  // namespace firstlog::inline v1
