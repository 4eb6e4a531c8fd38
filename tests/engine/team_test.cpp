// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Teams, absences and departures through an engine: what is asked back, what survives a snapshot, what a
// preview shows, and the three answers when a rep leaves (DOMAIN 10).
#include <gtest/gtest.h>
#include "firstlog/engine/assignment_reasons.hpp"
#include "firstlog/engine/policy_report.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/views/departure.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

Command departure_of(std::string_view rep, std::span<const ActorRef> successors) {
  return commands::Depart{.actor = "root", .rep = rep, .successors = successors, .reason = "left"};
}

class Leaving : public World {
 public:
  Leaving() {
    small_team();
    actor("lea", Role::team_lead);
    for (const char* key : {"new", "interested", "callback", "pending", "won", "moved"}) contact(key, "ana");
    give(commands::SetTeam{.actor = "root", .rep = "ana", .team = "north", .lead = "lea"});
    give(commands::LogActivity{.actor = "ana", .contact = "interested", .disposition = Disposition::connect});
    give(commands::LogInterest{.actor = "ana", .contact = "interested"});
    note = give(commands::AddNote{.actor = "ana", .contact = "interested", .personal = as_bytes("keen")});
    give(commands::LogInterest{.actor = "ana", .contact = "moved"});
    give(commands::Assign{.actor = "root", .contact = "moved", .rep = "bob"});
    due = clock.now() + Duration::hours(30);
    give(commands::ScheduleCallback{.actor = "ana", .contact = "callback", .due = due});
    give(commands::LogClose{.actor = "ana", .contact = "pending", .amount = eur(50000)});
    give(commands::LogClose{.actor = "ana", .contact = "won", .amount = eur(20000)});
    give(commands::Approve{.actor = "root", .contact = "won", .amount = eur(20000)});
  }
  const OwnedContact& of(const Departure& departure, std::string_view key) {
    for (const OwnedContact& contact : departure.contacts)
      if (contact.key == key) return contact;
    ADD_FAILURE() << key;
    static const OwnedContact none;
    return none;
  }
  Outcome note;
  Instant due;
};

TEST(DepartureView, AnswersTheSameBeforeAndAfter) {
  Leaving world;
  const ActorRef bob[] = {"bob"};
  std::vector<Departure> told;
  told.push_back(must(world.engine().departure("acme", "root", "ana")));
  EXPECT_FALSE(told[0].departed);
  EXPECT_EQ(world.give(departure_of("ana", bob)).verdict, Verdict::accepted);
  told.push_back(must(world.engine().departure("acme", "root", "ana")));
  EXPECT_TRUE(told[1].departed);
  EXPECT_NE(told[1].departed_at, Instant());
  world.give(commands::LogInterest{.actor = "bob", .contact = "new"});  // later work changes nothing
  world.reopen();
  told.push_back(must(world.engine().departure("acme", "root", "ana")));
  for (const Departure& departure : told) {
    ASSERT_EQ(departure.contacts.size(), 6U);  // bakery and what the team gave, without the one moved
    const OwnedContact& interested = world.of(departure, "interested");
    EXPECT_TRUE(interested.warm);
    EXPECT_EQ(interested.state, "interested");
    EXPECT_EQ(interested.claimant_key, "ana");
    EXPECT_EQ(interested.standing.notes, std::vector<Position>{world.note.position});
    EXPECT_EQ(interested.standing.last_action, world.note.position);
    EXPECT_EQ(interested.standing.last_action_kind, EventKind::note_added);
    const OwnedContact& callback = world.of(departure, "callback");
    EXPECT_TRUE(callback.warm);
    EXPECT_EQ(callback.standing.due, world.due);
    EXPECT_EQ(callback.standing.last_action_kind, EventKind::callback_scheduled);
    const OwnedContact& fresh = world.of(departure, "new");
    EXPECT_FALSE(fresh.warm);
    EXPECT_EQ(fresh.state, "new");
    EXPECT_EQ(departure.earned, eur(3000)) << "15% of 200.00";
    EXPECT_EQ(departure.paid, eur(0));
    EXPECT_EQ(departure.owed, eur(3000));
    ASSERT_EQ(departure.pending.size(), 1U);
    EXPECT_EQ(departure.pending[0].claimed, eur(50000));
  }
  const ActorId next = must(world.engine().actor_id("acme", "bob"));
  EXPECT_EQ(world.of(told[1], "interested").next, next);
  EXPECT_TRUE(world.of(told[1], "interested").claim_moved);
  EXPECT_FALSE(world.of(told[1], "pending").claim_moved);
  // A pending close that is approved later is still hers.
  world.give(commands::Approve{.actor = "root", .contact = "pending", .amount = eur(50000)});
  EXPECT_EQ(must(world.engine().departure("acme", "root", "ana")).earned, eur(10500));
}

TEST(DepartureView, IsForThoseWhoSeeAll) {
  Leaving world;
  const Result<Departure> by_rep = world.engine().departure("acme", "bob", "ana");
  ASSERT_FALSE(by_rep);
  EXPECT_EQ(by_rep.status(), Status::invalid_argument);
  EXPECT_EQ(world.engine().departure("acme", "root", "nobody").status(), Status::not_found);
  EXPECT_EQ(world.engine().departure("acme", "nobody", "ana").status(), Status::not_found);
  EXPECT_TRUE(world.engine().departure("acme", "lea", "ana"));
}

TEST(DepartureView, StandingMeetsTheStateOfEveryContact) {
  Leaving world;
  for (const char* key : {"new", "interested", "callback", "pending", "won", "moved", "pool"}) {
    const EventLog log = must(world.engine().history("acme", key));
    const ContactStanding standing = standing_after(log.events());
    const ContactRecord record = must(world.engine().contact("acme", key));
    EXPECT_EQ(standing.assignee, record.assignee) << key;
    EXPECT_EQ(standing.claimant, record.claimant) << key;
    EXPECT_EQ(standing.claim_position, record.claim_position) << key;
    EXPECT_EQ(standing.claimed_at, record.claimed_at) << key;
    EXPECT_EQ(standing.due, record.due) << key;
    EXPECT_EQ(standing.cycle, record.cycle) << key;
  }
}

TEST(DeparturePreview, ShowsWhatTheStepWouldDoAndDoesNothing) {
  Leaving world;
  const ActorRef bob[] = {"bob"};
  const Command depart = departure_of("ana", bob);
  const HeadSummary before = must(world.engine().head("acme"));
  const Preview preview = must(world.engine().preview("acme", depart));
  EXPECT_EQ(must(world.engine().head("acme")).position, before.position);
  EXPECT_EQ(must(world.engine().contact("acme", "new")).assignee_key, "ana");
  const Outcome outcome = world.give(depart);
  EXPECT_EQ(outcome.event_count, preview.events.size());
  const Journal journal = journal_of(world.store());
  EXPECT_TRUE(sound(journal));
  for (std::size_t i = 0; i < preview.events.size(); ++i)
    EXPECT_TRUE(
        same_event(preview.events[i], journal.events[journal.events.size() - preview.events.size() + i]));
}

// One command, one commit, however much there is to hand on.
TEST(DepartureInOneStep, HandsOnTwentyThousandContacts) {
  World world;
  Policy policy = euro_policy();
  policy.assignment.resize(1);
  policy.assignment[0].reps = {{"bob", 1}, {"cem", 3}};
  world.found(policy);
  for (const char* rep : {"ana", "bob", "cem"}) world.actor(rep, Role::rep);
  constexpr std::size_t count = 20'000;
  std::vector<std::string> keys;
  std::vector<Command> commands;
  for (std::size_t i = 0; i < count; ++i) keys.push_back("c" + std::to_string(i));
  for (const std::string& key : keys)
    commands.push_back(
        commands::RegisterContact{.actor = "root", .key = std::string_view(key), .rep = "ana"});
  std::vector<Outcome> outcomes(count);
  must(world.engine().submit("acme", commands, outcomes));
  const std::uint64_t commits = must(world.engine().head("acme")).commit_number;
  const Outcome outcome = world.give(departure_of("ana", {}));
  EXPECT_EQ(outcome.verdict, Verdict::accepted);
  EXPECT_EQ(outcome.event_count, count + 1);
  EXPECT_EQ(must(world.engine().head("acme")).commit_number, commits + 1);
  EXPECT_EQ(must(world.engine().actor("acme", "bob")).contacts, count / 4);
  EXPECT_EQ(must(world.engine().actor("acme", "cem")).contacts, count / 4 * 3);
  EXPECT_EQ(must(world.engine().actor("acme", "ana")).contacts, 0U);
  EXPECT_EQ(must(world.engine().departure("acme", "root", "ana")).contacts.size(), count);
  world.reopen();
  EXPECT_EQ(must(world.engine().actor("acme", "ana")).contacts, 0U) << "read back";
}

TEST(TeamDays, AreAskedByDayAndSurviveASnapshotAndAReplay) {
  Leaving world;
  world.give(commands::SetTeam{.actor = "root", .rep = "ana", .team = "south", .from = day("2026-02-01")});
  world.give(commands::SetAbsence{
      .actor = "ana", .rep = "ana", .from = day("2026-01-12"), .until = day("2026-01-16"), .cover = "bob"});
  auto check = [&world] {
    const ActorRecord today = must(world.engine().actor("acme", "ana"));
    EXPECT_EQ(today.day, day("2026-01-05"));
    EXPECT_EQ(today.team, "north");
    EXPECT_EQ(today.lead_key, "lea");
    EXPECT_FALSE(today.absent);
    EXPECT_EQ(today.contacts, 6U);
    const ActorRecord away = must(world.engine().actor("acme", "ana", day("2026-01-16")));
    EXPECT_TRUE(away.absent);
    EXPECT_EQ(away.absent_from, day("2026-01-12"));
    EXPECT_EQ(away.cover_key, "bob");
    EXPECT_EQ(must(world.engine().actor("acme", "ana", day("2026-02-01"))).team, "south");
    EXPECT_EQ(world.engine().actor("acme", "nobody").status(), Status::not_found);
  };
  check();
  world.reopen();
  check();
  must(world.engine().snapshot("acme"));
  world.reopen();
  check();
}

TEST(AssignmentReasons, NameTheRulesAndTheReps) {
  Policy policy = euro_policy();
  policy.assignment.resize(2);
  policy.assignment[0] = {.name = "bakers", .niche = "bakery", .from = "", .to = "", .rep = "ana"};
  policy.assignment[1].name = "the rest";
  policy.assignment[1].reps = {{"ana"}, {"bob"}};
  World world;
  world.small_team(policy);
  world.give(commands::SetAbsence{
      .actor = "root", .rep = "bob", .from = day("2026-01-05"), .until = day("2026-01-09")});
  world.give(commands::RegisterContact{.actor = "root", .key = "baker", .niche = "bakery"});
  const AssignmentReasons baker = must(world.engine().explain_assignment("acme", "baker"));
  EXPECT_EQ(baker.assignee_key, "ana");
  EXPECT_EQ(baker.assigned_by, Rule::assigned_by_niche);
  EXPECT_EQ(baker.answer_key, "ana");
  ASSERT_EQ(baker.rules.size(), 2U);
  EXPECT_EQ(baker.rules[0].name, "bakers");
  EXPECT_TRUE(baker.rules[0].decides);
  const AssignmentReasons garage = must(world.engine().explain_assignment("acme", "garage"));
  EXPECT_EQ(garage.assignee_key, "bob");
  EXPECT_EQ(garage.assigned_by, Rule::assigned_explicitly);
  EXPECT_EQ(garage.answer_key, "ana") << "whom the rules would name now";
  EXPECT_EQ(garage.rules[0].failed, AssignmentCondition::niche);
  ASSERT_EQ(garage.reps.size(), 2U);
  EXPECT_EQ(garage.reps[1].key, "bob");
  EXPECT_EQ(garage.reps[1].why_not, Rule::rep_absent);
  EXPECT_EQ(world.engine().explain_assignment("acme", "nothing").status(), Status::not_found);
}

TEST(PolicyReport, TellsGapsBesideFaults) {
  World world;
  Policy policy = euro_policy();
  policy.assignment.resize(2);
  policy.assignment[0] = {.name = "first", .niche = "", .from = "A", .to = "K", .rep = "ana"};
  policy.assignment[1] = {.name = "last", .niche = "", .from = "M", .to = "Z", .rep = "bob"};
  PolicyReport report = must(world.engine().policy_report(policy_to_json(policy)));
  EXPECT_TRUE(report.ok());
  ASSERT_FALSE(report.gaps.empty());
  for (const AssignmentGap& gap : report.gaps)
    EXPECT_TRUE(gap.name.empty() || gap.name[0] == 'L' || gap.name[0] < 'A') << gap.name;
  policy.assignment[1].from = "L";
  const std::size_t gaps = report.gaps.size();
  report = must(world.engine().policy_report(policy_to_json(policy)));
  EXPECT_LT(report.gaps.size(), gaps);
  policy.assignment[1].from = "K";
  report = must(world.engine().policy_report(policy_to_json(policy)));
  ASSERT_FALSE(report.ok()) << "two rules for names in K";
  EXPECT_FALSE(world.engine().check_policy(policy_to_json(policy)));
  ASSERT_EQ(report.overlaps.size(), 1U);
  EXPECT_EQ(report.overlaps[0].name, "K");
  EXPECT_EQ(report.gaps.size(), gaps - 1) << "told beside the fault";
}

}  // namespace
}  // namespace firstlog_test
