// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Eight threads, over one engine and over several, racing for the same contacts in one SQLite file.
#include <gtest/gtest.h>
#include "firstlog/views/claim.hpp"

#include <atomic>
#include <latch>
#include <random>
#include <thread>

#include "race/history.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

class Threads : public testing::TestWithParam<int> {};  // how many engines

TEST_P(Threads, OneWinnerForEachContact) {
  constexpr int thread_count = 8;
  constexpr int contacts = 150;
  const std::uint64_t seed = test_seed(31);
  std::printf("FIRSTLOG_SEED=%llu\n", static_cast<unsigned long long>(seed));
  Folder folder(true);
  const std::string uri = "sqlite:" + folder.file("team.db");
  std::vector<Engine> engines;
  for (int i = 0; i < GetParam(); ++i) engines.push_back(must(Engine::open(uri)));
  found_pool(engines[0], contacts, thread_count);

  std::vector<std::vector<Told>> answers(thread_count);
  std::latch begin(thread_count);
  std::vector<std::thread> threads;
  for (int t = 0; t < thread_count; ++t)
    threads.emplace_back([&, t] {
      Engine& engine = engines[static_cast<std::size_t>(t % GetParam())];
      std::mt19937_64 random(seed * 100 + static_cast<std::uint64_t>(t));
      const std::string rep = "rep-" + std::to_string(t);
      const std::string_view who = rep;
      begin.arrive_and_wait();
      for (int next = 0; next < contacts;) {
        std::vector<std::string> names;
        names.reserve(4);
        std::vector<Command> batch;
        for (std::size_t size = 1 + random() % 4; size > 0 && next < contacts; --size) {
          names.push_back("c-" + std::to_string(next++));
          batch.push_back(commands::LogInterest{.actor = who, .contact = std::string_view(names.back())});
        }
        std::vector<Outcome> outcomes(batch.size());
        const Result<void> answer = engine.submit("acme", batch, outcomes, Duration::seconds(120));
        if (!answer) {
          ADD_FAILURE() << told(answer.error());
          return;
        }
        for (const Outcome& outcome : outcomes)
          answers[static_cast<std::size_t>(t)].push_back(told_of(outcome, 0, 0));
        if (random() % 8 == 0) {
          FIRSTLOG_EXPECT_DONE(engine.leaderboard("acme", who));
          FIRSTLOG_EXPECT_DONE(engine.explain_claim("acme", std::string_view(names[0])));
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  if (HasFailure()) return;

  std::string claims;
  for (Engine& engine : engines) {
    must(engine.refresh("acme"));
    const std::string own = claims_of(engine, contacts);
    if (claims.empty()) claims = own;
    EXPECT_EQ(own, claims) << "two engines disagree";
  }
  std::vector<Told> all;
  for (const auto& some : answers) all.insert(all.end(), some.begin(), some.end());
  EXPECT_EQ(all.size(), static_cast<std::size_t>(thread_count * contacts));
  check_history(folder.file("team.db"), all);
}

INSTANTIATE_TEST_SUITE_P(Engines, Threads, testing::Values(1, 3));

}  // namespace
