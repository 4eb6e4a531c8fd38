// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Opening and closing engines, submitting and previewing.
#include "firstlog/engine/engine.hpp"

#include <memory>

#include "convert.hpp"
#include "handles.hpp"
#include "organisation.hpp"
#include "store.hpp"

namespace firstlog_c {

using namespace firstlog;

namespace {

constexpr std::size_t options_size_first = 64;
constexpr std::size_t callback_size_first = 24;

Result<EngineOptions> read_options(const firstlog_engine_options* from, firstlog_engine& engine) {
  EngineOptions to;
  if (from == nullptr) return to;
  const Result<firstlog_engine_options> options = read_struct(from, options_size_first, "options");
  if (!options) return options.error();
  if (options->clock != nullptr) {
    const Result<firstlog_clock> clock = read_struct(options->clock, callback_size_first, "options.clock");
    if (!clock) return clock.error();
    if (clock->now == nullptr) return is_null("options.clock.now");
    to.clock = &engine.clock.emplace(*clock, engine.gate);
  }
  if (options->manual_clock_microseconds != 0) {
    if (options->clock != nullptr)
      return misuse("options.manual_clock_microseconds", "a second clock", "give one of the two");
    to.clock = &engine.manual_clock.emplace(Instant::from_microseconds(options->manual_clock_microseconds));
  }
  if (options->random != nullptr) {
    const Result<firstlog_random> random =
        read_struct(options->random, callback_size_first, "options.random");
    if (!random) return random.error();
    if (random->fill == nullptr) return is_null("options.random.fill");
    to.random = &engine.random.emplace(*random, engine.gate);
  }
  if (options->log != nullptr) {
    const Result<firstlog_log> log = read_struct(options->log, callback_size_first, "options.log");
    if (!log) return log.error();
    if (log->take == nullptr) return is_null("options.log.take");
    to.log = &engine.log.emplace(*log, engine.gate);
  }
  if (options->collators != nullptr) {
    const Result<firstlog_collators> collators =
        read_struct(options->collators, callback_size_first, "options.collators");
    if (!collators) return collators.error();
    if (collators->collator == nullptr) return is_null("options.collators.collator");
    to.collators = &engine.collators.emplace(*collators, engine.gate);
  }
  to.accept_other_collations = options->accept_other_collations != 0;
  if (options->wait_max_microseconds < 0)
    return misuse("options.wait_max_microseconds", "a time below zero", "leave it zero for the default");
  if (options->wait_max_microseconds != 0)
    to.wait_max = Duration::microseconds(options->wait_max_microseconds);
  if (options->commands_per_commit_max != 0) to.commands_per_commit_max = options->commands_per_commit_max;
  if (options->snapshot_every_events != 0)
    to.snapshot_every_events =
        options->snapshot_every_events == UINT64_MAX ? 0 : options->snapshot_every_events;
  to.memory_bytes_max = options->memory_bytes_max;
  return to;
}

}  // namespace

namespace {

struct Drop {
  void operator()(firstlog_engine* engine) const noexcept { EngineShare::drop(engine); }
};

// `open` makes the engine of the handle's options and puts it into the handle.
template <class Open>
Result<void> make(const firstlog_engine_options* from, firstlog_engine** out, Open open) {
  std::unique_ptr<firstlog_engine, Drop> made(new firstlog_engine());
  const Result<EngineOptions> options = read_options(from, *made);
  if (!options) return options.error();
  made->commands_per_commit_max = options->commands_per_commit_max;
  if (Result<void> r = open(*made, *options); !r) return r;
  *out = made.release();
  return {};
}

}  // namespace

Result<void> make_engine(const char* uri, const firstlog_engine_options* from, firstlog_engine** out) {
  return make(from, out, [&](firstlog_engine& made, const EngineOptions& options) -> Result<void> {
    Result<Engine> engine = Engine::open(uri, options);
    if (!engine) return engine.error();
    made.engine.emplace(std::move(*engine));
    return {};
  });
}

Result<void> make_engine(std::unique_ptr<HostStore> store, const firstlog_engine_options* from,
                         firstlog_engine** out) {
  Result<void> result =
      make(from, out, [&](firstlog_engine& made, const EngineOptions& options) -> Result<void> {
        store->watch(made.gate);
        Result<Engine> engine = Engine::open(*store, options);
        if (!engine) return engine.error();
        made.engine.emplace(std::move(*engine));
        made.store = std::move(store);
        return {};
      });
  if (!result && store != nullptr) store->disown();
  return result;
}

namespace {

// Lets Engine's and HostTransaction's submit be fed in pieces.
template <class Submit>
Result<void> submit_pieces(const firstlog_command* commands, std::uint64_t count, firstlog_outcome* outcomes,
                           std::size_t piece_max, Submit submit) {
  CommandReader reader;
  OutcomeWriter writer;
  if (Result<void> r = reader.begin(commands, count, piece_max); !r) return r;
  if (Result<void> r = writer.begin(outcomes, count); !r) return r;
  std::vector<Outcome> decided(static_cast<std::size_t>(std::min<std::uint64_t>(count, piece_max)));
  std::uint64_t done = 0;
  Result<void> result;
  for (auto piece = reader.next(); !piece.empty() && result.ok(); piece = reader.next()) {
    const std::span<Outcome> answers(decided.data(), piece.size());
    result = submit(piece, answers);
    for (std::size_t i = 0; i < answers.size(); ++i) writer.put(done + i, answers[i]);
    done += piece.size();
  }
  for (; done < count; ++done) writer.put(done, Outcome());
  return result;
}

}  // namespace

Result<void> submit_to(HostTransaction& transaction, const firstlog_command* commands, std::uint64_t count,
                       firstlog_outcome* outcomes, std::size_t piece_max) {
  return submit_pieces(commands, count, outcomes, piece_max,
                       [&](auto piece, auto answers) { return transaction.submit(piece, answers); });
}

}  // namespace firstlog_c

using namespace firstlog_c;

firstlog_status firstlog_engine_create(const char* uri, const firstlog_engine_options* options,
                                       firstlog_engine** engine, firstlog_error* error) {
  return guard(error, "engine", [&]() -> Result<void> {
    if (engine == nullptr) return is_null("engine");
    *engine = nullptr;
    if (uri == nullptr) return is_null("uri");
    return make_engine(uri, options, engine);
  });
}

void firstlog_engine_destroy(firstlog_engine* engine) {
  if (engine != nullptr && bury(*engine, HandleKind::engine)) EngineShare::drop(engine);
}

firstlog_status firstlog_engine_clock_set(firstlog_engine* engine, int64_t microseconds,
                                          firstlog_error* error) {
  return guard(error, "clock", [&]() -> Result<void> {
    if (Result<void> r = enter(engine); !r) return r;
    if (!engine->manual_clock)
      return misuse("engine", "the engine has no manual clock", "open it with manual_clock_microseconds");
    engine->manual_clock->set(Instant::from_microseconds(microseconds));
    return {};
  });
}

firstlog_status firstlog_engine_submit(firstlog_engine* engine, const char* organisation,
                                       const firstlog_command* commands, uint64_t count,
                                       firstlog_outcome* outcomes, int64_t wait_max_microseconds,
                                       firstlog_error* error) {
  return guard(error, "submit", [&]() -> Result<void> {
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    const Result<std::optional<Duration>> wait = wait_of(wait_max_microseconds);
    if (!wait) return wait.error();
    return submit_pieces(
        commands, count, outcomes, engine->commands_per_commit_max,
        [&](auto piece, auto answers) { return engine->engine->submit(*key, piece, answers, *wait); });
  });
}

firstlog_status firstlog_engine_preview(firstlog_engine* engine, const char* organisation,
                                        const firstlog_command* commands, uint64_t count,
                                        firstlog_outcome* outcomes, firstlog_events** events,
                                        firstlog_error* error) {
  return guard(error, "preview", [&]() -> Result<void> {
    if (events != nullptr) *events = nullptr;
    const Result<std::string_view> key = enter(engine, organisation);
    if (!key) return key.error();
    CommandReader reader;
    OutcomeWriter writer;
    if (Result<void> r = reader.begin(commands, count, static_cast<std::size_t>(count)); !r) return r;
    if (Result<void> r = writer.begin(outcomes, count); !r) return r;
    const auto piece = reader.next();
    Result<Preview> preview = engine->engine->preview(*key, piece);
    if (!preview) return preview.error();
    for (std::size_t i = 0; i < preview->outcomes.size(); ++i) writer.put(i, preview->outcomes[i]);
    return events == nullptr ? Result<void>() : hand_out(std::move(preview->events), events);
  });
}
