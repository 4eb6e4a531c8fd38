// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/engine/event_log.hpp"

#include <algorithm>

namespace firstlog::inline v1 {

EventLog::EventLog() noexcept = default;
EventLog::EventLog(EventLog&&) noexcept = default;
EventLog& EventLog::operator=(EventLog&&) noexcept = default;
EventLog::~EventLog() = default;

std::span<const Event> EventLog::events() const noexcept {
  return events_;
}
std::size_t EventLog::size() const noexcept {
  return events_.size();
}
const Event& EventLog::operator[](std::size_t i) const noexcept {
  return events_[i];
}
const Event* EventLog::begin() const noexcept {
  return events_.data();
}
const Event* EventLog::end() const noexcept {
  return events_.data() + events_.size();
}

void EventLog::add(const Event& event) {
  Event copy = event;
  copy.policy = nullptr;
  std::string_view* const views[] = {&copy.key, &copy.reason, &copy.niche, &copy.document};
  std::size_t size = 0;
  for (const std::string_view* view : views) size += view->size();
  if (size != 0) {
    std::vector<char> block(size);
    std::size_t at = 0;
    for (std::string_view* view : views) {
      std::copy(view->begin(), view->end(), block.begin() + static_cast<std::ptrdiff_t>(at));
      *view = {block.data() + at, view->size()};
      at += view->size();
    }
    texts_.push_back(std::move(block));
  }
  events_.push_back(copy);
}

void EventLog::clear() noexcept {
  events_.clear();
  texts_.clear();
}

void EventLog::reverse() noexcept {
  std::reverse(events_.begin(), events_.end());
}

}  // namespace firstlog::inline v1
