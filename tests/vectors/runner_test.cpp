// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The runner: numbers as they are written, members left out or unknown, and a plain answer to whatever
// is no vector.
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "read.hpp"
#include "run.hpp"

namespace {

using firstlog_vectors::read_vectors;
using firstlog_vectors::Run;
using firstlog_vectors::run_vector;
using firstlog_vectors::Verdict;
using nlohmann::json;

firstlog_vectors::ReadVectors read(const std::string& text) {
  std::istringstream file(text);
  return read_vectors(file);
}

// A tenth of a value, as the file says it.
Run tenth(const std::string& value, const std::string& expected, const std::string& plan = "",
          const std::string& inputs = "") {
  const auto [vectors, fault] =
      read(R"([{"plan": {"op": "tiers", "currency": "EUR", "tiers": [{"from": "0", "rate": "0.1"}])" + plan +
           R"(}, "inputs": {"value": )" + value + inputs + R"(}, "expected": )" + expected + "}]");
  EXPECT_EQ(fault, "");
  return vectors.empty() ? Run{} : run_vector(vectors[0]);
}
std::string told(const Run& run) {
  const char* verdicts[] = {"passed", "failed", "unsupported"};
  return std::string(verdicts[static_cast<int>(run.verdict)]) + (run.reason.empty() ? "" : ": ") + run.reason;
}

TEST(VectorRunner, ReadsNumbersAsTheyAreWritten) {
  EXPECT_EQ(told(tenth(R"("1.1")", R"({"commission": "0.11"})")), "passed");
  EXPECT_EQ(told(tenth("1.1", R"({"commission": 0.11})")), "passed");
  EXPECT_EQ(told(tenth("18446744073709551615", R"({"commission": "1844674407370955161.5"})")), "passed");
  EXPECT_EQ(told(tenth("99999999999999999999.1", R"({"commission": "9999999999999999999.91"})")), "passed");
  EXPECT_EQ(told(tenth(R"("1/3")", R"({"commission": "1/30"})")), "passed");
  EXPECT_EQ(told(tenth(R"("50%")", R"({"commission": "5%"})")), "passed");
  EXPECT_EQ(told(tenth(R"("-1.25E+3")", R"({"commission": "-1.25e2"})")), "passed");
  EXPECT_EQ(told(tenth(R"("0E-10")", R"({"commission": "0"})")), "passed");
  EXPECT_EQ(told(tenth(R"("12345E-7")", R"({"commission": "0.00012345"})")), "passed");
  EXPECT_EQ(told(tenth("0.1", R"({"commission": "0.010000000000000001"})")),
            R"(failed: commission: "0.01", expected "0.010000000000000001")");
}

TEST(VectorRunner, TakesNullForLeftOut) {
  EXPECT_EQ(told(tenth("10", R"({"commission": "1"})", R"(, "rounding": null, "mode": null, "quota": null)",
                       R"(, "base": null, "opening": null)")),
            "passed");
}

TEST(VectorRunner, CallsNothingWrongThatItDoesNotKnow) {
  EXPECT_EQ(told(tenth("10", R"({"commission": "2"})")), R"(failed: commission: "1", expected "2")");
  EXPECT_EQ(told(tenth("10", R"({"commission": "2"})", R"(, "twice": true)")),
            "unsupported: member of tiers: twice");
  EXPECT_EQ(told(tenth("10", R"({"commission": "2"})", "", R"(, "factor": "2")")),
            "unsupported: member of inputs: factor");
  EXPECT_EQ(told(tenth("10", R"({"commission": "1"})", R"(, "twice": false)")), "passed");
  EXPECT_EQ(told(tenth("10", R"({"rank": "1"})")), "unsupported: figure rank");
  EXPECT_EQ(told(tenth("10", R"({"commission": "1"})", R"(, "mode": "sliding")")),
            "unsupported: mode sliding");
}

TEST(VectorRunner, AnswersWhatIsNoVector) {
  EXPECT_EQ(told(run_vector(json(3))), "unsupported: an object is expected, not 3");
  EXPECT_EQ(told(run_vector(json::object())), "unsupported: member plan is missing");
  EXPECT_EQ(told(tenth("10", "{}")), "failed: nothing is expected");
  EXPECT_EQ(told(tenth(R"("ten")", R"({"commission": "1"})")),
            R"(unsupported: value: not an exact number: "ten")");
  EXPECT_EQ(told(tenth("[]", R"({"commission": "1"})")), "unsupported: value: not an exact number: []");
  EXPECT_EQ(told(tenth(R"("1e999")", R"({"commission": "1"})")),
            "unsupported: value: an exponent beyond 300");
  EXPECT_EQ(told(tenth("10", R"({"commission": "1"})", R"(, "rounding": "cents")")),
            R"(unsupported: an object is expected, not "cents")");
}

TEST(VectorRunner, NamesWhatIsWrongWithAFile) {
  EXPECT_EQ(read("[]").fault, "");
  EXPECT_EQ(read("{}").fault, "not a list of vectors");
  EXPECT_NE(read("[1,").fault.find("line 1, column 4"), std::string::npos) << read("[1,").fault;
  EXPECT_EQ(read(R"([{"a": 1, "a": 2}])").fault, "the member a stands twice in one object");
  EXPECT_EQ(read(std::string(200, '[')).fault, "more than 100 lists and objects inside each other");
  std::istringstream closed;
  closed.setstate(std::ios::failbit);
  EXPECT_EQ(read_vectors(closed).fault, "the file cannot be read");
}

}  // namespace
