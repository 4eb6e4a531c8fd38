// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The same commands through the C library and through the C++ one, in memory, in batches of 100, one thread.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "firstlog.h"
#include "firstlog/core/commands.hpp"
#include "firstlog/engine/engine.hpp"

namespace firstlog_benchmarks {
namespace {

constexpr std::int64_t contacts = 1'000;
constexpr std::int64_t commands_in_all = 400'000;
constexpr std::size_t batch = 100;
constexpr const char* policy = R"({"version":1,"plan":{"currency":"GBP"}})";

std::string contact_key(std::int64_t number) {
  return "contact-" + std::to_string(number);
}

// What is done: the contact of command number i is i modulo their number. Handles count from 1.
std::uint32_t contact_of(std::int64_t number) {
  return static_cast<std::uint32_t>(number % contacts + 1);
}

void through_cpp(benchmark::State& state) {
  for (auto _ : state) {
    firstlog::Engine engine = *firstlog::Engine::open("memory:");
    std::vector<std::string> keys;
    for (std::int64_t i = 0; i < contacts; ++i) keys.push_back(contact_key(i));
    std::vector<firstlog::Command> setup = {
        firstlog::commands::FoundOrganisation{.actor = "olga", .key = "acme", .document = policy},
        firstlog::commands::RegisterActor{.actor = "olga", .key = "ana", .roles = firstlog::Role::rep}};
    for (const std::string& key : keys)
      setup.push_back(firstlog::commands::RegisterContact{.actor = "olga", .key = key, .rep = "ana"});
    std::vector<firstlog::Outcome> outcomes(setup.size());
    if (!engine.submit("acme", setup, outcomes)) {
      state.SkipWithError("the organisation was not founded");
      return;
    }
    const firstlog::ActorId ana = *engine.actor_id("acme", "ana");
    std::vector<firstlog::Command> commands(batch);
    outcomes.resize(batch);
    std::int64_t accepted = 0;
    const auto started = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < commands_in_all; i += batch) {
      for (std::size_t j = 0; j < batch; ++j) {
        firstlog::Command& command = commands[j];
        command = {};
        command.kind = firstlog::CommandKind::log_activity;
        command.actor = ana;
        command.contact = firstlog::ContactId(contact_of(i + static_cast<std::int64_t>(j)));
        command.given = firstlog::Field::contact | firstlog::Field::disposition;
        command.disposition = firstlog::Disposition::no_answer;
      }
      if (!engine.submit("acme", commands, outcomes)) break;
      for (const firstlog::Outcome& outcome : outcomes)
        accepted += outcome.verdict == firstlog::Verdict::accepted;
    }
    const auto stopped = std::chrono::steady_clock::now();
    if (accepted != commands_in_all) state.SkipWithError("an answer is not as it must be");
    state.SetIterationTime(std::chrono::duration<double>(stopped - started).count());
  }
  state.SetItemsProcessed(state.iterations() * commands_in_all);
}

void through_c(benchmark::State& state) {
  for (auto _ : state) {
    firstlog_engine* engine = nullptr;
    if (firstlog_engine_create("memory:", nullptr, &engine, nullptr) != FIRSTLOG_STATUS_OK) {
      state.SkipWithError("the engine was not opened");
      return;
    }
    std::vector<std::string> keys;
    for (std::int64_t i = 0; i < contacts; ++i) keys.push_back(contact_key(i));
    std::vector<firstlog_command> setup(2, firstlog_command_make(FIRSTLOG_COMMAND_FOUND_ORGANISATION));
    setup[0].key = firstlog_text_of("acme");
    setup[0].document = firstlog_text_of(policy);
    setup[1].kind = FIRSTLOG_COMMAND_REGISTER_ACTOR;
    setup[1].key = firstlog_text_of("ana");
    setup[1].roles = 1U << FIRSTLOG_ROLE_REP;
    for (const std::string& key : keys) {
      setup.push_back(firstlog_command_make(FIRSTLOG_COMMAND_REGISTER_CONTACT));
      setup.back().key = firstlog_text_of(key.c_str());
      setup.back().rep = firstlog_key("ana");
    }
    for (firstlog_command& command : setup) command.actor = firstlog_key("olga");
    std::vector<firstlog_outcome> outcomes(setup.size(), firstlog_outcome_make());
    std::uint32_t ana = 0;
    if (firstlog_engine_submit(engine, "acme", setup.data(), setup.size(), outcomes.data(), 0, nullptr) !=
            0 ||
        firstlog_actor_id(engine, "acme", "ana", &ana, nullptr) != 0)
      state.SkipWithError("the organisation was not founded");
    std::vector<firstlog_command> commands(batch);
    outcomes.assign(batch, firstlog_outcome_make());
    std::int64_t accepted = 0;
    const auto started = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < commands_in_all; i += batch) {
      for (std::size_t j = 0; j < batch; ++j) {
        firstlog_command& command = commands[j];
        command = firstlog_command_make(FIRSTLOG_COMMAND_LOG_ACTIVITY);
        command.actor = firstlog_handle(ana);
        command.contact = firstlog_handle(contact_of(i + static_cast<std::int64_t>(j)));
        command.disposition = FIRSTLOG_DISPOSITION_NO_ANSWER;
      }
      if (firstlog_engine_submit(engine, "acme", commands.data(), batch, outcomes.data(), 0, nullptr) != 0)
        break;
      for (const firstlog_outcome& outcome : outcomes)
        accepted += outcome.verdict == FIRSTLOG_VERDICT_ACCEPTED;
    }
    const auto stopped = std::chrono::steady_clock::now();
    if (accepted != commands_in_all) state.SkipWithError("an answer is not as it must be");
    state.SetIterationTime(std::chrono::duration<double>(stopped - started).count());
    firstlog_engine_destroy(engine);
  }
  state.SetItemsProcessed(state.iterations() * commands_in_all);
}

BENCHMARK(through_cpp)
    ->Name("capi/cpp/commit_100")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(through_c)
    ->Name("capi/ours/commit_100")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
