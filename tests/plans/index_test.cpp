// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// README.md names a test or a document for everything that plans are to show; every name must be one.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

namespace firstlog_test {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(FIRSTLOG_TESTS_DIR + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// "Reps/ComposedCases.StandOnTheStatements/CapBeforeSplit": its last part; of other tests their name.
std::set<std::string> names() {
  std::set<std::string> all;
  const ::testing::UnitTest& tests = *::testing::UnitTest::GetInstance();
  for (int i = 0; i < tests.total_test_suite_count(); ++i) {
    const ::testing::TestSuite& suite = *tests.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const std::string name = suite.GetTestInfo(j)->name();
      all.insert(name.substr(name.rfind('/') + 1));
    }
  }
  for (const auto& document : nlohmann::json::parse(text_of("/vectors/plans.json")))
    all.insert(document["id"].get<std::string>());
  return all;
}

TEST(PlanCasesIndex, NamesWhatThereIs) {
  const std::string page = text_of("/plans/README.md");
  const std::set<std::string> known = names();
  std::size_t rows = 0;
  std::size_t named = 0;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("| ", 0) != 0 || line.rfind("| about", 0) == 0) continue;
    ++rows;
    std::size_t of_row = 0;
    for (std::size_t at = line.find('`'); at != std::string::npos; at = line.find('`', at + 1)) {
      const std::size_t end = line.find('`', at + 1);
      ASSERT_NE(end, std::string::npos) << line;
      const std::string name = line.substr(at + 1, end - at - 1);
      EXPECT_EQ(known.count(name), 1U) << name << " is no test and no document";
      ++of_row;
      at = end;
    }
    EXPECT_GT(of_row, 0U) << line;
    named += of_row;
  }
  EXPECT_GT(rows, 25U);
  EXPECT_GT(named, 90U);
}

}  // namespace
}  // namespace firstlog_test
