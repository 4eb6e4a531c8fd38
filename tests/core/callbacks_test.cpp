// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Agreed callbacks: their limits, when they are overdue, when the manager is warned (DOMAIN 3, 4).
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "support/scenario.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

class Callbacks : public ::testing::Test {
 protected:
  explicit Callbacks(Policy policy = euro_policy()) : s(std::move(policy)) {
    s.add_actor("ana", Role::rep);
    s.add_actor("ben", Role::rep);
    s.add_contact("c", "ana");
  }
  Outcome agree(Instant due, std::string_view contact = "c", std::string_view who = "ana") {
    return s.give(commands::ScheduleCallback{.actor = who, .contact = contact, .due = due});
  }
  Scenario s;
};

TEST_F(Callbacks, OverdueAtItsTimeAndNotBefore) {
  const Instant due = at("2026-01-07T10:00:00Z");
  EXPECT_TRUE(accepts(agree(due), Rule::claim_established));
  EXPECT_EQ(s.contact("c").state, callback_scheduled);
  s.set_clock(due - Duration::microseconds(2));
  s.advance();
  EXPECT_FALSE(s.contact("c").overdue);
  s.set_clock(due);
  s.advance();
  EXPECT_TRUE(s.contact("c").overdue);
  const Event& event = s.last();
  EXPECT_EQ(event.kind, EventKind::callback_overdue);
  EXPECT_EQ(event.occurred_at, due) << "the due time stands beside the recorded one";
  EXPECT_EQ(event.recorded_at, due);
  EXPECT_EQ(event.rep, s.actor("ana"));
  EXPECT_EQ(s.contact("c").state, callback_scheduled);
}

struct Missed {
  const char* due;
  const char* warning;
};
constexpr Missed missed[] = {
    // 2026-01-07 is a Wednesday: Thursday must be over.
    {"2026-01-07T10:00:00Z", "2026-01-09T00:00:00Z"},
    {"2026-01-09T10:00:00Z", "2026-01-13T00:00:00Z"},  // Friday: Monday must be over
    {"2026-01-10T10:00:00Z", "2026-01-13T00:00:00Z"},  // Saturday
    {"2026-01-14T23:59:59Z", "2026-01-17T00:00:00Z"},  // Thursday the 15th is a holiday below
};

TEST_F(Callbacks, TheManagerIsWarnedWhenOneWorkingDayIsOver) {
  for (const Missed& each : missed) {
    Policy policy = euro_policy();
    policy.holidays = {*Date::parse("2026-01-15")};
    Scenario own(std::move(policy));
    own.add_actor("ana", Role::rep);
    own.add_contact("c", "ana");
    own.give(commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = at(each.due)});
    own.set_clock(at(each.warning) - Duration::seconds(2));
    own.advance();
    EXPECT_EQ(own.contact("c").due.to_string(), at(each.warning).to_string());
    EXPECT_EQ(own.last().kind, EventKind::callback_overdue);
    own.set_clock(each.warning);
    own.advance();
    EXPECT_EQ(own.last().kind, EventKind::callback_missed);
    EXPECT_EQ(own.last().occurred_at, at(each.warning));
    EXPECT_TRUE(own.contact("c").overdue) << "the warning resolves nothing";
    EXPECT_EQ(own.contact("c").due_kind, DueKind::none);
  }
}

// Nothing ran meanwhile: both happen at once, in their order, with their own due times.
TEST_F(Callbacks, LateTickDoesBothInOrder) {
  agree(at("2026-01-07T10:00:00Z"));
  s.add_contact("b", "ana");
  agree(at("2026-01-07T09:00:00Z"), "b");
  s.set_clock("2026-01-20T00:00:00Z");
  s.advance();
  const std::size_t n = s.events().size();
  ASSERT_GE(n, 4U);
  const EventKind kinds[] = {EventKind::callback_overdue, EventKind::callback_overdue,
                             EventKind::callback_missed, EventKind::callback_missed};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(s.back(3 - i).kind, kinds[i]) << i;
  EXPECT_EQ(s.back(3).contact, s.state().find(ContactRef("b"))) << "the earlier due time first";
  // At one due time the contact of the lower number first.
  EXPECT_EQ(s.back(1).contact, s.state().find(ContactRef("c")));
}

TEST_F(Callbacks, WarningCanBeOff) {
  Policy policy = euro_policy();
  policy.missed_callback_working_days = 0;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(policy));
  agree(at("2026-01-07T10:00:00Z"));
  s.advance_to("2026-01-07T10:00:00Z");
  EXPECT_TRUE(s.contact("c").overdue);
  EXPECT_EQ(s.contact("c").due_kind, DueKind::none);
  s.advance_to("2026-01-30T10:00:00Z");
  EXPECT_EQ(s.last().kind, EventKind::callback_overdue);
}

TEST_F(Callbacks, HorizonsLastDayIsInside) {
  // 2026-01-05 plus 90 days is 2026-04-05.
  EXPECT_TRUE(refuses(agree(at("2026-04-06T00:00:00Z")), Rule::beyond_callback_horizon));
  EXPECT_TRUE(accepts(agree(at("2026-04-05T23:59:59Z")), Rule::claim_established));
  EXPECT_TRUE(refuses(agree(Instant::from_microseconds(INT64_MAX)), Rule::beyond_callback_horizon));
}

TEST_F(Callbacks, FutureBeginsBehindNow) {
  EXPECT_TRUE(refuses(agree(s.now()), Rule::due_not_in_future));
  EXPECT_TRUE(accepts(agree(s.now() + Duration::microseconds(1)), Rule::claim_established));
  EXPECT_TRUE(refuses(s.give(commands::ScheduleRetry{.actor = "ana", .contact = "c", .due = s.now()}),
                      Rule::no_transition));
}

TEST_F(Callbacks, LimitCountsWhatIsNotResolved) {
  Policy policy = euro_policy();
  policy.callbacks_per_rep = 2;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(policy));
  for (std::string_view key : {"d", "e", "f"}) s.add_contact(key, "ana");
  const Instant due = at("2026-01-20T10:00:00Z");
  EXPECT_TRUE(accepts(agree(due), Rule::claim_established));
  EXPECT_TRUE(accepts(agree(due, "d"), Rule::claim_established));
  EXPECT_TRUE(refuses(agree(due, "e"), Rule::too_many_callbacks));
  EXPECT_TRUE(accepts(agree(due + Duration::hours(1), "d"), Rule::claim_kept)) << "moving one adds none";
  EXPECT_EQ(s.state().actor(s.actor("ana")).callbacks, 2U);
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  EXPECT_TRUE(accepts(agree(due, "e"), Rule::claim_established));
  EXPECT_TRUE(refuses(agree(due, "f"), Rule::too_many_callbacks));
  // They follow the right to call.
  s.give(commands::Assign{.actor = "root", .contact = "e", .rep = "ben"});
  EXPECT_EQ(s.state().actor(s.actor("ana")).callbacks, 1U);
  EXPECT_EQ(s.state().actor(s.actor("ben")).callbacks, 1U);
  EXPECT_TRUE(accepts(agree(due, "f"), Rule::claim_established));
}

TEST_F(Callbacks, LockTheContactFromEveryOtherRep) {
  agree(at("2026-01-20T10:00:00Z"));
  EXPECT_TRUE(refuses(agree(at("2026-01-21T10:00:00Z"), "c", "ben"), Rule::not_assignee));
  EXPECT_TRUE(refuses(s.give(commands::Take{.actor = "ben", .contact = "c"}), Rule::not_assignee));
  EXPECT_TRUE(refuses(s.give(commands::Release{.actor = "ana", .contact = "c"}), Rule::locked));
  EXPECT_TRUE(refuses(s.give(commands::Release{.actor = "root", .contact = "c"}), Rule::locked));
}

TEST_F(Callbacks, RetryOnlySetsTheNextAttempt) {
  const Instant due = at("2026-01-06T10:00:00Z");
  EXPECT_TRUE(accepts(s.give(commands::ScheduleRetry{.actor = "ana", .contact = "c", .due = due})));
  EXPECT_EQ(s.contact("c").state, fresh);
  EXPECT_EQ(s.contact("c").due, due);
  EXPECT_EQ(s.contact("c").due_kind, DueKind::retry);
  EXPECT_FALSE(s.contact("c").claimant.present()) << "no interest is implied";
  s.advance_to("2026-01-08T10:00:00Z");
  EXPECT_EQ(s.last().kind, EventKind::retry_scheduled) << "nothing happens by itself";
}

TEST_F(Callbacks, PoolCallbackTakesTheContact) {
  s.add_contact("p");
  EXPECT_TRUE(accepts(agree(at("2026-01-20T10:00:00Z"), "p", "ben"), Rule::claim_from_pool));
  EXPECT_EQ(s.assignee_of("p"), "ben");
  EXPECT_EQ(s.claimant_of("p"), "ben");
  EXPECT_EQ(s.state().actor(s.actor("ben")).callbacks, 1U);
  EXPECT_EQ(s.state().actor(s.actor("ben")).contacts, 1U);
}

}  // namespace
}  // namespace firstlog_test
