// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The golden scenarios (tests/golden) through the C library: the same decisions, positions, times and hashes
// as through C++.
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "capi.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/store/memory.hpp"
#include "support/sqlite_place.hpp"
#include "vtable_store.hpp"

namespace {

using namespace capi_test;
using Json = nlohmann::ordered_json;

// SplitMix64 as a counter, as tests/golden/README.md describes it.
struct CountingRandom {
  std::uint64_t next = 0;

  static firstlog_status fill(void* self, void* bytes, std::uint64_t size) {
    auto& random = *static_cast<CountingRandom*>(self);
    auto* to = static_cast<unsigned char*>(bytes);
    for (std::uint64_t done = 0; done < size; done += 8) {
      std::uint64_t x = random.next++ + 0x9E3779B97F4A7C15U;
      x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
      x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
      x ^= x >> 31U;
      for (std::uint64_t i = 0; i < 8 && done + i < size; ++i)
        to[done + i] = static_cast<unsigned char>(x >> (8 * i));
    }
    return FIRSTLOG_STATUS_OK;
  }
};

// The lines of commands, whose members name no handle, in the order in which they stand.
std::string comparable(const Json& outcome) {
  Json line;
  for (const char* member :
       {"command", "verdict", "rule", "field", "notices", "state", "deal", "winning_time", "winning_position",
        "position", "event_count", "recorded_at", "commit_number", "commit_hash"})
    if (outcome.contains(member)) line[member] = outcome[member];
  return line.dump();
}

TEST(CGolden, EveryScenarioIsDecidedAsInCpp) {
  int scenarios = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(FIRSTLOG_TESTS_DIR) / "golden")) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().filename().string());
    ++scenarios;
    const Json scenario = Json::parse(firstlog_test::read_file(entry.path().string()));
    std::filesystem::path expected_path = entry.path();
    expected_path.replace_extension(".expected.jsonl");
    std::vector<std::string> expected;
    std::istringstream lines(firstlog_test::read_file(expected_path.string()));
    for (std::string line; std::getline(lines, line);)
      if (line.rfind("{\"command\"", 0) == 0) expected.push_back(comparable(Json::parse(line)));

    VtableStore store(std::move(*firstlog::open_memory_store()));
    CountingRandom random{scenario["random_seed"].get<std::uint64_t>() << 32U};
    std::int64_t now = 0;
    const firstlog_random random_slots{sizeof(firstlog_random), 0, &random, CountingRandom::fill};
    const firstlog_clock clock_slots{sizeof(firstlog_clock), 0, &now,
                                     [](void* self) { return *static_cast<std::int64_t*>(self); }};
    firstlog_engine_options options{};
    options.struct_size = sizeof options;
    options.random = &random_slots;
    options.clock = &clock_slots;
    const firstlog_store slots = store.slots();
    Engine engine;
    const auto reopen = [&] {
      engine.reset();
      firstlog_engine* made = nullptr;
      FIRSTLOG_OK(firstlog_engine_create_on_store(&slots, &options, &made, &error));
      engine.reset(made);
    };
    reopen();
    const std::string organisation = scenario["organisation"].get<std::string>();
    std::vector<std::string> told_lines;
    for (const Json& step : scenario["steps"]) {
      if (step.contains("clock")) {
        FIRSTLOG_OK(firstlog_instant_parse(step["clock"].get<std::string>().c_str(), &now, &error));
      }
      if (step.value("reopen", false)) reopen();
      if (!step.contains("batch")) continue;
      const Json outcomes = Json::parse(text_from([&](auto** to, auto* error) {
        return firstlog_engine_submit_json(engine.get(), organisation.c_str(), step["batch"].dump().c_str(),
                                           FIRSTLOG_WAIT_DEFAULT, to, error);
      }));
      for (const Json& outcome : outcomes) told_lines.push_back(comparable(outcome));
    }
    ASSERT_EQ(told_lines.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      ASSERT_EQ(told_lines[i], expected[i]) << "command " << i;
  }
  EXPECT_GE(scenarios, 1);
}

}  // namespace
