// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// An organisation as its journal left it: what decide reads and evolve writes. A State knows nothing
// of clocks or storage; two that evolved the same events are equal.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

#include "firstlog/base/calendar.hpp"
#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/money.hpp"
#include "firstlog/core/command.hpp"
#include "firstlog/core/detail/table.hpp"
#include "firstlog/core/due.hpp"
#include "firstlog/core/import_status.hpp"
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
  std::uint32_t imported = 0;      // place of its ImportedRow plus one; 0: no import wrote on it
};

struct ActorRow {
  Roles roles;
  bool active = true;
  bool opening = false;         // has an opening balance
  std::uint32_t callbacks = 0;  // agreed and not resolved, on contacts assigned to the actor
  std::uint32_t contacts = 0;   // assigned to the actor
  std::uint32_t open = 0;       // of those, neither won nor lost: what a capacity bounds
};

enum class CloseStatus : std::uint8_t { none = 0, pending = 1, verified = 2, rejected = 3, withdrawn = 4 };

struct DealRow {
  ContactId contact;
  ActorId closer;    // who logged the close
  ActorId decider;   // who approved, rejected or withdrew it
  ActorId credited;  // whose claim the verified close pays
  Money claimed;
  Money invoiced;
  Instant closed_at;
  Instant decided_at;
  Instant hold_until;
  Position closed_position;
  Position decided_position;
  YearMonth period;
  CloseStatus status = CloseStatus::none;
  std::uint32_t closes = 0;  // logged on this deal, withdrawn and rejected ones included
};

struct OrganisationRow {
  Position head;  // the newest event
  Instant head_time;
  Instant clock_floor;  // clock readings from here on were confirmed by a manager
  Instant freeze_due;   // when the oldest open period freezes by itself
  YearMonth oldest_open;
  std::uint32_t active_managers = 0;
  std::uint32_t contested = 0;
  std::uint32_t pending = 0;
  std::uint32_t open_imports = 0;  // while there is one, no period freezes by itself
  YearMonth first_period;          // those before it are born closed and pay nothing
};

// One import of history (DOMAIN 14).
struct ImportRow {
  Position begun;      // its import_begun
  Position first_use;  // of what it registered, by anybody but itself; absent: untouched since
  Instant used_at;
  ActorId begun_by;
  ActorId used_by;
  std::uint32_t contacts = 0;  // registered by it
  ImportStatus status = ImportStatus::none;
  bool wrote_elsewhere = false;  // on a contact that it did not register
};

// What a contact keeps beside its ContactRow where an import wrote on it.
struct ImportedRow {
  Instant cycle_since;              // of the present cycle
  std::uint64_t claim_row = 0;      // of the imported entry that owns the claim
  std::uint32_t registered_by = 0;  // number of the import; 0: registered live
  std::uint32_t claim_import = 0;   // number of the import that the claim came with; 0: none, or a live one
  bool undone = false;              // that import was: the contact is no more
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

  std::uint32_t actor_count() const noexcept { return static_cast<std::uint32_t>(actors_.size()); }
  std::uint32_t contact_count() const noexcept { return static_cast<std::uint32_t>(contacts_.size()); }
  std::uint32_t deal_count() const noexcept { return static_cast<std::uint32_t>(deals_.size()); }

  // The handle where the reference names something, else absent.
  ActorId find(const ActorRef& ref) const noexcept {
    if (ref.id.present()) return ref.id.number() <= actors_.size() ? ref.id : ActorId();
    return ActorId(actor_keys_.find(ref.key));
  }
  ContactId find(const ContactRef& ref) const noexcept {
    const ContactId id = ref.id.present() ? ref.id : ContactId(contact_keys_.find(ref.key));
    return id.number() <= contacts_.size() && !is_undone(id) ? id : ContactId();
  }
  // The handle that registering a contact of that key gives, where find() knows none: the next one, or
  // the one that it had before its import was undone.
  ContactId next_contact(std::string_view key) const noexcept {
    const std::uint32_t number = contact_keys_.find(key);
    return ContactId(number != 0 ? number : contact_count() + 1);
  }

  // Only with handles of this organisation.
  const ActorRow& actor(ActorId id) const noexcept { return actors_[id.index()]; }
  const ContactRow& contact(ContactId id) const noexcept { return contacts_[id.index()]; }
  const DealRow& deal(DealId id) const noexcept { return deals_[id.index()]; }
  std::string_view key_of(ActorId id) const noexcept { return actor_keys_.key_of(id.number()); }
  std::string_view key_of(ContactId id) const noexcept { return contact_keys_.key_of(id.number()); }
  // The niche's name; empty for 0.
  std::string_view niche_of(std::uint32_t niche) const noexcept { return niches_.key_of(niche); }

  // Imports are numbered from 1 in the order in which they were begun. 0: none of that name.
  std::uint32_t find_import(std::string_view batch) const noexcept { return import_keys_.find(batch); }
  std::uint32_t import_count() const noexcept { return static_cast<std::uint32_t>(imports_.size()); }
  const ImportRow& import(std::uint32_t number) const noexcept { return imports_[number - 1]; }
  std::string_view key_of_import(std::uint32_t number) const noexcept { return import_keys_.key_of(number); }
  // What imports left on a contact; null where none wrote on it.
  const ImportedRow* imported(ContactId id) const noexcept {
    const std::uint32_t at = contacts_[id.index()].imported;
    return at == 0 ? nullptr : &imported_[at - 1];
  }
  // Whether the contact was registered by an import that was undone. `id` absent: no.
  bool is_undone(ContactId id) const noexcept {
    if (!id.present() || imported_.size() == 0) return false;
    const ImportedRow* row = imported(id);
    return row != nullptr && row->undone;
  }
  // Whether an import under way registered the contact: what is due on it waits for the rows that
  // follow, and else for the import's end.
  bool is_held(const ContactRow& row) const noexcept {
    if (row.imported == 0 || organisation_.open_imports == 0) return false;
    const std::uint32_t by = imported_[row.imported - 1].registered_by;
    return by != 0 && imports_[by - 1].status == ImportStatus::open;
  }
  // When the oldest open period freezes by itself; never while an import is under way.
  Instant freeze_due() const noexcept {
    return organisation_.open_imports == 0
               ? organisation_.freeze_due
               : Instant::from_microseconds(std::numeric_limits<std::int64_t>::max());
  }

  // How many contacts the pool `share` gave to the rep.
  FIRSTLOG_API std::uint32_t served(std::uint64_t share, ActorId rep) const noexcept;

  // Whether something is due by `now` on its own: a callback, a recycling, a freeze.
  FIRSTLOG_API bool anything_due(Instant now) const noexcept;
  // What is due by `now` on contacts, in (due time, contact) order, at most `count_max` entries.
  FIRSTLOG_API void due_contacts(Instant now, std::size_t count_max, std::vector<DueEntry>& out) const;

  FIRSTLOG_API std::size_t memory_bytes() const noexcept;

 private:
  friend class detail::Evolving;
  friend class StateImage;

  bool lives(const DueEntry& entry) const noexcept {
    const ContactRow& row = contact(entry.contact);
    return row.due == entry.due && row.due_kind != DueKind::none && row.due_kind != DueKind::retry &&
           !is_held(row);
  }
  void push_due(const DueEntry& entry);
  void drop_stale_due();

  const State* base_ = nullptr;
  const CompiledPolicy* policy_ = nullptr;
  OrganisationRow organisation_;
  detail::Keys actor_keys_;
  detail::Keys contact_keys_;
  detail::Keys niches_;
  detail::Keys share_keys_;  // of (share, rep), see detail::share_key
  detail::Table<ActorRow> actors_;
  detail::Table<ContactRow> contacts_;
  detail::Table<DealRow> deals_;
  detail::Table<ShareRow> shares_;
  detail::Keys import_keys_;
  detail::Table<ImportRow> imports_;
  detail::Table<ImportedRow> imported_;
  // A heap by (due, contact). Entries whose contact has moved on stay until they come to the top;
  // `lives` tells them apart. A branch keeps only its own additions.
  std::vector<DueEntry> due_;
};

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/state-inl.hpp"  // IWYU pragma: export
#endif
