// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who may call a contact, by rule: territory, niche, alphabet, shares (DOMAIN 4).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1 {

// The first eight letters and digits of a name in collation order, folded: what an alphabetical rule
// compares. Zero bytes fill the rest. It is short on purpose: the journal may hold it where the name
// itself may not stand.
class SortKey {
 public:
  static constexpr std::size_t size = 8;
  constexpr SortKey() noexcept = default;
  // `bytes` are at most eight bytes in the order that std::memcmp gives; more are cut.
  static constexpr SortKey from_folded(std::string_view bytes) noexcept {
    SortKey key;
    for (std::size_t i = 0; i < size && i < bytes.size(); ++i) key.bytes_[i] = bytes[i];
    return key;
  }
  constexpr std::string_view view() const noexcept {
    std::size_t n = 0;
    while (n < size && bytes_[n] != 0) ++n;
    return {bytes_.data(), n};
  }
  constexpr bool present() const noexcept { return bytes_[0] != 0; }
  friend constexpr bool operator==(const SortKey&, const SortKey&) noexcept = default;
  friend constexpr auto operator<=>(const SortKey& a, const SortKey& b) noexcept {
    return a.view() <=> b.view();
  }

 private:
  std::array<char, size> bytes_{};
};

// The collator built in: letters A–Z and a–z become A–Z, digits stay and sort before letters, the
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

// One of several reps who share the contacts of a rule.
struct PoolMember {
  std::string rep;                   // host key of an actor with the role rep
  std::int32_t weight = 1;           // 1 to 10,000: parts of the whole
  std::optional<int> capacity = {};  // open contacts at most, 0 and up; the same wherever the rep stands

  friend bool operator==(const PoolMember&, const PoolMember&) = default;
};

// A contact goes to `rep`, or to one of `reps`, where every condition that is set holds.
struct AssignmentRule {
  std::string name;          // for people: "builders A–K"
  std::string niche;         // empty: any
  std::string from;          // folded, empty: no lower end
  std::string to;            // folded, inclusive with everything that begins with it: to "K" holds "KZ"
  std::string rep;           // host key of an actor with the role rep; empty where `reps` is set
  std::string country = {};  // ISO 3166 alpha-2; empty: any
  std::string region = {};   // of that country; empty: any
  std::string postcode_prefix = {};   // of that country, folded: "10" holds "1010"; not beside a range
  std::string postcode_from = {};     // of that country, folded, empty: no lower end
  std::string postcode_to = {};       // folded, inclusive with everything that begins with it
  std::vector<PoolMember> reps = {};  // 1 to 256 who take turns by their weights

  friend bool operator==(const AssignmentRule&, const AssignmentRule&) = default;
};

// Checks: every rule names a rep or several, and has a condition; only a rule of several reps may have
// none: it shares what no other rule takes. No range is empty. Two rules of one rank that would both
// take one contact are an overlap, refused with such a contact as witness. The ranks go before one
// another whatever the rules' places in the list: territory with niche, territory, niche, alphabetical,
// without condition. O(n log n), times the number of regions in a country that also has rules for all
// of its regions.
FIRSTLOG_API Result<void> check_assignment(const std::vector<AssignmentRule>& rules);

// A contact that nobody takes, one for each gap.
struct AssignmentGap {
  Place place;
  std::string name;  // its sort key; empty: any, or none

  friend bool operator==(const AssignmentGap&, const AssignmentGap&) = default;
};

// What no rule takes, among contacts of no ruled niche: names outside all alphabetical ranges, and in
// each country that territory rules name, the postcodes and regions that they and the alphabetical ones
// leave out. Empty where there is none, and where a rule without condition takes the rest. Countries
// that no rule names, and contacts without a name or postcode where rules ask for one, are no gaps.
// Where all bounds of a country's postcodes are digits, its postcodes are taken for numbers as long as
// the longest bound.
// `rules` must have passed check_assignment.
FIRSTLOG_API std::vector<AssignmentGap> assignment_gaps(const std::vector<AssignmentRule>& rules);

// The conditions of a rule, in the order in which they are asked.
enum class AssignmentCondition : std::uint8_t { none = 0, country, region, postcode, niche, name };

constexpr std::string_view name_of(AssignmentCondition condition) noexcept {
  constexpr std::string_view names[] = {"none", "country", "region", "postcode", "niche", "name"};
  return names[static_cast<int>(condition)];
}

// How a rule stood to a contact.
struct AssignmentStep {
  std::uint32_t rule = 0;                                  // its place in the list
  AssignmentCondition failed = AssignmentCondition::none;  // the first that did not hold; none: all did
  bool decides = false;                                    // the first in rank whose conditions hold
};

// Every rule by its rank, with what kept it from the contact. `rules` must have passed
// check_assignment; at most one step decides.
FIRSTLOG_API std::vector<AssignmentStep> explain_rules(const std::vector<AssignmentRule>& rules,
                                                       const ContactTraits& traits);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/assignment-inl.hpp"        // IWYU pragma: export
#include "firstlog/rules/detail/assignment_check-inl.hpp"  // IWYU pragma: export
#endif
