// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Three reps log interest in one contact, in every order: one winner, always the lowest valid
// position, and everybody else is told who won, when and where.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/scenario.hpp"

namespace firstlog_test {
namespace {

enum class Way { interest, callback, close };

struct Case {
  ClaimBy claim_by;
  bool pool;  // else ana is the assignee
};

class ThreeWriters : public ::testing::TestWithParam<Case> {};

TEST_P(ThreeWriters, LowestValidPositionWinsInEveryOrder) {
  std::vector<std::string_view> order{"ana", "ben", "cleo"};
  do {
    SCOPED_TRACE(std::string(order[0]).append(" ").append(order[1]).append(" ").append(order[2]));
    Policy policy = euro_policy();
    policy.claim_by = GetParam().claim_by;
    Scenario s(std::move(policy));
    for (std::string_view rep : order) s.add_actor(rep, Role::rep);
    s.add_contact("c", GetParam().pool ? ActorRef() : ActorRef("ana"));

    std::string_view winner;
    Position winning_position;
    Instant winning_time;
    std::uint32_t contested = 0;
    for (std::string_view rep : order) {
      const Position place = s.state().organisation().head.plus(1);
      const Outcome outcome = s.give(commands::LogInterest{.actor = rep, .contact = "c"});
      const bool valid = GetParam().pool || GetParam().claim_by == ClaimBy::any_rep || rep == "ana";
      if (winner.empty() && valid) {
        winner = rep;
        winning_position = place;
        winning_time = outcome.recorded_at;
        EXPECT_TRUE(accepts(outcome, GetParam().pool ? Rule::claim_from_pool : Rule::claim_established));
      } else if (winner.empty()) {
        EXPECT_TRUE(contests(outcome, Rule::assignee_only));
        ++contested;
        continue;
      } else if (rep == "ana" && !GetParam().pool) {
        // The assignee's own entry still moves the status; the claim stays where it was.
        EXPECT_TRUE(accepts(outcome, Rule::claim_kept));
      } else {
        EXPECT_TRUE(contests(outcome, Rule::first_log_wins));
        ++contested;
      }
      EXPECT_EQ(s.name(outcome.winner), winner);
      EXPECT_EQ(outcome.winning_position, winning_position);
      EXPECT_EQ(outcome.winning_time, winning_time);
    }
    EXPECT_EQ(s.claimant_of("c"), winner);
    EXPECT_EQ(s.contact("c").claim_position, winning_position);
    EXPECT_EQ(s.contact("c").claimed_at, winning_time);
    EXPECT_EQ(s.assignee_of("c"), GetParam().pool ? order[0] : std::string_view("ana"));
    EXPECT_EQ(s.state().organisation().contested, contested);
    // Every entry is in the record, the contested ones with the one that beat them.
    for (const Event& event : s.events())
      if (event.kind == EventKind::interest_contested && event.rule == Rule::first_log_wins) {
        EXPECT_EQ(event.refers_to, winning_position);
        EXPECT_EQ(s.name(event.rep), winner);
      }
  } while (std::next_permutation(order.begin(), order.end()));
}

INSTANTIATE_TEST_SUITE_P(Everywhere, ThreeWriters,
                         ::testing::Values(Case{ClaimBy::assignee_or_pool, false},
                                           Case{ClaimBy::assignee_or_pool, true},
                                           Case{ClaimBy::any_rep, false}, Case{ClaimBy::any_rep, true}),
                         [](const auto& one) {
                           return std::string(name_of(one.param.claim_by)) +
                                  (one.param.pool ? "_pool" : "_assigned");
                         });

// Interest is implied by an agreed callback and by a close: they race on the same terms.
TEST(Race, AnImpliedEntryIsAsEarlyAsItsPosition) {
  for (Way first : {Way::interest, Way::callback, Way::close}) {
    Scenario s;
    s.add_actor("ana", Role::rep);
    s.add_actor("ben", Role::rep);
    s.add_contact("c");
    const Instant due = s.now() + Duration::hours(30);
    switch (first) {
      case Way::interest: s.give(commands::LogInterest{.actor = "ana", .contact = "c"}); break;
      case Way::callback:
        s.give(commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = due});
        break;
      case Way::close: s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)}); break;
    }
    const Position won = s.last().position;
    const Outcome second = s.give(commands::LogInterest{.actor = "ben", .contact = "c"});
    EXPECT_TRUE(contests(second, Rule::first_log_wins));
    EXPECT_EQ(s.name(second.winner), "ana");
    EXPECT_EQ(second.winning_position, won);
  }
}

// The system's timestamp counts, not what the caller claims (DOMAIN 5).
TEST(Race, AClaimedTimeIsInformationOnly) {
  Policy policy = euro_policy();
  policy.claim_by = ClaimBy::any_rep;
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_actor("ben", Role::rep);
  s.add_contact("c");
  EXPECT_TRUE(accepts(s.give(commands::LogInterest{.actor = "ana", .contact = "c"}), Rule::claim_from_pool));
  const Instant earlier = s.now() - Duration::hours(48);
  const Outcome late = s.give(commands::LogInterest{.actor = "ben", .contact = "c", .occurred_at = earlier});
  EXPECT_TRUE(contests(late, Rule::first_log_wins));
  EXPECT_EQ(s.claimant_of("c"), "ana");
  EXPECT_EQ(s.last().occurred_at, earlier) << "kept as evidence";
}

}  // namespace
}  // namespace firstlog_test
