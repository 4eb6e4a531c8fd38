// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "firstlog/base/text.hpp"
#include "firstlog/rules/commission/detail/step_members.hpp"
#include "firstlog/rules/commission/expression.hpp"

namespace firstlog::inline v1 {

namespace detail {

// Checks one step and resolves the names in it. The first fault ends it.
class StepCheck {
 public:
  StepCheck(const std::vector<std::string>& slots, const std::vector<std::string>& texts, std::size_t index,
            std::string_view kind)
      : slots_(slots), texts_(texts), index_(index), kind_(kind) {}

  std::optional<Error> fault;

  template <class T>
  void value(std::string_view name, T& member) {
    if (fault) return;
    const std::string_view outer = std::exchange(member_, member_.empty() ? name : member_);
    resolve(member);
    member_ = outer;
  }
  template <class T>
  void required(std::string_view name, T& member) {
    value(name, member);
  }

  void check(const SumStep& step) {
    if (step.terms.empty()) fail("terms", "a sum has at least one term", "write one");
    for (const Term& term : step.terms)
      if (term.times.empty()) fail("terms", "a term multiplies at least one number", "write it under times");
  }
  void check(const TotalStep&) {}
  void check(const RoundStep&) {}
  void check(const TableStep& step) {
    const TierTable& table = step.table;
    check(table);
    if (fault) return;
    quota(table, step.quota);
    const bool running = step.accumulate == Accumulation::running;
    const bool by_slices = walks_by_slices(table);
    if (step.accumulate == Accumulation::per_deal && step.opening)
      fail("opening", "each line starts from zero", "accumulate, or leave the opening out");
    if (step.accumulate == Accumulation::running_rate && table.mode != TierMode::slab)
      fail("accumulate", "running_rate takes the reached tier's rate on the whole line", "use the mode slab");
    if (step.opening_base && (!running || !step.base || by_slices))
      fail("opening_base", "there is no base that accumulates", "leave it out");
    if (step.keep_flats && (!running || !by_slices))
      fail("keep_flats", "only what walks the tiers line by line can keep the flats of the way",
           "use running and a marginal table, or leave it out");
    if (running && step.base && !by_slices && table.mode != TierMode::slab &&
        table.mode != TierMode::lookup && table.mode != TierMode::cumulative_lookup)
      fail("base", "re-rated slices do not know which part of the base they stood for",
           "use a slab or a plain marginal table, or measure the base itself");
  }
  void check(const InverseStep& step) {
    check(step.table);
    if (fault) return;
    quota(step.table, step.quota);
    bool straight = !step.table.slice_rounding;
    for (const TableTier& tier : step.table.tiers) straight = straight && !tier.block;
    if (step.table.mode == TierMode::interpolated && step.table.rate_unit != RateUnit::amount)
      straight = false;
    if (!straight)
      fail("table", "the payout does not grow in straight lines", "leave out blocks and rounded slices");
  }
  void check(const OutputTableStep& step) {
    if (step.tiers.empty()) return fail("tiers", "a table has at least one tier", "give one from 0");
    if (!step.tiers[0].from.is_zero())
      return fail("tiers", "outputs below the first tier belong to none", "let the first tier begin at 0");
    for (std::size_t i = 0; i < step.tiers.size(); ++i) {
      const OutputTier& tier = step.tiers[i];
      if (i > 0 && !(step.tiers[i - 1].from < tier.from))
        return fail("tiers", "a tier does not begin above the one before it",
                    "order them by rising thresholds");
      if (tier.rates.size() != step.tiers[0].rates.size())
        return fail("tiers", "every tier rates the same categories", "name all of them in each");
      for (std::size_t k = 0; k < tier.rates.size(); ++k) {
        if (tier.rates[k].name != step.tiers[0].rates[k].name)
          return fail("tiers", "every tier rates the same categories in the same order", "name them alike");
        if (tier.rates[k].rate.is_negative())
          return fail("tiers", "a rate on output is 0 or more", "correct the rate");
      }
    }
  }
  void check(const CurveStep& step) {
    if (step.points.empty()) return fail("points", "a curve has at least one point", "give one");
    for (std::size_t i = 1; i < step.points.size(); ++i)
      if (step.points[i].x < step.points[i - 1].x)
        return fail("points", "a point lies before the one before it", "order them by rising x");
  }
  void check(const MatrixStep& step) {
    rising("rows", step.rows);
    rising("columns", step.columns);
    if (step.cells.size() != step.rows.size())
      fail("cells", "there is a row of cells for each row", "give all");
    for (const std::vector<Exact>& row : step.cells)
      if (row.size() != step.columns.size()) fail("cells", "there is a cell for each column", "give all");
  }
  void check(const BoundStep& step) {
    if (!step.least && !step.most) fail("most", "a bound has a least or a most", "give one of them");
    if (step.least && step.most && step.least->name.empty() && step.most->name.empty() &&
        step.most->constant < step.least->constant)
      fail("most", "the most is below the least", "exchange them");
    if (step.running && step.carry)
      fail("carry", "a running bound already settles with the lines before", "leave one of the two out");
    if (step.opening && !step.running && !step.carry)
      fail("opening", "each line is bounded by itself", "use running or carry, or leave the opening out");
  }
  void check(const ChooseStep&) {}
  void check(const SplitStep& step) {
    if (step.shares.empty() || step.shares.size() > split_shares_max)
      return fail("shares", "a split has 1 to 100 shares", "name them");
    Exact sum;
    bool named = !step.residual_to;
    for (std::size_t i = 0; i < step.shares.size(); ++i) {
      const Share& share = step.shares[i];
      sum += share.fraction;
      named = named || share.name == *step.residual_to;
      for (std::size_t k = 0; k < i; ++k)
        if (step.shares[k].name == share.name) fail("shares", "two shares have one name", "rename one");
      if (!valid_key(share.name)) fail("shares", "a share has a name", "give it one");
    }
    if (!named) fail("residual_to", "no share has this name", "name one of the shares");
    if (step.whole && sum != Exact::whole(1) && !fault) {
      fail("shares", "the shares sum to ", "let them sum to 1, or say \"whole\": false");
      fault->reason.append(sum.to_string()).append(", not to 1");
    }
  }
  void check(const DrawStep& step) {
    if (step.taken && step.kind != DrawKind::additive_advance)
      fail("taken", "only an additive advance is taken or not", "leave it out");
  }
  void check(const MatchStep& step) {
    for (const MatchRule& rule : step.rules) {
      if ((rule.valid_from || rule.valid_to) && !step.date)
        fail("date", "a rule has dates, and the lines have none", "name the text column of the credit date");
      if (rule.valid_from && rule.valid_to && *rule.valid_to < *rule.valid_from)
        fail("rules", "a rule ends before it begins", "correct its dates");
    }
  }

 private:
  void fail(std::string_view member, std::string_view reason, std::string_view remedy) {
    if (fault) return;
    fault = Error(Status::malformed, "plan.steps[", reason, remedy);
    fault->place.append_number(static_cast<std::int64_t>(index_)).append("].").append(kind_);
    if (!member.empty()) fault->place.append(".").append(member);
  }

  void check(const TierTable& table) {
    const Result<void> checked = check_table(table);
    if (checked || fault) return;
    fail({}, checked.error().reason.view(), checked.error().remedy.view());
    // "table.tiers[1].from" stands below the step's own table.
    fault->place.append(".").append(checked.error().place.view());
  }
  void quota(const TierTable& table, const std::optional<Operand>& operand) {
    if (table.threshold_unit == ThresholdUnit::part_of_quota && !operand)
      fail("quota", "the thresholds are parts of a quota", "name the quota");
  }
  void rising(std::string_view member, const std::vector<Exact>& bounds) {
    if (bounds.empty()) fail(member, "there is at least one bound", "give it");
    for (std::size_t i = 1; i < bounds.size(); ++i)
      if (!(bounds[i - 1] < bounds[i])) fail(member, "the bounds do not rise", "order them");
  }

  void resolve(Operand& operand) {
    if (operand.name.empty()) return;
    find(slots_, operand.name, operand.slot, "no input and no step before this one has the name \"");
  }
  void resolve(TextOperand& operand) {
    find(texts_, operand.name, operand.slot, "no text column has the name \"");
  }
  void find(const std::vector<std::string>& names, const std::string& name, std::uint32_t& slot,
            std::string_view reason) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) {
      slot = static_cast<std::uint32_t>(found - names.begin());
      return;
    }
    fail(member_, reason, "name an input or an earlier step");
    fault->reason.append(name).append("\"");
  }
  void resolve(Rounding& rounding) {
    if (rounding.places < rounding_places_min || rounding.places > rounding_places_max)
      fail(member_, "a rounding keeps -18 to 18 places", "give a number of places within");
  }
  void resolve(TierTable& table) {
    if (table.slice_rounding) resolve(*table.slice_rounding);
  }
  template <class T>
  void resolve(std::optional<T>& member) {
    if (member) resolve(*member);
  }
  template <class T>
  void resolve(std::vector<T>& members) {
    for (T& member : members) resolve(member);
  }
  void resolve(Term& part) { visit_step_members(*this, part); }
  void resolve(MatchRule& part) { visit_step_members(*this, part); }
  void resolve(MatchCondition& part) { visit_step_members(*this, part); }
  template <class T>
  void resolve(T&) {}  // refers to nothing

  const std::vector<std::string>& slots_;
  const std::vector<std::string>& texts_;
  std::size_t index_;
  std::string_view kind_;
  std::string_view member_;  // the step's own, while what it holds is resolved
};

inline std::optional<Error> add_name(std::vector<std::string>& names, const std::string& name,
                                     std::string_view place, std::size_t index) {
  Error error(Status::malformed, place, "", "");
  error.place.append("[").append_number(static_cast<std::int64_t>(index)).append("]");
  if (!valid_key(name) || name[0] == '-' || (name[0] >= '0' && name[0] <= '9')) {
    error.reason.assign("a name has 1 to 128 bytes of UTF-8 and begins like no number");
    error.remedy.assign("rename it");
    return error;
  }
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    error.reason.append("the name \"").append(name).append("\" stands for two values");
    error.remedy.assign("rename one");
    return error;
  }
  names.push_back(name);
  return std::nullopt;
}

}  // namespace detail

FIRSTLOG_INLINE std::optional<std::uint32_t> CompiledPlan::slot_of(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < slot_names_.size(); ++i)
    if (slot_names_[i] == name) return static_cast<std::uint32_t>(i);
  return std::nullopt;
}

FIRSTLOG_INLINE Result<CompiledPlan> compile(PlanExpression expression) {
  CompiledPlan plan;
  std::vector<std::string> texts;
  for (const auto& [count, place] :
       {std::pair(expression.inputs.size(), "plan.inputs"), std::pair(expression.texts.size(), "plan.texts"),
        std::pair(expression.steps.size(), "plan.steps")})
    if (count > plan_steps_max)
      return Error(Status::malformed, place, "there are more than 1,000", "make several plans of it");
  for (std::size_t i = 0; i < expression.inputs.size(); ++i)
    if (auto fault = detail::add_name(plan.slot_names_, expression.inputs[i], "plan.inputs", i))
      return *fault;
  for (std::size_t i = 0; i < expression.texts.size(); ++i)
    if (auto fault = detail::add_name(texts, expression.texts[i], "plan.texts", i)) return *fault;
  for (std::size_t i = 0; i < expression.steps.size(); ++i) {
    Step& step = expression.steps[i];
    detail::StepCheck check(plan.slot_names_, texts, i, step_kind_names[step.kind.index()]);
    std::visit(
        [&](auto& kind) {
          detail::visit_step_members(check, kind);
          if (!check.fault) check.check(std::as_const(kind));
        },
        step.kind);
    if (check.fault) return *check.fault;
    if (auto fault = detail::add_name(plan.slot_names_, step.name, "plan.steps", i)) return *fault;
    for (const std::string& name : detail::further_values(step))
      if (auto fault = detail::add_name(plan.slot_names_, name, "plan.steps", i)) return *fault;
  }
  plan.expression_ = std::move(expression);
  return plan;
}

}  // namespace firstlog::inline v1
