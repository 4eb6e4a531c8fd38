// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Suspected duplicates and suppressions, as people look at them.
#include "engine/ask.hpp"
#include "firstlog/core/cluster.hpp"
#include "firstlog/core/suppressed.hpp"
#include "firstlog/engine/duplicates.hpp"

namespace firstlog::inline v1 {

using detail::ask;
using detail::no_such;
using detail::Organisation;

Result<Duplicates> Engine::duplicates(std::string_view organisation, ContactRef contact) {
  return ask<Duplicates>(*impl_, organisation, [&](const Organisation& o) -> Result<Duplicates> {
    const State& state = o.state();
    const ContactId id = state.find(contact);
    if (!id.present()) return no_such("contact");
    Duplicates answer;
    answer.cluster = cluster_of(state, id);
    const StandingClaim claim = standing_claim(state, id);
    answer.claimant = claim.rep;
    answer.claim_contact = claim.contact;
    answer.claim_position = claim.position;
    answer.claimed_at = claim.at;
    answer.attempts = cluster_attempts(state, id);
    for (const ContactId other : cluster_members(state, id)) {
      if (other == id) continue;
      const ContactRow& row = state.contact(other);
      SuspectedDuplicate& told = answer.others.emplace_back();
      told.id = other;
      told.key = state.key_of(other);
      told.state = state.policy().state(row.state).name;
      const std::uint32_t kinds = shared_kinds(state, id, other);
      for (int kind = 1; kind < match_kind_count; ++kind)
        if ((kinds >> kind & 1U) != 0) told.shares.push_back(static_cast<MatchKind>(kind));
      told.merged_into = state.kin(row.kin).merged_into;
      told.assignee = row.assignee;
      told.claimant = row.claimant;
      told.claim_position = row.claim_position;
      told.claimed_at = row.claimed_at;
      told.locked = state.policy().state(row.state).locks && !told.merged_into.present();
    }
    return answer;
  });
}

Result<std::vector<ActingSuppression>> Engine::suppression(std::string_view organisation,
                                                           ContactRef contact) {
  using All = std::vector<ActingSuppression>;
  return ask<All>(*impl_, organisation, [&](const Organisation& o) -> Result<All> {
    const State& state = o.state();
    const ContactId id = state.find(contact);
    if (!id.present()) return no_such("contact");
    All all;
    for (const std::uint32_t number : suppressions_on(state, id)) {
      const SuppressionRow& row = state.suppression(number);
      ActingSuppression& told = all.emplace_back();
      told.position = row.position;
      told.since = row.since;
      told.scope = row.scope;
      told.source = state.code_of(row.source);
      told.by = row.by;
      told.contact = row.contact;
      told.contact_key = state.key_of(row.contact);
      told.keys_only = row.keys_only;
    }
    return all;
  });
}

}  // namespace firstlog::inline v1
