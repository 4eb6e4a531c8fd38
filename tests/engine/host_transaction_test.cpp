// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Commands inside the host's own transaction (DESIGN 3.8), over one SQLite file that holds the host's
// tables, the journal and the vault: the three become true together or not at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "firstlog/engine/records.hpp"
#include "firstlog/store/sqlite.hpp"
#include "support/engine_world.hpp"
#include "support/faulty_store.hpp"
#include "support/sqlite_place.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

// The host: a connection with a table of its own.
class Host {
 public:
  explicit Host(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &connection_), SQLITE_OK);
    sqlite3_busy_timeout(connection_, 20'000);
    run("CREATE TABLE IF NOT EXISTS orders(id INTEGER PRIMARY KEY, what)");
    session_ = must(sqlite_host_session(connection_, "sqlite:mine"));
  }
  ~Host() {
    session_.reset();
    sqlite3_close(connection_);
  }
  void run(const char* sql) {
    char* why = nullptr;
    EXPECT_EQ(sqlite3_exec(connection_, sql, nullptr, nullptr, &why), SQLITE_OK) << sql << ": " << why;
    sqlite3_free(why);
  }
  int orders() {
    int count = -1;
    sqlite3_exec(
        connection_, "SELECT count(*) FROM orders",
        [](void* to, int, char** values, char**) {
          *static_cast<int*>(to) = std::atoi(values[0]);
          return 0;
        },
        &count, nullptr);
    return count;
  }
  Session& session() { return *session_; }

 private:
  sqlite3* connection_ = nullptr;
  std::unique_ptr<Session> session_;
};

class Hosted : public testing::Test {
 protected:
  void SetUp() override {
    SqliteOptions in_host;
    in_host.in_host_database = true;
    store = must(open_sqlite_store(path(), in_host));
    engine.emplace(must(Engine::open(*store, options())));
    const std::string document = policy_to_json(euro_policy());
    give(commands::FoundOrganisation{.actor = "root", .key = "acme", .document = document});
    give(commands::RegisterActor{.actor = "root", .key = "ana", .roles = Role::rep});
    give(commands::RegisterActor{.actor = "root", .key = "bob", .roles = Role::rep});
    give(commands::RegisterContact{.actor = "root", .key = "bakery", .rep = "ana"});
    give(commands::RegisterContact{.actor = "root", .key = "garage", .rep = "bob"});
    give(commands::RegisterContact{.actor = "root", .key = "pool"});
    host.emplace(path());
    before = must(engine->head("acme"));
  }
  std::string path() const { return folder.file("host.db"); }
  EngineOptions options() {
    EngineOptions options;
    options.clock = &clock;
    return options;
  }
  Outcome give(const Command& command) {
    const Outcome outcome = must(engine->submit("acme", command));
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << describe(outcome);
    return outcome;
  }
  static Command interest(std::string_view who, std::string_view contact, std::string_view key = {}) {
    return commands::LogInterest{.actor = who, .contact = contact, .idempotency = {.text = key}};
  }
  void expect_claims(std::string_view bakery, std::string_view pool) {
    FIRSTLOG_ASSERT_DONE(engine->refresh("acme"));
    EXPECT_EQ(must(engine->contact("acme", "bakery")).claimant_key, bakery);
    EXPECT_EQ(must(engine->contact("acme", "pool")).claimant_key, pool);
    Engine fresh = must(Engine::open(*store, options()));
    EXPECT_EQ(must(fresh.contact("acme", "bakery")).claimant_key, bakery);
    EXPECT_EQ(must(fresh.contact("acme", "pool")).claimant_key, pool);
    EXPECT_TRUE(sound(journal_of(*store)));
  }

  TestClock clock;
  Folder folder{true};
  std::unique_ptr<Store> store;
  std::optional<Engine> engine;
  std::optional<Host> host;
  HeadSummary before;
};

TEST_F(Hosted, CommitMakesBothTrue) {
  host->run("BEGIN IMMEDIATE; INSERT INTO orders(what) VALUES('flour')");
  HostTransaction inside = must(engine->join("acme", host->session()));
  const Outcome outcome = must(inside.submit(interest("ana", "bakery")));
  EXPECT_TRUE(accepts(outcome, Rule::claim_established));
  EXPECT_TRUE(has(outcome.notices, Notice::provisional));
  EXPECT_TRUE(outcome.commit_hash.present());
  // Nobody else sees it yet, the feed neither.
  EXPECT_FALSE(must(engine->contact("acme", "bakery")).claimant.present());
  FIRSTLOG_ASSERT_DONE(engine->refresh("acme"));
  EXPECT_FALSE(must(engine->contact("acme", "bakery")).claimant.present());
  Feed feed = must(engine->feed("acme", "crm"));
  EventLog events;
  FIRSTLOG_ASSERT_DONE(feed.poll(100, events));
  EXPECT_EQ(events.size(), before.position.number());
  host->run("COMMIT");
  EXPECT_EQ(host->orders(), 1);
  expect_claims("ana", "");
  FIRSTLOG_ASSERT_DONE(feed.poll(100, events));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].position, outcome.position);
  EXPECT_EQ(must(engine->head("acme")).hash, outcome.commit_hash);
}

TEST_F(Hosted, RollbackMakesNeitherTrue) {
  host->run("BEGIN IMMEDIATE; INSERT INTO orders(what) VALUES('flour')");
  HostTransaction inside = must(engine->join("acme", host->session()));
  EXPECT_TRUE(accepts(must(inside.submit(interest("ana", "bakery"))), Rule::claim_established));
  host->run("ROLLBACK");
  EXPECT_EQ(host->orders(), 0);
  expect_claims("", "");
  EXPECT_EQ(must(engine->head("acme")).hash, before.hash);
  // The place that was provisionally taken is another's now; the same handle follows.
  give(interest("bob", "pool"));
  host->run("BEGIN IMMEDIATE");
  EXPECT_TRUE(contests(must(inside.submit(interest("ana", "pool"))), Rule::first_log_wins));
  host->run("COMMIT");
  expect_claims("", "bob");
}

TEST_F(Hosted, SeveralSubmitsSeeEachOther) {
  host->run("BEGIN IMMEDIATE");
  HostTransaction inside = must(engine->join("acme", host->session()));
  const Outcome first = must(inside.submit(interest("bob", "pool")));
  EXPECT_TRUE(accepts(first, Rule::claim_from_pool));
  const Outcome second = must(inside.submit(interest("ana", "pool")));
  EXPECT_TRUE(contests(second, Rule::first_log_wins));
  EXPECT_EQ(second.winning_position, first.position);
  EXPECT_EQ(must(inside.submit(commands::RegisterContact{
                     .actor = "root", .key = "new", .rep = "ana", .personal = as_bytes("tel")}))
                .verdict,
            Verdict::accepted);
  std::vector<Command> batch = {interest("ana", "new"), interest("ana", "nowhere"),
                                interest("ana", "bakery")};
  std::vector<Outcome> outcomes(3);
  FIRSTLOG_ASSERT_DONE(inside.submit(batch, outcomes));
  EXPECT_EQ(outcomes[0].verdict, Verdict::accepted);
  EXPECT_EQ(outcomes[1].verdict, Verdict::malformed);
  EXPECT_EQ(outcomes[2].verdict, Verdict::accepted);
  std::vector<Outcome> short_one(2);
  EXPECT_EQ(inside.submit(batch, short_one).status(), Status::invalid_argument);
  host->run("COMMIT");
  expect_claims("ana", "bob");
  const EventLog history = must(engine->history("acme", "new"));
  EXPECT_EQ(as_text(must(engine->personal("acme", "ana", history[0].digest))), "tel");
}

TEST_F(Hosted, SavepointsAreFollowed) {
  host->run("BEGIN IMMEDIATE");
  HostTransaction inside = must(engine->join("acme", host->session()));
  EXPECT_TRUE(accepts(must(inside.submit(interest("ana", "bakery"))), Rule::claim_established));
  host->run("SAVEPOINT half; INSERT INTO orders(what) VALUES('flour')");
  EXPECT_TRUE(accepts(must(inside.submit(interest("bob", "pool", "k"))), Rule::claim_from_pool));
  host->run("ROLLBACK TO half");
  // The pool's contact is free again, and so is the key.
  const Outcome again = must(inside.submit(interest("ana", "pool", "k")));
  EXPECT_TRUE(accepts(again, Rule::claim_from_pool));
  EXPECT_FALSE(has(again.notices, Notice::replayed));
  EXPECT_TRUE(refuses(must(inside.submit(interest("ana", "bakery"))), Rule::already_logged));
  // A rollback and a commit of the same number: told apart by more than their count.
  host->run("SAVEPOINT third");
  must(inside.submit(commands::LogActivity{.actor = "ana", .contact = "bakery"}));
  host->run("ROLLBACK TO third");
  must(inside.submit(commands::LogActivity{.actor = "bob", .contact = "garage"}));
  host->run("RELEASE half; COMMIT");
  EXPECT_EQ(host->orders(), 0);
  expect_claims("ana", "ana");
  EXPECT_EQ(must(engine->contact("acme", "bakery")).attempts, 0U);
  EXPECT_EQ(must(engine->contact("acme", "garage")).attempts, 1U);
}

TEST_F(Hosted, KeysInside) {
  const Outcome earlier = give(interest("bob", "garage", "before"));
  host->run("BEGIN IMMEDIATE");
  HostTransaction inside = must(engine->join("acme", host->session()));
  // Committed before: the first answer, which is not provisional.
  const Outcome replayed = must(inside.submit(interest("bob", "garage", "before")));
  EXPECT_TRUE(has(replayed.notices, Notice::replayed));
  EXPECT_FALSE(has(replayed.notices, Notice::provisional));
  EXPECT_EQ(replayed.position, earlier.position);
  const Outcome first = must(inside.submit(interest("ana", "bakery", "k")));
  const Outcome second = must(inside.submit(interest("ana", "bakery", "k")));
  EXPECT_TRUE(has(second.notices, Notice::replayed));
  EXPECT_TRUE(has(second.notices, Notice::provisional));
  EXPECT_EQ(second.position, first.position);
  EXPECT_TRUE(rejects(must(inside.submit(interest("bob", "bakery", "k"))), Rule::idempotency_key_reused,
                      Field::idempotency));
  const std::vector<Command> twice = {interest("bob", "pool", "p"), interest("bob", "pool", "p")};
  std::vector<Outcome> outcomes(2);
  FIRSTLOG_ASSERT_DONE(inside.submit(twice, outcomes));
  EXPECT_TRUE(has(outcomes[1].notices, Notice::replayed));
  EXPECT_EQ(outcomes[1].position, outcomes[0].position);
  host->run("COMMIT");
  const Outcome outside = must(engine->submit("acme", interest("ana", "bakery", "k")));
  EXPECT_TRUE(has(outside.notices, Notice::replayed));
  EXPECT_FALSE(has(outside.notices, Notice::provisional));
  EXPECT_EQ(outside.position, first.position);
  expect_claims("ana", "bob");
}

TEST_F(Hosted, ATransactionThatCannotWriteIsStale) {
  HostTransaction inside = must(engine->join("acme", host->session()));
  const Command command = interest("ana", "bakery");
  Outcome outcome;
  outcome.verdict = Verdict::accepted;
  EXPECT_EQ(inside.submit({&command, 1}, {&outcome, 1}).status(), Status::host_transaction_stale)
      << "no transaction at all";
  EXPECT_EQ(outcome.verdict, Verdict::undecided);
  host->run("BEGIN DEFERRED; SELECT * FROM orders");
  EXPECT_EQ(inside.submit(command).status(), Status::host_transaction_stale);
  give(interest("bob", "garage"));
  EXPECT_EQ(inside.submit(command).status(), Status::host_transaction_stale);
  host->run("ROLLBACK; BEGIN IMMEDIATE");
  EXPECT_EQ(must(inside.submit(command)).verdict, Verdict::accepted);
  host->run("COMMIT");
  expect_claims("ana", "");
}

// What others committed between join and BEGIN, or between two transactions, is seen.
TEST_F(Hosted, FollowsWhatOthersCommitted) {
  HostTransaction inside = must(engine->join("acme", host->session()));
  {
    Engine other = must(Engine::open(*store, options()));
    EXPECT_EQ(must(other.submit("acme", interest("bob", "pool"))).verdict, Verdict::accepted);
  }
  host->run("BEGIN IMMEDIATE");
  EXPECT_TRUE(contests(must(inside.submit(interest("ana", "pool"))), Rule::first_log_wins));
  host->run("COMMIT");
  give(commands::LogActivity{.actor = "ana", .contact = "bakery"});
  host->run("BEGIN IMMEDIATE");
  EXPECT_TRUE(accepts(must(inside.submit(interest("ana", "bakery"))), Rule::claim_established));
  host->run("COMMIT");
  expect_claims("ana", "bob");
}

TEST_F(Hosted, AnotherThreadWaitsAndThenSeesTheHostsCommits) {
  host->run("BEGIN IMMEDIATE");
  HostTransaction inside = must(engine->join("acme", host->session()));
  const Outcome first = must(inside.submit(interest("ana", "pool")));
  std::atomic<bool> answered = false;
  std::thread other([&] {
    const Outcome late = must(engine->submit("acme", interest("bob", "pool")));
    answered = true;
    EXPECT_TRUE(contests(late, Rule::first_log_wins));
    EXPECT_EQ(late.winning_position, first.position);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(80));
  EXPECT_FALSE(answered);
  // Submits go on while the other waits; readers see what is committed.
  EXPECT_EQ(must(inside.submit(interest("ana", "bakery"))).verdict, Verdict::accepted);
  EXPECT_FALSE(must(engine->contact("acme", "pool")).claimant.present());
  host->run("COMMIT");
  other.join();
  expect_claims("ana", "ana");
}

TEST_F(Hosted, AnotherThreadWaitsAndThenSeesTheHostsRollback) {
  host->run("BEGIN IMMEDIATE");
  HostTransaction inside = must(engine->join("acme", host->session()));
  must(inside.submit(interest("ana", "pool")));
  std::thread other([&] {
    EXPECT_TRUE(accepts(must(engine->submit("acme", interest("bob", "pool"))), Rule::claim_from_pool));
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  host->run("ROLLBACK");
  other.join();
  expect_claims("", "bob");
}

TEST_F(Hosted, TheClockIsCheckedInsideToo) {
  host->run("BEGIN IMMEDIATE");
  HostTransaction inside = must(engine->join("acme", host->session()));
  clock.pass(Duration::days_of_24_hours(365));
  EXPECT_EQ(inside.submit(interest("ana", "bakery")).status(), Status::clock_suspect);
  clock.pass(Duration::days_of_24_hours(-365));
  EXPECT_EQ(must(inside.submit(interest("ana", "bakery"))).verdict, Verdict::accepted);
  host->run("COMMIT");
  expect_claims("ana", "");
}

TEST_F(Hosted, DueThingsHappenInsideToo) {
  give(commands::ScheduleCallback{.actor = "ana", .contact = "bakery", .due = at("2026-01-06T10:00:00Z")});
  clock.set("2026-01-06T12:00:00Z");
  host->run("BEGIN IMMEDIATE");
  HostTransaction inside = must(engine->join("acme", host->session()));
  must(inside.submit(commands::Advance{.actor = "ana"}));
  host->run("COMMIT");
  FIRSTLOG_ASSERT_DONE(engine->refresh("acme"));
  EXPECT_TRUE(must(engine->contact("acme", "bakery")).overdue);
}

// Killed with -9 before COMMIT: nothing of it is there, whatever had been answered provisionally.
TEST_F(Hosted, ACrashBeforeCommitLeavesNothing) {
  host.reset();
  engine.reset();
  store.reset();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    SqliteOptions in_host;
    in_host.in_host_database = true;
    auto own = must(open_sqlite_store(path(), in_host));
    Engine inner = must(Engine::open(*own, options()));
    Host mine(path());
    mine.run("BEGIN IMMEDIATE; INSERT INTO orders(what) VALUES('flour')");
    HostTransaction inside = must(inner.join("acme", mine.session()));
    for (int i = 0; i < 50; ++i) {
      std::vector<Command> batch(20, commands::LogActivity{.actor = "ana", .contact = "bakery"});
      std::vector<Outcome> outcomes(batch.size());
      must(inside.submit(batch, outcomes));
    }
    must(inside.submit(interest("ana", "bakery")));
    if (::write(ends[1], "x", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ends[0], &byte, 1), 1);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  SqliteOptions in_host;
  in_host.in_host_database = true;
  store = must(open_sqlite_store(path(), in_host));
  engine.emplace(must(Engine::open(*store, options())));
  host.emplace(path());
  EXPECT_EQ(host->orders(), 0);
  expect_claims("", "");
  EXPECT_EQ(must(engine->head("acme")).hash, before.hash);
  give(interest("ana", "bakery"));
}

TEST_F(Hosted, AFailedAppendLeavesTheTransactionUsable) {
  host->run("BEGIN IMMEDIATE");
  // The session's append fails once; the host's transaction and the handle live on.
  class Once final : public Store {
   public:
    explicit Once(Session& session) : session_(session) {}
    StoreCapabilities capabilities() const noexcept override { return {}; }
    std::string_view name() const noexcept override { return "once:"; }
    Result<std::unique_ptr<Session>> open_session() noexcept override {
      return Error(Status::unsupported, "once:", "not here");
    }
    Session& session_;
  };
  struct Forward final : Session {
    Session& to;
    explicit Forward(Session& session) : to(session) {}
    Result<Head> acquire(std::string_view o, Duration w) noexcept override { return to.acquire(o, w); }
    Result<void> append(const CommitRow& r, std::span<const VaultPut> v) noexcept override {
      return to.append(r, v);
    }
    void release() noexcept override { to.release(); }
    Result<Head> head(std::string_view o) noexcept override { return to.head(o); }
    Result<void> read(std::string_view o, Position p, RowSink& s) noexcept override {
      return to.read(o, p, s);
    }
    Result<void> put_chunk(std::string_view o, std::string_view n, Bytes c) noexcept override {
      return to.put_chunk(o, n, c);
    }
    Result<void> get_chunk(std::string_view o, std::string_view n, BytesSink& s) noexcept override {
      return to.get_chunk(o, n, s);
    }
    Result<void> erase_chunk(std::string_view o, std::string_view n) noexcept override {
      return to.erase_chunk(o, n);
    }
    Result<void> vault_get(std::string_view o, Bytes k, BytesSink& s) noexcept override {
      return to.vault_get(o, k, s);
    }
    Result<void> vault_erase(std::string_view o, Bytes k) noexcept override { return to.vault_erase(o, k); }
    Result<void> wait_for_news(std::string_view o, Position p, Duration w) noexcept override {
      return to.wait_for_news(o, p, w);
    }
  };
  Once place(host->session());
  FaultyStore faulty(place);
  FaultySession session(faulty, std::make_unique<Forward>(host->session()));
  HostTransaction inside = must(engine->join("acme", session));
  faulty.set({.slot = Slot::append, .status = Status::store_full});
  EXPECT_EQ(inside.submit(interest("ana", "bakery")).status(), Status::store_full);
  faulty.set({.slot = Slot::acquire, .from = 2});
  EXPECT_EQ(inside.submit(interest("ana", "bakery")).status(), Status::io_failed);
  EXPECT_TRUE(accepts(must(inside.submit(interest("ana", "bakery"))), Rule::claim_established));
  host->run("COMMIT");
  expect_claims("ana", "");
}

}  // namespace
