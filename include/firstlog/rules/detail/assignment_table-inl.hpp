// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <tuple>
#include <utility>

#include "firstlog/base/hash.hpp"
#include "firstlog/rules/detail/assignment_table.hpp"

namespace firstlog::inline v1::detail {

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

inline std::uint64_t packed_end(const std::string& to) {
  if (to.empty()) return key_end;
  const std::string after = after_range(to);
  return after.empty() ? key_end : packed(after);
}

// Of a collator's keys, which are any bytes: the smallest key above all that begin with this one.
inline std::uint64_t after_key(const SortKey& key) noexcept {
  const std::size_t size = key.view().size();
  if (size == 0) return key_end;
  const std::uint64_t begin = packed(key.view());
  const std::uint64_t step = std::uint64_t{1} << (8U * (SortKey::size - size));
  return begin > key_end - step ? key_end : begin + step;
}

FIRSTLOG_INLINE std::string unpacked(std::uint64_t key) {
  std::string text;
  for (int shift = 56; shift >= 0 && ((key >> shift) & 0xFFU) != 0; shift -= 8)
    text += static_cast<char>((key >> shift) & 0xFFU);
  return text;
}

FIRSTLOG_INLINE AssignmentRank rank_of(const AssignmentRule& rule) noexcept {
  if (!rule.country.empty())
    return rule.niche.empty() ? AssignmentRank::territory : AssignmentRank::territory_niche;
  if (!rule.niche.empty()) return AssignmentRank::niche;
  return rule.from.empty() && rule.to.empty() ? AssignmentRank::share : AssignmentRank::alphabet;
}

FIRSTLOG_INLINE AssignmentBox box_of(const AssignmentRule& rule, const Collator* collator) {
  AssignmentBox box;
  if (!rule.postcode_prefix.empty()) {
    box.postcode_from = packed(rule.postcode_prefix);
    box.postcode_end = packed_end(rule.postcode_prefix);
  } else if (!rule.postcode_from.empty() || !rule.postcode_to.empty()) {
    box.postcode_from = rule.postcode_from.empty() ? first_key : packed(rule.postcode_from);
    box.postcode_end = packed_end(rule.postcode_to);
  }
  if (collator != nullptr) {
    box.name_from = packed(collator->key(rule.from).view());
    box.name_end = after_key(collator->key(rule.to));
  } else {
    box.name_from = packed(rule.from);
    box.name_end = packed_end(rule.to);
  }
  // An alphabetical rule takes nobody without a name; one with another condition may.
  if (rule.from.empty() && rank_of(rule) == AssignmentRank::alphabet) box.name_from = smallest_key(collator);
  return box;
}

FIRSTLOG_INLINE AssignmentTable::AssignmentTable(const std::vector<AssignmentRule>& rules,
                                                 const Collator* collator) {
  struct Entry {
    std::uint64_t place;
    std::string_view niche;
    std::uint32_t rule;
  };
  std::vector<Entry> entries;
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    if (rank_of(rules[i]) == AssignmentRank::share)
      share_ = i;
    else
      entries.push_back({packed_place(rules[i].country, rules[i].region), rules[i].niche, i});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.place, a.niche, a.rule) < std::tie(b.place, b.niche, b.rule);
  });
  std::vector<AssignmentBox> boxes;
  std::vector<std::uint32_t> numbers;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    boxes.push_back(box_of(rules[entries[i].rule], collator));
    numbers.push_back(entries[i].rule);
    if (i + 1 < entries.size() && entries[i + 1].place == entries[i].place &&
        entries[i + 1].niche == entries[i].niche)
      continue;
    add_group(entries[i].place, std::string(entries[i].niche), boxes, numbers);
    boxes.clear();
    numbers.clear();
  }
  std::size_t slots = 16;
  while (slots < groups_.size() * 2) slots *= 2;
  slots_.assign(slots, 0);
  for (std::uint32_t i = 0; i < groups_.size(); ++i) {
    std::size_t slot = static_cast<std::size_t>(hash_of(groups_[i].niche, groups_[i].place)) & (slots - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots - 1);
    slots_[slot] = i + 1;
  }
}

FIRSTLOG_INLINE void AssignmentTable::add_group(std::uint64_t place, std::string niche,
                                                const std::vector<AssignmentBox>& boxes,
                                                const std::vector<std::uint32_t>& rules) {
  Group group;
  group.place = place;
  group.niche = std::move(niche);
  for (const AssignmentBox& box : boxes) {
    if (box.postcode_from != 0) group.cuts.push_back(box.postcode_from);
    if (box.postcode_end != key_end) group.cuts.push_back(box.postcode_end);
  }
  std::sort(group.cuts.begin(), group.cuts.end());
  group.cuts.erase(std::unique(group.cuts.begin(), group.cuts.end()), group.cuts.end());
  const std::size_t leaves = group.cuts.size() + 1;
  auto leaf_of = [&group](std::uint64_t key) {
    return static_cast<std::size_t>(std::upper_bound(group.cuts.begin(), group.cuts.end(), key) -
                                    group.cuts.begin());
  };
  struct Placed {
    std::size_t node;
    Group::Item item;
  };
  std::vector<Placed> placed;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    std::size_t left = leaf_of(boxes[i].postcode_from) + leaves;
    std::size_t right = (boxes[i].postcode_end == key_end ? leaves : leaf_of(boxes[i].postcode_end)) + leaves;
    const Group::Item item{boxes[i].name_from, boxes[i].name_end, rules[i]};
    for (; left < right; left /= 2, right /= 2) {
      if (left % 2 != 0) placed.push_back({left++, item});
      if (right % 2 != 0) placed.push_back({--right, item});
    }
  }
  std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
    return a.node != b.node ? a.node < b.node : a.item.from < b.item.from;
  });
  group.node_begins.assign(2 * leaves + 1, 0);
  for (const Placed& one : placed) {
    ++group.node_begins[one.node + 1];
    group.items.push_back(one.item);
  }
  for (std::size_t i = 1; i < group.node_begins.size(); ++i) group.node_begins[i] += group.node_begins[i - 1];
  groups_.push_back(std::move(group));
}

FIRSTLOG_INLINE std::uint32_t AssignmentTable::ask(std::uint64_t place, std::string_view niche,
                                                   std::uint64_t postcode,
                                                   std::uint64_t name) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = static_cast<std::size_t>(hash_of(niche, place)) & mask;
  const Group* group = nullptr;
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const Group& candidate = groups_[slots_[slot] - 1];
    if (candidate.place == place && candidate.niche == niche) {
      group = &candidate;
      break;
    }
  }
  if (group == nullptr) return none;
  const std::size_t leaf = static_cast<std::size_t>(
      std::upper_bound(group->cuts.begin(), group->cuts.end(), postcode) - group->cuts.begin());
  for (std::size_t node = leaf + group->cuts.size() + 1; node >= 1; node /= 2) {
    const auto begin = group->items.begin() + group->node_begins[node];
    const auto end = group->items.begin() + group->node_begins[node + 1];
    const auto after = std::upper_bound(
        begin, end, name, [](std::uint64_t key, const Group::Item& item) { return key < item.from; });
    if (after != begin && name < (after - 1)->end) return (after - 1)->rule;
  }
  return none;
}

FIRSTLOG_INLINE std::uint32_t AssignmentTable::find(const ContactTraits& traits) const noexcept {
  if (slots_.empty()) return none;
  const std::uint64_t name = packed(traits.sort_key.view());
  const std::string_view country = traits.place.country_view();
  if (!country.empty()) {
    const std::uint64_t postcode = packed(traits.place.postcode.view());
    const std::string_view region = traits.place.region_view();
    const std::uint64_t everywhere = packed_place(country, {});
    const std::uint64_t here = packed_place(country, region);
    for (const std::string_view niche : {traits.niche, std::string_view()}) {
      if (std::uint32_t rule = ask(here, niche, postcode, name); rule != none) return rule;
      if (here != everywhere)
        if (std::uint32_t rule = ask(everywhere, niche, postcode, name); rule != none) return rule;
      if (traits.niche.empty()) break;
    }
  }
  if (!traits.niche.empty())
    if (std::uint32_t rule = ask(0, traits.niche, 0, name); rule != none) return rule;
  if (std::uint32_t rule = ask(0, {}, 0, name); rule != none) return rule;
  return share_;
}

}  // namespace firstlog::inline v1::detail
