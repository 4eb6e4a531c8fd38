// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Plans written as the steps of their document, and what the plan checker tells of them.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "commission/finding_claims.hpp"
#include "firstlog/formats/expression_json.hpp"
#include "firstlog/rules/commission/plan_check.hpp"

namespace firstlog::checked {

inline Exact number(const char* text) {
  return Exact::parse(text).value();
}

inline PlanExpression plan_of(const std::string& steps, std::vector<std::string> inputs = {"amount"},
                              std::vector<std::string> texts = {}) {
  nlohmann::json document;
  document["inputs"] = inputs;
  document["texts"] = texts;
  document["steps"] = nlohmann::json::parse("[" + steps + "]");
  const Result<CompiledPlan> plan = parse_plan_expression(document.dump());
  EXPECT_TRUE(plan.ok()) << std::string(plan.error().place.view()) << " "
                         << std::string(plan.error().reason.view());
  return plan.ok() ? plan->expression() : PlanExpression();
}

// "refuse gap plan.steps[0]…", one for each finding; all counter-examples must hold.
inline std::vector<std::string> told(const PlanExpression& plan, const PlanCheckOptions& options = {}) {
  std::vector<std::string> lines;
  for (const Finding& finding : check_plan_expression(plan, options).findings) {
    EXPECT_EQ(claims::fault_of(plan, finding), "");
    for (const FindingCase& made : finding.cases) {
      const Result<Exact> again = evaluate_case(plan, made);
      EXPECT_TRUE(again.ok() && *again == made.result) << made.says;
    }
    lines.push_back(std::string(name_of(finding.severity)) + " " + std::string(name_of(finding.kind)) + " " +
                    finding.path);
  }
  return lines;
}
using Lines = std::vector<std::string>;

// The sentence of the only finding of a kind.
inline std::string sentence(const PlanExpression& plan, FindingKind kind,
                            const PlanCheckOptions& options = {}) {
  std::string found;
  for (const Finding& finding : check_plan_expression(plan, options).findings)
    if (finding.kind == kind) found += (found.empty() ? "" : " | ") + finding.sentence;
  return found;
}

inline std::string table(const std::string& mode, const std::string& tiers, const std::string& more = "",
                         const std::string& step = "") {
  return R"({"name":"line","table":{"measure":"amount",)" + (step.empty() ? "" : step + ",") +
         R"("table":{"mode":")" + mode + R"(","boundary":"upper",)" + (more.empty() ? "" : more + ",") +
         R"("tiers":[)" + tiers + "]}}}";
}
inline const std::string running = R"("accumulate":"running")";
inline const std::string cents =
    R"({"name":"cents","round":{"of":"line","to":{"mode":"half_up","places":2}}})";

inline TableStep& table_in(PlanExpression& plan, std::size_t step = 0) {
  return std::get<TableStep>(plan.steps[step].kind);
}

}  // namespace firstlog::checked
