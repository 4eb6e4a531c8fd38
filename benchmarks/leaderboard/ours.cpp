// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Ours: approvals and reversals folded into Performance, 100,000 reps. See README.md.
#include "leaderboard/ours.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "firstlog/views/performance.hpp"
#include "status_change/scenario.hpp"

namespace firstlog_benchmarks {
namespace {

using namespace firstlog;
using season::Change;
using season::Standing;
using Clock = std::chrono::steady_clock;

// An organisation whose reps are registered, and that folds what is approved and taken back.
class Board {
 public:
  Board() : month_(*YearMonth::parse("2026-01")), euro_(*Currency::parse("EUR")) {
    Policy policy;
    policy.plan.currency = euro_;
    policy_ = std::make_unique<CompiledPolicy>(*CompiledPolicy::compile(policy, Zone::utc()));
    Event founded = next(EventKind::organisation_founded);
    founded.period = month_;
    take(founded);
    Event adopted = next(EventKind::policy_adopted);
    adopted.policy = policy_.get();
    take(adopted);
    const std::string key = "rep";
    for (std::uint32_t rep = 0; rep < season::rep_count; ++rep) {
      Event registered = next(EventKind::actor_registered);
      registered.rep = ActorId::at_index(rep);
      registered.roles = Role::rep;
      registered.key = key;
      take(registered);
    }
    for (const Change& change : season::start()) take(change);
    approval_ = next(EventKind::close_approved);
    reversal_ = next(EventKind::close_reversed);
  }

  void take(const Change& change) {
    Event& event = change.reversal ? reversal_ : approval_;
    event.kind = change.reversal ? EventKind::close_reversed : EventKind::close_approved;
    event.position = Position(++position_);
    event.recorded_at = at_ = at_ + Duration::microseconds(1);
    event.effective_at = at_;
    event.period = month_;
    event.rep = ActorId::at_index(change.rep);
    event.contact = ContactId::at_index(change.deal);
    event.deal = DealId::at_index(change.deal);
    event.amount = Money::minor(change.amount_minor, euro_);
    take(event);
  }
  std::uint32_t rank(std::uint32_t rep) const {
    return performance_.rank(ActorId::at_index(rep), month_).value_or(0);
  }
  Leaderboard whole() const { return performance_.leaderboard(month_, Audience::manager, ActorId(), at_); }

 private:
  Event next(EventKind kind) {
    Event event;
    event.kind = kind;
    event.position = Position(++position_);
    event.recorded_at = at_ = at_ + Duration::microseconds(1);
    return event;
  }
  void take(const Event& event) { ok_ = performance_.apply(event).ok() && ok_; }

 public:
  bool ok_ = true;

 private:
  YearMonth month_;
  Currency euro_;
  std::unique_ptr<CompiledPolicy> policy_;
  Performance performance_;
  Event approval_;
  Event reversal_;
  std::uint64_t position_ = 0;
  Instant at_ = *Instant::parse("2026-01-15T09:00:00Z");
};

// Everybody's rank by sorting them all.
std::string fault_of(const Board& board, const std::vector<Change>& changes) {
  std::vector<Standing> all = season::standings_after(season::start());
  for (const Change& change : changes) all[change.rep] = change;
  std::sort(all.begin(), all.end(), [](const Standing& a, const Standing& b) {
    return a.closes != b.closes ? a.closes > b.closes : a.revenue_minor > b.revenue_minor;
  });
  if (!board.ok_) return "an event could not be folded";
  const Leaderboard whole = board.whole();
  if (whole.rows.size() != all.size()) return "the board does not hold everybody";
  for (std::size_t i = 0; i < all.size(); ++i) {
    const LeaderboardRow& row = whole.rows[i];
    if (row.rank != i + 1 || row.rep != ActorId::at_index(all[i].rep) ||
        row.verified_closes != all[i].closes || row.revenue.minor_units() != all[i].revenue_minor)
      return "a row is not that of the sorted list";
  }
  return {};
}

void ours(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(
      contacts_from_environment("FIRSTLOG_BENCHMARK_CHANGES_LEADERBOARD", 1'000'000));
  const std::vector<Change> changes = season::changes(count);
  for (auto _ : state) {
    Board board;
    std::uint64_t sum = 0;
    const auto started = Clock::now();
    for (const Change& change : changes) {
      board.take(change);
      sum = season::add_rank(sum, board.rank(change.rep));
    }
    const auto stopped = Clock::now();
    benchmark::DoNotOptimize(sum);
    if (const std::string why = fault_of(board, changes); !why.empty()) {
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

std::uint64_t ranks_of_ours(const std::vector<Change>& changes) {
  Board board;
  std::uint64_t sum = 0;
  for (const Change& change : changes) {
    board.take(change);
    sum = season::add_rank(sum, board.rank(change.rep));
  }
  return sum;
}

}  // namespace firstlog_benchmarks
