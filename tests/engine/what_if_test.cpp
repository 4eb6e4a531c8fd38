// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The same work under other rules: what is held fixed, what is decided again, and what it comes to.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "firstlog/engine/records.hpp"
#include "firstlog/engine/what_if.hpp"
#include "firstlog/views/claim.hpp"
#include "support/engine_world.hpp"
#include "support/paid_world.hpp"

namespace firstlog_test {
namespace {

constexpr std::string_view same_rules = "{}";

std::vector<TestRow> rows_of(Engine& engine) {
  Rows rows;
  must(engine.read_commits("acme", Position(1), rows));
  return std::move(rows.rows);
}
EventLog events_of(Engine& engine) {
  EventLog events;
  CommitReader reader;
  for (const TestRow& row : rows_of(engine)) {
    must(reader.open(row.view()));
    Event event;
    for (std::uint32_t i = 0; i < reader.event_count(); ++i)
      if (reader.event(i, event)) events.add(event);
  }
  return events;
}

// Event by event, but for the policies' own text: how far clocks are believed stands in it.
::testing::AssertionResult same_history(Engine& a, Engine& b) {
  const EventLog one = events_of(a);
  const EventLog other = events_of(b);
  for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
    Event x = one[i];
    Event y = other[i];
    x.document = y.document = {};
    if (!same_event(x, y))
      return ::testing::AssertionFailure() << "position " << x.position.number() << ": " << name_of(x.kind)
                                           << " at " << x.recorded_at.to_string() << " and "
                                           << name_of(y.kind) << " at " << y.recorded_at.to_string();
  }
  if (one.size() != other.size())
    return ::testing::AssertionFailure() << one.size() << " events and " << other.size();
  return ::testing::AssertionSuccess();
}

constexpr std::string_view reps[] = {"ana", "bob", "cleo"};

// Commands of all kinds about few contacts, at all hours, by whoever may and may not. `own_positions`: some
// correct what an earlier one left, which only makes sense within one history.
class RandomWork {
 public:
  RandomWork(std::uint64_t seed, bool own_positions) : random_(seed), own_positions_(own_positions) {}

  // A list of commands for one commit; views what this object keeps.
  std::vector<Command> next(Instant now) {
    std::vector<Command> commands;
    const int count = 1 + pick(3);
    for (int i = 0; i < count; ++i) commands.push_back(one(now));
    return commands;
  }
  void learn(const Outcome& outcome) {
    if (outcome.position.present()) positions_.push_back(outcome.position);
    if (outcome.deal.present()) deals_.push_back(outcome.deal);
  }
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

 private:
  std::string_view contact() {
    return contacts_[static_cast<std::size_t>(pick(static_cast<int>(contacts_.size())))];
  }
  std::string_view rep() { return reps[static_cast<std::size_t>(pick(3))]; }

  Command one(Instant now) {
    const std::string_view who = rep();
    const std::string_view where = contact();
    const Instant due = now + Duration::hours(1 + pick(200));
    const Money amount = eur(100'00 + 100 * pick(5000));
    switch (pick(own_positions_ ? 22 : 18)) {
      case 0:
        return commands::RegisterContact{
            .actor = "root", .key = where, .rep = pick(3) == 0 ? ActorRef() : who};
      case 1:
        return commands::Assign{.actor = "root", .contact = where, .rep = who, .with_claim = pick(3) == 0};
      case 2: return commands::Release{.actor = who, .contact = where};
      case 3: return commands::Take{.actor = who, .contact = where};
      case 4: return commands::ScheduleCallback{.actor = who, .contact = where, .due = due};
      case 5: return commands::MarkNotInterested{.actor = who, .contact = where};
      case 6:
        return commands::LogActivity{.actor = who, .contact = where, .disposition = Disposition::connect};
      case 7: return commands::AddNote{.actor = who, .contact = where, .personal = as_bytes("words")};
      case 8: return commands::Reopen{.actor = "root", .contact = where, .reason = "again"};
      case 9: return commands::Hold{.actor = "root", .contact = where, .reason = "wait", .due = due};
      case 10:
      case 11: return commands::LogClose{.actor = who, .contact = where, .amount = amount};
      case 12:
      case 13: return commands::Approve{.actor = "root", .contact = where, .amount = amount};
      case 14: return commands::OpenDeal{.actor = who, .contact = where};
      case 18:
        return commands::Retract{
            .actor = "root", .contact = where, .refers_to = position(), .reason = "false"};
      case 19:
        return commands::AmendClose{.actor = "root", .contact = where, .deal = deal(), .amount = amount};
      case 20:
        return commands::Reverse{
            .actor = "root", .contact = where, .reason = "refund", .deal = deal(), .amount = amount};
      case 21:
        return commands::RevokeApproval{.actor = "root", .contact = where, .reason = "error", .deal = deal()};
      default: return commands::LogInterest{.actor = who, .contact = where};
    }
  }
  Position position() {
    return positions_.empty()
               ? Position(1)
               : positions_[static_cast<std::size_t>(pick(static_cast<int>(positions_.size())))];
  }
  DealId deal() {
    return deals_.empty() ? DealId()
                          : deals_[static_cast<std::size_t>(pick(static_cast<int>(deals_.size())))];
  }

  std::mt19937_64 random_;
  const bool own_positions_;
  const std::vector<std::string> contacts_ = {"c1", "c2", "c3", "c4", "c5", "c6"};
  std::vector<Position> positions_;
  std::vector<DealId> deals_;
};

void staff(World& world, const Policy& policy) {
  world.found(policy);
  for (const std::string_view rep : reps) world.actor(rep, Role::rep);
  for (const char* key : {"c1", "c2", "c3"}) world.contact(key, reps[static_cast<std::size_t>(key[1] - '1')]);
}

Policy with_windows(ClaimBy claim_by, int days) {
  Policy policy = euro_policy();
  policy.claim_by = claim_by;
  for (PipelineState& state : policy.pipeline.states) state.protection_days = days;
  policy.release = {.idle_days = 9, .stage_days = 30, .overdue_days = 2, .first_contact_hours = 100};
  return policy;
}

// Under the rules that held, the same commands at the same times leave the same journal, whatever was in it.
TEST(WhatIfOfTheSameRules, IsWhatHappened) {
  for (std::uint64_t seed = test_seed(1), end = seed + 12; seed < end; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world;
    staff(world, with_windows(seed % 2 == 0 ? ClaimBy::any_rep : ClaimBy::assignee_or_pool, 12));
    RandomWork work(seed, true);
    const std::string second = policy_to_json(with_windows(ClaimBy::any_rep, 5));
    for (int step = 0; step < 250; ++step) {
      world.clock.pass(Duration::minutes(1 + work.pick(900)));
      if (step == 120) world.give(commands::AdoptPolicy{.actor = "root", .document = second});
      if (step == 180) world.give(commands::Depart{.actor = "root", .rep = "cleo", .reason = "left"});
      const std::vector<Command> commands = work.next(world.clock.now());
      std::vector<Outcome> outcomes(commands.size());
      must(world.engine().submit("acme", commands, outcomes));
      for (const Outcome& outcome : outcomes) work.learn(outcome);
    }
    const WhatIf same = must(world.engine().what_if("acme", "root", {.change = same_rules}));
    EXPECT_TRUE(same_history(world.engine(), *same.engine));
    EXPECT_TRUE(same.contacts.empty());
    EXPECT_TRUE(same.pay.empty());
    EXPECT_TRUE(same.periods.empty());
    for (const WhatIfAnswer& one : same.answers)
      ADD_FAILURE() << name_of(one.command) << " at " << one.position.number() << ": " << name_of(one.rule)
                    << " " << one.winner_key << " and " << name_of(one.would_be_rule) << " "
                    << one.would_be_winner_key;
    EXPECT_EQ(same.passed_over, 0U);
    EXPECT_GT(same.commands, 250U);
    EXPECT_EQ(same.paid, same.would_pay);
    EXPECT_EQ(same.claims, same.would_be_claims);
    EXPECT_TRUE(same.difference.is_zero());
    EXPECT_EQ(same.as_of, must(world.engine().head("acme")).position);
  }
}

// Opening balances, shares, corrections, disputes, payouts, a freeze and what posts behind it; a history that
// was brought in and taken back, and a clock that jumped.
TEST(WhatIfOfTheSameRules, IsWhatHappenedToMoneyAndImports) {
  PaidWorld world("GBP", "Europe/London");
  world.january();
  world.february();
  world.actor("imre", Role::importer);
  for (const char* batch : {"old", "wrong"}) {
    const std::string key = std::string("from ") + batch;
    auto brought = [&](const Command& command, std::uint64_t row, std::string_view then) {
      world.done(commands::Imported{
          .command = command, .batch = batch, .row = row, .importer = "imre", .occurred_at = at(then)});
    };
    world.done(commands::BeginImport{.actor = "imre", .batch = batch});
    brought(commands::RegisterContact{.actor = "root", .key = key, .rep = "ana"}, 1, "2025-11-03T09:00:00Z");
    brought(commands::LogInterest{.actor = "ana", .contact = key}, 2, "2025-11-04T09:00:00Z");
    world.done(commands::EndImport{.actor = "imre", .batch = batch});
  }
  world.done(commands::UndoImport{.actor = "root", .batch = "wrong", .reason = "mistake"});
  world.clock.pass(Duration::hours(24 * 100));
  world.give(commands::ConfirmClock{.actor = "root"});
  world.done(commands::AddNote{.actor = "ana", .contact = "from old", .personal = as_bytes("words")});
  const WhatIf same = must(world.engine().what_if("acme", "root", {.change = same_rules}));
  for (const WhatIfAnswer& one : same.answers)
    ADD_FAILURE() << name_of(one.command) << " at " << one.position.number() << ": "
                  << name_of(one.would_be_rule);
  EXPECT_TRUE(same.contacts.empty() && same.pay.empty() && same.periods.empty());
  EXPECT_EQ(same.passed_over, 0U);
  EXPECT_EQ(must(same.engine->disputes("acme", "root")).size(), 3U);
  EXPECT_EQ(must(same.engine->statement("acme", "root", "ana", month("2026-01"))).total,
            must(world.engine().statement("acme", "root", "ana", month("2026-01"))).total);
}

// The oracle: an organisation that had lived by the other rules from its first day, and been told the same.
// Each commit begins with a note that both record: what is due is entered where a command is, and one that
// only one of the two could read is in no journal.
TEST(WhatIfOfOtherRules, IsTheOrganisationThatHadThem) {
  int moved = 0;
  for (std::uint64_t seed = test_seed(100), end = seed + 12; seed < end; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World happened;
    World other;
    Policy rules = with_windows(ClaimBy::any_rep, 4);
    rules.protection_warning_days = 1;
    rules.plan.tiers = {{0, Rate::of(1, 10)}, {200'00, Rate::of(1, 5)}};
    staff(happened, with_windows(ClaimBy::assignee_or_pool, 20));
    staff(other, rules);
    RandomWork work(seed, false);
    for (int step = 0; step < 250; ++step) {
      const Duration pause = Duration::minutes(1 + work.pick(900));
      happened.clock.pass(pause);
      other.clock.set(happened.clock.now());
      std::vector<Command> commands = work.next(happened.clock.now());
      commands.insert(commands.begin(),
                      commands::AddNote{.actor = "root", .contact = "c1", .personal = as_bytes("words")});
      std::vector<Outcome> outcomes(commands.size());
      must(happened.engine().submit("acme", commands, outcomes));
      must(other.engine().submit("acme", commands, outcomes));
    }
    const std::string document = policy_to_json(rules);
    const WhatIf what_if = must(happened.engine().what_if("acme", "root", {.document = document}));
    EXPECT_TRUE(same_history(other.engine(), *what_if.engine));
    // What is listed is what the two differ in.
    std::size_t contacts = 0;
    for (const char* key : {"c1", "c2", "c3", "c4", "c5", "c6"}) {
      auto row = [&](World& world) {
        const Result<ContactRecord> record = world.engine().contact("acme", key);
        return record ? record->state + "/" + record->claimant_key + "/" + record->assignee_key + "/" +
                            std::to_string(record->cycle)
                      : std::string();
      };
      contacts += row(happened) != row(other) ? 1 : 0;
    }
    EXPECT_EQ(what_if.contacts.size(), contacts);
    std::int64_t difference = 0;
    for (const std::string_view rep : {"root", "ana", "bob", "cleo"})
      for (const char* period : {"2026-01", "2026-02", "2026-03", "2026-04"}) {
        auto earned = [&](World& world) {
          return must(world.engine().statement("acme", "root", rep, month(period))).commission.minor_units();
        };
        difference += earned(other) - earned(happened);
      }
    EXPECT_EQ(what_if.difference, eur(difference));
    auto sum = [](const auto& rows) {
      std::int64_t minor = 0;
      for (const auto& row : rows) minor += row.difference.minor_units();
      return eur(minor);
    };
    EXPECT_EQ(sum(what_if.pay), what_if.difference);
    EXPECT_EQ(sum(what_if.periods), what_if.difference);
    moved += what_if.pay.empty() ? 0 : 1;
  }
  EXPECT_GT(moved, 6) << "the seeds make no difference";
}

// Worked by hand. Ben's contact; Ana logs first, and only where any rep may claim is hers the credit.
TEST(WhatIf, SaysWhoWouldHaveOwnedAndBeenPaid) {
  World world;
  world.small_team();
  world.give(commands::LogInterest{.actor = "ana", .contact = "garage"});
  world.clock.pass(Duration::hours(1));
  world.give(commands::LogInterest{.actor = "bob", .contact = "garage"});
  world.give(commands::LogClose{.actor = "bob", .contact = "garage", .amount = eur(1800'00)});
  world.give(commands::Approve{.actor = "root", .contact = "garage", .amount = eur(1800'00)});
  const Digest before = must(world.engine().head("acme")).hash;

  const WhatIf what_if =
      must(world.engine().what_if("acme", "root", {.change = R"({"claim_by": "any_rep"})"}));
  ASSERT_EQ(what_if.contacts.size(), 1U);
  EXPECT_EQ(what_if.contacts[0].contact_key, "garage");
  EXPECT_EQ(what_if.contacts[0].claimant_key, "bob");
  EXPECT_EQ(what_if.contacts[0].would_be_claimant_key, "ana");
  EXPECT_EQ(what_if.contacts[0].assignee_key, what_if.contacts[0].would_be_assignee_key);
  EXPECT_EQ(what_if.contacts[0].would_be_state, "verified_close");
  ASSERT_EQ(what_if.pay.size(), 2U);
  EXPECT_EQ(what_if.pay[0].rep_key, "ana");
  EXPECT_EQ(what_if.pay[0].contact_key, "garage");
  EXPECT_EQ(what_if.pay[0].paid, eur(0));
  EXPECT_EQ(what_if.pay[0].would_pay, eur(270'00));
  EXPECT_EQ(what_if.pay[1].rep_key, "bob");
  EXPECT_EQ(what_if.pay[1].difference, eur(-270'00));
  ASSERT_EQ(what_if.periods.size(), 2U);
  EXPECT_EQ(what_if.periods[0].period, month("2026-01"));
  EXPECT_EQ(what_if.periods[0].would_be_closes, CloseCount::one());
  EXPECT_EQ(what_if.periods[1].closes, CloseCount::one());
  EXPECT_TRUE(what_if.difference.is_zero());
  ASSERT_EQ(what_if.answers.size(), 4U) << "both entries; close and approval keep another claim";
  EXPECT_EQ(what_if.answers[0].verdict, Verdict::contested);
  EXPECT_EQ(what_if.answers[0].actor_key, "ana");
  EXPECT_EQ(what_if.answers[0].would_be_verdict, Verdict::accepted);
  EXPECT_EQ(what_if.answers[0].would_be_winner_key, "ana");
  EXPECT_EQ(what_if.answers[1].verdict, Verdict::accepted);
  EXPECT_EQ(what_if.answers[1].winner_key, "bob");
  EXPECT_EQ(what_if.answers[1].would_be_winner_key, "ana");
  // The other history answers whatever an engine answers.
  EXPECT_EQ(must(what_if.engine->explain_claim("acme", "garage")).contenders.size(), 2U);
  EXPECT_EQ(must(what_if.engine->statement("acme", "ana", "ana")).commission, eur(270'00));
  EXPECT_EQ(must(world.engine().head("acme")).hash, before) << "nothing was written";

  const WhatIf short_list = must(
      world.engine().what_if("acme", "root", {.change = R"({"claim_by": "any_rep"})", .answers_max = 1}));
  EXPECT_EQ(short_list.answers.size(), 1U);
  EXPECT_EQ(short_list.answers_left_out, 3U);
}

// A window that lapses by itself, with nobody's command in between: 30 days from 5 January end with 4
// February.
TEST(WhatIf, AWindowLapsesAsIfItHadBeenThere) {
  World world;
  world.small_team();
  world.give(commands::LogInterest{.actor = "ana", .contact = "bakery"});
  world.clock.set("2026-02-06T09:00:00Z");
  world.give(commands::ConfirmClock{.actor = "root"});
  world.give(commands::Assign{.actor = "root", .contact = "bakery", .rep = "bob"});
  world.give(commands::LogInterest{.actor = "bob", .contact = "bakery"});
  EXPECT_EQ(must(world.engine().contact("acme", "bakery")).claimant_key, "ana");
  auto owner = [&](int days) {
    const std::string change = R"({"pipeline": {"states": [{"name": "interested", "protection_days": )" +
                               std::to_string(days) + "}]}}";
    const WhatIf what_if = must(world.engine().what_if("acme", "root", {.change = change}));
    return must(what_if.engine->contact("acme", "bakery")).claimant_key;
  };
  EXPECT_EQ(owner(30), "bob");
  EXPECT_EQ(owner(60), "ana");
}

// What corrects an entry that would never have been made has nothing to correct.
TEST(WhatIf, PassesOverWhatRefersToNothing) {
  World world;
  Policy policy = euro_policy();
  policy.claim_by = ClaimBy::any_rep;
  world.small_team(policy);
  world.give(commands::LogInterest{.actor = "bob", .contact = "garage"});
  const Outcome callback = world.give(commands::ScheduleCallback{
      .actor = "bob", .contact = "garage", .due = world.clock.now() + Duration::hours(24 * 40)});
  ASSERT_EQ(callback.verdict, Verdict::accepted);
  ASSERT_EQ(world
                .give(commands::Retract{
                    .actor = "root", .contact = "garage", .refers_to = callback.position, .reason = "false"})
                .verdict,
            Verdict::accepted);
  const WhatIf what_if =
      must(world.engine().what_if("acme", "root", {.change = R"({"callback_horizon_days": 10})"}));
  EXPECT_EQ(what_if.passed_over, 1U);
  ASSERT_EQ(what_if.answers.size(), 2U);
  EXPECT_EQ(what_if.answers[0].would_be_verdict, Verdict::refused);
  EXPECT_EQ(what_if.answers[1].command, CommandKind::retract);
  EXPECT_EQ(what_if.answers[1].would_be_verdict, Verdict::undecided);
  EXPECT_TRUE(what_if.contacts.empty());
}

// Positions and deals of the two histories differ; what a command refers to is the same thing in both.
TEST(WhatIf, FollowsWhatACommandRefersTo) {
  World world;
  world.small_team();
  world.give(commands::RegisterContact{.actor = "root", .key = "shop", .niche = "food"});
  // Out of the pool, and the first deal; under the other rules it is bob's, and no deal.
  world.give(commands::LogClose{.actor = "ana", .contact = "shop", .amount = eur(500'00)});
  const Outcome close =
      world.give(commands::LogClose{.actor = "ana", .contact = "bakery", .amount = eur(100'00)});
  world.give(
      commands::Approve{.actor = "root", .contact = "bakery", .amount = eur(100'00), .deal = close.deal});
  const Outcome reversal = world.give(commands::Reverse{
      .actor = "root", .contact = "bakery", .reason = "refund", .deal = close.deal, .amount = eur(40'00)});
  world.give(commands::Reinstate{.actor = "root",
                                 .contact = "bakery",
                                 .refers_to = reversal.position,
                                 .deal = close.deal,
                                 .amount = eur(10'00)});
  world.give(commands::Approve{.actor = "root", .contact = "shop", .amount = eur(500'00), .deal = DealId(1)});
  EXPECT_EQ(close.deal, DealId(2));
  const WhatIf what_if = must(world.engine().what_if(
      "acme", "root",
      {.change =
           R"({"assignment": [{"name": "food", "niche": "food", "rep": "bob"}], "journal_refusals": false})"}));
  EXPECT_EQ(must(what_if.engine->deals("acme", "bakery")).at(0).id, DealId(1));
  ASSERT_EQ(what_if.pay.size(), 1U) << "the bakery's is paid the same, by deals and positions of its own";
  EXPECT_EQ(what_if.pay[0].contact_key, "shop");
  EXPECT_EQ(what_if.pay[0].difference, eur(-75'00));
  EXPECT_EQ(what_if.would_pay, eur(10'50));
  EXPECT_EQ(what_if.passed_over, 1U) << "the approval of the deal that is none";
}

TEST(WhatIf, RefusesWhatItCannotTry) {
  World world;
  world.small_team();
  auto status = [&](ActorRef viewer, const WhatIfRules& rules) {
    const Result<WhatIf> tried = world.engine().what_if("acme", viewer, rules);
    return tried ? std::string("ok")
                 : std::string(tried.error().place.view()) + ": " + std::string(tried.error().reason.view());
  };
  EXPECT_EQ(world.engine().what_if("acme", "nobody", {.change = same_rules}).status(), Status::not_found);
  EXPECT_EQ(world.engine().what_if("acme", "ana", {.change = same_rules}).status(), Status::invalid_argument);
  EXPECT_EQ(world.engine().what_if("empty", "root", {.change = same_rules}).status(), Status::not_found);
  EXPECT_EQ(status("root", {}).substr(0, 6), "rules:");
  EXPECT_EQ(status("root", {.document = "{}", .change = "{}"}).substr(0, 6), "rules:");
  EXPECT_EQ(status("root", {.change = R"({"claim_for": 1})"}), "policy.claim_for: there is no such member");
  EXPECT_EQ(status("root", {.change = "[]"}), "change: is not an object");
  EXPECT_EQ(status("root", {.change = R"({"plan": {"currency": "GBP"}})"}),
            "policy.plan.currency: the journal's amounts are in another currency");
  EXPECT_EQ(status("root", {.document = R"({"plan": {"currency": "XXX"}})"}).substr(0, 20),
            "policy.plan.currency");
}

}  // namespace
}  // namespace firstlog_test
