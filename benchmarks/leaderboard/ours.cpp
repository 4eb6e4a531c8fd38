// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Ours: the ranking that a leaderboard stands on, 100,000 reps. See README.md.
#include "leaderboard/ours.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "firstlog/views/ranking.hpp"
#include "status_change/scenario.hpp"

namespace firstlog_benchmarks {
namespace {

using firstlog::ActorId;
using firstlog::Instant;
using firstlog::Ranking;
using firstlog::RankKey;
using season::Standing;
using Clock = std::chrono::steady_clock;

RankKey key_of(const Standing& standing) {
  return {standing.closes, standing.revenue_minor,
          Instant::from_microseconds(standing.approved_microseconds)};
}

ActorId id_of(const Standing& standing) {
  return ActorId::at_index(standing.rep);
}

Ranking ranking_of(const std::vector<Standing>& standings) {
  Ranking ranking;
  for (const Standing& standing : standings) ranking.update(id_of(standing), key_of(standing));
  return ranking;
}

// Everybody's rank by sorting them all.
std::string fault_of(const Ranking& ranking, const std::vector<Standing>& changes) {
  std::vector<Standing> all = season::start();
  for (const Standing& change : changes) all[change.rep] = change;
  std::sort(all.begin(), all.end(), [](const Standing& a, const Standing& b) {
    return a.closes != b.closes ? a.closes > b.closes : a.revenue_minor > b.revenue_minor;
  });
  if (ranking.count() != all.size()) return "the ranking does not hold everybody";
  for (std::size_t i = 0; i < all.size(); ++i)
    if (ranking.rank_of(id_of(all[i])) != i + 1) return "a rank is not that of the sorted list";
  return {};
}

void ours(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(
      contacts_from_environment("FIRSTLOG_BENCHMARK_CHANGES_LEADERBOARD", 1'000'000));
  const std::vector<Standing> changes = season::changes(count);
  for (auto _ : state) {
    Ranking ranking = ranking_of(season::start());
    std::uint64_t sum = 0;
    const auto started = Clock::now();
    for (const Standing& change : changes) {
      ranking.update(id_of(change), key_of(change));
      sum = season::add_rank(sum, *ranking.rank_of(id_of(change)));
    }
    const auto stopped = Clock::now();
    benchmark::DoNotOptimize(sum);
    if (const std::string why = fault_of(ranking, changes); !why.empty()) {
      state.SkipWithError(why.c_str());
      return;
    }
    state.SetIterationTime(std::chrono::duration<double>(stopped - started).count());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

BENCHMARK(ours)
    ->Name("leaderboard/ours/update_and_rank")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace

std::uint64_t ranks_of_ours(const std::vector<Standing>& changes) {
  Ranking ranking = ranking_of(season::start());
  std::uint64_t sum = 0;
  for (const Standing& change : changes) {
    ranking.update(id_of(change), key_of(change));
    sum = season::add_rank(sum, *ranking.rank_of(id_of(change)));
  }
  return sum;
}

}  // namespace firstlog_benchmarks
