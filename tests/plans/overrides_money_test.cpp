// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Overrides beside shares, and overrides that are not payable at once. Amounts worked out by hand.
#include "plans/people.hpp"

namespace firstlog_test {
namespace {

// 10 % of own closes for everybody; 2 % of those below.
std::string plans(const std::string& payable) {
  return R"([{"name":"all","components":[{"name":"commission","steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]},)"
         R"({"name":"override","of":"team",)" +
         payable + R"("steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.02"]}]}}]}]}])";
}
const std::string on_cash = R"("payable":[{"part":"1","on":"cash"}],)";

class OverridesAndMoney : public ::testing::Test {
 protected:
  explicit OverridesAndMoney(const std::string& payable = on_cash) : b(plans(payable)) {
    b.actor("tom", Role::rep | Role::team_lead);
    b.reports("ana", "tom", "north");
    b.reports("ben", "tom", "north");
  }
  void receive(std::string_view contact, std::int64_t cents, std::string_view number) {
    b.give(commands::RecordReceipt{
        .actor = "mia", .contact = contact, .amount = eur(cents), .document_number = number});
  }
  People b;
};

TEST_F(OverridesAndMoney, OneWaitsForTheCash) {
  b.sell("ana", "a", 100'000);
  EXPECT_EQ(b.of("tom", "2026-01"), "team_override a 20.00 | withheld a -20.00");
  receive("a", 25'000, "r1");
  EXPECT_EQ(b.of("tom", "2026-01"), "team_override a 20.00 | withheld a -20.00 | released a 5.00");
  b.reverse("a", 50'000);  // of the other half 250 are there: 5 of 10
  EXPECT_EQ(b.statement("tom", "2026-01").total, eur(500));
  b.revoke("a");
  EXPECT_EQ(b.statement("tom", "2026-01").total, eur(0));
  EXPECT_EQ(b.statement("tom", "2026-01").commission, eur(0));
  for (const StatementLine& line : b.statement("tom", "2026-01").lines)
    EXPECT_TRUE(line.refers_to.present()) << name_of(line.kind);
}

// Two below share the close, and the lead has a share of his own.
TEST_F(OverridesAndMoney, EveryShareBelowWaits) {
  b.sell("ana", "a", 100'000, {{"tom", Rate::of(1, 2)}, {"ana", Rate::of(1, 4)}, {"ben", Rate::of(1, 4)}});
  EXPECT_EQ(b.of("tom", "2026-01"), "close a 50.00 | withheld a -10.00 | team_override a 10.00");
  receive("a", 50'000, "r1");
  EXPECT_EQ(b.statement("tom", "2026-01").total, eur(5'500));
  b.explains("tom", "a");
}

// What shares below pay sums as without a lead's own among them: 10.01 halved is 5.01 and 5.00 at 10 % of
// 100.10.
TEST_F(OverridesAndMoney, SharesSumBesideOverrides) {
  b.sell("tom", "a", 10'010, {{"tom", Rate::of(1, 2)}, {"ana", Rate::of(1, 2)}});
  EXPECT_EQ(b.statement("tom", "2026-01").commission, eur(501 + 100));
  EXPECT_EQ(b.statement("ana", "2026-01").commission, eur(500));
  receive("a", 10'010, "r1");
  EXPECT_EQ(b.statement("tom", "2026-01").total, eur(601));
  b.explains("tom", "a");
}

}  // namespace
}  // namespace firstlog_test
