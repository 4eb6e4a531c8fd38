// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Composed cases: a policy's plans, what happens, and what stands on the statements line by line. Every
// amount was worked out by hand; the comment beside a case says how. README.md says which is for what.
#include "plans/story.hpp"

namespace firstlog_test {
namespace {

std::string rounding(const std::string& mode) {
  return base_plan(flat("0.05", R"("rounding":")" + mode + "\","));
}

std::vector<Case> cases() {
  const std::vector<std::string> two = {"sell ana a 800", "sell ana b 800"};
  auto then = [](std::vector<std::string> story, std::vector<std::string> more) {
    story.insert(story.end(), more.begin(), more.end());
    return story;
  };
  return {
      // a: 800 at 5 %. b: 200 at 5 %, 600 at 10 %.
      {"MarginalTiersOverTheMonth",
       base_plan(running(month_span)),
       two,
       {"ana 2026-01: close a 40.00 | close b 70.00"}},
      // The whole month at the tier reached: 1,600 at 10 % less 40.
      {"ReachingATierReratesTheMonth",
       base_plan(running(month_span, "slab")),
       two,
       {"ana 2026-01: close a 40.00 | close b 120.00"}},
      // Half of a back at what a was paid: 5 %.
      {"RefundAtTheOriginalRate",
       base_plan(running(month_span)),
       then(two, {"refund a 400"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | reversal a -20.00"}},
      // As if a had been 400: b is 600 at 5 % and 200 at 10 %.
      {"RefundRateTheMonthAnew",
       base_plan(running(R"("span":"month","negative":"rerate",)")),
       then(two, {"refund a 400"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | reversal a -20.00 | rerated b -20.00"}},
      // 1,600 down to 1,200 in the upper tier.
      {"RefundFromTheTop",
       base_plan(running(R"("span":"month","negative":"from_the_top",)")),
       then(two, {"refund a 400"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | reversal a -40.00"}},
      {"RefundTwice",
       base_plan(running(month_span)),
       then(two, {"refund a 400", "refund a 400"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | reversal a -20.00 | reversal a -20.00"}},
      {"RefundAndReinstate",
       base_plan(running(month_span)),
       then(two, {"refund b", "reinstate b"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | reversal b -70.00 | reinstatement b 70.00"}},
      // Without a, b is 800 at 5 %.
      {"RevokeRatesTheOthersAnew",
       base_plan(running(month_span)),
       then(two, {"revoke a"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | revocation a -40.00 | rerated b -30.00"}},
      // Approved again it stands behind b: 200 at 5 %, 600 at 10 %.
      {"ApprovedAgainItStandsBehind",
       base_plan(running(month_span)),
       then(two, {"revoke a", "approve a 800"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | revocation a -40.00 | rerated b -30.00 | close a "
        "70.00"}},
      // 1,000 at 5 % and 600 at 10 %, then 400 at 5 %.
      {"AmendUpAndDown",
       base_plan(running(month_span)),
       {"sell ana a 800", "amend a 1600", "amend a 400"},
       {"ana 2026-01: close a 40.00 | amendment a 70.00 | amendment a -90.00"}},
      // a takes 1,000 at 5 % and 200 at 10 %; b is wholly in the upper tier: 80.
      {"AmendRatesWhatCameAfterAnew",
       base_plan(running(month_span)),
       then(two, {"amend a 1200"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | amendment a 30.00 | rerated b 10.00"}},
      // Two in one week: 50; one of them wholly back: nothing.
      {"WeeklyBonusRetested",
       base_plan(flat("0.1") + "," + week_bonus),
       {"sell ana a 100", "sell ana b 100", "refund b"},
       {"ana 2026-01: close a 10.00 | close b 10.00 | component bonus 50.00 | reversal b -10.00 | component "
        "bonus -50.00"}},
      {"PartOfARefundKeepsTheCount",
       base_plan(flat("0.1") + "," + week_bonus),
       {"sell ana a 100", "sell ana b 100", "refund b 50"},
       {"ana 2026-01: close a 10.00 | close b 10.00 | component bonus 50.00 | reversal b -5.00"}},
      // The week of January 26 ends on February 1.
      {"AWeekBelongsToThePeriodInWhichItEnds",
       base_plan(flat("0.1") + "," + week_bonus),
       {"at 2026-01-28T09:00:00Z", "sell ana a 100", "sell ana b 100"},
       {"ana 2026-01: close a 10.00 | close b 10.00", "ana 2026-02: component bonus 50.00"}},
      {"AnotherWeekAnotherCount",
       base_plan(flat("0.1") + "," + week_bonus),
       {"sell ana a 100", "at 2026-01-12T09:00:00Z", "sell ana b 100"},
       {"ana 2026-01: close a 10.00 | close b 10.00"}},
      {"EachMonthByItself",
       base_plan(running(month_span)),
       {"sell ana a 800", "at 2026-02-02T09:00:00Z", "sell ana b 800"},
       {"ana 2026-01: close a 40.00", "ana 2026-02: close b 40.00"}},
      {"QuarterTiersPaidMonthly",
       base_plan(running(R"("span":"quarter",)")),
       {"sell ana a 800", "at 2026-02-02T09:00:00Z", "sell ana b 800", "at 2026-04-01T09:00:00Z",
        "sell ana c 800"},
       {"ana 2026-01: close a 40.00", "ana 2026-02: close b 70.00", "ana 2026-04: close c 40.00"}},
      // 1,600 at 10 % is 160, of which a had 40 in January.
      {"ALaterMonthReratesTheQuarterInIt",
       base_plan(running(R"("span":"quarter",)", "slab")),
       {"sell ana a 800", "at 2026-02-02T09:00:00Z", "sell ana b 800"},
       {"ana 2026-01: close a 40.00", "ana 2026-02: close b 120.00"}},
      {"FiscalYearFromFebruary",
       base_plan(running(R"("span":"year",)")),
       {"sell ana a 800", "at 2026-02-02T09:00:00Z", "sell ana b 800"},
       {"ana 2026-01: close a 40.00", "ana 2026-02: close b 40.00"},
       R"("fiscal_year_starts":2)"},
      {"CapPerMonth",
       base_plan(capped("month")),
       {"sell ana a 800", "sell ana b 800", "sell ana c 800"},
       {"ana 2026-01: close a 80.00 | close b 20.00 | close c 0.00"}},
      // Without a, b is paid 80.
      {"CapRatedAnew",
       base_plan(capped("month", "rerate")),
       {"sell ana a 800", "sell ana b 800", "refund a"},
       {"ana 2026-01: close a 80.00 | close b 20.00 | reversal a -80.00 | rerated b 60.00"}},
      {"CapOverTheYear",
       base_plan(capped("year")),
       {"sell ana a 800", "at 2026-02-02T09:00:00Z", "sell ana b 800", "at 2027-01-04T09:00:00Z",
        "sell ana c 800"},
       {"ana 2026-01: close a 80.00", "ana 2026-02: close b 20.00", "ana 2027-01: close c 80.00"}},
      // 20 is topped up to 50; with 60 nothing is.
      {"GuaranteeTopsUp",
       base_plan(guarantee),
       {"sell ana a 200", "sell ana b 400"},
       {"ana 2026-01: close a 20.00 | component guarantee 30.00 | close b 40.00 | component guarantee "
        "-30.00"}},
      {"GuaranteeOfWhoSoldNothing",
       base_plan(guarantee),
       {"at 2026-02-20T09:00:00Z"},
       {"ana 2026-01: component guarantee 50.00", "ben 2026-01: component guarantee 50.00"}},
      // January: 30 earned, 70 advanced. February: 250 earned, 70 recovered.
      {"RecoverableDraw",
       base_plan(draw),
       {"sell ana a 300", "at 2026-02-20T09:00:00Z", "sell ana b 2500"},
       {"ana 2026-01: close a 30.00 | component draw 70.00",
        "ana 2026-02: close b 250.00 | component draw -70.00"}},
      // Recovery never pushes pay below the draw: 120 earned, 20 recovered, 50 stay owed.
      {"RecoveryStopsAtTheDraw",
       base_plan(draw),
       {"sell ana a 300", "at 2026-02-20T09:00:00Z", "sell ana b 1200", "at 2026-03-20T09:00:00Z",
        "sell ana c 1600"},
       {"ana 2026-02: close b 120.00 | component draw -20.00",
        "ana 2026-03: close c 160.00 | component draw -50.00"}},
      // b's refund after the freeze: January's debt grows by 20 (10 % of 200), all of it in February.
      {"ARefundReachesTheNextMonthsDraw",
       base_plan(draw),
       {"sell ana a 300", "at 2026-02-20T09:00:00Z", "sell ana b 2500", "refund a 200"},
       {"ana 2026-01: close a 30.00 | component draw 70.00",
        "ana 2026-02: close b 250.00 | component draw -70.00 | reversal a -20.00 | component draw 20.00 | "
        "component draw -20.00"}},
      {"SharedHalfAndHalf",
       base_plan(flat("0.1")),
       {"sell ana a 1000 ana 1/2 ben 1/2"},
       {"ana 2026-01: close a 50.00", "ben 2026-01: close a 50.00"}},
      // The tier by the whole deal, the pay by the share.
      {"TierOfTheDealPayOfTheShare",
       base_plan(
           R"({"name":"commission","steps":[{"name":"line","table":{"measure":"deal_amount","base":"amount",)" +
           tiers("slab", "0.05", "0.1") + "}}]}"),
       {"sell ana a 1000 ana 1/4 ben 3/4", "sell ana b 900 ana 1/4 ben 3/4"},
       {"ana 2026-01: close a 25.00 | close b 11.25", "ben 2026-01: close a 75.00 | close b 33.75"}},
      {"SplitRefunded",
       base_plan(flat("0.1")),
       {"sell ana a 1000 ana 1/4 ben 3/4", "refund a 400"},
       {"ana 2026-01: close a 25.00 | reversal a -10.00", "ben 2026-01: close a 75.00 | reversal a -30.00"}},
      // Each his own base plan: the rep's before the team's before everybody's.
      {"RepBeforeTeamBeforeEverybody",
       R"([{"name":"all","components":[)" + flat("0.1") +
           R"(]},{"name":"north","teams":["north"],"components":[)" + flat("0.2") +
           R"(]},{"name":"cleo's","reps":["cleo"],"components":[)" + flat("0.3") + "]}]",
       {"team ana north", "team cleo north", "sell ana a 100", "sell ben b 100", "sell cleo c 100"},
       {"ana 2026-01: close a 20.00", "ben 2026-01: close b 10.00", "cleo 2026-01: close c 30.00"}},
      {"AdditivePlanOfAProduct",
       R"([{"name":"all","components":[)" + flat("0.1") +
           R"(]},{"name":"spiff","use":"additive","products":["hosting"],"components":[)"
           R"({"name":"spiff","steps":[{"name":"spiff","sum":{"terms":[{"times":["amount","0.05"]},{"times":["count","25"]}]}}]}]}])",
       {"sell ana a 100 of hosting 60 of domain 40", "sell ana b 100 of domain 100"},
       {"ana 2026-01: close a 38.00 | close b 10.00"}},
      // Beside an additive plan alone the short plan pays: 15 %.
      {"AdditiveToTheShortPlan",
       R"([{"name":"spiff","use":"additive","components":[{"name":"spiff","steps":[{"name":"spiff","sum":{"terms":[{"times":["count","25"]}]}}]}]}])",
       {"sell ana a 100", "refund a 50"},
       {"ana 2026-01: close a 40.00 | reversal a -20.00"}},
      {"FirstCloseOnly",
       R"([{"name":"new","use":"additive","closes":"first","components":[{"name":"new","steps":[{"name":"new","sum":{"terms":[{"times":["count","25"]}]}}]}]},)"
       R"({"name":"again","use":"additive","closes":"repeat","components":[{"name":"again","steps":[{"name":"again","sum":{"terms":[{"times":["count","7"]}]}}]}]}])",
       {"sell ana a 100"},
       {"ana 2026-01: close a 40.00"}},
      {"PlansByDate",
       R"([{"name":"sales","until":"2026-01-09","components":[)" + flat("0.1") +
           R"(]},{"name":"sales","from":"2026-01-10","components":[)" + flat("0.2") + "]}]",
       {"sell ana a 100", "at 2026-01-12T09:00:00Z", "sell ana b 100"},
       {"ana 2026-01: close a 10.00 | close b 20.00"}},
      // 800 reached under 5 % and 10 %; then 200 at 20 %, 200 at 30 %.
      {"VersionCarries",
       R"([{"name":"sales","until":"2026-01-09","components":[)" + running(month_span) +
           R"(]},{"name":"sales","from":"2026-01-10","components":[)" +
           running(month_span, "marginal", "0.2", "0.3") + "]}]",
       {"sell ana a 800", "at 2026-01-12T09:00:00Z", "sell ana b 400"},
       {"ana 2026-01: close a 40.00 | close b 100.00"}},
      {"VersionRestarts",
       R"([{"name":"sales","until":"2026-01-09","components":[)" + running(month_span) +
           R"(]},{"name":"sales","from":"2026-01-10","components":[)" +
           running(R"("span":"month","at_version":"restart",)", "marginal", "0.2", "0.3") + "]}]",
       {"sell ana a 800", "at 2026-01-12T09:00:00Z", "sell ana b 400"},
       {"ana 2026-01: close a 40.00 | close b 80.00"}},
      // The rate date is the close's, before the new version.
      {"ASlowApprovalKeepsItsRate",
       R"([{"name":"sales","until":"2026-01-09","components":[)" + flat("0.1") +
           R"(]},{"name":"sales","from":"2026-01-10","components":[)" + flat("0.2") + "]}]",
       {"log ana a 100", "at 2026-01-12T09:00:00Z", "approve a 100"},
       {"ana 2026-01: close a 10.00"}},
      {"NobodysPlanPaysNothing",
       R"([{"name":"ben's","reps":["ben"],"components":[)" + flat("0.1") + "]}]",
       {"sell ana a 100", "sell ben b 100"},
       {"ana 2026-01: close a 0.00", "ben 2026-01: close b 10.00"}},
      // Closed in January, approved when it was frozen: January's tiers, on February's statement.
      {"LateApprovalKeepsItsSpan",
       base_plan(running(month_span)),
       {"sell ana a 800", "log ana b 800", "at 2026-02-20T09:00:00Z", "approve b 800", "sell ana c 800"},
       {"ana 2026-01: close a 40.00", "ana 2026-02: close b 70.00 | close c 40.00"},
       R"("period_date":"closed_at")"},
      // After the freeze: a's refund moves b too, all of it in February.
      {"RefundAfterTheFreezePostsInTheOpenPeriod",
       base_plan(running(R"("span":"month","negative":"rerate",)")),
       then(two, {"at 2026-02-20T09:00:00Z", "refund a 400"}),
       {"ana 2026-01: close a 40.00 | close b 70.00", "ana 2026-02: reversal a -20.00 | rerated b -20.00"}},
      {"AdjustmentsStandBeside",
       base_plan(running(month_span)),
       then(two, {"adjust ana -5"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | adjustment -5.00"}},
      // Three closes are the quota: 100 at the third, back with it.
      {"KickerAtTheQuota",
       base_plan(flat("0.1") + "," + kicker),
       {"sell ana a 100", "sell ana b 100", "sell ana c 100", "refund c"},
       {"ana 2026-01: close a 10.00 | close b 10.00 | close c 10.00 | component kicker 100.00 | reversal c "
        "-10.00 | component kicker -100.00"}},
      {"NoQuotaNoKicker",
       base_plan(flat("0.1") + "," + kicker),
       {"sell ana a 100"},
       {"ana 2026-01: close a 10.00"},
       R"("quota":{"closes":0})"},
      // 10.10 at 5 % is 0.505; half of it back, 0.2525.
      {"HalfUp",
       rounding("half_up"),
       {"sell ana a 10.10", "refund a 5.05"},
       {"ana 2026-01: close a 0.51 | reversal a -0.25"}},
      {"HalfEven",
       rounding("half_even"),
       {"sell ana a 10.10", "refund a 5.05"},
       {"ana 2026-01: close a 0.50 | reversal a -0.25"}},
      {"Down",
       rounding("down"),
       {"sell ana a 10.10", "refund a 5.05"},
       {"ana 2026-01: close a 0.50 | reversal a -0.25"}},
      {"Up",
       rounding("up"),
       {"sell ana a 10.10", "refund a 5.05"},
       {"ana 2026-01: close a 0.51 | reversal a -0.26"}},
      {"Ceil",
       rounding("ceil"),
       {"sell ana a 10.10", "refund a 5.05"},
       {"ana 2026-01: close a 0.51 | reversal a -0.26"}},
      {"Floor",
       rounding("floor"),
       {"sell ana a 10.10", "refund a 5.05"},
       {"ana 2026-01: close a 0.50 | reversal a -0.25"}},
      // The whole back takes back what was paid, whatever was rounded on the way.
      {"WholeRefundLeavesNothing",
       rounding("half_up"),
       {"sell ana a 10.10", "refund a 3.33", "refund a"},
       {"ana 2026-01: close a 0.51 | reversal a -0.17 | reversal a -0.34"}},
      {"TenDigits",
       base_plan(flat("0.123")),
       {"sell ana a 9999999999.99"},
       {"ana 2026-01: close a 1230000000.00"}},
      // Cap before the bonus and after it: 80 + 20 capped, 50 outside; and 100 for both.
      {"BonusOutsideTheCap",
       base_plan(capped("month") + "," + week_bonus),
       {"sell ana a 800", "sell ana b 800"},
       {"ana 2026-01: close a 80.00 | close b 20.00 | component bonus 50.00"}},
  };
}

class PlanCases : public ::testing::TestWithParam<Case> {};

TEST_P(PlanCases, StandOnTheStatements) {
  expect_told(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Composed, PlanCases, ::testing::ValuesIn(cases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace firstlog_test
