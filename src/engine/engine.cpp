// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/engine/engine.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "engine/engine_impl.hpp"
#include "firstlog/base/text.hpp"
#include "firstlog/base/zone.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/rules/policy_check.hpp"
#include "firstlog/rules/rule_table.hpp"
#include "firstlog/store/memory.hpp"
#include "firstlog/store/sqlite.hpp"
#include "firstlog/store/zone_files.hpp"

namespace firstlog::inline v1 {

Instant SystemClock::now() noexcept {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Instant::from_microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count());
}

Result<Zone> SystemZones::zone(std::string_view name) noexcept try {
  if (name == "UTC") return Zone::utc();
  return zone_from_system(name);
} catch (const std::bad_alloc&) {
  return Error(Status::out_of_memory, "zone", "no memory for the zone", "free memory and try again");
}

Result<std::shared_ptr<detail::Organisation>> Engine::Impl::organisation(std::string_view key) {
  if (Result<void> r = check_key(key, "organisation"); !r) return r.error();
  if (Result<void> r = check_process(key); !r) return r.error();
  std::vector<std::shared_ptr<detail::Organisation>> evicted;  // destroyed outside the lock
  const std::lock_guard lock(mutex);
  auto found = organisations.find(key);
  if (found == organisations.end()) {
    make_room(evicted);
    Entry entry{std::make_shared<detail::Organisation>(key, around), 0};
    found = organisations.emplace(std::string(key), std::move(entry)).first;
  }
  found->second.used = ++uses;
  return found->second.organisation;
}

// Before any lock: a thread that held it may be missing from a forked child.
Result<void> Engine::Impl::check_process(std::string_view place) const {
  if (::getpid() == around.process) return {};
  return Error(Status::closed, place, "the engine belongs to the process that opened it",
               "open an engine of its own after fork");
}

void Engine::Impl::make_room(std::vector<std::shared_ptr<detail::Organisation>>& evicted) {
  const std::uint64_t bound = around.options.memory_bytes_max;
  if (bound == 0) return;
  std::uint64_t sum = 0;
  for (const auto& [key, entry] : organisations) sum += entry.organisation->memory_bytes();
  while (sum > bound) {
    auto oldest = organisations.end();
    for (auto at = organisations.begin(); at != organisations.end(); ++at)
      if (at->second.organisation.use_count() == 1 &&
          (oldest == organisations.end() || at->second.used < oldest->second.used))
        oldest = at;
    if (oldest == organisations.end()) return;
    sum -= std::min(sum, oldest->second.organisation->memory_bytes());
    evicted.push_back(oldest->second.organisation);
    organisations.erase(oldest);
  }
}

namespace {

Result<std::unique_ptr<Engine::Impl>> make(Store* store, std::unique_ptr<Store> own,
                                           const EngineOptions& options) {
  if (options.commands_per_commit_max == 0)
    return Error(Status::invalid_argument, "options.commands_per_commit_max",
                 "a commit holds at least one command", "leave the default");
  auto impl = std::make_unique<Engine::Impl>();
  impl->own_store = std::move(own);
  ZoneSource& zones = options.zones == nullptr ? impl->system_zones : *options.zones;
  impl->policies =
      std::make_unique<detail::PolicyRegistry>(zones, options.collators, options.accept_other_collations);
  impl->around.store = store;
  impl->around.clock = options.clock == nullptr ? &impl->system_clock : options.clock;
  impl->around.random = options.random == nullptr ? &impl->system_random : options.random;
  impl->around.log = options.log;
  impl->around.policies = impl->policies.get();
  impl->around.process = ::getpid();
  impl->around.options = options;
  return impl;
}

}  // namespace

Result<Engine> Engine::open(std::string_view uri, const EngineOptions& options) {
  return detail::guarded(uri, [&]() -> Result<Engine> {
    Result<std::unique_ptr<Store>> store = Error(Status::invalid_argument, uri, "not the address of a store",
                                                 "use \"memory:\" or \"sqlite:PATH\"");
    constexpr std::string_view sqlite = "sqlite:";
    if (uri == "memory:")
      store = open_memory_store();
    else if (uri.substr(0, sqlite.size()) == sqlite)
      store = open_sqlite_store(uri.substr(sqlite.size()));
    if (!store) return store.error();
    Store* plain = store->get();
    auto impl = make(plain, std::move(*store), options);
    if (!impl) return impl.error();
    return Engine(impl->release());
  });
}

Result<Engine> Engine::open(Store& store, const EngineOptions& options) {
  return detail::guarded(store.name(), [&]() -> Result<Engine> {
    auto impl = make(&store, nullptr, options);
    if (!impl) return impl.error();
    return Engine(impl->release());
  });
}

Engine::Engine(Engine&& other) noexcept : impl_(std::exchange(other.impl_, nullptr)) {}
Engine& Engine::operator=(Engine&& other) noexcept {
  if (this != &other) {
    delete impl_;
    impl_ = std::exchange(other.impl_, nullptr);
  }
  return *this;
}
Engine::~Engine() {
  delete impl_;
}

Result<Outcome> Engine::submit(std::string_view organisation, const Command& command) {
  Outcome outcome;
  if (Result<void> r = submit(organisation, {&command, 1}, {&outcome, 1}); !r) return r.error();
  return outcome;
}

Result<void> Engine::submit(std::string_view organisation, std::span<const Command> commands,
                            std::span<Outcome> outcomes, std::optional<Duration> wait_max) {
  return detail::guarded(organisation, [&]() -> Result<void> {
    if (commands.size() != outcomes.size())
      return Error(Status::invalid_argument, "outcomes", "there is not one outcome for each command",
                   "pass a span as long as that of the commands");
    auto found = impl_->organisation(organisation);
    if (!found) {
      for (Outcome& outcome : outcomes) outcome = Outcome();
      return found.error();
    }
    if (commands.empty()) return {};
    return (*found)->submit(commands, outcomes, wait_max.value_or(impl_->around.options.wait_max));
  });
}

Result<void> Engine::refresh(std::string_view organisation) {
  return detail::guarded(organisation, [&]() -> Result<void> {
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    return (*found)->refresh(impl_->around.options.wait_max);
  });
}

Result<void> Engine::close(std::string_view organisation) {
  return detail::guarded(organisation, [&]() -> Result<void> {
    if (Result<void> r = check_key(organisation, "organisation"); !r) return r;
    if (Result<void> r = impl_->check_process(organisation); !r) return r;
    std::shared_ptr<detail::Organisation> last;  // destroyed outside the lock
    const std::lock_guard lock(impl_->mutex);
    if (auto found = impl_->organisations.find(organisation); found != impl_->organisations.end()) {
      last = std::move(found->second.organisation);
      impl_->organisations.erase(found);
    }
    return {};
  });
}

Result<void> Engine::snapshot(std::string_view organisation) {
  return detail::guarded(organisation, [&]() -> Result<void> {
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    return (*found)->snapshot();
  });
}

Result<void> Engine::read_commits(std::string_view organisation, Position from, RowSink& sink) {
  return detail::guarded(organisation, [&]() -> Result<void> {
    auto found = impl_->organisation(organisation);
    if (!found) return found.error();
    detail::BorrowedSession session(**found);
    if (!session.result()) return session.result().error();
    return session->read(organisation, from, sink);
  });
}

Result<void> Engine::check_policy(std::string_view document) {
  return detail::guarded("policy", [&]() -> Result<void> {
    Result<CompiledPolicy> compiled = impl_->policies->check(document);
    if (!compiled) return compiled.error();
    if (const std::optional<Error> fault = fault_of(check_policy_plans(*compiled))) return *fault;
    return {};
  });
}

std::string describe(const Error& error) {
  std::string text(error.place.view());
  text.append(": ").append(name_of(error.status)).append(": ").append(error.reason.view());
  if (!error.remedy.empty()) text.append("; ").append(error.remedy.view());
  return text;
}

std::string describe(const Outcome& outcome) {
  const RuleRow& row = row_of(outcome.rule);
  std::string text(name_of(outcome.verdict));
  if (outcome.rule != Rule::none) text.append(": ").append(row.sentence);
  if (outcome.verdict == Verdict::malformed) text.append(" (").append(name_of(outcome.field)).append(")");
  if (outcome.verdict != Verdict::accepted && !row.remedy.empty()) text.append("; ").append(row.remedy);
  if (has(outcome.notices, Notice::no_recent_connect)) text.append("; no recent connect is on record");
  if (has(outcome.notices, Notice::self_approved)) text.append("; approved by the one who closed it");
  if (has(outcome.notices, Notice::replayed)) text.append("; answered before under this key");
  if (has(outcome.notices, Notice::leaves_gaps))
    text.append("; its rules leave contacts to nobody, which policy_report names");
  if (has(outcome.notices, Notice::provisional)) text.append("; provisional until the host commits");
  return text;
}

}  // namespace firstlog::inline v1
