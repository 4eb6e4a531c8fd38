// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/policy_check.hpp"

namespace firstlog::inline v1 {

namespace detail {

// What a fact stands for while a component is tried.
inline InputAssumption assumed(const std::string& name, const ComponentInput& input, const Policy& policy,
                               bool has_amount) {
  InputAssumption one;
  one.name = name;
  one.role = InputRole::fixed;
  one.value = Exact();
  switch (input.source) {
    case ComponentInput::Source::carry: return one;
    case ComponentInput::Source::component: one.role = InputRole::sold; break;
    case ComponentInput::Source::span_fact:
      if (static_cast<SpanFact>(input.index) == SpanFact::quota)
        one.value = Exact::whole(std::max<std::int64_t>(1, policy.quota.closes));
      if (static_cast<SpanFact>(input.index) == SpanFact::attainment) {
        one.role = InputRole::sold;
        one.value = Exact::whole(1);
      }
      if (static_cast<SpanFact>(input.index) == SpanFact::employed ||
          static_cast<SpanFact>(input.index) == SpanFact::at_work)
        one.value = Exact::whole(1);
      return one;
    case ComponentInput::Source::close_fact:
      switch (static_cast<CloseFact>(input.index)) {
        case CloseFact::amount:
        case CloseFact::close_commission:
        case CloseFact::margin: one.role = InputRole::sold; break;
        case CloseFact::units:
          one.role = InputRole::sold;
          one.step = Exact::whole(1);
          break;
        case CloseFact::gross:
        case CloseFact::deal_amount:
          // Beside the amount they are its companions, not more sold.
          one.role = has_amount ? InputRole::fixed : InputRole::sold;
          break;
        case CloseFact::count: one.role = InputRole::each; break;
        case CloseFact::share: one.value = Exact::whole(1); return one;
        case CloseFact::tax:
        case CloseFact::days_to_approval: return one;
      }
      break;
  }
  one.value = Exact::whole(one.role == InputRole::fixed ? 1000 : 1);
  return one;
}

inline PlanCheckOptions check_options(const CompiledComponent& component, const Policy& policy) {
  const Currency currency = policy.plan.currency;
  const auto units = [currency](std::int64_t minor) {
    return Exact::of_money(Money::minor(minor, currency));
  };
  PlanCheckOptions options;
  options.cliff = units(policy.plan_check.cliff_minor);
  options.moving = units(policy.plan_check.moving_minor);
  options.splitting = units(policy.plan_check.splitting_minor);
  options.merging = units(policy.plan_check.merging_minor);
  options.uncapped_rate = policy.plan_check.uncapped_rate;
  options.rate_max = policy.plan_check.rate_max;
  options.pays = component.plan.slot_names()[component.pays];
  options.lines = LineMeaning::deal;
  const std::vector<std::string>& names = component.plan.expression().inputs;
  const bool has_amount = std::find(names.begin(), names.end(), "amount") != names.end();
  std::size_t sold = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    options.inputs.push_back(assumed(names[i], component.inputs[i], policy, has_amount));
    sold += options.inputs.back().role == InputRole::sold ? 1 : 0;
  }
  if (sold == 0)
    for (std::size_t i = 0; i < options.inputs.size(); ++i)
      if (options.inputs[i].role == InputRole::each) {
        options.inputs[i].role = InputRole::sold;
        options.inputs[i].step = Exact::whole(1);
      }
  // Several things that rise together are tried one by one: what falls then need not fall in life. And what
  // tops up or caps another component's pay falls where that rises.
  bool alone = sold <= 1;
  for (const ComponentInput& input : component.inputs)
    alone = alone && input.source != ComponentInput::Source::component;
  if (!alone) options.less_for_more_is = Severity::warn;
  return options;
}

}  // namespace detail

FIRSTLOG_INLINE PlanFindings check_policy_plans(const CompiledPolicy& policy) {
  PlanFindings all;
  for (std::size_t i = 0; i < policy.plans().size(); ++i)
    for (std::size_t j = 0; j < policy.plans()[i].components.size(); ++j) {
      const CompiledComponent& component = policy.plans()[i].components[j];
      const std::string place =
          "policy.plans[" + std::to_string(i) + "].components[" + std::to_string(j) + "]";
      PlanFindings found = check_plan_expression(component.plan.expression(),
                                                 detail::check_options(component, policy.policy()));
      for (Finding& finding : found.findings) {
        if (finding.path.rfind("plan", 0) == 0) finding.path = place + finding.path.substr(4);
        all.findings.push_back(std::move(finding));
      }
    }
  // What refuses first, otherwise in the order of the plans.
  std::vector<Finding> found;
  std::swap(found, all.findings);
  for (const Severity severity : {Severity::refuse, Severity::warn})
    for (Finding& one : found)
      if (one.severity == severity) all.findings.push_back(std::move(one));
  return all;
}

FIRSTLOG_INLINE std::optional<Error> fault_of(const PlanFindings& findings) {
  if (!findings.refused()) return std::nullopt;
  const Finding& first = findings.findings.front();
  return Error(Status::malformed, first.path, first.sentence, first.remedy);
}

}  // namespace firstlog::inline v1
