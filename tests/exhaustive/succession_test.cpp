// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Three reps speak for one contact in every order, and any of their entries is retracted at any point, any
// two, all three: the claim is always that of the earliest valid entry which counts.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

enum class Where { assigned, pool };

// What a slow reader of the history believes.
struct Said {
  std::string_view rep;
  Position position;
  bool valid = false;
  bool counts = true;
};

const Said* earliest(const std::vector<Said>& all) {
  for (const Said& one : all)
    if (one.valid && one.counts) return &one;
  return nullptr;
}

// Steps 0 to 2: the rep of that place in the order logs interest. Steps 3 to 5: the manager retracts the
// entry of the rep of that place. An order is fit where each entry comes before its retraction.
using Steps = std::vector<int>;

void play(ClaimBy claim_by, Where where, const Steps& steps) {
  Policy policy = euro_policy();
  policy.claim_by = claim_by;
  Scenario s(std::move(policy));
  constexpr std::array<std::string_view, 3> reps{"ana", "ben", "cleo"};
  for (std::string_view rep : reps) s.add_actor(rep, Role::rep);
  s.add_contact("c", where == Where::pool ? ActorRef() : ActorRef("ana"));
  std::vector<Said> said;
  for (const int step : steps) {
    if (step < 3) {
      const std::string_view rep = reps[static_cast<std::size_t>(step)];
      const Outcome outcome = s.give(commands::LogInterest{.actor = rep, .contact = "c"});
      ASSERT_NE(outcome.verdict, Verdict::refused) << name_of(outcome.rule);
      // In the pool whoever speaks first takes the contact; without that entry it would be in the pool
      // still, so that all three could. Else the assignee may, and everybody where the policy says so.
      const bool valid = claim_by == ClaimBy::any_rep || where == Where::pool || rep == "ana";
      said.push_back({rep, s.last().position, valid, true});
      EXPECT_EQ(has(s.last().flags, EventFlag::valid_entry), valid) << rep;
    } else {
      const std::string_view rep = reps[static_cast<std::size_t>(step - 3)];
      auto entry = std::find_if(said.begin(), said.end(), [rep](const Said& one) { return one.rep == rep; });
      const Outcome outcome = s.give(commands::Retract{
          .actor = "root", .contact = "c", .refers_to = entry->position, .reason = "false"});
      ASSERT_EQ(outcome.verdict, Verdict::accepted) << name_of(outcome.rule);
      entry->counts = false;
    }
    const Said* owner = earliest(said);
    EXPECT_EQ(s.claimant_of("c"), owner == nullptr ? std::string_view() : owner->rep);
    EXPECT_EQ(s.contact("c").claim_position, owner == nullptr ? Position() : owner->position);
    if (owner != nullptr) {
      const Event& entry = s.events()[owner->position.number() - 1];
      EXPECT_EQ(s.contact("c").claimed_at, entry.recorded_at);
    }
    if (where == Where::pool) {
      // Whoever owns the credit has the contact: nobody assigned it otherwise.
      EXPECT_EQ(s.assignee_of("c"), s.claimant_of("c"));
    } else {
      EXPECT_EQ(s.assignee_of("c"), "ana");
    }
  }
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Succession, TheEarliestValidEntryThatCountsOwnsTheClaim) {
  int played = 0;
  for (const ClaimBy claim_by : {ClaimBy::assignee_or_pool, ClaimBy::any_rep})
    for (const Where where : {Where::assigned, Where::pool})
      for (int retracted = 0; retracted < 8; ++retracted) {
        Steps steps{0, 1, 2};
        for (int rep = 0; rep < 3; ++rep)
          if ((retracted >> rep & 1) != 0) steps.push_back(3 + rep);
        std::sort(steps.begin(), steps.end());
        do {
          bool fit = true;
          for (int rep = 0; rep < 3; ++rep) {
            const auto entry = std::find(steps.begin(), steps.end(), rep);
            const auto back = std::find(steps.begin(), steps.end(), 3 + rep);
            fit = fit && (back == steps.end() || entry < back);
          }
          if (!fit) continue;
          std::string label = std::string(name_of(claim_by)) + (where == Where::pool ? " pool" : " assigned");
          for (const int step : steps) label += " " + std::to_string(step);
          SCOPED_TRACE(label);
          play(claim_by, where, steps);
          ++played;
        } while (std::next_permutation(steps.begin(), steps.end()));
      }
  EXPECT_EQ(played, 4 * (6 + 3 * 12 + 3 * 30 + 90));
}

}  // namespace
}  // namespace firstlog_test
