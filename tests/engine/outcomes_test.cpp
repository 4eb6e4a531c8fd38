// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The engine decides what the pure core decides: whatever the batches, the commits and the reopenings,
// a script of commands leaves the same events, and gets the same answers, as one command at a time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <thread>

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

TEST(Batches, OneOutcomeForEachCommandAndTheMalformedLoseNothing) {
  World world;
  world.small_team();
  std::vector<Command> batch;
  for (int i = 0; i < 100; ++i) {
    Command command = commands::LogActivity{.actor = "ana", .contact = "bakery"};
    if (i % 3 == 1) command.contact = "nowhere";
    if (i % 7 == 2) command.kind = static_cast<CommandKind>(777);
    batch.push_back(command);
  }
  std::vector<Outcome> outcomes(batch.size());
  FIRSTLOG_ASSERT_DONE(world.engine().submit("acme", batch, outcomes));
  Position last = must(world.engine().head("acme")).position;
  std::uint64_t recorded = 0;
  for (int i = 0; i < 100; ++i) {
    const bool bad = i % 3 == 1 || i % 7 == 2;
    EXPECT_EQ(outcomes[static_cast<std::size_t>(i)].verdict, bad ? Verdict::malformed : Verdict::accepted)
        << i;
    EXPECT_EQ(outcomes[static_cast<std::size_t>(i)].position.present(), !bad) << i;
    recorded += bad ? 0 : 1;
  }
  EXPECT_EQ(last.number(), 8 + recorded);
  EXPECT_TRUE(sound(journal_of(world.store())));
}

TEST(Batches, MisuseIsToldAndNothingIsWritten) {
  World world;
  world.small_team();
  const HeadSummary before = must(world.engine().head("acme"));
  const Command command = commands::LogInterest{.actor = "ana", .contact = "bakery"};
  std::vector<Outcome> two(2);
  EXPECT_EQ(world.engine().submit("acme", {&command, 1}, two).status(), Status::invalid_argument);
  EXPECT_EQ(world.engine().submit("", {&command, 1}, {two.data(), 1}).status(), Status::invalid_argument);
  EXPECT_EQ(world.engine().submit(std::string(129, 'x'), {&command, 1}, {two.data(), 1}).status(),
            Status::invalid_argument);
  FIRSTLOG_EXPECT_DONE(world.engine().submit("acme", {}, {}));
  EXPECT_EQ(Engine::open("nonsense:x").status(), Status::invalid_argument);
  EngineOptions none;
  none.commands_per_commit_max = 0;
  EXPECT_EQ(Engine::open("memory:", none).status(), Status::invalid_argument);
  EXPECT_EQ(must(world.engine().head("acme")).commit_number, before.commit_number);
}

TEST(Batches, AnUnfoundedOrganisationAnswers) {
  World world;
  EXPECT_TRUE(rejects(world.give(commands::LogInterest{.actor = "ana", .contact = "x"}),
                      Rule::organisation_not_founded, Field::kind));
  EXPECT_TRUE(
      rejects(world.give(commands::FoundOrganisation{.actor = "root", .key = "acme", .document = "{"}),
              Rule::policy_malformed, Field::document));
  EXPECT_EQ(world.engine().contact("acme", "x").status(), Status::not_found);
  EXPECT_EQ(must(world.engine().head("acme")).commit_number, 0U);
  world.found();
  const std::string document = policy_to_json(euro_policy());
  EXPECT_TRUE(
      rejects(world.give(commands::FoundOrganisation{.actor = "eve", .key = "acme", .document = document}),
              Rule::organisation_already_founded, Field::kind));
}

TEST(Times, RiseThoughTheClockStandsStillOrGoesBack) {
  World world;
  world.small_team();
  for (int i = 0; i < 50; ++i) {
    world.give(commands::LogActivity{.actor = "ana", .contact = "bakery"});
    if (i % 10 == 3) world.clock.pass(Duration::minutes(-10));
  }
  const Journal journal = journal_of(world.store());
  EXPECT_TRUE(sound(journal));
  const Event& first = journal.events[0];
  EXPECT_EQ(journal.events[journal.events.size() - 1].recorded_at - first.recorded_at,
            Duration::microseconds(static_cast<std::int64_t>(journal.events.size()) - 1));
}

class SuspectClock : public testing::Test {
 protected:
  void SetUp() override {
    world.small_team();
    world.actor("boss", Role::manager);
    before = must(world.engine().head("acme"));
  }
  void expect_suspect() {
    std::vector<Outcome> outcomes(2);
    outcomes[0].verdict = outcomes[1].verdict = Verdict::accepted;
    const std::vector<Command> batch = {commands::LogInterest{.actor = "ana", .contact = "bakery"},
                                        commands::Advance{.actor = "ana"}};
    const Result<void> answer = world.engine().submit("acme", batch, outcomes);
    EXPECT_EQ(answer.status(), Status::clock_suspect);
    if (!answer) {
      EXPECT_NE(answer.error().remedy.view().find("confirm_clock"), std::string_view::npos);
    }
    for (const Outcome& outcome : outcomes) EXPECT_EQ(outcome.verdict, Verdict::undecided);
    expect_unchanged();
  }
  void expect_unchanged() {
    EXPECT_EQ(must(world.engine().head("acme")).commit_number, before.commit_number);
    EXPECT_EQ(journal_of(world.store()).events.size(), before.position.number());
  }
  World world;
  HeadSummary before;
};

TEST_F(SuspectClock, ADayBack) {
  world.clock.pass(Duration::days_of_24_hours(-1));
  expect_suspect();
  EXPECT_EQ(world.give(commands::ConfirmClock{.actor = "boss"}).verdict, Verdict::accepted);
  EXPECT_EQ(world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"}).verdict,
            Verdict::accepted);
  world.reopen();
  EXPECT_EQ(world.give(commands::LogInterest{.actor = "bob", .contact = "pool"}).verdict, Verdict::accepted);
  const Journal journal = journal_of(world.store());
  EXPECT_TRUE(sound(journal));
}

TEST_F(SuspectClock, AYearAhead) {
  world.clock.pass(Duration::days_of_24_hours(365));
  expect_suspect();
  EXPECT_EQ(world.give(commands::ConfirmClock{.actor = "boss"}).verdict, Verdict::accepted);
  const Outcome outcome = world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  EXPECT_EQ(outcome.verdict, Verdict::accepted);
  EXPECT_GE(outcome.recorded_at, world.clock.now());
}

TEST_F(SuspectClock, JustInsideTheBoundsItIsBelieved) {
  world.clock.set(before.time + Duration::days_of_24_hours(30));
  EXPECT_EQ(world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"}).verdict,
            Verdict::accepted);
  world.clock.pass(Duration::minutes(-60));
  EXPECT_EQ(world.give(commands::LogInterest{.actor = "bob", .contact = "garage"}).verdict,
            Verdict::accepted);
}

// A refusal, recorded at the suspect reading, would carry every later time along.
TEST_F(SuspectClock, NobodyElseConfirmsIt) {
  world.clock.pass(Duration::days_of_24_hours(365));
  const Outcome refused = world.give(commands::ConfirmClock{.actor = "ana"});
  EXPECT_TRUE(refuses(refused, Rule::role_not_allowed));
  expect_unchanged();
  EXPECT_EQ(world.give(commands::ConfirmClock{.actor = "nobody"}).verdict, Verdict::malformed);
  expect_unchanged();
  expect_suspect();
  world.clock.pass(Duration::days_of_24_hours(-365));
  const Outcome outcome = world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  EXPECT_EQ(outcome.recorded_at, before.time + Duration::microseconds(1));
}

TEST_F(SuspectClock, ConfirmedInTheMiddleOfABatchTheRestGoesOn) {
  world.clock.pass(Duration::days_of_24_hours(365));
  const std::vector<Command> batch = {commands::ConfirmClock{.actor = "boss"},
                                      commands::LogInterest{.actor = "ana", .contact = "bakery"}};
  std::vector<Outcome> outcomes(2);
  FIRSTLOG_ASSERT_DONE(world.engine().submit("acme", batch, outcomes));
  EXPECT_EQ(outcomes[0].verdict, Verdict::accepted);
  EXPECT_EQ(outcomes[1].verdict, Verdict::accepted);
}

TEST(Organisations, KnowNothingOfEachOther) {
  World world;
  constexpr int count = 40;
  std::vector<std::string> keys;
  for (int i = 0; i < count; ++i) keys.push_back("org-" + std::to_string(i));
  for (const std::string& key : keys) {
    world.found(euro_policy(), key);
    world.actor("ana", Role::rep, key);
    world.contact("bakery", {}, key);
  }
  for (int i = 0; i < count; i += 2)
    EXPECT_EQ(world
                  .give(commands::LogInterest{.actor = "ana", .contact = "bakery"},
                        keys[static_cast<std::size_t>(i)])
                  .verdict,
              Verdict::accepted);
  for (int opened = 0; opened < 2; ++opened) {
    for (int i = 0; i < count; ++i) {
      const std::string& key = keys[static_cast<std::size_t>(i)];
      EXPECT_EQ(must(world.engine().contact(key, "bakery")).claimant_key, i % 2 == 0 ? "ana" : "") << key;
      EXPECT_TRUE(sound(journal_of(world.store(), key)));
      EXPECT_EQ(journal_of(world.store(), key).events.size(), i % 2 == 0 ? 6U : 5U);
    }
    world.reopen();
  }
  // The same idempotency key belongs to each of them.
  for (const std::string& key : keys)
    EXPECT_FALSE(has(
        world
            .give(commands::LogInterest{.actor = "ana", .contact = "bakery", .idempotency = {.text = "k"}},
                  key)
            .notices,
        Notice::replayed));
}

// Organisations that are dropped for want of memory, and closed by hand, answer as if nothing were.
TEST(Organisations, AreForgottenAndReadAnew) {
  World world;
  EngineOptions options = world.options();
  options.memory_bytes_max = 1;
  Engine engine = must(Engine::open(world.store(), options));
  for (std::string_view key : {"one", "two", "three"}) {
    world.found(euro_policy(), key);
    world.actor("ana", Role::rep, key);
    world.contact("bakery", {}, key);
  }
  const Command command =
      commands::LogInterest{.actor = "ana", .contact = "bakery", .idempotency = {.text = "k"}};
  Feed feed = must(engine.feed("one", "crm"));
  for (int round = 0; round < 4; ++round) {
    for (std::string_view key : {"one", "two", "three"}) {
      EXPECT_EQ(has(must(engine.submit(key, command)).notices, Notice::replayed), round > 0);
      EXPECT_EQ(must(engine.contact(key, "bakery")).claimant_key, "ana");
    }
    FIRSTLOG_EXPECT_DONE(engine.close("two"));
    FIRSTLOG_EXPECT_DONE(engine.close("never-opened"));
    EventLog events;
    FIRSTLOG_EXPECT_DONE(feed.poll(100, events));
  }
  // Dropped beside callers who are at it.
  std::vector<std::thread> threads;
  for (std::string_view key : {"one", "two", "three", "one"})
    threads.emplace_back([&engine, key] {
      for (int i = 0; i < 100; ++i)
        FIRSTLOG_EXPECT_DONE(engine.submit(key, commands::LogActivity{.actor = "ana", .contact = "bakery"}));
    });
  threads.emplace_back([&engine] {
    for (int i = 0; i < 100; ++i) FIRSTLOG_EXPECT_DONE(engine.close("one"));
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(must(engine.contact("one", "bakery")).attempts, 200U);
  EXPECT_EQ(must(engine.contact("two", "bakery")).attempts, 100U);
  EXPECT_TRUE(sound(journal_of(world.store(), "one")));
}

TEST(Refusals, AreRecordedWhereThePolicySaysSo) {
  for (bool recorded : {true, false}) {
    World world;
    Policy policy = euro_policy();
    policy.journal_refusals = recorded;
    world.small_team(policy);
    const HeadSummary before = must(world.engine().head("acme"));
    const Outcome outcome =
        world.give(commands::Approve{.actor = "ana", .contact = "bakery", .amount = eur(5)});
    EXPECT_TRUE(refuses(outcome, Rule::role_not_allowed));
    EXPECT_EQ(outcome.position.present(), recorded);
    EXPECT_EQ(must(world.engine().head("acme")).position.number() - before.position.number(),
              recorded ? 1U : 0U);
    if (recorded) {
      EXPECT_EQ(journal_of(world.store()).events[before.position.number()].kind, EventKind::command_refused);
    }
  }
}

}  // namespace
