// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Trust in a journal, for those who keep it and for those who doubt it (DOMAIN 12, DESIGN 3.16).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "firstlog/base/config.hpp"
#include "firstlog/base/result.hpp"
#include "firstlog/core/outcome.hpp"
#include "firstlog/engine/engine.hpp"
#include "firstlog/journal/checkpoint.hpp"
#include "firstlog/journal/proof.hpp"
#include "firstlog/journal/receipt.hpp"
#include "firstlog/journal/verify.hpp"

namespace firstlog::inline v1 {

// What was kept outside the store: the more of it, the less can have been changed unnoticed.
struct Evidence {
  std::span<const Receipt> receipts;
  std::span<const Checkpoint> checkpoints;
  VerifyKey checkpoint_key;  // of whoever signed the checkpoints
};

// The receipt that an outcome is worth, to be kept elsewhere. Error: invalid_argument (the outcome
// recorded nothing, or is provisional still).
FIRSTLOG_API Result<Receipt> receipt_of(std::string_view organisation, const Outcome& outcome);

// Reads the whole journal from the store and checks every hash, link, position and time, and the
// evidence. Damage is a Verification that says where; an Error is a store that cannot be read.
FIRSTLOG_API Result<Verification> verify(Engine& engine, std::string_view organisation,
                                         const Evidence& evidence = {});

// The proof that the event of this position stands in its commit, without the commit's other events:
// whoever holds a receipt or checkpoint of that commit checks it offline (journal/proof.hpp). The
// positions of a contact's or claim's events are in ClaimExplanation::history.
// Errors: not_found (beyond the head), and those of the store.
FIRSTLOG_API Result<InclusionProof> prove(Engine& engine, std::string_view organisation, Position position);

// The verdict on a contact's claim as a file that proves itself (formats/evidence_json.hpp): every event of
// the contact with its proof, everybody's name, and of `evidence` the receipts of these commits and the
// newest checkpoint. For a checkpoint the file holds a line for each commit from the contact's first event
// to it. `cycle` absent: the present one. Looks for registrations from the journal's beginning.
// Errors: not_found; corrupt (the journal does not fit the evidence, or is damaged); those of the store.
FIRSTLOG_API Result<std::string> export_claim_evidence(Engine& engine, std::string_view organisation,
                                                       ContactRef contact, const Evidence& evidence = {},
                                                       std::optional<std::uint32_t> cycle = std::nullopt);

// A rep's statement as a file that proves itself (formats/statement_file.hpp): every event that it rests on
// with its proof, everybody's name and, where `seed` is given, a checkpoint of the journal's head and a
// signature over all of it. `period` absent: the one under way. Looks for registrations from the journal's
// beginning. Errors: those of Engine::statement; corrupt (the journal is damaged); those of the store.
FIRSTLOG_API Result<std::string> export_statement(Engine& engine, std::string_view organisation,
                                                  ActorRef viewer, ActorRef rep,
                                                  std::optional<YearMonth> period = std::nullopt,
                                                  const SigningSeed* seed = nullptr);

// Signs the journal's present head. Errors: not_found (nothing committed yet), and those of signing.
FIRSTLOG_API Result<Checkpoint> checkpoint(Engine& engine, std::string_view organisation,
                                           const SigningSeed& seed);

}  // namespace firstlog::inline v1
