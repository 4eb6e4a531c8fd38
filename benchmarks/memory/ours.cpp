// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Ours: what a contact costs in memory. See README.md.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "assignment/territory.hpp"
#include "bare_state.hpp"
#include "firstlog/core/commands.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/engine/records.hpp"
#include "memory/forgetful_store.hpp"
#include "status_change/scenario.hpp"

namespace firstlog_benchmarks {
namespace {

namespace commands = firstlog::commands;
using firstlog::ActorId;
using firstlog::Command;
using firstlog::ContactId;
using firstlog::Outcome;
using firstlog::Result;

constexpr std::int64_t team_size = 100;
constexpr std::string_view manager_key = "manager";
constexpr std::string_view organisation_key = "benchmark";
constexpr std::size_t key_bytes = 16;  // of every contact

std::string key_of(std::int64_t contact) {
  return "contact-" + territory::digits(static_cast<std::uint64_t>(contact), 8);
}
std::string rep_key(std::int64_t rep) {
  return "rep-" + territory::digits(static_cast<std::uint64_t>(rep), 2);
}

// Everybody and everything in it, in batches: the team; then each thousand contacts with what became
// of them. Calls `give(const std::vector<Command>&)`, which answers whether all were accepted.
// Contacts have a place, a niche and a name; one in four showed interest, one in four did not and is
// due to come back.
template <class Give>
bool fill(std::int64_t contacts, Give give) {
  std::vector<std::string> keys;
  for (std::int64_t rep = 0; rep < team_size; ++rep) keys.push_back(rep_key(rep));
  std::vector<Command> batch;
  for (const std::string& key : keys)
    batch.push_back(commands::RegisterActor{.actor = manager_key, .key = key, .roles = firstlog::Role::rep});
  if (!give(batch)) return false;
  constexpr std::int64_t at_once = 1'000;
  std::vector<territory::Contact> people(at_once);
  keys.resize(at_once);
  for (std::int64_t first = 0; first < contacts; first += at_once) {
    batch.clear();
    for (std::int64_t i = 0; i < at_once; ++i) {
      const std::int64_t contact = first + i;
      const auto at = static_cast<std::size_t>(i);
      people[at] = territory::contact(static_cast<std::uint64_t>(contact));
      keys[at] = key_of(contact);
      // Actors are numbered as they came: the manager, then the team.
      batch.push_back(
          commands::RegisterContact{.actor = ActorId(1),
                                    .key = keys[at],
                                    .niche = people[at].niche,
                                    .name = people[at].name,
                                    .country = people[at].country,
                                    .region = people[at].region,
                                    .postcode = people[at].postcode,
                                    .rep = ActorId(static_cast<std::uint32_t>(contact % team_size) + 2)});
    }
    if (!give(batch)) return false;
    batch.clear();
    for (std::int64_t contact = first; contact < first + at_once; ++contact) {
      const ActorId rep(static_cast<std::uint32_t>(contact % team_size) + 2);
      const ContactId id(static_cast<std::uint32_t>(contact) + 1);
      if (contact % 4 == 0) batch.push_back(commands::LogInterest{.actor = rep, .contact = id});
      if (contact % 4 == 1) batch.push_back(commands::MarkNotInterested{.actor = rep, .contact = id});
    }
    if (!give(batch)) return false;
  }
  return true;
}

// Bytes of the process that are in memory, unused memory of the allocator given back.
std::int64_t resident_bytes() {
  ::malloc_trim(0);
  std::ifstream statm("/proc/self/statm");
  std::int64_t pages = 0;
  std::int64_t resident = 0;
  statm >> pages >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

std::string fault_of(firstlog::Engine& engine, std::int64_t contacts) {
  const auto states = engine.pipeline(organisation_key);
  if (!states) return words_of(states.error());
  for (const auto& state : *states) {
    const std::int64_t wanted = state.state == "new" ? contacts / 2
                                : state.state == "interested" || state.state == "not_interested"
                                    ? contacts / 4
                                    : 0;
    if (static_cast<std::int64_t>(state.contacts) != wanted) return "the pipeline's counts are wrong";
  }
  for (std::int64_t contact = 0; contact < contacts; contact += contacts / 1'000) {
    const auto record = engine.contact(organisation_key, key_of(contact));
    if (!record) return words_of(record.error());
    if (record->id != ContactId(static_cast<std::uint32_t>(contact) + 1) ||
        record->assignee_key != rep_key(contact % team_size))
      return "a contact is not found as it was registered";
  }
  return {};
}

void per_contact(benchmark::State& state, std::int64_t bytes, std::int64_t contacts) {
  state.counters["bytes_per_contact"] =
      static_cast<double>(bytes) / static_cast<double>(contacts) - static_cast<double>(key_bytes);
}

// Through the engine: the process before it and with it.
void resident(benchmark::State& state, const char* variable, std::int64_t otherwise) {
  const std::int64_t contacts = contacts_from_environment(variable, otherwise);
  for (auto _ : state) {
    const std::int64_t before = resident_bytes();
    const auto started = std::chrono::steady_clock::now();
    ForgetfulStore store;
    firstlog::ManualClock clock(firstlog::Instant::from_microseconds(start_microseconds));
    firstlog::EngineOptions options;
    options.clock = &clock;
    options.snapshot_every_events = 0;
    Result<firstlog::Engine> engine = firstlog::Engine::open(store, options);
    std::string why = engine ? "" : words_of(engine.error());
    std::vector<Outcome> outcomes;
    const auto give = [&](const std::vector<Command>& batch) {
      outcomes.assign(batch.size(), Outcome());
      const Result<void> sent = engine->submit(organisation_key, batch, outcomes);
      if (!sent) why = words_of(sent.error());
      for (const Outcome& outcome : outcomes)
        if (why.empty() && outcome.verdict != firstlog::Verdict::accepted) why = describe(outcome);
      return why.empty();
    };
    if (why.empty() &&
        give({commands::FoundOrganisation{.actor = manager_key,
                                          .key = organisation_key,
                                          .document = R"({"version":1,"plan":{"currency":"EUR"}})"}}) &&
        fill(contacts, give))
      why = fault_of(*engine, contacts);
    if (!why.empty()) {
      state.SkipWithError(why.c_str());
      return;
    }
    outcomes = {};
    const std::int64_t after = resident_bytes();
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
    per_contact(state, after - before, contacts);
  }
}

// The state alone, by its own count.
void counted(benchmark::State& state) {
  const std::int64_t contacts = contacts_from_environment("FIRSTLOG_BENCHMARK_CONTACTS_MEMORY", 1'000'000);
  for (auto _ : state) {
    firstlog::Policy policy;
    if (const auto euro = firstlog::Currency::parse("EUR"); euro) policy.plan.currency = *euro;
    Result<firstlog::CompiledPolicy> compiled =
        firstlog::CompiledPolicy::compile(std::move(policy), firstlog::Zone::utc());
    if (!compiled) {
      state.SkipWithError(words_of(compiled.error()).c_str());
      return;
    }
    const auto started = std::chrono::steady_clock::now();
    BareState bare{.policy = std::move(*compiled), .state = {}};
    const auto give = [&](const std::vector<Command>& batch) {
      return std::all_of(batch.begin(), batch.end(),
                         [&](const Command& command) { return bare.give(command); });
    };
    if (!bare.give(
            commands::FoundOrganisation{.actor = manager_key, .key = organisation_key, .document = "policy"},
            &bare.policy) ||
        !fill(contacts, give)) {
      state.SkipWithError("a command was not accepted");
      return;
    }
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count());
    per_contact(state, static_cast<std::int64_t>(bare.state.memory_bytes()), contacts);
  }
}

BENCHMARK_CAPTURE(resident, million, "FIRSTLOG_BENCHMARK_CONTACTS_MEMORY", 1'000'000)
    ->Name("memory/ours/resident")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resident, ten_million, "FIRSTLOG_BENCHMARK_CONTACTS_MEMORY_LONG", 10'000'000)
    ->Name("memory/ours/resident_long")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(counted)->Name("memory/ours/state")->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
