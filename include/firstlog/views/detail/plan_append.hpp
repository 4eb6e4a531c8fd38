// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One more close at the end of its span, where the component pays it by itself and by sums of the closes
// before it (tiers over a running measure): then none of the others is evaluated again, and none moves. The
// result is that of the whole span's evaluation; the property tests hold both to one oracle. Private: bodies
// only.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/views/detail/plan_groups.hpp"

namespace firstlog::inline v1::detail {

class PlanAppend {
 public:
  PlanAppend(Performance& performance, const PlanGroups& groups)
      : p_(performance), books_(performance.plans_), groups_(groups) {}

  // What it paid: of the newest close in the rep's books, and how much more than before.
  struct Appended {
    const PlanClose* close = nullptr;
    std::int64_t more = 0;
  };

  // Nothing where the span has to be evaluated as a whole; then nothing was done.
  std::optional<Appended> run(ActorId rep, const SetComponent& component, DateRange days, DealId deal) {
    Appended appended;
    return append(rep, component, days, deal, appended) ? std::optional(appended) : std::nullopt;
  }

 private:
  bool append(ActorId rep, const SetComponent& component, DateRange days, DealId deal, Appended& appended) {
    if (rep.index() >= books_.books.size()) return false;
    RepBook& book = books_.books[rep.index()];
    if (!deal.present() || book.closes.empty() || book.closes.back().deal != deal) return false;
    const PlanClose& last = book.closes.back();
    // Of two people below who share a close each has a line.
    if (component.team && book.closes.size() > 1 && (book.closes.end() - 2)->deal == deal) return false;
    const PlanSet& set = books_.sets[last.set];
    if (!days.contains(last.credit) || groups_.span(component.key) == PlanSpan::deal) return false;
    if (groups_.component_of(set, component.key) == nullptr || refunded(last) || failed(book, component.key))
      return false;
    const SetComponent& at = *groups_.component_of(set, component.key);
    if (!PlanGroups::looks_at(at, last)) return false;
    const AppendForm& form = form_of(set, at);
    if (!form.possible) return false;
    const PlanComponent& rules = groups_.rules_of(set, at);
    const CommissionPlan& plan = p_.policies_[set.policy]->policy().plans[at.plan];
    PlanInput input;
    const PlanExpression& expression = form.compiled.expression();
    const PlanGroups::GroupLine line{&last, at.version, false};
    for (std::size_t i = 0; i < form.facts.size(); ++i)
      input.numbers.push_back(
          {expression.inputs[i], {groups_.fact_of(rep, plan, line, form.facts[i], rules.negative)}});
    for (std::size_t i = 0; i < form.before.size(); ++i) {
      const std::optional<Exact> sum = sum_before(rep, book, at, days, form.before[i], rules.negative, plan);
      if (!sum) return false;
      input.numbers.push_back({expression.inputs[form.facts.size() + i], {*sum}});
    }
    const CompiledComponent& compiled = groups_.compiled_of(set, at);
    for (std::size_t i = 0; i < compiled.texts.size(); ++i)
      input.texts.push_back({expression.texts[i], {groups_.text_of(line, compiled.texts[i])}});
    const Result<PlanValues> values = evaluate(form.compiled, input);
    if (!values) return false;
    const Column* pays = value_of(form.compiled, *values, compiled.plan.slot_names()[compiled.pays]);
    if (pays == nullptr || pays->size() != 1) return false;
    const Currency currency = p_.policies_[set.policy]->policy().plan.currency;
    const Result<Money> money =
        PlanGroups::rounded(pays->front(), rules, currency).as_money(currency, RoundingMode::half_up);
    if (!money) return false;
    if (!rules.paid) return true;
    const auto index = static_cast<std::size_t>(&at - set.components.data());
    std::int64_t& posted = books_.posted[last.posted + index];
    appended = {&last, money->minor_units() - posted};
    posted = money->minor_units();
    return true;
  }

  // An approval comes without refunds; what has one is no longer only an approval.
  bool refunded(const PlanClose& last) const noexcept {
    return p_.accounts_[last.deal.index()].reversed != 0;
  }
  static bool failed(const RepBook& book, std::uint32_t key) noexcept {
    return std::any_of(book.failures.begin(), book.failures.end(),
                       [key](const PlanFailure& one) { return one.key == key; });
  }

  // Of the closes before the newest one, all of them of its version; nothing where they are not.
  std::optional<Exact> sum_before(ActorId rep, RepBook& book, const SetComponent& at, DateRange days,
                                  CloseFact fact, NegativeRule negative, const CommissionPlan& plan) {
    auto known = std::find_if(book.sums.begin(), book.sums.end(),
                              [&](const PrefixSum& one) { return one.key == at.key && one.fact == fact; });
    if (known == book.sums.end()) known = book.sums.insert(book.sums.end(), PrefixSum());
    if (known->key != at.key || known->from != days.first || known->version != at.version ||
        known->fact != fact || known->end == 0 || known->end >= book.closes.size()) {
      const PlanClose* first = groups_.closes_in(rep, days).data();
      *known = {at.key, at.version, days.first, fact, static_cast<std::size_t>(first - book.closes.data()),
                Exact()};
    }
    for (std::size_t i = known->end; i + 1 < book.closes.size(); ++i) {
      const PlanClose& close = book.closes[i];
      const SetComponent* one = groups_.component_of(books_.sets[close.set], at.key);
      if (one == nullptr || !PlanGroups::looks_at(*one, close)) continue;
      if (one->version != at.version) {
        book.sums.erase(known);
        return std::nullopt;
      }
      known->sum += groups_.fact_of(rep, plan, {&close, one->version, false}, fact, negative);
    }
    known->end = book.closes.size() - 1;
    return known->sum;
  }

  const AppendForm& form_of(const PlanSet& set, const SetComponent& at) {
    for (const AppendForm& known : books_.appends)
      if (known.policy == set.policy && known.plan == at.plan && known.component == at.component)
        return known;
    AppendForm form;
    form.policy = set.policy;
    form.plan = at.plan;
    form.component = at.component;
    form.possible = make(form, groups_.rules_of(set, at), groups_.compiled_of(set, at));
    books_.appends.push_back(std::move(form));
    return books_.appends.back();
  }

  static bool make(AppendForm& form, const PlanComponent& rules, const CompiledComponent& compiled) {
    if (!compiled.per_line || !compiled.feeds.empty() || !rules.carries.empty() || compiled.rests_on_pay ||
        rules.negative == NegativeRule::from_the_top)
      return false;
    for (const ComponentInput& input : compiled.inputs) {
      if (input.source != ComponentInput::Source::close_fact) return false;
      form.facts.push_back(static_cast<CloseFact>(input.index));
    }
    PlanExpression expression = compiled.plan.expression();
    const std::vector<std::string> facts = expression.inputs;
    for (Step& step : expression.steps) {
      if (std::holds_alternative<TotalStep>(step.kind) || std::holds_alternative<DrawStep>(step.kind) ||
          std::holds_alternative<OutputTableStep>(step.kind))
        return false;
      if (const auto* bound = std::get_if<BoundStep>(&step.kind); bound && (bound->running || bound->carry))
        return false;
      auto* table = std::get_if<TableStep>(&step.kind);
      if (table == nullptr || table->accumulate == Accumulation::per_deal) continue;
      if (!walks_from_a_sum(*table)) return false;
      const std::optional<std::uint32_t> fact = place_in(facts, table->measure.name);
      if (!fact) return false;
      const std::string name = table->measure.name + " before";
      if (!place_in(expression.inputs, name)) {
        expression.inputs.push_back(name);
        form.before.push_back(form.facts[*fact]);
      }
      table->opening = Operand::of(name);
    }
    Result<CompiledPlan> made = compile(std::move(expression));
    if (!made) return false;
    form.compiled = std::move(*made);
    return true;
  }

  // Whether what a line earns follows from the measure before it and its own.
  static bool walks_from_a_sum(const TableStep& step) {
    if (step.opening || step.opening_base) return false;
    for (const TableTier& tier : step.table.tiers)
      if (!tier.flat.is_zero()) return false;
    return !step.base || step.accumulate == Accumulation::running_rate || walks_by_slices(step.table);
  }

  Performance& p_;
  PlanBooks& books_;
  const PlanGroups& groups_;
};

}  // namespace firstlog::inline v1::detail
