// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What comes of commands, collected: which rules answered each kind, which events each produced, which
// members each kind of event fills.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string_view>

#include "firstlog/core/command.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/outcome.hpp"

namespace firstlog_test {

using namespace firstlog;

// The members of Event that whoever decides it fills, by name; those that place it in the journal are
// every event's.
struct Member {
  std::string_view name;
  bool (*filled)(const Event&);
};
inline constexpr Member event_members[] = {
    {"actor", [](const Event& e) { return e.actor.present(); }},
    {"contact", [](const Event& e) { return e.contact.present(); }},
    {"rep", [](const Event& e) { return e.rep.present(); }},
    {"deal", [](const Event& e) { return e.deal.present(); }},
    {"cycle", [](const Event& e) { return e.cycle != 0; }},
    {"state_from", [](const Event& e) { return e.state_from != 0; }},
    {"state_to", [](const Event& e) { return e.state_to != 0; }},
    {"rule", [](const Event& e) { return e.rule != Rule::none; }},
    {"refused", [](const Event& e) { return e.refused != CommandKind::none; }},
    {"due", [](const Event& e) { return e.due != Instant(); }},
    {"occurred_at", [](const Event& e) { return e.occurred_at != Instant(); }},
    {"amount", [](const Event& e) { return e.amount.currency().present(); }},
    {"refers_to", [](const Event& e) { return e.refers_to.present(); }},
    {"period", [](const Event& e) { return e.period != YearMonth(); }},
    {"roles", [](const Event& e) { return !e.roles.empty(); }},
    {"touch", [](const Event& e) { return e.touch != Touch::dial; }},
    {"disposition", [](const Event& e) { return e.disposition != Disposition::none; }},
    {"talk_seconds", [](const Event& e) { return e.talk_seconds != 0; }},
    {"sort_key", [](const Event& e) { return e.sort_key.present(); }},
    {"place", [](const Event& e) { return e.place.present(); }},
    {"share", [](const Event& e) { return e.share != 0; }},
    {"key", [](const Event& e) { return !e.key.empty(); }},
    {"reason", [](const Event& e) { return !e.reason.empty(); }},
    {"niche", [](const Event& e) { return !e.niche.empty(); }},
    {"document", [](const Event& e) { return !e.document.empty(); }},
    {"digest", [](const Event& e) { return e.digest != Digest(); }},
};
inline constexpr std::size_t event_member_count = sizeof(event_members) / sizeof(event_members[0]);

struct FlagName {
  EventFlag flag;
  std::string_view name;
};
inline constexpr FlagName event_flags[] = {
    {EventFlag::establishes_claim, "establishes_claim"},
    {EventFlag::assigns, "assigns"},
    {EventFlag::starts_cycle, "starts_cycle"},
    {EventFlag::sets_due, "sets_due"},
    {EventFlag::no_recent_connect, "no_recent_connect"},
    {EventFlag::self_approved, "self_approved"},
    {EventFlag::inactive, "inactive"},
    {EventFlag::inbound, "inbound"},
    {EventFlag::confirmed, "confirmed"},
    {EventFlag::prior_period, "prior_period"},
};

// Sets of bits: members by their place above, flags by their number.
struct Filled {
  std::uint32_t in_every = 0xFFFFFFFF;
  std::uint32_t in_some = 0;
  std::uint16_t flags_in_every = 0xFFFF;
  std::uint16_t flags_in_some = 0;
  std::set<Rule> rules;
};

struct Answer {
  CommandKind kind;
  Verdict verdict;
  Rule rule;
  friend auto operator<=>(const Answer&, const Answer&) = default;
};

struct Observed {
  std::set<Answer> answers;
  std::map<CommandKind, std::set<EventKind>> produced;
  std::map<EventKind, Filled> filled;
  std::uint64_t decisions = 0;

  void take(CommandKind kind, const Outcome& outcome) {
    ++decisions;
    answers.insert({kind, outcome.verdict, outcome.rule});
  }
  void take(CommandKind kind, const Event& event) {
    produced[kind].insert(event.kind);
    Filled& into = filled[event.kind];
    std::uint32_t members = 0;
    for (std::size_t i = 0; i < event_member_count; ++i)
      if (event_members[i].filled(event)) members |= 1U << i;
    into.in_every &= members;
    into.in_some |= members;
    const auto flags = static_cast<std::uint16_t>(event.flags);
    into.flags_in_every = static_cast<std::uint16_t>(into.flags_in_every & flags);
    into.flags_in_some = static_cast<std::uint16_t>(into.flags_in_some | flags);
    into.rules.insert(event.rule);
  }

  bool answered(CommandKind kind, Rule rule) const {
    for (const Answer& answer : answers)
      if (answer.kind == kind && answer.rule == rule) return true;
    return false;
  }
  bool came(CommandKind kind, EventKind event) const {
    const auto found = produced.find(kind);
    return found != produced.end() && found->second.count(event) != 0;
  }
};

// Everything that explore_test.cpp's standings, people, commands, policies and times lead to. Explored once.
const Observed& observed();

}  // namespace firstlog_test
