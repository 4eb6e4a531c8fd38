// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/base/version.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

TEST(Version, LibraryAnswersTheVersionOfItsHeaders) {
  EXPECT_EQ(firstlog::library_version(), FIRSTLOG_VERSION);
}

TEST(Version, TextAndNumbersAgree) {
  EXPECT_EQ(FIRSTLOG_VERSION, std::to_string(FIRSTLOG_VERSION_MAJOR) + "." +
                                  std::to_string(FIRSTLOG_VERSION_MINOR) + "." +
                                  std::to_string(FIRSTLOG_VERSION_PATCH));
}

}  // namespace
