// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The entries of domain.json on quota, zones, pace, activity, reviews and on-target earnings, each by its id:
// inputs and expected figures are read from the file, every key of `expected` is compared.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "firstlog/rules/diagnosis.hpp"
#include "firstlog/rules/on_target.hpp"
#include "firstlog/rules/period_quota.hpp"
#include "support/books.hpp"

namespace firstlog_test {
namespace {

using nlohmann::json;

const json& vector_of(const std::string& id) {
  static const json all = json::parse(std::ifstream(FIRSTLOG_TESTS_DIR "/vectors/domain.json"));
  for (const json& one : all)
    if (one["id"] == id) return one;
  ADD_FAILURE() << "domain.json has no " << id;
  static const json none;
  return none;
}

Exact exact(const json& value) {
  return value.is_number_integer() ? Exact::whole(value.get<std::int64_t>())
                                   : *Exact::parse(value.get<std::string>());
}
Rate rate(const json& value) {
  return *exact(value).as_rate();
}
Exact percent(const Exact& fraction) {
  return fraction * Exact::whole(100);
}

// Every key of `expected`, and no other figure, is what was worked out.
void expect_all(const json& expected, const std::map<std::string, json>& made) {
  for (const auto& [key, value] : expected.items()) {
    ASSERT_EQ(made.count(key), 1U) << key << " was not worked out";
    EXPECT_EQ(made.at(key), value) << key;
  }
}
// Numbers of the file are compared as numbers: "80.00" is 80.
void expect_number(const json& expected, const char* key, const std::optional<Exact>& made) {
  ASSERT_TRUE(made) << key;
  EXPECT_EQ(*made, exact(expected.at(key))) << key << " is " << made->to_string();
}

// A quota of the policy alone for a rep who is there on all days.
struct Asked {
  Quota quota;
  YearMonth period = month("2026-06");
  std::int32_t days_elapsed = 0;
};
QuotaStanding stand(const Asked& asked, const Exact& achieved) {
  const QuotaDay day{.employed = true,
                     .on_leave = false,
                     .target = {asked.quota.base(), QuotaSource::policy},
                     .employment_month = 1};
  const std::vector<QuotaDay> days(static_cast<std::size_t>(asked.period.days().days()), day);
  const Date today = *asked.period.first_day().plus_days(asked.days_elapsed);
  return standing_of(asked.quota, period_quota(asked.quota, asked.period, days, today, {}), achieved, false);
}

TEST(DomainVectors, codingace_q1) {
  const json& v = vector_of("codingace-q1");
  Asked asked;  // 25 of 30 days are the 5/6
  asked.quota.measure = QuotaMeasure::revenue;
  asked.quota.target = rate(v["inputs"]["quota"]);
  asked.quota.pace = QuotaPace::calendar_days;
  asked.days_elapsed = 30 * v["inputs"]["elapsed_num"].get<int>() / v["inputs"]["elapsed_den"].get<int>();
  const QuotaStanding standing = stand(asked, exact(v["inputs"]["net"]));
  expect_number(v["expected"], "attainment_pct", percent(*standing.attainment));
  expect_number(v["expected"], "pace_pct", percent(*standing.pace));
  EXPECT_EQ(v["expected"].size(), 2U);
}

TEST(DomainVectors, gml_quota_floor_3of5) {
  const json& v = vector_of("gml-quota-floor-3of5");
  Asked asked;
  asked.quota.closes = v["inputs"]["quota"];
  const Exact verified = exact(v["inputs"]["verified"]);
  const QuotaStanding standing = stand(asked, verified);
  expect_number(v["expected"], "attainment_pct", percent(*standing.attainment));
  expect_number(v["expected"], "of_ote_pct",
                percent(*Exact::divide(verified, exact(v["inputs"]["ote_closes"]))));
  EXPECT_EQ(v["expected"]["meets_quota"].get<bool>(),
            zone_in(asked.quota, standing.quota, verified, true) == QuotaZone::green);
  QuotaStreak streak;
  EXPECT_FALSE(streak.add(standing, asked.quota));
  EXPECT_EQ(streak.months(), 0) << "not under the floor";
}

TEST(DomainVectors, gml_fixed_vs_var) {
  const json& v = vector_of("gml-fixed-vs-var");
  const OnTargetEarnings earnings = on_target_earnings({.expected_closes = Exact::whole(1),
                                                        .average_deal = exact(v["inputs"]["invoiced"]),
                                                        .rate = exact(v["inputs"]["rate"])});
  expect_number(v["expected"], "commission", earnings.commission);
  expect_number(v["expected"], "excess_of_fixed_over_variable",
                exact(v["inputs"]["fixed_salary"]) - earnings.variable);
}

TEST(DomainVectors, metrickit_pace_behind) {
  const json& v = vector_of("metrickit-pace-behind");
  Asked asked;
  asked.quota.closes = v["inputs"]["quota"];
  asked.quota.pace = QuotaPace::calendar_days;
  asked.days_elapsed = v["inputs"]["days_elapsed"];
  ASSERT_EQ(asked.period.days().days(), v["inputs"]["days_in_period"].get<int>());
  const QuotaStanding standing = stand(asked, exact(v["inputs"]["booked"]));
  expect_number(v["expected"], "on_track_to_date", standing.quota.expected);
  expect_number(v["expected"], "projected", standing.projected);
  expect_number(v["expected"], "required_per_day", standing.required_per_day);
  EXPECT_EQ(v["expected"].size(), 3U);
  EXPECT_EQ(standing.zone, QuotaZone::red) << "1 of 2 expected";
}

TEST(DomainVectors, prowi_ramp) {
  const json& v = vector_of("prowi-ramp");
  Quota quota;
  quota.measure = QuotaMeasure::revenue;
  quota.target = rate(v["inputs"]["full_quota"]);
  for (const json& factor : v["inputs"]["ramp"]) quota.ramp.push_back(rate(factor));
  std::int32_t of_employment = 0;
  for (const json& expected : v["expected"]["quotas"]) {
    const QuotaDay day{.employed = true,
                       .on_leave = false,
                       .target = {quota.base(), QuotaSource::policy},
                       .employment_month = ++of_employment};
    const YearMonth period = month("2026-06");
    const std::vector<QuotaDay> days(30, day);
    EXPECT_EQ(period_quota(quota, period, days, period.first_day(), {}).quota, exact(expected));
  }
  EXPECT_EQ(of_employment, 5);
}

TEST(DomainVectors, prowi_ytd) {
  const json& v = vector_of("prowi-ytd");
  Asked asked;
  asked.quota.measure = QuotaMeasure::revenue;
  asked.quota.target = rate(v["inputs"]["quota_each"]);
  Exact sales;
  Exact owed;
  for (std::size_t i = 0; i < v["inputs"]["sales"].size(); ++i) {
    const QuotaStanding standing = stand(asked, exact(v["inputs"]["sales"][i]));
    EXPECT_EQ(percent(*standing.attainment), exact(v["expected"]["monthly_pct"][i]));
    sales += standing.achieved;
    owed += standing.quota.quota;
    EXPECT_EQ(percent(*Exact::divide(sales, owed)), exact(v["expected"]["ytd_pct"][i]));
  }
}

TEST(DomainVectors, ryan_pip) {
  const json& v = vector_of("ryan-pip");
  json raised = json::array();
  for (const json& history : v["inputs"]["history_below_floor"]) {
    QuotaStreak streak;
    bool any = false;
    for (const json& below : history)
      if (streak.add_counted(below, Quota().review_after_months)) any = true;
    raised.push_back(any);
  }
  expect_all(v["expected"], {{"pip", raised}});
}

// Sessions are not among the inputs: the figures are those of one, and one is enough to tell.
ActivityFloors floors_of(const json& inputs) {
  ActivityFloors floors;
  if (inputs.contains("dial_floor")) floors.dials_per_session = inputs["dial_floor"];
  if (inputs.contains("connect_floor")) floors.connects = rate(inputs["connect_floor"]);
  floors.enough_dials = floors.enough_dials_per_session = 1;
  return floors;
}
Activity activity_of(const json& inputs) {
  return {.sessions = 1, .dials = inputs["dials"], .connects = inputs.value("connects", 0)};
}

// Below pace, as the inputs are: 1 of 3 closes.
Diagnosis diagnosis_of_vector(const json& inputs) {
  Quota quota;
  quota.closes = inputs["quota"];
  const bool at_pace = zone_at_end(quota, inputs["closes_month"].get<std::int64_t>()) == QuotaZone::green;
  return diagnosis_of(activity_standing_of(floors_of(inputs), activity_of(inputs)), at_pace);
}

TEST(DomainVectors, gml_diag_conversion) {
  const json& v = vector_of("gml-diag-conversion");
  EXPECT_EQ(diagnosis_of_vector(v["inputs"]), Diagnosis::conversion);
  EXPECT_EQ(v["expected"], json({{"diagnosis", "Conversion"}}));
}

TEST(DomainVectors, gml_diag_volume) {
  const json& v = vector_of("gml-diag-volume");
  EXPECT_EQ(diagnosis_of_vector(v["inputs"]), Diagnosis::volume);
  EXPECT_EQ(v["expected"], json({{"diagnosis", "Volume"}}));
}

TEST(DomainVectors, gml_diag_list) {
  const json& v = vector_of("gml-diag-list");
  const ActivityStanding standing = activity_standing_of(floors_of(v["inputs"]), activity_of(v["inputs"]));
  expect_number(v["expected"], "connect_rate", standing.connect_rate);
  EXPECT_EQ(v["expected"]["signal"], "ListQuality");
  EXPECT_EQ(diagnosis_of(standing, false), Diagnosis::list_quality);
  EXPECT_EQ(diagnosis_of(standing, true), Diagnosis::healthy);
}

TEST(DomainVectors, gml_diag_list_edge) {
  const json& v = vector_of("gml-diag-list-edge");
  const ActivityStanding standing = activity_standing_of(floors_of(v["inputs"]), activity_of(v["inputs"]));
  expect_number(v["expected"], "connect_rate", standing.connect_rate);
  EXPECT_EQ(v["expected"]["signal"], "None");
  EXPECT_TRUE(standing.meets_connects) << "no signal: the floor is met";
  EXPECT_NE(diagnosis_of(standing, false), Diagnosis::list_quality);
}

TEST(DomainVectors, gml_dial_edge) {
  const json& v = vector_of("gml-dial-edge");
  const ActivityStanding standing = activity_standing_of(floors_of(v["inputs"]), activity_of(v["inputs"]));
  expect_all(v["expected"], {{"meets_floor", standing.meets_dials}});
}

TEST(DomainVectors, gml_ent_ote_round) {
  const json& v = vector_of("gml-ent-ote-round");
  const OnTargetEarnings year = on_target_earnings({.expected_bonuses = exact(v["inputs"]["variable_annual"]),
                                                    .base_pay = exact(v["inputs"]["base_annual"])});
  auto shown = [](const Exact& value) {
    return json(value.rounded({.mode = RoundingMode::half_up, .places = 0}).to_string());
  };
  auto monthly = [](const Exact& value) { return *Exact::divide(value, Exact::whole(12)); };
  expect_all(v["expected"], {{"base_monthly_display", shown(monthly(exact(v["inputs"]["base_annual"])))},
                             {"variable_monthly_display", shown(monthly(year.variable))},
                             {"ote_annual", shown(year.total)},
                             {"ote_monthly_display", shown(monthly(year.total))},
                             {"pay_mix_base_pct", shown(percent(*year.base_share))},
                             {"pay_mix_variable_pct", shown(percent(*year.variable_share))}});
}

// What is expected of 3 closes at the trade's usual deal and rate.
TEST(DomainVectors, OnTargetIsClosesTimesDealTimesRateAndBonuses) {
  const json& v = vector_of("gml-flat-270");
  const OnTargetEarnings month = on_target_earnings({.expected_closes = Exact::whole(3),
                                                     .average_deal = exact(v["inputs"]["invoiced"]),
                                                     .rate = exact(v["inputs"]["rate"]),
                                                     .expected_bonuses = Exact::whole(50)});
  EXPECT_EQ(month.commission, exact(v["expected"]["commission"]) * Exact::whole(3));
  EXPECT_EQ(month.total, Exact::whole(860));
  EXPECT_EQ(month.variable, month.total);
  EXPECT_FALSE(on_target_earnings({}).base_share);
}

// ---- through the journal --------------------------------------------------------------------------

// `logged` closes of one rep, of which `approved` are approved; at the month's end.
QuotaStanding through_journal(int logged, int approved, const char* invoiced, Money& commission) {
  Books b;
  const std::int64_t cents = Money::parse(invoiced, currency("EUR"))->minor_units();
  for (int i = 0; i < logged; ++i) b.log("ana", "c" + std::to_string(i), cents);
  for (int i = 0; i < approved; ++i) b.approve("c" + std::to_string(i), cents);
  b.scenario().set_clock("2026-01-31T12:00:00Z");
  const Statement statement = b.statement("ana", "2026-01");
  commission = statement.commission;
  return statement.standing;
}

TEST(DomainVectors, gml_pending_zero) {
  const json& v = vector_of("gml-pending-zero");
  Money commission;
  const QuotaStanding standing =
      through_journal(1, 0, v["inputs"]["invoiced"].get<std::string>().c_str(), commission);
  EXPECT_EQ(standing.achieved, exact(v["expected"]["quota_credit"]));
  EXPECT_EQ(commission.to_string(), v["expected"]["commission"].get<std::string>());
}

TEST(DomainVectors, gml_claims_7v4) {
  const json& v = vector_of("gml-claims-7v4");
  Money commission;
  const QuotaStanding standing =
      through_journal(v["inputs"]["logged"], v["inputs"]["approved"], "1800.00", commission);
  expect_number(v["expected"], "verified_closes", standing.achieved);
}

TEST(DomainVectors, gml_phantom_5v3) {
  const json& v = vector_of("gml-phantom-5v3");
  Money commission;
  const QuotaStanding standing =
      through_journal(v["inputs"]["logged"], v["inputs"]["approved"],
                      v["inputs"]["invoiced_each"].get<std::string>().c_str(), commission);
  expect_number(v["expected"], "verified_closes", standing.achieved);
  EXPECT_EQ(commission.to_string(), v["expected"]["commission"].get<std::string>());
}

}  // namespace
}  // namespace firstlog_test
