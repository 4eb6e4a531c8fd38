// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The lists of events and commands: lines, credits, match keys, balances, successors. Rare, so they
// are kept out of the way of what every event has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <utility>
#include <vector>

#include "firstlog/core/command.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/journal/commit.hpp"
#include "journal/wire.hpp"

namespace firstlog::inline v1::detail {

struct Lists {
  std::span<const DealLine> lines;
  std::span<const CreditShare> credits;
  std::span<const MatchKey> match_keys;
  std::span<const OpeningBalance> balances;
  std::span<const ActorRef> reps;

  bool empty() const noexcept {
    return lines.empty() && credits.empty() && match_keys.empty() && balances.empty() && reps.empty();
  }
};
Lists lists_of(const Event& event) noexcept;
Lists lists_of(const Command& command) noexcept;  // those that are given

// An upper bound of what they take in a buffer.
std::size_t stored_bytes(const Lists& lists) noexcept;

struct ListOffsets {
  flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<wire::Line>>> lines;
  flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<wire::Credit>>> credits;
  flatbuffers::Offset<flatbuffers::Vector<const wire::Bytes16*>> match_keys;
  flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<wire::Balance>>> balances;
  flatbuffers::Offset<flatbuffers::Vector<flatbuffers::Offset<wire::RepRef>>> reps;
};
ListOffsets write_lists(flatbuffers::FlatBufferBuilder& builder, const Lists& lists);

bool has_lists(const wire::Event& stored) noexcept;
bool has_lists(const wire::Command& stored) noexcept;

Reading reading_of_lists(const wire::Event& stored) noexcept;
Reading reading_of_lists(const wire::Command& stored) noexcept;

// Only where the reading is known. May throw std::bad_alloc.
void read_lists(const wire::Event& stored, EventLists& into);
void read_lists(const wire::Command& stored, EventLists& into);

void point_to(const EventLists& lists, Event& event) noexcept;
void point_to(const EventLists& lists, Command& command) noexcept;

// The lists of a whole record, by the place of what has them.
class ListStore {
 public:
  void clear() noexcept {
    places_.clear();
    lists_.clear();
  }
  // Places come in ascending order.
  EventLists& add(std::uint32_t place);
  // Null where it has none.
  const EventLists* find(std::uint32_t place) const noexcept;

 private:
  std::vector<std::uint32_t> places_;
  std::deque<EventLists> lists_;
};

}  // namespace firstlog::inline v1::detail
