// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The decision: what a command means for a state, under a policy, at an instant. Pure: the same
// inputs give the same outcome and the same events, on every machine.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <utility>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/core/state.hpp"
#include "firstlog/rules/policy.hpp"

namespace firstlog::inline v1 {

// Events of one decision, in order. Keeps its memory between decisions. What it holds views the
// command, the state and the policy that were decided, and lists of its own.
class Events {
 public:
  void clear() noexcept { size_ = 0; }
  std::size_t size() const noexcept { return size_; }
  Event& operator[](std::size_t index) noexcept { return items_[index]; }
  const Event& operator[](std::size_t index) const noexcept { return items_[index]; }
  // Gives a list of an event somewhere to live until forget_lists.
  std::span<const CreditShare> keep(std::vector<CreditShare> credits) {
    return credits_.emplace_back(std::move(credits));
  }
  std::span<const DealLine> keep(std::vector<DealLine> lines) {
    return lines_.emplace_back(std::move(lines));
  }
  void forget_lists() noexcept {
    credits_.clear();
    lines_.clear();
  }
  // A fresh event behind the others; earlier references end.
  Event& add(EventKind kind) {
    if (size_ == items_.size()) items_.emplace_back();
    Event& event = items_[size_++];
    event = Event();
    event.kind = kind;
    return event;
  }

 private:
  std::vector<Event> items_;
  std::size_t size_ = 0;
  std::deque<std::vector<CreditShare>> credits_;
  std::deque<std::vector<DealLine>> lines_;
};

// What a decision may need besides the state, fetched by whoever keeps the journal.
struct DecisionContext {
  // For commands that carry a policy document: that document compiled. Null where it could not be; the
  // answer is then policy_malformed.
  const CompiledPolicy* document_policy = nullptr;
  // For commands with Field::refers_to: the event at that position, as the journal holds it. Null where
  // there is none; the answer is then a refusal that says so.
  const Event* referred = nullptr;
  // For retract: every event of the contact that the command names, in order of position. What an entry
  // leaves behind when it loses its effect is told by what came before it and what came after.
  std::span<const Event> history = {};
  // For retract: the same of every other contact of its cluster (core/cluster.hpp), one contact's after the
  // other. A claim may rest on an entry that stands on a suspected duplicate.
  std::span<const Event> cluster_history = {};
};

// Decides one command. `policy` is the one in force or, for what-if, another; before an organisation
// is founded it is the one that found_organisation brings. `now` must not lie before the state's head
// time. `events` is cleared first; positions, times and links are stamped by whoever commits.
FIRSTLOG_API Outcome decide(const State& state, const Command& command, const CompiledPolicy& policy,
                            Instant now, Events& events, const DecisionContext& context = {});

// Decides what is due on one contact by `now`: recycling, an overdue callback, a missed one. Adds
// nothing where nothing is due.
FIRSTLOG_API void decide_due(const State& state, ContactId contact, const CompiledPolicy& policy, Instant now,
                             Events& events);

// Decides that the next policy of the schedule is in force where its instant has come by `now`.
FIRSTLOG_API void decide_policy(const State& state, const CompiledPolicy& policy, Instant now,
                                Events& events);
// Decides what was due, by an imported command's own time, on the contact that it names, where an import
// under way registered that contact (DOMAIN 14). The event's own time is its due time. Adds nothing where
// nothing was due; one event at a time, so ask again until it does.
FIRSTLOG_API void decide_due_before(const State& state, const Command& imported, const CompiledPolicy& policy,
                                    Events& events);

// Decides the freeze of the oldest open period where that is due by `now`.
FIRSTLOG_API void decide_freeze(const State& state, const CompiledPolicy& policy, Instant now,
                                Events& events);

// Decides that the dispute whose deadline comes first is overdue, where it is by `now`. Of one instant it
// comes behind a policy and a freeze and before the contacts.
FIRSTLOG_API void decide_dispute(const State& state, const CompiledPolicy& policy, Instant now,
                                 Events& events);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/decide-inl.hpp"  // IWYU pragma: export
#endif
