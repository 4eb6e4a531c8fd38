// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Random organisations with teams, absences and departures against slow, obvious oracles: a list of what was
// said, read from the end; and what may be left of somebody who has left.
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"

#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support/engine_world.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

const char* const reps[] = {"r0", "r1", "r2", "r3", "r4"};

class Random {
 public:
  explicit Random(std::uint64_t seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t end) { return random_() % end; }
  bool once_in(std::uint64_t n) { return below(n) == 0; }
  const char* rep() { return reps[below(5)]; }
  Date day(Date around) { return *around.plus_days(static_cast<std::int64_t>(below(40)) - 12); }

 private:
  std::mt19937_64 random_;
};

// ---- by day ---------------------------------------------------------------------------------------

struct Said {
  std::string rep;
  std::string team;
  std::string lead;
  Date from;
};
struct Away {
  std::string rep;
  std::string cover;
  Date from;
  Date until;
  std::vector<Date> days;  // on which it counts
};

TEST(TeamsProperty, EveryDayIsWhatWasSaidOfItLast) {
  const std::uint64_t seed = test_seed(3);
  std::printf("FIRSTLOG_SEED=%llu\n", static_cast<unsigned long long>(seed));
  for (std::uint64_t round = 0; round < 40; ++round) {
    Random random(seed * 1000 + round);
    Scenario s;
    for (const char* rep : reps) s.add_actor(rep, Role::rep | Role::team_lead);
    std::vector<Said> said;
    std::vector<Away> away;
    std::map<std::string, Date> gone;  // first day after
    for (int step = 0; step < 60; ++step) {
      s.pass(Duration::hours(static_cast<std::int64_t>(random.below(20))));
      const Date today = s.state().policy().date_of(s.now());
      const std::string rep = random.rep();
      const std::string other = random.rep();
      if (random.once_in(2)) {
        const Said one{rep, random.once_in(4) ? "" : "team " + std::to_string(random.below(3)), other,
                       random.day(today)};
        commands::SetTeam set{.actor = "root", .rep = std::string_view(rep), .from = one.from};
        set.team = one.team;
        if (!one.team.empty()) set.lead = std::string_view(other);
        if (s.give(set).verdict != Verdict::accepted) continue;
        said.push_back(one);
        if (one.team.empty()) said.back().lead.clear();
      } else if (random.once_in(2)) {
        Away one{rep, random.once_in(2) ? "" : other, random.day(today), {}, {}};
        one.until = *one.from.plus_days(static_cast<std::int64_t>(random.below(9)));
        commands::SetAbsence set{
            .actor = "root", .rep = std::string_view(rep), .from = one.from, .until = one.until};
        if (!one.cover.empty()) set.cover = std::string_view(other);
        if (s.give(set).verdict != Verdict::accepted) continue;
        for (Date d = one.from; d <= one.until; d = *d.plus_days(1)) one.days.push_back(d);
        away.push_back(one);
      } else if (!away.empty() && random.once_in(2)) {
        Away& one = away[random.below(away.size())];
        if (one.days.empty()) continue;
        const Outcome outcome = s.give(commands::CancelAbsence{
            .actor = "root", .rep = std::string_view(one.rep), .from = one.from, .until = one.days.back()});
        EXPECT_EQ(outcome.verdict == Verdict::accepted, one.days.back() >= today);
        if (outcome.verdict != Verdict::accepted) continue;
        std::erase_if(one.days, [today](Date d) { return d >= today; });
      } else if (random.once_in(6)) {
        if (s.give(commands::Depart{.actor = "root", .rep = std::string_view(rep)}).verdict !=
            Verdict::accepted)
          continue;
        std::erase_if(said, [&](const Said& one) { return one.rep == rep && one.from > today; });
        said.push_back({rep, "", "", *today.plus_days(1)});
        for (Away& one : away)
          if (one.rep == rep) std::erase_if(one.days, [today](Date d) { return d > today; });
      } else if (random.once_in(3)) {
        s.give(commands::ChangeActor{.actor = "root", .rep = std::string_view(rep), .active = true});
      }
    }
    const Date today = s.state().policy().date_of(s.now());
    auto away_on = [&](const std::string& rep, Date on) -> const Away* {
      for (const Away& one : away)
        if (one.rep == rep && std::find(one.days.begin(), one.days.end(), on) != one.days.end()) return &one;
      return nullptr;
    };
    for (const char* rep : reps)
      for (std::int64_t n = -60; n < 60; ++n) {
        const Date on = *today.plus_days(n);
        const ActorId id = s.actor(rep);
        const Said* last = nullptr;
        for (const Said& one : said)
          if (one.rep == rep && one.from <= on && (last == nullptr || one.from >= last->from)) last = &one;
        ASSERT_EQ(s.state().team_name(s.state().team_of(id, on).team), last == nullptr ? "" : last->team)
            << rep << " " << on.to_string() << " round " << round;
        ASSERT_EQ(s.name(s.state().lead_of(id, on)), last == nullptr ? "" : last->lead);
        const Away* absence = away_on(rep, on);
        ASSERT_EQ(s.state().absence_of(id, on) != nullptr, absence != nullptr) << rep << on.to_string();
        const bool covered = absence != nullptr && !absence->cover.empty() &&
                             s.state().actor(s.actor(absence->cover)).active &&
                             away_on(absence->cover, on) == nullptr;
        ASSERT_EQ(s.name(s.state().cover_of(id, on)), covered ? absence->cover : "");
      }
    ASSERT_EQ(difference(s.state(), s.replayed()), "");
  }
}

// ---- departure ------------------------------------------------------------------------------------

TEST(DepartureProperty, LeavesNothingOfTheLeaverAndNoTimeChanged) {
  const std::uint64_t seed = test_seed(9);
  std::printf("FIRSTLOG_SEED=%llu\n", static_cast<unsigned long long>(seed));
  for (std::uint64_t round = 0; round < 120; ++round) {
    Random random(seed * 1000 + round);
    Policy policy = euro_policy();
    policy.departed_claims_move = !random.once_in(4);
    policy.claim_by = random.once_in(2) ? ClaimBy::any_rep : ClaimBy::assignee_or_pool;
    if (random.once_in(2)) {
      policy.assignment.resize(1);
      policy.assignment[0].reps = {{"r0", 2}, {"r1", 1, 4}, {"r2", 3}};
    }
    Scenario s(policy);
    for (const char* rep : reps) s.add_actor(rep, Role::rep);
    std::vector<std::string> keys;
    for (int i = 0; i < 25; ++i) {
      keys.push_back("c" + std::to_string(i));
      s.add_contact(keys.back(), random.once_in(3) ? ActorRef() : ActorRef(random.rep()));
    }
    for (int step = 0; step < 120; ++step) {
      const std::string_view key = keys[random.below(keys.size())];
      const std::string rep = random.once_in(3) ? std::string(random.rep()) : std::string(s.assignee_of(key));
      if (rep.empty()) continue;
      const ActorRef who = std::string_view(rep);
      switch (random.below(8)) {
        case 0:
        case 1: s.give(commands::LogInterest{.actor = who, .contact = key}); break;
        case 2:
          s.give(
              commands::ScheduleCallback{.actor = who, .contact = key, .due = s.now() + Duration::hours(5)});
          break;
        case 3: s.give(commands::LogClose{.actor = who, .contact = key, .amount = eur(100)}); break;
        case 4: s.give(commands::Approve{.actor = "root", .contact = key, .amount = eur(100)}); break;
        case 5: s.give(commands::MarkNotInterested{.actor = who, .contact = key}); break;
        case 6: s.give(commands::Assign{.actor = "root", .contact = key, .rep = random.rep()}); break;
        default: s.give(commands::Release{.actor = who, .contact = key}); break;
      }
    }
    const State before = s.replayed();
    std::vector<ActorRef> successors;
    if (random.once_in(2))
      for (const char* rep : {"r1", "r3", "r4"})
        if (!random.once_in(3)) successors.emplace_back(rep);
    const ActorId leaver = s.actor("r0");
    ASSERT_TRUE(accepts(s.give(commands::Depart{.actor = "root", .rep = "r0", .successors = successors})));
    std::map<std::uint32_t, int> given;
    for (std::uint32_t i = 1; i <= s.state().contact_count(); ++i) {
      const ContactRow& was = before.contact(ContactId(i));
      const ContactRow& is = s.state().contact(ContactId(i));
      ASSERT_NE(is.assignee, leaver);
      ASSERT_EQ(is.state, was.state);
      ASSERT_EQ(is.due, was.due);
      ASSERT_EQ(is.due_kind, was.due_kind);
      ASSERT_EQ(is.overdue, was.overdue);
      ASSERT_EQ(is.cycle, was.cycle);
      ASSERT_EQ(is.deal, was.deal);
      if (was.assignee == leaver)
        ++given[is.assignee.number()];
      else
        ASSERT_EQ(is.assignee, was.assignee);
      const bool sold = was.deal.present() && (before.deal(was.deal).status == CloseStatus::pending ||
                                               before.deal(was.deal).status == CloseStatus::verified);
      const bool moves = was.claimant == leaver && policy.departed_claims_move && !sold;
      ASSERT_EQ(is.claimant, moves ? is.assignee : was.claimant);
      if (!moves || is.assignee.present()) {
        ASSERT_EQ(is.claim_position, was.claim_position);
        ASSERT_EQ(is.claimed_at, was.claimed_at);
      } else {
        ASSERT_FALSE(is.claim_position.present());
      }
    }
    const ActorRow& row = s.state().actor(leaver);
    EXPECT_FALSE(row.active);
    EXPECT_EQ(row.contacts + row.open + row.callbacks, 0U);
    if (!successors.empty()) {
      int most = 0;
      int least = 1000;
      for (const ActorRef& successor : successors) {
        const int had = given[s.actor(successor.key).number()];
        most = std::max(most, had);
        least = std::min(least, had);
      }
      EXPECT_LE(most - least, 1) << "in equal shares";
    }
    ASSERT_EQ(difference(s.state(), s.replayed()), "");
  }
}

}  // namespace
}  // namespace firstlog_test
