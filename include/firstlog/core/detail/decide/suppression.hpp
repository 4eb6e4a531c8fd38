// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Do not call (DOMAIN 3).
#pragma once

#include <optional>
#include <vector>

#include "firstlog/core/detail/decide/duplicates.hpp"
#include "firstlog/core/suppressed.hpp"

namespace firstlog::inline v1::detail {

// A refusal that names the suppression: the contact on which it was given, and its position.
inline Outcome refused_as_suppressed(Decision& d, const std::vector<std::uint32_t>& numbers) {
  Outcome outcome = d.refused(Rule::suppressed);
  if (numbers.empty()) return outcome;
  const SuppressionRow& row = d.state.suppression(numbers.front());
  outcome.other = row.contact;
  d.name_winner(outcome, row.by, row.position, row.since);
  if (d.events.size() == 1) {
    d.events[0].other = row.contact;
    d.events[0].refers_to = row.position;
    d.events[0].scope = row.scope;
  }
  return outcome;
}

// Whether contacting in this way is barred; a command may name the number or address that it uses.
inline std::optional<Outcome> barred_by_suppression(Decision& d, SuppressionScope scope) {
  if (d.state.suppression_count() == 0) return {};
  if (d.gives(Field::match_keys)) {
    for (const MatchKey& key : d.command.match_keys)
      if (is_barred(d.state, key, scope))
        return refused_as_suppressed(d, suppressions_of_keys(d.state, {&key, 1}, scope));
    if (!is_business_suppressed(d.state, d.contact, scope)) return {};
  } else if (!is_suppressed(d.state, d.contact, scope)) {
    return {};
  }
  return refused_as_suppressed(d, suppressions_on(d.state, d.contact, scope));
}

inline Outcome suppress(Decision& d) {
  Event& event = d.add(EventKind::suppressed);
  if (d.gives(Field::scope)) event.scope = d.command.scope;
  if (d.gives(Field::match_keys)) event.match_keys = d.command.match_keys;
  return d.accepted(event, Rule::none);
}

// Lifts the suppression at `refers_to`, or all that were given on this contact, of the scope given only.
inline Outcome lift_suppression(Decision& d) {
  std::vector<std::uint32_t> lifted;
  std::uint32_t number = d.row->kin == 0 ? 0 : d.state.kin(d.row->kin).suppressions;
  for (; number != 0; number = d.state.suppression(number).previous) {
    const SuppressionRow& row = d.state.suppression(number);
    if (row.lifted || (d.gives(Field::refers_to) && row.position != d.command.refers_to) ||
        (d.gives(Field::scope) && row.scope != d.command.scope))
      continue;
    lifted.push_back(number);
  }
  if (lifted.empty()) {
    // It may come from another contact, which is then named.
    const std::vector<std::uint32_t> acting = suppressions_on(d.state, d.contact);
    if (acting.empty()) return d.refused(Rule::not_suppressed);
    return refused_for(d, Rule::not_suppressed, d.state.suppression(acting.front()).contact);
  }
  Outcome outcome;
  for (auto at = lifted.rbegin(); at != lifted.rend(); ++at) {
    const SuppressionRow& row = d.state.suppression(*at);
    Event& event = d.add(EventKind::suppression_lifted);
    event.refers_to = row.position;
    event.scope = row.scope;
    outcome = d.accepted(event, Rule::none);
  }
  return outcome;
}

}  // namespace firstlog::inline v1::detail
