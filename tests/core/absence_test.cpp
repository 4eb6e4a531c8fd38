// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Absence: nothing is given to who is away, and his cover does his work without ever gaining his credit
// (DOMAIN 4, 10).
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

// Reps ana, ben, cem; the day is Monday 2026-01-05. Ana is away from Tuesday to Friday.
struct Office : Scenario {
  explicit Office(Policy policy = euro_policy()) : Scenario(std::move(policy)) {
    for (const char* rep : {"ana", "ben", "cem"}) add_actor(rep, Role::rep);
    add_actor("tea", Role::team_lead);
  }
  Outcome away(std::string_view rep, std::string_view from, std::string_view until, ActorRef cover = {},
               std::string_view who = "root") {
    return give(commands::SetAbsence{
        .actor = who, .rep = rep, .from = day(from), .until = day(until), .cover = cover});
  }
  Outcome back(std::string_view rep, std::string_view from, std::string_view until) {
    return give(commands::CancelAbsence{.actor = "root", .rep = rep, .from = day(from), .until = day(until)});
  }
  bool is_away(std::string_view rep, std::string_view on) const {
    return state().absence_of(actor(rep), day(on)) != nullptr;
  }
  std::string_view cover_on(std::string_view rep, std::string_view on) const {
    return name(state().cover_of(actor(rep), day(on)));
  }
  Outcome interest(std::string_view who, std::string_view contact = "c") {
    return give(commands::LogInterest{.actor = who, .contact = contact});
  }
};

struct AnaAway : Office {
  explicit AnaAway(Policy policy = euro_policy()) : Office(std::move(policy)) {
    add_contact("c", "ana");
    EXPECT_TRUE(accepts(away("ana", "2026-01-06", "2026-01-09", "ben")));
  }
};

TEST(Absence, HoldsItsFirstAndLastDay) {
  AnaAway s;
  EXPECT_FALSE(s.is_away("ana", "2026-01-05"));
  EXPECT_TRUE(s.is_away("ana", "2026-01-06"));
  EXPECT_TRUE(s.is_away("ana", "2026-01-09"));
  EXPECT_FALSE(s.is_away("ana", "2026-01-10"));
  EXPECT_EQ(s.cover_on("ana", "2026-01-06"), "ben");
  EXPECT_EQ(s.cover_on("ana", "2026-01-05"), "");
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Absence, IsRefusedWhereItCannotBe) {
  AnaAway s;
  EXPECT_TRUE(refuses(s.away("ben", "2026-01-08", "2026-01-07"), Rule::absence_ends_too_soon));
  EXPECT_TRUE(refuses(s.away("ben", "2025-12-31", "2026-01-07"), Rule::before_open_period));
  EXPECT_TRUE(refuses(s.away("ana", "2026-01-09", "2026-01-12"), Rule::absence_overlaps));
  EXPECT_TRUE(refuses(s.away("ana", "2026-01-01", "2026-01-31"), Rule::absence_overlaps));
  EXPECT_TRUE(accepts(s.away("ana", "2026-01-10", "2026-01-12"))) << "the day after is another absence";
  EXPECT_TRUE(refuses(s.away("ben", "2026-01-08", "2026-01-08", "ben"), Rule::cover_is_the_rep));
  EXPECT_TRUE(refuses(s.away("ben", "2026-01-05", "2026-01-06", "ana"), Rule::cover_is_absent));
  EXPECT_TRUE(accepts(s.away("ben", "2026-01-05", "2026-01-05", "ana"))) << "she is there on that day";
  EXPECT_TRUE(refuses(s.away("cem", "2026-01-08", "2026-01-08", "tea"), Rule::rep_not_a_rep));
  s.give(commands::ChangeActor{.actor = "root", .rep = "cem", .active = false});
  EXPECT_TRUE(refuses(s.away("cem", "2026-01-08", "2026-01-08"), Rule::rep_inactive));
  EXPECT_TRUE(refuses(s.away("ben", "2026-01-08", "2026-01-08", "cem"), Rule::rep_inactive));
}

TEST(Absence, IsSaidByTheRepHisLeadOrAManager) {
  Office s;
  s.add_actor("leo", Role::team_lead);
  EXPECT_TRUE(accepts(s.away("ana", "2026-01-06", "2026-01-06", {}, "ana")));
  EXPECT_TRUE(refuses(s.away("ana", "2026-01-07", "2026-01-07", {}, "ben"), Rule::absence_of_another));
  EXPECT_TRUE(accepts(s.away("ana", "2026-01-07", "2026-01-07", {}, "tea"))) << "there are no teams yet";
  s.give(commands::SetTeam{.actor = "root", .rep = "ana", .team = "north", .lead = "tea"});
  EXPECT_TRUE(accepts(s.away("ana", "2026-01-08", "2026-01-08", {}, "tea")));
  EXPECT_TRUE(refuses(s.away("ana", "2026-01-09", "2026-01-09", {}, "leo"), Rule::outside_team));
  s.give(commands::ChangeActor{.actor = "root", .rep = "leo", .roles = Role::rep | Role::team_lead});
  EXPECT_TRUE(refuses(s.away("ana", "2026-01-09", "2026-01-09", {}, "leo"), Rule::absence_of_another));
  EXPECT_TRUE(accepts(s.away("leo", "2026-01-09", "2026-01-09", {}, "leo")));
  EXPECT_TRUE(accepts(s.away("ana", "2026-01-09", "2026-01-09", {}, "root")));
}

TEST(Absence, IsCancelledFromTodayOn) {
  AnaAway s;
  EXPECT_TRUE(refuses(s.back("ana", "2026-01-07", "2026-01-09"), Rule::no_such_absence));
  EXPECT_TRUE(refuses(s.back("ana", "2026-01-06", "2026-01-08"), Rule::no_such_absence));
  s.set_clock("2026-01-08T09:00:00Z");
  EXPECT_TRUE(accepts(s.back("ana", "2026-01-06", "2026-01-09")));
  EXPECT_TRUE(s.is_away("ana", "2026-01-07")) << "days that have passed stay";
  EXPECT_FALSE(s.is_away("ana", "2026-01-08"));
  EXPECT_FALSE(s.is_away("ana", "2026-01-09"));
  EXPECT_TRUE(refuses(s.back("ana", "2026-01-06", "2026-01-07"), Rule::no_such_absence)) << "it is over";
  EXPECT_TRUE(accepts(s.away("ana", "2026-01-12", "2026-01-14")));
  EXPECT_TRUE(accepts(s.back("ana", "2026-01-12", "2026-01-14")));
  EXPECT_FALSE(s.is_away("ana", "2026-01-12")) << "never began";
  EXPECT_TRUE(accepts(s.away("ana", "2026-01-08", "2026-01-20", "cem"))) << "and may be said anew";
  EXPECT_TRUE(accepts(s.back("ana", "2026-01-08", "2026-01-20"))) << "on its first day: never began";
  EXPECT_FALSE(s.is_away("ana", "2026-01-08"));
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Absence, NothingIsGivenToWhoIsAway) {
  Policy policy = euro_policy();
  policy.assignment.resize(2);
  policy.assignment[0].niche = "bakery";
  policy.assignment[0].rep = "ana";
  policy.assignment[1].reps = {{"ana"}, {"ben"}};
  AnaAway s(policy);
  s.add_contact("pool", "cem");
  s.give(commands::Release{.actor = "cem", .contact = "pool"});
  s.set_clock("2026-01-06T09:00:00Z");
  EXPECT_TRUE(
      refuses(s.give(commands::Assign{.actor = "root", .contact = "pool", .rep = "ana"}), Rule::rep_absent));
  EXPECT_TRUE(refuses(s.give(commands::RegisterContact{.actor = "root", .key = "d", .rep = "ana"}),
                      Rule::rep_absent));
  EXPECT_TRUE(refuses(s.give(commands::Take{.actor = "ana", .contact = "pool"}), Rule::rep_absent));
  EXPECT_TRUE(refuses(s.interest("ana", "pool"), Rule::rep_absent)) << "her entry would take it";
  EXPECT_TRUE(accepts(s.give(commands::RegisterContact{.actor = "root", .key = "e", .niche = "bakery"}),
                      Rule::assigned_to_nobody_free));
  for (const char* key : {"f", "g", "h"}) {
    s.give(commands::RegisterContact{.actor = "root", .key = key});
    EXPECT_EQ(s.assignee_of(key), "ben");
  }
  EXPECT_EQ(s.assignee_of("c"), "ana") << "what is hers stays hers";
  s.set_clock("2026-01-10T09:00:00Z");
  s.give(commands::RegisterContact{.actor = "root", .key = "i", .niche = "bakery"});
  EXPECT_EQ(s.assignee_of("i"), "ana");
  // Recycled while she is away: to nobody.
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "i"});
  s.away("ana", "2026-04-01", "2026-04-30");
  s.advance_to("2026-04-20T09:00:00Z");
  EXPECT_EQ(s.contact("i").assigned_by, Rule::assigned_to_nobody_free);
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Cover, DoesWhateverTheAssigneeMayDo) {
  const Duration soon = Duration::hours(3);
  struct Step {
    const char* what;
    Command (*command)(Instant due);
  };
  const Step steps[] = {
      {"activity", [](Instant) -> Command { return commands::LogActivity{.actor = "ben", .contact = "c"}; }},
      {"retry",
       [](Instant due) -> Command {
         return commands::ScheduleRetry{.actor = "ben", .contact = "c", .due = due};
       }},
      {"callback",
       [](Instant due) -> Command {
         return commands::ScheduleCallback{.actor = "ben", .contact = "c", .due = due};
       }},
      {"close",
       [](Instant) -> Command {
         return commands::LogClose{.actor = "ben", .contact = "c", .amount = eur(100)};
       }},
      {"withdraw",
       [](Instant) -> Command { return commands::WithdrawClose{.actor = "ben", .contact = "c"}; }},
      {"not interested",
       [](Instant) -> Command { return commands::MarkNotInterested{.actor = "ben", .contact = "c"}; }},
      {"release", [](Instant) -> Command { return commands::Release{.actor = "ben", .contact = "c"}; }},
  };
  AnaAway s;
  auto give = [&](const Step& step, std::string_view who) {
    Command command = step.command(s.now() + soon);
    command.actor = who;
    return s.give(command);
  };
  for (const Step& step : steps)
    EXPECT_TRUE(refuses(give(step, "ben"), Rule::not_assignee)) << step.what << ": she is still there";
  s.set_clock("2026-01-06T09:00:00Z");
  for (const Step& step : steps) {
    EXPECT_TRUE(refuses(give(step, "cem"), Rule::not_assignee)) << step.what << ": another rep";
    EXPECT_EQ(give(step, "ben").verdict, Verdict::accepted) << step.what;
    if (std::string_view(step.what) == "release") break;
    EXPECT_EQ(s.assignee_of("c"), "ana") << step.what;
    EXPECT_NE(s.claimant_of("c"), "ben") << step.what;
    EXPECT_EQ(s.last().actor, s.actor("ben"));
  }
  EXPECT_EQ(s.claimant_of("c"), "ana") << "the callback that ben agreed is her credit";
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST(Cover, EntersForTheAbsentAndNeverGainsTheClaim) {
  for (ClaimBy by : {ClaimBy::assignee_or_pool, ClaimBy::any_rep}) {
    Policy policy = euro_policy();
    policy.claim_by = by;
    policy.interest_needs_connect = ConnectCheck::require;
    AnaAway s(policy);
    s.set_clock("2026-01-06T09:00:00Z");
    EXPECT_TRUE(refuses(s.interest("ben"), Rule::interest_needs_connect));
    s.give(commands::LogActivity{.actor = "ben", .contact = "c", .disposition = Disposition::connect});
    const Outcome outcome = s.interest("ben");
    EXPECT_TRUE(accepts(outcome, Rule::claim_established)) << "his connect is hers";
    EXPECT_EQ(s.name(outcome.winner), "ana");
    EXPECT_EQ(s.last().rep, s.actor("ana"));
    EXPECT_EQ(s.last().actor, s.actor("ben"));
    EXPECT_EQ(s.claimant_of("c"), "ana");
    EXPECT_TRUE(refuses(s.interest("ben"), Rule::already_logged)) << "it stands";
  }
}

TEST(Cover, UsesTheAbsentRepsLimits) {
  Policy policy = euro_policy();
  policy.callbacks_per_rep = 1;
  AnaAway s(policy);
  s.add_contact("d", "ana");
  s.set_clock("2026-01-06T09:00:00Z");
  auto callback = [&s](std::string_view contact) {
    return s.give(
        commands::ScheduleCallback{.actor = "ben", .contact = contact, .due = s.now() + Duration::hours(1)});
  };
  EXPECT_TRUE(accepts(callback("c"), Rule::claim_established));
  EXPECT_TRUE(refuses(callback("d"), Rule::too_many_callbacks));
  EXPECT_EQ(s.state().actor(s.actor("ana")).callbacks, 1U);
  EXPECT_EQ(s.state().actor(s.actor("ben")).callbacks, 0U);
}

TEST(Cover, IsNobodyWhereHeIsAwayHimselfOrGone) {
  AnaAway s;
  EXPECT_TRUE(accepts(s.away("ben", "2026-01-07", "2026-01-07", "cem"))) << "said after he was named";
  EXPECT_EQ(s.cover_on("ana", "2026-01-06"), "ben");
  EXPECT_EQ(s.cover_on("ana", "2026-01-07"), "") << "a cover's cover is not asked";
  s.set_clock("2026-01-07T09:00:00Z");
  EXPECT_TRUE(contests(s.interest("cem"), Rule::assignee_only));
  EXPECT_TRUE(contests(s.interest("ben"), Rule::assignee_only));
  s.set_clock("2026-01-08T09:00:00Z");
  EXPECT_EQ(s.cover_on("ana", "2026-01-08"), "ben");
  s.give(commands::ChangeActor{.actor = "root", .rep = "ben", .active = false});
  EXPECT_EQ(s.cover_on("ana", "2026-01-08"), "");
}

}  // namespace
}  // namespace firstlog_test
