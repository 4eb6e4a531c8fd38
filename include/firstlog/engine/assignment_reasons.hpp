// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whose a contact is, and why not another's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/rules/assignment.hpp"
#include "firstlog/rules/rule.hpp"

namespace firstlog::inline v1 {

// Why the rules would give a contact to this rep now and not to that one, beside how it came to the one
// who has it. Texts are copies.
struct AssignmentReasons {
  ContactId contact;
  std::string contact_key;
  std::string assignee_key;  // empty: in the pool
  Rule assigned_by = Rule::none;
  Instant assigned_since;
  std::string answer_key;  // whom the rules name; empty: nobody
  Rule answer = Rule::none;
  struct RuleReason {
    std::uint32_t place = 0;  // in the policy's list
    std::string name;
    AssignmentCondition failed = AssignmentCondition::none;  // the first that did not hold; none: all did
    bool decides = false;
  };
  std::vector<RuleReason> rules;  // by their rank
  struct RepReason {
    std::string key;
    Rule why_not = Rule::none;  // none: could be served
    bool chosen = false;
    std::uint32_t served = 0;  // turns had so far, among those who can be served now
  };
  std::vector<RepReason> reps;  // of the rule that decides
};

}  // namespace firstlog::inline v1
