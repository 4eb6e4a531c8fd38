// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A contact in every standing, under every policy, as time passes; before there is an organisation; and
// what only a few moments lead to.
#pragma once

#include <algorithm>
#include <iterator>

#include "firstlog/store/zone_files.hpp"
#include "tables/exploration.hpp"

namespace firstlog_test {

inline void explore_before_founding(Exploration& e) {
  const State nothing;
  Scenario policies;
  e.documents_of(policies);
  for (const CommandRow& row : command_rows)
    for (Command& command : forms_of(row, policies.now(), true))
      for (string_view actor : {"root", ""})
        for (const CompiledPolicy* document : e.documents()) {
          command.actor = actor;
          const CompiledPolicy none;
          e.give(nothing, command, document != nullptr ? *document : none, policies.now(), document);
        }
}

inline void explore_standing(Exploration& e, const Standing& standing) {
  // Every standing is reached where any rep may claim; the policy explored is adopted then.
  Policy at_first = euro_policy();
  at_first.claim_by = ClaimBy::any_rep;
  at_first.silence_working_days = 3;
  assign_by_rules(at_first);
  Scenario s(at_first);
  arrange_all(s, standing);
  for (const Event& event : s.events())
    if (event.kind == EventKind::close_reversed && event.contact == s.state().find(ContactRef("c")))
      newest_reversal = event.position;
  for (Variant variant : variants) {
    Policy policy = euro_policy();
    variant(policy);
    const CompiledPolicy* adopted = s.compile(std::move(policy));
    ASSERT_NE(adopted, nullptr);
    State there(&s.state());
    History kept;
    const Outcome outcome =
        commit(there, commands::AdoptPolicy{.actor = "root", .document = "next"}, adopted, s.now(), kept);
    ASSERT_TRUE(accepts(outcome));
    History known = history_of(s);
    for (const Event& event : kept.events()) known.keep(event);
    e.documents_of(s);
    e.at_once(there, known, s.now(), true);
    e.at_once(there, known, s.now(), false);
    // The same as time passes: callbacks missed, a month over, it and the next one frozen, contacts
    // recycled.
    for (string_view day :
         {"2026-01-08T09:00:00Z", "2026-02-03T09:00:00Z", "2026-03-05T09:00:00Z", "2026-06-01T09:00:00Z"})
      e.at_once(there, known, at(day), false);
  }
}

// A month that is frozen while a zone adopted later still has some hours of it.
inline void explore_month_again(Exploration& e) {
  Scenario s;
  arrange_all(s, *std::find_if(std::begin(standings), std::end(standings),
                               [](const Standing& each) { return each.label == "pending"; }));
  auto adopt = [&s](string_view zone) {
    Policy policy = euro_policy();
    policy.zone = zone;
    const CompiledPolicy* compiled = s.compile(std::move(policy), must(zone_from_system(zone)));
    EXPECT_TRUE(accepts(s.give(commands::AdoptPolicy{.actor = "root", .document = "zone"}, compiled)));
  };
  adopt("Pacific/Auckland");
  s.set_clock("2026-01-31T12:00:00Z");
  EXPECT_TRUE(accepts(s.give(commands::ClosePeriod{.actor = "root", .period = month("2026-01")})));
  adopt("America/New_York");
  e.documents_of(s);
  History known = history_of(s);
  e.at_once(s.state(), known, s.now(), false);
}

// A policy that waits for its instant, which is the one that commands name.
inline void explore_schedule(Exploration& e) {
  Scenario s;
  arrange_all(s, standings[0]);
  const Instant instant = at("2026-01-10T00:00:00Z");
  EXPECT_TRUE(accepts(s.give(commands::AdoptPolicy{.actor = "root", .document = "d", .due = instant},
                             s.compile(euro_policy()))));
  e.documents_of(s);
  History known = history_of(s);
  e.at_once(s.state(), known, instant - Duration::hours(24), false);
  e.at_once(s.state(), known, instant, false);
}

// One who is the only manager and the only admin, then the only admin.
inline void explore_the_last_of_their_kind(Exploration& e) {
  for (bool another_manager : {false, true}) {
    Scenario s;
    if (another_manager) s.add_actor("max", Role::manager);
    e.documents_of(s);
    for (const CommandRow& row : command_rows)
      for (Command& command : forms_of(row, s.now(), true)) {
        command.actor = "root";
        e.give_with_documents(s.state(), command, s.now());
      }
  }
}

}  // namespace firstlog_test
