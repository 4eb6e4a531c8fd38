// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// No rule is dead: each one that a decision can name is reached by a minimal command.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

#include "core/reached.hpp"
#include "support/letter_collator.hpp"

namespace firstlog_test {
namespace {

// The same, and an import "b" under way.
struct Bringing : Office {
  explicit Bringing(Policy policy = euro_policy()) : Office(std::move(policy)) {
    add_actor("imp", Role::importer);
    give(commands::BeginImport{.actor = "imp", .batch = "b"});
  }
  Outcome bring(const Command& command, Instant at) {
    return give(commands::Imported{
        .command = command, .batch = "b", .row = ++row, .importer = "imp", .occurred_at = at});
  }
  Outcome bring(const Command& command) { return bring(command, now() - Duration::hours(1)); }
  std::uint64_t row = 0;
};

const Reached reached[] = {
    {Rule::field_missing, [] { return Office().give(commands::Take{.actor = "ana"}); }},
    {Rule::field_malformed,
     [] { return Office().give(commands::RegisterContact{.actor = "root", .key = "a\tb"}); }},
    {Rule::field_not_allowed,
     [] {
       Command take = commands::Take{.actor = "ana", .contact = "c"};
       take.given.add(Field::confirm);
       return Office().give(take);
     }},
    {Rule::organisation_not_founded,
     [] {
       Events events;
       return decide(State(), commands::Advance{.actor = "root"}, CompiledPolicy(), Instant(), events);
     }},
    {Rule::organisation_already_founded,
     [] { return Office().give(commands::FoundOrganisation{.actor = "root", .key = "a", .document = "b"}); }},
    {Rule::unknown_actor, [] { return Office().give(commands::Advance{.actor = "x"}); }},
    {Rule::unknown_contact, [] { return Office().give(commands::Take{.actor = "ana", .contact = "x"}); }},
    {Rule::unknown_rep,
     [] { return Office().give(commands::Assign{.actor = "root", .contact = "c", .rep = "x"}); }},
    {Rule::unknown_deal,
     [] {
       Command hold =
           commands::Hold{.actor = "root", .contact = "c", .reason = "r", .due = at("2027-01-01T00:00:00Z")};
       hold.deal = DealId(7);
       hold.given.add(Field::deal);
       return Office().give(hold);
     }},
    {Rule::key_taken, [] { return Office().give(commands::RegisterContact{.actor = "root", .key = "c"}); }},
    {Rule::policy_malformed,
     [] { return Office().give(commands::AdoptPolicy{.actor = "root", .document = "?"}); }},
    {Rule::actor_inactive,
     [] {
       Office s;
       s.give(commands::ChangeActor{.actor = "root", .rep = "ana", .active = false});
       return s.interest("ana");
     }},
    {Rule::role_not_allowed, [] { return Office().interest("mia"); }},
    {Rule::not_assignee, [] { return Office().close("ben"); }},
    {Rule::four_eyes,
     [] {
       Office s;
       s.close("mia");
       return s.approve("mia");
     }},
    {Rule::no_transition, [] { return Office().approve("root"); }},
    {Rule::already_decided,
     [] {
       Office s;
       s.close("ana");
       s.approve("mia");
       return s.approve("root");
     }},
    {Rule::already_logged,
     [] {
       Office s;
       s.interest("ana");
       return s.interest("ana");
     }},
    {Rule::pipeline_not_extended,
     [] {
       Office s;
       Policy other = euro_policy();
       std::swap(other.pipeline.states[5].name, other.pipeline.states[6].name);
       return s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(other));
     }},
    {Rule::effective_in_past,
     [] {
       Office s;
       return s.give(
           commands::AdoptPolicy{.actor = "root", .document = "d", .due = s.now() - Duration::hours(1)},
           s.compile(euro_policy()));
     }},
    {Rule::policy_not_scheduled,
     [] {
       Office s;
       return s.give(commands::CancelPolicy{.actor = "root", .due = s.now() + Duration::hours(1)});
     }},
    {Rule::assignment_leaves_gap,
     [] {
       Office s;
       Policy gapped = euro_policy();
       gapped.assignment_gaps = GapCheck::require;
       gapped.assignment.push_back({.name = "", .niche = "", .from = "B", .to = "", .rep = "ana"});
       return s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(gapped));
     }},
    {Rule::collation_fixed,
     [] {
       static const LetterCollator letters;
       Office s;
       s.give(commands::RegisterContact{.actor = "root", .key = "named", .name = "Baker"});
       Policy sorted = euro_policy();
       sorted.collation = "letters";
       return s.give(commands::AdoptPolicy{.actor = "root", .document = "d"},
                     s.compile(sorted, Zone::utc(), &letters));
     }},
    {Rule::due_not_in_future, [] { return Office().callback("ana", Duration()); }},
    {Rule::beyond_callback_horizon, [] { return Office().callback("ana", Duration::days_of_24_hours(92)); }},
    {Rule::too_many_callbacks,
     [] {
       Office s(with([](Policy& p) { p.callbacks_per_rep = 1; }));
       s.callback("ana", Duration::hours(1));
       s.add_contact("d", "ana");
       return s.give(
           commands::ScheduleCallback{.actor = "ana", .contact = "d", .due = s.now() + Duration::hours(1)});
     }},
    {Rule::interest_needs_connect,
     [] {
       Office s(with([](Policy& p) { p.interest_needs_connect = ConnectCheck::require; }));
       return s.interest("ana");
     }},
    {Rule::amount_not_positive, [] { return Office().close("ana", eur(0)); }},
    {Rule::amount_too_large, [] { return Office().close("ana", eur(10'000'000'000'001)); }},
    {Rule::currency_differs,
     [] {
       Office s;
       s.close("ana", Money::minor(100, currency("USD")));
       return s.approve("root");
     }},
    {Rule::currency_not_of_plan,
     [] {
       Office s;
       s.close("ana", Money::minor(100, currency("USD")));
       return s.approve("root", Money::minor(100, currency("USD")));
     }},
    {Rule::period_not_over,
     [] { return Office().give(commands::ClosePeriod{.actor = "root", .period = month("2026-01")}); }},
    {Rule::period_already_closed,
     [] { return Office().give(commands::ClosePeriod{.actor = "root", .period = month("2025-12")}); }},
    {Rule::period_not_oldest_open,
     [] {
       Office s(with([](Policy& p) { p.freeze_after_working_days = 250; }));
       s.set_clock("2026-03-02T09:00:00Z");
       return s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-02")});
     }},
    {Rule::no_claim_to_credit,
     [] {
       Office s;
       s.give(commands::Release{.actor = "ana", .contact = "c"});
       return s.close("mia");
     }},
    {Rule::rep_inactive,
     [] {
       Office s;
       s.give(commands::ChangeActor{.actor = "root", .rep = "ben", .active = false});
       return s.give(commands::Assign{.actor = "root", .contact = "c", .rep = "ben"});
     }},
    {Rule::rep_not_a_rep,
     [] { return Office().give(commands::Assign{.actor = "root", .contact = "c", .rep = "mia"}); }},
    {Rule::already_assigned, [] { return Office().give(commands::Take{.actor = "ana", .contact = "c"}); }},
    {Rule::locked,
     [] {
       Office s;
       s.callback("ana", Duration::hours(1));
       return s.give(commands::Release{.actor = "ana", .contact = "c"});
     }},
    {Rule::not_assigned,
     [] {
       Office s;
       s.add_contact("d");
       return s.give(commands::MarkNotInterested{.actor = "ana", .contact = "d"});
     }},
    {Rule::first_log_wins,
     [] {
       Office s;
       s.interest("ana");
       return s.interest("ben");
     }},
    {Rule::assignee_only, [] { return Office().interest("ben"); }},
    {Rule::claim_established, [] { return Office().interest("ana"); }},
    {Rule::claim_from_pool,
     [] {
       Office s;
       s.add_contact("d");
       return s.interest("ben", "d");
     }},
    {Rule::claim_kept,
     [] {
       Office s;
       s.interest("ana");
       return s.close("mia");
     }},
    {Rule::assigned_explicitly,
     [] { return Office().give(commands::Assign{.actor = "root", .contact = "c", .rep = "ben"}); }},
    {Rule::assigned_by_niche,
     [] {
       Office s(with([](Policy& p) { p.assignment = {{"bakers", "bakery", "", "", "ana"}}; }));
       return s.give(commands::RegisterContact{.actor = "root", .key = "d", .niche = "bakery"});
     }},
    {Rule::assigned_by_alphabet,
     [] {
       Office s(with([](Policy& p) { p.assignment = {{"A-K", "", "A", "K", "ana"}}; }));
       return s.give(commands::RegisterContact{.actor = "root", .key = "d", .name = "Kzzz"});
     }},
    {Rule::assigned_by_territory,
     [] {
       Office s(with([](Policy& p) { p.assignment = {{"Vienna", "", "", "", "ana", "AT", "9"}}; }));
       return s.give(commands::RegisterContact{.actor = "root", .key = "d", .country = "AT", .region = "9"});
     }},
    {Rule::assigned_by_share,
     [] {
       Office s(with([](Policy& p) {
         p.assignment.resize(1);
         p.assignment[0].reps = {{"ana"}, {"ben"}};
       }));
       return s.give(commands::RegisterContact{.actor = "root", .key = "d"});
     }},
    {Rule::assigned_to_nobody_free,
     [] {
       Office s(with([](Policy& p) {
         p.assignment.resize(1);
         p.assignment[0].reps = {{"ana", 1, 0}, {"nobody"}};
       }));
       return s.give(commands::RegisterContact{.actor = "root", .key = "d"});
     }},
    {Rule::rep_full,
     [] {
       Office s(with([](Policy& p) {
         p.assignment.resize(1);
         p.assignment[0].reps = {{"ben", 1, 0}};
       }));
       s.add_contact("d");
       return s.give(commands::Take{.actor = "ben", .contact = "d"});
     }},
    {Rule::outside_team,
     [] {
       Office s;
       s.add_actor("tea", Role::team_lead);
       s.give(commands::SetTeam{.actor = "root", .rep = "ben", .team = "north", .lead = "tea"});
       return s.give(commands::Assign{.actor = "tea", .contact = "c", .rep = "ben"});
     }},
    {Rule::absence_of_another, [] { return Office().away("ana", "ben"); }},
    {Rule::lead_not_a_lead,
     [] {
       return Office().give(commands::SetTeam{.actor = "root", .rep = "ana", .team = "north", .lead = "ben"});
     }},
    {Rule::rep_absent,
     [] {
       Office s;
       s.away("ben", "ben");
       return s.give(commands::Assign{.actor = "root", .contact = "c", .rep = "ben"});
     }},
    {Rule::before_open_period, [] { return Office().away("ana", "ana", {}, "2025-12-31"); }},
    {Rule::absence_ends_too_soon, [] { return Office().away("ana", "ana", {}, "2026-01-10"); }},
    {Rule::absence_overlaps,
     [] {
       Office s;
       s.away("ana", "ana");
       return s.away("ana", "ana");
     }},
    {Rule::cover_is_the_rep, [] { return Office().away("ana", "ana", "ana"); }},
    {Rule::cover_is_absent,
     [] {
       Office s;
       s.away("ben", "ben");
       return s.away("ana", "ana", "ben");
     }},
    {Rule::no_such_absence,
     [] {
       return Office().give(commands::CancelAbsence{
           .actor = "root", .rep = "ana", .from = day("2026-01-05"), .until = day("2026-01-09")});
     }},
    {Rule::last_manager,
     [] {
       Office s;
       s.give(commands::Depart{.actor = "root", .rep = "mia"});
       return s.give(commands::Depart{.actor = "root", .rep = "root"});
     }},
    {Rule::last_admin,
     [] {
       return Office().give(
           commands::ChangeActor{.actor = "mia", .rep = "root", .roles = Roles(Role::manager)});
     }},
    {Rule::already_departed,
     [] {
       Office s;
       s.give(commands::Depart{.actor = "root", .rep = "ana"});
       return s.give(commands::Depart{.actor = "root", .rep = "ana"});
     }},
    {Rule::successor_is_the_leaver,
     [] {
       static const ActorRef ana[] = {"ana"};
       return Office().give(commands::Depart{.actor = "root", .rep = "ana", .successors = ana});
     }},
    {Rule::assigned_to_nobody,
     [] { return Office().give(commands::RegisterContact{.actor = "root", .key = "d"}); }},
    {Rule::unknown_import, [] { return Office().give(commands::EndImport{.actor = "root", .batch = "b"}); }},
    {Rule::import_known,
     [] {
       Bringing s;
       return s.give(commands::BeginImport{.actor = "imp", .batch = "b"});
     }},
    {Rule::import_not_open,
     [] {
       Bringing s;
       s.give(commands::EndImport{.actor = "imp", .batch = "b"});
       return s.bring(commands::LogInterest{.actor = "ana", .contact = "c"});
     }},
    {Rule::importer_not_allowed,
     [] {
       Bringing s;
       return s.give(commands::Imported{.command = commands::LogInterest{.actor = "ana", .contact = "c"},
                                        .batch = "b",
                                        .row = 1,
                                        .importer = "mia",
                                        .occurred_at = s.now()});
     }},
    {Rule::import_in_future,
     [] {
       Bringing s;
       return s.bring(commands::LogInterest{.actor = "ana", .contact = "c"}, s.now() + Duration::hours(1));
     }},
    {Rule::import_out_of_order,
     [] {
       Bringing s;
       s.bring(commands::LogInterest{.actor = "ana", .contact = "c"}, s.now() - Duration::hours(1));
       return s.bring(commands::MarkNotInterested{.actor = "ana", .contact = "c"},
                      s.now() - Duration::hours(2));
     }},
    {Rule::import_grants_too_much,
     [] {
       Bringing s;
       return s.bring(commands::RegisterActor{.actor = "root", .key = "eve", .roles = Role::manager});
     }},
    {Rule::import_in_use,
     [] {
       Bringing s;
       s.bring(commands::RegisterContact{.actor = "root", .key = "d"});
       s.give(commands::Take{.actor = "ben", .contact = "d"});
       return s.give(commands::UndoImport{.actor = "imp", .batch = "b", .reason = "wrong"});
     }},
    {Rule::import_wrote_elsewhere,
     [] {
       Bringing s;
       s.bring(commands::LogInterest{.actor = "ana", .contact = "c"});
       s.give(commands::AddNote{.actor = "ana", .contact = "c", .personal = as_bytes("rang")});
       return s.give(commands::UndoImport{.actor = "imp", .batch = "b", .reason = "wrong"});
     }},
    {Rule::opening_balance_stands,
     [] {
       Office s;
       const OpeningBalance debt[] = {{.kind = BalanceKind::draw_debt, .amount = eur(1)}};
       const Command balance = commands::SetOpeningBalance{
           .actor = "root", .rep = "ana", .balances = debt, .period = month("2026-01")};
       s.give(balance);
       return s.give(balance);
     }},
    {Rule::live_claim_stands,
     [] {
       Bringing s;
       s.interest("ana");
       return s.bring(commands::LogInterest{.actor = "ben", .contact = "c"}, s.now() - Duration::hours(9));
     }},
    {Rule::claim_from_earlier_import,
     [] {
       Bringing s(with([](Policy& p) { p.claim_by = ClaimBy::any_rep; }));
       s.bring(commands::LogInterest{.actor = "ana", .contact = "c"}, s.now() - Duration::hours(1));
       return s.bring(commands::LogInterest{.actor = "ben", .contact = "c"}, s.now() - Duration::hours(2));
     }},
};

std::vector<Reached> all_reached() {
  std::vector<Reached> all(std::begin(reached), std::end(reached));
  for (const Reached& each : reached_by_corrections()) all.push_back(each);
  for (const Reached& each : reached_by_duplicates()) all.push_back(each);
  for (const Reached& each : reached_of_deals()) all.push_back(each);
  return all;
}

TEST(Rules, EachIsReachedAndAnswersAsItsKind) {
  for (const Reached& each : all_reached()) {
    const Outcome outcome = each.by();
    EXPECT_EQ(name_of(outcome.rule), name_of(each.rule));
    Verdict verdict{};
    switch (row_of(each.rule).kind) {
      case RuleKind::malformed: verdict = Verdict::malformed; break;
      case RuleKind::refusal: verdict = Verdict::refused; break;
      case RuleKind::contest: verdict = Verdict::contested; break;
      default: verdict = Verdict::accepted; break;
    }
    EXPECT_EQ(name_of(outcome.verdict), name_of(verdict)) << name_of(each.rule);
  }
}

// By a due transition, not by a command.
TEST(Rules, TheExcludedPreviousAssigneeIsReached) {
  Policy policy = euro_policy();
  policy.recycle_excludes_previous = true;
  policy.assignment = {{"A-Z", "", "A", "Z", "ana"}};
  Office s(std::move(policy));
  s.give(commands::RegisterContact{.actor = "root", .key = "d", .name = "Dax"});
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "d"});
  s.advance_to("2026-06-01T00:00:00Z");
  EXPECT_EQ(s.contact("d").assigned_by, Rule::assigned_on_recycle_excluded);
}

// By what a command leaves on others' contacts.
TEST(Rules, HandingOnIsReached) {
  Office s;
  s.give(commands::Depart{.actor = "root", .rep = "ana"});
  EXPECT_EQ(s.contact("c").assigned_by, Rule::assigned_on_departure);
}

TEST(Rules, NoneIsDead) {
  // Those of idempotency keys are answered before anything is decided.
  std::set<Rule> seen{Rule::none,
                      Rule::idempotency_key_reused,
                      Rule::sequence_passed,
                      Rule::assigned_on_recycle_excluded,
                      Rule::assigned_by_merge,
                      Rule::assigned_on_departure};
  // Those that only time brings: timers_test.cpp, silence_test.cpp.
  for (const Rule rule : {Rule::claim_window_over, Rule::released_idle, Rule::released_stage,
                          Rule::released_overdue, Rule::released_first_contact,
                          Rule::released_failed_attempts, Rule::approved_by_silence, Rule::silence_ended})
    seen.insert(rule);
  for (const Reached& each : all_reached()) seen.insert(each.rule);
  for (const RuleRow& row : rule_rows) EXPECT_TRUE(seen.count(row.rule) == 1) << row.name;
}

TEST(Rules, NumbersAndNamesAreUniqueAndRise) {
  const RuleRow* before = nullptr;
  std::set<std::string_view> names;
  for (const RuleRow& row : rule_rows) {
    if (before != nullptr) {
      EXPECT_LT(before->rule, row.rule) << row.name << ": the order is the order of precedence";
    }
    before = &row;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.sentence.empty()) << row.name;
    EXPECT_EQ(&row_of(row.rule), &row);
  }
  EXPECT_EQ(row_of(static_cast<Rule>(9999)).rule, Rule::none);
}

// Where two rules speak against a command, the answer names the lower number.
TEST(Precedence, TheFirstRuleOfTheTableIsNamed) {
  {
    Office s(with([](Policy& p) { p.interest_needs_connect = ConnectCheck::require; }));
    EXPECT_TRUE(refuses(s.close("ana", eur(0)), Rule::interest_needs_connect));
    EXPECT_TRUE(refuses(s.callback("ana", Duration()), Rule::due_not_in_future));
  }
  {
    Office s;
    s.close("ana", eur(100));
    EXPECT_TRUE(refuses(s.approve("root", Money::minor(0, currency("USD"))), Rule::amount_not_positive));
    EXPECT_TRUE(refuses(s.approve("root", Money::minor(5, currency("USD"))), Rule::currency_differs));
    EXPECT_TRUE(
        refuses(s.approve("root", Money::minor(5, currency("USD")), true), Rule::currency_not_of_plan));
    EXPECT_TRUE(refuses(s.approve("root", Money::minor(10'000'000'000'001, currency("USD"))),
                        Rule::currency_differs));
    EXPECT_TRUE(refuses(s.close("ben"), Rule::not_assignee)) << "before no_transition";
    EXPECT_TRUE(refuses(s.close("mia"), Rule::no_transition)) << "a manager closes for anybody";
    EXPECT_TRUE(refuses(s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-07")}),
                        Rule::period_not_over));
    s.give(commands::ChangeActor{.actor = "root", .rep = "mia", .active = false});
    EXPECT_TRUE(refuses(s.interest("mia"), Rule::actor_inactive)) << "before role_not_allowed";
    EXPECT_TRUE(
        refuses(s.give(commands::Assign{.actor = "root", .contact = "c", .rep = "mia"}), Rule::rep_inactive));
  }
  {
    Office s;
    s.give(commands::Release{.actor = "ana", .contact = "c"});
    EXPECT_TRUE(refuses(s.close("mia", eur(0)), Rule::amount_not_positive));
    EXPECT_TRUE(refuses(s.close("mia", eur(1)), Rule::no_claim_to_credit));
  }
}

}  // namespace
}  // namespace firstlog_test
