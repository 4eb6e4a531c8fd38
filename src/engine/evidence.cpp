// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Gathers what a claim's evidence is made of from the store.
#include <algorithm>
#include <deque>
#include <set>

#include "engine/engine_impl.hpp"
#include "engine/walk_commits.hpp"
#include "firstlog/engine/audit.hpp"
#include "firstlog/formats/evidence_json.hpp"

namespace firstlog::inline v1 {
namespace {

// The registrations of `wanted`, by handle.
Result<void> find_registrations(Engine& engine, std::string_view organisation, std::set<std::uint32_t> wanted,
                                std::vector<InclusionProof>& out) {
  return detail::walk_commits(engine, organisation, Position(1), [&](CommitReader& reader) -> Result<bool> {
    Event event;
    for (std::uint32_t i = 0; i < reader.event_count() && !wanted.empty(); ++i) {
      if (!reader.event(i, event) || event.kind != EventKind::actor_registered) continue;
      if (wanted.erase(event.rep.number()) == 0) continue;
      Result<InclusionProof> proof = prove_event(reader, i);
      if (!proof) return proof.error();
      out.push_back(std::move(*proof));
    }
    return !wanted.empty();
  });
}

// Every commit from the first event's to the checkpoint's.
Result<void> find_links(Engine& engine, std::string_view organisation, Position from, std::uint64_t to,
                        std::vector<CommitHeader>& out) {
  return detail::walk_commits(engine, organisation, from, [&](CommitReader& reader) -> Result<bool> {
    if (reader.header().commit_number > to) return false;
    out.push_back(reader.header());
    out.back().organisation = {};
    return reader.header().commit_number < to;
  });
}

}  // namespace

Result<std::string> export_claim_evidence(Engine& engine, std::string_view organisation, ContactRef contact,
                                          const Evidence& evidence, std::optional<std::uint32_t> cycle) {
  return detail::guarded(organisation, [&]() -> Result<std::string> {
    if (Result<void> r = engine.refresh(organisation); !r) return r.error();
    Result<EventLog> history = engine.history(organisation, contact);
    if (!history) return history.error();
    const std::uint32_t newest = (*history)[history->size() - 1].cycle;
    if (cycle && (*cycle < 1 || *cycle > newest))
      return Error(Status::not_found, "cycle", "the contact has had no such cycle",
                   "leave it out to mean the present one");
    ClaimEvidence parts;
    parts.cycle = cycle.value_or(newest);
    std::set<std::uint32_t> people;
    std::set<std::uint64_t> commits;
    for (const Event& event : *history) {
      Result<InclusionProof> proof = prove(engine, organisation, event.position);
      if (!proof) return proof.error();
      commits.insert(proof->commit_number);
      parts.events.push_back(std::move(*proof));
      for (const ActorId actor : {event.actor, event.rep, event.owner})
        if (actor.present()) people.insert(actor.number());
    }
    if (!people.empty())
      if (Result<void> r = find_registrations(engine, organisation, people, parts.registrations); !r)
        return r.error();
    for (const Receipt& receipt : evidence.receipts)
      if (receipt.organisation == organisation && commits.count(receipt.commit_number) != 0)
        parts.receipts.push_back(receipt);
    // The newest; one of before the contact says nothing about it.
    const Checkpoint* last = nullptr;
    for (const Checkpoint& one : evidence.checkpoints)
      if (one.organisation == organisation && one.commit_number >= *commits.begin() &&
          (last == nullptr || last->commit_number < one.commit_number))
        last = &one;
    if (last != nullptr) parts.checkpoint = *last;
    if (parts.checkpoint) {
      parts.checkpoint_key = evidence.checkpoint_key;
      if (Result<void> r = find_links(engine, organisation, (*history)[0].position,
                                      parts.checkpoint->commit_number, parts.links);
          !r)
        return r.error();
    }
    return claim_evidence_to_json(parts);
  });
}

}  // namespace firstlog::inline v1
