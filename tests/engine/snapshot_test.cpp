// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A snapshot makes opening quick and changes no answer; whatever is wrong with one means replay.
#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"
#include "firstlog/views/statement.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

// What the engine asked of a store: commits delivered, chunks written and still there.
struct Watched {
  std::uint64_t rows = 0;
  std::map<std::string, std::vector<std::byte>> chunks;
};

class WatchingSession final : public Session {
 public:
  WatchingSession(std::unique_ptr<Session> inner, Watched& watched)
      : inner_(std::move(inner)), watched_(watched) {}
  Result<Head> acquire(std::string_view o, Duration wait) noexcept override {
    return inner_->acquire(o, wait);
  }
  Result<void> append(const CommitRow& row, std::span<const VaultPut> vault) noexcept override {
    return inner_->append(row, vault);
  }
  void release() noexcept override { inner_->release(); }
  Result<Head> head(std::string_view o) noexcept override { return inner_->head(o); }
  Result<void> read(std::string_view o, Position from, RowSink& sink) noexcept override {
    struct Counting final : RowSink {
      RowSink& to;
      Watched& watched;
      Counting(RowSink& t, Watched& w) noexcept : to(t), watched(w) {}
      bool take(const CommitRow& row) noexcept override {
        ++watched.rows;
        return to.take(row);
      }
    } counting(sink, watched_);
    return inner_->read(o, from, counting);
  }
  Result<void> put_chunk(std::string_view o, std::string_view name, Bytes content) noexcept override {
    watched_.chunks[std::string(name)] = {content.begin(), content.end()};
    return inner_->put_chunk(o, name, content);
  }
  Result<void> get_chunk(std::string_view o, std::string_view name, BytesSink& sink) noexcept override {
    return inner_->get_chunk(o, name, sink);
  }
  Result<void> erase_chunk(std::string_view o, std::string_view name) noexcept override {
    watched_.chunks.erase(std::string(name));
    return inner_->erase_chunk(o, name);
  }
  Result<void> vault_get(std::string_view o, Bytes key, BytesSink& sink) noexcept override {
    return inner_->vault_get(o, key, sink);
  }
  Result<void> vault_erase(std::string_view o, Bytes key) noexcept override {
    return inner_->vault_erase(o, key);
  }
  Result<void> wait_for_news(std::string_view o, Position known, Duration wait) noexcept override {
    return inner_->wait_for_news(o, known, wait);
  }

 private:
  std::unique_ptr<Session> inner_;
  Watched& watched_;
};

class WatchingStore final : public Store {
 public:
  explicit WatchingStore(Watched& watched) : inner_(must(open_memory_store())), watched_(watched) {}
  StoreCapabilities capabilities() const noexcept override { return inner_->capabilities(); }
  std::string_view name() const noexcept override { return inner_->name(); }
  Result<std::unique_ptr<Session>> open_session() noexcept override {
    auto session = inner_->open_session();
    if (!session) return session.error();
    return std::unique_ptr<Session>(new WatchingSession(std::move(*session), watched_));
  }

 private:
  std::unique_ptr<Store> inner_;
  Watched& watched_;
};

class Warnings final : public LogSink {
 public:
  std::vector<std::string> texts;
  void take(Level level, std::string_view, std::string_view text) noexcept override {
    if (level >= Level::warning) texts.emplace_back(text);
  }
};

// A team with something in every table: claims, callbacks, a pending and a verified close, keys.
class Snapshots : public ::testing::Test {
 protected:
  Snapshots() : store(watched) {
    Engine engine = open();
    document = policy_to_json(euro_policy());
    give(engine, commands::FoundOrganisation{.actor = "root", .key = "acme", .document = document});
    for (const char* rep : {"ana", "bob"})
      give(engine, commands::RegisterActor{.actor = "root", .key = rep, .roles = Role::rep});
    for (int i = 0; i < 40; ++i)
      give(engine, commands::RegisterContact{
                       .actor = "root",
                       .key = contact(i),
                       .niche = "bakers",
                       .rep = i % 2 == 0 ? "ana" : "bob",
                       .idempotency = {.producer = "list", .sequence = static_cast<std::uint64_t>(i) + 1}});
    for (int i = 0; i < 40; ++i) {
      const ActorRef rep = i % 2 == 0 ? "ana" : "bob";
      clock.pass(Duration::minutes(1));
      if (i % 5 == 0) continue;
      give(engine, commands::LogInterest{.actor = rep, .contact = contact(i)});
      if (i % 5 == 1)
        give(engine, commands::ScheduleCallback{
                         .actor = rep, .contact = contact(i), .due = clock.now() + Duration::hours(30)});
      if (i % 5 == 2) give(engine, commands::MarkNotInterested{.actor = rep, .contact = contact(i)});
      if (i % 5 >= 3)
        give(engine,
             commands::LogClose{.actor = rep, .contact = contact(i), .amount = *Money::parse("1800.00 EUR")});
      if (i % 5 == 4)
        give(engine, commands::Approve{.actor = "root",
                                       .contact = contact(i),
                                       .amount = *Money::parse("1750.00 EUR"),
                                       .idempotency = {.text = "approval-" + contact(i)}});
    }
  }

  static std::string contact(int i) { return "contact-" + std::to_string(i); }
  Engine open() {
    EngineOptions options;
    options.clock = &clock;
    options.random = &random;
    options.log = &warnings;
    options.snapshot_every_events = every;
    return must(Engine::open(store, options));
  }
  static Outcome give(Engine& engine, const Command& command) { return must(engine.submit("acme", command)); }

  // Everything that this engine answers, as one text.
  std::string everything(Engine& engine) {
    std::string all;
    const HeadSummary head = must(engine.head("acme"));
    all += std::to_string(head.position.number()) + " " + head.time.to_string() + "\n";
    for (const auto& count : must(engine.pipeline("acme")))
      all += count.state + " " + std::to_string(count.contacts) + "\n";
    for (const LeaderboardRow& row : must(engine.leaderboard("acme", "root")).rows)
      all += std::to_string(row.rank) + " " + std::to_string(row.rep.number()) + " " +
             row.revenue.to_string() + " " + row.commission->to_string() + " " + std::to_string(row.warm) +
             " " + std::to_string(*row.pending) + "\n";
    for (const char* rep : {"ana", "bob"})
      for (const StatementLine& line : must(engine.statement("acme", "root", rep)).lines)
        all += std::to_string(line.position.number()) + " " + line.commission.to_string() + " " +
               std::to_string(line.closed_position.number()) + "\n";
    for (const PendingClose& close : must(engine.pending("acme", "root")))
      all += std::to_string(close.position.number()) + " " + close.claimed.to_string() + "\n";
    for (int i = 0; i < 40; ++i) {
      const ContactRecord record = must(engine.contact("acme", contact(i)));
      all += record.state + " " + record.assignee_key + " " + record.claimant_key + " " +
             record.due.to_string() + " " + std::to_string(record.claim_position.number()) + " " +
             std::to_string(record.cycle) + "\n";
    }
    return all;
  }

  Watched watched;
  TestClock clock;
  FixedRandom random;
  Warnings warnings;
  std::uint64_t every = 0;
  WatchingStore store;
  std::string document;
};

// Whose turn it is, is in the snapshot too.
TEST_F(Snapshots, TurnsGoOn) {
  Policy policy = euro_policy();
  policy.assignment.resize(1);
  policy.assignment[0].reps = {{"ana"}, {"bob", 2}};
  document = policy_to_json(policy);
  auto next = [](Engine& engine, std::string key) {
    give(engine, commands::RegisterContact{.actor = "root", .key = key, .country = "PT", .postcode = "1000"});
    return must(engine.contact("acme", key)).assignee_key;
  };
  {
    Engine engine = open();
    give(engine, commands::AdoptPolicy{.actor = "root", .document = document});
    EXPECT_EQ(next(engine, "one"), "bob");
    must(engine.snapshot("acme"));
  }
  watched.rows = 0;
  Engine engine = open();
  EXPECT_EQ(next(engine, "two"), "ana") << "bob had the first";
  EXPECT_LE(watched.rows, 2U) << "nothing but the tail was read";
  EXPECT_EQ(next(engine, "three"), "bob");
}

TEST_F(Snapshots, OpenFromTheSnapshotAndItsTailOnly) {
  std::string before;
  {
    Engine engine = open();
    before = everything(engine);
    must(engine.snapshot("acme"));
    give(engine, commands::LogActivity{.actor = "ana", .contact = contact(0)});
    before = everything(engine);
  }
  watched.rows = 0;
  Engine engine = open();
  EXPECT_EQ(everything(engine), before);
  // The commit that the snapshot stands at, looked up to see that it is this journal, and the tail:
  // delivered once more where the store begins with the row that holds the position asked for.
  EXPECT_LE(watched.rows, 3U);
  EXPECT_TRUE(warnings.texts.empty());
}

TEST_F(Snapshots, KnowTheKeysThatWereUsed) {
  {
    Engine engine = open();
    must(engine.snapshot("acme"));
  }
  Engine engine = open();
  const std::uint64_t head = must(engine.head("acme")).position.number();
  const Outcome text = give(engine, commands::Approve{.actor = "root",
                                                      .contact = contact(4),
                                                      .amount = *Money::parse("1750.00 EUR"),
                                                      .idempotency = {.text = "approval-contact-4"}});
  EXPECT_EQ(text.verdict, Verdict::accepted);
  EXPECT_TRUE(has(text.notices, Notice::replayed));
  const Outcome passed =
      give(engine, commands::RegisterContact{
                       .actor = "root", .key = "other", .idempotency = {.producer = "list", .sequence = 39}});
  EXPECT_EQ(passed.rule, Rule::sequence_passed);
  const Outcome reused =
      give(engine, commands::RegisterContact{
                       .actor = "root", .key = "other", .idempotency = {.producer = "list", .sequence = 40}});
  EXPECT_EQ(reused.rule, Rule::idempotency_key_reused);
  EXPECT_EQ(must(engine.head("acme")).position.number(), head);
}

TEST_F(Snapshots, DecideTheSameAfterwards) {
  std::string expected;
  {
    Engine engine = open();
    must(engine.snapshot("acme"));
  }
  // Due callbacks, warnings, recycling and the freeze all come out of what the snapshot holds.
  Engine from_snapshot = open();
  clock.pass(Duration::days_of_24_hours(29));
  give(from_snapshot, commands::Advance{.actor = "root"});
  clock.pass(Duration::days_of_24_hours(29));
  give(from_snapshot, commands::Advance{.actor = "root"});
  clock.pass(Duration::days_of_24_hours(29));
  give(from_snapshot, commands::Advance{.actor = "root"});
  clock.pass(Duration::days_of_24_hours(10));
  give(from_snapshot, commands::Advance{.actor = "root"});
  const std::string with = everything(from_snapshot);
  must(must(store.open_session())->erase_chunk("acme", "snapshot"));
  Engine replayed = open();
  EXPECT_EQ(everything(replayed), with);
  EXPECT_TRUE(sound(journal_of(store)));
}

TEST_F(Snapshots, ThatAreDamagedAreThrownAway) {
  std::string before;
  {
    Engine engine = open();
    before = everything(engine);
    must(engine.snapshot("acme"));
  }
  const auto whole = watched.chunks;
  ASSERT_EQ(whole.size(), 2U) << "a manifest and one chunk";
  auto session = must(store.open_session());
  std::size_t flipped = 0;
  for (const auto& [name, content] : whole) {
    const std::size_t step = content.size() < 512 ? 1 : content.size() / 257;
    for (std::size_t at = 0; at < content.size(); at += step) {
      std::vector<std::byte> damaged = content;
      damaged[at] ^= std::byte{0x40};
      must(session->put_chunk("acme", name, damaged));
      Engine engine = open();
      ASSERT_EQ(everything(engine), before) << name << " byte " << at;
      ++flipped;
    }
    for (std::size_t size : {std::size_t{0}, std::size_t{1}, content.size() / 2, content.size() - 1}) {
      if (size == 0)
        must(session->erase_chunk("acme", name));
      else
        must(session->put_chunk("acme", name, Bytes(content).first(size)));
      Engine engine = open();
      ASSERT_EQ(everything(engine), before) << name << " cut to " << size;
    }
    must(session->put_chunk("acme", name, content));
  }
  EXPECT_GT(flipped, 257U);
  EXPECT_FALSE(warnings.texts.empty());
}

TEST_F(Snapshots, OfAnotherJournalAreThrownAway) {
  Watched elsewhere;
  WatchingStore other(elsewhere);
  EngineOptions options;
  options.clock = &clock;
  options.random = &random;
  {
    Engine engine = must(Engine::open(other, options));
    give(engine, commands::FoundOrganisation{.actor = "root", .key = "acme", .document = document});
    must(engine.snapshot("acme"));
  }
  Engine before = open();
  const std::string expected = everything(before);
  auto session = must(store.open_session());
  for (const auto& [name, content] : elsewhere.chunks) must(session->put_chunk("acme", name, content));
  Engine engine = open();
  EXPECT_EQ(everything(engine), expected);
  ASSERT_EQ(warnings.texts.size(), 1U);
  EXPECT_EQ(warnings.texts[0], "the snapshot is not of this journal; replaying");
}

TEST_F(Snapshots, AreWrittenByThemselvesAndReplaceEachOther) {
  every = 10;
  Engine engine = open();
  must(engine.refresh("acme"));
  std::set<std::string> manifests;
  for (int i = 0; i < 50; ++i) {
    give(engine, commands::LogActivity{.actor = "ana", .contact = contact(0)});
    std::string names;
    for (const auto& [name, content] : watched.chunks) names += name + " ";
    manifests.insert(names);
    ASSERT_LE(watched.chunks.size(), 2U) << names;
  }
  EXPECT_GE(manifests.size(), 4U) << "a new generation every ten events";
  Engine again = open();
  EXPECT_EQ(everything(again), everything(engine));
}

TEST_F(Snapshots, OrganisationsOpenAgainAfterClose) {
  Engine engine = open();
  const std::string before = everything(engine);
  must(engine.close("acme"));
  must(engine.close("never opened"));
  EXPECT_EQ(engine.close("").status(), Status::invalid_argument);
  EXPECT_EQ(everything(engine), before);
}

TEST_F(Snapshots, IdleOrganisationsMakeRoomUnderABound) {
  EngineOptions options;
  options.clock = &clock;
  options.random = &random;
  options.memory_bytes_max = 1;
  Engine engine = must(Engine::open(store, options));
  const std::string before = everything(engine);
  for (int i = 0; i < 5; ++i) {
    const std::string key = "other-" + std::to_string(i);
    ASSERT_EQ(must(engine.submit(
                       key, commands::FoundOrganisation{.actor = "root", .key = key, .document = document}))
                  .verdict,
              Verdict::accepted);
  }
  EXPECT_EQ(everything(engine), before);
}

}  // namespace
}  // namespace firstlog_test
