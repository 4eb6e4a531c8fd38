// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Evolve answers false, and changes nothing, for an event that cannot follow.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using namespace firstlog::cold_call;

// Two reps, three contacts ("c" pending, "d" interested with a rejected close, "e" lost).
class Following : public ::testing::Test {
 protected:
  Following() {
    s.add_actor("ana", Role::rep);
    s.add_actor("ben", Role::rep);
    for (std::string_view key : {"c", "d", "e"}) s.add_contact(key, "ana");
    s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
    s.give(commands::LogClose{.actor = "ana", .contact = "d", .amount = eur(100)});
    s.give(commands::Reject{.actor = "root", .contact = "d", .reason = "no"});
    s.give(commands::MarkNotInterested{.actor = "ana", .contact = "e"});
    shrunk = s.state().policy().policy();
  }

  // The event that a command would add next, stamped.
  Event next(const Command& command) {
    events.clear();
    const Outcome outcome = decide(s.state(), command, s.state().policy(), s.now(), events,
                                   {.document_policy = &s.state().policy()});
    EXPECT_NE(outcome.verdict, Verdict::malformed);
    return stamped();
  }
  Event stamped() {
    EXPECT_EQ(events.size(), 1U);
    Event event = events[0];
    event.position = s.state().organisation().head.plus(1);
    event.recorded_at = s.now();
    return event;
  }
  Event recycled() {
    decide_due(s.state(), s.state().find(ContactRef("e")), s.state().policy(), at("2027-01-01T00:00:00Z"),
               events);
    return stamped();
  }

  void expect_follows(const Event& event) {
    State branch(&s.state());
    EXPECT_TRUE(evolve(branch, event)) << name_of(event.kind);
  }
  void expect_refused(Event event, void (*spoil)(Event&)) {
    State branch(&s.state());
    spoil(event);
    EXPECT_FALSE(evolve(branch, event)) << name_of(event.kind);
    EXPECT_EQ(difference(branch, s.state()), "");
    // Directly on a state as well.
    State alone = s.replayed();
    EXPECT_FALSE(evolve(alone, event));
    EXPECT_EQ(difference(alone, s.state()), "");
  }

  Scenario s;
  Events events;
  Policy shrunk;
};

TEST_F(Following, PlaceAndTime) {
  const Event event = next(commands::AddNote{.actor = "ana", .contact = "c", .personal = as_bytes("n")});
  expect_follows(event);
  expect_refused(event, [](Event& e) { e.position = Position(e.position.number() + 1); });
  expect_refused(event, [](Event& e) { e.position = Position(e.position.number() - 1); });
  expect_refused(event, [](Event& e) { e.position = Position(); });
  expect_refused(event, [](Event& e) { e.recorded_at = e.recorded_at - Duration::hours(1); });
  Event same_time = event;
  same_time.recorded_at = s.state().organisation().head_time;
  expect_refused(same_time, [](Event&) {});
  same_time.recorded_at = same_time.recorded_at + Duration::microseconds(1);
  expect_follows(same_time);
}

TEST_F(Following, KindsAndHandles) {
  const Event note = next(commands::AddNote{.actor = "ana", .contact = "c", .personal = as_bytes("n")});
  expect_refused(note, [](Event& e) { e.kind = EventKind::none; });
  expect_refused(note, [](Event& e) { e.kind = EventKind::organisation_founded; });
  expect_refused(note, [](Event& e) { e.actor = ActorId(4); });
  expect_refused(note, [](Event& e) { e.rep = ActorId(4); });
  expect_refused(note, [](Event& e) { e.contact = ContactId(4); });
  expect_refused(note, [](Event& e) { e.contact = ContactId(); });
  expect_refused(note, [](Event& e) { e.deal = DealId(3); });
  expect_refused(note, [](Event& e) { e.cycle = 2; });
  expect_refused(note, [](Event& e) { e.state_to = 8; });
  expect_refused(note, [](Event& e) { e.flags |= EventFlag::establishes_claim; });
  expect_refused(note, [](Event& e) { e.flags |= EventFlag::starts_cycle; });
  Event by_nobody = note;
  by_nobody.actor = ActorId();
  expect_follows(by_nobody);
}

TEST_F(Following, Refusals) {
  const Event refusal = next(commands::Approve{.actor = "ana", .contact = "c", .amount = eur(1)});
  ASSERT_EQ(refusal.kind, EventKind::command_refused);
  expect_follows(refusal);
  expect_refused(refusal, [](Event& e) { e.contact = ContactId(4); });
  expect_refused(refusal, [](Event& e) { e.rep = ActorId(4); });
  Event of_no_contact = refusal;
  of_no_contact.contact = ContactId();
  expect_follows(of_no_contact);
}

TEST_F(Following, Closes) {
  const Event close = next(commands::LogClose{.actor = "ana", .contact = "d", .amount = eur(1)});
  expect_follows(close);
  expect_refused(close, [](Event& e) { e.deal = DealId(); });
  expect_refused(close, [](Event& e) { e.deal = DealId(1); });  // c's
  expect_refused(close, [](Event& e) { e.deal = DealId(4); });
  const Command decisions[] = {
      commands::Approve{.actor = "root", .contact = "c", .amount = eur(1)},
      commands::Reject{.actor = "root", .contact = "c", .reason = "r"},
      commands::Hold{.actor = "root", .contact = "c", .reason = "r", .due = s.now() + Duration::hours(1)},
      commands::WithdrawClose{.actor = "ana", .contact = "c"}};
  for (const Command& decision : decisions) {
    const Event event = next(decision);
    expect_follows(event);
    expect_refused(event, [](Event& e) { e.deal = DealId(); });
    expect_refused(event, [](Event& e) { e.deal = DealId(2); });  // d's
    expect_refused(event, [](Event& e) { e.deal = DealId(3); });
    expect_refused(event, [](Event& e) { e.contact = ContactId(3); });  // which has none
  }
}

TEST_F(Following, Cycles) {
  const Event event = recycled();
  ASSERT_EQ(event.kind, EventKind::recycled);
  expect_follows(event);
  expect_refused(event, [](Event& e) { e.cycle = 1; });
  expect_refused(event, [](Event& e) { e.cycle = 3; });
}

TEST_F(Following, Registrations) {
  const Event actor = next(commands::RegisterActor{.actor = "root", .key = "x", .roles = Role::rep});
  expect_follows(actor);
  expect_refused(actor, [](Event& e) { e.key = {}; });
  expect_refused(actor, [](Event& e) { e.key = "ana"; });
  expect_refused(actor, [](Event& e) { e.rep = ActorId(); });
  expect_refused(actor, [](Event& e) { e.rep = ActorId(1); });
  expect_refused(actor, [](Event& e) { e.rep = ActorId(5); });
  expect_refused(actor, [](Event& e) { e.contact = ContactId(1); });
  expect_refused(actor, [](Event& e) {
    static const std::string long_key(129, 'k');
    e.key = long_key;
  });
  const Event contact = next(commands::RegisterContact{.actor = "root", .key = "x"});
  expect_follows(contact);
  expect_refused(contact, [](Event& e) { e.key = {}; });
  expect_refused(contact, [](Event& e) { e.key = "c"; });
  expect_refused(contact, [](Event& e) { e.contact = ContactId(1); });
  expect_refused(contact, [](Event& e) { e.contact = ContactId(5); });
  expect_refused(contact, [](Event& e) { e.state_to = 0; });
  expect_refused(contact, [](Event& e) { e.state_to = 9; });
  expect_refused(contact, [](Event& e) { e.rep = ActorId(4); });
  expect_refused(contact, [](Event& e) {
    static const std::string long_key(129, 'k');
    e.key = long_key;
  });
  const Event change = next(commands::ChangeActor{.actor = "root", .rep = "ben", .active = false});
  expect_follows(change);
  expect_refused(change, [](Event& e) { e.rep = ActorId(); });
  expect_refused(change, [](Event& e) { e.rep = ActorId(4); });
  expect_refused(change, [](Event& e) { e.contact = ContactId(1); });
}

TEST_F(Following, PoliciesAndPeriods) {
  const Event adopted = next(commands::AdoptPolicy{.actor = "root", .document = "d"});
  expect_follows(adopted);
  expect_refused(adopted, [](Event& e) { e.policy = nullptr; });
  shrunk.pipeline.states.pop_back();
  std::erase_if(shrunk.pipeline.rows,
                [](const PipelineRow& row) { return row.from == unworkable || row.to == unworkable; });
  static const CompiledPolicy* smaller;
  smaller = s.compile(shrunk);
  expect_refused(adopted, [](Event& e) { e.policy = smaller; });
  decide_freeze(s.state(), s.state().policy(), at("2026-03-01T00:00:00Z"), events);
  const Event frozen = stamped();
  expect_follows(frozen);
  expect_refused(frozen, [](Event& e) { e.period = *e.period.plus_months(1); });
  expect_refused(frozen, [](Event& e) { e.contact = ContactId(1); });
  const Event clock = next(commands::ConfirmClock{.actor = "root"});
  expect_follows(clock);
  expect_refused(clock, [](Event& e) { e.contact = ContactId(1); });
}

// A journal begins by founding, adopting, registering; nothing else may stand there.
TEST_F(Following, BeginningsInTheirOrder) {
  const auto& all = s.events();
  ASSERT_EQ(all[0].kind, EventKind::organisation_founded);
  ASSERT_EQ(all[1].kind, EventKind::policy_adopted);
  ASSERT_EQ(all[2].kind, EventKind::actor_registered);
  for (std::size_t begun = 0; begun < 3; ++begun)
    for (EventKind kind :
         {EventKind::organisation_founded, EventKind::policy_adopted, EventKind::actor_registered,
          EventKind::contact_registered, EventKind::command_refused, EventKind::clock_confirmed,
          EventKind::note_added, EventKind::period_closed, EventKind::actor_changed}) {
      State state;
      for (std::size_t i = 0; i < begun; ++i) ASSERT_TRUE(evolve(state, all[i]));
      Event event = all[begun];
      const bool right = event.kind == kind;
      event.kind = kind;
      event.policy = all[1].policy;
      if (event.key.empty()) event.key = "k";
      if (kind == EventKind::contact_registered) {
        event.contact = ContactId(1);
        event.state_to = fresh;
        event.rep = ActorId();
      }
      EXPECT_EQ(evolve(state, event), right) << begun << " " << name_of(kind);
    }
}

// Whatever evolved says what was decided: outcome and state agree after every kind of event.
TEST(Evolving, IsTheSameOnAStateAndOnABranchOfABranch) {
  Scenario s;
  s.add_actor("ana", Role::rep);
  for (int i = 0; i < 40; ++i) s.add_contact("contact " + std::to_string(i), "ana");
  for (int i = 0; i < 40; ++i) {
    const std::string key = "contact " + std::to_string(i);
    const std::string_view contact = key;
    s.give(commands::ScheduleCallback{
        .actor = "ana", .contact = contact, .due = s.now() + Duration::hours(1 + i % 7)});
    if (i % 2 == 0) s.give(commands::LogClose{.actor = "ana", .contact = contact, .amount = eur(100)});
    if (i % 4 == 0) s.give(commands::Approve{.actor = "root", .contact = contact, .amount = eur(100)});
  }
  s.advance_to("2026-01-09T00:00:00Z");
  const auto& all = s.events();
  for (std::size_t first = 3; first < all.size(); first += 17) {
    State base;
    for (std::size_t i = 0; i < first; ++i) ASSERT_TRUE(evolve(base, all[i]));
    State middle(&base);
    const std::size_t second = first + (all.size() - first) / 2;
    for (std::size_t i = first; i < second; ++i) ASSERT_TRUE(evolve(middle, all[i]));
    State top(&middle);
    for (std::size_t i = second; i < all.size(); ++i) ASSERT_TRUE(evolve(top, all[i]));
    ASSERT_EQ(difference(top, s.state()), "");
    EXPECT_EQ(top.anything_due(at("2027-01-01T00:00:00Z")), true);
    top.absorb_into(middle);
    ASSERT_EQ(difference(middle, s.state()), "");
    middle.absorb_into(base);
    ASSERT_EQ(difference(base, s.state()), "");
  }
}

}  // namespace
}  // namespace firstlog_test
