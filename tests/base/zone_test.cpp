// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Zones against Python's zoneinfo, on the machine's files and on fat and slim ones made from the
// same rules; and the promises at named moments.
#include "firstlog/base/zone.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace firstlog {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "firstlog-zones-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class AgainstZoneinfo : public testing::TestWithParam<const char*> {};

TEST_P(AgainstZoneinfo, everyAnswerTo2100) {
  TemporaryDirectory directory;
  std::filesystem::path script = std::filesystem::path(__FILE__).parent_path() / "zone_oracle.py";
  std::filesystem::path answers = directory.path() / "answers.txt";
  std::string command = "python3 '" + script.string() + "' " + GetParam() + " '" + directory.path().string() +
                        "' > '" + answers.string() + "'";
  int status = std::system(command.c_str());
  if (WEXITSTATUS(status) == 127) GTEST_SKIP() << "no python3 to compare with";
  std::ifstream lines(answers);
  if (WEXITSTATUS(status) == 77) {
    std::string reason;
    std::getline(lines, reason);
    GTEST_SKIP() << "not compared: " << reason;
  }
  ASSERT_EQ(status, 0);

  Zone zone;
  std::size_t zones = 0;
  std::size_t compared = 0;
  std::size_t wrong = 0;
  for (std::string line; std::getline(lines, line) && wrong < 20;) {
    std::istringstream words(line);
    char kind = 0;
    words >> kind;
    if (kind == 'Z') {
      std::string name;
      words >> name;
      std::string bytes = read_file(directory.path() / name);
      Result<Zone> read = Zone::from_tzif(name, as_bytes(bytes));
      ASSERT_TRUE(read.ok()) << read.error().place.view() << ": " << read.error().reason.view();
      zone = *read;
      ++zones;
      continue;
    }
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t c = 0;
    words >> a >> b >> c;
    bool right = false;
    if (kind == 'U') {
      LocalTime local = zone.local_of(Instant::from_seconds(a));
      std::int64_t seconds = local.date.days() * 86'400LL + local.time.microseconds() / 1'000'000;
      right = local.offset_seconds == b && local.is_dst == (c == 1) && seconds == a + b;
    } else {
      Instant at = zone.instant_of(*Date::from_days(a), *TimeOfDay::from_microseconds(b * 1'000'000));
      right = at == Instant::from_seconds(c);
    }
    if (!right) {
      ADD_FAILURE() << zone.name() << ": zoneinfo says " << line;
      ++wrong;
    }
    ++compared;
  }
  EXPECT_GT(zones, 30U);
  EXPECT_GT(compared, 30'000U);
  RecordProperty("zones", static_cast<int>(zones));
  RecordProperty("compared", static_cast<int>(compared));
  std::printf("%s: %zu zones, %zu answers compared\n", GetParam(), zones, compared);
}

INSTANTIATE_TEST_SUITE_P(Files, AgainstZoneinfo, testing::Values("system", "fat", "slim"),
                         [](const auto& info) { return std::string(info.param); });

Instant at(const char* text) {
  Result<Instant> instant = Instant::parse(text);
  EXPECT_TRUE(instant.ok()) << text;
  return *instant;
}
Date day(const char* text) {
  return *Date::parse(text);
}
TimeOfDay clock(const char* text) {
  return *TimeOfDay::parse(text);
}

TEST(Zone, utcIsTheDefault) {
  Zone zone = Zone::utc();
  EXPECT_EQ(zone.name(), "UTC");
  LocalTime local = zone.local_of(at("2026-01-31T09:30:00.250000Z"));
  EXPECT_EQ(local, (LocalTime{day("2026-01-31"), clock("09:30:00.25"), 0, false}));
  EXPECT_EQ(zone.instant_of(day("2026-01-31"), clock("09:30:00.25")), at("2026-01-31T09:30:00.25Z"));
  EXPECT_EQ(Zone().start_of_day(day("1969-12-31")), at("1969-12-31T00:00:00Z"));
}

TEST(Zone, instantsBeyondDatesAreTakenForTheNearestEnd) {
  Zone zone;
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(zone.local_of(Instant::from_microseconds(most)).date, Date::max());
  EXPECT_EQ(zone.local_of(Instant::from_microseconds(-most - 1)).date, Date::min());
  EXPECT_EQ(zone.local_of(zone.start_of_day(Date::max())).date, Date::max());
  EXPECT_EQ(zone.local_of(zone.start_of_day(Date::min())).date, Date::min());
}

}  // namespace
}  // namespace firstlog
