// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// Whether the parts of a claim's evidence fit each other.
#include "formats/evidence.hpp"

namespace firstlog::inline v1::detail {
namespace {

// Lines stand in this order: the head, events, registrations, receipts, links, the checkpoint.
class Reading {
 public:
  Reading(const ClaimEvidence& evidence, ReadEvidence& read) : given_(evidence), read_(read) {}

  EvidenceFault run() {
    read_.lists.resize(given_.events.size() + given_.registrations.size());
    if (given_.events.empty()) return fail(1, "$", "there is no event: a verdict stands on events");
    organisation_ = given_.events.front().organisation;
    for (std::size_t i = 0; i < given_.events.size(); ++i)
      if (!read_event(i)) return fault_;
    for (std::size_t i = 0; i < given_.registrations.size(); ++i)
      if (!read_registration(i)) return fault_;
    if (!everybody_is_named() || !commits_follow_each_other() || !read_receipts() || !read_links())
      return fault_;
    for (const InclusionProof& proof : given_.events)
      read_.vouched_events += read_.vouched.count(proof.commit_number);
    read_.claim = explain_claim(read_.events, given_.cycle);
    return fault_;
  }

 private:
  EvidenceFault fail(std::size_t line, std::string_view path, std::string_view reason) {
    fault_.line = line;
    fault_.path = path;
    fault_.reason = reason;
    return fault_;
  }
  bool bad(std::size_t line, std::string_view path, std::string_view reason) {
    fail(line, path, reason);
    return false;
  }
  std::size_t registration_line(std::size_t i) const { return 2 + given_.events.size() + i; }
  std::size_t receipt_line(std::size_t i) const { return registration_line(given_.registrations.size()) + i; }
  std::size_t link_line(std::size_t i) const { return receipt_line(given_.receipts.size()) + i; }
  std::size_t checkpoint_line() const { return link_line(given_.links.size()); }

  bool prove(const InclusionProof& proof, std::size_t line, Event& event, EventLists& lists, Digest& hash) {
    if (proof.organisation != organisation_)
      return bad(line, "$.proof", "the proof is about another organisation's journal");
    const Result<Digest> proved = proved_commit(proof);
    if (!proved.ok()) return bad(line, "$.proof", proved.error().reason.view());
    if (const Result<void> checked = check_proof(proof, *proved, event, &lists); !checked.ok())
      return bad(line, "$.proof", checked.error().reason.view());
    hash = *proved;
    const auto [known, fresh] = read_.commits.emplace(proof.commit_number, hash);
    if (!fresh && known->second != hash)
      return bad(line, "$.proof", "another proof leads to another commit of the same number");
    headers_.insert({proof.commit_number, &proof});
    return true;
  }

  bool read_event(std::size_t i) {
    Event event;
    Digest hash;
    const std::size_t line = 2 + i;
    if (!prove(given_.events[i], line, event, read_.lists[i], hash)) return false;
    if (i == 0 && (event.kind != EventKind::contact_registered || event.previous.present()))
      return bad(line, "$.event", "the first event is not the contact's registration");
    if (!event.contact.present() || (i > 0 && event.contact != read_.events[0].contact))
      return bad(line, "$.event.contact", "the event is about another contact");
    if (i > 0 && (event.previous != read_.events[i - 1].position || event.position <= event.previous))
      return bad(line, "$.event.previous", "an event of the contact was left out before this one");
    read_.events.push_back(event);
    read_.event_hashes.push_back(hash);
    return true;
  }

  bool read_registration(std::size_t i) {
    Event event;
    Digest hash;
    const std::size_t line = registration_line(i);
    if (!prove(given_.registrations[i], line, event, read_.lists[given_.events.size() + i], hash))
      return false;
    if (event.kind != EventKind::actor_registered)
      return bad(line, "$.registration", "this is not an actor's registration");
    if (!read_.names.emplace(event.rep.number(), event.key).second)
      return bad(line, "$.registration.rep", "the actor was registered before");
    read_.registrations.push_back(event);
    read_.registration_hashes.push_back(hash);
    return true;
  }

  bool everybody_is_named() {
    std::map<std::uint32_t, bool> wanted;
    for (std::size_t i = 0; i < read_.events.size(); ++i)
      for (const ActorId actor : {read_.events[i].actor, read_.events[i].rep, read_.events[i].owner}) {
        if (!actor.present()) continue;
        if (read_.names.count(actor.number()) == 0)
          return bad(2 + i, "$.names", "the registration of somebody in this event is missing");
        wanted[actor.number()] = true;
      }
    for (std::size_t i = 0; i < read_.registrations.size(); ++i)
      if (wanted.count(read_.registrations[i].rep.number()) == 0)
        return bad(registration_line(i), "$.registration", "nobody asked for this actor");
    return true;
  }

  // A commit names the hash of the one before it; positions rise with its number.
  bool commits_follow_each_other() {
    const InclusionProof* before = nullptr;
    for (const auto& [number, proof] : headers_) {
      if (before != nullptr) {
        const bool next = number == before->commit_number + 1;
        const bool rises = proof->first_position >= before->first_position.plus(before->event_count) &&
                           proof->first_time > before->first_time;
        if (!rises || (next && proof->previous_hash != read_.commits[before->commit_number]))
          return bad(line_of(*proof), "$.proof", "its commit does not follow the one before");
      }
      before = proof;
    }
    return true;
  }
  std::size_t line_of(const InclusionProof& proof) const {
    for (std::size_t i = 0; i < given_.events.size(); ++i)
      if (&given_.events[i] == &proof) return 2 + i;
    for (std::size_t i = 0; i < given_.registrations.size(); ++i)
      if (&given_.registrations[i] == &proof) return registration_line(i);
    return 1;
  }

  bool read_receipts() {
    for (std::size_t i = 0; i < given_.receipts.size(); ++i) {
      const Receipt& receipt = given_.receipts[i];
      const std::size_t line = receipt_line(i);
      const auto header = headers_.find(receipt.commit_number);
      if (receipt.organisation != organisation_ || header == headers_.end())
        return bad(line, "$.receipt", "the receipt is about no commit of this file");
      const InclusionProof& proof = *header->second;
      if (receipt.commit_hash != read_.commits[receipt.commit_number])
        return bad(line, "$.receipt", "the receipt names another hash: the journal was rewritten since");
      const std::uint64_t place = receipt.position.number() - proof.first_position.number();
      const bool inside = receipt.position >= proof.first_position && place < proof.event_count &&
                          receipt.event_count > 0 && receipt.event_count <= proof.event_count - place;
      if (!inside ||
          receipt.recorded_at != proof.first_time + Duration::microseconds(static_cast<std::int64_t>(place)))
        return bad(line, "$.receipt", "the receipt names positions or a time that its commit does not have");
      read_.vouched.insert(receipt.commit_number);
    }
    return true;
  }

  bool read_links() {
    if (!given_.checkpoint.has_value()) {
      if (!given_.links.empty()) return bad(link_line(0), "$.link", "the links lead to no checkpoint");
      return true;
    }
    const Checkpoint& checkpoint = *given_.checkpoint;
    const std::size_t line = checkpoint_line();
    if (checkpoint.organisation != organisation_)
      return bad(line, "$.checkpoint", "the checkpoint is another organisation's");
    if (const Result<void> r = check_checkpoint(checkpoint, given_.checkpoint_key); !r.ok())
      return bad(line, "$.checkpoint", "the key's holder did not sign this checkpoint");
    const std::uint64_t first = given_.events.front().commit_number;
    for (std::size_t i = 0; i < given_.links.size(); ++i) {
      CommitHeader header = given_.links[i];
      header.organisation = organisation_;
      if (header.commit_number != first + i)
        return bad(link_line(i), "$.link.commit_number",
                   "a commit is missing between the first event and the checkpoint");
      if (i > 0 && header.previous_hash != read_.link_hashes.back())
        return bad(link_line(i), "$.link.previous_hash", "the commit does not follow the one before");
      read_.link_hashes.push_back(commit_hash(header));
      const auto proved = read_.commits.find(header.commit_number);
      if (proved == read_.commits.end()) continue;
      if (proved->second != read_.link_hashes.back())
        return bad(link_line(i), "$.link", "a proof leads to another commit of this number");
      read_.vouched.insert(header.commit_number);
    }
    if (given_.links.empty() || given_.links.back().commit_number != checkpoint.commit_number ||
        read_.link_hashes.back() != checkpoint.hash)
      return bad(line, "$.checkpoint", "the commits of the file do not lead to the checkpoint");
    return true;
  }

  const ClaimEvidence& given_;
  ReadEvidence& read_;
  std::string_view organisation_;
  std::map<std::uint64_t, const InclusionProof*> headers_;  // one proof for each commit
  EvidenceFault fault_;
};

}  // namespace

EvidenceFault read_evidence(const ClaimEvidence& evidence, ReadEvidence& read) {
  return Reading(evidence, read).run();
}

}  // namespace firstlog::inline v1::detail
