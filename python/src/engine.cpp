// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>
#include "firstlog/engine/policy_report.hpp"

#include <optional>
#include <string>
#include <utility>

#include "bindings.hpp"
#include "command.hpp"
#include "convert.hpp"
#include "engine_handle.hpp"
#include "outcome.hpp"
#include "queries.hpp"
#include "stores.hpp"
#include "surroundings.hpp"
#include "table.hpp"

namespace firstlog_python {

using firstlog::Engine;
using firstlog::EngineOptions;
using firstlog::Error;
using firstlog::Outcome;
using firstlog::Result;
using firstlog::Status;

EngineBox::~EngineBox() {
  // The interpreter's lock is not given up where the interpreter is on its way out.
  if (engine != nullptr && _Py_IsFinalizing() == 0) {
    py::gil_scoped_release release;
    engine.reset();
  }
  engine.reset();
  store.reset();
  log.reset();
}

std::shared_ptr<EngineBox> EngineHandle::open() const {
  if (!box) raise(Error(Status::closed, "engine", "it was closed", "open it again"));
  return box;
}

py::object OrganisationHandle::actor_key(firstlog::ActorId id) {
  if (!id.present()) return py::none();
  if (id.index() < actor_keys.size() && actor_keys[id.index()]) return actor_keys[id.index()];
  const auto held = engine->open();
  const std::string found = take(unlocked([&] { return held->engine->actor_key(key, id); }));
  if (found.empty()) return py::none();
  if (id.index() >= actor_keys.size()) actor_keys.resize(id.index() + 1);
  return actor_keys[id.index()] = to_python(found);
}

py::object OrganisationHandle::contact_key(firstlog::ContactId id) {
  if (!id.present()) return py::none();
  if (id.index() < contact_keys.size() && contact_keys[id.index()]) return contact_keys[id.index()];
  const auto held = engine->open();
  const std::string found = take(unlocked([&] { return held->engine->contact_key(key, id); }));
  if (found.empty()) return py::none();
  if (id.index() >= contact_keys.size()) contact_keys.resize(id.index() + 1);
  return contact_keys[id.index()] = to_python(found);
}

namespace {

std::optional<std::string_view> view_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace

std::optional<std::string_view> Names::actor(firstlog::ActorId id) {
  if (!id.present()) return std::nullopt;
  auto [place, added] = actors_.try_emplace(id.number());
  if (added) {
    if (Result<std::string> key = engine_.actor_key(organisation_, id)) place->second = std::move(*key);
  }
  return view_of(place->second);
}

std::optional<std::string_view> Names::contact(firstlog::ContactId id) {
  if (!id.present()) return std::nullopt;
  auto [place, added] = contacts_.try_emplace(id.number());
  if (added) {
    if (Result<std::string> key = engine_.contact_key(organisation_, id)) place->second = std::move(*key);
  }
  return view_of(place->second);
}

std::optional<std::string_view> Names::state(std::uint32_t number) {
  if (!states_) {
    states_.emplace();
    if (const auto counts = engine_.pipeline(organisation_))
      for (const Engine::StateCount& count : *counts) states_->push_back(count.state);
  }
  if (number == 0 || number > states_->size()) return std::nullopt;
  return view_of((*states_)[number - 1]);
}

namespace {

// The clock of a host: a callable that answers a datetime, or a clock that stands still until told.
class PythonClock final : public firstlog::Clock {
 public:
  explicit PythonClock(py::object call) : call_(std::move(call)) {}
  firstlog::Instant now() noexcept override {
    py::gil_scoped_acquire held;
    try {
      return instant_of(call_(), "clock()");
    } catch (py::error_already_set& error) {
      error.discard_as_unraisable("firstlog clock");
      return {};  // far from the journal's time: answered clock_suspect
    }
  }

 private:
  py::object call_;
};

class PythonLog final : public firstlog::LogSink {
 public:
  explicit PythonLog(py::object call) : call_(std::move(call)) {}
  void take(Level level, std::string_view organisation, std::string_view text) noexcept override {
    py::gil_scoped_acquire held;
    try {
      constexpr int levels[] = {10, 20, 30, 40};  // those of the module logging
      call_(levels[static_cast<int>(level)], to_python(organisation), to_python(text));
    } catch (py::error_already_set& error) {
      error.discard_as_unraisable("firstlog log");
    }
  }

 private:
  py::object call_;
};

std::shared_ptr<EngineHandle> open_engine(py::handle where, py::handle clock, py::handle log,
                                          py::handle zones, py::handle collators,
                                          bool accept_other_collations, py::handle wait_max,
                                          std::uint64_t snapshot_every_events,
                                          std::uint32_t commands_per_commit_max,
                                          std::uint64_t memory_bytes_max) {
  auto box = std::make_shared<EngineBox>();
  EngineOptions options;
  options.snapshot_every_events = snapshot_every_events;
  options.commands_per_commit_max = commands_per_commit_max;
  options.memory_bytes_max = memory_bytes_max;
  options.wait_max = duration_of(wait_max, "wait_max");
  py::list keeps;
  if (py::isinstance<firstlog::ManualClock>(clock)) {
    keeps.append(clock);
    options.clock = clock.cast<firstlog::ManualClock*>();
  } else if (!clock.is_none()) {
    box->clock = std::make_unique<PythonClock>(py::reinterpret_borrow<py::object>(clock));
    options.clock = box->clock.get();
  }
  if (!log.is_none()) {
    box->log = std::make_unique<PythonLog>(py::reinterpret_borrow<py::object>(log));
    options.log = box->log.get();
  }
  if (!zones.is_none()) {
    box->zones = zones_of(zones);
    options.zones = box->zones.get();
  }
  if (!collators.is_none()) {
    box->collators = collators_of(collators);
    options.collators = box->collators.get();
  }
  options.accept_other_collations = accept_other_collations;
  box->clock_in_use = options.clock;
  if (PyUnicode_Check(where.ptr()) != 0) {
    const std::string uri(text_of(where, "store"));
    box->engine = std::make_unique<Engine>(take(unlocked([&] { return Engine::open(uri, options); })));
  } else {
    keeps.append(where);
    box->store = store_of(where);
    box->engine =
        std::make_unique<Engine>(take(unlocked([&] { return Engine::open(*box->store, options); })));
  }
  box->keeps = keeps;
  auto handle = std::make_shared<EngineHandle>();
  handle->box = std::move(box);
  return handle;
}

constexpr std::size_t commands_at_once = 4096;

// Takes the commands as they come, so that a generator of a million of them is never all in memory.
std::shared_ptr<PythonOutcomes> submit_all(const std::shared_ptr<OrganisationHandle>& self,
                                           py::handle commands, py::handle wait_max) {
  const auto box = self->engine->open();
  std::optional<firstlog::Duration> wait;
  if (!wait_max.is_none()) wait = duration_of(wait_max, "wait_max");
  auto answer = std::make_shared<PythonOutcomes>();
  answer->organisation = self;
  std::vector<firstlog::Command> batch;
  std::vector<py::object> kept;
  std::size_t at = 0;
  const auto give = [&] {
    if (batch.empty()) return;
    const std::size_t done = answer->outcomes.size();
    answer->outcomes.resize(done + batch.size());
    const std::span<Outcome> outcomes(answer->outcomes.data() + done, batch.size());
    take(unlocked([&] { return box->engine->submit(self->key, batch, outcomes, wait); }));
    batch.clear();
    kept.clear();
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  };
  for (const py::handle item : py::iter(commands)) {
    batch.push_back(kept_of(item, at++).parsed.command);
    kept.push_back(py::reinterpret_borrow<py::object>(item));
    if (batch.size() == commands_at_once) give();
  }
  give();
  return answer;
}

py::tuple preview_all(const std::shared_ptr<OrganisationHandle>& self, py::handle commands) {
  const auto box = self->engine->open();
  std::vector<firstlog::Command> batch;
  std::vector<py::object> kept;
  for (const py::handle item : py::iter(commands)) {
    batch.push_back(kept_of(item, batch.size()).parsed.command);
    kept.push_back(py::reinterpret_borrow<py::object>(item));
  }
  firstlog::Preview preview = take(unlocked([&] { return box->engine->preview(self->key, batch); }));
  auto answer = std::make_shared<PythonOutcomes>();
  answer->organisation = self;
  answer->outcomes = std::move(preview.outcomes);
  const auto events = unlocked([&] {
    Names names(*box->engine, self->key);
    return table_of(preview.events, names);
  });
  return py::make_tuple(answer, std::const_pointer_cast<Table>(events));
}

}  // namespace

void bind_engine(py::module_& module) {
  py::class_<firstlog::ManualClock>(module, "ManualClock",
                                    "A clock that stands still until told: for replays and tests.")
      .def(py::init([](py::handle start) {
             return std::make_unique<firstlog::ManualClock>(instant_of(start, "start"));
           }),
           py::arg("start"))
      .def_property(
          "now", [](firstlog::ManualClock& clock) { return to_python(clock.now()); },
          [](firstlog::ManualClock& clock, py::handle now) { clock.set(instant_of(now, "now")); });

  py::class_<EngineHandle, std::shared_ptr<EngineHandle>>(module, "Engine")
      .def(py::init(&open_engine), py::arg("store"), py::kw_only(), py::arg("clock") = py::none(),
           py::arg("log") = py::none(), py::arg("zones") = py::none(), py::arg("collators") = py::none(),
           py::arg("accept_other_collations") = false, py::arg("wait_max") = 10.0,
           py::arg("snapshot_every_events") = 1'000'000, py::arg("commands_per_commit_max") = 4096,
           py::arg("memory_bytes_max") = 0)
      .def(
          "close", [](EngineHandle& self) { self.box.reset(); },
          "Closes it once the calls under way have ended. Closing twice does nothing.")
      .def_property_readonly("closed", [](const EngineHandle& self) { return self.box == nullptr; })
      .def(
          "check_policy",
          [](const EngineHandle& self, py::handle document) {
            const auto box = self.open();
            const std::string text(text_of(document, "document"));
            return dict_of(take(unlocked([&] { return box->engine->policy_report(text); })));
          },
          py::arg("document"));

  py::class_<OrganisationHandle, std::shared_ptr<OrganisationHandle>> organisation(module, "Organisation");
  organisation
      .def(py::init([](const std::shared_ptr<EngineHandle>& engine, py::handle key) {
             return std::make_shared<OrganisationHandle>(
                 OrganisationHandle{engine, std::string(text_of(key, "organisation")), {}, {}});
           }),
           py::arg("engine"), py::arg("key"))
      .def_property_readonly("key", [](const OrganisationHandle& self) { return to_python(self.key); })
      .def("_submit", &submit_all, py::arg("commands"), py::arg("wait_max") = py::none())
      .def("_preview", &preview_all, py::arg("commands"));
  add_command_methods(organisation);
  add_queries(organisation);
}

}  // namespace firstlog_python
