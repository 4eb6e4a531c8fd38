// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// New rules and corrected contacts move nobody by themselves; rebalance does (DOMAIN 4).
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

Policy alphabet(std::string_view a_to_m, std::string_view n_to_z) {
  Policy policy = euro_policy();
  policy.assignment.resize(2);
  policy.assignment[0].from = "A";
  policy.assignment[0].to = "M";
  policy.assignment[0].rep = a_to_m;
  policy.assignment[1].from = "N";
  policy.assignment[1].to = "Z";
  policy.assignment[1].rep = n_to_z;
  return policy;
}
Policy sharing(std::vector<PoolMember> reps) {
  Policy policy = euro_policy();
  policy.assignment.resize(1);
  policy.assignment[0].reps = std::move(reps);
  return policy;
}

struct Floor : Scenario {
  explicit Floor(Policy policy) : Scenario(std::move(policy)) {
    for (const char* rep : {"ana", "ben", "cem"}) add_actor(rep, Role::rep);
  }
  void named(std::string_view key, std::string_view name) {
    give(commands::RegisterContact{.actor = "root", .key = key, .name = name});
  }
  void adopt(Policy policy) {
    EXPECT_TRUE(accepts(
        give(commands::AdoptPolicy{.actor = "root", .document = "next"}, compile(std::move(policy)))));
  }
  // How many events it took.
  std::size_t rebalance(bool confirm = false) {
    const std::size_t before = events().size();
    EXPECT_TRUE(accepts(give(commands::Rebalance{.actor = "root", .confirm = confirm})));
    for (std::size_t i = before; i < events().size(); ++i) EXPECT_EQ(events()[i].kind, EventKind::assigned);
    return events().size() - before;
  }
  std::map<std::string, int> held() const {
    std::map<std::string, int> counts;
    for (std::uint32_t i = 1; i <= state().contact_count(); ++i)
      ++counts[std::string(name(state().contact(ContactId(i)).assignee))];
    return counts;
  }
};

TEST(Rebalance, MovesWhatNewRulesNameAnother) {
  Floor s(alphabet("ana", "ben"));
  s.named("a", "Abel");
  s.named("b", "Noll");
  s.named("locked", "Berg");
  s.named("sold", "Cole");
  s.named("lost", "Dorn");
  s.named("warm", "Eden");
  s.give(
      commands::ScheduleCallback{.actor = "ana", .contact = "locked", .due = s.now() + Duration::hours(2)});
  s.give(commands::LogClose{.actor = "ana", .contact = "sold", .amount = eur(100)});
  s.give(commands::Approve{.actor = "root", .contact = "sold", .amount = eur(100)});
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "lost"});
  s.give(commands::LogInterest{.actor = "ana", .contact = "warm"});
  s.adopt(alphabet("cem", "ben"));
  EXPECT_EQ(s.assignee_of("a"), "ana") << "a new rule moves nobody by itself";
  EXPECT_EQ(s.rebalance(), 2U);
  EXPECT_EQ(s.assignee_of("a"), "cem");
  EXPECT_EQ(s.contact("a").assigned_by, Rule::assigned_by_alphabet);
  EXPECT_EQ(s.assignee_of("warm"), "cem");
  EXPECT_EQ(s.claimant_of("warm"), "ana") << "the right to call, never the claim";
  EXPECT_EQ(s.assignee_of("b"), "ben");
  EXPECT_EQ(s.assignee_of("locked"), "ana");
  EXPECT_EQ(s.assignee_of("sold"), "ana");
  EXPECT_EQ(s.assignee_of("lost"), "ana");
  EXPECT_EQ(s.rebalance(), 0U) << "once is enough";
  s.give(commands::LogClose{.actor = "ana", .contact = "locked", .amount = eur(100)});
  EXPECT_EQ(s.rebalance(), 0U) << "still locked";
  s.give(commands::Reject{.actor = "root", .contact = "locked", .reason = "no"});
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "locked"});
  s.give(commands::Reopen{.actor = "root", .contact = "locked", .reason = "again"});
  EXPECT_EQ(s.assignee_of("locked"), "cem");
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Rebalance, LockedOnesFollowOnceTheyAreResolved) {
  Floor s(alphabet("ana", "ben"));
  s.named("c", "Abel");
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
  s.adopt(alphabet("cem", "ben"));
  EXPECT_EQ(s.rebalance(), 0U);
  s.give(commands::Reject{.actor = "root", .contact = "c", .reason = "no"});
  EXPECT_EQ(s.rebalance(), 1U);
  EXPECT_EQ(s.assignee_of("c"), "cem");
}

TEST(Rebalance, LeavesWhatSomebodyChoseUnlessConfirmed) {
  Floor s(alphabet("ana", "ben"));
  s.named("given", "Abel");
  s.named("taken", "Abt");
  s.named("claimed", "Adam");
  s.give(commands::Assign{.actor = "root", .contact = "given", .rep = "ben"});
  for (const char* key : {"taken", "claimed"}) s.give(commands::Release{.actor = "root", .contact = key});
  s.give(commands::Take{.actor = "cem", .contact = "taken"});
  s.give(commands::LogInterest{.actor = "cem", .contact = "claimed"});
  EXPECT_EQ(s.rebalance(), 0U);
  EXPECT_EQ(s.rebalance(true), 3U);
  for (const char* key : {"given", "taken", "claimed"}) EXPECT_EQ(s.assignee_of(key), "ana") << key;
  EXPECT_EQ(s.claimant_of("claimed"), "cem");
}

TEST(Rebalance, TakesFromThePoolWhatARuleNamesNow) {
  Floor s(euro_policy());
  s.named("a", "Abel");
  s.named("x", "Xaver");
  EXPECT_EQ(s.assignee_of("a"), "");
  s.adopt(alphabet("ana", "gone"));
  EXPECT_EQ(s.rebalance(), 1U);
  EXPECT_EQ(s.assignee_of("a"), "ana");
  EXPECT_EQ(s.assignee_of("x"), "") << "its rule names nobody who is there";
}

TEST(Rebalance, LeavesAContactWhereItIsRatherThanToNobody) {
  Floor s(alphabet("ana", "ben"));
  s.named("a", "Abel");
  s.give(commands::SetAbsence{
      .actor = "root", .rep = "cem", .from = day("2026-01-05"), .until = day("2026-01-09")});
  s.adopt(alphabet("cem", "ben"));
  EXPECT_EQ(s.rebalance(), 0U);
  EXPECT_EQ(s.assignee_of("a"), "ana");
  s.set_clock("2026-01-10T09:00:00Z");
  EXPECT_EQ(s.rebalance(), 1U);
  s.adopt(euro_policy());
  EXPECT_EQ(s.rebalance(), 0U) << "no rule matches";
  EXPECT_EQ(s.assignee_of("a"), "cem");
}

TEST(Rebalance, LevelsWhatSeveralShareWithAsFewMovesAsItTakes) {
  Floor s(sharing({{"ana"}, {"ben"}}));
  for (int i = 0; i < 12; ++i) s.add_contact("c" + std::to_string(i));
  EXPECT_EQ(s.rebalance(), 0U) << "it is level";
  s.adopt(sharing({{"ana"}, {"ben"}, {"cem"}}));
  EXPECT_EQ(s.rebalance(), 4U);
  EXPECT_EQ(s.held(), (std::map<std::string, int>{{"ana", 4}, {"ben", 4}, {"cem", 4}}));
  EXPECT_EQ(s.rebalance(), 0U);
  // No turn was counted: what comes is shared from the start.
  for (int i = 0; i < 3; ++i) s.add_contact("d" + std::to_string(i));
  EXPECT_EQ(s.held(), (std::map<std::string, int>{{"ana", 5}, {"ben", 5}, {"cem", 5}}));
  s.adopt(sharing({{"ana", 3}, {"cem", 1, 2}}));
  s.rebalance();
  EXPECT_EQ(s.held()["ben"], 0) << "not of the rule any more";
  EXPECT_EQ(s.held()["cem"], 4) << "who holds more than he may is given nothing, and gives up no more than "
                                   "his part asks";
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Rebalance, AnAbsentRepKeepsHisAndGetsNone) {
  Floor s(sharing({{"ana"}, {"ben"}}));
  for (int i = 0; i < 6; ++i) s.add_contact("c" + std::to_string(i));
  s.give(commands::SetAbsence{
      .actor = "root", .rep = "ana", .from = day("2026-01-05"), .until = day("2026-01-09"), .cover = "cem"});
  s.adopt(sharing({{"ana"}, {"ben"}, {"cem"}}));
  EXPECT_EQ(s.rebalance(), 1U);
  EXPECT_EQ(s.held(), (std::map<std::string, int>{{"ana", 3}, {"ben", 2}, {"cem", 1}}));
}

// Whatever the weights and whoever held what: each holds his part of what may move, rounded down or up,
// and not one contact more was moved than that took.
TEST(RebalanceProperty, LevelsExactly) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 150; ++round) {
    Floor s(euro_policy());
    const int count = static_cast<int>(random() % 40);
    const char* reps[] = {"ana", "ben", "cem"};
    std::map<std::string, int> before{{"ana", 0}, {"ben", 0}, {"cem", 0}};
    for (int i = 0; i < count; ++i) {
      const std::string key = "c" + std::to_string(i);
      const std::size_t who = random() % 4;
      s.add_contact(key, who == 3 ? ActorRef() : ActorRef(reps[who]));
      if (who != 3) ++before[reps[who]];
    }
    std::vector<PoolMember> members;
    std::int64_t weights = 0;
    for (const char* rep : reps)
      if (random() % 4 != 0) {
        members.push_back({rep, static_cast<int>(1 + random() % 7)});
        weights += members.back().weight;
      }
    if (members.empty()) continue;
    s.adopt(sharing(members));
    const std::size_t moves = s.rebalance(true);
    std::map<std::string, int> after = s.held();
    std::size_t received = 0;
    for (const PoolMember& member : members) {
      const std::int64_t part = std::int64_t{count} * member.weight;
      const int has = after[member.rep];
      ASSERT_GE(has, part / weights);
      ASSERT_LE(has, (part + weights - 1) / weights);
      received += static_cast<std::size_t>(std::max(0, has - before[member.rep]));
    }
    ASSERT_EQ(moves, received) << "nobody both gives and gets";
    ASSERT_EQ(s.rebalance(true), 0U);
    ASSERT_EQ(difference(s.state(), s.replayed()), "");
  }
}

TEST(ChangeContact, CorrectsWhatIsGivenAndMovesNobody) {
  Floor s(alphabet("ana", "ben"));
  s.named("c", "Abel");
  EXPECT_TRUE(accepts(s.give(commands::ChangeContact{.actor = "root",
                                                     .contact = "c",
                                                     .niche = "bakery",
                                                     .name = "Zoll",
                                                     .country = "AT",
                                                     .postcode = "1010"})));
  EXPECT_EQ(s.assignee_of("c"), "ana");
  EXPECT_EQ(s.state().niche_of(s.contact("c").niche), "bakery");
  EXPECT_EQ(s.contact("c").sort_key, fold_name("Zoll"));
  EXPECT_EQ(s.contact("c").place.text(), "AT--1010");
  EXPECT_TRUE(accepts(s.give(commands::ChangeContact{.actor = "root", .contact = "c", .niche = "roofing"})));
  EXPECT_EQ(s.contact("c").sort_key, fold_name("Zoll")) << "what is not given stays";
  EXPECT_EQ(s.contact("c").place.text(), "AT--1010");
  EXPECT_EQ(s.rebalance(), 1U);
  EXPECT_EQ(s.assignee_of("c"), "ben");
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

}  // namespace
}  // namespace firstlog_test
