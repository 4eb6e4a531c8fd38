// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The host's clock, random source and log as the engine sees them. What they throw stays here.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/engine/clock.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/journal/random.hpp"
#include "firstlog/rules/collator.hpp"
#include "gate.hpp"
#include "guard.hpp"

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

// One of the host's orders of names, with copies of whatever it does not compute.
class HostCollator final : public firstlog::Collator {
 public:
  HostCollator(const firstlog_collator& from, Gate& gate)
      : from_(from),
        version_(from.version),
        letters_(from.letters, from.letters + from.letter_count),
        gate_(gate) {}
  std::string_view version() const noexcept override { return version_; }
  std::span<const std::string> letters() const noexcept override { return letters_; }
  firstlog::SortKey key(std::string_view name) const noexcept override {
    const Gate::Inside inside(&gate_);
    char bytes[firstlog::SortKey::size + 1] = {};
    try {
      from_.key(from_.self, text_view(name), bytes);
    } catch (...) {
      return {};
    }
    return firstlog::SortKey::from_folded(text_in(bytes));
  }

 private:
  firstlog_collator from_;
  std::string version_;
  std::vector<std::string> letters_;
  Gate& gate_;
};

class HostCollators final : public firstlog::CollatorSource {
 public:
  HostCollators(const firstlog_collators& from, Gate& gate) noexcept : from_(from), gate_(gate) {}
  Result<const firstlog::Collator*> collator(std::string_view name) noexcept override {
    try {
      const std::lock_guard lock(mutex_);
      std::string key(name);
      if (const auto known = known_.find(key); known != known_.end()) return &known->second;
      firstlog_collator made{};
      made.struct_size = sizeof made;
      if (!ask(name, made))
        return Error(Status::unsupported, "policy.collation", "the host has no collation of that name",
                     "name one that the host's collators know");
      const Result<firstlog_collator> whole = read_struct(&made, sizeof made, "collators.collator");
      if (!whole) return whole.error();
      if (made.version == nullptr || made.key == nullptr ||
          (made.letters == nullptr && made.letter_count != 0) || made.letter_count > 65'536)
        return Error(Status::internal, "collators.collator", "the host's collator is not whole",
                     "fill version, letters and key");
      for (std::uint64_t i = 0; i < made.letter_count; ++i)
        if (made.letters[i] == nullptr) return is_null("collators.collator.letters");
      return &known_.try_emplace(std::move(key), made, gate_).first->second;
    } catch (const std::bad_alloc&) {
      return Error(Status::out_of_memory, "collators", "there is no memory for a collation");
    } catch (...) {
      return Error(Status::internal, "collators", "the host's collators threw", "let them answer a status");
    }
  }

 private:
  bool ask(std::string_view name, firstlog_collator& made) {
    const Gate::Inside inside(&gate_);
    return from_.collator(from_.self, text_view(name), &made) == FIRSTLOG_STATUS_OK;
  }

  firstlog_collators from_;
  Gate& gate_;
  std::mutex mutex_;
  std::map<std::string, HostCollator> known_;
};

}  // namespace firstlog_c
