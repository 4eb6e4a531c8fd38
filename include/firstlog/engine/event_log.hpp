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
class FIRSTLOG_API EventLog {
 public:
  EventLog() noexcept;
  EventLog(EventLog&&) noexcept;
  EventLog& operator=(EventLog&&) noexcept;
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;
  ~EventLog();

  std::span<const Event> events() const noexcept;
  std::size_t size() const noexcept;
  bool empty() const noexcept { return size() == 0; }
  const Event& operator[](std::size_t i) const noexcept;
  const Event* begin() const noexcept;
  const Event* end() const noexcept;

  // Appends a copy, texts included.
  void add(const Event& event);
  void reverse() noexcept;
  void clear() noexcept;

 private:
  std::vector<Event> events_;
  // One block per event that has texts; a block's characters never move.
  std::vector<std::vector<char>> texts_;
  struct Lists;
  std::vector<Lists> lists_;  // of the events that have any
};

}  // namespace firstlog::inline v1
