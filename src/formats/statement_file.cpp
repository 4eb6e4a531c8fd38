// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "formats/statement_file.hpp"

#include <new>

#include "formats/json_text.hpp"
#include "journal/hashes.hpp"
#include "journal/signing.hpp"
#include "journal/text_form.hpp"

namespace firstlog::inline v1 {
namespace detail {
namespace {

class Reading {
 public:
  Reading(const StatementProofs& parts, ReadStatement& read) : parts_(parts), read_(read) {}

  LineFault run() {
    read_.lists.resize(parts_.events.size() + parts_.registrations.size());
    for (std::size_t i = 0; i < parts_.events.size(); ++i)
      if (!read(parts_.events[i], first_event_line + i, i, read_.events, read_.event_hashes)) return fault_;
    const std::size_t first = first_event_line + parts_.events.size();
    for (std::size_t i = 0; i < parts_.registrations.size(); ++i)
      if (!registration(first + i, i)) return fault_;
    if (!everybody_is_named(first) || !commits_follow_each_other()) return fault_;
    checkpoint(first + parts_.registrations.size());
    return fault_;
  }

 private:
  bool bad(std::size_t line, std::string_view path, std::string_view reason) {
    fault_ = {line, std::string(path), std::string(reason)};
    return false;
  }

  bool read(const InclusionProof& proof, std::size_t line, std::size_t list, std::vector<Event>& events,
            std::vector<Digest>& hashes) {
    const std::string& organisation = parts_.events.empty() ? parts_.registrations.front().organisation
                                                            : parts_.events.front().organisation;
    if (proof.organisation != organisation)
      return bad(line, "$.proof", "the proof is about another organisation's journal");
    const Result<Digest> hash = proved_commit(proof);
    if (!hash.ok()) return bad(line, "$.proof", hash.error().reason.view());
    Event event;
    if (const Result<void> checked = check_proof(proof, *hash, event, &read_.lists[list]); !checked.ok())
      return bad(line, "$.proof", checked.error().reason.view());
    if (!events.empty() && event.position <= events.back().position)
      return bad(line, "$.event.position", "events stand in the order of their positions, each once");
    const auto [known, fresh] = commits_.emplace(proof.commit_number, *hash);
    if (!fresh && known->second != *hash)
      return bad(line, "$.proof", "another proof leads to another commit of the same number");
    headers_.insert({proof.commit_number, {&proof, line}});
    events.push_back(event);
    hashes.push_back(*hash);
    return true;
  }

  bool registration(std::size_t line, std::size_t i) {
    if (!read(parts_.registrations[i], line, parts_.events.size() + i, read_.registrations,
              read_.registration_hashes))
      return false;
    const Event& event = read_.registrations.back();
    if (event.kind == EventKind::actor_registered)
      return read_.actors.emplace(event.rep.number(), event.key).second ||
             bad(line, "$.registration.rep", "the actor was registered before");
    if (event.kind == EventKind::contact_registered)
      return read_.contacts.emplace(event.contact.number(), event.key).second ||
             bad(line, "$.registration.contact", "the contact was registered before");
    return bad(line, "$.registration", "this is no registration");
  }

  bool everybody_is_named(std::size_t first_registration) {
    for (std::size_t i = 0; i < read_.events.size(); ++i) {
      const Event& event = read_.events[i];
      for (const ActorId actor : {event.actor, event.rep, event.owner}) {
        if (!actor.present()) continue;
        if (read_.actors.count(actor.number()) == 0)
          return bad(first_event_line + i, "$.names",
                     "the registration of somebody in this event is missing");
      }
      if (!event.contact.present()) continue;
      if (read_.contacts.count(event.contact.number()) == 0)
        return bad(first_event_line + i, "$.event.contact", "the contact's registration is missing");
    }
    // Registrations themselves name who gave them.
    for (std::size_t i = 0; i < read_.registrations.size(); ++i) {
      const Event& event = read_.registrations[i];
      for (const ActorId actor : {event.actor, event.rep, event.owner}) {
        if (!actor.present()) continue;
        if (read_.actors.count(actor.number()) == 0)
          return bad(first_registration + i, "$.names",
                     "the registration of somebody in this registration is missing");
      }
    }
    return true;
  }

  // A commit names the hash of the one before it; positions and times rise with its number.
  bool commits_follow_each_other() {
    const InclusionProof* before = nullptr;
    for (const auto& [number, header] : headers_) {
      const auto& [proof, line] = header;
      if (before != nullptr) {
        const bool rises = proof->first_position >= before->first_position.plus(before->event_count) &&
                           proof->first_time > before->first_time;
        const bool next = number == before->commit_number + 1;
        if (!rises || (next && proof->previous_hash != commits_[before->commit_number]))
          return bad(line, "$.proof", "its commit does not follow the one before");
      }
      before = proof;
    }
    return true;
  }

  void checkpoint(std::size_t line) {
    if (!parts_.checkpoint) return;
    const Checkpoint& one = *parts_.checkpoint;
    if (!parts_.events.empty() && one.organisation != parts_.events.front().organisation)
      bad(line, "$.checkpoint", "the checkpoint is another organisation's");
    else if (const auto proved = commits_.find(one.commit_number);
             proved != commits_.end() && proved->second != one.hash)
      bad(line, "$.checkpoint", "a proof leads to another commit of the checkpoint's number");
    else if (!commits_.empty() && commits_.rbegin()->first > one.commit_number)
      bad(line, "$.checkpoint", "the checkpoint is older than an event of the file");
  }

  const StatementProofs& parts_;
  ReadStatement& read_;
  std::map<std::uint64_t, Digest> commits_;
  std::map<std::uint64_t, std::pair<const InclusionProof*, std::size_t>> headers_;
  LineFault fault_;
};

std::string last_line(const Digest& digest, const SigningSeed* seed) {
  JsonObject json;
  json.name("digest", hex_of(digest.view()));
  if (seed != nullptr)
    json.name("signature", hex_of(sign_text(signed_text(digest), *seed).view()))
        .name("key", hex_of(verify_key_of(*seed).view()));
  return json.take().text();
}

}  // namespace

LineFault read_statement(const StatementProofs& parts, ReadStatement& read) {
  if (parts.events.empty()) return {1, "$", "there is no event: a statement rests on its policy at least"};
  return Reading(parts, read).run();
}

std::string statement_text(const StatementProofs& parts, const ReadStatement& read) {
  std::string text;
  auto add = [&text](const JsonText& line) { text.append(line.text()).append("\n"); };
  const Digest statement = hash_one(domain_statement, as_bytes(parts.statement));
  add(JsonObject()
          .any("firstlog_statement_file", 1)
          .any("organisation", readable_text(read.organisation))
          .any("rep", readable_text(read.rep))
          .name("period", read.period.to_string())
          .name("statement_hash", hex_of(statement.view()))
          .any("events", read.events.size())
          .any("registrations", read.registrations.size())
          .any("checkpoint", parts.checkpoint.has_value())
          .take());
  text.append(parts.statement).append("\n");
  for (std::size_t i = 0; i < read.events.size(); ++i)
    add(proof_line("event", read.events[i], read.actors, parts.events[i], read.event_hashes[i]));
  for (std::size_t i = 0; i < read.registrations.size(); ++i)
    add(proof_line("registration", read.registrations[i], read.actors, parts.registrations[i],
                   read.registration_hashes[i]));
  if (parts.checkpoint) add(JsonObject().name("checkpoint", parts.checkpoint->to_string()).take());
  return text;
}

Digest statement_file_digest(std::string_view text) {
  return hash_one(domain_statement_file, as_bytes(text));
}

std::string signed_text(const Digest& digest) {
  return "firstlog-statement-file 1 " + hex_of(digest.view());
}

}  // namespace detail

Result<std::string> statement_file(const StatementProofs& parts, const SigningSeed* seed) noexcept {
  try {
    detail::ReadStatement read;
    detail::LineFault fault = detail::read_statement(parts, read);
    if (fault.line == 0) fault = detail::check_statement(parts, read);
    if (fault.line == 0) {
      std::string text = detail::statement_text(parts, read);
      const Digest digest = detail::statement_file_digest(text);
      return text.append(detail::last_line(digest, seed)).append("\n");
    }
    Error error(Status::corrupt, "statement", fault.reason, "verify the journal");
    error.place.append(" line ")
        .append_number(static_cast<std::int64_t>(fault.line))
        .append(", ")
        .append(fault.path);
    return error;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "statement", "out of memory");
  } catch (...) {
    return Error(Status::internal, "statement", "the file could not be written");
  }
}

}  // namespace firstlog::inline v1
