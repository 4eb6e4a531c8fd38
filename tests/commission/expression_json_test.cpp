// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The plan expression document: strict, every fault named by its path, the schema what the code says.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "firstlog/formats/expression_json.hpp"
#include "firstlog/rules/commission/detail/step_members.hpp"
#include "formats/expression_names.hpp"

namespace {

using namespace firstlog;
using nlohmann::json;

const char* const plan_text = R"({
  "version": 1, "name": "tiers", "unit": "EUR", "inputs": ["amount"], "texts": ["product"],
  "steps": [
    {"name": "line", "table": {"measure": "amount", "accumulate": "running",
      "table": {"mode": "marginal", "boundary": "upper", "tiers": [
        {"from": "0", "to": "10000", "rate": "5%"}, {"from": "10000", "rate": "0.08", "flat": "100"}]}}},
    {"name": "bonus", "match": {"base": "amount", "rules": [
      {"conditions": [{"text": "product", "is": "new"}], "rate": "1/100"}]}},
    {"name": "pay", "sum": {"terms": [{"times": ["line"]}, {"times": ["bonus", "2"], "minus": false}]}},
    {"name": "cents", "round": {"of": "pay", "to": {"mode": "half_up", "places": 2}}}]})";

template <class T>
std::string told(const Result<T>& result) {
  if (result.ok()) return "ok";
  return std::string(result.error().place.view()) + " | " + std::string(result.error().reason.view());
}

// The plan with one member set, by its JSON pointer.
std::string changed(const std::string& pointer, const json& value) {
  json document = json::parse(plan_text);
  document[json::json_pointer(pointer)] = value;
  return told(parse_plan_expression(document.dump()));
}
std::string without(const std::string& pointer, const std::string& member) {
  json document = json::parse(plan_text);
  document[json::json_pointer(pointer)].erase(member);
  return told(parse_plan_expression(document.dump()));
}

TEST(ExpressionJson, ReadsBackWhatItWrites) {
  const Result<CompiledPlan> plan = parse_plan_expression(plan_text);
  ASSERT_EQ(told(plan), "ok");
  const std::string canonical = plan_expression_to_json(plan->expression());
  const Result<CompiledPlan> again = parse_plan_expression(canonical);
  ASSERT_EQ(told(again), "ok");
  EXPECT_EQ(again->expression(), plan->expression());
  EXPECT_EQ(plan_expression_to_json(again->expression()), canonical);
  EXPECT_NE(canonical.find("\"rate\":\"0.05\""), std::string::npos);
}

TEST(ExpressionJson, NamesEveryFaultByItsPath) {
  const std::string tier = "/steps/0/table/table/tiers/0";
  EXPECT_EQ(changed(tier + "/rate", 0.05),
            "plan.steps[0].table.table.tiers[0].rate | a number here is exact; a JSON number need not be");
  EXPECT_EQ(changed(tier + "/rate", 5),
            "plan.steps[0].table.table.tiers[0].rate | a number here is exact; a JSON number need not be");
  EXPECT_EQ(changed(tier + "/rate", "0,05"),
            "plan.steps[0].table.table.tiers[0].rate | not a decimal number or a fraction");
  EXPECT_EQ(changed(tier + "/rate", nullptr), "plan.steps[0].table.table.tiers[0].rate | text belongs here");
  EXPECT_EQ(changed(tier + "/ratte", "1"),
            "plan.steps[0].table.table.tiers[0].ratte | there is no such member");
  EXPECT_EQ(changed(tier + "/to", "9999"),
            "plan.steps[0].table.table.tiers[0].to | values between this tier and the next belong to none");
  EXPECT_EQ(changed(tier + "/to", "10001"),
            "plan.steps[0].table.table.tiers[0].to | the tier overlaps the next one");
  EXPECT_EQ(changed("/steps/0/table/table/mode", "margin"),
            "plan.steps[0].table.table.mode | this is not a name known here");
  EXPECT_EQ(changed("/steps/0/table/table/mode", 1),
            "plan.steps[0].table.table.mode | this is not a name known here");
  EXPECT_EQ(without("/steps/0/table/table", "boundary"),
            "plan.steps[0].table.table.boundary | the member is missing");
  EXPECT_EQ(changed("/steps/0/table/keep_flats", "yes"),
            "plan.steps[0].table.keep_flats | true or false belongs here");
  EXPECT_EQ(changed("/steps/0/table/measure", "amuont"),
            "plan.steps[0].table.measure | no input and no step before this one has the name \"amuont\"");
  EXPECT_EQ(changed("/steps/0/table/measure", "pay"),
            "plan.steps[0].table.measure | no input and no step before this one has the name \"pay\"");
  EXPECT_EQ(changed("/steps/1/match/rules/0/conditions/0/text", "colour"),
            "plan.steps[1].match.rules | no text column has the name \"colour\"");
  EXPECT_EQ(changed("/steps/3/round/to/places", 19),
            "plan.steps[3].round.to | a rounding keeps -18 to 18 places");
  EXPECT_EQ(changed("/steps/3/round/to/places", "2"),
            "plan.steps[3].round.to.places | a whole number belongs here");
  EXPECT_EQ(changed("/steps/3/name", "line"), "plan.steps[3] | the name \"line\" stands for two values");
  EXPECT_EQ(changed("/steps/3/name", "2nd"),
            "plan.steps[3] | a name has 1 to 128 bytes of UTF-8 and begins like no number");
  EXPECT_EQ(changed("/steps/3/total", {{"of", "pay"}}), "plan.steps[3].total | a step has one kind");
  EXPECT_EQ(changed("/steps/3/rond", {{"of", "pay"}}), "plan.steps[3].rond | there is no such kind of step");
  EXPECT_EQ(without("/steps/3", "round"), "plan.steps[3].sum | the step has no kind");
  EXPECT_EQ(without("/steps/3", "name"), "plan.steps[3].name | the step has no name");
  EXPECT_EQ(changed("/steps/2/sum/terms", json::array()),
            "plan.steps[2].sum.terms | a sum has at least one term");
  EXPECT_EQ(changed("/steps/2/sum/terms", {{"times", "line"}}),
            "plan.steps[2].sum.terms | a list belongs here");
  EXPECT_EQ(changed("/currency", "EUR"), "plan.currency | there is no such member");
  EXPECT_EQ(changed("/version", 2), "plan.version | this version of the document is not known");
  EXPECT_EQ(parse_plan_expression(R"({"version":2})").status(), Status::unsupported);
  EXPECT_EQ(told(parse_plan_expression(R"({"inputs":[],"inputs":[]})")),
            "plan.inputs | the member stands here twice");
  EXPECT_EQ(parse_plan_expression("[]").status(), Status::malformed);
  EXPECT_EQ(parse_plan_expression("").status(), Status::malformed);
}

TEST(ExpressionJson, BoundsWhatOnePlanMayHold) {
  json steps = json::array();
  for (int i = 0; i <= 1000; ++i)
    steps.push_back({{"name", "s" + std::to_string(i)}, {"total", {{"of", "amount"}}}});
  EXPECT_EQ(changed("/steps", steps), "plan.steps | there are more than 1,000");
  json tiers = json::array();
  for (int i = 0; i <= 1000; ++i)
    tiers.push_back({{"from", std::to_string(i)}, {"to", std::to_string(i + 1)}});
  tiers.back().erase("to");
  EXPECT_EQ(changed("/steps/0/table/table/tiers", tiers),
            "plan.steps[0].table.table.tiers | the table has too many tiers");
  tiers.erase(tiers.begin());
  tiers[0]["from"] = "0";
  EXPECT_EQ(changed("/steps/0/table/table/tiers", tiers), "ok");
}

TEST(ExpressionJson, RefusesStepsThatContradictThemselves) {
  const auto step = [](const char* text) {
    json document = json::parse(plan_text);
    document["steps"].push_back(json::parse(text));
    return told(parse_plan_expression(document.dump()));
  };
  EXPECT_EQ(
      step(
          R"({"name":"s","split":{"of":"pay","shares":[{"name":"a","fraction":"0.3333"},{"name":"b","fraction":"0.6666"}]}})"),
      "plan.steps[4].split.shares | the shares sum to 0.9999, not to 1");
  EXPECT_EQ(
      step(
          R"({"name":"s","split":{"of":"pay","whole":false,"shares":[{"name":"a","fraction":"1"},{"name":"b","fraction":"1"}]}})"),
      "ok");
  EXPECT_EQ(
      step(R"({"name":"s","split":{"of":"pay","residual_to":"c","shares":[{"name":"a","fraction":"1"}]}})"),
      "plan.steps[4].split.residual_to | no share has this name");
  EXPECT_EQ(step(R"({"name":"b","bound":{"of":"pay"}})"),
            "plan.steps[4].bound.most | a bound has a least or a most");
  EXPECT_EQ(step(R"({"name":"b","bound":{"of":"pay","least":"2","most":"1"}})"),
            "plan.steps[4].bound.most | the most is below the least");
  EXPECT_EQ(step(R"({"name":"b","bound":{"of":"pay","most":"1","running":true,"carry":true}})"),
            "plan.steps[4].bound.carry | a running bound already settles with the lines before");
  EXPECT_EQ(step(R"({"name":"d","draw":{"earned":"pay","kind":"prepaid","amount":"1","taken":"1"}})"),
            "plan.steps[4].draw.taken | only an additive advance is taken or not");
  EXPECT_EQ(step(R"({"name":"m","match":{"base":"pay","rules":[{"valid_from":"2026-01-01"}]}})"),
            "plan.steps[4].match.date | a rule has dates, and the lines have none");
  EXPECT_EQ(
      step(
          R"({"name":"m","matrix":{"rows":["1"],"columns":["1","2"],"cells":[["1"]],"row":"pay","column":"pay"}})"),
      "plan.steps[4].matrix.cells | there is a cell for each column");
  EXPECT_EQ(
      step(R"({"name":"c","curve":{"points":[{"x":"1","y":"1"},{"x":"0.9","y":"2"}],"measure":"pay"}})"),
      "plan.steps[4].curve.points | a point lies before the one before it");
  EXPECT_EQ(
      step(
          R"({"name":"o","output_table":{"tiers":[{"from":"1","rates":[]}],"measure":"pay","category":"product"}})"),
      "plan.steps[4].output_table.tiers | outputs below the first tier belong to none");
  EXPECT_EQ(
      step(
          R"({"name":"t","table":{"measure":"pay","table":{"mode":"slab","boundary":"upper","threshold_unit":"part_of_quota","tiers":[{"from":"0"}]}}})"),
      "plan.steps[4].table.quota | the thresholds are parts of a quota");
}

// Compares every part's members with the schema's.
class SchemaCheck {
 public:
  SchemaCheck(const json& schema, const std::string& definition)
      : part_(schema["$defs"][definition]), name_(definition) {}
  ~SchemaCheck() {
    std::vector<std::string> in_schema;
    for (const auto& [name, property] : part_["properties"].items()) in_schema.push_back(name);
    std::sort(in_schema.begin(), in_schema.end());
    std::sort(names_.begin(), names_.end());
    EXPECT_EQ(in_schema, names_) << name_;
    std::vector<std::string> required_by_schema = part_["required"];
    std::sort(required_by_schema.begin(), required_by_schema.end());
    std::sort(required_.begin(), required_.end());
    EXPECT_EQ(required_by_schema, required_) << name_;
    EXPECT_EQ(part_["additionalProperties"], false) << name_;
  }
  template <class T>
  void value(std::string_view name, const T& member) {
    names_.emplace_back(name);
    check(part_["properties"][names_.back()], member);
  }
  template <class T>
  void required(std::string_view name, const T& member) {
    required_.emplace_back(name);
    value(name, member);
  }

 private:
  void check(const json& property, const Exact&) {
    EXPECT_EQ(property["$ref"], "#/$defs/number") << names_.back();
  }
  void check(const json& property, const Operand&) {
    EXPECT_EQ(property["$ref"], "#/$defs/operand") << names_.back();
  }
  void check(const json& property, const TextOperand&) {
    EXPECT_EQ(property["$ref"], "#/$defs/text_operand");
  }
  void check(const json& property, const Date&) { EXPECT_EQ(property["$ref"], "#/$defs/date"); }
  void check(const json& property, bool truth) {
    EXPECT_EQ(property["type"], "boolean");
    EXPECT_EQ(property["default"], truth);
  }
  void check(const json& property, std::int32_t) { EXPECT_EQ(property["type"], "integer"); }
  void check(const json& property, const std::string&) { EXPECT_EQ(property["type"], "string"); }
  template <class E>
    requires std::is_enum_v<E>
  void check(const json& property, const E& value) {
    json names = json::array();
    for (E enumerator : detail::step_enumerators<E>) names.push_back(name_of(enumerator));
    EXPECT_EQ(property["enum"], names) << names_.back();
    if (property.contains("default")) {
      EXPECT_EQ(property["default"], name_of(value)) << names_.back();
    }
  }
  template <class T>
  void check(const json& property, const std::optional<T>&) {
    check(property, T());
  }
  template <class T>
  void check(const json& property, const std::vector<T>&) {
    EXPECT_EQ(property["type"], "array") << names_.back();
    check(property["items"], T());
  }
  template <class T>
  void check(const json& property, const T&) {
    EXPECT_TRUE(property.contains("$ref")) << names_.back();
  }

  const json& part_;
  std::string name_;
  std::vector<std::string> names_;
  std::vector<std::string> required_;
};

template <class T>
void expect_part(const json& schema, const std::string& definition) {
  SchemaCheck check(schema, definition);
  const T part{};
  detail::visit_step_members(check, part);
}

TEST(ExpressionSchema, SaysWhatTheCodeDoes) {
  std::ifstream file(std::string(FIRSTLOG_TESTS_DIR) + "/../schema/expression.schema.json");
  const json schema = json::parse(file);
  expect_part<Rounding>(schema, "rounding");
  expect_part<Term>(schema, "term");
  expect_part<TableTier>(schema, "tier");
  expect_part<TierTable>(schema, "table");
  expect_part<NamedRate>(schema, "named_rate");
  expect_part<OutputTier>(schema, "output_tier");
  expect_part<CurvePoint>(schema, "curve_point");
  expect_part<Share>(schema, "share");
  expect_part<MatchCondition>(schema, "condition");
  expect_part<MatchRule>(schema, "rule");
  expect_part<SumStep>(schema, "sum");
  expect_part<TotalStep>(schema, "total");
  expect_part<RoundStep>(schema, "round");
  expect_part<TableStep>(schema, "table_step");
  expect_part<InverseStep>(schema, "inverse");
  expect_part<OutputTableStep>(schema, "output_table");
  expect_part<CurveStep>(schema, "curve");
  expect_part<MatrixStep>(schema, "matrix");
  expect_part<BoundStep>(schema, "bound");
  expect_part<ChooseStep>(schema, "choose");
  expect_part<SplitStep>(schema, "split");
  expect_part<DrawStep>(schema, "draw");
  expect_part<MatchStep>(schema, "match");
  const json& step = schema["$defs"]["step"]["properties"];
  EXPECT_EQ(step.size(), std::size(step_kind_names) + 1);
  for (std::string_view kind : step_kind_names) EXPECT_TRUE(step.contains(std::string(kind))) << kind;
}

}  // namespace
