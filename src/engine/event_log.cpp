// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/engine/event_log.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace firstlog::inline v1 {

struct EventLog::Lists {
  std::vector<DealLine> lines;
  std::vector<CreditShare> credits;
  std::vector<MatchKey> match_keys;
  std::vector<OpeningBalance> balances;
};

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
  std::optional<Lists> lists;
  if (!event.lines.empty() || !event.credits.empty() || !event.match_keys.empty() ||
      !event.balances.empty()) {
    lists.emplace();
    lists->lines.assign(event.lines.begin(), event.lines.end());
    lists->credits.assign(event.credits.begin(), event.credits.end());
    lists->match_keys.assign(event.match_keys.begin(), event.match_keys.end());
    lists->balances.assign(event.balances.begin(), event.balances.end());
    for (CreditShare& credit : lists->credits) credit.rep.key = {};
    copy.lines = lists->lines;
    copy.credits = lists->credits;
    copy.match_keys = lists->match_keys;
    copy.balances = lists->balances;
  }
  std::string_view* const views[] = {&copy.key,  &copy.reason,          &copy.niche, &copy.document,
                                     &copy.team, &copy.document_number, &copy.batch};
  std::size_t size = 0;
  for (const std::string_view* view : views) size += view->size();
  if (lists)
    for (const DealLine& line : lists->lines) size += line.product.size();
  if (size != 0) {
    std::vector<char> block(size);
    std::size_t at = 0;
    auto keep = [&](std::string_view& view) {
      std::copy(view.begin(), view.end(), block.begin() + static_cast<std::ptrdiff_t>(at));
      view = {block.data() + at, view.size()};
      at += view.size();
    };
    for (std::string_view* view : views) keep(*view);
    if (lists)
      for (DealLine& line : lists->lines) keep(line.product);
    texts_.push_back(std::move(block));
  }
  if (lists) lists_.push_back(std::move(*lists));
  events_.push_back(copy);
}

void EventLog::clear() noexcept {
  events_.clear();
  texts_.clear();
  lists_.clear();
}

void EventLog::reverse() noexcept {
  std::reverse(events_.begin(), events_.end());
}

}  // namespace firstlog::inline v1
