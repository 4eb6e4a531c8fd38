// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// How each rule is reached by a minimal command. The rules of deals and money stand in a file of their own.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "support/scenario.hpp"

namespace firstlog_test {

struct Reached {
  Rule rule;
  Outcome (*by)();
};

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
  Outcome callback(std::string_view who, Duration in) {
    return give(commands::ScheduleCallback{.actor = who, .contact = "c", .due = now() + in});
  }
};

// rules_of_deals_test.cpp's.
std::vector<Reached> reached_of_deals();

}  // namespace firstlog_test
