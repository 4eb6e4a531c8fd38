// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a set of assignment rules is refused for, and what it leaves out.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "firstlog/base/text.hpp"
#include "firstlog/rules/detail/assignment_table.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline Error assignment_error(std::size_t index, std::string_view member, std::string_view reason,
                              std::string_view remedy) {
  Error error(Status::malformed, "policy.assignment[", reason, remedy);
  error.place.append_number(static_cast<std::int64_t>(index)).append("]");
  if (!member.empty()) error.place.append(".").append(member);
  return error;
}

// Who gets the contacts. `capacities` holds what the rules before said of each rep.
inline Result<void> check_reps(std::size_t i, const AssignmentRule& rule,
                               std::map<std::string_view, std::pair<int, std::size_t>>& capacities) {
  if (!rule.reps.empty() && !rule.rep.empty())
    return assignment_error(i, "rep", "a rule names one rep or several, not both",
                            "leave out one of the two");
  if (rule.reps.empty()) {
    if (!valid_key(rule.rep))
      return assignment_error(i, "rep", "a rule names the rep who gets the contacts", "give the rep's key");
    return {};
  }
  if (rule.reps.size() > 256)
    return assignment_error(i, "reps", "at most 256 reps share the contacts of a rule", "part the rule");
  std::set<std::string_view> named;
  for (std::size_t k = 0; k < rule.reps.size(); ++k) {
    const PoolMember& member = rule.reps[k];
    auto fails = [&](std::string_view name, std::string_view reason, std::string_view remedy) {
      Error error = assignment_error(i, "reps[", reason, remedy);
      error.place.append_number(static_cast<std::int64_t>(k)).append("].").append(name);
      return error;
    };
    if (!valid_key(member.rep))
      return fails("rep", "a rule names the rep who gets the contacts", "give the rep's key");
    if (!named.insert(member.rep).second)
      return fails("rep", "the rep stands in this rule twice", "keep one, with the weight of both");
    if (member.weight < 1 || member.weight > 10'000)
      return fails("weight", "the number lies outside 1 to 10000", "give a number in that range");
    if (!member.capacity) continue;
    if (*member.capacity < 0 || *member.capacity > 1'000'000'000)
      return fails("capacity", "the number lies outside 0 to 1000000000", "give a number in that range");
    const auto [found, fresh] = capacities.try_emplace(member.rep, *member.capacity, i);
    if (!fresh && found->second.first != *member.capacity) {
      Error error = fails("capacity", "assignment[", "a rep has one capacity: write the same everywhere");
      error.reason.append_number(static_cast<std::int64_t>(found->second.second))
          .append("] gives this rep another one");
      return error;
    }
  }
  return {};
}

// The bounds of an alphabetical range.
inline Result<void> check_names(std::size_t i, const AssignmentRule& rule, const Collator* collator) {
  const struct {
    std::string_view member;
    const std::string& text;
  } bounds[] = {{"from", rule.from}, {"to", rule.to}};
  for (const auto& bound : bounds) {
    if (bound.text.empty()) continue;
    if (collator == nullptr) {
      if (!folded(bound.text))
        return assignment_error(i, bound.member, "the bound is not 1 to 8 of A-Z and 0-9",
                                bound.member == "from"
                                    ? "write \"A\", not \"a\" or \"Ä\"; or name a collation"
                                    : "write \"K\", not \"k\"; or name a collation");
    } else if (bound.text.size() > 64 || !valid_key(bound.text)) {
      return assignment_error(i, bound.member,
                              "a bound has 1 to 64 bytes of UTF-8 without control characters",
                              "write the letters that a name begins with");
    } else if (!collator->key(bound.text).present()) {
      return assignment_error(i, bound.member, "the bound holds no letter or digit of the collation",
                              "write the letters that a name begins with");
    }
  }
  return {};
}

inline Result<void> check_conditions(std::size_t i, const AssignmentRule& rule, const Collator* collator) {
  if (rank_of(rule) == AssignmentRank::share && rule.reps.empty() && rule.region.empty() &&
      rule.postcode_prefix.empty() && rule.postcode_from.empty() && rule.postcode_to.empty())
    return assignment_error(i, "", "the rule has no condition", "give a niche or an alphabetical range");
  if (rule.niche.size() > 64 || (!rule.niche.empty() && !valid_key(rule.niche)))
    return assignment_error(i, "niche", "a niche has 1 to 64 bytes of UTF-8 without control characters",
                            "shorten or correct it");
  if (Result<void> r = check_names(i, rule, collator); !r) return r;
  if (!rule.country.empty() && !is_country(rule.country))
    return assignment_error(i, "country", "a country is two letters of ISO 3166", "write \"AT\"");
  if (rule.region.size() > 3 || !folded(rule.region))
    return assignment_error(i, "region", "a region is 1 to 3 of A-Z and 0-9, without its country",
                            "write \"BY\", not \"DE-BY\"");
  const struct {
    std::string_view member;
    const std::string& text;
  } postcodes[] = {{"postcode_prefix", rule.postcode_prefix},
                   {"postcode_from", rule.postcode_from},
                   {"postcode_to", rule.postcode_to}};
  for (const auto& postcode : postcodes)
    if (!folded(postcode.text))
      return assignment_error(i, postcode.member, "the bound is not 1 to 8 of A-Z and 0-9",
                              "write \"SW1A\": capitals, no spaces");
  if (rule.country.empty() && !rule.region.empty())
    return assignment_error(i, "region", "a region means nothing without its country", "give the country");
  for (const auto& postcode : postcodes)
    if (rule.country.empty() && !postcode.text.empty())
      return assignment_error(i, postcode.member, "a postcode means nothing without its country",
                              "give the country");
  if (!rule.postcode_prefix.empty() && (!rule.postcode_from.empty() || !rule.postcode_to.empty()))
    return assignment_error(i, "postcode_prefix", "a rule has a prefix or a range of postcodes, not both",
                            "leave out one of the two");
  const AssignmentBox box = box_of(rule, collator);
  if (box.postcode_from >= box.postcode_end)
    return assignment_error(i, "postcode_to", "the range is empty", "let it end behind its beginning");
  if (box.name_from >= box.name_end)
    return assignment_error(i, "to", "the range is empty", "let it end behind its beginning");
  return {};
}

// A rule as the searches for overlaps and gaps see it.
struct RuledBox {
  AssignmentRank rank{};
  std::string_view country;
  std::string_view niche;
  std::string_view region;
  AssignmentBox box;
  std::size_t rule = 0;

  auto group() const noexcept { return std::tie(rank, country, niche); }
  auto order() const noexcept {
    return std::tie(rank, country, niche, region, box.postcode_from, box.name_from, rule);
  }
};

inline std::vector<RuledBox> ruled_boxes(const std::vector<AssignmentRule>& rules, const Collator* collator) {
  std::vector<RuledBox> boxes;
  for (std::size_t i = 0; i < rules.size(); ++i)
    boxes.push_back({rank_of(rules[i]), rules[i].country, rules[i].niche, rules[i].region,
                     box_of(rules[i], collator), i});
  std::sort(boxes.begin(), boxes.end(),
            [](const RuledBox& a, const RuledBox& b) { return a.order() < b.order(); });
  return boxes;
}

// Boxes in the order in which a sweep over postcodes meets them.
inline void sort_for_sweep(std::vector<const RuledBox*>& boxes) {
  std::sort(boxes.begin(), boxes.end(), [](const RuledBox* a, const RuledBox* b) {
    return std::tie(a->box.postcode_from, a->box.name_from, a->rule) <
           std::tie(b->box.postcode_from, b->box.name_from, b->rule);
  });
}

// Calls found(box, other) for each box that holds a point of another, with one such other.
template <class Found>
void overlaps_among(std::vector<const RuledBox*> boxes, Found found) {
  sort_for_sweep(boxes);
  std::map<std::uint64_t, const RuledBox*> open;      // by name; no two of them share one
  std::multimap<std::uint64_t, const RuledBox*> end;  // the same by the end of their postcodes
  for (const RuledBox* box : boxes) {
    while (!end.empty() && end.begin()->first <= box->box.postcode_from) {
      open.erase(end.begin()->second->box.name_from);
      end.erase(end.begin());
    }
    const auto after = open.upper_bound(box->box.name_from);
    const RuledBox* other = nullptr;
    if (after != open.begin() && std::prev(after)->second->box.name_end > box->box.name_from)
      other = std::prev(after)->second;
    else if (after != open.end() && after->first < box->box.name_end)
      other = after->second;
    if (other != nullptr) {
      found(*box, *other);
      continue;
    }
    open.emplace(box->box.name_from, box);
    end.emplace(box->box.postcode_end, box);
  }
}

inline AssignmentOverlap overlap_of(const std::vector<AssignmentRule>& rules, const RuledBox& rule,
                                    const RuledBox& other, const Collator* collator) {
  AssignmentOverlap overlap{.rule = static_cast<std::uint32_t>(rule.rule),
                            .other = static_cast<std::uint32_t>(other.rule),
                            .place = {},
                            .name = {},
                            .niche = std::string(rule.niche)};
  if (rule.rank == AssignmentRank::share) return overlap;
  const RuledBox& later = rule.box.name_from >= other.box.name_from ? rule : other;
  const std::uint64_t name = later.box.name_from;
  if (!rule.country.empty())
    overlap.place = Place::of(rule.country, rule.region.empty() ? other.region : rule.region,
                              unpacked(std::max(rule.box.postcode_from, other.box.postcode_from)));
  if (collator == nullptr)
    overlap.name = unpacked(name);
  else if (name > smallest_key(collator))
    overlap.name = rules[later.rule].from;
  else if (name != 0 && !collator->letters().empty())
    overlap.name = collator->letters().front();  // neither has a lower end
  return overlap;
}

inline Error overlap_error(const AssignmentOverlap& overlap) {
  Error error =
      assignment_error(overlap.rule, "", "overlaps with assignment[", "let one of the two end earlier");
  error.reason.append_number(static_cast<std::int64_t>(overlap.other)).append("]: both take ");
  if (overlap.place.present()) {
    error.reason.append(overlap.place.text());
    if (!overlap.name.empty()) error.reason.append(" with name ").append(overlap.name);
  } else if (!overlap.name.empty()) {
    error.reason.append(overlap.name);
  } else if (overlap.niche.empty()) {
    error.reason.append("what no other rule takes");
  } else {
    error.reason.append("0");
  }
  if (!overlap.niche.empty()) error.reason.append(" in niche ").append(overlap.niche);
  return error;
}

// Calls visit(region, boxes) for each region that the boxes of a group name, with the boxes that hold
// all regions added; and once for these alone.
template <class Visit>
void visit_regions(const RuledBox* begin, const RuledBox* end, Visit&& visit) {
  const RuledBox* named = begin;
  while (named != end && named->region.empty()) ++named;
  std::vector<const RuledBox*> everywhere;
  for (const RuledBox* box = begin; box != named; ++box) everywhere.push_back(box);
  visit(std::string_view(), everywhere);
  while (named != end) {
    std::vector<const RuledBox*> here = everywhere;
    const std::string_view region = named->region;
    for (; named != end && named->region == region; ++named) here.push_back(named);
    visit(region, here);
  }
}

using KeySpan = std::pair<std::uint64_t, std::uint64_t>;  // from…end, the end outside

// Which name a span of keys is told by. Under a collation keys are no names, and most lie between those that
// any name has: a span is told by the first name in it that is one of the bounds, or what a bound begins
// with, and another letter of the language. Where there is none, no name of such letters lies in it.
class NameWitness {
 public:
  NameWitness(const std::vector<AssignmentRule>& rules, const Collator* collator) : collator_(collator) {
    if (collator == nullptr) return;
    std::set<std::string> begins{""};
    for (const AssignmentRule& rule : rules)
      for (const std::string* bound : {&rule.from, &rule.to})
        for (std::size_t size = 1; size <= bound->size(); ++size)
          if (size == bound->size() || (static_cast<unsigned char>((*bound)[size]) & 0xC0U) != 0x80U)
            begins.insert(bound->substr(0, size));
    for (const std::string& begin : begins) {
      if (!begin.empty()) add(begin);
      for (const std::string& letter : collator->letters()) add(begin + letter);
    }
    std::sort(names_.begin(), names_.end());
  }

  // Nothing: no name lies there.
  std::optional<std::string> within(const KeySpan& span) const {
    if (collator_ == nullptr) return unpacked(span.first);
    if (span.first == 0) return std::string();
    const auto found = std::lower_bound(names_.begin(), names_.end(), std::pair(span.first, std::string()));
    if (found == names_.end() || found->first >= span.second) return std::nullopt;
    return found->second;
  }

 private:
  void add(std::string name) {
    if (const std::uint64_t key = packed(collator_->key(name).view()); key != 0)
      names_.emplace_back(key, std::move(name));
  }

  const Collator* collator_;
  std::vector<std::pair<std::uint64_t, std::string>> names_;  // by key
};

// What is left of the spans in `all` when `taken`, by rising from, is taken away.
inline std::vector<KeySpan> left_over(const std::vector<KeySpan>& all,
                                      const std::multimap<std::uint64_t, std::uint64_t>& taken) {
  std::vector<KeySpan> left;
  for (const KeySpan& span : all) {
    std::uint64_t next = span.first;
    for (const auto& [from, end] : taken) {
      if (end <= next) continue;
      if (from >= span.second) break;
      if (from > next) left.push_back({next, from});
      next = end;
    }
    if (next < span.second) left.push_back({next, span.second});
  }
  return left;
}

// How many digits the longest bound of postcodes has; 0 where there is none or one has letters.
inline std::size_t digits_of(const std::vector<AssignmentRule>& rules, const RuledBox* begin,
                             const RuledBox* end) {
  std::size_t digits = 0;
  for (const RuledBox* box = begin; box != end; ++box) {
    const AssignmentRule& rule = rules[box->rule];
    for (const std::string* bound : {&rule.postcode_prefix, &rule.postcode_from, &rule.postcode_to}) {
      if (bound->find_first_not_of("0123456789") != std::string::npos) return 0;
      digits = std::max(digits, bound->size());
    }
  }
  return digits;
}

// The same rule where all postcodes are numbers of so many digits: "19" ends before "20", not "1A".
inline void count_in_digits(const AssignmentRule& rule, std::size_t digits, AssignmentBox& box) {
  const bool prefix = !rule.postcode_prefix.empty();
  std::string from = prefix ? rule.postcode_prefix : rule.postcode_from;
  std::string to = prefix ? rule.postcode_prefix : rule.postcode_to;
  from.resize(digits, '0');
  box.postcode_from = packed(from);
  box.postcode_end = key_end;
  if (to.empty()) return;
  to.resize(digits, '9');
  for (std::size_t i = digits; i-- > 0;) {
    if (to[i] != '9') {
      ++to[i];
      box.postcode_end = packed(to);
      return;
    }
    to[i] = '0';
  }
}

// The gaps of one region: runs of postcodes in which the same names are left over.
inline void gaps_of_region(std::string_view country, std::string_view region,
                           std::vector<const RuledBox*> boxes, std::uint64_t first_postcode,
                           const std::vector<KeySpan>& names, const NameWitness& witness,
                           std::vector<AssignmentGap>& gaps) {
  sort_for_sweep(boxes);
  std::set<std::uint64_t> cuts{first_postcode};
  for (const RuledBox* box : boxes) {
    if (box->box.postcode_from > first_postcode) cuts.insert(box->box.postcode_from);
    if (box->box.postcode_end != key_end) cuts.insert(box->box.postcode_end);
  }
  std::multimap<std::uint64_t, std::uint64_t> open;
  std::multimap<std::uint64_t, std::multimap<std::uint64_t, std::uint64_t>::iterator> end;
  std::vector<KeySpan> before;
  std::size_t next = 0;
  // Without any condition on postcodes no postcode is the witness.
  const bool any_postcode = cuts.size() == 1;
  for (const std::uint64_t cut : cuts) {
    for (; !end.empty() && end.begin()->first <= cut; end.erase(end.begin())) open.erase(end.begin()->second);
    for (; next < boxes.size() && boxes[next]->box.postcode_from <= cut; ++next) {
      const auto opened = open.emplace(boxes[next]->box.name_from, boxes[next]->box.name_end);
      end.emplace(boxes[next]->box.postcode_end, opened);
    }
    std::vector<KeySpan> left = left_over(names, open);
    for (const KeySpan& span : left)
      if (std::find(before.begin(), before.end(), span) == before.end())
        if (std::optional<std::string> name = witness.within(span))
          gaps.push_back(
              {Place::of(country, region, any_postcode ? std::string() : unpacked(cut)), std::move(*name)});
    before = std::move(left);
  }
}

}  // namespace detail

FIRSTLOG_INLINE Result<void> check_assignment_rules(const std::vector<AssignmentRule>& rules,
                                                    const Collator* collator) {
  std::map<std::string_view, std::pair<int, std::size_t>> capacities;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!rules[i].name.empty() && !valid_key(rules[i].name))
      return detail::assignment_error(i, "name",
                                      "a rule's name has at most 128 bytes of UTF-8, no control characters",
                                      "shorten or correct it");
    if (Result<void> r = detail::check_reps(i, rules[i], capacities); !r) return r;
    if (Result<void> r = detail::check_conditions(i, rules[i], collator); !r) return r;
  }
  return {};
}

FIRSTLOG_INLINE std::vector<AssignmentOverlap> assignment_overlaps(const std::vector<AssignmentRule>& rules,
                                                                   const Collator* collator) {
  const std::vector<detail::RuledBox> boxes = detail::ruled_boxes(rules, collator);
  std::vector<AssignmentOverlap> overlaps;
  std::set<std::pair<std::size_t, std::size_t>> told;  // in another region of the country
  for (std::size_t begin = 0, end = 0; begin < boxes.size(); begin = end) {
    while (end < boxes.size() && boxes[end].group() == boxes[begin].group()) ++end;
    detail::visit_regions(boxes.data() + begin, boxes.data() + end,
                          [&](std::string_view, const std::vector<const detail::RuledBox*>& here) {
                            detail::overlaps_among(
                                here, [&](const detail::RuledBox& rule, const detail::RuledBox& other) {
                                  if (told.emplace(rule.rule, other.rule).second)
                                    overlaps.push_back(detail::overlap_of(rules, rule, other, collator));
                                });
                          });
  }
  return overlaps;
}

FIRSTLOG_INLINE Result<void> check_assignment(const std::vector<AssignmentRule>& rules,
                                              const Collator* collator) {
  if (Result<void> r = check_assignment_rules(rules, collator); !r) return r;
  const std::vector<AssignmentOverlap> overlaps = assignment_overlaps(rules, collator);
  if (!overlaps.empty()) return detail::overlap_error(overlaps.front());
  return {};
}

FIRSTLOG_INLINE std::vector<AssignmentGap> assignment_gaps(const std::vector<AssignmentRule>& rules,
                                                           const Collator* collator) {
  std::vector<AssignmentGap> gaps;
  std::vector<detail::RuledBox> boxes = detail::ruled_boxes(rules, collator);
  std::multimap<std::uint64_t, std::uint64_t> ranges;
  for (const detail::RuledBox& box : boxes) {
    if (box.rank == detail::AssignmentRank::share) return gaps;
    if (box.rank == detail::AssignmentRank::alphabet) ranges.emplace(box.box.name_from, box.box.name_end);
  }
  const detail::NameWitness witness(rules, collator);
  // The names that territory rules must take because no alphabetical one does.
  std::vector<detail::KeySpan> names{{0, detail::key_end}};
  if (!ranges.empty()) {
    names = detail::left_over({{detail::smallest_key(collator), detail::key_end}}, ranges);
    for (const detail::KeySpan& span : names)
      if (std::optional<std::string> name = witness.within(span)) gaps.push_back({Place(), std::move(*name)});
  }
  for (std::size_t begin = 0, end = 0; begin < boxes.size(); begin = end) {
    while (end < boxes.size() && boxes[end].group() == boxes[begin].group()) ++end;
    if (boxes[begin].rank != detail::AssignmentRank::territory) continue;
    const std::size_t digits = detail::digits_of(rules, boxes.data() + begin, boxes.data() + end);
    for (std::size_t i = begin; i < end && digits != 0; ++i)
      detail::count_in_digits(rules[boxes[i].rule], digits, boxes[i].box);
    const std::uint64_t first = digits == 0 ? detail::first_key : detail::packed(std::string(digits, '0'));
    detail::visit_regions(boxes.data() + begin, boxes.data() + end,
                          [&](std::string_view region, const std::vector<const detail::RuledBox*>& here) {
                            detail::gaps_of_region(boxes[begin].country, region, here, first, names, witness,
                                                   gaps);
                          });
  }
  return gaps;
}

}  // namespace firstlog::inline v1
