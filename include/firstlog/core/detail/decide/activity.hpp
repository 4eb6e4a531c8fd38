// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Touches (DOMAIN 9).
#pragma once

#include "firstlog/core/detail/decide/decision.hpp"

namespace firstlog::inline v1::detail {

inline Outcome log_activity(Decision& d) {
  const ContactRow& row = *d.row;
  const bool inbound = d.command.given.has(Field::inbound) && d.command.inbound;
  const Roles roles = d.actor_row().roles;
  const bool only_rep =
      roles.has(Role::rep) && !roles.shares(Role::manager | Role::team_lead) && !roles.has(Role::integration);
  if (!inbound && only_rep && !d.imported && row.assignee.present() && row.assignee != d.actor)
    return d.refused(Rule::not_assignee);
  Event& event = d.add(EventKind::activity_logged);
  event.rep = row.assignee;
  event.touch = d.command.given.has(Field::touch) ? d.command.touch : Touch::dial;
  event.disposition = d.command.given.has(Field::disposition) ? d.command.disposition : Disposition::none;
  event.talk_seconds = d.command.given.has(Field::talk_seconds) ? d.command.talk_seconds : 0;
  if (inbound) event.flags |= EventFlag::inbound;
  return d.accepted(event, Rule::none);
}

}  // namespace firstlog::inline v1::detail
