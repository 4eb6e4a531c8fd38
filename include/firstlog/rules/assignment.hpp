// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who may call a contact, by rule: territory, niche, alphabet, shares (DOMAIN 4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/rules/collator.hpp"
#include "firstlog/rules/place.hpp"

namespace firstlog::inline v1 {

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
  std::string from;          // folded, empty: no lower end; under a collation, as people write it
  std::string to;            // the same, inclusive with everything that begins with it: to "K" holds "KZ"
  std::string rep;           // host key of an actor with the role rep; empty where `reps` is set
  std::string country = {};  // ISO 3166 alpha-2; empty: any
  std::string region = {};   // of that country; empty: any
  std::string postcode_prefix = {};   // of that country, folded: "10" holds "1010"; not beside a range
  std::string postcode_from = {};     // of that country, folded, empty: no lower end
  std::string postcode_to = {};       // folded, inclusive with everything that begins with it
  std::vector<PoolMember> reps = {};  // 1 to 256 who take turns by their weights

  friend bool operator==(const AssignmentRule&, const AssignmentRule&) = default;
};

// Under a collation `collator` is the policy's, here and below; null: the order built in.

// Checks each rule by itself: it names a rep or several, and has a condition; only a rule of several reps may
// have none: it shares what no other rule takes. No range is empty.
FIRSTLOG_API Result<void> check_assignment_rules(const std::vector<AssignmentRule>& rules,
                                                 const Collator* collator = nullptr);

// Two rules of one rank that would both take one contact, which is told. The ranks go before one another
// whatever the rules' places in the list: territory with niche, territory, niche, alphabetical, without
// condition.
struct AssignmentOverlap {
  std::uint32_t rule = 0;  // its place in the list
  std::uint32_t other = 0;
  Place place;
  std::string name;   // as far as names decide; empty: any, or none
  std::string niche;  // empty: any, or none

  friend bool operator==(const AssignmentOverlap&, const AssignmentOverlap&) = default;
};

// For each rule that overlaps with others of its country, region and niche one of them. `rules` must have
// passed check_assignment_rules. O(n log n), times the number of regions in a country that also has rules for
// all of its regions.
FIRSTLOG_API std::vector<AssignmentOverlap> assignment_overlaps(const std::vector<AssignmentRule>& rules,
                                                                const Collator* collator = nullptr);

// Both: what check_assignment_rules asks, and that there is no overlap; the first is named with its witness.
FIRSTLOG_API Result<void> check_assignment(const std::vector<AssignmentRule>& rules,
                                           const Collator* collator = nullptr);

// A contact that nobody takes, one for each gap.
struct AssignmentGap {
  Place place;
  std::string name;  // its sort key, or under a collation a name; empty: any, or none

  friend bool operator==(const AssignmentGap&, const AssignmentGap&) = default;
};

// What no rule takes, among contacts of no ruled niche: names outside all alphabetical ranges, and in
// each country that territory rules name, the postcodes and regions that they and the alphabetical ones
// leave out. Empty where there is none, and where a rule without condition takes the rest. Countries
// that no rule names, and contacts without a name or postcode where rules ask for one, are no gaps.
// Where all bounds of a country's postcodes are digits, its postcodes are taken for numbers as long as
// the longest bound.
// Under a collation names are looked for that are made of the language's letters and digits.
// `rules` must have passed check_assignment_rules.
FIRSTLOG_API std::vector<AssignmentGap> assignment_gaps(const std::vector<AssignmentRule>& rules,
                                                        const Collator* collator = nullptr);

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
                                                       const ContactTraits& traits,
                                                       const Collator* collator = nullptr);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/assignment-inl.hpp"        // IWYU pragma: export
#include "firstlog/rules/detail/assignment_check-inl.hpp"  // IWYU pragma: export
#endif
