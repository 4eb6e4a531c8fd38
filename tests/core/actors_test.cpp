// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who may do what, and what becomes of it when roles, actors and policies change.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

TEST(Actors, ChangeWhatIsGivenAndKeepTheRest) {
  Scenario s;
  const ActorId ana = s.add_actor("ana", Role::rep);
  EXPECT_TRUE(accepts(
      s.give(commands::ChangeActor{.actor = "root", .rep = "ana", .roles = Role::rep | Role::manager})));
  EXPECT_EQ(s.state().actor(ana).roles, Role::rep | Role::manager);
  EXPECT_TRUE(s.state().actor(ana).active);
  EXPECT_EQ(s.state().organisation().active_managers, 2U);
  s.give(commands::ChangeActor{.actor = "root", .rep = "ana", .active = false});
  EXPECT_EQ(s.state().actor(ana).roles, Role::rep | Role::manager);
  EXPECT_FALSE(s.state().actor(ana).active);
  EXPECT_EQ(s.state().organisation().active_managers, 1U);
  s.give(commands::ChangeActor{.actor = "root", .rep = "ana", .roles = Roles(Role::rep)});
  EXPECT_FALSE(s.state().actor(ana).active) << "still";
  EXPECT_EQ(s.state().organisation().active_managers, 1U);
  s.give(commands::ChangeActor{.actor = "root", .rep = "ana", .roles = Roles(Role::manager), .active = true});
  EXPECT_EQ(s.state().organisation().active_managers, 2U);
  s.add_actor("idle", Role::manager, false);
  EXPECT_EQ(s.state().organisation().active_managers, 2U);
}

TEST(Actors, WhoIsNotActiveDoesNothingAndIsGivenNothing) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  s.give(commands::ChangeActor{.actor = "root", .rep = "ana", .active = false});
  EXPECT_TRUE(refuses(s.give(commands::LogInterest{.actor = "ana", .contact = "c"}), Rule::actor_inactive));
  EXPECT_TRUE(refuses(s.give(commands::Advance{.actor = "ana"}), Rule::actor_inactive));
  EXPECT_TRUE(refuses(s.give(commands::RegisterContact{.actor = "root", .key = "d", .rep = "ana"}),
                      Rule::rep_inactive));
  EXPECT_FALSE(s.state().find(ContactRef("d")).present());
  EXPECT_FALSE(s.last().contact.present()) << "the refusal names no contact that does not exist";
  EXPECT_EQ(s.assignee_of("c"), "ana") << "contacts stay until they are moved";
  s.give(commands::ChangeActor{.actor = "root", .rep = "ana", .active = true});
  EXPECT_TRUE(
      accepts(s.give(commands::LogInterest{.actor = "ana", .contact = "c"}), Rule::claim_established));
}

TEST(Roles, ThePolicysTableReplacesTheDefault) {
  Policy policy = euro_policy();
  policy.roles = {{static_cast<std::uint16_t>(CommandKind::assign), Role::team_lead},
                  {static_cast<std::uint16_t>(CommandKind::take), Role::rep | Role::manager},
                  {static_cast<std::uint16_t>(CommandKind::recycle), Role::manager}};
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_actor("tea", Role::team_lead);
  s.add_contact("c");
  const Command assign = commands::Assign{.actor = "root", .contact = "c", .rep = "ana"};
  EXPECT_TRUE(refuses(s.give(assign), Rule::role_not_allowed)) << "no longer the manager's";
  EXPECT_TRUE(refuses(s.give(commands::Take{.actor = "root", .contact = "c"}), Rule::rep_not_a_rep))
      << "may ask, but only a rep holds contacts";
  Command by_lead = assign;
  by_lead.actor = "tea";
  EXPECT_TRUE(accepts(s.give(by_lead), Rule::assigned_explicitly));
  Command recycle;
  recycle.kind = CommandKind::recycle;
  recycle.actor = "root";
  recycle.contact = "c";
  recycle.given = Field::contact;
  EXPECT_TRUE(refuses(s.give(recycle), Rule::role_not_allowed))
      << "the system's alone, whatever a policy says";
}

TEST(Activity, OfAnotherRepsContactIsInboundOnly) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  s.add_contact("p");
  const Roles more[] = {Role::rep, Role::rep | Role::auditor, Role::rep | Role::finance,
                        Role::rep | Role::admin};
  int n = 0;
  for (Roles roles : more) {
    const std::string key = "rep " + std::to_string(++n);
    s.add_actor(key, roles);
    const std::string_view who = key;
    EXPECT_TRUE(refuses(s.give(commands::LogActivity{.actor = who, .contact = "c"}), Rule::not_assignee))
        << n;
    EXPECT_TRUE(accepts(s.give(commands::LogActivity{.actor = who, .contact = "c", .inbound = true})));
    EXPECT_TRUE(accepts(s.give(commands::LogActivity{.actor = who, .contact = "p"})));
  }
  EXPECT_EQ(s.contact("c").attempts, 0U) << "an inbound touch is no attempt";
  EXPECT_TRUE(accepts(s.give(commands::LogActivity{.actor = "root", .contact = "c"})));
  EXPECT_EQ(s.contact("c").attempts, 1U);
  EXPECT_EQ(s.contact("c").state, fresh);
}

TEST(Reassignment, MovesTheRightToCallAndNeverTheClaim) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  s.add_actor("ben", Role::rep);
  s.add_contact("c", "ana");
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  s.give(commands::Assign{.actor = "root", .contact = "c", .rep = "ben"});
  EXPECT_EQ(s.assignee_of("c"), "ben");
  EXPECT_EQ(s.claimant_of("c"), "ana");
  EXPECT_EQ(s.contact("c").previous_assignee, s.actor("ana"));
  const Outcome again = s.give(commands::LogInterest{.actor = "ben", .contact = "c"});
  EXPECT_TRUE(contests(again, Rule::first_log_wins));
  EXPECT_EQ(s.name(again.winner), "ana");
  s.give(commands::Release{.actor = "ben", .contact = "c"});
  EXPECT_EQ(s.assignee_of("c"), "");
  EXPECT_EQ(s.claimant_of("c"), "ana");
}

TEST(Refusals, AreJournalledOnlyWhereThePolicySaysSo) {
  for (bool journal : {true, false}) {
    Policy policy = euro_policy();
    policy.journal_refusals = journal;
    Scenario s(std::move(policy));
    s.add_actor("ana", Role::rep);
    s.add_contact("c");
    const std::size_t before = s.events().size();
    const Outcome outcome = s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(1)});
    EXPECT_TRUE(refuses(outcome, Rule::no_transition));
    EXPECT_EQ(s.events().size(), before + (journal ? 1 : 0));
    if (journal) {
      EXPECT_EQ(s.last().refused, CommandKind::approve);
      EXPECT_EQ(s.last().rule, Rule::no_transition);
      EXPECT_EQ(s.contact("c").last, s.last().position);
    }
  }
}

TEST(Policies, MayAppendStatesAndChangeFlagsThatNothingCounts) {
  Scenario s;
  auto adopt = [&](void (*change)(Policy&)) {
    Policy policy = euro_policy();
    change(policy);
    return s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(policy));
  };
  EXPECT_TRUE(
      refuses(adopt([](Policy& p) { p.pipeline.states[1].name = "warm"; }), Rule::pipeline_not_extended));
  // Contacts that stand there are counted: pending closes, callbacks per rep.
  EXPECT_TRUE(refuses(adopt([](Policy& p) { p.pipeline.states[2].awaits_callback = false; }),
                      Rule::pipeline_not_extended));
  EXPECT_TRUE(refuses(adopt([](Policy& p) { p.pipeline.states[1].awaits_callback = true; }),
                      Rule::pipeline_not_extended));
  EXPECT_TRUE(refuses(adopt([](Policy& p) { p.pipeline.states[3].awaits_verification = false; }),
                      Rule::pipeline_not_extended));
  EXPECT_TRUE(accepts(adopt([](Policy& p) {
    p.pipeline.states[1].locks = true;
    p.pipeline.states[5].recycles_after_days = 30;
    p.pipeline.states.push_back({.name = "parked", .lost = true});
    p.pipeline.rows.push_back(
        {.from = interested, .trigger = Trigger::reopen, .to = 8, .who = {.manager = true}});
  })));
  EXPECT_TRUE(refuses(adopt([](Policy&) {}), Rule::pipeline_not_extended)) << "dropping it again";
  EXPECT_TRUE(
      refuses(adopt([](Policy& p) { p.plan.currency = currency("USD"); }), Rule::pipeline_not_extended));
}

TEST(Policies, AreInForceFromTheNextCommandOn) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  s.add_actor("ben", Role::rep);
  s.add_contact("c", "ana");
  EXPECT_TRUE(contests(s.give(commands::LogInterest{.actor = "ben", .contact = "c"}), Rule::assignee_only));
  Policy any = euro_policy();
  any.claim_by = ClaimBy::any_rep;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "any"}, s.compile(any));
  EXPECT_TRUE(
      accepts(s.give(commands::LogInterest{.actor = "ben", .contact = "c"}), Rule::claim_established));
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

// A pipeline of one's own: whatever its rows say, a decision never leaves what exists.
TEST(Pipelines, ACloseThatNobodyLoggedIsNotDecided) {
  Policy policy = euro_policy();
  for (PipelineRow& row : policy.pipeline.rows)
    if (row.trigger == Trigger::schedule_callback) row.to = pending_verification;
  policy.pipeline.rows.push_back({.from = interested,
                                  .trigger = Trigger::log_interest,
                                  .to = callback_scheduled,
                                  .who = {.assignee = true}});
  policy.pipeline.rows.push_back(
      {.from = interested, .trigger = Trigger::approve, .to = verified_close, .who = {.manager = true}});
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  s.add_contact("d", "ana");
  const Instant due = s.now() + Duration::hours(9);
  EXPECT_TRUE(accepts(s.give(commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = due}),
                      Rule::claim_established));
  EXPECT_EQ(s.contact("c").state, pending_verification);
  EXPECT_TRUE(refuses(s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(1)}),
                      Rule::no_transition));
  EXPECT_TRUE(
      refuses(s.give(commands::Reject{.actor = "root", .contact = "c", .reason = "r"}), Rule::no_transition));
  EXPECT_TRUE(refuses(s.give(commands::WithdrawClose{.actor = "ana", .contact = "c"}), Rule::no_transition));
  s.give(commands::LogInterest{.actor = "ana", .contact = "d"});
  EXPECT_TRUE(refuses(s.give(commands::Approve{.actor = "root", .contact = "d", .amount = eur(1)}),
                      Rule::no_transition));
}

TEST(Pipelines, ADecisionStandsWhateverRowsLeadOnFromIt) {
  Policy policy = euro_policy();
  policy.pipeline.rows.push_back(
      {.from = interested, .trigger = Trigger::approve, .to = verified_close, .who = {.manager = true}});
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
  s.give(commands::Reject{.actor = "root", .contact = "c", .reason = "no"});
  EXPECT_EQ(s.contact("c").state, interested);
  EXPECT_TRUE(refuses(s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(100)}),
                      Rule::already_decided));
  EXPECT_EQ(s.deal_of("c").status, CloseStatus::rejected);
}

TEST(Pipelines, AVerifiedCloseIsNeverOpenedAgainByAnotherClose) {
  Policy policy = euro_policy();
  policy.pipeline.rows.push_back({.from = verified_close,
                                  .trigger = Trigger::log_close,
                                  .to = pending_verification,
                                  .who = {.assignee = true},
                                  .establishes_claim = true});
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  for (int i = 0; i < 2; ++i) {
    s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
    EXPECT_TRUE(accepts(s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(100)})));
  }
  ASSERT_EQ(s.state().deal_count(), 2U);
  EXPECT_EQ(s.state().deal(DealId(1)).status, CloseStatus::verified);
  EXPECT_EQ(s.state().deal(DealId(2)).status, CloseStatus::verified);
}

TEST(Pipelines, RowsSayWhoMay) {
  Policy policy = euro_policy();
  for (PipelineRow& row : policy.pipeline.rows)
    if (row.trigger == Trigger::log_close || row.trigger == Trigger::log_interest)
      row.who = {.manager = true};
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  EXPECT_TRUE(refuses(s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(1)}),
                      Rule::role_not_allowed));
  EXPECT_TRUE(refuses(s.give(commands::LogInterest{.actor = "ana", .contact = "c"}), Rule::role_not_allowed));
  EXPECT_TRUE(accepts(s.give(commands::LogClose{.actor = "root", .contact = "c", .amount = eur(1)}),
                      Rule::claim_established));
}

TEST(Pipelines, ACloseThatEstablishesNoClaimNeedsOne) {
  Policy policy = euro_policy();
  for (PipelineRow& row : policy.pipeline.rows)
    if (row.trigger == Trigger::log_close) row.establishes_claim = false;
  Scenario s(std::move(policy));
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  const Command close = commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(1)};
  EXPECT_TRUE(refuses(s.give(close), Rule::no_claim_to_credit));
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  EXPECT_TRUE(accepts(s.give(close)));
  EXPECT_EQ(s.claimant_of("c"), "ana");
}

}  // namespace
}  // namespace firstlog_test
