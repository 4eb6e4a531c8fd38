// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What tests of the engine stand on: a clock that is set, randomness that repeats, an engine over a
// store that the test keeps, and a look at what the store holds.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/core/command_table.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/journal/commit.hpp"
#include "firstlog/journal/random.hpp"
#include "firstlog/journal/verify.hpp"
#include "firstlog/store/memory.hpp"
#include "firstlog/store/store.hpp"
#include "support/rows.hpp"
#include "support/scenario.hpp"

namespace firstlog_test {

// Stands still until set; may be set while others read it.
class TestClock final : public Clock {
 public:
  explicit TestClock(std::string_view start = "2026-01-05T09:00:00Z")
      : now_(firstlog_test::at(start).microseconds()) {}
  Instant now() noexcept override { return Instant::from_microseconds(now_.load()); }
  void set(Instant now) noexcept { now_ = now.microseconds(); }
  void set(std::string_view now) { set(firstlog_test::at(now)); }
  void pass(Duration duration) noexcept { now_ += duration.microseconds(); }

 private:
  std::atomic<std::int64_t> now_;
};

// The same bytes in the same order for the same seed.
class FixedRandom final : public RandomSource {
 public:
  explicit FixedRandom(std::uint64_t seed = 1) : at_(seed << 32) {}
  Result<void> fill(std::span<std::byte> bytes) noexcept override {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (i % 8 == 0) word = mixed(at_.fetch_add(1));
      bytes[i] = static_cast<std::byte>(word >> (8 * (i % 8)));
    }
    return {};
  }

 private:
  static std::uint64_t mixed(std::uint64_t x) noexcept {
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31);
  }
  std::atomic<std::uint64_t> at_;
};

inline std::uint64_t test_seed(std::uint64_t otherwise) {
  const char* given = std::getenv("FIRSTLOG_SEED");
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

#define FIRSTLOG_ASSERT_DONE(call)                                 \
  do {                                                             \
    const auto& done_ = (call);                                    \
    ASSERT_TRUE(done_.ok()) << firstlog_test::told(done_.error()); \
  } while (false)
#define FIRSTLOG_EXPECT_DONE(call)                                 \
  do {                                                             \
    const auto& done_ = (call);                                    \
    EXPECT_TRUE(done_.ok()) << firstlog_test::told(done_.error()); \
  } while (false)

// The value of a result that must be there; throws where it is not, which fails the test.
template <class T>
T must(Result<T> result) {
  if (!result.ok()) throw std::runtime_error(told(result.error()));
  return std::move(result).value();
}
inline void must(const Result<void>& result) {
  if (!result.ok()) throw std::runtime_error(told(result.error()));
}

// Whether two events say the same; links and places included.
inline bool same_event(const Event& a, const Event& b) {
  return a.kind == b.kind && a.flags == b.flags && a.position == b.position &&
         a.recorded_at == b.recorded_at && a.previous == b.previous && a.actor == b.actor &&
         a.contact == b.contact && a.rep == b.rep && a.deal == b.deal && a.cycle == b.cycle &&
         a.state_from == b.state_from && a.state_to == b.state_to && a.rule == b.rule &&
         a.refused == b.refused && a.due == b.due && a.occurred_at == b.occurred_at && a.amount == b.amount &&
         a.refers_to == b.refers_to && a.period == b.period && a.roles == b.roles && a.touch == b.touch &&
         a.disposition == b.disposition && a.talk_seconds == b.talk_seconds && a.sort_key == b.sort_key &&
         a.place == b.place && a.share == b.share && a.key == b.key && a.reason == b.reason &&
         a.niche == b.niche && a.document == b.document;
}

// Whether two answers say the same, but for the hash of the commit that holds them.
inline bool same_outcome(const Outcome& a, const Outcome& b) {
  return a.verdict == b.verdict && a.notices == b.notices && a.rule == b.rule && a.field == b.field &&
         a.state == b.state && a.contact == b.contact && a.actor == b.actor && a.rep == b.rep &&
         a.deal == b.deal && a.other == b.other && a.winner == b.winner && a.winning_time == b.winning_time &&
         a.winning_position == b.winning_position && a.position == b.position &&
         a.event_count == b.event_count && a.recorded_at == b.recorded_at;
}
inline std::string shown(const Outcome& o) {
  return std::string(name_of(o.verdict)) + " " + std::string(name_of(o.rule)) + " field " +
         std::string(name_of(o.field)) + " notices " + std::to_string(static_cast<int>(o.notices)) +
         " contact " + std::to_string(o.contact.number()) + " actor " + std::to_string(o.actor.number()) +
         " rep " + std::to_string(o.rep.number()) + " winner " + std::to_string(o.winner.number()) + "@" +
         std::to_string(o.winning_position.number()) + " at " + std::to_string(o.position.number()) + "+" +
         std::to_string(o.event_count) + " " + o.recorded_at.to_string();
}

// What a store holds of an organisation.
struct Journal {
  std::vector<TestRow> rows;
  EventLog events;
  std::uint32_t commands = 0;
  Verification verification;
};
inline Journal journal_of(Store& store, std::string_view organisation = "acme") {
  Journal journal;
  auto session = must(store.open_session());
  Rows rows;
  must(session->read(organisation, Position(1), rows));
  journal.rows = std::move(rows.rows);
  Verifier verifier(organisation);
  verifier.expect_head(must(session->head(organisation)));
  CommitReader reader;
  for (const TestRow& row : journal.rows) {
    verifier.take(row.view());
    must(reader.open(row.view()));
    journal.commands += reader.command_count();
    Event event;
    for (std::uint32_t i = 0; i < reader.event_count(); ++i)
      if (reader.event(i, event)) journal.events.add(event);
  }
  journal.verification = verifier.finish();
  return journal;
}

// The chain holds, positions have no gap, times strictly rise.
inline ::testing::AssertionResult sound(const Journal& journal) {
  if (!journal.verification.ok)
    return ::testing::AssertionFailure()
           << name_of(journal.verification.damage) << ": " << journal.verification.reason.view();
  Position last;
  Instant time = Instant::from_microseconds(std::numeric_limits<std::int64_t>::min());
  for (const Event& event : journal.events) {
    if (event.position != last.plus(1))
      return ::testing::AssertionFailure()
             << "position " << event.position.number() << " follows " << last.number();
    if (event.recorded_at <= time)
      return ::testing::AssertionFailure() << "the time stands at position " << event.position.number();
    last = event.position;
    time = event.recorded_at;
  }
  return ::testing::AssertionSuccess();
}

// An organisation "acme" over a memory store that outlives its engines.
class World {
 public:
  explicit World(std::string_view start = "2026-01-05T09:00:00Z") : clock(start) {
    store_ = must(open_memory_store());
    reopen();
  }

  Engine& engine() { return *engine_; }
  Store& store() { return *store_; }
  EngineOptions options() {
    EngineOptions options;
    options.clock = &clock;
    options.random = &random;
    options.commands_per_commit_max = commands_per_commit_max;
    return options;
  }
  // Another engine takes over: everything that only memory held is gone.
  void reopen() {
    engine_.reset();
    engine_ = std::make_unique<Engine>(must(Engine::open(*store_, options())));
  }
  Engine another() { return must(Engine::open(*store_, options())); }

  Outcome give(const Command& command, std::string_view organisation = "acme") {
    return must(engine_->submit(organisation, command));
  }
  void found(const Policy& policy = euro_policy(), std::string_view organisation = "acme") {
    document_ = policy_to_json(policy);
    const Outcome outcome =
        give(commands::FoundOrganisation{.actor = "root", .key = organisation, .document = document_},
             organisation);
    ASSERT_EQ(outcome.verdict, Verdict::accepted) << describe(outcome);
  }
  void actor(std::string_view key, Roles roles, std::string_view organisation = "acme") {
    const Outcome outcome =
        give(commands::RegisterActor{.actor = "root", .key = key, .roles = roles}, organisation);
    ASSERT_EQ(outcome.verdict, Verdict::accepted) << describe(outcome);
  }
  void contact(std::string_view key, ActorRef rep = {}, std::string_view organisation = "acme") {
    const Outcome outcome =
        give(commands::RegisterContact{.actor = "root", .key = key, .rep = rep}, organisation);
    ASSERT_EQ(outcome.verdict, Verdict::accepted) << describe(outcome);
  }
  // Founded, with reps ana and bob and contacts bakery (ana's), garage (bob's) and pool (nobody's).
  void small_team(const Policy& policy = euro_policy()) {
    found(policy);
    actor("ana", Role::rep);
    actor("bob", Role::rep);
    contact("bakery", "ana");
    contact("garage", "bob");
    contact("pool");
  }

  TestClock clock;
  FixedRandom random;
  std::uint32_t commands_per_commit_max = 4096;

 private:
  std::string document_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace firstlog_test
