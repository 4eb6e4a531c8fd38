// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A claim's evidence, checked: its events read out of their proofs, and the text that they make.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/core/event.hpp"
#include "firstlog/formats/evidence_json.hpp"
#include "firstlog/journal/commit.hpp"
#include "firstlog/views/claim.hpp"
#include "formats/proof_lines.hpp"

namespace firstlog::inline v1::detail {

using EvidenceFault = LineFault;

// Views the evidence that it was read from.
struct ReadEvidence {
  std::vector<Event> events;
  std::vector<Event> registrations;
  std::vector<Digest> event_hashes;         // of the commit of each event
  std::vector<Digest> registration_hashes;  // and of each registration
  std::vector<Digest> link_hashes;
  NamesByHandle names;                      // of actors
  std::map<std::uint64_t, Digest> commits;  // by number, all that are proved
  std::set<std::uint64_t> vouched;          // of those, for which a receipt or the checkpoint stands
  std::uint64_t vouched_events = 0;
  ClaimExplanation claim;
  std::vector<EventLists> lists;
};

// Reads every proof and checks that all parts fit each other. Throws std::bad_alloc.
EvidenceFault read_evidence(const ClaimEvidence& evidence, ReadEvidence& read);

// The file's text. Only of evidence that read_evidence found nothing wrong with. Throws std::bad_alloc.
std::string evidence_text(const ClaimEvidence& evidence, const ReadEvidence& read);

}  // namespace firstlog::inline v1::detail
