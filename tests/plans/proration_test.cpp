// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Guarantees and draws of who joins, leaves or is away within the span. January 2026 has 22 working days,
// February 20; every amount was worked out by hand.
#include "plans/people.hpp"

namespace firstlog_test {
namespace {

const std::string ten =
    R"({"name":"commission","steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]})";
// At least 110.00 a month, by the days of `fact`.
std::string guarantee(const std::string& fact, const std::string& members = "") {
  return base_plan(
      ten + R"(,{"name":"guarantee","span":"month",)" + members +
      R"("steps":[{"name":"earned","total":{"of":"commission"}},)"
      R"({"name":"floor","sum":{"terms":[{"times":["110",")" +
      fact + R"("]}]}},{"name":"least","bound":{"of":"earned","least":"floor"}},)" +
      R"({"name":"guarantee","sum":{"terms":[{"times":["least"]},{"minus":true,"times":["earned"]}]}}]})");
}
std::string draw(const std::string& kind, const std::string& amount = R"("100")") {
  return base_plan(
      ten +
      R"(,{"name":"draw","span":"month","carries":[{"input":"debt","value":"drawn.balance","opening":"draw_debt"}],)"
      R"("steps":[{"name":"earned","total":{"of":"commission"}},{"name":"amount","sum":{"terms":[{"times":[)" +
      amount + R"(]}]}},{"name":"drawn","draw":{"earned":"earned","kind":")" + kind +
      R"(","amount":"amount","opening":"debt"}},)" +
      R"({"name":"draw","sum":{"terms":[{"times":["drawn"]},{"minus":true,"times":["earned"]}]}}]})");
}

TEST(Prorated, AJoinersGuarantee) {
  People b(guarantee("employed"));
  b.actor("eve", Role::rep, "2026-01-19");   // 10 of 22 working days: 50
  b.actor("finn", Role::rep, "2026-02-16");  // 10 of 20: 55, nothing for January
  b.advance_to("2026-02-20T09:00:00Z");
  EXPECT_EQ(b.of("eve", "2026-01"), "component guarantee 50.00");
  EXPECT_EQ(b.of("finn", "2026-01"), "");
  EXPECT_EQ(b.of("ana", "2026-01"), "component guarantee 100.00") << "20 of 22: the books begin on the 5th";
  b.sell("finn", "f", 10'000);
  EXPECT_EQ(b.of("finn", "2026-02"), "close f 10.00 | component guarantee 45.00");
}

// Whatever the plan: a month before his first day is none of his.
TEST(Prorated, NobodyIsPaidForAMonthBeforeHisFirstDay) {
  People b(guarantee(R"(1)"));
  b.actor("finn", Role::rep, "2026-02-16");
  b.advance_to("2026-03-20T09:00:00Z");
  EXPECT_EQ(b.of("finn", "2026-01"), "");
  EXPECT_EQ(b.of("finn", "2026-02"), "component guarantee 110.00");
}

// A draw's debt stays what was advanced, by the days.
TEST(Prorated, ADrawOfWhoLeaves) {
  People b(draw("recoverable", R"("110","employed")"));
  b.actor("eve", Role::rep, "2025-06-01");
  b.sell("eve", "e", 10'000);
  b.scenario().set_clock("2026-01-09T09:00:00Z");
  b.departs("eve");  // 7 of 22: 35
  EXPECT_EQ(b.of("eve", "2026-01"), "close e 10.00 | component draw 100.00 | component draw -75.00");
  b.advance_to("2026-03-20T09:00:00Z");
  EXPECT_EQ(b.of("eve", "2026-02"), "");
}

TEST(Prorated, ByCalendarDaysOrNotAtAll) {
  People b(guarantee("employed", R"("prorate":"calendar_days",)"));
  b.actor("eve", Role::rep, "2026-01-19");  // 13 of 31: 46.129…
  b.advance_to("2026-02-20T09:00:00Z");
  EXPECT_EQ(b.of("eve", "2026-01"), "component guarantee 46.13");
  People whole(guarantee("employed", R"("prorate":"none",)"));
  whole.actor("eve", Role::rep, "2026-01-19");
  whole.advance_to("2026-02-20T09:00:00Z");
  EXPECT_EQ(whole.of("eve", "2026-01"), "component guarantee 110.00");
}

// The last day is inside; leaving settles the month at once, for who sold and for who did not.
TEST(Prorated, ALeaversGuaranteeIsSettledByLeaving) {
  People b(guarantee("employed"));
  b.actor("eve", Role::rep, "2025-06-01");
  b.actor("finn", Role::rep, "2025-06-01");
  b.sell("eve", "e", 10'000);
  EXPECT_EQ(b.of("eve", "2026-01"), "close e 10.00 | component guarantee 100.00");
  b.scenario().set_clock("2026-01-09T09:00:00Z");
  b.departs("eve");  // 7 of 22: 35
  b.departs("finn");
  EXPECT_EQ(b.of("eve", "2026-01"),
            "close e 10.00 | component guarantee 100.00 | component guarantee -75.00");
  EXPECT_EQ(b.of("finn", "2026-01"), "component guarantee 35.00");
  b.advance_to("2026-03-20T09:00:00Z");
  EXPECT_EQ(b.of("finn", "2026-01"), "component guarantee 35.00") << "the freeze pays nothing twice";
  EXPECT_EQ(b.of("finn", "2026-02"), "");
}

TEST(Prorated, LeaveCountsWhereThePlanSaysSo) {
  for (const bool at_work : {true, false}) {
    People b(guarantee(at_work ? "at_work" : "employed"));
    b.actor("eve", Role::rep, "2025-06-01");
    b.sell("eve", "e", 10'000);
    b.away("eve", "2026-01-12", "2026-01-22");  // 9 working days of 22: 65
    EXPECT_EQ(b.statement("eve", "2026-01").commission, eur(at_work ? 6'500 : 11'000));
    b.scenario().set_clock("2026-01-19T09:00:00Z");
    b.give(commands::CancelAbsence{
        .actor = "mia", .rep = "eve", .from = day("2026-01-12"), .until = day("2026-01-22")});
    EXPECT_EQ(b.statement("eve", "2026-01").commission, eur(at_work ? 8'500 : 11'000))
        << "5 days, until the 18th";
  }
}

TEST(Prorated, InactiveDaysAreNotEmployed) {
  People b(guarantee("employed"));
  b.actor("eve", Role::rep, "2025-06-01");
  b.scenario().set_clock("2026-01-09T09:00:00Z");
  b.give(commands::ChangeActor{.actor = "root", .rep = "eve", .active = false});
  b.advance_to("2026-02-20T09:00:00Z");
  EXPECT_EQ(b.of("eve", "2026-01"), "component guarantee 35.00") << "7 of 22";
  EXPECT_EQ(b.of("eve", "2026-02"), "");
}

TEST(Prorated, ADrawOfWhoJoins) {
  People b(draw("recoverable", R"("110","employed")"));
  b.actor("eve", Role::rep, "2026-01-19");  // 50 in January
  b.sell("eve", "e", 30'000);
  EXPECT_EQ(b.of("eve", "2026-01"), "close e 30.00 | component draw 20.00");
  b.advance_to("2026-02-20T09:00:00Z");
  b.sell("eve", "f", 150'000);
  EXPECT_EQ(b.of("eve", "2026-02"), "close f 150.00 | component draw -20.00") << "the debt, and no more";
}

// ---- the kinds of draw ------------------------------------------------------------------------------

// January earns 30, February 120, March 160.
std::string three_months(const std::string& kind) {
  People b(draw(kind));
  b.sell("ana", "a", 30'000);
  b.advance_to("2026-02-20T09:00:00Z");
  b.sell("ana", "b", 120'000);
  b.advance_to("2026-03-20T09:00:00Z");
  b.sell("ana", "c", 160'000);
  return b.of("ana", "2026-01") + " / " + b.of("ana", "2026-02") + " / " + b.of("ana", "2026-03");
}

// 70 advanced; of 120 only 20 may go to the debt, for pay stays at the draw; the other 50 of 160.
TEST(Draws, ARecoverableOneNeverPushesPayBelowTheDraw) {
  EXPECT_EQ(
      three_months("recoverable"),
      "close a 30.00 | component draw 70.00 / close b 120.00 | component draw -20.00 / close c 160.00 | "
      "component draw -50.00");
}

// 70 topped up, and nothing owed for it.
TEST(Draws, ANonrecoverableOneIsNeverGivenBack) {
  EXPECT_EQ(three_months("nonrecoverable"),
            "close a 30.00 | component draw 70.00 / close b 120.00 / close c 160.00");
}

// 100 were paid beforehand each month: January's 30 go towards them, 70 stay; February's 120 pay 100 of 170;
// March's 160 meet 50 + 100 and leave 10.
TEST(Draws, APrepaidOnePaysWhatExceedsIt) {
  EXPECT_EQ(
      three_months("prepaid"),
      "close a 30.00 | component draw -30.00 / close b 120.00 | component draw -120.00 / close c 160.00 | "
      "component draw -150.00");
}

}  // namespace
}  // namespace firstlog_test
