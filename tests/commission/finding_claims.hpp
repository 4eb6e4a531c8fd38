// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether a finding's counter-example holds: every case evaluated anew, and their results compared as
// plan_check.hpp says of the kind.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "firstlog/rules/commission/plan_check.hpp"

namespace firstlog::claims {

// By compile() and evaluate() alone; empty where every case gives its result.
inline std::string wrong_result(const PlanExpression& expression, const FindingCase& finding_case) {
  const Result<CompiledPlan> plan = compile(finding_case.part.steps.empty() ? expression : finding_case.part);
  if (!plan) return "does not compile: " + finding_case.says;
  const Result<PlanValues> values = evaluate(*plan, finding_case.input);
  if (!values) return "cannot be evaluated: " + finding_case.says;
  const Column* column = value_of(*plan, *values, finding_case.value);
  if (column == nullptr) return "no value " + finding_case.value;
  Exact sum;
  for (const Exact& line : *column) sum += line;
  if (sum != finding_case.result)
    return finding_case.says + " gives " + sum.to_string() + ", not " + finding_case.result.to_string();
  return {};
}

inline std::string fault_of(const PlanExpression& expression, const Finding& finding) {
  if (finding.path.empty() || finding.sentence.empty() || finding.remedy.empty()) return "a text is missing";
  std::vector<Exact> r;
  for (const FindingCase& finding_case : finding.cases) {
    if (std::string fault = wrong_result(expression, finding_case); !fault.empty()) return fault;
    r.push_back(finding_case.result);
  }
  const auto lines = [&](std::size_t i) {
    std::size_t most = 0;
    for (const NamedColumn& numbers : finding.cases[i].input.numbers)
      most = std::max(most, numbers.values.size());
    return most;
  };
  const auto sold = [&](std::size_t i) {
    Exact sum;
    for (const NamedColumn& numbers : finding.cases[i].input.numbers)
      for (const Exact& line : numbers.values) sum += line;
    return sum;
  };
  const Exact& size = finding.size;
  bool holds = false;
  switch (finding.kind) {
    case FindingKind::malformed:
    case FindingKind::not_analysed: holds = r.empty(); break;
    case FindingKind::gap: holds = r.size() == 2 && r[0].is_zero(); break;
    case FindingKind::overlap: holds = r.size() == 2; break;
    case FindingKind::unreachable: holds = r.size() == 1 || r.size() == 2; break;
    case FindingKind::less_for_more:
      holds = r.size() == 2 && sold(0) < sold(1) && r[0] - r[1] == size && size.sign() > 0;
      break;
    case FindingKind::cliff:
      holds = r.size() == 2 && sold(0) < sold(1) && r[1] - r[0] == size && size.sign() > 0;
      break;
    case FindingKind::rewards_moving:
      if (r.size() == 2)
        holds = sold(0) == sold(1) && r[0] - r[1] == size && size.sign() > 0;
      else
        holds = r.size() == 4 && sold(0) + sold(1) == sold(2) + sold(3) &&
                r[0] + r[1] - r[2] - r[3] == size && size.sign() > 0;
      break;
    case FindingKind::rewards_splitting:
      holds = r.size() == 2 && lines(0) == 1 && lines(1) == 2 && sold(0) == sold(1) && r[1] - r[0] == size &&
              size.sign() > 0;
      break;
    case FindingKind::rewards_merging:
      holds = r.size() == 2 && lines(0) == 2 && lines(1) == 1 && sold(0) == sold(1) && r[1] - r[0] == size &&
              size.sign() > 0;
      break;
    case FindingKind::unbounded_pay:
      holds = r.size() == 2 && r[1] - r[0] == size * (sold(1) - sold(0)) && size.sign() > 0;
      break;
    case FindingKind::draw_not_recovered:
      holds = r.size() == 1 ? r[0].sign() <= 0 : r.size() == 2 && r[0].sign() > 0 && !(r[1] - r[0] < r[0]);
      break;
    case FindingKind::rate_over_one: holds = r.size() == 1 && r[0] == size * Exact::whole(100); break;
    case FindingKind::shares_do_not_sum: holds = r.size() == 2 && r[0] != r[1]; break;
  }
  return holds ? std::string() : std::string(name_of(finding.kind)) + " is not shown: " + finding.sentence;
}

}  // namespace firstlog::claims
