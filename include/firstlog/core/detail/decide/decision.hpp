// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One decision under way: what every rule reads, and how it answers. The files beside this one hold the
// rules, one area each, as functions over it; decide-inl.hpp says which command goes where.
#pragma once

#include "firstlog/core/command_table.hpp"
#include "firstlog/core/decide.hpp"

namespace firstlog::inline v1::detail {

// The largest claimed or invoiced amount in minor units: thousands of such closes still fit a total.
inline constexpr std::int64_t amount_minor_max = 10'000'000'000'000;

// A rule answers an outcome; whatever it added to `events` counts only where that is not malformed.
struct Decision {
  Decision(const State& s, const Command& c, const CompiledPolicy& p, Instant at, Events& e,
           const DecisionContext& context = {}) noexcept
      : state(s),
        command(c),
        policy(p),
        imported(c.given.has(Field::batch) && importable(c.kind)),
        now(imported ? c.occurred_at : at),
        recorded(at),
        events(e),
        document(context.document_policy),
        referred(context.referred),
        history(context.history),
        cluster_history(context.cluster_history) {}

  const State& state;
  const Command& command;
  const CompiledPolicy& policy;
  const bool imported;     // done elsewhere and brought in; see import.hpp for what it is not asked
  const Instant now;       // the time that rules go by: its own where it was imported
  const Instant recorded;  // the system's
  Events& events;
  const CompiledPolicy* document;          // the policy that the command brings
  const Event* referred;                   // the event at command.refers_to
  std::span<const Event> history;          // retract: of the contact, the oldest first
  std::span<const Event> cluster_history;  // retract: of its suspected duplicates, one after the other
  const CommandRow* command_row = nullptr;
  // What the command names, found.
  ActorId actor;
  ActorId acting;     // as whom: the contact's assignee where `actor` covers for him today, else `actor`
  Roles admitted_by;  // those of the actor's roles that may give the command
  ContactId contact;
  ActorId rep;
  ContactId other;
  ActorId cover;
  ActorId importer;
  DealId deal;                      // the one named, else the contact's current one; absent where it has none
  const ContactRow* row = nullptr;  // of `contact`

  bool gives(Field field) const noexcept { return command.given.has(field); }
  const ActorRow& actor_row() const noexcept { return state.actor(actor); }
  Date today() const noexcept { return policy.date_of(now); }

  Outcome answer(Verdict verdict, Rule rule) const noexcept {
    Outcome outcome;
    outcome.verdict = verdict;
    outcome.rule = rule;
    outcome.actor = actor;
    outcome.contact = contact;
    if (row != nullptr) {
      outcome.state = row->state;
      outcome.rep = row->assignee;
      outcome.deal = deal;
    }
    return outcome;
  }

  Outcome malformed(Rule rule, Field field) noexcept {
    events.clear();
    Outcome outcome;
    outcome.verdict = Verdict::malformed;
    outcome.rule = rule;
    outcome.field = field;
    outcome.actor = actor;
    outcome.contact = contact;
    return outcome;
  }

  Outcome refused(Rule rule) {
    events.clear();
    if (policy.policy().journal_refusals) {
      Event& event = add(EventKind::command_refused);
      event.refused = command.kind;
      event.rule = rule;
    }
    return answer(Verdict::refused, rule);
  }

  // A refusal that names whose entry or decision stands.
  Outcome refused(Rule rule, ActorId winner, Position position, Instant time) {
    Outcome outcome = refused(rule);
    name_winner(outcome, winner, position, time);
    if (events.size() == 1) {
      events[0].rep = winner;
      events[0].refers_to = position;
    }
    return outcome;
  }

  static void name_winner(Outcome& outcome, ActorId winner, Position position, Instant time) noexcept {
    outcome.winner = winner;
    outcome.winning_position = position;
    outcome.winning_time = time;
  }

  // The answer to the event that was just completed.
  Outcome accepted(Event& event, Rule rule) const noexcept {
    event.rule = rule;
    Outcome outcome = answer(Verdict::accepted, rule);
    if (event.state_to != 0) outcome.state = event.state_to;
    if (has(event.flags, EventFlag::assigns)) outcome.rep = event.rep;
    if (event.deal.present() || has(event.flags, EventFlag::starts_cycle)) outcome.deal = event.deal;
    if (has(event.flags, EventFlag::no_recent_connect))
      outcome.notices = outcome.notices | Notice::no_recent_connect;
    if (has(event.flags, EventFlag::self_approved)) outcome.notices = outcome.notices | Notice::self_approved;
    if (row != nullptr && row->claimant.present() && !has(event.flags, EventFlag::starts_cycle))
      name_winner(outcome, row->claimant, row->claim_position, row->claimed_at);
    if (has(event.flags, EventFlag::moves_claim))
      name_winner(outcome, event.rep, event.claim, event.effective_at);
    // Its own position and time are stamped by whoever commits.
    if (has(event.flags, EventFlag::establishes_claim))
      name_winner(outcome, event.rep, Position(), Instant());
    if (has(event.flags, EventFlag::moves_claim))
      name_winner(outcome, event.rep, event.claim, event.effective_at);
    return outcome;
  }

  Event& add(EventKind kind) {
    Event& event = events.add(kind);
    event.actor = actor;
    event.contact = contact;
    if (row != nullptr) {
      event.cycle = row->cycle;
      event.state_from = row->state;
    }
    if (gives(Field::occurred_at)) event.occurred_at = command.occurred_at;
    if (gives(Field::reason)) event.reason = command.reason;
    if (gives(Field::batch)) event.batch = command.batch;
    if (imported) {
      event.flags |= EventFlag::imported;
      event.row = command.row;
      event.importer = importer;
    }
    return event;
  }
};

}  // namespace firstlog::inline v1::detail
