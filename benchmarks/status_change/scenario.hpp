// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The work of the status-change benchmarks, by index arithmetic alone: see README.md. The same rule
// stands in scenario.py and scenario.mjs for the peers; tests/benchmarks compares their fingerprints.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace firstlog_benchmarks {

constexpr std::int64_t contacts_per_block = 1'000;
constexpr std::int64_t reps = 20;
constexpr std::int64_t manager = 20;
constexpr std::int64_t start_microseconds = 1'767'603'600'000'000;  // 2026-01-05T09:00:00Z, a Monday
constexpr std::int64_t step_microseconds = 1'000;
constexpr std::int64_t callback_microseconds = 86'400'000'000;

enum class Trigger : std::uint8_t { log_interest, schedule_callback, log_close, approve };
constexpr std::array<std::string_view, 4> trigger_names = {"log_interest", "schedule_callback", "log_close",
                                                           "approve"};

// One command that somebody sends, and whether it changes the contact's status or is refused.
struct Attempt {
  std::int64_t contact = 0;  // 0 and up
  Trigger trigger = Trigger::log_interest;
  std::int64_t actor = 0;         // rep 0 to 19, or `manager`
  std::int64_t microseconds = 0;  // when, since 1970 UTC
  std::int64_t due = 0;           // microseconds since 1970 UTC; 0 except for schedule_callback
  std::int64_t amount = 0;        // minor units; 0 except for log_close and approve
  bool accepted = false;
};

// What every contender must have reached before its time counts.
struct Expected {
  std::int64_t verified_close = 0;
  std::int64_t status_changes = 0;
  std::int64_t refused = 0;
  std::int64_t invoiced = 0;  // minor units, all contacts together

  friend bool operator==(const Expected&, const Expected&) = default;
};

constexpr std::int64_t assignee_of(std::int64_t contact) {
  return contact % reps;
}

// `contacts` is a positive multiple of contacts_per_block.
constexpr Expected expected(std::int64_t contacts) {
  return {.verified_close = contacts,
          .status_changes = 4 * contacts,
          .refused = 4 * contacts / 19,
          .invoiced = 100'000 * contacts + contacts / 1'000 * 499'500};
}

// Calls `take(const Attempt&)` for every attempt in order. `contacts` is a positive multiple of
// contacts_per_block.
template <class Take>
constexpr void for_each_attempt(std::int64_t contacts, Take&& take) {
  std::int64_t now = start_microseconds;
  for (std::int64_t step = 0; step < 4 * contacts; ++step) {
    const std::int64_t block = step / (4 * contacts_per_block);
    const std::int64_t within = step % (4 * contacts_per_block);
    Attempt attempt;
    attempt.contact = block * contacts_per_block + within % contacts_per_block;
    attempt.trigger = static_cast<Trigger>(within / contacts_per_block);
    const bool approves = attempt.trigger == Trigger::approve;
    attempt.amount = attempt.trigger >= Trigger::log_close ? 100'000 + attempt.contact % 1'000 : 0;
    const auto send = [&](std::int64_t actor, bool accepted) {
      attempt.actor = actor;
      attempt.accepted = accepted;
      attempt.microseconds = now;
      attempt.due = attempt.trigger == Trigger::schedule_callback ? now + callback_microseconds : 0;
      take(static_cast<const Attempt&>(attempt));
      now += step_microseconds;
    };
    const std::int64_t assignee = assignee_of(attempt.contact);
    if (step % 19 == 18) send(approves ? assignee : (assignee + 1) % reps, false);
    send(approves ? manager : assignee, true);
  }
}

// FNV-1a, 32 bits, over one line of decimal text per attempt.
inline std::uint32_t fingerprint(std::int64_t contacts) {
  std::uint32_t value = 2'166'136'261U;
  for_each_attempt(contacts, [&](const Attempt& a) {
    const std::string line = std::to_string(a.contact) + ',' + std::to_string(static_cast<int>(a.trigger)) +
                             ',' + std::to_string(a.actor) + ',' + std::to_string(a.microseconds) + ',' +
                             std::to_string(a.due) + ',' + std::to_string(a.amount) + ',' +
                             (a.accepted ? "1\n" : "0\n");
    for (const char c : line) value = (value ^ static_cast<unsigned char>(c)) * 16'777'619U;
  });
  return value;
}

// The number of contacts that the runner asks for, else `otherwise`. Anything that is not a positive
// multiple of contacts_per_block is answered with `otherwise`, too.
inline std::int64_t contacts_from_environment(const char* variable, std::int64_t otherwise) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return otherwise;
  char* end = nullptr;
  const long long value = std::strtoll(text, &end, 10);
  return *end == '\0' && value > 0 && value % contacts_per_block == 0 ? value : otherwise;
}

}  // namespace firstlog_benchmarks
