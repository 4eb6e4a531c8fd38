// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Plan documents with figures worked by hand (plans.json; README.md here tells its members): the order
// of modifiers, every rounding mode, periods, versions, and what is refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include "firstlog/formats/expression_json.hpp"
#include "run.hpp"
#include "translate.hpp"

namespace {

using namespace firstlog;
using nlohmann::json;

struct Row {
  json members;
  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.members["note"].get<std::string>(); }
};

std::vector<Row> rows() {
  std::ifstream file(FIRSTLOG_TESTS_DIR "/vectors/plans.json");
  std::vector<Row> all;
  for (json& members : json::parse(file)) all.push_back({std::move(members)});
  return all;
}

PlanInput input_of(const json& row) {
  PlanInput input;
  for (const auto& [name, values] : row["inputs"].items()) {
    NamedColumn& column = input.numbers.emplace_back();
    column.name = name;
    for (const json& value : values) column.values.push_back(firstlog_vectors::exact(value));
  }
  for (const auto& [name, values] : row["texts"].items())
    input.texts.push_back({name, values.get<std::vector<std::string>>()});
  return input;
}

class Plans : public testing::TestWithParam<Row> {};

TEST_P(Plans, GiveTheFiguresWorkedByHand) {
  const json& row = GetParam().members;
  const Result<CompiledPlan> plan = parse_plan_expression(row["plan"].dump());
  const std::string fault = row.value("fault", "");
  if (!plan && !fault.empty()) {
    EXPECT_NE(plan.error().reason.view().find(fault), std::string_view::npos) << plan.error().reason.view();
    return;
  }
  ASSERT_TRUE(plan) << plan.error().place.view() << ": " << plan.error().reason.view();
  const PlanInput input = input_of(row);
  const Result<PlanValues> values = evaluate(*plan, input, Explain::yes);
  const Result<PlanValues> quiet = evaluate(*plan, input);
  ASSERT_EQ(values.ok(), quiet.ok());
  ASSERT_EQ(values.ok(), fault.empty());
  if (!values) {
    EXPECT_NE(values.error().reason.view().find(fault), std::string_view::npos)
        << values.error().reason.view();
    return;
  }
  EXPECT_EQ(values->slots, quiet->slots);
  EXPECT_EQ(firstlog_vectors::untraced(*plan, *values), "");
  ASSERT_FALSE(row["expected"].empty());
  for (const auto& [name, figures] : row["expected"].items()) {
    const Column* found = value_of(*plan, *values, name);
    ASSERT_NE(found, nullptr) << name;
    Column expected;
    for (const json& figure : figures) expected.push_back(firstlog_vectors::exact(figure));
    ASSERT_EQ(found->size(), expected.size()) << name;
    for (std::size_t line = 0; line < expected.size(); ++line)
      EXPECT_EQ((*found)[line].to_string(), expected[line].to_string()) << name << " of line " << line;
  }
}

INSTANTIATE_TEST_SUITE_P(Documents, Plans, testing::ValuesIn(rows()), [](const auto& info) {
  return info.param.members["id"].template get<std::string>();
});

}  // namespace
