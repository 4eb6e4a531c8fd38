// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A row of the pipeline may ask for fields beside those that its command always needs (DOMAIN 3).
#include <gtest/gtest.h>

#include <string_view>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

// Interest from `new` asks for the claimed time, a loss from `interested` for its reason, recycling for
// what nobody could give.
Policy asking() {
  Policy policy = euro_policy();
  for (PipelineRow& row : policy.pipeline.rows) {
    if (row.from == fresh && row.trigger == Trigger::log_interest)
      row.needs = Fields(Field::occurred_at).bits();
    if (row.from == interested && row.trigger == Trigger::mark_not_interested)
      row.needs = (Field::reason | Field::occurred_at).bits();
    if (row.trigger == Trigger::recycle) row.needs = Fields(Field::reason).bits();
  }
  return policy;
}

class Needs : public ::testing::Test {
 protected:
  Needs() : s(asking()) {
    s.add_actor("ana", Role::rep);
    s.add_actor("ben", Role::rep);
    s.add_contact("c", "ana");
  }
  Outcome interest(std::string_view actor, bool with_time) {
    commands::LogInterest entry{.actor = actor, .contact = "c"};
    if (with_time) entry.occurred_at = s.now();
    return s.give(entry);
  }
  Scenario s;
};

TEST_F(Needs, AMissingFieldIsNamedAndLeavesNoTrace) {
  const std::size_t before = s.events().size();
  EXPECT_TRUE(rejects(interest("ana", false), Rule::field_missing, Field::occurred_at));
  EXPECT_EQ(s.events().size(), before);
  EXPECT_TRUE(accepts(interest("ana", true), Rule::claim_established));
}

TEST_F(Needs, OnlyTheRowOfTheContactsStateAsks) {
  EXPECT_TRUE(accepts(s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"})))
      << "from new nothing is asked";
  EXPECT_TRUE(accepts(s.give(commands::LogInterest{.actor = "ana", .contact = "c"}), Rule::claim_established))
      << "nor of interest from not_interested";
  EXPECT_TRUE(rejects(s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"}),
                      Rule::field_missing, Field::occurred_at))
      << "the first of the two by number";
  EXPECT_TRUE(
      rejects(s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c", .occurred_at = s.now()}),
              Rule::field_missing, Field::reason));
  EXPECT_TRUE(accepts(s.give(commands::MarkNotInterested{
      .actor = "ana", .contact = "c", .reason = "price", .occurred_at = s.now()})));
}

// Who may not give the command at all learns that first; who gives it learns what is missing before
// anything is decided, so that the second try says the whole truth.
TEST_F(Needs, StandBetweenTheRoleAndTheDecision) {
  EXPECT_TRUE(refuses(interest("root", false), Rule::role_not_allowed));
  EXPECT_TRUE(rejects(interest("ben", false), Rule::field_missing, Field::occurred_at));
  EXPECT_TRUE(contests(interest("ben", true), Rule::assignee_only));
}

TEST_F(Needs, TheSystemIsNotAsked) {
  EXPECT_TRUE(accepts(s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"})));
  s.advance_to("2026-06-01T00:00:00Z");
  EXPECT_EQ(s.contact("c").state, fresh);
  EXPECT_EQ(s.contact("c").cycle, 2U);
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

}  // namespace
}  // namespace firstlog_test
