// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "firstlog/core/cluster.hpp"

namespace firstlog::inline v1 {

namespace detail {

// Calls `take` with the number of every row of the contact's cluster. Only where it has a row.
template <class Take>
void each_of_cluster(const State& state, std::uint32_t kin, Take take) {
  const std::uint32_t head = state.kin(kin).cluster;
  std::uint32_t at = head;
  do {
    take(at);
    at = state.kin(at).cluster_next;
  } while (at != head);
}

inline ClusterAssignee assignee_of_cluster(const State& state, const CompiledPolicy& policy,
                                           std::uint32_t kin, ContactId except) noexcept {
  auto works = [&](ContactId contact) {
    const ActorId rep = state.contact(contact).assignee;
    return contact != except && rep.present() && state.actor(rep).active &&
           state.actor(rep).roles.has(Role::rep);
  };
  const KinRow& head = state.kin(state.kin(kin).cluster);
  if (head.assigned_count == 0) return {};
  ContactId locked;
  ContactId claimed;
  for (std::uint32_t at = head.engaged_first; at != 0; at = state.kin(at).engaged_next) {
    const ContactId contact = state.kin(at).contact;
    if (!works(contact)) continue;
    const ContactRow& row = state.contact(contact);
    if (policy.state(row.state).locks && (!locked.present() || contact < locked)) locked = contact;
    if (row.claimant.present() && (!claimed.present() || claimed_earlier(row, state.contact(claimed))))
      claimed = contact;
  }
  ContactId found = locked.present() ? locked : claimed;
  if (!found.present() && works(state.kin(head.assigned_first).contact))
    found = state.kin(head.assigned_first).contact;
  if (!found.present())
    each_of_cluster(state, kin, [&](std::uint32_t at) {
      const KinRow& one = state.kin(at);
      if (one.assigned && works(one.contact) && (!found.present() || one.contact < found))
        found = one.contact;
    });
  if (!found.present()) return {};
  return {state.contact(found).assignee, found};
}

}  // namespace detail

FIRSTLOG_INLINE ContactId cluster_of(const State& state, ContactId contact) noexcept {
  const std::uint32_t kin = state.contact(contact).kin;
  return kin == 0 ? contact : state.kin(state.kin(kin).cluster).oldest;
}

FIRSTLOG_INLINE std::uint32_t cluster_size(const State& state, ContactId contact) noexcept {
  const std::uint32_t kin = state.contact(contact).kin;
  return kin == 0 ? 1 : state.kin(state.kin(kin).cluster).cluster_size;
}

FIRSTLOG_INLINE std::vector<ContactId> cluster_members(const State& state, ContactId contact) {
  const std::uint32_t kin = state.contact(contact).kin;
  if (kin == 0) return {contact};
  std::vector<ContactId> members;
  detail::each_of_cluster(state, kin, [&](std::uint32_t at) { members.push_back(state.kin(at).contact); });
  std::sort(members.begin(), members.end());
  return members;
}

FIRSTLOG_INLINE std::uint64_t cluster_attempts(const State& state, ContactId contact) noexcept {
  const std::uint32_t kin = state.contact(contact).kin;
  if (kin == 0) return state.contact(contact).attempts;
  std::uint64_t attempts = 0;
  detail::each_of_cluster(
      state, kin, [&](std::uint32_t at) { attempts += state.contact(state.kin(at).contact).attempts; });
  return attempts;
}

FIRSTLOG_INLINE StandingClaim standing_claim(const State& state, ContactId contact) noexcept {
  ContactId first = state.contact(contact).claimant.present() ? contact : ContactId();
  if (const std::uint32_t kin = state.contact(contact).kin; kin != 0) {
    const KinRow& head = state.kin(state.kin(kin).cluster);
    for (std::uint32_t at = head.engaged_first; at != 0; at = state.kin(at).engaged_next) {
      const ContactId other = state.kin(at).contact;
      const ContactRow& row = state.contact(other);
      if (!row.claimant.present()) continue;
      if (!first.present() || claimed_earlier(row, state.contact(first))) first = other;
    }
  }
  if (!first.present()) return {};
  const ContactRow& row = state.contact(first);
  return {row.claimant, first, row.claim_position, row.claimed_at};
}

FIRSTLOG_INLINE ContactId lock_against(const State& state, const CompiledPolicy& policy, ContactId contact,
                                       ActorId rep) noexcept {
  const ContactRow& own = state.contact(contact);
  if (own.kin == 0 || (policy.state(own.state).locks && own.assignee == rep)) return {};
  const KinRow& head = state.kin(state.kin(own.kin).cluster);
  ContactId locked;
  for (std::uint32_t at = head.engaged_first; at != 0; at = state.kin(at).engaged_next) {
    const ContactId other = state.kin(at).contact;
    const ContactRow& row = state.contact(other);
    if (other != contact && row.assignee != rep && policy.state(row.state).locks &&
        (!locked.present() || other < locked))
      locked = other;
  }
  return locked;
}

FIRSTLOG_INLINE ClusterAssignee cluster_assignee(const State& state, const CompiledPolicy& policy,
                                                 ContactId contact) noexcept {
  const std::uint32_t kin = state.contact(contact).kin;
  return kin == 0 ? ClusterAssignee() : detail::assignee_of_cluster(state, policy, kin, contact);
}

FIRSTLOG_INLINE ClusterAssignee assignee_with(const State& state, const CompiledPolicy& policy,
                                              ContactId contact) noexcept {
  const ContactRow& row = state.contact(contact);
  if (row.kin != 0) return detail::assignee_of_cluster(state, policy, row.kin, ContactId());
  if (!row.assignee.present() || !state.actor(row.assignee).active ||
      !state.actor(row.assignee).roles.has(Role::rep))
    return {};
  return {row.assignee, contact};
}

FIRSTLOG_INLINE std::vector<ContactId> clusters_with(const State& state, std::span<const MatchKey> keys) {
  std::vector<ContactId> clusters;
  const detail::MatchIndex& matches = state.matches();
  for (const MatchKey& key : keys)
    for (std::uint32_t link = matches.find(key); link != 0; link = matches[link].next_of_key)
      if (matches[link].contact.present()) {
        clusters.push_back(cluster_of(state, matches[link].contact));
        break;  // whoever else holds the key is of the same cluster
      }
  std::sort(clusters.begin(), clusters.end());
  clusters.erase(std::unique(clusters.begin(), clusters.end()), clusters.end());
  return clusters;
}

FIRSTLOG_INLINE ContactId survivor_of(const State& state, ContactId contact) noexcept {
  for (;;) {
    const std::uint32_t kin = state.contact(contact).kin;
    if (kin == 0 || !state.kin(kin).merged_into.present()) return contact;
    contact = state.kin(kin).merged_into;
  }
}

FIRSTLOG_INLINE std::uint32_t shared_kinds(const State& state, ContactId a, ContactId b) noexcept {
  std::uint32_t kinds = 0;
  const detail::MatchIndex& matches = state.matches();
  for (std::uint32_t x = state.contact(a).match; x != 0; x = matches[x].next_of_contact)
    for (std::uint32_t y = state.contact(b).match; y != 0; y = matches[y].next_of_contact)
      if (matches[x].key == matches[y].key)
        kinds |= std::uint32_t{1} << static_cast<unsigned>(matches[x].key.kind);
  return kinds;
}

}  // namespace firstlog::inline v1
