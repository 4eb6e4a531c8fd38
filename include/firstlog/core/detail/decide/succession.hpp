// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who owns the credit of a business once an entry has lost its effect (DOMAIN 5): suspected duplicates are
// one contact, so the earliest entry across them that still counts wins, and every claim that rested on the
// entry follows it, on whichever contact it stands.
//
// A claim rests on an entry by standing on it, or by being its copy: what a duplicate took over when the
// entry had won. What stands on its own on another contact (its own first entry from before the two were
// found to be one business, a manager's word) stays, and is a candidate itself. Entries of a contact that was
// merged away count for its survivor.
#pragma once

#include <algorithm>
#include <vector>

#include "firstlog/core/cluster.hpp"
#include "firstlog/core/detail/decide/decision.hpp"
#include "firstlog/core/detail/decide/entries.hpp"

namespace firstlog::inline v1::detail {

// The entry, on another contact, that the event made its own contact's claim of; absent: it did not.
inline Position copied_from(const Event& event) noexcept {
  if (event.kind == EventKind::claim_followed)
    return event.rep.present() && !event.claim.present() ? event.refers_to : Position();
  return has(event.flags, EventFlag::establishes_claim) ? event.claim : Position();
}

class Succession {
 public:
  // `own`: the history of the entry's contact, which holds it. Both must outlive this.
  Succession(const Decision& d, const Entries& own, const Event& entry) : d_(d), entry_(entry) {
    members_.push_back({d.contact, own});
    const std::span<const Event> others = d.cluster_history;
    for (std::size_t begin = 0, end = 0; begin < others.size(); begin = end) {
      while (end < others.size() && others[end].contact == others[begin].contact) ++end;
      members_.push_back({others[begin].contact, Entries(others.subspan(begin, end - begin))});
    }
    for (Member& member : members_) member.rests = rests(member);
    std::sort(members_.begin() + 1, members_.end(),
              [](const Member& a, const Member& b) { return a.contact < b.contact; });
    for (const Member& member : members_) {
      const StandingClaim one = candidate(member);
      if (one.present() && (!next_.present() || earlier(one, next_))) next_ = one;
    }
  }

  // Who owns the credit from now on, by which entry, on which contact. Absent: nobody.
  const StandingClaim& next() const noexcept { return next_; }
  // The contact that has the claim by that entry itself.
  ContactId holder() const noexcept {
    return next_.present() ? survivor_of(d_.state, next_.contact) : ContactId();
  }

  bool any_rests() const noexcept {
    return std::any_of(members_.begin(), members_.end(), [](const Member& member) { return member.rests; });
  }

  // Whether something on another contact rests on the entry: a claim, or somebody who was told of it.
  bool rests_elsewhere() const noexcept {
    return std::any_of(members_.begin() + 1, members_.end(), [this](const Member& member) {
      return member.rests || member.entries.any_after(entry_.position, [this](const Event& later) {
        return later.kind == EventKind::interest_contested && later.refers_to == entry_.position;
      });
    });
  }

  // Whether a claim that rests on the entry pays a close, and would pay nobody else without it. `at_all`:
  // whoever would be paid.
  bool pays_close(bool at_all) const noexcept {
    return std::any_of(members_.begin(), members_.end(), [&](const Member& member) {
      const ContactRow& row = d_.state.contact(member.contact);
      if (!member.rests || !row.deal.present()) return false;
      const CloseStatus status = d_.state.deal(row.deal).status;
      if (status != CloseStatus::pending && status != CloseStatus::verified) return false;
      return at_all || !anybody_but(row.claimant);
    });
  }

  // Adds what the claims of all contacts become, behind the retraction, which told that of its own contact
  // where the entry that follows stands there.
  void follow(Decision& d) const {
    if (!any_rests()) return;
    for (const Member& member : members_) {
      const ContactRow& row = d.state.contact(member.contact);
      const bool away = is_away(member);
      const bool holds = member.contact == holder();
      const bool has_it = row.claimant.present() && row.claim_position == next_.position;
      if (member.contact == d.contact) {
        if (!member.rests || holds || !next_.present()) continue;
      } else if (away) {
        // What it holds counts for nothing; an entry owns the credit of one contact at a time.
        if (!member.rests && !has_it) continue;
      } else if (!member.rests && !(holds && !has_it)) {
        continue;
      }
      Event& event = d.add(EventKind::claim_followed);
      event.contact = member.contact;
      event.cycle = row.cycle;
      event.state_from = row.state;
      event.flags |= EventFlag::moves_claim;
      event.owner = row.claimant;
      if (away || !next_.present()) {
        event.refers_to = entry_.position;
        event.other = d.contact;
        event.rule = Rule::claim_dropped;
        continue;
      }
      event.rep = next_.rep;
      event.refers_to = next_.position;
      event.rule = Rule::claim_passed;
      if (next_.contact != member.contact) event.other = next_.contact;
      if (holds) {
        event.claim = next_.position;
        event.effective_at = next_.at;
      }
    }
  }

 private:
  struct Member {
    ContactId contact;
    Entries entries;
    bool rests = false;
  };

  static bool earlier(const StandingClaim& a, const StandingClaim& b) noexcept {
    return a.at != b.at ? a.at < b.at : a.position < b.position;
  }

  const Event* event_at(Position position) const noexcept {
    for (const Member& member : members_)
      if (const Event* event = member.entries.at(position)) return event;
    return nullptr;
  }

  bool rests(const Member& member) const noexcept {
    const ContactRow& row = d_.state.contact(member.contact);
    if (!row.claimant.present()) return false;
    if (row.claim_position == entry_.position) return true;
    const Event* made = event_at(row.claim_position);
    return made != nullptr && copied_from(*made) == entry_.position;
  }

  bool is_away(const Member& member) const noexcept {
    return survivor_of(d_.state, member.contact) != member.contact;
  }

  // What the contact says for itself: its claim where that stands on its own, else its earliest entry.
  StandingClaim candidate(const Member& member) const noexcept {
    const ContactRow& row = d_.state.contact(member.contact);
    if (row.claimant.present() && !member.rests && !is_away(member))
      return {row.claimant, member.contact, row.claim_position, row.claimed_at};
    if (is_away(member)) {
      const ContactRow& survivor = d_.state.contact(survivor_of(d_.state, member.contact));
      const Event* made = survivor.claimant.present() ? event_at(survivor.claim_position) : nullptr;
      if (made != nullptr && gives_claim_itself(*made)) return {};  // a manager's word stands above entries
    }
    const Event* entry = member.entries.next_valid(row.cycle, entry_.position);
    if (entry == nullptr) return {};
    return {entry_owner(*entry), member.contact, entry->position, entry->at()};
  }

  bool anybody_but(ActorId rep) const noexcept {
    return std::any_of(members_.begin(), members_.end(), [&](const Member& member) {
      const ContactRow& row = d_.state.contact(member.contact);
      if (row.claimant.present() && !member.rests && !is_away(member)) return row.claimant != rep;
      return member.entries.others_valid(row.cycle, entry_.position, rep);
    });
  }

  const Decision& d_;
  const Event& entry_;
  std::vector<Member> members_;  // the entry's contact, then the others in the order of registration
  StandingClaim next_;
};

}  // namespace firstlog::inline v1::detail
