// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which threads are inside a callback of the host's from which the engine may not be called (convention 15).
// Known to the engine's handle alone: no state of a thread or of the process.
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "guard.hpp"

namespace firstlog_c {

class Gate {
 public:
  // A callback under way on this thread, for the length of a scope.
  class Inside {
   public:
    explicit Inside(Gate* gate) noexcept : gate_(gate) {
      if (gate_ == nullptr) return;
      const std::lock_guard lock(gate_->mutex_);
      next_ = gate_->first_;
      if (next_ != nullptr) next_->previous_ = this;
      gate_->first_ = this;
      gate_->inside_.fetch_add(1, std::memory_order_relaxed);
    }
    ~Inside() {
      if (gate_ == nullptr) return;
      const std::lock_guard lock(gate_->mutex_);
      (previous_ == nullptr ? gate_->first_ : previous_->next_) = next_;
      if (next_ != nullptr) next_->previous_ = previous_;
      gate_->inside_.fetch_sub(1, std::memory_order_relaxed);
    }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    friend class Gate;
    Gate* gate_;
    const std::thread::id thread_ = std::this_thread::get_id();
    Inside* next_ = nullptr;
    Inside* previous_ = nullptr;
  };

  // A thread's own callback is ordered before whatever that thread does inside it, so that the count needs no
  // stronger order.
  Result<void> check() noexcept {
    if (inside_.load(std::memory_order_relaxed) == 0) return {};
    const std::lock_guard lock(mutex_);
    for (const Inside* at = first_; at != nullptr; at = at->next_)
      if (at->thread_ == std::this_thread::get_id())
        return Error(Status::reentrant, "engine", "a callback of the engine's called back into it",
                     "return from the callback first");
    return {};
  }

 private:
  std::atomic<int> inside_{0};
  std::mutex mutex_;
  Inside* first_ = nullptr;
};

}  // namespace firstlog_c
