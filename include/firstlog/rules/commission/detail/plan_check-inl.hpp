// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/detail/check_deals.hpp"
#include "firstlog/rules/commission/detail/check_structure.hpp"
#include "firstlog/rules/commission/plan_check.hpp"

namespace firstlog::inline v1 {

namespace detail {

class PlanCheck {
 public:
  PlanCheck(const CompiledPlan& plan, const PlanCheckOptions& options, Budget& budget, FindingList& list)
      : plan_(plan), options_(options), budget_(budget), list_(list), reach_(plan) {}

  void run() {
    if (plan_.expression().steps.empty()) return;
    if (!judge() || !assume()) return;
    TextChoices choices(plan_.expression().texts.size());
    for (const Step& step : plan_.expression().steps) {
      if (const auto* match = std::get_if<MatchStep>(&step.kind)) choices.add(*match);
      if (const auto* output = std::get_if<OutputTableStep>(&step.kind)) choices.add(*output);
    }
    bool all = true;
    const std::vector<std::vector<std::string>> texts = choices.combinations(checked_texts_max, all);
    if (!all)
      list_.not_analysed("plan.texts", "only the first " + std::to_string(checked_texts_max) +
                                           " combinations of texts were tried");
    std::size_t tried = 0;
    for (std::size_t i = 0; i < assumptions_.size(); ++i) {
      if (assumptions_[i].role != InputRole::sold) continue;
      if (tried++ == checked_inputs_max) {
        list_.not_analysed(item_path("plan.inputs", i),
                           "only the first " + std::to_string(checked_inputs_max) + " inputs were tried");
        break;
      }
      for (const std::vector<std::string>& line : texts) attempt(i, line);
    }
    reach_.report(list_);
  }

 private:
  // Which value is paid.
  bool judge() {
    const PlanExpression& expression = plan_.expression();
    if (!options_.pays.empty()) {
      const std::optional<std::uint32_t> slot = plan_.slot_of(options_.pays);
      if (!slot) {
        list_.not_analysed("plan.steps", "the plan has no value \"" + options_.pays + "\" to judge");
        return false;
      }
      judged_ = *slot;
      return true;
    }
    // What a draw or a carrying bound pays later is paid all the same.
    const Step* step = &expression.steps.back();
    judged_ = plan_.slot_of(step->name).value_or(0);
    const Step* last = step;
    if (const auto* round = std::get_if<RoundStep>(&step->kind)) last = named(round->of);
    const Operand* settled = nullptr;
    if (last != nullptr)
      if (const auto* draw = std::get_if<DrawStep>(&last->kind);
          draw && draw->kind != DrawKind::nonrecoverable)
        settled = &draw->earned;
    if (last != nullptr)
      if (const auto* bound = std::get_if<BoundStep>(&last->kind); bound && bound->carry)
        settled = &bound->of;
    if (settled != nullptr && !settled->name.empty()) judged_ = settled->slot;
    return true;
  }
  const Step* named(const Operand& operand) const {
    for (const Step& step : plan_.expression().steps)
      if (step.name == operand.name) return &step;
    return nullptr;
  }

  bool assume() {
    const PlanExpression& expression = plan_.expression();
    const InputUses uses(expression);
    std::size_t unnamed = 0;
    for (std::size_t i = 0; i < expression.inputs.size(); ++i) {
      assumptions_.push_back(uses.assumed(i));
      known_.push_back(false);
      for (const InputAssumption& told : options_.inputs)
        if (told.name == expression.inputs[i]) {
          assumptions_[i] = told;
          known_[i] = true;
        }
      if (assumptions_[i].step.sign() <= 0) {
        list_.not_analysed(item_path("plan.inputs", i), "the step of an input that is sold is above 0");
        return false;
      }
      if (!known_[i] && assumptions_[i].role == InputRole::sold) ++unnamed;
    }
    std::size_t sold = 0;
    for (const InputAssumption& assumption : assumptions_) sold += assumption.role == InputRole::sold ? 1 : 0;
    if (sold == 0 && !expression.inputs.empty())
      list_.not_analysed("plan.inputs", "no input is known to be sold: what more of it pays was not tried");
    if (unnamed == 1 && sold == 1) known_.assign(known_.size(), true);
    for (const Step& step : expression.steps) {
      const auto* bound = std::get_if<BoundStep>(&step.kind);
      if (std::holds_alternative<DrawStep>(step.kind) || (bound != nullptr && bound->carry))
        lines_ = LineMeaning::period;
    }
    if (options_.lines != LineMeaning::unknown) lines_ = options_.lines;
    return true;
  }

  void attempt(std::size_t input, const std::vector<std::string>& texts) {
    const PayTrial trial(plan_, assumptions_, texts, input, judged_, budget_);
    const PlanModel model = trial.model({Piecewise::of({{}, Exact::whole(1)})});
    reach_.note(trial, model);
    const ModelValue& value = model.value(judged_);
    if (value.obstacle) {
      const Obstacle& obstacle = model.obstacles()[*value.obstacle];
      list_.not_analysed(obstacle.path,
                         "what more " + trial.name() + " pays is not known: " + obstacle.reason);
      return;
    }
    const Piecewise pay = PayTrial::sum_of_lines(value);
    const Severity falls = known_[input] ? options_.less_for_more_is : Severity::warn;
    PayCheck single(trial, model, pay, options_, falls, list_);
    single.run();
    DealsCheck(trial, model, single, pay, options_, lines_, list_).run();
  }

  const CompiledPlan& plan_;
  const PlanCheckOptions& options_;
  Budget& budget_;
  FindingList& list_;
  ReachCheck reach_;
  std::vector<InputAssumption> assumptions_;  // by input
  std::vector<bool> known_;
  std::size_t judged_ = 0;
  LineMeaning lines_ = LineMeaning::deal;
};

}  // namespace detail

FIRSTLOG_INLINE Result<Exact> evaluate_case(const PlanExpression& expression,
                                            const FindingCase& finding_case) {
  const Result<CompiledPlan> plan = compile(finding_case.part.steps.empty() ? expression : finding_case.part);
  if (!plan) return plan.error();
  const Result<PlanValues> values = evaluate(*plan, finding_case.input);
  if (!values) return values.error();
  const Column* column = value_of(*plan, *values, finding_case.value);
  if (column == nullptr)
    return Error(Status::not_found, "plan.steps", "the plan has no value of the case's name",
                 "evaluate it with the plan that was checked");
  Exact sum;
  for (const Exact& line : *column) sum += line;
  return sum;
}

FIRSTLOG_INLINE PlanFindings check_plan_expression(const PlanExpression& expression,
                                                   const PlanCheckOptions& options) {
  detail::FindingList list;
  detail::Budget budget(options.work_max);
  detail::StructureCheck structure(expression, options, budget, list);
  structure.run();
  const Result<CompiledPlan> plan = compile(expression);
  if (!plan) {
    const Error& error = plan.error();
    // What is told of a table's tiers is told once.
    const std::string_view place = error.place.view();
    if (!list.refuses(place.substr(0, place.find(".tiers[")))) {
      Finding finding;
      finding.kind = FindingKind::malformed;
      finding.severity = Severity::refuse;
      finding.path = error.place.view();
      finding.sentence = error.reason.view();
      finding.remedy = error.remedy.view();
      list.add(std::move(finding));
    }
    return list.take();
  }
  detail::StructureCheck rules(plan->expression(), options, budget, list);
  rules.run_rules();
  detail::PlanCheck(*plan, options, budget, list).run();
  return list.take();
}

FIRSTLOG_INLINE PlanExpression expression_of(const Plan& plan) {
  PlanExpression expression;
  expression.name = plan.name;
  expression.unit = plan.currency.code();
  expression.inputs = {"amount"};
  const int exponent = plan.currency.exponent();
  const Exact unit = detail::granule_of({RoundingMode::down, exponent});
  TableStep table;
  table.measure = Operand::of("amount");
  table.table.boundary = plan.boundary;
  for (const Tier& tier : plan.tiers) {
    const Exact from = Exact::whole(tier.from_minor) * unit;
    if (!table.table.tiers.empty()) table.table.tiers.back().to = from;
    table.table.tiers.push_back({from, {}, tier.rate, {}, false, {}});
  }
  // Tiers that do not rise end nowhere: an overlap, not a tier that ends before it begins.
  for (TableTier& tier : table.table.tiers)
    if (tier.to && !(tier.from < *tier.to)) tier.to.reset();
  expression.steps.push_back({"line", std::move(table)});
  expression.steps.push_back({"commission", RoundStep{Operand::of("line"), {plan.rounding, exponent}}});
  return expression;
}

FIRSTLOG_INLINE PlanFindings check_plan_findings(const Plan& plan, const PlanCheckOptions& options) {
  const PlanExpression expression = expression_of(plan);
  PlanCheckOptions own = options;
  InputAssumption amount;
  amount.name = "amount";
  amount.step = detail::granule_of({RoundingMode::down, plan.currency.exponent()});
  own.inputs = {std::move(amount)};
  own.pays.clear();
  PlanFindings found = check_plan_expression(expression, own);
  const std::string_view tiers = "plan.steps[0].table.table.";
  const std::string_view steps = "plan.steps[";
  for (Finding& finding : found.findings) {
    // A tier ends where the next begins.
    const bool end = finding.path.ends_with("].to");
    if (finding.path.starts_with(tiers)) {
      std::string path = "policy.plan." + finding.path.substr(tiers.size());
      if (end) {
        const std::size_t digits = path.find('[') + 1;
        const std::size_t tier = std::stoul(path.substr(digits)) + 1;
        path = detail::item_path("policy.plan.tiers", tier, "from");
      }
      finding.path = std::move(path);
    } else if (finding.path.starts_with(steps)) {
      finding.path = "policy.plan";
    } else if (finding.path.starts_with("plan.")) {
      finding.path = "policy." + finding.path;
    }
  }
  const Result<void> checked = check_plan(plan);
  bool told = checked.ok();
  for (const Finding& finding : found.findings)
    told = told || (finding.severity == Severity::refuse && finding.path == checked.error().place.view());
  if (!told) {
    Finding finding;
    finding.kind = FindingKind::malformed;
    finding.severity = Severity::refuse;
    finding.path = checked.error().place.view();
    finding.sentence = checked.error().reason.view();
    finding.remedy = checked.error().remedy.view();
    found.findings.insert(found.findings.begin(), std::move(finding));
  }
  return found;
}

}  // namespace firstlog::inline v1
