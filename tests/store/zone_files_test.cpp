// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/store/zone_files.hpp"

#include <gtest/gtest.h>

namespace firstlog {
namespace {

TEST(ZoneFiles, readsTheMachinesZones) {
  Result<Zone> zone = zone_from_system("America/New_York");
  if (zone.status() == Status::not_found) GTEST_SKIP() << "no time zone data on this machine";
  ASSERT_TRUE(zone.ok()) << zone.error().reason.view();
  EXPECT_EQ(zone->name(), "America/New_York");
  EXPECT_EQ(zone->local_of(*Instant::parse("2026-01-15T12:00:00Z")).offset_seconds, -18'000);
  EXPECT_EQ(zone->local_of(*Instant::parse("2026-07-15T12:00:00Z")).offset_seconds, -14'400);
}

TEST(ZoneFiles, neverLeavesItsDirectory) {
  for (const char* name : {"", "/etc/passwd", "../passwd", "America/../../passwd", "America//New_York",
                           "America/", "./UTC", "America/.hidden", "UTC\n", "Ünknown", "a b", ".."})
    EXPECT_EQ(zone_from_system(name).status(), Status::invalid_argument) << name;
  EXPECT_EQ(zone_from_system(std::string_view("UTC\0/x", 6)).status(), Status::invalid_argument);
  EXPECT_EQ(zone_from_system(std::string(101, 'a')).status(), Status::invalid_argument);
}

TEST(ZoneFiles, namesWhatItCannotRead) {
  Result<Zone> unknown = zone_from_system("Mars/Olympus_Mons");
  EXPECT_EQ(unknown.status(), Status::not_found);
  EXPECT_EQ(unknown.error().place.view(), "zone \"Mars/Olympus_Mons\"");
  EXPECT_FALSE(unknown.error().remedy.empty());
  EXPECT_EQ(zone_from_system("America").status(), Status::not_found);
}

}  // namespace
}  // namespace firstlog
