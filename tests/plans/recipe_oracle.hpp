// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What random plans pay, told slowly from the list of events: the closes as they stand after the last of
// them, put into their spans, each version's recipes reckoned in plain rationals. Knows neither Performance
// nor the evaluator of plans. For one base plan for everybody, in UTC, by the approval.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "plans/recipes.hpp"
#include "support/told_deal.hpp"

namespace firstlog_test {

class RecipeOracle {
 public:
  // What was posted for closes, and for spans by component and first day; in minor units, none of it 0.
  struct Pay {
    std::map<std::pair<ActorId, DealId>, std::int64_t> closes;
    std::map<std::tuple<ActorId, std::size_t, Date>, std::int64_t> spans;
  };

  // `versions`: the plans of the policies adopted, in their order. `reps`: whom the plan pays at freezes.
  RecipeOracle(std::span<const Event> events, const std::vector<RecipePlan>& versions,
               const std::vector<ActorId>& reps)
      : events_(events), versions_(versions), reps_(reps) {
    std::uint32_t deals = 0;
    for (const Event& event : events_) {
      if (event.kind == EventKind::policy_adopted) adopted_.push_back(event.recorded_at);
      if (event.kind == EventKind::organisation_founded) first_open_ = open_ = event.period;
      if (event.kind == EventKind::period_closed) open_ = *event.period.plus_months(1);
      if (event.deal.present()) deals = std::max(deals, event.deal.number());
    }
    for (std::uint32_t i = 1; i <= deals; ++i) read_deal(DealId(i));
    for (auto& [rep, closes] : closes_)
      std::sort(closes.begin(), closes.end(), [](const Close& a, const Close& b) {
        return a.credit != b.credit ? a.credit < b.credit : a.position < b.position;
      });
  }

  Pay pay() {
    Pay pay;
    for (const ActorId rep : reps_) {
      closes_of_rep_ = &closes_[rep];
      values_.assign(recipes(0).size(), {});
      for (std::size_t c = 0; c < recipes(0).size(); ++c) pay_component(pay, rep, c);
    }
    std::erase_if(pay.closes, [](const auto& one) { return one.second == 0; });
    std::erase_if(pay.spans, [](const auto& one) { return one.second == 0; });
    return pay;
  }

 private:
  struct Close {
    DealId deal;
    Date credit;
    Position position;
    Rational amount;  // the rep's share, before refunds
    Rational share;
    Rational refunded;  // part of it
    std::size_t version = 0;
  };
  // What a component pays a close, before refunds and in the end.
  struct Value {
    Rational whole;
    Rational left;
  };
  struct Line {
    const Close* close = nullptr;
    bool refund = false;
  };
  struct Sum {
    Rational amount;
    Rational carried;
  };

  const std::vector<Recipe>& recipes(std::size_t version) const { return versions_[version].recipes; }

  static Date first_day(PlanSpan span, Date day) {
    if (span == PlanSpan::deal) return day;
    if (span == PlanSpan::week) {
      while (day.weekday() != Weekday::monday) day = *day.plus_days(-1);
      return day;
    }
    const YearMonth month = *YearMonth::of(day);
    const int into = span == PlanSpan::month     ? 0
                     : span == PlanSpan::quarter ? (month.month() - 1) % 3
                                                 : month.month() - 1;
    return month.plus_months(-into)->first_day();
  }
  static Date next_span(PlanSpan span, Date first) {
    if (span == PlanSpan::week) return *first.plus_days(7);
    const int months = span == PlanSpan::month ? 1 : span == PlanSpan::quarter ? 3 : 12;
    return YearMonth::of(first)->plus_months(months)->first_day();
  }

  void read_deal(DealId deal) {
    const ToldDeal told = told_deal(events_, deal, [this](const ToldDeal& so_far) {
      // A span that a close of the rep once lay in is reckoned from then on.
      if (so_far.approval == nullptr) return;
      for (const CreditShare& credit : so_far.credits)
        touched_[credit.rep.id].insert(day_of(*so_far.approval));
    });
    const Event* const approval = told.approval;
    if (approval == nullptr) return;
    const Instant closed_at = events_[approval->refers_to.number() - 1].recorded_at;
    Close close;
    close.deal = deal;
    close.credit = day_of(*approval);
    close.position = approval->position;
    close.refunded = Rational(told.reversed, told.amount);
    for (std::size_t i = 0; i < adopted_.size(); ++i)
      if (adopted_[i] <= closed_at) close.version = i;
    for (const CreditShare& credit : told.credits) {
      close.share = Rational(credit.share.numerator(), credit.share.denominator());
      close.amount = Rational(told.amount, 100) * close.share;
      closes_[credit.rep.id].push_back(close);
    }
  }
  static Date day_of(const Event& approval) {
    return *Date::from_days(approval.recorded_at.microseconds() / 86'400'000'000);
  }

  void pay_component(Pay& pay, ActorId rep, std::size_t c) {
    const Recipe& recipe = recipes(0)[c];
    std::map<Date, std::vector<Close>> spans;
    for (const Close& close : *closes_of_rep_) {
      if (recipe.span == PlanSpan::deal)
        pay_closes(pay, rep, c, {close});
      else
        spans[first_day(recipe.span, close.credit)].push_back(close);
    }
    if (recipe.pays_closes()) {
      for (const auto& [from, closes] : spans) pay_closes(pay, rep, c, closes);
      return;
    }
    // Spans of which nothing is left, and those that ended with a frozen period.
    for (const Date day : touched_[rep]) spans[first_day(recipe.span, day)];
    if (recipe.carries())
      for (Date from = first_day(recipe.span, first_open_.first_day());
           next_span(recipe.span, from) <= open_.first_day(); from = next_span(recipe.span, from))
        spans[from];
    Rational carried;
    for (const auto& [from, closes] : spans) {
      const Sum sum = sum_of(c, closes, carried);
      carried = sum.carried;
      if (recipe.paid) pay.spans[{rep, c, from}] += minor(sum.amount);
    }
  }

  // The span's closes up to a version, and where its own begin.
  std::vector<const Close*> counted(std::size_t c, std::size_t version, const std::vector<Close>& closes,
                                    std::size_t& own) const {
    std::vector<const Close*> all;
    if (recipes(version)[c].at_version == AtVersion::carry)
      for (std::size_t before = 0; before < version; ++before)
        for (const Close& close : closes)
          if (close.version == before) all.push_back(&close);
    own = all.size();
    for (const Close& close : closes)
      if (close.version == version) all.push_back(&close);
    return all;
  }

  static std::vector<Line> with_refunds(const std::vector<const Close*>& closes, NegativeRule negative) {
    std::vector<Line> lines;
    for (const Close* close : closes) lines.push_back({close, false});
    if (negative == NegativeRule::from_the_top)
      for (const Close* close : closes)
        if (close->refunded != 0) lines.push_back({close, true});
    return lines;
  }

  static Rational amount_of(const Line& line, NegativeRule negative) {
    const Close& close = *line.close;
    if (line.refund) return -close.amount * close.refunded;
    return negative == NegativeRule::rerate ? Rational(close.amount * (1 - close.refunded)) : close.amount;
  }
  static Rational count_of(const Line& line, NegativeRule negative) {
    const bool whole = line.close->refunded == 1;
    if (line.refund) return whole ? Rational(-line.close->share) : Rational();
    return whole && negative != NegativeRule::from_the_top ? Rational() : line.close->share;
  }
  Rational earlier_of(std::size_t of, const Line& line, NegativeRule negative) {
    const Value& value = values_[of][line.close->deal];
    if (line.refund) return value.left - value.whole;
    return negative == NegativeRule::rerate ? value.left : value.whole;
  }

  std::vector<Rational> paid_to(const Recipe& recipe, const std::vector<Line>& lines) {
    std::vector<Rational> paid;
    Rational sum;
    for (const Line& line : lines) {
      const Rational own = recipe.kind == Recipe::Kind::cap || recipe.kind == Recipe::Kind::line_cap
                               ? earlier_of(recipe.of, line, recipe.negative)
                               : amount_of(line, recipe.negative);
      const Rational after = sum + own;
      const Rational most = recipe.most;
      switch (recipe.kind) {
        case Recipe::Kind::tiers: paid.push_back(recipe.paid_for(after) - recipe.paid_for(sum)); break;
        case Recipe::Kind::deal_tiers: paid.push_back(recipe.paid_for(own)); break;
        case Recipe::Kind::cap: paid.push_back(std::min(after, most) - std::min(sum, most)); break;
        case Recipe::Kind::line_cap: paid.push_back(std::min(own, most)); break;
        default: paid.push_back(own * Rational(recipe.tiers[0].rate, 10'000)); break;
      }
      sum = after;
    }
    return paid;
  }

  void pay_closes(Pay& pay, ActorId rep, std::size_t c, const std::vector<Close>& closes) {
    for (std::size_t version = 0; version < versions_.size(); ++version) {
      const Recipe& recipe = recipes(version)[c];
      std::size_t own = 0;
      const std::vector<const Close*> all = counted(c, version, closes, own);
      if (own == all.size()) continue;
      const std::vector<Line> lines = with_refunds(all, recipe.negative);
      const std::vector<Rational> paid = paid_to(recipe, lines);
      for (std::size_t i = own; i < all.size(); ++i) {
        Value value;
        value.whole = value.left = cents(paid[i], recipe);
        if (recipe.negative == NegativeRule::original_rate)
          value.left -= cents(paid[i] * all[i]->refunded, recipe);
        for (std::size_t j = all.size(); j < lines.size(); ++j)
          if (lines[j].close == all[i]) value.left += cents(paid[j], recipe);
        values_[c][all[i]->deal] = value;
        if (recipe.paid) pay.closes[{rep, all[i]->deal}] += minor(value.left);
      }
    }
  }

  Sum sum_of(std::size_t c, const std::vector<Close>& closes, const Rational& brought) {
    Sum sum;
    bool any = false;
    for (std::size_t version = 0; version < versions_.size(); ++version) {
      std::size_t own = 0;
      std::vector<const Close*> all = counted(c, version, closes, own);
      if (own == all.size()) continue;
      const Recipe& recipe = recipes(version)[c];
      const Sum whole = reckoned(recipe, all, brought);
      sum.amount += cents(whole.amount, recipe);
      sum.carried = whole.carried;
      any = true;
      if (own == 0) continue;
      all.resize(own);
      sum.amount -= cents(reckoned(recipe, all, brought).amount, recipe);
    }
    if (any) return sum;
    sum = reckoned(recipes(0)[c], {}, brought);
    sum.amount = cents(sum.amount, recipes(0)[c]);
    return sum;
  }

  Sum reckoned(const Recipe& recipe, const std::vector<const Close*>& closes, const Rational& brought) {
    const NegativeRule negative =
        recipe.negative == NegativeRule::original_rate ? NegativeRule::rerate : recipe.negative;
    Rational total;
    for (const Line& line : with_refunds(closes, negative))
      total += recipe.kind == Recipe::Kind::bonus ? count_of(line, negative)
               : recipe.carries()                 ? earlier_of(recipe.of, line, negative)
                                                  : amount_of(line, negative);
    switch (recipe.kind) {
      case Recipe::Kind::bonus: return {recipe.bonus_for(total), {}};
      case Recipe::Kind::draw: {
        // Recovery never pushes what is paid below the draw.
        const Rational paid = std::max(Rational(recipe.most), Rational(total - brought));
        return {paid - total, brought + paid - total};
      }
      case Recipe::Kind::excess: {
        const Rational paid = std::min(Rational(total + brought), Rational(recipe.most));
        return {paid, total + brought - paid};
      }
      default: return {recipe.paid_for(total), {}};
    }
  }

  static Rational cents(const Rational& value, const Recipe& recipe) {
    return recipe.paid ? Rational(oracle::rounded(value * 100, recipe.rounding)) / 100 : value;
  }
  static std::int64_t minor(const Rational& value) {
    return static_cast<std::int64_t>(oracle::rounded(value * 100, RoundingMode::half_up));
  }

  std::span<const Event> events_;
  const std::vector<RecipePlan>& versions_;
  const std::vector<ActorId>& reps_;
  std::vector<Instant> adopted_;
  YearMonth first_open_;
  YearMonth open_;
  std::map<ActorId, std::vector<Close>> closes_;
  std::map<ActorId, std::set<Date>> touched_;
  std::vector<Close>* closes_of_rep_ = nullptr;
  std::vector<std::map<DealId, Value>> values_;  // by component
};

}  // namespace firstlog_test
