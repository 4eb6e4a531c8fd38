// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Ours: a recorded journal read back into state and views. "verified" is Engine::refresh of an engine
// just opened, which checks every record's structure, its place behind the one before, and its hash.
// "unchecked" does the same work without the hashes, through the library's public readers; no engine
// opens a journal in that way. See README.md.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "firstlog/core/evolve.hpp"
#include "firstlog/core/state.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/journal/commit.hpp"
#include "firstlog/rules/policy.hpp"
#include "firstlog/store/memory.hpp"
#include "firstlog/store/sqlite.hpp"
#include "firstlog/views/performance.hpp"
#include "status_change/organisation.hpp"
#include "status_change_sqlite/work.hpp"

namespace firstlog_benchmarks {
namespace {

using firstlog::EventKind;
using firstlog::Result;

constexpr std::size_t commands_per_commit = 100;

// A recorded journal, and the figures that reading it must give.
struct Recording {
  std::unique_ptr<firstlog::Store> store;
  std::string path;  // of the database; empty in memory
  std::int64_t contacts = 0;
  std::int64_t events = 0;
  std::string why;  // not empty: could not be recorded

  Recording() = default;
  Recording(Recording&&) = default;
  ~Recording() {
    store.reset();
    if (!path.empty())
      for (const char* ending : {"", "-wal", "-shm"}) std::remove((path + ending).c_str());
  }
};

Recording record(bool sqlite) {
  Recording made;
  made.contacts = contacts_from_environment("FIRSTLOG_BENCHMARK_CONTACTS_REPLAY", 10'000);
  if (sqlite) {
    made.path = sqlite_directory() + "/replay.db";
    for (const char* ending : {"", "-wal", "-shm"}) std::remove((made.path + ending).c_str());
  }
  auto store = sqlite ? firstlog::open_sqlite_store(made.path) : firstlog::open_memory_store();
  if (!store) {
    made.why = "the store could not be opened";
    return made;
  }
  made.store = std::move(*store);
  auto organisation = Organisation::make(*made.store, made.contacts, made.why);
  if (!organisation) return made;
  Tally tally;
  if (!organisation->run(accepted_attempts_of(made.contacts), commands_per_commit, tally))
    made.why = "an answer is not the scenario's";
  else
    made.why = fault_of(*made.store, made.contacts, false);
  if (auto head = organisation->engine().head(organisation_key); head)
    made.events = static_cast<std::int64_t>(head->position.number());
  return made;
}

// What RowApplier does in the engine, without the hash.
class Reader final : public firstlog::RowSink {
 public:
  bool take(const firstlog::CommitRow& row) noexcept override {
    if (!reader_.open(row, {.commands = false}) || !reader_.check_follows(organisation_key, head_))
      return right_ = false;
    for (std::uint32_t i = 0; i < reader_.event_count(); ++i) {
      reader_.event(i, event_);
      if (event_.kind == EventKind::policy_adopted && !adopt()) return right_ = false;
      if (!evolve(state_, event_) || !performance_.apply(event_)) return right_ = false;
    }
    head_ = row.head;
    return true;
  }

  // Whether state and views are those of the scenario's end.
  bool exact(const Recording& recording) const {
    const Expected wanted = expected(recording.contacts);
    if (!right_ || static_cast<std::int64_t>(head_.last_position.number()) != recording.events) return false;
    std::int64_t verified = 0;
    for (std::uint32_t i = 1; i <= state_.contact_count(); ++i)
      if (state_.policy().state(state_.contact(firstlog::ContactId(i)).state).name == "verified_close")
        ++verified;
    std::int64_t invoiced = 0;
    for (const firstlog::StatementLine& line : performance_.lines()) invoiced += line.invoiced.minor_units();
    return verified == wanted.verified_close && invoiced == wanted.invoiced;
  }

 private:
  bool adopt() {
    Result<firstlog::Policy> policy = firstlog::parse_policy(event_.document);
    if (!policy || policy_) return false;
    Result<firstlog::CompiledPolicy> compiled =
        firstlog::CompiledPolicy::compile(std::move(*policy), firstlog::Zone::utc());
    if (!compiled) return false;
    policy_ = std::make_unique<firstlog::CompiledPolicy>(std::move(*compiled));
    event_.policy = policy_.get();
    return true;
  }

  firstlog::CommitReader reader_;
  firstlog::Head head_;
  firstlog::Event event_;
  std::unique_ptr<firstlog::CompiledPolicy> policy_;
  firstlog::State state_;
  firstlog::Performance performance_;
  bool right_ = true;
};

double seconds_unchecked(const Recording& recording, std::string& why) {
  auto session = recording.store->open_session();
  const auto started = std::chrono::steady_clock::now();
  auto reader = std::make_unique<Reader>();
  const bool read = session && (*session)->read(organisation_key, firstlog::Position(1), *reader);
  const auto stopped = std::chrono::steady_clock::now();
  if (!read || !reader->exact(recording)) why = "the state read is not the scenario's";
  return std::chrono::duration<double>(stopped - started).count();
}

double seconds_verified(const Recording& recording, std::string& why) {
  firstlog::EngineOptions options;
  options.snapshot_every_events = 0;
  const auto started = std::chrono::steady_clock::now();
  auto engine = firstlog::Engine::open(*recording.store, options);
  const bool read = engine && engine->refresh(organisation_key);
  const auto stopped = std::chrono::steady_clock::now();
  const auto head = read
                        ? engine->head(organisation_key)
                        : Result<firstlog::HeadSummary>(firstlog::Error(firstlog::Status::not_found, "", ""));
  const auto states =
      read ? engine->pipeline(organisation_key) : decltype(engine->pipeline(""))(head.error());
  std::uint64_t verified = 0;
  if (states)
    for (const auto& state : *states)
      if (state.state == "verified_close") verified = state.contacts;
  if (!head || static_cast<std::int64_t>(head->position.number()) != recording.events ||
      static_cast<std::int64_t>(verified) != recording.contacts)
    why = "the state read is not the scenario's";
  return std::chrono::duration<double>(stopped - started).count();
}

void replay(benchmark::State& state, bool sqlite, bool verified) {
  const Recording recording = record(sqlite);
  std::string why = recording.why;
  for (auto _ : state) {
    if (!why.empty()) break;
    state.SetIterationTime(verified ? seconds_verified(recording, why) : seconds_unchecked(recording, why));
  }
  if (!why.empty()) state.SkipWithError(why.c_str());
  state.SetItemsProcessed(state.iterations() * recording.events);
}

BENCHMARK_CAPTURE(replay, memory_unchecked, false, false)
    ->Name("replay/ours/memory_unchecked")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay, memory_verified, false, true)
    ->Name("replay/ours/memory_verified")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay, sqlite_unchecked, true, false)
    ->Name("replay/ours/sqlite_unchecked")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replay, sqlite_verified, true, true)
    ->Name("replay/ours/sqlite_verified")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
