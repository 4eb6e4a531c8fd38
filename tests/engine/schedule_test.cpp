// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A policy adopted for an instant to come, through journal, views and snapshot.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "firstlog/engine/policy_report.hpp"
#include "firstlog/engine/records.hpp"
#include "firstlog/formats/policy_json.hpp"
#include "firstlog/views/restatement.hpp"
#include "firstlog/views/statement.hpp"
#include "support/engine_world.hpp"

namespace firstlog_test {
namespace {

class Scheduled : public ::testing::Test {
 protected:
  Scheduled() { world.small_team(); }

  Outcome adopt(std::string_view rate, std::string_view from) {
    Policy policy = euro_policy();
    policy.name = "at " + std::string(rate);
    policy.plan.name = policy.name;
    policy.plan.tiers[0].rate = must(Rate::parse(rate));
    const std::string document = policy_to_json(policy);
    return world.give(commands::AdoptPolicy{.actor = "root", .document = document, .due = at(from)});
  }
  void log_close(std::string_view contact, std::string_view rep) {
    EXPECT_TRUE(
        accepts(world.give(commands::LogClose{.actor = rep, .contact = contact, .amount = eur(100'000)}),
                Rule::claim_established));
  }
  void approve(std::string_view contact) {
    EXPECT_TRUE(
        accepts(world.give(commands::Approve{.actor = "root", .contact = contact, .amount = eur(100'000)})));
  }

  World world;
};

// The rate date is closed_at: the version of the plan is the one that was in force then, by the instant
// for which it was adopted, whenever the engine came to know of it.
TEST_F(Scheduled, ThePlanHoldsFromItsInstantOn) {
  EXPECT_TRUE(accepts(adopt("20%", "2026-01-10T00:00:00Z")));
  log_close("bakery", "ana");  // 5 January: 15 %
  world.clock.set("2026-01-10T00:00:00Z");
  log_close("garage", "bob");  // the first command at that instant finds it in force
  world.clock.set("2026-01-12T09:00:00Z");
  approve("bakery");
  approve("garage");
  const Statement ana = must(world.engine().statement("acme", "root", "ana"));
  const Statement bob = must(world.engine().statement("acme", "root", "bob"));
  ASSERT_EQ(ana.lines.size(), 1U);
  ASSERT_EQ(bob.lines.size(), 1U);
  EXPECT_EQ(ana.lines[0].commission, eur(15'000));
  EXPECT_EQ(bob.lines[0].commission, eur(20'000));
  EXPECT_EQ(bob.plan, "at 20%");
  // Read back from the journal, the same.
  world.reopen();
  EXPECT_EQ(must(world.engine().statement("acme", "root", "ana")).commission, eur(15'000));
  EXPECT_EQ(must(world.engine().statement("acme", "root", "bob")).commission, eur(20'000));
  world.contact("after", "bob");
  log_close("after", "bob");
  approve("after");
  EXPECT_EQ(must(world.engine().statement("acme", "root", "bob")).commission, eur(40'000));
}

// At one instant the policy comes first, then the freeze, then the contacts; whatever was due before it
// comes before it.
TEST_F(Scheduled, OrderOfWhatIsDueAtOnce) {
  EXPECT_TRUE(accepts(world.give(commands::MarkNotInterested{.actor = "ana", .contact = "bakery"})));
  world.clock.set("2026-01-06T09:00:00Z");
  EXPECT_TRUE(accepts(world.give(commands::MarkNotInterested{.actor = "bob", .contact = "garage"})));
  for (std::string_view from : {"2026-02-07T00:00:00Z", "2026-04-06T00:00:00Z"})
    EXPECT_TRUE(accepts(adopt("15%", from)));
  const std::uint64_t before = must(world.engine().head("acme")).position.number();
  world.clock.set("2026-04-20T09:00:00Z");
  // Months have passed since the last event: the clock wants confirming, and what was due comes before.
  EXPECT_TRUE(accepts(world.give(commands::ConfirmClock{.actor = "root"})));
  const Journal journal = journal_of(world.store());
  std::string order;
  for (std::size_t i = before; i + 1 < journal.events.size(); ++i)
    order += std::string(name_of(journal.events[i].kind)) + " " +
             journal.events[i].occurred_at.to_string().substr(5, 5) + "\n";
  EXPECT_EQ(order,
            "policy_effective 02-07\n"
            "period_closed 02-07\n"  // January, five working days after its end
            "period_closed 03-07\n"
            "recycled 04-05\n"
            "policy_effective 04-06\n"
            "recycled 04-06\n"
            "period_closed 04-08\n");
}

TEST_F(Scheduled, TheScheduleOutlivesTheEngine) {
  EXPECT_TRUE(accepts(adopt("20%", "2026-01-10T00:00:00Z")));
  EXPECT_TRUE(accepts(adopt("30%", "2026-01-20T00:00:00Z")));
  EXPECT_TRUE(
      accepts(world.give(commands::CancelPolicy{.actor = "root", .due = at("2026-01-10T00:00:00Z")})));
  EXPECT_TRUE(accepts(adopt("25%", "2026-01-10T00:00:00Z")));
  world.reopen();
  world.clock.set("2026-01-11T09:00:00Z");
  log_close("bakery", "ana");
  must(world.engine().snapshot("acme"));  // with one in force that was scheduled, and one that waits
  world.reopen();
  world.clock.set("2026-01-21T09:00:00Z");
  log_close("garage", "bob");
  approve("bakery");
  approve("garage");
  EXPECT_EQ(must(world.engine().statement("acme", "root", "ana")).lines[0].commission, eur(25'000));
  EXPECT_EQ(must(world.engine().statement("acme", "root", "bob")).lines[0].commission, eur(30'000));
  EXPECT_TRUE(sound(journal_of(world.store())));
}

TEST_F(Scheduled, WhatWaitsIsShownToManagers) {
  EXPECT_TRUE(accepts(adopt("20%", "2026-01-20T00:00:00Z")));
  EXPECT_TRUE(accepts(adopt("30%", "2026-01-10T00:00:00Z")));
  const std::vector<WaitingPolicy> waiting = must(world.engine().waiting_policies("acme", "root"));
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].name, "at 30%");
  EXPECT_EQ(waiting[0].effective_at, at("2026-01-10T00:00:00Z"));
  EXPECT_GT(waiting[0].adoption, waiting[1].adoption);
  EXPECT_EQ(waiting[1].name, "at 20%");
  EXPECT_EQ(world.engine().waiting_policies("acme", "ana").status(), Status::invalid_argument);
  EXPECT_EQ(world.engine().waiting_policies("acme", "nobody").status(), Status::not_found);
}

TEST_F(Scheduled, APastInstantIsPreviewed) {
  log_close("bakery", "ana");
  approve("bakery");
  const std::uint64_t head = must(world.engine().head("acme")).position.number();
  const std::string document = R"({"plan":{"currency":"EUR","tiers":[{"from":"0","rate":"20%"}]}})";
  const Instant founding = at("2026-01-01T00:00:00Z");
  const Restatement restated = must(world.engine().preview_policy("acme", "root", document, founding));
  ASSERT_EQ(restated.periods.size(), 1U);
  EXPECT_EQ(restated.periods[0].rep, must(world.engine().actor_id("acme", "ana")));
  EXPECT_EQ(restated.periods[0].paid, eur(15'000));
  EXPECT_EQ(restated.periods[0].would_pay, eur(20'000));
  EXPECT_EQ(restated.difference, eur(5'000));
  EXPECT_EQ(must(world.engine().head("acme")).position.number(), head) << "nothing is written";
  EXPECT_EQ(must(world.engine().statement("acme", "root", "ana")).commission, eur(15'000));
  EXPECT_EQ(world.engine().preview_policy("acme", "ana", document, founding).status(),
            Status::invalid_argument);
  EXPECT_EQ(world.engine().preview_policy("acme", "nobody", document, founding).status(), Status::not_found);
  EXPECT_EQ(world.engine().preview_policy("acme", "root", "{}", founding).status(), Status::malformed);
}

// The journal says when each was adopted and from when it held, and which adoption was meant.
TEST_F(Scheduled, TheJournalTellsBothTimes) {
  EXPECT_TRUE(accepts(adopt("20%", "2026-01-10T00:00:00Z")));
  world.clock.set("2026-01-12T09:00:00Z");
  world.give(commands::Advance{.actor = "root"});
  const Journal journal = journal_of(world.store());
  ASSERT_GE(journal.events.size(), 2U);
  const Event& adopted = journal.events[journal.events.size() - 2];
  const Event& effective = journal.events[journal.events.size() - 1];
  EXPECT_EQ(adopted.kind, EventKind::policy_adopted);
  EXPECT_EQ(adopted.effective_at, at("2026-01-10T00:00:00Z"));
  EXPECT_EQ(effective.kind, EventKind::policy_effective);
  EXPECT_EQ(effective.effective_at, at("2026-01-10T00:00:00Z"));
  EXPECT_GE(effective.recorded_at, at("2026-01-12T09:00:00Z"));
  EXPECT_EQ(effective.refers_to, adopted.position);
  EXPECT_TRUE(effective.document.empty()) << "the text stands with the adoption";
}

}  // namespace
}  // namespace firstlog_test
