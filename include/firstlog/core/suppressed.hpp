// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Do not call (DOMAIN 3): who must not be contacted, in which way, and why. Pure: functions of the state.
//
// A suppression given on a contact bars the business: the contact, its cluster, everybody who holds one of
// the keys that it held then, whenever they are registered, and the whole parent group of each of them. One
// that names match keys bars only those: a phone number or an address of mail bars a contact once all its
// keys of that kind are barred, and a touch that names it; a domain, a name and any other key stand for the
// business. Nothing is cleared: agreed callbacks and retries keep their times, and are marked by the answer
// given here, so that lifting a suppression needs no repair. What is suppressed is contacting, not the sale:
// statuses move, closes are logged and approved, inbound touches are taken as ever.
#pragma once

#include <span>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/core/state.hpp"
#include "firstlog/rules/activity.hpp"

namespace firstlog::inline v1 {

// The scope that bars a touch: dials, meetings and visits are calls; texts and chats are messages; mails,
// quotes and documents, which go out in writing, are mail. `all` bars every one.
constexpr SuppressionScope scope_of(Touch touch) noexcept {
  switch (touch) {
    case Touch::text:
    case Touch::chat: return SuppressionScope::messages;
    case Touch::email:
    case Touch::quote:
    case Touch::document: return SuppressionScope::email;
    case Touch::dial:
    case Touch::meeting:
    case Touch::visit: break;
  }
  return SuppressionScope::calls;
}

// Whether the contact must not be contacted in this way. Constant time but for contacts some of whose
// numbers or addresses are barred alone: linear in their keys.
FIRSTLOG_API bool is_suppressed(const State& state, ContactId contact, SuppressionScope scope) noexcept;

// Whether the business itself is barred in this way, whatever number or address is used. Constant time.
FIRSTLOG_API bool is_business_suppressed(const State& state, ContactId contact,
                                         SuppressionScope scope) noexcept;

// Whether the number or address itself is barred, whoever holds it.
FIRSTLOG_API bool is_barred(const State& state, const MatchKey& key, SuppressionScope scope) noexcept;

// The numbers (State::suppression) of all that acts on the contact in the scope, those on `all` included;
// scope `all`: in any. In the order in which they were given. Linear in the group's size.
FIRSTLOG_API std::vector<std::uint32_t> suppressions_on(const State& state, ContactId contact,
                                                        SuppressionScope scope = SuppressionScope::all);
// The numbers of all that bars one of the keys in the scope, in the order in which they were given.
FIRSTLOG_API std::vector<std::uint32_t> suppressions_of_keys(const State& state,
                                                             std::span<const MatchKey> keys,
                                                             SuppressionScope scope);

}  // namespace firstlog::inline v1

#if defined(FIRSTLOG_HEADER_ONLY)
#include "firstlog/core/detail/suppressed-inl.hpp"  // IWYU pragma: export
#endif
