// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A contact's history as corrections read it (DOMAIN 13): a retracted entry keeps its position and counts
// for nothing, and neither does its retraction; nor does what an import wrote that was undone.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "firstlog/core/event.hpp"

namespace firstlog::inline v1::detail {

// Whose entry it is: the rep who would earn by it.
inline ActorId entry_owner(const Event& entry) noexcept {
  if (entry.owner.present()) return entry.owner;
  return entry.kind == EventKind::interest_contested ? entry.actor : entry.rep;
}

inline bool changes_status(const Event& event) noexcept {
  return has(event.flags, EventFlag::starts_cycle) ||
         (event.state_to != 0 && event.state_to != event.state_from);
}

class Entries {
 public:
  // `history`: every event of one contact, in order of position; must outlive this.
  explicit Entries(std::span<const Event> history) : history_(history) {
    for (const Event& event : history) {
      if (event.kind == EventKind::entry_retracted) retracted_.push_back(event.refers_to);
      if (event.kind == EventKind::entries_undone) undone_.push_back({event.refers_to, event.position});
    }
    std::sort(retracted_.begin(), retracted_.end());
  }

  std::span<const Event> history() const noexcept { return history_; }
  const Event* at(Position position) const noexcept {
    const auto found =
        std::lower_bound(history_.begin(), history_.end(), position,
                         [](const Event& event, Position where) { return event.position < where; });
    return found == history_.end() || found->position != position ? nullptr : &*found;
  }
  bool retracted(Position position) const noexcept {
    return std::binary_search(retracted_.begin(), retracted_.end(), position);
  }
  const Event* retraction_of(Position position) const noexcept {
    for (const Event& event : history_)
      if (event.kind == EventKind::entry_retracted && event.refers_to == position) return &event;
    for (const Undone& one : undone_)
      if (one.holds(position)) return at(one.end);
    return nullptr;
  }
  // Whether an import had written it, or time made it of that, and the import was undone.
  bool was_undone(const Event& event) const noexcept {
    return std::any_of(undone_.begin(), undone_.end(),
                       [&event](const Undone& one) { return one.holds(event.position); });
  }
  bool counts(const Event& event) const noexcept {
    return event.kind != EventKind::entry_retracted && event.kind != EventKind::entries_undone &&
           !retracted(event.position) && !was_undone(event);
  }

  // The newest one before `end` that counts and fits; null where there is none.
  template <class Fits>
  const Event* newest_before(Position end, Fits fits) const noexcept {
    for (auto event = history_.rbegin(); event != history_.rend(); ++event)
      if (event->position < end && counts(*event) && fits(*event)) return &*event;
    return nullptr;
  }
  template <class Fits>
  const Event* newest(Fits fits) const noexcept {
    return history_.empty() ? nullptr : newest_before(history_.back().position.plus(1), fits);
  }
  template <class Fits>
  bool any_after(Position begin, Fits fits) const noexcept {
    for (const Event& event : history_)
      if (event.position > begin && counts(event) && fits(event)) return true;
    return false;
  }

  // Whether the claim is told by entries from here on only: a manager moved it, it lapsed, it ended with
  // its rep's departure. Where a claim merely changed hands, or followed one that stands on a duplicate, its
  // entry and those behind it stay, and so do those before an earlier import's.
  static bool begins_anew(const Event& event) noexcept {
    return has(event.flags, EventFlag::moves_claim) && !has(event.flags, EventFlag::valid_entry) &&
           !event.claim.present() && event.kind != EventKind::entry_retracted &&
           event.kind != EventKind::claim_followed;
  }

  // The entry that owns the credit of the cycle where `without` counts for nothing: the earliest valid one
  // since the claim began anew. Null: nobody has one.
  const Event* next_valid(std::uint32_t cycle, Position without) const noexcept {
    const Event* first = nullptr;
    for (const Event& event : history_) {
      if (event.cycle != cycle || !counts(event)) continue;
      if (begins_anew(event)) first = nullptr;
      if (event.position == without || !has(event.flags, EventFlag::valid_entry)) continue;
      if (first == nullptr || event.at() < first->at()) first = &event;
    }
    return first;
  }
  // Whether somebody else than `rep` has a valid entry beside those that next_valid passes over.
  bool others_valid(std::uint32_t cycle, Position without, ActorId rep) const noexcept {
    bool any = false;
    for (const Event& event : history_) {
      if (event.cycle != cycle || !counts(event)) continue;
      if (begins_anew(event)) any = false;
      any = any || (event.position != without && has(event.flags, EventFlag::valid_entry) &&
                    entry_owner(event) != rep);
    }
    return any;
  }

 private:
  // From an import's first entry on a contact up to its undoing: nobody else wrote there in between.
  struct Undone {
    Position first;
    Position end;
    bool holds(Position position) const noexcept { return position >= first && position < end; }
  };

  std::span<const Event> history_;
  std::vector<Position> retracted_;  // ascending
  std::vector<Undone> undone_;
};

}  // namespace firstlog::inline v1::detail
