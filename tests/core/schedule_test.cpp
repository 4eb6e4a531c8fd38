// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// From when a policy is in force: at once, or from an instant to come on; in which order; until when it
// can be replaced or taken back.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/store/zone_files.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

Policy named(std::string_view name) {
  Policy policy = euro_policy();
  policy.name = name;
  return policy;
}

void append_state(Policy& policy, std::string_view name) {
  policy.pipeline.states.push_back({.name = std::string(name), .lost = true});
  policy.pipeline.rows.push_back(
      {.from = interested,
       .trigger = policy.pipeline.states.size() % 2 == 0 ? Trigger::reopen : Trigger::hold,
       .to = static_cast<StateNumber>(policy.pipeline.states.size()),
       .who = {.manager = true}});
}

class Schedule : public ::testing::Test {
 protected:
  explicit Schedule(Policy policy = named("first"), Zone zone = Zone::utc())
      : s(std::move(policy), std::move(zone)) {}

  Outcome adopt(const Policy& policy, std::string_view from, Zone zone = Zone::utc()) {
    return s.give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = at(from)},
                  s.compile(policy, std::move(zone)));
  }
  Outcome adopt_now(const Policy& policy) {
    return s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(policy));
  }
  Outcome cancel(std::string_view from) {
    return s.give(commands::CancelPolicy{.actor = "root", .due = at(from), .reason = "mistake"});
  }
  const std::string& in_force() const { return s.state().policy().policy().name; }
  std::string scheduled() const {
    std::string names;
    for (const ScheduledPolicy& one : s.state().scheduled_policies())
      names += one.policy->policy().name + " ";
    return names;
  }
  std::string in_force_at(std::string_view when) {
    s.advance_to(when);
    EXPECT_EQ(difference(s.state(), s.replayed()), "");
    return in_force();
  }
  std::vector<EventKind> kinds_since(std::size_t count) const {
    std::vector<EventKind> kinds;
    for (std::size_t i = count; i < s.events().size(); ++i) kinds.push_back(s.events()[i].kind);
    return kinds;
  }

  Scenario s;
};

TEST_F(Schedule, WithoutAnInstantThePolicyIsInForceAtOnce) {
  EXPECT_TRUE(accepts(adopt_now(named("second"))));
  EXPECT_EQ(in_force(), "second");
  EXPECT_EQ(s.last().effective_at, Instant());
  EXPECT_EQ(s.last().due, s.state().organisation().freeze_due);
  EXPECT_FALSE(is_scheduled(s.last()));
}

TEST_F(Schedule, ThePresentInstantIsAtOnce) {
  const CompiledPolicy* second = s.compile(named("second"));
  EXPECT_TRUE(
      accepts(s.give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = s.now()}, second)));
  EXPECT_EQ(in_force(), "second");
  EXPECT_FALSE(is_scheduled(s.last()));
  EXPECT_EQ(scheduled(), "");
}

TEST_F(Schedule, APastInstantIsRefused) {
  const Instant past = s.now() - Duration::microseconds(1);
  EXPECT_TRUE(refuses(s.give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = past},
                             s.compile(named("second"))),
                      Rule::effective_in_past));
  EXPECT_EQ(in_force(), "first");
  EXPECT_EQ(scheduled(), "");
}

TEST_F(Schedule, AFutureOneIsInForceFromItsInstantOn) {
  Policy slow = named("second");
  slow.freeze_after_working_days = 10;
  const Instant freeze = s.state().organisation().freeze_due;
  EXPECT_TRUE(accepts(adopt(slow, "2026-01-20T00:00:00Z")));
  const Position adoption = s.last().position;
  EXPECT_EQ(s.last().kind, EventKind::policy_adopted);
  EXPECT_EQ(s.last().effective_at, at("2026-01-20T00:00:00Z"));
  EXPECT_EQ(s.last().due, Instant()) << "the freeze stays until then";
  EXPECT_EQ(scheduled(), "second ");
  EXPECT_EQ(in_force_at("2026-01-19T23:59:59Z"), "first");
  EXPECT_EQ(s.state().organisation().freeze_due, freeze);
  EXPECT_EQ(in_force_at("2026-01-20T00:00:00Z"), "second");
  EXPECT_EQ(s.last().kind, EventKind::policy_effective);
  EXPECT_EQ(s.last().refers_to, adoption);
  EXPECT_EQ(s.last().effective_at, at("2026-01-20T00:00:00Z"));
  EXPECT_EQ(s.last().occurred_at, at("2026-01-20T00:00:00Z"));
  EXPECT_FALSE(s.last().actor.present());
  EXPECT_EQ(s.state().organisation().freeze_due, at("2026-02-14T00:00:00Z"));
  EXPECT_EQ(scheduled(), "");
}

// Nothing happens at the instant itself: the next command finds the policy in force before it is decided.
TEST_F(Schedule, TheNextCommandFindsItInForce) {
  s.add_actor("ana", Role::rep);
  s.add_actor("ben", Role::rep);
  s.add_contact("c", "ana");
  Policy any = named("any");
  any.claim_by = ClaimBy::any_rep;
  EXPECT_TRUE(accepts(adopt(any, "2026-01-20T00:00:00Z")));
  const std::size_t before = s.events().size();
  s.set_clock("2026-01-25T10:00:00Z");
  EXPECT_TRUE(
      accepts(s.give(commands::LogInterest{.actor = "ben", .contact = "c"}), Rule::claim_established));
  EXPECT_EQ(kinds_since(before),
            (std::vector<EventKind>{EventKind::policy_effective, EventKind::interest_logged}));
  EXPECT_EQ(s.events()[before].effective_at, at("2026-01-20T00:00:00Z"));
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

TEST_F(Schedule, OrderIsThatOfTheInstants) {
  EXPECT_TRUE(accepts(adopt(named("march"), "2026-03-01T00:00:00Z")));
  EXPECT_TRUE(accepts(adopt(named("february"), "2026-02-01T00:00:00Z")));
  EXPECT_TRUE(accepts(adopt(named("april"), "2026-04-01T00:00:00Z")));
  EXPECT_EQ(scheduled(), "february march april ");
  EXPECT_TRUE(accepts(adopt_now(named("january")))) << "the others still come in their turn";
  EXPECT_EQ(in_force(), "january");
  EXPECT_EQ(in_force_at("2026-02-01T00:00:00Z"), "february");
  EXPECT_EQ(in_force_at("2026-02-28T23:59:59.999Z"), "february");
  EXPECT_EQ(in_force_at("2026-05-01T00:00:00Z"), "april");
  std::vector<EventKind> effective = kinds_since(0);
  EXPECT_EQ(std::count(effective.begin(), effective.end(), EventKind::policy_effective), 3);
}

TEST_F(Schedule, OneForTheSameInstantReplacesTheOther) {
  Policy wider = named("wider");
  append_state(wider, "parked");
  EXPECT_TRUE(accepts(adopt(wider, "2026-02-01T00:00:00Z")));
  const Position replaced = s.last().position;
  EXPECT_TRUE(accepts(adopt(named("better"), "2026-02-01T00:00:00Z")))
      << "nobody will ever have stood in the state that is gone";
  EXPECT_EQ(scheduled(), "better ");
  EXPECT_EQ(s.state().scheduled_policy(replaced), nullptr);
  EXPECT_EQ(s.state().scheduled_policy(s.last().position)->policy().name, "better");
  const std::size_t before = s.events().size();
  EXPECT_EQ(in_force_at("2026-02-01T00:00:00Z"), "better");
  EXPECT_EQ(kinds_since(before), std::vector<EventKind>{EventKind::policy_effective});
}

TEST_F(Schedule, ACancelledOneIsNeverInForce) {
  EXPECT_TRUE(accepts(adopt(named("february"), "2026-02-01T00:00:00Z")));
  const Position adoption = s.last().position;
  EXPECT_TRUE(accepts(adopt(named("march"), "2026-03-01T00:00:00Z")));
  EXPECT_TRUE(refuses(cancel("2026-02-01T00:00:01Z"), Rule::policy_not_scheduled));
  EXPECT_TRUE(accepts(cancel("2026-02-01T00:00:00Z")));
  EXPECT_EQ(s.last().kind, EventKind::policy_cancelled);
  EXPECT_EQ(s.last().refers_to, adoption);
  EXPECT_EQ(s.last().effective_at, at("2026-02-01T00:00:00Z"));
  EXPECT_EQ(s.last().reason, "mistake");
  EXPECT_EQ(scheduled(), "march ");
  EXPECT_TRUE(refuses(cancel("2026-02-01T00:00:00Z"), Rule::policy_not_scheduled)) << "twice";
  EXPECT_EQ(in_force_at("2026-02-20T00:00:00Z"), "first");
  EXPECT_EQ(in_force_at("2026-03-01T00:00:00Z"), "march");
  EXPECT_TRUE(refuses(cancel("2026-03-01T00:00:00Z"), Rule::policy_not_scheduled)) << "it is in force";
}

TEST_F(Schedule, AdminsAloneCancel) {
  s.add_actor("max", Role::manager);
  EXPECT_TRUE(accepts(adopt(named("february"), "2026-02-01T00:00:00Z")));
  EXPECT_TRUE(refuses(s.give(commands::CancelPolicy{.actor = "max", .due = at("2026-02-01T00:00:00Z")}),
                      Rule::role_not_allowed));
  EXPECT_EQ(scheduled(), "february ");
}

TEST_F(Schedule, EachExtendsThePipelineOfTheOneBeforeIt) {
  Policy one_more = named("one more");
  append_state(one_more, "parked");
  Policy two_more = one_more;
  two_more.name = "two more";
  append_state(two_more, "archived");
  Policy other = named("other");
  append_state(other, "elsewhere");
  EXPECT_TRUE(accepts(adopt(one_more, "2026-03-01T00:00:00Z")));
  EXPECT_TRUE(refuses(adopt(named("short"), "2026-04-01T00:00:00Z"), Rule::pipeline_not_extended))
      << "behind one that is only scheduled";
  EXPECT_TRUE(refuses(adopt(other, "2026-02-01T00:00:00Z"), Rule::pipeline_not_extended))
      << "ahead of one that would not extend it";
  EXPECT_TRUE(refuses(adopt_now(other), Rule::pipeline_not_extended)) << "at once is ahead of it as well";
  EXPECT_TRUE(refuses(adopt(two_more, "2026-02-01T00:00:00Z"), Rule::pipeline_not_extended));
  EXPECT_TRUE(accepts(adopt(two_more, "2026-04-01T00:00:00Z")));
  EXPECT_TRUE(accepts(adopt_now(named("as before"))));
  EXPECT_TRUE(accepts(cancel("2026-03-01T00:00:00Z")));
  EXPECT_TRUE(accepts(adopt(one_more, "2026-03-15T00:00:00Z"))) << "between the two";
  EXPECT_TRUE(refuses(adopt(other, "2026-04-01T00:00:00Z"), Rule::pipeline_not_extended))
      << "in place of the last, behind one more";
  EXPECT_EQ(scheduled(), "one more two more ");
  EXPECT_EQ(in_force_at("2026-06-01T00:00:00Z"), "two more");
}

TEST_F(Schedule, TheCurrencyStays) {
  Policy dollars = named("dollars");
  dollars.plan.currency = currency("USD");
  EXPECT_TRUE(refuses(adopt(dollars, "2026-02-01T00:00:00Z"), Rule::currency_not_of_plan));
}

// What speaks first, where several rules do.
TEST_F(Schedule, ThePipelineSpeaksBeforeTheCurrencyAndThatBeforeTheTime) {
  Policy wrong = named("wrong");
  wrong.plan.currency = currency("USD");
  EXPECT_TRUE(refuses(adopt(wrong, "2020-01-01T00:00:00Z"), Rule::currency_not_of_plan));
  wrong.pipeline.states[1].name = "warm";
  EXPECT_TRUE(refuses(adopt(wrong, "2020-01-01T00:00:00Z"), Rule::pipeline_not_extended));
}

// At one instant the policy comes first, then the freeze, then the contacts: all of them are decided by
// the policy that is in force at their time. 29 March 2026 has 23 hours in Vienna.
TEST(ScheduleAtMidnight, ComesBeforeWhatElseIsDueThen) {
  Policy vienna = named("first");
  vienna.zone = "Europe/Vienna";
  vienna.freeze_after_working_days = 0;
  vienna.pipeline.states[not_interested - 1].recycles_after_days = 2;
  vienna.interest_needs_connect = ConnectCheck::off;
  const Zone zone = *zone_from_system("Europe/Vienna");
  Scenario s(vienna, zone, at("2026-03-28T10:00:00+01:00"));
  s.add_actor("ana", Role::rep);
  s.add_contact("c", "ana");
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  const Instant midnight = at("2026-03-30T00:00:00+02:00");  // two dates and 37 hours later
  EXPECT_EQ(s.contact("c").due, midnight);
  Policy next = vienna;
  next.name = "second";
  next.recycle_excludes_previous = true;
  next.assignment = {{.name = "", .niche = "", .from = "A", .to = "", .rep = "ana"}};
  EXPECT_TRUE(accepts(s.give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = midnight},
                             s.compile(next, zone))));
  s.set_clock(midnight - Duration::seconds(1));
  s.advance();
  EXPECT_EQ(s.state().policy().policy().name, "first");
  EXPECT_EQ(s.contact("c").state, not_interested);
  s.set_clock(midnight);
  s.advance();
  EXPECT_EQ(s.back(1).kind, EventKind::policy_effective);
  EXPECT_EQ(s.last().kind, EventKind::recycled);
  EXPECT_EQ(s.assignee_of("c"), "") << "by the policy that is in force at midnight";
  // The freeze of March, at midnight of 1 April, falls under the policy of that instant.
  Policy last = next;
  last.name = "third";
  last.freeze_after_working_days = 3;
  const Instant april = at("2026-04-01T00:00:00+02:00");
  EXPECT_EQ(s.state().organisation().freeze_due, april);
  EXPECT_TRUE(accepts(
      s.give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = april}, s.compile(last, zone))));
  s.set_clock(april);
  s.advance();
  EXPECT_EQ(s.last().kind, EventKind::policy_effective) << "March freezes later now";
  EXPECT_EQ(s.state().organisation().freeze_due, at("2026-04-04T00:00:00+02:00"));
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

// Many things due at once are decided in the order of their times, each by the policy of its time.
TEST(ScheduleAtMidnight, EachDueThingFallsUnderThePolicyOfItsTime) {
  Scenario s(named("first"));
  s.add_actor("ana", Role::rep);
  s.add_contact("early", "ana");
  s.add_contact("late", "ana");
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "early"});  // 5 January: due 5 April
  s.set_clock("2026-01-10T09:00:00Z");
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "late"});  // due 10 April
  Policy excluding = named("second");
  excluding.recycle_excludes_previous = true;
  excluding.assignment = {{.name = "", .niche = "", .from = "", .to = "", .rep = "", .reps = {{"ana"}}}};
  Policy first = named("first again");
  first.assignment = excluding.assignment;
  EXPECT_TRUE(accepts(s.give(commands::AdoptPolicy{.actor = "root", .document = "d"}, s.compile(first))));
  EXPECT_TRUE(accepts(
      s.give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = at("2026-04-07T12:00:00Z")},
             s.compile(excluding))));
  s.advance_to("2026-06-01T00:00:00Z");
  EXPECT_EQ(s.assignee_of("early"), "ana");
  EXPECT_EQ(s.assignee_of("late"), "");
  EXPECT_EQ(difference(s.state(), s.replayed()), "");
}

// ---- what cannot follow --------------------------------------------------------------------------

class ScheduleFollows : public Schedule {
 protected:
  ScheduleFollows() {
    EXPECT_TRUE(accepts(adopt(named("february"), "2026-02-01T00:00:00Z")));
    EXPECT_TRUE(accepts(adopt(named("march"), "2026-03-01T00:00:00Z")));
    march = s.last().position;
    event.kind = EventKind::policy_effective;
    event.refers_to = s.back(1).position;
    event.position = s.last().position.plus(1);
    event.recorded_at = at("2026-02-01T00:00:00Z");
    event.effective_at = event.recorded_at;
  }
  bool follows(const Event& next) {
    State branch(&s.state());
    const bool followed = evolve(branch, next);
    if (!followed) {
      EXPECT_EQ(difference(branch, s.state()), "");
    }
    return followed;
  }
  Event event;
  Position march;
};

TEST_F(ScheduleFollows, OnlyTheNextPolicyAndOnlyFromItsInstantOn) {
  EXPECT_TRUE(follows(event));
  Event early = event;
  early.recorded_at = event.recorded_at - Duration::microseconds(1);
  EXPECT_FALSE(follows(early));
  Event other = event;
  other.refers_to = march;
  EXPECT_FALSE(follows(other)) << "february comes first";
  other.refers_to = Position();
  EXPECT_FALSE(follows(other));
  Event on_a_contact = event;
  on_a_contact.contact = ContactId(1);
  EXPECT_FALSE(follows(on_a_contact));
}

TEST_F(ScheduleFollows, NothingIsInForceThatWasNotScheduled) {
  EXPECT_TRUE(accepts(cancel("2026-02-01T00:00:00Z")));
  EXPECT_TRUE(accepts(cancel("2026-03-01T00:00:00Z")));
  event.position = s.last().position.plus(1);
  EXPECT_FALSE(follows(event));
  event.kind = EventKind::policy_cancelled;
  EXPECT_FALSE(follows(event));
}

TEST_F(ScheduleFollows, OnlyWhatIsScheduledIsCancelled) {
  event.kind = EventKind::policy_cancelled;
  EXPECT_TRUE(follows(event));
  event.refers_to = march;
  EXPECT_TRUE(follows(event));
  event.refers_to = Position(1);
  EXPECT_FALSE(follows(event));
}

TEST_F(ScheduleFollows, TheFoundersPolicyIsInForceAtOnce) {
  State fresh;
  Event founded = s.events()[0];
  ASSERT_TRUE(evolve(fresh, founded));
  Event adopted = s.events()[1];
  ASSERT_EQ(adopted.kind, EventKind::policy_adopted);
  adopted.effective_at = adopted.recorded_at + Duration::hours(1);
  EXPECT_FALSE(evolve(fresh, adopted));
  adopted.effective_at = Instant();
  EXPECT_TRUE(evolve(fresh, adopted));
}

}  // namespace
}  // namespace firstlog_test
