// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One approval through the whole engine, and what two people then see: rank and statement. See README.md.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "firstlog/core/commands.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/views/pay.hpp"
#include "firstlog/views/statement.hpp"

namespace firstlog_benchmarks {
namespace {

using namespace firstlog;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t reps = 1'000;
constexpr std::int64_t closes_per_rep = 20;
constexpr std::int64_t approvals = reps * closes_per_rep;

// 5 % of the month's sales up to 5,000.00, 8 % up to 15,000.00, 12 % above.
constexpr const char* tiers =
    R"({"version":1,"plan":{"currency":"EUR"},"plans":[{"name":"sales","components":[{"name":"commission","span":"month","steps":[)"
    R"({"name":"line","table":{"measure":"amount","accumulate":"running","table":{"mode":"marginal","boundary":"upper","tiers":[)"
    R"({"from":"0","to":"5000","rate":"0.05"},{"from":"5000","to":"15000","rate":"0.08"},{"from":"15000","rate":"0.12"}]}}}]}]}]})";

// In cents.
std::int64_t amount_of(std::int64_t close) {
  return 20'000 + close * 7919 % 180'000;
}
// What the tiers pay for so much, in cents: amounts and rates leave thousandths of one.
std::int64_t thousandths_for(std::int64_t cents) {
  const auto slice = [cents](std::int64_t from, std::int64_t to) {
    return cents <= from ? 0 : (cents < to ? cents : to) - from;
  };
  return slice(0, 500'000) * 50 + slice(500'000, 1'500'000) * 80 + slice(1'500'000, INT64_MAX) * 120;
}

enum class Look { at_rank_and_statement, at_the_explanation_too };

class Season {
 public:
  Season() : clock_(*Instant::parse("2026-01-05T09:00:00Z")), engine_(open(clock_)) {
    const Currency euro = *Currency::parse("EUR");
    std::vector<Command> setup = {
        commands::FoundOrganisation{.actor = "olga", .key = "acme", .document = tiers}};
    for (std::int64_t rep = 0; rep < reps; ++rep) keys_.push_back("rep-" + std::to_string(rep));
    for (const std::string& key : keys_)
      setup.push_back(commands::RegisterActor{.actor = "olga", .key = key, .roles = Role::rep});
    for (std::int64_t close = 0; close < approvals; ++close)
      contacts_.push_back("contact-" + std::to_string(close));
    for (std::int64_t close = 0; close < approvals; ++close) {
      const std::string& contact = contacts_[static_cast<std::size_t>(close)];
      const std::string& rep = key_of(close);
      setup.push_back(commands::RegisterContact{.actor = "olga", .key = contact, .rep = rep});
      setup.push_back(commands::LogClose{
          .actor = rep, .contact = contact, .amount = Money::minor(amount_of(close), euro)});
    }
    std::vector<Outcome> outcomes(setup.size());
    ok_ = engine_.submit("acme", setup, outcomes).ok();
    for (const Outcome& outcome : outcomes) ok_ = ok_ && outcome.verdict == Verdict::accepted;
    const Result<ActorId> manager = engine_.actor_id("acme", "olga");
    ok_ = ok_ && manager.ok();
    if (!ok_) return;
    for (std::int64_t close = 0; close < approvals; ++close) {
      commands_.push_back(commands::Approve{.actor = *manager,
                                            .contact = ContactId::at_index(static_cast<std::size_t>(close)),
                                            .amount = Money::minor(amount_of(close), euro)});
    }
  }

  // The seconds that all approvals took, each with its look; below 0 where an answer is wrong.
  double run(Look look) {
    std::vector<std::int64_t> sold(static_cast<std::size_t>(reps));
    std::vector<std::int64_t> paid(static_cast<std::size_t>(reps));
    bool right = ok_;
    Clock::duration taken{};
    for (std::int64_t close = 0; close < approvals && right; ++close) {
      const auto rep = static_cast<std::size_t>(close % reps);
      const std::int64_t before = thousandths_for(sold[rep]);
      sold[rep] += amount_of(close);
      paid[rep] += (thousandths_for(sold[rep]) - before + 500) / 1000;
      const auto started = Clock::now();
      const Result<Outcome> outcome = engine_.submit("acme", commands_[static_cast<std::size_t>(close)]);
      const auto rank = engine_.rank("acme", keys_[rep]);
      const Result<Statement> statement = engine_.statement("acme", keys_[rep], keys_[rep]);
      std::int64_t explained = 0;
      if (look == Look::at_the_explanation_too) {
        const Result<PayExplanation> why = engine_.explain_pay(
            "acme", keys_[rep], keys_[rep], DealId::at_index(static_cast<std::size_t>(close)));
        explained = why ? why->total.minor_units() : -1;
      }
      taken += Clock::now() - started;
      right = outcome && outcome->verdict == Verdict::accepted && rank && *rank && **rank >= 1 &&
              **rank <= reps && statement && statement->commission.minor_units() == paid[rep] &&
              statement->closes.closes() == close / reps + 1 &&
              (look == Look::at_rank_and_statement ||
               explained == (thousandths_for(sold[rep]) - before + 500) / 1000);
    }
    return right ? std::chrono::duration<double>(taken).count() : -1;
  }

 private:
  static Engine open(ManualClock& clock) {
    EngineOptions options;
    options.clock = &clock;
    return *Engine::open("memory:", options);
  }
  const std::string& key_of(std::int64_t close) const {
    return keys_[static_cast<std::size_t>(close % reps)];
  }

  ManualClock clock_;
  Engine engine_;
  std::vector<std::string> keys_;
  std::vector<std::string> contacts_;
  std::vector<Command> commands_;
  bool ok_ = false;
};

void approve(benchmark::State& state, Look look) {
  for (auto _ : state) {
    Season season;
    const double seconds = season.run(look);
    if (seconds < 0) {
      state.SkipWithError("an answer is not as it must be");
      return;
    }
    state.SetIterationTime(seconds);
  }
  state.SetItemsProcessed(state.iterations() * approvals);
}

BENCHMARK_CAPTURE(approve, rank_and_statement, Look::at_rank_and_statement)
    ->Name("approval/ours/rank_and_statement")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(approve, explained, Look::at_the_explanation_too)
    ->Name("approval/ours/explained")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
