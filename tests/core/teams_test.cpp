// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Teams by day, and how far a team lead's word reaches (DOMAIN 1).
#include <gtest/gtest.h>

#include <string_view>

#include "firstlog/store/zone_files.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

// Reps ana, ben, cem; leads tea and leo. The day is Monday 2026-01-05.
struct Floor : Scenario {
  explicit Floor(Policy policy = euro_policy()) : Scenario(std::move(policy)) {
    for (const char* rep : {"ana", "ben", "cem"}) add_actor(rep, Role::rep);
    for (const char* lead : {"tea", "leo"}) add_actor(lead, Role::team_lead);
  }
  Outcome team(std::string_view rep, std::string_view code, ActorRef lead = {}, std::string_view from = {}) {
    commands::SetTeam set{.actor = "root", .rep = rep, .team = code, .lead = lead};
    if (!from.empty()) set.from = day(from);
    return give(set);
  }
  std::string_view team_on(std::string_view rep, std::string_view on) const {
    return state().team_name(state().team_of(actor(rep), day(on)).team);
  }
  std::string_view lead_on(std::string_view rep, std::string_view on) const {
    return name(state().lead_of(actor(rep), day(on)));
  }
};

TEST(Teams, BeginOnADayAndLastUntilTheNext) {
  Floor s;
  EXPECT_FALSE(s.state().teams_exist());
  EXPECT_TRUE(accepts(s.team("ana", "north", "tea")));
  EXPECT_TRUE(accepts(s.team("ana", "south", "leo", "2026-02-01")));
  EXPECT_TRUE(s.state().teams_exist());
  EXPECT_EQ(s.team_on("ana", "2026-01-04"), "");
  EXPECT_EQ(s.team_on("ana", "2026-01-05"), "north") << "today, where no day is given";
  EXPECT_EQ(s.team_on("ana", "2026-01-31"), "north");
  EXPECT_EQ(s.team_on("ana", "2026-02-01"), "south");
  EXPECT_EQ(s.lead_on("ana", "2026-01-31"), "tea");
  EXPECT_EQ(s.lead_on("ana", "2026-02-01"), "leo");
  // What is said late for days before leaves what was said for later ones.
  EXPECT_TRUE(accepts(s.team("ana", "west", {}, "2026-01-20")));
  EXPECT_EQ(s.team_on("ana", "2026-01-25"), "west");
  EXPECT_EQ(s.lead_on("ana", "2026-01-25"), "");
  EXPECT_EQ(s.team_on("ana", "2026-02-01"), "south");
  // Of two for one day the later one said counts.
  EXPECT_TRUE(accepts(s.team("ana", "", {}, "2026-02-01")));
  EXPECT_EQ(s.team_on("ana", "2026-03-01"), "") << "left";
  EXPECT_EQ(s.team_on("ben", "2026-03-01"), "");
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Teams, TodayIsTheOrganisationsDate) {
  Policy policy = euro_policy();
  policy.zone = "Pacific/Auckland";
  Result<Zone> zone = zone_from_system(policy.zone);
  ASSERT_TRUE(zone);
  Scenario s(policy, *zone, at("2026-01-05T15:00:00Z"));
  s.add_actor("ana", Role::rep);
  s.give(commands::SetTeam{.actor = "root", .rep = "ana", .team = "north"});
  EXPECT_EQ(s.last().from, day("2026-01-06"));
}

TEST(Teams, BeginInAnOpenPeriod) {
  Floor s;
  EXPECT_TRUE(accepts(s.team("ana", "north", {}, "2026-01-01")));
  EXPECT_TRUE(refuses(s.team("ana", "north", {}, "2025-12-31"), Rule::before_open_period));
  s.set_clock("2026-02-03T09:00:00Z");
  EXPECT_TRUE(accepts(s.team("ana", "south", {}, "2026-01-15"))) << "January is still open";
  EXPECT_TRUE(accepts(s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-01")})));
  EXPECT_TRUE(refuses(s.team("ana", "west", {}, "2026-01-31"), Rule::before_open_period));
  EXPECT_TRUE(accepts(s.team("ana", "west", {}, "2026-02-01")));
}

TEST(Teams, AreLedByWhoMayLead) {
  Floor s;
  EXPECT_TRUE(refuses(s.team("ana", "north", "ben"), Rule::lead_not_a_lead));
  EXPECT_TRUE(accepts(s.team("ana", "north", "root"))) << "a manager";
  EXPECT_TRUE(accepts(s.team("ana", "north", "tea")));
  s.give(commands::ChangeActor{.actor = "root", .rep = "tea", .active = false});
  EXPECT_TRUE(refuses(s.team("ana", "north", "tea"), Rule::lead_not_a_lead));
  s.give(commands::ChangeActor{.actor = "root", .rep = "cem", .active = false});
  EXPECT_TRUE(refuses(s.team("cem", "north"), Rule::rep_inactive));
  EXPECT_TRUE(rejects(s.team("ana", "", "leo"), Rule::field_not_allowed, Field::cover)) << "leads him where?";
}

TEST(Teams, ANewMemberReportsToTheTeamsLead) {
  Floor s;
  s.team("ana", "north", "tea");
  s.team("cem", "south", "leo");
  s.team("ben", "north");
  EXPECT_EQ(s.lead_on("ben", "2026-01-05"), "tea");
  s.team("ana", "north", "leo", "2026-02-01");
  s.team("ben", "north", {}, "2026-01-20");
  EXPECT_EQ(s.lead_on("ben", "2026-01-20"), "tea") << "of that day";
  s.team("ben", "north", {}, "2026-03-01");
  EXPECT_EQ(s.lead_on("ben", "2026-03-01"), "leo");
  s.team("ben", "east");
  EXPECT_EQ(s.lead_on("ben", "2026-01-05"), "") << "nobody else is there";
}

TEST(TeamLeads, ReachEverybodyWhereThereAreNoTeams) {
  Floor s;
  s.add_contact("c", "ana");
  EXPECT_TRUE(accepts(s.give(commands::Assign{.actor = "tea", .contact = "c", .rep = "ben"}),
                      Rule::assigned_explicitly));
}

TEST(TeamLeads, ReachTheirPeoplesContactsAndThePool) {
  Floor s;
  s.add_contact("anas", "ana");
  s.add_contact("cems", "cem");
  s.add_contact("pool");
  s.team("ana", "north", "tea");
  s.team("ben", "north", "tea", "2026-01-07");
  s.team("cem", "south", "leo");
  auto assign = [&s](std::string_view who, std::string_view contact, std::string_view rep) {
    return s.give(commands::Assign{.actor = who, .contact = contact, .rep = rep});
  };
  const Bytes words = as_bytes("words");
  EXPECT_TRUE(refuses(assign("tea", "cems", "ana"), Rule::outside_team)) << "of another team";
  EXPECT_TRUE(refuses(assign("tea", "pool", "cem"), Rule::outside_team)) << "to another team";
  EXPECT_TRUE(refuses(assign("tea", "anas", "ben"), Rule::outside_team)) << "ben comes in two days";
  EXPECT_TRUE(refuses(s.give(commands::Release{.actor = "tea", .contact = "cems"}), Rule::outside_team));
  EXPECT_TRUE(refuses(s.give(commands::AddNote{.actor = "tea", .contact = "cems", .personal = words}),
                      Rule::outside_team));
  EXPECT_TRUE(accepts(s.give(commands::AddNote{.actor = "leo", .contact = "cems", .personal = words})));
  EXPECT_TRUE(accepts(assign("tea", "pool", "ana"), Rule::assigned_explicitly));
  EXPECT_TRUE(accepts(s.give(commands::Release{.actor = "tea", .contact = "pool"})));
  EXPECT_TRUE(accepts(assign("root", "cems", "ana"), Rule::assigned_explicitly)) << "a manager reaches all";
  s.set_clock("2026-01-07T00:00:00Z");
  EXPECT_TRUE(accepts(assign("tea", "anas", "ben"), Rule::assigned_explicitly)) << "of the day";
}

// A lead who sells has his own contacts as a rep; his being a lead gives him no more than his team.
TEST(TeamLeads, WhoAlsoSellReachTheirOwn) {
  Floor s;
  s.add_actor("max", Role::rep | Role::team_lead);
  s.add_contact("maxs", "max");
  s.add_contact("cems", "cem");
  s.team("cem", "south", "leo");
  EXPECT_TRUE(
      refuses(s.give(commands::Assign{.actor = "max", .contact = "maxs", .rep = "cem"}), Rule::outside_team));
  EXPECT_TRUE(refuses(s.give(commands::Release{.actor = "max", .contact = "cems"}), Rule::not_assignee));
  EXPECT_TRUE(refuses(s.give(commands::LogActivity{.actor = "max", .contact = "cems"}), Rule::not_assignee));
  EXPECT_TRUE(accepts(s.give(commands::LogActivity{.actor = "max", .contact = "cems", .inbound = true})));
  EXPECT_TRUE(
      accepts(s.give(commands::LogInterest{.actor = "max", .contact = "maxs"}), Rule::claim_established));
  EXPECT_TRUE(accepts(s.give(commands::Release{.actor = "max", .contact = "maxs"})));
  s.team("cem", "south", "max");
  EXPECT_TRUE(accepts(s.give(commands::LogActivity{.actor = "max", .contact = "cems"})));
  EXPECT_TRUE(accepts(s.give(commands::Release{.actor = "max", .contact = "cems"})));
}

}  // namespace
}  // namespace firstlog_test
