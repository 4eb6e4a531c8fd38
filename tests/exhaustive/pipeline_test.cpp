// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Every state × every command × every kind of actor × both ways to claim: what is answered, and
// where the contact stands afterwards. The expectation is written down here from the rules' text,
// not asked of the tables that the library decides by.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/core/command_table.hpp"
#include "support/scenario.hpp"
#include "support/standings.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

// ---- what they ask for ----------------------------------------------------------------------------

struct Asked {
  CommandKind kind;
  Command command;
  Roles roles;  // who may, by the rules' text
};

std::vector<Asked> everything_to_ask(const Scenario& s) {
  const Instant tomorrow = s.now() + Duration::hours(24);
  const Roles everybody = Roles::from_bits(0xFF);
  const Roles nobody;
  static const OpeningBalance balances[] = {{.kind = BalanceKind::draw_debt, .amount = eur(100)}};
  const Roles books = Role::manager | Role::finance | Role::integration;
  auto bare = [](CommandKind kind) {
    Command command;
    command.kind = kind;
    command.contact = "c";
    command.given.add(Field::contact);
    return command;
  };
  return {
      {CommandKind::adopt_policy, commands::AdoptPolicy{.document = "again"}, Role::admin},
      {CommandKind::cancel_policy, commands::CancelPolicy{.due = tomorrow}, Role::admin},
      {CommandKind::register_actor, commands::RegisterActor{.key = "new actor", .roles = Role::rep},
       Role::admin | Role::manager},
      {CommandKind::change_actor, commands::ChangeActor{.rep = "ina", .active = true},
       Role::admin | Role::manager},
      {CommandKind::set_team, commands::SetTeam{.rep = "ben", .team = "north"}, Role::admin | Role::manager},
      {CommandKind::set_absence,
       commands::SetAbsence{.rep = "ben", .from = day("2026-01-20"), .until = day("2026-01-22")},
       Role::rep | Role::team_lead | Role::manager},
      {CommandKind::depart, commands::Depart{.rep = "cleo"}, Role::manager},
      {CommandKind::rebalance, commands::Rebalance{}, Role::manager},
      {CommandKind::change_contact, commands::ChangeContact{.contact = "c", .niche = "roofing"},
       Role::importer | Role::integration | Role::manager | Role::admin},
      {CommandKind::register_contact, commands::RegisterContact{.key = "d", .rep = "ben"},
       Role::importer | Role::integration | Role::manager | Role::admin},
      {CommandKind::assign, commands::Assign{.contact = "c", .rep = "cleo"}, Role::manager | Role::team_lead},
      {CommandKind::release, commands::Release{.contact = "c"}, Role::rep | Role::manager | Role::team_lead},
      {CommandKind::take, commands::Take{.contact = "c"}, Role::rep},
      {CommandKind::log_interest, commands::LogInterest{.contact = "c"}, Role::rep},
      {CommandKind::schedule_callback, commands::ScheduleCallback{.contact = "c", .due = tomorrow},
       Role::rep},
      {CommandKind::schedule_retry, commands::ScheduleRetry{.contact = "c", .due = tomorrow}, Role::rep},
      {CommandKind::mark_not_interested, commands::MarkNotInterested{.contact = "c"}, Role::rep},
      {CommandKind::mark_unworkable, commands::MarkUnworkable{.contact = "c", .reason = "gone"}, Role::rep},
      {CommandKind::log_close, commands::LogClose{.contact = "c", .amount = eur(5000)},
       Role::rep | Role::manager},
      {CommandKind::withdraw_close, commands::WithdrawClose{.contact = "c"}, Role::rep},
      {CommandKind::approve, commands::Approve{.contact = "c", .amount = eur(5000)}, Role::manager},
      {CommandKind::reject, commands::Reject{.contact = "c", .reason = "no"}, Role::manager},
      {CommandKind::hold, commands::Hold{.contact = "c", .reason = "wait", .due = tomorrow}, Role::manager},
      {CommandKind::reopen, commands::Reopen{.contact = "c", .reason = "again"}, Role::manager},
      {CommandKind::open_deal, commands::OpenDeal{.contact = "c"}, Role::rep | Role::manager},
      {CommandKind::amend_close, commands::AmendClose{.contact = "c", .amount = eur(4000)}, Role::manager},
      {CommandKind::revoke_approval, commands::RevokeApproval{.contact = "c", .reason = "error"},
       Role::manager},
      {CommandKind::reverse, commands::Reverse{.contact = "c", .reason = "refund", .amount = eur(10)},
       Role::manager},
      {CommandKind::reinstate, commands::Reinstate{.contact = "c", .refers_to = Position(1)}, Role::manager},
      {CommandKind::record_invoice,
       commands::RecordInvoice{.contact = "c", .amount = eur(5), .document_number = "I-1"}, books},
      {CommandKind::record_receipt,
       commands::RecordReceipt{.contact = "c", .amount = eur(5), .document_number = "R-1"}, books},
      {CommandKind::record_payout,
       commands::RecordPayout{
           .rep = "ana", .period = month("2026-01"), .amount = eur(5), .document_number = "P-1"},
       books},
      {CommandKind::adjust,
       commands::Adjust{.rep = "ana", .period = month("2026-01"), .amount = eur(-5), .reason = "error"},
       books},
      {CommandKind::log_activity, commands::LogActivity{.contact = "c", .disposition = Disposition::connect},
       Role::rep | Role::manager | Role::integration},
      {CommandKind::add_note, commands::AddNote{.contact = "c", .personal = as_bytes("hello")},
       Role::rep | Role::team_lead | Role::manager},
      {CommandKind::advance, commands::Advance{}, everybody},
      {CommandKind::close_period, commands::ClosePeriod{.period = month("2026-01")},
       Role::manager | Role::finance},
      {CommandKind::confirm_clock, commands::ConfirmClock{}, Role::manager},
      {CommandKind::override_claim,
       commands::OverrideClaim{.contact = "c", .rep = "cleo", .reason = "agreed"}, Role::manager},
      {CommandKind::retract, commands::Retract{.contact = "c", .refers_to = Position(1)},
       Role::rep | Role::team_lead | Role::manager | Role::integration},
      {CommandKind::suppress, commands::Suppress{.contact = "c", .reason = "asked"},
       Role::rep | Role::team_lead | Role::manager},
      {CommandKind::lift_suppression,
       commands::LiftSuppression{.contact = "c", .reason = "consent", .personal = as_bytes("form")},
       Role::manager},
      {CommandKind::merge, commands::Merge{.contact = "c", .other = "c", .reason = "same"}, Role::manager},
      {CommandKind::unmerge, commands::Unmerge{.contact = "c", .refers_to = Position(1), .reason = "differ"},
       Role::manager},
      {CommandKind::set_parent, commands::SetParent{.contact = "c"},
       Role::manager | Role::team_lead | Role::admin | Role::integration | Role::importer},
      {CommandKind::begin_import, commands::BeginImport{.batch = "b"}, Role::importer},
      {CommandKind::end_import, commands::EndImport{.batch = "b"}, Role::importer | Role::manager},
      {CommandKind::undo_import, commands::UndoImport{.batch = "b", .reason = "wrong"},
       Role::importer | Role::manager},
      {CommandKind::set_opening_balance,
       commands::SetOpeningBalance{.rep = "ana", .balances = balances, .period = month("2026-01")},
       Role::manager | Role::finance},
      {CommandKind::open_dispute,
       commands::OpenDispute{
           .rep = "cleo", .refers_to = Position(1), .document_number = "D-1", .reason = "too_little"},
       Role::rep | Role::manager},
      {CommandKind::accept_dispute, commands::AcceptDispute{.document_number = "D-1", .reason = "right"},
       Role::manager},
      {CommandKind::reject_dispute, commands::RejectDispute{.document_number = "D-1", .reason = "wrong"},
       Role::manager},
      {CommandKind::withdraw_dispute, commands::WithdrawDispute{.document_number = "D-1"},
       Role::rep | Role::manager},
      {CommandKind::recycle, bare(CommandKind::recycle), nobody},
      {CommandKind::mark_overdue, bare(CommandKind::mark_overdue), nobody},
      {CommandKind::warn_missed, bare(CommandKind::warn_missed), nobody},
  };
}

// ---- what must come of it -------------------------------------------------------------------------

struct Expected {
  Verdict verdict = Verdict::accepted;
  Rule rule = Rule::none;
  string_view state;
  string_view assignee;
  string_view claimant;
  string_view winner = {};
  std::uint32_t cycles = 0;  // begun by the command
};

// The pipeline as the rules' text has it: from, command, to. "" stays; "<" goes back.
struct Way {
  string_view from;
  CommandKind kind;
  string_view to;
};
constexpr Way ways[] = {
    {"new", CommandKind::log_interest, "interested"},
    {"not_interested", CommandKind::log_interest, "interested"},
    {"new", CommandKind::schedule_callback, "callback_scheduled"},
    {"interested", CommandKind::schedule_callback, "callback_scheduled"},
    {"callback_scheduled", CommandKind::schedule_callback, "callback_scheduled"},
    {"new", CommandKind::schedule_retry, ""},
    {"interested", CommandKind::schedule_retry, ""},
    {"new", CommandKind::mark_not_interested, "not_interested"},
    {"interested", CommandKind::mark_not_interested, "not_interested"},
    {"callback_scheduled", CommandKind::mark_not_interested, "not_interested"},
    {"new", CommandKind::mark_unworkable, "unworkable"},
    {"interested", CommandKind::mark_unworkable, "unworkable"},
    {"callback_scheduled", CommandKind::mark_unworkable, "unworkable"},
    {"new", CommandKind::log_close, "pending_verification"},
    {"interested", CommandKind::log_close, "pending_verification"},
    {"callback_scheduled", CommandKind::log_close, "pending_verification"},
    {"pending_verification", CommandKind::withdraw_close, "<"},
    {"pending_verification", CommandKind::approve, "verified_close"},
    {"pending_verification", CommandKind::reject, "<"},
    {"pending_verification", CommandKind::hold, ""},
    {"not_interested", CommandKind::reopen, "new"},
    {"unworkable", CommandKind::reopen, "new"},
    {"verified_close", CommandKind::open_deal, "interested"},
    {"verified_close", CommandKind::revoke_approval, "pending_verification"},
};

Expected expect_of(const Standing& c, const Person& who, const Asked& asked, ClaimBy claim_by) {
  Expected as_it_was{Verdict::accepted, Rule::none, c.state, c.assignee, c.claimant};
  auto answer = [&](Verdict verdict, Rule rule, string_view winner = {}) {
    Expected expected = as_it_was;
    expected.verdict = verdict;
    expected.rule = rule;
    expected.winner = winner;
    return expected;
  };
  auto refuse = [&](Rule rule, string_view winner = {}) { return answer(Verdict::refused, rule, winner); };

  if (!who.known) return answer(Verdict::malformed, Rule::unknown_actor);
  if (!who.active) return refuse(Rule::actor_inactive);
  if (!who.roles.shares(asked.roles)) return refuse(Rule::role_not_allowed);

  const bool pool = c.assignee.empty();
  const bool own = c.assignee == who.key;
  const bool manager = who.roles.has(Role::manager);
  const bool rep = who.roles.has(Role::rep);
  const bool locked = c.state == "callback_scheduled" || c.state == "pending_verification";
  const Way* way = nullptr;
  for (const Way& each : ways)
    if (each.from == c.state && each.kind == asked.kind) way = &each;

  Expected moved = as_it_was;
  if (way != nullptr && !way->to.empty())
    moved.state = way->to != "<" ? way->to : c.before == "new" ? "interested" : c.before;

  switch (asked.kind) {
    case CommandKind::register_contact: as_it_was.rule = Rule::assigned_explicitly; return as_it_was;
    case CommandKind::close_period: return refuse(Rule::period_not_over);
    case CommandKind::set_absence:
      if (rep && !manager && who.key != "ben") return refuse(Rule::absence_of_another);
      return as_it_was;
    case CommandKind::assign:
      as_it_was.rule = Rule::assigned_explicitly;
      as_it_was.assignee = "cleo";
      return as_it_was;
    case CommandKind::release:
      if (!pool && !own && !manager && !who.roles.has(Role::team_lead)) return refuse(Rule::not_assignee);
      if (locked) return refuse(Rule::locked);
      if (pool) return refuse(Rule::not_assigned);
      as_it_was.assignee = {};
      return as_it_was;
    case CommandKind::take:
      if (own) return refuse(Rule::already_assigned);
      if (!pool) return refuse(Rule::not_assignee);
      if (locked) return refuse(Rule::locked);
      as_it_was.rule = Rule::assigned_explicitly;
      as_it_was.assignee = who.key;
      return as_it_was;
    case CommandKind::log_interest:
      if (way != nullptr && (own || pool)) {
        moved.assignee = who.key;
        moved.rule = !c.claimant.empty() ? Rule::claim_kept
                     : pool              ? Rule::claim_from_pool
                                         : Rule::claim_established;
        if (c.claimant.empty()) moved.claimant = who.key;
        moved.winner = moved.claimant;
        return moved;
      }
      if (c.claimant == who.key) return refuse(Rule::already_logged, c.claimant);
      if (!c.claimant.empty()) return answer(Verdict::contested, Rule::first_log_wins, c.claimant);
      if (claim_by == ClaimBy::any_rep) {
        if (way == nullptr) return refuse(Rule::no_transition);
        as_it_was.rule = Rule::claim_established;
        as_it_was.claimant = as_it_was.winner = who.key;
        return as_it_was;
      }
      return own || pool ? refuse(Rule::no_transition) : answer(Verdict::contested, Rule::assignee_only);
    case CommandKind::schedule_callback:
    case CommandKind::schedule_retry:
    case CommandKind::mark_not_interested:
    case CommandKind::mark_unworkable:
    case CommandKind::log_close: {
      const bool as_manager = manager && asked.kind == CommandKind::log_close;
      const bool implies_interest =
          asked.kind == CommandKind::schedule_callback || asked.kind == CommandKind::log_close;
      if (!own && !pool && !as_manager) return refuse(Rule::not_assignee);
      if (way == nullptr) return refuse(Rule::no_transition);
      if (pool && !implies_interest) return refuse(Rule::not_assigned);
      if (pool && rep) moved.assignee = who.key;
      if (!implies_interest) return moved;
      moved.rule = Rule::claim_kept;
      if (c.claimant.empty()) {
        if (moved.assignee.empty()) return refuse(Rule::no_claim_to_credit);
        moved.rule = pool ? Rule::claim_from_pool : Rule::claim_established;
        moved.claimant = moved.assignee;
      }
      moved.winner = moved.claimant;
      return moved;
    }
    case CommandKind::withdraw_close:
      if (!own) return refuse(Rule::not_assignee);
      return way == nullptr ? refuse(Rule::no_transition) : moved;
    case CommandKind::approve:
    case CommandKind::reject:
    case CommandKind::hold:
      if (way == nullptr && !c.decider.empty()) return refuse(Rule::already_decided, c.decider);
      if (way == nullptr) return refuse(Rule::no_transition);
      // There are several managers here.
      if (asked.kind == CommandKind::approve && c.closer == who.key) return refuse(Rule::four_eyes);
      return moved;
    case CommandKind::reopen:
      if (way == nullptr) return refuse(Rule::no_transition);
      moved.cycles = 1;
      moved.rule = Rule::assigned_to_nobody;
      moved.assignee = moved.claimant = {};
      return moved;
    case CommandKind::cancel_policy: return refuse(Rule::policy_not_scheduled);
    case CommandKind::override_claim:
      as_it_was.rule = Rule::claim_by_manager;
      as_it_was.claimant = as_it_was.winner = "cleo";
      return as_it_was;
    // The first event is the founding; succession_test.cpp retracts what stands on the contact.
    case CommandKind::retract: return refuse(Rule::entry_unknown);
    case CommandKind::open_deal:
      if (!own && !pool && !manager) return refuse(Rule::not_assignee);
      if (way == nullptr) return refuse(Rule::no_transition);
      if (pool && !manager) return refuse(Rule::not_assigned);
      moved.cycles = 1;
      moved.rule = Rule::claim_protected;
      moved.winner = c.claimant;
      return moved;
    case CommandKind::amend_close:
      if (c.closer.empty()) return refuse(Rule::no_deal);
      if (c.state == "pending_verification" || c.state == "verified_close") return as_it_was;
      return refuse(Rule::nothing_to_amend, c.decider);
    case CommandKind::revoke_approval:
    case CommandKind::reverse:
    case CommandKind::reinstate:
      if (c.closer.empty()) return refuse(Rule::no_deal);
      if (c.state != "verified_close") return refuse(Rule::deal_not_verified, c.decider);
      return asked.kind == CommandKind::reinstate ? refuse(Rule::not_a_reversal) : moved;
    case CommandKind::lift_suppression: return refuse(Rule::not_suppressed);
    case CommandKind::merge: return refuse(Rule::merge_with_itself);
    case CommandKind::unmerge: return refuse(Rule::not_a_merge);
    case CommandKind::set_parent: return refuse(Rule::parent_unchanged);
    case CommandKind::end_import:
    case CommandKind::undo_import: return answer(Verdict::malformed, Rule::unknown_import);
    // The first event pays nobody; disputes_test.cpp disputes what does.
    case CommandKind::open_dispute:
      return refuse(rep && !manager ? Rule::dispute_of_another : Rule::line_unknown);
    case CommandKind::accept_dispute:
    case CommandKind::reject_dispute:
    case CommandKind::withdraw_dispute: return answer(Verdict::malformed, Rule::unknown_dispute);
    case CommandKind::record_invoice:
    case CommandKind::record_receipt: return c.closer.empty() ? refuse(Rule::no_deal) : as_it_was;
    case CommandKind::log_activity:
      if (!own && !pool && !manager && rep) return refuse(Rule::not_assignee);
      return as_it_was;
    default: return as_it_was;
  }
}

class EveryStateAndActor : public ::testing::TestWithParam<ClaimBy> {};

TEST_P(EveryStateAndActor, IsAnsweredAsTheRulesSay) {
  int asked_in_all = 0;
  for (const Standing& standing : standings) {
    if (standing.label == "new_claimed_by_other" && GetParam() != ClaimBy::any_rep) continue;
    Policy policy = euro_policy();
    policy.claim_by = GetParam();
    Scenario s(std::move(policy));
    for (const Person& person : people)
      if (person.known) s.add_actor(person.key, person.roles, person.active);
    s.add_actor("cleo", Role::rep);
    arrange(s, standing);

    const CompiledPolicy* again = s.compile(s.state().policy().policy());
    for (const Person& person : people)
      for (Asked& asked : everything_to_ask(s)) {
        ++asked_in_all;
        asked.command.actor = person.key;
        SCOPED_TRACE(std::string(standing.label) + ", " + std::string(person.key) + ": " +
                     std::string(name_of(asked.kind)));
        const Expected expected = expect_of(standing, person, asked, GetParam());
        State branch(&s.state());
        History history;
        const Outcome outcome = commit(branch, asked.command, again, s.now(), history);
        EXPECT_TRUE(answers(outcome, expected.verdict, expected.rule));
        const ContactId c = s.state().find(ContactRef("c"));
        const ContactRow& row = branch.contact(c);
        auto name = [&](ActorId id) { return id.present() ? branch.key_of(id) : string_view(); };
        EXPECT_EQ(branch.policy().state(row.state).name, expected.state);
        EXPECT_EQ(name(row.assignee), expected.assignee);
        EXPECT_EQ(name(row.claimant), expected.claimant);
        EXPECT_EQ(row.cycle, 1 + expected.cycles);
        if (!expected.winner.empty()) {
          EXPECT_EQ(name(outcome.winner), expected.winner);
          EXPECT_TRUE(outcome.winning_position.present());
          EXPECT_NE(outcome.winning_time, Instant());
        }
        if (outcome.contact == c && outcome.verdict != Verdict::malformed) {
          EXPECT_EQ(outcome.state, row.state);
          EXPECT_EQ(outcome.rep, row.assignee);
          EXPECT_EQ(outcome.deal, row.deal);
        }
        // What is not accepted changes nothing but the contact's newest event.
        if (outcome.verdict != Verdict::accepted) {
          const ContactRow& before = s.state().contact(c);
          ContactRow but_last = row;
          but_last.last = before.last;
          EXPECT_TRUE(same(but_last, before));
          for (const Event& event : history.events())
            EXPECT_TRUE(event.kind == EventKind::command_refused ||
                        event.kind == EventKind::interest_contested);
        }
      }
  }
  EXPECT_GE(asked_in_all, 28 * 12 * 31);
}

INSTANTIATE_TEST_SUITE_P(ClaimBy, EveryStateAndActor,
                         ::testing::Values(ClaimBy::assignee_or_pool, ClaimBy::any_rep),
                         [](const auto& one) { return std::string(name_of(one.param)); });

// Every command of the table stands in the list above, but for the one that founds.
TEST(EveryCommand, IsAsked) {
  Scenario s;
  std::vector<CommandKind> asked{CommandKind::found_organisation};
  for (const Asked& each : everything_to_ask(s)) {
    asked.push_back(each.kind);
    EXPECT_EQ(each.kind, each.command.kind);
  }
  for (const CommandRow& row : command_rows)
    EXPECT_EQ(std::count(asked.begin(), asked.end(), row.kind), 1) << row.name;
}

}  // namespace
}  // namespace firstlog_test
