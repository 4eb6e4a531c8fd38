// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Random businesses of several contacts, entries on all of them, retractions, merges and unmerges, against an
// oracle that reads every event anew: the earliest entry that still counts owns the credit of the business,
// on each of its contacts that has a claim, and no claim rests on an entry that was retracted (DOMAIN 5).
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "firstlog/core/cluster.hpp"
#include "support/match_keys.hpp"
#include "support/scenario.hpp"
#include "support/state_compare.hpp"

namespace firstlog_test {
namespace {

using std::string_view;

constexpr string_view reps[] = {"ana", "ben", "cleo"};

bool retracted(const Scenario& s, Position entry) {
  for (const Event& event : s.events())
    if (event.kind == EventKind::entry_retracted && event.refers_to == entry) return true;
  return false;
}

ActorId owner_of(const Event& entry) {
  if (entry.owner.present()) return entry.owner;
  return entry.kind == EventKind::interest_contested ? entry.actor : entry.rep;
}

// The earliest entry that counts on one of the contacts. Only where no claim began anew.
const Event* earliest(const Scenario& s, const std::vector<ContactId>& business) {
  for (const Event& event : s.events())
    for (const ContactId contact : business)
      if (event.contact == contact && has(event.flags, EventFlag::valid_entry) &&
          !retracted(s, event.position))
        return &event;
  return nullptr;
}

// What, who, on which contact, which other, a number.
using Step = std::tuple<int, int, int, int, int>;

rc::Gen<std::vector<Step>> any_steps() {
  const auto any_step =
      rc::gen::resize(rc::kNominalSize,
                      rc::gen::tuple(rc::gen::inRange(0, 12), rc::gen::inRange(0, 3), rc::gen::inRange(0, 12),
                                     rc::gen::inRange(0, 64), rc::gen::inRange(0, 256)));
  return rc::gen::scale(1.5, rc::gen::container<std::vector<Step>>(any_step));
}

// Contacts only ever join one another where `parts` is false.
Command command_of(const Step& step, const Scenario& s, bool parts, std::vector<MatchKey>& keys,
                   std::string& key) {
  const auto& [what, who, where, other, number] = step;
  const auto count = static_cast<int>(s.state().contact_count());
  const ContactId contact = ContactId::at_index(static_cast<std::size_t>(where % count));
  const ContactId second = ContactId::at_index(static_cast<std::size_t>(other % count));
  const string_view rep = reps[who];
  ActorRef mover = rep;
  if (const ActorId assignee = s.state().contact(contact).assignee; assignee.present() && number % 4 != 0)
    mover = assignee;
  keys = {phone(static_cast<unsigned>(number % 3))};
  switch (what) {
    case 0:
      key = "c" + std::to_string(count);
      return commands::RegisterContact{.actor = "root",
                                       .key = key,
                                       .rep = number % 5 == 0 ? ActorRef() : ActorRef(rep),
                                       .match_keys = keys,
                                       .confirm = true};
    case 1: return commands::Merge{.actor = "root", .contact = contact, .other = second, .reason = "same"};
    case 2: {
      Position merge = Position(1);
      for (std::uint32_t i = 1; i <= s.state().merge_count(); ++i)
        if (s.state().merge(i).survivor == contact && !s.state().merge(i).undone)
          merge = s.state().merge(i).position;
      if (parts)
        return commands::Unmerge{.actor = "root", .contact = contact, .refers_to = merge, .reason = "no"};
      return commands::LogInterest{.actor = rep, .contact = contact};
    }
    case 3:
    case 4:
    case 5: return commands::LogInterest{.actor = rep, .contact = contact};
    case 6: return commands::LogInterest{.actor = mover, .contact = contact};
    case 7: return commands::LogClose{.actor = "max", .contact = contact, .amount = eur(number + 1)};
    case 8: return commands::Reject{.actor = "root", .contact = contact, .reason = "no"};
    default: {
      // Any entry of the contact; a claim first, as it is the one that others rest on.
      Position entry = s.state().contact(contact).claim_position;
      if (number % 3 == 0 || !entry.present())
        for (const Event& event : s.events())
          if (event.contact == contact && event.position.number() % 7 >= static_cast<unsigned>(number % 7))
            entry = event.position;
      return commands::Retract{.actor = "max", .contact = contact, .refers_to = entry, .reason = "mistake"};
    }
  }
}

Scenario begun() {
  Policy policy = euro_policy();
  policy.claim_by = *rc::gen::element(ClaimBy::assignee_or_pool, ClaimBy::any_rep);
  Scenario s(std::move(policy));
  for (string_view rep : reps) s.add_actor(rep, Role::rep);
  s.add_actor("max", Role::manager);
  for (const auto& [key, rep] : {std::pair("a", "ana"), std::pair("b", "ben"), std::pair("c", "cleo")}) {
    const std::vector<MatchKey> keys = {phone(key[0] == 'c' ? 1U : 0U)};
    s.give(commands::RegisterContact{
        .actor = "root", .key = key, .rep = rep, .match_keys = keys, .confirm = true});
  }
  return s;
}

void expect_no_claim_rests_on_the_retracted(const Scenario& s) {
  for (std::uint32_t i = 1; i <= s.state().contact_count(); ++i) {
    const ContactRow& row = s.state().contact(ContactId(i));
    if (!row.claimant.present()) continue;
    RC_ASSERT(!retracted(s, row.claim_position));
  }
}

TEST(Succession, TheEarliestEntryThatCountsOwnsTheBusiness) {
  int passed = 0;
  int dropped = 0;
  int followed = 0;
  EXPECT_TRUE(rc::check([&] {
    Scenario s = begun();
    std::vector<MatchKey> keys;
    std::string key;
    for (const Step& step : *any_steps()) {
      const std::size_t before = s.events().size();
      const Outcome outcome = s.give(command_of(step, s, false, keys, key));
      passed += outcome.rule == Rule::claim_passed ? 1 : 0;
      dropped += outcome.rule == Rule::claim_dropped ? 1 : 0;
      expect_no_claim_rests_on_the_retracted(s);
      for (std::uint32_t i = 1; i <= s.state().contact_count(); ++i) {
        const ContactId contact(i);
        const Event* first = earliest(s, cluster_members(s.state(), contact));
        const StandingClaim standing = standing_claim(s.state(), contact);
        RC_ASSERT(standing.rep == (first == nullptr ? ActorId() : owner_of(*first)));
      }
      // What followed goes by it, too. (A claim of its own from before contacts were one business stays.)
      for (std::size_t i = before; i < s.events().size(); ++i) {
        const Event& event = s.events()[i];
        if (event.kind != EventKind::claim_followed || !event.rep.present()) continue;
        RC_ASSERT(event.rep == owner_of(*earliest(s, cluster_members(s.state(), event.contact))));
        RC_ASSERT(s.state().contact(event.contact).claimant == event.rep);
      }
    }
    for (const Event& event : s.events()) followed += event.kind == EventKind::claim_followed ? 1 : 0;
    RC_ASSERT(difference(s.replayed(), s.state()) == "");
  }));
  // The dice came to what this is about.
  EXPECT_GT(passed, 20);
  EXPECT_GT(dropped, 20);
  EXPECT_GT(followed, 20);
}

TEST(Succession, NoClaimRestsOnARetractedEntryWhateverWasMergedAndParted) {
  EXPECT_TRUE(rc::check([] {
    Scenario s = begun();
    std::vector<MatchKey> keys;
    std::string key;
    for (const Step& step : *any_steps()) {
      s.give(command_of(step, s, true, keys, key));
      expect_no_claim_rests_on_the_retracted(s);
    }
    RC_ASSERT(difference(s.replayed(), s.state()) == "");
  }));
}

}  // namespace
}  // namespace firstlog_test
