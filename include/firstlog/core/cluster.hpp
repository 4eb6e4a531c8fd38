// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// One business, several contacts: what rules ask about suspected duplicates (DOMAIN 4, 5). A cluster is
// the contacts that share a match key or were merged, directly or through others; its number is its oldest
// contact. For claims, locks and assignment it acts as one contact. Pure: functions of the state.
//
// - A claim of any contact's present cycle stands until its cycle ends or the claim moves; the earliest
//   entry across the cluster wins. Claims that stood on two contacts before they were found to be one
//   business both stay until a merge compares them, and each contact's closes go by its own.
// - A contact whose state locks (an agreed callback, a pending verification) locks the others from every
//   rep but its assignee; from everybody where it has none.
// - A contact that was merged away takes no part in either.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/core/state.hpp"

namespace firstlog::inline v1 {

// The oldest contact of the contact's cluster; the contact itself where it is alone.
FIRSTLOG_API ContactId cluster_of(const State& state, ContactId contact) noexcept;

// How many contacts the cluster has, the contact itself included.
FIRSTLOG_API std::uint32_t cluster_size(const State& state, ContactId contact) noexcept;

// Every contact of the cluster in the order of registration, those merged away and itself included.
FIRSTLOG_API std::vector<ContactId> cluster_members(const State& state, ContactId contact);

// Outbound touches of the present cycles of all contacts of the cluster: what an attempt limit counts.
// Linear in the cluster's size.
FIRSTLOG_API std::uint64_t cluster_attempts(const State& state, ContactId contact) noexcept;

// Who owns the credit, by which entry, on which contact. Absent rep: nobody.
struct StandingClaim {
  ActorId rep;
  ContactId contact;
  Position position;
  Instant at;

  bool present() const noexcept { return rep.present(); }
};

// Whether the claim of `a` is the earlier one: by time, then by position. Only of rows with a claim.
inline bool claimed_earlier(const ContactRow& a, const ContactRow& b) noexcept {
  return a.claimed_at != b.claimed_at ? a.claimed_at < b.claimed_at : a.claim_position < b.claim_position;
}

// The earliest claim of the cluster.
FIRSTLOG_API StandingClaim standing_claim(const State& state, ContactId contact) noexcept;

// The contact of the cluster, not `contact` itself, whose lock keeps `rep` off; absent: none does. A
// contact that is locked for the rep himself stays open to him.
FIRSTLOG_API ContactId lock_against(const State& state, const CompiledPolicy& policy, ContactId contact,
                                    ActorId rep) noexcept;

// Who has the business, by another contact than this one: the assignee of the locked contact, else of the
// one with the earliest claim, else of the one registered first. Nobody inactive counts, and nobody who is
// no rep. Absent: nobody.
struct ClusterAssignee {
  ActorId rep;
  ContactId contact;
};
FIRSTLOG_API ClusterAssignee cluster_assignee(const State& state, const CompiledPolicy& policy,
                                              ContactId contact) noexcept;
// The same for a contact that is not registered yet and would share a key with `contact`.
FIRSTLOG_API ClusterAssignee assignee_with(const State& state, const CompiledPolicy& policy,
                                           ContactId contact) noexcept;

// The oldest contact of each cluster that holds one of the keys, in the order of registration.
FIRSTLOG_API std::vector<ContactId> clusters_with(const State& state, std::span<const MatchKey> keys);

// The contact that answers for one that was merged away, through later merges as well; the contact itself
// where it was not.
FIRSTLOG_API ContactId survivor_of(const State& state, ContactId contact) noexcept;

// The kinds of keys that both contacts hold, as a set of bits by the number of MatchKind.
FIRSTLOG_API std::uint32_t shared_kinds(const State& state, ContactId a, ContactId b) noexcept;

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/cluster-inl.hpp"  // IWYU pragma: export
#endif
