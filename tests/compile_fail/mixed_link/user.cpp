// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Compiled once in each build mode, under another name each time.
#include "firstlog/base/version.hpp"

bool FIRSTLOG_TEST_USER();
bool FIRSTLOG_TEST_USER() {
  return firstlog::library_version() == FIRSTLOG_VERSION;
}
