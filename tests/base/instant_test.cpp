// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/base/instant.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace firstlog {
namespace {

TEST(Instant, readsWhatRfc3339Allows) {
  struct Row {
    const char* text;
    std::int64_t microseconds;
  };
  const Row rows[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-01-31T09:30:00Z", 1'769'851'800'000'000},
      {"2026-01-31T09:30:00.250000+01:00", 1'769'848'200'250'000},
      {"2026-01-31T09:30:00.2-05:30", 1'769'871'600'200'000},
      {"1969-12-31T23:59:59.999999Z", -1},
      {"2000-02-29t00:00:00z", 951'782'400'000'000},  // the grammar's letters have no case
      {"1970-01-01T00:00:00-00:00", 0},
      {"0001-01-01T00:00:00Z", -62'135'596'800'000'000},
      {"9999-12-31T23:59:59.999999Z", 253'402'300'799'999'999},
  };
  for (const Row& row : rows) {
    Result<Instant> read = Instant::parse(row.text);
    ASSERT_TRUE(read.ok()) << row.text << " " << read.error().reason.view();
    EXPECT_EQ(read->microseconds(), row.microseconds) << row.text;
  }
}

TEST(Instant, refusesEverythingElse) {
  for (const char* text :
       {"", "2026-01-31", "2026-01-31T09:30Z", "2026-01-31 09:30:00Z", "2026-01-31T09:30:00",
        "2026-1-31T09:30:00Z", "2026-01-31T09:30:00.Z", "2026-01-31T09:30:00,5Z", "2026-01-31T09:30:00+0100",
        "2026-01-31T09:30:00+01", " 2026-01-31T09:30:00Z", "2026-01-31T09:30:00Z ", "+2026-01-31T09:30:00Z",
        "12026-01-31T09:30:00Z", "2026-01-31T9:30:00Z", "2026-01-31T09:30:00ZZ", "2026-01-31T09:30:00.5",
        "20260131T093000Z"}) {
    Result<Instant> read = Instant::parse(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.status(), Status::malformed) << text;
    EXPECT_FALSE(read.error().remedy.empty());
  }
  for (const char* text :
       {"2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2016-12-31T23:59:60Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+01:60", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01", "2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00.0000000Z"}) {
    Result<Instant> read = Instant::parse(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.status(), Status::out_of_range) << text;
  }
  EXPECT_EQ(Instant::parse("2026-01-31T09:30:00").error().reason.view(), "the offset from UTC is missing");
}

TEST(Instant, writesSixDigitsInUtc) {
  EXPECT_EQ(Instant::parse("2026-01-31T09:30:00.25+01:00")->to_string(), "2026-01-31T08:30:00.250000Z");
  EXPECT_EQ(Instant::from_microseconds(-1).to_string(), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(Instant::parse("0001-01-01T00:00:00Z")->to_string(), "0001-01-01T00:00:00.000000Z");
  // Whatever an instant can hold has a text, also beyond the years that are read.
  EXPECT_EQ(Instant::from_microseconds(INT64_MAX).to_string(), "+294247-01-10T04:00:54.775807Z");
  EXPECT_EQ(Instant::from_microseconds(INT64_MIN).to_string(), "-290308-12-21T19:59:05.224192Z");
}

RC_GTEST_PROP(Instant, readsBackWhatItWrites, ()) {
  auto microseconds = *rc::gen::inRange<std::int64_t>(-62'135'596'800'000'000, 253'402'300'800'000'000);
  Instant instant = Instant::from_microseconds(microseconds);
  Result<Instant> read = Instant::parse(instant.to_string());
  RC_ASSERT(read.ok());
  RC_ASSERT(*read == instant);
}

RC_GTEST_PROP(Instant, anyTextIsAnsweredWithoutHarm, (const std::string& text)) {
  Result<Instant> read = Instant::parse(text);
  RC_ASSERT((read.ok() || !read.error().reason.empty()));
}

}  // namespace
}  // namespace firstlog
