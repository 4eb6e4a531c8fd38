// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Books whose policy has plans, written as its document.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "firstlog/formats/policy_json.hpp"
#include "support/books.hpp"

namespace firstlog_test {

// A policy with these plans: the list of the document's member.
inline Policy policy_with(const std::string& plans, const std::string& more = "",
                          std::string_view code = "EUR") {
  const Result<Policy> policy =
      parse_policy(R"({"plan":{"currency":")" + std::string(code) + R"("},"plans":)" + plans +
                   (more.empty() ? "" : "," + more) + "}");
  EXPECT_TRUE(policy.ok()) << (policy ? ""
                                      : std::string(policy.error().place.view()) + ": " +
                                            std::string(policy.error().reason.view()) + "; " +
                                            std::string(policy.error().remedy.view()));
  return policy ? *policy : euro_policy();
}

// One base plan for everybody.
inline std::string base_plan(const std::string& components) {
  return R"([{"name":"sales","components":[)" + components + "]}]";
}

// 5 % up to 1,000.00 of the month's sales, 10 % of what is above.
inline const std::string running_tiers =
    R"({"name":"commission","span":"month","steps":[{"name":"line","table":{"measure":"amount","accumulate":"running",)"
    R"("table":{"mode":"marginal","boundary":"upper","tiers":[{"from":"0","to":"1000","rate":"0.05"},)"
    R"({"from":"1000","rate":"0.1"}]}}}]})";

// "close ana 2026-01 50.00", a line each.
inline std::vector<std::string> told(Books& books, const Statement& statement) {
  std::vector<std::string> all;
  for (const StatementLine& line : statement.lines) {
    std::string one = std::string(name_of(line.kind)) + " ";
    if (line.component != 0) one += statement.components[line.component - 1U].component + " ";
    if (line.contact.present()) one += std::string(books.scenario().state().key_of(line.contact)) + " ";
    all.push_back(one + line.commission.to_string());
  }
  return all;
}

using Told = std::vector<std::string>;

}  // namespace firstlog_test
