// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "firstlog/base/result.hpp"

namespace rules_test {

// "place | reason | remedy", or "ok".
template <class T>
std::string told(const firstlog::Result<T>& result) {
  if (result.ok()) return "ok";
  const firstlog::Error& e = result.error();
  return std::string(e.place.view()) + " | " + std::string(e.reason.view()) + " | " +
         std::string(e.remedy.view());
}

inline std::uint64_t seed() {
  const char* value = std::getenv("FIRSTLOG_SEED");
  return value == nullptr ? 20260101 : std::strtoull(value, nullptr, 10);
}

}  // namespace rules_test
