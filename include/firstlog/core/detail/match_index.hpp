// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Which contacts hold which match key (DOMAIN 4). Like the other containers of State it can be a branch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "firstlog/base/hash.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/core/detail/table.hpp"
#include "firstlog/rules/match_key.hpp"

namespace firstlog::inline v1::detail {

// One contact holds one key. Numbered from 1, never removed; a link whose contact is absent was dropped.
struct MatchLink {
  MatchKey key;
  ContactId contact;
  std::uint32_t next_of_key = 0;      // the first link of a key leads to its others, newest first
  std::uint32_t next_of_contact = 0;  // newest first
};

// The bytes of a key, as other tables intern them.
inline std::string_view bytes_of(const MatchKey& key) noexcept {
  return {reinterpret_cast<const char*>(&key), sizeof key};
}

// Memory: 28 bytes a link and, for each key, one slot of four bytes of which 3/8 to 3/4 are in use.
class MatchIndex {
 public:
  MatchIndex() = default;
  explicit MatchIndex(const MatchIndex* base) : base_(base), links_(&base->links_) {}

  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(links_.size()); }
  const MatchLink& operator[](std::uint32_t link) const noexcept { return links_[link - 1U]; }
  const Table<MatchLink>& links() const noexcept { return links_; }

  // The key's first link; 0 where nobody ever held it.
  std::uint32_t find(const MatchKey& key) const noexcept {
    if (base_ != nullptr)
      if (const std::uint32_t link = base_->find(key); link != 0) return link;
    if (slots_.empty()) return 0;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = home(key) & mask;; slot = (slot + 1) & mask) {
      if (slots_[slot] == 0) return 0;
      if ((*this)[slots_[slot]].key == key) return slots_[slot];
    }
  }

  // The contact holds the key from now on; answers the new link.
  std::uint32_t add(const MatchKey& key, ContactId contact, std::uint32_t next_of_contact) {
    const std::uint32_t first = find(key);
    MatchLink link;
    link.key = key;
    link.contact = contact;
    link.next_of_contact = next_of_contact;
    if (first != 0) link.next_of_key = (*this)[first].next_of_key;
    links_.append(link);
    if (first != 0)
      links_.edit(first - 1U).next_of_key = size();
    else
      place(size());
    return size();
  }
  // The contact holds the key no longer. The key's chain still leads through the link.
  void drop(std::uint32_t link) { links_.edit(link - 1U).contact = ContactId(); }
  void lead_on(std::uint32_t link, std::uint32_t next_of_contact) {
    links_.edit(link - 1U).next_of_contact = next_of_contact;
  }

  // Takes links in the order in which links() has them: what a snapshot holds.
  void restore(const MatchLink& link) {
    const bool first = find(link.key) == 0;
    links_.append(link);
    if (first) place(size());
  }

  void absorb_into(MatchIndex& base) {
    std::vector<std::uint32_t> firsts;
    for (const std::uint32_t link : slots_)
      if (link != 0) firsts.push_back(link);
    links_.absorb_into(base.links_);
    for (const std::uint32_t link : firsts) base.place(link);
    forget();
  }
  void restart() {
    links_.restart();
    forget();
  }
  void rebase(const MatchIndex* base) {
    base_ = base;
    links_.rebase(&base->links_);
    forget();
  }
  std::size_t memory_bytes() const noexcept {
    return links_.memory_bytes() + slots_.capacity() * sizeof(std::uint32_t);
  }

 private:
  static std::size_t home(const MatchKey& key) noexcept {
    return static_cast<std::size_t>(hash_of(bytes_of(key)));
  }
  void forget() {
    if (used_ != 0) slots_.assign(slots_.size() > 4096 ? 0 : slots_.size(), 0);
    used_ = 0;
  }
  void put(std::uint32_t link) noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = home((*this)[link].key) & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = link;
  }
  void place(std::uint32_t link) {
    if ((used_ + 1) * 4 > slots_.size() * 3) {
      std::vector<std::uint32_t> old(slots_.empty() ? 64 : slots_.size() * 2, 0);
      old.swap(slots_);
      for (const std::uint32_t one : old)
        if (one != 0) put(one);
    }
    put(link);
    ++used_;
  }

  const MatchIndex* base_ = nullptr;
  Table<MatchLink> links_;
  std::vector<std::uint32_t> slots_;  // first links of keys that the base does not know; 0: free
  std::size_t used_ = 0;
};

}  // namespace firstlog::inline v1::detail
