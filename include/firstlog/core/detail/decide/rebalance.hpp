// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Rules asked again for contacts that stand somewhere already, and contacts corrected (DOMAIN 4).
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "firstlog/core/detail/decide/assignment.hpp"
#include "firstlog/core/detail/decide/reach.hpp"

namespace firstlog::inline v1::detail {

// Moves as few contacts as the rules allow:
// - What may move is open and not locked. Whom somebody named, and who took the contact himself, keeps it
//   unless the command confirms that he need not.
// - A rule that names one rep moves its contacts to him.
// - A rule that several share levels what they hold, so that each holds his part, by weight, rounded down
//   or up, of those that may move; the newest of whoever holds too many move. An absent rep of the rule
//   keeps his and gets none. No turn is counted: turns are of contacts that come.
// - Where the rule names nobody who can be served, or none matches, the contact stays where it is.
class Rebalance {
 public:
  explicit Rebalance(Decision& d) : d_(d), open_(d.state.actor_count()) {
    for (std::size_t i = 0; i < open_.size(); ++i) open_[i] = d.state.actor(ActorId::at_index(i)).open;
  }

  Outcome decide() {
    for (std::uint32_t i = 1; i <= d_.state.contact_count(); ++i)
      if (const ContactId contact(i); may_move(d_.state.contact(contact))) ask(contact);
    for (const auto& [rule, shared] : shared_) level(*rule, shared);
    std::sort(moves_.begin(), moves_.end(),
              [](const Move& a, const Move& b) { return a.contact < b.contact; });
    for (const Move& move : moves_) tell(move);
    return d_.answer(Verdict::accepted, Rule::none);
  }

 private:
  struct Move {
    ContactId contact;
    ActorId to;
    Rule rule;
  };
  struct Shared {
    Rule rule = Rule::none;
    std::vector<ContactId> contacts;  // ascending
  };
  struct Seat {
    ActorId rep;
    std::uint64_t weight = 1;
    std::optional<int> capacity;
    std::vector<ContactId> holds;
    std::uint64_t part = 0;
    std::uint64_t gets = 0;
  };

  bool may_move(const ContactRow& row) const noexcept {
    const PipelineState& state = d_.policy.state(row.state);
    if (state.won || state.lost || state.locks) return false;
    const bool chosen = row.assignee.present() && (row.assigned_by == Rule::assigned_explicitly ||
                                                   row.assigned_by == Rule::claim_from_pool);
    return !chosen || (d_.gives(Field::confirm) && d_.command.confirm);
  }

  bool can_get(ActorId rep, const std::optional<int>& capacity) const noexcept {
    if (Rule why_not{}; !rep.present() || !can_be_given_contacts(d_, rep, why_not)) return false;
    return !capacity || open_[rep.index()] < *capacity;
  }

  void move(ContactId contact, ActorId to, Rule rule) {
    const ActorId from = d_.state.contact(contact).assignee;
    if (from == to) return;
    if (from.present()) --open_[from.index()];
    ++open_[to.index()];
    moves_.push_back({contact, to, rule});
  }

  void ask(ContactId contact) {
    const Assignment found = d_.policy.assignment_for(traits_of(d_.state, contact));
    if (found.by == nullptr) return;
    if (!found.by->reps.empty()) {
      Shared& shared = shared_[found.by];
      shared.rule = found.rule;
      shared.contacts.push_back(contact);
      return;
    }
    const ActorId rep = d_.state.find(ActorRef(found.rep));
    if (rep == d_.state.contact(contact).assignee) return;
    if (can_get(rep, d_.policy.capacity_of(found.rep))) move(contact, rep, found.rule);
  }

  void level(const AssignmentRule& rule, const Shared& shared) {
    std::vector<Seat> seats;
    std::vector<ActorId> away;  // in the rule, and keep what they hold
    for (const PoolMember& member : rule.reps) {
      const ActorId rep = d_.state.find(ActorRef(member.rep));
      Rule why_not{};
      if (rep.present() && can_be_given_contacts(d_, rep, why_not))
        seats.push_back({rep, static_cast<std::uint64_t>(member.weight), member.capacity, {}, 0, 0});
      else if (why_not == Rule::rep_absent)
        away.push_back(rep);
    }
    std::vector<ContactId> loose;
    std::uint64_t count = 0;
    for (ContactId contact : shared.contacts) {
      const ActorId holder = d_.state.contact(contact).assignee;
      if (std::find(away.begin(), away.end(), holder) != away.end()) continue;
      const auto seat =
          std::find_if(seats.begin(), seats.end(), [&](const Seat& s) { return s.rep == holder; });
      (seat == seats.end() ? loose : seat->holds).push_back(contact);
      ++count;
    }
    if (seats.empty() || count == 0) return;
    set_parts(seats, count);
    for (Seat& seat : seats) {
      const auto keeps = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(seat.part, seat.holds.size()));
      loose.insert(loose.end(), seat.holds.begin() + keeps, seat.holds.end());
      seat.gets = seat.part - static_cast<std::uint64_t>(keeps);
    }
    std::sort(loose.begin(), loose.end());
    std::size_t next = 0;
    for (ContactId contact : loose)
      for (std::size_t tried = 0; tried < seats.size(); ++tried) {
        Seat& seat = seats[(next + tried) % seats.size()];
        if (seat.gets == 0 || !can_get(seat.rep, seat.capacity)) continue;
        --seat.gets;
        move(contact, seat.rep, shared.rule);
        next = (next + tried + 1) % seats.size();
        break;
      }
  }

  // Each one's part rounded down; what remains goes, one each, to those whose part is no whole number,
  // first to whoever holds more already, then in the order of the rule.
  static void set_parts(std::vector<Seat>& seats, std::uint64_t count) {
    std::uint64_t weights = 0;
    for (const Seat& seat : seats) weights += seat.weight;
    std::uint64_t rest = count;
    for (Seat& seat : seats) rest -= seat.part = count * seat.weight / weights;
    for (const bool holders : {true, false})
      for (Seat& seat : seats) {
        const bool whole = count * seat.weight % weights == 0;
        const bool raised = seat.part != count * seat.weight / weights;
        if (rest == 0 || whole || raised || (holders && seat.holds.size() <= seat.part)) continue;
        ++seat.part;
        --rest;
      }
  }

  void tell(const Move& move) {
    d_.contact = move.contact;
    d_.row = &d_.state.contact(move.contact);
    Event& event = d_.add(EventKind::assigned);
    event.flags |= EventFlag::assigns;
    event.rep = move.to;
    event.rule = move.rule;
    d_.contact = ContactId();
    d_.row = nullptr;
  }

  Decision& d_;
  std::vector<std::int64_t> open_;                  // by actor, as the moves so far leave it
  std::map<const AssignmentRule*, Shared> shared_;  // in the order of the policy's list
  std::vector<Move> moves_;
};

inline Outcome rebalance(Decision& d) {
  return Rebalance(d).decide();
}

inline Outcome change_contact(Decision& d) {
  Event& event = d.add(EventKind::contact_changed);
  if (d.gives(Field::niche)) event.niche = d.command.niche;
  if (d.gives(Field::sort_key)) event.sort_key = d.command.sort_key;
  if (d.gives(Field::place)) event.place = d.command.place;
  if (d.gives(Field::match_keys)) event.match_keys = d.command.match_keys;
  return d.accepted(event, Rule::none);
}

}  // namespace firstlog::inline v1::detail
