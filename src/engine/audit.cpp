// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/engine/audit.hpp"

#include "engine/engine_impl.hpp"

namespace firstlog::inline v1 {

Result<Receipt> receipt_of(std::string_view organisation, const Outcome& outcome) {
  if (!outcome.position.present() || has(outcome.notices, Notice::provisional))
    return Error(Status::invalid_argument, "outcome", "nothing of it is committed",
                 "take receipts of recorded outcomes");
  return detail::guarded(organisation, [&]() -> Result<Receipt> {
    Receipt receipt;
    receipt.organisation = organisation;
    receipt.position = outcome.position;
    receipt.event_count = outcome.event_count;
    receipt.commit_number = outcome.commit_number;
    receipt.recorded_at = outcome.recorded_at;
    receipt.commit_hash = outcome.commit_hash;
    return receipt;
  });
}

namespace {

// The head as the store has it now, other processes' commits included.
Result<HeadSummary> newest_head(Engine& engine, std::string_view organisation) {
  if (Result<void> r = engine.refresh(organisation); !r) return r.error();
  return engine.head(organisation);
}

}  // namespace

Result<Verification> verify(Engine& engine, std::string_view organisation, const Evidence& evidence) {
  return detail::guarded(organisation, [&]() -> Result<Verification> {
    Verifier verifier(organisation);
    for (const Receipt& receipt : evidence.receipts)
      if (Result<void> r = verifier.add_receipt(receipt); !r) return r.error();
    for (const Checkpoint& one : evidence.checkpoints)
      if (Result<void> r = verifier.add_checkpoint(one, evidence.checkpoint_key); !r) return r.error();
    Result<void> read = engine.read_commits(organisation, Position(1), verifier);
    // A store that stops at damage has told as much as it can; what it delivered is judged.
    if (!read && read.status() != Status::corrupt) return read.error();
    Verification verification = verifier.finish();
    if (!read && verification.ok) return read.error();
    return verification;
  });
}

Result<InclusionProof> prove(Engine& engine, std::string_view organisation, Position position) {
  struct Prover final : RowSink {
    Position position;
    Result<InclusionProof> proof = Error(Status::not_found, "journal", "no event has this position yet",
                                         "ask for a position up to the head");
    explicit Prover(Position p) noexcept : position(p) {}
    bool take(const CommitRow& row) noexcept override {
      proof = detail::guarded("journal", [&]() -> Result<InclusionProof> {
        CommitReader reader;
        if (Result<void> r = reader.open(row, {.skip_unknown = true}); !r) return r.error();
        if (Result<void> r = reader.check_hash(row.head.hash); !r) return r.error();
        return prove_event(reader,
                           static_cast<std::uint32_t>(position.number() - row.first_position.number()));
      });
      return false;
    }
  } prover(position);
  if (Result<void> r = engine.read_commits(organisation, position, prover); !r) return r.error();
  return std::move(prover.proof);
}

Result<Checkpoint> checkpoint(Engine& engine, std::string_view organisation, const SigningSeed& seed) {
  Result<HeadSummary> head = newest_head(engine, organisation);
  if (!head) return head.error();
  if (head->commit_number == 0)
    return Error(Status::not_found, organisation, "nothing was committed yet",
                 "found the organisation first");
  Head full;
  full.commit_number = head->commit_number;
  full.last_position = head->position;
  full.last_time = head->time;
  full.hash = head->hash;
  return sign_checkpoint(organisation, full, seed);
}

}  // namespace firstlog::inline v1
