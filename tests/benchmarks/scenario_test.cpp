// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The work of the benchmarks is the same in C++ as in the peers' languages.
#include "../../benchmarks/status_change/scenario.hpp"

#include <gtest/gtest.h>

namespace firstlog_benchmarks {
namespace {

TEST(Scenario, GeneratesTheAgreedAttempts) {
  EXPECT_EQ(fingerprint(1'000), 3'514'485'887U);  // the same number stands in benchmarks_test.py
}

TEST(Scenario, TotalsFollowFromTheAttempts) {
  for (const std::int64_t contacts : {1'000, 7'000}) {
    Expected counted;
    for_each_attempt(contacts, [&](const Attempt& attempt) {
      if (!attempt.accepted) {
        ++counted.refused;
        return;
      }
      ++counted.status_changes;
      if (attempt.trigger != Trigger::approve) return;
      ++counted.verified_close;
      counted.invoiced += attempt.amount;
    });
    EXPECT_EQ(counted, expected(contacts));
  }
}

}  // namespace
}  // namespace firstlog_benchmarks
