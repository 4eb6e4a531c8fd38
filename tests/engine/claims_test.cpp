// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Corrections, timers and split ownership through a store: what an entry leaves behind is read from the
// journal, and memory, snapshots and other engines agree.
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"

#include <string>
#include <vector>

#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

Policy any_rep() {
  Policy policy = euro_policy();
  policy.claim_by = ClaimBy::any_rep;
  return policy;
}

class Claims : public ::testing::Test {
 protected:
  Claims() { world.small_team(any_rep()); }
  ContactRecord contact(std::string_view key) { return must(world.engine().contact("acme", key)); }
  Outcome retract(std::string_view actor, std::string_view key, Position entry,
                  std::string_view reason = {}) {
    return world.give(
        commands::Retract{.actor = actor, .contact = key, .refers_to = entry, .reason = reason});
  }
  World world;
};

TEST_F(Claims, ARetractionReadsTheJournal) {
  const Outcome first = world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  const Outcome second = world.give(commands::LogInterest{.actor = "bob", .contact = "bakery"});
  world.reopen();
  const Outcome outcome = retract("root", "bakery", first.position, "false");
  EXPECT_TRUE(accepts(outcome, Rule::claim_passed)) << describe(outcome);
  EXPECT_EQ(outcome.winning_position, second.position);
  EXPECT_EQ(contact("bakery").claimant_key, "bob");
  EXPECT_EQ(contact("bakery").state, "new");
  world.reopen();
  EXPECT_EQ(contact("bakery").claimant_key, "bob");
  EXPECT_TRUE(refuses(retract("root", "bakery", first.position, "false"), Rule::already_retracted));
  EXPECT_TRUE(refuses(retract("root", "garage", second.position, "false"), Rule::entry_unknown));
  EXPECT_TRUE(sound(journal_of(world.store())));
}

// Everything in one commit: nothing of it is in the store yet.
TEST_F(Claims, ARetractionOfTheSameCommitReadsWhatIsBeingWritten) {
  const Position head = must(world.engine().head("acme")).position;
  const std::vector<Command> commands{
      commands::RegisterContact{.actor = "root", .key = "fresh", .rep = "ana"},
      commands::LogInterest{.actor = "ana", .contact = "fresh"},
      commands::LogInterest{.actor = "bob", .contact = "fresh"},
      commands::Retract{.actor = "root", .contact = "fresh", .refers_to = head.plus(2), .reason = "false"},
      commands::Retract{.actor = "bob", .contact = "fresh", .refers_to = head.plus(3)},
  };
  std::vector<Outcome> outcomes(commands.size());
  must(world.engine().submit("acme", commands, outcomes));
  EXPECT_TRUE(accepts(outcomes[3], Rule::claim_passed));
  EXPECT_EQ(outcomes[3].winning_position, head.plus(3));
  EXPECT_TRUE(accepts(outcomes[4], Rule::claim_dropped));
  EXPECT_EQ(contact("fresh").claimant_key, "");
}

TEST_F(Claims, APreviewOfARetractionTellsWhoWouldHaveTheClaim) {
  const Outcome first = world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  world.give(commands::LogInterest{.actor = "bob", .contact = "bakery"});
  const Preview preview = must(world.engine().preview(
      "acme", commands::Retract{
                  .actor = "root", .contact = "bakery", .refers_to = first.position, .reason = "false"}));
  EXPECT_EQ(preview.outcomes[0].rule, Rule::claim_passed);
  EXPECT_EQ(contact("bakery").claimant_key, "ana");
}

TEST_F(Claims, AnOverrideAnswersItsOwnPlace) {
  const Outcome outcome = world.give(
      commands::OverrideClaim{.actor = "root", .contact = "bakery", .rep = "bob", .reason = "agreed"});
  EXPECT_TRUE(accepts(outcome, Rule::claim_by_manager));
  EXPECT_EQ(outcome.winning_position, outcome.position);
  EXPECT_EQ(outcome.winning_time, outcome.recorded_at);
  EXPECT_EQ(contact("bakery").claim_position, outcome.position);
}

TEST_F(Claims, SplitOwnershipIsListedToBothRepsAndTheManager) {
  EXPECT_TRUE(must(world.engine().split_ownership("acme", "root")).empty());
  world.actor("cleo", Role::rep);
  world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  world.give(commands::Assign{.actor = "root", .contact = "bakery", .rep = "bob"});
  world.give(commands::LogInterest{.actor = "bob", .contact = "garage"});
  world.give(commands::LogInterest{.actor = "ana", .contact = "pool"});
  world.give(commands::Release{.actor = "ana", .contact = "pool"});
  const auto all = must(world.engine().split_ownership("acme", "root"));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].contact_key, "bakery");
  EXPECT_EQ(all[0].claimant_key, "ana");
  EXPECT_EQ(all[0].assignee_key, "bob");
  EXPECT_EQ(all[0].state, "interested");
  EXPECT_EQ(all[1].contact_key, "pool");
  EXPECT_EQ(all[1].assignee_key, "") << "in the pool";
  EXPECT_EQ(must(world.engine().split_ownership("acme", "ana")).size(), 2U);
  const auto of_bob = must(world.engine().split_ownership("acme", "bob"));
  ASSERT_EQ(of_bob.size(), 1U);
  EXPECT_EQ(of_bob[0].contact_key, "bakery");
  EXPECT_TRUE(must(world.engine().split_ownership("acme", "cleo")).empty());
  EXPECT_EQ(world.engine().split_ownership("acme", "nobody").status(), Status::not_found);
}

// A policy with every window and timer, contacts with several things due at once: the order is (due time,
// contact), and whoever replays, from a snapshot or from the start, stands where the first engine stood.
TEST(TimersOfAnEngine, FallDueInOrderAndSurviveSnapshots) {
  Policy policy = any_rep();
  for (PipelineState& state : policy.pipeline.states) state.protection_days = 12;
  policy.release = {.idle_days = 9, .stage_days = 30, .overdue_days = 2, .first_contact_hours = 100};
  World world;
  world.small_team(policy);
  for (int i = 0; i < 20; ++i) {
    const std::string key = "c" + std::to_string(i);
    world.contact(key, i % 3 == 0 ? "bob" : "ana");
    const std::string_view rep = i % 3 == 0 ? "bob" : "ana";
    world.clock.pass(Duration::hours(7));
    if (i % 4 == 0) world.give(commands::LogInterest{.actor = rep, .contact = key});
    if (i % 4 == 1)
      world.give(commands::ScheduleCallback{
          .actor = rep, .contact = key, .due = world.clock.now() + Duration::hours(40)});
    if (i % 4 == 2) world.give(commands::MarkNotInterested{.actor = rep, .contact = key});
    if (i == 10) FIRSTLOG_ASSERT_DONE(world.engine().snapshot("acme"));
  }
  world.clock.set("2026-02-01T09:00:00Z");
  const Position before = must(world.engine().head("acme")).position;
  world.give(commands::Advance{.actor = "root"});
  const Journal journal = journal_of(world.store());
  ASSERT_TRUE(sound(journal));
  Instant due;
  ContactId contact;
  std::size_t happened = 0;
  std::size_t released = 0;
  std::size_t lapsed = 0;
  for (const Event& event : journal.events) {
    if (event.position <= before || !event.contact.present()) continue;
    ++happened;
    released += event.kind == EventKind::released_by_timer ? 1U : 0U;
    lapsed += event.kind == EventKind::claim_lapsed ? 1U : 0U;
    EXPECT_TRUE(event.occurred_at > due || (event.occurred_at == due && event.contact >= contact))
        << name_of(event.kind) << " at " << event.position.number();
    due = event.occurred_at;
    contact = event.contact;
  }
  EXPECT_GT(released, 10U);
  EXPECT_GT(lapsed, 3U);
  EXPECT_GT(happened, released + lapsed);
  std::vector<std::string> assignees;
  for (int i = 0; i < 20; ++i)
    assignees.push_back(must(world.engine().contact("acme", "c" + std::to_string(i))).assignee_key);
  // A snapshot with timers in it, and time that goes on.
  world.contact("late", "ana");
  FIRSTLOG_ASSERT_DONE(world.engine().snapshot("acme"));
  Engine other = world.another();
  FIRSTLOG_ASSERT_DONE(other.refresh("acme"));
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(must(other.contact("acme", "c" + std::to_string(i))).assignee_key,
              assignees[static_cast<std::size_t>(i)]);
  world.clock.set("2026-02-25T09:00:00Z");
  world.reopen();
  world.give(commands::Advance{.actor = "root"});
  EXPECT_EQ(must(world.engine().contact("acme", "late")).assignee_key, "") << "the snapshot knew its timer";
  EXPECT_TRUE(sound(journal_of(world.store())));
}

}  // namespace
}  // namespace firstlog_test
