// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A pipeline's checks: the default passes, and each violation alone is named.
#include "firstlog/rules/pipeline.hpp"

#include <gtest/gtest.h>

#include <string>

#include "rules/support.hpp"

namespace {

using namespace firstlog;
using rules_test::told;

TEST(Pipeline, DefaultPasses) {
  EXPECT_EQ(told(Pipeline::cold_call().check()), "ok");
}

// Three states: open -> waiting (verified) -> sold; open -> lost -> open.
Pipeline small() {
  Pipeline p;
  p.name = "small";
  p.states = {{.name = "open"},
              {.name = "waiting", .awaits_verification = true},
              {.name = "sold", .won = true},
              {.name = "lost", .lost = true, .recycles_after_days = 30}};
  constexpr Who somebody{.assignee = true};
  p.rows = {{.from = 1, .trigger = Trigger::log_close, .to = 2, .who = somebody},
            {.from = 2, .trigger = Trigger::approve, .to = 3, .who = somebody},
            {.from = 2, .trigger = Trigger::reject, .target = Target::before, .to = 1, .who = somebody},
            {.from = 1, .trigger = Trigger::mark_not_interested, .to = 4, .who = somebody},
            {.from = 4, .trigger = Trigger::recycle, .to = 1, .who = {.system = true}, .starts_cycle = true}};
  return p;
}

struct Violation {
  const char* name;
  void (*apply)(Pipeline&);
  const char* place;
  const char* reason;
};

void PrintTo(const Violation& violation, std::ostream* out) {
  *out << violation.name;
}

class PipelineCheck : public testing::TestWithParam<Violation> {};

TEST_P(PipelineCheck, NamesTheViolation) {
  Pipeline p = small();
  ASSERT_EQ(told(p.check()), "ok");
  GetParam().apply(p);
  const Result<void> checked = p.check();
  ASSERT_EQ(checked.status(), Status::malformed);
  EXPECT_EQ(checked.error().place.view(), GetParam().place);
  EXPECT_EQ(checked.error().reason.view(), GetParam().reason);
  EXPECT_FALSE(checked.error().remedy.empty());
}

const Violation violations[] = {
    {"NoName", [](Pipeline& p) { p.name.clear(); }, "policy.pipeline.name",
     "a pipeline's name has 1 to 128 bytes of UTF-8 without control characters"},
    {"NoStates", [](Pipeline& p) { p.states.clear(); }, "policy.pipeline.states",
     "a pipeline has 1 to 64 states"},
    {"TooManyStates", [](Pipeline& p) { p.states.resize(65); }, "policy.pipeline.states",
     "a pipeline has 1 to 64 states"},
    {"StateWithoutName", [](Pipeline& p) { p.states[1].name.clear(); }, "policy.pipeline.states[1].name",
     "a state's name has 1 to 64 bytes of UTF-8 without control characters"},
    {"StateWithLongName", [](Pipeline& p) { p.states[1].name = std::string(65, 'x'); },
     "policy.pipeline.states[1].name",
     "a state's name has 1 to 64 bytes of UTF-8 without control characters"},
    {"StateNameNotUtf8", [](Pipeline& p) { p.states[1].name = "\xFF"; }, "policy.pipeline.states[1].name",
     "a state's name has 1 to 64 bytes of UTF-8 without control characters"},
    {"NameTwice", [](Pipeline& p) { p.states[3].name = "open"; }, "policy.pipeline.states[3].name",
     "two states have this name"},
    {"RecyclesAfterNoDay", [](Pipeline& p) { p.states[3].recycles_after_days = 0; },
     "policy.pipeline.states[3].recycles_after_days", "recycling takes 1 to 3650 days"},
    {"RecyclesAfterADecade", [](Pipeline& p) { p.states[3].recycles_after_days = 3651; },
     "policy.pipeline.states[3].recycles_after_days", "recycling takes 1 to 3650 days"},
    {"ProtectedForNoDay", [](Pipeline& p) { p.states[0].protection_days = 0; },
     "policy.pipeline.states[0].protection_days", "a claim is protected for 1 to 3650 days"},
    {"ProtectedForADecade", [](Pipeline& p) { p.states[0].protection_days = 3651; },
     "policy.pipeline.states[0].protection_days", "a claim is protected for 1 to 3650 days"},
    {"LongDefinition", [](Pipeline& p) { p.states[0].definition = std::string(1001, 'x'); },
     "policy.pipeline.states[0].definition", "a definition has at most 1000 bytes of UTF-8"},
    {"DefinitionNotUtf8", [](Pipeline& p) { p.states[0].definition = "\xFF"; },
     "policy.pipeline.states[0].definition", "a definition has at most 1000 bytes of UTF-8"},
    {"NoStateWon", [](Pipeline& p) { p.states[2] = {.name = "sold", .lost = true}; },
     "policy.pipeline.states", "no state is won"},
    {"InitialNone", [](Pipeline& p) { p.initial = 0; }, "policy.pipeline.initial",
     "the initial state is not one of the states"},
    {"InitialBeyond", [](Pipeline& p) { p.initial = 5; }, "policy.pipeline.initial",
     "the initial state is not one of the states"},
    {"FromNone", [](Pipeline& p) { p.rows[1].from = 0; }, "policy.pipeline.rows[1].from",
     "not one of the states"},
    {"FromBeyond", [](Pipeline& p) { p.rows[1].from = 5; }, "policy.pipeline.rows[1].from",
     "not one of the states"},
    {"ToNone", [](Pipeline& p) { p.rows[1].to = 0; }, "policy.pipeline.rows[1].to", "not one of the states"},
    {"ToBeyond", [](Pipeline& p) { p.rows[1].to = 255; }, "policy.pipeline.rows[1].to",
     "not one of the states"},
    {"TriggerNone", [](Pipeline& p) { p.rows[1].trigger = Trigger{}; }, "policy.pipeline.rows[1].trigger",
     "not a trigger that this version knows"},
    {"TriggerBeyond", [](Pipeline& p) { p.rows[1].trigger = static_cast<Trigger>(trigger_count); },
     "policy.pipeline.rows[1].trigger", "not a trigger that this version knows"},
    {"TargetBeyond", [](Pipeline& p) { p.rows[1].target = static_cast<Target>(target_count); },
     "policy.pipeline.rows[1].target", "not a target that this version knows"},
    {"SameNamesAnother",
     [](Pipeline& p) {
       p.rows.push_back(
           {.from = 1, .trigger = Trigger::hold, .target = Target::same, .to = 2, .who = {.manager = true}});
     },
     "policy.pipeline.rows[5].to", "the status stays, and yet another state is named"},
    {"NobodyMay", [](Pipeline& p) { p.rows[1].who = {}; }, "policy.pipeline.rows[1].who",
     "nobody may cause this transition"},
    {"TwoRowsForOneTrigger",
     [](Pipeline& p) {
       p.rows.push_back(p.rows[0]);
       p.rows.back().to = 4;
     },
     "policy.pipeline.rows[5].trigger", "another row answers this state and trigger"},
    {"RecycleWithoutDays", [](Pipeline& p) { p.states[3].recycles_after_days.reset(); },
     "policy.pipeline.rows[4].trigger", "the state recycles, but does not say after how many days"},
    {"DaysWithoutRecycle", [](Pipeline& p) { p.rows[4].trigger = Trigger::reopen; },
     "policy.pipeline.states[3].recycles_after_days", "no row recycles this state"},
    {"Unreachable", [](Pipeline& p) { p.rows[3].to = 2; }, "policy.pipeline.states[3]",
     "no row leads to this state"},
    {"ReachableFromItselfAlone",
     [](Pipeline& p) {
       p.states.push_back({.name = "island", .lost = true});
       p.rows.push_back({.from = 5, .trigger = Trigger::hold, .to = 5, .who = {.manager = true}});
     },
     "policy.pipeline.states[4]", "no row leads to this state"},
    {"DeadEnd",
     [](Pipeline& p) {
       p.states.push_back({.name = "end"}), p.rows[3].to = 5, p.states[3] = {.name = "x", .lost = true};
       p.rows[4] = {.from = 1, .trigger = Trigger::reopen, .to = 4, .who = {.manager = true}};
     },
     "policy.pipeline.states[4]", "no row leads out of this state, and it is neither won nor lost"},
    {"DeadEndThatStays",
     [](Pipeline& p) {
       p.states.push_back({.name = "end"});
       p.rows.push_back({.from = 1, .trigger = Trigger::hold, .to = 5, .who = {.manager = true}});
       p.rows.push_back(
           {.from = 5, .trigger = Trigger::hold, .target = Target::same, .to = 5, .who = {.manager = true}});
     },
     "policy.pipeline.states[4]", "no row leads out of this state, and it is neither won nor lost"},
    {"NoApproval", [](Pipeline& p) { p.rows[1].trigger = Trigger::hold; },
     "policy.pipeline.states[1].awaits_verification", "no row approves this state"},
};

INSTANTIATE_TEST_SUITE_P(Each, PipelineCheck, testing::ValuesIn(violations),
                         [](const auto& info) { return std::string(info.param.name); });

// Another trigger or state may share what a row has, but not both.
TEST(Pipeline, OneTriggerMayLeadOutOfSeveralStates) {
  Pipeline p = small();
  p.rows.push_back({.from = 2, .trigger = Trigger::mark_not_interested, .to = 4, .who = {.manager = true}});
  p.rows.push_back({.from = 1, .trigger = Trigger::mark_unworkable, .to = 4, .who = {.manager = true}});
  EXPECT_EQ(told(p.check()), "ok");
  EXPECT_EQ(p.find(2, Trigger::mark_not_interested), &p.rows[5]);
  EXPECT_EQ(p.find(3, Trigger::mark_not_interested), nullptr);
}

// DOMAIN 3, row by row: what stands in the table, and nothing else.
TEST(Pipeline, DefaultIsTheTableOfTheDomain) {
  struct Row {
    const char* from;
    Trigger trigger;
    const char* to;  // "=" stays, "<" the state before
    const char* who;
    bool claims, renews;
  };
  const Row expected[] = {
      {"new", Trigger::log_interest, "interested", "a", true, false},
      {"not_interested", Trigger::log_interest, "interested", "a", true, false},
      {"new", Trigger::schedule_callback, "callback_scheduled", "a", true, false},
      {"interested", Trigger::schedule_callback, "callback_scheduled", "a", true, false},
      {"callback_scheduled", Trigger::schedule_callback, "callback_scheduled", "a", true, false},
      {"new", Trigger::schedule_retry, "=", "a", false, false},
      {"interested", Trigger::schedule_retry, "=", "a", false, false},
      {"new", Trigger::mark_not_interested, "not_interested", "a", false, false},
      {"interested", Trigger::mark_not_interested, "not_interested", "a", false, false},
      {"callback_scheduled", Trigger::mark_not_interested, "not_interested", "a", false, false},
      {"new", Trigger::mark_unworkable, "unworkable", "as", false, false},
      {"interested", Trigger::mark_unworkable, "unworkable", "as", false, false},
      {"callback_scheduled", Trigger::mark_unworkable, "unworkable", "as", false, false},
      {"new", Trigger::log_close, "pending_verification", "am", true, false},
      {"interested", Trigger::log_close, "pending_verification", "am", true, false},
      {"callback_scheduled", Trigger::log_close, "pending_verification", "am", true, false},
      {"pending_verification", Trigger::withdraw_close, "<", "a", false, false},
      {"pending_verification", Trigger::approve, "verified_close", "m", false, false},
      {"pending_verification", Trigger::reject, "<", "m", false, false},
      {"pending_verification", Trigger::hold, "=", "m", false, false},
      {"not_interested", Trigger::recycle, "new", "s", false, true},
      {"not_interested", Trigger::reopen, "new", "m", false, true},
      {"unworkable", Trigger::reopen, "new", "m", false, true},
      {"verified_close", Trigger::open_deal, "interested", "am", false, true},
  };
  const Pipeline p = Pipeline::cold_call();
  EXPECT_EQ(p.rows.size(), std::size(expected));
  for (const Row& row : expected) {
    StateNumber from = 0;
    for (std::size_t i = 0; i < p.states.size(); ++i)
      if (p.states[i].name == row.from) from = static_cast<StateNumber>(i + 1);
    const PipelineRow* found = p.find(from, row.trigger);
    ASSERT_NE(found, nullptr) << row.from << " " << name_of(row.trigger);
    const std::string to = found->target == Target::same     ? "="
                           : found->target == Target::before ? "<"
                                                             : p.states[found->to - 1U].name;
    EXPECT_EQ(to, row.to) << row.from << " " << name_of(row.trigger);
    const std::string who = std::string(found->who.assignee ? "a" : "") + (found->who.manager ? "m" : "") +
                            (found->who.system ? "s" : "");
    EXPECT_EQ(who, row.who) << row.from << " " << name_of(row.trigger);
    EXPECT_EQ(found->establishes_claim, row.claims) << row.from << " " << name_of(row.trigger);
    EXPECT_EQ(found->starts_cycle, row.renews) << row.from << " " << name_of(row.trigger);
  }
  EXPECT_EQ(p.states[cold_call::not_interested - 1].recycles_after_days, 90);
  EXPECT_EQ(p.states[cold_call::unworkable - 1].recycles_after_days, std::nullopt);
}

}  // namespace
