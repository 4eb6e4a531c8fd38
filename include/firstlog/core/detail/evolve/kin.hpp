// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Clusters and groups as they join and part (core/kin.hpp says what they are and what they cost).
#pragma once

#include <utility>
#include <vector>

#include "firstlog/core/detail/evolve/evolving.hpp"

namespace firstlog::inline v1::detail {

inline KinRow& kin_row(Evolving& v, std::uint32_t number) {
  return v.kin().edit(number - 1U);
}
inline const KinRow& kin_at(const Evolving& v, std::uint32_t number) noexcept {
  return v.state().kin(number);
}

// The contact's row number; makes a row, alone in its parts, where it has none.
inline std::uint32_t kin_of(Evolving& v, ContactId contact) {
  if (const std::uint32_t number = v.contacts()[contact.index()].kin; number != 0) return number;
  const auto number = static_cast<std::uint32_t>(v.kin().size() + 1);
  KinRow row;
  row.contact = row.oldest = contact;
  row.cluster = row.cluster_next = row.group = row.group_next = number;
  v.kin().append(row);
  v.contacts().edit(contact.index()).kin = number;
  return number;
}

// ---- what is counted of a part ----------------------------------------------------------------------

inline void leave_engaged(Evolving& v, std::uint32_t number) {
  const KinRow row = kin_at(v, number);
  if (row.engaged_before != 0)
    kin_row(v, row.engaged_before).engaged_next = row.engaged_next;
  else
    kin_row(v, row.cluster).engaged_first = row.engaged_next;
  if (row.engaged_next != 0) kin_row(v, row.engaged_next).engaged_before = row.engaged_before;
  KinRow& own = kin_row(v, number);
  own.engaged_next = own.engaged_before = 0;
  own.engaged = false;
}

inline void enter_engaged(Evolving& v, std::uint32_t number) {
  const std::uint32_t head = kin_at(v, number).cluster;
  const std::uint32_t first = kin_at(v, head).engaged_first;
  if (first != 0) kin_row(v, first).engaged_before = number;
  kin_row(v, head).engaged_first = number;
  KinRow& own = kin_row(v, number);
  own.engaged_next = first;
  own.engaged_before = 0;
  own.engaged = true;
}

// Of two members, 0 among them, the one whose contact was registered first.
inline std::uint32_t earlier_of(const Evolving& v, std::uint32_t a, std::uint32_t b) noexcept {
  if (a == 0 || b == 0) return a == 0 ? b : a;
  return kin_at(v, a).contact < kin_at(v, b).contact ? a : b;
}

inline void count_assigned(Evolving& v, std::uint32_t number, bool is) {
  kin_row(v, number).assigned = is;
  const std::uint32_t head_number = kin_at(v, number).cluster;
  KinRow& head = kin_row(v, head_number);
  if (is) {
    ++head.assigned_count;
    head.assigned_first = earlier_of(v, head.assigned_first, number);
    return;
  }
  --head.assigned_count;
  if (head.assigned_first != number) return;
  std::uint32_t first = 0;
  if (head.assigned_count != 0) {
    std::uint32_t at = head_number;
    do {
      if (kin_at(v, at).assigned) first = earlier_of(v, first, at);
      at = kin_at(v, at).cluster_next;
    } while (at != head_number);
  }
  kin_row(v, head_number).assigned_first = first;
}

// Brings the cluster's counts up to what the contact's row says now.
inline void refresh_kin(Evolving& v, std::uint32_t number) {
  const KinRow& kin = kin_at(v, number);
  const ContactRow& row = v.contacts()[kin.contact.index()];
  const bool lives = !kin.merged_into.present();
  const bool engaged =
      lives && (row.claimant.present() || (row.state != 0 && v.policy()->state(row.state).locks));
  const bool assigned = lives && row.assignee.present();
  if (assigned != kin.assigned) count_assigned(v, number, assigned);
  const bool was = kin_at(v, number).engaged;
  if (engaged && !was) enter_engaged(v, number);
  if (!engaged && was) leave_engaged(v, number);
}

// ---- joining and parting ----------------------------------------------------------------------------

inline void unite_clusters(Evolving& v, std::uint32_t a, std::uint32_t b) {
  std::uint32_t into = kin_at(v, a).cluster;
  std::uint32_t from = kin_at(v, b).cluster;
  if (into == from) return;
  if (kin_at(v, into).cluster_size < kin_at(v, from).cluster_size) std::swap(into, from);
  std::uint32_t at = from;
  do {
    KinRow& row = kin_row(v, at);
    row.cluster = into;
    at = row.cluster_next;
  } while (at != from);
  const KinRow gone = kin_at(v, from);
  const std::uint32_t after = kin_at(v, into).cluster_next;
  kin_row(v, into).cluster_next = gone.cluster_next;
  kin_row(v, from).cluster_next = after;
  if (gone.engaged_first != 0) {
    std::uint32_t last = gone.engaged_first;
    while (kin_at(v, last).engaged_next != 0) last = kin_at(v, last).engaged_next;
    const std::uint32_t first = kin_at(v, into).engaged_first;
    kin_row(v, last).engaged_next = first;
    if (first != 0) kin_row(v, first).engaged_before = last;
    kin_row(v, into).engaged_first = gone.engaged_first;
  }
  KinRow& head = kin_row(v, into);
  head.cluster_size += gone.cluster_size;
  head.assigned_count += gone.assigned_count;
  head.assigned_first = earlier_of(v, head.assigned_first, gone.assigned_first);
  if (gone.oldest < head.oldest) head.oldest = gone.oldest;
  KinRow& old = kin_row(v, from);
  old.engaged_first = old.assigned_first = old.assigned_count = 0;
}

inline void unite_groups(Evolving& v, std::uint32_t a, std::uint32_t b) {
  std::uint32_t into = kin_at(v, a).group;
  std::uint32_t from = kin_at(v, b).group;
  if (into == from) return;
  if (kin_at(v, into).group_size < kin_at(v, from).group_size) std::swap(into, from);
  std::uint32_t at = from;
  do {
    KinRow& row = kin_row(v, at);
    row.group = into;
    at = row.group_next;
  } while (at != from);
  const KinRow gone = kin_at(v, from);
  const std::uint32_t after = kin_at(v, into).group_next;
  kin_row(v, into).group_next = gone.group_next;
  kin_row(v, from).group_next = after;
  KinRow& head = kin_row(v, into);
  head.group_size += gone.group_size;
  for (int scope = 0; scope < suppression_scope_count; ++scope)
    head.group_barred[scope] += gone.group_barred[scope];
}

// One business: a cluster, and therefore a group.
inline void unite(Evolving& v, ContactId a, ContactId b) {
  const std::uint32_t of_a = kin_of(v, a);
  const std::uint32_t of_b = kin_of(v, b);
  refresh_kin(v, of_a);
  refresh_kin(v, of_b);
  unite_clusters(v, of_a, of_b);
  unite_groups(v, of_a, of_b);
}

// The first contact that holds the key; absent: nobody does.
inline ContactId holder_of(const MatchIndex& matches, const MatchKey& key) noexcept {
  for (std::uint32_t link = matches.find(key); link != 0; link = matches[link].next_of_key)
    if (matches[link].contact.present()) return matches[link].contact;
  return {};
}

// Something that joined the group's members has gone: each stands alone, then what is left joins them anew.
inline void rebuild(Evolving& v, std::uint32_t member) {
  std::vector<std::uint32_t> members;
  const std::uint32_t first = kin_at(v, member).group;
  for (std::uint32_t at = first; members.empty() || at != first; at = kin_at(v, at).group_next)
    members.push_back(at);
  for (const std::uint32_t number : members) {
    KinRow& row = kin_row(v, number);
    row.cluster = row.cluster_next = row.group = row.group_next = number;
    row.cluster_size = row.group_size = 1;
    row.engaged_next = row.engaged_before = row.engaged_first = 0;
    row.assigned_count = row.assigned_first = 0;
    row.engaged = row.assigned = false;
    row.oldest = row.contact;
    for (int scope = 0; scope < suppression_scope_count; ++scope) row.group_barred[scope] = row.barred[scope];
    refresh_kin(v, number);
  }
  for (const std::uint32_t number : members) {
    const KinRow row = kin_at(v, number);
    for (std::uint32_t link = v.contacts()[row.contact.index()].match; link != 0;
         link = v.matches()[link].next_of_contact)
      unite(v, row.contact, holder_of(v.matches(), v.matches()[link].key));
    if (row.merged_into.present()) unite(v, row.contact, row.merged_into);
    if (row.parent.present()) unite_groups(v, number, kin_of(v, row.parent));
  }
}

}  // namespace firstlog::inline v1::detail
