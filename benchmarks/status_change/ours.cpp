// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Ours: the scenario through Engine::submit over the memory store, one thread. See README.md.
#include <benchmark/benchmark.h>

#include <chrono>
#include <string>

#include "firstlog/store/memory.hpp"
#include "status_change/organisation.hpp"

namespace firstlog_benchmarks {
namespace {

void ours(benchmark::State& state, std::size_t commands_per_commit) {
  const std::int64_t contacts = contacts_from_environment("FIRSTLOG_BENCHMARK_CONTACTS", 20'000);
  const Expected wanted = expected(contacts);
  const std::vector<Attempt> attempts = attempts_of(contacts);
  for (auto _ : state) {
    auto store = firstlog::open_memory_store();
    std::string why = store ? "" : "the store could not be opened";
    auto organisation = store ? Organisation::make(**store, contacts, why) : nullptr;
    if (!organisation) {
      state.SkipWithError(why.c_str());
      return;
    }
    Tally tally;
    const auto started = std::chrono::steady_clock::now();
    const bool right = organisation->run(attempts, commands_per_commit, tally);
    const auto stopped = std::chrono::steady_clock::now();
    if (!right || tally.accepted != wanted.status_changes || tally.refused != wanted.refused)
      why = "an answer is not the scenario's";
    else
      why = fault_of(**store, contacts, true);
    if (!why.empty()) {
      state.SkipWithError(why.c_str());
      return;
    }
    state.SetIterationTime(std::chrono::duration<double>(stopped - started).count());
  }
  state.SetItemsProcessed(state.iterations() * wanted.status_changes);
}

BENCHMARK_CAPTURE(ours, commit_100, 100)
    ->Name("status_change/ours/commit_100")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ours, commit_1, 1)
    ->Name("status_change/ours/commit_1")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
