// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a plan pays for two deals against one, and for a deal in one period against the other. Private:
// bodies only.
//
// The pay for lines of a and b bends where a, b or a + b is a threshold; the gain of dividing a deal is
// straight between those lines, and greatest at one of their corners, where a or b is a threshold: with a
// next to a threshold the gain is an exact function of b. The gain of moving a deal x from beside s to
// beside t has its corners where x is a difference of thresholds (or one), and s and t are thresholds or
// such less x. On a grid of amounts the corners are those next to them, for these lines are an
// interval matrix.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/detail/check_pay.hpp"

namespace firstlog::inline v1::detail {

inline constexpr std::size_t further_max = 100'000;  // trials for what bends with two deals only

class DealsCheck {
 public:
  DealsCheck(const PayTrial& trial, const PlanModel& model, const PayCheck& paths, const Piecewise& pay,
             const PlanCheckOptions& options, LineMeaning lines, FindingList& list)
      : trial_(trial),
        model_(model),
        paths_(paths),
        pay_(pay),
        options_(options),
        lines_(lines),
        list_(list) {}

  void run() {
    const std::vector<Cut> cuts = model_.cuts();
    if (cubed(cuts.size()) > options_.trials_max) return too_many();
    for (const Cut& cut : cuts) keep(amounts_, grid_from(cut.x, trial_.step()));
    for (const Cut& cut : cuts) near(cut.x);
    if (cubed(amounts_.size()) > options_.trials_max) return too_many();
    if (lines_ == LineMeaning::period) return periods();
    const std::vector<Exact> first = amounts_;
    for (const Exact& amount : first)
      if (!divided(amount)) return;
    gain(FindingKind::rewards_splitting, options_.splitting, split_);
    gain(FindingKind::rewards_merging, options_.merging, merged_);
    if (together_) moved();
  }

 private:
  struct Best {
    Exact gained;
    Exact first;
    Exact second;
    Exact third;
    bool found = false;
  };
  static void better(Best& best, const Exact& gained, const Exact& first, const Exact& second,
                     const Exact& third = {}) {
    if (best.found && !(best.gained < gained)) return;
    best = {gained, first, second, third, true};
  }

  static std::size_t cubed(std::size_t count) noexcept { return count * count * count; }
  void too_many() { list_.not_analysed(here(), "there is too much to try for two deals or two periods"); }
  std::string here() const { return PayCheck::value_path(trial_.plan(), trial_.judged()); }
  // The part of the plan whose threshold is nearest to one of the amounts.
  std::string path_of(const std::vector<Exact>& amounts) const {
    std::size_t nearest = 0;
    Exact least;
    for (std::size_t i = 1; i < pay_.knots.size(); ++i)
      for (const Exact& amount : amounts) {
        Exact away = amount - pay_.knots[i].cut.x;
        if (away.is_negative()) away = -away;
        if (nearest != 0 && !(away < least)) continue;
        nearest = i;
        least = std::move(away);
      }
    return nearest == 0 ? here() : paths_.path_of(pay_.knots[nearest].cut);
  }

  // What is tried first is shown among equals: thresholds themselves before their neighbours.
  static void keep(std::vector<Exact>& amounts, Exact amount) {
    if (amount.sign() > 0 && std::find(amounts.begin(), amounts.end(), amount) == amounts.end())
      amounts.push_back(std::move(amount));
  }
  void near(const Exact& x) {
    const Exact from = grid_from(x, trial_.step());
    for (const Exact& amount : {from, from - trial_.step(), from + trial_.step()}) keep(amounts_, amount);
  }
  std::vector<Exact> deals() const {
    std::vector<Exact> result = amounts_;
    for (const Exact& one : amounts_)
      for (const Exact& other : amounts_) keep(result, one - other);
    return result;
  }

  // Two deals of `amount` and x against one of both, for every x.
  bool divided(const Exact& amount) {
    const Functions lines = {Piecewise::constant(amount), Piecewise::of({{}, Exact::whole(1)})};
    const PlanModel model = trial_.model(lines, Deals::parts);
    const ModelValue& value = model.value(trial_.judged());
    if (value.obstacle) {
      const Obstacle& obstacle = model.obstacles()[*value.obstacle];
      list_.not_analysed(obstacle.path, "two deals cannot be told from one: " + obstacle.reason);
      return false;
    }
    const Piecewise two = PayTrial::sum_of_lines(value);
    Piecewise one;  // of amount + x
    for (std::size_t i = pay_.place(amount); i < pay_.knots.size(); ++i) {
      Knot knot = pay_.knots[i];
      if (knot.cut.x < amount) {
        knot.value = knot.after.at(amount);
        knot.cut.x = amount;
      }
      knot.cut.x -= amount;
      knot.after.line.at0 = knot.after.line.at(amount);
      for (RoundedLine& part : knot.after.rounded) part.inside.at0 = part.inside.at(amount);
      one.knots.push_back(std::move(knot));
    }
    const Piecewise more = sum_of(two, one, true);
    if (!more.constant() || !more.knots[0].value.is_zero()) {
      // Two deals are not one of both: what they pay may bend elsewhere.
      by_sum_ = false;
      for (const Knot& knot : two.knots)
        if (2 * cubed(amounts_.size() + 3) <= std::min(options_.trials_max, further_max)) near(knot.cut.x);
    }
    for (std::size_t i = 0; i < more.knots.size(); ++i) {
      const Exact from = grid_from(more.knots[i].cut.x, trial_.step());
      const bool last = i + 1 == more.knots.size();
      const Exact far = from + trial_.step() * Exact::whole(last ? far_steps : 1);
      for (const Exact& x : {from - trial_.step(), from, from + trial_.step(), far}) {
        if (x.sign() <= 0) continue;
        const Exact gained = more.at(x);
        better(split_, gained, amount, x);
        better(merged_, -gained, amount, x);
      }
    }
    // Whether a deal beside this one pays otherwise than alone.
    const Piecewise beside = PayTrial::sum_of_lines(trial_.model(lines).value(trial_.judged()));
    const Piecewise adds = sum_of(beside, pay_, true);
    for (const Knot& knot : adds.knots)
      if (!knot.after.level() || knot.after.line.at0 != pay_.at(amount)) together_ = true;
    return true;
  }

  void gain(FindingKind kind, const Exact& most, const Best& best) {
    if (!best.found || !(most < best.gained)) return;
    const bool splits = kind == FindingKind::rewards_splitting;
    const Exact whole = best.first + best.second;
    Finding finding;
    finding.kind = kind;
    finding.path = path_of({whole, best.first, best.second});
    FindingCase one = trial_.case_of("one deal of " + whole.to_string(), {whole}, Deals::parts);
    FindingCase two =
        trial_.case_of("two deals of " + best.first.to_string() + " and " + best.second.to_string(),
                       {best.first, best.second}, Deals::parts);
    finding.cases = {std::move(splits ? one : two), std::move(splits ? two : one)};
    for (FindingCase& made : finding.cases)
      if (!settle(made, trial_.plan().expression())) return unconfirmed();
    finding.size = finding.cases[1].result - finding.cases[0].result;
    if (!(most < finding.size)) return unconfirmed();
    finding.sentence = finding.cases[0].says + " pays " + finding.cases[0].result.to_string() + ", " +
                       finding.cases[1].says + " " + finding.cases[1].result.to_string() + ": " +
                       finding.size.to_string() + " for " + (splits ? "dividing a deal" : "joining deals") +
                       paths_.where();
    finding.remedy =
        splits ? "let tiers rise, or count over the period (accumulate running) with the mode marginal"
               : "use the mode marginal, or count over the period (accumulate running)";
    list_.add(std::move(finding));
  }
  void unconfirmed() {
    if (trial_.spent()) return too_many();
    list_.not_analysed(here(), "the evaluator does not confirm what was found here");
  }

  static Column lines_of(const Exact& first, const Exact& second) {
    Column lines;
    for (const Exact* amount : {&first, &second})
      if (!amount->is_zero()) lines.push_back(*amount);
    return lines;
  }

  std::optional<Exact> period_of(const Exact& earlier, const Exact& deal) const {
    const Exact sold = earlier + deal;
    if (by_sum_ && sold.sign() > 0) return pay_.at(sold);
    return trial_.pays(lines_of(earlier, deal));
  }
  // A deal in a period whose deals so far are s, against one whose are t.
  void moved() {
    if (2 * cubed(amounts_.size()) > options_.trials_max) return too_many();
    Best most;
    for (const Exact& deal : deals()) {
      std::vector<Exact> before = {Exact()};
      for (const Exact& amount : amounts_) {
        before.push_back(amount);
        if (deal < amount) before.push_back(amount - deal);
      }
      std::optional<Exact> least_at;
      std::optional<Exact> most_at;
      Exact least_adds;
      Exact most_adds;
      for (const Exact& earlier : before) {
        const std::optional<Exact> alone = period_of(earlier, {});
        const std::optional<Exact> with = period_of(earlier, deal);
        if (!alone || !with) return unconfirmed();
        const Exact adds = *with - *alone;
        if (!least_at || adds < least_adds) {
          least_at = earlier;
          least_adds = adds;
        }
        if (!most_at || most_adds < adds) {
          most_at = earlier;
          most_adds = adds;
        }
      }
      better(most, most_adds - least_adds, deal, *most_at, *least_at);
    }
    if (!most.found || !(options_.moving < most.gained)) return;
    Finding finding;
    finding.path = path_of({most.second + most.first, most.second, most.third + most.first});
    const std::string deal = most.first.to_string();
    finding.cases = {
        trial_.case_of(deal + " in a period after " + most.second.to_string(),
                       lines_of(most.second, most.first)),
        trial_.case_of("the other period, of " + most.third.to_string(), lines_of(most.third, {})),
        trial_.case_of("the first period without it", lines_of(most.second, {})),
        trial_.case_of(deal + " in the other period", lines_of(most.third, most.first))};
    moving(std::move(finding), deal, false);
  }
  // The same where each line is a period.
  void periods() {
    std::vector<Exact> sold = amounts_;
    sold.insert(sold.begin(), Exact());
    if (sold.size() * cubed(sold.size()) > options_.trials_max) return too_many();
    Best most;
    for (const Exact& deal : deals())
      for (const Exact& s : sold)
        for (const Exact& t : sold) {
          const std::optional<Exact> first = trial_.pays({s + deal, t});
          const std::optional<Exact> second = trial_.pays({s, t + deal});
          if (!first || !second) return unconfirmed();
          const Exact gained = *first - *second;
          better(most, gained.is_negative() ? -gained : gained, deal, s, t);
        }
    if (!most.found || !(options_.moving < most.gained)) return;
    Finding finding;
    finding.path = path_of({most.second + most.first, most.third + most.first});
    const std::string deal = most.first.to_string();
    finding.cases = {
        trial_.case_of(deal + " in the first of two periods", {most.second + most.first, most.third}),
        trial_.case_of(deal + " in the second", {most.second, most.third + most.first})};
    moving(std::move(finding), deal, true);
  }
  void moving(Finding finding, const std::string& deal, bool periods) {
    for (FindingCase& made : finding.cases)
      if (!settle(made, trial_.plan().expression())) return unconfirmed();
    std::vector<FindingCase>& cases = finding.cases;
    if (periods && cases[0].result < cases[1].result) std::swap(cases[0], cases[1]);
    finding.size = periods ? cases[0].result - cases[1].result
                           : cases[0].result + cases[1].result - cases[2].result - cases[3].result;
    if (!(options_.moving < finding.size)) return unconfirmed();
    finding.kind = FindingKind::rewards_moving;
    finding.sentence = "a deal of " + deal + " pays " + finding.size.to_string() +
                       " more when it is credited in the better of two periods: " + cases[0].says +
                       paths_.where();
    finding.remedy = "count over a longer period, or make the steps between tiers smaller";
    list_.add(std::move(finding));
  }

  const PayTrial& trial_;
  const PlanModel& model_;
  const PayCheck& paths_;
  const Piecewise& pay_;
  const PlanCheckOptions& options_;
  LineMeaning lines_;
  FindingList& list_;
  std::vector<Exact> amounts_;
  bool together_ = false;  // whether a deal pays otherwise because of another
  bool by_sum_ = true;     // whether two deals pay what one of both does
  Best split_;
  Best merged_;
};

}  // namespace firstlog::inline v1::detail
