// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/views/ranking.hpp"

namespace firstlog::inline v1 {

FIRSTLOG_INLINE bool Ranking::before(const Entry& a, const Entry& b) noexcept {
  if (a.key == b.key) return a.rep < b.rep;
  return stands_above(a.key, b.key);
}

// The last branch that begins at or before the entry.
FIRSTLOG_INLINE std::uint32_t Ranking::branch_of(const Inner& inner, const Entry& entry) noexcept {
  std::uint32_t first = 1;
  std::uint32_t length = inner.size - 1;
  while (length > 0) {
    const std::uint32_t half = length / 2;
    if (before(entry, inner.items[first + half].low)) {
      length = half;
    } else {
      first += half + 1;
      length -= half + 1;
    }
  }
  return first - 1;
}

// The first item that does not stand before the entry.
FIRSTLOG_INLINE std::uint32_t Ranking::item_of(const Leaf& leaf, const Entry& entry) noexcept {
  return static_cast<std::uint32_t>(std::lower_bound(leaf.items, leaf.items + leaf.size, entry, before) -
                                    leaf.items);
}

// Afterwards `count` nodes can be taken without asking for memory.
template <class N>
void Ranking::make_room(Pool<N>& pool, std::size_t count) {
  const std::size_t size = pool.nodes.size();
  if (pool.nodes.capacity() - size < count + 1) pool.nodes.reserve(size + size / 2 + count + 1);
}

template <class N>
std::uint32_t Ranking::take(Pool<N>& pool) noexcept {
  if (pool.free == 0) {
    if (pool.nodes.empty()) pool.nodes.emplace_back();
    pool.nodes.emplace_back();
    return static_cast<std::uint32_t>(pool.nodes.size() - 1);
  }
  const std::uint32_t node = pool.free;
  pool.free = pool.nodes[node].next;
  pool.nodes[node].next = 0;
  return node;
}

template <class N>
void Ranking::give_back(Pool<N>& pool, std::uint32_t node) noexcept {
  pool.nodes[node].size = 0;
  pool.nodes[node].next = pool.free;
  pool.free = node;
}

FIRSTLOG_INLINE std::uint32_t Ranking::size_of(std::uint32_t node, std::uint32_t level) const noexcept {
  return level == 0 ? leaves_.nodes[node].size : inners_.nodes[node].size;
}

FIRSTLOG_INLINE std::uint32_t Ranking::reps_below(std::uint32_t node, std::uint32_t level) const noexcept {
  if (level == 0) return leaves_.nodes[node].size;
  std::uint32_t sum = 0;
  const Inner& inner = inners_.nodes[node];
  for (std::uint32_t i = 0; i < inner.size; ++i) sum += inner.items[i].count;
  return sum;
}

namespace detail {

// Moves `count` items from `from[begin]` to the end of `to`.
template <class N>
void append_items(N& to, const N& from, std::uint32_t begin, std::uint32_t count) noexcept {
  std::copy(from.items + begin, from.items + begin + count, to.items + to.size);
  to.size += count;
}

template <class N>
void drop_front(N& node, std::uint32_t count) noexcept {
  std::copy(node.items + count, node.items + node.size, node.items);
  node.size -= count;
}

}  // namespace detail

// Halves the full child at branch `at`: the new one stands behind it. The parent has room.
template <class N>
void Ranking::split(Pool<N>& pool, std::uint32_t parent, std::uint32_t at) noexcept {
  constexpr bool of_leaves = requires(const N& node) { node.items[0].rep; };
  const std::uint32_t made = take(pool);
  Inner& above = inners_.nodes[parent];
  N& left = pool.nodes[above.items[at].node];
  N& right = pool.nodes[made];
  const std::uint32_t half = left.size / 2;
  detail::append_items(right, left, half, left.size - half);
  left.size = half;
  Branch branch;
  if constexpr (of_leaves) {
    right.next = left.next;
    left.next = made;
    branch.low = right.items[0];
  } else {
    branch.low = right.items[0].low;
  }
  branch.node = made;
  branch.count = reps_below(made, of_leaves ? 0 : 1);
  above.items[at].count -= branch.count;
  std::copy_backward(above.items + at + 1, above.items + above.size, above.items + above.size + 1);
  above.items[at + 1] = branch;
  ++above.size;
}

// Gives the child at branch `at`, which is down to its minimum, more items: it is joined with its
// neighbour, or takes half of what both hold.
template <class N>
void Ranking::refill(Pool<N>& pool, std::uint32_t parent, std::uint32_t at) noexcept {
  constexpr bool of_leaves = requires(const N& node) { node.items[0].rep; };
  Inner& above = inners_.nodes[parent];
  const std::uint32_t first = at == 0 ? 0 : at - 1;
  Branch& left_branch = above.items[first];
  Branch& right_branch = above.items[first + 1];
  N& left = pool.nodes[left_branch.node];
  N& right = pool.nodes[right_branch.node];
  const std::uint32_t both = left.size + right.size;
  if (both <= N::capacity) {
    detail::append_items(left, right, 0, right.size);
    if constexpr (of_leaves) left.next = right.next;
    left_branch.count += right_branch.count;
    give_back(pool, right_branch.node);
    std::copy(above.items + first + 2, above.items + above.size, above.items + first + 1);
    --above.size;
    return;
  }
  const std::uint32_t half = both / 2;
  if (left.size < half) {
    const std::uint32_t moved = half - left.size;
    detail::append_items(left, right, 0, moved);
    detail::drop_front(right, moved);
  } else {
    const std::uint32_t moved = left.size - half;
    std::copy_backward(right.items, right.items + right.size, right.items + right.size + moved);
    std::copy(left.items + half, left.items + left.size, right.items);
    right.size += moved;
    left.size = half;
  }
  const std::uint32_t reps = left_branch.count + right_branch.count;
  left_branch.count = reps_below(left_branch.node, of_leaves ? 0 : 1);
  right_branch.count = reps - left_branch.count;
  if constexpr (of_leaves)
    right_branch.low = right.items[0];
  else
    right_branch.low = right.items[0].low;
}

// Full nodes are split on the way down, so that there is room for whatever comes up from below.
FIRSTLOG_INLINE void Ranking::insert(const Entry& entry) noexcept {
  if (leaves_.nodes.empty()) root_ = take(leaves_);
  if (size_of(root_, height_) == (height_ == 0 ? Leaf::capacity : Inner::capacity)) {
    const std::uint32_t grown = take(inners_);
    Inner& inner = inners_.nodes[grown];
    inner.size = 1;
    inner.items[0].node = root_;
    inner.items[0].count = count_;
    root_ = grown;
    ++height_;
  }
  std::uint32_t node = root_;
  for (std::uint32_t level = height_; level > 0; --level) {
    std::uint32_t at = branch_of(inners_.nodes[node], entry);
    const std::uint32_t child = inners_.nodes[node].items[at].node;
    if (size_of(child, level - 1) == (level == 1 ? Leaf::capacity : Inner::capacity)) {
      if (level == 1)
        split(leaves_, node, at);
      else
        split(inners_, node, at);
      if (!before(entry, inners_.nodes[node].items[at + 1].low)) ++at;
    }
    Branch& branch = inners_.nodes[node].items[at];
    ++branch.count;
    node = branch.node;
  }
  Leaf& leaf = leaves_.nodes[node];
  const std::uint32_t at = item_of(leaf, entry);
  std::copy_backward(leaf.items + at, leaf.items + leaf.size, leaf.items + leaf.size + 1);
  leaf.items[at] = entry;
  ++leaf.size;
  ++count_;
}

// Nodes at their minimum are refilled on the way down, so that each can lose one.
FIRSTLOG_INLINE void Ranking::erase(const Entry& entry) noexcept {
  std::uint32_t node = root_;
  for (std::uint32_t level = height_; level > 0; --level) {
    std::uint32_t at = branch_of(inners_.nodes[node], entry);
    const std::uint32_t child = inners_.nodes[node].items[at].node;
    if (size_of(child, level - 1) <= (level == 1 ? Leaf::capacity : Inner::capacity) / 4) {
      if (level == 1)
        refill(leaves_, node, at);
      else
        refill(inners_, node, at);
      at = branch_of(inners_.nodes[node], entry);
    }
    Branch& branch = inners_.nodes[node].items[at];
    --branch.count;
    node = branch.node;
  }
  Leaf& leaf = leaves_.nodes[node];
  const std::uint32_t at = item_of(leaf, entry);
  std::copy(leaf.items + at + 1, leaf.items + leaf.size, leaf.items + at);
  --leaf.size;
  --count_;
  while (height_ > 0 && inners_.nodes[root_].size == 1) {
    const std::uint32_t only = inners_.nodes[root_].items[0].node;
    give_back(inners_, root_);
    root_ = only;
    --height_;
  }
}

FIRSTLOG_INLINE void Ranking::update(ActorId rep, const RankKey& key) {
  if (!rep.present()) return;
  const std::size_t index = rep.index();
  if (index >= keys_.size()) keys_.resize(index + 1);
  if (index >= known_.size()) known_.resize(index + 1);
  make_room(leaves_, 1);
  make_room(inners_, height_ + 1);
  if (known_[index] != 0) {
    if (keys_[index] == key) return;
    erase({keys_[index], rep});
  }
  insert({key, rep});
  keys_[index] = key;
  known_[index] = 1;
}

FIRSTLOG_INLINE bool Ranking::remove(ActorId rep) noexcept {
  if (!contains(rep)) return false;
  erase({keys_[rep.index()], rep});
  known_[rep.index()] = 0;
  return true;
}

FIRSTLOG_INLINE void Ranking::clear() noexcept {
  leaves_.nodes.clear();
  inners_.nodes.clear();
  leaves_.free = inners_.free = 0;
  root_ = height_ = count_ = 0;
  std::fill(known_.begin(), known_.end(), std::uint8_t{0});
}

FIRSTLOG_INLINE std::uint32_t Ranking::before_count(const Entry& entry) const noexcept {
  if (count_ == 0) return 0;
  std::uint32_t count = 0;
  std::uint32_t node = root_;
  for (std::uint32_t level = height_; level > 0; --level) {
    const Inner& inner = inners_.nodes[node];
    const std::uint32_t at = branch_of(inner, entry);
    for (std::uint32_t i = 0; i < at; ++i) count += inner.items[i].count;
    node = inner.items[at].node;
  }
  return count + item_of(leaves_.nodes[node], entry);
}

FIRSTLOG_INLINE std::uint32_t Ranking::rank_of(const RankKey& key) const noexcept {
  return before_count({key, ActorId()}) + 1;  // an absent handle stands before all that share the key
}

FIRSTLOG_INLINE std::optional<std::uint32_t> Ranking::rank_of(ActorId rep) const noexcept {
  if (!contains(rep)) return std::nullopt;
  return rank_of(keys_[rep.index()]);
}

// `place` from 1 to count_.
FIRSTLOG_INLINE Ranking::Spot Ranking::spot_at(std::size_t place) const noexcept {
  auto left = static_cast<std::uint32_t>(place - 1);
  std::uint32_t node = root_;
  for (std::uint32_t level = height_; level > 0; --level) {
    const Inner& inner = inners_.nodes[node];
    std::uint32_t at = 0;
    for (; left >= inner.items[at].count; ++at) left -= inner.items[at].count;
    node = inner.items[at].node;
  }
  return {node, left};
}

FIRSTLOG_INLINE std::optional<RankedRep> Ranking::at(std::size_t place) const noexcept {
  if (place == 0 || place > count_) return std::nullopt;
  const Spot spot = spot_at(place);
  const Entry& entry = leaves_.nodes[spot.leaf].items[spot.item];
  return RankedRep{entry.rep, entry.key, rank_of(entry.key)};
}

FIRSTLOG_INLINE std::optional<std::int64_t> Ranking::closes_of_first() const noexcept {
  if (count_ == 0) return std::nullopt;
  const Spot spot = spot_at(1);
  return leaves_.nodes[spot.leaf].items[spot.item].key.closes;
}

FIRSTLOG_INLINE void Ranking::page(std::size_t place, std::size_t count_max,
                                   std::vector<RankedRep>& rows) const {
  rows.clear();
  if (place == 0 || place > count_) return;
  const std::size_t wanted = std::min(count_max, count_ - place + 1);
  rows.reserve(wanted);
  Spot spot = spot_at(place);
  while (rows.size() < wanted) {
    const Leaf& leaf = leaves_.nodes[spot.leaf];
    if (spot.item == leaf.size) {
      spot = {leaf.next, 0};
      continue;
    }
    const Entry& entry = leaf.items[spot.item++];
    std::uint32_t rank = static_cast<std::uint32_t>(place + rows.size());
    if (rows.empty())
      rank = rank_of(entry.key);  // a page may begin in the middle of a tie
    else if (rows.back().key == entry.key)
      rank = rows.back().rank;
    rows.push_back({entry.rep, entry.key, rank});
  }
}

FIRSTLOG_INLINE std::size_t Ranking::memory_bytes() const noexcept {
  return sizeof *this + leaves_.nodes.capacity() * sizeof(Leaf) + inners_.nodes.capacity() * sizeof(Inner) +
         keys_.capacity() * sizeof(RankKey) + known_.capacity();
}

}  // namespace firstlog::inline v1
