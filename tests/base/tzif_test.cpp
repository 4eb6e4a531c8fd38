// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// TZif files made here: every form of the footer, the rule for skipped and repeated hours, and
// damage of every kind.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "firstlog/base/zone.hpp"

namespace firstlog {
namespace {

struct Kind {
  std::int32_t offset;
  bool dst;
};
struct Change {
  std::int64_t at;
  int kind;
};

// What RFC 9636 says, written down once more for the tests.
struct TzifWriter {
  char version = '2';
  std::vector<Change> changes;
  std::vector<Kind> kinds;
  std::string footer;
  std::uint32_t leaps = 0;

  static void put(std::string& out, std::uint64_t value, int size) {
    for (int i = size - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i)));
  }

  std::string block(int time_size, bool empty) const {
    std::vector<Change> used = empty ? std::vector<Change>{} : changes;
    std::vector<Kind> table = empty ? std::vector<Kind>{{0, false}} : kinds;
    std::uint32_t leap_count = empty ? 0 : leaps;
    std::string out = "TZif";
    out.push_back(version);
    out.append(15, '\0');
    put(out, 0, 4);
    put(out, 0, 4);
    put(out, leap_count, 4);
    put(out, used.size(), 4);
    put(out, table.size(), 4);
    put(out, 4, 4);
    for (Change change : used) put(out, static_cast<std::uint64_t>(change.at), time_size);
    for (Change change : used) put(out, static_cast<std::uint64_t>(change.kind), 1);
    for (Kind kind : table) {
      put(out, static_cast<std::uint32_t>(kind.offset), 4);
      put(out, kind.dst ? 1 : 0, 1);
      put(out, 0, 1);
    }
    out += std::string("LMT\0", 4);
    out.append(leap_count * static_cast<std::size_t>(time_size + 4), '\0');
    return out;
  }

  std::string write() const {
    if (version == '\0') return block(4, false);
    return block(4, true) + block(8, false) + "\n" + footer + "\n";
  }
};

Result<Zone> read(const std::string& bytes) {
  return Zone::from_tzif("Test/Zone", as_bytes(bytes));
}

Zone zone_of(const TzifWriter& file) {
  Result<Zone> zone = read(file.write());
  if (!zone.ok()) {
    ADD_FAILURE() << zone.error().place.view() << ": " << zone.error().reason.view();
    return Zone::utc();
  }
  return *zone;
}

Instant at(const char* text) {
  return *Instant::parse(text);
}
Date day(const char* text) {
  return *Date::parse(text);
}
TimeOfDay clock(const char* text) {
  return *TimeOfDay::parse(text);
}

TzifWriter new_york() {
  return {.version = '2',
          .changes = {{1'173'596'400, 1}, {1'194'156'000, 0}},  // 2007-03-11 and 2007-11-04
          .kinds = {{-18'000, false}, {-14'400, true}},
          .footer = "EST5EDT,M3.2.0,M11.1.0"};
}

TEST(Tzif, footerRulesBeyondTheLastTransition) {
  Zone zone = zone_of(new_york());
  EXPECT_EQ(zone.local_of(at("2026-01-15T12:00:00Z")).offset_seconds, -18'000);
  EXPECT_EQ(zone.local_of(at("2026-07-15T12:00:00Z")).offset_seconds, -14'400);
  EXPECT_EQ(zone.local_of(at("2026-03-08T06:59:59Z")).offset_seconds, -18'000);
  EXPECT_TRUE(zone.local_of(at("2026-03-08T07:00:00Z")).is_dst);
  // Far outside the years that are laid out: 400 years further the calendar repeats.
  EXPECT_FALSE(zone.local_of(at("9999-01-15T12:00:00Z")).is_dst);
  EXPECT_TRUE(zone.local_of(at("9999-07-15T12:00:00Z")).is_dst);
  for (const char* year : {"2026", "2407", "2408", "2826", "9626"}) {
    std::string text = std::string(year) + "-07-01";
    EXPECT_EQ(zone.start_of_day(day(text.c_str())), at((text + "T04:00:00Z").c_str())) << text;
  }
  // Before the first transition the first kind holds.
  EXPECT_EQ(zone.local_of(at("0001-06-15T12:00:00Z")).offset_seconds, -18'000);
}

TEST(Tzif, everyDayOfTheCycleIsTheSame400YearsLater) {
  Zone zone = zone_of(new_york());
  Date first = day("2010-01-01");
  for (std::int32_t i = 0; i < 146'097; i += 1) {
    Date here = *first.plus_days(i);
    Date there = *here.plus_days(146'097);
    Duration apart = zone.start_of_day(there) - zone.start_of_day(here);
    ASSERT_EQ(apart.microseconds(), 146'097LL * 86'400 * 1'000'000) << here.to_string();
    ASSERT_EQ(zone.local_of(zone.start_of_day(there)).date, there);
  }
}

TEST(Tzif, thePastBeforeTheRuleIsNotRepeated) {
  TzifWriter file = new_york();
  file.changes = {{1'194'156'000, 1}};  // 2007-11-04, a century on another offset before it
  file.kinds = {{0, false}, {-18'000, false}};
  Zone zone = zone_of(file);
  EXPECT_EQ(zone.start_of_day(day("2007-10-01")), at("2007-10-01T00:00:00Z"));
  for (const char* text : {"2407-10-01", "2407-11-05", "2407-11-08", "2807-10-01", "2807-11-08"})
    EXPECT_NE(zone.local_of(zone.start_of_day(day(text))).offset_seconds, 0) << text;
  for (const char* text : {"2407-10-01", "2807-10-01", "2407-11-03", "2807-11-03"})
    EXPECT_TRUE(zone.local_of(zone.start_of_day(day(text))).is_dst) << text;
}

TEST(Tzif, skippedTimeMovesToTheEndOfTheSkip) {
  Zone zone = zone_of(new_york());
  Instant skip_end = at("2026-03-08T07:00:00Z");
  EXPECT_EQ(zone.instant_of(day("2026-03-08"), clock("01:59:59")), at("2026-03-08T06:59:59Z"));
  EXPECT_EQ(zone.instant_of(day("2026-03-08"), clock("02:00")), skip_end);
  EXPECT_EQ(zone.instant_of(day("2026-03-08"), clock("02:30:00.5")), skip_end);
  EXPECT_EQ(zone.instant_of(day("2026-03-08"), clock("02:59:59.999999")), skip_end);
  EXPECT_EQ(zone.instant_of(day("2026-03-08"), clock("03:00")), skip_end);
}

TEST(Tzif, repeatedTimeMeansTheFirst) {
  Zone zone = zone_of(new_york());
  EXPECT_EQ(zone.instant_of(day("2026-11-01"), clock("01:00")), at("2026-11-01T05:00:00Z"));
  EXPECT_EQ(zone.instant_of(day("2026-11-01"), clock("01:59:59.999999")), at("2026-11-01T05:59:59.999999Z"));
  EXPECT_EQ(zone.instant_of(day("2026-11-01"), clock("02:00")), at("2026-11-01T07:00:00Z"));
}

TEST(Tzif, dayThatBeginsInASkip) {
  // Midnight does not exist on the day that saving begins; on the day it ends 23:00 comes twice.
  Zone zone =
      zone_of({.changes = {}, .kinds = {{-10'800, false}}, .footer = "<-03>3<-02>,M10.3.0/0,M2.3.0/0"});
  EXPECT_EQ(zone.start_of_day(day("2026-10-18")), at("2026-10-18T03:00:00Z"));
  EXPECT_EQ(zone.local_of(at("2026-10-18T03:00:00Z")).time, clock("01:00"));
  EXPECT_EQ(zone.start_of_day(day("2026-02-15")), at("2026-02-15T03:00:00Z"));
  // A footer alone rules the past as well.
  EXPECT_TRUE(zone.local_of(at("1900-01-01T12:00:00Z")).is_dst);
  EXPECT_FALSE(zone.local_of(at("1900-07-01T12:00:00Z")).is_dst);
  EXPECT_TRUE(zone.local_of(at("0001-01-10T12:00:00Z")).is_dst);
}

TEST(Tzif, dayThatWasSkippedWhole) {
  // Apia crossed the date line at the end of 29 December 2011.
  Zone zone = zone_of(
      {.changes = {{1'325'239'200, 1}}, .kinds = {{-36'000, true}, {50'400, false}}, .footer = "<+14>-14"});
  Instant crossing = at("2011-12-30T10:00:00Z");
  EXPECT_EQ(zone.start_of_day(day("2011-12-30")), crossing);
  EXPECT_EQ(zone.instant_of(day("2011-12-30"), clock("15:00")), crossing);
  EXPECT_EQ(zone.start_of_day(day("2011-12-31")), crossing);
  EXPECT_EQ(zone.local_of(crossing).date, day("2011-12-31"));
}

TEST(Tzif, footersOfEveryForm) {
  struct Row {
    const char* footer;
    std::int32_t standard;
    const char* instant;
    std::int32_t expected;
    bool dst;
  };
  const Row rows[] = {
      {"XXX3EDT4,0/0,J365/23", -10'800, "2026-12-31T23:59:59Z", -14'400, true},  // saving all year
      {"XXX3EDT4,0/0,J365/23", -10'800, "2026-01-01T03:00:00Z", -14'400, true},
      {"XXX3EDT4,0/0,J365/23", -10'800, "2026-01-01T02:59:59Z", -14'400, true},
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7'200, "2030-03-31T00:59:59Z", -7'200, false},
      {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7'200, "2030-03-31T01:00:00Z", -3'600, true},
      {"IST-2IDT,M3.4.4/26,M10.5.0", 7'200, "2026-03-26T23:59:59Z", 7'200, false},
      {"IST-2IDT,M3.4.4/26,M10.5.0", 7'200, "2026-03-27T00:00:00Z", 10'800, true},
      {"IST-1GMT0,M10.5.0,M3.5.0/1", 3'600, "2026-01-15T00:00:00Z", 0, true},
      {"IST-1GMT0,M10.5.0,M3.5.0/1", 3'600, "2026-07-15T00:00:00Z", 3'600, false},
      {"AAA0BBB,J60/0,J300/0", 0, "2024-03-01T00:00:00Z", 3'600, true},  // J60 is 1 March in every year
      {"AAA0BBB,J60/0,J300/0", 0, "2024-02-29T23:59:59Z", 0, false},
      {"AAA0BBB,J60/0,J300/0", 0, "2023-03-01T00:00:00Z", 3'600, true},
      {"AAA0BBB,59/0,300/0", 0, "2024-02-29T00:00:00Z", 3'600, true},  // day 59 counts 29 February
      {"AAA0BBB,59/0,300/0", 0, "2023-02-28T23:59:59Z", 0, false},
      {"<+0545>-5:45", 20'700, "2026-01-15T00:00:00Z", 20'700, false},
      {"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 37'800, "2026-01-15T00:00:00Z", 39'600, true},
  };
  for (const Row& row : rows)
    for (char version : {'2', '3', '4'}) {
      Zone zone = zone_of(
          {.version = version, .changes = {}, .kinds = {{row.standard, false}}, .footer = row.footer});
      LocalTime local = zone.local_of(at(row.instant));
      EXPECT_EQ(local.offset_seconds, row.expected) << row.footer << " " << row.instant;
      EXPECT_EQ(local.is_dst, row.dst) << row.footer << " " << row.instant;
    }
}

TEST(Tzif, versionOneHasNoFooter) {
  TzifWriter file = new_york();
  file.version = '\0';
  Zone zone = zone_of(file);
  EXPECT_EQ(zone.local_of(at("2007-07-01T00:00:00Z")).offset_seconds, -14'400);
  EXPECT_EQ(zone.local_of(at("2026-07-01T00:00:00Z")).offset_seconds, -18'000);
}

void expect_refused(const std::string& bytes, Status status, const char* what) {
  Result<Zone> zone = read(bytes);
  ASSERT_FALSE(zone.ok()) << what;
  EXPECT_EQ(zone.status(), status) << what;
  EXPECT_NE(zone.error().place.view().find("byte "), std::string_view::npos) << what;
  EXPECT_FALSE(zone.error().reason.empty()) << what;
  EXPECT_FALSE(zone.error().remedy.empty()) << what;
}

TEST(Tzif, refusesWhatContradictsItself) {
  auto with = [](auto change) {
    TzifWriter file = new_york();
    change(file);
    return file.write();
  };
  auto footer = [&](const char* text) { return with([&](TzifWriter& f) { f.footer = text; }); };
  expect_refused("", Status::malformed, "empty");
  expect_refused("# a text file that is as long as a header of TZif would be", Status::malformed, "foreign");
  expect_refused(with([](TzifWriter& f) { f.version = '5'; }), Status::unsupported, "version 5");
  expect_refused(with([](TzifWriter& f) { f.version = '1'; }), Status::malformed, "version '1'");
  expect_refused(with([](TzifWriter& f) { f.leaps = 1; }), Status::unsupported, "leap seconds");
  expect_refused(with([](TzifWriter& f) { f.changes[1].at = f.changes[0].at; }), Status::malformed, "order");
  expect_refused(with([](TzifWriter& f) { f.changes[1].kind = 2; }), Status::malformed, "kind not there");
  expect_refused(with([](TzifWriter& f) { f.changes[0].at = INT64_MIN; }), Status::malformed, "time too far");
  expect_refused(with([](TzifWriter& f) { f.kinds[0].offset = 100'000; }), Status::malformed, "offset");
  expect_refused(with([](TzifWriter& f) { f.kinds[0].offset = INT32_MIN; }), Status::malformed,
                 "least offset");
  expect_refused(with([](TzifWriter& f) { f.kinds.clear(); }), Status::malformed, "no kinds");
  expect_refused(new_york().write() + "x", Status::malformed, "trailing bytes");
  expect_refused(new_york().write() + "\n", Status::malformed, "two lines");
  for (const char* text :
       {"E5", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.0.0,M11.1.0",
        "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,M3.2.0,M11.1.0,", "EST5EDT,J0,J300", "EST5EDT,366,1", "EST25",
        "EST5:60", "<EST5", "EST5EDT,M3.2.0/168,M11.1.0", " EST5", "EST5EDT,M3.2.0/2:0,M11.1.0"})
    expect_refused(footer(text), Status::malformed, text);
  expect_refused(footer("CST6CDT,M3.2.0,M11.1.0"), Status::malformed, "footer and table disagree");
  expect_refused(footer("PST8PDT,M3.2.0,M11.1.0"), Status::malformed, "footer and table far apart");
  expect_refused(footer("CST6"), Status::malformed, "fixed footer and table disagree");
  EXPECT_EQ(Zone::from_tzif("", as_bytes(new_york().write())).status(), Status::invalid_argument);
}

TEST(Tzif, refusesEveryTruncation) {
  std::string whole = new_york().write();
  ASSERT_TRUE(read(whole).ok());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A copy of its own, so that a read beyond its end is seen by the sanitizers.
    std::string cut(whole.data(), size);
    cut.shrink_to_fit();
    EXPECT_FALSE(read(cut).ok()) << size;
  }
}

TEST(Tzif, survivesEveryChangedByte) {
  std::string whole = new_york().write();
  std::size_t accepted = 0;
  for (std::size_t place = 0; place < whole.size(); ++place)
    for (int value = 0; value < 256; ++value) {
      std::string changed = whole;
      changed[place] = static_cast<char>(value);
      Result<Zone> zone = read(changed);
      if (!zone.ok()) continue;
      ++accepted;
      for (const char* text :
           {"0001-01-01T00:00:00Z", "2007-03-11T07:00:00Z", "2026-07-01T00:00:00Z", "9999-12-31T00:00:00Z"}) {
        LocalTime local = zone->local_of(at(text));
        EXPECT_LE(std::abs(local.offset_seconds), 26 * 3600);
        EXPECT_LE(zone->instant_of(local.date, local.time), at(text));
      }
    }
  EXPECT_GT(accepted, 0U);
}

}  // namespace
}  // namespace firstlog
