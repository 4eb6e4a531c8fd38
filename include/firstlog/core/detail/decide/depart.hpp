// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A rep leaves: one step hands on all of his contacts (DOMAIN 10).
#pragma once

#include <algorithm>
#include <vector>

#include "firstlog/core/detail/decide/team.hpp"
#include "firstlog/core/evolve.hpp"

namespace firstlog::inline v1::detail {

// The state as the events decided so far will leave it: what is shared out in one step must know what
// it has given already.
class Ahead {
 public:
  Ahead(const State& state, Instant now) : state_(&state), now_(now) {}
  void take(const Event& decided) {
    Event event = decided;
    event.position = state_.organisation().head.plus(1);
    event.recorded_at = std::max(now_, state_.organisation().head_time + Duration::microseconds(1));
    evolve(state_, event);
  }
  const State& state() const noexcept { return state_; }

 private:
  State state_;
  Instant now_;
};

// Found, in the order given; else the answer that says which of them cannot be one.
inline std::optional<Outcome> find_successors(Decision& d, std::vector<ActorId>& successors) {
  for (const ActorRef& ref : d.command.reps) {
    const ActorId successor = d.state.find(ref);
    if (!successor.present()) return d.malformed(Rule::unknown_rep, Field::reps);
    if (std::find(successors.begin(), successors.end(), successor) != successors.end())
      return d.malformed(Rule::field_malformed, Field::reps);
    successors.push_back(successor);
  }
  return {};
}

// Whether the leaver's claim on the contact goes with it. What he sold stays his: a close that waits for
// its verification, and one that was verified.
inline bool claim_moves(const Decision& d, const ContactRow& row) noexcept {
  if (row.claimant != d.rep || !d.policy.policy().departed_claims_move) return false;
  if (!row.deal.present()) return true;
  const CloseStatus status = d.state.deal(row.deal).status;
  return status != CloseStatus::pending && status != CloseStatus::verified;
}

// What becomes of one contact. Every contact of the leaver is handed on, those won and lost as well, with
// its due time, lock and status as they are. His claim goes to whoever is the contact's assignee then,
// also where that is somebody else already; where nobody is, it ends.
inline void hand_on(Decision& d, ContactId contact, AssignedRep to) {
  const ContactRow& row = d.state.contact(contact);
  const bool owned = row.assignee == d.rep;
  d.contact = contact;
  d.row = &row;
  Event& event = d.add(EventKind::assigned);
  event.rule = Rule::assigned_on_departure;
  event.refers_to = d.state.organisation().head.plus(1);  // the departure
  event.rep = owned ? to.rep : row.assignee;
  if (owned) {
    event.flags |= EventFlag::assigns;
    event.share = to.share;
  }
  if (claim_moves(d, row)) {
    event.flags |= EventFlag::moves_claim;
    if (event.rep.present()) {
      event.claim = row.claim_position;
      event.effective_at = row.claimed_at;
    }
  }
  d.contact = ContactId();
  d.row = nullptr;
}

// Successors take turns; without any the rules choose, as for a new contact, and what they give to nobody
// goes to the pool. The day itself is still the leaver's, in his team and of his absence.
inline Outcome depart(Decision& d) {
  const ActorRow& leaver = d.state.actor(d.rep);
  std::vector<ActorId> successors;
  if (d.gives(Field::reps))
    if (const std::optional<Outcome> none = find_successors(d, successors)) return *none;
  if (!leaver.active) return d.refused(Rule::already_departed);
  ActorRow after = leaver;
  after.active = false;
  if (const Rule needed = why_needed(d, leaver, after); needed != Rule::none) return d.refused(needed);
  for (ActorId successor : successors) {
    if (successor == d.rep) return d.refused(Rule::successor_is_the_leaver);
    if (Rule why_not{}; !can_be_given_contacts(d, successor, why_not)) return d.refused(why_not);
  }

  Event& departed = d.add(EventKind::departed);
  departed.rep = d.rep;
  departed.flags |= EventFlag::inactive;
  departed.until = d.today();
  departed.from = departed.until.plus_days(1).value_or(departed.until);
  Outcome outcome = d.accepted(departed, Rule::none);
  outcome.rep = d.rep;

  Ahead ahead(d.state, d.now);
  const bool by_rule = successors.empty();
  if (by_rule) ahead.take(d.events[0]);
  std::size_t turn = 0;
  for (std::uint32_t i = 1; i <= d.state.contact_count(); ++i) {
    const ContactId contact(i);
    const ContactRow& row = d.state.contact(contact);
    const bool owned = row.assignee == d.rep;
    if (!owned && !claim_moves(d, row)) continue;
    AssignedRep to;
    if (owned && by_rule)
      to = assigned_rep(ahead.state(), d.policy, traits_of(ahead.state(), contact), d.now);
    else if (owned)
      to.rep = successors[turn++ % successors.size()];
    hand_on(d, contact, to);
    if (by_rule) ahead.take(d.events[d.events.size() - 1]);
  }
  return outcome;
}

}  // namespace firstlog::inline v1::detail
