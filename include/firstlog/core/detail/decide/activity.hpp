// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Touches (DOMAIN 9).
#pragma once

#include "firstlog/core/detail/decide/reach.hpp"
#include "firstlog/core/detail/decide/suppression.hpp"

namespace firstlog::inline v1::detail {

inline Outcome log_activity(Decision& d) {
  const ContactRow& row = *d.row;
  const bool inbound = d.command.given.has(Field::inbound) && d.command.inbound;
  const Roles roles = d.actor_row().roles;
  const bool only_rep = roles.has(Role::rep) && !roles.has(Role::integration) && !leads_assignee(d);
  if (!inbound && only_rep && row.assignee.present() && row.assignee != d.acting)
    return d.refused(Rule::not_assignee);
  const Touch touch = d.command.given.has(Field::touch) ? d.command.touch : Touch::dial;
  if (!inbound)
    if (std::optional<Outcome> barred = barred_by_suppression(d, scope_of(touch))) return *barred;
  Event& event = d.add(EventKind::activity_logged);
  event.rep = row.assignee;
  event.touch = touch;
  if (d.gives(Field::match_keys)) event.match_keys = d.command.match_keys;
  event.disposition = d.command.given.has(Field::disposition) ? d.command.disposition : Disposition::none;
  event.talk_seconds = d.command.given.has(Field::talk_seconds) ? d.command.talk_seconds : 0;
  if (inbound) event.flags |= EventFlag::inbound;
  return d.accepted(event, Rule::none);
}

}  // namespace firstlog::inline v1::detail
