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
    {"claim", [](const Event& e) { return e.claim.present(); }},
    {"effective_at", [](const Event& e) { return e.effective_at != Instant(); }},
    {"other", [](const Event& e) { return e.other.present(); }},
    {"cover", [](const Event& e) { return e.cover.present(); }},
    {"importer", [](const Event& e) { return e.importer.present(); }},
    {"owner", [](const Event& e) { return e.owner.present(); }},
    {"scope", [](const Event& e) { return e.scope != SuppressionScope::all; }},
    {"tax", [](const Event& e) { return e.tax.currency().present(); }},
    {"signed_on", [](const Event& e) { return e.signed_on != Date(); }},
    {"invoiced_on", [](const Event& e) { return e.invoiced_on != Date(); }},
    {"paid_on", [](const Event& e) { return e.paid_on != Date(); }},
    {"from", [](const Event& e) { return e.from != Date(); }},
    {"until", [](const Event& e) { return e.until != Date(); }},
    {"row", [](const Event& e) { return e.row != 0; }},
    {"document_number", [](const Event& e) { return !e.document_number.empty(); }},
    {"team", [](const Event& e) { return !e.team.empty(); }},
    {"batch", [](const Event& e) { return !e.batch.empty(); }},
    {"lines", [](const Event& e) { return !e.lines.empty(); }},
    {"credits", [](const Event& e) { return !e.credits.empty(); }},
    {"match_keys", [](const Event& e) { return !e.match_keys.empty(); }},
    {"balances", [](const Event& e) { return !e.balances.empty(); }},
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
    {EventFlag::moves_claim, "moves_claim"},
    {EventFlag::valid_entry, "valid_entry"},
    {EventFlag::overdue, "overdue"},
    {EventFlag::imported, "imported"},
};

// Sets of bits: members by their place above, flags by their number.
struct Filled {
  std::uint64_t in_every = ~std::uint64_t{0};
  std::uint64_t in_some = 0;
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
    std::uint64_t members = 0;
    for (std::size_t i = 0; i < event_member_count; ++i)
      if (event_members[i].filled(event)) members |= std::uint64_t{1} << i;
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

// Everything that effects_test.cpp's standings, people, commands, policies and times lead to. Explored once.
const Observed& observed();

}  // namespace firstlog_test
