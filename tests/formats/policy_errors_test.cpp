// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Every way in which a policy document can be wrong, each alone: path, reason and remedy.
#include <gtest/gtest.h>

#include <string>

#include "firstlog/formats/policy_json.hpp"
#include "formats/policy_support.hpp"

namespace {

using namespace firstlog;
using policy_test::told;

// The smallest document with one more member.
std::string with(const std::string& member) {
  return R"({"plan":{"currency":"EUR"},)" + member + "}";
}
std::string plan_with(const std::string& member) {
  return R"({"plan":{"currency":"EUR",)" + member + "}}";
}
std::string pipeline_with(const std::string& row) {
  return with(R"("pipeline":{"states":[{"name":"open"},{"name":"sold","won":true}],"rows":[)"
              R"({"from":"open","trigger":"approve","to":"sold","who":["manager"]})" +
              row + "]}");
}

struct Wrong {
  std::string name;
  std::string json;
  std::string told;
  Status status = Status::malformed;
};

void PrintTo(const Wrong& wrong, std::ostream* out) {
  *out << wrong.name;
}

class PolicyErrors : public testing::TestWithParam<Wrong> {};

TEST_P(PolicyErrors, NamePlaceReasonAndRemedy) {
  const Result<Policy> read = parse_policy(GetParam().json);
  EXPECT_EQ(told(read), GetParam().told);
  EXPECT_EQ(read.status(), GetParam().status);
}

const Wrong wrongs[] = {
    // Members.
    {"twice", with(R"("plan":{})"), "policy.plan | the member stands here twice | keep one of the two"},
    {"twice_in_depth",
     plan_with(R"("tiers":[{"from":"0","rate":"0.1"},{"from":"1","rate":"0.1","rate":"0.2"}])"),
     "policy.plan.tiers[1].rate | the member stands here twice | keep one of the two"},
    {"twice_by_escape", with(R"("name":"a","n\u0061me":"b")"),
     "policy.name | the member stands here twice | keep one of the two"},
    {"unknown_near", with(R"("claimby":"any_rep")"),
     "policy.claimby | there is no such member | did you mean \"claim_by\"?"},
    {"unknown_far", plan_with(R"("bonus":1)"),
     "policy.plan.bonus | there is no such member | leave it out; the members here are: name, currency, "
     "boundary, "
     "rounding, tiers"},
    {"unknown_empty", with(R"("":1)"),
     "policy.\"\" | there is no such member | leave it out; the members here are: version, name, zone, "
     "working_week, holidays, week_starts, fiscal_year_starts, calendars, pipeline, roles, assignment, "
     "collation, "
     "assignment_gaps, recycle_exclu..."},
    {"no_currency", "{}",
     "policy.plan.currency | a plan has one currency | give its ISO 4217 code, such as \"EUR\""},
    {"no_currency_in_plan", R"({"plan":{}})",
     "policy.plan.currency | the member is missing | write it: it has no default"},
    {"tier_without_rate", plan_with(R"("tiers":[{"from":"0"}])"),
     "policy.plan.tiers[0].rate | the member is missing | write it: it has no default"},
    {"row_without_to", pipeline_with(R"(,{"from":"open","trigger":"reject","who":["manager"]})"),
     "policy.pipeline.rows[1].to | the member is missing | name the state that the row leads to"},
    {"states_alone", with(R"("pipeline":{"states":[]})"),
     "policy.pipeline.rows | a pipeline of one's own has states and rows | write both, or leave out both"},
    {"rows_alone", with(R"("pipeline":{"rows":[]})"),
     "policy.pipeline.states | a pipeline of one's own has states and rows | write both, or leave out both"},

    // Types.
    {"document_is_a_list", "[]", "policy | an object belongs here, not a list | write its members in braces"},
    {"object_is_null", R"({"plan":null})",
     "policy.plan | an object belongs here, not null | write its members in braces"},
    {"text_is_a_number", with(R"("name":5)"),
     "policy.name | text belongs here, not a number | write it in quotation marks"},
    {"flag_is_text", with(R"("four_eyes":"true")"),
     "policy.four_eyes | true or false belongs here, not text | write true or false"},
    {"number_is_text", with(R"("connect_hours":"24")"),
     "policy.connect_hours | a whole number belongs here, not text | write it without quotation marks"},
    {"number_is_null", with(R"("connect_hours":null)"),
     "policy.connect_hours | a whole number belongs here, not null | write it without quotation marks"},
    {"list_is_an_object", with(R"("holidays":{})"),
     "policy.holidays | a list belongs here, not an object | write it in square brackets"},
    {"set_is_text", with(R"("working_week":"monday")"),
     "policy.working_week | a list of names belongs here, not text | write them in square brackets"},

    // Numbers.
    {"fraction", with(R"("connect_hours":24.0)"),
     "policy.connect_hours | a whole number belongs here | write it without fraction and exponent"},
    {"exponent", with(R"("connect_hours":2e1)"),
     "policy.connect_hours | a whole number belongs here | write it without fraction and exponent"},
    {"beyond_32_bits", with(R"("connect_hours":2147483648)"),
     "policy.connect_hours | the number does not fit 32 bits | give a number nearer to 0"},
    {"below_32_bits", with(R"("connect_hours":-2147483649)"),
     "policy.connect_hours | the number does not fit 32 bits | give a number nearer to 0"},
    {"beyond_64_bits", with(R"("connect_hours":18446744073709551615)"),
     "policy.connect_hours | the number does not fit 32 bits | give a number nearer to 0"},
    {"beyond_all_bits", with(R"("connect_hours":99999999999999999999999)"),
     "policy.connect_hours | the number does not fit 32 bits | give a number nearer to 0"},
    {"out_of_range", with(R"("connect_hours":0)"),
     "policy.connect_hours | the number lies outside 1 to 8784 | give a number in that range"},

    // Exact decimals.
    {"rate_as_number", plan_with(R"("tiers":[{"from":"0","rate":0.15}])"),
     "policy.plan.tiers[0].rate | a rate is exact; a JSON number need not be | write it as a string: "
     "\"0.15\""},
    {"rate_as_exponent", plan_with(R"("tiers":[{"from":"0","rate":15e-2}])"),
     "policy.plan.tiers[0].rate | a rate is exact; a JSON number need not be | write it as a string: "
     "\"15e-2\""},
    {"amount_as_number", plan_with(R"("tiers":[{"from":0,"rate":"0.15"}])"),
     "policy.plan.tiers[0].from | an amount is exact; a JSON number need not be | write it as a string: "
     "\"0\""},
    {"rate_as_flag", plan_with(R"("tiers":[{"from":"0","rate":true}])"),
     "policy.plan.tiers[0].rate | a rate belongs here, not true or false | write it as text, such as "
     "\"0.15\""},
    {"quota_as_number", with(R"("quota":{"amber_from":0.67})"),
     "policy.quota.amber_from | a rate is exact; a JSON number need not be | write it as a string: \"0.67\""},

    // Names.
    {"enumerator_near", with(R"("claim_by":"anyrep")"),
     "policy.claim_by | \"anyrep\" is not a name known here | did you mean \"any_rep\"?"},
    {"enumerator_far", plan_with(R"("rounding":"bankers")"),
     "policy.plan.rounding | \"bankers\" is not a name known here | write one of: half_up, half_even, down, "
     "up, "
     "ceil, floor"},
    {"enumerator_as_number", plan_with(R"("rounding":1)"),
     "policy.plan.rounding | a name known here belongs here as text, not a number | write one of: half_up, "
     "half_even, down, up, ceil, floor"},
    {"weekday", with(R"("working_week":["monday","tusday"])"),
     "policy.working_week[1] | \"tusday\" is not a weekday | did you mean \"tuesday\"?"},
    {"weekday_twice", with(R"("working_week":["monday","monday"])"),
     "policy.working_week[1] | the name stands here twice | keep one of the two"},
    {"no_weekday", with(R"("working_week":[])"),
     "policy.working_week | no day is worked | name at least one weekday"},
    {"state", pipeline_with(R"(,{"from":"opne","trigger":"reject","to":"open","who":["manager"]})"),
     "policy.pipeline.rows[1].from | \"opne\" is not a state of this pipeline | write one of: open, sold"},
    {"initial", with(R"("pipeline":{"initial":"interest"})"),
     "policy.pipeline.initial | \"interest\" is not a state of this pipeline | did you mean \"interested\"?"},
    {"trigger", pipeline_with(R"(,{"from":"open","trigger":"rejct","to":"open","who":["manager"]})"),
     "policy.pipeline.rows[1].trigger | \"rejct\" is not a name known here | did you mean \"reject\"?"},
    {"who", pipeline_with(R"(,{"from":"open","trigger":"reject","to":"open","who":["managers"]})"),
     "policy.pipeline.rows[1].who[0] | \"managers\" is not one who may | did you mean \"manager\"?"},
    {"command", with(R"("roles":[{"command":"aprove","roles":["manager"]}])"),
     "policy.roles[0].command | \"aprove\" is not a command | did you mean \"approve\"?"},
    {"command_of_the_engine", with(R"("roles":[{"command":"recycle","roles":["manager"]}])"),
     "policy.roles[0].command | the engine alone gives this command | leave the row out"},
    {"role", with(R"("roles":[{"command":"approve","roles":["manger"]}])"),
     "policy.roles[0].roles[0] | \"manger\" is not a role | did you mean \"manager\"?"},
    {"command_twice",
     with(R"("roles":[{"command":"approve","roles":["rep"]},{"command":"approve","roles":["admin"]}])"),
     "policy.roles[1].command | another row names this command | put all roles of a command into one row"},
    {"command_without_roles", with(R"("roles":[{"command":"approve","roles":[]}])"),
     "policy.roles[0] | a row names a command and at least one role | leave the row out to keep the default"},

    {"date_near", with(R"("rate_date":"signed_at")"),
     "policy.rate_date | \"signed_at\" is not a name known here | did you mean \"signed_on\"?"},
    {"time_is_a_number", with(R"("calling":{"from":9})"),
     "policy.calling.from | text belongs here, not a number | write a time, such as \"09:00\""},
    {"weekday_near", with(R"("week_starts":"munday")"),
     "policy.week_starts | \"munday\" is not a name known here | did you mean \"monday\"?"},
    {"release_near", with(R"("release":{"idle_day":5})"),
     "policy.release.idle_day | there is no such member | did you mean \"idle_days\"?"},
    {"release_is_null", with(R"("release":null)"),
     "policy.release | an object belongs here, not null | write its members in braces"},
    {"field_unknown",
     pipeline_with(R"(,{"from":"open","trigger":"reject","to":"open","who":["manager"],"needs":["reasn"]})"),
     "policy.pipeline.rows[1].needs[0] | \"reasn\" is not a field of the trigger's command | did you mean "
     "\"reason\"?"},
    {"field_of_another_command",
     pipeline_with(
         R"(,{"from":"open","trigger":"reopen","to":"open","who":["manager"],"needs":["reason","niche"]})"),
     "policy.pipeline.rows[1].needs[1] | \"niche\" is not a field of the trigger's command | write one of: "
     "contact, reason"},
    {"field_twice",
     pipeline_with(
         R"(,{"from":"open","trigger":"reopen","to":"open","who":["manager"],"needs":["reason","reason"]})"),
     "policy.pipeline.rows[1].needs[1] | the name stands here twice | keep one of the two"},

    // What the checks of the policy refuse.
    {"release_beyond_its_range", with(R"("release":{"first_contact_hours":8785})"),
     "policy.release.first_contact_hours | the number lies outside 1 to 8784 | give a number in that range"},
    {"gap_in_tiers", plan_with(R"("tiers":[{"from":"0.01","rate":"0.15"}])"),
     "policy.plan.tiers[0].from | amounts below this threshold belong to no tier | let the first tier begin "
     "at 0"},
    {"rate_above_one", plan_with(R"("tiers":[{"from":"0","rate":"15"}])"),
     "policy.plan.tiers[0].rate | a rate is a fraction from 0 to 1 | write 15 % as \"0.15\""},
    {"no_state_is_won", with(R"("pipeline":{"states":[{"name":"open"}],"rows":[]})"),
     "policy.pipeline.states | no state is won | flag the state of a sale as won"},
    {"overlap", with(R"("assignment":[{"from":"A","to":"K","rep":"ann"},{"from":"K","rep":"bob"}])"),
     "policy.assignment[1] | overlaps with assignment[0]: both take K | let one of the two end earlier"},
    {"amber_above_green", with(R"("quota":{"amber_from":"1.5"})"),
     "policy.quota.green_from | green begins below amber | give a fraction that is not below amber_from"},
    {"control_character", with(R"("name":"a\u0000b")"),
     "policy.name | a policy's name has 1 to 128 bytes of UTF-8 without control characters | name the "
     "policy"},

    // Versions.
    {"version_zero", with(R"("version":0)"),
     "policy.version | this version of the document is not known | write version 1"},
    {"version_two", R"({"version":2,"plans":[]})",
     "policy.version | this version of the document is not known | use a later version of the library, or "
     "write "
     "version 1",
     Status::unsupported},
    {"version_as_text", with(R"("version":"1")"),
     "policy.version | a whole number belongs here, not text | write it without quotation marks"},
};

INSTANTIATE_TEST_SUITE_P(Each, PolicyErrors, testing::ValuesIn(wrongs),
                         [](const auto& info) { return info.param.name; });

// What the reader of JSON says about it is not compared word by word: only that it says something.
TEST(PolicySyntax, ErrorsNameLineAndColumn) {
  struct Case {
    std::string json, place;
  };
  const Case cases[] = {
      {"", "policy, line 1, column 1"},
      {"{", "policy, line 1, column 2"},
      {"{\n  \"name\" \"x\"}", "policy, line 2, column 12"},
      {"{\n\n\n}}", "policy, line 4, column 2"},
      {"{\"\u00e4\u00e4\" 1}", "policy, line 1, column 7"},  // columns count characters, not bytes
      {"{} x", "policy, line 1, column 4"},
      {"{} // x", "policy, line 1, column 4"},
      {"{\"a\":01}", "policy, line 1, column 7"},
      {"{\"a\":\"\xFF\"}", "policy, line 1, column 7"},
      {"{\"a\":\"\\ud800\"}", "policy, line 1, column 13"},
      {"{\"a\":NaN}", "policy, line 1, column 6"},
      {with("\"connect_hours\":1e999"), "policy, line 1, column 48"},
  };
  for (const Case& c : cases) {
    const Result<Policy> read = parse_policy(c.json);
    EXPECT_EQ(read.status(), Status::malformed) << c.json;
    if (read.ok()) continue;
    EXPECT_EQ(read.error().place.view(), c.place) << c.json;
    EXPECT_EQ(read.error().reason.view().substr(0, 10), "not JSON: ") << c.json;
    EXPECT_GT(read.error().reason.view().size(), 20U) << c.json;
    EXPECT_EQ(read.error().reason.view().find("exception"), std::string_view::npos) << c.json;
    EXPECT_FALSE(read.error().remedy.empty()) << c.json;
  }
}

TEST(PolicyErrors, CarryThePathOfDatesAmountsAndRatesThatAreNone) {
  struct Case {
    std::string json, place;
  };
  const Case cases[] = {
      {with(R"("holidays":["2026-01-01","2026-02-30"])"), "policy.holidays[1]"},
      {with(R"("holidays":["1.1.2026"])"), "policy.holidays[0]"},
      {plan_with(R"("tiers":[{"from":"0.001","rate":"0.1"}])"), "policy.plan.tiers[0].from"},
      {plan_with(R"("tiers":[{"from":"1,000","rate":"0.1"}])"), "policy.plan.tiers[0].from"},
      {plan_with(R"("tiers":[{"from":"0","rate":"1/0"}])"), "policy.plan.tiers[0].rate"},
      {plan_with(R"("tiers":[{"from":"0","rate":"0.1 "}])"), "policy.plan.tiers[0].rate"},
      {with(R"("calling":{"until":"24:00"})"), "policy.calling.until"},
      {with(R"("floors":{"connects":"20 %"})"), "policy.floors.connects"},
      {R"({"plan":{"currency":"eur"}})", "policy.plan.currency"},
      {R"({"plan":{"currency":"ABC"}})", "policy.plan.currency"},
  };
  for (const Case& c : cases) {
    const Result<Policy> read = parse_policy(c.json);
    EXPECT_EQ(read.status(), Status::malformed) << c.json;
    if (read.ok()) continue;
    EXPECT_EQ(read.error().place.view(), c.place) << c.json;
    EXPECT_FALSE(read.error().reason.empty()) << c.json;
    EXPECT_FALSE(read.error().remedy.empty()) << c.json;
  }
}

TEST(PolicyLimits, DepthEndsAt32) {
  const std::string deep = with("\"x\":" + std::string(31, '[') + std::string(31, ']'));
  EXPECT_EQ(parse_policy(deep).error().reason.view(), "there is no such member");
  const std::string deeper = with("\"x\":" + std::string(32, '[') + std::string(32, ']'));
  EXPECT_EQ(parse_policy(deeper).error().reason.view(), "lists and objects stand too deep within each other");
  EXPECT_EQ(parse_policy(deeper).error().place.view().substr(0, 14), "policy.x[0][0]");
  const std::string abyss(1'000'000, '[');
  EXPECT_EQ(parse_policy(abyss).status(), Status::malformed);
}

TEST(PolicyLimits, SizeEndsAt16Mebibytes) {
  std::string text = policy_test::minimal;
  text.append(policy_bytes_max - text.size(), ' ');
  EXPECT_TRUE(parse_policy(text).ok());
  text += ' ';
  EXPECT_EQ(told(parse_policy(text)), "policy | the document has more than 16777216 bytes | shorten it");
}

TEST(PolicyLimits, ValuesAndMembersAreCounted) {
  std::string many = "\"holidays\":[0";
  for (std::size_t i = 0; i < policy_values_max; ++i) many += ",0";
  EXPECT_EQ(told(parse_policy(with(many + "]"))),
            "policy.holidays | the document holds too many values | shorten it");
  std::string members;
  for (std::size_t i = 0; i < policy_members_max; ++i) members += ",\"m" + std::to_string(i) + "\":0";
  EXPECT_EQ(parse_policy("{" + members.substr(1) + "}").error().reason.view(), "there is no such member");
  EXPECT_EQ(parse_policy(with(members.substr(1))).error().reason.view(),
            "the object has more members than any that is known");
}

TEST(PolicyLimits, TooManyStatesAreRefusedBeforeTheyAreNumbered) {
  std::string states;
  for (int i = 0; i < 300; ++i)
    states += std::string(i == 0 ? "" : ",") + "{\"name\":\"s" + std::to_string(i) + "\"}";
  EXPECT_EQ(told(parse_policy(with("\"pipeline\":{\"states\":[" + states + "],\"rows\":[]}"))),
            "policy.pipeline.states | a pipeline has 1 to 64 states | list its states");
}

TEST(PolicyLimits, LongPathsAreCutNotLost) {
  std::string json = "\"assignment\":[";
  const std::string name(300, 'x');
  json += "{\"" + name + "\":1}]";
  const Result<Policy> read = parse_policy(with(json));
  EXPECT_EQ(read.error().place.view().substr(0, 22), "policy.assignment[0].x");
  EXPECT_EQ(read.error().place.view().substr(115), "...");
}

}  // namespace
