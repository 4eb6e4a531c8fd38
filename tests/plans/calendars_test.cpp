// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Spans of the policy's own calendars: two weeks, 4-4-5, dated lists. Amounts worked out by hand.
#include "firstlog/rules/period_calendar.hpp"
#include "plans/people.hpp"

namespace firstlog_test {
namespace {

std::string days(const std::optional<DateRange>& range) {
  return range ? range->first.to_string() + " to " + range->end.to_string() : "none";
}

// Slow and obvious: one period after the other.
std::optional<DateRange> walked(const PeriodCalendar& calendar, Date day) {
  if (day < calendar.starts.front()) return std::nullopt;
  for (std::size_t i = 0; i + 1 < calendar.starts.size(); ++i)
    if (day < calendar.starts[i + 1]) return DateRange{calendar.starts[i], calendar.starts[i + 1]};
  if (calendar.weeks.empty()) return std::nullopt;
  Date first = calendar.starts.back();
  for (std::size_t i = 0;; ++i) {
    const Date end = *first.plus_days(calendar.weeks[i % calendar.weeks.size()] * 7);
    if (day < end) return DateRange{first, end};
    first = end;
  }
}

TEST(PeriodCalendars, EveryDayLiesWhereAWalkFindsIt) {
  const PeriodCalendar calendars[] = {
      {"two weeks", {day("2026-01-05")}, {2}},
      {"4-4-5", {day("2026-02-01")}, {4, 4, 5}},
      {"quarters", {day("2026-02-01")}, {13}},
      {"dated", {day("2026-01-01"), day("2026-01-10"), day("2026-03-01")}, {}},
      {"53 weeks first", {day("2026-01-01"), day("2026-01-29"), day("2026-03-05")}, {4, 4, 5}}};
  for (const PeriodCalendar& calendar : calendars)
    for (int i = 0; i < 1200; ++i) {
      const Date date = *day("2025-12-20").plus_days(i);
      EXPECT_EQ(days(period_in(calendar, date)), days(walked(calendar, date)))
          << calendar.name << " " << date.to_string();
    }
}

std::string refusal(const std::string& calendars,
                    const std::string& members = R"("span":"calendar","calendar":"c")") {
  const Result<Policy> policy =
      parse_policy(R"({"plan":{"currency":"EUR"},"calendars":)" + calendars +
                   R"(,"plans":[{"name":"p","components":[{"name":"x",)" + members +
                   R"(,"steps":[{"name":"s","sum":{"terms":[{"times":["amount","0.1"]}]}}]}]}]})");
  if (policy) return "accepted";
  return std::string(policy.error().place.view()) + " | " + std::string(policy.error().reason.view());
}

TEST(PeriodCalendars, AreCheckedWithPathAndReason) {
  EXPECT_EQ(refusal(R"([{"name":"c","starts":["2026-01-05"],"weeks":[2]}])"), "accepted");
  EXPECT_EQ(refusal(R"([{"name":"c","starts":["2026-01-05"]}])"),
            "policy.calendars[0].starts | one date alone begins no period that ends");
  EXPECT_EQ(refusal(R"([{"name":"c","starts":[],"weeks":[2]}])"),
            "policy.calendars[0].starts | a calendar has 1 to 10,000 dates on which periods begin");
  EXPECT_EQ(refusal(R"([{"name":"c","starts":["2026-01-05","2026-01-05"]}])"),
            "policy.calendars[0].starts[1] | the dates do not rise, or lie outside the years 0001 to 9999");
  EXPECT_EQ(refusal(R"([{"name":"c","starts":["2026-01-05"],"weeks":[4,0]}])"),
            "policy.calendars[0].weeks[1] | a period has 1 to 53 weeks");
  EXPECT_EQ(
      refusal(
          R"([{"name":"c","starts":["2026-01-05"],"weeks":[2]},{"name":"c","starts":["2026-01-05"],"weeks":[2]}])"),
      "policy.calendars[1].name | another calendar has this name");
  EXPECT_EQ(refusal(R"([{"name":"d","starts":["2026-01-05"],"weeks":[2]}])"),
            "policy.plans[0].components[0].calendar | the policy has no calendar of the name \"c\"");
  EXPECT_EQ(refusal("[]", R"("span":"calendar")"),
            "policy.plans[0].components[0].calendar | a span of a calendar names which one");
  EXPECT_EQ(
      refusal(R"([{"name":"c","starts":["2026-01-05"],"weeks":[2]}])", R"("span":"week","calendar":"c")"),
      "policy.plans[0].components[0].calendar | only a span of a calendar has one");
}

const std::string ten =
    R"({"name":"commission","steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.1"]}]}}]})";
// 50 for two closes in one of the calendar's periods.
const std::string bonus =
    R"(,{"name":"bonus","span":"calendar","calendar":"c","steps":[{"name":"closes","total":{"of":"count"}},)"
    R"({"name":"bonus","table":{"measure":"closes","table":{"mode":"lookup","boundary":"upper","rate_unit":"amount",)"
    R"("tiers":[{"from":"0","to":"2","rate":"0"},{"from":"2","rate":"50"}]}}}]})";
std::string calendar(const std::string& rest) {
  return R"("calendars":[{"name":"c",)" + rest + "}]";
}

TEST(PeriodCalendars, TwoWeeksPayInThePeriodInWhichTheyEnd) {
  People b(base_plan(ten + bonus), calendar(R"("starts":["2026-01-05"],"weeks":[2])"));
  b.sell("ana", "a", 10'000);
  b.scenario().set_clock("2026-01-16T09:00:00Z");
  b.sell("ana", "b", 10'000);  // the same two weeks
  b.scenario().set_clock("2026-01-19T09:00:00Z");
  b.sell("ana", "c", 10'000);  // the next
  EXPECT_EQ(b.of("ana", "2026-01"), "close a 10.00 | close b 10.00 | component bonus 50.00 | close c 10.00");
  b.scenario().set_clock("2026-01-31T09:00:00Z");
  b.sell("ana", "d", 10'000);  // of them too; they end on 1 February
  EXPECT_EQ(b.of("ana", "2026-02"), "component bonus 50.00");
  EXPECT_EQ(b.statement("ana", "2026-02").lines[0].from, day("2026-01-19"));
  b.reverse("c");
  EXPECT_EQ(b.of("ana", "2026-02"), "component bonus 50.00 | component bonus -50.00");
}

// Tiers over a 4-4-5 quarter; closes stand in their own months.
TEST(PeriodCalendars, TiersOverAQuarterOfThirteenWeeks) {
  const std::string tiers = running_tiers.substr(running_tiers.find(R"("steps")"));
  People b(base_plan(R"({"name":"commission","span":"calendar","calendar":"c",)" + tiers),
           calendar(R"("starts":["2025-11-02"],"weeks":[13])"));  // until 31 January, then until 2 May
  b.sell("ana", "a", 80'000);
  b.scenario().set_clock("2026-01-31T09:00:00Z");
  b.sell("ana", "b", 80'000);
  b.scenario().set_clock("2026-02-01T09:00:00Z");
  b.sell("ana", "c", 80'000);
  EXPECT_EQ(b.of("ana", "2026-01"), "close a 40.00 | close b 70.00");
  EXPECT_EQ(b.of("ana", "2026-02"), "close c 40.00");
  b.explains("ana", "b");
}

// What nobody closed in is settled with the freeze of the month in which it ends; days that the calendar
// leaves out are nobody's.
TEST(PeriodCalendars, AGuaranteeOfTwoWeeks) {
  People b(
      base_plan(
          ten +
          R"(,{"name":"guarantee","span":"calendar","calendar":"c","steps":[)"
          R"({"name":"earned","total":{"of":"commission"}},)"
          R"({"name":"floor","sum":{"terms":[{"times":["20","employed"]}]}},)"
          R"({"name":"least","bound":{"of":"earned","least":"floor"}},)"
          R"({"name":"guarantee","sum":{"terms":[{"times":["least"]},{"minus":true,"times":["earned"]}]}}]})"),
      calendar(R"("starts":["2026-01-12","2026-01-26","2026-02-09"])"));
  b.advance_to("2026-02-20T09:00:00Z");
  EXPECT_EQ(b.of("ana", "2026-01"), "component guarantee 20.00");
  b.advance_to("2026-03-20T09:00:00Z");
  EXPECT_EQ(b.of("ana", "2026-02"), "component guarantee 20.00");
  EXPECT_TRUE(b.performance().pay_exceptions().empty());
}

TEST(PeriodCalendars, ACloseOutsideIsListedAndPaysNothing) {
  People b(base_plan(ten + bonus), calendar(R"("starts":["2026-01-12","2026-01-26"])"));
  b.sell("ana", "a", 10'000);
  EXPECT_EQ(b.of("ana", "2026-01"), "close a 10.00");
  const std::vector<PayException> all = b.performance().pay_exceptions();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].kind, PayExceptionKind::not_computed);
  EXPECT_EQ(all[0].component, "bonus");
  EXPECT_EQ(all[0].date, day("2026-01-05"));
  EXPECT_EQ(all[0].reason, "the calendar has no period for this day");
}

// The quota of two weeks is owed by the day: 22 closes a month are one a working day in January.
TEST(PeriodCalendars, AttainmentIsOfTheDaysOfTheSpan) {
  People b(
      base_plan(
          ten +
          R"(,{"name":"kicker","span":"calendar","calendar":"c","steps":[)"
          R"({"name":"none","sum":{"terms":[{"times":["0"]}]}},)"
          R"({"name":"kicker","choose":{"test":"attainment","below":"1/5","then":"none","otherwise":"100"}}]})"),
      calendar(R"("starts":["2026-01-05"],"weeks":[2])") + R"(,"quota":{"closes":22})");
  b.sell("ana", "a", 10'000);
  EXPECT_EQ(b.of("ana", "2026-01"), "close a 10.00");
  b.sell("ana", "b", 10'000);  // 2 of 10
  EXPECT_EQ(b.of("ana", "2026-01"), "close a 10.00 | close b 10.00 | component kicker 100.00");
}

}  // namespace
}  // namespace firstlog_test
