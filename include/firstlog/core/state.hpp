// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// An organisation as its journal left it: what decide reads and evolve writes. A State knows nothing
// of clocks or storage; two that evolved the same events are equal.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/deal.hpp"
#include "firstlog/core/detail/table.hpp"
#include "firstlog/core/due.hpp"
#include "firstlog/rules/pipeline.hpp"
#include "firstlog/rules/policy.hpp"

namespace firstlog::inline v1 {

struct ContactRow {
  Position last;            // its newest event
  Position claim_position;  // the entry that owns the credit of the present cycle; absent: no claim
  Instant claimed_at;
  Instant status_since;
  Instant assigned_since;
  Instant due;
  Instant suspended_due;  // `due` as the pending close found it
  Instant last_connect_at;
  ActorId claimant;
  ActorId assignee;  // absent: in the pool
  ActorId previous_assignee;
  ActorId last_connect_by;
  DealId deal;                 // the present cycle's; absent before its first close
  std::uint32_t niche = 0;     // handle of State::niche_of; 0: none
  std::uint32_t cycle = 0;     // 1 and up
  std::uint32_t attempts = 0;  // outbound touches of the present cycle
  SortKey sort_key;
  Place place;
  Rule assigned_by = Rule::none;
  StateNumber state = 0;
  StateNumber state_before = 0;
  DueKind due_kind = DueKind::none;
  bool overdue = false;            // an agreed callback whose time has passed
  bool suspended_overdue = false;  // `overdue` as the pending close found it
};

struct ActorRow {
  Roles roles;
  bool active = true;
  std::uint32_t callbacks = 0;  // agreed and not resolved, on contacts assigned to the actor
  std::uint32_t contacts = 0;   // assigned to the actor
  std::uint32_t open = 0;       // of those, neither won nor lost: what a capacity bounds
};

struct OrganisationRow {
  Position head;  // the newest event
  Instant head_time;
  Instant clock_floor;  // clock readings from here on were confirmed by a manager
  Instant freeze_due;   // when the oldest open period freezes by itself
  YearMonth oldest_open;
  std::uint32_t active_managers = 0;
  std::uint32_t contested = 0;
  std::uint32_t pending = 0;  // deals whose close waits for a decision
};

// How often a rep was served by one pool of reps. A pool is named by the number that its events carry
// (Event::share); another set of available reps is another pool, with counts of its own.
struct ShareRow {
  std::uint32_t served = 0;
};

struct DueEntry {
  Instant due;
  ContactId contact;
};
// Heaps by this keep the earliest on top.
constexpr bool later(const DueEntry& a, const DueEntry& b) noexcept {
  return a.due != b.due ? a.due > b.due : a.contact > b.contact;
}

namespace detail {
class Evolving;
}

// A policy that was adopted for an instant to come.
struct ScheduledPolicy {
  Instant effective_at;
  Position adoption;  // its policy_adopted
  const CompiledPolicy* policy = nullptr;
};

class State {
 public:
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  State(State&&) = default;
  State& operator=(State&&) = default;

  // A branch: sees `base` and keeps its own changes. `base` must outlive it and must not change until
  // the branch is absorbed or restarted.
  FIRSTLOG_API explicit State(const State* base);
  // Makes the changes those of the base, which must be the one that this branch came from.
  FIRSTLOG_API void absorb_into(State& base);
  // Forgets the branch's changes.
  FIRSTLOG_API void restart();

  bool founded() const noexcept { return organisation_.head.present(); }
  const OrganisationRow& organisation() const noexcept { return organisation_; }
  // The policy in force. Only where founded().
  const CompiledPolicy& policy() const noexcept { return *policy_; }

  // Policies adopted and not in force yet, the next one first. No two wait for one instant.
  const std::vector<ScheduledPolicy>& scheduled_policies() const noexcept { return scheduled_; }
  // The one adopted at that position, or null.
  const CompiledPolicy* scheduled_policy(Position adoption) const noexcept {
    for (const ScheduledPolicy& one : scheduled_)
      if (one.adoption == adoption) return one.policy;
    return nullptr;
  }

  std::uint32_t actor_count() const noexcept { return static_cast<std::uint32_t>(actors_.size()); }
  std::uint32_t contact_count() const noexcept { return static_cast<std::uint32_t>(contacts_.size()); }
  std::uint32_t deal_count() const noexcept { return static_cast<std::uint32_t>(deals_.size()); }
  std::uint32_t credit_count() const noexcept { return static_cast<std::uint32_t>(credits_.size()); }
  std::uint32_t reversal_count() const noexcept { return static_cast<std::uint32_t>(reversals_.size()); }
  std::uint32_t document_count() const noexcept { return static_cast<std::uint32_t>(documents_.size()); }

  // The handle where the reference names something, else absent.
  ActorId find(const ActorRef& ref) const noexcept {
    if (ref.id.present()) return ref.id.number() <= actors_.size() ? ref.id : ActorId();
    return ActorId(actor_keys_.find(ref.key));
  }
  ContactId find(const ContactRef& ref) const noexcept {
    if (ref.id.present()) return ref.id.number() <= contacts_.size() ? ref.id : ContactId();
    return ContactId(contact_keys_.find(ref.key));
  }

  // Only with handles of this organisation.
  const ActorRow& actor(ActorId id) const noexcept { return actors_[id.index()]; }
  const ContactRow& contact(ContactId id) const noexcept { return contacts_[id.index()]; }
  const DealRow& deal(DealId id) const noexcept { return deals_[id.index()]; }
  // Shares of a deal stand side by side from DealRow::credits on, reversals are linked from
  // DealRow::last_reversal on; both counted from 1.
  const CreditRow& credit(std::uint32_t number) const noexcept { return credits_[number - 1U]; }
  const ReversalRow& reversal(std::uint32_t number) const noexcept { return reversals_[number - 1U]; }
  const DocumentRow& document(std::uint32_t number) const noexcept { return documents_[number - 1U]; }
  // The document of that kind and number, from 1; 0 where none is recorded.
  FIRSTLOG_API std::uint32_t find_document(DocumentKind kind, std::string_view number) const noexcept;
  std::string_view key_of(ActorId id) const noexcept { return actor_keys_.key_of(id.number()); }
  std::string_view key_of(ContactId id) const noexcept { return contact_keys_.key_of(id.number()); }
  // The niche's name; empty for 0.
  std::string_view niche_of(std::uint32_t niche) const noexcept { return niches_.key_of(niche); }

  // How many contacts the pool `share` gave to the rep.
  FIRSTLOG_API std::uint32_t served(std::uint64_t share, ActorId rep) const noexcept;

  // Whether something is due by `now` on its own: a callback, a recycling, a freeze, a
  // policy.
  FIRSTLOG_API bool anything_due(Instant now) const noexcept;
  // What is due by `now` on contacts, in (due time, contact) order, at most `count_max` entries.
  FIRSTLOG_API void due_contacts(Instant now, std::size_t count_max, std::vector<DueEntry>& out) const;

  FIRSTLOG_API std::size_t memory_bytes() const noexcept;

 private:
  friend class detail::Evolving;
  friend class StateImage;

  bool lives(const DueEntry& entry) const noexcept {
    const ContactRow& row = contact(entry.contact);
    return row.due == entry.due && row.due_kind != DueKind::none && row.due_kind != DueKind::retry;
  }
  void push_due(const DueEntry& entry);
  void drop_stale_due();

  const State* base_ = nullptr;
  const CompiledPolicy* policy_ = nullptr;
  std::vector<ScheduledPolicy> scheduled_;  // by instant; a branch has a copy of its own
  OrganisationRow organisation_;
  detail::Keys actor_keys_;
  detail::Keys contact_keys_;
  detail::Keys niches_;
  detail::Keys share_keys_;  // of (share, rep), see detail::share_key
  detail::Keys document_keys_;  // of (kind, number), see detail::document_key
  detail::Table<ActorRow> actors_;
  detail::Table<ContactRow> contacts_;
  detail::Table<DealRow> deals_;
  detail::Table<ShareRow> shares_;
  detail::Table<CreditRow> credits_;
  detail::Table<ReversalRow> reversals_;
  detail::Table<DocumentRow> documents_;  // by document_keys_
  // A heap by (due, contact). Entries whose contact has moved on stay until they come to the top;
  // `lives` tells them apart. A branch keeps only its own additions.
  std::vector<DueEntry> due_;
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/state-inl.hpp"  // IWYU pragma: export
#endif
