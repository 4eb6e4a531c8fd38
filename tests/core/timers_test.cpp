// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Protection windows and release timers (DOMAIN 4, 5): what lapses and what goes back to the pool when,
// what starts them anew and what does not.
#include <gtest/gtest.h>

#include <string_view>

#include "firstlog/store/zone_files.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using std::string_view;
using namespace firstlog::cold_call;

Zone zone(string_view name) {
  Result<Zone> loaded = zone_from_system(name);
  EXPECT_TRUE(loaded) << name;
  return loaded ? std::move(*loaded) : Zone::utc();
}

using Change = void (*)(Policy&);

// "c" is ana's.
struct Timed : Scenario {
  explicit Timed(Change change, string_view start = "2026-01-05T09:00:00Z", string_view place = "UTC")
      : Scenario(policy_of(change, place), zone(place), at(start)) {
    for (string_view rep : {"ana", "ben"}) add_actor(rep, Role::rep);
    add_actor("max", Role::manager);
    add_contact("c", "ana");
  }
  ~Timed() { EXPECT_EQ(difference(state(), replayed()), ""); }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

  static Policy policy_of(Change change, string_view place) {
    Policy policy = euro_policy();
    policy.zone = place;
    change(policy);
    return policy;
  }
  void interest(string_view rep = "ana") { give(commands::LogInterest{.actor = rep, .contact = "c"}); }
  void callback(Duration in) {
    EXPECT_EQ(give(commands::ScheduleCallback{.actor = "ana", .contact = "c", .due = now() + in}).verdict,
              Verdict::accepted);
  }
  void dial(Disposition disposition = Disposition::no_answer) {
    EXPECT_TRUE(
        accepts(give(commands::LogActivity{.actor = "ana", .contact = "c", .disposition = disposition})));
  }
  // The first event of the kind, or null.
  const Event* first(EventKind kind, std::size_t from = 0) const {
    for (std::size_t i = from; i < events().size(); ++i)
      if (events()[i].kind == kind) return &events()[i];
    return nullptr;
  }
  // When a kind of event was due; what it is due for passes on the way.
  Instant due_of(EventKind kind, string_view until = "2027-06-01T00:00:00Z") {
    const std::size_t from = events().size();
    advance_to(until);
    const Event* event = first(kind, from);
    return event == nullptr ? Instant() : event->occurred_at;
  }
};

constexpr Change ten_days = [](Policy& p) { p.pipeline.states[interested - 1].protection_days = 10; };

// ---- protection windows ---------------------------------------------------------------------------

TEST(Protection, LapsesAtMidnightAfterTheLastDay) {
  Timed s(ten_days);
  s.interest();
  const Position entry = s.last().position;
  // Entered on the 5th: the 15th is the last day.
  EXPECT_EQ(s.due_of(EventKind::claim_lapsed), at("2026-01-16T00:00:00Z"));
  const Event* lapsed = s.first(EventKind::claim_lapsed);
  EXPECT_EQ(s.name(lapsed->owner), "ana");
  EXPECT_FALSE(lapsed->rep.present());
  EXPECT_EQ(lapsed->refers_to, entry);
  EXPECT_EQ(lapsed->rule, Rule::claim_window_over);
  EXPECT_FALSE(lapsed->actor.present()) << "time alone";
  EXPECT_FALSE(s.contact("c").claimant.present());
  EXPECT_EQ(s.contact("c").state, interested) << "the status stays";
  EXPECT_EQ(s.assignee_of("c"), "ana");
}

TEST(Protection, WarnsOnceInTheLastDays) {
  Timed s(ten_days);
  s.interest();
  s.advance_to("2026-01-08T23:59:59Z");
  EXPECT_EQ(s.first(EventKind::claim_lapse_warned), nullptr);
  s.advance_to("2026-01-09T00:00:00Z");  // the 9th to the 15th are the last seven days
  const Event* warned = s.first(EventKind::claim_lapse_warned);
  ASSERT_NE(warned, nullptr);
  EXPECT_EQ(s.name(warned->rep), "ana");
  EXPECT_EQ(warned->occurred_at, at("2026-01-09T00:00:00Z"));
  EXPECT_EQ(warned->due, at("2026-01-16T00:00:00Z"));
  EXPECT_EQ(s.claimant_of("c"), "ana");
  const std::size_t so_far = s.events().size();
  s.advance_to("2026-01-15T23:59:59Z");
  EXPECT_EQ(s.events().size(), so_far) << "once";
}

TEST(Protection, AWindowShorterThanItsWarningWarnsAtOnce) {
  Timed s([](Policy& p) { p.pipeline.states[interested - 1].protection_days = 3; });
  s.interest();
  const Instant since = s.contact("c").status_since;
  s.advance();
  EXPECT_EQ(s.last().kind, EventKind::claim_lapse_warned);
  EXPECT_EQ(s.last().occurred_at, since);
}

TEST(Protection, NoWarningWhereThePolicyWantsNone) {
  Timed s([](Policy& p) {
    ten_days(p);
    p.protection_warning_days = 0;
  });
  s.interest();
  EXPECT_EQ(s.due_of(EventKind::claim_lapsed), at("2026-01-16T00:00:00Z"));
  EXPECT_EQ(s.first(EventKind::claim_lapse_warned), nullptr);
}

TEST(Protection, TheNextEntryEstablishesAndEarlierOnesCountNoMore) {
  Timed s([](Policy& p) {
    ten_days(p);
    p.claim_by = ClaimBy::any_rep;
  });
  s.interest("ana");
  s.interest("ben");  // valid, behind ana's
  s.advance_to("2026-01-16T00:00:00Z");
  EXPECT_FALSE(s.contact("c").claimant.present()) << "nobody inherits a claim that lapsed";
  s.interest("ana");
  EXPECT_EQ(s.claimant_of("c"), "ana") << "the contact is warm: its assignee claims it anew";
  const Position entry = s.contact("c").claim_position;
  EXPECT_TRUE(accepts(
      s.give(commands::Retract{.actor = "max", .contact = "c", .refers_to = entry, .reason = "false"}),
      Rule::claim_dropped))
      << "ben's entry was of the claim that lapsed";
}

TEST(Protection, AStatusChangeBeginsTheNextStagesWindow) {
  Timed s([](Policy& p) {
    ten_days(p);
    p.pipeline.states[not_interested - 1].protection_days = 4;
    p.pipeline.states[not_interested - 1].recycles_after_days = 90;
  });
  s.interest();
  s.advance_to("2026-01-14T09:00:00Z");
  ASSERT_NE(s.first(EventKind::claim_lapse_warned), nullptr);
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  s.advance_to("2026-01-16T12:00:00Z");
  EXPECT_EQ(s.claimant_of("c"), "ana");
  EXPECT_EQ(s.due_of(EventKind::claim_lapsed), at("2026-01-19T00:00:00Z"));
}

TEST(Protection, WhatIsLockedDoesNotLapseUntilItIsResolved) {
  for (const bool pending : {false, true}) {
    Timed s([](Policy& p) {
      for (PipelineState& state : p.pipeline.states) state.protection_days = 10;
    });
    s.interest();
    if (pending)
      s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
    else
      s.callback(Duration::hours(24 * 20));
    s.advance_to("2026-03-01T09:00:00Z");
    EXPECT_EQ(s.claimant_of("c"), "ana");
    EXPECT_EQ(s.first(EventKind::claim_lapsed), nullptr);
    if (pending)
      s.give(commands::Reject{.actor = "root", .contact = "c", .reason = "no"});
    else
      s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
    EXPECT_EQ(s.due_of(EventKind::claim_lapsed), at("2026-03-12T00:00:00Z"));
  }
}

TEST(Protection, CountsFromAClaimThatCameAfterTheStage) {
  Timed s([](Policy& p) {
    p.claim_by = ClaimBy::any_rep;
    p.pipeline.states[fresh - 1].protection_days = 10;
  });
  s.set_clock("2026-02-01T09:00:00Z");
  s.interest("ben");
  ASSERT_EQ(s.contact("c").state, fresh);
  EXPECT_EQ(s.due_of(EventKind::claim_lapsed), at("2026-02-12T00:00:00Z"));
}

TEST(Protection, AnOverrideOpensAWindowOfItsOwn) {
  Timed s(ten_days);
  s.interest();
  s.advance_to("2026-01-12T09:00:00Z");
  ASSERT_NE(s.first(EventKind::claim_lapse_warned), nullptr);
  const std::size_t so_far = s.events().size();
  s.give(commands::OverrideClaim{.actor = "max", .contact = "c", .rep = "ben", .reason = "agreed"});
  s.advance_to("2026-02-01T09:00:00Z");
  const Event* warned = s.first(EventKind::claim_lapse_warned, so_far);
  ASSERT_NE(warned, nullptr);
  EXPECT_EQ(s.name(warned->rep), "ben");
  EXPECT_EQ(s.first(EventKind::claim_lapsed)->occurred_at, at("2026-01-23T00:00:00Z"));
}

TEST(Protection, APolicyTakesNoClaimByHavingBeenAdopted) {
  Timed s([](Policy&) {});
  s.interest();
  s.set_clock("2026-04-01T09:00:00Z");
  Policy policy = euro_policy();
  ten_days(policy);
  s.give(commands::AdoptPolicy{.actor = "root", .document = "windows"}, s.compile(policy));
  s.advance_to("2026-04-02T09:00:00Z");
  EXPECT_EQ(s.claimant_of("c"), "ana");
  EXPECT_EQ(s.due_of(EventKind::claim_lapsed), at("2026-04-12T00:00:00Z"));
}

TEST(Protection, ThePolicyThatEndsWindowsEndsThem) {
  Timed s(ten_days);
  s.interest();
  s.give(commands::AdoptPolicy{.actor = "root", .document = "none"}, s.compile(euro_policy()));
  s.advance_to("2026-06-01T00:00:00Z");
  EXPECT_EQ(s.claimant_of("c"), "ana");
  EXPECT_TRUE(s.state().timer(ContactId(1)) == TimerRow());
}

struct Place {
  string_view name, entered, lapses;
};

// 00:00 is the organisation's, whatever daylight saving does to that day and however months end.
TEST(Protection, CountsCalendarDatesInTheOrganisationsZone) {
  constexpr Place places[] = {
      // Summer time begins on the 29th of March: 240 hours would be an hour later.
      {"Europe/Vienna", "2026-03-24T09:00:00Z", "2026-04-03T22:00:00Z"},
      {"Europe/Vienna", "2026-10-20T09:00:00Z", "2026-10-30T23:00:00Z"},
      // Entered on the 31st by the clock on the wall, the 30th in UTC.
      {"Pacific/Auckland", "2026-01-30T12:30:00Z", "2026-02-10T11:00:00Z"},
      {"America/New_York", "2026-02-28T04:59:50Z", "2026-03-10T04:00:00Z"},  // still the 27th
      {"UTC", "2028-02-20T00:00:00Z", "2028-03-02T00:00:00Z"},               // a leap year
      {"UTC", "2026-12-31T23:59:50Z", "2027-01-11T00:00:00Z"},
      // In Beirut the 29th of March 2026 begins at 01:00.
      {"Asia/Beirut", "2026-03-18T09:00:00Z", "2026-03-28T22:00:00Z"},
  };
  for (const Place& place : places) {
    SCOPED_TRACE(std::string(place.name).append(" ").append(place.entered));
    // The day before, for the first commands take some seconds.
    Timed s(ten_days, "2026-01-05T09:00:00Z", place.name);
    s.set_clock(place.entered);
    s.advance();
    const std::size_t from = s.events().size();
    s.interest();
    const Event* entry = s.first(EventKind::interest_logged, from);
    ASSERT_NE(entry, nullptr);
    ASSERT_LT(entry->recorded_at - at(place.entered), Duration::minutes(1));
    EXPECT_EQ(s.due_of(EventKind::claim_lapsed, "2029-01-01T00:00:00Z"), at(place.lapses));
  }
}

// ---- release timers -------------------------------------------------------------------------------

void expect_released(Timed& s, Rule rule, string_view when) {
  const Instant due = s.due_of(EventKind::released_by_timer);
  EXPECT_EQ(due, at(when));
  const Event* event = s.first(EventKind::released_by_timer);
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(event->rule, rule);
  EXPECT_EQ(s.name(event->owner), "ana");
  EXPECT_EQ(s.assignee_of("c"), "");
}

TEST(Release, WhatNobodyWorksOnGoesToThePool) {
  Timed s([](Policy& p) { p.release.idle_days = 5; });
  s.interest();
  const Position claim = s.contact("c").claim_position;
  expect_released(s, Rule::released_idle, "2026-01-11T00:00:00Z");
  EXPECT_EQ(s.contact("c").claim_position, claim) << "the claim stays";
  EXPECT_EQ(s.contact("c").state, interested);
  EXPECT_EQ(s.state().actor(s.actor("ana")).contacts, 0U);
}

TEST(Release, ACallANoteAMoveStartsIdlenessAnewAndAnotherAnswerDoesNot) {
  constexpr Change idle = [](Policy& p) { p.release.idle_days = 5; };
  const auto day8 = "2026-01-08T10:00:00Z";
  for (const int work : {0, 1, 2, 3, 4}) {
    SCOPED_TRACE(work);
    Timed s(idle);
    s.set_clock(day8);
    if (work == 0) s.dial();
    if (work == 1) s.give(commands::AddNote{.actor = "max", .contact = "c", .personal = as_bytes("seen")});
    if (work == 2) s.interest();
    // Somebody else's contested entry and a refused command are no work on it.
    if (work == 3) s.interest("ben");
    if (work == 4) s.give(commands::LogActivity{.actor = "ben", .contact = "c"});
    expect_released(s, Rule::released_idle, work < 3 ? "2026-01-14T00:00:00Z" : "2026-01-11T00:00:00Z");
  }
}

TEST(Release, AStageThatLastsTooLong) {
  Timed s([](Policy& p) { p.release.stage_days = 5; });
  s.interest();
  s.set_clock("2026-01-09T10:00:00Z");
  s.dial();  // working it does not help
  expect_released(s, Rule::released_stage, "2026-01-11T00:00:00Z");
}

TEST(Release, WhoeverIsAssignedHasTheWholeTime) {
  Timed s([](Policy& p) { p.release.stage_days = 5; });
  s.interest();
  s.set_clock("2026-01-09T10:00:00Z");
  s.give(commands::Assign{.actor = "max", .contact = "c", .rep = "ben"});
  EXPECT_EQ(s.due_of(EventKind::released_by_timer), at("2026-01-15T00:00:00Z"));
}

TEST(Release, NoFirstContactInTime) {
  constexpr Change hours = [](Policy& p) { p.release.first_contact_hours = 48; };
  {
    Timed s(hours);
    const Instant assigned = s.contact("c").assigned_since;
    s.give(commands::AddNote{.actor = "ana", .contact = "c", .personal = as_bytes("a note is no call")});
    EXPECT_EQ(s.due_of(EventKind::released_by_timer), assigned + Duration::hours(48));
    EXPECT_EQ(s.first(EventKind::released_by_timer)->rule, Rule::released_first_contact);
  }
  for (const bool calls : {false, true}) {
    Timed s(hours);
    if (calls)
      s.dial();
    else
      s.interest();
    EXPECT_EQ(s.due_of(EventKind::released_by_timer), Instant());
    // The next rep has a first contact of his own to make.
    s.set_clock("2027-07-01T09:00:00Z");
    s.give(commands::Assign{.actor = "max", .contact = "c", .rep = "ben"});
    const Instant assigned = s.contact("c").assigned_since;
    EXPECT_EQ(s.due_of(EventKind::released_by_timer, "2027-08-01T00:00:00Z"), assigned + Duration::hours(48));
  }
}

TEST(Release, AttemptsThatFailInOneWeek) {
  constexpr Change three = [](Policy& p) { p.release.failed_attempts_per_week = 3; };
  Timed s(three);  // a Monday
  s.dial();
  s.dial();
  s.set_clock("2026-01-12T00:00:00Z");  // the next one
  s.dial();
  s.dial(Disposition::voicemail);
  s.advance();
  EXPECT_EQ(s.first(EventKind::released_by_timer), nullptr) << "no week has three";
  s.dial(Disposition::connect);
  s.dial();
  s.dial();
  s.advance();
  EXPECT_EQ(s.first(EventKind::released_by_timer), nullptr) << "a connect among them";
  s.give(commands::LogActivity{.actor = "ana", .contact = "c", .inbound = true});
  s.give(commands::LogActivity{.actor = "ana", .contact = "c", .touch = Touch::email});
  s.advance();
  EXPECT_EQ(s.first(EventKind::released_by_timer), nullptr) << "these are no attempts";
  s.dial(Disposition::busy);
  const Instant third = s.last().recorded_at;
  s.advance();
  EXPECT_EQ(s.last().kind, EventKind::released_by_timer);
  EXPECT_EQ(s.last().rule, Rule::released_failed_attempts);
  EXPECT_EQ(s.last().occurred_at, third);
  s.give(commands::Take{.actor = "ben", .contact = "c"});
  s.advance();
  EXPECT_EQ(s.assignee_of("c"), "ben") << "his count is his own";
}

TEST(Release, ARetractedAttemptDidNotFail) {
  Timed s([](Policy& p) { p.release.failed_attempts_per_week = 2; });
  s.dial();
  EXPECT_TRUE(
      accepts(s.give(commands::Retract{.actor = "ana", .contact = "c", .refers_to = s.last().position})));
  s.dial();
  s.advance();
  EXPECT_EQ(s.assignee_of("c"), "ana");
}

TEST(Release, WhatIsLockedIsLeftUntilItIsResolved) {
  Timed s([](Policy& p) {
    p.release.idle_days = 3;
    p.release.stage_days = 3;
    p.release.first_contact_hours = 2;
    p.release.failed_attempts_per_week = 1;
  });
  s.callback(Duration::hours(24 * 30));
  s.dial();
  s.advance_to("2026-02-20T09:00:00Z");
  EXPECT_EQ(s.assignee_of("c"), "ana");
  s.give(commands::LogClose{.actor = "ana", .contact = "c", .amount = eur(100)});
  s.advance_to("2026-03-20T09:00:00Z");
  EXPECT_EQ(s.assignee_of("c"), "ana");
  s.give(commands::Reject{.actor = "root", .contact = "c", .reason = "no"});
  s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
  s.advance_to("2026-04-20T09:00:00Z");
  EXPECT_EQ(s.assignee_of("c"), "ana") << "nobody works on what is lost";
}

TEST(Release, AnOverdueCallbackGoesToThePoolOverdue) {
  Timed s([](Policy& p) { p.release.overdue_days = 2; });
  s.callback(Duration::hours(5));
  const Position claim = s.contact("c").claim_position;
  s.advance_to("2026-01-08T00:00:00Z");
  const Event* released = s.first(EventKind::released_by_timer);
  ASSERT_NE(released, nullptr);
  EXPECT_EQ(released->occurred_at, at("2026-01-08T00:00:00Z"));
  EXPECT_EQ(released->rule, Rule::released_overdue);
  EXPECT_EQ(s.contact("c").state, callback_scheduled);
  EXPECT_TRUE(s.contact("c").overdue);
  EXPECT_EQ(s.contact("c").claim_position, claim);
  EXPECT_EQ(s.state().actor(s.actor("ana")).callbacks, 0U);
  EXPECT_TRUE(accepts(s.give(commands::Take{.actor = "ben", .contact = "c"}), Rule::assigned_explicitly))
      << "whoever makes the call may have it";
  EXPECT_EQ(s.state().actor(s.actor("ben")).callbacks, 1U);
  // It is overdue for ben too, from when he took it.
  s.advance_to("2026-01-10T23:59:59Z");
  EXPECT_EQ(s.assignee_of("c"), "ben");
  s.advance_to("2026-01-11T00:00:00Z");
  EXPECT_EQ(s.assignee_of("c"), "");
  EXPECT_TRUE(accepts(
      s.give(commands::ScheduleCallback{.actor = "ben", .contact = "c", .due = s.now() + Duration::hours(3)}),
      Rule::claim_kept));
  EXPECT_EQ(s.assignee_of("c"), "ben");
}

TEST(Release, APolicyReleasesNothingByHavingBeenAdopted) {
  Timed s([](Policy&) {});
  s.dial();
  s.set_clock("2026-06-01T09:00:00Z");
  Policy policy = euro_policy();
  policy.release.idle_days = 5;
  policy.release.first_contact_hours = 1;
  s.give(commands::AdoptPolicy{.actor = "root", .document = "timers"}, s.compile(policy));
  expect_released(s, Rule::released_idle, "2026-06-07T00:00:00Z");
}

TEST(Release, TheEarliestTimerDecides) {
  Timed s([](Policy& p) {
    p.release.idle_days = 3;
    p.release.stage_days = 9;
    p.pipeline.states[interested - 1].protection_days = 5;
    p.protection_warning_days = 1;
  });
  s.interest();
  s.set_clock("2026-02-01T09:00:00Z");
  const std::size_t from = s.events().size();
  s.advance();
  std::vector<EventKind> kinds;
  std::vector<Instant> dues;
  for (std::size_t i = from; i < s.events().size(); ++i) {
    if (!s.events()[i].contact.present()) continue;
    kinds.push_back(s.events()[i].kind);
    dues.push_back(s.events()[i].occurred_at);
  }
  EXPECT_EQ(kinds, (std::vector<EventKind>{EventKind::released_by_timer, EventKind::claim_lapse_warned,
                                           EventKind::claim_lapsed}));
  EXPECT_EQ(dues, (std::vector<Instant>{at("2026-01-09T00:00:00Z"), at("2026-01-10T00:00:00Z"),
                                        at("2026-01-11T00:00:00Z")}));
}

}  // namespace
}  // namespace firstlog_test
