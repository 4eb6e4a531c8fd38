// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How findings are collected and worded. Private: bodies only.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/plan_check.hpp"

namespace firstlog::inline v1::detail {

// How much may still be tried.
class Budget {
 public:
  explicit Budget(std::size_t left) noexcept : left_(left) {}
  bool take(std::size_t work) noexcept {
    spent_ = spent_ || left_ < work;
    if (!spent_) left_ -= work;
    return !spent_;
  }
  bool spent() const noexcept { return spent_; }

 private:
  std::size_t left_;
  bool spent_ = false;
};

class FindingList {
 public:
  // Of the same kind at the same place that of the greatest size stays.
  void add(Finding finding) {
    if (findings_.size() >= findings_max &&
        (finding.severity != Severity::refuse || findings_.size() >= 2 * findings_max)) {
      more_ = true;
      return;
    }
    for (Finding& other : findings_)
      if (other.kind == finding.kind && other.path == finding.path) {
        if (finding.kind == FindingKind::not_analysed && other.sentence != finding.sentence) continue;
        if (finding.severity > other.severity ||
            (finding.severity == other.severity && other.size < finding.size))
          other = std::move(finding);
        return;
      }
    findings_.push_back(std::move(finding));
  }
  void not_analysed(std::string path, std::string sentence) {
    Finding finding;
    finding.path = std::move(path);
    finding.sentence = std::move(sentence);
    finding.remedy = "evaluate the plan at the amounts in question";
    add(std::move(finding));
  }
  // Whether something at this place or below it is refused.
  bool refuses(std::string_view path) const noexcept {
    for (const Finding& finding : findings_)
      if (finding.severity == Severity::refuse && finding.path.starts_with(path)) return true;
    return false;
  }
  PlanFindings take() {
    if (more_) {
      Finding more;
      more.path = "plan";
      more.sentence = "there are more findings than these";
      more.remedy = "correct these, and check again";
      findings_.push_back(std::move(more));
    }
    PlanFindings sorted;
    for (const Severity severity : {Severity::refuse, Severity::warn})
      for (int kind = 0; kind <= static_cast<int>(FindingKind::not_analysed); ++kind)
        for (Finding& finding : findings_)
          if (finding.severity == severity && static_cast<int>(finding.kind) == kind)
            sorted.findings.push_back(std::move(finding));
    return sorted;
  }

 private:
  std::vector<Finding> findings_;
  bool more_ = false;
};

// Fills in what the case evaluates to; false where it cannot be evaluated.
inline bool settle(FindingCase& finding_case, const PlanExpression& expression) {
  Result<Exact> result = evaluate_case(expression, finding_case);
  if (!result) return false;
  finding_case.result = std::move(*result);
  return true;
}

// "product is \"new\", day is \"2026-01-01\""
inline std::string told_texts(const std::vector<std::string>& columns,
                              const std::vector<std::string>& texts) {
  std::string told;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) continue;
    told += (told.empty() ? "" : ", ") + columns[i] + " is \"" + texts[i] + "\"";
  }
  return told;
}

// The greatest multiple of `step` below x, and the least that is not.
inline Exact grid_below(const Exact& x, const Exact& step) {
  return (*Exact::divide(x, step)).rounded({RoundingMode::ceil, 0}) * step - step;
}
inline Exact grid_from(const Exact& x, const Exact& step) {
  return (*Exact::divide(x, step)).rounded({RoundingMode::ceil, 0}) * step;
}
inline Exact grid_above(const Exact& x, const Exact& step) {
  return (*Exact::divide(x, step)).rounded({RoundingMode::floor, 0}) * step + step;
}

}  // namespace firstlog::inline v1::detail
