// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The engine as Python's objects hold it. Everything here is read and changed under the interpreter's
// lock; the engine itself is called without it, so that a store written in Python can take it.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "firstlog/engine/engine.hpp"
#include "firstlog/store/store.hpp"

namespace firstlog_python {

// An engine with all that must outlive it. Destroyed under the interpreter's lock, which it gives up
// meanwhile: closing a store may wait for a disk.
struct EngineBox {
  std::unique_ptr<firstlog::Clock> clock;
  std::unique_ptr<firstlog::ZoneSource> zones;
  std::shared_ptr<firstlog::CollatorSource> collators;
  std::unique_ptr<firstlog::LogSink> log;
  std::unique_ptr<firstlog::Store> store;
  pybind11::object keeps;             // of the Python objects behind all these
  std::shared_ptr<EngineBox> lender;  // whose orders and zones this one goes by, too
  std::unique_ptr<firstlog::Engine> engine;
  firstlog::Clock* clock_in_use = nullptr;  // null: the system's

  ~EngineBox();
};

struct EngineHandle {
  std::shared_ptr<EngineBox> box;  // null once it was closed

  // Raises Closed. Whoever calls the engine keeps the answer for as long.
  std::shared_ptr<EngineBox> open() const;
};

// One organisation of an engine, and the keys of its handles as Python's texts.
struct OrganisationHandle {
  std::shared_ptr<EngineHandle> engine;
  std::string key;
  std::vector<pybind11::object> actor_keys;
  std::vector<pybind11::object> contact_keys;

  pybind11::object actor_key(firstlog::ActorId id);
  pybind11::object contact_key(firstlog::ContactId id);
};

// Keys of handles for tables, gathered without the interpreter's lock.
class Names {
 public:
  Names(firstlog::Engine& engine, std::string_view organisation)
      : engine_(engine), organisation_(organisation) {}
  std::optional<std::string_view> actor(firstlog::ActorId id);
  std::optional<std::string_view> contact(firstlog::ContactId id);
  // A state's name by its number.
  std::optional<std::string_view> state(std::uint32_t number);

 private:
  firstlog::Engine& engine_;
  std::string organisation_;
  std::unordered_map<std::uint32_t, std::string> actors_;
  std::unordered_map<std::uint32_t, std::string> contacts_;
  std::optional<std::vector<std::string>> states_;
};

}  // namespace firstlog_python
