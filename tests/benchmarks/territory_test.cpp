// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Rules and contacts of the assignment benchmark are the same in C++ as in the peer's language, and those
// of the leaderboard are what its README says.
#include "assignment/territory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "leaderboard/season.hpp"

namespace firstlog_benchmarks {
namespace {

TEST(Territory, GeneratesTheAgreedRulesContactsAndAnswers) {
  EXPECT_EQ(territory::rules().size(), territory::rule_count);
  EXPECT_EQ(territory::fingerprint(300), 2'824'240'277U);  // the same number stands in benchmarks_test.py
}

TEST(Territory, EveryKindOfRuleDecides) {
  const std::vector<territory::Rule> rules = territory::rules();
  const std::uint32_t ends[] = {500, 4'250, 4'750, 4'850, 4'999, 5'000};
  int counts[6] = {};
  for (std::uint64_t i = 0; i < 5'000; ++i) {
    const std::uint32_t rule = territory::rule_of(rules, territory::contact(i));
    ++counts[std::upper_bound(ends, ends + 6, rule) - ends];
  }
  for (const int count : counts) EXPECT_GT(count, 20);
}

TEST(Season, OneNumberRanksAsClosesAndRevenueDoAndNobodyIsEqual) {
  std::vector<season::Standing> all = season::standings_after(season::start());
  for (const season::Change& change : season::changes(50'000)) {
    EXPECT_EQ((change.revenue_minor % season::rep_count + season::rep_count) % season::rep_count, change.rep);
    all[change.rep] = change;
  }
  std::sort(all.begin(), all.end(), [](const season::Standing& a, const season::Standing& b) {
    return a.closes != b.closes ? a.closes > b.closes : a.revenue_minor > b.revenue_minor;
  });
  for (std::size_t i = 1; i < all.size(); ++i)
    ASSERT_GT(season::score_of(all[i - 1]), season::score_of(all[i]));
  EXPECT_LT(season::score_of(all.front()), std::int64_t{1} << 53U);
  EXPECT_GT(season::score_of(all.back()), -(std::int64_t{1} << 53U));
}

// A reversal takes back a whole deal that stands, so that whoever counts deals comes to the same.
TEST(Season, StandingsAreWhatTheDealsAddUpTo) {
  std::vector<season::Standing> all(season::rep_count);
  std::vector<std::int64_t> deals;
  std::size_t reversals = 0;
  std::vector<season::Change> changes = season::start();
  for (const season::Change& change : season::changes(50'000)) changes.push_back(change);
  for (const season::Change& change : changes) {
    season::Standing& standing = all[change.rep];
    if (change.reversal) {
      ++reversals;
      ASSERT_EQ(deals.at(change.deal), change.amount_minor);
      deals[change.deal] = 0;
    } else {
      ASSERT_EQ(change.deal, deals.size());
      deals.push_back(change.amount_minor);
    }
    standing.closes += change.reversal ? -1 : 1;
    standing.revenue_minor += change.reversal ? -change.amount_minor : change.amount_minor;
    ASSERT_EQ(standing.closes, change.closes);
    ASSERT_EQ(standing.revenue_minor, change.revenue_minor);
  }
  EXPECT_GT(reversals, 100U);
}

}  // namespace
}  // namespace firstlog_benchmarks
