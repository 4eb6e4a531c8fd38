// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What Performance answers when somebody asks why.
#pragma once

#include <algorithm>

#include "firstlog/views/detail/plan_groups.hpp"
#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

namespace detail {

// The number that a line of a column has; a single number goes with every line.
inline const Exact& at_line(const Column& column, std::size_t line) noexcept {
  static const Exact nothing;
  if (column.empty()) return nothing;
  return column[column.size() == 1 ? 0 : line];
}

inline PayComponent told_component(const PlanGroups::Told& told, std::size_t line) {
  const CompiledPlan& plan = told.component->plan;
  const PlanExpression& expression = plan.expression();
  PayComponent out;
  out.component = told.rules->name;
  out.policy = told.policy;
  out.paid = told.rules->paid;
  out.pays = plan.slot_names()[told.component->pays];
  const std::size_t inputs = expression.inputs.size();
  for (std::size_t slot = 0; slot < told.values.slots.size(); ++slot) {
    const Column& column = told.values.slots[slot];
    // A column of closes has no single number to show where the span is told as a whole.
    if (!told.component->per_line && column.size() != 1) continue;
    const Exact& value = at_line(column, line);
    if (slot < inputs) {
      out.inputs.push_back({plan.slot_names()[slot], value});
      continue;
    }
    PayStep step{plan.slot_names()[slot], value, {}};
    const std::size_t wanted = column.size() == 1 ? 0 : line;
    for (const TracePart& part : told.values.traces)
      if (part.slot == slot && part.line == wanted) step.parts.push_back(part);
    out.steps.push_back(std::move(step));
  }
  out.value = at_line(told.values.slots[told.component->pays], line);
  return out;
}

}  // namespace detail

// What the short plan contributes; nothing where the policy's base plans stand in its place.
FIRSTLOG_INLINE Result<void> Performance::explain_short_plan(ActorId rep, DealId deal,
                                                             PayExplanation& out) const {
  const detail::DealAccount& account = accounts_[deal.index()];
  const std::uint32_t place = policy_at(account.rate_at);
  const CompiledPolicy& policy = *policies_[place];
  if (!account.stands() || policy.has_base_plans()) return {};
  std::vector<detail::AccountPart> parts;
  const Result<detail::AccountWorth> worth = divide(account, nullptr, parts);
  if (!worth) return worth.error();
  for (const detail::AccountPart& part : parts) {
    if (part.rep != rep) continue;
    const Exact base = Exact::of_money(account.invoiced);
    const Currency money = account.invoiced.currency();
    PayComponent one;
    one.plan = policy.policy().plan.name;
    one.policy = place;
    one.days = {account.credit, account.credit.plus_days(1).value_or(account.credit)};
    one.pays = "commission";
    one.inputs.push_back({"amount", base});
    one.value = base * worth->rate;
    PayStep step{"commission", one.value, {}};
    TracePart slice;
    slice.kind = TraceKind::slice;
    slice.index = worth->tier;
    slice.quantity = base;
    slice.rate = worth->rate;
    slice.amount = one.value;
    step.parts.push_back(std::move(slice));
    one.steps.push_back(std::move(step));
    one.rounding = one.value.rounded({worth->rounding, money.exponent()}) - one.value;
    one.pay = Money::minor(part.commission, money);
    one.refunds = Exact::of_money(one.pay) - one.value - one.rounding;
    out.total = Money::minor(out.total.minor_units() + one.pay.minor_units(), money);
    out.components.push_back(std::move(one));
  }
  return {};
}

FIRSTLOG_INLINE Result<PayExplanation> Performance::explain(ActorId rep, DealId deal) const {
  if (!deal.present() || deal.index() >= accounts_.size() || !rep.present() || rep.index() >= reps_.size())
    return Error(Status::not_found, "deal", "no approved close of this rep is known by this handle",
                 "give a deal and the rep of one of its lines");
  PayExplanation out;
  out.rep = rep;
  out.deal = deal;
  out.total = Money::zero(currency());
  out.exchange = told_exchange(accounts_[deal.index()]);
  out.withheld = Money::zero(currency());
  for (const detail::WithheldPay& one : plans_.withheld)
    if (one.deal == deal && one.rep == rep) out.withheld = Money::minor(one.minor, currency());
  if (Result<void> r = explain_short_plan(rep, deal, out); !r) return r.error();
  if (rep.index() >= plans_.books.size()) return out;
  for (const detail::PlanClose& close : plans_.books[rep.index()].closes)
    if (close.deal == deal)
      if (Result<void> r = explain_close(rep, close, out); !r) return r.error();
  return out;
}

// By the components that look at it: the rep's own close, or one below.
FIRSTLOG_INLINE Result<void> Performance::explain_close(ActorId rep, const detail::PlanClose& close,
                                                        PayExplanation& out) const {
  const DealId deal = close.deal;
  const detail::PlanSet& set = plans_.sets[close.set];
  detail::PlanGroups groups(*this);
  for (std::size_t i = 0; i < set.components.size(); ++i) {
    const detail::SetComponent& component = set.components[i];
    if (!groups.compiled_of(set, component).per_line || !groups.looks_at(component, close)) continue;
    const bool alone = groups.span(component.key) == PlanSpan::deal;
    const DateRange days = groups.days_of(component.key, set.policy, close.credit);
    std::vector<detail::PlanGroups::Told> told;
    const detail::PlanGroups::Group& group =
        groups.group(rep, component.key, days, alone ? deal : DealId(), {}, &told);
    if (group.fault) return *group.fault;
    const detail::PlanGroups::Line* line = group.line_of(close);
    for (const detail::PlanGroups::Told& one : told)
      for (std::size_t at = 0; line != nullptr && at < one.deals.size(); ++at) {
        if (one.deals[at] != deal || one.sellers[at] != close.seller || !one.own[at] || one.refund[at])
          continue;
        PayComponent shown = detail::told_component(one, at);
        shown.plan = plans_.components[component.key].plan;
        shown.seller = close.seller;
        shown.days = days;
        shown.rounding = line->whole - shown.value;
        shown.refunds = line->left - line->whole;
        shown.pay = Money::minor(plans_.posted[close.posted + i], currency());
        if (shown.paid)
          out.total = Money::minor(out.total.minor_units() + shown.pay.minor_units(), currency());
        out.components.push_back(std::move(shown));
      }
  }
  return {};
}

FIRSTLOG_INLINE Result<PayExplanation> Performance::explain_span(ActorId rep, const StatementComponent& named,
                                                                 Date from) const {
  detail::PlanGroups groups(*this);
  const detail::SpanPosting* posting = nullptr;
  for (std::uint32_t key = 0; key < plans_.components.size() && posting == nullptr; ++key)
    if (rep.present() && plans_.components[key].plan == named.plan &&
        plans_.components[key].name == named.component)
      posting = groups.posting_of(rep, key, from);
  if (posting == nullptr)
    return Error(Status::not_found, "component", "nothing was computed for this span by this component",
                 "give the rep, the component and the first day of a line of a component");
  PayExplanation out;
  out.rep = rep;
  out.total = Money::minor(posting->minor, currency());
  out.withheld = Money::zero(currency());
  const DateRange days = groups.days_of(posting->key, plans_.sets[posting->set].policy, from);
  std::vector<detail::PlanGroups::Told> told;
  const detail::PlanGroups::Group& group =
      groups.group(rep, posting->key, days, DealId(), posting->set, &told);
  if (group.fault) return *group.fault;
  for (const detail::PlanGroups::Told& one : told) {
    PayComponent shown = detail::told_component(one, 0);
    shown.plan = named.plan;
    shown.days = days;
    const Exact rounded =
        one.rules->paid ? shown.value.rounded({one.rules->rounding, currency().exponent()}) : shown.value;
    shown.rounding = rounded - shown.value;
    // What the earlier versions' closes alone would pay is taken off.
    if (one.less) shown.refunds = -(rounded + rounded);
    const Exact pay = one.less ? -rounded : rounded;
    shown.pay = pay.as_money(currency(), RoundingMode::half_up).ok()
                    ? *pay.as_money(currency(), RoundingMode::half_up)
                    : Money::zero(currency());
    out.components.push_back(std::move(shown));
  }
  return out;
}

FIRSTLOG_INLINE std::vector<PayException> Performance::pay_exceptions() const {
  return exceptions_of(std::nullopt);
}

FIRSTLOG_INLINE std::vector<PayException> Performance::exceptions_of(std::optional<YearMonth> period) const {
  std::vector<PayException> all;
  if (!plans_.any) return all;
  const auto counts_in = [&](DealId deal) { return !period || accounts_[deal.index()].period == *period; };
  // A span is open in every period that it reaches into, a week in that in which it ends.
  const auto reaches_into = [&](PlanSpan span, DateRange days) {
    if (!period) return true;
    const Date last = days.end.plus_days(-1).value_or(days.first);
    return period->days().contains(last) ||
           (span != PlanSpan::week && days.first <= period->first_day() && period->last_day() <= last);
  };
  detail::PlanGroups groups(*this);
  for (std::size_t i = 0; i < plans_.books.size(); ++i) {
    const detail::RepBook& book = plans_.books[i];
    for (const detail::PlanClose& close : book.closes) {
      if (!plans_.sets[close.set].lacks_base || close.seller.present() || !counts_in(close.deal)) continue;
      PayException one;
      one.rep = ActorId::at_index(i);
      one.deal = close.deal;
      one.position = close.position;
      one.date = close.credit;
      all.push_back(std::move(one));
    }
    for (const detail::PlanFailure& failure : book.failures) {
      const DateRange days = groups.days_of(failure.key, newest_policy(), failure.from);
      if (failure.deal.present() ? !counts_in(failure.deal) : !reaches_into(groups.span(failure.key), days))
        continue;
      PayException one;
      one.kind = PayExceptionKind::not_computed;
      one.rep = ActorId::at_index(i);
      one.deal = failure.deal;
      if (one.deal.present()) one.position = accounts_[one.deal.index()].approved_position;
      one.date = failure.from;
      one.plan = plans_.components[failure.key].plan;
      one.component = plans_.components[failure.key].name;
      const detail::PlanGroups::Group& group = groups.group(one.rep, failure.key, days, failure.deal);
      one.reason = group.fault ? std::string(group.fault->reason.view())
                               : std::string("the amount exceeds 64 bits of minor units");
      all.push_back(std::move(one));
    }
  }
  return all;
}

}  // namespace firstlog::inline v1
