// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include "firstlog/formats/evidence_json.hpp"

#include <new>

#include "firstlog/rules/rule_table.hpp"
#include "formats/commit_json.hpp"
#include "formats/evidence.hpp"
#include "formats/proof_lines.hpp"

namespace firstlog::inline v1 {
namespace detail {
namespace {

using Json = nlohmann::ordered_json;

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
    for (const Receipt& receipt : given_.receipts) add(Json{{"receipt", receipt.to_string()}});
    for (std::size_t i = 0; i < given_.links.size(); ++i)
      add(Json{{"link", link(given_.links[i])}, {"hash", hex_of(read_.link_hashes[i].view())}});
    if (given_.checkpoint)
      add(Json{{"checkpoint", given_.checkpoint->to_string()},
               {"key", hex_of(given_.checkpoint_key.view())}});
    return std::move(text_);
  }

 private:
  void add(const Json& line) { text_.append(line.dump()).append("\n"); }

  void name(Json& into, const char* member, ActorId actor) const {
    if (actor.present()) into[member] = readable_text(read_.names.at(actor.number()));
  }
  static void place(Json& into, const char* member, Position position) {
    if (position.present()) into[member] = position.number();
  }
  static void decided_by(Json& into, Rule rule) {
    if (rule == Rule::none) return;
    into["rule"] = std::string(name_of(rule));
    into["because"] = std::string(row_of(rule).sentence);
  }

  Json contender(const Contender& one) const {
    Json json = Json::object();
    name(json, "rep", one.rep);
    place(json, "position", one.position);
    json["recorded_at"] = one.recorded_at.to_string();
    if (one.occurred_at) json["occurred_at"] = one.occurred_at->to_string();
    if (one.delay) json["delay_microseconds"] = one.delay->microseconds();
    json["kind"] = std::string(name_of(one.kind));
    decided_by(json, one.rule);
    json["valid"] = one.valid;
    json["wins"] = one.wins;
    place(json, "retracted_by", one.retracted_by);
    return json;
  }
  Json change(const ClaimChange& one) const {
    Json json = Json::object();
    json["kind"] = std::string(name_of(one.kind));
    place(json, "position", one.position);
    json["recorded_at"] = one.recorded_at.to_string();
    name(json, "actor", one.actor);
    name(json, "from", one.from);
    name(json, "to", one.to);
    place(json, "refers_to", one.refers_to);
    json["moves_claim"] = one.moves_claim;
    decided_by(json, one.rule);
    if (!one.reason.empty()) json["reason"] = readable_text(one.reason);
    return json;
  }

  Json head() const {
    const ClaimExplanation& claim = read_.claim;
    Json json = Json::object();
    json["firstlog_evidence"] = 1;
    json["organisation"] = readable_text(given_.events.front().organisation);
    json["contact"] = readable_text(read_.events.front().key);
    json["cycle"] = claim.cycle;
    name(json, "winner", claim.winner);
    place(json, "winning_position", claim.winning_position);
    if (claim.winner.present()) json["winning_time"] = claim.winning_time.to_string();
    name(json, "assignee", claim.assignee);
    json["contenders"] = Json::array();
    for (const Contender& one : claim.contenders) json["contenders"].push_back(contender(one));
    json["changes"] = Json::array();
    for (const ClaimChange& one : claim.changes) json["changes"].push_back(change(one));
    json["events"] = read_.events.size();
    json["registrations"] = read_.registrations.size();
    json["receipts"] = given_.receipts.size();
    json["links"] = given_.links.size();
    json["checkpoint"] = given_.checkpoint.has_value();
    return json;
  }

  static Json link(const CommitHeader& header) {
    return Json{{"format", header.format},
                {"commit_number", header.commit_number},
                {"first_position", header.first_position.number()},
                {"first_time", header.first_time.to_string()},
                {"event_count", header.event_count},
                {"command_count", header.command_count},
                {"commit_id", hex_of(header.commit_id.view())},
                {"previous_hash", hex_of(header.previous_hash.view())},
                {"events_root", hex_of(header.events_root.view())},
                {"commands_root", hex_of(header.commands_root.view())},
                {"frame_digest", hex_of(header.frame_digest.view())}};
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
