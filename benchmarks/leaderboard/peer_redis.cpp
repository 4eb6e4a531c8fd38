// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Peer: a sorted set in Redis, one command a round trip and 200 a round trip. See README.md.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "leaderboard/ours.hpp"
#include "leaderboard/redis.hpp"
#include "leaderboard/season.hpp"
#include "status_change/scenario.hpp"

namespace firstlog_benchmarks {
namespace {

using season::Change;
using season::Standing;
using Clock = std::chrono::steady_clock;

std::string update_of(const Standing& standing) {
  return redis_command(
      {"ZADD", "board", std::to_string(season::score_of(standing)), territory::digits(standing.rep, 6)});
}
std::string question_of(const Standing& standing) {
  return redis_command({"ZREVRANK", "board", territory::digits(standing.rep, 6)});
}

// What travels in one direction before anybody waits, and how many answers there are to it.
struct Trip {
  std::string bytes;
  std::size_t answers = 0;
};

// Of every pair of answers the second is a rank, counted from 0.
bool travel(RedisConnection& connection, const std::vector<Trip>& trips, std::uint64_t& sum) {
  std::int64_t number = 0;
  std::uint64_t taken = 0;
  for (const Trip& trip : trips) {
    if (!connection.send(trip.bytes)) return false;
    for (std::size_t i = 0; i < trip.answers; ++i) {
      if (!connection.take(number)) return false;
      if (++taken % 2 == 0) sum = season::add_rank(sum, static_cast<std::uint64_t>(number) + 1);
    }
  }
  return true;
}

std::vector<Trip> trips_of(const std::vector<Change>& changes, std::size_t commands_per_trip) {
  std::vector<Trip> trips;
  const auto add = [&](std::string&& bytes) {
    if (trips.empty() || trips.back().answers == commands_per_trip) trips.emplace_back();
    trips.back().bytes += bytes;
    ++trips.back().answers;
  };
  for (const Change& change : changes) {
    add(update_of(change));
    add(question_of(change));
  }
  return trips;
}

bool load(RedisConnection& connection) {
  const std::vector<Standing> all = season::standings_after(season::start());
  std::int64_t added = 0;
  for (std::size_t first = 0; first < all.size(); first += 1'000) {
    std::string bytes;
    for (std::size_t i = first; i < first + 1'000; ++i) bytes += update_of(all[i]);
    if (!connection.send(bytes)) return false;
    for (std::size_t i = 0; i < 1'000; ++i)
      if (!connection.take(added) || added != 1) return false;
  }
  return true;
}

void redis(benchmark::State& state, std::size_t commands_per_trip) {
  const char* program = std::getenv("FIRSTLOG_BENCHMARK_REDIS");
  if (program == nullptr || *program == '\0') {
    state.SkipWithError("no redis-server: FIRSTLOG_BENCHMARK_REDIS does not say where it is");
    return;
  }
  // Ours answers a million and more a second; a tenth of its changes is enough here.
  const auto count = static_cast<std::size_t>(
      contacts_from_environment("FIRSTLOG_BENCHMARK_CHANGES_LEADERBOARD", 1'000'000) / 10);
  const std::vector<Change> changes = season::changes(count);
  const std::vector<Trip> trips = trips_of(changes, commands_per_trip);
  const std::uint64_t wanted = ranks_of_ours(changes);
  for (auto _ : state) {
    std::string why;
    const auto server = RedisServer::start(program, why);
    RedisConnection connection;
    if (server && !(connection.open(server->socket_path()) && load(connection)))
      why = "the reps could not be loaded";
    if (!why.empty()) {
      state.SkipWithError(why.c_str());
      return;
    }
    std::uint64_t sum = 0;
    const auto started = Clock::now();
    const bool answered = travel(connection, trips, sum);
    const auto stopped = Clock::now();
    if (!answered || sum != wanted) {
      state.SkipWithError(answered ? "a rank differs from ours" : "an answer did not come, or is no number");
      return;
    }
    state.SetIterationTime(std::chrono::duration<double>(stopped - started).count());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

BENCHMARK_CAPTURE(redis, single, 1)
    ->Name("leaderboard/redis/single")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(redis, pipelined, 200)
    ->Name("leaderboard/redis/pipelined")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
