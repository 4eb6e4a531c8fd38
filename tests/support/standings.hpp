// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Where a contact can stand in the default pipeline, and the people who may ask something of it: what
// tests go through that enumerate every case.
#pragma once

#include <gtest/gtest.h>

#include <string_view>

#include "support/scenario.hpp"

namespace firstlog_test {

// ---- where a contact can stand --------------------------------------------------------------------

// Names are keys of actors; empty: nobody.
struct Standing {
  std::string_view label;
  std::string_view state;
  std::string_view before;  // where a pending close came from
  std::string_view assignee;
  std::string_view claimant;
  std::string_view closer;   // of a close that is pending or decided
  std::string_view decider;  // of a close that was verified or rejected
};

inline constexpr Standing standings[] = {
    {"new", "new", "", "ana", "", "", ""},
    {"new_pool", "new", "", "", "", "", ""},
    {"new_of_manager", "new", "", "mia", "", "", ""},
    {"new_claimed_by_other", "new", "", "ana", "ben", "", ""},  // claim_by = any_rep only
    {"new_retracted", "new", "", "ana", "", "", ""},
    {"new_reassigned", "new", "", "ana", "", "", ""},  // from a rep who has left since
    {"interested", "interested", "", "ana", "ana", "", ""},
    {"interested_contested", "interested", "", "ana", "ana", "", ""},  // claim_by = any_rep only
    {"interested_of_manager", "interested", "", "mia", "mia", "", ""},
    {"interested_pool", "interested", "", "", "ana", "", ""},
    {"interested_moved", "interested", "", "ben", "ana", "", ""},
    {"interested_withdrawn", "interested", "", "ana", "ana", "ana", ""},
    {"interested_rejected", "interested", "", "ana", "ana", "ana", "root"},
    {"callback", "callback_scheduled", "", "ana", "ana", "", ""},
    {"callback_of_manager", "callback_scheduled", "", "mia", "mia", "", ""},
    {"callback_moved", "callback_scheduled", "", "ben", "ana", "", ""},
    {"callback_overdue", "callback_scheduled", "", "ana", "ana", "", ""},
    {"callback_again", "callback_scheduled", "", "ana", "ana", "", ""},  // agreed anew when overdue
    {"pending", "pending_verification", "new", "ana", "ana", "ana", ""},
    {"pending_of_manager", "pending_verification", "new", "mia", "mia", "mia", ""},
    {"pending_callback", "pending_verification", "callback_scheduled", "ana", "ana", "ana", ""},
    {"pending_pool", "pending_verification", "interested", "", "ana", "root", ""},
    {"pending_held", "pending_verification", "interested", "ana", "ana", "ana", ""},
    {"verified", "verified_close", "", "ana", "ana", "ana", "root"},
    {"verified_pool", "verified_close", "", "", "ana", "ana", "root"},
    {"verified_of_manager", "verified_close", "", "mia", "mia", "mia", "root"},
    {"verified_reversed", "verified_close", "", "ana", "ana", "ana", "root"},
    {"not_interested", "not_interested", "", "ana", "", "", ""},
    {"not_interested_claimed", "not_interested", "", "ana", "ana", "", ""},
    {"not_interested_pool", "not_interested", "", "", "", "", ""},
    {"not_interested_claimed_pool", "not_interested", "", "", "ana", "", ""},
    {"unworkable", "unworkable", "", "ana", "", "", ""},
    {"unworkable_claimed", "unworkable", "", "ana", "ana", "", ""},
    {"unworkable_pool", "unworkable", "", "", "", "", ""},
};

// Brings contact "c" to where `standing` says.
inline void arrange(Scenario& s, const Standing& standing) {
  const std::string_view label = standing.label;
  auto starts = [&](std::string_view with) { return label.substr(0, with.size()) == with; };
  auto ends = [&](std::string_view with) {
    return label.size() >= with.size() && label.substr(label.size() - with.size()) == with;
  };
  auto done = [](const Outcome& outcome) { EXPECT_EQ(outcome.verdict, Verdict::accepted); };
  const std::string_view owner = standing.assignee == "mia" ? "mia" : "ana";
  const Instant soon = s.now() + Duration::hours(5);
  if (label == "new_pool") {
    s.add_contact("c");
    return;
  }
  s.add_contact("c", owner);
  if (label == "new_claimed_by_other") done(s.give(commands::LogInterest{.actor = "ben", .contact = "c"}));
  if (starts("interested") || label == "not_interested_claimed" || label == "not_interested_claimed_pool" ||
      label == "unworkable_claimed" || label == "pending_pool" || label == "pending_held")
    done(s.give(commands::LogInterest{.actor = owner, .contact = "c"}));
  if (starts("callback") || label == "pending_callback")
    done(s.give(commands::ScheduleCallback{.actor = owner, .contact = "c", .due = soon}));
  if (starts("not_interested")) done(s.give(commands::MarkNotInterested{.actor = owner, .contact = "c"}));
  if (starts("unworkable"))
    done(s.give(commands::MarkUnworkable{.actor = owner, .contact = "c", .reason = "gone"}));
  if (ends("_pool") && !starts("verified")) done(s.give(commands::Release{.actor = "root", .contact = "c"}));
  if (!standing.closer.empty())
    done(s.give(commands::LogClose{.actor = standing.closer, .contact = "c", .amount = eur(180000)}));
  if (label == "interested_withdrawn") done(s.give(commands::WithdrawClose{.actor = "ana", .contact = "c"}));
  if (label == "interested_rejected")
    done(s.give(commands::Reject{.actor = "root", .contact = "c", .reason = "no_order"}));
  if (label == "pending_held")
    done(s.give(commands::Hold{.actor = "root", .contact = "c", .reason = "wait", .due = soon}));
  if (starts("verified"))
    done(s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(170000)}));
  if (label == "verified_reversed")
    done(s.give(commands::Reverse{.actor = "root", .contact = "c", .reason = "refund", .amount = eur(3000)}));
  if (label == "verified_pool") done(s.give(commands::Release{.actor = "root", .contact = "c"}));
  if (ends("_moved")) done(s.give(commands::Assign{.actor = "root", .contact = "c", .rep = "ben"}));
  if (label == "callback_overdue" || label == "callback_again") {
    s.pass(Duration::hours(6));
    s.advance();
  }
  if (label == "callback_again")
    done(s.give(
        commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = s.now() + Duration::hours(60)}));
  if (label == "interested_contested") {
    EXPECT_EQ(s.give(commands::LogInterest{.actor = "ben", .contact = "c"}).verdict, Verdict::contested);
  }
  if (label == "new_retracted") {
    done(s.give(commands::LogInterest{.actor = "ana", .contact = "c"}));
    done(s.give(commands::Retract{.actor = "ana", .contact = "c", .refers_to = s.last().position}));
  }
  if (label == "new_reassigned") {
    s.add_actor("gus", Role::rep);
    done(s.give(commands::Assign{.actor = "root", .contact = "c", .rep = "gus"}));
    done(s.give(commands::Assign{.actor = "root", .contact = "c", .rep = "ana"}));
    done(s.give(commands::ChangeActor{.actor = "root", .rep = "gus", .active = false}));
  }
  EXPECT_EQ(s.state().policy().state(s.contact("c").state).name, standing.state) << label;
  EXPECT_EQ(s.assignee_of("c"), standing.assignee) << label;
  EXPECT_EQ(s.claimant_of("c"), standing.claimant) << label;
}

// ---- who asks -------------------------------------------------------------------------------------

struct Person {
  std::string_view key;
  Roles roles;
  bool active = true;
  bool known = true;
};
inline const Person people[] = {
    {"ana", Role::rep},      {"ben", Role::rep},        {"mia", Role::rep | Role::manager},
    {"max", Role::manager},  {"tea", Role::team_lead},  {"adam", Role::admin},
    {"fin", Role::finance},  {"aud", Role::auditor},    {"int", Role::integration},
    {"imp", Role::importer}, {"ina", Role::rep, false}, {"nobody", {}, true, false},
};

}  // namespace firstlog_test
