// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Batches with malformed commands among them, clocks that stand still, go back or leap, many
// organisations in one engine, refusals.
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"

#include <thread>

#include "support/engine_world.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

TEST(Batches, OneOutcomeForEachCommandAndTheMalformedLoseNothing) {
  World world;
  world.small_team();
  std::vector<Command> batch;
  for (int i = 0; i < 100; ++i) {
    Command command = commands::LogActivity{.actor = "ana", .contact = "bakery"};
    if (i % 3 == 1) command.contact = "nowhere";
    if (i % 7 == 2) command.kind = static_cast<CommandKind>(777);
    batch.push_back(command);
  }
  std::vector<Outcome> outcomes(batch.size());
  FIRSTLOG_ASSERT_DONE(world.engine().submit("acme", batch, outcomes));
  Position last = must(world.engine().head("acme")).position;
  std::uint64_t recorded = 0;
  for (int i = 0; i < 100; ++i) {
    const bool bad = i % 3 == 1 || i % 7 == 2;
    EXPECT_EQ(outcomes[static_cast<std::size_t>(i)].verdict, bad ? Verdict::malformed : Verdict::accepted)
        << i;
    EXPECT_EQ(outcomes[static_cast<std::size_t>(i)].position.present(), !bad) << i;
    recorded += bad ? 0 : 1;
  }
  EXPECT_EQ(last.number(), 8 + recorded);
  EXPECT_TRUE(sound(journal_of(world.store())));
}

TEST(Batches, MisuseIsToldAndNothingIsWritten) {
  World world;
  world.small_team();
  const HeadSummary before = must(world.engine().head("acme"));
  const Command command = commands::LogInterest{.actor = "ana", .contact = "bakery"};
  std::vector<Outcome> two(2);
  EXPECT_EQ(world.engine().submit("acme", {&command, 1}, two).status(), Status::invalid_argument);
  EXPECT_EQ(world.engine().submit("", {&command, 1}, {two.data(), 1}).status(), Status::invalid_argument);
  EXPECT_EQ(world.engine().submit(std::string(129, 'x'), {&command, 1}, {two.data(), 1}).status(),
            Status::invalid_argument);
  FIRSTLOG_EXPECT_DONE(world.engine().submit("acme", {}, {}));
  EXPECT_EQ(Engine::open("nonsense:x").status(), Status::invalid_argument);
  EngineOptions none;
  none.commands_per_commit_max = 0;
  EXPECT_EQ(Engine::open("memory:", none).status(), Status::invalid_argument);
  EXPECT_EQ(must(world.engine().head("acme")).commit_number, before.commit_number);
}

TEST(Batches, AnUnfoundedOrganisationAnswers) {
  World world;
  EXPECT_TRUE(rejects(world.give(commands::LogInterest{.actor = "ana", .contact = "x"}),
                      Rule::organisation_not_founded, Field::kind));
  EXPECT_TRUE(
      rejects(world.give(commands::FoundOrganisation{.actor = "root", .key = "acme", .document = "{"}),
              Rule::policy_malformed, Field::document));
  EXPECT_EQ(world.engine().contact("acme", "x").status(), Status::not_found);
  EXPECT_EQ(must(world.engine().head("acme")).commit_number, 0U);
  world.found();
  const std::string document = policy_to_json(euro_policy());
  EXPECT_TRUE(
      rejects(world.give(commands::FoundOrganisation{.actor = "eve", .key = "acme", .document = document}),
              Rule::organisation_already_founded, Field::kind));
}

TEST(Times, RiseThoughTheClockStandsStillOrGoesBack) {
  World world;
  world.small_team();
  for (int i = 0; i < 50; ++i) {
    world.give(commands::LogActivity{.actor = "ana", .contact = "bakery"});
    if (i % 10 == 3) world.clock.pass(Duration::minutes(-10));
  }
  const Journal journal = journal_of(world.store());
  EXPECT_TRUE(sound(journal));
  const Event& first = journal.events[0];
  EXPECT_EQ(journal.events[journal.events.size() - 1].recorded_at - first.recorded_at,
            Duration::microseconds(static_cast<std::int64_t>(journal.events.size()) - 1));
}

class SuspectClock : public testing::Test {
 protected:
  void SetUp() override {
    world.small_team();
    world.actor("boss", Role::manager);
    before = must(world.engine().head("acme"));
  }
  void expect_suspect() {
    std::vector<Outcome> outcomes(2);
    outcomes[0].verdict = outcomes[1].verdict = Verdict::accepted;
    const std::vector<Command> batch = {commands::LogInterest{.actor = "ana", .contact = "bakery"},
                                        commands::Advance{.actor = "ana"}};
    const Result<void> answer = world.engine().submit("acme", batch, outcomes);
    EXPECT_EQ(answer.status(), Status::clock_suspect);
    if (!answer) {
      EXPECT_NE(answer.error().remedy.view().find("confirm_clock"), std::string_view::npos);
    }
    for (const Outcome& outcome : outcomes) EXPECT_EQ(outcome.verdict, Verdict::undecided);
    expect_unchanged();
  }
  void expect_unchanged() {
    EXPECT_EQ(must(world.engine().head("acme")).commit_number, before.commit_number);
    EXPECT_EQ(journal_of(world.store()).events.size(), before.position.number());
  }
  World world;
  HeadSummary before;
};

TEST_F(SuspectClock, ADayBack) {
  world.clock.pass(Duration::days_of_24_hours(-1));
  expect_suspect();
  EXPECT_EQ(world.give(commands::ConfirmClock{.actor = "boss"}).verdict, Verdict::accepted);
  EXPECT_EQ(world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"}).verdict,
            Verdict::accepted);
  world.reopen();
  EXPECT_EQ(world.give(commands::LogInterest{.actor = "bob", .contact = "pool"}).verdict, Verdict::accepted);
  const Journal journal = journal_of(world.store());
  EXPECT_TRUE(sound(journal));
}

TEST_F(SuspectClock, AYearAhead) {
  world.clock.pass(Duration::days_of_24_hours(365));
  expect_suspect();
  EXPECT_EQ(world.give(commands::ConfirmClock{.actor = "boss"}).verdict, Verdict::accepted);
  const Outcome outcome = world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  EXPECT_EQ(outcome.verdict, Verdict::accepted);
  EXPECT_GE(outcome.recorded_at, world.clock.now());
}

TEST_F(SuspectClock, JustInsideTheBoundsItIsBelieved) {
  world.clock.set(before.time + Duration::days_of_24_hours(30));
  EXPECT_EQ(world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"}).verdict,
            Verdict::accepted);
  world.clock.pass(Duration::minutes(-60));
  EXPECT_EQ(world.give(commands::LogInterest{.actor = "bob", .contact = "garage"}).verdict,
            Verdict::accepted);
}

// A refusal, recorded at the suspect reading, would carry every later time along.
TEST_F(SuspectClock, NobodyElseConfirmsIt) {
  world.clock.pass(Duration::days_of_24_hours(365));
  const Outcome refused = world.give(commands::ConfirmClock{.actor = "ana"});
  EXPECT_TRUE(refuses(refused, Rule::role_not_allowed));
  expect_unchanged();
  EXPECT_EQ(world.give(commands::ConfirmClock{.actor = "nobody"}).verdict, Verdict::malformed);
  expect_unchanged();
  expect_suspect();
  world.clock.pass(Duration::days_of_24_hours(-365));
  const Outcome outcome = world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  EXPECT_EQ(outcome.recorded_at, before.time + Duration::microseconds(1));
}

TEST_F(SuspectClock, ConfirmedInTheMiddleOfABatchTheRestGoesOn) {
  world.clock.pass(Duration::days_of_24_hours(365));
  const std::vector<Command> batch = {commands::ConfirmClock{.actor = "boss"},
                                      commands::LogInterest{.actor = "ana", .contact = "bakery"}};
  std::vector<Outcome> outcomes(2);
  FIRSTLOG_ASSERT_DONE(world.engine().submit("acme", batch, outcomes));
  EXPECT_EQ(outcomes[0].verdict, Verdict::accepted);
  EXPECT_EQ(outcomes[1].verdict, Verdict::accepted);
}

TEST(Organisations, KnowNothingOfEachOther) {
  World world;
  constexpr int count = 40;
  std::vector<std::string> keys;
  for (int i = 0; i < count; ++i) keys.push_back("org-" + std::to_string(i));
  for (const std::string& key : keys) {
    world.found(euro_policy(), key);
    world.actor("ana", Role::rep, key);
    world.contact("bakery", {}, key);
  }
  for (int i = 0; i < count; i += 2)
    EXPECT_EQ(world
                  .give(commands::LogInterest{.actor = "ana", .contact = "bakery"},
                        keys[static_cast<std::size_t>(i)])
                  .verdict,
              Verdict::accepted);
  for (int opened = 0; opened < 2; ++opened) {
    for (int i = 0; i < count; ++i) {
      const std::string& key = keys[static_cast<std::size_t>(i)];
      EXPECT_EQ(must(world.engine().contact(key, "bakery")).claimant_key, i % 2 == 0 ? "ana" : "") << key;
      EXPECT_TRUE(sound(journal_of(world.store(), key)));
      EXPECT_EQ(journal_of(world.store(), key).events.size(), i % 2 == 0 ? 6U : 5U);
    }
    world.reopen();
  }
  // The same idempotency key belongs to each of them.
  for (const std::string& key : keys)
    EXPECT_FALSE(has(
        world
            .give(commands::LogInterest{.actor = "ana", .contact = "bakery", .idempotency = {.text = "k"}},
                  key)
            .notices,
        Notice::replayed));
}

// Organisations that are dropped for want of memory, and closed by hand, answer as if nothing were.
TEST(Organisations, AreForgottenAndReadAnew) {
  World world;
  EngineOptions options = world.options();
  options.memory_bytes_max = 1;
  Engine engine = must(Engine::open(world.store(), options));
  for (std::string_view key : {"one", "two", "three"}) {
    world.found(euro_policy(), key);
    world.actor("ana", Role::rep, key);
    world.contact("bakery", {}, key);
  }
  const Command command =
      commands::LogInterest{.actor = "ana", .contact = "bakery", .idempotency = {.text = "k"}};
  Feed feed = must(engine.feed("one", "crm"));
  for (int round = 0; round < 4; ++round) {
    for (std::string_view key : {"one", "two", "three"}) {
      EXPECT_EQ(has(must(engine.submit(key, command)).notices, Notice::replayed), round > 0);
      EXPECT_EQ(must(engine.contact(key, "bakery")).claimant_key, "ana");
    }
    FIRSTLOG_EXPECT_DONE(engine.close("two"));
    FIRSTLOG_EXPECT_DONE(engine.close("never-opened"));
    EventLog events;
    FIRSTLOG_EXPECT_DONE(feed.poll(100, events));
  }
  // Dropped beside callers who are at it.
  std::vector<std::thread> threads;
  for (std::string_view key : {"one", "two", "three", "one"})
    threads.emplace_back([&engine, key] {
      for (int i = 0; i < 100; ++i)
        FIRSTLOG_EXPECT_DONE(engine.submit(key, commands::LogActivity{.actor = "ana", .contact = "bakery"}));
    });
  threads.emplace_back([&engine] {
    for (int i = 0; i < 100; ++i) FIRSTLOG_EXPECT_DONE(engine.close("one"));
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(must(engine.contact("one", "bakery")).attempts, 200U);
  EXPECT_EQ(must(engine.contact("two", "bakery")).attempts, 100U);
  EXPECT_TRUE(sound(journal_of(world.store(), "one")));
}

TEST(Refusals, AreRecordedWhereThePolicySaysSo) {
  for (bool recorded : {true, false}) {
    World world;
    Policy policy = euro_policy();
    policy.journal_refusals = recorded;
    world.small_team(policy);
    const HeadSummary before = must(world.engine().head("acme"));
    const Outcome outcome =
        world.give(commands::Approve{.actor = "ana", .contact = "bakery", .amount = eur(5)});
    EXPECT_TRUE(refuses(outcome, Rule::role_not_allowed));
    EXPECT_EQ(outcome.position.present(), recorded);
    EXPECT_EQ(must(world.engine().head("acme")).position.number() - before.position.number(),
              recorded ? 1U : 0U);
    if (recorded) {
      EXPECT_EQ(journal_of(world.store()).events[before.position.number()].kind, EventKind::command_refused);
    }
  }
}

}  // namespace
