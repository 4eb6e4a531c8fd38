// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
//
// A file of evidence is read for its proofs alone; everything else in it is written again from them and
// compared, byte for byte.
#include <new>

#include "formats/evidence.hpp"
#include "formats/json_value.hpp"
#include "journal/text_form.hpp"

namespace firstlog::inline v1 {
namespace {

using detail::EvidenceFault;
using detail::JsonValue;

std::string place_of(const EvidenceFault& fault) {
  return "line " + std::to_string(fault.line) + ", " + fault.path;
}

// Collects the parts that cannot be derived.
class Collector {
 public:
  explicit Collector(ClaimEvidence& into) : into_(into) {}

  EvidenceFault take(std::size_t number, std::string_view line) {
    fault_ = EvidenceFault();
    line_ = number;
    const std::string document = "line " + std::to_string(number) + ", $";
    Result<JsonValue> parsed = detail::parse_json(line, document, detail::proof_line_limits);
    if (!parsed.ok()) {
      fail("$", parsed.error().reason.view());
      return fault_;
    }
    if (number == 1)
      head(*parsed);
    else if (parsed->find("event") != nullptr)
      proof(*parsed, into_.events);
    else if (parsed->find("registration") != nullptr)
      proof(*parsed, into_.registrations);
    else if (const JsonValue* receipt = parsed->find("receipt"))
      this->receipt(*receipt);
    else if (const JsonValue* link = parsed->find("link"))
      this->link(*link);
    else if (const JsonValue* checkpoint = parsed->find("checkpoint"))
      this->checkpoint(*parsed, *checkpoint);
    else
      fail("$", "this is no line of a claim's evidence");
    return fault_;
  }

 private:
  void fail(std::string_view path, std::string_view reason) {
    if (fault_.line != 0) return;
    fault_.line = line_;
    fault_.path = path;
    fault_.reason = reason;
  }

  void head(const JsonValue& json) {
    const JsonValue* version = json.find("firstlog_evidence");
    const JsonValue* cycle = json.find("cycle");
    if (version == nullptr || version->kind != JsonValue::Kind::integer || version->integer != 1)
      return fail("$.firstlog_evidence", "this is no evidence that this version can read");
    if (cycle == nullptr || cycle->kind != JsonValue::Kind::integer || cycle->integer < 1 ||
        cycle->integer > 0xFFFFFFFF)
      return fail("$.cycle", "the contact's cycle is missing");
    into_.cycle = static_cast<std::uint32_t>(cycle->integer);
  }

  void proof(const JsonValue& json, std::vector<InclusionProof>& proofs) {
    std::string reason;
    if (!detail::read_proof_line(json, proofs, reason)) fail("$.proof", reason);
  }

  void receipt(const JsonValue& json) {
    Result<Receipt> receipt = Receipt::parse(json.text);
    if (!receipt.ok()) return fail("$.receipt", receipt.error().reason.view());
    into_.receipts.push_back(std::move(*receipt));
  }

  void checkpoint(const JsonValue& line, const JsonValue& json) {
    const JsonValue* key = line.find("key");
    Result<Checkpoint> checkpoint = Checkpoint::parse(json.text);
    if (!checkpoint.ok()) return fail("$.checkpoint", checkpoint.error().reason.view());
    if (key == nullptr || !detail::parse_hex(key->text, into_.checkpoint_key.bytes))
      return fail("$.key", "a key is 64 lower-case hexadecimal digits");
    if (into_.checkpoint) return fail("$.checkpoint", "there is a checkpoint already");
    into_.checkpoint = std::move(*checkpoint);
  }

  std::uint64_t number(const JsonValue& json, std::string_view member, std::uint64_t most) {
    const JsonValue* value = json.find(member);
    if (value != nullptr && value->kind == JsonValue::Kind::integer && value->integer >= 0 &&
        static_cast<std::uint64_t>(value->integer) <= most)
      return static_cast<std::uint64_t>(value->integer);
    fail(std::string("$.link.").append(member), "a number is missing");
    return 0;
  }
  template <class Bytes>
  void digits(const JsonValue& json, std::string_view member, Bytes& into) {
    const JsonValue* value = json.find(member);
    if (value == nullptr || !detail::parse_hex(value->text, into.bytes))
      fail(std::string("$.link.").append(member), "hexadecimal digits are missing");
  }
  void link(const JsonValue& json) {
    CommitHeader header;
    constexpr std::uint64_t most = std::uint64_t{1} << 62;
    header.format = static_cast<std::uint32_t>(number(json, "format", 0xFFFFFFFF));
    header.commit_number = number(json, "commit_number", most);
    header.first_position = Position(number(json, "first_position", most));
    const JsonValue* time = json.find("first_time");
    const Result<Instant> instant = Instant::parse(time == nullptr ? std::string_view() : time->text);
    if (instant.ok())
      header.first_time = *instant;
    else
      fail("$.link.first_time", instant.error().reason.view());
    header.event_count = static_cast<std::uint32_t>(number(json, "event_count", 0xFFFFFFFF));
    header.command_count = static_cast<std::uint32_t>(number(json, "command_count", 0xFFFFFFFF));
    digits(json, "commit_id", header.commit_id);
    digits(json, "previous_hash", header.previous_hash);
    digits(json, "events_root", header.events_root);
    digits(json, "commands_root", header.commands_root);
    digits(json, "frame_digest", header.frame_digest);
    into_.links.push_back(header);
  }

  ClaimEvidence& into_;
  EvidenceFault fault_;
  std::size_t line_ = 0;
};

std::string not_excluded(const ClaimEvidence& evidence, const detail::ReadEvidence& read) {
  std::string text;
  const std::size_t events = read.events.size();
  if (read.vouched_events == 0)
    text =
        "Nothing in the file vouches for the journal from outside: whoever keeps it could have written all "
        "of "
        "it anew before the file was made. Compare the hashes with a receipt or checkpoint kept elsewhere. ";
  else if (read.vouched_events < events)
    text = "For " + std::to_string(events - read.vouched_events) + " of " + std::to_string(events) +
           " events no receipt or checkpoint stands: compare their hashes with one kept elsewhere. ";
  if (!evidence.receipts.empty())
    text += "That the receipts are those that were given is for whoever holds them to say. ";
  if (evidence.checkpoint)
    text += "That the checkpoint's key is its holder's is for whoever knows the key to say. ";
  return text + "Events of the contact behind position " +
         std::to_string(read.events.back().position.number()) + " are not in the file.";
}

}  // namespace

Result<EvidenceVerification> verify_evidence(std::string_view text) noexcept {
  try {
    EvidenceVerification answer;
    auto wrong = [&answer](const EvidenceFault& fault) {
      answer.place = place_of(fault);
      answer.reason = fault.reason;
      return answer;
    };
    if (text.empty() || text.back() != '\n')
      return wrong({1, "$", "the file does not end with a line's end: a part is missing"});
    const std::vector<std::string_view> lines = detail::lines_of(text);
    ClaimEvidence evidence;
    Collector collector(evidence);
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (const EvidenceFault fault = collector.take(i + 1, lines[i]); fault.line != 0) return wrong(fault);
    detail::ReadEvidence read;
    if (const EvidenceFault fault = detail::read_evidence(evidence, read); fault.line != 0)
      return wrong(fault);
    const std::string expected = detail::evidence_text(evidence, read);
    if (const EvidenceFault fault = detail::first_line_difference(lines, detail::lines_of(expected));
        fault.line != 0)
      return wrong(fault);
    answer.ok = true;
    answer.organisation = evidence.events.front().organisation;
    answer.contact = read.events.front().key;
    answer.cycle = read.claim.cycle;
    if (read.claim.winner.present()) answer.winner = read.names.at(read.claim.winner.number());
    answer.winning_position = read.claim.winning_position;
    answer.winning_time = read.claim.winning_time;
    answer.events = read.events.size();
    answer.vouched_events = read.vouched_events;
    answer.not_excluded = not_excluded(evidence, read);
    return answer;
  } catch (const std::bad_alloc&) {
    return Error(Status::out_of_memory, "evidence", "out of memory");
  } catch (...) {
    return Error(Status::internal, "evidence", "the evidence could not be read");
  }
}

}  // namespace firstlog::inline v1
