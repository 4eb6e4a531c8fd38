// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/rules/detail/folded.hpp"
#include "firstlog/rules/place.hpp"

namespace firstlog::inline v1 {

namespace detail {

// Base letters of U+00C0 to U+017F, one per code point: what remains when the mark is taken away. A
// dot is no letter. (Ligatures give their first letter: sorting needs no more.)
inline constexpr std::string_view latin_base_letters =
    "AAAAAAACEEEEIIIIDNOOOOO.OUUUUYTSAAAAAAACEEEEIIIIDNOOOOO.OUUUUYTY"      // U+00C0
    "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLLLLLN"  // U+0100
    "NNNNNNNNOOOOOOOORRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS";         // U+0144

}  // namespace detail

FIRSTLOG_INLINE SortKey fold_name(std::string_view name) noexcept {
  char folded[SortKey::size];
  std::size_t count = 0;
  for (std::size_t i = 0; i < name.size() && count < SortKey::size;) {
    const auto byte = static_cast<unsigned char>(name[i]);
    char c = 0;
    if (byte < 0x80) {
      ++i;
      if (byte >= 'a' && byte <= 'z')
        c = static_cast<char>(byte - 'a' + 'A');
      else if ((byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9'))
        c = static_cast<char>(byte);
    } else if (byte >= 0xC3 && byte <= 0xC5 && i + 1 < name.size() &&
               (static_cast<unsigned char>(name[i + 1]) & 0xC0U) == 0x80U) {
      const unsigned point = ((byte & 0x1FU) << 6U) | (static_cast<unsigned char>(name[i + 1]) & 0x3FU);
      i += 2;
      if (point >= 0xC0 && point - 0xC0 < detail::latin_base_letters.size()) {
        c = detail::latin_base_letters[point - 0xC0];
        if (c == '.') c = 0;
      }
    } else {
      ++i;  // lead and continuation bytes of everything else
    }
    if (c != 0) folded[count++] = c;
  }
  return SortKey::from_folded({folded, count});
}

namespace detail {

constexpr char capital(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace detail

FIRSTLOG_INLINE Place Place::of(std::string_view country, std::string_view region,
                                std::string_view postcode) noexcept {
  Place place;
  if (country.size() > 2 || region.size() > 3) {
    place.country = {'?', '?'};  // no capital letter: not valid
    return place;
  }
  for (std::size_t i = 0; i < country.size(); ++i) place.country[i] = detail::capital(country[i]);
  for (std::size_t i = 0; i < region.size(); ++i) place.region[i] = detail::capital(region[i]);
  place.postcode = fold_name(postcode);
  return place;
}

FIRSTLOG_INLINE bool Place::valid() const noexcept {
  const bool no_country = country[0] == 0 && country[1] == 0;
  if (!no_country && !detail::is_country({country.data(), country.size()})) return false;
  const std::string_view code = region_view();
  for (std::size_t i = code.size(); i < region.size(); ++i)
    if (region[i] != 0) return false;
  return detail::folded(code) && detail::folded(postcode.view()) &&
         postcode == SortKey::from_folded(postcode.view());
}

FIRSTLOG_INLINE std::string Place::text() const {
  std::string made;
  if (!present()) return made;
  made.append(country_view()).append("-").append(region_view()).append("-").append(postcode.view());
  return made;
}

FIRSTLOG_INLINE std::optional<Place> Place::parse(std::string_view text) noexcept {
  const std::size_t first = text.find('-');
  const std::size_t second = first == std::string_view::npos ? first : text.find('-', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const std::string_view country = text.substr(0, first);
  const std::string_view region = text.substr(first + 1, second - first - 1);
  const std::string_view postcode = text.substr(second + 1);
  if (country.size() > 2 || region.size() > 3 || postcode.size() > SortKey::size) return std::nullopt;
  Place place;
  std::copy(country.begin(), country.end(), place.country.begin());
  std::copy(region.begin(), region.end(), place.region.begin());
  place.postcode = SortKey::from_folded(postcode);
  // One text for each place: what was cut or stood behind a zero byte shows here.
  if (!place.present() || !place.valid() || place.country_view() != country ||
      place.region_view() != region || place.postcode.view() != postcode)
    return std::nullopt;
  return place;
}

}  // namespace firstlog::inline v1
