// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Assignment rules as boxes, and the table that finds the one box that holds a contact.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/rules/assignment.hpp"
#include "firstlog/rules/detail/folded.hpp"

namespace firstlog::inline v1::detail {

// A key of up to eight letters and digits as a number that compares as the key does.
constexpr std::uint64_t packed(std::string_view key) noexcept {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < SortKey::size; ++i)
    number = (number << 8U) | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
  return number;
}
inline constexpr std::uint64_t key_end = ~std::uint64_t{0};  // above every key
inline constexpr std::uint64_t first_key = packed("0");      // the smallest that is not empty
constexpr std::uint64_t smallest_key(const Collator* collator) noexcept {
  return collator == nullptr ? first_key : std::uint64_t{1};
}

FIRSTLOG_API std::string unpacked(std::uint64_t key);

// Country and region as one number; 0: neither.
constexpr std::uint64_t packed_place(std::string_view country, std::string_view region) noexcept {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 2; ++i)
    number = (number << 8U) | (i < country.size() ? static_cast<unsigned char>(country[i]) : 0U);
  for (std::size_t i = 0; i < 3; ++i)
    number = (number << 8U) | (i < region.size() ? static_cast<unsigned char>(region[i]) : 0U);
  return number;
}

// The postcodes and names that a rule takes, both from…end, the end outside.
struct AssignmentBox {
  std::uint64_t postcode_from = 0;
  std::uint64_t postcode_end = key_end;
  std::uint64_t name_from = 0;
  std::uint64_t name_end = key_end;

  bool holds_postcode(std::uint64_t key) const noexcept { return postcode_from <= key && key < postcode_end; }
  bool holds_name(std::uint64_t key) const noexcept { return name_from <= key && key < name_end; }
};

// In the order in which rules are asked.
enum class AssignmentRank : std::uint8_t { territory_niche, territory, niche, alphabet, share };

FIRSTLOG_API AssignmentRank rank_of(const AssignmentRule& rule) noexcept;
FIRSTLOG_API AssignmentBox box_of(const AssignmentRule& rule, const Collator* collator);

// Finds a contact's rule. Rules of one country, region and niche are one group; a group keeps its boxes
// in a segment tree over postcodes, each node a list by name. Memory is O(n log n), a question O(log² n).
class AssignmentTable {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  AssignmentTable() = default;
  // `rules` must have passed check_assignment with that collator.
  FIRSTLOG_API explicit AssignmentTable(const std::vector<AssignmentRule>& rules,
                                        const Collator* collator = nullptr);

  // The place of the rule in the list that the table was made from, or none.
  FIRSTLOG_API std::uint32_t find(const ContactTraits& traits) const noexcept;

 private:
  struct Group {
    std::uint64_t place = 0;
    std::string niche;
    std::vector<std::uint64_t> cuts;         // where the set of boxes changes, rising
    std::vector<std::uint32_t> node_begins;  // places in `items`, one a node and one behind the last
    struct Item {
      std::uint64_t from = 0;
      std::uint64_t end = 0;
      std::uint32_t rule = 0;
    };
    std::vector<Item> items;
  };
  void add_group(std::uint64_t place, std::string niche, const std::vector<AssignmentBox>& boxes,
                 const std::vector<std::uint32_t>& rules);
  std::uint32_t ask(std::uint64_t place, std::string_view niche, std::uint64_t postcode,
                    std::uint64_t name) const noexcept;

  std::vector<Group> groups_;
  std::vector<std::uint32_t> slots_;  // a hash table of places in groups_ plus one; 0: free
  std::uint32_t share_ = none;
};

}  // namespace firstlog::inline v1::detail

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/rules/detail/assignment_table-inl.hpp"  // IWYU pragma: export
#endif
