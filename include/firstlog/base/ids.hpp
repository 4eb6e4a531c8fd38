// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Identities. A host names things by its own keys (any UTF-8 text of 1 to 128 bytes); inside an
// organisation each key is interned once, in journal order, and becomes a dense handle.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Longest host key in bytes.
inline constexpr std::size_t key_bytes_max = 128;

// A dense handle, counted from 1 in the order in which the organisation's journal introduced the
// things. A default-constructed handle is absent: it names nothing. Handles of two organisations
// have nothing to do with each other.
template <class Tag>
class Id {
 public:
  constexpr Id() noexcept = default;
  constexpr explicit Id(std::uint32_t number) noexcept : number_(number) {}

  // The number itself, 1 and up; 0 where absent.
  constexpr std::uint32_t number() const noexcept { return number_; }
  constexpr bool present() const noexcept { return number_ != 0; }
  constexpr explicit operator bool() const noexcept { return present(); }
  // Place in a dense array. Only where present().
  constexpr std::size_t index() const noexcept { return number_ - 1U; }
  static constexpr Id at_index(std::size_t index) noexcept {
    return Id(static_cast<std::uint32_t>(index + 1));
  }

  friend constexpr bool operator==(Id, Id) noexcept = default;
  friend constexpr auto operator<=>(Id a, Id b) noexcept { return a.number_ <=> b.number_; }

 private:
  std::uint32_t number_ = 0;
};

using ActorId = Id<struct ActorTag>;      // a person or a machine that gives commands
using ContactId = Id<struct ContactTag>;  // one location of a business on a campaign list
using DealId = Id<struct DealTag>;        // one possible sale to a contact

// Place of an event in its organisation's journal: gap-free, 1 and up; 0 is "before the first".
// The lower position always is the earlier event (DOMAIN 5).
class Position {
 public:
  constexpr Position() noexcept = default;
  constexpr explicit Position(std::uint64_t number) noexcept : number_(number) {}
  constexpr std::uint64_t number() const noexcept { return number_; }
  constexpr bool present() const noexcept { return number_ != 0; }
  constexpr Position plus(std::uint64_t count) const noexcept { return Position(number_ + count); }
  friend constexpr bool operator==(Position, Position) noexcept = default;
  friend constexpr auto operator<=>(Position a, Position b) noexcept { return a.number_ <=> b.number_; }

 private:
  std::uint64_t number_ = 0;
};

}  // namespace firstlog::inline v1
