// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A file that proves itself, changed: bytes flipped, taken out, doubled, the end cut off.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace firstlog_test {

// `verify` answers a structure with ok, place and reason. `step(i)`: from one byte tried to the next.
template <class Verify, class Step>
void expect_every_change_is_named(const std::string& good, Verify verify, Step step) {
  ASSERT_TRUE(verify(good).ok);
  for (std::size_t i = 0, count = 0; i < good.size(); i += step(i), ++count) {
    std::string other = good;
    other[i] = static_cast<char>(other[i] ^ (1 << (i % 7)));
    const auto altered = verify(other);
    ASSERT_FALSE(altered.ok) << "byte " << i;
    ASSERT_NE(altered.place.find("line "), std::string::npos) << altered.place;
    ASSERT_FALSE(altered.reason.empty());
    if (count % 3 != 0) continue;
    other = good;
    other.erase(i, 1);
    ASSERT_FALSE(verify(other).ok) << "without byte " << i;
    other = good;
    other.insert(i, 1, good[i]);
    ASSERT_FALSE(verify(other).ok) << "byte " << i << " twice";
    ASSERT_FALSE(verify(good.substr(0, i)).ok) << "cut at " << i;
  }
  EXPECT_FALSE(verify(good + "\n").ok);
  EXPECT_FALSE(verify(std::string()).ok);
}

}  // namespace firstlog_test
