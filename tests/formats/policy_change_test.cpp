// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A policy but for some of its members.
#include <gtest/gtest.h>

#include <string>

#include "firstlog/formats/policy_change.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "support/scenario.hpp"

namespace firstlog_test {
namespace {

constexpr std::string_view plain = R"({"plan": {"currency": "EUR"}})";

Policy changed(std::string_view document, std::string_view change) {
  Result<std::string> text = change_policy(document, change);
  EXPECT_TRUE(text) << (text ? ""
                             : std::string(text.error().place.view()) + ": " +
                                   std::string(text.error().reason.view()));
  return text ? parse_policy(*text).value() : Policy();
}

TEST(PolicyChange, NothingChangesNothing) {
  EXPECT_EQ(changed(plain, "{}"), euro_policy());
  EXPECT_EQ(*change_policy(plain, "{}"), policy_to_json(euro_policy())) << "the canonical text";
}

TEST(PolicyChange, SaysWhatDiffersAndKeepsTheRest) {
  Policy expected = euro_policy();
  expected.claim_by = ClaimBy::any_rep;
  expected.quota.closes = 5;
  EXPECT_EQ(changed(plain, R"({"claim_by": "any_rep", "quota": {"closes": 5}})"), expected);
  // A list without names is replaced, null puts the default back.
  expected.holidays = {day("2026-12-25")};
  const std::string once = policy_to_json(expected);
  expected.holidays = {day("2026-12-26")};
  EXPECT_EQ(changed(once, R"({"holidays": ["2026-12-26"]})"), expected);
  expected.quota.closes = euro_policy().quota.closes;
  EXPECT_EQ(changed(once, R"({"holidays": ["2026-12-26"], "quota": {"closes": null}})"), expected);
}

TEST(PolicyChange, ChangesNamedItemsOneByOne) {
  Policy expected = euro_policy();
  for (PipelineState& state : expected.pipeline.states)
    if (state.name == "interested") state.protection_days = 30;
  EXPECT_EQ(changed(plain, R"({"pipeline": {"states": [{"name": "interested", "protection_days": 30}]}})"),
            expected);
  constexpr std::string_view ruled =
      R"({"plan": {"currency": "EUR"}, "assignment": [{"name": "home", "niche": "home", "rep": "ana"}]})";
  const Policy two = changed(ruled, R"({"assignment": [{"name": "food", "niche": "food", "rep": "bob"}]})");
  ASSERT_EQ(two.assignment.size(), 2U);
  EXPECT_EQ(two.assignment[0].name, "home");
  EXPECT_EQ(two.assignment[1].name, "food");
}

TEST(PolicyChange, TellsWhatIsWrongWithEither) {
  auto told = [](std::string_view document, std::string_view change) {
    const Result<std::string> text = change_policy(document, change);
    return text ? std::string("ok")
                : std::string(text.error().place.view()) + ": " + std::string(text.error().reason.view());
  };
  EXPECT_EQ(told("{}", "{}").substr(0, 20), "policy.plan.currency");
  EXPECT_EQ(told(plain, "{").substr(0, 6), "change");
  EXPECT_EQ(told(plain, R"({"name": "a", "name": "b"})").substr(0, 6), "change") << "one member twice";
  EXPECT_EQ(told(plain, "1"), "change: is not an object");
  EXPECT_EQ(told(plain, R"({"quota": {"closed": 5}})"), "policy.quota.closed: there is no such member");
  EXPECT_EQ(told(plain, R"({"quota": {"closes": 1.5}})").substr(0, 19), "policy.quota.closes");
}

}  // namespace
}  // namespace firstlog_test
