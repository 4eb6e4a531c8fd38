// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Rows that few things have: a hash table by handle, beside the tables that have one row for each. Like
// those it can be a branch: a layer of changes over a table that it does not own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace firstlog::inline v1::detail {

// Keys are numbers from 1. A row that equals Row() is none.
template <class Row>
class SideTable {
  static_assert(std::is_trivially_copyable_v<Row>);

 public:
  SideTable() = default;
  // A branch of `base`, which must outlive it and must not change while the branch is in use.
  explicit SideTable(const SideTable* base) : base_(base) {}

  // Row() where there is none. The reference holds until the next set.
  const Row& operator[](std::uint32_t key) const noexcept {
    static constexpr Row none{};
    if (count_ != 0)
      if (const std::size_t at = slot_of(key); slots_[at].key == key) return slots_[at].row;
    return base_ == nullptr ? none : (*base_)[key];
  }
  // Replaces the row; Row() removes it.
  void set(std::uint32_t key, const Row& row) {
    if (base_ == nullptr && row == Row()) {
      remove(key);
      return;
    }
    if ((count_ + 1) * 3 > slots_.size() * 2) grow();
    Slot& slot = slots_[slot_of(key)];
    if (slot.key == 0) ++count_;
    slot = {key, row};
  }
  // Whether no key has a row. A branch that removed all of its base's rows may say no.
  bool empty() const noexcept { return count_ == 0 && (base_ == nullptr || base_->empty()); }

  // The keys that have a row, ascending. Throws std::bad_alloc.
  std::vector<std::uint32_t> keys() const {
    std::vector<std::uint32_t> all;
    for (const SideTable* layer = this; layer != nullptr; layer = layer->base_)
      for (const Slot& slot : layer->slots_)
        if (slot.key != 0) all.push_back(slot.key);
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    std::erase_if(all, [this](std::uint32_t key) { return (*this)[key] == Row(); });
    return all;
  }

  // Makes the branch's changes its base's, and the branch empty again.
  void absorb_into(SideTable& base) {
    for (const Slot& slot : slots_)
      if (slot.key != 0) base.set(slot.key, slot.row);
    restart();
  }
  // Forgets the branch's changes.
  void restart() noexcept {
    if (count_ != 0) std::fill(slots_.begin(), slots_.end(), Slot());
    count_ = 0;
  }
  void rebase(const SideTable* base) noexcept {
    base_ = base;
    restart();
  }
  std::size_t memory_bytes() const noexcept { return slots_.capacity() * sizeof(Slot); }

 private:
  struct Slot {
    std::uint32_t key = 0;  // 0: free
    Row row;
  };

  std::size_t home_of(std::uint32_t key) const noexcept {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 32U) & (slots_.size() - 1);
  }
  // Where the key is, or would be put. Only where there are slots.
  std::size_t slot_of(std::uint32_t key) const noexcept {
    std::size_t at = home_of(key);
    while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  void grow() {
    std::vector<Slot> before(slots_.empty() ? 16 : slots_.size() * 2);
    before.swap(slots_);
    for (const Slot& slot : before)
      if (slot.key != 0) slots_[slot_of(slot.key)] = slot;
  }
  // Moves up what would not be found behind the hole.
  void remove(std::uint32_t key) noexcept {
    if (count_ == 0) return;
    std::size_t hole = slot_of(key);
    if (slots_[hole].key == 0) return;
    --count_;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = (hole + 1) & mask; slots_[at].key != 0; at = (at + 1) & mask) {
      const std::size_t home = home_of(slots_[at].key);
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = Slot();
  }

  const SideTable* base_ = nullptr;
  std::vector<Slot> slots_;  // a power of two of them
  std::size_t count_ = 0;
};

}  // namespace firstlog::inline v1::detail
