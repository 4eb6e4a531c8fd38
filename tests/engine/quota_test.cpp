// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Quotas, ranks and reviews as an engine answers them: who sees what, and the same after a snapshot as after
// a replay.
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"
#include "firstlog/views/quota_review.hpp"

#include <algorithm>
#include <string>

#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

class EngineQuotas : public ::testing::Test {
 protected:
  void SetUp() override {
    Policy policy = euro_policy();
    policy.quota.rows = {{"", "north", std::nullopt, std::nullopt, Rate::whole(4)}};
    policy.quota.ramp = {Rate::of(1, 2)};
    world.small_team(policy);
    world.actor("vera", Role::manager);
    give(commands::RegisterActor{
        .actor = "root", .key = "cleo", .roles = Role::rep, .active = true, .from = day("2024-03-01")});
    give(commands::SetTeam{.actor = "root", .rep = "cleo", .team = "north", .from = day("2026-02-16")});
    give(commands::SetAbsence{
        .actor = "vera", .rep = "bob", .from = day("2026-02-02"), .until = day("2026-02-06")});
  }
  void give(const Command& command) { EXPECT_EQ(world.give(command).verdict, Verdict::accepted); }
  void sell(std::string_view who, std::string_view contact, std::int64_t cents) {
    give(commands::RegisterContact{.actor = "root", .key = contact, .rep = who});
    give(commands::LogClose{.actor = who, .contact = contact, .amount = eur(cents)});
    give(commands::Approve{.actor = "vera", .contact = contact, .amount = eur(cents)});
  }
  // In steps, as an organisation at work would: a clock that jumps is suspect.
  void pass_to(std::string_view time) {
    const Instant then = firstlog_test::at(time);
    while (world.clock.now() < then) {
      world.clock.set(std::min(then, world.clock.now() + Duration::hours(24 * 20)));
      give(commands::AddNote{.actor = "vera", .contact = "pool", .personal = as_bytes("still here")});
    }
  }
  // Everything asked of quotas and ranks, as one text.
  std::string everything() {
    Engine& engine = world.engine();
    std::string all;
    for (const char* rep : {"ana", "bob", "cleo", "vera"})
      for (const char* period : {"2026-01", "2026-02", "2026-03"}) {
        const QuotaStanding one = must(engine.quota("acme", "vera", rep, month(period)));
        const auto rank = must(engine.rank("acme", rep, month(period)));
        all += std::string(rep) + " " + period + " " + one.quota.quota.to_string() + " " +
               one.achieved.to_string() + " " + one.zone_name + " " + std::to_string(rank.value_or(0)) + "\n";
        for (const QuotaPart& part : one.quota.parts)
          all += " " + part.days.first.to_string() + " " + std::string(name_of(part.target.source)) + " " +
                 std::to_string(part.employment_month) + " " + part.quota.to_string() + "\n";
      }
    for (const QuotaReview& review : must(engine.quota_reviews("acme", "vera")))
      all += std::to_string(review.rep.number()) + " " + review.period.to_string() + " " +
             std::to_string(review.months) + "\n";
    return all;
  }
  World world;
};

TEST_F(EngineQuotas, ShowARepHisOwnOnly) {
  sell("ana", "one", 100'000);
  Engine& engine = world.engine();
  EXPECT_EQ(must(engine.quota("acme", "ana", "ana")).achieved, Exact::whole(1));
  EXPECT_EQ(engine.quota("acme", "ana", "bob").status(), Status::invalid_argument);
  EXPECT_EQ(must(engine.quota("acme", "vera", "bob", month("2026-02"))).quota.leave_days, 5);
  EXPECT_EQ(engine.quota("acme", "nobody", "bob").status(), Status::not_found);
  EXPECT_EQ(engine.quota("acme", "vera", "nobody").status(), Status::not_found);
  EXPECT_EQ(must(engine.rank("acme", "ana")), 1U);
  EXPECT_EQ(must(engine.rank("acme", "bob")), 2U);
  EXPECT_EQ(must(engine.rank("acme", "cleo")), 2U) << "they share it";
  EXPECT_FALSE(must(engine.rank("acme", "vera")));
  EXPECT_EQ(engine.rank("acme", "nobody").status(), Status::not_found);
  const Leaderboard page =
      must(engine.leaderboard("acme", "ana", std::nullopt, {.place = 3, .count_max = 5}));
  ASSERT_EQ(page.rows.size(), 1U);
  EXPECT_EQ(page.rows[0].rank, 2U);
  EXPECT_EQ(page.rows[0].closes_to_first, 1);
  EXPECT_EQ(page.reps, 3U);
  EXPECT_TRUE(must(engine.leaderboard("acme", "ana", std::nullopt, {.place = 4})).rows.empty());
}

TEST_F(EngineQuotas, ReviewsAreShownToManagersAndToWhomTheyConcern) {
  pass_to("2026-04-20T09:00:00Z");  // January to March have frozen by themselves
  Engine& engine = world.engine();
  // January and February: cleo was whole in both. March completes ana's and bob's second whole month? ana's
  // first was February, bob was away in February.
  const std::vector<QuotaReview> all = must(engine.quota_reviews("acme", "vera"));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(must(engine.actor_key("acme", all[0].rep)), "cleo");
  EXPECT_EQ(all[0].period, month("2026-02"));
  EXPECT_EQ(must(engine.actor_key("acme", all[1].rep)), "ana");
  EXPECT_EQ(all[1].period, month("2026-03"));
  EXPECT_EQ(must(engine.quota_reviews("acme", "ana")).size(), 1U);
  EXPECT_EQ(must(engine.quota_reviews("acme", "bob")).size(), 0U);
}

TEST_F(EngineQuotas, AreTheSameAfterASnapshotAndAfterAReplay) {
  sell("ana", "one", 100'000);
  sell("bob", "two", 50'000);
  pass_to("2026-03-10T09:00:00Z");
  sell("cleo", "three", 70'000);
  const std::string told = everything();
  world.reopen();
  EXPECT_EQ(everything(), told) << "replayed";
  must(world.engine().snapshot("acme"));
  world.reopen();
  EXPECT_EQ(everything(), told) << "from the snapshot";
  sell("bob", "four", 200'000);
  give(commands::Depart{.actor = "vera", .rep = "ana"});
  give(commands::SetTeam{.actor = "root", .rep = "bob", .team = "north", .from = day("2026-03-16")});
  const std::string later = everything();
  EXPECT_NE(later, told);
  EXPECT_EQ(must(world.engine().rank("acme", "bob", month("2026-03"))), 1U);
  must(world.engine().snapshot("acme"));
  world.reopen();
  EXPECT_EQ(everything(), later);
}

}  // namespace
}  // namespace firstlog_test
