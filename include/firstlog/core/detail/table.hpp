// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The containers of State. Each can stand alone or be a branch: a thin layer of changes over a
// container that it does not own and does not change. Decisions are made on a branch; once the
// commit is durable, the branch is absorbed by its base.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "firstlog/base/hash.hpp"

namespace firstlog::inline v1::detail {

// Rows of plain data, numbered from 0, never removed.
template <class Row>
class Table {
  static_assert(std::is_trivially_copyable_v<Row>);

 public:
  Table() = default;
  // A branch of `base`, which must outlive it and must not change while the branch is in use.
  explicit Table(const Table* base) : base_(base), base_size_(base->size()) {}

  std::size_t size() const noexcept { return base_size_ + own_size_; }

  const Row& operator[](std::size_t index) const noexcept {
    if (base_ == nullptr) return own(index);
    if (index >= base_size_) return own(index - base_size_);
    const std::uint32_t at = changed_at(index);
    return at == none ? (*base_)[index] : changed_[at].row;
  }

  // The row, to change. The reference holds until the next call of edit or append.
  Row& edit(std::size_t index) {
    if (base_ == nullptr) return own(index);
    if (index >= base_size_) return own(index - base_size_);
    std::uint32_t at = changed_at(index);
    if (at == none) {
      at = static_cast<std::uint32_t>(changed_.size());
      changed_.push_back({index, (*base_)[index]});
      remember(index, at);
    }
    return changed_[at].row;
  }

  Row& append(const Row& row) {
    if (own_size_ % chunk_rows == 0 && own_size_ / chunk_rows == chunks_.size()) {
      chunks_.emplace_back();
      chunks_.back().reserve(chunk_rows);
    }
    auto& chunk = chunks_[own_size_ / chunk_rows];
    chunk.push_back(row);
    ++own_size_;
    return chunk.back();
  }

  // Makes the branch's changes its base's, and the branch empty again.
  void absorb_into(Table& base) {
    for (const Changed& changed : changed_) base.edit(changed.index) = changed.row;
    for (std::size_t i = 0; i < own_size_; ++i) base.append(own(i));
    restart();
  }

  // Forgets the branch's changes; sees its base as it is now.
  void restart() noexcept {
    if (!changed_.empty() && !slots_.empty())
      std::memset(slots_.data(), 0, slots_.size() * sizeof(std::uint32_t));
    changed_.clear();
    for (auto& chunk : chunks_) chunk.clear();
    own_size_ = 0;
    base_size_ = base_ == nullptr ? 0 : base_->size();
  }

  void rebase(const Table* base) noexcept {
    base_ = base;
    restart();
  }

  std::size_t memory_bytes() const noexcept {
    std::size_t bytes = chunks_.capacity() * sizeof(chunks_[0]) + slots_.capacity() * sizeof(std::uint32_t) +
                        changed_.capacity() * sizeof(Changed);
    for (const auto& chunk : chunks_) bytes += chunk.capacity() * sizeof(Row);
    return bytes;
  }

 private:
  static constexpr std::size_t chunk_rows = 1024;
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  struct Changed {
    std::size_t index;
    Row row;
  };

  const Row& own(std::size_t index) const noexcept { return chunks_[index / chunk_rows][index % chunk_rows]; }
  Row& own(std::size_t index) noexcept { return chunks_[index / chunk_rows][index % chunk_rows]; }

  static std::size_t mixed(std::size_t index) noexcept {
    return static_cast<std::size_t>((static_cast<std::uint64_t>(index) * 0x9E3779B97F4A7C15ULL) >> 20U);
  }
  std::uint32_t changed_at(std::size_t index) const noexcept {
    if (changed_.empty()) return none;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = mixed(index) & mask;; slot = (slot + 1) & mask) {
      if (slots_[slot] == 0) return none;
      if (changed_[slots_[slot] - 1].index == index) return slots_[slot] - 1;
    }
  }
  void remember(std::size_t index, std::uint32_t at) {
    if (changed_.size() * 2 > slots_.size()) {
      slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
      for (std::uint32_t i = 0; i < changed_.size(); ++i) place(changed_[i].index, i);
    } else {
      place(index, at);
    }
  }
  void place(std::size_t index, std::uint32_t at) noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = mixed(index) & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = at + 1;
  }

  const Table* base_ = nullptr;
  std::size_t base_size_ = 0;
  std::size_t own_size_ = 0;
  // A vector of vectors that never grow beyond their first reservation: rows stay where they are.
  std::vector<std::vector<Row>> chunks_;
  std::vector<Changed> changed_;
  std::vector<std::uint32_t> slots_;  // place in changed_ plus one; 0: free
};

// Host keys and their handles.
class Keys {
 public:
  Keys() = default;
  explicit Keys(const Keys* base) : base_(base), base_size_(base->size()) {}

  std::uint32_t size() const noexcept { return base_size_ + own_.size(); }

  // 0 where unknown.
  std::uint32_t find(std::string_view key) const noexcept {
    if (base_ != nullptr)
      if (std::uint32_t number = base_->find(key); number != 0) return number;
    const std::uint32_t number = own_.find(key);
    return number == 0 ? 0 : number + base_size_;
  }
  std::uint32_t intern(std::string_view key) {
    if (std::uint32_t number = find(key); number != 0) return number;
    return own_.intern(key) + base_size_;
  }
  std::string_view key_of(std::uint32_t number) const noexcept {
    return number <= base_size_ ? (base_ == nullptr ? std::string_view() : base_->key_of(number))
                                : own_.key_of(number - base_size_);
  }
  void absorb_into(Keys& base) {
    for (std::uint32_t i = 1; i <= own_.size(); ++i) base.own_.intern(own_.key_of(i));
    restart();
  }
  void restart() {
    if (own_.size() != 0) own_ = KeyIndex();
    base_size_ = base_ == nullptr ? 0 : base_->size();
  }
  void rebase(const Keys* base) {
    base_ = base;
    restart();
  }
  std::size_t memory_bytes() const noexcept { return own_.memory_bytes(); }

 private:
  const Keys* base_ = nullptr;
  std::uint32_t base_size_ = 0;
  KeyIndex own_;
};

}  // namespace firstlog::inline v1::detail
