// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A number of the policy and the range that it must lie in.
#pragma once

#include <cstdint>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"

namespace firstlog::inline v1::detail {

struct Bounded {
  std::string_view path;
  std::int64_t value, low, high;
};

inline Result<void> check_range(const Bounded& number) {
  if (number.value >= number.low && number.value <= number.high) return {};
  Error error(Status::malformed, number.path, "the number lies outside ", "give a number in that range");
  error.reason.append_number(number.low).append(" to ").append_number(number.high);
  return error;
}

}  // namespace firstlog::inline v1::detail
