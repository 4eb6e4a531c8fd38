// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// The shortest way to each rule about duplicates, merges, parents and suppressions.
#include <gtest/gtest.h>

#include "core/reached.hpp"
#include "support/match_keys.hpp"

namespace firstlog_test {
namespace {

// "twin" is a suspected duplicate of "c" and nobody's, although "c" is ana's.
struct Twins : Office {
  explicit Twins(Policy policy = euro_policy()) : Office(std::move(policy)) {
    add_actor("cleo", Role::rep);
    give(commands::RegisterContact{.actor = "root", .key = "old", .rep = "ana", .match_keys = key});
    give(commands::RegisterContact{.actor = "root", .key = "twin", .match_keys = key});
    give(commands::Release{.actor = "root", .contact = "twin"});
  }
  Outcome merge(std::string_view contact, std::string_view other) {
    return give(commands::Merge{.actor = "root", .contact = contact, .other = other, .reason = "same"});
  }
  Outcome unmerge(std::string_view contact, Position at) {
    return give(commands::Unmerge{.actor = "root", .contact = contact, .refers_to = at, .reason = "differ"});
  }
  Outcome parent(std::string_view contact, std::string_view other) {
    return give(commands::SetParent{.actor = "root", .contact = contact, .other = other});
  }
  std::vector<MatchKey> key{phone(1)};
};

const Reached reached[] = {
    {Rule::merged_away,
     [] {
       Twins s;
       s.merge("c", "old");
       return s.interest("ana", "old");
     }},
    {Rule::locked_by_duplicate,
     [] {
       Twins s;
       s.give(commands::LogClose{.actor = "ana", .contact = "old", .amount = eur(100)});
       return s.give(commands::Take{.actor = "ben", .contact = "twin"});
     }},
    {Rule::duplicate_assigned,
     [] { return Twins().give(commands::Take{.actor = "ben", .contact = "twin"}); }},
    {Rule::suppressed,
     [] {
       Office s;
       s.give(commands::Suppress{.actor = "ben", .contact = "c", .reason = "asked"});
       return s.callback("ana", Duration::hours(1));
     }},
    {Rule::not_suppressed,
     [] {
       return Office().give(commands::LiftSuppression{
           .actor = "mia", .contact = "c", .reason = "consent", .personal = as_bytes("form")});
     }},
    {Rule::merge_with_itself, [] { return Twins().merge("c", "c"); }},
    {Rule::pending_on_both,
     [] {
       Office s;
       s.add_contact("d", "ben");
       s.close("ana");
       s.give(commands::LogClose{.actor = "ben", .contact = "d", .amount = eur(1)});
       return s.give(commands::Merge{.actor = "mia", .contact = "c", .other = "d", .reason = "same"});
     }},
    {Rule::not_a_merge, [] { return Twins().unmerge("c", Position(1)); }},
    {Rule::already_unmerged,
     [] {
       Twins s;
       const Position at = s.merge("c", "old").position;
       s.unmerge("c", at);
       return s.unmerge("c", at);
     }},
    {Rule::newer_merge,
     [] {
       Twins s;
       const Position at = s.merge("c", "old").position;
       s.merge("c", "twin");
       return s.unmerge("c", at);
     }},
    {Rule::parent_is_itself, [] { return Twins().parent("c", "c"); }},
    {Rule::parent_cycle,
     [] {
       Twins s;
       s.parent("c", "old");
       return s.parent("old", "c");
     }},
    {Rule::parent_unchanged, [] { return Twins().parent("c", ""); }},
    {Rule::assigned_as_duplicate,
     [] {
       Twins s;
       return s.give(commands::RegisterContact{.actor = "root", .key = "new", .match_keys = s.key});
     }},
    {Rule::possible_double_sale,
     [] {
       Office s;
       s.add_contact("d", "ben");
       s.close("ana");
       s.approve("root");
       s.give(commands::LogClose{.actor = "ben", .contact = "d", .amount = eur(1)});
       s.give(commands::Approve{.actor = "root", .contact = "d", .amount = eur(1)});
       return s.give(commands::Merge{.actor = "mia", .contact = "c", .other = "d", .reason = "same"});
     }},
};

// It stands on an event behind the merge.
TEST(Rules, TheAssignmentByAMergeIsReached) {
  Office s;
  s.add_contact("pool");
  s.give(commands::Merge{.actor = "mia", .contact = "pool", .other = "c", .reason = "same"});
  EXPECT_EQ(s.contact("pool").assigned_by, Rule::assigned_by_merge);
}

}  // namespace

std::span<const Reached> reached_by_duplicates() {
  return reached;
}

}  // namespace firstlog_test
