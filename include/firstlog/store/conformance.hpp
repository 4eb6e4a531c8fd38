// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The promises of store.hpp as cases that run against any store. Whoever writes an adapter derives
// from ConformanceTarget, runs every case and prints what failed; no test framework is needed.
// Link firstlog::conformance.
//
//   MyTarget target;
//   for (const ConformanceCase& c : conformance_cases()) {
//     ConformanceReport report = run_conformance(c, target);
//     for (const std::string& failure : report.failures) std::puts(failure.c_str());
//   }
//
// Threads: cases start threads, and fork where the store says that processes share it; run them from
// a process that has no other threads. A case takes up to some seconds.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/store/store.hpp"

namespace firstlog::inline v1 {

// The host's side of a host transaction: one connection of the host's, with a table of its own.
// Every call answers false where it failed.
class ConformanceHost {
 public:
  virtual ~ConformanceHost() = default;
  // Begins a transaction that holds the store's write right at once, or (late) one that does not.
  virtual bool begin() = 0;
  virtual bool begin_late() = 0;
  virtual bool commit() = 0;
  virtual bool roll_back() = 0;
  virtual bool savepoint() = 0;  // one at a time
  virtual bool roll_back_to_savepoint() = 0;
  // Adds a row to the host's own table; counts its rows.
  virtual bool add_row() = 0;
  virtual std::int64_t count_rows() = 0;
  // A session inside this connection's transaction; destroyed before the host.
  virtual Result<std::unique_ptr<Session>> session() = 0;
};

// Somewhere to keep a store; nothing is there at first. Destroying it removes what is there.
class ConformancePlace {
 public:
  virtual ~ConformancePlace() = default;
  // Opens the store kept there; called again, also from another process, it opens the same one.
  virtual Result<std::unique_ptr<Store>> open() = 0;
  // Whether what was written is there after every store was closed and the place opened again.
  virtual bool keeps() const = 0;
  // Only where the capability host_transactions says so.
  virtual std::unique_ptr<ConformanceHost> open_host() { return nullptr; }
};

class ConformanceTarget {
 public:
  virtual ~ConformanceTarget() = default;
  virtual std::unique_ptr<ConformancePlace> make_place() = 0;
};

struct ConformanceReport {
  std::vector<std::string> failures;  // empty: the promise was kept
  std::string skipped;                // why the case does not apply to this store; empty where it does
};

class ConformanceTrial;  // how a case looks at a store

struct ConformanceCase {
  std::string_view name;  // "read_from_inside_a_commit"
  std::string_view what;  // the promise, one sentence
  void (*run)(ConformanceTrial& trial);
};

FIRSTLOG_API std::span<const ConformanceCase> conformance_cases() noexcept;

// Runs one case on a fresh place. May throw std::bad_alloc and std::system_error (no thread).
FIRSTLOG_API ConformanceReport run_conformance(const ConformanceCase& one, ConformanceTarget& target);

}  // namespace firstlog::inline v1
