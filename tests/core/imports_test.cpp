// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// History that is brought in keeps its own time and order, decides its own claims, never displaces a live
// one, and can be taken back until somebody uses it (DOMAIN 14).
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "firstlog/views/claim.hpp"
#include "firstlog/views/performance.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

Policy any_rep() {
  Policy policy = euro_policy();
  policy.claim_by = ClaimBy::any_rep;
  return policy;
}

// Reps ana and ben, ina who left, an importer "imp" and an import "crm" under way; the clock stands at
// 2026-01-05.
struct Bringing : Scenario {
  explicit Bringing(Policy policy = euro_policy()) : Scenario(std::move(policy)) {
    add_actor("ana", Role::rep);
    add_actor("ben", Role::rep);
    add_actor("ina", Role::rep, false);
    add_actor("imp", Role::importer);
    EXPECT_TRUE(accepts(give(commands::BeginImport{.actor = "imp", .batch = "crm", .mapping = "m1"})));
  }
  Outcome bring(const Command& command, std::string_view when, std::string_view batch = "crm") {
    return bring(command, when, ++row, batch);
  }
  Outcome bring(const Command& command, std::string_view when, std::uint64_t at_row, std::string_view batch) {
    return give(commands::Imported{
        .command = command, .batch = batch, .row = at_row, .importer = "imp", .occurred_at = at(when)});
  }
  Outcome bring_contact(std::string_view key, ActorRef rep = {},
                        std::string_view when = "2025-03-01T09:00:00Z") {
    return bring(commands::RegisterContact{.actor = "root", .key = key, .rep = rep}, when);
  }
  Outcome bring_interest(std::string_view who, std::string_view contact, std::string_view when) {
    return bring(commands::LogInterest{.actor = who, .contact = contact}, when);
  }
  std::string_view state_of(std::string_view key) const {
    return state().policy().state(contact(key).state).name;
  }
  void end() { EXPECT_TRUE(accepts(give(commands::EndImport{.actor = "imp", .batch = "crm"}))); }
  Outcome undo(std::string_view batch = "crm") {
    return give(commands::UndoImport{.actor = "imp", .batch = batch, .reason = "wrong"});
  }
  Performance performance() const {
    Performance all;
    for (const Event& event : events()) EXPECT_TRUE(all.apply(event));
    return all;
  }
  void expect_replays() const { EXPECT_EQ(difference(state(), replayed()), ""); }
  std::uint64_t row = 0;
};

TEST(Imports, KeepTheirOwnTimeRowAndActor) {
  Bringing s;
  s.bring_contact("c", "ana");
  EXPECT_TRUE(accepts(s.bring_interest("ana", "c", "2025-03-02T10:00:00Z"), Rule::claim_established));
  const Event& event = s.last();
  EXPECT_TRUE(has(event.flags, EventFlag::imported));
  EXPECT_EQ(event.at(), at("2025-03-02T10:00:00Z"));
  EXPECT_GE(event.recorded_at, at("2026-01-05T09:00:00Z"));
  EXPECT_EQ(event.batch, "crm");
  EXPECT_EQ(event.row, 2U);
  EXPECT_EQ(s.name(event.actor), "ana");
  EXPECT_EQ(s.name(event.importer), "imp");
  EXPECT_EQ(s.contact("c").claimed_at, at("2025-03-02T10:00:00Z"));
  EXPECT_EQ(s.contact("c").status_since, at("2025-03-02T10:00:00Z"));
  EXPECT_EQ(s.contact("c").assigned_since, at("2025-03-01T09:00:00Z"));
  s.expect_replays();
}

// Who did it, and limits of today, lose nothing.
TEST(Imports, AreNotAskedWhatWouldLoseThem) {
  Policy policy = euro_policy();
  policy.callbacks_per_rep = 1;
  policy.interest_needs_connect = ConnectCheck::require;
  Bringing s(policy);
  s.add_actor("max", Role::manager);
  s.bring_contact("c", "ina");  // nobody inactive is given a contact today
  EXPECT_EQ(s.assignee_of("c"), "ina");
  EXPECT_TRUE(accepts(s.bring_interest("ina", "c", "2025-03-02T10:00:00Z"), Rule::claim_established));
  EXPECT_TRUE(has(s.last().flags, EventFlag::no_recent_connect));
  s.bring_contact("d", "ana");
  s.bring_contact("e", "ana");
  for (std::string_view key : {"d", "e"})  // more than one, and beyond the horizon; by another's hand
    EXPECT_TRUE(accepts(
        s.bring(commands::ScheduleCallback{.actor = "ben", .contact = key, .due = at("2026-12-24T09:00:00Z")},
                "2025-03-02T11:00:00Z"),
        Rule::claim_established));
  EXPECT_TRUE(accepts(s.bring(commands::LogClose{.actor = "root", .contact = "c", .amount = eur(100)},
                              "2025-03-03T10:00:00Z"),
                      Rule::claim_kept));
  // Two managers are active; one's own approval is marked, not refused.
  EXPECT_TRUE(accepts(s.bring(commands::Approve{.actor = "root", .contact = "c", .amount = eur(100)},
                              "2025-03-04T10:00:00Z")));
  EXPECT_TRUE(has(s.last().flags, EventFlag::self_approved));
  EXPECT_TRUE(accepts(s.bring(commands::LogActivity{.actor = "ben", .contact = "d"}, "2025-03-04T11:00:00Z"),
                      Rule::none));
  s.expect_replays();
}

// Where the contact stands is asked as ever, and what is refused is recorded with its row.
TEST(Imports, AnIllegalMoveIsRefusedAndRecorded) {
  Bringing s;
  s.bring_contact("c", "ana");
  s.bring(commands::MarkUnworkable{.actor = "ana", .contact = "c", .reason = "gone"}, "2025-03-02T10:00:00Z");
  EXPECT_TRUE(refuses(s.bring_interest("ana", "c", "2025-03-03T10:00:00Z"), Rule::no_transition));
  EXPECT_EQ(s.last().kind, EventKind::command_refused);
  EXPECT_EQ(s.last().row, 3U);
  EXPECT_EQ(s.last().at(), at("2025-03-03T10:00:00Z"));
}

TEST(Imports, AnEarlierEntryTakesAnImportedClaimOver) {
  Bringing s(any_rep());
  s.bring_contact("c");
  s.bring_interest("ana", "c", "2025-03-05T10:00:00Z");
  const Outcome outcome = s.bring_interest("ben", "c", "2025-03-04T10:00:00Z");
  EXPECT_TRUE(accepts(outcome, Rule::claim_from_earlier_import));
  EXPECT_EQ(s.name(outcome.winner), "ben");
  EXPECT_EQ(s.claimant_of("c"), "ben");
  EXPECT_EQ(s.contact("c").claimed_at, at("2025-03-04T10:00:00Z"));
  EXPECT_EQ(s.contact("c").claim_position, s.last().position);
  EXPECT_TRUE(has(s.last().flags, EventFlag::moves_claim));
  // Later ones are contested, whoever's they are.
  EXPECT_TRUE(contests(s.bring_interest("ana", "c", "2025-03-04T11:00:00Z"), Rule::first_log_wins));
  // One's own earlier entry dates the claim back.
  EXPECT_TRUE(accepts(s.bring_interest("ben", "c", "2025-03-03T10:00:00Z"), Rule::claim_from_earlier_import));
  EXPECT_TRUE(refuses(s.bring_interest("ben", "c", "2025-03-03T11:00:00Z"), Rule::already_logged));
  std::vector<Event> history;
  for (const Event& event : s.events())
    if (event.contact == s.state().find(ContactRef("c"))) history.push_back(event);
  const ClaimExplanation claim = explain_claim(history);
  EXPECT_EQ(s.name(claim.winner), "ben");
  EXPECT_EQ(claim.winning_time, at("2025-03-03T10:00:00Z"));
  EXPECT_EQ(claim.winning_position, s.contact("c").claim_position);
  s.expect_replays();
}

// Whatever the order in which three entries arrive, the earliest owns the credit.
TEST(Imports, TheOrderOfArrivalDecidesNothing) {
  const std::pair<std::string_view, std::string_view> entries[] = {
      {"ana", "2025-03-03T10:00:00Z"}, {"ben", "2025-03-02T10:00:00Z"}, {"cid", "2025-03-04T10:00:00Z"}};
  int order[] = {0, 1, 2};
  do {
    Bringing s(any_rep());
    s.add_actor("cid", Role::rep);
    s.bring_contact("c");
    for (int i : order) s.bring_interest(entries[i].first, "c", entries[i].second);
    EXPECT_EQ(s.claimant_of("c"), "ben") << order[0] << order[1] << order[2];
    EXPECT_EQ(s.contact("c").claimed_at, at("2025-03-02T10:00:00Z"));
    s.expect_replays();
  } while (std::next_permutation(std::begin(order), std::end(order)));
}

TEST(Imports, AtOneTimeTheRowDecidesThenTheImport) {
  Bringing s(any_rep());
  s.bring_contact("c");
  constexpr std::string_view when = "2025-03-05T10:00:00Z";
  s.bring(commands::LogInterest{.actor = "ana", .contact = "c"}, when, 20, "crm");
  EXPECT_TRUE(contests(s.bring(commands::LogInterest{.actor = "ben", .contact = "c"}, when, 21, "crm"),
                       Rule::first_log_wins));
  EXPECT_TRUE(accepts(s.bring(commands::LogInterest{.actor = "ben", .contact = "c"}, when, 19, "crm"),
                      Rule::claim_from_earlier_import));
  s.give(commands::BeginImport{.actor = "imp", .batch = "second"});
  EXPECT_TRUE(contests(s.bring(commands::LogInterest{.actor = "ana", .contact = "c"}, when, 1, "second"),
                       Rule::first_log_wins));
}

TEST(Imports, ALiveClaimStands) {
  Bringing s(any_rep());
  s.add_contact("c", "ana");
  s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
  const Outcome outcome = s.bring_interest("ben", "c", "2025-03-04T10:00:00Z");
  EXPECT_TRUE(contests(outcome, Rule::live_claim_stands));
  EXPECT_EQ(s.name(outcome.winner), "ana");
  EXPECT_EQ(s.claimant_of("c"), "ana");
  EXPECT_EQ(s.last().kind, EventKind::interest_contested);
}

// Entries older than the contact's registration, and than the organisation, are history.
TEST(Imports, ALiveContactTakesAnOlderHistory) {
  Bringing s;
  s.add_contact("c", "ana");
  EXPECT_TRUE(accepts(s.bring_interest("ana", "c", "2019-03-04T10:00:00Z"), Rule::claim_established));
  EXPECT_EQ(s.contact("c").claimed_at, at("2019-03-04T10:00:00Z"));
  EXPECT_TRUE(contests(s.give(commands::LogInterest{.actor = "ben", .contact = "c"}), Rule::first_log_wins));
}

TEST(Imports, ALateEntryMovesNothingButMayClaim) {
  Bringing s;
  s.bring_contact("c", "ana");
  s.bring(commands::MarkNotInterested{.actor = "ana", .contact = "c"}, "2025-03-05T10:00:00Z");
  EXPECT_TRUE(refuses(
      s.bring(commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = at("2025-03-06T10:00:00Z")},
              "2025-03-04T10:00:00Z"),
      Rule::import_out_of_order));
  EXPECT_TRUE(accepts(s.bring_interest("ana", "c", "2025-03-04T10:00:00Z"), Rule::claim_established));
  EXPECT_EQ(s.state_of("c"), "not_interested");
  EXPECT_EQ(s.claimant_of("c"), "ana");
}

// What was due on a contact under way happens when the rows say, not when the clock does.
TEST(Imports, WhatWasDueHappensBetweenTheRows) {
  Bringing s;
  s.bring_contact("c", "ana");
  s.bring(commands::MarkNotInterested{.actor = "ana", .contact = "c"}, "2025-03-01T10:00:00Z");
  s.advance();
  EXPECT_EQ(s.state_of("c"), "not_interested") << "an import under way holds it back";
  // Ninety days later it was new again: the interest is the next cycle's.
  EXPECT_TRUE(accepts(s.bring_interest("ben", "c", "2025-06-15T10:00:00Z"), Rule::claim_from_pool));
  EXPECT_EQ(s.contact("c").cycle, 2U);
  EXPECT_EQ(s.back(1).kind, EventKind::recycled);
  EXPECT_EQ(s.back(1).at(), at("2025-05-30T00:00:00Z"));
  EXPECT_TRUE(has(s.back(1).flags, EventFlag::imported));
  // An entry of the cycle before comes too late.
  EXPECT_TRUE(refuses(s.bring_interest("ana", "c", "2025-02-15T10:00:00Z"), Rule::import_out_of_order));
  // A callback passes, its warning too, and then the next row.
  s.bring(commands::ScheduleCallback{.actor = "ben", .contact = "c", .due = at("2025-06-17T10:00:00Z")},
          "2025-06-16T10:00:00Z");
  s.bring(commands::AddNote{.actor = "ben", .contact = "c", .personal = as_bytes("n")},
          "2025-06-30T10:00:00Z");
  EXPECT_EQ(s.back(2).kind, EventKind::callback_overdue);
  EXPECT_EQ(s.back(2).at(), at("2025-06-17T10:00:00Z"));
  EXPECT_EQ(s.back(1).kind, EventKind::callback_missed);
  EXPECT_EQ(s.back(1).at(), at("2025-06-19T00:00:00Z"));
  s.expect_replays();
}

TEST(Imports, TheirEndLetsTheRestFallDue) {
  Bringing s;
  s.bring_contact("c", "ana");
  s.bring(commands::MarkNotInterested{.actor = "ana", .contact = "c"}, "2025-03-01T10:00:00Z");
  s.advance();
  s.end();
  s.advance();
  EXPECT_EQ(s.state_of("c"), "new");
  EXPECT_EQ(s.last().kind, EventKind::recycled);
  EXPECT_FALSE(has(s.last().flags, EventFlag::imported));
  EXPECT_TRUE(refuses(s.bring_contact("d"), Rule::import_not_open));
  s.expect_replays();
}

TEST(Imports, HoldFreezesBack) {
  Bringing s;
  s.advance_to("2026-04-01T09:00:00Z");
  EXPECT_EQ(s.state().organisation().oldest_open, month("2026-01"));
  EXPECT_TRUE(accepts(s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-01")})));
  s.end();
  s.advance();
  EXPECT_EQ(s.state().organisation().oldest_open, month("2026-03"));
}

TEST(Imports, PeriodsBeforeTheFirstPayNothing) {
  Bringing s;
  s.bring_contact("c", "ana");
  s.bring(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100000)}, "2025-11-03T10:00:00Z");
  s.bring(commands::Approve{.actor = "root", .contact = "c", .amount = eur(100000)}, "2025-11-04T10:00:00Z");
  EXPECT_EQ(s.last().period, month("2025-11"));
  EXPECT_FALSE(has(s.last().flags, EventFlag::prior_period));
  s.bring_contact("d", "ana");
  s.bring(commands::LogClose{.actor = "ana", .contact = "d", .amount = eur(100000)}, "2025-12-30T10:00:00Z");
  s.bring(commands::Approve{.actor = "root", .contact = "d", .amount = eur(100000)}, "2026-01-02T10:00:00Z");
  EXPECT_EQ(s.last().period, month("2026-01"));
  const Performance all = s.performance();
  const ActorId ana = s.actor("ana");
  EXPECT_EQ(all.totals(ana, month("2025-11")).closes, CloseCount::one());
  EXPECT_EQ(all.totals(ana, month("2025-11")).revenue_minor, 100000);
  EXPECT_EQ(all.totals(ana, month("2025-11")).commission_minor, 0);
  const Statement before = all.statement(ana, month("2025-11"), s.now());
  ASSERT_EQ(before.lines.size(), 1U);
  EXPECT_EQ(before.lines[0].commission, eur(0)) << "born closed: it counts and pays nothing";
  EXPECT_EQ(all.totals(ana, month("2026-01")).commission_minor, 15000);
  EXPECT_TRUE(all.pending(s.now()).empty());
}

// A whole history into a fresh organisation whose periods are open.
TEST(Imports, AnEarlierFirstPeriodPaysHistory) {
  State state;
  History history;
  Policy policy = euro_policy();
  const auto compiled = CompiledPolicy::compile(policy, Zone::utc());
  auto found = [&](std::string_view period) {
    return commit(state,
                  commands::FoundOrganisation{
                      .actor = "root", .key = "acme", .document = "policy", .period = month(period)},
                  &*compiled, at("2026-01-05T09:00:00Z"), history);
  };
  EXPECT_TRUE(rejects(found("2026-02"), Rule::field_malformed, Field::period));
  EXPECT_TRUE(accepts(found("2025-10")));
  EXPECT_EQ(state.organisation().oldest_open, month("2025-10"));
  EXPECT_EQ(state.organisation().first_period, month("2025-10"));
}

TEST(Imports, UndoTakesEverythingBack) {
  Bringing s;
  const State before = s.replayed();
  const Performance paid_before = s.performance();
  s.bring_contact("c", "ana", "2026-01-01T09:00:00Z");
  s.bring(commands::LogActivity{.actor = "ana", .contact = "c", .disposition = Disposition::connect},
          "2026-01-02T09:00:00Z");
  s.bring(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(1000)}, "2026-01-02T10:00:00Z");
  s.bring(commands::Approve{.actor = "root", .contact = "c", .amount = eur(1000)}, "2026-01-02T11:00:00Z");
  s.bring_contact("d", "ben", "2026-01-01T09:00:00Z");
  s.bring(commands::LogClose{.actor = "ben", .contact = "d", .amount = eur(1000)}, "2026-01-02T10:00:00Z");
  EXPECT_EQ(s.performance().totals(s.actor("ana"), month("2026-01")).commission_minor, 150);
  EXPECT_EQ(s.performance().pending(s.now()).size(), 1U);
  s.end();
  EXPECT_TRUE(accepts(s.undo()));
  EXPECT_TRUE(
      rejects(s.give(commands::Take{.actor = "ana", .contact = "c"}), Rule::unknown_contact, Field::contact));
  const Performance paid = s.performance();
  for (std::string_view rep : {"ana", "ben"}) {
    const PeriodTotals now = paid.totals(s.actor(rep), month("2026-01"));
    EXPECT_TRUE(now.closes.is_zero());
    EXPECT_EQ(now.revenue_minor, 0);
    EXPECT_EQ(now.commission_minor, 0);
    EXPECT_EQ(now.dials, 0U);
    EXPECT_EQ(now.warm, 0U);
    const ActorRow& row = s.state().actor(s.actor(rep));
    EXPECT_EQ(row.contacts, 0U);
    EXPECT_EQ(row.open, 0U);
    EXPECT_EQ(row.callbacks, 0U);
  }
  EXPECT_TRUE(paid.pending(s.now()).empty());
  EXPECT_TRUE(paid.lines().empty());
  EXPECT_TRUE(paid.statement(s.actor("ana"), month("2026-01"), s.now()).lines.empty());
  EXPECT_EQ(s.state().organisation().pending, before.organisation().pending);
  EXPECT_TRUE(refuses(s.undo(), Rule::import_not_open));
  // The keys are free, the name is not.
  EXPECT_TRUE(refuses(s.give(commands::BeginImport{.actor = "imp", .batch = "crm"}), Rule::import_known));
  EXPECT_TRUE(accepts(s.give(commands::RegisterContact{.actor = "root", .key = "c", .rep = "ben"}),
                      Rule::assigned_explicitly));
  EXPECT_EQ(s.assignee_of("c"), "ben");
  EXPECT_EQ(s.contact("c").cycle, 2U);
  EXPECT_EQ(s.claimant_of("c"), "");
  EXPECT_TRUE(
      accepts(s.give(commands::LogInterest{.actor = "ben", .contact = "c"}), Rule::claim_established));
  s.expect_replays();
}

TEST(Imports, WhatWasUsedIsNotUndone) {
  Bringing s;
  s.bring_contact("c", "ana");
  s.end();
  s.give(commands::AddNote{.actor = "ana", .contact = "c", .personal = as_bytes("n")});
  const Position note = s.last().position;
  s.give(commands::Release{.actor = "ana", .contact = "c"});
  const Outcome outcome = s.undo();
  EXPECT_TRUE(refuses(outcome, Rule::import_in_use));
  EXPECT_EQ(s.name(outcome.winner), "ana");
  EXPECT_EQ(outcome.winning_position, note);
}

// Neither a refusal nor what falls due by itself is a use.
TEST(Imports, WhatNobodyUsedIsUndone) {
  Bringing s;
  s.bring_contact("c", "ana");
  s.bring(commands::MarkNotInterested{.actor = "ana", .contact = "c"}, "2025-03-01T10:00:00Z");
  s.end();
  EXPECT_TRUE(
      refuses(s.give(commands::MarkNotInterested{.actor = "ben", .contact = "c"}), Rule::not_assigned));
  EXPECT_EQ(s.state_of("c"), "new");  // recycled
  EXPECT_TRUE(accepts(s.undo()));
  s.expect_replays();
}

TEST(Imports, AnImportOnAnImportIsUndoneLastFirst) {
  Bringing s;
  s.bring_contact("c", "ana");
  s.give(commands::BeginImport{.actor = "imp", .batch = "second"});
  s.bring(commands::LogInterest{.actor = "ana", .contact = "c"}, "2025-03-05T10:00:00Z", "second");
  EXPECT_TRUE(refuses(s.undo("crm"), Rule::import_in_use));
  EXPECT_TRUE(accepts(s.undo("second")));
  EXPECT_EQ(s.claimant_of("c"), "");
  EXPECT_TRUE(accepts(s.undo("crm")));
  s.expect_replays();
}

TEST(Imports, RegisterNobodyWhoDecides) {
  Bringing s;
  EXPECT_TRUE(accepts(s.bring(commands::RegisterActor{.actor = "imp", .key = "old rep", .roles = Role::rep},
                              "2019-01-01T09:00:00Z")));
  for (Roles roles :
       {Roles(Role::manager), Roles(Role::admin), Roles(Role::importer), Roles(Role::finance)}) {
    EXPECT_TRUE(refuses(s.bring(commands::RegisterActor{.actor = "root", .key = "eve", .roles = roles},
                                "2019-01-01T09:00:00Z"),
                        Rule::import_grants_too_much));
    EXPECT_TRUE(refuses(
        s.bring(commands::ChangeActor{.actor = "root", .rep = "ana", .roles = roles}, "2019-01-01T09:00:00Z"),
        Rule::import_grants_too_much));
  }
  EXPECT_TRUE(refuses(
      s.bring(commands::ChangeActor{.actor = "root", .rep = "root", .active = false}, "2019-01-01T09:00:00Z"),
      Rule::import_grants_too_much));
  EXPECT_TRUE(accepts(s.bring(commands::ChangeActor{.actor = "root", .rep = "old rep", .active = false},
                              "2020-01-01T09:00:00Z")));
}

TEST(OpeningBalances, AreSignedOffOnceAndShown) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  s.add_actor("fin", Role::finance);
  const OpeningBalance all[] = {
      {.kind = BalanceKind::year_to_date, .amount = eur(120000)},
      {.kind = BalanceKind::draw_debt, .amount = eur(5000)},
      {.kind = BalanceKind::quota_to_date, .amount = {}, .closes = 3},
  };
  const Command balance = commands::SetOpeningBalance{
      .actor = "fin", .rep = "ana", .balances = all, .period = month("2026-01"), .document = "B-1"};
  EXPECT_TRUE(refuses(s.give(commands::SetOpeningBalance{
                          .actor = "fin", .rep = "ana", .balances = all, .period = month("2025-12")}),
                      Rule::period_already_closed));
  EXPECT_TRUE(refuses(s.give(commands::SetOpeningBalance{
                          .actor = "fin", .rep = "fin", .balances = all, .period = month("2026-01")}),
                      Rule::rep_not_a_rep));
  EXPECT_TRUE(accepts(s.give(balance)));
  EXPECT_TRUE(refuses(s.give(balance), Rule::opening_balance_stands));
  Performance performance;
  for (const Event& event : s.events()) ASSERT_TRUE(performance.apply(event));
  const ActorId ana = s.actor("ana");
  const Statement statement = performance.statement(ana, month("2026-01"), s.now());
  EXPECT_EQ(statement.commission_year_to_date, eur(120000));
  ASSERT_EQ(statement.openings.size(), 3U);
  EXPECT_EQ(statement.openings[1].amount, eur(5000));
  EXPECT_EQ(performance.zone(ana, month("2026-01"), at("2026-02-01T09:00:00Z")), QuotaZone::green);
  EXPECT_TRUE(performance.statement(ana, month("2026-02"), s.now()).openings.empty());
  EXPECT_EQ(performance.statement(ana, month("2026-02"), s.now()).commission_year_to_date, eur(120000));
}

}  // namespace
}  // namespace firstlog_test
