// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What Performance notes for plans of the plan language, and how what they pay becomes lines.
#pragma once

#include <algorithm>

#include "firstlog/views/detail/plan_people.hpp"
#include "firstlog/views/performance.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline std::uint32_t number_in(std::vector<std::string>& names, std::string_view name) {
  for (std::size_t i = names.size(); i > 0; --i)
    if (names[i - 1] == name) return static_cast<std::uint32_t>(i - 1);
  names.emplace_back(name);
  return static_cast<std::uint32_t>(names.size() - 1);
}

}  // namespace detail

FIRSTLOG_INLINE void Performance::note_actor(const Event& event) {
  if (plans_.rep_keys.size() <= event.rep.index()) plans_.rep_keys.resize(event.rep.index() + 1);
  plans_.rep_keys[event.rep.index()] = event.key;
}

// `from` of a departure is the day after the last one.
FIRSTLOG_INLINE void Performance::note_team(const Event& event) {
  std::vector<detail::PlanMembership>& all = plans_.memberships;
  detail::PlanMembership one{event.rep, 0, event.from};
  if (event.kind == EventKind::departed)
    std::erase_if(all, [&](const detail::PlanMembership& row) {
      return row.rep == event.rep && row.from >= event.from;
    });
  else if (!event.team.empty())
    one.team = detail::number_in(plans_.teams, event.team) + 1;
  all.push_back(one);
}

// What the close was told with. An approval that tells no lines keeps the close's where they are those
// of its amount.
FIRSTLOG_INLINE void Performance::note_contents(const Event& event, bool approval) {
  const bool closing = event.kind == EventKind::close_logged;
  const bool told = !event.lines.empty() || event.tax.currency().present() || event.signed_on != Date() ||
                    event.invoiced_on != Date() || event.paid_on != Date();
  if (plans_.facts_of.size() <= event.deal.index()) {
    if (!told) return;
    plans_.facts_of.resize(event.deal.index() + 1);
  }
  std::uint32_t& place = plans_.facts_of[event.deal.index()];
  if (!told && place == 0) return;
  if (place == 0) {
    plans_.facts.emplace_back();
    place = static_cast<std::uint32_t>(plans_.facts.size());
  }
  detail::DealFacts& facts = plans_.facts[place - 1U];
  if (closing) {
    const detail::DealFacts known = facts;  // of the deal, as the core keeps it
    facts = detail::DealFacts();
    facts.billed = known.billed;
    facts.received = known.received;
    facts.signed_on = known.signed_on;
    facts.invoiced_on = known.invoiced_on;
    facts.paid_on = known.paid_on;
  }
  if (event.signed_on != Date()) facts.signed_on = event.signed_on;
  if (event.invoiced_on != Date()) facts.invoiced_on = event.invoiced_on;
  if (event.paid_on != Date()) facts.paid_on = event.paid_on;
  if (event.tax.currency().present()) facts.tax = event.tax.minor_units();
  if (event.lines.empty()) {
    std::int64_t net = 0;
    for (std::uint32_t i = 0; i < facts.item_count; ++i) net += plans_.items[facts.items - 1U + i].net;
    if ((approval || event.kind == EventKind::close_amended) && net != event.amount.minor_units()) {
      facts.items = facts.item_count = 0;
      if (!event.tax.currency().present()) facts.tax = 0;
    }
    return;
  }
  facts.items = static_cast<std::uint32_t>(plans_.items.size() + 1);
  facts.item_count = static_cast<std::uint32_t>(event.lines.size());
  for (const DealLine& line : event.lines) {
    detail::DealItem item;
    item.product = detail::number_in(plans_.products, line.product);
    item.cost_told = line.cost.currency().present();
    item.quantity = line.quantity;
    item.net = line.net.minor_units();
    item.tax = line.tax.minor_units();
    item.cost = line.cost.minor_units();
    plans_.items.push_back(item);
  }
}

// As the decision took it (DOMAIN 6), for the period alone is in the event. What was approved for a
// frozen period keeps its own date.
FIRSTLOG_INLINE Date Performance::credit_date(const Event& event,
                                              const detail::DealAccount& account) const noexcept {
  const CompiledPolicy& policy = newest();
  const detail::DealFacts* facts = nullptr;
  if (event.deal.index() < plans_.facts_of.size() && plans_.facts_of[event.deal.index()] != 0)
    facts = &plans_.facts[plans_.facts_of[event.deal.index()] - 1U];
  const auto of = [&](Date detail::DealFacts::* told, Instant otherwise) {
    return facts != nullptr && facts->*told != Date() ? facts->*told : policy.date_of(otherwise);
  };
  const bool by_silence = event.kind == EventKind::close_approved && event.rule == Rule::approved_by_silence;
  const Instant approved_at = by_silence ? event.occurred_at : account.approved_at;
  Date date;
  switch (policy.policy().period_date) {
    case CreditDate::closed_at: date = policy.date_of(account.closed_at); break;
    case CreditDate::signed_on: date = of(&detail::DealFacts::signed_on, account.closed_at); break;
    case CreditDate::invoiced_on: date = of(&detail::DealFacts::invoiced_on, approved_at); break;
    case CreditDate::approved_at: date = policy.date_of(approved_at); break;
    case CreditDate::paid_on: date = of(&detail::DealFacts::paid_on, approved_at); break;
  }
  const bool late = firstlog::has(event.flags, EventFlag::prior_period);
  return late || event.period.days().contains(date) ? date : event.period.first_day();
}

FIRSTLOG_INLINE Exact Performance::plan_quota(ActorId rep, std::uint32_t policy, DateRange days,
                                              PlanSpan span) const {
  if (span == PlanSpan::calendar) return quota_of_days(rep, policy, days);
  const CompiledPolicy& by = *policies_[policy];
  const YearMonth last = YearMonth::of(days.end.plus_days(-1).value_or(days.first)).value_or(YearMonth());
  const int months = span == PlanSpan::quarter ? 3 : span == PlanSpan::year ? 12 : 1;
  Exact sum;
  std::vector<QuotaDay> known;
  for (int back = 0; back < months; ++back) {
    const YearMonth month = last.plus_months(-back).value_or(last);
    employment_.days_of(rep, month, by, known);
    sum += period_quota(by.policy().quota, month, known, month.last_day(), by.working_calendar()).quota;
  }
  return sum;
}

FIRSTLOG_INLINE std::string Performance::base_plan(ActorId rep, YearMonth period, Instant now) const {
  const CompiledPolicy& policy = policy_of(period, now);
  if (!policy.has_base_plans()) return policy.policy().plan.name;
  const Date day = std::min(policy.date_of(now), period.last_day());
  const std::vector<CommissionPlan>& plans = policy.policy().plans;
  const std::optional<std::uint32_t> base = detail::base_plan_on(plans_, plans, rep, day);
  return base ? plans[*base].name : std::string();
}

// Adds what plans paid and pay for the entry's deal to each rep's part of it.
FIRSTLOG_INLINE void Performance::pay_by_plans(const Event& event, const detail::DealAccount& before,
                                               const detail::DealAccount& after,
                                               std::vector<detail::AccountPart>& had,
                                               std::vector<detail::AccountPart>& has,
                                               detail::PlanSettlement& settlement) {
  if (!plans_.any) return;
  const bool told = !event.lines.empty();
  const auto part_of = [](std::vector<detail::AccountPart>& parts, ActorId rep) {
    const auto at = std::find_if(parts.begin(), parts.end(),
                                 [rep](const detail::AccountPart& part) { return part.rep == rep; });
    return at == parts.end() ? nullptr : &*at;
  };
  for (const detail::AccountPart& part : has)
    settlement.replace(part.rep, event.deal, before, after, true, told);
  for (const detail::AccountPart& part : had)
    if (part_of(has, part.rep) == nullptr)
      settlement.replace(part.rep, event.deal, before, after, false, told);
  settlement.run();
  for (const detail::PlanSettlement::Own& own : settlement.own()) {
    if (detail::AccountPart* part = part_of(had, own.rep)) part->commission += own.had;
    if (detail::AccountPart* part = part_of(has, own.rep)) part->commission += own.has;
  }
}

// Other closes that are paid otherwise since the entry, and what spans are paid more.
FIRSTLOG_INLINE Result<void> Performance::post_changes(const Event& event, YearMonth period,
                                                       const detail::PlanSettlement& settlement) {
  for (const detail::PlanChange& change : settlement.changes()) {
    if (change.minor == 0) continue;
    StatementLine line;
    YearMonth natural = period;
    if (change.deal.present()) {
      const detail::DealAccount& account = accounts_[change.deal.index()];
      line = line_of(change.deal, account, detail::AccountWorth());
      line.kind = change.above ? LineKind::team_override : LineKind::rerated;
      line.refers_to = change.above ? change.approval : account.approved_position;
      const bool moved = change.period != YearMonth();
      natural = moved ? change.period : account.period;
      line.period = moved ? std::max(natural, oldest_open_) : std::max({period, natural, oldest_open_});
    } else {
      const auto span = static_cast<PlanSpan>(plans_.components[change.key].span);
      if (span == PlanSpan::week || span == PlanSpan::month || span == PlanSpan::calendar)
        natural = YearMonth::of(change.days.end.plus_days(-1).value_or(change.days.first)).value_or(period);
      line.kind = LineKind::component;
      line.component = change.key + 1;
      line.from = change.days.first;
      line.approved_at = event.at();
      line.policy = policy_at(event.at());
      line.period = std::max(natural, oldest_open_);
    }
    line.position = event.position;
    line.entered_at = event.at();
    line.approver = event.actor;
    if (!event.reason.empty()) line.reason = reason_number(event.reason);
    line.rep = change.rep;
    line.by_plans = true;
    line.prior_period = natural < oldest_open_;
    line.invoiced = Money::zero(currency());
    line.commission = Money::minor(change.minor, currency());
    line.closes = CloseCount();
    if (Result<void> r = add_line(line); !r) return r;
  }
  return release_changes(event, period, settlement);
}

// A policy that holds from an instant that has passed. Closes whose plan version it is are paid by it from
// now on: the differences post where each close counts or, where that is frozen, in the oldest open period.
FIRSTLOG_INLINE Result<void> Performance::restate(const Event& event) {
  struct Restated {
    DealId deal;
    std::uint32_t policy = 0;
    std::vector<detail::AccountPart> had;
  };
  std::vector<Restated> all;
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    if (!accounts_[i].stands() || accounts_[i].unpaid) continue;
    Restated one{DealId::at_index(i), policy_at(accounts_[i].rate_at), {}};
    if (const auto worth = divide(accounts_[i], nullptr, one.had); !worth) return worth.error();
    all.push_back(std::move(one));
  }
  // The first policy holds for whatever was before it, too; so does what stands in for it.
  add_policy(event, std::max(event.effective_at, adopted_at_[timeline_.front()]));
  detail::PlanSettlement settlement(*this);
  std::vector<detail::AccountPart> has;
  for (const Restated& one : all) {
    const detail::DealAccount& account = accounts_[one.deal.index()];
    if (policy_at(account.rate_at) == one.policy) continue;
    if (const auto worth = divide(account, nullptr, has); !worth) return worth.error();
    for (std::size_t i = 0; i < has.size(); ++i)
      settlement.restate(has[i].rep, one.deal, account, has[i].commission - one.had[i].commission);
  }
  settlement.run();
  return post_changes(event, oldest_open_, settlement);
}

// What a rep's plans pay for a span in which he closed nothing stands on the statement when it freezes.
FIRSTLOG_INLINE Result<void> Performance::settle_period(const Event& event) {
  if (!plans_.any) return {};
  const Instant end = newest().zone().start_of_day(event.period.days().end);
  detail::PlanSettlement settlement(*this);
  const std::uint32_t policy = policy_at(end - Duration::microseconds(1));
  if (policies_[policy]->plans().empty()) return {};
  for (std::size_t i = 0; i < reps_.size(); ++i) {
    const ActorId rep = ActorId::at_index(i);
    if (employment_.count_days(rep, event.period.days(), nullptr).employed == 0) continue;
    const bool active = reps_[i].active && reps_[i].roles.has(Role::rep);
    settlement.settle(rep, event.period, end - Duration::microseconds(1), !active);
  }
  settlement.run();
  if (Result<void> r = post_changes(event, event.period, settlement); !r) return r;
  return release_due(event);
}

}  // namespace firstlog::inline v1
