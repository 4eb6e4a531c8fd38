// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Two contacts of one business.
#pragma once

#include <tuple>
#include <utility>

#include "tables/exploration.hpp"

namespace firstlog_test {

// Two contacts of one business, "c" and another, as merges, locks, claims and suppressions leave them.
inline void explore_duplicates(Exploration& e) {
  static const MatchKey shared[] = {{MatchKind::phone, {std::byte{1}}}};
  auto with = [](Scenario& s, string_view key, ActorRef rep) {
    s.give(commands::RegisterContact{
        .actor = "root", .key = key, .rep = rep, .match_keys = shared, .confirm = true});
  };
  auto merge = [](Scenario& s, string_view survivor, string_view absorbed) {
    return s.give(commands::Merge{.actor = "root", .contact = survivor, .other = absorbed, .reason = "same"});
  };
  using Arrange = void (*)(Scenario&, decltype(with)&, decltype(merge)&);
  const Arrange arrangements[] = {
      // Another rep's claim, lock and assignment on the other one.
      [](Scenario& s, auto& add, auto&) {
        add(s, "fresh", "ben");
        add(s, "c", "ana");
        s.give(commands::LogInterest{.actor = "ben", .contact = "fresh"});
      },
      [](Scenario& s, auto& add, auto&) {
        add(s, "fresh", "ben");
        add(s, "c", "ana");
        s.give(commands::LogClose{.actor = "ben", .contact = "fresh", .amount = eur(100)});
      },
      [](Scenario& s, auto& add, auto&) {
        add(s, "fresh", "ben");
        add(s, "c", "ana");
        s.give(commands::Release{.actor = "root", .contact = "c"});
      },
      [](Scenario& s, auto& add, auto&) {
        add(s, "fresh", "ana");
        add(s, "c", "ana");
        s.give(commands::LogInterest{.actor = "ana", .contact = "fresh"});
        s.give(commands::MarkNotInterested{.actor = "ana", .contact = "c"});
      },
      [](Scenario& s, auto& add, auto&) {
        add(s, "fresh", "ben");
        add(s, "c", "ana");
        s.give(commands::Release{.actor = "root", .contact = "c"});
        s.give(commands::LogClose{.actor = "ben", .contact = "fresh", .amount = eur(100)});
      },
      // Claims that rest on this one: copied where nobody else entered, followed by one who did.
      [](Scenario& s, auto& add, auto&) {
        add(s, "c", "ana");
        add(s, "third", "ana");
        s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
        s.give(commands::LogClose{.actor = "root", .contact = "third", .amount = eur(100)});
      },
      [](Scenario& s, auto& add, auto&) {
        add(s, "c", "ana");
        add(s, "fresh", "ben");
        add(s, "third", "ana");
        s.give(commands::LogInterest{.actor = "ana", .contact = "c"});
        s.give(commands::LogInterest{.actor = "ben", .contact = "fresh"});
        s.give(commands::LogInterest{.actor = "ana", .contact = "third"});
      },
      // A lock by a rep who has no claim.
      [](Scenario& s, auto& add, auto&) {
        add(s, "fresh", "ana");
        add(s, "c", "ana");
        s.give(commands::ScheduleCallback{
            .actor = "ana", .contact = "fresh", .due = s.now() + Duration::hours(5)});
        s.give(commands::Assign{.actor = "root", .contact = "fresh", .rep = "ben", .confirm = true});
      },
      // Merged away, and the survivor; merged twice; unmerged.
      [](Scenario& s, auto& add, auto& merge) {
        add(s, "fresh", "ben");
        add(s, "c", "ana");
        merge(s, "fresh", "c");
      },
      [](Scenario& s, auto& add, auto& merge) {
        add(s, "fresh", "ben");
        add(s, "c", "");
        s.give(commands::LogClose{.actor = "ben", .contact = "fresh", .amount = eur(100)});
        merge(s, "c", "fresh");
      },
      [](Scenario& s, auto& add, auto& merge) {
        add(s, "fresh", "ben");
        add(s, "c", "ana");
        s.add_contact("third");
        merge(s, "c", "third");
        merge(s, "c", "fresh");
      },
      [](Scenario& s, auto& add, auto& merge) {
        add(s, "fresh", "ben");
        s.add_contact("c");
        const Outcome merged = merge(s, "c", "fresh");
        s.give(commands::Unmerge{
            .actor = "root", .contact = "c", .refers_to = merged.position, .reason = "differ"});
      },
      [](Scenario& s, auto& add, auto& merge) {
        add(s, "c", "");
        add(s, "fresh", "ben");
        s.give(commands::Release{.actor = "root", .contact = "c"});
        merge(s, "c", "fresh");
      },
      [](Scenario& s, auto& add, auto& merge) {
        s.add_contact("c");
        add(s, "fresh", "ben");
        merge(s, "c", "fresh");
      },
      // Won, pending, each the other's equal.
      [](Scenario& s, auto&, auto&) {
        s.add_contact("c", "ana");
        s.add_contact("fresh", "ben");
        for (auto [rep, key] : {std::pair("ana", "c"), std::pair("ben", "fresh")})
          s.give(commands::LogClose{.actor = rep, .contact = key, .amount = eur(100)});
      },
      [](Scenario& s, auto&, auto&) {
        s.add_contact("c", "ana");
        s.add_contact("fresh", "ben");
        for (auto [rep, key] : {std::pair("ana", "c"), std::pair("ben", "fresh")}) {
          s.give(commands::LogClose{.actor = rep, .contact = key, .amount = eur(100)});
          s.give(commands::Approve{.actor = "root", .contact = key, .amount = eur(100)});
        }
      },
      [](Scenario& s, auto&, auto&) {
        s.add_contact("c", "ana");
        s.add_contact("fresh", "ben");
        for (auto [rep, key, hours] : {std::tuple("ana", "c", 9), std::tuple("ben", "fresh", 5)})
          s.give(commands::ScheduleCallback{
              .actor = rep, .contact = key, .due = s.now() + Duration::hours(hours)});
      },
      [](Scenario& s, auto&, auto&) {
        s.add_contact("c", "ana");
        s.add_contact("fresh", "ben");
        s.give(commands::LogInterest{.actor = "ben", .contact = "fresh"});
      },
      // Suppressed; under a parent, and above one.
      [](Scenario& s, auto& add, auto&) {
        add(s, "fresh", "ana");
        add(s, "c", "ana");
        s.give(commands::Suppress{
            .actor = "ben", .contact = "c", .reason = "asked", .scope = SuppressionScope::calls});
        s.give(commands::Suppress{.actor = "ben", .contact = "fresh", .reason = "asked"});
        s.give(commands::SetParent{.actor = "root", .contact = "c", .other = "fresh"});
      },
      [](Scenario& s, auto& add, auto&) {
        add(s, "c", "ana");
        s.add_contact("fresh");
        s.give(commands::SetParent{.actor = "root", .contact = "fresh", .other = "c"});
      },
  };
  for (const Arrange arrange : arrangements) {
    Scenario s;
    for (const Person& person : people)
      if (person.known) s.add_actor(person.key, person.roles, person.active);
    s.add_actor("cleo", Role::rep);
    arrange(s, with, merge);
    e.documents_of(s);
    History known = history_of(s);
    e.at_once(s.state(), known, s.now(), arrange == arrangements[0]);
    // Where every move of an assignee implies interest.
    Policy policy = euro_policy();
    rows(policy, {.assignee = true}, true);
    State there(&s.state());
    commit(there, commands::AdoptPolicy{.actor = "root", .document = "next"}, s.compile(std::move(policy)),
           s.now(), known);
    e.at_once(there, known, s.now(), false);
  }
}

}  // namespace firstlog_test
