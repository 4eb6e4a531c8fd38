// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A program that knows the compiled library only as an installed package.
#include <cstdio>

#include "firstlog/base/ids.hpp"
#include "firstlog/base/version.hpp"

int main() {
  const firstlog::Position first(1);
  if (!first.present() || firstlog::library_version() != FIRSTLOG_VERSION) return 1;
  std::puts("firstlog " FIRSTLOG_VERSION);
  return 0;
}
