// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// When a period freezes, and where an approval is credited (DOMAIN 6, 11).
#include <gtest/gtest.h>

#include "firstlog/store/zone_files.hpp"
#include "support/scenario.hpp"

namespace firstlog_test {
namespace {

Zone zone(std::string_view name) {
  Result<Zone> read = zone_from_system(name);
  EXPECT_TRUE(read) << name;
  return read ? *read : Zone::utc();
}

// January 2026 ends on a Saturday: 2, 3, 4, 5, 6 February are the five working days.
TEST(Periods, FreezeByThemselvesWhenFiveWorkingDaysAreOver) {
  Scenario s;
  EXPECT_EQ(s.state().organisation().freeze_due, at("2026-02-07T00:00:00Z"));
  s.set_clock(at("2026-02-07T00:00:00Z") - Duration::seconds(1));
  s.advance();
  EXPECT_EQ(s.state().organisation().oldest_open, month("2026-01"));
  s.advance_to("2026-02-07T00:00:00Z");
  EXPECT_EQ(s.state().organisation().oldest_open, month("2026-02"));
  EXPECT_EQ(s.last().kind, EventKind::period_closed);
  EXPECT_EQ(s.last().period, month("2026-01"));
  EXPECT_EQ(s.last().occurred_at, at("2026-02-07T00:00:00Z"));
  EXPECT_EQ(s.state().organisation().freeze_due, at("2026-03-07T00:00:00Z"));
}

TEST(Periods, EachFreezesInItsTurnHoweverLate) {
  Scenario s;
  s.advance_to("2026-06-30T00:00:00Z");
  EXPECT_EQ(s.state().organisation().oldest_open, month("2026-06"));
  YearMonth expected = month("2026-01");
  for (const Event& event : s.events())
    if (event.kind == EventKind::period_closed) {
      EXPECT_EQ(event.period, expected);
      expected = *expected.plus_months(1);
    }
  EXPECT_EQ(expected, month("2026-06"));
}

TEST(Periods, AreClosedByHandOldestFirstAndOnlyWhenOver) {
  Scenario s;
  s.add_actor("fin", Role::finance);
  s.add_actor("ana", Role::rep);
  auto close = [&](const char* who, const char* what) {
    return s.give(commands::ClosePeriod{.actor = who, .period = month(what)});
  };
  s.set_clock("2026-01-31T23:59:58Z");
  EXPECT_TRUE(refuses(close("fin", "2026-01"), Rule::period_not_over));
  s.set_clock("2026-02-01T00:00:00Z");
  EXPECT_TRUE(refuses(close("ana", "2026-01"), Rule::role_not_allowed));
  EXPECT_TRUE(refuses(close("fin", "2026-02"), Rule::period_not_over));
  EXPECT_TRUE(accepts(close("fin", "2026-01")));
  EXPECT_TRUE(refuses(close("fin", "2026-01"), Rule::period_already_closed));
  EXPECT_EQ(s.state().organisation().oldest_open, month("2026-02"));
  // By itself only February freezes now: January is done.
  s.advance_to("2026-02-20T00:00:00Z");
  EXPECT_EQ(s.state().organisation().oldest_open, month("2026-02"));
}

TEST(Periods, EndInTheOrganisationsZone) {
  Policy policy = euro_policy();
  policy.zone = "Pacific/Auckland";
  Scenario s(std::move(policy), zone("Pacific/Auckland"));
  s.set_clock("2026-01-31T10:59:58Z");  // 23:59:58 in Auckland
  EXPECT_TRUE(refuses(s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-01")}),
                      Rule::period_not_over));
  s.set_clock("2026-01-31T11:00:00Z");
  EXPECT_TRUE(accepts(s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-01")})));
}

struct Sale : Scenario {
  explicit Sale(Policy policy = euro_policy(), Zone zone = Zone::utc())
      : Scenario(std::move(policy), std::move(zone)) {
    add_actor("ana", Role::rep);
    add_contact("c", "ana");
    give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
  }
  Outcome approve() { return give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(100)}); }
};

TEST(CreditDate, IsTheApprovalsMonth) {
  Sale s;
  s.set_clock("2026-02-03T10:00:00Z");  // January is still open
  EXPECT_TRUE(accepts(s.approve()));
  EXPECT_EQ(s.deal_of("c").period, month("2026-02"));
  EXPECT_FALSE(has(s.last().flags, EventFlag::prior_period));
}

TEST(CreditDate, IsTheLastInstantOfAMonthInTheZone) {
  Policy policy = euro_policy();
  policy.zone = "America/New_York";
  Sale s(std::move(policy), zone("America/New_York"));
  s.set_clock("2026-02-01T04:59:59Z");
  EXPECT_TRUE(accepts(s.approve()));
  EXPECT_EQ(s.deal_of("c").period, month("2026-01"));
}

// The credit date is the approval's, which time never takes back behind a freeze, but a new zone can:
// January is closed in Auckland while New York still has some hours of it.
TEST(CreditDate, OfAMonthThatIsFrozenPostsToTheOldestOpenOne) {
  Policy auckland = euro_policy();
  auckland.zone = "Pacific/Auckland";
  Sale s(auckland, zone("Pacific/Auckland"));
  s.set_clock("2026-01-31T12:00:00Z");
  EXPECT_TRUE(accepts(s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-01")})));
  Policy new_york = euro_policy();
  new_york.zone = "America/New_York";
  EXPECT_TRUE(accepts(s.give(commands::AdoptPolicy{.actor = "root", .document = "d"},
                             s.compile(new_york, zone("America/New_York")))));
  EXPECT_TRUE(refuses(s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-01")}),
                      Rule::period_not_over));
  EXPECT_TRUE(accepts(s.approve()));
  EXPECT_EQ(s.deal_of("c").period, month("2026-02"));
  EXPECT_TRUE(has(s.last().flags, EventFlag::prior_period));
}

TEST(Periods, ANewPolicyMovesTheFreezeOfTheOpenOne) {
  Scenario s;
  Policy slow = euro_policy();
  slow.freeze_after_working_days = 10;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(slow));
  EXPECT_EQ(s.state().organisation().freeze_due, at("2026-02-14T00:00:00Z"));
  Policy now = euro_policy();
  now.freeze_after_working_days = 0;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(now));
  EXPECT_EQ(s.state().organisation().freeze_due, at("2026-02-01T00:00:00Z"));
}

}  // namespace
}  // namespace firstlog_test
