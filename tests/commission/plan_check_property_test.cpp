// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Random plans, the checker's verdict against the evaluator on a grid of amounts: what the grid shows
// the checker finds, and what the checker shows the evaluator confirms.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commission/finding_claims.hpp"
#include "firstlog/formats/expression_json.hpp"
#include "firstlog/formats/plan_findings_json.hpp"
#include "firstlog/rules/commission/plan_check.hpp"

namespace {

using namespace firstlog;

std::int64_t up_to(int most) {
  return *rc::gen::inRange(0, most + 1);
}
Exact ratio(std::int64_t n, std::int64_t d) {
  return Exact(*Rate::from_fraction({n, d}));
}
template <std::size_t Count, class T>
T one_of(const T (&values)[Count]) {
  return values[static_cast<std::size_t>(up_to(static_cast<int>(Count) - 1))];
}

struct Wanted {
  bool rounds = false;      // blocks, rounded slices, a rounding at the end
  bool telescopes = false;  // what lines pay together depends on their sum alone
};

TierTable any_table(const Wanted& wanted, bool running) {
  TierTable table;
  table.mode = one_of({TierMode::slab, TierMode::marginal, TierMode::retro_to_floor, TierMode::lookup,
                       TierMode::cumulative_lookup});
  table.boundary = one_of({Boundary::upper, Boundary::lower});
  table.rate_unit = one_of({RateUnit::per_unit, RateUnit::per_unit, RateUnit::amount});
  if (table.mode == TierMode::retro_to_floor) table.retro_floor = ratio(up_to(40), 2);
  const bool gaps = up_to(3) == 0;
  if (gaps) table.outside = one_of({Outside::zero, Outside::last});
  if (wanted.rounds && up_to(2) == 0)
    table.slice_rounding =
        Rounding{one_of({RoundingMode::half_up, RoundingMode::floor, RoundingMode::up}), 0};
  const std::int64_t count = 1 + up_to(3);
  Exact at = gaps ? ratio(up_to(5), 1) : Exact();
  for (std::int64_t i = 0; i < count; ++i) {
    TableTier tier;
    tier.from = at;
    at += ratio(2 + up_to(16), up_to(2) == 0 ? 2 : 1);
    if (i + 1 < count || (gaps && up_to(1) == 0)) tier.to = at;
    if (gaps && up_to(1) == 0) at += ratio(1 + up_to(3), 1);
    // Mostly rising, so that many plans are sound.
    tier.rate = up_to(3) == 0 ? ratio(up_to(12), 3) : ratio(i + up_to(2), 2);
    if (up_to(3) == 0) tier.flat = ratio(up_to(6), 1);
    if (table.mode == TierMode::marginal && i > 0 && up_to(4) == 0) tier.retroactive = true;
    if (wanted.rounds && !running && up_to(3) == 0) tier.block = ratio(1 + up_to(7), 2);
    table.tiers.push_back(std::move(tier));
  }
  return table;
}

PlanExpression any_plan(const Wanted& wanted) {
  PlanExpression plan;
  plan.inputs = {"amount"};
  std::string value = "amount";
  const auto add = [&](const char* name, StepKind kind) {
    plan.steps.push_back({name, std::move(kind)});
    value = name;
  };
  const bool total = wanted.telescopes ? up_to(1) == 0 : up_to(4) == 0;
  if (total) add("together", TotalStep{Operand::of(value)});
  if (!wanted.telescopes && up_to(3) == 0) {
    BoundStep bound;
    bound.of = Operand::of(value);
    bound.most = Operand::number(ratio(5 + up_to(40), 2));
    add("measured", std::move(bound));
  }
  TableStep table;
  const bool running = !total && (wanted.telescopes || up_to(1) == 0);
  table.accumulate = running ? Accumulation::running : Accumulation::per_deal;
  table.table = any_table(wanted, running);
  table.measure = Operand::of(value);
  const std::string measure = value;
  add("line", std::move(table));
  if (up_to(2) == 0) {
    SumStep sum;
    sum.terms.push_back({false, {Operand::of(value), Operand::number(ratio(1 + up_to(3), 2))}, {}});
    if (!wanted.telescopes || total) {
      sum.terms.push_back({up_to(1) == 0, {Operand::of(measure), Operand::number(ratio(up_to(2), 4))}, {}});
      if (up_to(2) == 0) sum.terms.push_back({false, {Operand::number(ratio(up_to(10), 1))}, {}});
    }
    add("more", std::move(sum));
  }
  if ((!wanted.telescopes || total) && up_to(3) == 0)
    add("gated", ChooseStep{Operand::of(measure), Operand::number(ratio(up_to(40), 2)),
                            Operand::number(ratio(up_to(8), 1)), Operand::of(value)});
  if (up_to(2) == 0) {
    BoundStep bound;
    bound.of = Operand::of(value);
    bound.running = !total && (wanted.telescopes || up_to(1) == 0);
    if (up_to(2) != 0) bound.most = Operand::number(ratio(10 + up_to(40), 1));
    if (!bound.most || up_to(2) == 0) bound.least = Operand::number(ratio(up_to(9), 1));
    add("bounded", std::move(bound));
  }
  if ((!wanted.telescopes || total) && up_to(3) == 0) {
    CurveStep curve;
    curve.points = {{Exact(), Exact(), {}}, {ratio(5 + up_to(20), 1), ratio(up_to(20), 1), {}}};
    if (up_to(1) == 0) curve.points.push_back({curve.points[1].x, ratio(up_to(30), 1), {}});
    curve.tail_slope = ratio(up_to(3), 2);
    curve.measure = Operand::of(value);
    add("curved", std::move(curve));
  }
  if (wanted.rounds && up_to(1) == 0) add("cents", RoundStep{Operand::of(value), {RoundingMode::half_up, 0}});
  return plan;
}

PlanCheckOptions any_options() {
  PlanCheckOptions options;
  InputAssumption amount;
  amount.name = "amount";
  amount.step = Exact::whole(1);
  options.inputs = {std::move(amount)};
  options.cliff = ratio(up_to(16), 1);
  options.moving = ratio(up_to(16), 1);
  options.splitting = ratio(up_to(16), 1);
  options.merging = ratio(up_to(16), 1);
  options.rate_max = Exact::whole(1000);
  options.uncapped_rate = ratio(up_to(4), 1);
  return options;
}

class Grid {
 public:
  explicit Grid(const PlanExpression& expression) : plan_(compile(expression).value()) {}

  Exact pays(const std::vector<std::int64_t>& lines) const {
    Column column;
    for (const std::int64_t line : lines) column.push_back(Exact::whole(line));
    const Result<PlanValues> values = evaluate(plan_, {{{"amount", std::move(column)}}, {}});
    Exact sum;
    for (const Exact& line : values.value().slots.back()) sum += line;
    return sum;
  }
  Exact pays_one(const Exact& amount) const {
    const Result<PlanValues> values = evaluate(plan_, {{{"amount", {amount}}}, {}});
    return values.value().slots.back().front();
  }
  // The values that a step's name has on one line.
  std::optional<Exact> of(const std::string& name, std::int64_t amount) const {
    const Result<PlanValues> values = evaluate(plan_, {{{"amount", {Exact::whole(amount)}}}, {}});
    const Column* column = value_of(plan_, values.value(), name);
    if (column == nullptr) return std::nullopt;
    return column->front();
  }

 private:
  CompiledPlan plan_;
};

// RC_ASSERT takes its operands apart and evaluates all of them.
void hold(bool what) {
  RC_ASSERT(what);
}

struct Verdict {
  PlanFindings found;
  bool stuck = false;

  const Finding* greatest(FindingKind kind) const {
    const Finding* best = nullptr;
    for (const Finding& finding : found.findings)
      if (finding.kind == kind && (best == nullptr || best->size < finding.size)) best = &finding;
    return best;
  }
};

Verdict verdict_of(const PlanExpression& plan, const PlanCheckOptions& options) {
  Verdict verdict{check_plan_expression(plan, options), false};
  for (const Finding& finding : verdict.found.findings) {
    hold(claims::fault_of(plan, finding) == "");
    if (finding.kind != FindingKind::not_analysed || finding.sentence.find("too much") != std::string::npos)
      continue;
    verdict.stuck = true;
    hold(finding.path.starts_with("plan.steps["));
    hold(finding.sentence.find("does not confirm") == std::string::npos);
  }
  return verdict;
}

// Asserts that what the grid shows above `most` is found, and no less of it.
void expect_found(const Verdict& verdict, FindingKind kind, const Exact& shown, const Exact& most) {
  const Finding* finding = verdict.greatest(kind);
  RC_LOG() << name_of(kind) << ": the grid shows " << shown.to_string() << ", above " << most.to_string()
           << " is told\n"
           << plan_findings_to_text(verdict.found);
  if (!(most < shown)) return;
  hold(finding != nullptr);
  hold(!(finding->size < shown));
}

void one_deal(const Wanted& wanted) {
  const PlanExpression plan = any_plan(wanted);
  const PlanCheckOptions options = any_options();
  RC_LOG() << plan_expression_to_json(plan) << "\n";
  const Verdict verdict = verdict_of(plan, options);
  RC_CLASSIFY(verdict.stuck);
  hold(wanted.rounds || !verdict.stuck);
  if (verdict.stuck) return;
  const Grid grid(plan);
  std::vector<Exact> pay;
  for (std::int64_t amount = 0; amount <= 90; ++amount) pay.push_back(grid.pays({amount}));
  Exact lost;
  Exact jump;
  for (std::size_t i = 0; i + 1 < pay.size(); ++i) {
    lost = greatest_of(lost, pay[i] - pay[i + 1]);
    if (i == 0 || i + 2 == pay.size()) continue;
    // What the steps and the slopes on both sides do not explain.
    const Exact at = Exact::whole(static_cast<std::int64_t>(i));
    const auto slope = [&](const Exact& x) {
      return (grid.pays_one(x + ratio(1, 128)) - grid.pays_one(x - ratio(1, 128))) * Exact::whole(64);
    };
    Exact sides = greatest_of(greatest_of(pay[i] - pay[i - 1], pay[i + 2] - pay[i + 1]), Exact());
    sides = greatest_of(sides, greatest_of(slope(at - ratio(1, 64)), slope(at + ratio(65, 64))));
    jump = greatest_of(jump, pay[i + 1] - pay[i] - sides);
  }
  RC_CLASSIFY(lost.is_zero(), "never falls");
  RC_CLASSIFY(verdict.found.findings.empty(), "sound");
  const Finding* falls = verdict.greatest(FindingKind::less_for_more);
  hold(!(lost.sign() > 0) || falls != nullptr);
  hold(falls == nullptr || (falls->severity == Severity::refuse && !(falls->size < lost)));
  if (!wanted.rounds) expect_found(verdict, FindingKind::cliff, jump, options.cliff);
  const Exact slope =
      *Exact::divide(grid.pays({3'000'000}) - grid.pays({1'000'000}), Exact::whole(2'000'000));
  const Exact slack = wanted.rounds ? ratio(1, 1000) : Exact();
  hold(!(options.uncapped_rate + slack < slope) || verdict.greatest(FindingKind::unbounded_pay) != nullptr);
  hold(options.uncapped_rate < slope + slack || verdict.greatest(FindingKind::unbounded_pay) == nullptr);
}

TEST(PlanCheckProperty, FindsWhatOneDealShows) {
  EXPECT_TRUE(rc::check([] { one_deal({}); }));
}
TEST(PlanCheckProperty, FindsWhatOneDealShowsWhereItIsRounded) {
  EXPECT_TRUE(rc::check([] { one_deal({.rounds = true}); }));
}

TEST(PlanCheckProperty, FindsWhatTwoDealsShow) {
  EXPECT_TRUE(rc::check([] {
    const PlanExpression plan = any_plan({});
    const PlanCheckOptions options = any_options();
    RC_LOG() << plan_expression_to_json(plan) << "\n";
    const Verdict verdict = verdict_of(plan, options);
    const Grid grid(plan);
    Exact split;
    Exact merged;
    // Whether two deals bend elsewhere than at amounts: at what they are paid.
    bool at_pay = false;
    bool running = false;
    for (const Step& step : plan.steps) {
      if (const auto* table = std::get_if<TableStep>(&step.kind))
        running = table->accumulate == Accumulation::running;
      const auto* bound = std::get_if<BoundStep>(&step.kind);
      if (running && std::holds_alternative<CurveStep>(step.kind)) at_pay = true;
      if (bound != nullptr && (running || bound->running)) at_pay = true;
    }
    for (std::int64_t a = 1; a <= 26; ++a)
      for (std::int64_t b = a; b <= 26; ++b) {
        const Exact gained = grid.pays({a, b}) - grid.pays({a + b});
        split = greatest_of(split, gained);
        merged = greatest_of(merged, -gained);
        const Exact swapped = grid.pays({b, a}) - grid.pays({a + b});
        split = greatest_of(split, swapped);
        merged = greatest_of(merged, -swapped);
      }
    RC_CLASSIFY(split.is_zero() && merged.is_zero(), "indifferent");
    RC_CLASSIFY(at_pay);
    if (at_pay) return;
    expect_found(verdict, FindingKind::rewards_splitting, split, options.splitting);
    expect_found(verdict, FindingKind::rewards_merging, merged, options.merging);
  }));
}

TEST(PlanCheckProperty, FindsWhatTwoPeriodsShow) {
  EXPECT_TRUE(rc::check([] {
    const PlanExpression plan = any_plan({.telescopes = true});
    const PlanCheckOptions options = any_options();
    RC_LOG() << plan_expression_to_json(plan) << "\n";
    const Verdict verdict = verdict_of(plan, options);
    const Grid grid(plan);
    const auto period = [&](std::int64_t first, std::int64_t second) {
      std::vector<std::int64_t> lines;
      for (const std::int64_t line : {first, second})
        if (line != 0) lines.push_back(line);
      return grid.pays(lines);
    };
    Exact gained;
    for (std::int64_t deal = 1; deal <= 24; ++deal) {
      Exact least = period(0, deal) - period(0, 0);
      Exact most = least;
      for (std::int64_t before = 1; before <= 30; ++before) {
        const Exact adds = period(before, deal) - period(before, 0);
        least = least_of(least, adds);
        most = greatest_of(most, adds);
      }
      gained = greatest_of(gained, most - least);
    }
    RC_CLASSIFY(gained.is_zero(), "indifferent");
    expect_found(verdict, FindingKind::rewards_moving, gained, options.moving);
  }));
}

TEST(PlanCheckProperty, FindsTiersThatNothingReaches) {
  EXPECT_TRUE(rc::check([] {
    const PlanExpression plan = any_plan({});
    RC_LOG() << plan_expression_to_json(plan) << "\n";
    const Verdict verdict = verdict_of(plan, any_options());
    RC_LOG() << plan_findings_to_text(verdict.found);
    const Grid grid(plan);
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
      const auto* step = std::get_if<TableStep>(&plan.steps[i].kind);
      if (step == nullptr) continue;
      for (std::size_t tier = 0; tier < step->table.tiers.size(); ++tier) {
        bool reached = false;
        for (std::int64_t amount = 0; amount <= 120 && !reached; ++amount)
          reached = tier_of(step->table, grid.of(step->measure.name, amount).value(), {}).value() == tier;
        const std::string path =
            "plan.steps[" + std::to_string(i) + "].table.table.tiers[" + std::to_string(tier) + "]";
        bool told = false;
        for (const Finding& finding : verdict.found.findings)
          told = told || (finding.kind == FindingKind::unreachable && finding.path == path);
        hold(told == !reached);
      }
    }
  }));
}

}  // namespace
