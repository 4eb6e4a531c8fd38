// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Do not call: whom a suppression reaches, what it stops, and what it does not.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "firstlog/core/suppressed.hpp"
#include "support/match_keys.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using Keys = std::vector<MatchKey>;
using Scope = SuppressionScope;

class Suppression : public ::testing::Test {
 protected:
  Suppression() {
    for (std::string_view rep : {"ana", "ben"}) s.add_actor(rep, Role::rep);
    s.add_actor("tea", Role::team_lead);
    s.add_actor("fin", Role::finance);
    add("a", {phone(1), email(1)}, "ana");
  }
  ~Suppression() override { EXPECT_EQ(difference(s.replayed(), s.state()), ""); }

  ContactId add(std::string_view key, const Keys& keys, ActorRef rep = {}) {
    return s
        .give(commands::RegisterContact{
            .actor = "root", .key = key, .rep = rep, .match_keys = keys, .confirm = true})
        .contact;
  }
  ContactId id(std::string_view key) { return s.state().find(ContactRef(key)); }
  Outcome suppress(std::string_view contact, Scope scope = Scope::all, const Keys& keys = {},
                   std::string_view who = "ben") {
    return s.give(commands::Suppress{
        .actor = who, .contact = contact, .reason = "asked_by_phone", .scope = scope, .match_keys = keys});
  }
  Outcome lift(std::string_view contact, std::optional<Scope> scope = {}, Position refers_to = {}) {
    return s.give(commands::LiftSuppression{.actor = "root",
                                            .contact = contact,
                                            .reason = "consent",
                                            .personal = as_bytes("signed form"),
                                            .scope = scope,
                                            .refers_to = refers_to});
  }
  Outcome touch(std::string_view contact, Touch kind, bool inbound = false, const Keys& keys = {}) {
    return s.give(commands::LogActivity{
        .actor = "root", .contact = contact, .touch = kind, .inbound = inbound, .match_keys = keys});
  }
  bool bars(std::string_view contact, Scope scope = Scope::calls) {
    return is_suppressed(s.state(), id(contact), scope);
  }
  Scenario s;
};

TEST_F(Suppression, IsGivenByAnyRepLeadOrManagerAtAnyMoment) {
  for (std::string_view who : {"ana", "ben", "tea", "root"})
    EXPECT_TRUE(accepts(suppress("a", Scope::all, {}, who))) << who;
  EXPECT_TRUE(refuses(suppress("a", Scope::all, {}, "fin"), Rule::role_not_allowed));
  EXPECT_EQ(s.back(1).kind, EventKind::suppressed);
  EXPECT_EQ(s.back(1).reason, "asked_by_phone");
  const std::vector<std::uint32_t> all = suppressions_on(s.state(), id("a"));
  ASSERT_EQ(all.size(), 4U);
  const SuppressionRow& first = s.state().suppression(all[0]);
  EXPECT_EQ(first.by, s.actor("ana"));
  EXPECT_EQ(first.contact, id("a"));
  EXPECT_EQ(s.state().code_of(first.source), "asked_by_phone");
  EXPECT_EQ(first.since, s.events()[first.position.number() - 1].recorded_at);
}

TEST_F(Suppression, EachScopeStopsItsOwnWays) {
  struct Row {
    Touch touch;
    Scope by;
  };
  const Row rows[] = {{Touch::dial, Scope::calls},    {Touch::meeting, Scope::calls},
                      {Touch::visit, Scope::calls},   {Touch::text, Scope::messages},
                      {Touch::chat, Scope::messages}, {Touch::email, Scope::email},
                      {Touch::quote, Scope::email},   {Touch::document, Scope::email}};
  for (int scope = 0; scope < suppression_scope_count; ++scope) {
    const std::string key = "c" + std::to_string(scope);
    add(key, {phone(100U + static_cast<unsigned>(scope))});
    const Outcome given = suppress(key, static_cast<Scope>(scope));
    for (const Row& row : rows) {
      EXPECT_EQ(scope_of(row.touch), row.by);
      const bool stops = static_cast<Scope>(scope) == Scope::all || static_cast<Scope>(scope) == row.by;
      const Outcome outcome = touch(key, row.touch);
      EXPECT_TRUE(stops ? refuses(outcome, Rule::suppressed) : accepts(outcome))
          << scope << " " << name_of(row.touch);
      if (stops) {
        EXPECT_EQ(outcome.other, id(key));
        EXPECT_EQ(outcome.winning_position, given.position);
        EXPECT_EQ(s.last().refers_to, given.position);
      }
      EXPECT_TRUE(accepts(touch(key, row.touch, true))) << "inbound";
    }
  }
}

TEST_F(Suppression, StopsCallbacksAndRetriesAndNoSale) {
  const Instant due = s.now() + Duration::hours(9);
  auto callback = [&] {
    return s.give(commands::ScheduleCallback{.actor = "ana", .contact = "a", .due = due});
  };
  EXPECT_TRUE(accepts(callback(), Rule::claim_established));
  suppress("a", Scope::email);
  EXPECT_TRUE(accepts(callback(), Rule::claim_kept)) << "a callback is a call";
  suppress("a", Scope::calls);
  EXPECT_TRUE(refuses(callback(), Rule::suppressed));
  EXPECT_EQ(s.contact("a").due, due) << "what was agreed stays, marked";
  s.give(commands::LogClose{.actor = "ana", .contact = "a", .amount = eur(100)});
  EXPECT_TRUE(accepts(s.give(commands::Approve{.actor = "root", .contact = "a", .amount = eur(100)})));
  add("b", {phone(7)}, "ben");
  suppress("b");
  EXPECT_TRUE(
      refuses(s.give(commands::ScheduleRetry{.actor = "ben", .contact = "b", .due = due}), Rule::suppressed));
  EXPECT_TRUE(
      accepts(s.give(commands::LogInterest{.actor = "ben", .contact = "b"}), Rule::claim_established));
  EXPECT_TRUE(accepts(s.give(commands::MarkNotInterested{.actor = "ben", .contact = "b"})));
}

TEST_F(Suppression, ReachesTheClusterAndEveryHolderOfAKeyNowAndLater) {
  add("b", {phone(1), phone(2)});
  add("c", {phone(2)});
  add("stranger", {phone(9)});
  suppress("b");
  EXPECT_TRUE(bars("a"));
  EXPECT_TRUE(bars("c"));
  EXPECT_FALSE(bars("stranger"));
  const Outcome refused = touch("c", Touch::dial);
  EXPECT_TRUE(refuses(refused, Rule::suppressed));
  EXPECT_EQ(refused.other, id("b")) << "by which contact it comes";
  add("re-import", {email(1)});
  EXPECT_TRUE(bars("re-import"));
  add("another", {phone(2), phone(5)});
  EXPECT_TRUE(bars("another"));
}

TEST_F(Suppression, SurvivesMergeUnmergeAndRecycling) {
  add("b", {phone(2)}, "ben");
  suppress("b");
  EXPECT_FALSE(bars("a"));
  const Outcome merged =
      s.give(commands::Merge{.actor = "root", .contact = "a", .other = "b", .reason = "same"});
  EXPECT_TRUE(bars("a"));
  s.give(
      commands::Unmerge{.actor = "root", .contact = "a", .refers_to = merged.position, .reason = "differ"});
  EXPECT_FALSE(bars("a"));
  EXPECT_TRUE(bars("b"));
  s.give(commands::MarkNotInterested{.actor = "ben", .contact = "b"});
  s.advance_to("2026-06-01T00:00:00Z");
  EXPECT_EQ(s.contact("b").cycle, 2U);
  EXPECT_TRUE(bars("b"));
}

TEST_F(Suppression, OfSingleNumbersBarsThoseAlone) {
  add("b", {phone(5), phone(6), email(5)}, "ben");
  suppress("b", Scope::all, {phone(5)});
  EXPECT_FALSE(bars("b")) << "the other number may be called";
  EXPECT_TRUE(refuses(touch("b", Touch::dial, false, {phone(5)}), Rule::suppressed));
  EXPECT_TRUE(accepts(touch("b", Touch::dial, false, {phone(6)})));
  EXPECT_TRUE(accepts(touch("b", Touch::dial)));
  // Whoever has that number alone is barred, whenever he comes.
  add("c", {phone(5)});
  EXPECT_TRUE(bars("c"));
  EXPECT_TRUE(bars("c", Scope::messages));
  EXPECT_FALSE(bars("c", Scope::email)) << "it has no address of mail that could be barred";
  suppress("b", Scope::calls, {phone(6)});
  EXPECT_TRUE(bars("b"));
  EXPECT_FALSE(bars("b", Scope::messages)) << "a text to the second number is not barred";
  EXPECT_TRUE(refuses(touch("b", Touch::dial), Rule::suppressed));
  EXPECT_FALSE(bars("b", Scope::email));
  suppress("b", Scope::email, {email(5)});
  EXPECT_TRUE(bars("b", Scope::email));
  // A number that no contact holds.
  suppress("b", Scope::all, {phone(77), phone(77)});
  EXPECT_TRUE(is_barred(s.state(), phone(77), Scope::calls));
  add("d", {phone(77)});
  EXPECT_TRUE(bars("d"));
}

TEST_F(Suppression, OfADomainBarsTheBusiness) {
  add("b", {phone(5), domain(5)});
  suppress("a", Scope::all, {domain(5)});
  EXPECT_FALSE(bars("a")) << "given on it for another's domain";
  EXPECT_TRUE(bars("b"));
  EXPECT_EQ(suppressions_on(s.state(), id("b")), std::vector<std::uint32_t>{1});
}

TEST_F(Suppression, IsLiftedByAManagerWithEvidence) {
  suppress("a", Scope::calls);
  const Position email_at = suppress("a", Scope::email).position;
  suppress("a", Scope::messages);
  Command without = commands::LiftSuppression{.actor = "root", .contact = "a", .reason = "consent"};
  EXPECT_TRUE(rejects(s.give(without), Rule::field_missing, Field::personal));
  without.personal = as_bytes("form");
  without.given.add(Field::personal);
  without.actor = "ana";
  EXPECT_TRUE(refuses(s.give(without), Rule::role_not_allowed));
  EXPECT_TRUE(refuses(lift("a", Scope::all), Rule::not_suppressed)) << "none was given on all";
  EXPECT_TRUE(accepts(lift("a", Scope::calls)));
  EXPECT_FALSE(bars("a"));
  EXPECT_TRUE(bars("a", Scope::email));
  EXPECT_TRUE(accepts(lift("a", {}, email_at)));
  EXPECT_EQ(s.last().refers_to, email_at);
  EXPECT_TRUE(refuses(lift("a", {}, email_at), Rule::not_suppressed));
  suppress("a", Scope::email);
  const Outcome both = lift("a");
  EXPECT_TRUE(accepts(both));
  EXPECT_EQ(both.event_count, 2U);
  EXPECT_TRUE(suppressions_on(s.state(), id("a")).empty());
  EXPECT_TRUE(accepts(touch("a", Touch::dial)));
  EXPECT_FALSE(is_barred(s.state(), phone(1), Scope::calls));
}

TEST_F(Suppression, IsLiftedWhereItWasGiven) {
  add("b", {phone(1)});
  suppress("b");
  const Outcome refused = lift("a");
  EXPECT_TRUE(refuses(refused, Rule::not_suppressed));
  EXPECT_EQ(refused.other, id("b"));
  // Two that say the same are lifted one by one.
  const Position first = suppress("a").position;
  lift("b");
  EXPECT_TRUE(bars("b"));
  lift("a", {}, first);
  EXPECT_FALSE(bars("a"));
  EXPECT_FALSE(bars("b"));
  add("c", {phone(1)});
  EXPECT_FALSE(bars("c"));
}

TEST_F(Suppression, IsSharedByAParentGroupAndTheClaimIsNot) {
  for (std::string_view key : {"head", "north", "south"}) add(key, {});
  auto parent = [&](std::string_view contact, std::string_view of) {
    return s.give(commands::SetParent{.actor = "root", .contact = contact, .other = of});
  };
  EXPECT_TRUE(accepts(parent("north", "head")));
  EXPECT_TRUE(accepts(parent("south", "head")));
  suppress("north");
  EXPECT_TRUE(bars("south"));
  EXPECT_TRUE(bars("head"));
  add("twin of south", {phone(3)});
  add("south 2", {phone(3)});
  EXPECT_FALSE(bars("south 2"));
  EXPECT_TRUE(accepts(parent("twin of south", "south")));
  EXPECT_TRUE(bars("south 2")) << "through its cluster";
  s.give(commands::Take{.actor = "ana", .contact = "head"});
  EXPECT_TRUE(
      accepts(s.give(commands::LogInterest{.actor = "ana", .contact = "head"}), Rule::claim_established));
  EXPECT_TRUE(
      accepts(s.give(commands::LogInterest{.actor = "ben", .contact = "south"}), Rule::claim_from_pool));
  // Taken out of the group, it is reached no longer.
  EXPECT_TRUE(accepts(parent("south", "")));
  EXPECT_FALSE(bars("south"));
  EXPECT_FALSE(bars("south 2"));
  EXPECT_TRUE(bars("head"));
  EXPECT_TRUE(accepts(parent("south", "twin of south")) ? false : true) << "a cycle";
  EXPECT_EQ(s.last().rule, Rule::parent_cycle);
  EXPECT_TRUE(accepts(parent("north", "a")));
  EXPECT_FALSE(bars("head"));
  EXPECT_TRUE(bars("a"));
}

TEST_F(Suppression, KeepsItsRefusalOutOfTheJournalWhereThePolicySaysSo) {
  Policy policy = euro_policy();
  policy.journal_refusals = false;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "quiet"}, s.compile(policy));
  suppress("a");
  const std::size_t events = s.events().size();
  const Outcome outcome = touch("a", Touch::dial);
  EXPECT_TRUE(refuses(outcome, Rule::suppressed));
  EXPECT_EQ(outcome.other, id("a"));
  EXPECT_EQ(s.events().size(), events);
}

}  // namespace
}  // namespace firstlog_test
