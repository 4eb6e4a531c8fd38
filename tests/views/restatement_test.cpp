// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a plan would change where it held from an instant that has passed: to the cent, per rep and
// period, with the reason of each line.
#include "firstlog/views/restatement.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "firstlog/views/performance.hpp"
#include "support/scenario.hpp"

namespace firstlog_test {
namespace {

Plan plan_of(std::vector<Tier> tiers) {
  Plan plan;
  plan.currency = currency("EUR");
  plan.tiers = std::move(tiers);
  return plan;
}

// Lines as 15 % from 0 paid them.
class Restating : public ::testing::Test {
 protected:
  void sold(std::uint64_t position, ActorId rep, std::string_view closed, std::string_view period,
            std::int64_t invoiced) {
    const CommissionLine paid = *commission_of(plan_of({{0, Rate::of(15, 100)}}), eur(invoiced));
    StatementLine line;
    line.position = Position(position);
    line.closed_at = line.rated_at = at(closed);
    line.contact = ContactId(static_cast<std::uint32_t>(position));
    line.deal = DealId(static_cast<std::uint32_t>(position));
    line.rep = rep;
    line.period = month(period);
    line.invoiced = eur(invoiced);
    line.commission = paid.commission;
    line.rate = paid.rate;
    line.tier = paid.tier;
    line.rounding = paid.rounding;
    lines.push_back(line);
  }
  Restatement preview(const Plan& plan, std::string_view from, std::string_view open = "2026-03") {
    Result<Restatement> restatement = preview_restatement(
        lines, {.plan = &plan, .from = at(from), .until = until, .oldest_open = month(open)});
    EXPECT_TRUE(restatement.ok());
    return restatement ? *restatement : Restatement();
  }

  std::vector<StatementLine> lines;
  std::optional<Instant> until;
  const ActorId ana{1};
  const ActorId ben{2};
};

TEST_F(Restating, SumsPerRepAndPeriod) {
  sold(10, ana, "2026-01-10T12:00:00Z", "2026-01", 100'000);
  sold(11, ana, "2026-01-20T12:00:00Z", "2026-01", 50'000);
  sold(12, ben, "2026-01-21T12:00:00Z", "2026-01", 10'000);
  sold(13, ana, "2026-02-10T12:00:00Z", "2026-02", 200'000);
  const Plan twenty = plan_of({{0, Rate::of(20, 100)}});
  const Restatement r = preview(twenty, "2026-01-01T00:00:00Z");
  EXPECT_EQ(r.considered, 4U);
  ASSERT_EQ(r.periods.size(), 3U);
  EXPECT_EQ(r.periods[0].rep, ana);
  EXPECT_EQ(r.periods[0].period, month("2026-01"));
  EXPECT_EQ(r.periods[0].lines, 2U);
  EXPECT_EQ(r.periods[0].paid, eur(22'500));
  EXPECT_EQ(r.periods[0].would_pay, eur(30'000));
  EXPECT_EQ(r.periods[0].difference, eur(7'500));
  EXPECT_EQ(r.periods[1].period, month("2026-02"));
  EXPECT_EQ(r.periods[1].difference, eur(10'000));
  EXPECT_EQ(r.periods[2].rep, ben);
  EXPECT_EQ(r.periods[2].difference, eur(500));
  EXPECT_EQ(r.difference, eur(18'000));
}

TEST_F(Restating, SaysWhyOfEachLine) {
  sold(20, ana, "2026-01-10T12:00:00Z", "2026-01", 60'001);
  const Plan tiers = plan_of({{0, Rate::of(10, 100)}, {50'000, Rate::of(175, 1000)}});
  const Restatement r = preview(tiers, "2026-01-01T00:00:00Z");
  ASSERT_EQ(r.lines.size(), 1U);
  const RestatedLine& line = r.lines[0];
  EXPECT_EQ(line.position, Position(20));
  EXPECT_EQ(line.base, eur(60'001));
  EXPECT_EQ(line.paid, eur(9'000));        // 9,000.15
  EXPECT_EQ(line.would_pay, eur(10'500));  // 10,500.175
  EXPECT_EQ(line.rate, Rate::of(15, 100));
  EXPECT_EQ(line.new_rate, Rate::of(175, 1000));
  EXPECT_EQ(line.tier, 0U);
  EXPECT_EQ(line.new_tier, 1U);
}

// A rounding changed alone shows, even where it happens to pay the same.
TEST_F(Restating, ListsALineThatPaysTheSameForAnotherReason) {
  sold(20, ana, "2026-01-10T12:00:00Z", "2026-01", 10'000);
  Plan down = plan_of({{0, Rate::of(15, 100)}});
  EXPECT_TRUE(preview(down, "2026-01-01T00:00:00Z").lines.empty());
  down.rounding = RoundingMode::down;
  const Restatement r = preview(down, "2026-01-01T00:00:00Z");
  ASSERT_EQ(r.lines.size(), 1U);
  EXPECT_EQ(r.lines[0].new_rounding, RoundingMode::down);
  EXPECT_EQ(r.periods[0].difference, eur(0));
}

TEST_F(Restating, TakesRateDatesFromTheFirstToBeforeTheLastInstant) {
  sold(10, ana, "2026-01-09T23:59:59.999999Z", "2026-01", 100'000);
  sold(11, ana, "2026-01-10T00:00:00Z", "2026-01", 100'000);
  sold(12, ana, "2026-01-19T23:59:59.999999Z", "2026-02", 100'000);
  sold(13, ana, "2026-01-20T00:00:00Z", "2026-02", 100'000);
  until = at("2026-01-20T00:00:00Z");
  const Plan twenty = plan_of({{0, Rate::of(20, 100)}});
  const Restatement r = preview(twenty, "2026-01-10T00:00:00Z");
  EXPECT_EQ(r.considered, 2U);
  ASSERT_EQ(r.lines.size(), 2U);
  EXPECT_EQ(r.lines[0].position, Position(11));
  EXPECT_EQ(r.lines[1].position, Position(12));
}

// A frozen statement never changes: its difference would stand in the oldest open period.
TEST_F(Restating, AFrozenPeriodPostsToTheOldestOpenOne) {
  sold(10, ana, "2026-01-10T12:00:00Z", "2026-01", 100'000);
  sold(11, ana, "2026-02-10T12:00:00Z", "2026-02", 100'000);
  sold(12, ana, "2026-03-10T12:00:00Z", "2026-03", 100'000);
  const Plan less = plan_of({{0, Rate::of(10, 100)}});
  const Restatement r = preview(less, "2026-01-01T00:00:00Z", "2026-02");
  ASSERT_EQ(r.periods.size(), 3U);
  EXPECT_EQ(r.periods[0].posts_to, month("2026-02"));
  EXPECT_EQ(r.periods[1].posts_to, month("2026-02"));
  EXPECT_EQ(r.periods[2].posts_to, month("2026-03"));
  EXPECT_EQ(r.periods[0].difference, eur(-5'000));
}

TEST_F(Restating, NothingToRestateIsNothing) {
  const Plan twenty = plan_of({{0, Rate::of(20, 100)}});
  const Restatement r = preview(twenty, "2026-01-01T00:00:00Z");
  EXPECT_EQ(r.considered, 0U);
  EXPECT_TRUE(r.periods.empty());
  EXPECT_FALSE(r.difference.currency().present());
}

TEST_F(Restating, WhatCannotBeRestatedIsNamed) {
  sold(10, ana, "2026-01-10T12:00:00Z", "2026-01", 100'000);
  EXPECT_EQ(preview_restatement(lines, {.oldest_open = month("2026-01")}).status(), Status::invalid_argument);
  Plan dollars = plan_of({{0, Rate::of(20, 100)}});
  dollars.currency = currency("USD");
  EXPECT_EQ(preview_restatement(lines, {.plan = &dollars, .oldest_open = month("2026-01")}).status(),
            Status::invalid_argument);
  Plan gap = plan_of({{1, Rate::of(20, 100)}});
  EXPECT_EQ(preview_restatement(lines, {.plan = &gap, .oldest_open = month("2026-01")}).status(),
            Status::malformed);
  lines.assign(4, lines[0]);
  for (StatementLine& line : lines) line.commission = eur(-5'000'000'000'000'000'000);
  const Plan twenty = plan_of({{0, Rate::of(20, 100)}});
  EXPECT_EQ(preview_restatement(lines, {.plan = &twenty, .oldest_open = month("2026-01")}).status(),
            Status::overflow);
}

// Over a history: the policy tried holds until the next one that came into force behind its instant.
TEST(RestatingHistory, HoldsUntilTheNextPolicy) {
  Policy none = euro_policy();
  none.interest_needs_connect = ConnectCheck::off;
  Scenario s(none);
  s.add_actor("ana", Role::rep);
  Policy later = none;
  later.plan.tiers = {{0, Rate::of(12, 100)}};
  s.give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = at("2026-01-20T00:00:00Z")},
         s.compile(later));
  for (const char* day : {"2026-01-08T10:00:00Z", "2026-01-12T10:00:00Z", "2026-01-25T10:00:00Z"}) {
    s.set_clock(day);
    s.add_contact(day, "ana");
    s.give(commands::LogClose{.actor = "ana", .contact = day, .amount = eur(100'000)});
    s.give(commands::Approve{.actor = "root", .contact = day, .amount = eur(100'000)});
  }
  Performance performance;
  for (const Event& event : s.events()) ASSERT_TRUE(performance.apply(event).ok());
  ASSERT_EQ(performance.lines().size(), 3U);
  EXPECT_EQ(performance.lines()[1].commission, eur(15'000));
  EXPECT_EQ(performance.lines()[2].commission, eur(12'000));
  Policy tried = none;
  tried.plan.tiers = {{0, Rate::of(20, 100)}};
  const CompiledPolicy* policy = s.compile(tried);
  const Restatement r = *preview_restatement(performance, *policy, at("2026-01-10T00:00:00Z"),
                                             s.state().organisation().oldest_open);
  EXPECT_EQ(r.considered, 1U) << "neither before its instant nor under the policy of the 20th";
  EXPECT_EQ(r.difference, eur(5'000));
  EXPECT_EQ(r.periods[0].posts_to, month("2026-01"));
  const Restatement from_ever = *preview_restatement(performance, *policy, at("2020-01-01T00:00:00Z"),
                                                     s.state().organisation().oldest_open);
  EXPECT_EQ(from_ever.considered, 2U) << "it stands in for the founding policy";
  const Restatement last = *preview_restatement(performance, *policy, at("2026-01-21T00:00:00Z"),
                                                s.state().organisation().oldest_open);
  EXPECT_EQ(last.difference, eur(8'000));
}

}  // namespace
}  // namespace firstlog_test
