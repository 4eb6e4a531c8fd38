// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a rep got never differs from his share by more than one, whatever the size of the batches and
// however many writers, in however many engines.
#include <gtest/gtest.h>

#include <latch>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "firstlog/formats/policy_json.hpp"
#include "race/history.hpp"
#include "support/engine_world.hpp"

namespace {

using namespace firstlog;
using namespace firstlog_test;

class Sharing : public testing::TestWithParam<int> {};  // how many engines

TEST_P(Sharing, NobodyIsEverOneContactFromHisPart) {
  constexpr int thread_count = 6;
  constexpr int each = 120;
  const std::uint64_t seed = test_seed(47);
  std::printf("FIRSTLOG_SEED=%llu\n", static_cast<unsigned long long>(seed));
  Folder folder(true);
  const std::string uri = "sqlite:" + folder.file("team.db");
  std::vector<Engine> engines;
  for (int i = 0; i < GetParam(); ++i) engines.push_back(must(Engine::open(uri)));

  Policy policy = euro_policy();
  policy.assignment.resize(1);
  policy.assignment[0].reps = {{"ann", 3}, {"bob", 1}, {"cem", 5}, {"dan", 2}};
  const std::string document = policy_to_json(policy);
  must(engines[0].submit("acme",
                         commands::FoundOrganisation{.actor = "root", .key = "acme", .document = document}));
  for (const PoolMember& member : policy.assignment[0].reps)
    must(engines[0].submit("acme",
                           commands::RegisterActor{.actor = "root", .key = member.rep, .roles = Role::rep}));

  std::latch begin(thread_count);
  std::vector<std::thread> threads;
  for (int t = 0; t < thread_count; ++t)
    threads.emplace_back([&, t] {
      Engine& engine = engines[static_cast<std::size_t>(t % GetParam())];
      std::mt19937_64 random(seed * 100 + static_cast<std::uint64_t>(t));
      begin.arrive_and_wait();
      for (int next = 0; next < each;) {
        std::vector<std::string> keys;
        keys.reserve(17);
        std::vector<Command> batch;
        for (std::size_t size = 1 + random() % 17; size > 0 && next < each; --size) {
          keys.push_back("c-" + std::to_string(t) + "-" + std::to_string(next++));
          batch.push_back(commands::RegisterContact{.actor = "root", .key = std::string_view(keys.back())});
        }
        std::vector<Outcome> outcomes(batch.size());
        const Result<void> answer = engine.submit("acme", batch, outcomes, Duration::seconds(120));
        if (!answer) {
          ADD_FAILURE() << told(answer.error());
          return;
        }
        for (const Outcome& outcome : outcomes) EXPECT_EQ(outcome.verdict, Verdict::accepted);
      }
    });
  for (std::thread& thread : threads) thread.join();
  if (HasFailure()) return;

  // In the journal's order: after each contact everybody has had his part, rounded down or up.
  auto store = must(open_sqlite_store(folder.file("team.db")));
  const Journal journal = journal_of(*store);
  EXPECT_TRUE(sound(journal));
  std::map<std::uint32_t, std::int64_t> had;
  const std::int64_t weights[] = {3, 1, 5, 2};
  std::int64_t count = 0;
  for (const Event& event : journal.events) {
    if (event.kind != EventKind::contact_registered) continue;
    ++count;
    ++had[event.rep.number()];
    for (std::uint32_t i = 0; i < 4; ++i) {
      const std::int64_t part = count * weights[i];
      ASSERT_GE(had[i + 2], part / 11) << count;  // root is actor 1
      ASSERT_LE(had[i + 2], (part + 10) / 11) << count;
    }
  }
  EXPECT_EQ(count, thread_count * each);
}

INSTANTIATE_TEST_SUITE_P(Engines, Sharing, testing::Values(1, 3));

}  // namespace
