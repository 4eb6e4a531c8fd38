// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The shortest way to each rule: what rules_test.cpp goes through, one table for each area.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "support/scenario.hpp"

namespace firstlog_test {

struct Reached {
  Rule rule;
  Outcome (*by)();
};

// Corrections and claims: rules_claims_test.cpp.
std::span<const Reached> reached_by_corrections();
// Duplicates and suppressions: rules_clusters_test.cpp.
std::span<const Reached> reached_by_duplicates();
// Deals and money: rules_of_deals_test.cpp.
std::vector<Reached> reached_of_deals();

inline Policy with(void (*change)(Policy&)) {
  Policy policy = euro_policy();
  change(policy);
  return policy;
}

// "c" is ana's and new; ben is another rep, mia a second manager.
struct Office : Scenario {
  explicit Office(Policy policy = euro_policy()) : Scenario(std::move(policy)) {
    add_actor("ana", Role::rep);
    add_actor("ben", Role::rep);
    add_actor("mia", Role::manager);
    add_contact("c", "ana");
  }
  Outcome interest(std::string_view who, std::string_view contact = "c") {
    return give(commands::LogInterest{.actor = who, .contact = contact});
  }
  Outcome close(std::string_view who, Money amount = eur(100)) {
    return give(commands::LogClose{.actor = who, .contact = "c", .amount = amount});
  }
  Outcome approve(std::string_view who, Money amount = eur(100), bool confirm = false) {
    return give(commands::Approve{.actor = who, .contact = "c", .amount = amount, .confirm = confirm});
  }
  Outcome away(std::string_view who, std::string_view rep, ActorRef cover = {},
               std::string_view from = "2026-01-05") {
    return give(commands::SetAbsence{
        .actor = who, .rep = rep, .from = day(from), .until = day("2026-01-09"), .cover = cover});
  }
  Outcome callback(std::string_view who, Duration in) {
    return give(commands::ScheduleCallback{.actor = who, .contact = "c", .due = now() + in});
  }
};

}  // namespace firstlog_test
