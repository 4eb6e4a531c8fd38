// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Duplicates, merges and suppressions through a store: what is asked of an engine, and that another engine,
// a snapshot and many threads see the same.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "firstlog/engine/duplicates.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/journal/match_keys.hpp"
#include "firstlog/views/statement.hpp"
#include "support/engine_world.hpp"
#include "support/match_keys.hpp"

namespace firstlog_test {
namespace {

class EngineDuplicates : public ::testing::Test {
 protected:
  EngineDuplicates() {
    world.found();
    for (const char* rep : {"ana", "bob"}) world.actor(rep, Role::rep);
    world.actor("max", Role::manager);
  }
  Outcome add(std::string_view key, const std::vector<MatchKey>& keys, ActorRef rep = {}) {
    return world.give(commands::RegisterContact{
        .actor = "root", .key = key, .rep = rep, .match_keys = keys, .confirm = true});
  }
  ContactRecord record(std::string_view key) { return must(world.engine().contact("acme", key)); }
  World world;
};

TEST_F(EngineDuplicates, AreToldWithWhatTheyShare) {
  const auto secret = std::vector<std::byte>(32, std::byte{5});
  const MatchKey number = must(match_key_of(MatchKind::phone, "+4366012345", secret));
  const MatchKey site = must(match_key_of(MatchKind::domain, "bakery.at", secret));
  add("a", {number, site}, "ana");
  add("b", {number, site}, "bob");
  add("c", {site, email(1)});
  add("d", {email(1)});
  const Outcome first = world.give(commands::LogInterest{.actor = "bob", .contact = "b"});
  const Duplicates told = must(world.engine().duplicates("acme", "a"));
  EXPECT_EQ(told.cluster, record("a").id);
  EXPECT_EQ(told.claimant, first.actor);
  EXPECT_EQ(told.claim_contact, record("b").id);
  EXPECT_EQ(told.claim_position, first.position);
  ASSERT_EQ(told.others.size(), 3U);
  EXPECT_EQ(told.others[0].key, "b");
  EXPECT_EQ(told.others[0].shares, (std::vector{MatchKind::phone, MatchKind::domain}));
  EXPECT_EQ(told.others[0].state, "interested");
  EXPECT_EQ(told.others[0].claimant, first.actor);
  EXPECT_EQ(told.others[1].shares, std::vector{MatchKind::domain});
  EXPECT_TRUE(told.others[2].shares.empty()) << "d is led to by c";
  EXPECT_EQ(record("d").cluster, record("a").id);
  EXPECT_TRUE(must(world.engine().duplicates("acme", "a")).others[0].assignee.present());
  add("alone", {});
  EXPECT_TRUE(must(world.engine().duplicates("acme", "alone")).others.empty());
  EXPECT_EQ(world.engine().duplicates("acme", "nobody").error().status, Status::not_found);
}

TEST_F(EngineDuplicates, MergedContactsAreShownAsSuchAndCountedOnce) {
  add("a", {phone(1)}, "ana");
  add("b", {phone(1)});
  const Outcome merged =
      world.give(commands::Merge{.actor = "max", .contact = "a", .other = "b", .reason = "same"});
  EXPECT_EQ(merged.verdict, Verdict::accepted);
  EXPECT_EQ(record("b").merged_into, record("a").id);
  EXPECT_EQ(must(world.engine().duplicates("acme", "a")).others[0].merged_into, record("a").id);
  EXPECT_EQ(must(world.engine().pipeline("acme"))[0].contacts, 1U);
  const Outcome refused = world.give(commands::Take{.actor = "bob", .contact = "b"});
  EXPECT_EQ(refused.rule, Rule::merged_away);
  EXPECT_EQ(refused.other, record("a").id);
  // Merge and unmerge in one batch: the event that is referred to stands in the same commit.
  const Position next = must(world.engine().head("acme")).position.plus(1);
  world.give(
      commands::Unmerge{.actor = "max", .contact = "a", .refers_to = merged.position, .reason = "differ"});
  const Position again = must(world.engine().head("acme")).position.plus(1);
  EXPECT_LT(next, again);
  const Command both[] = {
      commands::Merge{.actor = "max", .contact = "a", .other = "b", .reason = "same"},
      commands::Unmerge{.actor = "max", .contact = "a", .refers_to = again, .reason = "differ"}};
  Outcome outcomes[2];
  must(world.engine().submit("acme", both, outcomes));
  EXPECT_EQ(outcomes[0].position, again);
  EXPECT_EQ(outcomes[1].verdict, Verdict::accepted);
  EXPECT_FALSE(record("b").merged_into.present());
  EXPECT_EQ(must(world.engine().pipeline("acme"))[0].contacts, 2U);
}

// What an approval would pay, and where the manager finds the close.
TEST_F(EngineDuplicates, APendingCloseFollowsTheMerge) {
  add("a", {}, "ana");
  add("b", {}, "bob");
  world.give(commands::LogInterest{.actor = "ana", .contact = "a"});
  world.give(commands::LogClose{.actor = "bob", .contact = "b", .amount = eur(700)});
  const Outcome merged =
      world.give(commands::Merge{.actor = "max", .contact = "a", .other = "b", .reason = "same"});
  const std::vector<PendingClose> closes = must(world.engine().pending("acme", "ana"));
  ASSERT_EQ(closes.size(), 1U) << "hers is the earlier entry";
  EXPECT_EQ(closes[0].contact, record("a").id);
  EXPECT_TRUE(must(world.engine().pending("acme", "bob")).empty());
  world.give(
      commands::Unmerge{.actor = "max", .contact = "a", .refers_to = merged.position, .reason = "differ"});
  ASSERT_EQ(must(world.engine().pending("acme", "bob")).size(), 1U);
  EXPECT_EQ(must(world.engine().pending("acme", "bob"))[0].contact, record("b").id);
}

TEST_F(EngineDuplicates, SuppressionsAreToldWithTheContactTheyComeBy) {
  add("a", {phone(1)}, "ana");
  add("b", {phone(1), phone(2)});
  add("child", {});
  world.give(commands::SetParent{.actor = "root", .contact = "child", .other = "b"});
  const Outcome given = world.give(commands::Suppress{
      .actor = "bob", .contact = "a", .reason = "asked_by_mail", .scope = SuppressionScope::messages});
  for (const char* key : {"a", "b", "child"}) {
    const std::vector<ActingSuppression> all = must(world.engine().suppression("acme", key));
    ASSERT_EQ(all.size(), 1U) << key;
    EXPECT_EQ(all[0].position, given.position);
    EXPECT_EQ(all[0].since, given.recorded_at);
    EXPECT_EQ(all[0].scope, SuppressionScope::messages);
    EXPECT_EQ(all[0].source, "asked_by_mail");
    EXPECT_EQ(all[0].by, given.actor);
    EXPECT_EQ(all[0].contact_key, "a");
    EXPECT_FALSE(all[0].keys_only);
    EXPECT_TRUE(record(key).suppressed.messages);
    EXPECT_FALSE(record(key).suppressed.calls);
    EXPECT_TRUE(record(key).suppressed.any());
  }
  EXPECT_EQ(record("child").parent, record("b").id);
  EXPECT_EQ(world.engine().suppression("acme", "nobody").error().status, Status::not_found);
}

// Everything of the side tables, as an engine that replays and one that reads a snapshot see it.
TEST_F(EngineDuplicates, SurviveReplayAndSnapshot) {
  add("a", {phone(1), email(1)}, "ana");
  add("b", {phone(1)});
  add("c", {phone(3)}, "bob");
  add("d", {phone(4)});
  world.give(commands::LogInterest{.actor = "ana", .contact = "a"});
  world.give(commands::Suppress{
      .actor = "bob", .contact = "c", .reason = "asked", .match_keys = std::vector{phone(3)}});
  world.give(commands::SetParent{.actor = "root", .contact = "d", .other = "c"});
  const Outcome merged =
      world.give(commands::Merge{.actor = "max", .contact = "a", .other = "d", .reason = "same"});
  auto told = [&](Engine& engine) {
    std::string all;
    for (const char* key : {"a", "b", "c", "d"}) {
      const ContactRecord one = must(engine.contact("acme", key));
      all += one.key + " " + std::to_string(one.cluster.number()) + " " +
             std::to_string(one.merged_into.number()) + " " + std::to_string(one.parent.number()) +
             (one.suppressed.calls ? " calls" : "");
      for (const SuspectedDuplicate& other : must(engine.duplicates("acme", key)).others)
        all += " " + other.key + std::to_string(other.shares.size()) + (other.locked ? "!" : "");
      for (const ActingSuppression& one_more : must(engine.suppression("acme", key)))
        all += " " + std::to_string(one_more.position.number()) + one_more.source;
      all += "\n";
    }
    return all;
  };
  const std::string before = told(world.engine());
  EXPECT_NE(before.find(" calls"), std::string::npos);
  world.reopen();
  EXPECT_EQ(told(world.engine()), before);
  must(world.engine().snapshot("acme"));
  world.reopen();
  EXPECT_EQ(told(world.engine()), before);
  // And what is decided on it: a new duplicate, an undone merge, a lifted suppression.
  const Outcome duplicate = add("e", {email(1), phone(3)});
  EXPECT_EQ(duplicate.event_count, 3U);
  EXPECT_FALSE(record("e").suppressed.email);
  EXPECT_TRUE(record("e").suppressed.calls);
  EXPECT_EQ(world
                .give(commands::Unmerge{
                    .actor = "max", .contact = "a", .refers_to = merged.position, .reason = "no"})
                .verdict,
            Verdict::accepted);
  EXPECT_EQ(world
                .give(commands::LiftSuppression{
                    .actor = "max", .contact = "c", .reason = "consent", .personal = as_bytes("form")})
                .verdict,
            Verdict::accepted);
  EXPECT_FALSE(record("e").suppressed.any());
  const std::string after = told(world.engine());
  world.reopen();
  EXPECT_EQ(told(world.engine()), after);
  EXPECT_TRUE(sound(journal_of(world.store())));
}

TEST_F(EngineDuplicates, NoKeyOrNumberStandsInTheJournalAsText) {
  const auto secret = std::vector<std::byte>(32, std::byte{5});
  add("a", {must(match_key_of(MatchKind::phone, "+4366012345", secret))});
  world.give(commands::Suppress{
      .actor = "bob",
      .contact = "a",
      .reason = "asked",
      .match_keys = std::vector{must(match_key_of(MatchKind::phone, "+4366012345", secret))}});
  for (const TestRow& row : journal_of(world.store()).rows) {
    const std::string_view bytes(reinterpret_cast<const char*>(row.record.data()), row.record.size());
    EXPECT_EQ(bytes.find("4366012345"), std::string_view::npos);
  }
}

// Two writers, each on a contact of one business, over and over: one claim, every other entry contested.
TEST_F(EngineDuplicates, TwoWritersOnTwoContactsOfOneBusiness) {
  constexpr int rounds = 40;
  for (int i = 0; i < rounds; ++i) {
    const std::string n = std::to_string(i);
    add("x" + n, {phone(1000U + static_cast<unsigned>(i))}, "ana");
    add("y" + n, {phone(1000U + static_cast<unsigned>(i))}, "bob");
  }
  std::vector<Outcome> of_ana(rounds);
  std::vector<Outcome> of_bob(rounds);
  Engine other = world.another();
  auto write = [&](Engine& engine, const char* rep, const char* prefix, std::vector<Outcome>& out) {
    for (int i = 0; i < rounds; ++i) {
      const std::string contact = prefix + std::to_string(i);
      out[static_cast<std::size_t>(i)] =
          must(engine.submit("acme", commands::LogInterest{.actor = rep, .contact = contact}));
    }
  };
  std::thread first([&] { write(world.engine(), "ana", "x", of_ana); });
  std::thread second([&] { write(other, "bob", "y", of_bob); });
  first.join();
  second.join();
  for (std::size_t i = 0; i < rounds; ++i) {
    const Outcome& a = of_ana[i];
    const Outcome& b = of_bob[i];
    const Outcome& won = a.position < b.position ? a : b;
    const Outcome& lost = a.position < b.position ? b : a;
    EXPECT_EQ(won.verdict, Verdict::accepted) << i;
    EXPECT_EQ(lost.verdict, Verdict::contested) << i;
    EXPECT_EQ(lost.winner, won.actor);
    EXPECT_EQ(lost.winning_position, won.position);
    EXPECT_EQ(lost.other, won.contact);
  }
}

}  // namespace
}  // namespace firstlog_test
