// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What assignment rules ask about a contact: where it is, its niche, and what it sorts by (DOMAIN 4).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/rules/sort_key.hpp"

namespace firstlog::inline v1 {

// The order built in: letters A–Z and a–z become A–Z, digits stay and sort before letters, the
// common Latin letters with marks (U+00C0–U+017F) lose them ("Ångström" sorts with A), everything
// else is passed over. `name` is UTF-8; what is not valid UTF-8 is passed over.
FIRSTLOG_API SortKey fold_name(std::string_view name) noexcept;

// Where a contact is, as far as territory rules ask: 13 bytes, folded, no address.
struct Place {
  std::array<char, 2> country{};  // ISO 3166 alpha-2, A-Z; zero bytes: none
  std::array<char, 3> region{};   // one to three of A-Z and 0-9, as in ISO 3166-2; zero bytes fill the rest
  SortKey postcode;               // its first eight letters and digits, folded as a name is

  // Takes the parts as people write them; empty: none. Letters become capitals. A country or region
  // that is not one gives a place that is not valid().
  FIRSTLOG_API static Place of(std::string_view country, std::string_view region,
                               std::string_view postcode) noexcept;
  // Reads what text() wrote; nothing for any other text.
  FIRSTLOG_API static std::optional<Place> parse(std::string_view text) noexcept;
  // "AT-9-1010": country, region and postcode, each of which may be empty; empty where all are.
  FIRSTLOG_API std::string text() const;

  FIRSTLOG_API bool valid() const noexcept;
  bool present() const noexcept { return country[0] != 0 || region[0] != 0 || postcode.present(); }
  std::string_view country_view() const noexcept {
    return {country.data(), country[0] == 0 ? std::size_t{0} : country.size()};
  }
  std::string_view region_view() const noexcept {
    std::size_t n = 0;
    while (n < region.size() && region[n] != 0) ++n;
    return {region.data(), n};
  }
  friend bool operator==(const Place&, const Place&) noexcept = default;
};

// What assignment rules ask about a contact.
struct ContactTraits {
  Place place = {};
  std::string_view niche = {};
  SortKey sort_key = {};
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/place-inl.hpp"  // IWYU pragma: export
#endif
