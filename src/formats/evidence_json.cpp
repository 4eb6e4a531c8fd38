// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/formats/evidence_json.hpp"

#include <new>

#include "firstlog/rules/rule_table.hpp"
#include "formats/evidence.hpp"
#include "formats/json_text.hpp"
#include "formats/proof_lines.hpp"

namespace firstlog::inline v1 {
namespace detail {
namespace {

class Text {
 public:
  Text(const ClaimEvidence& evidence, const ReadEvidence& read) : given_(evidence), read_(read) {}

  std::string whole() {
    add(head());
    for (std::size_t i = 0; i < read_.events.size(); ++i)
      add(proof_line("event", read_.events[i], read_.names, given_.events[i], read_.event_hashes[i]));
    for (std::size_t i = 0; i < read_.registrations.size(); ++i)
      add(proof_line("registration", read_.registrations[i], read_.names, given_.registrations[i],
                     read_.registration_hashes[i]));
    for (const Receipt& receipt : given_.receipts)
      add(JsonObject().name("receipt", receipt.to_string()).take());
    for (std::size_t i = 0; i < given_.links.size(); ++i)
      add(JsonObject()
              .any("link", link(given_.links[i]))
              .name("hash", hex_of(read_.link_hashes[i].view()))
              .take());
    if (given_.checkpoint)
      add(JsonObject()
              .name("checkpoint", given_.checkpoint->to_string())
              .name("key", hex_of(given_.checkpoint_key.view()))
              .take());
    return std::move(text_);
  }

 private:
  void add(const JsonText& line) { text_.append(line.text()).append("\n"); }

  void name(JsonObject& into, const char* member, ActorId actor) const {
    if (actor.present()) into.any(member, readable_text(read_.names.at(actor.number())));
  }
  static void place(JsonObject& into, const char* member, Position position) {
    if (position.present()) into.any(member, position.number());
  }
  static void decided_by(JsonObject& into, Rule rule) {
    if (rule == Rule::none) return;
    into.name("rule", name_of(rule)).name("because", row_of(rule).sentence);
  }

  JsonText contender(const Contender& one) const {
    JsonObject json;
    name(json, "rep", one.rep);
    place(json, "position", one.position);
    json.name("recorded_at", one.recorded_at.to_string());
    if (one.occurred_at) json.name("occurred_at", one.occurred_at->to_string());
    if (one.delay) json.any("delay_microseconds", one.delay->microseconds());
    json.name("kind", name_of(one.kind));
    decided_by(json, one.rule);
    json.any("valid", one.valid).any("wins", one.wins);
    place(json, "retracted_by", one.retracted_by);
    return json.take();
  }
  JsonText change(const ClaimChange& one) const {
    JsonObject json;
    json.name("kind", name_of(one.kind));
    place(json, "position", one.position);
    json.name("recorded_at", one.recorded_at.to_string());
    name(json, "actor", one.actor);
    name(json, "from", one.from);
    name(json, "to", one.to);
    place(json, "refers_to", one.refers_to);
    json.any("moves_claim", one.moves_claim);
    decided_by(json, one.rule);
    if (!one.reason.empty()) json.any("reason", readable_text(one.reason));
    return json.take();
  }

  JsonText head() const {
    const ClaimExplanation& claim = read_.claim;
    JsonObject json;
    json.any("firstlog_evidence", 1)
        .any("organisation", readable_text(given_.events.front().organisation))
        .any("contact", readable_text(read_.events.front().key))
        .any("cycle", claim.cycle);
    name(json, "winner", claim.winner);
    place(json, "winning_position", claim.winning_position);
    if (claim.winner.present()) json.name("winning_time", claim.winning_time.to_string());
    name(json, "assignee", claim.assignee);
    JsonList contenders;
    for (const Contender& one : claim.contenders) contenders.add(contender(one));
    JsonList changes;
    for (const ClaimChange& one : claim.changes) changes.add(change(one));
    return json.any("contenders", contenders.take())
        .any("changes", changes.take())
        .any("events", read_.events.size())
        .any("registrations", read_.registrations.size())
        .any("receipts", given_.receipts.size())
        .any("links", given_.links.size())
        .any("checkpoint", given_.checkpoint.has_value())
        .take();
  }

  static JsonText link(const CommitHeader& header) {
    return JsonObject()
        .any("format", header.format)
        .any("commit_number", header.commit_number)
        .any("first_position", header.first_position.number())
        .name("first_time", header.first_time.to_string())
        .any("event_count", header.event_count)
        .any("command_count", header.command_count)
        .name("commit_id", hex_of(header.commit_id.view()))
        .name("previous_hash", hex_of(header.previous_hash.view()))
        .name("events_root", hex_of(header.events_root.view()))
        .name("commands_root", hex_of(header.commands_root.view()))
        .name("frame_digest", hex_of(header.frame_digest.view()))
        .take();
  }

  const ClaimEvidence& given_;
  const ReadEvidence& read_;
  std::string text_;
};

}  // namespace

std::string evidence_text(const ClaimEvidence& evidence, const ReadEvidence& read) {
  return Text(evidence, read).whole();
}

}  // namespace detail

Result<std::string> claim_evidence_to_json(const ClaimEvidence& evidence) noexcept {
  try {
    detail::ReadEvidence read;
    const detail::EvidenceFault fault = detail::read_evidence(evidence, read);
    if (fault.line == 0) return detail::evidence_text(evidence, read);
    Error error(Status::corrupt, "evidence", fault.reason, "verify the journal and its receipts");
    error.place.append(" line ").append_number(static_cast<std::int64_t>(fault.line));
    return error;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "evidence", "out of memory");
  } catch (...) {
    return Error(Status::internal, "evidence", "the evidence could not be written");
  }
}

}  // namespace firstlog::inline v1
