// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// ICU's orders of names: keys compare as ICU itself compares, and rules go by them.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unicode/ucol.h>

#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "firstlog/contacts/icu_collators.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/rules/policy.hpp"
#include "support/engine_world.hpp"
#include "support/scenario.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

struct CloseCollator {
  void operator()(UCollator* collator) const noexcept { ucol_close(collator); }
};

// ICU's own comparison of whole names, asked directly.
class Direct {
 public:
  explicit Direct(const char* locale) {
    UErrorCode status = U_ZERO_ERROR;
    collator_.reset(ucol_open(locale, &status));
    ucol_setStrength(collator_.get(), UCOL_PRIMARY);
    ucol_setAttribute(collator_.get(), UCOL_ALTERNATE_HANDLING, UCOL_SHIFTED, &status);
    EXPECT_TRUE(U_SUCCESS(status)) << locale;
  }
  int compare(const std::string& a, const std::string& b) const {
    UErrorCode status = U_ZERO_ERROR;
    return ucol_strcollUTF8(collator_.get(), a.data(), static_cast<std::int32_t>(a.size()), b.data(),
                            static_cast<std::int32_t>(b.size()), &status);
  }

 private:
  std::unique_ptr<UCollator, CloseCollator> collator_;
};

struct Language {
  const char* tag;
  const char* locale;
};
constexpr Language languages[] = {{"de", "de"},
                                  {"de-u-co-phonebk", "de@collation=phonebook"},
                                  {"sv", "sv"},
                                  {"es", "es"},
                                  {"es-u-co-trad", "es@collation=traditional"},
                                  {"da", "da"},
                                  {"cs", "cs"},
                                  {"tr", "tr"}};

// Pieces that names of these languages are made of, some of which sort by themselves, join, or are passed
// over.
constexpr string_view pieces[] = {"A", "a", "b", "C",  "ch", "CH", "d", "e",  "é", "F", "h", "I",  "ı",
                                  "İ", "k", "L", "ll", "m",  "n",  "ñ", "N",  "o", "Ö", "ö", "oe", "Ø",
                                  "r", "ř", "s", "ß",  "t",  "u",  "Ü", "ue", "v", "w", "y", "z",  "Å",
                                  "å", "Ä", "ä", "ae", "æ",  " ",  "-", "'",  ".", "0", "3", "9",  "Ş"};

rc::Gen<std::string> any_name() {
  return rc::gen::map(rc::gen::resize(12, rc::gen::container<std::vector<std::size_t>>(rc::gen::resize(
                                              100, rc::gen::inRange(std::size_t{0}, std::size(pieces))))),
                      [](const std::vector<std::size_t>& numbers) {
                        std::string name;
                        for (const std::size_t number : numbers) name += pieces[number];
                        return name;
                      });
}

TEST(IcuCollators, KeysCompareAsIcuCompares) {
  IcuCollators collators;
  for (const Language& language : languages) {
    const Collator& collator = *must(collators.collator(language.tag));
    const Direct direct(language.locale);
    int decided = 0;
    EXPECT_TRUE(rc::check(language.tag, [&] {
      const std::string a = *any_name();
      const std::string b = *any_name();
      const SortKey key_a = collator.key(a);
      const SortKey key_b = collator.key(b);
      const int order = direct.compare(a, b);
      // A key is cut after eight bytes: what it tells apart, ICU does, and never the other way round.
      if (key_a < key_b) RC_ASSERT(order < 0);
      if (key_b < key_a) RC_ASSERT(order > 0);
      if (order == 0) RC_ASSERT(key_a == key_b);
      // Names short enough for their whole key are told apart wherever ICU does.
      if (key_a.view().size() < SortKey::size && key_b.view().size() < SortKey::size) {
        RC_ASSERT((key_a == key_b) == (order == 0));
        decided += order != 0 ? 1 : 0;
      }
    })) << language.tag;
    EXPECT_GT(decided, 10) << language.tag;
  }
}

TEST(IcuCollators, LanguagesDiffer) {
  IcuCollators collators;
  auto before = [&](const char* tag, string_view a, string_view b) {
    const Collator& collator = *must(collators.collator(tag));
    return collator.key(a) < collator.key(b);
  };
  EXPECT_TRUE(before("de", "Ärzte", "Azur")) << "German: an Ä is an A";
  EXPECT_TRUE(before("sv", "Zorn", "Ärlig")) << "Swedish: Ä is the last letter but one";
  EXPECT_TRUE(before("sv", "Åkesson", "Ärlig"));
  EXPECT_TRUE(before("sv", "Ärlig", "Öberg"));
  EXPECT_TRUE(before("de-u-co-phonebk", "Ärger", "Af")) << "the phone book: an Ä is an AE";
  EXPECT_TRUE(before("es", "Nube", "Ñandú"));
  EXPECT_TRUE(before("es", "Ñandú", "Oca"));
  EXPECT_TRUE(before("es", "Chico", "Cuna"));
  EXPECT_TRUE(before("es-u-co-trad", "Cuna", "Chico")) << "traditional Spanish: CH is a letter of its own";
}

TEST(IcuCollators, PassOverCaseMarksSpacesAndPunctuation) {
  IcuCollators collators;
  const Collator& german = *must(collators.collator("de"));
  EXPECT_EQ(german.key("BÄCKEREI-müller"), german.key("Bäckerei Müller"));
  EXPECT_EQ(german.key("Bäckerei"), german.key("backerei"));
  EXPECT_FALSE(german.key("").present());
  EXPECT_FALSE(german.key(" -.").present());
  EXPECT_FALSE(german.version().empty());
}

TEST(IcuCollators, RefuseWhatIsNoLanguage) {
  IcuCollators collators;
  for (string_view wrong : {"", "no language", "xx", "sv_SE@collation", "de\n", "de-u-co-trad"}) {
    const auto refused = collators.collator(wrong);
    ASSERT_FALSE(refused.ok()) << wrong;
    EXPECT_EQ(refused.error().status, Status::unsupported) << wrong;
    EXPECT_FALSE(refused.error().remedy.view().empty()) << wrong;
  }
}

TEST(IcuCollators, ServeManyThreads) {
  IcuCollators collators;
  std::vector<std::thread> threads;
  std::vector<SortKey> keys(4);
  for (std::size_t i = 0; i < keys.size(); ++i)
    threads.emplace_back([&, i] {
      for (int round = 0; round < 200; ++round) keys[i] = must(collators.collator("sv"))->key("Ångström");
    });
  for (std::thread& thread : threads) thread.join();
  for (const SortKey& key : keys) EXPECT_EQ(key, keys[0]);
}

AssignmentRule range(std::string from, std::string to, std::string rep) {
  AssignmentRule rule;
  rule.from = std::move(from);
  rule.to = std::move(to);
  rule.rep = std::move(rep);
  return rule;
}

TEST(IcuCollators, GapsAndOverlapsAreToldByNames) {
  IcuCollators collators;
  const Collator& swedish = *must(collators.collator("sv"));
  std::vector<AssignmentRule> rules = {range("", "K", "ann"), range("L", "Z", "bob"), range("Å", "", "cem")};
  EXPECT_TRUE(check_assignment(rules, &swedish));
  EXPECT_TRUE(assignment_gaps(rules, &swedish).empty());
  rules[2].from = "Ä";
  ASSERT_EQ(assignment_gaps(rules, &swedish).size(), 1U);
  EXPECT_EQ(assignment_gaps(rules, &swedish)[0].name, "Å");
  rules[2].from = "Z";
  ASSERT_EQ(assignment_overlaps(rules, &swedish).size(), 1U);
  EXPECT_EQ(assignment_overlaps(rules, &swedish)[0].name, "Z");
  const Collator& german = *must(collators.collator("de"));
  rules[2].from = "Å";
  EXPECT_EQ(assignment_overlaps(rules, &german).size(), 1U) << "in German an Å is an A";
  const Collator& spanish = *must(collators.collator("es"));
  const std::vector<AssignmentRule> mexican = {range("", "N", "ann"), range("O", "", "bob")};
  ASSERT_EQ(assignment_gaps(mexican, &spanish).size(), 1U);
  EXPECT_EQ(assignment_gaps(mexican, &spanish)[0].name, "Ñ");
}

TEST(IcuCollators, AnOrganisationGoesByItsLanguage) {
  IcuCollators collators;
  Policy policy = euro_policy();
  policy.collation = "sv";
  policy.assignment = {range("", "Z", "ann"), range("Å", "", "bob")};
  const std::string document = policy_to_json(policy);
  EngineOptions options;
  options.collators = &collators;
  Engine engine = must(Engine::open("memory:", options));
  auto give = [&](const Command& command) { return must(engine.submit("acme", command)); };
  EXPECT_EQ(give(commands::FoundOrganisation{.actor = "olga", .key = "acme", .document = document}).verdict,
            Verdict::accepted);
  for (string_view rep : {"ann", "bob"})
    give(commands::RegisterActor{.actor = "olga", .key = rep, .roles = Role::rep});
  const Outcome late = give(commands::RegisterContact{.actor = "olga", .key = "1", .name = "Öbergs"});
  const Outcome early = give(commands::RegisterContact{.actor = "olga", .key = "2", .name = "Obergs"});
  EXPECT_EQ(must(engine.actor_key("acme", late.rep)), "bob");
  EXPECT_EQ(must(engine.actor_key("acme", early.rep)), "ann");
}

}  // namespace
}  // namespace firstlog_test
