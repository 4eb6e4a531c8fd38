// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Under which policies the commands are given: each leads to rules that the others do not ask.
#pragma once

#include <vector>

#include "firstlog/core/command_table.hpp"
#include "firstlog/rules/policy.hpp"

namespace firstlog_test {

using namespace firstlog;

inline void assign_by_rules(Policy& policy) {
  policy.assignment = {
      {.name = "roofers", .niche = "roofing", .from = "", .to = "", .rep = "ana"},
      {.name = "A to K", .niche = "", .from = "A", .to = "K", .rep = "ben"},
      {.name = "Germany", .niche = "", .from = "", .to = "", .rep = "ana", .country = "DE"},
      {.name = "plumbers", .niche = "plumbing", .from = "", .to = "", .rep = "", .reps = {{"ana"}, {"ben"}}},
      {.name = "welders", .niche = "welding", .from = "", .to = "", .rep = "", .reps = {{"mia", 1, 0}}},
  };
}

inline void anyone_may(Policy& policy) {
  for (const CommandRow& row : command_rows)
    if (row.roles != Roles(Role::system) && row.kind != CommandKind::found_organisation)
      policy.roles.push_back({static_cast<std::uint16_t>(row.kind), detail::anyone});
}

inline void rows(Policy& policy, Who who, bool claims) {
  for (PipelineRow& row : policy.pipeline.rows) {
    row.who.assignee = row.who.assignee || who.assignee;
    row.who.manager = row.who.manager || who.manager;
    row.establishes_claim = claims;
  }
}

using Variant = void (*)(Policy&);
inline constexpr Variant variants[] = {
    [](Policy&) {},
    [](Policy& p) {
      assign_by_rules(p);
      p.assignment.push_back(
          {.name = "the rest", .niche = "", .from = "", .to = "", .rep = "", .reps = {{"ana"}, {"ben"}}});
      p.claim_by = ClaimBy::any_rep;
      p.recycle_excludes_previous = true;
      p.open_deal_protection_months = 0;
      p.silence_working_days = 3;
      p.callbacks_per_rep = 1;
      p.four_eyes = false;
      p.roles = {{static_cast<std::uint16_t>(CommandKind::advance), Role::admin}};
    },
    [](Policy& p) {
      assign_by_rules(p);
      p.interest_needs_connect = ConnectCheck::require;
      p.require_deposit = true;
      p.period_date = CreditDate::invoiced_on;
      p.rate_date = CreditDate::signed_on;
      p.freeze_after_working_days = 60;
      p.missed_callback_working_days = 0;
    },
    [](Policy& p) {
      rows(p, {.assignee = true, .manager = true}, true);
      anyone_may(p);
    },
    [](Policy& p) {
      assign_by_rules(p);
      rows(p, {.assignee = true, .manager = true}, true);
      p.interest_needs_connect = ConnectCheck::require;
      p.claim_by = ClaimBy::any_rep;
      p.require_invoice = true;
      p.silence_working_days = 1;
    },
    [](Policy& p) {
      rows(p, {}, false);
      anyone_may(p);
      for (PipelineState& state : p.pipeline.states) state.recycles_after_days.reset();
      std::erase_if(p.pipeline.rows, [](const PipelineRow& row) { return row.trigger == Trigger::recycle; });
    },
    [](Policy& p) {
      p.claim_by = ClaimBy::any_rep;
      for (PipelineState& state : p.pipeline.states) state.protection_days = 20;
      p.release = {.idle_days = 7, .overdue_days = 3, .failed_attempts_per_week = 1};
    },
    [](Policy& p) { p.release = {.stage_days = 5, .first_contact_hours = 30}; },
};

}  // namespace firstlog_test
