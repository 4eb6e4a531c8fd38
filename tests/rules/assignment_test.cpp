// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Assignment: names are folded as promised, overlaps and gaps are found, each with a witness, and
// the fast table answers what a linear search does.
#include "firstlog/rules/assignment.hpp"

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

std::string folded(std::string_view name) {
  return std::string(fold_name(name).view());
}

TEST(FoldName, TableOfNames) {
  const struct {
    std::string_view name, folded;
  } table[] = {
      {"", ""},
      {"Acme", "ACME"},
      {"acme", "ACME"},
      {"  A-c.m'e & Co.", "ACMECO"},
      {"3M", "3M"},
      {"Abcdefghijk", "ABCDEFGH"},
      {"a b c d e f g h i", "ABCDEFGH"},
      {"Ångström", "ANGSTROM"},
      {"A\xCC\x8Angstro\xCC\x88m", "ANGSTROM"},  // the marks as characters of their own
      {"Straße", "STRASE"},
      {"ß", "S"},
      {"Ægir", "AGIR"},
      {"œuvre", "OUVRE"},
      {"Ø", "O"},
      {"Þór", "TOR"},
      {"Ðe", "DE"},
      {"Łódź", "LODZ"},
      {"Čapek", "CAPEK"},
      {"ĳs", "IS"},
      {"ſ", "S"},
      {"a×b÷c", "ABC"},
      {"¡Olé!", "OLE"},
      {"東京 Tokyo", "TOKYO"},
      {"Ελλάδα", ""},
      {"😀 Smile", "SMILE"},
      {"Å", "A"},            // U+00C5
      {"\xE2\x84\xAB", ""},  // U+212B, a sign and no letter here
      {"\xC3", ""},          // cut off
      {"\xC3x", "X"},
      {"x\xC3\xC3\xA9", "XE"},
      {"\xFF\xFE\x80 A", "A"},
      {"\xC0\x80"
       "B",
       "B"},
      {std::string_view("A\0B", 3), "AB"},
  };
  for (const auto& row : table) EXPECT_EQ(folded(row.name), row.folded) << row.name;
}

// The letters of U+00C0 to U+017F, one group for each letter that remains.
TEST(FoldName, EveryLatinLetterWithMarksLosesThem) {
  const struct {
    char letter;
    std::string_view from;
  } groups[] = {
      {'A', "ÀÁÂÃÄÅÆàáâãäåæĀāĂăĄą"},
      {'C', "ÇçĆćĈĉĊċČč"},
      {'D', "ÐðĎďĐđ"},
      {'E', "ÈÉÊËèéêëĒēĔĕĖėĘęĚě"},
      {'G', "ĜĝĞğĠġĢģ"},
      {'H', "ĤĥĦħ"},
      {'I', "ÌÍÎÏìíîïĨĩĪīĬĭĮįİıĲĳ"},
      {'J', "Ĵĵ"},
      {'K', "Ķķĸ"},
      {'L', "ĹĺĻļĽľĿŀŁł"},
      {'N', "ÑñŃńŅņŇňŉŊŋ"},
      {'O', "ÒÓÔÕÖØòóôõöøŌōŎŏŐőŒœ"},
      {'R', "ŔŕŖŗŘř"},
      {'S', "ßŚśŜŝŞşŠšſ"},
      {'T', "ÞþŢţŤťŦŧ"},
      {'U', "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲų"},
      {'W', "Ŵŵ"},
      {'Y', "ÝýÿŶŷŸ"},
      {'Z', "ŹźŻżŽž"},
  };
  int letters = 0;
  for (const auto& group : groups)
    for (std::size_t i = 0; i < group.from.size(); i += 2, ++letters)
      EXPECT_EQ(folded(group.from.substr(i, 2)), std::string(1, group.letter)) << group.from.substr(i, 2);
  EXPECT_EQ(letters, 0x180 - 0xC0 - 2);  // but for × and ÷
}

TEST(FoldName, SurvivesAnyBytes) {
  std::mt19937_64 random(rules_test::seed());
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random() % 20, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    for (char c : folded(bytes)) ASSERT_TRUE((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'));
  }
}

// The names among the gaps.
std::vector<std::string> names(const std::vector<AssignmentGap>& gaps) {
  std::vector<std::string> all;
  for (const AssignmentGap& gap : gaps) all.push_back(gap.name);
  return all;
}

AssignmentRule range(std::string from, std::string to, std::string rep = "ann") {
  return {"", "", std::move(from), std::move(to), std::move(rep)};
}
AssignmentRule niche(std::string name, std::string from = "", std::string to = "", std::string rep = "ann") {
  return {"", std::move(name), std::move(from), std::move(to), std::move(rep)};
}

TEST(CheckAssignment, NamesEachViolation) {
  const struct {
    std::vector<AssignmentRule> rules;
    std::string told;
  } cases[] = {
      {{}, "ok"},
      {{range("A", "K"), range("L", "")}, "ok"},
      {{range("A", "A", "")},
       "policy.assignment[0].rep | a rule names the rep who gets the contacts | give the rep's key"},
      {{range("A", "A", std::string(129, 'x'))},
       "policy.assignment[0].rep | a rule names the rep who gets the contacts | give the rep's key"},
      {{range("", "")},
       "policy.assignment[0] | the rule has no condition | give a niche or an alphabetical range"},
      {{niche(std::string(65, 'n'))},
       "policy.assignment[0].niche | a niche has 1 to 64 bytes of UTF-8 without control characters | shorten "
       "or "
       "correct it"},
      {{niche("\xFF")},
       "policy.assignment[0].niche | a niche has 1 to 64 bytes of UTF-8 without control characters | shorten "
       "or "
       "correct it"},
      {{{"\xFF", "n", "", "", "ann"}},
       "policy.assignment[0].name | a rule's name has at most 128 bytes of UTF-8, no control characters | "
       "shorten or "
       "correct it"},
      {{range("a", "K")},
       "policy.assignment[0].from | the bound is not 1 to 8 of A-Z and 0-9 | write \"A\", not \"a\" or "
       "\"Ä\"; or name a collation"},
      {{range("A", "k")},
       "policy.assignment[0].to | the bound is not 1 to 8 of A-Z and 0-9 | write \"K\", not \"k\"; or name "
       "a collation"},
      {{range("A", "ABCDEFGHI")},
       "policy.assignment[0].to | the bound is not 1 to 8 of A-Z and 0-9 | write \"K\", not \"k\"; or name "
       "a collation"},
      {{range("L", "K")}, "policy.assignment[0].to | the range is empty | let it end behind its beginning"},
      {{range("KB", "KA")}, "policy.assignment[0].to | the range is empty | let it end behind its beginning"},
      {{range("KB", "K")}, "ok"},
      {{range("A", "K"), range("KZ", "")},
       "policy.assignment[1] | overlaps with assignment[0]: both take KZ | let one of the two end earlier"},
      {{range("K", ""), range("A", "K")},
       "policy.assignment[0] | overlaps with assignment[1]: both take K | let one of the two end earlier"},
      {{range("", "C"), range("", "F")},
       "policy.assignment[1] | overlaps with assignment[0]: both take 0 | let one of the two end earlier"},
      {{niche("roofs"), range("A", "")}, "ok"},
      {{niche("roofs", "A", "F"), niche("roofs", "G")}, "ok"},
      {{niche("roofs"), niche("roofs", "G")},
       "policy.assignment[1] | overlaps with assignment[0]: both take G in niche roofs | let one of the two "
       "end "
       "earlier"},
      {{niche("roofs"), niche("walls")}, "ok"},
  };
  for (const auto& c : cases) EXPECT_EQ(told(check_assignment(c.rules)), c.told);
}

// The slow, obvious meaning of a rule.
bool takes(const AssignmentRule& rule, const std::string& key) {
  if (key < rule.from) return false;
  if (rule.to.empty() || key <= rule.to) return true;
  return key.compare(0, rule.to.size(), rule.to) == 0;
}

std::vector<std::string> keys_up_to(std::size_t length, std::string_view alphabet) {
  std::vector<std::string> keys;
  std::vector<std::string> last = {""};
  for (std::size_t n = 0; n < length; ++n) {
    std::vector<std::string> longer;
    for (const std::string& key : last)
      for (char c : alphabet) longer.push_back(key + c);
    keys.insert(keys.end(), longer.begin(), longer.end());
    last = std::move(longer);
  }
  return keys;
}

// Ends of the alphabet and its seam between digits and letters. Bounds have up to two of these:
// every overlap of such bounds shows in a key of up to three.
constexpr std::string_view alphabet = "0189ABYZ";

class Rules {
 public:
  explicit Rules(std::uint64_t seed) : random_(seed) {}
  std::string bound(bool may_be_empty) {
    std::string made;
    const std::size_t size = random_() % 3;
    for (std::size_t i = 0; i < (may_be_empty ? size : size % 2 + 1); ++i)
      made += alphabet[random_() % alphabet.size()];
    return made;
  }
  std::vector<AssignmentRule> some() {
    std::vector<AssignmentRule> rules;
    for (std::size_t n = random_() % 5 + 1; n > 0; --n) {
      AssignmentRule rule = range(bound(true), bound(true), "rep" + std::to_string(rules.size()));
      if (random_() % 3 == 0) rule.niche = random_() % 2 == 0 ? "roofs" : "walls";
      if (rule.niche.empty() && rule.from.empty() && rule.to.empty()) rule.from = "0";
      rules.push_back(rule);
    }
    return rules;
  }
  // Rules that part the alphabet: no two overlap, and some gaps are left.
  std::vector<AssignmentRule> parted() {
    std::vector<AssignmentRule> rules;
    for (const char* name : {"", "roofs", "walls"}) {
      std::vector<std::string> starts;
      for (std::size_t n = random_() % 5; n > 0; --n) starts.push_back(bound(false));
      std::sort(starts.begin(), starts.end());
      starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
      for (std::size_t i = 0; i < starts.size(); ++i) {
        AssignmentRule rule = range(starts[i], "", "rep" + std::to_string(rules.size()));
        rule.niche = name;
        if (i + 1 < starts.size() || random_() % 2 == 0) rule.to = starts[i];
        rules.push_back(rule);
      }
    }
    std::shuffle(rules.begin(), rules.end(), random_);
    return rules;
  }

 private:
  std::mt19937_64 random_;
};

std::optional<std::size_t> linear(const std::vector<AssignmentRule>& rules, std::string_view niche_name,
                                  const std::string& key) {
  if (!niche_name.empty())
    for (std::size_t i = 0; i < rules.size(); ++i)
      if (rules[i].niche == niche_name && takes(rules[i], key)) return i;
  if (!key.empty())
    for (std::size_t i = 0; i < rules.size(); ++i)
      if (rules[i].niche.empty() && takes(rules[i], key)) return i;
  return std::nullopt;
}

TEST(AssignmentProperty, ChecksGapsAndTableAgreeWithEnumeration) {
  SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(rules_test::seed()));
  const std::vector<std::string> keys = keys_up_to(3, alphabet);
  Rules random(rules_test::seed());
  int overlapping = 0, empty = 0, accepted = 0, with_gaps = 0, without_gaps = 0;
  for (int round = 0; round < 1500; ++round) {
    const std::vector<AssignmentRule> rules = round % 2 == 0 ? random.some() : random.parted();
    const Result<void> checked = check_assignment(rules);
    bool nothing_taken = false;
    std::optional<std::string> witness;
    for (const AssignmentRule& rule : rules) {
      bool any = false;
      for (const std::string& key : keys) any = any || takes(rule, key);
      nothing_taken = nothing_taken || !any;
    }
    for (std::size_t i = 0; i < rules.size() && !witness; ++i)
      for (std::size_t j = 0; j < i && !witness; ++j)
        if (rules[i].niche == rules[j].niche)
          for (const std::string& key : keys)
            if (takes(rules[i], key) && takes(rules[j], key)) {
              witness = key;
              break;
            }
    ASSERT_EQ(checked.ok(), !nothing_taken && !witness) << told(checked) << witness.value_or("");
    if (!checked.ok()) {
      const std::string reason(checked.error().reason.view());
      if (reason.find("range is empty") != std::string::npos) {
        ++empty;
        ASSERT_TRUE(nothing_taken);
        continue;
      }
      // The witness that it names is one: both rules take it.
      ++overlapping;
      const std::string place(checked.error().place.view());
      const std::size_t one = std::stoul(place.substr(place.find('[') + 1));
      const std::size_t other = std::stoul(reason.substr(reason.find('[') + 1));
      std::string key = reason.substr(reason.find("take ") + 5);
      key = key.substr(0, key.find(' '));
      ASSERT_TRUE(takes(rules[one], key) && takes(rules[other], key)) << reason;
      continue;
    }
    ++accepted;

    // Gaps: each witness lies in one, and without a witness there is none.
    const std::vector<std::string> gaps = names(assignment_gaps(rules));
    bool alphabetical = false;
    for (const AssignmentRule& rule : rules) alphabetical = alphabetical || rule.niche.empty();
    for (const std::string& key : gaps) ASSERT_FALSE(linear(rules, "", key)) << key;
    // Each run of names that nobody takes has one witness. Runs end at keys that are among those
    // tried here: where a range begins.
    std::vector<std::string> tried = keys;
    tried.insert(tried.end(), gaps.begin(), gaps.end());
    std::sort(tried.begin(), tried.end());
    std::size_t runs = 0;
    bool inside = false;
    for (const std::string& key : tried) {
      const bool untaken = alphabetical && !linear(rules, "", key);
      runs += untaken && !inside ? 1 : 0;
      inside = untaken;
    }
    ASSERT_EQ(gaps.size(), runs);
    (runs > 0 ? with_gaps : without_gaps) += 1;

    // The table.
    Policy policy;
    policy.plan.currency = *Currency::parse("EUR");
    policy.assignment = rules;
    const Result<CompiledPolicy> compiled = CompiledPolicy::compile(policy, Zone::utc());
    ASSERT_TRUE(compiled.ok()) << told(compiled);
    for (const char* name : {"", "roofs", "walls", "fences"})
      for (std::size_t i = static_cast<std::size_t>(round) % 5; i <= keys.size(); i += 5) {
        const std::string key = i == keys.size() ? "" : keys[i];
        const std::optional<std::size_t> expected = linear(rules, name, key);
        const Assignment found = compiled->assignment_for(name, SortKey::from_folded(key));
        ASSERT_EQ(found.rep, expected ? rules[*expected].rep : "") << name << " " << key;
        ASSERT_EQ(found.rule, !expected                        ? Rule::assigned_to_nobody
                              : rules[*expected].niche.empty() ? Rule::assigned_by_alphabet
                                                               : Rule::assigned_by_niche);
      }
  }
  EXPECT_GT(overlapping, 100);
  EXPECT_GT(empty, 100);
  EXPECT_GT(accepted, 100);
  EXPECT_GT(with_gaps, 50);
  EXPECT_GT(without_gaps, 20);
}

TEST(AssignmentGaps, WitnessesAreReadable) {
  EXPECT_EQ(names(assignment_gaps({})), std::vector<std::string>());
  EXPECT_EQ(names(assignment_gaps({niche("roofs")})), std::vector<std::string>());
  EXPECT_EQ(names(assignment_gaps({range("", "K"), range("L", "")})), std::vector<std::string>());
  EXPECT_EQ(names(assignment_gaps({range("A", "K"), range("L", "Z")})), std::vector<std::string>({"0"}));
  EXPECT_EQ(names(assignment_gaps({range("0", "K"), range("M", "Y")})), std::vector<std::string>({"L", "Z"}));
  EXPECT_EQ(names(assignment_gaps({range("", "KZ"), range("LA", "")})), std::vector<std::string>({"L"}));
}

}  // namespace
