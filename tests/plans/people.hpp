// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Books in which people have leads, come, go and are away. The books begin on Monday 5 January 2026.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plans/support.hpp"

namespace firstlog_test {

class People : public Books {
 public:
  explicit People(const std::string& plans, const std::string& more = "") : Books(policy_with(plans, more)) {}

  // "ana 2026-01: close a 40.00 | close b 70.00"
  std::string of(std::string_view rep, std::string_view period) {
    std::string text;
    for (const std::string& line : told(*this, statement(rep, period)))
      text += (text.empty() ? "" : " | ") + line;
    return text;
  }
  void actor(std::string_view key, Roles roles, std::string_view from = {}) {
    commands::RegisterActor command{.actor = "root", .key = key, .roles = roles};
    if (!from.empty()) command.from = day(from);
    give(command);
  }
  void reports(std::string_view rep, std::string_view lead, std::string_view team,
               std::string_view from = {}) {
    commands::SetTeam command{.actor = "root", .rep = rep, .team = team, .lead = lead};
    if (!from.empty()) command.from = day(from);
    give(command);
  }
  void leaves_team(std::string_view rep, std::string_view from) {
    give(commands::SetTeam{.actor = "root", .rep = rep, .from = day(from)});
  }
  void departs(std::string_view rep) { give(commands::Depart{.actor = "mia", .rep = rep}); }
  void away(std::string_view rep, std::string_view from, std::string_view until) {
    give(commands::SetAbsence{.actor = "mia", .rep = rep, .from = day(from), .until = day(until)});
  }
  void advance_to(std::string_view when) { scenario().advance_to(when); }

  // What explains a deal to a rep sums to the rep's lines of it, over all periods, and each step to its
  // parts.
  void explains(std::string_view rep, std::string_view contact) {
    SCOPED_TRACE(std::string(rep) + " " + std::string(contact));
    const DealId deal = scenario().contact(contact).deal;
    std::int64_t lines = 0;
    for (const StatementLine& line : performance().lines())
      if (line.rep == Books::actor(rep) && line.deal == deal && !defers(line.kind))
        lines += line.commission.minor_units();
    const Result<PayExplanation> why = performance().explain(Books::actor(rep), deal);
    ASSERT_TRUE(why.ok());
    EXPECT_EQ(why->total, eur(lines));
    Exact sum;
    for (const PayComponent& one : why->components) {
      if (one.paid) sum += one.value + one.rounding + one.refunds;
      for (const PayStep& step : one.steps) {
        Exact parts;
        for (const TracePart& part : step.parts) parts += part.amount;
        EXPECT_EQ(parts, step.value) << step.name;
      }
    }
    EXPECT_EQ(sum, Exact::of_money(why->total));
  }
};

}  // namespace firstlog_test
