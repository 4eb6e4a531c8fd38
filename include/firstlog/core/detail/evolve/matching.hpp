// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What match keys leave: who holds which, and the clusters that come of it.
#pragma once

#include <algorithm>
#include <span>

#include "firstlog/core/detail/evolve/kin.hpp"

namespace firstlog::inline v1::detail {

// The contact's link to the key; 0 where it does not hold it.
inline std::uint32_t link_to(const Evolving& v, ContactId contact, const MatchKey& key) noexcept {
  std::uint32_t link = v.contacts()[contact.index()].match;
  while (link != 0 && v.matches()[link].key != key) link = v.matches()[link].next_of_contact;
  return link;
}

// Counts a contact's holding a barred key: `by` is 1 where it takes the key, -1 where it drops it.
inline void count_barred_key(Evolving& v, ContactId contact, const MatchKey& key, std::int32_t by) {
  const std::uint32_t number = v.state().find_barred(key);
  if (number == 0) return;
  const BarredKeyRow barred = v.barred()[number - 1U];
  const std::uint32_t kin = kin_of(v, contact);
  const std::uint32_t group = kin_at(v, kin).group;
  const auto step = static_cast<std::uint32_t>(by);  // unsigned numbers wrap, and so count down as well
  for (int scope = 0; scope < suppression_scope_count; ++scope) {
    kin_row(v, kin).barred[scope] += step * barred.business[scope];
    kin_row(v, kin).barred_addresses += step * barred.address[scope];
    kin_row(v, group).group_barred[scope] += step * barred.business[scope];
  }
}

// The contact holds the keys besides those that it held.
inline void add_match_keys(Evolving& v, ContactId contact, std::span<const MatchKey> keys) {
  for (const MatchKey& key : keys) {
    if (link_to(v, contact, key) != 0) continue;
    const ContactId holder = holder_of(v.matches(), key);
    const std::uint32_t link = v.matches().add(key, contact, v.contacts()[contact.index()].match);
    v.contacts().edit(contact.index()).match = link;
    count_barred_key(v, contact, key, 1);
    if (holder.present()) unite(v, contact, holder);
  }
}

// The contact holds exactly these keys from now on.
inline void set_match_keys(Evolving& v, ContactId contact, std::span<const MatchKey> keys) {
  bool dropped = false;
  std::uint32_t before = 0;
  for (std::uint32_t link = v.contacts()[contact.index()].match; link != 0;) {
    const MatchLink row = v.matches()[link];
    if (std::find(keys.begin(), keys.end(), row.key) != keys.end()) {
      before = link;
    } else {
      count_barred_key(v, contact, row.key, -1);
      v.matches().drop(link);
      if (before == 0)
        v.contacts().edit(contact.index()).match = row.next_of_contact;
      else
        v.matches().lead_on(before, row.next_of_contact);
      dropped = true;
    }
    link = row.next_of_contact;
  }
  if (const std::uint32_t kin = v.contacts()[contact.index()].kin; dropped && kin != 0) rebuild(v, kin);
  add_match_keys(v, contact, keys);
}

}  // namespace firstlog::inline v1::detail
