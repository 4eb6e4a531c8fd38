// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What people send by mistake: an answer each, with the rule that gave it, and nothing lost.
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "core/reached.hpp"

namespace firstlog_test {
namespace {

Policy ruled(std::vector<AssignmentRule> rules) {
  Policy policy = euro_policy();
  policy.assignment = std::move(rules);
  return policy;
}
AssignmentRule of_niche(std::string niche, std::string rep) {
  AssignmentRule rule;
  rule.niche = std::move(niche);
  rule.rep = std::move(rep);
  return rule;
}

TEST(BadInput, APolicyThatForgetsAStateIsRefusedAndTheOneInForceStays) {
  Office s;
  Policy shorter = euro_policy();
  auto& pipeline = shorter.pipeline;
  pipeline.states.pop_back();
  const auto gone = static_cast<StateNumber>(pipeline.states.size() + 1);
  std::erase_if(pipeline.rows, [&](const PipelineRow& r) { return r.from == gone || r.to == gone; });
  const CompiledPolicy* before = &s.state().policy();
  EXPECT_TRUE(refuses(s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(shorter)),
                      Rule::pipeline_not_extended));
  EXPECT_EQ(&s.state().policy(), before);
  EXPECT_TRUE(accepts(s.interest("ana"), Rule::claim_established));
}

TEST(BadInput, ARuleThatPointsAtARepWhoLeftGivesHisContactsToThePool) {
  Office s(ruled({of_niche("roofs", "ana"), of_niche("walls", "nobody knows")}));
  const std::vector<ActorRef> successors = {"ben"};
  ASSERT_EQ(
      s.give(commands::Depart{.actor = "root", .rep = "ana", .successors = successors, .reason = "left"})
          .verdict,
      Verdict::accepted);
  for (std::string_view niche : {"roofs", "walls"}) {
    const Outcome outcome = s.give(commands::RegisterContact{.actor = "root", .key = niche, .niche = niche});
    EXPECT_TRUE(accepts(outcome, Rule::assigned_to_nobody_free)) << niche;
    EXPECT_FALSE(outcome.rep.present()) << niche;
  }
}

TEST(BadInput, TwoRulesThatTieAreNamedWithAContactThatBothTake) {
  const Result<void> checked = ruled({of_niche("roofs", "ana"), of_niche("roofs", "ben")}).check();
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().place.view(), "policy.assignment[1]");
  EXPECT_EQ(checked.error().reason.view(), "overlaps with assignment[0]: both take 0 in niche roofs");
  EXPECT_FALSE(checked.error().remedy.view().empty());
}

TEST(BadInput, AMergeOfAContactWithItselfChangesNothing) {
  Office s;
  EXPECT_TRUE(
      refuses(s.give(commands::Merge{.actor = "root", .contact = "c", .other = "c", .reason = "same"}),
              Rule::merge_with_itself));
  EXPECT_EQ(s.assignee_of("c"), "ana");
}

TEST(BadInput, ACorrectionOfACorrectionNamesItsRule) {
  Office s;
  const Position entry = s.interest("ana").position;
  const Outcome taken_back =
      s.give(commands::Retract{.actor = "root", .contact = "c", .refers_to = entry, .reason = "mistake"});
  EXPECT_TRUE(
      refuses(s.give(commands::Retract{
                  .actor = "root", .contact = "c", .refers_to = taken_back.position, .reason = "mistake"}),
              Rule::retraction_not_retractable));
}

TEST(BadInput, AReversalBeyondTheInvoiceLeavesTheCloseAsItWas) {
  Office s;
  s.close("ana");
  s.approve("root");
  EXPECT_TRUE(refuses(
      s.give(commands::Reverse{.actor = "root", .contact = "c", .reason = "refund", .amount = eur(101)}),
      Rule::reversal_beyond_invoice));
  EXPECT_EQ(s.deal_of("c").status, CloseStatus::verified);
}

TEST(BadInput, ARetractAfterSomethingRestsOnTheEntryIsRefused) {
  Office s;
  const Position entry = s.interest("ana").position;
  s.close("ana");
  EXPECT_TRUE(refuses(s.give(commands::Retract{.actor = "ana", .contact = "c", .refers_to = entry}),
                      Rule::entry_has_consequences));
  EXPECT_TRUE(refuses(
      s.give(commands::Retract{.actor = "root", .contact = "c", .refers_to = entry, .reason = "mistake"}),
      Rule::entry_pays_close));
}

TEST(BadInput, AnImportRowOlderThanTheOrganisationIsTakenAtItsOwnTimeAndPaysNothing) {
  Office s;
  s.add_actor("imp", Role::importer);
  s.give(commands::BeginImport{.actor = "imp", .batch = "b"});
  const auto bring = [&](const Command& command, std::string_view when, std::uint64_t row) {
    return s.give(commands::Imported{
        .command = command, .batch = "b", .row = row, .importer = "imp", .occurred_at = at(when)});
  };
  EXPECT_EQ(
      bring(commands::RegisterContact{.actor = "root", .key = "old"}, "2019-03-01T10:00:00Z", 1).verdict,
      Verdict::accepted);
  EXPECT_TRUE(
      accepts(bring(commands::LogInterest{.actor = "ben", .contact = "old"}, "2019-03-02T10:00:00Z", 2),
              Rule::claim_from_pool));
  EXPECT_EQ(s.contact("old").claimed_at, at("2019-03-02T10:00:00Z"));
  EXPECT_TRUE(
      refuses(bring(commands::LogInterest{.actor = "ben", .contact = "old"}, "2199-01-01T00:00:00Z", 3),
              Rule::import_in_future));
}

}  // namespace
}  // namespace firstlog_test
