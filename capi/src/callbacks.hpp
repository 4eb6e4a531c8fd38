// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The host's clock, random source and log as the engine sees them. What they throw stays here.
#pragma once

#include <atomic>

#include "firstlog/engine/clock.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/journal/random.hpp"
#include "gate.hpp"

namespace firstlog_c {

class HostClock final : public firstlog::Clock {
 public:
  HostClock(const firstlog_clock& clock, Gate& gate) noexcept : clock_(clock), gate_(gate) {}
  firstlog::Instant now() noexcept override {
    const Gate::Inside inside(&gate_);
    try {
      return firstlog::Instant::from_microseconds(clock_.now(clock_.self));
    } catch (...) {
      // No time is known. The engine takes a reading this far back for a suspect one, and writes nothing.
      return firstlog::Instant::from_microseconds(0);
    }
  }

 private:
  firstlog_clock clock_;
  Gate& gate_;
};

class HostRandom final : public firstlog::RandomSource {
 public:
  HostRandom(const firstlog_random& random, Gate& gate) noexcept : random_(random), gate_(gate) {}
  Result<void> fill(std::span<std::byte> bytes) noexcept override {
    const Gate::Inside inside(&gate_);
    try {
      const firstlog_status status = random_.fill(random_.self, bytes.data(), bytes.size());
      if (status == FIRSTLOG_STATUS_OK) return {};
      return Error(Status::io_failed, "random", "the host's random source gave no bytes",
                   "see the host's report", status);
    } catch (...) {
      return Error(Status::io_failed, "random", "the host's random source threw", "let it answer a status");
    }
  }

 private:
  firstlog_random random_;
  Gate& gate_;
};

class HostLog final : public firstlog::LogSink {
 public:
  HostLog(const firstlog_log& log, Gate& gate) noexcept : log_(log), gate_(gate) {}
  void take(Level level, std::string_view organisation, std::string_view text) noexcept override {
    const Gate::Inside inside(&gate_);
    try {
      log_.take(log_.self, static_cast<std::int32_t>(level), text_view(organisation), text_view(text));
    } catch (...) {  // NOLINT(bugprone-empty-catch): a report that nobody took changes no answer
    }
  }

 private:
  firstlog_log log_;
  Gate& gate_;
};

}  // namespace firstlog_c
