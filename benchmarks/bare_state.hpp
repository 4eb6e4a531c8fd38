// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// An organisation in memory without engine or store: what is asked of the rules alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "firstlog/core/command.hpp"
#include "firstlog/core/decide.hpp"
#include "firstlog/core/evolve.hpp"
#include "firstlog/core/state.hpp"
#include "firstlog/rules/policy.hpp"
#include "status_change/scenario.hpp"

namespace firstlog_benchmarks {

struct BareState {
  firstlog::CompiledPolicy policy;
  firstlog::State state;
  firstlog::Instant now = firstlog::Instant::from_microseconds(start_microseconds);
  firstlog::Events events = {};

  // Decides the command and applies what comes of it. False where it is not accepted.
  bool give(const firstlog::Command& command, const firstlog::CompiledPolicy* document = nullptr) {
    const firstlog::Outcome outcome =
        firstlog::decide(state, command, policy, now, events, {.document_policy = document});
    if (outcome.verdict != firstlog::Verdict::accepted) return false;
    for (std::size_t i = 0; i < events.size(); ++i) {
      firstlog::Event& event = events[i];
      now = now + firstlog::Duration::microseconds(1);
      event.position = state.organisation().head.plus(1);
      event.recorded_at = now;
      if (event.contact.present() && event.kind != firstlog::EventKind::contact_registered)
        event.previous = state.contact(event.contact).last;
      if (!firstlog::evolve(state, event)) return false;
    }
    return true;
  }
};

inline std::string words_of(const firstlog::Error& error) {
  return std::string(error.place.view()) + ": " + std::string(error.reason.view());
}

}  // namespace firstlog_benchmarks
