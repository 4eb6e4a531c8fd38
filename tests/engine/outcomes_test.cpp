// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The engine decides what the pure core decides: whatever the batches, the commits and the reopenings,
// a script of commands leaves the same events, and gets the same answers, as one command at a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"

#include <deque>
#include <random>

#include "support/engine_world.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

// Commands of every kind, most of them sensible, some refused, some malformed.
class Script {
 public:
  explicit Script(std::uint64_t seed) : random_(seed) {}

  Command next(Instant now) {
    const std::string_view rep = pick({"ana", "bob", "cy", "dora"});
    const std::string_view boss = pick({"root", "root", "boss", "ana"});
    const std::string_view contact = any_contact();
    const Instant soon = now + Duration::hours(static_cast<int>(below(200)) - 20);
    switch (below(24)) {
      case 0: {
        contacts_.push_back("contact-" + std::to_string(contacts_.size()));
        return commands::RegisterContact{.actor = "root",
                                         .key = contacts_.back(),
                                         .niche = below(2) == 0 ? "bakers" : "",
                                         .name = contacts_.back(),
                                         .rep = below(3) == 0 ? ActorRef() : ActorRef(rep)};
      }
      case 1:
      case 2:
      case 3: return commands::LogInterest{.actor = rep, .contact = contact};
      case 4: return commands::ScheduleCallback{.actor = rep, .contact = contact, .due = soon};
      case 5: return commands::ScheduleRetry{.actor = rep, .contact = contact, .due = soon};
      case 6: return commands::MarkNotInterested{.actor = rep, .contact = contact, .reason = "price"};
      case 7: return commands::MarkUnworkable{.actor = rep, .contact = contact, .reason = "closed_down"};
      case 8:
      case 9:
        return commands::LogClose{
            .actor = rep, .contact = contact, .amount = eur(static_cast<std::int64_t>(below(500'000)))};
      case 10: return commands::WithdrawClose{.actor = rep, .contact = contact};
      case 11:
      case 12:
        return commands::Approve{
            .actor = boss, .contact = contact, .amount = eur(static_cast<std::int64_t>(below(500'000)))};
      case 13:
        return commands::Reject{
            .actor = boss, .contact = contact, .reason = "unsigned", .personal = as_bytes("not signed")};
      case 14: return commands::Hold{.actor = boss, .contact = contact, .reason = "papers", .due = soon};
      case 15: return commands::Reopen{.actor = boss, .contact = contact, .reason = "again"};
      case 16:
        return commands::LogActivity{.actor = rep,
                                     .contact = contact,
                                     .disposition = static_cast<Disposition>(below(7)),
                                     .inbound = below(4) == 0,
                                     .talk_seconds = static_cast<std::uint32_t>(below(300))};
      case 17: return commands::AddNote{.actor = rep, .contact = contact, .personal = as_bytes("a note")};
      case 18: return commands::Assign{.actor = boss, .contact = contact, .rep = rep};
      case 19: return commands::Release{.actor = boss, .contact = contact};
      case 20: return commands::Take{.actor = rep, .contact = contact};
      case 21: return commands::Advance{.actor = rep};
      case 22:
        if (below(4) == 0)
          return commands::ChangeActor{.actor = "root", .rep = "dora", .active = below(2) == 0};
        return commands::ClosePeriod{.actor = boss, .period = month(pick({"2026-01", "2026-02", "2026-03"}))};
      default: {
        Command broken = commands::LogInterest{.actor = rep, .contact = contact};
        switch (below(4)) {
          case 0: broken.contact = "nowhere"; break;
          case 1: broken.actor = "nobody"; break;
          case 2: broken.given = Fields(); break;
          default: broken.kind = static_cast<CommandKind>(9999); break;
        }
        return broken;
      }
    }
  }

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

 private:
  std::string_view pick(std::initializer_list<std::string_view> from) {
    return from.begin()[below(from.size())];
  }
  // Few, so that people meet on them.
  std::string_view any_contact() {
    return contacts_.empty()
               ? std::string_view("none")
               : contacts_[contacts_.size() - 1 - below(std::min<std::size_t>(contacts_.size(), 12))];
  }
  std::mt19937_64 random_;
  std::deque<std::string> contacts_;
};

Event without_document(Event event) {
  event.document = {};
  return event;
}

void expect_same_events(const std::vector<Event>& oracle, const EventLog& engine) {
  for (std::size_t i = 0; i < std::min(oracle.size(), engine.size()); ++i)
    ASSERT_TRUE(same_event(without_document(oracle[i]), without_document(engine[i])))
        << "position " << i + 1 << ": " << name_of(engine[i].kind) << " instead of "
        << name_of(oracle[i].kind);
  ASSERT_EQ(oracle.size(), engine.size());
}

struct Manner {
  std::uint32_t commands_per_commit_max;
  std::size_t batch_max;
  int steps;
};

class Outcomes : public testing::TestWithParam<Manner> {};

TEST_P(Outcomes, AreThoseOfTheCore) {
  for (std::uint64_t round = 0; round < 6; ++round) {
    const std::uint64_t seed = test_seed(20) + round;
    SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(seed));
    Policy policy = euro_policy();
    policy.journal_refusals = round % 3 != 2;
    policy.missed_callback_working_days = 1;
    if (round % 2 == 1) policy.claim_by = ClaimBy::any_rep;
    World world;
    world.commands_per_commit_max = GetParam().commands_per_commit_max;
    world.reopen();
    world.found(policy);
    Scenario oracle(policy, Zone::utc(), at("2026-01-05T09:00:00Z"));
    Script script(seed);
    std::vector<Command> batch;
    for (const Command& one :
         {Command(commands::RegisterActor{.actor = "root", .key = "boss", .roles = Role::manager}),
          Command(commands::RegisterActor{.actor = "root", .key = "ana", .roles = Role::rep}),
          Command(commands::RegisterActor{.actor = "root", .key = "bob", .roles = Role::rep}),
          Command(commands::RegisterActor{.actor = "root", .key = "cy", .roles = Role::rep | Role::manager}),
          Command(commands::RegisterActor{.actor = "root", .key = "dora", .roles = Role::rep})})
      batch.push_back(one);
    for (int step = 0; step < GetParam().steps; ++step) {
      if (step > 0) {
        const std::int64_t passed = static_cast<std::int64_t>(script.below(8));
        // Stands still, goes a little back, or jumps far enough for callbacks, recyclings and freezes.
        world.clock.pass(passed == 0   ? Duration::minutes(-7)
                         : passed == 1 ? Duration()
                         : passed == 2 ? Duration::days_of_24_hours(29)
                                       : Duration::hours(passed * 5));
        // Nothing may have been recorded since an earlier jump: stay this side of suspicion.
        const Instant head = oracle.state().organisation().head_time;
        world.clock.set(std::clamp(world.clock.now(), head - Duration::minutes(50),
                                   head + Duration::days_of_24_hours(29)));
        batch.clear();
        const std::size_t size = 1 + script.below(GetParam().batch_max);
        for (std::size_t i = 0; i < size; ++i) batch.push_back(script.next(world.clock.now()));
      }
      std::vector<Outcome> outcomes(batch.size());
      FIRSTLOG_ASSERT_DONE(world.engine().submit("acme", batch, outcomes));
      for (std::size_t i = 0; i < batch.size(); ++i) {
        oracle.set_clock(world.clock.now());
        const Outcome expected = oracle.give(batch[i]);
        ASSERT_TRUE(same_outcome(outcomes[i], expected))
            << "step " << step << " command " << i << " " << name_of(batch[i].kind) << "\n"
            << shown(outcomes[i]) << "\n"
            << shown(expected);
      }
      if (script.below(7) == 0) world.reopen();
    }
    const Journal journal = journal_of(world.store());
    ASSERT_TRUE(sound(journal));
    expect_same_events(oracle.events(), journal.events);
    EXPECT_GT(journal.events.size(), 60U);
    // What people are shown is the state that the oracle has.
    for (std::uint32_t i = 1; i <= oracle.state().contact_count(); ++i) {
      const ContactRow& row = oracle.state().contact(ContactId(i));
      const ContactRecord record = must(world.engine().contact("acme", ContactId(i)));
      EXPECT_EQ(record.assignee, row.assignee);
      EXPECT_EQ(record.claimant, row.claimant);
      EXPECT_EQ(record.cycle, row.cycle);
      EXPECT_EQ(record.due, row.due);
      EXPECT_EQ(record.overdue, row.overdue);
      EXPECT_EQ(record.state, oracle.state().policy().state(row.state).name);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Batches, Outcomes,
                         testing::Values(Manner{4096, 1, 500}, Manner{4096, 60, 40}, Manner{1, 40, 40},
                                         Manner{7, 60, 40}));

// Everything that fell due while nobody looked, in (due time, contact) order, freezes in between.
TEST(DueThings, HappenInTheOrderOfTheirTimes) {
  World world;
  world.small_team();
  world.give(
      commands::ScheduleCallback{.actor = "ana", .contact = "bakery", .due = at("2026-01-06T10:00:00Z")});
  world.give(
      commands::ScheduleCallback{.actor = "bob", .contact = "garage", .due = at("2026-01-08T10:00:00Z")});
  world.clock.set("2026-02-02T00:00:00Z");
  world.give(
      commands::ScheduleCallback{.actor = "ana", .contact = "pool", .due = at("2026-02-20T10:00:00Z")});
  world.clock.set("2026-02-27T00:00:00Z");
  const Outcome outcome = world.give(commands::Advance{.actor = "ana"});
  EXPECT_EQ(outcome.verdict, Verdict::accepted);
  std::vector<std::string> told;
  for (const Event& event : journal_of(world.store()).events) {
    if (event.kind == EventKind::callback_overdue || event.kind == EventKind::callback_missed ||
        event.kind == EventKind::period_closed)
      told.push_back(std::string(name_of(event.kind)) + " " + std::to_string(event.contact.number()));
  }
  EXPECT_THAT(told, testing::ElementsAre("callback_overdue 1", "callback_missed 1", "callback_overdue 2",
                                         "callback_missed 2", "period_closed 0", "callback_overdue 3",
                                         "callback_missed 3"));
}

}  // namespace
