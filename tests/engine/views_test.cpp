// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What people are shown, against a story worked out by hand: who sees what, personal data and its
// erasure, statements live and frozen, the words of an answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"
#include "firstlog/views/claim.hpp"
#include "firstlog/views/statement.hpp"

#include "support/engine_world.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

class Views : public testing::Test {
 protected:
  void SetUp() override {
    world.small_team();
    world.actor("vera", Role::manager);
    world.actor("olga", Role::auditor);
    world.actor("fin", Role::finance);
  }
  Engine& engine() { return world.engine(); }
  void expect_rule(const Command& command, Verdict verdict, Rule rule) {
    EXPECT_TRUE(answers(world.give(command), verdict, rule));
  }
  // A verified close of so many cents, claimed by `who`.
  void sell(std::string_view who, std::string_view contact, std::int64_t cents) {
    world.give(commands::RegisterContact{.actor = "root", .key = contact, .rep = who});
    world.give(commands::LogClose{.actor = who, .contact = contact, .amount = eur(cents + 500)});
    EXPECT_EQ(
        world.give(commands::Approve{.actor = "vera", .contact = contact, .amount = eur(cents)}).verdict,
        Verdict::accepted);
  }
  World world;
};

TEST_F(Views, PersonalDataGoesWithTheCommitAndCanBeErased) {
  world.give(commands::RegisterContact{.actor = "root", .key = "p", .personal = as_bytes("Maria, +351 1")});
  world.give(commands::AddNote{.actor = "vera", .contact = "p", .personal = as_bytes("likes mornings")});
  const EventLog history = must(engine().history("acme", "p"));
  ASSERT_EQ(history.size(), 2U);
  const Digest first = history[0].digest;
  const Digest note = history[1].digest;
  ASSERT_TRUE(first.present() && note.present());
  for (std::string_view who : {"root", "vera", "ana", "fin"})
    EXPECT_EQ(as_text(must(engine().personal("acme", who, first))), "Maria, +351 1") << who;
  EXPECT_EQ(as_text(must(engine().personal("acme", "ana", note))), "likes mornings");
  EXPECT_EQ(engine().personal("acme", "olga", first).status(), Status::invalid_argument);
  EXPECT_EQ(engine().personal("acme", "nobody", first).status(), Status::not_found);
  EXPECT_EQ(engine().personal("acme", "ana", Digest()).status(), Status::not_found);
  EXPECT_EQ(engine().erase_personal("acme", "ana", first).status(), Status::invalid_argument);
  EXPECT_EQ(engine().erase_personal("acme", "fin", first).status(), Status::invalid_argument);
  world.give(commands::ChangeActor{.actor = "root", .rep = "bob", .active = false});
  EXPECT_EQ(engine().personal("acme", "bob", first).status(), Status::invalid_argument) << "not active";

  // The journal itself never held the bytes.
  for (const TestRow& row : journal_of(world.store()).rows) {
    EXPECT_EQ(as_text(row.record).find("Maria"), std::string_view::npos);
    EXPECT_EQ(as_text(row.record).find("mornings"), std::string_view::npos);
  }
  FIRSTLOG_ASSERT_DONE(engine().erase_personal("acme", "vera", first));
  EXPECT_EQ(engine().personal("acme", "vera", first).status(), Status::not_found);
  EXPECT_EQ(as_text(must(engine().personal("acme", "ana", note))), "likes mornings");
  FIRSTLOG_ASSERT_DONE(engine().erase_personal("acme", "vera", first));
  EXPECT_TRUE(sound(journal_of(world.store()))) << "the chain verifies without what was erased";
  world.reopen();
  EXPECT_EQ(must(engine().contact("acme", "p")).state, "new");
}

TEST_F(Views, OnlyAcceptedCommandsLeavePersonalData) {
  const Outcome refused = world.give(
      commands::Reject{.actor = "ana", .contact = "bakery", .reason = "x", .personal = as_bytes("secret")});
  EXPECT_EQ(refused.verdict, Verdict::refused);
  EXPECT_FALSE(must(engine().history("acme", "bakery"))[1].digest.present());
}

TEST_F(Views, RolesAreCheckedOnEveryCommand) {
  expect_rule(commands::RegisterActor{.actor = "ana", .key = "x", .roles = Role::rep}, Verdict::refused,
              Rule::role_not_allowed);
  expect_rule(commands::LogInterest{.actor = "vera", .contact = "bakery"}, Verdict::refused,
              Rule::role_not_allowed);
  expect_rule(commands::Assign{.actor = "fin", .contact = "bakery", .rep = "bob"}, Verdict::refused,
              Rule::role_not_allowed);
  expect_rule(commands::AddNote{.actor = "olga", .contact = "bakery", .personal = as_bytes("x")},
              Verdict::refused, Rule::role_not_allowed);
  world.give(commands::ChangeActor{.actor = "root", .rep = "ana", .active = false});
  expect_rule(commands::LogInterest{.actor = "ana", .contact = "bakery"}, Verdict::refused,
              Rule::actor_inactive);
  // In one batch, the change counts for what comes behind it.
  const std::vector<Command> batch = {
      commands::ChangeActor{.actor = "root", .rep = "ana", .active = true},
      commands::LogInterest{.actor = "ana", .contact = "bakery"},
      commands::ChangeActor{.actor = "root", .rep = "ana", .roles = Roles(Role::auditor)},
      commands::LogInterest{.actor = "ana", .contact = "bakery"}};
  std::vector<Outcome> outcomes(batch.size());
  must(engine().submit("acme", batch, outcomes));
  EXPECT_TRUE(accepts(outcomes[1], Rule::claim_established));
  EXPECT_TRUE(refuses(outcomes[3], Rule::role_not_allowed));
}

TEST_F(Views, WhoSeesWhat) {
  sell("ana", "one", 100'000);
  world.give(commands::LogClose{.actor = "bob", .contact = "garage", .amount = eur(77)});
  const Leaderboard reps = must(engine().leaderboard("acme", "bob"));
  EXPECT_EQ(reps.audience, Audience::rep);
  for (const LeaderboardRow& row : reps.rows) {
    EXPECT_EQ(row.commission.has_value(), row.own);
    EXPECT_FALSE(row.connects.has_value());
  }
  for (std::string_view who : {"vera", "olga", "fin", "root"})
    EXPECT_EQ(must(engine().leaderboard("acme", who)).audience, Audience::manager) << who;
  FIRSTLOG_EXPECT_DONE(engine().statement("acme", "bob", "bob"));
  EXPECT_EQ(engine().statement("acme", "bob", "ana").status(), Status::invalid_argument);
  FIRSTLOG_EXPECT_DONE(engine().statement("acme", "olga", "ana"));
  EXPECT_EQ(engine().statement("acme", "olga", "nobody").status(), Status::not_found);
  EXPECT_EQ(must(engine().pending("acme", "ana")).size(), 0U);
  EXPECT_EQ(must(engine().pending("acme", "bob")).size(), 1U);
  EXPECT_EQ(must(engine().pending("acme", "vera")).size(), 1U);
  // Whoever left sees no more than his own.
  world.give(commands::ChangeActor{.actor = "root", .rep = "vera", .active = false});
  EXPECT_EQ(must(engine().leaderboard("acme", "vera")).audience, Audience::rep);
  EXPECT_EQ(engine().statement("acme", "vera", "ana").status(), Status::invalid_argument);
  EXPECT_EQ(must(engine().pending("acme", "vera")).size(), 0U);
}

TEST_F(Views, TheFrozenStatementIsTheLiveOneBefore) {
  sell("ana", "one", 180'000);  // 15%: 270.00
  sell("ana", "two", 33'333);   // 49.9995: 50.00
  sell("bob", "three", 1);      // 0.0015: 0.00
  world.clock.set("2026-01-30T12:00:00Z");
  sell("ana", "four", 10'010);  // 15.015: 15.02
  const Statement live = must(engine().statement("acme", "vera", "ana", month("2026-01")));
  EXPECT_FALSE(live.frozen);
  EXPECT_EQ(live.revenue, eur(223'343));
  EXPECT_EQ(live.commission, eur(27'000 + 5'000 + 1'502));
  ASSERT_EQ(live.lines.size(), 3U);
  EXPECT_EQ(live.lines[1].commission, eur(5'000));
  EXPECT_EQ(live.zone, QuotaZone::green) << "3 of 3";
  world.clock.set("2026-02-05T12:00:00Z");
  const Outcome frozen = world.give(commands::ClosePeriod{.actor = "vera", .period = month("2026-01")});
  ASSERT_EQ(frozen.verdict, Verdict::accepted) << describe(frozen);
  sell("ana", "five", 50'000);
  for (int opened = 0; opened < 2; ++opened) {
    const Statement after = must(engine().statement("acme", "vera", "ana", month("2026-01")));
    EXPECT_TRUE(after.frozen);
    EXPECT_EQ(after.frozen_position, frozen.position);
    EXPECT_EQ(after.revenue, live.revenue);
    EXPECT_EQ(after.commission, live.commission);
    ASSERT_EQ(after.lines.size(), live.lines.size());
    for (std::size_t i = 0; i < live.lines.size(); ++i) {
      EXPECT_EQ(after.lines[i].position, live.lines[i].position);
      EXPECT_EQ(after.lines[i].commission, live.lines[i].commission);
    }
    const Statement february = must(engine().statement("acme", "ana", "ana", month("2026-02")));
    EXPECT_EQ(february.commission, eur(7'500));
    EXPECT_EQ(february.commission_year_to_date, eur(live.commission.minor_units() + 7'500));
    EXPECT_EQ(must(engine().statement("acme", "vera", "bob", month("2026-01"))).commission, eur(0));
    world.reopen();
  }
}

TEST_F(Views, TheClaimWithItsWholeEvidence) {
  world.give(
      commands::LogInterest{.actor = "bob", .contact = "bakery", .occurred_at = at("2026-01-05T08:00:00Z")});
  const Outcome first = world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  world.give(commands::LogInterest{.actor = "bob", .contact = "bakery"});
  const ClaimExplanation claim = must(engine().explain_claim("acme", "bakery"));
  EXPECT_EQ(claim.winner, first.actor);
  EXPECT_EQ(claim.winning_position, first.position);
  EXPECT_EQ(claim.winning_time, first.recorded_at);
  ASSERT_EQ(claim.contenders.size(), 3U) << "the entry that was not valid stands there too";
  EXPECT_TRUE(claim.contenders[1].wins);
  EXPECT_EQ(claim.contenders[0].occurred_at, at("2026-01-05T08:00:00Z"));
  EXPECT_EQ(claim.history.size(), 4U);
  EXPECT_EQ(engine().explain_claim("acme", "nowhere").status(), Status::not_found);
  EXPECT_EQ(engine().history("acme", ContactId(999)).status(), Status::not_found);
  EXPECT_FALSE(must(engine().explain_claim("acme", "pool")).winner.present());
}

TEST_F(Views, KeysAndHandles) {
  const ContactId id = must(engine().contact_id("acme", "bakery"));
  EXPECT_EQ(id, ContactId(1));
  EXPECT_EQ(must(engine().contact_key("acme", id)), "bakery");
  EXPECT_EQ(must(engine().contact_key("acme", ContactId(77))), "");
  EXPECT_FALSE(must(engine().contact_id("acme", "nowhere")).present());
  const ActorId ana = must(engine().actor_id("acme", "ana"));
  EXPECT_EQ(must(engine().actor_key("acme", ana)), "ana");
  EXPECT_FALSE(must(engine().actor_id("acme", "nobody")).present());
  EXPECT_EQ(must(engine().actor_key("acme", ActorId())), "");
  EXPECT_EQ(must(engine().contact("acme", id)).key, "bakery");
}

TEST_F(Views, ASnapshotChangesNoAnswer) {
  sell("ana", "one", 180'000);
  world.give(commands::LogInterest{.actor = "bob", .contact = "pool", .idempotency = {.text = "k"}});
  FIRSTLOG_ASSERT_DONE(engine().snapshot("acme"));
  world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  const HeadSummary head = must(engine().head("acme"));
  world.reopen();
  EXPECT_EQ(must(engine().head("acme")).hash, head.hash);
  EXPECT_EQ(must(engine().statement("acme", "vera", "ana")).commission, eur(27'000));
  EXPECT_EQ(must(engine().contact("acme", "bakery")).claimant_key, "ana");
  EXPECT_TRUE(
      has(world.give(commands::LogInterest{.actor = "bob", .contact = "pool", .idempotency = {.text = "k"}})
              .notices,
          Notice::replayed));
}

TEST_F(Views, AnswersInWords) {
  using testing::HasSubstr;
  world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  EXPECT_EQ(describe(world.give(commands::LogInterest{.actor = "bob", .contact = "bakery"})),
            "contested: the earliest entry by the system's timestamp owns the credit");
  EXPECT_THAT(describe(world.give(commands::LogInterest{.actor = "bob", .contact = "nowhere"})),
              HasSubstr("(contact)"));
  EXPECT_THAT(describe(world.give(commands::LogInterest{.actor = "bob", .contact = "pool"})),
              HasSubstr("no recent connect"));
  EXPECT_THAT(describe(world.give(commands::Approve{.actor = "ana", .contact = "bakery", .amount = eur(1)})),
              HasSubstr("refused: none of the actor's roles"));
  EXPECT_EQ(describe(Outcome()), "undecided");
}

}  // namespace
