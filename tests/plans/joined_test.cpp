// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Shares, overrides and pay that waits together: each amount was worked out by hand.
#include "plans/people.hpp"

namespace firstlog_test {
namespace {

// Everybody is paid 10 % of his closes, when cash comes, and 2 % of those below him, half at once.
const std::string everybody =
    R"([{"name":"all","components":[{"name":"commission","payable":[{"part":"1","on":"cash"}],)"
    R"("steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]},)"
    R"({"name":"override","of":"team","payable":[{"part":"0.5"},{"part":"0.5","on":"cash"}],)"
    R"("clawback":{"points":[{"age":0,"part":"0.5"}]},)"
    R"("steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.02"]}]}}]}]}])";

void receive(Books& books, std::string_view contact, std::int64_t cents, std::string_view number) {
  books.give(commands::RecordReceipt{
      .actor = "mia", .contact = contact, .amount = eur(cents), .document_number = number});
}

// Lea leads ben and shares a close of 100.01 with him: 5.0005 each, 10.00 in all, and 1.0001 for his half.
TEST(PlansJoined, WhoeverSharesAlsoLeads) {
  People b(everybody);
  b.actor("lea", Roles(Role::rep) | Role::team_lead);
  b.reports("ben", "lea", "north");
  b.sell("lea", "a", 100'01, {{"lea", Rate::of(1, 2)}, {"ben", Rate::of(1, 2)}});
  EXPECT_EQ(b.of("ben", "2026-01"), "close a 5.00 | withheld a -5.00");
  EXPECT_EQ(b.statement("lea", "2026-01").commission, eur(5'00 + 1'00));
  // Her share waits, and half of what his half brings her.
  EXPECT_EQ(b.statement("lea", "2026-01").withheld, eur(-5'50));
  const Result<PayExplanation> why =
      b.performance().explain(b.Books::actor("lea"), b.scenario().contact("a").deal);
  ASSERT_TRUE(why.ok());
  EXPECT_EQ(why->total, eur(6'00));
  EXPECT_EQ(why->withheld, eur(5'50));
}

// Cash releases what waits of ben's close to both; a refund takes half of the override back.
TEST(PlansJoined, OverridesWaitAndAreTakenBack) {
  People b(everybody);
  b.actor("lea", Roles(Role::rep) | Role::team_lead);
  b.reports("ben", "lea", "north");
  b.sell("ben", "a", 1'000'00);
  EXPECT_EQ(b.of("lea", "2026-01"), "team_override a 20.00 | withheld a -10.00");
  receive(b, "a", 500'00, "r1");
  EXPECT_EQ(b.statement("lea", "2026-01").total, eur(15'00));
  EXPECT_EQ(b.statement("ben", "2026-01").total, eur(50'00));
  receive(b, "a", 500'00, "r2");
  EXPECT_EQ(b.statement("lea", "2026-01").total, eur(20'00));
  b.reverse("a");
  EXPECT_EQ(b.statement("lea", "2026-01").total, eur(10'00));
  EXPECT_EQ(b.statement("ben", "2026-01").total, eur(0));
}

}  // namespace
}  // namespace firstlog_test
