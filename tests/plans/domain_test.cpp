// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The worked examples of tests/vectors/domain.json on commission, through policy and journal, each named
// by its id.
#include "plans/support.hpp"

namespace firstlog_test {
namespace {

std::string table(const std::string& mode, const std::string& tiers, const std::string& boundary = "lower",
                  const std::string& more = "") {
  return base_plan(
      R"({"name":"commission","span":"month","steps":[{"name":"line","table":{"measure":"amount",)" + more +
      R"("accumulate":"running","table":{"mode":")" + mode + R"(","boundary":")" + boundary + "\"," + tiers +
      "}}}]}");
}
const std::string five_seven_ten =
    R"("tiers":[{"from":"0","to":"10000","rate":"0.05"},{"from":"10000","to":"25000","rate":"0.07"},{"from":"25000","rate":"0.1"}])";
const std::string six_eight_ten =
    R"("threshold_unit":"part_of_quota","tiers":[{"from":"0","to":"1","rate":"0.06"},{"from":"1","to":"1.5","rate":"0.08"},{"from":"1.5","rate":"0.1"}])";

// What one close of so many cents pays.
Money paid(const std::string& plans, std::int64_t cents) {
  Books books(policy_with(plans));
  books.sell("ana", "a", cents);
  return books.statement("ana", "2026-01").commission;
}
// A draw over the months of these earnings: what is paid in each, and the debt behind the last.
std::vector<Money> drawn(const std::string& kind, const std::string& amount,
                         const std::vector<std::int64_t>& earned) {
  Books books(policy_with(base_plan(
      R"({"name":"commission","steps":[{"name":"line","sum":{"terms":[{"times":["amount"]}]}}]},)"
      R"({"name":"draw","span":"month","carries":[{"input":"debt","value":"drawn.balance"}],"steps":[)"
      R"({"name":"earned","total":{"of":"commission"}},)"
      R"({"name":"drawn","draw":{"earned":"earned","kind":")" +
      kind + R"(","amount":")" + amount +
      R"(","opening":"debt"}},)"
      R"({"name":"draw","sum":{"terms":[{"times":["drawn"]},{"minus":true,"times":["earned"]}]}}]})")));
  std::vector<Money> paid;
  YearMonth month = firstlog_test::month("2026-01");
  for (std::size_t i = 0; i < earned.size(); ++i) {
    books.sell("ana", "c" + std::to_string(i), earned[i]);
    paid.push_back(books.statement("ana", month.to_string()).commission);
    month = *month.plus_months(1);
    books.scenario().set_clock(month.to_string() + "-20T09:00:00Z");
    books.scenario().advance();
  }
  return paid;
}

TEST(Domain, bentega_marg_10000) {
  EXPECT_EQ(paid(table("marginal", five_seven_ten), 10'000'00), eur(500'00));
}
TEST(Domain, bentega_marg_30000) {
  EXPECT_EQ(paid(table("marginal", five_seven_ten), 30'000'00), eur(2'050'00));
}
TEST(Domain, bentega_retro_10000) {
  EXPECT_EQ(paid(table("slab", five_seven_ten), 10'000'00), eur(500'00));
}
TEST(Domain, bentega_retro_cliff) {
  EXPECT_EQ(paid(table("slab", five_seven_ten), 10'000'00), eur(500'00));
  EXPECT_EQ(paid(table("slab", five_seven_ten), 10'001'00), eur(700'07));
}
TEST(Domain, jiskha_15k) {
  EXPECT_EQ(
      paid(
          table(
              "marginal",
              R"("tiers":[{"from":"0","to":"10000","rate":"0.02"},{"from":"10000","to":"20000","rate":"0.05"},{"from":"20000","rate":"0.08"}])"),
          15'000'00),
      eur(450'00));
}
TEST(Domain, prowi_130pct) {
  EXPECT_EQ(
      paid(
          table(
              "marginal",
              R"("threshold_unit":"part_of_quota","tiers":[{"from":"0","to":"0.5","rate":"0"},{"from":"0.5","to":"1","rate":"0.08"},)"
              R"({"from":"1","to":"1.25","rate":"0.12"},{"from":"1.25","to":"1.5","rate":"0.15"},{"from":"1.5","rate":"0.18"}])",
              "upper", R"("quota":"250000",)"),
          325'000'00),
      eur(19'375'00));
}
TEST(Domain, salescookie_cum) {
  EXPECT_EQ(paid(table("marginal", six_eight_ten, "upper", R"("quota":"100000",)"), 110'000'00),
            eur(6'800'00));
}
TEST(Domain, salescookie_noncum) {
  EXPECT_EQ(paid(table("slab", six_eight_ten, "upper", R"("quota":"100000",)"), 110'000'00), eur(8'800'00));
}
TEST(Domain, gml_flat_270) {
  Books books;
  books.sell("ana", "a", 1'800'00);
  EXPECT_EQ(books.statement("ana", "2026-01").commission, eur(270'00));
}
TEST(Domain, gml_fixed_vs_var) {
  Books books;
  books.sell("ana", "a", 1'500'00);
  EXPECT_EQ(books.statement("ana", "2026-01").commission, eur(225'00));
}
TEST(Domain, gml_pending_zero) {
  for (const Policy& policy : {euro_policy(), policy_with(base_plan(running_tiers))}) {
    Books books(policy);
    books.log("ana", "a", 1'800'00);
    const Statement s = books.statement("ana", "2026-01");
    EXPECT_EQ(s.commission, eur(0));
    EXPECT_TRUE(s.closes.is_zero());
    EXPECT_EQ(s.pending.size(), 1U);
  }
}
TEST(Domain, gml_phantom_5v3) {
  Books books;
  for (const std::string_view contact : {"a", "b", "c", "d", "e"}) books.log("ana", contact, 1'800'00);
  for (const std::string_view contact : {"a", "b", "c"}) books.approve(contact, 1'800'00);
  const Statement s = books.statement("ana", "2026-01");
  EXPECT_EQ(s.closes.closes(), 3);
  EXPECT_EQ(s.commission, eur(810'00));
}
// Weeks of 2, 1, 0 and 3 verified closes.
TEST(Domain, gml_weekly_bonus) {
  Books books(policy_with(base_plan(
      R"({"name":"commission","steps":[{"name":"line","sum":{"terms":[{"times":["amount","0.15"]}]}}]},)"
      R"({"name":"bonus","span":"week","steps":[{"name":"closes","total":{"of":"count"}},)"
      R"({"name":"bonus","table":{"measure":"closes","table":{"mode":"lookup","boundary":"upper","rate_unit":"amount",)"
      R"("tiers":[{"from":"0","to":"2","rate":"0"},{"from":"2","rate":"50"}]}}}]})")));
  int number = 0;
  const char* weeks[] = {"2026-02-02T09:00:00Z", "2026-02-09T09:00:00Z", "2026-02-16T09:00:00Z",
                         "2026-02-22T09:00:00Z"};
  const int closes[] = {2, 1, 0, 3};
  for (std::size_t week = 0; week < 4; ++week) {
    books.scenario().set_clock(weeks[week]);
    for (int i = 0; i < closes[week]; ++i) books.sell("ana", "c" + std::to_string(number++), 1'800'00);
  }
  std::int64_t bonuses = 0;
  const Statement s = books.statement("ana", "2026-02");
  for (const StatementLine& line : s.lines)
    if (line.kind == LineKind::component) bonuses += line.commission.minor_units();
  EXPECT_EQ(bonuses, 100'00);
  EXPECT_EQ(s.commission, eur(1'720'00));
}
TEST(Domain, split_270_5050) {
  for (const Policy& policy :
       {euro_policy(),
        policy_with(base_plan(
            R"({"name":"c","steps":[{"name":"c","sum":{"terms":[{"times":["amount","0.15"]}]}}]})"))}) {
    Books books(policy);
    books.sell("ana", "a", 1'800'07, {{"ana", Rate::of(1, 2)}, {"ben", Rate::of(1, 2)}});
    EXPECT_EQ(books.statement("ana", "2026-01").commission, eur(135'01));
    EXPECT_EQ(books.statement("ben", "2026-01").commission, eur(135'00));
  }
}
TEST(Domain, xactly_rec) {
  EXPECT_EQ(drawn("recoverable", "1500", {500'00, 3'000'00, 3'000'00}),
            (std::vector<Money>{eur(1'500'00), eur(2'000'00), eur(3'000'00)}));
}
TEST(Domain, xactly_nonrec) {
  EXPECT_EQ(drawn("nonrecoverable", "1500", {500'00, 3'000'00}),
            (std::vector<Money>{eur(1'500'00), eur(3'000'00)}));
}
TEST(Domain, qcomm_nonrec) {
  EXPECT_EQ(drawn("nonrecoverable", "2000", {1'000'00, 4'000'00}),
            (std::vector<Money>{eur(2'000'00), eur(4'000'00)}));
}
// Paid before: nothing at the month's end, and 1,000 stay owed: 4,500 less 3,000 and 1,000.
TEST(Domain, visdum_shortfall) {
  EXPECT_EQ(drawn("prepaid", "3000", {2'000'00, 4'500'00}), (std::vector<Money>{eur(0), eur(500'00)}));
}

}  // namespace
}  // namespace firstlog_test
