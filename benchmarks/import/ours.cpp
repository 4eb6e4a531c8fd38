// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A year of a CRM's history as CSV, brought in by a mapping; beside it the same entries given live, in
// batches, by a program that holds them ready. See README.md.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "firstlog/core/commands.hpp"
#include "firstlog/engine/import.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/store/memory.hpp"

namespace firstlog_benchmarks {
namespace {

using namespace firstlog;

constexpr std::string_view policy =
    R"({"version":1,"claim_by":"any_rep","interest_needs_connect":"off","clock_ahead_days":3650,)"
    R"("plan":{"currency":"EUR"}})";
constexpr std::string_view mapping = R"({"version": 1, "currency": "EUR", "order": "file", "tables": [{
  "name": "history", "occurred_at": {"column": "at", "format": "%Y-%m-%d %H:%M:%S"}, "commands": [
  {"command": "register_contact", "when": {"column": "what", "is": "created"}, "actor": "importer", "key": "{lead}"},
  {"command": "log_interest", "when": {"column": "what", "is": "interested"}, "actor": "{user}", "contact": "{lead}"},
  {"command": "log_close", "when": {"column": "what", "is": "won"}, "actor": "{user}", "contact": "{lead}",
   "amount": "{amount}"},
  {"command": "approve", "when": {"column": "what", "is": "invoiced"}, "actor": "manager", "contact": "{lead}",
   "amount": "{amount}"}]}]})";
constexpr std::int64_t reps = 100;
constexpr std::int64_t rows_of_contact = 5;
constexpr std::int64_t first_second = 1'735'689'600;  // 2025-01-01T00:00:00Z

std::int64_t contacts_of_run() {
  const char* given = std::getenv("FIRSTLOG_BENCHMARK_CONTACTS_IMPORT");
  return given == nullptr ? 200'000 : std::strtoll(given, nullptr, 10);
}

// The entry number `step` of a contact: created, interested, interested again by another rep, won, invoiced.
struct Entry {
  std::int64_t contact;
  std::int64_t step;
  std::int64_t second() const { return first_second + contact * 60 + step * 7200; }
  std::string lead() const { return "lead-" + std::to_string(contact); }
  std::string user() const { return "rep-" + std::to_string((contact + (step == 2 ? 1 : 0)) % reps); }
  std::int64_t cents() const { return 10'000 + contact % 90'000; }
};

std::string two(std::int64_t n) {
  return (n < 10 ? "0" : "") + std::to_string(n);
}

std::string csv_of(std::int64_t contacts) {
  constexpr const char* what[] = {"created", "interested", "interested", "won", "invoiced"};
  std::string csv = "lead,what,at,user,amount\n";
  for (std::int64_t contact = 0; contact < contacts; ++contact)
    for (std::int64_t step = 0; step < rows_of_contact; ++step) {
      const Entry entry{contact, step};
      const std::int64_t of_day = entry.second() % 86'400;
      const Date date = Date::from_days(entry.second() / 86'400).value_or(Date());
      csv += entry.lead() + "," + what[step] + "," + date.to_string() + " " + two(of_day / 3600) + ":" +
             two(of_day / 60 % 60) + ":" + two(of_day % 60) + "," + entry.user() + "," +
             std::to_string(entry.cents() / 100) + "." + two(entry.cents() % 100) + "\n";
    }
  return csv;
}

struct Organisation {
  ManualClock clock{Instant::from_seconds(first_second)};
  std::unique_ptr<Store> store;
  std::unique_ptr<Engine> engine;
  std::string why;

  Organisation() {
    auto made = open_memory_store();
    if (!made) return;
    store = std::move(*made);
    EngineOptions options;
    options.clock = &clock;
    options.snapshot_every_events = 0;
    auto opened = Engine::open(*store, options);
    if (!opened) return;
    engine = std::make_unique<Engine>(std::move(*opened));
    give(commands::FoundOrganisation{.actor = "manager", .key = "agency", .document = policy});
    give(commands::RegisterActor{.actor = "manager", .key = "importer", .roles = Role::importer});
    for (std::int64_t rep = 0; rep < reps; ++rep)
      give(commands::RegisterActor{
          .actor = "manager", .key = "rep-" + std::to_string(rep), .roles = Role::rep});
  }
  void give(const Command& command) {
    auto outcome = engine->submit("agency", command);
    if (!outcome || outcome->verdict != Verdict::accepted) why = "the organisation could not be made";
  }

  // The same claims, whichever way they came: the first of each contact's two entries.
  void check(std::int64_t contacts) {
    for (std::int64_t contact = 0; contact < contacts && why.empty(); ++contact) {
      const auto record = engine->contact("agency", Entry{contact, 0}.lead());
      if (!record || record->claimant_key != Entry{contact, 1}.user() || record->state != "verified_close")
        why = "a claim or a state is not the history's";
    }
  }
};

void finish(benchmark::State& state, Organisation& organisation, std::int64_t contacts,
            std::chrono::steady_clock::time_point started) {
  const auto stopped = std::chrono::steady_clock::now();
  if (organisation.why.empty()) organisation.check(contacts);
  if (!organisation.why.empty()) {
    state.SkipWithError(organisation.why.c_str());
    return;
  }
  state.SetIterationTime(std::chrono::duration<double>(stopped - started).count());
}

void by_mapping(benchmark::State& state) {
  const std::int64_t contacts = contacts_of_run();
  const std::string csv = csv_of(contacts);
  const auto read = parse_import_mapping(mapping);
  for (auto _ : state) {
    Organisation organisation;
    if (!read) organisation.why = std::string(read.error().reason.view());
    const ImportTable table[] = {{.name = "history", .csv = csv}};
    ImportOptions options;
    options.batch = "crm";
    options.importer = "importer";
    options.replay_clock = &organisation.clock;
    options.reconcile = false;
    const auto started = std::chrono::steady_clock::now();
    if (organisation.why.empty()) {
      const auto report = run_import(*organisation.engine, "agency", *read, table, options);
      const auto count = static_cast<std::uint64_t>(contacts);
      if (!report)
        organisation.why = std::string(report.error().reason.view());
      else if (report->accepted != 4 * count || report->contested != count)
        organisation.why = "an answer is not the history's";
    }
    finish(state, organisation, contacts, started);
  }
  state.SetItemsProcessed(state.iterations() * contacts * rows_of_contact);
}

void live(benchmark::State& state) {
  const std::int64_t contacts = contacts_of_run();
  constexpr std::size_t at_once = 4096;
  Currency euro;
  if (auto parsed = Currency::parse("EUR")) euro = *parsed;
  struct Ready {
    std::string lead;
    std::string user;
    std::int64_t step;
    Money amount;
    Instant at;
  };
  std::vector<Ready> ready;
  for (std::int64_t contact = 0; contact < contacts; ++contact)
    for (std::int64_t step = 0; step < rows_of_contact; ++step) {
      const Entry entry{contact, step};
      ready.push_back({entry.lead(), entry.user(), step, Money::minor(entry.cents(), euro),
                       Instant::from_seconds(entry.second())});
    }
  for (auto _ : state) {
    Organisation organisation;
    std::vector<Command> batch;
    std::vector<Outcome> outcomes;
    std::uint64_t accepted = 0;
    std::uint64_t contested = 0;
    const auto started = std::chrono::steady_clock::now();
    for (std::size_t first = 0; first < ready.size() && organisation.why.empty(); first += at_once) {
      batch.clear();
      const std::size_t end = std::min(ready.size(), first + at_once);
      for (std::size_t i = first; i < end; ++i) {
        const Ready& one = ready[i];
        switch (one.step) {
          case 0: batch.push_back(commands::RegisterContact{.actor = "manager", .key = one.lead}); break;
          case 1:
          case 2: batch.push_back(commands::LogInterest{.actor = one.user, .contact = one.lead}); break;
          case 3:
            batch.push_back(commands::LogClose{.actor = one.user, .contact = one.lead, .amount = one.amount});
            break;
          default:
            batch.push_back(commands::Approve{.actor = "manager", .contact = one.lead, .amount = one.amount});
        }
      }
      outcomes.assign(batch.size(), Outcome());
      if (!organisation.engine->submit("agency", batch, outcomes)) organisation.why = "a batch failed";
      for (const Outcome& outcome : outcomes) {
        accepted += outcome.verdict == Verdict::accepted ? 1 : 0;
        contested += outcome.verdict == Verdict::contested ? 1 : 0;
      }
    }
    const auto count = static_cast<std::uint64_t>(contacts);
    if (organisation.why.empty() && (accepted != 4 * count || contested != count))
      organisation.why = "an answer is not the history's";
    finish(state, organisation, contacts, started);
  }
  state.SetItemsProcessed(state.iterations() * contacts * rows_of_contact);
}

BENCHMARK(by_mapping)
    ->Name("import/ours/mapping")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(live)->Name("import/ours/live")->Iterations(1)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
