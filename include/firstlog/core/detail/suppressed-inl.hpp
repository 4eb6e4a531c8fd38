// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>

#include "firstlog/core/suppressed.hpp"

namespace firstlog::inline v1 {

namespace detail {

inline constexpr auto scope_all = static_cast<std::size_t>(SuppressionScope::all);

inline bool bars(const std::uint32_t (&counts)[suppression_scope_count], SuppressionScope scope) noexcept {
  return counts[scope_all] != 0 || counts[static_cast<std::size_t>(scope)] != 0;
}

// The kind of key that a way of contacting uses.
inline MatchKind used_by(SuppressionScope scope) noexcept {
  return scope == SuppressionScope::email ? MatchKind::email : MatchKind::phone;
}

// Whether all the contact's numbers, or addresses, are barred in this way. False where it has none.
inline bool all_barred(const State& state, ContactId contact, SuppressionScope scope) noexcept {
  bool any = false;
  for (std::uint32_t link = state.contact(contact).match; link != 0;
       link = state.matches()[link].next_of_contact) {
    const MatchKey& key = state.matches()[link].key;
    if (key.kind != used_by(scope)) continue;
    if (!is_barred(state, key, scope)) return false;
    any = true;
  }
  return any;
}

inline bool acts(const SuppressionRow& row, SuppressionScope scope) noexcept {
  return !row.lifted &&
         (scope == SuppressionScope::all || row.scope == SuppressionScope::all || row.scope == scope);
}

inline void put_in_order(std::vector<std::uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace detail

FIRSTLOG_INLINE bool is_barred(const State& state, const MatchKey& key, SuppressionScope scope) noexcept {
  const std::uint32_t number = state.find_barred(key);
  if (number == 0) return false;
  const BarredKeyRow& row = state.barred_key(number);
  return detail::bars(row.business, scope) || detail::bars(row.address, scope);
}

FIRSTLOG_INLINE bool is_business_suppressed(const State& state, ContactId contact,
                                            SuppressionScope scope) noexcept {
  const std::uint32_t kin = state.contact(contact).kin;
  return kin != 0 && detail::bars(state.kin(state.kin(kin).group).group_barred, scope);
}

FIRSTLOG_INLINE bool is_suppressed(const State& state, ContactId contact, SuppressionScope scope) noexcept {
  const std::uint32_t kin = state.contact(contact).kin;
  if (kin == 0) return false;
  if (is_business_suppressed(state, contact, scope)) return true;
  if (state.kin(kin).barred_addresses == 0) return false;
  if (scope != SuppressionScope::all) return detail::all_barred(state, contact, scope);
  return detail::all_barred(state, contact, SuppressionScope::calls) &&
         detail::all_barred(state, contact, SuppressionScope::messages) &&
         detail::all_barred(state, contact, SuppressionScope::email);
}

FIRSTLOG_INLINE std::vector<std::uint32_t> suppressions_on(const State& state, ContactId contact,
                                                           SuppressionScope scope) {
  std::vector<std::uint32_t> found;
  const std::uint32_t number = state.contact(contact).kin;
  if (number == 0) return found;
  auto of_keys = [&](ContactId holder, bool addresses) {
    for (std::uint32_t link = state.contact(holder).match; link != 0;
         link = state.matches()[link].next_of_contact) {
      const std::uint32_t barred = state.find_barred(state.matches()[link].key);
      for (std::uint32_t at = barred == 0 ? 0 : state.barred_key(barred).first; at != 0;
           at = state.bar(at).next_of_key) {
        const BarRow& bar = state.bar(at);
        if (bar.address_only == addresses && detail::acts(state.suppression(bar.suppression), scope))
          found.push_back(bar.suppression);
      }
    }
  };
  const std::uint32_t head = state.kin(number).group;
  std::uint32_t at = head;
  do {
    const KinRow& kin = state.kin(at);
    for (std::uint32_t given = kin.suppressions; given != 0; given = state.suppression(given).previous) {
      const SuppressionRow& row = state.suppression(given);
      if (!row.keys_only && detail::acts(row, scope)) found.push_back(given);
    }
    of_keys(kin.contact, false);
    at = kin.group_next;
  } while (at != head);
  of_keys(contact, true);
  detail::put_in_order(found);
  return found;
}

FIRSTLOG_INLINE std::vector<std::uint32_t> suppressions_of_keys(const State& state,
                                                                std::span<const MatchKey> keys,
                                                                SuppressionScope scope) {
  std::vector<std::uint32_t> found;
  for (const MatchKey& key : keys) {
    const std::uint32_t barred = state.find_barred(key);
    for (std::uint32_t at = barred == 0 ? 0 : state.barred_key(barred).first; at != 0;
         at = state.bar(at).next_of_key)
      if (detail::acts(state.suppression(state.bar(at).suppression), scope))
        found.push_back(state.bar(at).suppression);
  }
  detail::put_in_order(found);
  return found;
}

}  // namespace firstlog::inline v1
