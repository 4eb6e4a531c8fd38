// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What a refund takes back by the age of the close: windows, steps, time used. Every amount was worked out
// by hand.
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

// 30 % of each close.
Policy clawed(const std::string& clawback) {
  return policy_with(
      base_plan(R"({"name":"commission","clawback":)" + clawback +
                R"(,"steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.3"]}]}}]})"));
}
// A close of so many cents on February 1, of which so many (absent: all) are refunded on that day: what is
// left of the commission.
std::int64_t left(const std::string& clawback, std::int64_t cents, std::string_view when,
                  std::optional<std::int64_t> refund = {}) {
  Books books(clawed(clawback));
  books.scenario().set_clock("2026-02-01T10:00:00Z");
  books.sell("ana", "a", cents);
  books.scenario().advance_to(std::string(when) + "T10:00:00Z");
  books.reverse("a", refund);
  return books.performance().balance(books.actor("ana")).commission.minor_units();
}

const std::string sixty_days = R"({"points":[{"age":0,"part":"1"},{"age":61,"part":"0"}]})";
const std::string year =
    R"({"unit":"months","between":"line","points":[{"age":0,"part":"1"},{"age":12,"part":"0"}]})";

// The window's last day is inside: 60 days after February 1 is April 2.
TEST(Clawback, heritage_61) {
  EXPECT_EQ(left(sixty_days, 1'000'00, "2026-04-02"), 0);
  EXPECT_EQ(left(sixty_days, 1'000'00, "2026-04-03"), 300'00);
}
// 72.00, of which 10 of 12 months are taken back: 60.00.
TEST(Clawback, heritage_prorate) {
  EXPECT_EQ(left(year, 240'00, "2026-04-01"), 12'00);
  EXPECT_EQ(left(year, 240'00, "2026-03-31"), 6'00);  // one whole month used
}
TEST(Clawback, zepys_prorate) {
  EXPECT_EQ(left(year, 1'000'00, "2026-08-01"), 150'00);
  EXPECT_EQ(left(year, 1'000'00, "2027-07-01"), 300'00);
}
TEST(Clawback, core8_50) {
  EXPECT_EQ(left(R"({"points":[{"age":0,"part":"0.5"}]})", 10'000'00, "2026-03-01"), 1'500'00);
}
// Whole for 30 days, then in a line to nothing after 90: at 60 days half.
TEST(Clawback, WindowThenLine) {
  const std::string clawback =
      R"({"between":"line","points":[{"age":0,"part":"1"},{"age":30,"part":"1"},{"age":90,"part":"0"}]})";
  EXPECT_EQ(left(clawback, 1'000'00, "2026-03-03"), 0);
  EXPECT_EQ(left(clawback, 1'000'00, "2026-04-02"), 150'00);
  EXPECT_EQ(left(clawback, 1'000'00, "2026-05-02"), 300'00);
  EXPECT_EQ(left(clawback, 1'000'00, "2026-12-01"), 300'00);
}
// 333.33 of 1,000.00 after 31 days at half: 30 % of it is 99.999, half of that 49.9995.
TEST(Clawback, TakesBackAPartOfAPart) {
  EXPECT_EQ(
      left(R"({"points":[{"age":0,"part":"1"},{"age":31,"part":"1/2"}]})", 1'000'00, "2026-03-04", 333'33),
      250'00);
}
// Each refund at its own age, and a reinstated one gives back what it took: 500 on the
// day itself at 1, 500 in March at half.
TEST(Clawback, EveryRefundAtItsOwnAge) {
  Books books(clawed(R"({"points":[{"age":0,"part":"1"},{"age":31,"part":"1/2"}]})"));
  books.scenario().set_clock("2026-02-01T10:00:00Z");
  books.sell("ana", "a", 1'000'00);
  const Position first = books.reverse("a", 500'00);
  books.scenario().advance_to("2026-03-04T10:00:00Z");
  books.reverse("a");
  EXPECT_EQ(books.performance().balance(books.actor("ana")).commission, eur(75'00));
  books.reinstate("a", first);
  EXPECT_EQ(books.performance().balance(books.actor("ana")).commission, eur(225'00));
  const Result<PayExplanation> why =
      books.performance().explain(books.actor("ana"), books.scenario().contact("a").deal);
  ASSERT_TRUE(why.ok());
  EXPECT_EQ(why->total, eur(225'00));
  EXPECT_EQ(why->components.at(0).refunds, -Exact::whole(75));
}
// Approved anew, a close has a new age and no refunds.
TEST(Clawback, BeginsAnewWithTheApproval) {
  Books books(clawed(sixty_days));
  books.scenario().set_clock("2026-02-01T10:00:00Z");
  books.sell("ana", "a", 1'000'00);
  books.reverse("a", 400'00);
  books.scenario().advance_to("2026-05-01T10:00:00Z");
  books.revoke("a");
  EXPECT_EQ(books.performance().balance(books.actor("ana")).commission, eur(0));
  books.approve("a", 1'000'00);
  EXPECT_EQ(books.performance().balance(books.actor("ana")).commission, eur(300'00));
  books.reverse("a");
  EXPECT_EQ(books.performance().balance(books.actor("ana")).commission, eur(0));
}

std::string fault(const std::string& members) {
  const Result<Policy> policy =
      parse_policy(R"({"plan":{"currency":"EUR"},"plans":)" +
                   base_plan(R"({"name":"c",)" + members +
                             R"(,"steps":[{"name":"l","sum":{"terms":[{"times":["amount","0.1"]}]}}]})") +
                   "}");
  if (policy) return "";
  return std::string(policy.error().place.view()) + ": " + std::string(policy.error().reason.view());
}
TEST(Clawback, RefusesWhatCannotBe) {
  EXPECT_EQ(
      fault(R"("clawback":{"points":[{"age":1,"part":"1"}]})"),
      "policy.plans[0].components[0].clawback.points[0].age: ages begin at 0 and rise, to 3660 at most");
  EXPECT_EQ(
      fault(R"("clawback":{"points":[{"age":0,"part":"1"},{"age":0,"part":"1"}]})"),
      "policy.plans[0].components[0].clawback.points[1].age: ages begin at 0 and rise, to 3660 at most");
  EXPECT_EQ(fault(R"("clawback":{"points":[{"age":0,"part":"1.5"}]})"),
            "policy.plans[0].components[0].clawback.points[0].part: a part lies between 0 and 1");
  EXPECT_EQ(fault(R"("negative":"rerate","clawback":{"points":[{"age":0,"part":"1"}]})"),
            "policy.plans[0].components[0].clawback: only what closes were paid at their original rate is "
            "taken back by age");
}

}  // namespace
}  // namespace firstlog_test
