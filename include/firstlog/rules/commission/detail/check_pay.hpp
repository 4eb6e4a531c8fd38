// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What the pay for one sale says of a plan: falls, cliffs, no end; tiers that nothing reaches, draws that
// nothing repays. Private: bodies only.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/detail/pay_trial.hpp"

namespace firstlog::inline v1::detail {

inline constexpr std::int64_t far_steps = 1'000'000;  // how far "without end" is tried
inline constexpr int rounded_steps_max = 2'000;  // tried one by one where roundings work against each other

class PayCheck {
 public:
  PayCheck(const PayTrial& trial, const PlanModel& model, const Piecewise& pay,
           const PlanCheckOptions& options, Severity falls, FindingList& list)
      : trial_(trial), model_(model), pay_(pay), options_(options), falls_(falls), list_(list) {}

  void run() {
    for (at_ = 0; at_ < pay_.knots.size(); ++at_) {
      knot();
      piece();
    }
    for (const Fall& fall : falls_seen_) report(fall);
    unbounded();
  }

  // The part of the plan that bends the pay at a knot; the value itself where none does.
  std::string path_of(const Cut& cut) const {
    if (cut.origin != no_origin) return model_.origins()[cut.origin];
    return value_path(trial_.plan(), trial_.judged());
  }
  static std::string value_path(const CompiledPlan& plan, std::size_t slot) {
    const PlanExpression& expression = plan.expression();
    std::size_t first = expression.inputs.size();
    if (slot < first) return item_path("plan.inputs", slot);
    for (std::size_t i = 0; i < expression.steps.size(); ++i) {
      first += 1 + further_values(expression.steps[i]).size();
      if (slot < first) return step_path(i, step_kind_names[expression.steps[i].kind.index()]);
    }
    return "plan.steps";
  }
  std::string where() const {
    const std::string told = told_texts(trial_.plan().expression().texts, trial_.texts());
    return told.empty() ? told : " where " + told;
  }

 private:
  struct Fall {
    Exact less;
    Exact more;
    Exact steepest;    // of its parts
    std::size_t knot;  // where that is
  };

  const Exact* end() const { return at_ + 1 < pay_.knots.size() ? &pay_.knots[at_ + 1].cut.x : nullptr; }

  std::optional<Finding> compared(FindingKind kind, Severity severity, std::string path, const Exact& less,
                                  const Exact& more, std::string_view remedy) {
    Finding finding;
    finding.kind = kind;
    finding.severity = severity;
    finding.path = std::move(path);
    finding.remedy = remedy;
    finding.cases.push_back(trial_.case_of(trial_.name() + " " + less.to_string(), {less}));
    finding.cases.push_back(trial_.case_of(trial_.name() + " " + more.to_string(), {more}));
    for (FindingCase& made : finding.cases)
      if (!settle(made, trial_.plan().expression())) return std::nullopt;
    return finding;
  }
  void disagrees() {
    list_.not_analysed(value_path(trial_.plan(), trial_.judged()),
                       "the evaluator does not confirm what was found here");
  }

  // Whether `more` is paid less than `less`. Falls that follow each other are one.
  bool falls(const Exact& less, const Exact& more) {
    const Exact lost = pay_.at(less) - pay_.at(more);
    if (lost.sign() <= 0) return false;
    if (falls_seen_.empty() || falls_seen_.back().more < less) {
      falls_seen_.push_back({less, more, lost, at_});
      return true;
    }
    Fall& fall = falls_seen_.back();
    if (fall.more < more) fall.more = more;
    if (fall.steepest < lost) {
      fall.steepest = lost;
      fall.knot = at_;
    }
    return true;
  }
  void report(const Fall& fall) {
    if (!(options_.less_for_more < pay_.at(fall.less) - pay_.at(fall.more))) return;
    std::optional<Finding> finding =
        compared(FindingKind::less_for_more, falls_, path_of(pay_.knots[fall.knot].cut), fall.less, fall.more,
                 "let no tier pay less than the one below it, or the whole of each slice its own rate "
                 "(mode marginal)");
    if (!finding || !(finding->cases[1].result < finding->cases[0].result)) return disagrees();
    finding->size = finding->cases[0].result - finding->cases[1].result;
    finding->sentence = trial_.name() + " " + fall.more.to_string() + " pays " +
                        finding->cases[1].result.to_string() + ", and " + fall.less.to_string() + " pays " +
                        finding->cases[0].result.to_string() + ": " + finding->size.to_string() +
                        " less for more" + where();
    list_.add(std::move(*finding));
  }
  void cliff(const Exact& less, const Exact& more, std::string path) {
    std::optional<Finding> finding = compared(FindingKind::cliff, Severity::warn, std::move(path), less, more,
                                              "spread it: smaller steps, or the mode marginal");
    if (!finding) return disagrees();
    finding->size = finding->cases[1].result - finding->cases[0].result;
    if (!(options_.cliff < finding->size)) return;
    finding->sentence = trial_.name() + " " + more.to_string() + " pays " +
                        finding->cases[1].result.to_string() + ", and " + less.to_string() + " " +
                        finding->cases[0].result.to_string() + ": " + finding->size.to_string() +
                        " for one step" + where();
    list_.add(std::move(*finding));
  }

  void knot() {
    const Knot& knot = pay_.knots[at_];
    const Exact& x = knot.cut.x;
    const Exact from = grid_from(x, trial_.step());
    const Exact next = from + trial_.step();
    if (at_ > 0) {
      const Exact below = grid_below(x, trial_.step());
      falls(below, from);
      if (leaps(below, from)) cliff(below, from, path_of(knot.cut));
    }
    if (from == x) {
      falls(from, next);
      if (at_ > 0 && leaps(from, next)) cliff(from, next, path_of(knot.cut));
    }
  }
  // Whether one step pays more than the cliff that the policy names, beyond what the steps or the slopes
  // on both sides of it pay too.
  bool leaps(const Exact& less, const Exact& more) const {
    const Exact paid = pay_.at(more) - pay_.at(less);
    if (!(options_.cliff < paid)) return false;
    const Exact& step = trial_.step();
    Exact steps = greatest_of(pay_.at(more + step) - pay_.at(more), Exact());
    Exact slopes = greatest_of(pay_.knots[pay_.place(more)].after.smooth().slope * step, Exact());
    if (less.sign() > 0) {
      std::size_t before = pay_.place(less);
      if (before > 0 && pay_.knots[before].cut.x == less) --before;
      steps = greatest_of(steps, pay_.at(less) - pay_.at(less - step));
      slopes = greatest_of(slopes, pay_.knots[before].after.smooth().slope * step);
    }
    return options_.cliff < paid - least_of(steps, slopes);
  }

  void piece() {
    const Piece& piece = pay_.knots[at_].after;
    const Exact first = grid_above(pay_.knots[at_].cut.x, trial_.step());
    std::optional<Exact> last;
    if (end() != nullptr) last = grid_below(*end(), trial_.step());
    if (last && !(first < *last)) return;
    for (const RoundedLine& part : piece.rounded) staircase(part, first, last);
    if (piece.only(1)) return;
    const Line smooth = piece.smooth();
    if (smooth.slope.is_negative()) {
      // Far enough that no rounding hides the fall.
      const Exact way = *Exact::divide(piece.noise() + Exact::whole(1), -smooth.slope);
      const Exact far =
          grid_above(first + greatest_of(way, trial_.step() * Exact::whole(100)), trial_.step());
      if (falls(first, last && *last < far ? *last : far)) {
        if (last && far < *last) falls(first, *last);
        return;
      }
    }
    if (piece.rounded.empty()) return;
    Exact x = first;
    for (int i = 0; i < rounded_steps_max && (!last || x < *last); ++i, x += trial_.step())
      if (falls(x, x + trial_.step())) return;
    if (!last || x < *last)
      list_.not_analysed(
          value_path(trial_.plan(), trial_.judged()),
          "roundings work against each other from " + first.to_string() +
              " on: whether a little more sold ever pays less was tried for some amounts alone");
  }

  // A rounding so coarse that each of its steps is a cliff: started blocks.
  void staircase(const RoundedLine& part, const Exact& first, const std::optional<Exact>& last) {
    const Exact granule = granule_of(part.to);
    const Exact rise = part.factor * granule;
    if (!(options_.cliff < rise) && !(options_.cliff < -rise)) return;
    const bool half = part.to.mode == RoundingMode::half_up || part.to.mode == RoundingMode::half_even;
    Exact level = (*Exact::divide(part.inside.at(first), granule)).rounded({RoundingMode::floor, 0});
    for (int i = 0; i < 3; ++i) {
      const Exact wanted = (level + (half ? Exact(Rate::of(1, 2)) : Exact())) * granule;
      level += Exact::whole(part.inside.slope.sign());
      const Exact x = *Exact::divide(wanted - part.inside.at0, part.inside.slope);
      const Exact from = grid_from(x, trial_.step());
      const Exact below = from - trial_.step();
      const Exact above = from + trial_.step();
      if (below < first || (last && *last < above)) continue;
      const bool at = options_.cliff < pay_.at(from) - pay_.at(below);
      if (!at && !(options_.cliff < pay_.at(above) - pay_.at(from))) continue;
      return cliff(at ? below : from, at ? from : above, path_of(pay_.knots[at_].cut));
    }
  }

  void unbounded() {
    const Knot& knot = pay_.knots.back();
    if (!(options_.uncapped_rate < knot.after.smooth().slope)) return;
    const Exact first = grid_above(knot.cut.x, trial_.step());
    const Exact way = trial_.step() * Exact::whole(far_steps);
    std::optional<Finding> finding =
        compared(FindingKind::unbounded_pay, Severity::warn, path_of(knot.cut), first, first + way,
                 "cap it with a bound, or lower the rate of the last tier");
    if (!finding) return disagrees();
    finding->size = *Exact::divide(finding->cases[1].result - finding->cases[0].result, way);
    if (!(options_.uncapped_rate < finding->size)) return;
    finding->sentence = "from " + trial_.name() + " " + first.to_string() + " on every further unit pays " +
                        finding->size.to_string() + " without end" + where();
    list_.add(std::move(*finding));
  }

  const PayTrial& trial_;
  const PlanModel& model_;
  const Piecewise& pay_;
  const PlanCheckOptions& options_;
  Severity falls_;
  FindingList& list_;
  std::vector<Fall> falls_seen_;
  std::size_t at_ = 0;
};

// Which tiers of a table and which draws show in some trial what they are for.
class ReachCheck {
 public:
  explicit ReachCheck(const CompiledPlan& plan) : plan_(plan), tables_(plan.expression().steps.size()) {}

  void note(const PayTrial& trial, const PlanModel& model) {
    const std::vector<Step>& steps = plan_.expression().steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (const auto* table = std::get_if<TableStep>(&steps[i].kind)) note(*table, tables_[i], trial, model);
      if (const auto* draw = std::get_if<DrawStep>(&steps[i].kind)) note(*draw, tables_[i], trial, model);
    }
  }

  void report(FindingList& list) {
    const std::vector<Step>& steps = plan_.expression().steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      Seen& seen = tables_[i];
      if (std::holds_alternative<DrawStep>(steps[i].kind) && seen.varied && !seen.recovers && seen.shown) {
        seen.shown->path = step_path(i, "draw");
        list.add(std::move(*seen.shown));
      }
      const auto* table = std::get_if<TableStep>(&steps[i].kind);
      if (table == nullptr || !seen.varied || seen.cases.empty()) continue;
      for (std::size_t tier = 0; tier < seen.reached.size(); ++tier) {
        if (seen.reached[tier] || !seen.cases[tier]) continue;
        Finding finding;
        finding.kind = FindingKind::unreachable;
        finding.path = step_path(i, item_path("table.table.tiers", tier));
        finding.cases = std::move(*seen.cases[tier]);
        const bool all = finding.cases.size() == 1;
        finding.sentence = "no sale reaches this tier: " +
                           (all ? "what is measured is at most " + finding.cases[0].result.to_string()
                                : "what is measured goes from " + finding.cases[0].result.to_string() +
                                      " to " + finding.cases[1].result.to_string());
        finding.remedy = all ? "leave it out, or lift what bounds the measure" : "leave it out, or widen it";
        list.add(std::move(finding));
      }
    }
  }

 private:
  struct Seen {
    bool varied = false;
    bool recovers = false;
    std::vector<bool> reached;
    std::vector<std::optional<std::vector<FindingCase>>> cases;
    std::optional<Finding> shown;
  };

  static bool shows(std::vector<FindingCase>& cases, const CompiledPlan& plan) {
    for (FindingCase& made : cases)
      if (!settle(made, plan.expression())) return false;
    return true;
  }

  void note(const TableStep& step, Seen& seen, const PayTrial& trial, const PlanModel& model) {
    seen.reached.resize(step.table.tiers.size());
    seen.cases.resize(step.table.tiers.size());
    if (!model.known(step.measure) || (step.quota && !model.known(*step.quota)) ||
        (step.opening && !model.known(*step.opening)))
      return all_reached(seen);
    const Piecewise measure = model.function_of(step.measure, 0);
    std::optional<Exact> quota;
    if (step.quota) quota = model.function_of(*step.quota, 0).knots[0].value;
    if (TierWalk::fault(step.table, quota)) return all_reached(seen);
    const TierWalk walk(step.table, quota);
    if (!measure.constant()) seen.varied = true;
    std::vector<Cut> cuts = cuts_of({&measure});
    for (const Knot& knot : measure.knots)
      if (!knot.after.rounded.empty()) return all_reached(seen);
    for (std::size_t i = 0; i < walk.size(); ++i)
      for (const std::optional<Exact>& level : {std::optional<Exact>(walk.from(i)), walk.to(i)})
        if (level)
          for (std::size_t k = 0; k < measure.knots.size(); ++k)
            add_root(cuts, measure.knots[k].after.line, *level, measure.knots[k].cut.x,
                     k + 1 < measure.knots.size() ? &measure.knots[k + 1].cut.x : nullptr, no_origin);
    sort_cuts(cuts);
    std::optional<Exact> most;  // where the measure is greatest
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      const Exact on = grid_from(cuts[i].x, trial.step());
      const Exact after = grid_above(cuts[i].x, trial.step());
      const bool last = i + 1 == cuts.size();
      const Exact before = last ? after : grid_below(cuts[i + 1].x, trial.step());
      for (const Exact& x : {on, after, before}) {
        if (x < cuts[i].x || (x != cuts[i].x && !last && !(x < cuts[i + 1].x))) continue;
        const Exact value = measure.at(x);
        if (const std::optional<std::size_t> tier = walk.reached(value)) seen.reached[*tier] = true;
        if (!most || measure.at(*most) < value) most = x;
      }
      if (last && measure.knots.back().after.line.slope.sign() > 0) most.reset();
    }
    for (std::size_t tier = 0; tier < walk.size(); ++tier) {
      if (seen.reached[tier] || seen.cases[tier] || measure.constant() || step.measure.name.empty()) continue;
      std::vector<FindingCase> cases;
      const auto at = [&](const Exact& x) {
        cases.push_back(trial.case_of(trial.name() + " " + x.to_string(), {x}));
        cases.back().value = step.measure.name;
      };
      const Exact from = walk.from(tier);
      if (most && !walk.entered(tier, measure.at(*most))) {
        at(*most);
      } else {
        for (const Cut& cut : cuts) {
          const Exact first = grid_from(cut.x, trial.step());
          const Exact next = first + trial.step();
          const Exact before = grid_below(cut.x, trial.step());
          if (!before.is_negative() && !walk.entered(tier, measure.at(before)) &&
              walk.entered(tier, measure.at(first))) {
            at(before);
            at(first);
            break;
          }
          if (!walk.entered(tier, measure.at(first)) && walk.entered(tier, measure.at(next))) {
            at(first);
            at(next);
            break;
          }
        }
      }
      if (!cases.empty() && shows(cases, plan_)) seen.cases[tier] = std::move(cases);
    }
  }
  static void all_reached(Seen& seen) { seen.reached.assign(seen.reached.size(), true); }

  void note(const DrawStep& step, Seen& seen, const PayTrial& trial, const PlanModel& model) {
    if (step.kind == DrawKind::nonrecoverable) return;
    if (!model.known(step.earned) || !model.known(step.amount)) {
      seen.recovers = true;
      return;
    }
    const Piecewise earned = model.function_of(step.earned, 0);
    const Piecewise amount = model.function_of(step.amount, 0);
    if (earned.constant()) return;
    seen.varied = true;
    const bool advance = step.kind == DrawKind::additive_advance;
    const Piecewise over = advance ? earned : sum_of(earned, amount, true);
    Exact best;
    for (std::size_t i = 0; i < over.knots.size(); ++i) {
      const Knot& knot = over.knots[i];
      const bool last = i + 1 == over.knots.size();
      const Line smooth = knot.after.smooth();
      if (knot.value.sign() > 0 || smooth.at(knot.cut.x).sign() > 0 || !knot.after.rounded.empty() ||
          (last ? smooth.slope.sign() > 0 : smooth.at(over.knots[i + 1].cut.x).sign() > 0))
        seen.recovers = true;
      const Exact next = grid_above(knot.cut.x, trial.step());
      for (const Exact& x : {grid_from(knot.cut.x, trial.step()), next,
                             last ? next : grid_below(over.knots[i + 1].cut.x, trial.step())})
        if (over.at(best) < over.at(x)) best = x;
    }
    if (seen.recovers || seen.shown) return;
    Finding finding;
    finding.kind = FindingKind::draw_not_recovered;
    finding.severity = Severity::refuse;
    finding.remedy = "lower the draw, lift the cap on what is earned, or make the draw nonrecoverable";
    if (advance) {
      finding.cases.push_back(trial.case_of(trial.name() + " " + best.to_string() + " earns most", {best}));
      finding.cases[0].value = step.earned.name;
      if (!shows(finding.cases, plan_) || finding.cases[0].result.sign() > 0) return;
      finding.sentence =
          "an advance is repaid by what is earned, which is at most " + finding.cases[0].result.to_string();
    } else {
      finding.cases.push_back(trial.case_of("one period without sales", {Exact()}));
      finding.cases.push_back(trial.case_of(
          "the same, and " + trial.name() + " " + best.to_string() + " in the next period", {Exact(), best}));
      const std::vector<Step>& steps = plan_.expression().steps;
      for (const Step& named : steps)
        if (std::get_if<DrawStep>(&named.kind) == &step)
          for (FindingCase& made : finding.cases) made.value = named.name + ".balance";
      if (!shows(finding.cases, plan_)) return;
      finding.size = finding.cases[1].result - finding.cases[0].result;
      if (finding.size < finding.cases[0].result || finding.size.sign() <= 0) return;
      finding.sentence = "a debt of " + finding.cases[0].result.to_string() +
                         " after a period without sales is " + finding.size.to_string() +
                         " after the best period that can follow";
    }
    seen.shown = std::move(finding);
  }

  const CompiledPlan& plan_;
  std::vector<Seen> tables_;  // by step
};

}  // namespace firstlog::inline v1::detail
