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
#include "firstlog/core/deal.hpp"
#include "firstlog/core/detail/match_index.hpp"
#include "firstlog/core/detail/side_table.hpp"
#include "firstlog/core/detail/table.hpp"
#include "firstlog/core/dispute.hpp"
#include "firstlog/core/due.hpp"
#include "firstlog/core/import_status.hpp"
#include "firstlog/core/kin.hpp"
#include "firstlog/core/team.hpp"
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
  std::uint32_t match = 0;     // its newest link in State::matches; 0: it has no match key
  std::uint32_t kin = 0;       // number of its KinRow; 0: it has to do with no other contact
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
  bool opening = false;          // has an opening balance
  std::uint32_t callbacks = 0;   // agreed and not resolved, on contacts assigned to the actor
  std::uint32_t contacts = 0;    // assigned to the actor
  std::uint32_t open = 0;        // of those, neither won nor lost: what a capacity bounds
  std::uint32_t membership = 0;  // newest MembershipRow plus one; 0: never in a team
  std::uint32_t absence = 0;     // newest AbsenceRow plus one; 0: never away
  Position departed = {};        // where the newest `departed` stands; absent: never left
};

struct OrganisationRow {
  Position head;  // the newest event
  Instant head_time;
  Instant clock_floor;  // clock readings from here on were confirmed by a manager
  Instant freeze_due;   // when the oldest open period freezes by itself
  YearMonth oldest_open;
  Instant policy_since;  // from when the policy in force is
  // Since when the policy has the windows and the timers that it has: nothing that was before counts.
  Instant windows_since;
  Instant timers_since;
  std::uint32_t active_managers = 0;
  std::uint32_t active_admins = 0;
  std::uint32_t contested = 0;
  std::uint32_t pending = 0;       // deals whose close waits for a decision
  std::uint32_t open_imports = 0;  // while there is one, no period freezes by itself
  YearMonth first_period;          // those before it are born closed and pay nothing
  // Of the open disputes that are not overdue the earliest deadline; the end of time where none has one.
  Instant dispute_due = Instant::from_microseconds(std::numeric_limits<std::int64_t>::max());
  std::uint32_t open_disputes = 0;  // number of the newest open one; 0: none is open
  // By which the newest period froze that a manager closed or whose day to freeze came while the organisation
  // worked; absent: none did.
  Position frozen;
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
  bool wrote_elsewhere = false;   // on a contact that it did not register
  std::uint32_t used_import = 0;  // number of the import that did; 0: it was live
  Position bound;  // there, its first entry that is never undone (see may_be_undone); absent: none
};

// What a contact keeps beside its ContactRow where an import wrote on it.
struct ImportedRow {
  Instant cycle_since;              // of the present cycle
  std::uint64_t claim_row = 0;      // of the imported entry that owns the claim
  std::uint32_t registered_by = 0;  // number of the import; 0: registered live
  std::uint32_t claim_import = 0;   // number of the import that the claim came with; 0: none, or a live one
  std::uint32_t saved = 0;          // number of its newest SavedContact; 0: none
  bool undone = false;              // that import was: the contact is no more

  friend constexpr bool operator==(const ImportedRow&, const ImportedRow&) noexcept = default;
};

// How often a rep was served by one pool of reps. A pool is named by the number that its events carry
// (Event::share); another set of available reps is another pool, with counts of its own.
struct ShareRow {
  std::uint32_t served = 0;
};

// What a contact waits for beside its own next step: the window that protects its claim, the timers that
// put it back into the pool (DOMAIN 4, 5). Kept while the policy has any of these.
struct TimerRow {
  Instant due;            // of the earliest; only where due_kind is not none
  Instant touched_at;     // the newest call, note or move, by whomever
  Instant overdue_since;  // the agreed time of a callback that is overdue
  Instant week_end;       // of the week whose failed attempts are counted
  Instant failed_at;      // the newest of them
  std::uint32_t failed_attempts = 0;
  DueKind due_kind = DueKind::none;
  bool contacted = false;  // since it was assigned
  bool warned = false;     // that the claim will lapse

  friend constexpr bool operator==(const TimerRow&, const TimerRow&) noexcept = default;
};

// A contact as an import that had not registered it found it: what the contact goes back to where the import
// is undone. The newest one of a contact is that of the import that wrote on it last.
struct SavedContact {
  ContactRow row;
  TimerRow timer;
  Instant cycle_since;
  std::uint64_t claim_row = 0;
  std::uint32_t claim_import = 0;
  std::uint32_t import = 0;    // which one
  std::uint32_t deals = 0;     // how many the organisation had then
  std::uint32_t previous = 0;  // number of the contact's SavedContact before; 0: none
  std::uint32_t deal = 0;      // number of its newest SavedDeal; 0: none
  Position first;              // the import's first entry
  Position later;              // of the first entry of anybody else behind it; absent: none
};

// A deal as such an import found it.
struct SavedDeal {
  DealRow row;
  DealId id;
  std::uint32_t previous = 0;  // number of the next one of the same SavedContact; 0: none
};

// What falls due on a contact next by itself.
struct NextDue {
  Instant due;
  DueKind kind = DueKind::none;  // none: nothing will
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
  // Shares of a deal stand side by side from DealRow::credits on, reversals are linked from
  // DealRow::last_reversal on; both counted from 1.
  const CreditRow& credit(std::uint32_t number) const noexcept { return credits_[number - 1U]; }
  const ReversalRow& reversal(std::uint32_t number) const noexcept { return reversals_[number - 1U]; }
  const ExchangeRow& exchange(std::uint32_t number) const noexcept { return exchanges_[number - 1U]; }
  const DocumentRow& document(std::uint32_t number) const noexcept { return documents_[number - 1U]; }
  // The document of that kind and number, from 1; 0 where none is recorded.
  FIRSTLOG_API std::uint32_t find_document(DocumentKind kind, std::string_view number) const noexcept;
  std::string_view key_of(ActorId id) const noexcept { return actor_keys_.key_of(id.number()); }
  std::string_view key_of(ContactId id) const noexcept { return contact_keys_.key_of(id.number()); }
  // The niche's name; empty for 0.
  std::string_view niche_of(std::uint32_t niche) const noexcept { return niches_.key_of(niche); }

  // Duplicates, merges, parents, suppressions; core/cluster.hpp and core/suppressed.hpp read them.
  const detail::MatchIndex& matches() const noexcept { return matches_; }
  std::uint32_t kin_count() const noexcept { return static_cast<std::uint32_t>(kin_.size()); }
  const KinRow& kin(std::uint32_t number) const noexcept { return kin_[number - 1U]; }
  std::uint32_t merge_count() const noexcept { return static_cast<std::uint32_t>(merges_.size()); }
  const MergeRow& merge(std::uint32_t number) const noexcept { return merges_[number - 1U]; }
  std::uint32_t suppression_count() const noexcept {
    return static_cast<std::uint32_t>(suppressions_.size());
  }
  const SuppressionRow& suppression(std::uint32_t number) const noexcept {
    return suppressions_[number - 1U];
  }
  const BarRow& bar(std::uint32_t number) const noexcept { return bars_[number - 1U]; }
  std::uint32_t barred_key_count() const noexcept { return static_cast<std::uint32_t>(barred_.size()); }
  const BarredKeyRow& barred_key(std::uint32_t number) const noexcept { return barred_[number - 1U]; }
  // Number of the key's BarredKeyRow; 0: it was never barred.
  std::uint32_t find_barred(const MatchKey& key) const noexcept {
    return barred_.size() == 0 ? 0 : barred_keys_.find(detail::bytes_of(key));
  }
  // The source code of a suppression; empty for 0.
  std::string_view code_of(std::uint32_t code) const noexcept { return codes_.key_of(code); }
  // Whether anybody was ever put into a team.
  bool teams_exist() const noexcept { return memberships_.size() != 0; }
  // The handle of a team's code; 0: nobody was ever in it. And back; empty for 0.
  std::uint32_t find_team(std::string_view code) const noexcept { return team_keys_.find(code); }
  std::string_view team_name(std::uint32_t team) const noexcept { return team_keys_.key_of(team); }
  // Linear in what was ever said of the rep, which is little, as are the two below.
  FIRSTLOG_API TeamOfDay team_of(ActorId rep, Date day) const noexcept;
  ActorId lead_of(ActorId rep, Date day) const noexcept { return team_of(rep, day).lead; }
  // The rep's absence that holds the day, or null. Valid until the next event.
  FIRSTLOG_API const AbsenceRow* absence_of(ActorId rep, Date day) const noexcept;
  // Whether the rep is away on any day from `from` up to and with `until`.
  FIRSTLOG_API bool is_absent(ActorId rep, Date from, Date until) const noexcept;
  // Who may act for the rep on that day: the cover of his absence, or nobody where the rep is there, no
  // cover was named, or the cover is away himself or not active: a cover's cover is not asked.
  FIRSTLOG_API ActorId cover_of(ActorId rep, Date day) const noexcept;
  // Imports are numbered from 1 in the order in which they were begun. 0: none of that name.
  std::uint32_t find_import(std::string_view batch) const noexcept {
    // Most often asked for the newest, by each of its rows several times.
    const std::uint32_t newest = import_keys_.size();
    return newest != 0 && import_keys_.key_of(newest) == batch ? newest : import_keys_.find(batch);
  }
  std::uint32_t import_count() const noexcept { return static_cast<std::uint32_t>(imports_.size()); }
  const ImportRow& import(std::uint32_t number) const noexcept { return imports_[number - 1]; }
  std::string_view key_of_import(std::uint32_t number) const noexcept { return import_keys_.key_of(number); }
  // What imports left on a contact; null where none wrote on it.
  const ImportedRow* imported(ContactId id) const noexcept {
    const std::uint32_t at = contacts_[id.index()].imported;
    return at == 0 ? nullptr : &imported_[at - 1];
  }
  // Counted from 1; linked from ImportedRow::saved and SavedContact::deal on.
  const SavedContact& saved_contact(std::uint32_t number) const noexcept {
    return saved_contacts_[number - 1U];
  }
  const SavedDeal& saved_deal(std::uint32_t number) const noexcept { return saved_deals_[number - 1U]; }
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

  // Disputes are numbered from 1 in the order in which they were opened. 0: none has that number of the
  // host's.
  std::uint32_t find_dispute(std::string_view number) const noexcept { return dispute_keys_.find(number); }
  std::uint32_t dispute_count() const noexcept { return static_cast<std::uint32_t>(disputes_.size()); }
  const DisputeRow& dispute(std::uint32_t number) const noexcept { return disputes_[number - 1U]; }
  std::string_view key_of_dispute(std::uint32_t number) const noexcept {
    return dispute_keys_.key_of(number);
  }

  // How many contacts the pool `share` gave to the rep.
  FIRSTLOG_API std::uint32_t served(std::uint64_t share, ActorId rep) const noexcept;

  // Whether something is due by `now` on its own: a callback, a recycling, a freeze, a policy, the
  // deadline of a dispute.
  FIRSTLOG_API bool anything_due(Instant now) const noexcept;
  // What falls due on the contact next.
  NextDue next_due(ContactId id) const noexcept {
    const ContactRow& row = contact(id);
    const bool by_itself = row.due_kind != DueKind::none && row.due_kind != DueKind::retry;
    if (timers_.empty()) return by_itself ? NextDue{row.due, row.due_kind} : NextDue();
    const TimerRow& timer = timers_[id.number()];
    if (by_itself && (timer.due_kind == DueKind::none || row.due <= timer.due))
      return {row.due, row.due_kind};
    return {timer.due, timer.due_kind};
  }
  // Only with a handle of this organisation. TimerRow() where the policy has no timers.
  const TimerRow& timer(ContactId id) const noexcept { return timers_[id.number()]; }

  // What is due by `now` on contacts, in (due time, contact) order, at most `count_max` entries. A contact
  // that waits for several things has an entry for each time.
  FIRSTLOG_API void due_contacts(Instant now, std::size_t count_max, std::vector<DueEntry>& out) const;

  FIRSTLOG_API std::size_t memory_bytes() const noexcept;

 private:
  friend class detail::Evolving;
  friend class StateImage;

  bool lives(const DueEntry& entry) const noexcept {
    const ContactRow& row = contact(entry.contact);
    if (row.due == entry.due && row.due_kind != DueKind::none && row.due_kind != DueKind::retry) return true;
    if (timers_.empty()) return false;
    const TimerRow& timer = timers_[entry.contact.number()];
    return timer.due == entry.due && timer.due_kind != DueKind::none;
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
  detail::Keys team_keys_;
  detail::Keys document_keys_;  // of (kind, number), see detail::document_key
  detail::Table<ActorRow> actors_;
  detail::Table<ContactRow> contacts_;
  detail::Table<DealRow> deals_;
  detail::Table<ShareRow> shares_;
  detail::SideTable<TimerRow> timers_;  // by contact
  detail::MatchIndex matches_;
  detail::Keys barred_keys_;  // of a match key's bytes
  detail::Keys codes_;
  detail::Table<KinRow> kin_;
  detail::Table<MergeRow> merges_;
  detail::Table<SuppressionRow> suppressions_;
  detail::Table<BarRow> bars_;
  detail::Table<BarredKeyRow> barred_;
  detail::Table<MembershipRow> memberships_;
  detail::Table<AbsenceRow> absences_;
  detail::Table<CreditRow> credits_;
  detail::Table<ReversalRow> reversals_;
  detail::Table<ExchangeRow> exchanges_;
  detail::Table<DocumentRow> documents_;  // by document_keys_
  detail::Keys import_keys_;
  detail::Table<ImportRow> imports_;
  detail::Table<ImportedRow> imported_;
  detail::Table<SavedContact> saved_contacts_;
  detail::Table<SavedDeal> saved_deals_;
  detail::Keys dispute_keys_;
  detail::Table<DisputeRow> disputes_;
  // A heap by (due, contact). Entries whose contact has moved on stay until they come to the top;
  // `lives` tells them apart. A branch keeps only its own additions.
  std::vector<DueEntry> due_;
};

// Whether what used the import's contacts was itself an import that was undone since.
inline bool is_unused_again(const State& state, const ImportRow& row) noexcept {
  return row.used_import != 0 && state.import(row.used_import).status == ImportStatus::undone;
}

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/state-inl.hpp"  // IWYU pragma: export
#endif
