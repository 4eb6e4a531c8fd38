// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The order of a leaderboard, kept while it changes (DOMAIN 11): who stands at which rank is answered
// at once, without sorting everybody anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"

namespace firstlog::inline v1 {

// What a rep is ranked by: more net verified closes, then more net revenue, then the earlier last
// approval. Both figures may be negative, after a reversal of what an earlier period had paid. The
// approval counts only where there are closes: without one, two of equal revenue are equal. Closes are in
// any unit, the same for all of a ranking: Performance counts CloseCount::parts.
struct RankKey {
  std::int64_t closes = 0;
  std::int64_t revenue_minor = 0;
  Instant last_approval = {};

  // Equal keys share a rank.
  friend constexpr bool operator==(const RankKey& a, const RankKey& b) noexcept {
    return a.closes == b.closes && a.revenue_minor == b.revenue_minor &&
           (a.closes <= 0 || a.last_approval == b.last_approval);
  }
  // Whether `a` stands above `b`: is the better one.
  friend constexpr bool stands_above(const RankKey& a, const RankKey& b) noexcept {
    if (a.closes != b.closes) return a.closes > b.closes;
    if (a.revenue_minor != b.revenue_minor) return a.revenue_minor > b.revenue_minor;
    return a.closes > 0 && a.last_approval < b.last_approval;
  }
};

struct RankedRep {
  ActorId rep;
  RankKey key;
  std::uint32_t rank = 0;  // from 1; equal keys share one

  friend bool operator==(const RankedRep&, const RankedRep&) noexcept = default;
};

// Reps in the order of their keys; those with equal keys in the order of their handles. What stands
// where depends on the present keys only, never on the order in which they came.
//
// Places are counted from 1, without gaps. A rank is the place of the first of those who share it: 1,
// 2, 2, 4. A page from rank r therefore begins with everybody who shares r.
//
// Time: update, remove, rank_of, at and the start of a page are logarithmic in the number of reps.
// Memory: about 100 bytes a rep; handles are taken to be dense. Copies are independent; what was moved
// from may be assigned to and destroyed. Where memory runs out, update throws and changes nothing.
// Threads: one writer or any number of readers.
class Ranking {
 public:
  // Adds the rep, or moves it to where `key` stands now, upwards or downwards. An absent handle is
  // passed over.
  FIRSTLOG_API void update(ActorId rep, const RankKey& key);
  // Answers whether the rep was there.
  FIRSTLOG_API bool remove(ActorId rep) noexcept;
  FIRSTLOG_API void clear() noexcept;

  std::size_t count() const noexcept { return count_; }
  bool contains(ActorId rep) const noexcept {
    return rep.present() && rep.index() < known_.size() && known_[rep.index()] != 0;
  }

  // Nothing where the rep is not in the ranking.
  std::optional<RankKey> key_of(ActorId rep) const noexcept {
    if (!contains(rep)) return std::nullopt;
    return keys_[rep.index()];
  }
  FIRSTLOG_API std::optional<std::uint32_t> rank_of(ActorId rep) const noexcept;
  // The rank that a rep of this key has, or would have if it were added.
  FIRSTLOG_API std::uint32_t rank_of(const RankKey& key) const noexcept;

  // Who stands at a place. Nothing at 0 and beyond count().
  FIRSTLOG_API std::optional<RankedRep> at(std::size_t place) const noexcept;
  // The closes of whoever leads; nothing where nobody is in the ranking.
  FIRSTLOG_API std::optional<std::int64_t> closes_of_first() const noexcept;
  // Replaces `rows` with those from a place (or rank) on, at most `count_max`. Empty at 0 and beyond
  // count().
  FIRSTLOG_API void page(std::size_t place, std::size_t count_max, std::vector<RankedRep>& rows) const;

  FIRSTLOG_API std::size_t memory_bytes() const noexcept;

 private:
  // A B-tree that knows how many reps stand below each branch. Nodes are named by their place in one
  // vector each, so that copying needs no code, and hold their rows side by side.
  struct Entry {
    RankKey key;
    ActorId rep;
  };
  struct Branch {
    Entry low;  // nobody below stands before this; never asked of a node's first
    std::uint32_t node = 0;
    std::uint32_t count = 0;  // reps below
  };
  // `next`: of a leaf the one behind it, of a node that is not in use the next such.
  template <class Item, std::uint32_t Capacity>
  struct Node {
    static constexpr std::uint32_t capacity = Capacity;
    std::uint32_t size = 0;
    std::uint32_t next = 0;
    Item items[Capacity];
  };
  // The first node of a pool stands for "none" and holds nothing.
  template <class N>
  struct Pool {
    std::vector<N> nodes;
    std::uint32_t free = 0;
  };
  using Leaf = Node<Entry, 64>;
  using Inner = Node<Branch, 32>;
  struct Spot {
    std::uint32_t leaf = 0;
    std::uint32_t item = 0;
  };

  static bool before(const Entry& a, const Entry& b) noexcept;
  static std::uint32_t branch_of(const Inner& inner, const Entry& entry) noexcept;
  static std::uint32_t item_of(const Leaf& leaf, const Entry& entry) noexcept;
  template <class N>
  static void make_room(Pool<N>& pool, std::size_t count);
  template <class N>
  static std::uint32_t take(Pool<N>& pool) noexcept;
  template <class N>
  static void give_back(Pool<N>& pool, std::uint32_t node) noexcept;
  template <class N>
  void split(Pool<N>& pool, std::uint32_t parent, std::uint32_t at) noexcept;
  template <class N>
  void refill(Pool<N>& pool, std::uint32_t parent, std::uint32_t at) noexcept;
  std::uint32_t reps_below(std::uint32_t node, std::uint32_t level) const noexcept;
  std::uint32_t size_of(std::uint32_t node, std::uint32_t level) const noexcept;
  void insert(const Entry& entry) noexcept;
  void erase(const Entry& entry) noexcept;
  std::uint32_t before_count(const Entry& entry) const noexcept;
  Spot spot_at(std::size_t place) const noexcept;

  Pool<Leaf> leaves_;
  Pool<Inner> inners_;
  std::uint32_t root_ = 0;
  std::uint32_t height_ = 0;  // levels above the leaves
  std::uint32_t count_ = 0;
  std::vector<RankKey> keys_;        // by ActorId::index
  std::vector<std::uint8_t> known_;  // parallel to keys_: 1 where the rep is in the ranking
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/views/detail/ranking-inl.hpp"  // IWYU pragma: export
#endif
