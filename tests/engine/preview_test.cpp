// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A preview answers what submitting would answer, and leaves nothing.
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"

#include <array>
#include <vector>

#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

bool alike(const Event& a, const Event& b) {
  return a.kind == b.kind && a.position == b.position && a.recorded_at == b.recorded_at &&
         a.contact == b.contact && a.actor == b.actor && a.rep == b.rep && a.flags == b.flags &&
         a.rule == b.rule && a.state_to == b.state_to && a.due == b.due && a.previous == b.previous;
}

TEST(Preview, AnswersWhatSubmittingAnswersAndWritesNothing) {
  World world;
  world.small_team();
  const std::vector<Command> commands = {
      commands::LogInterest{.actor = "ana", .contact = "bakery"},
      commands::LogInterest{.actor = "ben", .contact = "bakery"},
      commands::LogClose{.actor = "ana", .contact = "bakery", .amount = eur(100'00)},
      commands::Approve{.actor = "ben", .contact = "bakery", .amount = eur(100'00)},
      commands::LogInterest{.actor = "ana", .contact = "nowhere"},
      commands::AddNote{.actor = "ana", .contact = "bakery", .personal = as_bytes("words")},
  };
  const HeadSummary before = must(world.engine().head("acme"));
  const Preview preview = must(world.engine().preview("acme", commands));
  const HeadSummary after = must(world.engine().head("acme"));
  EXPECT_EQ(before.hash, after.hash);
  EXPECT_EQ(must(world.engine().contact("acme", "bakery")).state, "new");

  std::vector<Outcome> outcomes(commands.size());
  FIRSTLOG_ASSERT_DONE(world.engine().submit("acme", commands, outcomes));
  ASSERT_EQ(preview.outcomes.size(), outcomes.size());
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_EQ(preview.outcomes[i].verdict, outcomes[i].verdict) << i;
    EXPECT_EQ(preview.outcomes[i].rule, outcomes[i].rule) << i;
    EXPECT_EQ(preview.outcomes[i].position, outcomes[i].position) << i;
    EXPECT_EQ(preview.outcomes[i].winner, outcomes[i].winner) << i;
    EXPECT_FALSE(preview.outcomes[i].commit_hash.present()) << i;
    EXPECT_EQ(has(preview.outcomes[i].notices, Notice::provisional),
              outcomes[i].verdict != Verdict::malformed)
        << i;
  }
  const Journal journal = journal_of(world.store());
  std::vector<Event> committed;
  for (const Event& event : journal.events)
    if (event.position > before.position) committed.push_back(event);
  ASSERT_EQ(preview.events.size(), committed.size());
  for (std::size_t i = 0; i < committed.size(); ++i)
    EXPECT_TRUE(alike(preview.events[i], committed[i])) << i << " " << name_of(committed[i].kind);
}

// An idempotency key that was used answers as it did, and one that a preview used is still free.
TEST(Preview, UsesNoIdempotencyKey) {
  World world;
  world.small_team();
  const Command first = commands::LogInterest{
      .actor = "ana", .contact = "bakery", .idempotency = {.producer = "dialer", .sequence = 1}};
  EXPECT_FALSE(has(must(world.engine().preview("acme", first)).outcomes[0].notices, Notice::replayed));
  EXPECT_FALSE(has(world.give(first).notices, Notice::replayed));
  const Preview again = must(world.engine().preview("acme", first));
  EXPECT_TRUE(has(again.outcomes[0].notices, Notice::replayed));
  EXPECT_TRUE(again.events.empty());
}

// What time does before the commands is part of it: the contact is free again, and nobody's.
TEST(Preview, DoesWhatIsDueFirst) {
  World world;
  world.small_team();
  world.give(commands::MarkNotInterested{.actor = "ana", .contact = "bakery"});
  for (std::string_view passing : {"2026-02-01T09:00:00Z", "2026-03-01T09:00:00Z", "2026-03-25T09:00:00Z"}) {
    world.clock.set(passing);
    world.give(commands::LogActivity{.actor = "root", .contact = "pool"});
  }
  world.clock.set("2026-04-20T09:00:00Z");
  const Preview preview =
      must(world.engine().preview("acme", commands::LogInterest{.actor = "ana", .contact = "bakery"}));
  bool recycled = false;
  for (const Event& event : preview.events) recycled = recycled || event.kind == EventKind::recycled;
  EXPECT_TRUE(recycled);
  EXPECT_EQ(preview.outcomes[0].verdict, Verdict::accepted);
  EXPECT_EQ(must(world.engine().contact("acme", "bakery")).state, "not_interested");
}

// A clock that cannot be believed is an error here as well.
TEST(Preview, RefusesASuspectClock) {
  World world;
  world.small_team();
  world.clock.set("2027-04-20T09:00:00Z");
  EXPECT_EQ(
      world.engine().preview("acme", commands::LogInterest{.actor = "ana", .contact = "bakery"}).status(),
      Status::clock_suspect);
}

}  // namespace
}  // namespace firstlog_test
