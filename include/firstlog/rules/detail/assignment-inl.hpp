// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/base/text.hpp"
#include "firstlog/rules/assignment.hpp"

namespace firstlog::inline v1 {

namespace detail {

// Base letters of U+00C0 to U+017F, one per code point: what remains when the mark is taken away. A
// dot is no letter. (Ligatures give their first letter: sorting needs no more.)
inline constexpr std::string_view latin_base_letters =
    "AAAAAAACEEEEIIIIDNOOOOO.OUUUUYTSAAAAAAACEEEEIIIIDNOOOOO.OUUUUYTY"      // U+00C0
    "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLLLLLN"  // U+0100
    "NNNNNNNNOOOOOOOORRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS";         // U+0144

// Whether a range of prefixes holds a key: from <= key, and key <= to or key begins with to.
inline bool range_holds(const AssignmentRule& rule, std::string_view key) noexcept {
  return key >= rule.from && (rule.to.empty() || key.substr(0, rule.to.size()) <= rule.to);
}

inline Error assignment_error(std::size_t index, std::string_view member, std::string_view reason,
                              std::string_view remedy) {
  Error error(Status::malformed, "policy.assignment[", reason, remedy);
  error.place.append_number(static_cast<std::int64_t>(index)).append("]");
  if (!member.empty()) error.place.append(".").append(member);
  return error;
}

inline bool folded(std::string_view text) noexcept {
  if (text.size() > SortKey::size) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

// The smallest key above every key that a range ending in `to` holds; empty where there is none.
inline std::string after_range(std::string to) {
  while (!to.empty()) {
    char& last = to.back();
    if (last == '9') {
      last = 'A';
      return to;
    }
    if (last != 'Z') {
      ++last;
      return to;
    }
    to.pop_back();
  }
  return to;
}

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

FIRSTLOG_INLINE Result<void> check_assignment(const std::vector<AssignmentRule>& rules) {
  using detail::assignment_error;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const AssignmentRule& rule = rules[i];
    if (!rule.name.empty() && !valid_key(rule.name))
      return assignment_error(i, "name",
                              "a rule's name has at most 128 bytes of UTF-8, no control characters",
                              "shorten or correct it");
    if (!valid_key(rule.rep))
      return assignment_error(i, "rep", "a rule names the rep who gets the contacts", "give the rep's key");
    if (rule.niche.empty() && rule.from.empty() && rule.to.empty())
      return assignment_error(i, "", "the rule has no condition", "give a niche or an alphabetical range");
    if (rule.niche.size() > 64 || (!rule.niche.empty() && !valid_key(rule.niche)))
      return assignment_error(i, "niche", "a niche has 1 to 64 bytes of UTF-8 without control characters",
                              "shorten or correct it");
    if (!detail::folded(rule.from))
      return assignment_error(i, "from", "the bound is not 1 to 8 of A-Z and 0-9",
                              "write \"A\", not \"a\" or \"Ä\"");
    if (!detail::folded(rule.to))
      return assignment_error(i, "to", "the bound is not 1 to 8 of A-Z and 0-9", "write \"K\", not \"k\"");
    if (!rule.to.empty() && !detail::range_holds(rule, rule.from) &&
        std::string_view(rule.from).substr(0, rule.to.size()) > rule.to)
      return assignment_error(i, "to", "the range is empty", "let it end behind its beginning");
  }
  std::vector<std::size_t> order(rules.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rules[a].niche != rules[b].niche ? rules[a].niche < rules[b].niche : rules[a].from < rules[b].from;
  });
  for (std::size_t k = 1; k < order.size(); ++k) {
    const AssignmentRule& before = rules[order[k - 1]];
    const AssignmentRule& rule = rules[order[k]];
    if (before.niche != rule.niche || !detail::range_holds(before, rule.from)) continue;
    Error error =
        assignment_error(order[k], "", "overlaps with assignment[", "let one of the two end earlier");
    error.reason.append_number(static_cast<std::int64_t>(order[k - 1])).append("]: both take ");
    // Where neither has a lower end, both hold the smallest key there is.
    error.reason.append(rule.from.empty() ? std::string_view("0") : std::string_view(rule.from));
    if (!rule.niche.empty()) error.reason.append(" in niche ").append(rule.niche);
    return error;
  }
  return {};
}

FIRSTLOG_INLINE std::vector<std::string> assignment_gaps(const std::vector<AssignmentRule>& rules) {
  std::vector<const AssignmentRule*> ranges;
  for (const AssignmentRule& rule : rules)
    if (rule.niche.empty()) ranges.push_back(&rule);
  std::vector<std::string> gaps;
  if (ranges.empty()) return gaps;
  std::sort(ranges.begin(), ranges.end(),
            [](const AssignmentRule* a, const AssignmentRule* b) { return a->from < b->from; });
  std::string next = "0";  // the smallest key that no range has taken so far
  for (const AssignmentRule* range : ranges) {
    if (range->from > next) gaps.push_back(next);
    next = detail::after_range(range->to);
    if (next.empty()) return gaps;
  }
  gaps.push_back(next);
  return gaps;
}

}  // namespace firstlog::inline v1
