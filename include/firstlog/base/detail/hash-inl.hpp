// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstring>
#include <limits>

#include "firstlog/base/detail/int128.hpp"
#include "firstlog/base/hash.hpp"
#include "firstlog/base/ids.hpp"

namespace firstlog::inline v1 {
namespace detail {

// Both halves of the 128-bit product folded into one: each bit of the input reaches every bit.
inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  Uint128 product = static_cast<Uint128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

template <class T>
std::uint64_t load(const char* at) noexcept {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// Odd, about half of the bits set, no pattern: digits of pi, e and the golden ratio.
inline constexpr std::uint64_t hash_word_0 = 0x243F6A8885A308D3;
inline constexpr std::uint64_t hash_word_1 = 0xB7E151628AED2A6B;
inline constexpr std::uint64_t hash_word_2 = 0x9E3779B97F4A7C15;

// Arenas in chunks that double from `first` to `last` units (powers of two) and then stay: small
// indexes stay small, large ones never copy.
struct ChunkPlace {
  std::size_t chunk;
  std::uint64_t offset;
};
constexpr ChunkPlace chunk_place(std::uint64_t address, std::uint64_t first, std::uint64_t last) noexcept {
  if (address < first) return {0, address};
  std::size_t doublings = static_cast<std::size_t>(std::bit_width(last / first)) - 1;
  if (address >= last) return {doublings + static_cast<std::size_t>(address / last), address % last};
  std::uint64_t size = std::bit_floor(address);
  return {static_cast<std::size_t>(std::bit_width(address / first)), address - size};
}
constexpr std::uint64_t chunk_size(std::size_t chunk, std::uint64_t first, std::uint64_t last) noexcept {
  std::size_t doublings = static_cast<std::size_t>(std::bit_width(last / first)) - 1;
  return chunk == 0 ? first : chunk <= doublings ? first << (chunk - 1) : last;
}

// Address of a chunk's first unit.
constexpr std::uint64_t chunk_begin(std::size_t chunk, std::uint64_t first, std::uint64_t last) noexcept {
  std::size_t doublings = static_cast<std::size_t>(std::bit_width(last / first)) - 1;
  if (chunk == 0) return 0;
  return chunk <= doublings ? first << (chunk - 1) : last * (chunk - doublings);
}

inline constexpr std::uint64_t key_unit = 4;                  // keys begin at multiples of it
inline constexpr std::uint64_t key_chunk_first = 1024;        // units: 4 KiB
inline constexpr std::uint64_t key_chunk_last = 256 * 1024;   // units: 1 MiB
inline constexpr std::uint64_t place_block_first = 256;       // entries: 1 KiB
inline constexpr std::uint64_t place_block_last = 64 * 1024;  // entries: 256 KiB
inline constexpr std::size_t slots_first = 16;

}  // namespace detail

FIRSTLOG_INLINE std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed) noexcept {
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t state = seed ^ detail::hash_word_0;
  for (; left > 16; at += 16, left -= 16)
    state = detail::mix(detail::load<std::uint64_t>(at) ^ detail::hash_word_1,
                        detail::load<std::uint64_t>(at + 8) ^ state);
  // The last 1 to 16 bytes as two words that may overlap.
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  if (left >= 8) {
    a = detail::load<std::uint64_t>(at);
    b = detail::load<std::uint64_t>(at + left - 8);
  } else if (left >= 4) {
    a = detail::load<std::uint32_t>(at);
    b = detail::load<std::uint32_t>(at + left - 4);
  } else if (left > 0) {
    a = static_cast<unsigned char>(at[0]);
    b = static_cast<std::uint64_t>(static_cast<unsigned char>(at[left / 2])) << 8 |
        static_cast<unsigned char>(at[left - 1]);
  }
  state = detail::mix(a ^ detail::hash_word_1, b ^ state);
  return detail::mix(state ^ detail::hash_word_2, bytes.size() ^ detail::hash_word_1);
}

FIRSTLOG_INLINE std::uint32_t KeyIndex::tag_of(std::string_view key) const noexcept {
  return static_cast<std::uint32_t>(hash_of(key, seed_) >> 32);
}

FIRSTLOG_INLINE std::size_t KeyIndex::home_of(std::uint32_t tag) const noexcept {
  return static_cast<std::size_t>(static_cast<std::uint64_t>(tag) * slots_.size() >> 32);
}

// The slot that holds the key, or the free one where it would go. Only where there are slots.
FIRSTLOG_INLINE std::size_t KeyIndex::slot_of(std::string_view key, std::uint32_t tag) const noexcept {
  std::size_t at = home_of(tag);
  for (;;) {
    const Slot& slot = slots_[at];
    if (slot.number == 0 || (slot.tag == tag && key_of(slot.number) == key)) return at;
    if (++at == slots_.size()) at = 0;
  }
}

FIRSTLOG_INLINE std::uint32_t KeyIndex::find(std::string_view key) const noexcept {
  if (slots_.empty()) return 0;
  return slots_[slot_of(key, tag_of(key))].number;
}

FIRSTLOG_INLINE std::uint32_t KeyIndex::intern(std::string_view key) {
  if (key.empty() || key.size() > key_bytes_max) return 0;
  std::uint32_t tag = tag_of(key);
  std::size_t at = 0;
  if (!slots_.empty()) {
    at = slot_of(key, tag);
    if (slots_[at].number != 0) return slots_[at].number;
  }
  if (size_ == std::numeric_limits<std::uint32_t>::max() - 1) return 0;
  // At most 7 of 8 slots are taken, so that probing stays short and always ends.
  if ((static_cast<std::uint64_t>(size_) + 1) * 8 > static_cast<std::uint64_t>(slots_.size()) * 7) {
    grow();
    at = slot_of(key, tag);
  }
  if (!append(key)) return 0;
  slots_[at] = {tag, ++size_};
  return size_;
}

// Half as many slots again. The tag alone says where a slot goes: no key is read.
FIRSTLOG_INLINE void KeyIndex::grow() {
  std::size_t count = slots_.empty() ? detail::slots_first : slots_.size() + slots_.size() / 2;
  std::vector<Slot> old(count);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.number == 0) continue;
    std::size_t at = home_of(slot.tag);
    while (slots_[at].number != 0)
      if (++at == slots_.size()) at = 0;
    slots_[at] = slot;
  }
}

// Puts the key's bytes and place behind the others. False where the address space is full.
FIRSTLOG_INLINE bool KeyIndex::append(std::string_view key) {
  using namespace detail;
  auto units_of = [](std::size_t bytes) { return (bytes + key_unit - 1) / key_unit; };
  std::size_t needed = units_of(key.size() + 1);
  bool fits = !keys_.empty() && units_of(keys_.back().size()) + needed <=
                                    chunk_size(keys_.size() - 1, key_chunk_first, key_chunk_last);
  std::size_t chunk = fits ? keys_.size() - 1 : keys_.size();
  std::uint64_t place =
      chunk_begin(chunk, key_chunk_first, key_chunk_last) + (fits ? units_of(keys_.back().size()) : 0);
  if (place > std::numeric_limits<std::uint32_t>::max()) return false;

  // Everything that may throw comes first; an empty chunk or block left behind is simply used next.
  std::size_t block = chunk_place(size_, place_block_first, place_block_last).chunk;
  if (block == places_.size()) places_.emplace_back();
  if (places_[block].capacity() == 0)
    places_[block].reserve(chunk_size(block, place_block_first, place_block_last));
  if (chunk == keys_.size()) keys_.emplace_back();
  if (keys_[chunk].capacity() == 0)
    keys_[chunk].reserve(chunk_size(chunk, key_chunk_first, key_chunk_last) * key_unit);

  std::vector<char>& bytes = keys_[chunk];
  bytes.resize(units_of(bytes.size()) * key_unit);
  bytes.push_back(static_cast<char>(static_cast<unsigned char>(key.size())));
  bytes.insert(bytes.end(), key.begin(), key.end());
  places_[block].push_back(static_cast<std::uint32_t>(place));
  return true;
}

FIRSTLOG_INLINE std::string_view KeyIndex::key_of(std::uint32_t number) const noexcept {
  if (number == 0 || number > size_) return {};
  using namespace detail;
  ChunkPlace entry = chunk_place(number - 1U, place_block_first, place_block_last);
  std::uint64_t place = places_[entry.chunk][entry.offset];
  ChunkPlace key = chunk_place(place, key_chunk_first, key_chunk_last);
  const char* at = keys_[key.chunk].data() + key.offset * key_unit;
  return {at + 1, static_cast<unsigned char>(*at)};
}

FIRSTLOG_INLINE std::size_t KeyIndex::memory_bytes() const noexcept {
  std::size_t bytes = slots_.capacity() * sizeof(Slot) + keys_.capacity() * sizeof(std::vector<char>) +
                      places_.capacity() * sizeof(std::vector<std::uint32_t>);
  for (const std::vector<char>& chunk : keys_) bytes += chunk.capacity();
  for (const std::vector<std::uint32_t>& block : places_) bytes += block.capacity() * sizeof(std::uint32_t);
  return bytes;
}

}  // namespace firstlog::inline v1
