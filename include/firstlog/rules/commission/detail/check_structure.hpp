// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What is wrong with one step by itself: gaps and overlaps of tables and of rules, rates above 1,
// shares that do not sum. Private: bodies only.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/rules/commission/detail/finding_list.hpp"
#include "firstlog/rules/commission/detail/plan_model_tables.hpp"

namespace firstlog::inline v1::detail {

// Texts worth trying: those that conditions and categories name, one that none names, and the days
// around every rule's dates.
class TextChoices {
 public:
  explicit TextChoices(std::size_t columns) : choices_(columns) {}

  void add(const MatchStep& step) {
    for (const MatchRule& rule : step.rules) {
      for (const MatchCondition& condition : rule.conditions) {
        add(condition.text.slot, condition.is);
        others_.push_back(condition.text.slot);
      }
      if (!step.date) continue;
      if (rule.valid_from) {
        add(step.date->slot, rule.valid_from->to_string());
        add_day(step.date->slot, *rule.valid_from, -1);
      }
      if (rule.valid_to) {
        add(step.date->slot, rule.valid_to->to_string());
        add_day(step.date->slot, *rule.valid_to, 1);
      }
    }
  }
  void add(const OutputTableStep& step) {
    for (const NamedRate& rate : step.tiers[0].rates) add(step.category.slot, rate.name);
  }
  // Every combination, at most `most`; `all` tells whether these are all.
  std::vector<std::vector<std::string>> combinations(std::size_t most, bool& all) {
    for (const std::uint32_t slot : others_)
      if (!is_date(slot)) add(slot, "(other)");
    std::vector<std::vector<std::string>> result(1);
    all = true;
    for (std::vector<std::string>& choice : choices_) {
      std::sort(choice.begin(), choice.end());
      if (choice.empty()) choice.emplace_back();
      std::vector<std::vector<std::string>> longer;
      for (const std::vector<std::string>& begun : result)
        for (const std::string& text : choice) {
          if (longer.size() == most) {
            all = false;
            break;
          }
          longer.push_back(begun);
          longer.back().push_back(text);
        }
      result = std::move(longer);
    }
    return result;
  }

 private:
  void add(std::uint32_t slot, const std::string& text) {
    std::vector<std::string>& choice = choices_[slot];
    if (std::find(choice.begin(), choice.end(), text) == choice.end()) choice.push_back(text);
  }
  void add_day(std::uint32_t slot, const Date& date, int away) {
    if (const std::optional<Date> day = Date::from_days(date.days() + away)) add(slot, day->to_string());
  }
  // Where a column holds days, all of it must.
  bool is_date(std::uint32_t slot) const {
    for (const std::string& text : choices_[slot])
      if (!Date::parse(text)) return false;
    return true;
  }

  std::vector<std::vector<std::string>> choices_;
  std::vector<std::uint32_t> others_;
};

class StructureCheck {
 public:
  StructureCheck(const PlanExpression& expression, const PlanCheckOptions& options, Budget& budget,
                 FindingList& list)
      : expression_(expression), options_(options), budget_(budget), list_(list) {}

  void run() {
    for (at_ = 0; at_ < expression_.steps.size(); ++at_)
      std::visit([&](const auto& kind) { check(kind); }, expression_.steps[at_].kind);
  }
  // Only once the expression has compiled: texts have their places.
  void run_rules() {
    for (at_ = 0; at_ < expression_.steps.size(); ++at_)
      if (const auto* match = std::get_if<MatchStep>(&expression_.steps[at_].kind)) rules(*match);
  }

 private:
  std::string path(std::string_view rest) const {
    return step_path(
        at_, std::string(step_kind_names[expression_.steps[at_].kind.index()]) + "." + std::string(rest));
  }
  std::string tier_path(std::size_t tier, std::string_view member) const {
    return path("table." + item_path("tiers", tier, member));
  }

  // A table alone, over the input "measure", as the value "pays".
  static FindingCase table_case(std::string says, TierTable table, const Exact& value) {
    FindingCase made;
    made.says = std::move(says);
    made.value = "pays";
    made.part.name = "part";
    made.part.inputs = {"measure"};
    made.input.numbers = {{"measure", {value}}};
    TableStep step;
    if (table.threshold_unit == ThresholdUnit::part_of_quota) step.quota = Operand::number(Exact::whole(1));
    step.table = std::move(table);
    step.measure = Operand::of("measure");
    made.part.steps.push_back({"pays", std::move(step)});
    return made;
  }
  // The table with these tiers alone, nothing paid elsewhere.
  static TierTable only(const TierTable& table, std::vector<TableTier> tiers) {
    TierTable part = table;
    part.outside = Outside::zero;
    part.tiers = std::move(tiers);
    return part;
  }
  // The cases by reference: the sentence is made from them.
  void report(FindingKind kind, Severity severity, std::string path, std::string sentence,
              std::string_view remedy, Exact size, std::vector<FindingCase>&& cases) {
    list_.add({kind, severity, std::move(path), std::move(sentence), std::string(remedy), std::move(size),
               std::move(cases)});
  }

  void gap(const TierTable& table, std::string path, const Exact& from, const std::optional<Exact>& to,
           std::size_t rated) {
    const bool upper = table.boundary == Boundary::upper;
    // A value in the gap and one in the tier beside it.
    Exact within = upper ? from : to ? *to : from + Exact::whole(1);
    const TableTier& tier = table.tiers[rated];
    const Exact half = Rate::of(1, 2);
    Exact beside = tier.to ? (tier.from + *tier.to) * half : tier.from + Exact::whole(1);
    TierTable one = only(table, {tier});
    std::vector<FindingCase> cases = {table_case(within.to_string() + ", which nothing rates", one, within),
                                      table_case(beside.to_string() + ", which is rated", one, beside)};
    for (FindingCase& made : cases)
      if (!settle(made, expression_)) return;
    const std::string end = to ? " and " + to->to_string() : std::string(" and beyond");
    report(FindingKind::gap, Severity::refuse, std::move(path),
           "values between " + from.to_string() + end + " belong to no tier: " + within.to_string() +
               " pays " + cases[0].result.to_string() + ", " + beside.to_string() + " pays " +
               cases[1].result.to_string(),
           "let a tier end where the next begins, or declare what lies outside", {}, std::move(cases));
  }

  void overlap(const TierTable& table, std::size_t tier) {
    const TableTier& first = table.tiers[tier];
    const TableTier& second = table.tiers[tier + 1];
    const Exact from = greatest_of(first.from, second.from);
    std::optional<Exact> to = first.to;
    if (second.to && (!to || *second.to < *to)) to = second.to;
    if (to && !(from < *to)) return;  // in no order; compile says so
    const Exact both = table.boundary == Boundary::upper ? from : to ? *to : from + Exact::whole(1);
    std::vector<FindingCase> cases = {
        table_case(both.to_string() + " by tier " + std::to_string(tier), only(table, {first}), both),
        table_case(both.to_string() + " by tier " + std::to_string(tier + 1), only(table, {second}), both)};
    for (FindingCase& made : cases)
      if (!settle(made, expression_)) return;
    const bool ordered = first.from < second.from;
    report(FindingKind::overlap, Severity::refuse,
           ordered ? tier_path(tier, "to") : tier_path(tier + 1, "from"),
           both.to_string() + " belongs to two tiers: one pays " + cases[0].result.to_string() +
               ", the other " + cases[1].result.to_string(),
           "let a tier end where the next begins", {}, std::move(cases));
  }

  void check(const TierTable& table, bool has_base) {
    const bool strict = table.outside == Outside::refuse;
    const std::vector<TableTier>& tiers = table.tiers;
    for (std::size_t i = 0; i < tiers.size(); ++i) {
      if (tiers[i].to && !(tiers[i].from < *tiers[i].to)) continue;
      if (strict && i == 0 && tiers[i].from.sign() > 0)
        gap(table, tier_path(i, "from"), {}, tiers[i].from, i);
      if (i + 1 == tiers.size()) {
        if (strict && tiers[i].to) gap(table, tier_path(i, "to"), *tiers[i].to, {}, i);
        break;
      }
      const Exact& next = tiers[i + 1].from;
      if (!tiers[i].to || next < *tiers[i].to)
        overlap(table, i);
      else if (strict && *tiers[i].to < next)
        gap(table, tier_path(i, "to"), *tiers[i].to, next, i);
    }
    const bool looked_up = table.mode == TierMode::lookup || table.mode == TierMode::cumulative_lookup;
    const bool multiplies = table.rate_unit == RateUnit::multiplier;
    if ((looked_up && !has_base) || (table.rate_unit != RateUnit::fraction && !multiplies)) return;
    for (std::size_t i = 0; i < tiers.size(); ++i) {
      const Exact rate = multiplies ? tiers[i].rate * table.base_rate.value_or(Exact()) : tiers[i].rate;
      if (!(options_.rate_max < rate)) continue;
      TierTable part;  // what 100 pay at this rate
      part.tiers = {{{}, {}, rate, {}, false, {}}};
      rate_over(tier_path(i, "rate"), multiplies ? Severity::warn : Severity::refuse, rate,
                table_case("100 at this rate", std::move(part), Exact::whole(100)));
    }
  }
  void rate_over(std::string path, Severity severity, const Exact& rate, FindingCase made) {
    if (!settle(made, expression_)) return;
    std::string sentence = "100 sold pay " + made.result.to_string() + ": a fraction of " + rate.to_string() +
                           " is above " + options_.rate_max.to_string();
    std::vector<FindingCase> cases;
    cases.push_back(std::move(made));
    report(FindingKind::rate_over_one, severity, std::move(path), std::move(sentence),
           "write 15 % as \"0.15\"; what is paid for each unit has the rate unit per_unit", rate,
           std::move(cases));
  }

  void check(const TableStep& step) { check(step.table, step.base.has_value()); }
  void check(const InverseStep& step) { check(step.table, false); }
  void check(const OutputTableStep& step) {
    for (std::size_t i = 0; i < step.tiers.size(); ++i)
      for (std::size_t k = 0; k < step.tiers[i].rates.size(); ++k) {
        const Exact& rate = step.tiers[i].rates[k].rate;
        if (!(options_.rate_max < rate)) continue;
        FindingCase made = table_case("100 at this rate", {}, Exact::whole(100));
        made.part.steps[0].kind = SumStep{{{false, {Operand::of("measure"), Operand::number(rate)}, {}}}};
        rate_over(path(item_path("tiers", i, item_path("rates", k, "rate"))), Severity::warn, rate,
                  std::move(made));
      }
  }
  void check(const MatchStep& step) {
    for (std::size_t i = 0; i < step.rules.size(); ++i) {
      if (!(options_.rate_max < step.rules[i].rate)) continue;
      FindingCase made = table_case("100 at this rate", {}, Exact::whole(100));
      made.part.steps[0].kind =
          SumStep{{{false, {Operand::of("measure"), Operand::number(step.rules[i].rate)}, {}}}};
      rate_over(path(item_path("rules", i, "rate")), Severity::warn, step.rules[i].rate, std::move(made));
    }
  }
  void check(const SplitStep& step) {
    Exact sum;
    for (const Share& share : step.shares) sum += share.fraction;
    const auto shares_of = [&](const Exact& amount) {
      FindingCase made = table_case("the shares of " + amount.to_string(), {}, amount);
      SplitStep part = step;
      part.of = Operand::of("measure");
      part.whole = false;
      made.part.steps[0].kind = std::move(part);
      return made;
    };
    const auto found = [&](std::vector<FindingCase> cases, Severity severity, std::string_view remedy) {
      const Exact size = cases[1].result - cases[0].result;
      report(FindingKind::shares_do_not_sum, severity, path("shares"),
             "the shares of " + cases[0].result.to_string() + " sum to " + cases[1].result.to_string(),
             remedy, size.is_negative() ? -size : size, std::move(cases));
    };
    const auto cases_of = [&](const Exact& amount) {
      FindingCase whole = table_case("the amount", {}, amount);
      SumStep itself;
      itself.terms.push_back({false, {Operand::of("measure")}, {}});
      whole.part.steps[0].kind = std::move(itself);
      return std::vector<FindingCase>{std::move(whole), shares_of(amount)};
    };
    if (!step.whole) return;
    if (sum != Exact::whole(1)) {
      std::vector<FindingCase> cases = cases_of(Exact::whole(100));
      for (FindingCase& made : cases)
        if (!settle(made, expression_)) return;
      if (cases[0].result != cases[1].result)
        found(std::move(cases), Severity::refuse, "let them sum to 1, or say \"whole\": false");
      return;
    }
    if (!step.rounding || step.residual_to) return;
    // Amounts of the rounding's own grain, until the fractions repeat.
    const Exact granule = granule_of(*step.rounding);
    for (std::size_t k = 1; k <= checked_rounds_max && budget_.take(step.shares.size()); ++k) {
      const Exact amount = granule * Exact::whole(static_cast<std::int64_t>(k));
      Exact shares;
      bool even = true;
      for (const Share& share : step.shares) {
        const Exact exact = amount * share.fraction;
        const Exact cents = exact.rounded(*step.rounding);
        even = even && cents == exact;
        shares += cents;
      }
      if (shares != amount) {
        std::vector<FindingCase> cases = cases_of(amount);
        for (FindingCase& made : cases)
          if (!settle(made, expression_)) return;
        return found(std::move(cases), Severity::warn, "name the share that gets the residual");
      }
      if (even) return;  // every further amount is this one over again
    }
    list_.not_analysed(path("shares"),
                       "whether the rounded shares always sum was tried for some amounts alone");
  }
  template <class T>
  void check(const T&) {}

  FindingCase rule_case(std::string says, const MatchStep& step,
                        const std::vector<std::string>& texts) const {
    FindingCase made = table_case(std::move(says), {}, Exact::whole(100));
    made.part.texts = expression_.texts;
    MatchStep part = step;
    part.base = Operand::of("measure");
    made.part.steps[0].kind = std::move(part);
    for (std::size_t i = 0; i < texts.size(); ++i)
      made.input.texts.push_back({expression_.texts[i], {texts[i]}});
    return made;
  }
  void rules(const MatchStep& step);

  const PlanExpression& expression_;
  const PlanCheckOptions& options_;
  Budget& budget_;
  FindingList& list_;
  std::size_t at_ = 0;
};

inline void StructureCheck::rules(const MatchStep& step) {
  TextChoices choices(expression_.texts.size());
  choices.add(step);
  bool all = true;
  const std::vector<std::vector<std::string>> combinations = choices.combinations(4'096, all);
  if (!all || !budget_.take(3 * combinations.size() * (step.rules.size() + combinations.size()))) {
    list_.not_analysed(path("rules"), "there are too many combinations of its conditions to try");
    return;
  }
  // A finding holds the step for its cases; of many alike a few tell.
  constexpr std::size_t alike_max = 20;
  std::size_t alike = 0;
  const auto with = [&](std::size_t rule) {
    MatchStep alone;
    alone.rules = {step.rules[rule]};
    alone.date = step.date;
    return alone;
  };
  std::vector<bool> paid(step.rules.size());
  std::vector<std::vector<std::size_t>> paying;
  for (const std::vector<std::string>& texts : combinations) {
    const std::optional<std::vector<std::size_t>> found = rules_that_pay(step, texts);
    paying.push_back(found.value_or(std::vector<std::size_t>()));
    for (const std::size_t i : paying.back()) paid[i] = true;
  }
  for (std::size_t i = 0; i < step.rules.size(); ++i)
    if (!paid[i] && ++alike <= alike_max) {
      // A line that meets all its conditions, and what pays there instead.
      std::vector<FindingCase> cases;
      for (const std::vector<std::string>& texts : combinations) {
        if (rules_that_pay(with(i), texts).value_or(std::vector<std::size_t>()).empty()) continue;
        cases.push_back(rule_case("100 where " + told_texts(expression_.texts, texts), step, texts));
        break;
      }
      if (!cases.empty() && !settle(cases[0], expression_)) cases.clear();
      if (cases.empty()) {
        FindingCase nothing = rule_case("100, as of any line", step, combinations[0]);
        if (settle(nothing, expression_)) cases.push_back(std::move(nothing));
      }
      report(FindingKind::unreachable, Severity::warn, path(item_path("rules", i)),
             "no line is paid by this rule: another one always comes first, or its conditions contradict "
             "each other",
             "leave it out, or put it before what hides it", {}, std::move(cases));
    }
  // Two rules of one rank that both match.
  if (step.combine == MatchCombine::most_specific)
    for (std::size_t c = 0; c < combinations.size(); ++c) {
      if (paying[c].empty()) continue;
      const std::size_t winner = paying[c][0];
      for (std::size_t i = winner + 1; i < step.rules.size(); ++i) {
        if (step.rules[i].conditions.size() != step.rules[winner].conditions.size()) continue;
        const MatchStep other = with(i);
        if (alike > 2 * alike_max) break;
        if (rules_that_pay(other, combinations[c]).value_or(std::vector<std::size_t>()).empty()) continue;
        const std::string line = told_texts(expression_.texts, combinations[c]);
        std::vector<FindingCase> cases = {rule_case("100 where " + line, step, combinations[c]),
                                          rule_case("the same by the other rule", other, combinations[c])};
        if (!settle(cases[0], expression_) || !settle(cases[1], expression_)) continue;
        if (cases[0].result == cases[1].result) continue;
        ++alike;
        const Exact size = cases[0].result - cases[1].result;
        report(FindingKind::overlap, Severity::warn, path(item_path("rules", i)),
               "a line where " + line + " meets two rules of one rank: 100 pay " +
                   cases[0].result.to_string() + " by rule " + std::to_string(winner) +
                   ", which is listed first, and " + cases[1].result.to_string() + " by this one",
               "add a condition or an end to one of them", size.is_negative() ? -size : size,
               std::move(cases));
      }
    }
  const auto more = [&] {
    if (alike > alike_max)
      list_.not_analysed(path("rules"),
                         "there are more rules that hide each other or leave days than are shown");
  };
  // Days without a rule between days with one, all other texts being the same.
  if (!step.date) return more();
  const std::size_t day = step.date->slot;
  const auto earlier = [&](std::size_t a, std::size_t b) {
    const Result<Date> first = Date::parse(combinations[a][day]);
    const Result<Date> second = Date::parse(combinations[b][day]);
    return first && second && *first < *second;
  };
  for (std::size_t c = 0; c < combinations.size(); ++c) {
    if (!paying[c].empty()) continue;
    std::optional<std::size_t> before;
    std::optional<std::size_t> after;
    for (std::size_t k = 0; k < combinations.size(); ++k) {
      bool same = !paying[k].empty();
      for (std::size_t i = 0; i < combinations[c].size(); ++i)
        same = same && (i == day || combinations[k][i] == combinations[c][i]);
      if (!same) continue;
      if (earlier(k, c) && (!before || earlier(*before, k))) before = k;
      if (earlier(c, k)) after = k;
    }
    if (!before || !after || ++alike > 3 * alike_max) continue;
    std::vector<FindingCase> cases = {
        rule_case("100 on " + combinations[c][day], step, combinations[c]),
        rule_case("100 on " + combinations[*before][day], step, combinations[*before])};
    if (!settle(cases[0], expression_) || !settle(cases[1], expression_)) continue;
    report(FindingKind::gap, Severity::warn, path(item_path("rules", paying[*before][0], "valid_to")),
           "no rule holds on " + combinations[c][day] + ": 100 pay " + cases[0].result.to_string() +
               ", and " + cases[1].result.to_string() + " on " + combinations[*before][day],
           "let the next rule begin on the day after", {}, std::move(cases));
  }
  more();
}

}  // namespace firstlog::inline v1::detail
