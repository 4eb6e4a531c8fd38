// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Quotas of real months, folded from a journal: who came, went, was away, changed his team, and what months
// under quota raise. 2026: January has 22 working days, February 20, March 22, April 22, May 21.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/books.hpp"

namespace firstlog_test {
namespace {

Policy policy_with(const Quota& quota) {
  Policy policy = euro_policy();
  policy.quota = quota;
  return policy;
}

class Quotas : public ::testing::Test {
 protected:
  explicit Quotas(Quota quota = {}) : b(policy_with(quota)) {}
  Scenario& s() { return b.scenario(); }
  void actor(std::string_view key, std::string_view from) {
    b.give(commands::RegisterActor{
        .actor = "root", .key = key, .roles = Role::rep, .active = true, .from = day(from)});
  }
  std::string owed(std::string_view rep, std::string_view period) {
    return b.performance().quota_of(b.actor(rep), month(period), s().now()).quota.to_string();
  }
  QuotaStanding standing(std::string_view rep, std::string_view period) {
    return b.performance().standing(b.actor(rep), month(period), s().now());
  }
  Books b;
};

TEST_F(Quotas, BeginWithTheDayOfTheRegistrationUnlessItNamesAnother) {
  // The books begin on Monday 5 January: of 22 working days two are over, the 1st and the 2nd.
  EXPECT_EQ(owed("ana", "2026-01"), "30/11");
  EXPECT_EQ(owed("ana", "2025-12"), "0");
  EXPECT_EQ(owed("ana", "2026-02"), "3");
  EXPECT_EQ(owed("mia", "2026-01"), "0") << "no rep";
  EXPECT_EQ(owed("mia", "2026-02"), "0");
  actor("eve", "2025-06-01");
  EXPECT_EQ(owed("eve", "2026-01"), "3");
  EXPECT_EQ(owed("eve", "2025-06"), "3");
  actor("finn", "2026-02-16");
  EXPECT_EQ(owed("finn", "2026-01"), "0");
  EXPECT_EQ(owed("finn", "2026-02"), "1.5") << "10 of 20";
  EXPECT_EQ(b.performance().quota_of(b.actor("finn"), month("2026-02"), s().now()).parts[0].days.first,
            day("2026-02-16"));
}

TEST_F(Quotas, EndWithTheLastDayAndBeginAnewWithARehire) {
  actor("eve", "2025-06-01");
  s().set_clock("2026-02-10T09:00:00Z");
  b.give(commands::Depart{.actor = "mia", .rep = "eve"});
  EXPECT_EQ(owed("eve", "2026-02"), "1.05") << "the 10th, inside, is the 7th working day";
  EXPECT_EQ(owed("eve", "2026-03"), "0");
  s().set_clock("2026-03-16T09:00:00Z");
  b.give(commands::ChangeActor{.actor = "root", .rep = "eve", .active = true, .from = day("2026-03-18")});
  EXPECT_EQ(owed("eve", "2026-03"), "15/11") << "10 of 22";
  const PeriodQuota march = b.performance().quota_of(b.actor("eve"), month("2026-03"), s().now());
  ASSERT_EQ(march.parts.size(), 1U);
  EXPECT_EQ(march.parts[0].employment_month, 1) << "a new employment";
  EXPECT_EQ(b.performance().quota_of(b.actor("eve"), month("2026-02"), s().now()).parts[0].employment_month,
            9);
}

TEST_F(Quotas, WhoGoesAndComesBackOnOneDayIsCountedOnce) {
  s().set_clock("2026-02-10T09:00:00Z");
  b.give(commands::Depart{.actor = "mia", .rep = "ana"});
  b.give(commands::ChangeActor{.actor = "root", .rep = "ana", .active = true});
  EXPECT_EQ(owed("ana", "2026-02"), "3");
}

TEST_F(Quotas, InactiveDaysAreNotOwedAndEndNoEmployment) {
  actor("eve", "2025-06-01");
  s().set_clock("2026-02-06T09:00:00Z");
  b.give(commands::ChangeActor{.actor = "root", .rep = "eve", .active = false});
  s().set_clock("2026-02-16T09:00:00Z");
  b.give(commands::ChangeActor{.actor = "root", .rep = "eve", .active = true});
  const PeriodQuota made = b.performance().quota_of(b.actor("eve"), month("2026-02"), s().now());
  EXPECT_EQ(made.quota.to_string(), "2.25") << "5 + 10 of 20";
  ASSERT_EQ(made.parts.size(), 2U);
  EXPECT_EQ(made.parts[1].employment_month, 9);
}

TEST_F(Quotas, ADateBeforeTheOpenPeriodIsRefused) {
  b.freeze("2026-01", "2026-02-02T09:00:00Z");
  const Outcome outcome = s().give(
      commands::ChangeActor{.actor = "root", .rep = "ana", .active = true, .from = day("2026-01-31")});
  EXPECT_TRUE(refuses(outcome, Rule::before_open_period));
}

TEST_F(Quotas, AbsencesAreNotOwed) {
  b.give(commands::SetAbsence{
      .actor = "mia", .rep = "ana", .from = day("2026-02-02"), .until = day("2026-02-06")});
  EXPECT_EQ(owed("ana", "2026-02"), "2.25") << "15 of 20";
  s().set_clock("2026-02-04T09:00:00Z");
  b.give(commands::CancelAbsence{
      .actor = "mia", .rep = "ana", .from = day("2026-02-02"), .until = day("2026-02-06")});
  EXPECT_EQ(owed("ana", "2026-02"), "2.7") << "back on the 4th: 18 of 20";
}

class TeamQuotas : public Quotas {
 protected:
  TeamQuotas() : Quotas(quota()) {}
  static Quota quota() {
    Quota quota;
    quota.rows = {{"", "north", std::nullopt, std::nullopt, Rate::whole(4)},
                  {"ben", "", day("2026-02-01"), std::nullopt, Rate::whole(10)}};
    return quota;
  }
};

TEST_F(TeamQuotas, FollowTheTeamByDay) {
  EXPECT_EQ(owed("ana", "2026-02"), "3");
  b.give(commands::SetTeam{.actor = "root", .rep = "ana", .team = "north", .from = day("2026-02-16")});
  EXPECT_EQ(owed("ana", "2026-02"), "3.5") << "half of 3, half of 4";
  EXPECT_EQ(owed("ana", "2026-03"), "4");
  EXPECT_EQ(owed("ben", "2026-02"), "10");
  const PeriodQuota made = b.performance().quota_of(b.actor("ana"), month("2026-02"), s().now());
  ASSERT_EQ(made.parts.size(), 2U);
  EXPECT_EQ(made.parts[0].target.source, QuotaSource::policy);
  EXPECT_EQ(made.parts[1].target.source, QuotaSource::team);
  // A statement tells a rep what he owes, not what others do.
  const Statement statement = b.statement("ana", "2026-02");
  EXPECT_TRUE(statement.quota.rows.empty());
  EXPECT_EQ(statement.standing.quota.quota.to_string(), "3.5");
}

class RevenueQuotas : public Quotas {
 protected:
  RevenueQuotas() : Quotas(quota()) {}
  static Quota quota() {
    Quota quota;
    quota.measure = QuotaMeasure::revenue;
    quota.target = Rate::whole(10'000);
    quota.pace_from = Rate::whole(1'000);
    return quota;
  }
};

TEST_F(RevenueQuotas, AreReachedByVerifiedRevenue) {
  s().set_clock("2026-02-02T09:00:00Z");
  b.sell("ana", "one", 600'000);
  b.log("ana", "two", 900'000);
  s().set_clock("2026-02-03T09:00:00Z");
  EXPECT_EQ(standing("ana", "2026-02").zone, QuotaZone::too_early) << "500 expected";
  s().set_clock("2026-02-16T09:00:00Z");
  EXPECT_EQ(standing("ana", "2026-02").zone, QuotaZone::green) << "6,000 of 5,000";
  EXPECT_EQ(standing("ana", "2026-02").pace->to_string(), "1.2");
  s().set_clock("2026-02-28T09:00:00Z");
  EXPECT_EQ(standing("ana", "2026-02").zone, QuotaZone::red) << "6,000 of 10,000";
}

class PointQuotas : public Quotas {
 protected:
  PointQuotas() : Quotas(quota()) {}
  static Quota quota() {
    Quota quota;
    quota.measure = QuotaMeasure::points;
    quota.target = Rate::whole(20);
    quota.points_per_close = Rate::whole(5);
    quota.points_per_unit = Rate::of(1, 1000);
    return quota;
  }
};

TEST_F(PointQuotas, WeighClosesAndRevenue) {
  s().set_clock("2026-02-02T09:00:00Z");
  b.sell("ana", "one", 600'000);
  b.sell("ana", "two", 450'000, {{"ana", Rate::of(1, 2)}, {"ben", Rate::of(1, 2)}});
  const QuotaStanding ana = standing("ana", "2026-02");
  EXPECT_EQ(ana.achieved.to_string(), "15.75") << "7.5 for closes, 8.25 for 8,250.00";
  EXPECT_EQ(ana.attainment->to_string(), "0.7875");
  EXPECT_EQ(standing("ben", "2026-02").achieved.to_string(), "4.75");
}

class Reviews : public Quotas {
 protected:
  Reviews() : Quotas(quota()) {
    for (const char* rep : {"under", "once", "late", "away"}) actor(rep, "2025-06-01");
    actor("starter", "2026-02-01");
  }
  static Quota quota() {
    Quota quota;
    quota.closes = 1;
    quota.ramp = {Rate::of(1, 2)};
    return quota;
  }
  void sell_to(std::string_view rep) {
    b.sell(rep, std::string(rep) + std::to_string(b.performance().lines().size()), 100);
  }
};

TEST_F(Reviews, AreRaisedByWholeMonthsRunningUnderQuota) {
  sell_to("once");
  sell_to("late");
  b.give(commands::SetAbsence{
      .actor = "mia", .rep = "away", .from = day("2026-02-10"), .until = day("2026-02-10")});
  b.freeze("2026-01", "2026-02-02T09:00:00Z");
  EXPECT_TRUE(b.performance().reviews().empty()) << "one month is none";
  EXPECT_EQ(b.performance().months_under_quota(b.actor("under")), 1);
  EXPECT_EQ(b.performance().months_under_quota(b.actor("once")), 0);
  EXPECT_EQ(b.performance().months_under_quota(b.actor("ana")), 0) << "joined in the month";
  b.freeze("2026-02", "2026-03-02T09:00:00Z");
  ASSERT_EQ(b.performance().reviews().size(), 1U);
  const QuotaReview& review = b.performance().reviews()[0];
  EXPECT_EQ(review.rep, b.actor("under"));
  EXPECT_EQ(review.period, month("2026-02"));
  EXPECT_EQ(review.months, 2);
  EXPECT_EQ(review.position, s().last().position) << "it stands with the freeze";
  EXPECT_EQ(review.raised_at, s().last().recorded_at);
  sell_to("once");
  b.freeze("2026-03", "2026-04-01T09:00:00Z");
  std::vector<std::string> raised;
  for (const QuotaReview& one : b.performance().reviews())
    raised.push_back(std::string(s().name(one.rep)) + " " + one.period.to_string());
  // ana, ben and cleo were whole in February and March; late was under in both; away's February of leave
  // does not count, January and March do; the starter's ramp was February.
  const std::vector<std::string> wanted = {"under 2026-02", "ana 2026-03",  "ben 2026-03",
                                           "cleo 2026-03",  "late 2026-03", "away 2026-03"};
  EXPECT_EQ(raised, wanted);
  EXPECT_EQ(b.performance().months_under_quota(b.actor("starter")), 1);
  EXPECT_EQ(b.performance().months_under_quota(b.actor("once")), 0);
}

TEST_F(Reviews, ANewEmploymentBeginsWithoutAStreak) {
  b.freeze("2026-01", "2026-02-02T09:00:00Z");
  EXPECT_EQ(b.performance().months_under_quota(b.actor("under")), 1);
  b.give(commands::Depart{.actor = "mia", .rep = "under"});
  EXPECT_EQ(b.performance().months_under_quota(b.actor("under")), 0);
}

// What is frozen stays what it was, whatever is said later.
TEST_F(Quotas, OfAFrozenPeriodStay) {
  b.sell("ana", "one", 100);
  b.sell("ana", "two", 100);
  b.freeze("2026-01", "2026-02-02T09:00:00Z");
  const Statement then = b.statement("ana", "2026-01");
  Policy other = euro_policy();
  other.quota.closes = 40;
  b.adopt(other);
  b.give(commands::SetAbsence{
      .actor = "mia", .rep = "ana", .from = day("2026-02-03"), .until = day("2026-02-20")});
  b.give(commands::Depart{.actor = "mia", .rep = "ana"});
  s().set_clock("2026-05-02T09:00:00Z");
  const Statement now = b.statement("ana", "2026-01");
  EXPECT_EQ(Books::difference(then, now), "");
  EXPECT_EQ(now.standing.quota.quota.to_string(), "30/11");
  EXPECT_EQ(now.standing.zone, QuotaZone::amber) << "2 of 30/11";
}

}  // namespace
}  // namespace firstlog_test
