// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Territories: places are folded as promised; overlaps, gaps, the table and its explanation agree
// with a slow enumeration of contacts; one hidden gap and one hidden overlap among thousands are found.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "firstlog/rules/policy.hpp"
#include "rules/support.hpp"

namespace {

using namespace firstlog;
using rules_test::told;

TEST(Place, FoldsAndSaysItself) {
  EXPECT_EQ(Place::of("at", "9", "1010").text(), "AT-9-1010");
  EXPECT_EQ(Place::of("GB", "eng", "sw1a 1aa").text(), "GB-ENG-SW1A1AA");
  EXPECT_EQ(Place::of("US", "NY", "12345-6789").text(), "US-NY-12345678");
  EXPECT_EQ(Place::of("", "", "").text(), "");
  EXPECT_EQ(Place::of("", "", "80").text(), "--80");
  for (const char* wrong : {"A", "A1", "AUT", "?!"}) EXPECT_FALSE(Place::of(wrong, "", "").valid()) << wrong;
  for (const char* wrong : {"WIEN", "A-B", "ä"}) EXPECT_FALSE(Place::of("AT", wrong, "").valid()) << wrong;
  for (const char* text : {"AT-9-1010", "--80", "AT--", "AT-BYX-12345678", "-9-"})
    EXPECT_EQ(Place::parse(text).value_or(Place()).text(), text);
  for (const char* text : {"", "--", "AT", "AT-9", "at-9-1010", "AT-9-1010-1", "AUT-9-1", "AT-9-123456789",
                           "AT-9-10 1", "A-9-1010", "AT-WIEN-1"})
    EXPECT_FALSE(Place::parse(text)) << text;
}

AssignmentRule in(std::string country, std::string region = "", std::string prefix = "") {
  AssignmentRule rule;
  rule.country = std::move(country);
  rule.region = std::move(region);
  rule.postcode_prefix = std::move(prefix);
  rule.rep = "ann";
  return rule;
}
AssignmentRule codes(std::string country, std::string from, std::string to) {
  AssignmentRule rule = in(std::move(country));
  rule.postcode_from = std::move(from);
  rule.postcode_to = std::move(to);
  return rule;
}
AssignmentRule shared(std::vector<PoolMember> reps) {
  AssignmentRule rule;
  rule.reps = std::move(reps);
  return rule;
}
template <class Change>
AssignmentRule but(AssignmentRule rule, Change&& change) {
  change(rule);
  return rule;
}

TEST(CheckTerritory, NamesEachViolation) {
  const struct {
    std::vector<AssignmentRule> rules;
    std::string told;
  } cases[] = {
      {{in("AT"), in("DE")}, "ok"},
      {{in("DE", "BY"), in("DE", "BW"), in("AT", "9")}, "ok"},
      {{codes("AT", "1000", "1999"), codes("AT", "2000", "")}, "ok"},
      {{in("AT"), but(in("AT"), [](auto& r) { r.niche = "roofs"; })}, "ok"},
      {{in("AT"), shared({{"ann"}, {"bob"}})}, "ok"},
      {{in("at")}, "policy.assignment[0].country | a country is two letters of ISO 3166 | write \"AT\""},
      {{in("AT", "WIEN")},
       "policy.assignment[0].region | a region is 1 to 3 of A-Z and 0-9, without its country | write \"BY\", "
       "not \"DE-BY\""},
      {{in("", "BY")},
       "policy.assignment[0].region | a region means nothing without its country | give the country"},
      {{in("", "", "10")},
       "policy.assignment[0].postcode_prefix | a postcode means nothing without its country | give the "
       "country"},
      {{in("GB", "", "SW 1")},
       "policy.assignment[0].postcode_prefix | the bound is not 1 to 8 of A-Z and 0-9 | write \"SW1A\": "
       "capitals, no spaces"},
      {{but(in("AT", "", "10"), [](auto& r) { r.postcode_to = "20"; })},
       "policy.assignment[0].postcode_prefix | a rule has a prefix or a range of postcodes, not both | leave "
       "out one of the two"},
      {{codes("AT", "20", "10")},
       "policy.assignment[0].postcode_to | the range is empty | let it end behind its beginning"},
      {{in("AT"), in("AT")},
       "policy.assignment[1] | overlaps with assignment[0]: both take AT-- | let one of the two end earlier"},
      {{in("DE", "BY"), in("DE")},
       "policy.assignment[1] | overlaps with assignment[0]: both take DE-BY- | let one of the two end "
       "earlier"},
      {{in("DE", "BY"), in("DE", "", "80")},
       "policy.assignment[1] | overlaps with assignment[0]: both take DE-BY-80 | let one of the two end "
       "earlier"},
      {{codes("AT", "1000", "1999"), in("AT", "", "19")},
       "policy.assignment[1] | overlaps with assignment[0]: both take AT--19 | let one of the two end "
       "earlier"},
      {{shared({{"ann"}}), shared({{"bob"}})},
       "policy.assignment[1] | overlaps with assignment[0]: both take what no other rule takes | let one of "
       "the two end earlier"},
      {{but(shared({{"ann"}}), [](auto& r) { r.rep = "bob"; })},
       "policy.assignment[0].rep | a rule names one rep or several, not both | leave out one of the two"},
      {{shared({{"ann"}, {""}})},
       "policy.assignment[0].reps[1].rep | a rule names the rep who gets the contacts | give the rep's key"},
      {{shared({{"ann"}, {"ann"}})},
       "policy.assignment[0].reps[1].rep | the rep stands in this rule twice | keep one, with the weight of "
       "both"},
      {{shared({{"ann", 0}})},
       "policy.assignment[0].reps[0].weight | the number lies outside 1 to 10000 | give a number in that "
       "range"},
      {{shared({{"ann", 1, -1}})},
       "policy.assignment[0].reps[0].capacity | the number lies outside 0 to 1000000000 | give a number in "
       "that range"},
      {{but(in("AT"),
            [](auto& r) {
              r.rep = "";
              r.reps = {{"ann", 1, 5}};
            }),
        shared({{"ann", 1, 6}})},
       "policy.assignment[1].reps[0].capacity | assignment[0] gives this rep another one | a rep has one "
       "capacity: write the same everywhere"},
      {{shared(std::vector<PoolMember>(257, PoolMember{"x"}))},
       "policy.assignment[0].reps | at most 256 reps share the contacts of a rule | part the rule"},
  };
  for (const auto& c : cases) EXPECT_EQ(told(check_assignment(c.rules)), c.told);
}

// ---- the slow, obvious meaning ------------------------------------------------------------------

struct Person {
  std::string country, region, postcode, niche, name;
  ContactTraits traits() const {
    return {Place::of(country, region, postcode), niche, SortKey::from_folded(name)};
  }
};

bool within(const std::string& from, const std::string& to, const std::string& key) {
  return key >= from && (to.empty() || key.compare(0, to.size(), to) <= 0);
}
bool takes(const AssignmentRule& r, const Person& p) {
  if (!r.country.empty() && r.country != p.country) return false;
  if (!r.region.empty() && r.region != p.region) return false;
  if (!r.postcode_prefix.empty() && p.postcode.compare(0, r.postcode_prefix.size(), r.postcode_prefix) != 0)
    return false;
  if (!r.postcode_from.empty() || !r.postcode_to.empty())
    if (p.postcode.empty() || !within(r.postcode_from, r.postcode_to, p.postcode)) return false;
  if (!r.niche.empty() && r.niche != p.niche) return false;
  const bool alphabetical = r.country.empty() && r.niche.empty() && (!r.from.empty() || !r.to.empty());
  return !(alphabetical && p.name.empty()) && within(r.from, r.to, p.name);
}
int rank(const AssignmentRule& r) {
  if (!r.country.empty()) return r.niche.empty() ? 1 : 0;
  if (!r.niche.empty()) return 2;
  return r.from.empty() && r.to.empty() ? 4 : 3;
}
std::optional<std::size_t> linear(const std::vector<AssignmentRule>& rules, const Person& p) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (takes(rules[i], p) && (!best || rank(rules[i]) < rank(rules[*best]))) best = i;
  return best;
}

std::vector<std::string> keys_up_to_two(std::string_view alphabet) {
  std::vector<std::string> keys = {""};
  for (char a : alphabet) {
    keys.emplace_back(1, a);
    for (char b : alphabet) keys.push_back({a, b});
  }
  return keys;
}

std::vector<Person> everybody() {
  std::vector<Person> all;
  for (const char* country : {"", "AT", "DE"})
    for (const char* region : {"", "BY", "9", "ZZ"})
      for (const std::string& postcode : keys_up_to_two("01Z"))
        for (const char* niche : {"", "roofs"})
          for (const std::string& name : keys_up_to_two("0AZ"))
            all.push_back({country, region, postcode, niche, name});
  return all;
}

class RandomRules {
 public:
  explicit RandomRules(std::uint64_t seed) : random(seed) {}
  std::string some(std::string_view alphabet) {
    return random() % 2 == 0 ? std::string() : std::string(1, alphabet[random() % alphabet.size()]);
  }
  AssignmentRule rule() {
    AssignmentRule r;
    if (random() % 4 != 0) {
      r.country = random() % 3 != 0 ? "AT" : "DE";
      if (random() % 3 == 0) r.region = random() % 2 == 0 ? "BY" : "9";
      if (random() % 3 == 0) {
        r.postcode_prefix = some("01Z");
      } else {
        r.postcode_from = some("01Z");
        r.postcode_to = some("01Z");
      }
    }
    if (random() % 5 == 0) r.niche = "roofs";
    if (random() % 3 == 0) {
      r.from = some("0AZ");
      r.to = some("0AZ");
    }
    if (rank(r) == 4)
      r.reps = {{"ann"}};
    else
      r.rep = "rep";
    return r;
  }
  std::mt19937_64 random;
};

TEST(TerritoryProperty, ChecksGapsTableAndExplanationAgreeWithEnumeration) {
  SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(rules_test::seed()));
  const std::vector<Person> people = everybody();
  RandomRules random(rules_test::seed());
  int refused = 0, accepted = 0, empty = 0, gaps_found = 0;
  for (int round = 0; round < 400; ++round) {
    std::vector<AssignmentRule> rules;
    // Rules are added one by one; those that overlap are left out again, so that lists grow long.
    for (int tries = 0; tries < 14; ++tries) {
      rules.push_back(random.rule());
      const Result<void> checked = check_assignment(rules);
      bool both = false, any = false;
      for (const Person& p : people) {
        if (!takes(rules.back(), p)) continue;
        any = true;
        for (std::size_t i = 0; i + 1 < rules.size() && !both; ++i)
          both = rank(rules[i]) == rank(rules.back()) && takes(rules[i], p);
        if (both) break;
      }
      ASSERT_EQ(checked.ok(), any && !both) << told(checked);
      if (checked.ok()) continue;
      (any ? refused : empty) += 1;
      if (any) {
        // The witness: both rules take it.
        const std::string reason(checked.error().reason.view());
        std::string witness = reason.substr(reason.find("take ") + 5);
        Person p;
        if (const std::size_t at = witness.find(" in niche "); at != std::string::npos) {
          p.niche = witness.substr(at + 10);
          witness.resize(at);
        }
        const std::size_t one = std::stoul(std::string(checked.error().place.view()).substr(18));
        const std::size_t other = std::stoul(reason.substr(reason.find('[') + 1));
        if (rank(rules[one]) < 2) {
          if (const std::size_t at = witness.find(" with name "); at != std::string::npos) {
            p.name = witness.substr(at + 11);
            witness.resize(at);
          }
          const Place place = Place::parse(witness).value_or(Place());
          p.country = place.country_view();
          p.region = place.region_view();
          p.postcode = place.postcode.view();
        } else if (rank(rules[one]) < 4) {
          p.name = witness;
        }
        ASSERT_TRUE(takes(rules[one], p) && takes(rules[other], p)) << reason;
      }
      rules.pop_back();
    }
    if (rules.empty()) continue;
    ++accepted;
    Policy policy;
    policy.plan.currency = *Currency::parse("EUR");
    policy.assignment = rules;
    const Result<CompiledPolicy> compiled = CompiledPolicy::compile(policy, Zone::utc());
    ASSERT_TRUE(compiled.ok()) << told(compiled);
    for (std::size_t i = static_cast<std::size_t>(round) % 3; i < people.size(); i += 3) {
      const std::optional<std::size_t> expected = linear(rules, people[i]);
      const Assignment found = compiled->assignment_for(people[i].traits());
      ASSERT_EQ(found.by, expected ? &compiled->policy().assignment[*expected] : nullptr);
      if (i % 97 != 0) continue;
      std::optional<std::size_t> decided;
      for (const AssignmentStep& step : explain_rules(rules, people[i].traits())) {
        ASSERT_EQ(step.failed == AssignmentCondition::none, takes(rules[step.rule], people[i]));
        if (step.decides) decided = step.rule;
      }
      ASSERT_EQ(decided, expected);
    }

    // Gaps: nobody takes a witness, and who is not taken is in a country with a witness.
    const std::vector<AssignmentGap> gaps = assignment_gaps(rules);
    bool alphabetical = false;
    for (const AssignmentRule& r : rules) alphabetical = alphabetical || rank(r) == 3;
    for (const AssignmentGap& gap : gaps) {
      ++gaps_found;
      const Person p{std::string(gap.place.country_view()), std::string(gap.place.region_view()),
                     std::string(gap.place.postcode.view()), "", gap.name};
      ASSERT_FALSE(linear(rules, p)) << gap.place.text() << " " << gap.name;
    }
    for (const Person& p : people) {
      bool ruled = false, postcodes = false, numbers = true;
      std::size_t digits = 0;
      for (const AssignmentRule& r : rules)
        if (rank(r) == 1 && r.country == p.country) {
          ruled = true;
          for (const std::string* bound : {&r.postcode_prefix, &r.postcode_from, &r.postcode_to}) {
            postcodes = postcodes || !bound->empty();
            numbers = numbers && bound->find('Z') == std::string::npos;
            digits = std::max(digits, bound->size());
          }
        }
      if (!p.niche.empty() || !ruled || linear(rules, p)) continue;
      if ((postcodes && p.postcode.empty()) || (alphabetical && p.name.empty())) continue;
      if (postcodes && numbers && (p.postcode.size() != digits || p.postcode.find('Z') != std::string::npos))
        continue;
      const bool told_of = std::any_of(gaps.begin(), gaps.end(), [&](const AssignmentGap& gap) {
        return gap.place.country_view() == p.country && gap.place.postcode.view() <= p.postcode &&
               gap.name <= p.name;
      });
      ASSERT_TRUE(told_of) << p.country << " " << p.region << " " << p.postcode << " " << p.name;
    }
  }
  EXPECT_GT(refused, 500);
  EXPECT_GT(empty, 50);
  EXPECT_GT(accepted, 300);
  EXPECT_GT(gaps_found, 50);
}

// ---- thousands of rules ---------------------------------------------------------------------------

std::string padded(int number) {
  const std::string text = std::to_string(number);
  return std::string(5 - text.size(), '0') + text;
}

// 5,000 ranges of postcodes that part DE from 00000 to 99999, in any order.
std::vector<AssignmentRule> partition(std::mt19937_64& random) {
  std::vector<AssignmentRule> rules;
  for (int i = 0; i < 5000; ++i)
    rules.push_back(codes("DE", i == 0 ? "" : padded(i * 20), i == 4999 ? "" : padded(i * 20 + 19)));
  std::shuffle(rules.begin(), rules.end(), random);
  return rules;
}

TEST(Partition, OfThousandsHasNoGapAndNoOverlap) {
  std::mt19937_64 random(rules_test::seed());
  const std::vector<AssignmentRule> rules = partition(random);
  EXPECT_EQ(told(check_assignment(rules)), "ok");
  EXPECT_TRUE(assignment_gaps(rules).empty());
}

TEST(Partition, AHiddenGapAmongThousandsIsFound) {
  std::mt19937_64 random(rules_test::seed());
  for (int round = 0; round < 5; ++round) {
    std::vector<AssignmentRule> rules = partition(random);
    AssignmentRule& rule = rules[random() % rules.size()];
    if (rule.postcode_from.empty() || rule.postcode_to.empty()) continue;
    rule.postcode_to = padded(std::stoi(rule.postcode_to) - 1);
    const std::string missing = padded(std::stoi(rule.postcode_to) + 1);
    EXPECT_EQ(told(check_assignment(rules)), "ok");
    const std::vector<AssignmentGap> gaps = assignment_gaps(rules);
    ASSERT_EQ(gaps.size(), 1U);
    EXPECT_EQ(gaps[0], (AssignmentGap{Place::of("DE", "", missing), ""}));
  }
}

TEST(Partition, AHiddenOverlapAmongThousandsIsFound) {
  std::mt19937_64 random(rules_test::seed());
  for (int round = 0; round < 5; ++round) {
    std::vector<AssignmentRule> rules = partition(random);
    AssignmentRule& rule = rules[random() % rules.size()];
    if (rule.postcode_from.empty() || rule.postcode_to.empty()) continue;
    const std::string both = padded(std::stoi(rule.postcode_to) + 1);
    rule.postcode_to = both;
    const std::string answer = told(check_assignment(rules));
    EXPECT_NE(answer.find("both take DE--" + both + " "), std::string::npos) << answer;
  }
}

// ---- rules of every rank, with one gap and one overlap among them ------------------------------------

// 5,000 rules that leave nobody out: postcodes of DE as ranges, of FR as prefixes, niches that part the
// alphabet, and the alphabet by pairs of letters for everywhere else.
std::vector<AssignmentRule> mixed_partition(bool alphabet, std::mt19937_64& random) {
  std::vector<AssignmentRule> rules;
  for (int i = 0; i < 2000; ++i)
    rules.push_back(codes("DE", i == 0 ? "" : padded(i * 50), i == 1999 ? "" : padded(i * 50 + 49)));
  for (int i = 0; i < 1000; ++i) rules.push_back(in("FR", "", padded(i).substr(2)));
  const std::string letters = alphabet ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "";
  for (const char first : letters)
    for (const char second : letters) {
      AssignmentRule rule;
      rule.rep = "ann";
      // "B" alone comes before "B0".
      rule.from = second == '0' ? std::string(1, first) : std::string({first, second});
      rule.to = std::string({first, second});
      rules.push_back(rule);
    }
  for (int i = 0; rules.size() < 5000; ++i) {
    AssignmentRule rule;
    rule.rep = "ann";
    rule.niche = "trade " + std::to_string(i / 2);
    (i % 2 == 0 ? rule.to : rule.from) = i % 2 == 0 ? "K" : "L";
    rules.push_back(rule);
  }
  std::shuffle(rules.begin(), rules.end(), random);
  return rules;
}

std::size_t any_of(const std::vector<AssignmentRule>& rules, std::mt19937_64& random,
                   bool (*fits)(const AssignmentRule&)) {
  for (;;)
    if (const std::size_t i = random() % rules.size(); fits(rules[i])) return i;
}

TEST(Partition, OneGapAndOneOverlapAmongThousandsOfEveryRankAreFoundAndNothingElse) {
  std::mt19937_64 random(rules_test::seed());
  for (int round = 0; round < 6; ++round) {
    const bool alphabet = round % 2 == 1;
    std::vector<AssignmentRule> rules = mixed_partition(alphabet, random);
    ASSERT_EQ(told(check_assignment(rules)), "ok");
    ASSERT_TRUE(assignment_gaps(rules).empty());
    // A rule that grows by one step overlaps with its neighbour.
    AssignmentOverlap both;
    if (round % 3 == 0) {
      AssignmentRule& rule = rules[any_of(rules, random, [](const AssignmentRule& r) {
        return r.country == "DE" && !r.postcode_to.empty();
      })];
      rule.postcode_to = padded(std::stoi(rule.postcode_to) + 1);
      both.place = Place::of("DE", "", rule.postcode_to);
    } else if (round % 3 == 1 && alphabet) {
      AssignmentRule& rule = rules[any_of(rules, random, [](const AssignmentRule& r) {
        return r.country.empty() && r.niche.empty() && r.to.size() == 2 && r.to[1] >= 'A' && r.to[1] < 'K';
      })];
      ++rule.to[1];
      both.name = rule.to;
    } else {
      AssignmentRule& rule = rules[any_of(
          rules, random, [](const AssignmentRule& r) { return !r.niche.empty() && r.to == "K"; })];
      rule.to = "L";
      both.name = "L";
      both.niche = rule.niche;
    }
    // A rule that is gone leaves a gap.
    const std::size_t gone = any_of(rules, random, [](const AssignmentRule& r) {
      return r.country == "FR" || (r.country.empty() && r.niche.empty() && r.from.size() == 2 &&
                                   r.from[1] > 'L' && r.from[1] < 'Z');
    });
    if (alphabet && rules[gone].country == "FR") {
      // Whom no territory takes goes by his name: the gap is none.
      rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(gone));
      EXPECT_TRUE(assignment_gaps(rules).empty());
    } else {
      const AssignmentGap nobody{alphabet ? Place() : Place::of("FR", "", rules[gone].postcode_prefix),
                                 rules[gone].from};
      rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(gone));
      const std::vector<AssignmentGap> gaps = assignment_gaps(rules);
      ASSERT_EQ(gaps.size(), 1U);
      EXPECT_EQ(gaps[0], nobody);
    }
    const std::vector<AssignmentOverlap> overlaps = assignment_overlaps(rules);
    ASSERT_EQ(overlaps.size(), 1U);
    EXPECT_EQ(overlaps[0].place, both.place);
    EXPECT_EQ(overlaps[0].name, both.name);
    EXPECT_EQ(overlaps[0].niche, both.niche);
  }
}

}  // namespace
