// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Gathers what a statement's file is made of from the store.
#include <algorithm>
#include <set>

#include "engine/engine_impl.hpp"
#include "engine/walk_commits.hpp"
#include "firstlog/engine/audit.hpp"
#include "firstlog/formats/documents.hpp"
#include "firstlog/formats/statement_file.hpp"

namespace firstlog::inline v1 {
namespace {

// Every event that something in the statement rests on.
std::set<std::uint64_t> positions_of(const Statement& statement) {
  std::set<std::uint64_t> positions;
  auto add = [&positions](Position position) {
    if (position.present()) positions.insert(position.number());
  };
  add(statement.frozen_position);
  for (const StatementPlan& plan : statement.plans) add(plan.adopted);
  for (const StatementLine& line : statement.lines) {
    add(line.position);
    add(line.closed_position);
    add(line.refers_to);
  }
  for (const PendingClose& close : statement.pending) add(close.position);
  for (const Dispute& dispute : statement.disputes) {
    add(dispute.opened);
    add(dispute.resolved);
  }
  return positions;
}

// Whose registrations are asked for, and which were found.
class Registrations {
 public:
  void want(ActorId actor) {
    if (actor.present() && found_actors_.count(actor.number()) == 0) actors_.insert(actor.number());
  }
  void want(const Event& event) {
    for (const ActorId actor : {event.actor, event.rep, event.owner}) want(actor);
    if (event.contact.present() && found_contacts_.count(event.contact.number()) == 0)
      contacts_.insert(event.contact.number());
  }

  // Registrations name who gave them, who may have been registered before.
  Result<void> find(Engine& engine, std::string_view organisation) {
    while (!done()) {
      const std::size_t before = proofs_.size();
      Result<void> walked = detail::walk_commits(
          engine, organisation, Position(1), [this](CommitReader& reader) -> Result<bool> {
            Event event;
            for (std::uint32_t i = 0; i < reader.event_count() && !done(); ++i) {
              if (!reader.event(i, event) || !takes(event)) continue;
              Result<InclusionProof> proof = prove_event(reader, i);
              if (!proof) return proof.error();
              proofs_.push_back(std::move(*proof));
              want(event);
            }
            return !done();
          });
      if (!walked) return walked.error();
      if (proofs_.size() == before)
        return Error(Status::corrupt, organisation, "somebody who acted was never registered",
                     "verify the journal");
    }
    std::sort(proofs_.begin(), proofs_.end(), [](const InclusionProof& a, const InclusionProof& b) {
      return a.first_position.plus(a.index) < b.first_position.plus(b.index);
    });
    return {};
  }
  std::vector<InclusionProof> take() { return std::move(proofs_); }

 private:
  bool done() const noexcept { return actors_.empty() && contacts_.empty(); }
  bool takes(const Event& event) {
    if (event.kind == EventKind::actor_registered && actors_.erase(event.rep.number()) != 0)
      return found_actors_.insert(event.rep.number()).second;
    if (event.kind == EventKind::contact_registered && contacts_.erase(event.contact.number()) != 0)
      return found_contacts_.insert(event.contact.number()).second;
    return false;
  }

  std::set<std::uint32_t> actors_;
  std::set<std::uint32_t> contacts_;
  std::set<std::uint32_t> found_actors_;
  std::set<std::uint32_t> found_contacts_;
  std::vector<InclusionProof> proofs_;
};

}  // namespace

Result<std::string> export_statement(Engine& engine, std::string_view organisation, ActorRef viewer,
                                     ActorRef rep, std::optional<YearMonth> period, const SigningSeed* seed) {
  return detail::guarded(organisation, [&]() -> Result<std::string> {
    if (Result<void> r = engine.refresh(organisation); !r) return r.error();
    const Result<StatementDocument> document = engine.statement_document(organisation, viewer, rep, period);
    if (!document) return document.error();
    StatementProofs parts;
    Result<std::string> text = statement_to_json(*document);
    if (!text) return text.error();
    parts.statement = std::move(*text);
    Registrations registrations;
    registrations.want(document->statement.rep);
    for (const std::uint64_t position : positions_of(document->statement)) {
      Result<InclusionProof> proof = prove(engine, organisation, Position(position));
      if (!proof) return proof.error();
      const Result<Digest> hash = proved_commit(*proof);
      if (!hash) return hash.error();
      Event event;
      if (Result<void> r = check_proof(*proof, *hash, event); !r) return r.error();
      registrations.want(event);
      parts.events.push_back(std::move(*proof));
    }
    if (Result<void> r = registrations.find(engine, organisation); !r) return r.error();
    parts.registrations = registrations.take();
    if (seed != nullptr) {
      Result<Checkpoint> head = checkpoint(engine, organisation, *seed);
      if (!head) return head.error();
      parts.checkpoint = std::move(*head);
    }
    return statement_file(parts, seed);
  });
}

}  // namespace firstlog::inline v1
