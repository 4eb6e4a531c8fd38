// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What each kind of step promises, and how they compose, on figures worked by hand. Every evaluation
// here is also held to its trace: the parts of a line sum to it.
#include <gtest/gtest.h>

#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "firstlog/formats/expression_json.hpp"
#include "firstlog/rules/commission/evaluate.hpp"

namespace {

using namespace firstlog;

using Texts = std::vector<std::string>;

struct Given {
  std::map<std::string, Texts> numbers;
  std::map<std::string, Texts> texts = {};
};

// A document of these steps over the inputs given.
std::string document(const std::string& steps, const Given& given) {
  std::string inputs;
  for (const auto& [name, values] : given.numbers) inputs += (inputs.empty() ? "\"" : ",\"") + name + "\"";
  std::string texts;
  for (const auto& [name, values] : given.texts) texts += (texts.empty() ? "\"" : ",\"") + name + "\"";
  return "{\"inputs\":[" + inputs + "],\"texts\":[" + texts + "],\"steps\":[" + steps + "]}";
}

PlanInput input_of(const Given& given) {
  PlanInput input;
  for (const auto& [name, values] : given.numbers) {
    Column column;
    for (const std::string& value : values) column.push_back(Exact::parse(value).value());
    input.numbers.push_back({name, column});
  }
  for (const auto& [name, values] : given.texts) input.texts.push_back({name, values});
  return input;
}

std::string told(const Error& error) {
  return std::string(error.place.view()) + " | " + std::string(error.reason.view());
}

// The lines of a value, "1, 2.5"; or the error.
class Outcome {
 public:
  Outcome(const std::string& steps, const Given& given) {
    const Result<CompiledPlan> plan = parse_plan_expression(document(steps, given));
    if (!plan) {
      error_ = told(plan.error());
      return;
    }
    const Result<PlanValues> values = evaluate(*plan, input_of(given), Explain::yes);
    if (!values) {
      error_ = told(values.error());
      return;
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, Exact> sums;
    for (const TracePart& part : values->traces) sums[{part.slot, part.line}] += part.amount;
    for (std::uint32_t slot = 0; slot < values->slots.size(); ++slot) {
      const std::string& name = plan->slot_names()[slot];
      std::string lines;
      for (std::uint32_t line = 0; line < values->slots[slot].size(); ++line) {
        const Exact& value = values->slots[slot][line];
        lines += (line == 0 ? "" : ", ") + value.to_string();
        const bool traced =
            slot >= given.numbers.size() && !name.ends_with(".balance") && !name.ends_with(".carried");
        if (traced) {
          EXPECT_EQ((sums[{slot, line}]), value) << name << "[" << line << "]";
        }
      }
      lines_[name] = lines;
    }
  }
  std::string of(const std::string& name) const {
    if (!error_.empty()) return error_;
    const auto found = lines_.find(name);
    return found == lines_.end() ? "no value " + name : found->second;
  }

 private:
  std::string error_;
  std::map<std::string, std::string> lines_;
};

const std::string accelerated =
    R"({"mode":"marginal","boundary":"upper","tiers":[{"from":"0","to":"10000","rate":"0.05","flat":"10"},
        {"from":"10000","rate":"0.08","flat":"100"}]})";

std::string table(const std::string& name, const std::string& tiers, const std::string& more) {
  return "{\"name\":\"" + name + "\",\"table\":{\"table\":" + tiers + "," + more + "}}";
}

TEST(Steps, RunningLinesAreWhatEachAdds) {
  const std::string running = R"("measure":"deal","accumulate":"running")";
  const Given deals{{{"deal", {"6000", "6000", "-4000", "3000"}}}};
  // Up over the threshold, down below it and up again: flats come and go with their tier …
  EXPECT_EQ(Outcome(table("line", accelerated, running), deals).of("line"), "310, 460, -360, 280");
  // … or stay, and are paid once.
  EXPECT_EQ(Outcome(table("line", accelerated, running + R"(,"keep_flats":true)"), deals).of("line"),
            "310, 460, -260, 180");
  // What was measured before has been paid.
  EXPECT_EQ(Outcome(table("line", accelerated, running + R"(,"opening":"9000")"), {{{"deal", {"2000"}}}})
                .of("line"),
            "230");
  EXPECT_EQ(Outcome(table("line", accelerated, R"("measure":"deal")"), deals).of("line"),
            "310, 310, -190, 160");
}

TEST(Steps, ARunningSlabRatesEarlierLinesAgain) {
  const std::string slab =
      R"({"mode":"slab","boundary":"upper","tiers":[{"from":"0","to":"10000","rate":"0.05"},{"from":"10000","rate":"0.08"}]})";
  const Given deals{{{"deal", {"6000", "6000", "-4000"}}}};
  EXPECT_EQ(Outcome(table("line", slab, R"("measure":"deal","accumulate":"running")"), deals).of("line"),
            "300, 660, -560");
  EXPECT_EQ(Outcome(table("line", slab, R"("measure":"deal","accumulate":"running_rate")"), deals).of("line"),
            "300, 480, -200");
}

TEST(Steps, CountTiersPayOnWhatTheCountStandsFor) {
  const std::string tiers =
      R"({"mode":"marginal","boundary":"lower","tiers":[{"from":"0","to":"2","rate":"0.1"},{"from":"2","rate":"0.2"}]})";
  const Given cars{{{"count", {"1", "1", "1", "-1"}}, {"margin", {"500", "700", "1000", "-1000"}}}};
  EXPECT_EQ(Outcome(table("line", tiers, R"("measure":"count","base":"margin","accumulate":"running")"), cars)
                .of("line"),
            "50, 70, 200, -200");
  // A slab over the count re-rates the margin so far.
  const std::string slab =
      R"({"mode":"slab","boundary":"lower","tiers":[{"from":"0","to":"2","rate":"0.1"},{"from":"2","rate":"0.2"}]})";
  EXPECT_EQ(Outcome(table("line", slab, R"("measure":"count","base":"margin","accumulate":"running")"), cars)
                .of("line"),
            "50, 70, 320, -320");
  EXPECT_EQ(
      Outcome(
          table(
              "line", slab,
              R"("measure":"count","base":"margin","accumulate":"running","opening":"2","opening_base":"1200")"),
          {{{"count", {"1"}}, {"margin", {"1000"}}}})
          .of("line"),
      "320");
}

TEST(Steps, BoundsPerLineRunningAndCarried) {
  const Given pay{{{"pay", {"300", "900", "-200", "500"}}}};
  const auto bound = [&](const std::string& more) {
    return Outcome(R"({"name":"b","bound":{"of":"pay",)" + more + "}}", pay);
  };
  EXPECT_EQ(bound(R"("most":"400","least":"0")").of("b"), "300, 400, 0, 400");
  // A cap on the sum: what was cut comes back when a reversal makes room.
  EXPECT_EQ(bound(R"("most":"1000","running":true)").of("b"), "300, 700, 0, 0");
  EXPECT_EQ(bound(R"("most":"1000","running":true,"opening":"800")").of("b"), "200, 0, 0, 0");
  // Excess waits for the next periods.
  const Outcome carried = bound(R"("most":"400","carry":true)");
  EXPECT_EQ(carried.of("b"), "300, 400, 300, 400");
  EXPECT_EQ(carried.of("b.carried"), "0, 500, 0, 100");
  // Negative pay is carried, too.
  const Outcome debt = bound(R"("least":"0","carry":true,"opening":"-500")");
  EXPECT_EQ(debt.of("b"), "0, 700, 0, 300");
  EXPECT_EQ(debt.of("b.carried"), "-200, 0, -200, 0");
}

TEST(Steps, TheOrderOfModifiersIsTheOrderOfSteps) {
  const Given pay{{{"pay", {"1000.01"}}}};
  const std::string share =
      R"("shares":[{"name":"a","fraction":"1/3"},{"name":"b","fraction":"2/3"}],"rounding":{"mode":"half_up","places":2},"residual_to":"b")";
  const Outcome before(
      R"({"name":"capped","bound":{"of":"pay","most":"600"}},{"name":"s","split":{"of":"capped",)" + share +
          "}}",
      pay);
  EXPECT_EQ(before.of("s.a") + " " + before.of("s.b"), "200 400");
  const Outcome after(
      R"({"name":"s","split":{"of":"pay",)" + share + R"(}},{"name":"b","bound":{"of":"s.b","most":"600"}})",
      pay);
  EXPECT_EQ(after.of("s.a") + " " + after.of("b") + " " + after.of("s"), "333.34 600 1000.01");
  // A bonus inside and outside the cap.
  const std::string plus = R"({"name":"all","sum":{"terms":[{"times":["%"]},{"times":["250"]}]}})";
  const auto with = [&](const std::string& of) {
    std::string t = plus;
    return t.replace(t.find('%'), 1, of);
  };
  EXPECT_EQ(
      Outcome(R"({"name":"capped","bound":{"of":"pay","most":"600"}},)" + with("capped"), pay).of("all"),
      "850");
  EXPECT_EQ(
      Outcome(with("pay") + R"(,{"name":"capped","bound":{"of":"all","most":"600"}})", pay).of("capped"),
      "600");
}

TEST(Steps, SharesSumExactlyWithANamedResidual) {
  for (const char* mode : {"half_up", "half_even", "down", "up", "ceil", "floor"}) {
    const Outcome split(
        std::string(R"({"name":"s","split":{"of":"pay","shares":[{"name":"a","fraction":"1/3"},
        {"name":"b","fraction":"1/3"},{"name":"c","fraction":"1/3"}],"residual_to":"c","rounding":{"places":2,"mode":")") +
            mode + R"("}}},
        {"name":"left","sum":{"terms":[{"times":["pay"]},{"minus":true,"times":["s"]}]}})",
        {{{"pay", {"100", "-0.01", "0.02", "1234567890.12", "0"}}}});
    EXPECT_EQ(split.of("left"), "0, 0, 0, 0, 0") << mode;
  }
}

TEST(Steps, DrawsAndTheirBalances) {
  const Given earned{{{"earned", {"500", "3000", "-200", "2500"}}}};
  const auto draw = [&](const std::string& kind, const std::string& more = "") {
    return Outcome(
        R"({"name":"d","draw":{"earned":"earned","amount":"1500","kind":")" + kind + "\"" + more + "}}",
        earned);
  };
  EXPECT_EQ(draw("recoverable").of("d"), "1500, 2000, 1500, 1500");
  EXPECT_EQ(draw("recoverable").of("d.balance"), "1000, 0, 1700, 700");
  EXPECT_EQ(draw("nonrecoverable").of("d"), "1500, 3000, 1500, 2500");
  EXPECT_EQ(draw("prepaid").of("d"), "0, 500, 0, 0");
  EXPECT_EQ(draw("prepaid").of("d.balance"), "1000, 0, 1700, 700");
  EXPECT_EQ(draw("recoverable", R"(,"opening":"800")").of("d.balance"), "1800, 300, 2000, 1000");
  const Outcome advance(
      R"({"name":"d","draw":{"earned":"earned","amount":"1500","kind":"additive_advance","taken":"taken"}})",
      {{{"earned", {"500", "3000", "-200", "2500"}}, {"taken", {"1", "0", "1", "0"}}}});
  EXPECT_EQ(advance.of("d"), "2000, 1500, 1300, 1000");
  EXPECT_EQ(advance.of("d.balance"), "1500, 0, 1500, 0");
}

TEST(Steps, AGateOpensAtItsThreshold) {
  const std::string gate =
      R"({"name":"pay","choose":{"test":"attained","below":"0.8","then":"0","otherwise":"earned"}})";
  EXPECT_EQ(
      Outcome(gate, {{{"attained", {"0.79", "0.8", "1"}}, {"earned", {"100", "200", "300"}}}}).of("pay"),
      "0, 200, 300");
}

TEST(Steps, CurvesStepAndGoOn) {
  // A contract's ladder: 15 % at 80 and 5 points a point up to 90, then it restarts at 60 %.
  const std::string stepped = R"({"name":"y","curve":{"measure":"x","tail_slope":"2.5","points":[
      {"x":"0.80","y":"0.15","slope":"5"},{"x":"0.90","y":"0.60","slope":"2.5"},{"x":"1","y":"1"}]}})";
  EXPECT_EQ(Outcome(stepped, {{{"x", {"0.79", "0.80", "0.89", "0.90", "0.96", "1", "1.1"}}}}).of("y"),
            "0, 0.15, 0.6, 0.6, 0.75, 1, 1.25");
  // The same as a jump between two points.
  const std::string jump =
      R"({"name":"y","curve":{"measure":"x","points":[{"x":"0","y":"0"},{"x":"0.5","y":"0.25"},{"x":"0.5","y":"1"}]}})";
  EXPECT_EQ(Outcome(jump, {{{"x", {"-1", "0.4", "0.5", "3"}}}}).of("y"), "0, 0.2, 1, 1");
  const std::string straight =
      R"({"name":"y","curve":{"measure":"x","points":[{"x":"0.8","y":"0.15"},{"x":"0.9","y":"0.6"},{"x":"1","y":"1"}]}})";
  EXPECT_EQ(Outcome(straight, {{{"x", {"0.85", "0.96", "2"}}}}).of("y"), "0.375, 0.84, 1");
}

TEST(Steps, OutputTiersGoUpAndDown) {
  const std::string caps =
      R"({"name":"line","output_table":{"measure":"value","category":"kind","opening":"900","tiers":[
      {"from":"0","rates":[{"name":"new","rate":"0.5"},{"name":"old","rate":"0.1"}]},
      {"from":"1000","rates":[{"name":"new","rate":"0.25"},{"name":"old","rate":"0.05"}]}]}})";
  // 200 reach the tier, 600 more are paid there; 800 back take the same way down.
  EXPECT_EQ(
      Outcome(caps, {{{"value", {"800", "100", "-100", "-800"}}}, {{"kind", {"new", "old", "old", "new"}}}})
          .of("line"),
      "250, 5, -5, -250");
  // At a cap, what comes back is what was paid below it.
  const std::string capped =
      R"({"name":"line","output_table":{"measure":"value","category":"kind","opening":"1000","tiers":[
      {"from":"0","rates":[{"name":"new","rate":"0.5"}]},{"from":"1000","rates":[{"name":"new","rate":"0"}]}]}})";
  EXPECT_EQ(Outcome(capped, {{{"value", {"100", "-100", "300"}}}, {{"kind", {"new"}}}}).of("line"),
            "0, -50, 50");
  EXPECT_EQ(Outcome(caps, {{{"value", {"1"}}}, {{"kind", {"other"}}}}).of("line"),
            "plan.line | a line has a category that the table does not rate");
}

TEST(Steps, TheMostSpecificRuleOfTheDayPays) {
  const std::string rules = R"({"name":"pay","match":{"base":"value","date":"on","combine":"%","rules":[
      {"rate":"0.01"},
      {"conditions":[{"text":"product","is":"desk"}],"rate":"0.02","valid_to":"2026-06-30"},
      {"conditions":[{"text":"product","is":"desk"}],"rate":"0.03","valid_from":"2026-07-01","cap":"25"},
      {"conditions":[{"text":"product","is":"desk"},{"text":"region","is":"north"}],"fixed":"7"}]}})";
  const auto combine = [&](const std::string& how) {
    std::string text = rules;
    text.replace(text.find('%'), 1, how);
    return Outcome(text, {{{"value", {"1000", "1000", "1000", "1000"}}},
                          {{"product", {"lamp", "desk", "desk", "desk"}},
                           {"region", {"north", "", "south", "north"}},
                           {"on", {"2026-06-30", "2026-06-30", "2026-07-01", "2026-07-01"}}}})
        .of("pay");
  };
  EXPECT_EQ(combine("most_specific"), "10, 20, 25, 7");
  EXPECT_EQ(combine("first"), "10, 10, 10, 10");
  EXPECT_EQ(combine("all"), "10, 30, 35, 42");
}

TEST(Steps, BlocksCountWhenStarted) {
  const std::string tiers = R"({"mode":"marginal","boundary":"lower","rate_unit":"per_unit","tiers":[
      {"from":"0","to":"1000","rate":"1","block":"100"},{"from":"1000","rate":"2","block":"500"}]})";
  EXPECT_EQ(Outcome(table("line", tiers, R"("measure":"n")"),
                    {{{"n", {"0", "1", "100", "101", "1000", "1001", "1501"}}}})
                .of("line"),
            "0, 1, 1, 2, 10, 12, 14");
}

TEST(Steps, TheInverseSaysWhatMustBeSold) {
  const std::string inverse =
      R"({"name":"sales","inverse":{"payout":"wanted","table":{"mode":"marginal","boundary":"upper",
      "tiers":[{"from":"0","to":"10000","rate":"0.05"},{"from":"10000","to":"20000","rate":"0"},{"from":"20000","rate":"0.1"}]}}})";
  EXPECT_EQ(Outcome(inverse, {{{"wanted", {"0", "250", "500", "600"}}}}).of("sales"),
            "0, 5000, 10000, 21000");
  const std::string capped =
      R"({"name":"sales","inverse":{"payout":"wanted","table":{"mode":"lookup","boundary":"upper",
      "tiers":[{"from":"0","rate":"5"}]}}})";
  EXPECT_EQ(Outcome(capped, {{{"wanted", {"6"}}}}).of("sales"),
            "plan.sales | the table never pays that much");
}

// A quarter of one rep under one plan: tiers of the running month, a split, a running cap, a draw.
TEST(Steps, AWholePlan) {
  const std::string plan =
      table("gross", R"({"mode":"marginal","boundary":"upper","threshold_unit":"part_of_quota","tiers":[
        {"from":"0","to":"1","rate":"0.06"},{"from":"1","rate":"0.09"}]})",
            R"("measure":"deal","quota":"50000","accumulate":"running")") +
      R"(,{"name":"mine","sum":{"terms":[{"times":["gross","share"]}]}}
         ,{"name":"cents","round":{"of":"mine","to":{"mode":"half_up","places":2}}}
         ,{"name":"capped","bound":{"of":"cents","most":"4000","running":true}}
         ,{"name":"month","total":{"of":"capped"}}
         ,{"name":"pay","draw":{"earned":"month","kind":"recoverable","amount":"2500","opening":"700"}})";
  const Outcome outcome(
      plan, {{{"deal", {"30000.33", "40000", "-10000", "25000"}}, {"share", {"1", "0.5", "0.5", "1"}}}});
  // 1800.0198; 19999.67 at 6 % and 20000.33 at 9 %; back 10000 at 9 %; 25000 at 9 %.
  EXPECT_EQ(outcome.of("gross"), "1800.0198, 3000.0099, -900, 2250");
  EXPECT_EQ(outcome.of("cents"), "1800.02, 1500, -450, 2250");
  EXPECT_EQ(outcome.of("capped"), "1800.02, 1500, -450, 1149.98");
  EXPECT_EQ(outcome.of("month"), "4000");
  EXPECT_EQ(outcome.of("pay") + " " + outcome.of("pay.balance"), "3300 0");
}

TEST(Evaluate, NamesWhatItCannotDo) {
  const std::string ratio = R"({"name":"r","sum":{"terms":[{"times":["a"],"over":["b"]}]}})";
  EXPECT_EQ(Outcome(ratio, {{{"a", {"1"}}, {"b", {"4", "0"}}}}).of("r"), "plan.r | division by 0");
  EXPECT_EQ(Outcome(ratio, {{{"a", {"1", "2", "3"}}, {"b", {"4", "5"}}}}).of("r"),
            "plan.r | its columns have different numbers of lines");
  EXPECT_EQ(Outcome(ratio, {{{"a", {}}, {"b", {"4"}}}}).of("r"), "");
  EXPECT_EQ(Outcome(table("t", accelerated, R"("measure":"a","accumulate":"running","opening":"b")"),
                    {{{"a", {"1"}}, {"b", {"1", "2"}}}})
                .of("t"),
            "plan.t | an opening or a quota is one number, not a column");
  EXPECT_EQ(
      Outcome(
          R"({"name":"m","match":{"base":"a","date":"on","rules":[{"valid_from":"2026-01-01","rate":"1"}]}})",
          {{{"a", {"1"}}}, {{"on", {"2026-02-30"}}}})
          .of("m")
          .substr(0, 9),
      "plan.m | ");
  const Result<CompiledPlan> plan = parse_plan_expression(document(ratio, {{{"a", {}}, {"b", {}}}}));
  ASSERT_TRUE(plan.ok());
  const Result<PlanValues> missing = evaluate(*plan, input_of({{{"a", {"1"}}}}));
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().place.view(), "input.b");
}

TEST(Evaluate, NumbersThatGrowBeyondAllMeasureEndIt) {
  std::string steps = R"({"name":"s0","sum":{"terms":[{"times":["a","a"]}]}})";
  for (int i = 1; i < 20; ++i) {
    const std::string before = "\"s" + std::to_string(i - 1) + "\"";
    steps += ",{\"name\":\"s" + std::to_string(i) + "\",\"sum\":{\"terms\":[{\"times\":[" + before + "," +
             before + "]}]}}";
  }
  EXPECT_EQ(Outcome(steps, {{{"a", {"1000000007/998244353"}}}}).of("s19").substr(7),
            " | a number grows beyond all measure");
}

TEST(Evaluate, SumsThatGrowBeyondAllMeasureEndItToo) {
  // Every line has a denominator of its own, prime to the others'.
  Given given{{{"a", {}}}};
  for (int i = 0; i < 1000; ++i) given.numbers["a"].push_back("1/" + std::to_string(1000003 + 2 * i));
  EXPECT_EQ(Outcome(R"({"name":"t","total":{"of":"a"}})", given).of("t"),
            "plan.t | a number grows beyond all measure");
  EXPECT_EQ(Outcome(table("t", accelerated, R"("measure":"a","accumulate":"running")"), given).of("t"),
            "plan.t | a number grows beyond all measure");
}

TEST(Evaluate, ExplainingCostsNothingWhenNotAsked) {
  const Given given{{{"a", {"1"}}, {"b", {"4"}}}};
  const Result<CompiledPlan> plan =
      parse_plan_expression(document(R"({"name":"r","sum":{"terms":[{"times":["a","b"]}]}})", given));
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(evaluate(*plan, input_of(given))->traces.empty());
  EXPECT_FALSE(evaluate(*plan, input_of(given), Explain::yes)->traces.empty());
}

}  // namespace
