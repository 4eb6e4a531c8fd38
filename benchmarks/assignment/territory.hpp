// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The work of the assignment benchmark, by index arithmetic alone: see README.md. The same rules and
// contacts stand in territory.py for the peer; tests/benchmarks compares their fingerprints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firstlog_benchmarks::territory {

constexpr std::uint32_t rule_count = 5'000;
constexpr std::uint32_t rep_count = 100;
constexpr std::uint32_t shared_rule = rule_count - 1;

// A rule holds where everything that is set holds; of those that hold, the one of the lowest number
// decides. `to` holds everything that begins with it.
struct Rule {
  std::string country = {};
  std::string region = {};
  std::string postcode_prefix = {};
  std::string postcode_from = {};
  std::string postcode_to = {};
  std::string niche = {};
  std::string name_from = {};
  std::string name_to = {};
  std::uint32_t rep = 0;  // of the shared rule: the first of four
};

struct Contact {
  std::string country;
  std::string region;
  std::string postcode;
  std::string niche;
  std::string name;  // as people write it: two letters that count, and more
};

constexpr std::uint64_t mixed(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

inline std::string digits(std::uint64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}
inline std::string country_of(std::uint64_t number, char kind) {
  return {static_cast<char>('A' + number), kind};
}
inline std::string niche_of(std::uint64_t number) {
  return "niche-" + digits(number, 2);
}
inline std::string region_of(std::uint64_t number) {
  return "R" + digits(number, 2);
}
inline std::string letters_of(std::uint64_t pair) {
  return {static_cast<char>('A' + pair / 26), static_cast<char>('A' + pair % 26)};
}

// All rules in the order in which they are asked: number r is at place r.
inline std::vector<Rule> rules() {
  std::vector<Rule> all;
  const auto add = [&all](Rule rule) {
    rule.rep = static_cast<std::uint32_t>(all.size() * 7 % rep_count);
    all.push_back(std::move(rule));
  };
  for (std::uint64_t c = 0; c < 25; ++c)
    for (std::uint64_t j = 0; j < 20; ++j) {
      const std::uint64_t from = j / 2 * 10'000;
      add({.country = country_of(c, 'P'),
           .postcode_from = digits(from, 5),
           .postcode_to = digits(from + 9'999, 5),
           .niche = niche_of(j % 2)});
    }
  for (std::uint64_t c = 0; c < 25; ++c) {
    for (std::uint64_t j = 0; j < 50; ++j)
      add({.country = country_of(c, 'P'), .postcode_prefix = digits(j, 2)});
    for (std::uint64_t j = 0; j < 100; ++j)
      add({.country = country_of(c, 'P'),
           .postcode_from = digits(50'000 + 500 * j, 5),
           .postcode_to = digits(50'499 + 500 * j, 5)});
  }
  for (std::uint64_t c = 0; c < 25; ++c)
    for (std::uint64_t j = 0; j < 20; ++j) add({.country = country_of(c, 'R'), .region = region_of(j)});
  for (std::uint64_t j = 0; j < 100; ++j) add({.niche = niche_of(j)});
  for (std::uint64_t j = 0; j < 149; ++j)
    add({.name_from = letters_of(4 * j), .name_to = letters_of(4 * j + 3)});
  add({});
  return all;
}

// Six in ten stand in a country of postcodes, two in a country of regions, of which a sixth have no
// rule; the others have a niche, or a name only.
inline Contact contact(std::uint64_t number) {
  const std::uint64_t x = mixed(number);
  const std::uint64_t kind = x % 10;
  Contact made;
  if (kind < 6) {
    made.country = country_of((x >> 8U) % 25, 'P');
    made.postcode = digits((x >> 16U) % 100'000, 5);
  } else if (kind < 8) {
    made.country = country_of((x >> 8U) % 25, 'R');
    made.region = region_of((x >> 16U) % 24);
  }
  if (kind == 8 || (x >> 40U) % 4 == 0)
    made.niche = niche_of((x >> 42U) % 2 == 0 ? (x >> 44U) % 100 : (x >> 44U) % 2);
  made.name = letters_of((x >> 24U) % 676) + "ckerei " + std::to_string(number % 1'000);
  return made;
}

inline bool holds(const Rule& rule, const Contact& contact) {
  const std::string_view name = std::string_view(contact.name).substr(0, 2);
  const std::string_view postcode = contact.postcode;
  if (!rule.country.empty() && rule.country != contact.country) return false;
  if (!rule.region.empty() && rule.region != contact.region) return false;
  if (!rule.niche.empty() && rule.niche != contact.niche) return false;
  if (!rule.postcode_prefix.empty() && !postcode.starts_with(rule.postcode_prefix)) return false;
  if (!rule.postcode_from.empty() && (postcode < rule.postcode_from || postcode > rule.postcode_to))
    return false;
  return rule.name_from.empty() || (name >= rule.name_from && name <= rule.name_to);
}

// The slow, obvious answer: the number of the rule.
inline std::uint32_t rule_of(const std::vector<Rule>& all, const Contact& contact) {
  std::uint32_t number = 0;
  while (!holds(all[number], contact)) ++number;
  return number;
}

// FNV-1a, 32 bits, over one line of text per rule, and per contact with its answer.
inline std::uint32_t fingerprint(std::uint64_t contacts) {
  std::uint32_t value = 2'166'136'261U;
  const auto add = [&value](const std::string& line) {
    for (const char c : line) value = (value ^ static_cast<unsigned char>(c)) * 16'777'619U;
  };
  const std::vector<Rule> all = rules();
  for (const Rule& r : all)
    add(r.country + "," + r.region + "," + r.postcode_prefix + "," + r.postcode_from + "," + r.postcode_to +
        "," + r.niche + "," + r.name_from + "," + r.name_to + "," + std::to_string(r.rep) + "\n");
  for (std::uint64_t i = 0; i < contacts; ++i) {
    const Contact c = contact(i);
    add(c.country + "," + c.region + "," + c.postcode + "," + c.niche + "," + c.name + "," +
        std::to_string(rule_of(all, c)) + "\n");
  }
  return value;
}

}  // namespace firstlog_benchmarks::territory
