// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Hashing for tables in memory, and the table that gives every host key a dense handle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// A fast hash for hash tables. Not cryptographic, and its values change between versions: never
// store or send one. Whoever takes keys from strangers passes a random seed.
FIRSTLOG_API std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed = 0) noexcept;

// Interns host keys of 1 to 128 bytes (ids.hpp): each new key gets the next number, from 1 up, and
// keeps it. Keys are never removed. Up to 4,294,967,294 keys and 16 GiB of them.
//
// Memory: the keys' own bytes and at most 24 bytes a key beyond them once there are a few
// thousand; while the table grows, its old and its new slots stand side by side for a moment.
// Threads: any number may read while none writes. What key_of() answers stays valid as long as the
// index, also where it is moved. Not copyable.
class KeyIndex {
 public:
  // `seed` mixes the hash; it changes no answer.
  explicit KeyIndex(std::uint64_t seed = 0) noexcept : seed_(seed) {}
  KeyIndex(KeyIndex&& other) noexcept
      : slots_(std::move(other.slots_)),
        keys_(std::move(other.keys_)),
        places_(std::move(other.places_)),
        seed_(other.seed_),
        size_(std::exchange(other.size_, 0)) {}
  KeyIndex& operator=(KeyIndex&& other) noexcept {
    slots_ = std::exchange(other.slots_, {});
    keys_ = std::exchange(other.keys_, {});
    places_ = std::exchange(other.places_, {});
    seed_ = other.seed_;
    size_ = std::exchange(other.size_, 0);
    return *this;
  }
  KeyIndex(const KeyIndex&) = delete;
  KeyIndex& operator=(const KeyIndex&) = delete;

  // The key's number; 0 where it was never interned.
  FIRSTLOG_API std::uint32_t find(std::string_view key) const noexcept;

  // The key's number, a new one where it is unknown. 0 where the key is empty or longer than 128
  // bytes, or the index is full. Throws std::bad_alloc, and then nothing has changed.
  FIRSTLOG_API std::uint32_t intern(std::string_view key);

  // The key with this number; empty where there is none.
  FIRSTLOG_API std::string_view key_of(std::uint32_t number) const noexcept;

  // How many keys there are, which is also the highest number.
  std::uint32_t size() const noexcept { return size_; }

  // Bytes allocated in all, the keys' own included.
  FIRSTLOG_API std::size_t memory_bytes() const noexcept;

 private:
  // A slot stands as near behind tag × slots / 2^32 as the ones before it allow. `number` 0: free.
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t number = 0;
  };

  std::uint32_t tag_of(std::string_view key) const noexcept;
  std::size_t home_of(std::uint32_t tag) const noexcept;
  std::size_t slot_of(std::string_view key, std::uint32_t tag) const noexcept;
  void grow();
  bool append(std::string_view key);

  std::vector<Slot> slots_;
  // Chunks of keys, each one length byte and its bytes, aligned to four; never reallocated.
  std::vector<std::vector<char>> keys_;
  // Where key number n begins, in units of four bytes; in blocks, so that growing copies nothing.
  std::vector<std::vector<std::uint32_t>> places_;
  std::uint64_t seed_ = 0;
  std::uint32_t size_ = 0;
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/base/detail/hash-inl.hpp"  // IWYU pragma: export
#endif
