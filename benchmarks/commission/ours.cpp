// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Ours: commission per close and totals per rep and month, in bulk. See README.md.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "commission/closes.hpp"
#include "firstlog/rules/commission/evaluate.hpp"

namespace firstlog_benchmarks {
namespace {

using Clock = std::chrono::steady_clock;
using firstlog::BulkOrder;
using firstlog::BulkPlan;
using firstlog::BulkTotal;
using firstlog::Exact;
using firstlog::Result;

constexpr int runs = 3;  // the fastest counts, as with the peers

std::uint64_t closes_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct Paid {
  std::vector<std::int64_t> commission;
  std::vector<BulkTotal> totals;
};

// Order and evaluation, as if the closes had just come in.
bool pay(const BulkPlan& plan, const closes::Columns& columns, firstlog::BulkExecutor executor, Paid& paid,
         std::string& why) {
  const firstlog::CloseColumns all = columns.closes();
  const Result<BulkOrder> order = BulkOrder::of(plan.frame(), all, executor);
  if (!order) {
    why = std::string(order.error().reason.view());
    return false;
  }
  const auto done =
      firstlog::evaluate_bulk({{&plan, 1}, {}, *order, all, {paid.commission, paid.totals}}, executor);
  if (!done) why = std::string(done.error().reason.view());
  return done.ok();
}

// What evaluate() pays each close of the first reps, group by group, and what that sums to.
bool as_the_evaluator_says(const BulkPlan& plan, const closes::Columns& columns, const Paid& paid,
                           std::uint32_t reps) {
  const firstlog::BulkFrame& frame = plan.frame();
  std::vector<std::vector<std::uint32_t>> groups(frame.groups());
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < columns.rep.size(); ++row)
    if (columns.rep[row] < reps) rows.push_back(row);
  std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
    return columns.day[a] != columns.day[b] ? columns.day[a] < columns.day[b] : a < b;
  });
  for (const std::uint32_t row : rows) {
    std::size_t period = 0;
    while (columns.day[row] >= frame.period_starts[period + 1]) ++period;
    groups[columns.rep[row] * frame.periods() + period].push_back(row);
  }
  for (std::size_t g = 0; g < reps * frame.periods(); ++g) {
    firstlog::PlanInput input{{{"amount", {}}}, {}};
    BulkTotal total;
    for (const std::uint32_t row : groups[g]) {
      input.numbers[0].values.push_back(
          Exact::of_money(firstlog::Money::minor(columns.amount[row], frame.currency)));
      total.revenue += columns.amount[row];
      ++total.closes;
    }
    const auto values = firstlog::evaluate(plan.plan(), input);
    if (!values) return false;
    for (std::size_t i = 0; i < groups[g].size(); ++i) {
      const auto money = values->slots.back()[i].as_money(frame.currency, firstlog::RoundingMode::down);
      if (!money || money->minor_units() != paid.commission[groups[g][i]]) return false;
      total.commission += money->minor_units();
    }
    if (!(total == paid.totals[g])) return false;
  }
  return true;
}

void on_threads(void*, void (*part)(void*, std::size_t), void* data, std::size_t parts) {
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < parts; ++i) threads.emplace_back(part, data, i);
  part(data, 0);
  for (std::thread& thread : threads) thread.join();
}

struct Setting {
  bool shuffled = false;
  bool many = false;
  firstlog::BulkExecutor executor = {};
};

void ours(benchmark::State& state, const Setting& setting) {
  const std::uint64_t count = setting.many
                                  ? closes_from_environment("FIRSTLOG_BENCHMARK_CLOSES_MANY", 16'000'000)
                                  : closes_from_environment("FIRSTLOG_BENCHMARK_CLOSES", 1'000'000);
  const closes::Columns columns = setting.shuffled ? closes::shuffled(count) : closes::in_order(count);
  const Result<BulkPlan> plan = closes::bulk_plan();
  if (!plan || !plan->compiled()) {
    state.SkipWithError("the plan is not compiled");
    return;
  }
  Paid paid{std::vector<std::int64_t>(count), std::vector<BulkTotal>(plan->frame().groups())};
  std::string why;
  if (!pay(*plan, columns, setting.executor, paid, why)) {
    state.SkipWithError(why.c_str());
    return;
  }
  if (!as_the_evaluator_says(*plan, columns, paid, setting.many ? 5 : closes::rep_count)) {
    state.SkipWithError("a commission or a total is not what the evaluator says");
    return;
  }
  for (auto _ : state) {
    double best = 1e9;
    for (int i = 0; i < runs; ++i) {
      const auto started = Clock::now();
      if (!pay(*plan, columns, setting.executor, paid, why)) state.SkipWithError(why.c_str());
      best = std::min(best, std::chrono::duration<double>(Clock::now() - started).count());
    }
    state.SetIterationTime(best);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

constexpr firstlog::BulkExecutor two_threads = {.parts = 2, .run = on_threads};

void in_order(benchmark::State& state) {
  ours(state, {});
}
void shuffled(benchmark::State& state) {
  ours(state, {.shuffled = true});
}
void many_one_thread(benchmark::State& state) {
  ours(state, {.many = true});
}
void many_two_threads(benchmark::State& state) {
  ours(state, {.many = true, .executor = two_threads});
}
void many_shuffled_one_thread(benchmark::State& state) {
  ours(state, {.shuffled = true, .many = true});
}
void many_shuffled_two_threads(benchmark::State& state) {
  ours(state, {.shuffled = true, .many = true, .executor = two_threads});
}

// A year's closes by date, in chunks; making them is not timed.
void streamed(benchmark::State& state) {
  const std::uint64_t count = closes_from_environment("FIRSTLOG_BENCHMARK_CLOSES_STREAMED", 100'000'000);
  const std::uint64_t chunk = std::min<std::uint64_t>(count, 1'000'000);
  const Result<BulkPlan> plan = closes::bulk_plan();
  if (!plan) {
    state.SkipWithError("the plan is refused");
    return;
  }
  for (auto _ : state) {
    Result<firstlog::BulkStream> stream = firstlog::BulkStream::open({&*plan, 1});
    if (!stream) {
      state.SkipWithError("there is no stream");
      return;
    }
    closes::Columns columns;
    std::vector<std::int64_t> commission(chunk);
    std::vector<std::int64_t> paid(plan->frame().groups());  // a plain loop over the same closes
    std::vector<std::int64_t> sold(plan->frame().groups());
    double seconds = 0;
    for (std::uint64_t first = 0; first < count; first += chunk) {
      columns.rep.clear();
      columns.day.clear();
      columns.amount.clear();
      for (std::uint64_t row = first; row < std::min(count, first + chunk); ++row) {
        columns.rep.push_back(closes::rep_of(row));
        columns.day.push_back(closes::first_day + static_cast<std::int32_t>(row * closes::days / count));
        columns.amount.push_back(closes::amount_of(row) / 100);  // so that the tiers are passed late, too
      }
      commission.resize(columns.rep.size());
      const auto started = Clock::now();
      const auto done = stream->add(columns.closes(), commission);
      seconds += std::chrono::duration<double>(Clock::now() - started).count();
      if (!done) {
        state.SkipWithError(std::string(done.error().reason.view()).c_str());
        return;
      }
      const firstlog::BulkFrame& frame = plan->frame();
      std::size_t period = 0;
      for (std::size_t i = 0; i < columns.rep.size(); ++i) {
        while (columns.day[i] >= frame.period_starts[period + 1]) ++period;
        const std::size_t group = columns.rep[i] * frame.periods() + period;
        const auto up_to = [](std::int64_t x) {
          std::int64_t sum = 0;
          for (std::size_t k = 0; k < std::size(closes::thresholds); ++k)
            sum += (closes::rates[k] - (k == 0 ? 0 : closes::rates[k - 1])) *
                   std::max<std::int64_t>(0, x - closes::thresholds[k]);
          return sum;
        };
        const std::int64_t after = sold[group] + columns.amount[i];
        const std::int64_t line = (up_to(after) - up_to(sold[group]) + 500) / 1'000;
        sold[group] = after;
        paid[group] += line;
        if (line != commission[i]) {
          state.SkipWithError("a commission is not what a plain loop says");
          return;
        }
      }
    }
    for (std::size_t group = 0; group < paid.size(); ++group)
      if (stream->totals()[group].commission != paid[group] ||
          stream->totals()[group].revenue != sold[group]) {
        state.SkipWithError("a total is not what a plain loop says");
        return;
      }
    state.SetIterationTime(seconds);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
  state.counters["bytes"] = static_cast<double>(usage.ru_maxrss) * 1024;
}

BENCHMARK(in_order)
    ->Name("commission/ours/in_order")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(shuffled)
    ->Name("commission/ours/shuffled")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(many_one_thread)
    ->Name("commission/ours/many_one_thread")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(many_two_threads)
    ->Name("commission/ours/many_two_threads")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(many_shuffled_one_thread)
    ->Name("commission/ours/many_shuffled_one_thread")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(many_shuffled_two_threads)
    ->Name("commission/ours/many_shuffled_two_threads")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(streamed)
    ->Name("commission_memory/ours/streamed")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace firstlog_benchmarks
