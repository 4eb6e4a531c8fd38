// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The role table whole: every command × every set of one or two roles × the default table and overridden
// ones. Who may is written down here from the rules' text, not asked of the table that the library
// decides by.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/core/command_table.hpp"
#include "support/scenario.hpp"

namespace firstlog_test {
namespace {

constexpr Roles everybody = Roles::from_bits(0x1FF);
constexpr Roles registrars = Role::importer | Role::integration | Role::manager | Role::admin;

struct May {
  CommandKind kind;
  Roles roles;
};
constexpr May who_may[] = {
    {CommandKind::adopt_policy, Role::admin},
    {CommandKind::cancel_policy, Role::admin},
    {CommandKind::register_actor, Role::admin | Role::manager},
    {CommandKind::change_actor, Role::admin | Role::manager},
    {CommandKind::set_team, Role::admin | Role::manager},
    {CommandKind::set_absence, Role::rep | Role::team_lead | Role::manager},
    {CommandKind::depart, Role::manager},
    {CommandKind::register_contact, registrars},
    {CommandKind::assign, Role::manager | Role::team_lead},
    {CommandKind::release, Role::rep | Role::manager | Role::team_lead},
    {CommandKind::take, Role::rep},
    {CommandKind::rebalance, Role::manager},
    {CommandKind::change_contact, registrars},
    {CommandKind::suppress, Role::rep | Role::team_lead | Role::manager},
    {CommandKind::lift_suppression, Role::manager},
    {CommandKind::merge, Role::manager},
    {CommandKind::unmerge, Role::manager},
    {CommandKind::set_parent,
     Role::manager | Role::team_lead | Role::admin | Role::integration | Role::importer},
    {CommandKind::override_claim, Role::manager},
    {CommandKind::open_deal, Role::rep | Role::manager},
    {CommandKind::amend_close, Role::manager},
    {CommandKind::revoke_approval, Role::manager},
    {CommandKind::reverse, Role::manager},
    {CommandKind::reinstate, Role::manager},
    {CommandKind::record_invoice, Role::manager | Role::finance | Role::integration},
    {CommandKind::record_receipt, Role::manager | Role::finance | Role::integration},
    {CommandKind::record_payout, Role::manager | Role::finance | Role::integration},
    {CommandKind::adjust, Role::manager | Role::finance | Role::integration},
    {CommandKind::retract, Role::rep | Role::team_lead | Role::manager | Role::integration},
    {CommandKind::log_interest, Role::rep},
    {CommandKind::schedule_callback, Role::rep},
    {CommandKind::schedule_retry, Role::rep},
    {CommandKind::mark_not_interested, Role::rep},
    {CommandKind::mark_unworkable, Role::rep},
    {CommandKind::log_close, Role::rep | Role::manager},
    {CommandKind::withdraw_close, Role::rep},
    {CommandKind::approve, Role::manager},
    {CommandKind::reject, Role::manager},
    {CommandKind::hold, Role::manager},
    {CommandKind::reopen, Role::manager},
    {CommandKind::log_activity, Role::rep | Role::manager | Role::integration},
    {CommandKind::add_note, Role::rep | Role::team_lead | Role::manager},
    {CommandKind::advance, everybody},
    {CommandKind::close_period, Role::manager | Role::finance},
    {CommandKind::confirm_clock, Role::manager},
    {CommandKind::begin_import, Role::importer},
    {CommandKind::end_import, Role::importer | Role::manager},
    {CommandKind::undo_import, Role::importer | Role::manager},
    {CommandKind::set_opening_balance, Role::manager | Role::finance},
    {CommandKind::open_dispute, Role::rep | Role::manager},
    {CommandKind::accept_dispute, Role::manager},
    {CommandKind::reject_dispute, Role::manager},
    {CommandKind::withdraw_dispute, Role::rep | Role::manager},
    {CommandKind::recycle, {}},
    {CommandKind::mark_overdue, {}},
    {CommandKind::warn_missed, {}},
};

// All that the kind needs, well formed.
Command whole(CommandKind kind, Instant now) {
  static const ActorRef reps[] = {"ben"};
  static const OpeningBalance balances[] = {{.kind = BalanceKind::draw_debt, .amount = eur(100)}};
  Command c;
  c.kind = kind;
  c.given = row_of(kind)->needs;
  c.contact = c.other = "c";
  c.rep = c.cover = c.importer = "ana";
  c.amount = eur(100);
  c.due = now + Duration::hours(1);
  c.key = "new key";
  c.reason = c.team = c.batch = c.niche = c.document_number = "code";
  c.document = "policy";
  c.roles = Role::rep;
  c.period = month("2026-01");
  c.personal = as_bytes("note");
  c.from = c.until = day("2026-01-20");
  c.refers_to = Position(1);
  c.reps = reps;
  c.balances = balances;
  c.row = 1;
  return c;
}

// Actors of one role and of any two; what a policy overrides is given to one role alone.
class RoleTable : public ::testing::TestWithParam<int> {};

TEST_P(RoleTable, IsAnsweredAsWrittenDown) {
  const int overriding = GetParam();  // the role that may give everything; role_count: nothing is overridden
  Policy policy = euro_policy();
  for (const CommandRow& row : command_rows)
    if (overriding < role_count && row.kind != CommandKind::found_organisation)
      policy.roles.push_back({static_cast<std::uint16_t>(row.kind), static_cast<Role>(overriding)});
  Scenario s(euro_policy());
  s.add_actor("ana", Role::rep);
  s.add_actor("ben", Role::rep);
  std::map<std::string, Roles> actors;
  for (int a = 0; a < role_count - 1; ++a)  // `system` is nobody's
    for (int b = a; b < role_count - 1; ++b) {
      const Roles roles = static_cast<Role>(a) | static_cast<Role>(b);
      const std::string key =
          std::string(name_of(static_cast<Role>(a))) + "+" + std::string(name_of(static_cast<Role>(b)));
      actors[key] = roles;
      s.add_actor(key, roles);
    }
  s.add_contact("c", "ana");
  const CompiledPolicy* compiled = s.compile(std::move(policy));
  ASSERT_TRUE(accepts(s.give(commands::AdoptPolicy{.actor = "root", .document = "p"}, compiled)));
  const CompiledPolicy* document = s.compile(euro_policy());
  Events events;
  for (const CommandRow& row : command_rows) {
    if (row.kind == CommandKind::found_organisation) continue;
    Roles may;
    bool written = false;
    for (const May& each : who_may)
      if (each.kind == row.kind) {
        may = each.roles;
        written = true;
      }
    if (!written) continue;  // asserted below
    const bool systems = may.empty();
    if (!systems && overriding < role_count) may = static_cast<Role>(overriding);
    for (const auto& [key, roles] : actors) {
      Command command = whole(row.kind, s.now());
      command.actor = std::string_view(key);
      const Outcome outcome = decide(s.state(), command, s.state().policy(), s.now(), events,
                                     {.document_policy = document, .referred = &s.events()[0]});
      EXPECT_EQ(outcome.rule != Rule::role_not_allowed, !systems && roles.shares(may))
          << row.name << " by " << key << ": " << name_of(outcome.rule);
      if (!roles.shares(may) || systems) {
        EXPECT_EQ(outcome.verdict, Verdict::refused) << row.name << " " << key;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(DefaultAndEachRoleAlone, RoleTable, ::testing::Range(0, role_count + 1));

TEST(RoleTable, IsWrittenDownForEveryCommand) {
  for (const CommandRow& row : command_rows) {
    if (row.kind == CommandKind::found_organisation) continue;
    int count = 0;
    for (const May& each : who_may) count += each.kind == row.kind ? 1 : 0;
    EXPECT_EQ(count, 1) << row.name;
  }
}

}  // namespace
}  // namespace firstlog_test
