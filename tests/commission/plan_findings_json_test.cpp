// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The findings as a document that stands for itself, and as text.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "commission/checked_plans.hpp"
#include "firstlog/formats/plan_findings_json.hpp"

namespace {

using namespace firstlog;
using namespace firstlog::checked;

TEST(PlanFindings, AreJsonAndText) {
  const PlanExpression plan = plan_of(
      R"({"name":"pay","match":{"base":"amount","rules":[
        {"conditions":[{"text":"product","is":"new \"x\""}],"rate":"1.5"}]}})",
      {"amount"}, {"product"});
  const PlanFindings found = check_plan_expression(plan);
  const nlohmann::json document = nlohmann::json::parse(plan_findings_to_json(found));
  EXPECT_EQ(document["version"], plan_findings_document_version);
  EXPECT_EQ(document["refused"], found.refused());
  ASSERT_EQ(document["findings"].size(), found.findings.size());
  for (std::size_t i = 0; i < found.findings.size(); ++i) {
    const nlohmann::json& json = document["findings"][i];
    const Finding& finding = found.findings[i];
    EXPECT_EQ(json["kind"], std::string(name_of(finding.kind)));
    EXPECT_EQ(json["severity"], std::string(name_of(finding.severity)));
    EXPECT_EQ(json["path"], finding.path);
    EXPECT_EQ(json["sentence"], finding.sentence);
    EXPECT_EQ(json["remedy"], finding.remedy);
    EXPECT_EQ(json["size"], finding.size.to_string());
    ASSERT_EQ(json["cases"].size(), finding.cases.size());
    // Who has the document alone can evaluate the case.
    for (std::size_t k = 0; k < finding.cases.size(); ++k) {
      const nlohmann::json& written = json["cases"][k];
      FindingCase read;
      for (const auto& [name, values] : written["input"]["numbers"].items()) {
        read.input.numbers.push_back({name, {}});
        for (const auto& value : values)
          read.input.numbers.back().values.push_back(Exact::parse(value.get<std::string>()).value());
      }
      for (const auto& [name, values] : written["input"]["texts"].items())
        read.input.texts.push_back({name, values.get<std::vector<std::string>>()});
      read.value = written["value"].get<std::string>();
      if (written.contains("part")) read.part = parse_plan_expression(written["part"].dump())->expression();
      const Result<Exact> result = evaluate_case(plan, read);
      ASSERT_TRUE(result.ok());
      EXPECT_EQ(written["result"], result->to_string());
      EXPECT_EQ(written["says"], finding.cases[k].says);
    }
  }
  EXPECT_EQ(
      plan_findings_to_text(found),
      "warn unbounded_pay at plan.steps[0].match: from amount 0.01 on every further unit pays 1.5 without "
      "end where product is \"new \"x\"\"\n  cap it with a bound, or lower the rate of the last tier\n"
      "warn rate_over_one at plan.steps[0].match.rules[0].rate: 100 sold pay 150: a fraction of 1.5 is "
      "above 1\n  write 15 % as \"0.15\"; what is paid for each unit has the rate unit per_unit\n");
  EXPECT_EQ(plan_findings_to_json({}), R"({"version":1,"refused":false,"findings":[]})");
  EXPECT_EQ(plan_findings_to_text({}), "no findings\n");
}

}  // namespace
