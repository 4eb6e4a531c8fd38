// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Gives commands in every form to an organisation as it stands, and keeps what came of them.
#pragma once

#include <gtest/gtest.h>
#include "firstlog/engine/records.hpp"

#include <span>
#include <string_view>
#include <vector>

#include "support/letter_collator.hpp"
#include "support/standings.hpp"
#include "tables/forms.hpp"
#include "tables/observed.hpp"
#include "tables/policies.hpp"

namespace firstlog_test {

using std::string_view;

// Documents of every kind and a sold contact of cleo's, corrected: so that later ones of the same number
// are taken, and that what was corrected can be named.
inline void arrange_money(Scenario& s) {
  s.add_contact("sold", "cleo");
  auto done = [](const Outcome& outcome) { EXPECT_EQ(outcome.verdict, Verdict::accepted); };
  done(s.give(commands::LogClose{.actor = "cleo", .contact = "sold", .amount = eur(9000)}));
  done(s.give(commands::Approve{.actor = "root", .contact = "sold", .amount = eur(9000)}));
  disputed = s.last().position;
  done(s.give(commands::RecordInvoice{
      .actor = "root", .contact = "sold", .amount = eur(9000), .document_number = "taken"}));
  done(s.give(commands::RecordReceipt{
      .actor = "root", .contact = "sold", .amount = eur(9000), .document_number = "taken"}));
  done(s.give(commands::RecordPayout{.actor = "root",
                                     .rep = "cleo",
                                     .period = month("2026-01"),
                                     .amount = eur(1),
                                     .document_number = "taken"}));
  done(s.give(commands::Adjust{.actor = "root",
                               .rep = "cleo",
                               .period = month("2026-01"),
                               .amount = eur(1),
                               .reason = "bonus",
                               .document_number = "taken"}));
  for (const std::string_view number : {"resolved", "taken"}) {
    done(s.give(commands::OpenDispute{.actor = "cleo",
                                      .rep = "cleo",
                                      .refers_to = disputed,
                                      .document_number = number,
                                      .reason = "too_little"}));
    if (number == "resolved")
      done(s.give(commands::RejectDispute{.actor = "root", .document_number = number, .reason = "paid"}));
  }
  done(s.give(commands::AmendClose{.actor = "root", .contact = "sold", .amount = eur(8000)}));
  newest_amendment = s.last().position;
  done(
      s.give(commands::Reverse{.actor = "root", .contact = "sold", .reason = "refund", .amount = eur(7000)}));
  newest_reversal = s.last().position;
}

inline void arrange_all(Scenario& s, const Standing& standing) {
  for (const Person& person : people)
    if (person.known) s.add_actor(person.key, person.roles, person.active);
  s.add_actor("cleo", Role::rep);
  s.add_actor("dora", Role::rep);
  s.add_actor("abe", Role::rep);
  s.add_actor("leo", Role::team_lead);
  arrange(s, standing);
  // Cleo's contacts: one by name, one with a claim of hers, one that a rule will want elsewhere.
  s.add_contact("cleo's", "cleo");
  s.give(commands::LogInterest{.actor = "cleo", .contact = "cleo's"});
  s.give(commands::RegisterContact{.actor = "root", .key = "plumber", .niche = "plumbing"});
  s.give(commands::SetTeam{.actor = "root", .rep = "cleo", .team = "north", .lead = "leo"});
  EXPECT_TRUE(accepts(s.give(commands::SetAbsence{.actor = "root",
                                                  .rep = "abe",
                                                  .from = day("2026-01-05"),
                                                  .until = day("2026-01-09"),
                                                  .cover = "ben"})));
  s.add_contact("fresh");
  s.give(commands::RegisterContact{.actor = "root", .key = "lost roofer", .niche = "roofing"});
  s.give(commands::RegisterContact{.actor = "root", .key = "lost baker", .name = "Baker"});
  s.give(commands::RegisterContact{.actor = "root", .key = "lost german", .country = "DE"});
  s.give(commands::RegisterContact{.actor = "root", .key = "lost welder", .niche = "welding"});
  for (const auto& [key, rep] : {std::pair("lost roofer", "ana"), std::pair("lost baker", "ben"),
                                 std::pair("lost german", "ana"), std::pair("lost welder", "ben")}) {
    if (s.assignee_of(key).empty()) s.give(commands::Take{.actor = rep, .contact = key});
    EXPECT_TRUE(accepts(s.give(commands::MarkNotInterested{.actor = rep, .contact = key})));
  }
  arrange_money(s);
}

// The events of a scenario, as a history that more can be added to.
inline History history_of(const Scenario& s) {
  History known;
  for (const Event& event : s.events()) known.keep(event);
  return known;
}

class Exploration {
 public:
  explicit Exploration(Observed& into) : into_(into) {}

  // Of a policy_adopted: this policy, none that compiles, one short of a state, one of another currency.
  void documents_of(Scenario& s) {
    documents_ = {s.compile(euro_policy()), nullptr};
    Policy shorter = euro_policy();
    auto& pipeline = shorter.pipeline;
    pipeline.states.pop_back();
    const auto gone = static_cast<StateNumber>(pipeline.states.size() + 1);
    std::erase_if(pipeline.rows, [&](const PipelineRow& r) { return r.from == gone || r.to == gone; });
    documents_.push_back(s.compile(std::move(shorter)));
    Policy dollars;
    dollars.plan.currency = currency("USD");
    documents_.push_back(s.compile(std::move(dollars)));
    // Rules that leave a gap, so that it is told, or refused; another order of names.
    Policy gapped = euro_policy();
    gapped.assignment.push_back({.name = "", .niche = "", .from = "B", .to = "", .rep = "ana"});
    documents_.push_back(s.compile(gapped));
    gapped.assignment[0].from = "";
    gapped.assignment[0].country = "DE";
    gapped.assignment[0].postcode_from = "2";
    documents_.push_back(s.compile(gapped));
    gapped.assignment_gaps = GapCheck::require;
    documents_.push_back(s.compile(std::move(gapped)));
    static const LetterCollator letters;
    Policy sorted = euro_policy();
    sorted.collation = "letters";
    documents_.push_back(s.compile(std::move(sorted), Zone::utc(), &letters));
  }

  void take(Scenario& s, const Command& command) {
    History history;
    State branch(&s.state());
    const Outcome outcome = commit(branch, command, nullptr, s.now(), history);
    into_.take(command.kind, outcome);
    for (const Event& event : history.events())
      into_.take(event.kind == EventKind::callback_overdue || event.kind == EventKind::callback_missed ||
                         event.kind == EventKind::recycled
                     ? CommandKind::advance
                     : command.kind,
                 event);
    s.give(command);
  }

  // `known`: every event that led to `before`.
  void at_once(const State& before, const History& known, Instant clock, bool pairs) {
    State s(&before);
    History due = known;
    const Outcome advanced = commit(s, commands::Advance{.actor = "root"}, nullptr, clock, due);
    into_.take(CommandKind::advance, advanced);
    for (std::size_t i = known.events().size(); i < due.events().size(); ++i)
      into_.take(CommandKind::advance, due.events()[i]);
    history_ = &due;
    const ContactId c = s.find(ContactRef("c"));
    of_c_ = due.of(c);
    of_cluster_.clear();
    if (c.present())
      for (const ContactId member : cluster_members(s, c)) {
        const std::vector<Event> one = due.of(member);
        if (member != c) of_cluster_.insert(of_cluster_.end(), one.begin(), one.end());
      }
    const Instant now = after_head(s, clock);
    for (const CommandRow& row : command_rows)
      for (Command& command : forms_of(row, now, pairs)) {
        if (command.given.has(Field::deal) && command.deal == DealId(1) && s.deal_count() > 0)
          command.deal = s.contact(c).deal;
        if (command.given.has(Field::refers_to) &&
            (command.kind == CommandKind::unmerge || command.kind == CommandKind::lift_suppression))
          command.refers_to = newest_of(command.kind, command.refers_to);
        by_everybody(s, command, now, clock, pairs);
        // Of what stands on the contact, each in its turn.
        if (command.kind != CommandKind::retract || command.refers_to != Position(1)) continue;
        for (const Event& event : of_c_) {
          command.refers_to = event.position;
          by_everybody(s, command, now, clock, pairs);
        }
      }
    history_ = nullptr;
  }

  void by_everybody(const State& s, Command& command, Instant now, Instant clock, bool pairs) {
    for (const Person& person : people) {
      command.actor = person.key;
      give_with_documents(s, command, now);
      if (accepted_ && !pairs) let_pass(s, command, clock);
    }
    for (string_view actor : {"root", "abe", "leo"}) {
      command.actor = actor;
      give_with_documents(s, command, now);
    }
  }

  void give_with_documents(const State& s, const Command& command, Instant now) {
    if (!command.given.has(Field::document)) return give(s, command, s.policy(), now, nullptr);
    for (const CompiledPolicy* document : documents_) give(s, command, s.policy(), now, document);
  }

  void give(const State& s, const Command& command, const CompiledPolicy& policy, Instant now,
            const CompiledPolicy* document) {
    const bool refers = history_ != nullptr && command.given.has(Field::refers_to);
    const bool about_c = command.given.has(Field::contact) && command.contact == ContactRef("c");
    const Outcome outcome =
        decide(s, command, policy, now, events_,
               {.document_policy = document,
                .referred = refers ? history_->at(command.refers_to) : nullptr,
                .history = refers && about_c ? std::span<const Event>(of_c_) : std::span<const Event>(),
                .cluster_history =
                    refers && about_c ? std::span<const Event>(of_cluster_) : std::span<const Event>()});
    into_.take(command.kind, outcome);
    for (std::size_t i = 0; i < events_.size(); ++i) into_.take(command.kind, events_[i]);
    accepted_ = outcome.verdict == Verdict::accepted && events_.size() != 0;
  }

  // The position of the event that such a command refers to: the newest, or for another value than the
  // first the one before it.
  Position newest_of(CommandKind kind, Position given) const {
    const EventKind wanted =
        kind == CommandKind::unmerge ? EventKind::contacts_merged : EventKind::suppressed;
    Position newest = given;
    Position before = given;
    for (const Event& event : history_->events())
      if (event.kind == wanted) {
        before = newest;
        newest = event.position;
      }
    return given == Position(1) ? newest : before;
  }

  // What falls due after a command that was accepted.
  void let_pass(const State& before, const Command& command, Instant clock) {
    State s(&before);
    History history = *history_;
    commit(s, command, documents_[0], clock, history);
    const std::size_t own = history.events().size();
    commit(s, commands::Advance{.actor = "root"}, nullptr, clock + Duration::hours(24 * 150), history);
    for (std::size_t i = own; i < history.events().size(); ++i)
      into_.take(CommandKind::advance, history.events()[i]);
  }

  Observed& into() noexcept { return into_; }
  const std::vector<const CompiledPolicy*>& documents() const noexcept { return documents_; }
  // What retractions and corrections refer to; null: nothing. Outlives the commands given.
  void refer_to(const History* history) noexcept { history_ = history; }

 private:
  Observed& into_;
  Events events_;
  const History* history_ = nullptr;  // of the journal that is explored
  std::vector<Event> of_c_;           // its events on contact "c"
  std::vector<Event> of_cluster_;     // and on that one's suspected duplicates
  bool accepted_ = false;             // the last command, with events
  std::vector<const CompiledPolicy*> documents_;
};

}  // namespace firstlog_test
