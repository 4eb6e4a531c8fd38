// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What stands behind the opaque handles. Each begins with its kind, so that a handle of another kind is
// told; an engine lives until the last thing made from it is gone.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "callbacks.hpp"
#include "firstlog.h"
#include "firstlog/engine/engine.hpp"
#include "firstlog/rules/commission/bulk.hpp"
#include "firstlog/rules/commission/expression.hpp"
#include "firstlog/store/store.hpp"
#include "gate.hpp"
#include "guard.hpp"

namespace firstlog_c {

// Values that no other memory is likely to begin with.
enum class HandleKind : std::uint32_t {
  dead = 0,
  engine = 0x464C'6531,
  feed = 0x464C'6632,
  transaction = 0x464C'7433,
  events = 0x464C'7634,
  document = 0x464C'6435,
  plan = 0x464C'7036,
  bulk = 0x464C'6237,
};

struct Handle {
  explicit Handle(HandleKind of) noexcept : kind(of) {}
  std::atomic<HandleKind> kind;
};

// Whether the handle was this kind's and alive; it is dead from now on.
inline bool bury(Handle& handle, HandleKind kind) noexcept {
  return handle.kind.compare_exchange_strong(kind, HandleKind::dead);
}

inline Result<void> check_handle(const Handle* handle, HandleKind kind, std::string_view place) noexcept {
  if (handle == nullptr) return is_null(place);
  const HandleKind found = handle->kind.load(std::memory_order_acquire);
  if (found == kind) return {};
  if (found == HandleKind::dead)
    return Error(Status::closed, place, "the handle was destroyed", "make another one");
  return misuse(place, "not a handle of this kind", "pass what the _create function gave");
}

}  // namespace firstlog_c

struct firstlog_engine : firstlog_c::Handle {
  firstlog_engine() noexcept : Handle(firstlog_c::HandleKind::engine) {}

  std::atomic<std::uint32_t> holders{1};
  firstlog_c::Gate gate;
  std::optional<firstlog_c::HostClock> clock;
  std::optional<firstlog::ManualClock> manual_clock;
  std::optional<firstlog_c::HostRandom> random;
  std::optional<firstlog_c::HostLog> log;
  std::optional<firstlog_c::HostCollators> collators;
  std::unique_ptr<firstlog::Store> store;  // of the host's; null: the engine's own
  std::optional<firstlog::Engine> engine;
  std::uint32_t commands_per_commit_max = 0;
};

namespace firstlog_c {

// A share in an engine's life.
class EngineShare {
 public:
  explicit EngineShare(firstlog_engine& engine) noexcept : engine_(&engine) { ++engine_->holders; }
  ~EngineShare() { drop(engine_); }
  EngineShare(const EngineShare&) = delete;
  EngineShare& operator=(const EngineShare&) = delete;
  firstlog_engine* operator->() const noexcept { return engine_; }

  static void drop(firstlog_engine* engine) noexcept {
    if (--engine->holders == 0) delete engine;
  }

 private:
  firstlog_engine* engine_;
};

// That a call on the engine may go on.
inline Result<void> enter(firstlog_engine* engine) noexcept {
  if (Result<void> r = check_handle(engine, HandleKind::engine, "engine"); !r) return r;
  return engine->gate.check();
}

}  // namespace firstlog_c

struct firstlog_document : firstlog_c::Handle {
  explicit firstlog_document(std::string content) noexcept
      : Handle(firstlog_c::HandleKind::document), text(std::move(content)) {}
  std::string text;
};

struct firstlog_events : firstlog_c::Handle {
  explicit firstlog_events(firstlog::EventLog content) noexcept
      : Handle(firstlog_c::HandleKind::events), log(std::move(content)) {}
  firstlog::EventLog log;
  std::vector<firstlog_event> events;
  // Lists that events point into, in blocks that never move.
  std::vector<std::vector<firstlog_deal_line>> lines;
  std::vector<std::vector<firstlog_credit_share>> credits;
  std::vector<std::vector<firstlog_match_key>> match_keys;
  std::vector<std::vector<firstlog_opening_balance>> balances;
};

struct firstlog_plan : firstlog_c::Handle {
  explicit firstlog_plan(firstlog::CompiledPlan compiled) noexcept
      : Handle(firstlog_c::HandleKind::plan), plan(std::move(compiled)) {}
  firstlog::CompiledPlan plan;
};

struct firstlog_bulk : firstlog_c::Handle {
  explicit firstlog_bulk(firstlog::BulkPlan made) noexcept
      : Handle(firstlog_c::HandleKind::bulk), plan(std::move(made)) {}
  firstlog::BulkPlan plan;
};

namespace firstlog_c {

inline Result<void> hand_out(std::string text, firstlog_document** document) {
  *document = new firstlog_document(std::move(text));
  return {};
}

// Makes what the caller sees of the events.
Result<void> hand_out(firstlog::EventLog log, firstlog_events** events);

class HostStore;

// Over the store at that address, or over one of the host's, which after an error is the host's still.
Result<void> make_engine(const char* uri, const firstlog_engine_options* options, firstlog_engine** engine);
Result<void> make_engine(std::unique_ptr<HostStore> store, const firstlog_engine_options* options,
                         firstlog_engine** engine);

}  // namespace firstlog_c
