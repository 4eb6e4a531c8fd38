// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Suspected duplicates are one business: one claim, one lock, one rep.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "firstlog/core/cluster.hpp"
#include "firstlog/core/detail/evolve/matching.hpp"
#include "support/match_keys.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using Keys = std::vector<MatchKey>;
using Members = std::vector<ContactId>;

class DuplicatesBase {
 protected:
  explicit DuplicatesBase(Policy policy = euro_policy()) : s(std::move(policy)) {
    for (std::string_view rep : {"ana", "ben", "cleo"}) s.add_actor(rep, Role::rep);
    s.add_actor("mia", Role::rep | Role::manager);
  }
  Outcome add(std::string_view key, const Keys& keys, ActorRef rep = {}, bool confirm = false) {
    return s.give(commands::RegisterContact{
        .actor = "root", .key = key, .rep = rep, .match_keys = keys, .confirm = confirm});
  }
  ContactId id(std::string_view key) { return s.state().find(ContactRef(key)); }
  Outcome interest(std::string_view who, std::string_view contact) {
    return s.give(commands::LogInterest{.actor = who, .contact = contact});
  }
  Outcome callback(std::string_view who, std::string_view contact) {
    return s.give(
        commands::ScheduleCallback{.actor = who, .contact = contact, .due = s.now() + Duration::hours(5)});
  }
  Outcome close(std::string_view who, std::string_view contact) {
    return s.give(commands::LogClose{.actor = who, .contact = contact, .amount = eur(1000)});
  }
  Outcome assign(std::string_view contact, std::string_view rep, bool confirm = false) {
    return s.give(commands::Assign{.actor = "root", .contact = contact, .rep = rep, .confirm = confirm});
  }
  Outcome take(std::string_view who, std::string_view contact) {
    return s.give(commands::Take{.actor = who, .contact = contact});
  }
  void release(std::string_view contact) {
    EXPECT_TRUE(accepts(s.give(commands::Release{.actor = "root", .contact = contact})));
  }
  // "a" is ana's, "b" ben's: one business, by a manager's will.
  void two_reps() {
    add("a", {phone(1)}, "ana");
    add("b", {phone(1)}, "ben", true);
  }
  Scenario s;
};
class Duplicates : public DuplicatesBase, public ::testing::Test {};

// ---- clusters ---------------------------------------------------------------------------------------

TEST_F(Duplicates, FormAClusterWhereTheyShareAKeyOfAKind) {
  add("a", {phone(1), email(1)});
  EXPECT_EQ(cluster_size(s.state(), id("a")), 1U);
  EXPECT_EQ(s.contact("a").kin, 0U) << "alone, it costs no row";
  const Outcome other = add("b", {phone(2), email(2)});
  EXPECT_EQ(other.event_count, 1U);
  EXPECT_FALSE(other.other.present());
  add("other kind", {match_key(MatchKind::domain, 1), match_key(MatchKind::email, 3)});
  EXPECT_EQ(cluster_size(s.state(), id("a")), 1U) << "equal bytes of another kind are another key";
  const Outcome same = add("c", {phone(9), email(1), email(1)});
  EXPECT_EQ(same.event_count, 2U);
  EXPECT_EQ(same.other, id("a"));
  EXPECT_EQ(s.last().kind, EventKind::duplicates_suspected);
  EXPECT_EQ(s.last().contact, id("c"));
  EXPECT_EQ(s.last().other, id("a"));
  EXPECT_EQ(s.back(1).kind, EventKind::contact_registered);
  EXPECT_EQ(s.last().previous, s.back(1).position);
  EXPECT_EQ(s.back(1).match_keys.size(), 3U);
  EXPECT_EQ(cluster_members(s.state(), id("c")), (Members{id("a"), id("c")}));
  EXPECT_EQ(cluster_of(s.state(), id("c")), id("a"));
  EXPECT_EQ(cluster_of(s.state(), id("b")), id("b"));
  EXPECT_EQ(shared_kinds(s.state(), id("a"), id("c")), 1U << static_cast<unsigned>(MatchKind::email));
}

TEST_F(Duplicates, ANewContactJoinsTheClustersThatItsKeysName) {
  add("a", {phone(1)});
  add("b", {phone(2)});
  add("c", {phone(3), email(2)});
  const Outcome bridge = add("d", {email(2), phone(2), phone(1)});
  EXPECT_EQ(bridge.event_count, 4U);
  EXPECT_EQ(bridge.other, id("a"));
  EXPECT_EQ(s.back(2).other, id("a"));
  EXPECT_EQ(s.back(1).other, id("b"));
  EXPECT_EQ(s.back(0).other, id("c"));
  EXPECT_EQ(cluster_members(s.state(), id("b")), (Members{id("a"), id("b"), id("c"), id("d")}));
  EXPECT_EQ(cluster_of(s.state(), id("d")), id("a"));
  EXPECT_EQ(shared_kinds(s.state(), id("a"), id("c")), 0U) << "of one cluster by way of d";
}

TEST_F(Duplicates, AttemptsOfTheClusterAreCountedTogether) {
  two_reps();
  s.give(commands::LogActivity{.actor = "ana", .contact = "a"});
  s.give(commands::LogActivity{.actor = "ana", .contact = "a"});
  s.give(commands::LogActivity{.actor = "ben", .contact = "b"});
  s.give(commands::LogActivity{.actor = "ben", .contact = "b", .inbound = true});
  EXPECT_EQ(cluster_attempts(s.state(), id("a")), 3U);
  EXPECT_EQ(cluster_attempts(s.state(), id("b")), 3U);
  s.add_contact("alone", "ana");
  s.give(commands::LogActivity{.actor = "ana", .contact = "alone"});
  EXPECT_EQ(cluster_attempts(s.state(), id("alone")), 1U);
}

// ---- who gets it ------------------------------------------------------------------------------------

TEST_F(Duplicates, GoToWhoeverHasTheBusiness) {
  add("a", {phone(1)}, "ben");
  const Outcome outcome = add("b", {phone(1)});
  EXPECT_TRUE(accepts(outcome, Rule::assigned_as_duplicate));
  EXPECT_EQ(s.assignee_of("b"), "ben");
  EXPECT_EQ(s.contact("b").assigned_by, Rule::assigned_as_duplicate);
  // The same rep may be named, another one only with confirmation.
  EXPECT_TRUE(accepts(add("c", {phone(1)}, "ben"), Rule::assigned_explicitly));
  const Outcome refused = add("d", {phone(1)}, "ana");
  EXPECT_TRUE(refuses(refused, Rule::duplicate_assigned));
  EXPECT_EQ(refused.other, id("a"));
  EXPECT_FALSE(refused.contact.present());
  EXPECT_EQ(s.last().kind, EventKind::command_refused);
  EXPECT_EQ(s.last().other, id("a"));
  EXPECT_FALSE(id("d").present()) << "it was not registered";
  EXPECT_TRUE(accepts(add("d", {phone(1)}, "ana", true), Rule::assigned_explicitly));
  EXPECT_EQ(s.assignee_of("d"), "ana");
  EXPECT_TRUE(has(s.back(1).flags, EventFlag::confirmed));
}

TEST_F(Duplicates, GoByRuleWhereNobodyWhoWorksHasTheBusiness) {
  add("a", {phone(1)});
  EXPECT_TRUE(accepts(add("b", {phone(1)}), Rule::assigned_to_nobody));
  assign("a", "ben");
  s.give(commands::ChangeActor{.actor = "root", .rep = "ben", .active = false});
  EXPECT_TRUE(accepts(add("c", {phone(1)}), Rule::assigned_to_nobody)) << "nobody inactive is given contacts";
  assign("b", "ana");
  EXPECT_TRUE(accepts(add("d", {phone(1)}), Rule::assigned_as_duplicate));
  EXPECT_EQ(s.assignee_of("d"), "ana");
}

// First the lock's, then the earliest claim's, then the oldest contact's.
TEST_F(Duplicates, GoToTheLocksRepBeforeTheClaimsBeforeTheOldest) {
  add("a", {phone(1)}, "ana");
  add("b", {phone(1)}, "ben", true);
  add("c", {phone(1)}, "cleo", true);
  auto next = [&, n = 0]() mutable {
    const std::string key = "n" + std::to_string(n++);
    add(key, {phone(1)});
    const std::string rep(s.assignee_of(key));
    s.give(commands::Release{.actor = "root", .contact = key});
    return rep;
  };
  EXPECT_EQ(next(), "ana");
  interest("ben", "b");
  EXPECT_EQ(next(), "ben");
  assign("c", "cleo", true);
  s.give(commands::LogClose{.actor = "mia", .contact = "c", .amount = eur(5)});
  EXPECT_EQ(s.contact("c").state, cold_call::pending_verification);
  EXPECT_EQ(next(), "cleo");
  s.give(commands::Reject{.actor = "root", .contact = "c", .reason = "no"});
  EXPECT_EQ(next(), "ben");
  release("b");
  EXPECT_EQ(next(), "cleo") << "c has a claim as well, a later one";
  release("c");
  EXPECT_EQ(next(), "ana");
}

TEST_F(Duplicates, AreTakenAndAssignedOnlyByWhoeverHasTheBusiness) {
  add("a", {phone(1)}, "ana");
  add("b", {phone(1)});
  release("b");
  const Outcome refused = take("ben", "b");
  EXPECT_TRUE(refuses(refused, Rule::duplicate_assigned));
  EXPECT_EQ(refused.other, id("a"));
  EXPECT_EQ(refused.contact, id("b"));
  EXPECT_TRUE(accepts(take("ana", "b"), Rule::assigned_explicitly));
  EXPECT_TRUE(refuses(assign("b", "ben"), Rule::duplicate_assigned));
  EXPECT_TRUE(accepts(assign("b", "ben", true), Rule::assigned_explicitly));
  EXPECT_TRUE(has(s.last().flags, EventFlag::confirmed));
  EXPECT_TRUE(accepts(assign("a", "ben"), Rule::assigned_explicitly)) << "then ben has the business";
  EXPECT_FALSE(has(s.last().flags, EventFlag::confirmed));
  EXPECT_TRUE(accepts(assign("a", "cleo", true), Rule::assigned_explicitly));
}

TEST_F(Duplicates, OfThePoolBelongToWhoeverHasTheBusiness) {
  add("a", {phone(1)}, "ana");
  add("b", {phone(1)});
  release("b");
  const Outcome interest_of_ben = interest("ben", "b");
  EXPECT_TRUE(contests(interest_of_ben, Rule::assignee_only));
  EXPECT_EQ(interest_of_ben.other, id("a"));
  EXPECT_TRUE(refuses(callback("ben", "b"), Rule::duplicate_assigned));
  EXPECT_TRUE(refuses(close("ben", "b"), Rule::duplicate_assigned));
  EXPECT_TRUE(accepts(interest("ana", "b"), Rule::claim_from_pool));
}

TEST_F(Duplicates, ComeBackToWhoeverHasTheBusiness) {
  two_reps();
  s.give(commands::MarkNotInterested{.actor = "ben", .contact = "b"});
  s.advance_to("2026-06-01T00:00:00Z");
  EXPECT_EQ(s.contact("b").cycle, 2U);
  EXPECT_EQ(s.assignee_of("b"), "ana");
  EXPECT_EQ(s.contact("b").assigned_by, Rule::assigned_as_duplicate);
}

// ---- one claim --------------------------------------------------------------------------------------

TEST_F(Duplicates, AnEntryOnOneIsContestedByTheClaimOnAnother) {
  two_reps();
  const Outcome first = interest("ana", "a");
  EXPECT_TRUE(accepts(first, Rule::claim_established));
  const Outcome second = interest("ben", "b");
  EXPECT_TRUE(contests(second, Rule::first_log_wins));
  EXPECT_EQ(second.winner, s.actor("ana"));
  EXPECT_EQ(second.winning_position, first.position);
  EXPECT_EQ(second.winning_time, first.recorded_at);
  EXPECT_EQ(second.other, id("a"));
  EXPECT_EQ(s.last().kind, EventKind::interest_contested);
  EXPECT_EQ(s.last().other, id("a"));
  EXPECT_EQ(s.last().refers_to, first.position);
  EXPECT_EQ(s.contact("b").state, cold_call::fresh);
  // So are the moves that imply interest.
  EXPECT_TRUE(contests(callback("ben", "b"), Rule::first_log_wins));
  EXPECT_TRUE(contests(close("ben", "b"), Rule::first_log_wins));
  EXPECT_EQ(s.claimant_of("b"), "");
  EXPECT_EQ(s.state().organisation().contested, 3U);
  EXPECT_FALSE(s.contact("b").deal.present());
  // What implies none is not.
  EXPECT_TRUE(accepts(s.give(commands::MarkNotInterested{.actor = "ben", .contact = "b"})));
}

TEST_F(Duplicates, TheClaimIsKeptByItsOwnerOnEveryContact) {
  add("a", {phone(1)}, "ana");
  add("b", {phone(1)});
  const Outcome first = interest("ana", "a");
  const Outcome second = close("ana", "b");
  EXPECT_TRUE(accepts(second, Rule::claim_kept));
  EXPECT_EQ(second.winner, s.actor("ana"));
  EXPECT_EQ(second.winning_position, first.position);
  EXPECT_EQ(second.other, id("a"));
  EXPECT_EQ(s.claimant_of("b"), "ana");
  EXPECT_EQ(s.last().refers_to, Position()) << "of a close: the one before it";
  EXPECT_EQ(s.last().other, id("a"));
  EXPECT_TRUE(accepts(s.give(commands::Approve{.actor = "root", .contact = "b", .amount = eur(1000)})));
  EXPECT_EQ(s.last().rep, s.actor("ana"));
}

TEST_F(Duplicates, AManagersCloseLeavesTheClaimWhereItWas) {
  two_reps();
  const Outcome first = interest("ana", "a");
  const Outcome closed = s.give(commands::LogClose{.actor = "root", .contact = "b", .amount = eur(7)});
  EXPECT_TRUE(accepts(closed, Rule::claim_kept));
  EXPECT_EQ(closed.winner, s.actor("ana"));
  EXPECT_EQ(closed.winning_position, first.position);
  EXPECT_EQ(s.claimant_of("b"), "ana");
  EXPECT_EQ(s.assignee_of("b"), "ben");
}

TEST_F(Duplicates, AClaimEndsWithItsCycle) {
  two_reps();
  interest("ana", "a");
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "a"});
  EXPECT_TRUE(contests(interest("ben", "b"), Rule::first_log_wins)) << "lost, it may still ring back";
  s.give(commands::Reopen{.actor = "root", .contact = "a", .reason = "again"});
  EXPECT_TRUE(accepts(interest("ben", "b"), Rule::claim_established));
  EXPECT_TRUE(contests(interest("ana", "a"), Rule::first_log_wins));
}

// Two claims that stood before anybody knew: both stay, the earlier one answers.
TEST_F(Duplicates, TwoOlderClaimsStayAndTheEarlierAnswers) {
  add("a", {phone(1)}, "ana");
  add("b", {phone(2)}, "ben");
  const Outcome later = interest("ben", "b");
  const Outcome last = interest("ana", "a");
  EXPECT_TRUE(accepts(last, Rule::claim_established));
  add("bridge", {phone(1), phone(2)}, "ana", true);
  EXPECT_EQ(standing_claim(s.state(), id("a")).contact, id("b"));
  EXPECT_EQ(standing_claim(s.state(), id("bridge")).position, later.position);
  EXPECT_EQ(s.claimant_of("a"), "ana");
  EXPECT_TRUE(contests(interest("cleo", "a"), Rule::first_log_wins));
  EXPECT_EQ(s.last().rep, s.actor("ben"));
  // On its own contact each rep goes on under the claim that stands there.
  EXPECT_TRUE(accepts(close("ana", "a"), Rule::claim_kept));
  EXPECT_EQ(s.last().rep, s.actor("ana"));
}

class AnyRep : public DuplicatesBase, public ::testing::Test {
 protected:
  AnyRep()
      : DuplicatesBase([] {
          Policy policy = euro_policy();
          policy.claim_by = ClaimBy::any_rep;
          return policy;
        }()) {}
};

TEST_F(AnyRep, TheFirstEntryOfTheClusterIsTheOnlyClaim) {
  two_reps();
  EXPECT_TRUE(accepts(interest("cleo", "a"), Rule::claim_established));
  const Outcome own = interest("cleo", "b");
  EXPECT_TRUE(refuses(own, Rule::already_logged));
  EXPECT_TRUE(contests(interest("ben", "b"), Rule::first_log_wins));
  EXPECT_EQ(s.last().other, id("a"));
  EXPECT_TRUE(contests(interest("ana", "b"), Rule::first_log_wins));
}

// All orders of three writers' entries on two contacts of one business, each rep on either contact.
TEST(TwoContactsThreeWriters, TheFirstEntryWinsInEveryOrder) {
  for (ClaimBy by : {ClaimBy::assignee_or_pool, ClaimBy::any_rep})
    for (int places = 0; places < 8; ++places) {
      std::vector<int> order{0, 1, 2};
      do {
        Policy policy = euro_policy();
        policy.claim_by = by;
        Scenario s(policy);
        const std::string_view reps[] = {"ana", "ben", "cleo"};
        for (std::string_view rep : reps) s.add_actor(rep, Role::rep);
        const Keys keys{phone(1)};
        const std::string_view contacts[] = {"a", "b"};
        for (std::string_view key : contacts)
          s.give(commands::RegisterContact{.actor = "root", .key = key, .match_keys = keys});
        Outcome first;
        for (int step = 0; step < 3; ++step) {
          const int writer = order[static_cast<std::size_t>(step)];
          const std::string_view contact = contacts[places >> writer & 1];
          const Outcome outcome = s.give(commands::LogInterest{.actor = reps[writer], .contact = contact});
          if (step == 0) {
            EXPECT_TRUE(accepts(outcome, Rule::claim_from_pool));
            first = outcome;
            continue;
          }
          EXPECT_TRUE(contests(outcome, Rule::first_log_wins)) << places << " " << step;
          EXPECT_EQ(outcome.winner, first.actor);
          EXPECT_EQ(outcome.winning_position, first.position);
          EXPECT_EQ(outcome.other, outcome.contact == first.contact ? ContactId() : first.contact);
        }
        EXPECT_EQ(s.state().organisation().contested, 2U);
      } while (std::next_permutation(order.begin(), order.end()));
    }
}

// ---- one lock ---------------------------------------------------------------------------------------

TEST_F(Duplicates, ACallbackLocksTheOthersFromOtherReps) {
  add("a", {phone(1)}, "ana");
  add("b", {phone(1)}, "ben", true);
  add("pool", {phone(1)});
  release("pool");
  const Outcome agreed = callback("ana", "a");
  const Outcome refused[] = {
      take("ben", "pool"),
      assign("pool", "ben"),
      assign("b", "cleo"),
      callback("ben", "b"),
      close("ben", "b"),
      s.give(commands::ScheduleRetry{.actor = "ben", .contact = "b", .due = s.now() + Duration::hours(3)}),
      s.give(commands::MarkNotInterested{.actor = "ben", .contact = "b"}),
      s.give(commands::MarkUnworkable{.actor = "ben", .contact = "b", .reason = "gone"})};
  for (const Outcome& outcome : refused) {
    EXPECT_TRUE(refuses(outcome, Rule::locked_by_duplicate));
    EXPECT_EQ(outcome.other, id("a"));
    EXPECT_EQ(outcome.winner, s.actor("ana"));
    EXPECT_EQ(outcome.winning_position, agreed.position);
  }
  // An entry is never lost: it is contested by the claim that the callback implies.
  EXPECT_TRUE(contests(interest("ben", "b"), Rule::first_log_wins));
  // Whoever agreed on the callback is kept off nothing, and a manager may decide otherwise.
  EXPECT_TRUE(accepts(assign("pool", "ana"), Rule::assigned_explicitly));
  EXPECT_TRUE(accepts(assign("b", "cleo", true), Rule::assigned_explicitly));
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "a"});
  EXPECT_TRUE(accepts(s.give(commands::MarkNotInterested{.actor = "cleo", .contact = "b"})));
}

TEST_F(Duplicates, AVerificationLocksTheOthers) {
  two_reps();
  close("ana", "a");
  EXPECT_TRUE(refuses(
      s.give(commands::ScheduleRetry{.actor = "ben", .contact = "b", .due = s.now() + Duration::hours(3)}),
      Rule::locked_by_duplicate));
  s.give(commands::Reject{.actor = "root", .contact = "a", .reason = "no"});
  EXPECT_TRUE(accepts(
      s.give(commands::ScheduleRetry{.actor = "ben", .contact = "b", .due = s.now() + Duration::hours(3)})));
}

// Two locks that stood before anybody knew do not stop each other.
TEST_F(Duplicates, EachRepKeepsTheContactThatHeLocked) {
  add("a", {phone(1)}, "ana");
  add("b", {phone(2)}, "ben");
  callback("ana", "a");
  callback("ben", "b");
  add("bridge", {phone(1), phone(2)});
  EXPECT_EQ(s.assignee_of("bridge"), "ana") << "of the lock registered first";
  EXPECT_TRUE(accepts(close("ben", "b"), Rule::claim_kept));
  EXPECT_TRUE(refuses(callback("ana", "bridge"), Rule::locked_by_duplicate));
  EXPECT_EQ(s.last().other, id("b"));
}

TEST_F(Duplicates, ALockOfNobodyKeepsEverybodyOff) {
  add("a", {phone(1)}, "ana");
  add("b", {phone(1)});
  interest("ana", "a");
  release("a");
  release("b");
  s.give(commands::LogClose{.actor = "root", .contact = "a", .amount = eur(3)});
  EXPECT_TRUE(refuses(take("ana", "b"), Rule::locked_by_duplicate));
  EXPECT_TRUE(refuses(take("ben", "b"), Rule::locked_by_duplicate));
}

TEST_F(Duplicates, APolicyWithOtherLocksCountsAnew) {
  two_reps();
  s.give(commands::ScheduleRetry{.actor = "ana", .contact = "a", .due = s.now() + Duration::hours(3)});
  EXPECT_FALSE(lock_against(s.state(), s.state().policy(), id("b"), s.actor("ben")).present());
  Policy policy = euro_policy();
  policy.pipeline.states[cold_call::fresh - 1].locks = true;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "locks"}, s.compile(policy));
  add("c", {phone(1)});
  EXPECT_EQ(lock_against(s.state(), s.state().policy(), id("c"), s.actor("ben")), id("a"));
  s.give(commands::AdoptPolicy{.actor = "root", .document = "locks not"}, s.compile(euro_policy()));
  EXPECT_FALSE(lock_against(s.state(), s.state().policy(), id("c"), s.actor("ben")).present());
  EXPECT_EQ(difference(s.replayed(), s.state()), "");
}

// ---- keys that change, on branches ------------------------------------------------------------------

// What a change of a contact's keys does: kept here because rules for it stand elsewhere.
TEST_F(Duplicates, KeysThatAreDroppedPartTheCluster) {
  add("a", {phone(1)});
  add("b", {phone(1), phone(2)});
  add("c", {phone(2), phone(3)});
  State branch(&s.state());
  Event event;
  event.contact = id("b");
  const Keys left{phone(2), phone(4)};
  {
    detail::Evolving v(branch, event);
    detail::set_match_keys(v, id("b"), left);
  }
  EXPECT_EQ(cluster_members(branch, id("a")), Members{id("a")});
  EXPECT_EQ(cluster_members(branch, id("b")), (Members{id("b"), id("c")}));
  EXPECT_EQ(cluster_of(branch, id("c")), id("b"));
  EXPECT_EQ(cluster_members(s.state(), id("a")).size(), 3U) << "the base knows nothing of it";
  const Keys probe{phone(4)};
  EXPECT_EQ(clusters_with(branch, probe), Members{id("b")});
  {
    detail::Evolving v(branch, event);
    detail::set_match_keys(v, id("b"), Keys{phone(1), phone(2)});
  }
  EXPECT_EQ(cluster_members(branch, id("a")).size(), 3U);
  EXPECT_EQ(clusters_with(branch, probe), Members{});
}

TEST_F(Duplicates, TwoKeysCostLessThanAHundredBytesAContact) {
  constexpr unsigned count = 50'000;
  State state;
  for (const Event& event : s.events()) ASSERT_TRUE(evolve(state, event));
  auto bytes_of = [&](bool keys) {
    State grown;
    for (const Event& event : s.events()) EXPECT_TRUE(evolve(grown, event));
    for (unsigned i = 0; i < count; ++i) {
      Event event;
      event.kind = EventKind::contact_registered;
      event.position = grown.organisation().head.plus(1);
      event.recorded_at = grown.organisation().head_time + Duration::microseconds(1);
      event.actor = ActorId(1);
      event.contact = ContactId(i + 1);
      event.cycle = 1;
      event.state_to = 1;
      const std::string key = std::to_string(i);
      event.key = key;
      const MatchKey held[] = {phone(i), email(i)};
      if (keys) event.match_keys = held;
      EXPECT_TRUE(evolve(grown, event));
    }
    return grown.memory_bytes();
  };
  const std::size_t with = bytes_of(true);
  const std::size_t without = bytes_of(false);
  RecordProperty("bytes_a_contact", static_cast<int>((with - without) / count));
  EXPECT_LT((with - without) / count, 100U) << "32 of them are the keys' own";
}

}  // namespace
}  // namespace firstlog_test
