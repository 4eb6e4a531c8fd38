// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What suppressions leave. A contact counts those given on it, and for each of its keys those that bar the
// key as a business; its group counts them all, so that asking costs nothing.
#pragma once

#include "firstlog/core/detail/evolve/matching.hpp"

namespace firstlog::inline v1::detail {

inline void count_barred_contact(Evolving& v, ContactId contact, SuppressionScope scope, std::uint32_t step) {
  const std::uint32_t kin = kin_of(v, contact);
  kin_row(v, kin).barred[static_cast<std::size_t>(scope)] += step;
  kin_row(v, kin_at(v, kin).group).group_barred[static_cast<std::size_t>(scope)] += step;
}

// Counts a bar on the key and on everybody who holds the key; `step` as in count_barred_key.
inline void count_bar(Evolving& v, std::uint32_t barred, const MatchKey& key, SuppressionScope scope,
                      bool address_only, std::uint32_t step) {
  BarredKeyRow& row = v.barred().edit(barred - 1U);
  (address_only ? row.address : row.business)[static_cast<std::size_t>(scope)] += step;
  for (std::uint32_t link = v.matches().find(key); link != 0; link = v.matches()[link].next_of_key) {
    const ContactId holder = v.matches()[link].contact;
    if (!holder.present()) continue;
    if (address_only)
      kin_row(v, kin_of(v, holder)).barred_addresses += step;
    else
      count_barred_contact(v, holder, scope, step);
  }
}

inline void bar_key(Evolving& v, std::uint32_t suppression, const MatchKey& key, bool address_only) {
  const std::uint32_t barred = v.barred_keys().intern(bytes_of(key));
  if (barred > v.barred().size()) v.barred().append(BarredKeyRow());
  BarRow bar;
  bar.suppression = suppression;
  bar.key = barred;
  bar.next_of_key = v.barred()[barred - 1U].first;
  bar.next_of_suppression = v.suppressions()[suppression - 1U].bars;
  bar.address_only = address_only;
  v.bars().append(bar);
  const auto number = static_cast<std::uint32_t>(v.bars().size());
  v.barred().edit(barred - 1U).first = number;
  v.suppressions().edit(suppression - 1U).bars = number;
  count_bar(v, barred, key, v.event.scope, address_only, 1);
}

// A number or an address; what identifies the business itself bars the business.
inline bool is_address(MatchKind kind) noexcept {
  return kind == MatchKind::phone || kind == MatchKind::email;
}

inline void suppressed(Evolving& v) {
  const Event& event = v.event;
  SuppressionRow row;
  row.position = event.position;
  row.since = event.at();
  row.contact = event.contact;
  row.by = event.actor;
  row.source = event.reason.empty() ? 0 : v.codes().intern(event.reason);
  row.scope = event.scope;
  row.keys_only = !event.match_keys.empty();
  const std::uint32_t kin = kin_of(v, event.contact);
  row.previous = kin_at(v, kin).suppressions;
  v.suppressions().append(row);
  const auto number = static_cast<std::uint32_t>(v.suppressions().size());
  kin_row(v, kin).suppressions = number;
  if (row.keys_only) {
    for (std::size_t i = 0; i < event.match_keys.size(); ++i) {
      const auto first = event.match_keys.begin();
      const MatchKey& key = event.match_keys[i];
      if (std::find(first, first + static_cast<std::ptrdiff_t>(i), key) ==
          first + static_cast<std::ptrdiff_t>(i))
        bar_key(v, number, key, is_address(key.kind));
    }
    return;
  }
  count_barred_contact(v, event.contact, event.scope, 1);
  for (std::uint32_t link = v.contacts()[event.contact.index()].match; link != 0;
       link = v.matches()[link].next_of_contact)
    bar_key(v, number, v.matches()[link].key, false);
}

// Number of the contact's suppression at that position; 0 where there is none in force.
inline std::uint32_t suppression_at(const State& state, ContactId contact, Position position) noexcept {
  const std::uint32_t kin = state.contact(contact).kin;
  std::uint32_t number = kin == 0 ? 0 : state.kin(kin).suppressions;
  while (number != 0 && state.suppression(number).position != position)
    number = state.suppression(number).previous;
  return number == 0 || state.suppression(number).lifted ? 0 : number;
}

inline void suppression_lifted(Evolving& v) {
  const std::uint32_t number = suppression_at(v.state(), v.event.contact, v.event.refers_to);
  v.suppressions().edit(number - 1U).lifted = true;
  const SuppressionRow row = v.suppressions()[number - 1U];
  constexpr auto down = static_cast<std::uint32_t>(-1);
  if (!row.keys_only) count_barred_contact(v, row.contact, row.scope, down);
  for (std::uint32_t at = row.bars; at != 0; at = v.bars()[at - 1U].next_of_suppression) {
    const BarRow bar = v.bars()[at - 1U];
    MatchKey key;
    const std::string_view bytes = v.barred_keys().key_of(bar.key);
    std::memcpy(static_cast<void*>(&key), bytes.data(), sizeof key);
    count_bar(v, bar.key, key, row.scope, bar.address_only, down);
  }
}

}  // namespace firstlog::inline v1::detail
