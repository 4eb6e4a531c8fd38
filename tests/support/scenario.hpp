// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// An organisation in memory, moved by commands as an engine would move it, without engine or store:
// what tests of the functional core stand on, and what an engine's history can be compared with.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "firstlog/core/cluster.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/commands.hpp"
#include "firstlog/core/decide.hpp"
#include "firstlog/core/event.hpp"
#include "firstlog/core/evolve.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/core/state.hpp"
#include "firstlog/rules/policy.hpp"
#include "firstlog/rules/rule_table.hpp"

namespace firstlog_test {

using namespace firstlog;

// The parse of what a test wrote down; a failure where it cannot be read.
inline Instant at(std::string_view text) {
  Result<Instant> instant = Instant::parse(text);
  EXPECT_TRUE(instant) << text;
  return instant ? *instant : Instant();
}
inline Currency currency(std::string_view code) {
  Result<Currency> parsed = Currency::parse(code);
  EXPECT_TRUE(parsed) << code;
  return parsed ? *parsed : Currency();
}
inline Money eur(std::int64_t minor_units) {
  return Money::minor(minor_units, currency("EUR"));
}
inline YearMonth month(std::string_view text) {
  Result<YearMonth> parsed = YearMonth::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : YearMonth();
}

inline Date day(std::string_view text) {
  Result<Date> parsed = Date::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : Date();
}

inline Policy euro_policy() {
  Policy policy;
  policy.plan.currency = currency("EUR");
  return policy;
}

// Events whose texts outlive the commands that they came from.
class History {
 public:
  const std::vector<Event>& events() const noexcept { return events_; }
  // The event at a position of the journal; null where this history does not hold it.
  const Event* at(Position position) const noexcept {
    for (const Event& event : events_)
      if (event.position == position) return &event;
    return nullptr;
  }
  // Every event of a contact, in order.
  std::vector<Event> of(ContactId contact) const {
    std::vector<Event> all;
    for (const Event& event : events_)
      if (event.contact == contact && contact.present()) all.push_back(event);
    return all;
  }
  void keep(const Event& event) {
    Event& kept = events_.emplace_back(event);
    for (std::string_view* text : {&kept.key, &kept.reason, &kept.niche, &kept.document,
                                   &kept.document_number, &kept.team, &kept.batch, &kept.exchange_source})
      if (!text->empty()) *text = texts_.emplace_back(*text);
    if (!event.lines.empty()) {
      std::vector<DealLine>& lines = lines_.emplace_back(event.lines.begin(), event.lines.end());
      for (DealLine& line : lines) line.product = texts_.emplace_back(line.product);
      kept.lines = lines;
    }
    if (!event.credits.empty())
      kept.credits = credits_.emplace_back(event.credits.begin(), event.credits.end());
    if (!event.match_keys.empty())
      kept.match_keys = match_keys_.emplace_back(event.match_keys.begin(), event.match_keys.end());
    if (!event.balances.empty())
      kept.balances = balances_.emplace_back(event.balances.begin(), event.balances.end());
  }

 private:
  std::vector<Event> events_;
  std::deque<std::string> texts_;
  std::deque<std::vector<DealLine>> lines_;
  std::deque<std::vector<CreditShare>> credits_;
  std::deque<std::vector<MatchKey>> match_keys_;
  std::deque<std::vector<OpeningBalance>> balances_;
};

inline Instant after_head(const State& state, Instant clock) {
  return std::max(clock, state.organisation().head_time + Duration::microseconds(1));
}

// Gives each event of a decision its place: the next position, a time that is the clock's or, where
// that does not rise, one microsecond above the event before, and the contact's newest event.
inline void stamp_and_evolve(State& state, Events& events, Instant clock, History& history) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    Event& event = events[i];
    event.position = state.organisation().head.plus(1);
    event.recorded_at = after_head(state, clock);
    if (event.contact.present() && event.contact.number() <= state.contact_count())
      event.previous = state.contact(event.contact).last;
    ASSERT_TRUE(evolve(state, event)) << name_of(event.kind) << " at " << event.position.number();
    history.keep(event);
  }
}

// One command as an engine commits it. First everything that is due by then, one event at a time in
// the order of (due time, contact), at one instant a policy before a period's freeze before the contacts;
// then the command, at the first instant that neither lies before the clock nor at or before the last event.
// Each decision sees what the one before it did.
inline Outcome commit(State& state, const Command& command, const CompiledPolicy* document_policy,
                      Instant clock, History& history) {
  Events events;
  std::vector<DueEntry> due;
  while (state.anything_due(after_head(state, clock))) {
    const Instant now = after_head(state, clock);
    state.due_contacts(now, 1, due);
    const Instant freeze = state.freeze_due();
    const Instant dispute = state.organisation().dispute_due;
    const auto& scheduled = state.scheduled_policies();
    if (!scheduled.empty() && scheduled[0].effective_at <= now && scheduled[0].effective_at <= freeze &&
        scheduled[0].effective_at <= dispute && (due.empty() || scheduled[0].effective_at <= due[0].due))
      decide_policy(state, state.policy(), now, events);
    else if (freeze <= now && freeze <= dispute && (due.empty() || freeze <= due[0].due))
      decide_freeze(state, state.policy(), now, events);
    else if (dispute <= now && (due.empty() || dispute <= due[0].due))
      decide_dispute(state, state.policy(), now, events);
    else if (!due.empty())
      decide_due(state, due[0].contact, state.policy(), now, events);
    else
      break;
    EXPECT_EQ(events.size(), 1U) << "what is due must happen, or it stays due for ever";
    if (events.size() != 1) break;
    const Position head = state.organisation().head;
    stamp_and_evolve(state, events, clock, history);
    if (state.organisation().head == head) break;
  }
  // On a contact that an import under way registered, what was due by the command's own time.
  while (command.given.has(Field::batch) && state.founded()) {
    decide_due_before(state, command, state.policy(), events);
    if (events.size() == 0) break;
    stamp_and_evolve(state, events, clock, history);
  }
  const CompiledPolicy none;
  const CompiledPolicy& policy = state.founded() ? state.policy() : document_policy ? *document_policy : none;
  std::vector<Event> of_contact;
  std::vector<Event> of_cluster;
  if (const ContactId contact = state.find(command.contact);
      command.kind == CommandKind::retract && contact.present()) {
    of_contact = history.of(contact);
    for (const ContactId member : cluster_members(state, contact)) {
      const std::vector<Event> one = history.of(member);
      if (member != contact) of_cluster.insert(of_cluster.end(), one.begin(), one.end());
    }
  }
  Outcome outcome =
      decide(state, command, policy, after_head(state, clock), events,
             {.document_policy = document_policy,
              .referred = command.given.has(Field::refers_to) ? history.at(command.refers_to) : nullptr,
              .history = of_contact,
              .cluster_history = of_cluster});
  if (outcome.verdict == Verdict::malformed) {
    EXPECT_EQ(events.size(), 0U) << "a malformed command leaves no trace";
    return outcome;
  }
  const Position first = state.organisation().head.plus(1);
  stamp_and_evolve(state, events, clock, history);
  if (events.size() != 0) {
    outcome.position = first;
    outcome.event_count = static_cast<std::uint32_t>(events.size());
    outcome.recorded_at = events[0].recorded_at;
    // A claim that this command established is known by its own event.
    if (outcome.winner.present() && !outcome.winning_position.present()) {
      outcome.winning_position = first;
      outcome.winning_time = events[0].at();
    }
  }
  return outcome;
}

// The organisation "acme", founded by "root" (admin and manager) under one policy. The clock stands
// still unless told; each command takes a second.
class Scenario {
 public:
  explicit Scenario(Policy policy = euro_policy(), Zone zone = Zone::utc(),
                    Instant start = at("2026-01-05T09:00:00Z"))
      : now_(start) {
    const CompiledPolicy* compiled = compile(std::move(policy), std::move(zone));
    const Outcome founded =
        give(commands::FoundOrganisation{.actor = "root", .key = "acme", .document = "policy"}, compiled);
    EXPECT_EQ(founded.verdict, Verdict::accepted);
  }

  const State& state() const noexcept { return state_; }
  const std::vector<Event>& events() const noexcept { return history_.events(); }
  // The newest event. Only after a command that was not malformed.
  const Event& last() const { return history_.events().back(); }
  const Event& back(std::size_t steps) const { return history_.events().at(events().size() - 1 - steps); }

  Instant now() const noexcept { return now_; }
  void set_clock(Instant now) noexcept { now_ = now; }
  void set_clock(std::string_view now) { now_ = at(now); }
  void pass(Duration duration) noexcept { now_ = now_ + duration; }

  // Kept alive as long as the scenario, as evolve asks of adopted policies.
  const CompiledPolicy* compile(Policy policy, Zone zone = Zone::utc(), const Collator* collator = nullptr) {
    Result<CompiledPolicy> compiled = CompiledPolicy::compile(std::move(policy), std::move(zone), collator);
    EXPECT_TRUE(compiled) << (compiled ? std::string_view() : compiled.error().place.view());
    if (!compiled) return nullptr;
    policies_.push_back(std::make_unique<CompiledPolicy>(std::move(*compiled)));
    return policies_.back().get();
  }

  // Decides on a branch, evolves the branch, absorbs it, and sees that the same events evolved
  // directly (see replayed) are there to compare.
  Outcome give(const Command& command, const CompiledPolicy* document_policy = nullptr) {
    State branch(&state_);
    const Outcome outcome = commit(branch, command, document_policy, now_, history_);
    branch.absorb_into(state_);
    pass(Duration::seconds(1));
    return outcome;
  }

  // Several commands decided on one branch, absorbed once. `look(branch, command, outcome)` sees the
  // branch after each, before its base knows of it.
  template <class Look>
  void give_all(const std::vector<Command>& commands, Look look) {
    State branch(&state_);
    for (const Command& command : commands) {
      const Outcome outcome = commit(branch, command, nullptr, now_, history_);
      look(branch, command, outcome);
    }
    branch.absorb_into(state_);
  }

  // Everything due by now, and nothing else.
  void advance() { EXPECT_EQ(give(commands::Advance{.actor = "root"}).verdict, Verdict::accepted); }
  void advance_to(std::string_view now) {
    set_clock(now);
    advance();
  }

  ActorId add_actor(std::string_view key, Roles roles, bool active = true) {
    const Outcome outcome =
        give(commands::RegisterActor{.actor = "root", .key = key, .roles = roles, .active = active});
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    return outcome.rep;
  }
  ContactId add_contact(std::string_view key, ActorRef rep = {}) {
    const Outcome outcome = give(commands::RegisterContact{.actor = "root", .key = key, .rep = rep});
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    return outcome.contact;
  }
  ActorId actor(std::string_view key) const { return state_.find(ActorRef(key)); }
  const ContactRow& contact(std::string_view key) const {
    const ContactId id = state_.find(ContactRef(key));
    EXPECT_TRUE(id.present()) << key;
    return state_.contact(id);
  }
  const DealRow& deal_of(std::string_view key) const { return state_.deal(contact(key).deal); }
  std::string_view assignee_of(std::string_view key) const { return name(contact(key).assignee); }
  std::string_view claimant_of(std::string_view key) const { return name(contact(key).claimant); }
  std::string_view name(ActorId id) const { return id.present() ? state_.key_of(id) : std::string_view(); }

  // The same events evolved one by one, without branches.
  State replayed() const {
    State state;
    for (const Event& event : events()) EXPECT_TRUE(evolve(state, event)) << event.position.number();
    return state;
  }

 private:
  Instant now_;
  std::vector<std::unique_ptr<CompiledPolicy>> policies_;
  State state_;
  History history_;
};

inline ::testing::AssertionResult answers(const Outcome& outcome, Verdict verdict, Rule rule) {
  if (outcome.verdict == verdict && outcome.rule == rule) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << name_of(outcome.verdict) << " " << name_of(outcome.rule) << " at field " << name_of(outcome.field)
         << ", expected " << name_of(verdict) << " " << name_of(rule);
}
inline ::testing::AssertionResult accepts(const Outcome& outcome, Rule rule = Rule::none) {
  return answers(outcome, Verdict::accepted, rule);
}
inline ::testing::AssertionResult refuses(const Outcome& outcome, Rule rule) {
  return answers(outcome, Verdict::refused, rule);
}
inline ::testing::AssertionResult contests(const Outcome& outcome, Rule rule) {
  return answers(outcome, Verdict::contested, rule);
}
inline ::testing::AssertionResult rejects(const Outcome& outcome, Rule rule, Field field) {
  if (outcome.verdict == Verdict::malformed && outcome.field == field)
    return answers(outcome, Verdict::malformed, rule);
  return ::testing::AssertionFailure()
         << name_of(outcome.verdict) << " " << name_of(outcome.rule) << " at field " << name_of(outcome.field)
         << ", expected malformed " << name_of(rule) << " at " << name_of(field);
}

}  // namespace firstlog_test
