// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Composed cases by what they are about: reps and periods, currencies, who joins and leaves, what comes
// after a freeze. Every amount was worked out by hand; the comment beside a case says how. README.md says
// which is for what.
#include "plans/story.hpp"

namespace firstlog_test {
namespace {

const std::vector<std::string> two = {"sell ana a 800", "sell ana b 800"};
std::vector<std::string> then(std::vector<std::string> story, const std::vector<std::string>& more) {
  story.insert(story.end(), more.begin(), more.end());
  return story;
}
const std::string rerated_month = R"("span":"month","negative":"rerate",)";
const std::string from_the_top = R"("span":"month","negative":"from_the_top",)";

std::vector<Case> reps_and_periods() {
  return {
      // January: 800 at 5 %; 1,000 at 5 % and 500 at 10 %; 100 at 5 %. February begins anew: 1,000 at 5 % and
      // 200 at 10 %, ana's half of e wholly at 10 %, ben's at 5 %.
      {"SeveralRepsOverTwoPeriods",
       base_plan(running(month_span)),
       {"sell ana a 800", "sell ben b 1500", "sell cleo c 100", "at 2026-02-02T09:00:00Z", "sell ana d 1200",
        "sell ben e 400 ana 1/2 ben 1/2"},
       {"ana 2026-01: close a 40.00", "ben 2026-01: close b 100.00", "cleo 2026-01: close c 5.00",
        "ana 2026-02: close d 70.00 | close e 20.00", "ben 2026-02: close e 10.00"}},
      // Halves of a: 25 each, topped up to the draw of 60. b takes ana from 500 to 2,000: 25 + 100 = 125, of
      // which the cap of 100 leaves 75: no draw any more. 400 of 1,000 come back: 10 each; ben is topped up.
      // Cleo sold nothing. February: ben's 150 are capped to 100, and 40 of his 45 are recovered.
      {"TiersWithSplitCapDrawAndRefundTogether",
       base_plan(
           running(R"("span":"month","paid":false,)") +
           R"(,{"name":"capped","span":"month","steps":[{"name":"capped","bound":{"of":"commission","most":"100","running":true}}]},)"
           R"({"name":"draw","span":"month","carries":[{"input":"debt","value":"drawn.balance"}],"steps":[)"
           R"({"name":"earned","total":{"of":"capped"}},)"
           R"({"name":"drawn","draw":{"earned":"earned","kind":"recoverable","amount":"60","opening":"debt"}},)"
           R"({"name":"draw","sum":{"terms":[{"times":["drawn"]},{"minus":true,"times":["earned"]}]}}]})"),
       {"sell ana a 1000 ana 1/2 ben 1/2", "sell ana b 1500", "refund a 400", "at 2026-02-20T09:00:00Z",
        "sell ben c 2000"},
       {"ana 2026-01: close a 25.00 | component draw 35.00 | close b 75.00 | component draw -35.00 | "
        "reversal a -10.00",
        "ben 2026-01: close a 25.00 | component draw 35.00 | reversal a -10.00 | component draw 10.00",
        "cleo 2026-01: component draw 60.00", "ben 2026-02: close c 100.00 | component draw -40.00"}},
      // The base plan's 40 and the additive plan's 2 %.
      {"TwoPlansAtOnce",
       R"([{"name":"sales","components":[)" + running(month_span) +
           R"(]},{"name":"spiff","use":"additive","components":[{"name":"spiff","steps":[{"name":"spiff","sum":{"terms":[{"times":["amount","0.02"]}]}}]}]}])",
       then(two, {"refund b 400"}),
       {"ana 2026-01: close a 56.00 | close b 86.00 | reversal b -43.00"}},
      // Her team's plan from the day on which she is in it; a's refund is rated by a's own.
      {"TwoPlansOneAfterTheOther",
       R"([{"name":"all","components":[)" + flat("0.1") +
           R"(]},{"name":"north","teams":["north"],"components":[)" + flat("0.2") + "]}]",
       {"sell ana a 100", "at 2026-01-12T09:00:00Z", "team ana north", "sell ana b 100", "refund a 50"},
       {"ana 2026-01: close a 10.00 | close b 20.00 | reversal a -5.00"}},
      // 10 of 22 working days: 15/11 closes are owed, and two are enough. Ana owes three.
      {"JoinerOwesAPartOfTheQuota",
       base_plan(flat("0.1") + "," + kicker),
       {"at 2026-01-19T09:00:00Z", "join dora", "sell dora a 100", "sell dora b 100", "sell ana c 100",
        "sell ana d 100"},
       {"dora 2026-01: close a 10.00 | close b 10.00 | component kicker 100.00",
        "ana 2026-01: close c 10.00 | close d 10.00"}},
      // What was pending when she left is hers, in the tiers that she had reached.
      {"LeaverIsPaidForWhatWasPending",
       base_plan(running(month_span)),
       {"sell ana a 800", "log ana b 800", "at 2026-01-12T09:00:00Z", "leave ana", "approve b 800"},
       {"ana 2026-01: close a 40.00 | close b 70.00"}},
      {"LeaverWithoutClosesHasNoGuarantee",
       base_plan(guarantee),
       {"leave ana", "at 2026-02-20T09:00:00Z"},
       {"ana 2026-01:", "ben 2026-01: component guarantee 50.00"}},
      // Nobody with a quota of 0 reaches it; ben's three closes reach his.
      {"QuotaOfZeroIsNeverReached",
       base_plan(flat("0.1") + "," + kicker),
       {"sell ana a 100", "sell ana b 100", "sell ana c 100", "sell ben d 100", "sell ben e 100",
        "sell ben f 100"},
       {"ana 2026-01: close a 10.00 | close b 10.00 | close c 10.00",
        "ben 2026-01: close d 10.00 | close e 10.00 | close f 10.00 | component kicker 100.00"},
       R"("quota":{"rows":[{"rep":"ana","target":"0"}]})"},
      // 200 at 20 % and 200 at 30 % above the 800 of the old version. Rated anew without half of a, b is 400
      // at
      // 20 %.
      {"VersionChangeInMidPeriodCarries",
       base_plan(running(rerated_month)),
       {"sell ana a 800", "at 2026-01-12T09:00:00Z", "adopt", "sell ana b 400", "refund a 400"},
       {"ana 2026-01: close a 40.00 | close b 100.00 | reversal a -20.00 | rerated b -20.00"},
       "",
       base_plan(running(rerated_month, "marginal", "0.2", "0.3"))},
      // 400 at 20 %, whatever was before.
      {"VersionChangeInMidPeriodRestarts",
       base_plan(running(rerated_month)),
       {"sell ana a 800", "at 2026-01-12T09:00:00Z", "adopt", "sell ana b 400", "refund a 400"},
       {"ana 2026-01: close a 40.00 | close b 80.00 | reversal a -20.00"},
       "",
       base_plan(running(rerated_month + R"("at_version":"restart",)", "marginal", "0.2", "0.3"))},
  };
}

// What a month earns above 100 is paid from January on.
const std::string excess =
    flat("0.1", R"("paid":false,)") +
    R"(,{"name":"capped","span":"month","carries":[{"input":"excess","value":"left"}],"pays":"paid","steps":[)"
    R"({"name":"earned","total":{"of":"commission"}},)"
    R"({"name":"due","sum":{"terms":[{"times":["earned"]},{"times":["excess"]}]}},)"
    R"({"name":"paid","bound":{"of":"due","most":"100"}},)"
    R"({"name":"left","sum":{"terms":[{"times":["due"]},{"minus":true,"times":["paid"]}]}}]})";

std::vector<Case> corrections() {
  return {
      // Credited in February, whose tiers begin anew.
      {"LateApprovalAfterTheFreeze",
       base_plan(running(month_span)),
       {"sell ana a 800", "log ana b 800", "at 2026-02-20T09:00:00Z", "approve b 800"},
       {"ana 2026-01: close a 40.00", "ana 2026-02: close b 40.00"}},
      // a with 1,600 is 50 + 60, and b wholly at 10 %. a with 400 is 20, and b 600 at 5 % and 200 at 10 %.
      {"AmendUpAndDownAfterTheFreeze",
       base_plan(running(month_span)),
       then(two, {"at 2026-02-20T09:00:00Z", "amend a 1600", "amend a 400"}),
       {"ana 2026-01: close a 40.00 | close b 70.00",
        "ana 2026-02: amendment a 70.00 | rerated b 10.00 | amendment a -90.00 | rerated b -30.00"}},
      {"RevokeAfterTheFreeze",
       base_plan(running(month_span)),
       then(two, {"at 2026-02-20T09:00:00Z", "revoke a"}),
       {"ana 2026-01: close a 40.00 | close b 70.00", "ana 2026-02: revocation a -40.00 | rerated b -30.00"}},
      {"ReinstateAfterTheFreeze",
       base_plan(running(month_span)),
       then(two, {"at 2026-02-20T09:00:00Z", "refund b", "reinstate b"}),
       {"ana 2026-02: reversal b -70.00 | reinstatement b 70.00"}},
      // From 1,600 down to 900: 600 at 10 %, 100 at 5 %.
      {"RefundAcrossABracket",
       base_plan(running(from_the_top)),
       then(two, {"refund a 700"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | reversal a -65.00"}},
      // a is 100, b 800, all at 5 %.
      {"RefundAcrossABracketRatedAnew",
       base_plan(running(rerated_month)),
       then(two, {"refund a 700"}),
       {"ana 2026-01: close a 40.00 | close b 70.00 | reversal a -35.00 | rerated b -30.00"}},
      // Back in the lower tier the whole 900 are at 5 %.
      {"RefundBelowARetroactiveTier",
       base_plan(running(rerated_month, "slab")),
       then(two, {"refund a 700"}),
       {"ana 2026-01: close a 40.00 | close b 120.00 | reversal a -35.00 | rerated b -80.00"}},
      {"RefundAfterDeparture",
       base_plan(running(month_span)),
       then(two, {"at 2026-02-20T09:00:00Z", "leave ana", "at 2026-03-20T09:00:00Z", "refund a 400"}),
       {"ana 2026-01: close a 40.00 | close b 70.00", "ana 2026-02:", "ana 2026-03: reversal a -20.00"}},
      {"RefundAfterDepartureTakesTheBonusBack",
       base_plan(flat("0.1") + "," + week_bonus),
       {"sell ana a 100", "sell ana b 100", "at 2026-02-20T09:00:00Z", "leave ana", "at 2026-03-20T09:00:00Z",
        "refund b"},
       {"ana 2026-03: reversal b -10.00 | component bonus -50.00"}},
      // The week of 26 January ends on Sunday, 1 February; its bonus goes with the close of January.
      {"WeeklyBonusAcrossMonths",
       base_plan(flat("0.1") + "," + week_bonus),
       {"at 2026-01-30T09:00:00Z", "sell ana a 100", "at 2026-02-01T09:00:00Z", "sell ana b 100",
        "at 2026-03-20T09:00:00Z", "refund a"},
       {"ana 2026-01: close a 10.00", "ana 2026-02: close b 10.00 | component bonus 50.00",
        "ana 2026-03: reversal a -10.00 | component bonus -50.00"}},
      // 400 and 800 of the quarter: 600 at 5 %, 200 at 10 % for b. Posted in March, the oldest open month.
      {"QuarterTiersPaidMonthlyAndCorrected",
       base_plan(running(R"("span":"quarter","negative":"rerate",)")),
       {"sell ana a 800", "at 2026-02-02T09:00:00Z", "sell ana b 800", "at 2026-03-20T09:00:00Z",
        "refund a 400"},
       {"ana 2026-01: close a 40.00", "ana 2026-02: close b 70.00",
        "ana 2026-03: reversal a -20.00 | rerated b -20.00"}},
      // 150 in December: 100 and, in January, 50 beside the 30 of b.
      {"CappedExcessOverAYearsEnd",
       base_plan(excess),
       {"at 2026-12-10T09:00:00Z", "sell ana a 1500", "at 2027-01-20T09:00:00Z", "sell ana b 300"},
       {"ana 2026-12: close a 0.00 | component capped 100.00",
        "ana 2027-01: close b 0.00 | component capped 80.00"}},
      {"CappedExcessIsPaidWithoutAClose",
       base_plan(excess),
       {"at 2026-12-10T09:00:00Z", "sell ana a 1500", "at 2027-02-20T09:00:00Z"},
       {"ana 2026-12: close a 0.00 | component capped 100.00", "ana 2027-01: component capped 50.00"}},
      // Without 600 of a December earned 90: 10 less than was paid, and nothing is left for January.
      {"RefundTakesTheCappedExcessBack",
       base_plan(excess),
       {"at 2026-12-10T09:00:00Z", "sell ana a 1500", "at 2027-01-20T09:00:00Z", "sell ana b 300",
        "refund a 600"},
       {"ana 2027-01: close b 0.00 | component capped 80.00 | reversal a 0.00 | component capped -10.00 | "
        "component capped -50.00"}},
  };
}

// 5 % and 10 % of the year's sales, at least 100.00 a month, whatever was advanced repaid.
const std::string year_with_draw = running(R"("span":"year",)") + draw.substr(flat("0.1").size());

std::vector<Case> months_in_between() {
  return {
      // Every close of the year touches the draws of all its months: those to come are paid when they end.
      {"DrawsOfMonthsToComeAreNotPaidYet",
       base_plan(year_with_draw),
       then(two, {}),
       {"ana 2026-01: close a 40.00 | component draw 60.00 | close b 70.00 | component draw -60.00",
        "ana 2026-02:", "ana 2026-12:"}},
      // January owes 60. February, without a close and not frozen yet, hands that on: 100 of March's 160 are
      // paid. February's own 100 come when it freezes, and make March repay nothing more: it pays the draw.
      {"AMonthWithoutClosesHandsTheDebtOn",
       base_plan(draw),
       {"sell ana a 400", "at 2026-03-03T09:00:00Z", "sell ana b 1600", "refund a 100",
        "at 2026-04-20T09:00:00Z"},
       {"ana 2026-01: close a 40.00 | component draw 60.00",
        "ana 2026-02: reversal a -10.00 | component draw 10.00 | component draw 100.00",
        "ana 2026-03: close b 160.00 | component draw -60.00"}},
      // Who left is paid no draw for the months behind him.
      {"NoDrawAfterDeparture",
       base_plan(year_with_draw),
       then(two, {"at 2026-02-03T09:00:00Z", "leave ana", "at 2026-04-20T09:00:00Z"}),
       {"ana 2026-02:", "ana 2026-03:"}},
  };
}

std::vector<Case> currencies() {
  return {
      // a: 800 at 5 %. ana's third of b, 267: 200 at 5 %, 67 at 10 %, 16.7; ben's 534 at 5 %, 26.7. 401 of
      // 801
      // back: 8.36 and 13.37.
      {"TiersAndSharesInYen",
       base_plan(running(month_span)),
       {"sell ana a 800", "sell ana b 801 ana 1/3 ben 2/3", "refund b 401"},
       {"ana 2026-01: close a 40 | close b 17 | reversal b -8", "ben 2026-01: close b 27 | reversal b -13"},
       "",
       "",
       "JPY"},
      // ana's third of b is 266.668333…: 200 at 5 %, the rest at 10 %, 16.666833…; ben's 533.336666… at 5 %,
      // 26.666833…. 400 of 800.005 back: 8.33336… and 13.33333….
      {"TiersAndSharesInDinar",
       base_plan(running(month_span)),
       {"sell ana a 800.000", "sell ana b 800.005 ana 1/3 ben 2/3", "refund b 400.000"},
       {"ana 2026-01: close a 40.000 | close b 16.667 | reversal b -8.333",
        "ben 2026-01: close b 26.667 | reversal b -13.333"},
       "",
       "",
       "KWD"},
      // ana: 1,000 at 5 %, 3,333,332,333.33 at 10 %. ben: 1,000 at 5 %, 6,666,665,666.66 at 10 %. One cent
      // back
      // is none of commission, all of it all.
      {"TenDigitsInTiersAndShares",
       base_plan(running(month_span)),
       {"sell ana a 9999999999.99 ana 1/3 ben 2/3", "refund a 0.01", "refund a"},
       {"ana 2026-01: close a 333333283.33 | reversal a -333333283.33",
        "ben 2026-01: close a 666666616.67 | reversal a 0.00 | reversal a -666666616.67"}},
  };
}

// 5 % of 20, 10, 30 and 60 minor units are 1, 1/2, 3/2 and 3; refunds of 10 and 30, lines of their own, are
// -1/2 and -3/2.
std::vector<Case> halves() {
  struct Rounded {
    const char* mode;
    const char* name;
    std::int64_t half;
    std::int64_t three_halves;
    std::int64_t minus_half;
    std::int64_t minus_three_halves;
  };
  const Rounded all[] = {{"half_up", "HalfUp", 1, 2, -1, -2}, {"half_even", "HalfEven", 0, 2, 0, -2},
                         {"down", "Down", 0, 1, 0, -1},       {"up", "Up", 1, 2, -1, -2},
                         {"ceil", "Ceil", 1, 2, 0, -1},       {"floor", "Floor", 0, 1, -1, -2}};
  std::vector<Case> cases;
  for (const char* code : {"EUR", "JPY", "KWD"})
    for (const Rounded& one : all) {
      const auto of = [&](std::int64_t minor) { return Money::minor(minor, currency(code)).to_string(); };
      Case made;
      made.name = std::string("BothSignsOfAHalf") + one.name + code;
      made.plans = base_plan(
          flat("0.05", R"("negative":"from_the_top","rounding":")" + std::string(one.mode) + "\","));
      made.story = {"sell ana a " + of(20), "sell ana b " + of(10), "sell ana c " + of(30),
                    "refund a " + of(10),   "sell ana d " + of(60), "refund d " + of(30)};
      made.told = {"ana 2026-01: close a " + of(1) + " | close b " + of(one.half) + " | close c " +
                   of(one.three_halves) + " | reversal a " + of(one.minus_half) + " | close d " + of(3) +
                   " | reversal d " + of(one.minus_three_halves)};
      made.currency = code;
      cases.push_back(std::move(made));
    }
  return cases;
}

// ---- the order of modifiers -------------------------------------------------------------------------

// A component of these steps over the closes, each of what the one before it is called.
std::string in_order(const std::vector<std::string>& modifiers) {
  std::string steps = R"({"name":"earned","sum":{"terms":[{"times":["amount","0.1"]}]}})";
  std::string before = "earned";
  for (const std::string& one : modifiers) {
    std::string kind;
    if (one == "Accelerator") kind = R"("sum":{"terms":[{"times":[")" + before + R"(","1.5"]}]})";
    if (one == "Cap") kind = R"("bound":{"of":")" + before + R"(","most":"100"})";
    if (one == "Bonus")
      kind = R"("sum":{"terms":[{"times":[")" + before + R"("]},{"times":["count","30"]}]})";
    steps += R"(,{"name":")" + one + "\"," + kind + "}";
    before = one;
  }
  return R"({"name":"commission","steps":[)" + steps + "]}";
}

std::vector<Case> orders() {
  std::vector<Case> cases = {
      // 200 are cut to 100, then 25 and 75.
      {"CapBeforeSplit",
       base_plan(
           R"({"name":"commission","steps":[{"name":"whole","sum":{"terms":[{"times":["deal_amount","0.1"]}]}},)"
           R"({"name":"capped","bound":{"of":"whole","most":"100"}},{"name":"line","sum":{"terms":[{"times":["capped","share"]}]}}]})"),
       {"sell ana a 2000 ana 1/4 ben 3/4"},
       {"ana 2026-01: close a 25.00", "ben 2026-01: close a 75.00"}},
      // 50 and 150, then each cut to 100.
      {"CapAfterSplit",
       base_plan(
           R"({"name":"commission","steps":[{"name":"own","sum":{"terms":[{"times":["amount","0.1"]}]}},)"
           R"({"name":"capped","bound":{"of":"own","most":"100"}}]})"),
       {"sell ana a 2000 ana 1/4 ben 3/4"},
       {"ana 2026-01: close a 50.00", "ben 2026-01: close a 100.00"}},
      // 160 and the bonus of 50 for two closes are cut to 100.
      {"BonusInsideTheCap",
       base_plan(
           flat("0.1", R"("paid":false,)") + "," +
           R"({"name":"bonus","span":"week","paid":false,"steps":[{"name":"closes","total":{"of":"count"}},)"
           R"({"name":"bonus","table":{"measure":"closes","table":{"mode":"lookup","boundary":"upper","rate_unit":"amount",)"
           R"("tiers":[{"from":"0","to":"2","rate":"0"},{"from":"2","rate":"50"}]}}}]},)"
           R"({"name":"capped","span":"month","steps":[{"name":"earned","total":{"of":"commission"}},)"
           R"({"name":"both","sum":{"terms":[{"times":["earned"]},{"times":["bonus"]}]}},)"
           R"({"name":"capped","bound":{"of":"both","most":"100"}}]})"),
       {"sell ana a 800", "sell ana b 800"},
       {"ana 2026-01: close a 0.00 | component capped 80.00 | close b 0.00 | component capped 20.00"}},
      // The draw of 100 is covered by 150; what comes back later is not topped up.
      {"DrawBeforeClawback",
       base_plan(
           flat("0.1") +
           R"(,{"name":"draw","span":"month","steps":[{"name":"sold","sum":{"terms":[{"times":["deal_amount","share","0.1"]}]}},)"
           R"({"name":"earned","total":{"of":"sold"}},)"
           R"({"name":"drawn","draw":{"earned":"earned","kind":"recoverable","amount":"100"}},)"
           R"({"name":"draw","sum":{"terms":[{"times":["drawn"]},{"minus":true,"times":["earned"]}]}}]})"),
       {"sell ana a 1500", "refund a 800"},
       {"ana 2026-01: close a 150.00 | reversal a -80.00"}},
      // The 70 that are left are topped up to 100.
      {"DrawAfterClawback",
       base_plan(draw),
       {"sell ana a 1500", "refund a 800"},
       {"ana 2026-01: close a 150.00 | reversal a -80.00 | component draw 30.00"}},
      // 40 is topped up to 50; the refund's 30 are not.
      {"GuaranteeBeforeClawback",
       base_plan(
           flat("0.1") +
           R"(,{"name":"guarantee","span":"month","steps":[{"name":"sold","sum":{"terms":[{"times":["deal_amount","share","0.1"]}]}},)"
           R"({"name":"earned","total":{"of":"sold"}},{"name":"least","bound":{"of":"earned","least":"50"}},)"
           R"({"name":"guarantee","sum":{"terms":[{"times":["least"]},{"minus":true,"times":["earned"]}]}}]})"),
       {"sell ana a 400", "refund a 300"},
       {"ana 2026-01: close a 40.00 | component guarantee 10.00 | reversal a -30.00"}},
      {"GuaranteeAfterClawback",
       base_plan(guarantee),
       {"sell ana a 400", "refund a 300"},
       {"ana 2026-01: close a 40.00 | component guarantee 10.00 | reversal a -30.00 | component guarantee "
        "30.00"}},
      // 50, 70 and 90 are cut to 60 each, then to 150 together.
      {"LineCapThenPeriodCap",
       base_plan(
           R"({"name":"commission","span":"month","steps":[{"name":"own","sum":{"terms":[{"times":["amount","0.1"]}]}},)"
           R"({"name":"line","bound":{"of":"own","most":"60"}},{"name":"all","bound":{"of":"line","most":"150","running":true}}]})"),
       {"sell ana a 500", "sell ana b 700", "sell ana c 900"},
       {"ana 2026-01: close a 50.00 | close b 60.00 | close c 40.00"}},
      // 50, 70 and 30 under the period's 150, then b cut to 60.
      {"PeriodCapThenLineCap",
       base_plan(
           R"({"name":"commission","span":"month","steps":[{"name":"own","sum":{"terms":[{"times":["amount","0.1"]}]}},)"
           R"({"name":"all","bound":{"of":"own","most":"150","running":true}},{"name":"line","bound":{"of":"all","most":"60"}}]})"),
       {"sell ana a 500", "sell ana b 700", "sell ana c 900"},
       {"ana 2026-01: close a 50.00 | close b 60.00 | close c 30.00"}},
  };
  // 80 by × 1.5, at most 100 and + 30, each way: 120, 100, 130 · 120, 150, 100 · 80, 120, 150 · 80, 110, 165
  // · 110, 165, 100 · 110, 100, 150.
  const std::pair<std::vector<std::string>, const char*> ways[] = {
      {{"Accelerator", "Cap", "Bonus"}, "130.00"}, {{"Accelerator", "Bonus", "Cap"}, "100.00"},
      {{"Cap", "Accelerator", "Bonus"}, "150.00"}, {{"Cap", "Bonus", "Accelerator"}, "165.00"},
      {{"Bonus", "Accelerator", "Cap"}, "100.00"}, {{"Bonus", "Cap", "Accelerator"}, "150.00"}};
  for (const auto& [modifiers, pay] : ways)
    cases.push_back({modifiers[0] + "Then" + modifiers[1] + "Then" + modifiers[2],
                     base_plan(in_order(modifiers)),
                     {"sell ana a 800"},
                     {"ana 2026-01: close a " + std::string(pay)}});
  return cases;
}

class ComposedCases : public ::testing::TestWithParam<Case> {};

TEST_P(ComposedCases, StandOnTheStatements) {
  expect_told(GetParam());
}

std::string name_of_case(const ::testing::TestParamInfo<Case>& info) {
  return info.param.name;
}
INSTANTIATE_TEST_SUITE_P(RepsAndPeriods, ComposedCases, ::testing::ValuesIn(reps_and_periods()),
                         name_of_case);
INSTANTIATE_TEST_SUITE_P(Corrections, ComposedCases, ::testing::ValuesIn(corrections()), name_of_case);
INSTANTIATE_TEST_SUITE_P(MonthsInBetween, ComposedCases, ::testing::ValuesIn(months_in_between()),
                         name_of_case);
INSTANTIATE_TEST_SUITE_P(Currencies, ComposedCases, ::testing::ValuesIn(currencies()), name_of_case);
INSTANTIATE_TEST_SUITE_P(Halves, ComposedCases, ::testing::ValuesIn(halves()), name_of_case);
INSTANTIATE_TEST_SUITE_P(OrderOfModifiers, ComposedCases, ::testing::ValuesIn(orders()), name_of_case);

}  // namespace
}  // namespace firstlog_test
