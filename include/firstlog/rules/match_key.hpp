// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What makes two contacts suspected duplicates: an equal key of an equal kind (DOMAIN 4). The host
// normalises (E.164, lower-case mail, bare web domain, folded name and postcode) and hashes under a
// secret of its own (journal/match_keys.hpp), so that no number or address stands in the journal
// (DESIGN 3.17).
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"

namespace firstlog::inline v1 {

// Numbers are fixed for ever.
enum class MatchKind : std::uint8_t { phone = 1, email = 2, domain = 3, name_and_postcode = 4, other = 5 };
inline constexpr int match_kind_count = 6;  // one more than the largest number

constexpr std::string_view name_of(MatchKind kind) noexcept {
  constexpr std::string_view names[match_kind_count] = {
      "", "phone", "email", "domain", "name_and_postcode", "other"};
  const auto number = static_cast<std::size_t>(kind);
  return number < match_kind_count ? names[number] : std::string_view();
}

inline constexpr std::size_t match_keys_max = 32;  // of one contact

// 16 bytes: the kind, then the first 15 bytes of a keyed hash.
struct MatchKey {
  static constexpr std::size_t hash_size = 15;

  MatchKind kind = MatchKind::phone;
  std::array<std::byte, hash_size> hash{};

  friend bool operator==(const MatchKey&, const MatchKey&) = default;
  friend auto operator<=>(const MatchKey&, const MatchKey&) = default;
};
static_assert(sizeof(MatchKey) == 16);

}  // namespace firstlog::inline v1
