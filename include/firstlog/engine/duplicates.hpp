// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// What Engine::duplicates and Engine::suppression answer. Texts are copies.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/rules/match_key.hpp"
#include "firstlog/rules/suppression.hpp"

namespace firstlog::inline v1 {

// Another contact of the cluster.
struct SuspectedDuplicate {
  ContactId id;
  std::string key;
  std::string state;
  // The kinds of keys that it shares with the contact asked about; none where others lead from one to the
  // other, or only a merge does.
  std::vector<MatchKind> shares;
  ContactId merged_into;  // absent: it was not merged away
  ActorId assignee;
  ActorId claimant;  // its own claim; two contacts of a cluster may have one each until they are merged
  Position claim_position;
  Instant claimed_at;
  bool locked = false;
};

struct Duplicates {
  ContactId cluster;  // its oldest contact
  // Whose entry is the earliest of the cluster, and where; absent: nobody's.
  ActorId claimant;
  ContactId claim_contact;
  Position claim_position;
  Instant claimed_at;
  std::uint64_t attempts = 0;              // of all its contacts, in their present cycles
  std::vector<SuspectedDuplicate> others;  // in the order of registration; empty: none
};

// One suppression that acts on a contact.
struct ActingSuppression {
  Position position;  // of its event
  Instant since;
  SuppressionScope scope = SuppressionScope::all;
  std::string source;  // the code given as its reason
  ActorId by;
  ContactId contact;  // on which it was given
  std::string contact_key;
  bool keys_only = false;  // for single numbers and addresses
};

}  // namespace firstlog::inline v1
