// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Who owns what.
#include "engine/ask.hpp"
#include "firstlog/engine/records.hpp"

namespace firstlog::inline v1 {

using detail::ask;
using detail::Organisation;

Result<std::vector<SplitOwnership>> Engine::split_ownership(std::string_view organisation, ActorRef viewer) {
  using Splits = std::vector<SplitOwnership>;
  return ask<Splits>(*impl_, organisation, [&](const Organisation& o) -> Result<Splits> {
    const State& state = o.state();
    const ActorId id = state.find(viewer);
    if (!id.present()) return detail::no_such("viewer");
    const bool all = detail::shows_all(state.actor(id));
    Splits splits;
    for (std::uint32_t i = 1; i <= state.contact_count(); ++i) {
      const ContactId contact(i);
      const ContactRow& row = state.contact(contact);
      if (!row.claimant.present() || row.claimant == row.assignee) continue;
      if (!all && row.claimant != id && row.assignee != id) continue;
      SplitOwnership& split = splits.emplace_back();
      split.contact = contact;
      split.contact_key = state.key_of(contact);
      split.state = state.policy().state(row.state).name;
      split.claimant = row.claimant;
      split.claimant_key = state.key_of(row.claimant);
      split.claim_position = row.claim_position;
      split.claimed_at = row.claimed_at;
      split.assignee = row.assignee;
      if (row.assignee.present()) split.assignee_key = state.key_of(row.assignee);
      split.assigned_since = row.assigned_since;
    }
    return splits;
  });
}

}  // namespace firstlog::inline v1
