// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <utility>

#include "firstlog/base/text.hpp"
#include "firstlog/rules/commission/commission_plan.hpp"
#include "firstlog/rules/commission/detail/place_in.hpp"
#include "firstlog/rules/commission/detail/step_members.hpp"

namespace firstlog::inline v1 {

namespace detail {

// Goes through what a step reads.
class StepReads {
 public:
  std::vector<const std::string*> numbers;
  std::vector<const std::string*> texts;

  template <class T>
  void value(std::string_view, const T& member) {
    read(member);
  }
  template <class T>
  void required(std::string_view, const T& member) {
    read(member);
  }

 private:
  void read(const Operand& operand) {
    if (!operand.name.empty()) numbers.push_back(&operand.name);
  }
  void read(const TextOperand& operand) { texts.push_back(&operand.name); }
  template <class T>
  void read(const std::optional<T>& member) {
    if (member) read(*member);
  }
  template <class T>
  void read(const std::vector<T>& members) {
    for (const T& member : members) read(member);
  }
  void read(const Term& part) { visit_step_members(*this, part); }
  void read(const MatchRule& part) { visit_step_members(*this, part); }
  void read(const MatchCondition& part) { visit_step_members(*this, part); }
  template <class T>
  void read(const T&) {}
};

inline StepReads reads_of(const Step& step) {
  StepReads reads;
  std::visit([&reads](const auto& kind) { visit_step_members(reads, kind); }, step.kind);
  return reads;
}

inline Error plan_fault(std::string_view place, std::string_view reason, std::string_view remedy) {
  return Error(Status::malformed, place, reason, remedy);
}

// The same error further inside a document: "plan.steps[0]" below "policy.plans[2]".
inline Error below(std::string_view place, std::size_t index, std::string_view former, const Error& error) {
  Error moved(error.status, place, error.reason.view(), error.remedy.view());
  moved.place.append("[").append_number(static_cast<std::int64_t>(index)).append("]");
  const std::string_view inside = error.place.view();
  moved.place.append(inside.substr(std::min(inside.size(), former.size())));
  return moved;
}

// Compiles one component of a plan; those before it are compiled.
class ComponentCompiler {
 public:
  ComponentCompiler(const CommissionPlan& plan, std::size_t index,
                    const std::vector<CompiledComponent>& before)
      : plan_(plan), component_(plan.components[index]), index_(index), before_(before) {}

  Result<CompiledComponent> run() {
    if (!valid_key(component_.name))
      return plan_fault("plan.name", "a component's name has 1 to 128 bytes of UTF-8", "name the component");
    for (std::size_t i = 0; i < index_; ++i)
      if (plan_.components[i].name == component_.name)
        return plan_fault("plan.name", "another component of the plan has this name", "rename one");
    if (component_.steps.empty())
      return plan_fault("plan.steps", "a component computes at least one step", "write its steps");
    if (const auto fault = check_reach()) return *fault;
    for (std::size_t i = 0; i < component_.carries.size(); ++i)
      if (const auto fault = check_carry(i)) return *fault;
    for (std::size_t i = 0; i < component_.steps.size(); ++i)
      if (const auto fault = add_reads(i)) return *fault;
    expression_.name = component_.name;
    expression_.steps = component_.steps;
    Result<CompiledPlan> compiled = compile(std::move(expression_));
    if (!compiled) return compiled.error();
    out_.plan = std::move(*compiled);
    return finish();
  }

 private:
  std::optional<Error> check_reach() const {
    if ((component_.span == PlanSpan::calendar) != !component_.calendar.empty())
      return plan_fault("plan.calendar",
                        component_.calendar.empty() ? "a span of a calendar names which one"
                                                    : "only a span of a calendar has one",
                        "write the span \"calendar\" and the calendar's name, or neither");
    if (!component_.levels) return std::nullopt;
    if (component_.of == PlanOf::own)
      return plan_fault("plan.levels", "own closes have no levels below",
                        "leave it out, or look at the team");
    if (*component_.levels < 1 || *component_.levels > plan_levels_max)
      return plan_fault("plan.levels", "levels are counted from 1 to 100",
                        "write 1 for whoever reports to the rep himself, or leave it out for all below");
    return std::nullopt;
  }

  // Values of single closes go from component to component only where both look at the same ones.
  std::optional<Error> check_source(std::size_t step, const ComponentInput& source) const {
    std::string reason;
    if (source.source == ComponentInput::Source::close_fact &&
        static_cast<CloseFact>(source.index) == CloseFact::close_commission && component_.of == PlanOf::own)
      reason = "close_commission is what closes below pay; this component looks at own ones";
    if (source.source == ComponentInput::Source::component && before_[source.index].per_line &&
        plan_.components[source.index].of != component_.of)
      reason = "\"" + plan_.components[source.index].name +
               "\" pays each close, but not the closes of this component";
    if (reason.empty()) return std::nullopt;
    Error error =
        plan_fault("plan.steps[", reason, "look at the team, or let a component before this one total it");
    error.place.append_number(static_cast<std::int64_t>(step)).append("]");
    return error;
  }

  // What a manager is paid for closes below may rest on what they pay; what an own close pays may not rest on
  // that in turn, for somebody's manager may be somebody below him.
  std::optional<Error> check_rest() const {
    if (!out_.rests_on_pay || !out_.per_line || component_.of == PlanOf::team) return std::nullopt;
    std::string chain = component_.name;
    for (std::size_t at = index_; at < plan_.components.size();) {
      std::size_t next = plan_.components.size();
      for (const ComponentInput& input : at == index_ ? out_.inputs : before_[at].inputs)
        if (input.source == ComponentInput::Source::component && before_[input.index].rests_on_pay)
          next = input.index;
      if (next < plan_.components.size()) chain += "\" <- \"" + plan_.components[next].name;
      at = next;
    }
    return plan_fault("plan.steps",
                      "an own close's pay could rest on itself: \"" + chain + "\" <- \"close_commission\"",
                      "let the component pay the span as a whole, or read amounts instead");
  }

  std::optional<Error> check_carry(std::size_t i) {
    const PlanCarry& carry = component_.carries[i];
    Error error = plan_fault("plan.carries[", "", "");
    error.place.append_number(static_cast<std::int64_t>(i)).append("].input");
    if (!valid_key(carry.input)) {
      error.reason.assign("a carried value has a name");
      error.remedy.assign("give the name by which the steps read it");
      return error;
    }
    if (component_.span == PlanSpan::deal) {
      error.reason.assign("deals hand nothing to one another");
      error.remedy.assign("give the component a span of time");
      return error;
    }
    for (std::size_t j = 0; j < i; ++j)
      if (component_.carries[j].input == carry.input) {
        error.reason.assign("two carried values have this name");
        error.remedy.assign("rename one");
        return error;
      }
    return std::nullopt;
  }

  std::optional<ComponentInput> source_of(std::string_view name) const noexcept {
    for (std::size_t i = 0; i < component_.carries.size(); ++i)
      if (component_.carries[i].input == name)
        return ComponentInput{ComponentInput::Source::carry, static_cast<std::uint32_t>(i)};
    for (std::size_t i = 0; i < index_; ++i)
      if (plan_.components[i].name == name)
        return ComponentInput{ComponentInput::Source::component, static_cast<std::uint32_t>(i)};
    if (const auto fact = place_in(close_fact_names, name))
      return ComponentInput{ComponentInput::Source::close_fact, *fact};
    if (const auto fact = place_in(span_fact_names, name))
      return ComponentInput{ComponentInput::Source::span_fact, *fact};
    return std::nullopt;
  }

  // What the step reads and no step before it computes.
  std::optional<Error> add_reads(std::size_t step) {
    const StepReads reads = reads_of(component_.steps[step]);
    for (const std::string* name : reads.numbers) {
      if (place_in(computed_, *name) || place_in(expression_.inputs, *name)) continue;
      const std::optional<ComponentInput> source = source_of(*name);
      if (!source) return unknown(step, *name);
      if (const auto fault = check_source(step, *source)) return fault;
      rest_on(*source);
      expression_.inputs.push_back(*name);
      out_.inputs.push_back(*source);
    }
    for (const std::string* name : reads.texts) {
      if (place_in(expression_.texts, *name)) continue;
      const auto text = place_in(close_text_names, *name);
      if (!text) {
        Error error = unknown(step, *name);
        error.remedy.assign("the texts of a close are: date, product");
        return error;
      }
      expression_.texts.push_back(*name);
      out_.texts.push_back(static_cast<CloseText>(*text));
    }
    computed_.push_back(component_.steps[step].name);
    for (std::string& name : further_values(component_.steps[step])) computed_.push_back(std::move(name));
    return std::nullopt;
  }

  void rest_on(const ComponentInput& source) noexcept {
    switch (source.source) {
      case ComponentInput::Source::close_fact:
        out_.rests_on_pay |= static_cast<CloseFact>(source.index) == CloseFact::close_commission;
        break;
      case ComponentInput::Source::span_fact:
        out_.rests_on_days |= static_cast<SpanFact>(source.index) == SpanFact::employed ||
                              static_cast<SpanFact>(source.index) == SpanFact::at_work;
        break;
      case ComponentInput::Source::component:
        out_.rests_on_pay |= before_[source.index].rests_on_pay;
        out_.rests_on_days |= before_[source.index].rests_on_days;
        break;
      case ComponentInput::Source::carry: break;
    }
  }

  Error unknown(std::size_t step, std::string_view name) const {
    Error error = plan_fault("plan.steps[", "there is no value \"", "the facts are: ");
    error.place.append_number(static_cast<std::int64_t>(step)).append("]");
    error.reason.append(name).append("\"");
    bool first = true;
    auto add = [&](std::string_view one) {
      error.remedy.append(first ? "" : ", ").append(one);
      first = false;
    };
    for (const std::string_view one : close_fact_names) add(one);
    for (const std::string_view one : span_fact_names) add(one);
    for (std::size_t i = 0; i < index_; ++i) add(plan_.components[i].name);
    return error;
  }

  // Which values are one number for each line: those that come from lines, until a total adds them up.
  std::vector<bool> lines_of_slots() const {
    std::vector<bool> per_line;
    for (const ComponentInput& input : out_.inputs)
      per_line.push_back(
          input.source == ComponentInput::Source::close_fact ||
          (input.source == ComponentInput::Source::component && before_[input.index].per_line));
    for (const Step& step : out_.plan.expression().steps) {
      const StepReads reads = reads_of(step);
      bool lines = !reads.texts.empty();
      for (const std::string* name : reads.numbers)
        if (const auto slot = out_.plan.slot_of(*name)) lines = lines || per_line[*slot];
      if (std::holds_alternative<TotalStep>(step.kind)) lines = false;
      per_line.insert(per_line.end(), 1 + further_values(step).size(), lines);
    }
    return per_line;
  }

  Result<CompiledComponent> finish() {
    const std::vector<bool> per_line = lines_of_slots();
    const std::string& pays = component_.pays.empty() ? component_.steps.back().name : component_.pays;
    const std::optional<std::uint32_t> slot = out_.plan.slot_of(pays);
    if (!slot)
      return plan_fault("plan.pays", "no step of the component has this name", "name one of its steps");
    out_.pays = *slot;
    out_.per_line = per_line[*slot];
    for (std::size_t i = 0; i < component_.carries.size(); ++i) {
      const std::optional<std::uint32_t> value = out_.plan.slot_of(component_.carries[i].value);
      if (value && !per_line[*value]) {
        out_.carried.push_back(*value);
        continue;
      }
      Error error = plan_fault("plan.carries[",
                               value ? "this value is a number for each close" : "no step has this name",
                               "name a value of the whole span, such as \"draw.balance\"");
      error.place.append_number(static_cast<std::int64_t>(i)).append("].value");
      return error;
    }
    if (const Result<void> r = check_payable(component_.payable); !r) return r.error();
    if (const Result<void> r = check_clawback(component_.clawback); !r) return r.error();
    const bool pays_closes = out_.per_line && component_.paid;
    if (!component_.payable.empty() && !pays_closes)
      return plan_fault("plan.payable",
                        "this component pays no closes, so that no invoice or cash releases it",
                        "leave it out: it is payable in the period in which it posts");
    if (!component_.clawback.points.empty() &&
        (!pays_closes || component_.negative != NegativeRule::original_rate))
      return plan_fault("plan.clawback",
                        "only what closes were paid at their original rate is taken back by age",
                        "leave it out, or let the component pay closes with negative original_rate");
    if (component_.span == PlanSpan::deal && !out_.per_line)
      return plan_fault("plan.span", "what is paid is one number, not one for each close",
                        "give the component a span of time");
    if (const auto fault = check_rest()) return *fault;
    return std::move(out_);
  }

  const CommissionPlan& plan_;
  const PlanComponent& component_;
  std::size_t index_;
  const std::vector<CompiledComponent>& before_;
  PlanExpression expression_;
  std::vector<std::string> computed_;
  CompiledComponent out_;
};

// A day on which both plans hold, if any.
inline std::optional<Date> day_of_both(const CommissionPlan& a, const CommissionPlan& b) noexcept {
  const Date day = std::max(a.from.value_or(Date::min()), b.from.value_or(Date::min()));
  if (!holds_on(a, day) || !holds_on(b, day)) return std::nullopt;
  return day;
}

// Who has both plans by the same right; empty: nobody.
inline std::string whom_of_both(const CommissionPlan& a, const CommissionPlan& b) {
  const auto common = [](const std::vector<std::string>& x, const std::vector<std::string>& y) {
    for (const std::string& one : x)
      if (place_in(y, one)) return &one;
    return static_cast<const std::string*>(nullptr);
  };
  if (const std::string* rep = common(a.reps, b.reps)) return "rep \"" + *rep + "\"";
  if (const std::string* team = common(a.teams, b.teams)) return "team \"" + *team + "\"";
  const auto all = [](const CommissionPlan& plan) { return plan.reps.empty() && plan.teams.empty(); };
  return all(a) && all(b) ? std::string("everybody") : std::string();
}

inline std::optional<Error> exclude_each_other(const CommissionPlan& plan, const CommissionPlan& earlier) {
  const std::optional<Date> day = day_of_both(plan, earlier);
  if (!day) return std::nullopt;
  const std::string on = day == Date::min() ? "" : " on " + day->to_string();
  if (plan.name == earlier.name)
    return plan_fault("plan.name", "two versions of \"" + plan.name + "\" hold" + on,
                      "let one end before the other begins, or rename it");
  if (plan.use != PlanUse::base || earlier.use != PlanUse::base) return std::nullopt;
  const std::string whom = whom_of_both(plan, earlier);
  if (whom.empty()) return std::nullopt;
  return plan_fault(
      "plan",
      whom + " would have two base plans" + on + ": \"" + earlier.name + "\" and \"" + plan.name + "\"",
      "let one end before the other begins, or make one additive");
}

}  // namespace detail

FIRSTLOG_INLINE Result<CompiledCommissionPlan> compile_commission_plan(const CommissionPlan& plan) {
  if (!valid_key(plan.name))
    return detail::plan_fault("plan.name", "a plan's name has 1 to 128 bytes of UTF-8", "name the plan");
  for (const auto& [names, place] : {std::pair(&plan.reps, "plan.reps"), std::pair(&plan.teams, "plan.teams"),
                                     std::pair(&plan.products, "plan.products")})
    for (std::size_t i = 0; i < names->size(); ++i)
      if (!valid_key((*names)[i]) ||
          std::find(names->begin(), names->begin() + static_cast<std::ptrdiff_t>(i), (*names)[i]) !=
              names->begin() + static_cast<std::ptrdiff_t>(i)) {
        Error error = detail::plan_fault(place, "a name is empty, too long, or stands here twice",
                                         "write each once, 1 to 128 bytes");
        error.place.append("[").append_number(static_cast<std::int64_t>(i)).append("]");
        return error;
      }
  if (plan.from && plan.until && *plan.until < *plan.from)
    return detail::plan_fault("plan.until", "the plan ends before it begins", "give a later day");
  if (plan.use == PlanUse::base && (!plan.products.empty() || plan.closes != PlanCloses::all))
    return detail::plan_fault(plan.products.empty() ? "plan.closes" : "plan.products",
                              "a base plan counts every close", "make the plan additive, or leave this out");
  if (plan.components.empty() || plan.components.size() > plan_components_max)
    return detail::plan_fault("plan.components", "a plan has 1 to 100 components", "write what it pays");
  CompiledCommissionPlan compiled;
  for (std::size_t i = 0; i < plan.components.size(); ++i) {
    Result<CompiledComponent> component = detail::ComponentCompiler(plan, i, compiled.components).run();
    if (!component) return detail::below("plan.components", i, "plan", component.error());
    for (const ComponentInput& input : component->inputs)
      if (input.source == ComponentInput::Source::component)
        compiled.components[input.index].feeds.push_back(static_cast<std::uint32_t>(i));
    compiled.components.push_back(std::move(*component));
  }
  return compiled;
}

FIRSTLOG_INLINE Result<std::vector<CompiledCommissionPlan>> compile_commission_plans(
    const std::vector<CommissionPlan>& plans) {
  if (plans.size() > commission_plans_max)
    return detail::plan_fault("policy.plans", "there are more than 1,000 plans", "join some");
  std::vector<CompiledCommissionPlan> compiled;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    Result<CompiledCommissionPlan> one = compile_commission_plan(plans[i]);
    if (!one) return detail::below("policy.plans", i, "plan", one.error());
    compiled.push_back(std::move(*one));
    for (std::size_t j = 0; j < i; ++j)
      if (const std::optional<Error> fault = detail::exclude_each_other(plans[i], plans[j]))
        return detail::below("policy.plans", i, "plan", *fault);
  }
  return compiled;
}

FIRSTLOG_INLINE PlanAudience audience_of(const CommissionPlan& plan, std::string_view rep,
                                         std::string_view team) noexcept {
  if (detail::place_in(plan.reps, rep)) return {true, 2};
  if (!team.empty() && detail::place_in(plan.teams, team)) return {true, 1};
  return {plan.reps.empty() && plan.teams.empty(), 0};
}

FIRSTLOG_INLINE DateRange span_of(PlanSpan span, Date day, Weekday week_starts,
                                  std::int32_t fiscal_year_starts) noexcept {
  if (span == PlanSpan::deal || span == PlanSpan::calendar) return {day, day.plus_days(1).value_or(day)};
  if (span == PlanSpan::week) return week_of(day, week_starts);
  const YearMonth month = YearMonth::of(day).value_or(YearMonth());
  if (span == PlanSpan::month) return month.days();
  const int months = span == PlanSpan::quarter ? 3 : 12;
  const int into = (month.month() + 12 - fiscal_year_starts) % months;
  const YearMonth first = month.plus_months(-into).value_or(month);
  return {first.first_day(), first.plus_months(months - 1).value_or(first).days().end};
}

}  // namespace firstlog::inline v1
