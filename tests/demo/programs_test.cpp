// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The example programs as people start them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#if defined(FIRSTLOG_DEMO_PROGRAM)

namespace {

using testing::HasSubstr;

struct Ended {
  int status = -1;
  std::string text;  // both streams
};

Ended run(const std::string& command) {
  Ended ended;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return ended;
  char block[4096];
  for (std::size_t count = 0; (count = std::fread(block, 1, sizeof block, pipe)) > 0;)
    ended.text.append(block, count);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) ended.status = WEXITSTATUS(status);
  return ended;
}

std::string contents_of(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

const std::string demo = "'" FIRSTLOG_DEMO_PROGRAM "'";

TEST(Quickstart, PrintsWhatItsReadersAreShown) {
  const Ended ended = run("'" FIRSTLOG_QUICKSTART_PROGRAM "'");
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.text, contents_of(FIRSTLOG_TESTS_DIR "/demo/quickstart.txt"));
}

TEST(Demo, RunsAgainOverItsOwnDatabase) {
  for (int time = 0; time < 2; ++time) {
    const Ended ended = run(demo + " --contacts 200");
    EXPECT_EQ(ended.status, 0) << ended.text;
    EXPECT_THAT(ended.text, HasSubstr("200 contacts, "));
    EXPECT_THAT(ended.text, HasSubstr("(100%)"));
    EXPECT_THAT(ended.text, HasSubstr("Verified: "));
    EXPECT_THAT(ended.text, HasSubstr("firstlog_demo.sqlite"));
  }
}

TEST(Demo, TellsOfOneContact) {
  const Ended ended = run(demo + " --contacts 1 --quiet --store memory:");
  EXPECT_EQ(ended.status, 0) << ended.text;
  EXPECT_THAT(ended.text, HasSubstr("Nobody contested anything."));
}

TEST(Demo, OverwritesNoFileButItsOwn) {
  const std::string path =
      testing::TempDir() + "firstlog_demo_test_" + std::to_string(::getpid()) + ".sqlite";
  std::ofstream(path) << "somebody's";
  const Ended refused = run(demo + " --contacts 10 --quiet --store 'sqlite:" + path + "'");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.text, HasSubstr("there is a file already"));
  EXPECT_EQ(contents_of(path), "somebody's");
  std::filesystem::remove(path);

  const Ended made = run(demo + " --contacts 10 --quiet --store 'sqlite:" + path + "'");
  EXPECT_EQ(made.status, 0) << made.text;
  EXPECT_TRUE(std::filesystem::exists(path));
  for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path + tail);
}

TEST(Demo, ExplainsItsOptions) {
  EXPECT_THAT(run(demo + " --help").text, HasSubstr("usage: "));
  EXPECT_EQ(run(demo + " --help").status, 0);
  for (const char* wrong :
       {"--contacts", "--contacts 0", "--contacts -1", "--contacts 1x", "--speed", "more"})
    EXPECT_EQ(run(demo + ' ' + wrong).status, 2) << wrong;
  EXPECT_EQ(run(demo + " --store postgresql://nowhere").status, 1);
}

}  // namespace

#else

TEST(Programs, AreBuilt) {
  GTEST_SKIP() << "FIRSTLOG_BUILD_EXAMPLES is off";
}

#endif
