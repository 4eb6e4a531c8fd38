// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// An import that wrote on contacts of others is undone where nobody wrote there since (DOMAIN 14): what stays
// is what would be there if it had never been. The oracle is that: the same journal without its commands.
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/views/claim.hpp"
#include "firstlog/views/departure.hpp"
#include "firstlog/views/performance.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

constexpr std::string_view imports[] = {"crm", "calls", "invoices"};

Policy undo_policy(bool any_rep, bool timers) {
  Policy policy = euro_policy();
  if (any_rep) policy.claim_by = ClaimBy::any_rep;
  if (timers) {
    policy.release.idle_days = 30;
    for (PipelineState& state : policy.pipeline.states)
      if (state.name == "interested") state.protection_days = 60;
  }
  return policy;
}

// Reps ana and ben, live contacts "live0" to "live2", the three imports begun; the clock stands at
// 2026-01-20.
struct Undoing : Scenario {
  explicit Undoing(Policy policy = undo_policy(true, false)) : Scenario(std::move(policy)) {
    add_actor("ana", Role::rep);
    add_actor("ben", Role::rep);
    add_actor("imp", Role::importer);
    add_contact("live0", "ana");
    add_contact("live1");
    add_contact("live2", "ben");
    set_clock("2026-01-20T09:00:00Z");
    for (std::string_view batch : imports)
      EXPECT_TRUE(accepts(give(commands::BeginImport{.actor = "imp", .batch = batch, .mapping = "m"})));
  }
  Outcome bring(std::string_view batch, const Command& command, Instant when, std::uint64_t row = 1) {
    return give(commands::Imported{
        .command = command, .batch = batch, .row = row, .importer = "imp", .occurred_at = when});
  }
  Outcome bring(std::string_view batch, const Command& command, std::string_view when,
                std::uint64_t row = 1) {
    return bring(batch, command, at(when), row);
  }
  Outcome undo(std::string_view batch) {
    return give(commands::UndoImport{.actor = "imp", .batch = batch, .reason = "wrong"});
  }
  Performance performance() const {
    Performance all;
    for (const Event& event : events()) EXPECT_TRUE(all.apply(event));
    return all;
  }
  std::vector<Event> history_of(std::string_view key) const {
    std::vector<Event> all;
    for (const Event& event : events())
      if (event.contact.present() && event.contact == state().find(ContactRef(key))) all.push_back(event);
    return all;
  }
};

// What people see, without the positions at which it stands.
std::string seen(const Undoing& s) {
  std::string all;
  const State& state = s.state();
  const Performance performance = s.performance();
  const auto line = [&all](const std::string& text) { all += text + "\n"; };
  for (std::uint32_t i = 1; i <= state.contact_count(); ++i) {
    const ContactId id(i);
    if (state.is_undone(id)) continue;
    const ContactRow& row = state.contact(id);
    const std::string key(state.key_of(id));
    line(key + " " + std::string(state.policy().state(row.state).name) + " since " +
         row.status_since.to_string() + " claim " + std::string(s.name(row.claimant)) + " " +
         row.claimed_at.to_string() + " assignee " + std::string(s.name(row.assignee)) + " since " +
         row.assigned_since.to_string() + " by " + std::string(name_of(row.assigned_by)) + " before " +
         std::string(s.name(row.previous_assignee)) + " cycle " + std::to_string(row.cycle) + " attempts " +
         std::to_string(row.attempts) + " due " + row.due.to_string() + " " +
         std::to_string(static_cast<int>(row.due_kind)) + (row.overdue ? " overdue" : "") + " connect " +
         std::string(s.name(row.last_connect_by)) + row.last_connect_at.to_string());
    if (const TimerRow& timer = state.timer(id); timer.due_kind != DueKind::none)
      line("  timer " + std::to_string(static_cast<int>(timer.due_kind)) + " " + timer.due.to_string());
    if (row.deal.present()) {
      const DealRow& deal = state.deal(row.deal);
      line("  deal " + std::string(name_of(deal.status)) + " " + deal.claimed.to_string() + " " +
           deal.invoiced.to_string() + " credited " + std::string(s.name(deal.credited)) + " closes " +
           std::to_string(deal.closes) + " held " + deal.hold_until.to_string());
    }
    std::vector<Event> history;
    for (const Event& event : s.events())
      if (event.contact == id) history.push_back(event);
    const ClaimExplanation claim = explain_claim(history);
    line("  explained " + std::string(s.name(claim.winner)) + " " + claim.winning_time.to_string() +
         " assignee " + std::string(s.name(claim.assignee)));
    EXPECT_EQ(claim.winning_position, row.claim_position) << key;
    const ContactStanding standing = standing_after(history);
    EXPECT_EQ(standing.state, row.state) << key;
    EXPECT_EQ(standing.claimant, row.claimant) << key;
  }
  for (std::uint32_t i = 1; i <= state.actor_count(); ++i) {
    const ActorId id(i);
    const ActorRow& row = state.actor(id);
    line(std::string(s.name(id)) + " contacts " + std::to_string(row.contacts) + " open " +
         std::to_string(row.open) + " callbacks " + std::to_string(row.callbacks));
    for (std::string_view month_of : {"2025-11", "2025-12", "2026-01", "2026-02"}) {
      const PeriodTotals totals = performance.totals(id, month(month_of));
      line("  " + std::string(month_of) + " dials " + std::to_string(totals.dials) + " connects " +
           std::to_string(totals.connects) + " warm " + std::to_string(totals.warm) + " closes " +
           std::to_string(totals.closes.parts()) + " revenue " + std::to_string(totals.revenue_minor) +
           " commission " + std::to_string(totals.commission_minor) + " last " +
           totals.last_approval.to_string());
    }
  }
  line("pending " + std::to_string(state.organisation().pending));
  for (const PendingClose& close : performance.pending(s.now()))
    line("  " + std::string(state.key_of(close.contact)) + " " + close.claimed.to_string() + " for " +
         std::string(s.name(close.rep)) + " held " + close.hold_until.to_string());
  return all;
}

// One command of a random journal. `import` empty: live.
struct Step {
  std::string_view import;
  int what = 0;
  std::string contact;
  std::string_view rep;
  std::int64_t minute = 0;  // of its own time, behind 2026-01-06
  std::int64_t cents = 0;
};

Outcome take(Undoing& s, const Step& step, std::uint64_t row) {
  const Instant when = at("2026-01-06T00:00:00Z") + Duration::minutes(step.minute);
  // Behind all rows: what they make due happens even where they are refused then.
  const Instant due = at("2026-02-10T10:00:00Z") + Duration::minutes(step.cents);
  const Command commands_of[] = {
      commands::LogInterest{.actor = step.rep, .contact = step.contact},
      commands::LogActivity{.actor = step.rep, .contact = step.contact, .disposition = Disposition::connect},
      commands::LogActivity{
          .actor = step.rep, .contact = step.contact, .disposition = Disposition::no_answer},
      commands::ScheduleCallback{.actor = step.rep, .contact = step.contact, .due = due},
      commands::MarkNotInterested{.actor = step.rep, .contact = step.contact},
      commands::LogClose{.actor = step.rep, .contact = step.contact, .amount = eur(step.cents)},
      commands::LogClose{.actor = step.rep, .contact = step.contact, .amount = eur(step.cents)},
      commands::Approve{.actor = "root", .contact = step.contact, .amount = eur(step.cents + 1)},
      commands::Approve{.actor = "root", .contact = step.contact, .amount = eur(step.cents + 1)},
      commands::Reject{.actor = "root", .contact = step.contact, .reason = "no"},
      commands::Hold{.actor = "root", .contact = step.contact, .reason = "paper", .due = due},
      commands::WithdrawClose{.actor = step.rep, .contact = step.contact},
      commands::Assign{.actor = "root", .contact = step.contact, .rep = step.rep},
      commands::Reopen{.actor = "root", .contact = step.contact, .reason = "again"},
      commands::OpenDeal{.actor = "root", .contact = step.contact},
      commands::AddNote{.actor = step.rep, .contact = step.contact, .personal = as_bytes("rang")},
      commands::ScheduleRetry{.actor = step.rep, .contact = step.contact, .due = due},
      commands::ChangeContact{.actor = "root", .contact = step.contact, .niche = step.rep},
  };
  const Command& command = commands_of[static_cast<std::size_t>(step.what) % std::size(commands_of)];
  return step.import.empty() ? s.give(command) : s.bring(step.import, command, when, row);
}

// The journal of the steps, without those of the imports in `never` and those that are not `kept`; who is not
// there leaves his second.
std::vector<bool> play(Undoing& s, const std::vector<Step>& steps, const std::set<std::string_view>& never,
                       const std::vector<bool>& kept) {
  std::vector<bool> had_effect;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    Outcome outcome;
    if (never.count(steps[i].import) != 0 || !kept[i])
      s.advance();
    else if (steps[i].what < 0)
      outcome =
          s.bring(steps[i].import,
                  commands::RegisterContact{.actor = "root", .key = steps[i].contact, .rep = steps[i].rep},
                  at("2025-11-03T09:00:00Z"), i + 1);
    else
      outcome = take(s, steps[i], i + 1);
    had_effect.push_back(outcome.verdict == Verdict::accepted || outcome.verdict == Verdict::contested);
  }
  return had_effect;
}

std::vector<Step> any_steps(std::mt19937_64& random) {
  const auto below = [&random](std::uint64_t end) { return static_cast<std::int64_t>(random() % end); };
  std::vector<Step> steps;
  std::vector<std::string> contacts = {"live0", "live1", "live2"};
  const auto add = [&](std::string_view import) {
    Step step;
    step.import = import;
    step.what = static_cast<int>(below(18));
    step.contact = contacts[static_cast<std::size_t>(below(contacts.size()))];
    step.rep = below(2) == 0 ? "ana" : "ben";
    step.minute = below(10) == 0 ? -below(60'000) : below(19'000);
    step.cents = 1000 + below(100'000);
    steps.push_back(step);
  };
  for (std::int64_t i = below(8); i > 0; --i) add("");
  for (std::string_view import : imports)
    if (below(3) != 0) {
      contacts.push_back(std::string(import) + "-own");
      steps.push_back({.import = import, .what = -1, .contact = contacts.back(), .rep = "ana"});
    }
  // One import after the other, as most often, or all at once.
  const bool mixed = below(3) == 0;
  for (std::size_t import = 0; import < 3; ++import)
    for (std::int64_t i = below(10); i > 0; --i)
      add(imports[mixed ? static_cast<std::size_t>(below(3)) : import]);
  if (below(3) == 0) add("");
  return steps;
}

TEST(UndoImport, LeavesWhatWouldBeThereIfItHadNeverBeen) {
  const char* given = std::getenv("FIRSTLOG_SEED");
  const std::uint64_t seed = given == nullptr ? 20261122 : std::strtoull(given, nullptr, 10);
  int undone = 0;
  int undone_elsewhere = 0;
  int refused = 0;
  for (std::uint64_t round = 0; round < 400; ++round) {
    SCOPED_TRACE("FIRSTLOG_SEED=" + std::to_string(seed) + " round " + std::to_string(round));
    std::mt19937_64 random(seed * 1'000'003 + round);
    const std::vector<Step> steps = any_steps(random);
    const Policy policy = undo_policy(random() % 2 == 0, random() % 3 == 0);
    Undoing s(policy);
    // What was refused stays refused, also where the import was the reason.
    const std::vector<bool> kept = play(s, steps, {}, std::vector<bool>(steps.size(), true));
    std::set<std::string_view> never;
    int attempts = 0;
    for (std::size_t at = random() % 3, left = 3; left > 0; ++at, --left) {
      const std::string_view batch = imports[at % 3];
      if (never.count(batch) != 0) continue;
      const std::uint32_t number = s.state().find_import(batch);
      const bool elsewhere = s.state().import(number).wrote_elsewhere;
      ++attempts;
      const Outcome outcome = s.undo(batch);
      if (outcome.verdict == Verdict::refused) {
        ++refused;
        EXPECT_TRUE(outcome.winning_position.present()) << "what stands in the way is named";
        continue;
      }
      EXPECT_TRUE(accepts(outcome));
      ++undone;
      undone_elsewhere += elsewhere ? 1 : 0;
      never.insert(batch);
      left = 4;  // what stood behind it may go now
      Undoing oracle(policy);
      play(oracle, steps, never, kept);
      for (int i = 0; i < attempts; ++i) oracle.advance();
      ASSERT_EQ(seen(s), seen(oracle)) << "after " << batch;
      ASSERT_EQ(difference(s.state(), s.replayed()), "");
    }
  }
  // The dice gave each case often enough to mean something.
  EXPECT_GT(undone, 400);
  EXPECT_GT(undone_elsewhere, 150);
  EXPECT_GT(refused, 100);
}

// A second import of calls on the contacts of the first, and a live one: gone without a trace.
TEST(UndoImport, TakesItsEntriesFromContactsOfOthers) {
  Undoing s;
  s.bring("crm", commands::RegisterContact{.actor = "root", .key = "c", .rep = "ana"},
          "2026-01-06T09:00:00Z");
  const std::string before = seen(s);
  s.bring("calls", commands::LogInterest{.actor = "ben", .contact = "c"}, "2026-01-07T09:00:00Z");
  s.bring("calls", commands::LogClose{.actor = "ben", .contact = "live1", .amount = eur(50000)},
          "2026-01-08T09:00:00Z");
  s.bring("calls", commands::Approve{.actor = "root", .contact = "live1", .amount = eur(50000)},
          "2026-01-09T09:00:00Z");
  EXPECT_EQ(s.performance().totals(s.actor("ben"), month("2026-01")).commission_minor, 7500);
  // The first import is used by the second until that is undone.
  const Outcome first = s.undo("crm");
  EXPECT_TRUE(refuses(first, Rule::import_in_use));
  EXPECT_EQ(first.winning_position, s.history_of("c")[1].position);
  EXPECT_TRUE(accepts(s.undo("calls")));
  EXPECT_EQ(seen(s), before);
  // The evidence keeps the entry, and by what it lost its effect.
  const ClaimExplanation claim = explain_claim(s.history_of("c"));
  ASSERT_EQ(claim.contenders.size(), 1U);
  EXPECT_EQ(claim.contenders[0].retracted_by, s.history_of("c").back().position);
  EXPECT_FALSE(claim.winner.present());
  EXPECT_TRUE(accepts(s.undo("crm")));
  EXPECT_FALSE(s.state().find(ContactRef("c")).present());
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

// Of two imports on one live contact the later goes first, then the earlier.
TEST(UndoImport, TwoOnOneContactGoOneAfterTheOther) {
  Undoing s;
  const std::string before = seen(s);
  s.bring("crm", commands::LogInterest{.actor = "ana", .contact = "live1"}, "2026-01-07T09:00:00Z");
  s.bring("calls", commands::LogInterest{.actor = "ben", .contact = "live1"}, "2026-01-08T09:00:00Z");
  EXPECT_TRUE(refuses(s.undo("crm"), Rule::import_wrote_elsewhere));
  EXPECT_TRUE(accepts(s.undo("calls")));
  EXPECT_TRUE(accepts(s.undo("crm")));
  EXPECT_EQ(seen(s), before);
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

// A frozen statement never changes, nor what it says was paid until then.
TEST(UndoImport, AFreezeSinceItPaidStandsInTheWay) {
  Undoing s;
  s.bring("crm", commands::LogClose{.actor = "ben", .contact = "live1", .amount = eur(50000)},
          "2026-01-08T09:00:00Z");
  s.bring("crm", commands::Approve{.actor = "root", .contact = "live1", .amount = eur(50000)},
          "2026-01-09T09:00:00Z");
  for (std::string_view batch : imports)
    EXPECT_TRUE(accepts(s.give(commands::EndImport{.actor = "imp", .batch = batch})));
  s.set_clock("2026-02-20T09:00:00Z");
  s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-01")});
  const Outcome outcome = s.undo("crm");
  EXPECT_TRUE(refuses(outcome, Rule::import_in_use));
  EXPECT_EQ(outcome.winning_position, s.state().organisation().frozen);
  EXPECT_TRUE(accepts(s.undo("calls"))) << "it paid nothing";
}

// A close that waited before the import decided it waits again for those whom it would have paid.
TEST(UndoImport, WhatWaitsAgainWaitsForWhomItDid) {
  Undoing s;
  s.give(commands::LogClose{.actor = "ana", .contact = "live0", .amount = eur(50000)});
  const CreditShare halves[] = {{.rep = "ana", .share = Rate::of(1, 2)},
                                {.rep = "ben", .share = Rate::of(1, 2)}};
  Command approve = commands::Approve{.actor = "root", .contact = "live0", .amount = eur(50000)};
  approve.given.add(Field::credits);
  approve.credits = halves;
  s.set_clock("2026-01-21T08:00:00Z");
  EXPECT_TRUE(accepts(s.bring("crm", approve, "2026-01-20T10:00:00Z")));
  EXPECT_TRUE(accepts(s.undo("crm")));
  const Performance performance = s.performance();
  EXPECT_EQ(
      performance.statement(s.actor("ana"), month("2026-01"), at("2026-01-21T09:00:00Z")).pending.size(), 1U);
  EXPECT_TRUE(
      performance.statement(s.actor("ben"), month("2026-01"), at("2026-01-21T09:00:00Z")).pending.empty());
}

// An entry that took the claim over from a later one is a valid one, and hides none.
TEST(ImportedClaims, PassOnPastAnEntryThatTookThemOver) {
  Undoing s;
  s.bring("crm", commands::LogInterest{.actor = "ana", .contact = "live1"}, "2026-01-07T09:00:00Z");
  s.bring("calls", commands::LogInterest{.actor = "ben", .contact = "live1"}, "2026-01-06T09:00:00Z");
  EXPECT_EQ(s.name(s.contact("live1").claimant), "ben");
  const Position taken = s.contact("live1").claim_position;
  EXPECT_EQ(
      s.give(commands::Retract{.actor = "root", .contact = "live1", .refers_to = taken, .reason = "wrong"})
          .rule,
      Rule::claim_passed);
  EXPECT_EQ(s.name(s.contact("live1").claimant), "ana");
}

// Where every rep may claim, an imported close is its rep's, whoever the contact is with.
TEST(ImportedClaims, ACloseIsTheRepsWhoLoggedIt) {
  Undoing s;
  s.bring("crm", commands::LogClose{.actor = "ben", .contact = "live0", .amount = eur(50000)},
          "2026-01-08T09:00:00Z");
  EXPECT_EQ(s.name(s.contact("live0").claimant), "ben");
}

// The close of one import, approved by another: pending again.
TEST(UndoImport, AnApprovalOfAnothersCloseIsTakenBack) {
  Undoing s;
  s.bring("crm", commands::RegisterContact{.actor = "root", .key = "c", .rep = "ana"},
          "2026-01-06T09:00:00Z");
  s.bring("crm", commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(80000)},
          "2026-01-07T09:00:00Z");
  const std::string before = seen(s);
  s.bring("invoices", commands::Approve{.actor = "root", .contact = "c", .amount = eur(70000)},
          "2026-01-10T09:00:00Z");
  EXPECT_EQ(s.performance().totals(s.actor("ana"), month("2026-01")).commission_minor, 10500);
  EXPECT_TRUE(accepts(s.undo("invoices")));
  EXPECT_EQ(seen(s), before);
  EXPECT_TRUE(accepts(s.give(commands::Approve{.actor = "root", .contact = "c", .amount = eur(60000)})));
  EXPECT_EQ(s.performance().totals(s.actor("ana"), month("2026-01")).commission_minor, 9000);
  EXPECT_TRUE(refuses(s.undo("crm"), Rule::import_in_use)) << "a manager used it";
}

TEST(UndoImport, WhoeverWroteSinceStandsInTheWay) {
  Undoing s;
  s.bring("calls", commands::LogInterest{.actor = "ana", .contact = "live0"}, "2026-01-07T09:00:00Z");
  EXPECT_TRUE(
      accepts(s.give(commands::AddNote{.actor = "ana", .contact = "live0", .personal = as_bytes("rang")})));
  const Outcome refused = s.undo("calls");
  EXPECT_TRUE(refuses(refused, Rule::import_wrote_elsewhere));
  EXPECT_EQ(refused.winning_position, s.history_of("live0").back().position);
  EXPECT_EQ(s.claimant_of("live0"), "ana") << "nothing was taken back";
}

// What reaches beyond the contact stays; it is named.
TEST(UndoImport, WhatReachesBeyondTheContactIsNotTakenBack) {
  Undoing s;
  s.bring("calls", commands::Suppress{.actor = "ana", .contact = "live0", .reason = "asked"},
          "2026-01-07T09:00:00Z");
  const Outcome refused = s.undo("calls");
  EXPECT_TRUE(refuses(refused, Rule::import_wrote_elsewhere));
  EXPECT_EQ(refused.winning_position, s.history_of("live0").back().position);
}

// Entries that stay are asked anew by whoever comes next.
TEST(UndoImport, WhoComesAfterFindsTheContactAsItWas) {
  Undoing s;
  s.bring("calls", commands::LogInterest{.actor = "ben", .contact = "live1"}, "2026-01-07T09:00:00Z");
  EXPECT_TRUE(accepts(s.undo("calls")));
  EXPECT_EQ(s.claimant_of("live1"), "");
  EXPECT_EQ(s.assignee_of("live1"), "");
  EXPECT_TRUE(
      accepts(s.give(commands::LogInterest{.actor = "ana", .contact = "live1"}), Rule::claim_from_pool));
  EXPECT_EQ(s.claimant_of("live1"), "ana");
  // Her entry retracted, the claim passes to nobody: the undone one counts no more.
  const Position entry = s.last().position;
  EXPECT_TRUE(accepts(
      s.give(commands::Retract{.actor = "ana", .contact = "live1", .refers_to = entry, .reason = "mistake"}),
      Rule::claim_dropped));
  EXPECT_EQ(s.claimant_of("live1"), "");
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

}  // namespace
}  // namespace firstlog_test
