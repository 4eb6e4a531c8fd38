// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Lost contacts come back after their days, in the organisation's zone (DOMAIN 3).
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "firstlog/store/zone_files.hpp"
#include "support/scenario.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

Zone zone(std::string_view name) {
  Result<Zone> read = zone_from_system(name);
  EXPECT_TRUE(read) << name;
  return read ? *read : Zone::utc();
}
Policy in_zone(std::string_view name) {
  Policy policy = euro_policy();
  policy.zone = name;
  return policy;
}

struct Window {
  const char* zone;
  const char* lost;
  const char* due;  // 00:00 of the ninetieth day after
};
constexpr Window windows[] = {
    {"UTC", "2026-01-05T09:00:00Z", "2026-04-05T00:00:00Z"},
    {"UTC", "2026-01-05T00:00:00Z", "2026-04-05T00:00:00Z"},
    {"UTC", "2026-01-05T23:59:59Z", "2026-04-05T00:00:00Z"},
    // Lost in winter, due in summer: an hour less; and the other way round.
    {"America/New_York", "2026-01-05T15:00:00Z", "2026-04-05T04:00:00Z"},
    {"America/New_York", "2026-09-01T15:00:00Z", "2026-11-30T05:00:00Z"},
    // The civil date counts: still the 5th in New York, already the 6th in Auckland.
    {"America/New_York", "2026-01-06T04:59:59Z", "2026-04-05T04:00:00Z"},
    {"America/New_York", "2026-01-06T05:00:00Z", "2026-04-06T04:00:00Z"},
    {"Pacific/Auckland", "2026-01-05T11:00:00Z", "2026-04-05T12:00:00Z"},
    {"Pacific/Auckland", "2026-01-05T10:59:59Z", "2026-04-04T11:00:00Z"},
};

TEST(Recycling, FallsDueWhenNinetyDatesAreOver) {
  for (const Window& window : windows) {
    SCOPED_TRACE(std::string(window.zone) + " " + window.lost);
    const bool utc = std::string_view(window.zone) == "UTC";
    Scenario s(utc ? euro_policy() : in_zone(window.zone), utc ? Zone::utc() : zone(window.zone),
               at("2026-01-01T12:00:00Z"));
    s.add_actor("ana", Role::rep);
    s.add_contact("c", "ana");
    s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
    s.set_clock(window.lost);
    s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c", .reason = "price"});
    EXPECT_EQ(s.contact("c").due.to_string(), at(window.due).to_string());
    s.set_clock(at(window.due) - Duration::microseconds(10'000));
    s.advance();
    EXPECT_EQ(s.contact("c").state, not_interested) << "day 89";
    EXPECT_EQ(s.claimant_of("c"), "ana");
    s.set_clock(window.due);
    s.advance();
    EXPECT_EQ(s.contact("c").state, fresh) << "day 90";
    EXPECT_EQ(s.contact("c").cycle, 2U);
    EXPECT_EQ(s.claimant_of("c"), "") << "the claim ends with its cycle";
    EXPECT_EQ(s.last().occurred_at, at(window.due));
    EXPECT_FALSE(s.last().actor.present()) << "the system's own";
  }
}

TEST(Recycling, HappensBeforeWhateverComesLate) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  s.add_actor("ben", Role::rep);
  s.add_contact("c", "ana");
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  s.set_clock("2026-09-01T10:00:00Z");
  // No tick ran for months; ben's entry finds a fresh contact in the pool.
  EXPECT_TRUE(accepts(s.give(commands::LogInterest{.actor = "ben", .contact = "c"}), Rule::claim_from_pool));
  EXPECT_EQ(s.contact("c").cycle, 2U);
  EXPECT_EQ(s.last().cycle, 2U);
  Position recycled;
  for (const Event& event : s.events())
    if (event.kind == EventKind::recycled) recycled = event.position;
  EXPECT_TRUE(recycled.present());
  EXPECT_LT(recycled, s.last().position);
}

TEST(Recycling, TheProspectWhoRingsBackKeepsCycleAndClaim) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  const Position claim = s.contact("c").claim_position;
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  EXPECT_TRUE(accepts(s.give(commands::LogInterest{.actor = "ana", .contact = "c"}), Rule::claim_kept));
  EXPECT_EQ(s.contact("c").claim_position, claim);
  EXPECT_EQ(s.last().refers_to, claim) << "the record names the entry that owns the credit";
  EXPECT_EQ(s.contact("c").cycle, 1U);
  EXPECT_EQ(s.contact("c").due_kind, DueKind::none);
  s.advance_to("2026-12-01T00:00:00Z");
  EXPECT_EQ(s.contact("c").cycle, 1U) << "no longer lost";
}

TEST(Recycling, RunsAssignmentAgain) {
  Policy policy = euro_policy();
  policy.assignment = {{"bakers", "bakery", "", "", "ana"}, {"A-Z", "", "A", "Z", "ben"}};
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_actor("ben", Role::rep);
  s.give(commands::RegisterContact{.actor = "root", .key = "c", .niche = "bakery", .name = "Baker"});
  s.give(commands::RegisterContact{.actor = "root", .key = "d", .name = "Dax"});
  EXPECT_EQ(s.assignee_of("c"), "ana");
  s.give(commands::Assign{.actor = "root", .contact = "c", .rep = "ben"});
  s.give(commands::MarkNotInterested{.actor = "ben", .contact = "c"});
  s.give(commands::MarkNotInterested{.actor = "ben", .contact = "d"});
  s.give(commands::ChangeActor{.actor = "root", .rep = "ben", .active = false});
  s.advance_to("2026-04-06T00:00:00Z");
  EXPECT_EQ(s.assignee_of("c"), "ana");
  EXPECT_EQ(s.contact("c").assigned_by, Rule::assigned_by_niche);
  EXPECT_EQ(s.assignee_of("d"), "") << "nobody inactive is assigned";
  EXPECT_EQ(s.contact("d").assigned_by, Rule::assigned_to_nobody_free);
  EXPECT_EQ(s.state().actor(s.actor("ben")).contacts, 0U);
  EXPECT_EQ(s.state().actor(s.actor("ana")).contacts, 1U);
}

TEST(Recycling, ExcludesThePreviousAssigneeForOneCycleOnly) {
  Policy policy = euro_policy();
  policy.recycle_excludes_previous = true;
  policy.assignment = {{"A-Z", "", "A", "Z", "ana"}};
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_actor("ben", Role::rep);
  s.give(commands::RegisterContact{.actor = "root", .key = "c", .name = "Cox"});
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  s.advance_to("2026-04-06T00:00:00Z");
  EXPECT_EQ(s.assignee_of("c"), "");
  s.give(commands::Take{.actor = "ben", .contact = "c"});
  s.give(commands::MarkNotInterested{.actor = "ben", .contact = "c"});
  s.advance_to("2026-08-01T00:00:00Z");
  EXPECT_EQ(s.assignee_of("c"), "ana");
  EXPECT_EQ(s.contact("c").cycle, 3U);
}

TEST(Recycling, UnworkableNeverComesBackByItself) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  s.give(commands::MarkUnworkable{.actor = "ana", .contact = "c", .reason = "closed_down"});
  EXPECT_EQ(s.contact("c").due_kind, DueKind::none);
  s.advance_to("2036-01-01T00:00:00Z");
  EXPECT_EQ(s.contact("c").state, unworkable);
  const Outcome reopened = s.give(commands::Reopen{.actor = "root", .contact = "c", .reason = "moved"});
  EXPECT_TRUE(accepts(reopened, Rule::assigned_to_nobody));
  EXPECT_EQ(s.contact("c").state, fresh);
  EXPECT_EQ(s.contact("c").cycle, 2U);
}

TEST(Recycling, ANewCycleBeginsWithoutTheOldDeal) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
  s.give(commands::Reject{.actor = "root", .contact = "c", .reason = "no"});
  s.give(commands::LogActivity{.actor = "ana", .contact = "c"});
  EXPECT_EQ(s.contact("c").attempts, 1U);
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  const Outcome reopened = s.give(commands::Reopen{.actor = "root", .contact = "c", .reason = "again"});
  EXPECT_FALSE(reopened.deal.present());
  EXPECT_FALSE(reopened.winner.present());
  EXPECT_EQ(s.contact("c").attempts, 0U);
  EXPECT_TRUE(refuses(s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(5)}),
                      Rule::no_transition))
      << "the decided close belongs to the cycle before";
  s.give(commands::Take{.actor = "ana", .contact = "c"});
  s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
  EXPECT_EQ(s.contact("c").deal, DealId(2));
  EXPECT_FALSE(s.last().refers_to.present());
}

// The day was promised when the contact was lost; nothing due may stay due for ever.
TEST(Recycling, ADayPromisedUnderAnOlderPolicyIsKept) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  Policy never = euro_policy();
  never.pipeline.states[not_interested - 1].recycles_after_days.reset();
  std::erase_if(never.pipeline.rows, [](const PipelineRow& row) { return row.trigger == Trigger::recycle; });
  EXPECT_TRUE(accepts(s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(never))));
  s.advance_to("2026-06-01T00:00:00Z");
  EXPECT_EQ(s.contact("c").state, fresh);
  EXPECT_EQ(s.contact("c").cycle, 2U);
  s.give(commands::Take{.actor = "ana", .contact = "c"});
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  EXPECT_EQ(s.contact("c").due_kind, DueKind::none) << "under the new one it is lost for good";
}

}  // namespace
}  // namespace firstlog_test
