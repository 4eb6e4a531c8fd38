// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Ours under the scenario: an organisation with its reps, its manager and its contacts, the scenario's
// attempts as commands, and what must have come out. Shared by the in-memory, SQLite and replay benchmarks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "firstlog/engine/engine.hpp"
#include "firstlog/store/store.hpp"
#include "status_change/scenario.hpp"

namespace firstlog_benchmarks {

inline constexpr std::string_view organisation_key = "benchmark";

// All attempts of the scenario, in order. `contacts` is a positive multiple of contacts_per_block.
std::vector<Attempt> attempts_of(std::int64_t contacts);
// Only those that are accepted.
std::vector<Attempt> accepted_attempts_of(std::int64_t contacts);

// What came out of a run.
struct Tally {
  std::int64_t accepted = 0;
  std::int64_t refused = 0;  // by a rule, or recorded as contested
};

// An engine over `store` with one organisation in it: manager, reps and contacts, each contact assigned.
class Organisation {
 public:
  // Null, and `why` says the reason, where something was refused or failed.
  static std::unique_ptr<Organisation> make(firstlog::Store& store, std::int64_t contacts, std::string& why);

  // Sends the attempts in commits of `commands_per_commit`: what is timed. Commands name actors and
  // contacts by handle. Answers false where a call failed or an answer is not the scenario's.
  bool run(const std::vector<Attempt>& attempts, std::size_t commands_per_commit, Tally& tally);

  // The position behind which the scenario's events stand.
  firstlog::Position prepared() const noexcept { return prepared_; }
  firstlog::Engine& engine() noexcept { return *engine_; }

 private:
  explicit Organisation(firstlog::Instant start) : clock_(start) {}
  bool found(std::int64_t contacts, std::string& why);
  firstlog::Command command_of(const Attempt& attempt) const;

  firstlog::ManualClock clock_;
  std::unique_ptr<firstlog::Engine> engine_;
  std::vector<firstlog::ActorId> actors_;      // by the scenario's number
  std::vector<firstlog::ContactId> contacts_;  // by the scenario's number
  firstlog::Currency currency_;
  firstlog::Position prepared_;
};

// What the journal in `store` must hold after the scenario, read through an engine of its own that has
// replayed and verified it: states, sums, four status changes in each contact's history, refusals.
// Empty where all of it does, otherwise what does not. `attempted` false: no refusal was sent.
std::string fault_of(firstlog::Store& store, std::int64_t contacts, bool attempted);

// Bytes of all records behind `position`.
std::int64_t record_bytes_behind(firstlog::Store& store, firstlog::Position position);

}  // namespace firstlog_benchmarks
