// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Goes through every standing of a contact × people × policies × times and gives every command of the
// table in every form: each field missing, surplus, with each of its values, and any two fields so
// at once. What came of it must be what core/command_effects.hpp declares, neither less nor more.
// A new command takes part by itself; a new field needs its values in forms.hpp, a new rule perhaps a
// standing or a policy that leads to it.
#include <gtest/gtest.h>

#include <iterator>
#include <string_view>

#include "firstlog/core/command_effects.hpp"
#include "firstlog/core/command_table.hpp"
#include "tables/explore_duplicates.hpp"
#include "tables/explore_engine.hpp"
#include "tables/explore_imports.hpp"
#include "tables/explore_standings.hpp"

namespace firstlog_test {

const Observed& observed() {
  static const Observed all = [] {
    Observed into;
    Exploration exploration(into);
    explore_before_founding(exploration);
    for (const Standing& each : standings) explore_standing(exploration, each);
    for (const Standing& each : standings)
      for (std::string_view label : {"new", "new_pool", "new_claimed_by_other", "interested", "callback",
                                     "pending", "verified", "not_interested_claimed", "unworkable"})
        if (each.label == label) explore_imports(exploration, each);
    explore_month_again(exploration);
    explore_schedule(exploration);
    explore_the_last_of_their_kind(exploration);
    explore_duplicates(exploration);
    explore_keys(exploration);
    explore_digests(exploration);
    return into;
  }();
  return all;
}

namespace {

TEST(CommandEffects, HasEachCommandOnceInTheOrderOfTheCommandTable) {
  ASSERT_EQ(std::size(command_effects), std::size(command_rows));
  for (std::size_t i = 0; i < std::size(command_rows); ++i) {
    EXPECT_EQ(command_effects[i].kind, command_rows[i].kind) << command_rows[i].name;
    EXPECT_FALSE(command_effects[i].sentence.empty()) << command_rows[i].name;
    EXPECT_EQ(effects_of(command_rows[i].kind), &command_effects[i]);
  }
  EXPECT_EQ(effects_of(CommandKind::none), nullptr);
  EXPECT_TRUE(rules_of(CommandKind::none).empty());
  EXPECT_TRUE(events_of(CommandKind::none).empty());
}

TEST(CommandEffects, RulesAreThoseThatAnswer) {
  for (const CommandRow& row : command_rows)
    for (const RuleRow& rule : rule_rows) {
      const bool answered = observed().answered(row.kind, rule.rule);
      EXPECT_EQ(rules_of(row.kind).has(rule.rule), answered)
          << row.name << (answered ? " was answered by " : " is never answered by ") << rule.name
          << (answered ? ", which its row lacks" : ", which its row has: correct it, or explore further");
    }
}

TEST(CommandEffects, EventsAreThoseThatCome) {
  for (const CommandRow& row : command_rows)
    for (int number = 1; number < 256; ++number) {
      const auto event = static_cast<EventKind>(number);
      const bool came = observed().came(row.kind, event);
      EXPECT_EQ(events_of(row.kind).has(event), came)
          << row.name << (came ? " produced " : " never produces ") << name_of(event)
          << (came ? ", which its row lacks" : ", which its row has: correct it, or explore further");
    }
}

// A rule's kind is the verdict that it gives.
TEST(CommandEffects, VerdictsAreOfTheirRulesKind) {
  for (const Answer& answer : observed().answers) {
    const RuleKind kind = row_of(answer.rule).kind;
    const Verdict verdict = kind == RuleKind::malformed ? Verdict::malformed
                            : kind == RuleKind::refusal ? Verdict::refused
                            : kind == RuleKind::contest ? Verdict::contested
                                                        : Verdict::accepted;
    EXPECT_EQ(answer.verdict, verdict) << name_of(answer.kind) << ": " << name_of(answer.rule);
  }
}

// No rule, no kind of event and no flag of one is there that nothing leads to.
TEST(CommandEffects, EveryRuleEventAndFlagOccurs) {
  for (const RuleRow& rule : rule_rows) {
    bool occurs = false;
    for (const Answer& answer : observed().answers) occurs = occurs || answer.rule == rule.rule;
    for (const auto& [kind, filled] : observed().filled)
      occurs = occurs || filled.rules.count(rule.rule) != 0;
    EXPECT_TRUE(occurs) << rule.name;
  }
  for (int number = 1; number < 256; ++number) {
    const auto kind = static_cast<EventKind>(number);
    EXPECT_EQ(observed().filled.count(kind), name_of(kind).empty() ? 0U : 1U) << number << name_of(kind);
  }
  for (const FlagName& flag : event_flags) {
    bool occurs = false;
    for (const auto& [kind, filled] : observed().filled)
      occurs = occurs || (filled.flags_in_some & static_cast<unsigned>(flag.flag)) != 0;
    EXPECT_TRUE(occurs) << flag.name;
  }
  EXPECT_GT(observed().decisions, 1'000'000U);
}

}  // namespace
}  // namespace firstlog_test
