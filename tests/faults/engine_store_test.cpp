// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The engine over a store that fails: at every call of every slot, in every manner. Whatever happens,
// an acknowledged command is in the journal once, an error that is not commit_unknown means that
// nothing was written, a repetition under the same key never doubles anything, and afterwards the
// engine works.
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"
#include "firstlog/views/claim.hpp"
#include "firstlog/views/statement.hpp"

#include <map>

#include "support/engine_world.hpp"
#include "support/faulty_store.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

struct Manner {
  std::string_view name;
  Trick trick;
  Status status;
  bool head_fails = false;  // as well
  Status head_status = Status::io_failed;
  bool others = false;  // another engine commits meanwhile
};

constexpr Manner append_manners[] = {
    {"fails", Trick::fail, Status::io_failed},
    {"is full", Trick::fail, Status::store_full},
    {"is read only", Trick::fail, Status::read_only},
    {"lost the right", Trick::fail, Status::conflict, false, Status::ok, true},
    {"conflicts for nothing", Trick::fail, Status::conflict},
    {"is lost", Trick::lose_then_unknown, Status::commit_unknown},
    {"is lost and another commits", Trick::lose_then_unknown, Status::commit_unknown, false, Status::ok,
     true},
    {"is lost and so is the head", Trick::lose_then_unknown, Status::commit_unknown, true, Status::io_failed},
    {"is lost and the head unknown", Trick::lose_then_unknown, Status::commit_unknown, true,
     Status::commit_unknown},
    {"stands untold", Trick::commit_then_unknown, Status::commit_unknown},
    {"stands untold and another commits", Trick::commit_then_unknown, Status::commit_unknown, false,
     Status::ok, true},
    {"stands untold and the head fails", Trick::commit_then_unknown, Status::commit_unknown, true,
     Status::io_failed},
    {"stands untold and the head is unknown", Trick::commit_then_unknown, Status::commit_unknown, true,
     Status::commit_unknown},
};
constexpr Manner other_manners[] = {
    {"fails", Trick::fail, Status::io_failed},
    {"has no memory", Trick::fail, Status::out_of_memory},
    {"fails late", Trick::fail_after, Status::io_failed},
};

// One life of an organisation, step by step; each step is repeated until it is acknowledged.
class Life {
 public:
  Life() : inner_(must(open_memory_store())), store_(*inner_) {
    options_.clock = &clock_;
    options_.random = &random_;
    options_.commands_per_commit_max = 4;
    options_.wait_max = Duration::milliseconds(200);
    options_.snapshot_every_events = 5;
    other_options_ = options_;
    other_options_.random = &other_random_;
    engine_ = std::make_unique<Engine>(must(Engine::open(store_, options_)));
  }
  FaultyStore& store() { return store_; }
  Store& inner() { return *inner_; }

  // Another engine, on the sound store, whose commits are of no interest but for being there.
  void others_commit() {
    Engine other = must(Engine::open(*inner_, other_options_));
    const Result<ContactId> bakery = other.contact_id("acme", "bakery");
    if (!bakery || !bakery->present()) return;
    must(other.submit("acme", commands::LogActivity{.actor = "root", .contact = "bakery"}));
    ++others_;
  }
  int others() const { return others_; }

  void live() {
    const std::string document = policy_to_json(euro_policy());
    step({commands::FoundOrganisation{.actor = "root", .key = "acme", .document = document}});
    step({commands::RegisterActor{.actor = "root", .key = "ana", .roles = Role::rep},
          commands::RegisterActor{.actor = "root", .key = "bob", .roles = Role::rep},
          commands::RegisterContact{
              .actor = "root", .key = "bakery", .rep = "ana", .personal = as_bytes("tel")},
          commands::RegisterContact{.actor = "root", .key = "pool"},
          commands::RegisterContact{.actor = "root", .key = "garage", .rep = "bob"},
          commands::LogInterest{.actor = "bob", .contact = "pool"}});
    step({commands::LogInterest{.actor = "ana", .contact = "bakery"},
          commands::LogInterest{.actor = "bob", .contact = "bakery"},
          commands::LogInterest{.actor = "bob", .contact = "nowhere"},
          commands::Approve{.actor = "bob", .contact = "bakery", .amount = eur(1)}});
    look();
    clock_.pass(Duration::hours(1));
    step({commands::LogClose{.actor = "ana", .contact = "bakery", .amount = eur(180000)}});
    feed();
    step({commands::Approve{.actor = "root", .contact = "bakery", .amount = eur(170000)},
          commands::AddNote{.actor = "ana", .contact = "bakery", .personal = as_bytes("sold")}});
    look();
    feed();
  }

  void check() {
    store_.clear();
    const Journal journal = journal_of(*inner_);
    ASSERT_TRUE(sound(journal));
    // Every keyed command stands once, with the answer that was acknowledged.
    CommitReader reader;
    std::map<std::string, int> seen;
    for (const TestRow& row : journal.rows) {
      must(reader.open(row.view()));
      RecordedCommand recorded;
      for (std::uint32_t i = 0; i < reader.command_count(); ++i) {
        ASSERT_TRUE(reader.command(i, recorded));
        const std::string key(recorded.command.idempotency.text);
        if (key.empty()) continue;
        ASSERT_EQ(++seen[key], 1) << key << " was committed twice";
        auto told = acknowledged_.find(key);
        ASSERT_NE(told, acknowledged_.end()) << key;
        EXPECT_EQ(told->second.position, recorded.outcome.position) << key;
        EXPECT_EQ(told->second.commit_hash, row.head.hash) << key;
        EXPECT_EQ(told->second.verdict, recorded.outcome.verdict) << key;
      }
    }
    for (const auto& [key, outcome] : acknowledged_) {
      if (outcome.verdict != Verdict::malformed) {
        EXPECT_EQ(seen[key], 1) << key << " was acknowledged and is gone";
      }
    }
    // The engine that went through it and one that begins anew say the same.
    Engine fresh = must(Engine::open(*inner_, options_));
    must(engine_->refresh("acme"));
    EXPECT_EQ(must(engine_->head("acme")).hash, must(fresh.head("acme")).hash);
    const ContactRecord a = must(engine_->contact("acme", "bakery"));
    const ContactRecord b = must(fresh.contact("acme", "bakery"));
    EXPECT_EQ(a.state, b.state);
    EXPECT_EQ(a.claim_position, b.claim_position);
    EXPECT_EQ(a.attempts, b.attempts);
    EXPECT_EQ(a.attempts, static_cast<std::uint32_t>(others_));
    const Statement statement = must(engine_->statement("acme", "root", "ana"));
    EXPECT_EQ(statement.commission, eur(25500));
    EXPECT_EQ(must(fresh.statement("acme", "root", "ana")).commission, eur(25500));
    // Fed: each event once after acknowledgement, none left out.
    ASSERT_EQ(fed_.size(), journal.events.size() - unfed(journal));
    for (std::size_t i = 0; i < fed_.size(); ++i) ASSERT_EQ(fed_[i].number(), i + 1);
    EXPECT_EQ(
        must(engine_->submit("acme", commands::LogInterest{.actor = "bob", .contact = "garage"})).verdict,
        Verdict::accepted);
  }

 private:
  std::size_t unfed(const Journal& journal) const {
    return journal.events.size() - (fed_.empty() ? 0 : fed_.back().number());
  }

  void step(std::vector<Command> commands) {
    ++steps_;
    for (std::size_t i = 0; i < commands.size(); ++i) {
      keys_.push_back(
          std::make_unique<std::string>("step-" + std::to_string(steps_) + "-" + std::to_string(i)));
      commands[i].idempotency.text = *keys_.back();
    }
    std::vector<Outcome> outcomes(commands.size());
    for (int attempt = 0; attempt < 5; ++attempt) {
      const std::uint64_t before = head();
      const int others_before = others_;
      for (Outcome& outcome : outcomes) outcome.verdict = Verdict::contested;
      const Result<void> answer = engine_->submit("acme", commands, outcomes);
      for (std::size_t i = 0; i < commands.size(); ++i) {
        if (outcomes[i].verdict != Verdict::undecided)
          acknowledge(std::string(commands[i].idempotency.text), outcomes[i]);
        else
          ASSERT_FALSE(answer.ok()) << "undecided without an error";
      }
      if (answer.ok()) return;
      ASSERT_NE(answer.status(), Status::poisoned);
      ASSERT_NE(answer.status(), Status::internal) << told(answer.error());
      if (answer.status() != Status::commit_unknown) {
        std::uint64_t commits = 0;
        std::uint64_t last = 0;
        for (const Outcome& outcome : outcomes)
          if (outcome.position.present() && outcome.commit_number > before && outcome.commit_number != last) {
            last = outcome.commit_number;
            ++commits;
          }
        ASSERT_EQ(head() - before - static_cast<std::uint64_t>(others_ - others_before), commits)
            << "an error, but something was written: " << told(answer.error());
      }
    }
    FAIL() << "step " << steps_ << " never went through";
  }

  void acknowledge(const std::string& key, const Outcome& outcome) {
    auto [at, fresh] = acknowledged_.emplace(key, outcome);
    if (fresh) return;
    EXPECT_EQ(at->second.verdict, outcome.verdict) << key;
    EXPECT_EQ(at->second.position, outcome.position) << key << " got a second place";
    EXPECT_EQ(at->second.commit_hash, outcome.commit_hash) << key;
  }

  // Questions may fail; an answer must be right.
  void look() {
    for (int attempt = 0; attempt < 4; ++attempt) {
      if (auto history = engine_->history("acme", "bakery"); history.ok()) {
        EXPECT_GT(history->size(), 1U);
        EXPECT_EQ((*history)[0].kind, EventKind::contact_registered);
        const Digest digest = (*history)[0].digest;
        if (auto personal = engine_->personal("acme", "ana", digest); personal.ok()) {
          EXPECT_EQ(as_text(*personal), "tel");
        } else {
          EXPECT_NE(personal.status(), Status::not_found);
        }
      }
      if (auto claim = engine_->explain_claim("acme", "bakery"); claim.ok()) {
        EXPECT_EQ(claim->winning_position, must(engine_->contact("acme", "bakery")).claim_position);
      }
      (void)engine_->refresh("acme");
      (void)engine_->snapshot("acme");
    }
  }

  void feed() {
    for (int attempt = 0; attempt < 6; ++attempt) {
      Result<Feed> feed = engine_->feed("acme", "crm");
      if (!feed) continue;
      // What an acknowledgement of unknown end left is either before or behind it.
      while (!fed_.empty() && fed_.back() > feed->acknowledged()) fed_.pop_back();
      ASSERT_GE(feed->acknowledged().number(), sure_);
      for (;;) {
        EventLog events;
        if (!feed->poll(3, events, Duration())) break;
        if (events.empty()) return;
        for (const Event& event : events) fed_.push_back(event.position);
        if (!feed->acknowledge(events[events.size() - 1].position)) break;
        sure_ = events[events.size() - 1].position.number();
      }
    }
  }

  std::uint64_t head() {
    auto session = must(inner_->open_session());
    return must(session->head("acme")).commit_number;
  }

  TestClock clock_;
  FixedRandom random_;
  FixedRandom other_random_{2};
  std::unique_ptr<Store> inner_;
  FaultyStore store_;
  EngineOptions options_;
  EngineOptions other_options_;
  std::unique_ptr<Engine> engine_;
  std::map<std::string, Outcome> acknowledged_;
  std::vector<std::unique_ptr<std::string>> keys_;
  std::vector<Position> fed_;
  std::uint64_t sure_ = 0;
  int steps_ = 0;
  int others_ = 0;
};

int run_every_call(Slot slot, const Manner& manner, std::uint64_t times) {
  int met = 0;
  for (std::uint64_t k = 1; k < 200; ++k) {
    SCOPED_TRACE(std::string(name_of(slot)) + " " + std::string(manner.name) + " at call " +
                 std::to_string(k) + " for " + std::to_string(times));
    Life life;
    Fault fault{.slot = slot, .from = k, .count = times, .trick = manner.trick, .status = manner.status};
    if (manner.others) fault.meanwhile = [&life] { life.others_commit(); };
    if (manner.head_fails)
      fault.meanwhile = [&life, &manner] {
        life.store().set({.slot = Slot::head,
                          .from = life.store().calls(Slot::head) + 1,
                          .count = 2,
                          .status = manner.head_status});
      };
    life.store().set(fault);
    life.live();
    if (testing::Test::HasFatalFailure()) return met;
    const bool hit = life.store().hits() > 0;
    life.check();
    if (testing::Test::HasFailure()) return met;
    if (!hit) return met;
    ++met;
  }
  return met;
}

TEST(EngineFaults, AppendAtEveryCall) {
  for (const Manner& manner : append_manners)
    for (std::uint64_t times : {1, 2}) {
      EXPECT_GE(run_every_call(Slot::append, manner, times), 6) << manner.name;
      if (HasFailure()) return;
    }
}

TEST(EngineFaults, EveryOtherSlotAtEveryCall) {
  for (Slot slot : {Slot::open_session, Slot::acquire, Slot::read, Slot::head, Slot::get_chunk,
                    Slot::put_chunk, Slot::erase_chunk, Slot::vault_get})
    for (const Manner& manner : other_manners) {
      const bool late = manner.trick == Trick::fail_after;
      if (late && (slot == Slot::open_session || slot == Slot::acquire || slot == Slot::head)) continue;
      for (std::uint64_t times : {1, 2}) {
        EXPECT_GE(run_every_call(slot, manner, times), 1) << name_of(slot) << " " << manner.name;
        if (HasFailure()) return;
      }
    }
}

TEST(EngineFaults, AStoreThatAlwaysConflictsEndsByTheDeadline) {
  World world;
  world.small_team();
  FaultyStore store(world.store());
  store.set({.slot = Slot::append, .count = 1'000'000'000, .status = Status::conflict});
  EngineOptions options = world.options();
  options.wait_max = Duration::milliseconds(50);
  Engine engine = must(Engine::open(store, options));
  const auto answer = engine.submit("acme", commands::LogInterest{.actor = "ana", .contact = "bakery"});
  EXPECT_EQ(answer.status(), Status::conflict);
  store.clear();
  EXPECT_EQ(must(engine.submit("acme", commands::LogInterest{.actor = "ana", .contact = "bakery"})).verdict,
            Verdict::accepted);
}

// What cannot be known is said; the repetition finds out.
TEST(EngineFaults, UnknownIsSaidWhereTheHeadCannotBeRead) {
  for (Trick trick : {Trick::lose_then_unknown, Trick::commit_then_unknown})
    for (Status head : {Status::commit_unknown, Status::io_failed}) {
      World world;
      world.small_team();
      FaultyStore store(world.store());
      Engine engine = must(Engine::open(store, world.options()));
      must(engine.refresh("acme"));
      store.set({.slot = Slot::append, .trick = trick});
      store.set({.slot = Slot::head, .count = 2, .status = head});
      const Command command =
          commands::LogInterest{.actor = "ana", .contact = "bakery", .idempotency = {.text = "k"}};
      EXPECT_EQ(engine.submit("acme", command).status(), Status::commit_unknown);
      store.clear();
      const Outcome outcome = must(engine.submit("acme", command));
      EXPECT_TRUE(accepts(outcome, Rule::claim_established));
      EXPECT_EQ(has(outcome.notices, Notice::replayed), trick == Trick::commit_then_unknown);
      EXPECT_EQ(journal_of(world.store()).events.size(), 9U);
    }
}

// A session other than the one that committed sees the old head while the log may still hold the
// commit: it can tell that it is there, not that it never will be.
TEST(EngineFaults, AnotherSessionsOldHeadProvesNothing) {
  World world;
  world.small_team();
  FaultyStore store(world.store());
  Engine engine = must(Engine::open(store, world.options()));
  must(engine.refresh("acme"));
  store.set({.slot = Slot::append, .trick = Trick::lose_then_unknown});
  store.set({.slot = Slot::head, .count = 1});
  EXPECT_EQ(engine.submit("acme", commands::LogInterest{.actor = "ana", .contact = "bakery"}).status(),
            Status::commit_unknown);
  // It can tell that it is there.
  store.clear();
  store.set(
      {.slot = Slot::append, .from = store.calls(Slot::append) + 1, .trick = Trick::commit_then_unknown});
  store.set({.slot = Slot::head, .from = store.calls(Slot::head) + 1, .count = 1});
  EXPECT_EQ(must(engine.submit("acme", commands::LogInterest{.actor = "ana", .contact = "bakery"})).verdict,
            Verdict::accepted);
}

// A repetition whose first answer cannot be read fails; what stands beside it in the batch is not
// written, so that the error is true.
TEST(EngineFaults, AReplayThatCannotBeReadDeniesNoCommit) {
  World world;
  world.small_team();
  const Command first =
      commands::LogInterest{.actor = "ana", .contact = "bakery", .idempotency = {.text = "k"}};
  world.give(first);
  FaultyStore store(world.store());
  Engine engine = must(Engine::open(store, world.options()));
  must(engine.refresh("acme"));
  store.set({.slot = Slot::read, .from = store.calls(Slot::read) + 1});
  const std::vector<Command> batch = {first, commands::LogActivity{.actor = "ana", .contact = "bakery"}};
  std::vector<Outcome> outcomes(2);
  const std::size_t before = journal_of(world.store()).events.size();
  EXPECT_EQ(engine.submit("acme", batch, outcomes).status(), Status::io_failed);
  EXPECT_EQ(journal_of(world.store()).events.size(), before);
  FIRSTLOG_ASSERT_DONE(engine.submit("acme", batch, outcomes));
  EXPECT_EQ(journal_of(world.store()).events.size(), before + 1);
}

class BrokenRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) noexcept override {
    if (broken) return Error(Status::io_failed, "random", "no randomness");
    return {};
  }
  bool broken = true;
};

TEST(EngineFaults, WithoutRandomnessNothingIsWritten) {
  World world;
  world.small_team();
  BrokenRandom random;
  EngineOptions options = world.options();
  options.random = &random;
  Engine engine = must(Engine::open(world.store(), options));
  const Command command = commands::LogInterest{.actor = "ana", .contact = "bakery"};
  EXPECT_EQ(engine.submit("acme", command).status(), Status::io_failed);
  EXPECT_EQ(journal_of(world.store()).events.size(), 8U);
  EXPECT_EQ(world.give(command).verdict, Verdict::accepted) << "the write right was given back";
  random.broken = false;
  EXPECT_EQ(must(engine.submit("acme", commands::LogInterest{.actor = "bob", .contact = "garage"})).verdict,
            Verdict::accepted);
}

}  // namespace
