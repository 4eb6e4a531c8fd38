// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Events that own their texts, as the engine hands them out.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/core/event.hpp"

namespace firstlog::inline v1 {

// A sequence of events. Moving keeps the events' texts where they are; it is not copied. Event::policy
// is null in all of them.
class EventLog {
 public:
  EventLog() = default;
  EventLog(EventLog&&) = default;
  EventLog& operator=(EventLog&&) = default;
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  std::span<const Event> events() const noexcept { return events_; }
  std::size_t size() const noexcept { return events_.size(); }
  bool empty() const noexcept { return events_.empty(); }
  const Event& operator[](std::size_t i) const noexcept { return events_[i]; }
  auto begin() const noexcept { return events_.begin(); }
  auto end() const noexcept { return events_.end(); }

  // Appends a copy, texts included.
  FIRSTLOG_API void add(const Event& event);
  FIRSTLOG_API void reverse() noexcept;
  void clear() noexcept {
    events_.clear();
    texts_.clear();
  }

 private:
  std::vector<Event> events_;
  // One block per event that has texts; a block's characters never move.
  std::vector<std::vector<char>> texts_;
};

}  // namespace firstlog::inline v1
