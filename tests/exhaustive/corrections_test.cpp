// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Every two corrections of one deal in both orders, with a freeze before, between, after or never: both
// orders are answered by a rule, whatever is posted is what the oracle says, frozen statements stand still,
// and where both orders do the same, they come to the same.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/core/command_table.hpp"
#include "support/books.hpp"
#include "support/books_oracle.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

struct Correction {
  string_view name;
  Command (*command)(Position reversal);
};

const CreditShare halves[] = {{"ben", Rate::of(1, 2)}, {"ana", Rate::of(1, 2)}};

const Correction corrections[] = {
    {"amend up",
     [](Position) {
       return Command(commands::AmendClose{.actor = "mia", .contact = "one", .amount = eur(120'001)});
     }},
    {"amend down",
     [](Position) {
       return Command(commands::AmendClose{.actor = "mia", .contact = "one", .amount = eur(60'000)});
     }},
    {"amend credits",
     [](Position) {
       return Command(commands::AmendClose{.actor = "mia", .contact = "one", .credits = halves});
     }},
    {"revoke",
     [](Position) {
       return Command(commands::RevokeApproval{.actor = "mia", .contact = "one", .reason = "error"});
     }},
    {"approve again",
     [](Position) {
       return Command(commands::Approve{.actor = "mia", .contact = "one", .amount = eur(70'000)});
     }},
    {"reverse a part",
     [](Position) {
       return Command(
           commands::Reverse{.actor = "mia", .contact = "one", .reason = "refund", .amount = eur(30'001)});
     }},
    {"reverse the rest",
     [](Position) {
       return Command(commands::Reverse{.actor = "mia", .contact = "one", .reason = "refund"});
     }},
    {"reinstate",
     [](Position reversal) {
       return Command(commands::Reinstate{.actor = "mia", .contact = "one", .refers_to = reversal});
     }},
    {"reinstate a part",
     [](Position reversal) {
       return Command(commands::Reinstate{
           .actor = "mia", .contact = "one", .refers_to = reversal, .amount = eur(5'000)});
     }},
    {"adjust",
     [](Position) {
       return Command(commands::Adjust{
           .actor = "mia", .rep = "ana", .period = month("2026-01"), .amount = eur(-77), .reason = "error"});
     }},
    {"open the next deal",
     [](Position) { return Command(commands::OpenDeal{.actor = "mia", .contact = "one"}); }},
};

// What both orders leave: the answers, and what every rep has over all periods.
struct Left {
  bool accepted[2] = {false, false};  // by correction, not by order
  std::int64_t commission = 0;
  std::int64_t revenue = 0;
  std::int64_t parts = 0;
};

constexpr string_view reps[] = {"ana", "ben", "cleo"};

Left run(const Correction* first, const Correction* second, int freeze, bool reversed_before) {
  Policy policy = euro_policy();
  policy.plan.tiers = {{0, Rate::of(1, 7)}, {100'000, Rate::of(2, 9)}};
  Books b(policy);
  b.sell("ana", "one", 90'000);
  Position reversal(1);
  if (reversed_before) reversal = b.reverse("one", 10'000);
  std::vector<Statement> frozen;
  auto freeze_now = [&] {
    b.freeze("2026-01", "2026-02-09T09:00:00Z");
    for (string_view rep : reps) frozen.push_back(b.statement(rep, "2026-01"));
  };
  Left left;
  for (int i = 0; i < 2; ++i) {
    if (freeze == i) freeze_now();
    const Correction* one = i == 0 ? first : second;
    const Outcome outcome = b.scenario().give(one->command(reversal));
    EXPECT_TRUE(outcome.verdict == Verdict::accepted ||
                (outcome.verdict == Verdict::refused && outcome.rule != Rule::none))
        << one->name;
    left.accepted[one < (i == 0 ? second : first) ? 0 : 1] = outcome.verdict == Verdict::accepted;
  }
  if (freeze == 2) freeze_now();
  const Truth truth = told_by(b.scenario().events());
  for (std::size_t i = 0; i < frozen.size(); ++i)
    EXPECT_EQ(statement_difference(frozen[i], b.statement(reps[i], "2026-01")), "");
  for (string_view key : reps) {
    const ActorId rep = b.actor(key);
    Worth sum;
    for (string_view period : {"2026-01", "2026-02"}) {
      const PeriodTotals totals = b.performance().totals(rep, month(period));
      const auto at = truth.find({rep, month(period)});
      const PeriodTruth expected = at == truth.end() ? PeriodTruth() : at->second;
      EXPECT_EQ(totals.revenue_minor, expected.worth.revenue) << key << " " << period;
      EXPECT_EQ(totals.commission_minor, expected.worth.commission) << key << " " << period;
      EXPECT_EQ(totals.closes.parts(), expected.worth.parts) << key << " " << period;
      EXPECT_EQ(totals.adjusted_minor, expected.adjusted) << key << " " << period;
      sum.revenue += totals.revenue_minor;
      sum.commission += totals.commission_minor;
      sum.parts += totals.closes.parts();
    }
    EXPECT_EQ(sum, in_the_end(b.scenario().events(), b.scenario().state().deal_count(), rep)) << key;
    // Three reps in one number, so that what moves between them shows too.
    left.commission = left.commission * 1'000'003 + sum.commission;
    left.revenue = left.revenue * 1'000'003 + sum.revenue;
    left.parts = left.parts * 31 + sum.parts;
  }
  return left;
}

TEST(EveryTwoCorrections, InBothOrdersBeforeAndAfterAFreeze) {
  int pairs = 0;
  int agreed = 0;
  for (const Correction& a : corrections)
    for (const Correction& b : corrections)
      for (int freeze = 0; freeze < 4; ++freeze)
        for (bool reversed_before : {false, true}) {
          if (&a >= &b) continue;
          SCOPED_TRACE(std::string(a.name) + ", " + std::string(b.name) + ", freeze " +
                       std::to_string(freeze) + (reversed_before ? ", reversed before" : ""));
          ++pairs;
          const Left one = run(&a, &b, freeze, reversed_before);
          const Left other = run(&b, &a, freeze, reversed_before);
          // Of two amounts the later one stands; all others add up, whatever the order. "The rest" is
          // whatever the other one leaves of it, and a new approval is of what came before it.
          const bool both = one.accepted[0] && one.accepted[1] && other.accepted[0] && other.accepted[1];
          const bool two_amounts = &a == &corrections[0] && &b == &corrections[1];
          const bool of_the_rest = a.name == "reverse the rest" || b.name == "reverse the rest" ||
                                   a.name == "approve again" || b.name == "approve again";
          const bool two_reinstatements = a.name == "reinstate" && b.name == "reinstate a part";
          if (!both || two_amounts || of_the_rest || two_reinstatements) continue;
          ++agreed;
          EXPECT_EQ(one.commission, other.commission);
          EXPECT_EQ(one.revenue, other.revenue);
          EXPECT_EQ(one.parts, other.parts);
        }
  EXPECT_EQ(pairs, 11 * 10 / 2 * 4 * 2);
  EXPECT_GT(agreed, 150);
}

}  // namespace
}  // namespace firstlog_test
