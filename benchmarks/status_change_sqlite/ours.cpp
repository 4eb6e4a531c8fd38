// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Ours: the scenario through Engine::submit over the SQLite store with its default options: every
// commit is durable before it is acknowledged. See README.md.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <string>
#include <utility>

#include "firstlog/store/memory.hpp"
#include "firstlog/store/sqlite.hpp"
#include "status_change/organisation.hpp"
#include "status_change_sqlite/work.hpp"

namespace firstlog_benchmarks {
namespace {

void remove_database(const std::string& path) {
  for (const char* ending : {"", "-wal", "-shm"}) std::remove((path + ending).c_str());
}

// Bytes of the records that the scenario makes. They are the same in every store, so that a run in
// memory tells them; kept, because the peer asks in every repetition.
std::int64_t bytes_written(std::int64_t contacts, std::int64_t commands_per_commit) {
  static std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> known;
  std::int64_t& bytes = known[{contacts, commands_per_commit}];
  if (bytes != 0) return bytes;
  auto store = firstlog::open_memory_store();
  std::string why;
  auto organisation = store ? Organisation::make(**store, contacts, why) : nullptr;
  Tally tally;
  if (organisation &&
      organisation->run(attempts_of(contacts), static_cast<std::size_t>(commands_per_commit), tally))
    bytes = record_bytes_behind(**store, organisation->prepared());
  return bytes;
}

[[maybe_unused]] const bool told = [] {
  journal_bytes_of_ours = bytes_written;
  return true;
}();

void ours(benchmark::State& state, std::int64_t commands_per_commit) {
  const std::int64_t contacts = sqlite_contacts(commands_per_commit);
  const Expected wanted = expected(contacts);
  const std::vector<Attempt> attempts = attempts_of(contacts);
  const std::int64_t bytes = bytes_written(contacts, commands_per_commit);
  const std::string path = sqlite_directory() + "/ours.db";
  for (auto _ : state) {
    remove_database(path);
    auto store = firstlog::open_sqlite_store(path);
    std::string why = store ? "" : "the store could not be opened";
    auto organisation = store ? Organisation::make(**store, contacts, why) : nullptr;
    if (!organisation) {
      state.SkipWithError(why.c_str());
      return;
    }
    Tally tally;
    const auto started = std::chrono::steady_clock::now();
    const bool right = organisation->run(attempts, static_cast<std::size_t>(commands_per_commit), tally);
    const auto stopped = std::chrono::steady_clock::now();
    if (!right || tally.accepted != wanted.status_changes || tally.refused != wanted.refused)
      why = "an answer is not the scenario's";
    else if (record_bytes_behind(**store, organisation->prepared()) != bytes)
      why = "the records do not have the bytes that the peer was told";
    else
      why = fault_of(**store, contacts, true);
    if (!why.empty()) {
      state.SkipWithError(why.c_str());
      return;
    }
    state.SetIterationTime(std::chrono::duration<double>(stopped - started).count());
  }
  remove_database(path);
  state.SetItemsProcessed(state.iterations() * wanted.status_changes);
  state.counters["bytes_per_change"] =
      static_cast<double>(bytes) / static_cast<double>(wanted.status_changes);
}

BENCHMARK_CAPTURE(ours, commit_100, 100)
    ->Name("status_change_sqlite/ours/commit_100")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ours, commit_1, 1)
    ->Name("status_change_sqlite/ours/commit_1")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
