// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What plans pay in the end, told slowly: all closes as they stand after the last event, put into their
// spans, and every component evaluated once over each of them. Knows nothing of Performance; for policies
// with one plan, whose every version has the same components by name and span, in UTC, by the approval.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/evaluate.hpp"
#include "firstlog/views/performance.hpp"
// The one above defines what this one needs.
#include "support/books_oracle.hpp"
#include "support/told_deal.hpp"

namespace firstlog_test {

struct OracleClose {
  DealId deal;
  Date credit;
  Position position;
  Exact amount;  // the rep's share, before refunds
  Exact share;
  Exact refunded;  // fraction
  std::size_t version = 0;
  std::size_t place = 0;  // of the share among the deal's
};

struct OraclePay {
  std::map<std::pair<ActorId, DealId>, std::int64_t> closes;             // cents
  std::map<std::tuple<ActorId, std::string, Date>, std::int64_t> spans;  // cents, not 0
};

class PlanOracle {
 public:
  explicit PlanOracle(std::span<const Event> events) : events_(events) {
    for (const Event& event : events_)
      if (event.kind == EventKind::policy_adopted) versions_.emplace_back(event.recorded_at, event.policy);
    for (const Event& event : events_)
      if (event.deal.present() && event.deal.number() > deals_) deals_ = event.deal.number();
    for (std::uint32_t i = 1; i <= deals_; ++i) read_deal(DealId(i));
  }

  OraclePay pay() const {
    OraclePay pay;
    for (auto [rep, closes] : closes_) {
      std::sort(closes.begin(), closes.end(), [](const OracleClose& a, const OracleClose& b) {
        return a.credit != b.credit ? a.credit < b.credit : a.position < b.position;
      });
      const CommissionPlan& plan = plan_of(0);
      for (std::size_t c = 0; c < plan.components.size(); ++c) {
        std::map<Date, std::vector<OracleClose>> spans;
        for (const OracleClose& close : closes)
          if (plan.components[c].span != PlanSpan::deal)
            spans[first_day(plan.components[c].span, close.credit)].push_back(close);
        for (const auto& [from, group] : spans) pay_span(pay, rep, c, from, group);
      }
    }
    if (!versions_.empty())
      for (std::size_t c = 0; c < plan_of(0).components.size(); ++c)
        if (plan_of(0).components[c].span == PlanSpan::deal) pay_deals(pay, c);
    return pay;
  }

 private:
  const CommissionPlan& plan_of(std::size_t version) const {
    return versions_[version].second->policy().plans.front();
  }
  static Date first_day(PlanSpan span, Date day) {
    if (span == PlanSpan::week) {
      while (day.weekday() != Weekday::monday) day = *day.plus_days(-1);
      return day;
    }
    YearMonth month = *YearMonth::of(day);
    const int into = span == PlanSpan::month     ? 0
                     : span == PlanSpan::quarter ? (month.month() - 1) % 3
                                                 : month.month() - 1;
    return month.plus_months(-into)->first_day();
  }

  void read_deal(DealId deal) {
    const ToldDeal told = told_deal(events_, deal, [](const ToldDeal&) {});
    const Event* const approval = told.approval;
    if (approval == nullptr) return;
    const Instant closed_at = events_[approval->refers_to.number() - 1].recorded_at;
    OracleClose close;
    close.deal = deal;
    close.credit = *Date::from_days(approval->recorded_at.microseconds() / 86'400'000'000);
    close.position = approval->position;
    close.refunded = *Exact::divide(Exact::whole(told.reversed), Exact::whole(told.amount));
    for (std::size_t i = 0; i < versions_.size(); ++i)
      if (versions_[i].first <= closed_at) close.version = i;
    for (std::size_t i = 0; i < told.credits.size(); ++i) {
      const CreditShare& credit = told.credits[i];
      close.place = i;
      close.share = credit.share;
      close.amount = Exact::of_money(eur(told.amount)) * close.share;
      closes_[credit.rep.id].push_back(close);
    }
  }

  // The component's steps over these closes, behind them the refunds where they are lines.
  std::vector<Exact> evaluated(const PlanComponent& component, const std::vector<OracleClose>& closes,
                               NegativeRule negative) const {
    PlanExpression expression;
    expression.inputs = {"amount", "count", "share"};
    expression.steps = component.steps;
    PlanInput input;
    Column amount, count, share;
    for (const OracleClose& close : closes) {
      const bool whole = close.refunded == Exact::whole(1);
      const bool keeps = negative == NegativeRule::from_the_top;
      amount.push_back(negative == NegativeRule::rerate ? close.amount * (Exact::whole(1) - close.refunded)
                                                        : close.amount);
      count.push_back(whole && !keeps ? Exact() : close.share);
      share.push_back(close.share);
    }
    if (negative == NegativeRule::from_the_top)
      for (const OracleClose& close : closes) {
        if (close.refunded.is_zero()) continue;
        amount.push_back(-(close.amount * close.refunded));
        count.push_back(close.refunded == Exact::whole(1) ? -close.share : Exact());
        share.push_back(close.share);
      }
    input.numbers = {{"amount", amount}, {"count", count}, {"share", share}};
    const Result<CompiledPlan> compiled = compile(expression);
    EXPECT_TRUE(compiled.ok());
    const Result<PlanValues> values = evaluate(*compiled, input);
    EXPECT_TRUE(values.ok());
    return *value_of(*compiled, *values,
                     component.pays.empty() ? component.steps.back().name : component.pays);
  }

  static std::int64_t cents(const Exact& value, RoundingMode mode) {
    return value.as_money(currency("EUR"), mode)->minor_units();
  }
  // In the tests' plans whatever ends in a total, or looks something up for one, pays spans.
  static bool pays_spans(const PlanComponent& component) {
    for (const Step& step : component.steps)
      if (std::holds_alternative<TotalStep>(step.kind)) return true;
    return false;
  }

  // Every deal by itself: all of its shares together are rounded once, all but the first are cut, and the
  // first gets what is left.
  void pay_deals(OraclePay& pay, std::size_t c) const {
    std::map<DealId, std::map<std::size_t, std::pair<ActorId, OracleClose>>> deals;
    for (const auto& [rep, closes] : closes_)
      for (const OracleClose& close : closes) deals[close.deal][close.place] = {rep, close};
    for (const auto& [deal, shares] : deals) {
      const PlanComponent& component = plan_of(shares.begin()->second.second.version).components[c];
      const bool top = component.negative == NegativeRule::from_the_top;
      Exact paid, refunded;
      std::int64_t left = 0;
      for (const auto& [place, one] : shares) {
        const std::vector<Exact> pays = evaluated(component, {one.second}, component.negative);
        Exact refund;
        if (component.negative == NegativeRule::original_rate) refund = pays[0] * one.second.refunded;
        if (top && pays.size() > 1) refund = -pays[1];
        paid += pays[0];
        refunded += top ? -refund : refund;
        if (place == 0) continue;
        const std::int64_t cut = cents(pays[0] - refund, RoundingMode::down);
        pay.closes[{one.first, deal}] += cut;
        left -= cut;
      }
      const std::int64_t back = cents(refunded, component.rounding);
      left += cents(paid, component.rounding) + (top ? back : -back);
      pay.closes[{shares.begin()->second.first, deal}] += left;
    }
  }

  void pay_span(OraclePay& pay, ActorId rep, std::size_t c, Date from,
                const std::vector<OracleClose>& group) const {
    std::vector<OracleClose> before;
    for (std::size_t v = 0; v < versions_.size(); ++v) {
      const PlanComponent& component = plan_of(v).components[c];
      std::vector<OracleClose> own;
      for (const OracleClose& close : group)
        if (close.version == v) own.push_back(close);
      if (own.empty()) continue;
      std::vector<OracleClose> all;
      if (component.at_version == AtVersion::carry) all = before;
      const std::size_t first = all.size();
      all.insert(all.end(), own.begin(), own.end());
      before.insert(before.end(), own.begin(), own.end());
      const RoundingMode mode = component.rounding;
      if (pays_spans(component)) {
        const NegativeRule negative =
            component.negative == NegativeRule::original_rate ? NegativeRule::rerate : component.negative;
        std::int64_t amount = cents(evaluated(component, all, negative)[0], mode);
        if (first > 0) {
          all.resize(first);
          amount -= cents(evaluated(component, all, negative)[0], mode);
        }
        pay.spans[{rep, component.name, from}] += amount;
        continue;
      }
      const std::vector<Exact> pays = evaluated(component, all, component.negative);
      std::size_t refund = all.size();
      for (std::size_t i = 0; i < all.size(); ++i) {
        std::int64_t amount = cents(pays[i], mode);
        if (component.negative == NegativeRule::original_rate)
          amount -= cents(pays[i] * all[i].refunded, mode);
        if (component.negative == NegativeRule::from_the_top && !all[i].refunded.is_zero())
          amount += cents(pays[refund++], mode);
        if (i >= first) pay.closes[{rep, all[i].deal}] += amount;
      }
    }
  }

  std::span<const Event> events_;
  std::vector<std::pair<Instant, const CompiledPolicy*>> versions_;
  std::uint32_t deals_ = 0;
  std::map<ActorId, std::vector<OracleClose>> closes_;
};

}  // namespace firstlog_test
