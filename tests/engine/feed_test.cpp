// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The change feed: every event once, in order, from where the consumer acknowledged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <thread>

#include "support/engine_world.hpp"
#include "support/faulty_store.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;
using namespace std::string_view_literals;

class FeedTest : public testing::Test {
 protected:
  void SetUp() override { world.small_team(); }
  Position activity(Engine& engine) {
    return must(engine.submit("acme", commands::LogActivity{.actor = "ana", .contact = "bakery"})).position;
  }
  std::vector<std::uint64_t> poll(Feed& feed, std::size_t count, Duration wait = {}) {
    EventLog events;
    must(feed.poll(count, events, wait));
    std::vector<std::uint64_t> positions;
    for (const Event& event : events) positions.push_back(event.position.number());
    return positions;
  }
  World world;
};

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(FeedTest, DeliversInOrderAndLimitsInsideACommit) {
  std::vector<Command> batch(10, commands::LogActivity{.actor = "ana", .contact = "bakery"});
  std::vector<Outcome> outcomes(10);
  must(world.engine().submit("acme", batch, outcomes));
  Feed feed = must(world.engine().feed("acme", "crm"));
  EXPECT_EQ(feed.acknowledged(), Position());
  EXPECT_THAT(poll(feed, 0), IsEmpty());
  EXPECT_THAT(poll(feed, 3), ElementsAre(1, 2, 3));
  EXPECT_THAT(poll(feed, 6), ElementsAre(4, 5, 6, 7, 8, 9));
  EXPECT_THAT(poll(feed, 4), ElementsAre(10, 11, 12, 13)) << "from the middle of a commit to its middle";
  EXPECT_THAT(poll(feed, 100), ElementsAre(14, 15, 16, 17, 18));
  EXPECT_THAT(poll(feed, 100), IsEmpty());
}

TEST_F(FeedTest, EventsCarryTheirTexts) {
  Feed feed = must(world.engine().feed("acme", "crm"));
  EventLog events;
  must(feed.poll(100, events));
  ASSERT_EQ(events.size(), 8U);
  EXPECT_EQ(events[0].kind, EventKind::organisation_founded);
  EXPECT_EQ(events[0].key, "acme");
  EXPECT_EQ(events[1].document, policy_to_json(euro_policy()));
  EXPECT_EQ(events[2].key, "root");
  EXPECT_EQ(events[3].key, "ana");
  EXPECT_EQ(events[1].policy, nullptr);
}

TEST_F(FeedTest, ResumesWhereItWasAcknowledged) {
  {
    Feed feed = must(world.engine().feed("acme", "crm"));
    poll(feed, 5);
    FIRSTLOG_ASSERT_DONE(feed.acknowledge(Position(3)));
    EXPECT_EQ(feed.acknowledged(), Position(3));
    EXPECT_THAT(poll(feed, 1), ElementsAre(6)) << "acknowledging does not rewind";
  }
  world.reopen();
  Feed feed = must(world.engine().feed("acme", "crm"));
  EXPECT_EQ(feed.acknowledged(), Position(3));
  EXPECT_THAT(poll(feed, 3), ElementsAre(4, 5, 6)) << "polled and not acknowledged comes again";
  FIRSTLOG_ASSERT_DONE(feed.acknowledge(Position(6)));
  // Another consumer stands for itself; another organisation too.
  Feed other = must(world.engine().feed("acme", "mail"));
  EXPECT_EQ(other.acknowledged(), Position());
  world.found(euro_policy(), "zenith");
  Feed elsewhere = must(world.engine().feed("zenith", "crm"));
  EXPECT_THAT(poll(elsewhere, 2), ElementsAre(1, 2));
  FIRSTLOG_ASSERT_DONE(elsewhere.acknowledge(Position(2)));
  EXPECT_EQ(must(world.engine().feed("acme", "crm")).acknowledged(), Position(6));
}

TEST_F(FeedTest, WhatCannotBeAcknowledged) {
  Feed feed = must(world.engine().feed("acme", "crm"));
  EXPECT_EQ(feed.acknowledge(Position(1)).status(), Status::invalid_argument);
  poll(feed, 4);
  EXPECT_EQ(feed.acknowledge(Position(5)).status(), Status::invalid_argument);
  FIRSTLOG_ASSERT_DONE(feed.acknowledge(Position(4)));
  FIRSTLOG_EXPECT_DONE(feed.acknowledge(Position(4)));
  EXPECT_EQ(feed.acknowledge(Position(3)).status(), Status::invalid_argument);
  EXPECT_EQ(feed.acknowledged(), Position(4));
  EXPECT_EQ(world.engine().feed("acme", "").status(), Status::invalid_argument);
  EXPECT_EQ(world.engine().feed("acme", std::string(129, 'x')).status(), Status::invalid_argument);
}

TEST_F(FeedTest, ACorruptCursorIsRefused) {
  auto session = must(world.store().open_session());
  must(session->put_chunk("acme", "feed/short", as_bytes("123")));
  EXPECT_EQ(world.engine().feed("acme", "short").status(), Status::corrupt);
  // What the feed itself wrote, altered by any byte, cut, or put under another consumer's name.
  Feed feed = must(world.engine().feed("acme", "crm"));
  poll(feed, 5);
  must(feed.acknowledge(Position(5)));
  struct Copy final : BytesSink {
    std::vector<std::byte> bytes;
    bool take(Bytes content) noexcept override {
      bytes.assign(content.begin(), content.end());
      return true;
    }
  } written;
  must(session->get_chunk("acme", "feed/crm", written));
  for (std::size_t at = 0; at < written.bytes.size(); ++at) {
    std::vector<std::byte> altered = written.bytes;
    altered[at] ^= std::byte{1};
    must(session->put_chunk("acme", "feed/crm", altered));
    EXPECT_EQ(world.engine().feed("acme", "crm").status(), Status::corrupt) << at;
    must(session->put_chunk("acme", "feed/crm", Bytes(written.bytes).first(at + 1)));
    EXPECT_EQ(world.engine().feed("acme", "crm").ok(), at + 1 == written.bytes.size()) << at;
  }
  must(session->put_chunk("acme", "feed/other", written.bytes));
  EXPECT_EQ(world.engine().feed("acme", "other").status(), Status::corrupt);
  EXPECT_EQ(must(world.engine().feed("acme", "crm")).acknowledged(), Position(5));
}

TEST_F(FeedTest, WaitsForNews) {
  Feed feed = must(world.engine().feed("acme", "crm"));
  poll(feed, 100);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(poll(feed, 10, Duration::milliseconds(60)), IsEmpty());
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(60));
  Engine other = world.another();
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
    activity(other);
  });
  EXPECT_THAT(poll(feed, 10, Duration::seconds(20)), ElementsAre(9));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  writer.join();
}

// A store that cannot tell of news is asked again and again.
TEST_F(FeedTest, WaitsOnStoresThatCannotTell) {
  FaultyStore store(world.store());
  store.set({.slot = Slot::wait_for_news, .count = 1'000'000'000, .status = Status::unsupported});
  Engine engine = must(Engine::open(store, world.options()));
  Feed feed = must(engine.feed("acme", "crm"));
  poll(feed, 100);
  EXPECT_THAT(poll(feed, 10, Duration::milliseconds(20)), IsEmpty());
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    activity(world.engine());
  });
  EXPECT_THAT(poll(feed, 10, Duration::seconds(20)), ElementsAre(9));
  writer.join();
}

TEST_F(FeedTest, AFailedPollLosesNothing) {
  FaultyStore store(world.store());
  Engine engine = must(Engine::open(store, world.options()));
  Feed feed = must(engine.feed("acme", "crm"));
  EventLog events;
  poll(feed, 2);
  store.set({.slot = Slot::read, .from = store.calls(Slot::read) + 1, .trick = Trick::fail_after});
  EXPECT_EQ(feed.poll(3, events).status(), Status::io_failed);
  EXPECT_THAT(poll(feed, 3), ElementsAre(3, 4, 5));
  store.set({.slot = Slot::put_chunk, .from = store.calls(Slot::put_chunk) + 1});
  EXPECT_EQ(feed.acknowledge(Position(5)).status(), Status::io_failed);
  EXPECT_EQ(feed.acknowledged(), Position());
  FIRSTLOG_ASSERT_DONE(feed.acknowledge(Position(5)));
}

// A commit that the store passes over is noticed, not skipped.
class GapStore final : public Store {
 public:
  explicit GapStore(Store& inner) : inner_(inner) {}
  StoreCapabilities capabilities() const noexcept override { return inner_.capabilities(); }
  std::string_view name() const noexcept override { return "gap:"; }
  Result<std::unique_ptr<Session>> open_session() noexcept override {
    class Gap final : public Session {
     public:
      explicit Gap(std::unique_ptr<Session> inner) : inner_(std::move(inner)) {}
      Result<Head> acquire(std::string_view o, Duration w) noexcept override { return inner_->acquire(o, w); }
      Result<void> append(const CommitRow& r, std::span<const VaultPut> v) noexcept override {
        return inner_->append(r, v);
      }
      void release() noexcept override { inner_->release(); }
      Result<Head> head(std::string_view o) noexcept override { return inner_->head(o); }
      Result<void> read(std::string_view o, Position from, RowSink& sink) noexcept override {
        struct Skip final : RowSink {
          RowSink& to;
          explicit Skip(RowSink& sink) noexcept : to(sink) {}
          bool take(const CommitRow& row) noexcept override {
            return row.head.commit_number == 3 || to.take(row);
          }
        } skip(sink);
        return inner_->read(o, from, skip);
      }
      Result<void> put_chunk(std::string_view o, std::string_view n, Bytes c) noexcept override {
        return inner_->put_chunk(o, n, c);
      }
      Result<void> get_chunk(std::string_view o, std::string_view n, BytesSink& s) noexcept override {
        return inner_->get_chunk(o, n, s);
      }
      Result<void> erase_chunk(std::string_view o, std::string_view n) noexcept override {
        return inner_->erase_chunk(o, n);
      }
      Result<void> vault_get(std::string_view o, Bytes k, BytesSink& s) noexcept override {
        return inner_->vault_get(o, k, s);
      }
      Result<void> vault_erase(std::string_view o, Bytes k) noexcept override {
        return inner_->vault_erase(o, k);
      }
      Result<void> wait_for_news(std::string_view o, Position p, Duration w) noexcept override {
        return inner_->wait_for_news(o, p, w);
      }

     private:
      std::unique_ptr<Session> inner_;
    };
    Result<std::unique_ptr<Session>> session = inner_.open_session();
    if (!session) return session.error();
    return std::unique_ptr<Session>(std::make_unique<Gap>(std::move(*session)));
  }

 private:
  Store& inner_;
};

TEST_F(FeedTest, AMissingCommitIsNotPassedOver) {
  GapStore store(world.store());
  Engine engine = must(Engine::open(store, world.options()));
  Feed feed = must(engine.feed("acme", "crm"));
  EventLog events;
  EXPECT_EQ(feed.poll(100, events).status(), Status::corrupt);
  EXPECT_EQ(engine.refresh("acme").status(), Status::corrupt);
}

// While two engines and several threads write, and the consumer dies and comes back.
TEST_F(FeedTest, NeverSkipsNorRepeatsWhatWasAcknowledged) {
  Engine other = world.another();
  std::atomic<int> writing = 4;
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t)
    writers.emplace_back([&, t] {
      Engine& engine = t % 2 == 0 ? world.engine() : other;
      for (int i = 0; i < 200; ++i) {
        std::vector<Command> batch(static_cast<std::size_t>(1 + i % 4),
                                   commands::LogActivity{.actor = "ana", .contact = "bakery"});
        std::vector<Outcome> outcomes(batch.size());
        must(engine.submit("acme", batch, outcomes));
      }
      --writing;
    });
  std::mt19937_64 random(test_seed(5));
  std::uint64_t next = 1;  // everything before was acknowledged
  Engine reader = world.another();
  for (bool last = false; !last;) {
    last = writing == 0;  // what was written before is there now
    Feed feed = must(reader.feed("acme", "crm"));
    ASSERT_EQ(feed.acknowledged().number(), next - 1);
    std::uint64_t at = next;
    for (int polls = 0; last || polls < 5; ++polls) {
      const std::vector<std::uint64_t> positions = poll(feed, 1 + random() % 20, Duration::milliseconds(2));
      if (positions.empty()) break;
      for (std::uint64_t position : positions) ASSERT_EQ(position, at++);
      if (last || random() % 3 != 0) {
        const std::uint64_t upto = positions[last ? positions.size() - 1 : random() % positions.size()];
        FIRSTLOG_ASSERT_DONE(feed.acknowledge(Position(upto)));
        next = upto + 1;
        if (upto + 1 != at) break;  // dies with the rest unacknowledged
      }
    }
  }
  for (std::thread& writer : writers) writer.join();
  Feed feed = must(reader.feed("acme", "crm"));
  poll(feed, 100'000);
  EXPECT_EQ(must(reader.head("acme")).position.number() >= next - 1, true);
  EXPECT_EQ(journal_of(world.store()).events.size(), 8U + 4 * 50 * (1 + 2 + 3 + 4));
}

}  // namespace
