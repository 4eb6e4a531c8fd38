// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Idempotency (DESIGN 3.6): the same key with the same command is answered with the first answer,
// whoever asks and however long ago that engine was closed; with another command it is refused.
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"

#include "support/engine_world.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

class Keys : public testing::Test {
 protected:
  void SetUp() override { world.small_team(); }
  World world;

  std::uint64_t positions() { return must(world.engine().head("acme")).position.number(); }

  Command interest(IdempotencyKey key, std::string_view contact = "bakery", std::string_view who = "ana") {
    return commands::LogInterest{.actor = who, .contact = contact, .idempotency = key};
  }
  void expect_replay(const Command& command, const Outcome& first) {
    const std::uint64_t before = positions();
    Outcome again = world.give(command);
    EXPECT_TRUE(has(again.notices, Notice::replayed)) << describe(again);
    EXPECT_EQ(again.commit_hash, first.commit_hash);
    again.notices =
        static_cast<Notice>(static_cast<int>(again.notices) & ~static_cast<int>(Notice::replayed));
    EXPECT_TRUE(same_outcome(again, first)) << shown(again) << "\n" << shown(first);
    EXPECT_EQ(positions(), before) << "a repetition writes nothing";
  }
};

TEST_F(Keys, FreeText) {
  const Command command = interest({.text = "call-1"});
  const Outcome first = world.give(command);
  EXPECT_TRUE(accepts(first, Rule::claim_established));
  EXPECT_FALSE(has(first.notices, Notice::replayed));
  expect_replay(command, first);
  world.reopen();
  expect_replay(command, first);
}

TEST_F(Keys, ProducerAndSequence) {
  const Command command = interest({.producer = "dialler", .sequence = 7});
  const Outcome first = world.give(command);
  expect_replay(command, first);
  world.reopen();
  expect_replay(command, first);
  EXPECT_TRUE(rejects(world.give(interest({.producer = "dialler", .sequence = 6})), Rule::sequence_passed,
                      Field::idempotency));
  EXPECT_TRUE(rejects(world.give(interest({.producer = "dialler", .sequence = 7}, "garage")),
                      Rule::idempotency_key_reused, Field::idempotency));
  // Another producer counts for itself; gaps are allowed.
  EXPECT_EQ(world.give(interest({.producer = "other", .sequence = 6}, "garage", "bob")).verdict,
            Verdict::accepted);
  EXPECT_EQ(world.give(interest({.producer = "dialler", .sequence = 900}, "pool", "bob")).verdict,
            Verdict::accepted);
  EXPECT_TRUE(rejects(world.give(command), Rule::sequence_passed, Field::idempotency));
}

TEST_F(Keys, AnotherCommandUnderTheKeyIsRefused) {
  const Outcome first = world.give(interest({.text = "k"}));
  for (int opened = 0; opened < 2; ++opened) {
    EXPECT_TRUE(rejects(world.give(interest({.text = "k"}, "garage")), Rule::idempotency_key_reused,
                        Field::idempotency));
    EXPECT_TRUE(rejects(world.give(interest({.text = "k"}, "bakery", "bob")), Rule::idempotency_key_reused,
                        Field::idempotency));
    EXPECT_TRUE(
        rejects(world.give(commands::Take{.actor = "ana", .contact = "bakery", .idempotency = {.text = "k"}}),
                Rule::idempotency_key_reused, Field::idempotency));
    EXPECT_TRUE(rejects(world.give(commands::LogInterest{.actor = "ana",
                                                         .contact = "bakery",
                                                         .occurred_at = at("2026-01-01T00:00:00Z"),
                                                         .idempotency = {.text = "k"}}),
                        Rule::idempotency_key_reused, Field::idempotency));
    expect_replay(interest({.text = "k"}), first);
    world.reopen();
  }
}

TEST_F(Keys, AKeyAndAHandleAreTheSameName) {
  const Outcome first = world.give(interest({.text = "k"}));
  expect_replay(
      commands::LogInterest{.actor = first.actor, .contact = first.contact, .idempotency = {.text = "k"}},
      first);
  world.reopen();
  expect_replay(
      commands::LogInterest{.actor = first.actor, .contact = first.contact, .idempotency = {.text = "k"}},
      first);
}

TEST_F(Keys, MalformedKeys) {
  const std::string long_text(129, 'x');
  for (const IdempotencyKey& bad :
       {IdempotencyKey{.producer = "p", .sequence = 0},
        IdempotencyKey{.producer = "p", .sequence = 1, .text = "t"}, IdempotencyKey{.text = long_text},
        IdempotencyKey{.producer = long_text, .sequence = 1}, IdempotencyKey{.text = "\xff"}}) {
    EXPECT_TRUE(rejects(world.give(interest(bad)), Rule::field_malformed, Field::idempotency));
  }
  const std::string longest(128, 'x');
  EXPECT_EQ(world.give(interest({.text = longest})).verdict, Verdict::accepted);
}

TEST_F(Keys, WhatWasNotRecordedLeavesTheKeyFree) {
  EXPECT_EQ(world.give(interest({.text = "k"}, "nobody")).verdict, Verdict::malformed);
  EXPECT_EQ(world.give(interest({.text = "k"})).verdict, Verdict::accepted);
}

TEST_F(Keys, RefusedAndContestedAnswersAreRepeated) {
  world.give(interest({}));
  const Command contested = interest({.text = "late"}, "bakery", "bob");
  const Outcome first = world.give(contested);
  EXPECT_EQ(first.verdict, Verdict::contested);
  const Command refused = commands::Approve{
      .actor = "ana", .contact = "bakery", .amount = eur(100), .idempotency = {.text = "no"}};
  const Outcome no = world.give(refused);
  EXPECT_EQ(no.verdict, Verdict::refused);
  world.reopen();
  expect_replay(contested, first);
  expect_replay(refused, no);
}

TEST_F(Keys, DuplicatesInsideOneBatch) {
  const std::vector<Command> batch = {
      interest({.text = "k"}),
      interest({.text = "k"}),                   // the same
      interest({.text = "k"}, "garage", "bob"),  // reused
      interest({.producer = "p", .sequence = 5}, "garage", "bob"),
      interest({.producer = "p", .sequence = 4}, "pool", "bob"),    // passed
      interest({.producer = "p", .sequence = 5}, "garage", "bob"),  // the same
      interest({.producer = "p", .sequence = 6}, "pool", "bob"),
  };
  std::vector<Outcome> outcomes(batch.size());
  FIRSTLOG_ASSERT_DONE(world.engine().submit("acme", batch, outcomes));
  EXPECT_TRUE(accepts(outcomes[0], Rule::claim_established));
  EXPECT_TRUE(has(outcomes[1].notices, Notice::replayed));
  EXPECT_EQ(outcomes[1].position, outcomes[0].position);
  EXPECT_EQ(outcomes[1].commit_hash, outcomes[0].commit_hash);
  EXPECT_TRUE(rejects(outcomes[2], Rule::idempotency_key_reused, Field::idempotency));
  EXPECT_EQ(outcomes[3].verdict, Verdict::accepted);
  EXPECT_TRUE(rejects(outcomes[4], Rule::sequence_passed, Field::idempotency));
  EXPECT_EQ(outcomes[5].position, outcomes[3].position);
  EXPECT_TRUE(accepts(outcomes[6], Rule::claim_from_pool));
  EXPECT_TRUE(sound(journal_of(world.store())));
}

// A commit that would hold no event is not written; its commands can still be repeated in the batch.
TEST_F(Keys, DuplicatesOfWhatWritesNothing) {
  const Command nothing = commands::Advance{.actor = "root", .idempotency = {.text = "tick"}};
  const std::vector<Command> batch = {nothing, nothing, nothing};
  std::vector<Outcome> outcomes(3);
  const std::uint64_t before = positions();
  FIRSTLOG_ASSERT_DONE(world.engine().submit("acme", batch, outcomes));
  for (const Outcome& outcome : outcomes) EXPECT_EQ(outcome.verdict, Verdict::accepted) << describe(outcome);
  EXPECT_EQ(positions(), before);
  EXPECT_EQ(world.give(nothing).verdict, Verdict::accepted);
}

TEST_F(Keys, RefusalsThatAreNotRecordedCanBeRepeatedInABatch) {
  World quiet;
  Policy policy = euro_policy();
  policy.journal_refusals = false;
  quiet.small_team(policy);
  const Command refused =
      commands::Approve{.actor = "ana", .contact = "bakery", .amount = eur(1), .idempotency = {.text = "k"}};
  const std::vector<Command> batch = {refused, refused};
  std::vector<Outcome> outcomes(2);
  const HeadSummary before = must(quiet.engine().head("acme"));
  FIRSTLOG_ASSERT_DONE(quiet.engine().submit("acme", batch, outcomes));
  EXPECT_EQ(outcomes[0].verdict, Verdict::refused);
  EXPECT_EQ(outcomes[1].verdict, Verdict::refused);
  EXPECT_EQ(must(quiet.engine().head("acme")).commit_number, before.commit_number);
}

TEST_F(Keys, FreeTextIsForgottenAfterTheWindowByEveryEngineAlike) {
  const Command command = commands::AddNote{
      .actor = "ana", .contact = "bakery", .personal = as_bytes("hello"), .idempotency = {.text = "k"}};
  const Outcome first = world.give(command);
  Engine second = world.another();
  FIRSTLOG_ASSERT_DONE(second.refresh("acme"));
  // The last instant of the window still knows it.
  world.clock.set(first.recorded_at + Duration::days_of_24_hours(15));
  world.give(interest({}, "garage", "bob"));
  world.clock.set(first.recorded_at + Duration::days_of_24_hours(30) - Duration::seconds(1));
  EXPECT_TRUE(has(world.give(command).notices, Notice::replayed));
  EXPECT_TRUE(has(must(second.submit("acme", command)).notices, Notice::replayed));
  // Behind it the key is free again, for an engine that never closed and for one that did.
  world.clock.set(first.recorded_at + Duration::days_of_24_hours(30) + Duration::seconds(1));
  const Outcome anew = world.give(command);
  EXPECT_FALSE(has(anew.notices, Notice::replayed));
  EXPECT_GT(anew.position, first.position);
  expect_replay(command, anew);
  const Outcome elsewhere = must(second.submit("acme", command));
  EXPECT_TRUE(has(elsewhere.notices, Notice::replayed));
  EXPECT_EQ(elsewhere.position, anew.position);
  world.reopen();
  expect_replay(command, anew);
  // Its second use is not forgotten with the first.
  for (int i = 0; i < 600; ++i) world.give(interest({}, "garage", "bob"));
  expect_replay(command, anew);
}

TEST_F(Keys, ProducersAreNeverForgotten) {
  world.give(interest({.producer = "p", .sequence = 9}));
  for (int month = 0; month < 4; ++month) {
    world.clock.pass(Duration::days_of_24_hours(29));
    for (int i = 0; i < 300; ++i) world.give(interest({}, "garage", "bob"));
  }
  EXPECT_TRUE(rejects(world.give(interest({.producer = "p", .sequence = 8})), Rule::sequence_passed,
                      Field::idempotency));
  EXPECT_TRUE(has(world.give(interest({.producer = "p", .sequence = 9})).notices, Notice::replayed));
}

// Every kind of command comes back from the journal with the fingerprint it went in with.
TEST_F(Keys, EveryKindIsKnownAgainAfterReopening) {
  const std::string document = policy_to_json(euro_policy());
  world.actor("boss", Role::manager);
  world.actor("lead", Roles(Role::team_lead));
  for (const char* key : {"c1", "c2", "c3", "c4", "c5"}) world.contact(key, "ana");
  int n = 0;
  std::vector<std::string> names;
  names.reserve(64);
  auto key = [&]() -> IdempotencyKey {
    names.push_back("key-" + std::to_string(++n));
    return {.text = names.back()};
  };
  const Instant soon = at("2026-01-06T10:00:00Z");
  const Instant claimed = at("2026-01-04T10:00:00Z");
  std::vector<Command> all;
  all.push_back(commands::RegisterActor{.actor = "root",
                                        .key = "new",
                                        .roles = Role::rep | Role::finance,
                                        .active = false,
                                        .idempotency = key()});
  all.push_back(commands::ChangeActor{
      .actor = "root", .rep = "new", .roles = Roles(Role::rep), .active = true, .idempotency = key()});
  all.push_back(commands::RegisterContact{.actor = "root",
                                          .key = "x",
                                          .niche = "bakers",
                                          .name = "Ångström & Co",
                                          .rep = "bob",
                                          .personal = as_bytes("tel"),
                                          .idempotency = key()});
  all.push_back(commands::Assign{
      .actor = "boss", .contact = "x", .rep = "ana", .reason = "cover", .idempotency = key()});
  all.push_back(commands::Release{.actor = "boss", .contact = "x", .reason = "ill", .idempotency = key()});
  all.push_back(commands::Take{.actor = "bob", .contact = "x", .idempotency = key()});
  all.push_back(commands::LogActivity{.actor = "ana",
                                      .contact = "c1",
                                      .touch = Touch::dial,
                                      .disposition = Disposition::connect,
                                      .talk_seconds = 61,
                                      .occurred_at = claimed,
                                      .idempotency = key()});
  all.push_back(
      commands::LogInterest{.actor = "ana", .contact = "c1", .occurred_at = claimed, .idempotency = key()});
  all.push_back(commands::ScheduleRetry{.actor = "ana", .contact = "c1", .due = soon, .idempotency = key()});
  all.push_back(commands::ScheduleCallback{
      .actor = "ana", .contact = "c1", .due = soon, .occurred_at = claimed, .idempotency = key()});
  all.push_back(commands::LogClose{
      .actor = "ana", .contact = "c1", .amount = eur(180000), .occurred_at = claimed, .idempotency = key()});
  all.push_back(commands::Hold{
      .actor = "root", .contact = "c1", .reason = "papers", .due = soon, .rep = "ana", .idempotency = key()});
  all.push_back(commands::Reject{.actor = "root",
                                 .contact = "c1",
                                 .reason = "unsigned",
                                 .personal = as_bytes("why"),
                                 .idempotency = key()});
  all.push_back(
      commands::LogClose{.actor = "ana", .contact = "c1", .amount = eur(170000), .idempotency = key()});
  all.push_back(
      commands::WithdrawClose{.actor = "ana", .contact = "c1", .reason = "typo", .idempotency = key()});
  all.push_back(
      commands::LogClose{.actor = "ana", .contact = "c1", .amount = eur(160000), .idempotency = key()});
  all.push_back(commands::Approve{
      .actor = "boss", .contact = "c1", .amount = eur(155000), .confirm = true, .idempotency = key()});
  all.push_back(commands::MarkNotInterested{
      .actor = "ana", .contact = "c2", .reason = "price", .occurred_at = claimed, .idempotency = key()});
  all.push_back(commands::Reopen{.actor = "boss", .contact = "c2", .reason = "again", .idempotency = key()});
  all.push_back(commands::MarkUnworkable{.actor = "ana",
                                         .contact = "c3",
                                         .reason = "wrong_number",
                                         .occurred_at = claimed,
                                         .idempotency = key()});
  all.push_back(
      commands::AddNote{.actor = "ana", .contact = "c4", .personal = as_bytes("note"), .idempotency = key()});
  all.push_back(commands::AdoptPolicy{.actor = "root", .document = document, .idempotency = key()});
  all.push_back(commands::AdoptPolicy{
      .actor = "root", .document = document, .due = at("2026-06-01T00:00:00Z"), .idempotency = key()});
  all.push_back(commands::CancelPolicy{
      .actor = "root", .due = at("2026-06-01T00:00:00Z"), .reason = "mistake", .idempotency = key()});
  all.push_back(commands::ClosePeriod{.actor = "boss", .period = month("2026-01"), .idempotency = key()});
  all.push_back(commands::ConfirmClock{.actor = "boss", .idempotency = key()});
  std::vector<Outcome> outcomes(all.size());
  FIRSTLOG_ASSERT_DONE(world.engine().submit("acme", all, outcomes));
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_NE(outcomes[i].verdict, Verdict::malformed)
        << name_of(all[i].kind) << " " << describe(outcomes[i]);
    if (all[i].kind != CommandKind::close_period) {
      EXPECT_EQ(outcomes[i].verdict, Verdict::accepted)
          << name_of(all[i].kind) << " " << describe(outcomes[i]);
    }
  }
  for (int opened = 0; opened < 2; ++opened) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      SCOPED_TRACE(name_of(all[i].kind));
      world.clock.pass(Duration::seconds(1));
      expect_replay(all[i], outcomes[i]);
    }
    world.reopen();
  }
}

TEST_F(Keys, TheFoundingCommandToo) {
  World fresh;
  const std::string document = policy_to_json(euro_policy());
  const Command found = commands::FoundOrganisation{
      .actor = "root", .key = "acme", .document = document, .idempotency = {.text = "birth"}};
  const Outcome first = fresh.give(found);
  ASSERT_EQ(first.verdict, Verdict::accepted) << describe(first);
  EXPECT_TRUE(has(fresh.give(found).notices, Notice::replayed));
  fresh.reopen();
  EXPECT_TRUE(has(fresh.give(found).notices, Notice::replayed));
}

}  // namespace
