// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A verdict on a claim as one file that proves itself: who logged first, with every event of the contact as
// the journal holds it, the proof that each stands in its commit, and the names of everybody in it. Whoever
// gets the file checks it with verify_evidence and needs nothing else. It is JSON Lines:
//
//   {"firstlog_evidence":1,"organisation":"acme","contact":"bakery-12","cycle":1,"winner":"ana",
//    "winning_position":812,"winning_time":"2026-01-31T09:30:00.250000Z","contenders":[…],"changes":[…],…}
//   {"event":{"position":4,"kind":"contact_registered",…},"names":{…},"commit":2,"hash":"<hex>","proof":"<base64>"}
//   {"registration":{…},"names":{…},"commit":1,"hash":"<hex>","proof":"<base64>"}
//   {"receipt":"firstlog-receipt 1 …"}
//   {"link":{"commit_number":2,…},"hash":"<hex>"}
//   {"checkpoint":"firstlog-checkpoint 1 …","key":"<hex>"}
//
// Everything readable in it is derived from the proofs and written again to check it: a file in which any
// byte was changed differs from what its own proofs say, or its proofs fail. An event names the contact's
// event before it, so none between the first and the last can be left out. Names are host keys; personal
// data is not in the journal, and so not in here. docs/journal-format.md tells how the proofs are computed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firstlog/base/config.hpp"
#include "firstlog/base/ids.hpp"
#include "firstlog/base/instant.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/journal/checkpoint.hpp"
#include "firstlog/journal/merkle.hpp"
#include "firstlog/journal/proof.hpp"
#include "firstlog/journal/receipt.hpp"

namespace firstlog::inline v1 {

// What the file is made of. Whoever keeps a journal fills it: export_claim_evidence (engine/audit.hpp).
struct ClaimEvidence {
  std::vector<InclusionProof> events;         // every event of one contact, in order of position
  std::vector<InclusionProof> registrations;  // of every actor that those name, by handle
  std::optional<std::uint32_t> cycle;         // absent: the newest
  std::vector<Receipt> receipts;              // of commits that hold some of these events
  // A checkpoint of some later head, and every commit from the first of these events to it, the
  // organisation's key left out: each names the hash of the one before.
  std::vector<CommitHeader> links;
  std::optional<Checkpoint> checkpoint;
  VerifyKey checkpoint_key;
};

struct EvidenceVerification {
  bool ok = false;
  std::string place;   // what does not fit: "line 3, $.proof"; empty where ok
  std::string reason;  // why; empty where ok
  // What the file says. Only where ok.
  std::string organisation;
  std::string contact;
  std::uint32_t cycle = 0;
  std::string winner;  // the rep's key; empty: nobody has the claim
  Position winning_position;
  Instant winning_time;
  std::uint64_t events = 0;          // of the contact
  std::uint64_t vouched_events = 0;  // of those, in commits for which a receipt or the checkpoint stands
  std::string not_excluded;          // sentences: what the file alone cannot show; never empty where ok
};

// Errors: corrupt (the parts do not fit each other, as verify_evidence would say), out_of_memory.
FIRSTLOG_API Result<std::string> claim_evidence_to_json(const ClaimEvidence& evidence) noexcept;

// Any bytes may be offered; what is wrong with them is in the answer. Error: out_of_memory.
FIRSTLOG_API Result<EvidenceVerification> verify_evidence(std::string_view text) noexcept;

}  // namespace firstlog::inline v1
