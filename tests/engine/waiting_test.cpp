// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Deadlines, calls back into the engine, forked children, moved and destroyed engines.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include "firstlog/engine/records.hpp"
#include "firstlog/views/statement.hpp"

#include <chrono>
#include <latch>
#include <thread>

#include "support/engine_world.hpp"
#include "support/faulty_store.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;
using std::chrono::steady_clock;

std::int64_t milliseconds_since(steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - start).count();
}

class Waiting : public testing::Test {
 protected:
  void SetUp() override {
    world.small_team();
    holder = must(world.store().open_session());
  }
  Result<void> submit(Engine& engine, Duration wait, std::string_view contact = "bakery") {
    const Command command = commands::LogActivity{.actor = "ana", .contact = contact};
    Outcome outcome;
    outcome.verdict = Verdict::accepted;
    const Result<void> answer = engine.submit("acme", {&command, 1}, {&outcome, 1}, wait);
    EXPECT_EQ(outcome.verdict, answer.ok() ? Verdict::accepted : Verdict::undecided);
    return answer;
  }
  World world;
  std::unique_ptr<Session> holder;
};

TEST_F(Waiting, BusyInAboutTheTimeAskedFor) {
  must(holder->acquire("acme", Duration()));
  for (std::int64_t wait : {0, 30, 120}) {
    const auto start = steady_clock::now();
    EXPECT_EQ(submit(world.engine(), Duration::milliseconds(wait)).status(), Status::busy);
    EXPECT_GE(milliseconds_since(start), wait);
    EXPECT_LT(milliseconds_since(start), wait + 2000);
  }
  EXPECT_EQ(submit(world.engine(), Duration::milliseconds(-5)).status(), Status::busy);
  holder->release();
  FIRSTLOG_EXPECT_DONE(submit(world.engine(), Duration()));
  FIRSTLOG_EXPECT_DONE(
      submit(world.engine(), Duration::microseconds(std::numeric_limits<std::int64_t>::max())));
}

TEST_F(Waiting, TheEnginesOwnDeadlineHoldsWhereNoneIsGiven) {
  EngineOptions options = world.options();
  options.wait_max = Duration::milliseconds(60);
  Engine engine = must(Engine::open(world.store(), options));
  must(holder->acquire("acme", Duration()));
  const auto start = steady_clock::now();
  EXPECT_EQ(engine.submit("acme", commands::LogActivity{.actor = "ana", .contact = "bakery"}).status(),
            Status::busy);
  EXPECT_GE(milliseconds_since(start), 60);
  EXPECT_LT(milliseconds_since(start), 3000);
}

// Each of many callers of one organisation waits as long as he asked, whoever of them leads.
TEST_F(Waiting, EachCallerHasHisOwnDeadline) {
  must(holder->acquire("acme", Duration()));
  std::vector<std::thread> threads;
  std::atomic<int> busy = 0;
  std::atomic<int> done = 0;
  std::latch begin(12);
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([&, i] {
      begin.arrive_and_wait();
      const std::int64_t wait = i < 6 ? 20 + 10 * i : 20'000;
      const auto start = steady_clock::now();
      const Result<void> answer = submit(world.engine(), Duration::milliseconds(wait));
      if (i < 6) {
        EXPECT_EQ(answer.status(), Status::busy);
        EXPECT_GE(milliseconds_since(start), wait - 1);
        EXPECT_LT(milliseconds_since(start), 8000);
        ++busy;
      } else {
        FIRSTLOG_EXPECT_DONE(answer);
        ++done;
      }
    });
  while (busy < 6) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  holder->release();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 6);
  EXPECT_TRUE(sound(journal_of(world.store())));
  EXPECT_EQ(must(world.engine().contact("acme", "bakery")).attempts, 6U);
}

// Deadlines that pass while the request is being served: the caller may not leave before the leader
// is done with it. Under the address sanitizer a request used after its caller left shows.
TEST_F(Waiting, DeadlinesThatPassWhileServed) {
  FaultyStore store(world.store());
  store.on_call([](Slot slot) {
    if (slot == Slot::append) std::this_thread::sleep_for(std::chrono::microseconds(700));
  });
  Engine engine = must(Engine::open(store, world.options()));
  std::vector<std::thread> threads;
  std::atomic<std::uint32_t> done = 0;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([&, i] {
      for (int n = 0; n < 60; ++n)
        if (submit(engine, Duration::microseconds(100 + 150 * ((i + n) % 8))).ok()) ++done;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(must(engine.contact("acme", "bakery")).attempts, done);
  EXPECT_TRUE(sound(journal_of(world.store())));
}

TEST_F(Waiting, LookingDoesNotWaitForWriters) {
  must(world.engine().refresh("acme"));
  must(holder->acquire("acme", Duration()));
  std::thread writer(
      [&] { EXPECT_EQ(submit(world.engine(), Duration::milliseconds(300)).status(), Status::busy); });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  const auto start = steady_clock::now();
  FIRSTLOG_EXPECT_DONE(world.engine().contact("acme", "bakery"));
  FIRSTLOG_EXPECT_DONE(world.engine().leaderboard("acme", "root"));
  FIRSTLOG_EXPECT_DONE(world.engine().history("acme", "bakery"));
  EXPECT_LT(milliseconds_since(start), 200);
  writer.join();
}

// A refresh that came together with commands that found the store busy has looked nevertheless.
TEST_F(Waiting, ARefreshBesideBusyCommandsSeesWhatIsThere) {
  Engine engine = world.another();
  for (int round = 0; round < 3; ++round) {
    must(engine.refresh("acme"));
    FIRSTLOG_ASSERT_DONE(submit(world.engine(), Duration()));
    must(holder->acquire("acme", Duration()));
    std::vector<std::thread> threads;
    // The first one leads alone; once he gives up, the others and the refresh are served together.
    for (int wait : {40, 400, 400}) {
      threads.emplace_back(
          [&, wait] { EXPECT_EQ(submit(engine, Duration::milliseconds(wait)).status(), Status::busy); });
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const auto start = steady_clock::now();
    FIRSTLOG_EXPECT_DONE(engine.refresh("acme"));
    EXPECT_LT(milliseconds_since(start), 190) << "it does not wait for the write right";
    EXPECT_EQ(must(engine.head("acme")).position, must(world.engine().head("acme")).position);
    for (std::thread& thread : threads) thread.join();
    holder->release();
  }
}

TEST_F(Waiting, AStoreMayNotCallBack) {
  FaultyStore store(world.store());
  Engine* engine = nullptr;
  int refused = 0;
  bool inside = false;
  store.on_call([&](Slot) {
    if (engine == nullptr || inside) return;
    inside = true;
    const auto answer = engine->submit("acme", commands::LogActivity{.actor = "ana", .contact = "bakery"});
    EXPECT_EQ(answer.status(), Status::reentrant);
    EXPECT_EQ(engine->refresh("acme").status(), Status::reentrant);
    ++refused;
    inside = false;
  });
  Engine opened = must(Engine::open(store, world.options()));
  engine = &opened;
  FIRSTLOG_EXPECT_DONE(opened.submit("acme", commands::LogActivity{.actor = "ana", .contact = "bakery"}));
  EXPECT_GE(refused, 3) << "acquire, read and append at least";
  engine = nullptr;
  EXPECT_EQ(must(opened.contact("acme", "bakery")).attempts, 1U);
}

TEST_F(Waiting, AForkedChildIsToldSo) {
  must(world.engine().refresh("acme"));
  Feed feed = must(world.engine().feed("acme", "crm"));
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    Engine& engine = world.engine();
    bool closed = submit(engine, Duration()).status() == Status::closed;
    closed = closed && engine.refresh("acme").status() == Status::closed;
    closed = closed && engine.contact("acme", "bakery").status() == Status::closed;
    closed = closed && engine.history("acme", "bakery").status() == Status::closed;
    closed = closed && engine.leaderboard("acme", "root").status() == Status::closed;
    closed = closed && engine.feed("acme", "x").status() == Status::closed;
    closed = closed && engine.snapshot("acme").status() == Status::closed;
    closed = closed && engine.close("acme").status() == Status::closed;
    closed = closed && engine.head("never-opened").status() == Status::closed;
    ::_exit(closed ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  FIRSTLOG_EXPECT_DONE(submit(world.engine(), Duration()));
}

TEST_F(Waiting, EnginesMove) {
  Engine first = world.another();
  Engine second = std::move(first);
  FIRSTLOG_EXPECT_DONE(submit(second, Duration()));
  Engine third = world.another();
  third = std::move(second);
  FIRSTLOG_EXPECT_DONE(submit(third, Duration()));
}

// Many threads, one engine, one organisation: each gets his own answers, in one order for all.
TEST_F(Waiting, ManyCallersShareCommits) {
  constexpr int thread_count = 8;
  constexpr int each = 150;
  std::vector<std::thread> threads;
  std::vector<std::vector<Outcome>> outcomes(thread_count, std::vector<Outcome>(each));
  for (std::size_t t = 0; t < thread_count; ++t)
    threads.emplace_back([&, t] {
      const std::string name = "contact-" + std::to_string(t);
      const std::string_view contact = name;
      must(world.engine().submit("acme", commands::RegisterContact{.actor = "root", .key = contact}));
      for (std::size_t i = 0; i < each; ++i)
        outcomes[t][i] =
            must(world.engine().submit("acme", commands::LogActivity{.actor = "ana", .contact = contact}));
    });
  for (std::thread& thread : threads) thread.join();
  const Journal journal = journal_of(world.store());
  ASSERT_TRUE(sound(journal));
  for (std::size_t t = 0; t < thread_count; ++t) {
    const ContactId id = must(world.engine().contact_id("acme", "contact-" + std::to_string(t)));
    Position last;
    for (const Outcome& outcome : outcomes[t]) {
      ASSERT_EQ(outcome.verdict, Verdict::accepted);
      ASSERT_EQ(outcome.contact, id);
      ASSERT_GT(outcome.position, last);
      last = outcome.position;
      ASSERT_EQ(journal.events[last.number() - 1].contact, id);
    }
  }
}

// Readers beside writers: what one answer shows was true at one instant.
TEST_F(Waiting, ViewsAreNeverTorn) {
  std::atomic<bool> stop = false;
  std::thread reader([&] {
    while (!stop) {
      const auto counts = must(world.engine().pipeline("acme"));
      std::uint64_t total = 0;
      for (const Engine::StateCount& count : counts) total += count.contacts;
      EXPECT_GE(total, 3U);
      const EventLog history = must(world.engine().history("acme", "bakery"));
      Position before;
      for (const Event& event : history) {
        EXPECT_EQ(event.previous, before);
        before = event.position;
      }
      FIRSTLOG_EXPECT_DONE(world.engine().leaderboard("acme", "root"));
      FIRSTLOG_EXPECT_DONE(world.engine().pending("acme", "root"));
    }
  });
  for (int i = 0; i < 300; ++i) {
    const std::string name = "extra-" + std::to_string(i);
    const std::string_view key = name;
    const std::vector<Command> batch = {
        commands::RegisterContact{.actor = "root", .key = key, .rep = "ana"},
        commands::LogInterest{.actor = "ana", .contact = key},
        commands::LogActivity{.actor = "ana", .contact = "bakery"},
        commands::LogClose{.actor = "ana", .contact = key, .amount = eur(1000 + i)},
        commands::Approve{.actor = "root", .contact = key, .amount = eur(1000 + i)}};
    std::vector<Outcome> outcomes(batch.size());
    must(world.engine().submit("acme", batch, outcomes));
  }
  stop = true;
  reader.join();
}

}  // namespace
